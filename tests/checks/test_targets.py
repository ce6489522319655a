"""What ``check`` finds in a plan's targets, and what a plan may not say of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.checks.targets import check_targets
from misato_report.diagnostics import Severity
from tests.conftest import Run
from tests.support.any_town import COUNTED, OPENED, plan_of, target, write_town

R7_20 = f"{COUNTED}, baseline: {{period: R7, value: 20}}"
STATES = "states: [未着手, 着手, 完了]"


def codes(root: Path) -> list[tuple[str, int | None]]:
    return [(d.code, d.line) for d in check_targets(plan_of(root))]


@pytest.mark.parametrize(
    ("rule", "keys", "code"),
    [
        ("single_year", f"{R7_20}, target: {{period: R12, value: 20}}", "no-direction"),
        (
            "single_year",
            f"{COUNTED}, baseline: {{unknown: 未調査}}, target: {{period: R12, value: 20}}",
            "no-direction",
        ),
        (
            "period_total",
            f"{COUNTED}, baseline: {{period: R3..R7, value: 50}}, target: {{period: R8..R10, value: 30}}",
            "no-direction",
        ),
        (
            "yearly_targets",
            f"{R7_20}, targets: [{{period: R8, value: 25}}, {{period: R9, value: 18}}, {{period: R10, value: 30}}]",
            "no-direction",
        ),
        ("single_year", f"{R7_20}, words: 10件以上, target: {{period: R12, value: 10}}", "beyond-target"),
        ("single_year", f"{R7_20}, target: {{period: R14, value: 30}}", "target-after-plan"),
        ("single_year", f"{R7_20}, words: 30人以上, target: {{period: R12, value: 30}}", "units-differ"),
        (
            "single_year",
            f"{COUNTED}, baseline: {{period: 令和7年度, value: 20}}, target: {{period: 令和12年, value: 30}}",
            "years-mixed",
        ),
        (
            "single_year",
            f"{COUNTED}, baseline: {{period: 令和7年, value: 20}}, target: {{period: R12, value: 30}}",
            "years-mixed",
        ),
    ],
)
def test_what_is_left_open_is_told_with_its_line(tmp_path: Path, rule: str, keys: str, code: str) -> None:
    write_town(
        tmp_path,
        target("good", "single_year", f"{R7_20}, target: {{period: R12, value: 30}}")
        + target("one", rule, keys),
    )
    assert codes(tmp_path) == [(code, 8)]


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("single_year", f"{R7_20}, direction: decrease, target: {{period: R12, value: 20}}"),
        ("single_year", f"{R7_20}, words: 30件以上, target: {{period: R12, value: 30}}"),
        ("threshold", f"{R7_20}, words: 10件以上, direction: increase, target: {{period: R12, value: 10}}"),
        ("trend", f"{R7_20}, words: 増加, direction: increase, target: {{period: R12}}"),
        (
            "single_year",
            f"{COUNTED}, baseline: {{period: R7年度, value: 20}}, target: {{period: R12年度, value: 30}}",
        ),
        ("single_year", f"{R7_20}, targets: [{{period: R10, value: 50}}, {{period: R12, value: 80}}]"),
    ],
)
def test_what_is_in_order_is_not_told(tmp_path: Path, rule: str, keys: str) -> None:
    write_town(tmp_path, target("one", rule, keys))
    assert codes(tmp_path) == []


@pytest.mark.parametrize(("value", "message"), [("30", "also_in:"), ("40", "どちらが正しいか")])
def test_the_same_indicator_twice(tmp_path: Path, value: str, message: str) -> None:
    first = target("one", "single_year", f"{R7_20}, target: {{period: R12, value: 30}}", name="見本の 件数")
    second = target(
        "two", "single_year", f"{R7_20}, target: {{period: R12, value: {value}}}", name="見本の件数"
    )
    write_town(tmp_path, first, second)
    (found,) = check_targets(plan_of(tmp_path))
    assert (found.code, found.file, found.line) == ("same-indicator", "plan/fields/2.yaml", 7)
    assert "plan/fields/1.yamlの7行目" in found.message
    assert message in found.hint


def test_a_target_without_a_rule_is_told_and_kept(tmp_path: Path, run: Run) -> None:
    undecided = target("one", "undecided", "words: 賑わいの創出, baseline: {unknown: ―}")
    good = target("good", "single_year", f"{R7_20}, target: {{period: R12, value: 30}}")
    write_town(tmp_path, undecided + good)
    plan = plan_of(tmp_path)
    assert [i.id for _, i in plan.indicators()] == ["good"]
    (found,) = check_targets(plan)
    assert (found.code, found.severity, found.line) == ("undecided-target", Severity.INFO, 7)
    assert "賑わいの創出" in found.message
    assert "賑わいの創出" in run(tmp_path, "status", "2026").stdout


def test_a_plan_of_nothing_but_undecided_targets(tmp_path: Path, run: Run) -> None:
    write_town(tmp_path, target("one", "undecided", "words: 賑わいの創出"))
    done = run(tmp_path, "status", "2026")
    assert done.returncode == 0
    assert "賑わいの創出" in done.stdout


@pytest.mark.parametrize(
    ("rule", "keys", "unit", "message"),
    [
        ("single_year", f"{R7_20}, direction: increase, target: {{period: R12, value: 10}}", "件", "逆です"),
        ("threshold", f"{R7_20}, target: {{period: R12, value: 10}}", "件", "direction: increase、以下なら"),
        ("trend", f"{R7_20}, target: {{period: R12}}", "件", "増えるのが良いなら"),
        (
            "trend",
            f"{R7_20}, direction: increase, target: {{period: R12, value: 3}}",
            "件",
            "period: だけを書きます",
        ),
        ("milestone", f"{OPENED}, target: {{period: R12}}", "段階", "states:"),
        ("milestone", f"{OPENED}, {STATES}, target: {{period: R12}}", "件", "「段階」"),
        (
            "milestone",
            f"{OPENED}, {STATES}, baseline: {{period: R7, value: 4}}, target: {{period: R12}}",
            "段階",
            "何番目の段階か",
        ),
        ("single_year", f"{R7_20}, target: {{period: R12}}", "件", "value: (目標値) がありません"),
        (
            "floor",
            f"{COUNTED}, baseline: {{unknown: 未調査}}, target: {{period: R12, value: 3}}",
            "件",
            "現状値が要ります",
        ),
        (
            "single_year",
            "baseline: {period: R7, value: 1}, target: {period: R12, value: 3}",
            "件",
            "derivation:",
        ),
        (
            "single_year",
            f"{COUNTED}, baseline: {{period: R3..R7, value: 1}}, target: {{period: R12, value: 3}}",
            "件",
            "of: mean",
        ),
        (
            "period_total",
            f"{R7_20}, targets: [{{period: R8..R10, value: 30}}]",
            "件",
            "yearly_targets か single_year",
        ),
        (
            "single_year",
            f"{R7_20}, also_in: [elsewhere], target: {{period: R12, value: 30}}",
            "件",
            "計画にありません",
        ),
        (
            "single_year",
            f"{R7_20}, also_in: [field_1], target: {{period: R12, value: 30}}",
            "件",
            "この指標の分野です",
        ),
    ],
)
def test_what_a_plan_may_not_say(tmp_path: Path, rule: str, keys: str, unit: str, message: str) -> None:
    found = load_workspace(write_town(tmp_path, target("one", rule, keys, unit))).diagnostics
    assert [d.file for d in found] == ["plan/fields/1.yaml"]
    assert message in found[0].message


REVISION = """revisions:
- {date: 2027-06-01, indicator: one, field: baseline.value, old: 未調査, new: "20", reason: 調査した, decided_by: 庁議}
"""


def test_a_revision_gives_the_baseline(tmp_path: Path) -> None:
    keys = (
        f"{COUNTED}, direction: increase, baseline: {{unknown: 未調査}}, target: {{period: R12, value: 30}}"
    )
    write_town(tmp_path, target("one", "single_year", keys))
    (tmp_path / "plan" / "revisions.yaml").write_text(REVISION, encoding="utf-8")
    project = load_workspace(tmp_path)
    assert project.diagnostics == ()
    ((_, before),) = project.plan_at(date(2027, 5, 31)).indicators()
    ((_, after),) = project.plan_at(date(2027, 6, 1)).indicators()
    assert (before.way, before.baseline.period.first) == ((Decimal(30),), 2025)
    assert (after.way, after.baseline.period.first) == ((Decimal(20), Decimal(30)), 2025)
