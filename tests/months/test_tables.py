"""Where a table says its month: in the title, above the columns, as the month before; and what is no month."""

from __future__ import annotations

from decimal import Decimal

import pytest

from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Wanted
from misato_report.notation import Basis
from tests.actuals.published.grids import sheets, table

BODY = "松江市|100|2|3\n美郷町|50|1|4\n大田市|70|1|1"
BIRTHS = Wanted("births", "出生数（月）", ("出生",), "人", Basis.MONTH)
BIRTHS_MOVED = Wanted("births", "出生数（月）", ("人口動態", "出生"), "人", Basis.MONTH)
LEVEL = Wanted("level", "人口（毎月）", ("人口",), "人", Basis.MONTH_FIRST)


def found(title: str, heads: str, *wanted: Wanted) -> tuple[dict[tuple[str, int], Decimal | None], str]:
    """(series, period) → value, and what refuses the rest."""
    one = read(sheets([table(f"{title}\n単位：人\n{heads}\n{BODY}")]), wanted)
    return (
        {(t.series, t.year): t.reading.value for t in one.taken},
        "".join(p.message for p in one.problems if p.is_error),
    )


@pytest.mark.parametrize(
    ("title", "heads", "births"),
    [
        ("令和10年1月1日現在 推計人口（令和9年12月中の動き）", "市町村|人口|出生|死亡", BIRTHS),
        ("令和10年1月1日現在 推計人口", "市町村|人口|令和9年12月中|令和9年12月中\n||出生|死亡", BIRTHS),
        ("令和10年1月1日現在 推計人口", "市町村|人口|12月中の人口動態|\n||出生|死亡", BIRTHS_MOVED),
        ("令和10年1月1日現在 推計人口", "市町村|人口|前月中の人口動態|\n||出生|死亡", BIRTHS_MOVED),
    ],
)
def test_movements_of_december_beside_the_population_of_january(
    title: str, heads: str, births: Wanted
) -> None:
    taken, refused = found(title, heads, births, LEVEL)
    assert taken == {("births", 202712): Decimal(1), ("level", 202801): Decimal(50)}
    assert refused == ""


@pytest.mark.parametrize(
    ("title", "heads", "births"),
    [
        ("令和10年1月1日現在 推計人口", "市町村|人口|出生|死亡", BIRTHS),  # of which month?
        ("令和10年1月1日現在 推計人口", "市町村|人口|11月中の人口動態|\n||出生|死亡", BIRTHS_MOVED),
        ("令和9年 推計人口", "市町村|人口|出生|死亡", BIRTHS),
        ("令和9年10月～令和10年9月 推計人口", "市町村|人口|出生|死亡", BIRTHS),
        ("令和9年1～10月 推計人口", "市町村|人口|出生|死亡", BIRTHS),
    ],
)
def test_what_is_no_month_is_refused(title: str, heads: str, births: Wanted) -> None:
    taken, refused = found(title, heads, births)
    assert taken == {}
    assert refused


@pytest.mark.parametrize(
    "title", ["令和9年10月の推計人口", "令和9年10月31日現在 推計人口", "令和9年 推計人口"]
)
def test_what_is_no_first_of_a_month_is_no_level_of_one(title: str) -> None:
    taken, refused = found(title, "市町村|人口|出生|死亡", LEVEL)
    assert taken == {}
    assert "毎月1日現在" in refused


@pytest.mark.parametrize("basis", [Basis.OCT_SEP, Basis.FISCAL, Basis.CALENDAR, Basis.OCT1])
def test_a_month_is_no_year(basis: Basis) -> None:
    yearly = Wanted("births", "出生数", ("出生",), "人", basis)
    taken, refused = found("令和9年12月の人口の動き", "市町村|人口|出生|死亡", yearly)
    assert taken == {}
    assert refused


def test_months_side_by_side_are_each_a_month() -> None:
    text = "出生数\n単位：人\n市町村|令和9年11月|令和9年12月|令和10年1月\n松江市|3|4|5\n美郷町|1|0|2\n大田市|1|1|1"
    wanted = Wanted("births", "出生数（月）", ("出生数",), "人", Basis.MONTH)
    one = read(sheets([table(text)]), [wanted])
    assert {t.year: t.reading.value for t in one.taken} == {202711: 1, 202712: 0, 202801: 2}


def year_of(months: str, title: str, basis: Basis) -> dict[int, Decimal | None]:
    """Year → figure that a total beside months gives a series of some kind of year."""
    names = months.split("|")
    head, figures = f"市町村|{months}|計", "|".join("2" for _ in names)
    text = f"出生数（{title}）\n単位：人\n{head}\n松江市|{figures}|{2 * len(names)}\n美郷町|{figures}|{2 * len(names)}"
    one = read(sheets([table(text)]), [Wanted("births", "出生数", ("出生数",), "人", basis)])
    return {} if any(p.is_error for p in one.problems) else {t.year: t.reading.value for t in one.taken}


JANUARY_ON = "|".join(f"{n}月" for n in range(1, 13))
APRIL_ON = "|".join(f"{n}月" for n in (*range(4, 13), 1, 2, 3))
TO_SEPTEMBER = "|".join(f"{n}月" for n in range(1, 10))


@pytest.mark.parametrize(
    ("months", "title", "basis", "expected"),
    [
        (JANUARY_ON, "令和9年", Basis.CALENDAR, {2027: 24}),
        (JANUARY_ON, "令和9年", Basis.OCT_SEP, {}),  # a sum, but of another year
        (APRIL_ON, "令和9年度", Basis.FISCAL, {2027: 24}),
        (APRIL_ON, "令和9年度", Basis.OCT_SEP, {}),
        (TO_SEPTEMBER, "令和9年", Basis.CALENDAR, {}),
        (TO_SEPTEMBER, "令和9年", Basis.OCT_SEP, {}),
        ("4月", "令和9年度", Basis.FISCAL, {}),  # April is no fiscal year
    ],
)
def test_a_total_beside_months_is_a_year_only_where_it_is_all_of_it(
    months: str, title: str, basis: Basis, expected: dict[int, int]
) -> None:
    assert year_of(months, title, basis) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("令和9年度|50\n4月|1\n12月|2\n1月|3", {202704: 1, 202712: 2, 202801: 3}),
        ("令和9年|50\n11月|1\n12月|2\n1月|3\n2月|4", {202711: 1, 202712: 2, 202801: 3, 202802: 4}),
        ("令和8年|50\n令和9年1月|1\n3月|2\n4月|3", {202701: 1, 202703: 2, 202704: 3}),
        ("令和9年|50\n3月|1\n2月|2\n1月|3", {202703: 1, 202702: 2, 202701: 3}),
    ],
)
def test_months_below_a_year_are_of_that_year_or_go_on_into_the_next(
    rows: str, expected: dict[int, int]
) -> None:
    grid = table(f"美郷町の人口の動き\n単位：人\n年月|出生\n{rows}")
    one = read(sheets([grid], own=True), [Wanted("births", "出生数（月）", ("出生",), "人", Basis.MONTH)])
    assert {t.year: t.reading.value for t in one.taken} == expected
