"""The plan in force at a date, and the table of what was changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import evaluate, load_workspace
from misato_report.plan.plan import Plan
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

REVISIONS = """revisions:
  - date: 2027-09-17
    indicator: gross_product
    field: target.value
    old: 14,547
    new: 14,200
    reason: 推計方法の改定
    decided_by: 令和9年第3回定例会
  - date: 2027-12-10
    indicator: facility_users
    field: targets.2027.value
    old: "1500"
    new: 1,300
    reason: 開館日の見直し
    decided_by: 令和9年第4回定例会
  - date: 2028-12-10
    indicator: gross_product
    field: target.value
    old: 14,200
    new: 14,000
    reason: 再度の見直し
    decided_by: 令和10年第4回定例会
"""


@pytest.fixture
def revised(taken_in: Path, run: Run) -> Path:
    (taken_in / "plan" / "revisions.yaml").write_text(REVISIONS, encoding="utf-8")
    return taken_in


def targets(root: Path, year: int, day: date) -> dict[str, Decimal]:
    return {e.indicator.id: e.target for e in evaluate(load_workspace(root), year, day)}


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2027-09-16", 14547), ("2027-09-17", 14200), ("2028-12-09", 14200), ("2028-12-10", 14000)],
)
def test_the_plan_in_force_at_a_date(revised: Path, day: str, expected: int) -> None:
    assert targets(revised, 2027, date.fromisoformat(day))["gross_product"] == expected


def test_the_plan_file_itself_is_as_adopted(revised: Path) -> None:
    plan: Plan = load_workspace(revised).sound_plan()
    (indicator,) = [i for _, i in plan.indicators() if i.id == "gross_product"]
    assert indicator.final_target.value == 14547


def test_the_report_of_the_year_has_the_table_and_the_old_targets(revised: Path, run: Run) -> None:
    done = run(revised, "build", "2027", "--as-of", "2028-04-20", "--format", "html")
    assert done.returncode == 0, done.stderr
    html = next((revised / "out").rglob("*.html")).read_text(encoding="utf-8")
    assert "計画の変更（新旧対照表）" in html
    for words in (
        "14,547",
        "14,200",
        "推計方法の改定",
        "令和9年第3回定例会",
        "R9の目標値",
        "1,500",
        "変更前 14,547",
    ):
        assert words in html
    assert "再度の見直し" not in html


def test_last_years_report_is_built_from_the_plan_as_it_was(revised: Path, run: Run, tmp_path: Path) -> None:
    def built(root: Path) -> bytes:
        done = run(root, "build", "2026", "--as-of", "2027-04-20", "--format", "html")
        assert done.returncode == 0, done.stderr
        return next((root / "out" / "2026").glob("*.html")).read_bytes()

    after = built(revised)
    (revised / "plan" / "revisions.yaml").unlink()
    assert built(revised) == after


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "words"),
    [
        ("old: 14,547", "old: 14,574", "revision-disagrees", 5, "14,547"),
        ("old: 14,200", "old: 14,547", "revision-disagrees", 19, "14,200"),
        ("indicator: facility_users", "indicator: facility_user", "unknown-indicator", 10, "facility_users"),
        ("field: target.value", "field: target.valeu", "unknown-field", 4, "target.value"),
        ("new: 1,300", "new: 1,3OO", "bad-revision", 13, "1,3OO"),
        ("date: 2027-09-17", "date: 2027-13-17", "bad-value", 2, "2027-13-17"),
        ("decided_by: 令和9年第3回定例会", "decidedby: 会議", "unknown-key", 8, "decided_by"),
    ],
)
def test_a_slip_in_a_revision_is_found_where_it_is(
    workspace: Path, old: str, new: str, code: str, line: int, words: str
) -> None:
    (workspace / "plan" / "revisions.yaml").write_text(REVISIONS.replace(old, new, 1), encoding="utf-8")
    found = [d for d in load_workspace(workspace).diagnostics if d.code == code]
    assert found, load_workspace(workspace).diagnostics
    assert (found[0].file, found[0].line) == ("plan/revisions.yaml", line)
    assert words in found[0].message + found[0].hint


def test_the_form_in_the_repository_is_empty_and_says_how() -> None:
    assert "新旧対照表" in (ROOT / "plan" / "revisions.yaml").read_text(encoding="utf-8")
    assert load_workspace(ROOT).sound_plan().revisions == ()
