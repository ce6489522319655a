"""The year so far by cases that a clerk can read and add to: ``cases.yaml``. Months are summed by hand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from misato_report.checks.months import check_months_against_years
from misato_report.evaluation.rules import Evaluation, evaluate_plan
from misato_report.evaluation.year_so_far import disagreements, years_so_far
from misato_report.evaluation.year_so_far_wording import so_far_sentence
from misato_report.notation import Basis, Mark, last_day, month_after, month_period, read_number, read_year
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.project import Project
from tests.support.towns import samples

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"),
    yaml.BaseLoader,  # noqa: S506 - reads texts alone
)["cases"]
YEARLY, MONTHLY = "net_migration", "net_migration_of_month"


def observation(series: str, period: int, basis: Basis, text: str, published: date) -> Observation:
    mark = Mark(text) if text in [*Mark] else None
    value = None if mark else read_number(text).value
    return Observation(
        series, period, basis, value, "人", mark, published, "例", f"{series}.csv", "", period, "B", "0" * 64
    )


def months_of(case: dict[str, Any]) -> Iterator[Observation]:
    for name, said in case["months"].items():
        year, month = map(int, name.split("-"))
        period = month_period(year, month)
        published = said if isinstance(said, dict) else {last_day(month_after(period)).isoformat(): said}
        for day, text in published.items():
            yield observation(MONTHLY, period, Basis.MONTH, text, date.fromisoformat(day))


def years_of(case: dict[str, Any], basis: Basis) -> Iterator[Observation]:
    for name, text in case.get("years", {}).items():
        year = read_year(name)
        yield observation(YEARLY, year, basis, text, date(year, 12, 20))


def plan_of(case: dict[str, Any]) -> Plan:
    """The repository's plan, with the series counted by other years where the case says so."""
    plan = samples().sound_plan()
    yearly = plan.series[YEARLY].replace(basis=Basis(case.get("basis", "前年10月～当年9月")))
    return replace(plan, series=plan.series | {YEARLY: yearly})


@pytest.fixture(params=CASES, ids=[case["id"] for case in CASES])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    one: dict[str, Any] = request.param
    return one


def given(case: dict[str, Any]) -> tuple[Plan, tuple[Observation, ...], tuple[Observation, ...], int, date]:
    plan = plan_of(case)
    years = tuple(years_of(case, plan.series[YEARLY].basis))
    as_of = date.fromisoformat(case["as_of"])
    return plan, tuple(months_of(case)), years, read_year(case["report_year"]), as_of


def test_what_is_said(case: dict[str, Any]) -> None:
    plan, months, years, report_year, as_of = given(case)
    found = years_so_far(plan, (*months, *years), report_year, as_of)
    assert [so_far_sentence(one) for one in found] == list(case["expect"]), case["description"]


def test_months_change_no_evaluation(case: dict[str, Any]) -> None:
    plan, months, years, report_year, as_of = given(case)
    assert evaluate_plan(plan, (*months, *years), report_year, as_of) == evaluate_plan(
        plan, years, report_year, as_of
    )


def test_check_compares_the_months_with_the_year(case: dict[str, Any]) -> None:
    plan, months, years, _, as_of = given(case)
    project = Project(samples().workspace, plan, (*months, *years), ())
    found = list(check_months_against_years(project, plan, as_of))
    words = case.get("agrees", [])
    assert len(found) == bool(words)
    for finding in found:
        assert all(word in finding.message for word in words), finding.message
        assert finding.code == "months-disagree"
        assert finding.cell == "B2027"  # of the year's own figure
        assert f"{MONTHLY}.csv B202610" in finding.message  # and of its months
        assert f"{MONTHLY}.csv B202709" in finding.message


def social_increase(observations: tuple[Observation, ...]) -> Evaluation:
    plan = samples().sound_plan()
    found = evaluate_plan(plan, observations, 2027, date(2028, 4, 20))
    return next(e for e in found if e.indicator.id == "social_increase")


