"""What ``check`` asks about projects and about what a KPI counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from misato_report.checks.facts import check_facts
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace
from tests.plan.test_loading import change

MIGRATION, DIGITAL = "plan/fields/1-migration.yaml", "plan/fields/4-digital.yaml"


def plan_in(root: Path) -> Plan:
    plan = load_plan(Workspace(root)).plan
    assert plan is not None
    return plan


def told(root: Path) -> list[tuple[str, str, int | None]]:
    return [(d.code, d.message, d.line) for d in check_facts(plan_in(root))]


def test_of_this_plan_only_the_two_counts_of_people_are_told(workspace: Path) -> None:
    found = told(workspace)
    assert [code for code, _, _ in found] == ["total-or-persons"] * 2
    assert "コミュニティ施設の利用者数" in found[0][1]


def test_an_indicator_without_a_project_and_a_project_for_nothing(workspace: Path) -> None:
    path = workspace / DIGITAL
    text = path.read_text(encoding="utf-8").replace("        contributes_to: [digital_services]\n", "")
    path.write_text(text, encoding="utf-8")
    change(workspace, "plan/fields/2-industry.yaml", "[gross_product, digital_services]", "[gross_product]")
    found = {(code, line): message for code, message, line in told(workspace)}
    lines = text.splitlines()
    assert "デジタル住民サービス数" in found["no-project", lines.index("  - id: digital_services") + 1]
    assert "LINE運営" in found["no-indicator", lines.index("      - id: line_service") + 1]


def test_a_plan_that_says_of_no_project_what_it_is_for_is_not_asked(workspace: Path) -> None:
    for path in (workspace / "plan" / "fields").glob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "contributes_to" not in line), encoding="utf-8")
    assert {code for code, _, _ in told(workspace)} == {"total-or-persons"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    kind: output ", "    internal: false ", "counts-doing"),
        ("name: デジタル技術を活用した住民サービスの取組数", "name: サービスへの満足度", "survey-size"),
        ("    kind: output ", "    sample: 19 ", "survey-size"),
        ("how_measured: デジタル", "how_measured: 町民アンケート デジタル", "survey-size"),
    ],
)
def test_what_a_kpi_counts_is_asked(workspace: Path, old: str, new: str, code: str) -> None:
    line = change(workspace, DIGITAL, old, new)
    found = [(c, at) for c, _, at in told(workspace) if c == code]
    assert len(found) == 1 and found[0][1] is not None and found[0][1] < line + 60


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    kind: output ", "    kind: outcome "),
        ("    kind: output ", "    sample: 100\n    kind: output "),
    ],
)
def test_an_answer_is_asked_for_once(workspace: Path, old: str, new: str) -> None:
    change(workspace, DIGITAL, old, new)
    assert not [code for code, _, _ in told(workspace) if code in ("counts-doing", "survey-size")]


@pytest.mark.parametrize("words", ["how_measured: 延べ人数。受付の記録による", "how_measured: 実人数"])
def test_whether_one_person_counts_once(workspace: Path, words: str) -> None:
    change(
        workspace,
        MIGRATION,
        "name: コミュニティ施設の利用者数",
        f"{words}\n        name: コミュニティ施設の利用者数",
    )
    assert [code for code, _, _ in told(workspace)] == ["total-or-persons"], "the other one"
