"""What is not wrong but should be known is told of, once, with the figures taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from misato_report.actuals.published.entry import entry_of
from misato_report.actuals.published.extraction import Extraction, extract
from misato_report.actuals.published.proposal import propose
from misato_report.diagnostics import Severity
from misato_report.gazetteer.places import municipalities
from misato_report.notation import Basis
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series, Source
from tests.actuals.published.grids import table
from tests.tools.mutation_reading import MISATO, plan_of

TODAY = date(2026, 12, 1)
NAMES = [place.name for place in municipalities() if place.prefecture == "島根県"]
POPULATION = Series(id="population", name="総人口", unit="人", basis=Basis.OCT1)
TAX = Series(id="tax", name="税収", unit="千円", basis=Basis.FISCAL)


def prefecture(names: list[str], *, total: int | None = None, odd: str = "10") -> str:
    """A table of these municipalities with 10 people each, 川本町 with ``odd``."""
    rows = [f"{name}|{odd if name == '川本町' else 10}" for name in names]
    head = f"令和7年10月1日現在\n市町村|総人口\n県計|{total if total is not None else 10 * len(names)}\n"
    return head + "\n".join(rows) + "\n"


def entry(grid: str, series: Series) -> tuple[Plan, Source]:
    """The plan and the source that ``layout`` proposes for a table."""
    plan = plan_of(MISATO, [series])
    source = propose([table(grid)], plan, TODAY).source
    assert source is not None
    return plan, source


def read(grid: str, known: tuple[Plan, Source]) -> Extraction:
    """What a known source takes from a table."""
    plan, source = known
    with_source = replace(plan, sources={source.id: source})
    return extract([table(grid)], "", TODAY, with_source, source)


def told(found: Extraction) -> set[str]:
    """Codes of the warnings and errors."""
    return {d.code for d in found.diagnostics if d.severity is not Severity.INFO} - {"late-publication"}


def test_a_full_table_has_nothing_to_tell() -> None:
    known = entry(prefecture(NAMES), POPULATION)
    assert [c.kind for c in known[1].checks] == ["total"]
    found = read(prefecture(NAMES), known)
    assert told(found) == set()
    assert [o.value for o in found.observations] == [10]


def test_a_municipality_that_is_missing_is_told_of() -> None:
    found = read(prefecture([n for n in NAMES if n != "川本町"]), entry(prefecture(NAMES), POPULATION))
    assert "municipality-missing" in told(found)
    assert any("川本町" in d.message for d in found.diagnostics)


def test_a_municipality_that_is_there_twice_is_told_of() -> None:
    found = read(prefecture([*NAMES, "川本町"]), entry(prefecture(NAMES), POPULATION))
    assert "municipality-twice" in told(found)


def test_a_cell_of_a_sum_that_is_no_figure_is_told_of() -> None:
    found = read(prefecture(NAMES, odd="1O"), entry(prefecture(NAMES), POPULATION))
    assert told(found) == {"sum-not-checked"}


def test_sums_that_held_must_hold_next_year() -> None:
    found = read(prefecture(NAMES, total=191), entry(prefecture(NAMES), POPULATION))
    assert told(found) == {"sum-mismatch"}


def test_rows_without_a_name_are_told_of() -> None:
    grid = prefecture(NAMES).replace("川本町|10", "|10")
    assert "row-without-name" in told(read(grid, entry(prefecture(NAMES), POPULATION)))


MONEY = "市町村税の状況\n（単位：{}）\n市町村|税収||\n|令和5年度|令和6年度|令和7年度\n松江市|31|32|33\n美郷町|4|5|6\n"


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        ("千円", "千円", set()),
        ("百万円", "百万円", set()),
        ("千円", "百万円", {"converted"}),
        ("百万円", "千円", {"converted"}),
    ],
)
def test_a_unit_that_changed_is_told_of(before: str, now: str, codes: set[str]) -> None:
    found = read(MONEY.format(now), entry(MONEY.format(before), TAX))
    assert told(found) == codes
    factor = 1000 if now == "百万円" else 1
    assert [o.value for o in found.observations] == [4 * factor, 5 * factor, 6 * factor]


def test_a_year_left_out_of_a_run_is_told_of() -> None:
    grid = MONEY.format("千円").replace("令和5年度", "令和3年度")
    assert told(read(grid, entry(MONEY.format("千円"), TAX))) == {"missing-year"}


def test_parts_that_add_up_in_every_row_become_a_check() -> None:
    head = "美郷町のごみ（単位：トン）\n年度|総量|可燃|不燃\n"
    grid = head + "令和4年度|10|7|3\n令和5年度|12|8|4\n令和6年度|15|9|6\n"
    kinds = [
        Series(id=f"s{n}", name=name, unit="トン", basis=Basis.FISCAL)
        for n, name in enumerate(("総量", "可燃", "不燃"))
    ]
    proposal = propose([table(grid)], plan_of(MISATO, kinds), TODAY)
    assert proposal.held == ["可燃＋不燃＝総量"]
    assert proposal.source is not None
    known = (plan_of(MISATO, kinds), proposal.source)
    assert told(read(grid.replace("|9|6", "|9|5"), known)) == {"sum-mismatch"}


@pytest.mark.parametrize(
    ("figures", "held"),
    [
        (("100|1|2", "105|3|2", "104|-2|1"), ["前年の総人口＋自然増減数＋社会増減数＝今年の総人口"]),
        (("100|1|2", "105|3|2", "103|-2|1"), []),
        (("100|1|2", "105|3|2"), []),
    ],
)
def test_last_year_and_the_changes_become_a_check_where_they_hold(
    figures: tuple[str, ...], held: list[str]
) -> None:
    head = "美郷町の人口（見本、単位：人）\n年次|総人口|自然増減数|社会増減数\n"
    grid = head + "\n".join(f"令和{n}年|{line}" for n, line in enumerate(figures, start=4)) + "\n"
    kinds = [
        Series(id=f"s{n}", name=name, unit="人", basis=Basis.CALENDAR)
        for n, name in enumerate(("総人口", "自然増減数", "社会増減数"))
    ]
    proposal = propose([table(grid)], plan_of(MISATO, kinds), TODAY)
    assert proposal.held == held
    assert proposal.source is not None
    checks = entry_of(proposal.source)["table"].get("checks", [])  # type: ignore[attr-defined]
    assert checks == [{"kind": "carried_forward", "level": "s0", "changes": ["s1", "s2"]} for _ in held]
