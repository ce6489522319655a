"""What a value adds up and what it is measured against is decided in ``evaluation/rules.py`` and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # whole commands, one after the other

PACKAGE = ROOT / "misato_report"
RULES = PACKAGE / "evaluation" / "rules.py"
PLAN = PACKAGE / "plan" / "indicators.py"
"""Says which plans cannot be: increments on no baseline."""
OF_THE_RULES = {"accumulate", "derive", "expected_at", "measured_periods", "newest_vintages", "reference_at"}
"""What others read from an Evaluation instead of working it out again."""
OF_FIGURES = {"newest_vintages"}
"""Of them, what the 確認票 asks about the published figures themselves, before anything is evaluated."""
CONFIRMATION = Path("misato_report/report/confirmation")
SO_FAR = Path("misato_report/evaluation/year_so_far.py")
"""Asks which years that count have no figure of their own, and evaluates nothing."""
FORMS = Path("misato_report/forms/issue.py")
"""Shows the departments last year's published figures."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path not in (RULES, PLAN):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_nobody_else_asks_whether_a_series_is_of_increments() -> None:
    found = [
        (str(path), node.lineno)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "increments"
    ]
    assert found == []


def test_nobody_else_works_out_a_path_or_a_sum() -> None:
    found = [
        (str(path), name.name)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "misato_report.evaluation.rules"
        for name in node.names
        if name.name
        in OF_THE_RULES
        - (OF_FIGURES if path in (FORMS, SO_FAR) or path.is_relative_to(CONFIRMATION) else set())
        - ({"measured_periods"} if path == SO_FAR else set())
    ]
    assert found == []