def test_a_month_under_the_years_own_series_is_no_year() -> None:
    """Not even a damaged ledger makes a year of months."""
    years = (
        observation(YEARLY, 2026, Basis.OCT_SEP, "▲12", date(2026, 12, 18)),
        observation(YEARLY, 2027, Basis.OCT_SEP, "▲2", date(2027, 12, 17)),
    )
    months = tuple(
        observation(YEARLY, month_after(202710, n), Basis.MONTH, "▲9", date(2028, 4, 1)) for n in range(6)
    )
    alone, together = social_increase(years), social_increase((*years, *months))
    assert alone.value == Decimal(-14)
    assert together == alone


def test_the_order_of_the_rows_says_nothing() -> None:
    plan = samples().sound_plan()
    first, revised = (
        observation(MONTHLY, 202710, Basis.MONTH, text, day)
        for text, day in (("▲9", date(2027, 11, 30)), ("▲8", date(2027, 12, 20)))
    )
    for rows in ((first, revised), (revised, first)):
        (found,) = years_so_far(plan, rows, 2027, date(2028, 2, 29))
        assert found.value == Decimal(-8)


def test_of_the_year_after_the_reports_too_its_own_figure_takes_the_place_of_months() -> None:
    plan = samples().sound_plan()
    month = observation(MONTHLY, 202710, Basis.MONTH, "▲9", date(2027, 11, 30))
    (found,) = years_so_far(plan, [month], 2027, date(2028, 12, 31))
    assert found.period == 2028
    year = observation(YEARLY, 2028, Basis.OCT_SEP, "▲12", date(2028, 12, 20))
    assert years_so_far(plan, [month, year], 2027, date(2028, 12, 31)) == ()


def test_a_level_is_the_newest_and_no_sum() -> None:
    plan = samples().sound_plan()
    levels = tuple(
        observation("population_of_month", period, Basis.MONTH_FIRST, text, last_day(period))
        for period, text in ((202711, "3,758"), (202712, "3,753"), (202802, "3,735"))
    )
    found = years_so_far(plan, levels, 2027, date(2028, 2, 29))
    assert [so_far_sentence(one) for one in found] == ["R10は2月1日現在で3,735人（参考）"]


def test_a_year_is_held_against_its_own_months_alone() -> None:
    """Twelve months of people are not those of a year's movements."""
    plan = samples().sound_plan()
    months = tuple(
        observation(
            "population_of_month", month_after(202610, n), Basis.MONTH_FIRST, "3,770", date(2027, 9, 28)
        )
        for n in range(12)
    )
    year = observation(YEARLY, 2027, Basis.OCT_SEP, "▲2", date(2027, 12, 17))
    project = Project(samples().workspace, plan, (*months, year), ())
    assert list(check_months_against_years(project, plan, date(2028, 4, 20))) == []


def test_months_that_come_to_nothing_are_held_against_the_year_too() -> None:
    plan = samples().sound_plan()
    months = tuple(
        observation(MONTHLY, month_after(202610, n), Basis.MONTH, "0", date(2027, 12, 1)) for n in range(12)
    )
    year = observation(YEARLY, 2027, Basis.OCT_SEP, "▲2", date(2027, 12, 17))
    (found,) = disagreements(plan, (*months, year), date(2028, 4, 20))
    assert (found.yearly, found.months, found.by_months) == (year, months, Decimal(0))


def test_a_level_is_held_against_the_years_of_the_same_day() -> None:
    plan = samples().sound_plan()
    rows = (
        observation("population_of_month", 202709, Basis.MONTH_FIRST, "3,770", date(2027, 9, 28)),
        observation("population_of_month", 202710, Basis.MONTH_FIRST, "3,768", date(2027, 10, 28)),
        observation("estimated_population", 2027, Basis.OCT1, "3,766", date(2027, 12, 17)),
    )
    project = Project(samples().workspace, plan, rows, ())
    (found,) = check_months_against_years(project, plan, date(2028, 4, 20))
    assert "3,766人" in found.message
    assert "同じ日の値は 3,768人" in found.message
