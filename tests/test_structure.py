"""The structure holds: what the documents say of it is looked for in the code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "misato_report"
SOURCES = sorted(PACKAGE.rglob("*.py"))
_CLOCK = {"today", "now", "utcnow"}
_OF_THE_CLOCK = {"date", "datetime", "datetime.date", "datetime.datetime"}


def clock_readings(source: str) -> list[str]:
    """Where a module asks for today or now."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in _CLOCK
            and ast.unparse(node.value) in _OF_THE_CLOCK
        ):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.time", "time.localtime"):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_commands_read_the_clock(path: Path) -> None:
    if path.parent.name != "cli":
        assert clock_readings(path.read_text(encoding="utf-8")) == []


def test_a_reading_of_the_clock_would_be_seen() -> None:
    assert clock_readings("from datetime import date\n\n\ndef f():\n    return date.today()\n") == [
        "5: date.today"
    ]


def test_every_package_says_what_it_is_for() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def imports_kept(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=root, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(root), "PATH": ""},
    )  # fmt: skip


@pytest.mark.slow
def test_an_import_against_the_layers_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "misato_report", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    kept = imports_kept(tmp_path)
    assert kept.returncode == 0, kept.stdout
    assert re.search(r"Contracts: \d+ kept, 0 broken", kept.stdout)
    rules = tmp_path / "misato_report" / "evaluation" / "rules.py"
    rules.write_text(
        f"{rules.read_text(encoding='utf-8')}\nimport misato_report.report.building\n", encoding="utf-8"
    )
    assert imports_kept(tmp_path).returncode == 1
