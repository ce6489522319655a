"""The examples of docs/developers/python.md run, on the samples."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import load_workspace
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

PAGE = ROOT / "docs" / "developers" / "python.md"


@pytest.fixture
def town(taken_in: Path, run: Run) -> Path:
    return taken_in


def test_the_examples_run(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(examples) >= 2
    names: dict[str, object] = {}
    folder = Path.cwd()
    os.chdir(town.parent)
    try:
        for example in examples:
            exec(example.replace('"美郷町"', repr(town.name)), names)  # noqa: S102 - our own document
    finally:
        os.chdir(folder)
    printed = capsys.readouterr().out
    assert "social_increase -14 人 on_track" in printed
    assert "3766" in printed
    assert "年少人口" in printed


def test_figures_are_exact_and_none_is_a_float(town: Path) -> None:
    project = load_workspace(town)
    ledger = project.observations_frame()
    assert len(ledger) == len(project.observations)
    assert {type(value) for value in ledger["value"]} == {Decimal}
    judged = project.evaluations_frame(2027).set_index("id")
    assert judged.loc["young_population_share", "value"] == Decimal("9.3")
    assert judged.loc["target_population", "pace_ratio"] is None
