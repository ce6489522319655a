"""States of a milestone in the plain long table: words are stored as their number, anything else is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import load_workspace
from tests.conftest import Run
from tests.support.any_town import COUNTED, OPENED, target, write_town

MILESTONE = f"{OPENED}, states: [未着手, 着手, 完了], target: {{period: R10}}, also_in: [field_2]"
OTHER = f"{COUNTED}, baseline: {{period: R7, value: 20}}, target: {{period: R12, value: 30}}"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    first = target("open", "milestone", MILESTONE, "段階", "見本施設の開設")
    return write_town(tmp_path, first, target("other", "single_year", OTHER))


def ingested(town: Path, run: Run, value: str) -> tuple[int, str]:
    text = f"系列,対象,値,単位,公表日,備考\n見本施設の開設,R8,{value},段階,2027-04-20,見本\n"
    (town / "actuals" / "見本.csv").write_text(text, encoding="utf-8")
    done = run(town, "ingest")
    return done.returncode, done.stderr


@pytest.mark.parametrize(("value", "number"), [("未着手", 1), ("着手", 2), (" 完了 ", 3), ("2", 2)])
def test_a_state_is_stored_as_its_number(town: Path, run: Run, value: str, number: int) -> None:
    assert ingested(town, run, value)[0] == 0
    (row,) = load_workspace(town).observations
    assert (row.value, row.unit) == (Decimal(number), "段階")


@pytest.mark.parametrize("value", ["4", "0", "1.5", "開業", "着手中"])
def test_what_is_no_state_is_refused(town: Path, run: Run, value: str) -> None:
    code, told = ingested(town, run, value)
    assert code == 1
    assert "未着手、着手、完了 のどれかを書いてください。" in told
    assert not load_workspace(town).observations


def test_the_report_prints_the_word_and_the_indicator_in_both_fields(town: Path, run: Run) -> None:
    assert ingested(town, run, "着手")[0] == 0
    assert run(town, "build", "2026", "--as-of", "2027-05-01", "--format", "html,csv").returncode == 0
    (page,) = (town / "out" / "2026").glob("*.html")
    html = page.read_text(encoding="utf-8")
    assert "ほかの分野の指標（再掲）" in html
    assert "実績 着手（R8）、目標 完了、判定 ○順調" in html
    assert "2指標" in html or "2の指標" in html, "counted once"
    (data,) = (town / "out" / "2026").glob("*.csv")
    actual = next(
        line
        for line in data.read_text(encoding="utf-8-sig").splitlines()
        if ",open," in line and "実績" in line
    )
    assert ",2,,順調,2027-04-20," in actual
