"""The kinds of tables that once failed, by their numbers (``tables/repro``), as ``layout`` proposes them: our own small
tables with the series of a town, and what a clerk who says yes gets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from misato_report.actuals.published.proposal import Answers, Proposal, propose
from misato_report.notation import Basis
from misato_report.plan.sources import Era, Series
from tests.actuals.published.grids import table
from tests.tools.mutation_reading import MISATO, plan_of

SERIES = [
    Series(id=id_, name=name, unit=unit, basis=basis)
    for id_, name, unit, basis in (
        ("population", "総人口", "人", Basis.OCT1),
        ("men", "人口（男）", "人", Basis.OCT1),
        ("households", "世帯数", "世帯", Basis.OCT1),
        ("elderly", "65歳以上人口", "人", Basis.OCT1),
        ("births", "出生数", "人", Basis.CALENDAR),
        ("natural", "自然増減数", "人", Basis.CALENDAR),
        ("gdp", "市町村内総生産", "百万円", Basis.FISCAL),
        ("waste", "総収集量", "トン", Basis.FISCAL),
        ("cards", "交付枚数", "枚", Basis.FISCAL),
    )
]


def proposed(grid: str, *, own: bool = False) -> Proposal:
    """What ``layout`` makes of a table."""
    return propose([table(grid)], plan_of(MISATO, SERIES), date(2026, 12, 1), Answers(own=own))


def values(proposal: Proposal) -> dict[tuple[str, int], Decimal | None]:
    """Series and year → value that ``ingest`` would take."""
    return {(o.series, o.period): o.value for o in proposal.observations} if proposal.is_sound else {}


READ = [
    pytest.param(
        "令和7年12月1日現在\n市町村|総人口|前1か月の自然増減数\n松江市|80|-10\n美郷町|10|-2\n",
        {("population_of_month", 202512): 10, ("natural_of_month", 202511): -2},
        id="03 a month is a month, and no year",
    ),
    pytest.param(
        "実施年月：|2020年|10月\n\n|||/男女 コード|00|R1\n時間軸（年次）|地域 コード|地域|/男女|総人口|人口（男）\n"
        "2020年|32000|島根県||90|40\n2020年|32448|美郷町||10|4\n",
        {("population", 2020): 10, ("men", 2020): 4},
        id="01 codes like years",
    ),
    pytest.param(
        "見本の人口\n時間軸|地域|男女|値\n2020年|松江市|男女計|80\n2020年|美郷町|男女計|10\n2020年|美郷町|男|4\n",
        {("population", 2020): 10, ("men", 2020): 4},
        id="06 one value a row, the item in the title",
    ),
    pytest.param(
        "市町村別総人口の推移\n（単位：人）\n市町村|2010年|2015年|2020年\n松江市|84|82|80\n美郷町|12|11|10\n",
        {("population", 2010): 12, ("population", 2015): 11, ("population", 2020): 10},
        id="08 years are the only headings",
    ),
    pytest.param(
        "人口と動態（令和7年）||||（単位：人、世帯、％）\n市町村|人口|世帯数|出生|増減率\n松江市|80|30|5|-0.5\n美郷町|10|5|1|-1.3\n",
        {("population", 2025): 10, ("households", 2025): 5, ("births", 2025): 1},
        id="10 several units",
    ),
    pytest.param(
        "総生産（年度別）\n（単位：百万円）\n市町村|市町村内総生産|||\n|平成29年度|30年度|令和元年度|2年度\n松江市|8|9|7|6\n美郷町|1|2|3|4\n",
        {("gdp", 2017): 1, ("gdp", 2018): 2, ("gdp", 2019): 3, ("gdp", 2020): 4},
        id="13 the era once",
    ),
    pytest.param(
        "国勢調査\n市町村|人口　平成27年|人口　平成22年（組替）|世帯数　平成27年\n松江市|80|84|35\n美郷町|10|12|5\n",
        {("population", 2015): 10, ("population", 2010): 12, ("households", 2015): 5},
        id="15 a year inside a heading",
    ),
    pytest.param(
        "島根県美郷町の経済\n（単位：百万円）\n項目|令和3年度|令和4年度\n産業|45|46\n　製造業|15|16\n市町村内総生産|50|51\n",
        {("gdp", 2021): 50, ("gdp", 2022): 51},
        id="16 items in rows",
    ),
    pytest.param(
        "令和7年10月1日現在\n市町村コード|市町村|性別|人口\n32201|松江市|計|80\n32448|美郷町|計|10\n32448|美郷町|男|4\n",
        {("population", 2025): 10, ("men", 2025): 4},
        id="20 several rows of the town",
    ),
    pytest.param(
        "||人　口　と　世　帯\n\n||令和7年10月1日現在\n||市 町 村||世 帯 数|人||口\n|||||総  数|男|女\n||||世帯|人|人|人\n"
        "||県計||40|100|48|52\n\n||松江市||35|90|43|47\n||邑智郡||5|10|5|5\n||　美郷町||5|10|5|5\n",
        {("population", 2025): 10, ("men", 2025): 5, ("households", 2025): 5},
        id="30 a blank row in the body",
    ),
    pytest.param(
        "令和7年10月1日現在\n（単位：人）\n市町村|総人口|うち65歳以上\n県計|310500|90100\n松江市|188200|50200\n浜田市|75300|23500\n美郷町|14100|2050\n",
        {("population", 2025): 14100, ("elderly", 2025): 2050},
        id="31 figures like codes and years",
    ),
    pytest.param(
        "団体コード|都道府県名|市区町村名|令和7年|\n|||人口|出生数\n|合計||1000|70\n320005|島根県||90|6\n324485|島根県|邑智郡美郷町|10|5\n"
        "054348|秋田県|仙北郡美郷町|20|12\n-|郡部計|-|45|26\n",
        {("population", 2025): 10, ("births", 2025): 5},
        id="32 totals without a name",
    ),
    pytest.param(
        "令和7年10月1日現在\n市町村|人口総数（人）|75歳以上人口|交付率\n松江市|80|12|75.0%\n美郷町|10|2|70.0%\n",
        {("population", 2025): 10},
        id="36 near words",
    ),
]


@pytest.mark.parametrize(("grid", "expected"), READ)
def test_read_as_proposed(grid: str, expected: dict[tuple[str, int], int]) -> None:
    assert values(proposed(grid)) == expected


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        pytest.param(
            "令和7年10月1日現在\n番号|都道府県名|市区町村名|総人口\n1|北海道|札幌市|13\n2|秋田県|美郷町|17\n",
            "秋田県美郷町 はありますが、別の市町村です",
            id="02 the name elsewhere",
        ),
        pytest.param(
            "令和7年1月1日現在\n市町村|人口\n松江市|80\n美郷町|10\n",
            "2025年1月1日",
            id="42 the first of January",
        ),
    ],
)
def test_refused_with_a_sentence(grid: str, words: str) -> None:
    proposal = proposed(grid)
    assert values(proposal) == {}
    assert words in "".join([*proposal.remarks, *(d.message for d in proposal.diagnostics)])


def test_17_own_table_without_a_name_needs_the_clerks_word() -> None:
    grid = "ごみの収集\n（単位：トン）\n年度|総収集量\n令和4年度|50\n令和5年度|49\n"
    assert proposed(grid).needs_own
    assert values(proposed(grid, own=True)) == {("waste", 2022): 50, ("waste", 2023): 49}


def test_years_without_an_era_need_the_clerks_word() -> None:
    grid = "島根県美郷町のごみ\n（単位：トン）\n項目|29年度|30年度|元年度\n総収集量|50|49|48\n"
    assert values(proposed(grid)) == {}
    told = propose([table(grid)], plan_of(MISATO, SERIES), date(2026, 12, 1), Answers(era=Era.HEISEI))
    assert values(told) == {("waste", 2017): 50, ("waste", 2018): 49, ("waste", 2019): 48}
    assert told.source is not None
    assert told.source.table is not None
    assert told.source.table.era is Era.HEISEI
