"""The plan's own arithmetic, names and spellings, worked out again by ``check``."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report import load_workspace
from misato_report.checks.formula import FormulaError, UnknownFigureError, work_out
from misato_report.checks.plan_text import check_text
from misato_report.plan.plan import Plan
from tests.conftest import ROOT, Run


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_workspace(ROOT).sound_plan()


def test_what_the_plan_of_misato_gets_wrong(run: Run) -> None:
    done = run(ROOT, "check")
    assert done.returncode == 0
    assert (
        "「（約48.4%改善）」の 48.4 は、(37.2 - 18) / 37.2 * 100 を計算すると 51.6 になります" in done.stderr
    )
    assert "plan/fields/1-migration.yaml:" in done.stderr
    for field in (2, 3, 4):
        assert f"分野{field}の名前が計画書の中で違います" in done.stderr
    for word in ("みさと。Pay", "デジタルデバインド", "町づくり"):
        assert f"「{word}」" in done.stderr
    assert "23%" not in done.stderr, "what agrees is not reported"
    assert "平成29年数値" in done.stderr, "what cannot be checked is said"


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("▲90 ÷ 5", "-18"),
        ("-90 / 5 / 2 * 5", "-45"),
        ("(37.2 - 18) / 37.2 * 100", "51.61290322580645161290322580645161"),
        ("4355 / 18742 * 100", "23.23658094120157934051862127841212"),
        ('max(series("gross_product", 2013, 2022))', "14547"),
        ('sum(series("net_migration", 2021, 2025))', "-90"),
        ('mean(series("net_migration", 2021, 2025))', "-18"),
        ('count("digital_services") + 3', "18"),
        ("0.1 + 0.2", "0.3"),
        ("min(3, 1, 2)", "1"),
        ("1.10", "1.10"),
    ],
)
def test_formulas(plan: Plan, formula: str, value: str) -> None:
    assert work_out(formula, plan, load_workspace(ROOT).observations) == Decimal(value)


def test_the_first_vintage_counts(plan: Plan) -> None:
    """The plan was made from what was known then: R4 was 12,950 before it was revised."""
    assert (
        work_out('sum(series("gross_product", 2022, 2022))', plan, load_workspace(ROOT).observations) == 12950
    )


@pytest.mark.parametrize(
    "formula",
    [
        "1 +",
        "1 / 0",
        "__import__('os')",
        "open('x')",
        "a",
        "2 ** 9",
        "9 % 2",
        "[1, 2]",
        "1 if 1 else 2",
        "(lambda: 1)()",
        "series('gross_product', 2013, 2022)",
        'series("no", 1, 2)',
        "count('no')",
        "True + 1",
        "'a' + 'b'",
        "max()",
        "sum(1, key=2)",
        "(" * 200 + "1" + ")" * 200,
        "1" * 400,
    ],
)
def test_what_is_no_formula_is_refused(plan: Plan, formula: str) -> None:
    with pytest.raises(FormulaError):
        work_out(formula, plan, load_workspace(ROOT).observations)


@given(st.text(alphabet='0123456789+-*/().,▲ maxsumin"', max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    with contextlib.suppress(FormulaError, UnknownFigureError):
        work_out(text, load_plan_once(), ())


_PLAN: list[Plan] = []


def load_plan_once() -> Plan:
    if not _PLAN:
        _PLAN.append(load_workspace(ROOT).sound_plan())
    return _PLAN[0]


def test_a_figure_that_is_not_in_the_ledger_is_not_guessed(plan: Plan) -> None:
    with pytest.raises(UnknownFigureError, match="2017"):
        work_out('max(series("young_population", 2017, 2017))', plan, ())


def test_a_claim_that_is_changed_is_found_with_its_line(workspace: Path) -> None:
    path = workspace / "plan" / "fields" / "1-migration.yaml"
    text = path.read_text(encoding="utf-8").replace("value: ▲18\n    formula", "value: ▲19\n    formula", 1)
    path.write_text(text, encoding="utf-8")
    project = load_workspace(workspace)
    found = [d for d in check_text(project.sound_plan(), ()) if d.code == "text-disagrees"]
    line = text.splitlines().index("  - says: R3～R7 社会減：▲18人/年平均") + 1
    assert next(d.line for d in found) == line
    assert "▲18 になります" in found[0].message


def test_a_formula_that_cannot_be_read_is_an_error(workspace: Path, run: Run) -> None:
    path = workspace / "plan" / "plan.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("4355 / 18742 * 100", "4355 / x"), encoding="utf-8"
    )
    done = run(workspace, "check")
    assert done.returncode == 1
    assert "式" in done.stderr
