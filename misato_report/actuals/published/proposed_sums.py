"""Sums that a table satisfies: by names (出生－死亡), by trial (two to four series that make a whole), of municipalities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from misato_report.actuals.published.coordinates import Sheets
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.periods import Period
from misato_report.actuals.published.proposing import meaning
from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Taken, Wanted
from misato_report.actuals.published.sums import Area, Areas, areas_of, in_group
from misato_report.notation import Basis, previous_period
from misato_report.plan.plan import Plan
from misato_report.plan.sources import CarriedForwardCheck, Check, EquationCheck, Source, TotalCheck

_FEWEST_AREAS = 2
_FEWEST_ROWS = 3  # in which a sum that no name suggests must hold
_MOST_TOTALS = 6  # of checks proposed; a table of counties has many
_MOST_EQUATIONS = 6
_MOST_SERIES = 10  # among which sums are looked for


def sums_that_hold(sheets: Sheets, plan: Plan, source: Source) -> tuple[tuple[Check, ...], list[str]]:
    """The sums that all areas of the table satisfy."""
    assert source.table is not None  # noqa: S101 - it was made with one
    wanted = [
        Wanted(s.id, s.name, words, s.unit, s.basis, s.non_negative)
        for id_, words in source.table.items.items()
        for s in (plan.series[id_],)
    ]
    taken = read(sheets, wanted, source.dash).taken
    areas = areas_of(sheets, ((one.series, one.coordinate) for one in taken))
    checks: list[Check] = [
        *_equations(areas, plan, list(source.table.items)),
        *totals_that_hold(areas, plan.general.municipality.prefecture),
    ]
    checks += _carried_forward(taken, plan, list(source.table.items))
    held = [in_words(check, plan) for check in checks]
    return tuple(checks), held


def _equations(areas: Areas, plan: Plan, series: Sequence[str]) -> list[EquationCheck]:
    """Differences and sums that names suggest and figures confirm."""
    meant = {id_: meaning(plan.series[id_].name) for id_ in series}
    found: list[EquationCheck] = []
    for pair in (("出生", "死亡", "自然増減", "-"), ("転入", "転出", "社会増減", "-")):
        ids = [next((i for i, m in meant.items() if m.measure == name), None) for name in pair[:3]]
        if all(ids):
            first, second, result = (str(i) for i in ids)
            if _holds(areas, first, second, result, sign=-1):
                found.append(EquationCheck(kind="equation", equation=f"{first} - {second} = {result}"))
    for first, second in permutations([i for i, m in meant.items() if m.sex], 2):
        if (meant[first].sex, meant[second].sex) != ("男", "女"):
            continue
        whole = replace(meant[first], sex="")
        all_of = next((i for i, m in meant.items() if m == whole), None)
        if (
            all_of
            and replace(meant[second], sex="") == whole
            and _holds(areas, first, second, all_of, sign=1)
        ):
            found.append(EquationCheck(kind="equation", equation=f"{first} + {second} = {all_of}"))
    return [*found, *_parts_of_a_whole(areas, series, found)][:_MOST_EQUATIONS]


_FEWEST_STEPS = 2  # from year to year, in which last year's number and the changes must give this year's


def _carried_forward(
    taken: Sequence[Taken], plan: Plan, series: Sequence[str]
) -> Iterator[CarriedForwardCheck]:
    """Numbers of people or households that are last year's and the year's changes, in every year of the town's figures."""
    values: dict[str, dict[int, Decimal]] = {id_: {} for id_ in series}
    for one in taken:
        if one.reading.value is not None:
            values[one.series][one.year] = one.reading.value
    meant = {id_: meaning(plan.series[id_].name) for id_ in series}
    levels = [i for i, m in meant.items() if m.measure in ("人口", "世帯") and not (m.rate or m.age)]
    changes = [i for i, m in meant.items() if "増減" in m.measure and not m.rate]
    for level in levels:
        for size in (1, 2):
            fitting = (c for c in combinations(changes, size) if _carries(values, level, c, plan))
            if found := next(fitting, None):
                yield CarriedForwardCheck(kind="carried_forward", level=level, changes=found)
                break


def _carries(values: dict[str, dict[int, Decimal]], level: str, changes: Sequence[str], plan: Plan) -> bool:
    stock, basis = values[level], plan.series[level].basis
    steps = []
    for period in stock:
        before = previous_period(period, basis)
        # On the first of a month the changes were those of the month before.
        moved = before if basis is Basis.MONTH_FIRST else period
        if before in stock and all(moved in values[c] for c in changes):
            changed = sum((values[c][moved] for c in changes), Decimal(0))
            steps.append((stock[period] - stock[before], changed))
    return len(steps) >= _FEWEST_STEPS and all(step == change for step, change in steps)


def _parts_of_a_whole(
    areas: Areas, series: Sequence[str], known: Sequence[EquationCheck]
) -> Iterator[EquationCheck]:
    """Two to four series that add up to another in every row: ages to all, kinds to the whole."""
    said_already = {frozenset([*terms, result]) for terms, result in (check.terms() for check in known)}
    wholes = {result for _, result in (check.terms() for check in known)}
    for whole in series if len(series) <= _MOST_SERIES else ():
        if whole in wholes:
            continue
        others = [s for s in series if s != whole]
        for parts in (p for size in (2, 3, 4) for p in combinations(others, size)):
            if frozenset([*parts, whole]) not in said_already and _sum_holds(areas, parts, whole):
                yield EquationCheck(kind="equation", equation=f"{' + '.join(parts)} = {whole}")
                break


def _sum_holds(areas: Areas, parts: Sequence[str], whole: str) -> bool:
    needed = {*parts, whole}
    complete = [a.cells for a in areas.values() if needed <= set(a.cells)]
    return len(complete) >= _FEWEST_ROWS and all(
        sum((c[p].value for p in parts), Decimal(0)) == c[whole].value
        and min(abs(c[p].value) for p in parts) > 0
        for c in complete
    )


def _holds(areas: Areas, first: str, second: str, result: str, *, sign: int) -> bool:
    complete = [a.cells for a in areas.values() if {first, second, result} <= set(a.cells)]
    return bool(complete) and all(
        c[first].value + sign * c[second].value == c[result].value for c in complete
    )


def totals_that_hold(areas: Areas, prefecture: str) -> list[TotalCheck]:
    """Rows that are the sum of all municipalities, of the cities, or of the towns and villages of the prefecture."""
    parts = [(period, area) for (_, _, period), area in areas.items() if area.municipality]
    names = dict.fromkeys(area.name for area in areas.values() if not area.municipality)
    if len({area.prefecture for _, area in parts if area.prefecture}) > 1:
        parts = [(period, area) for period, area in parts if area.prefecture == prefecture]
        names = {name: None for name in names if name == folded(prefecture)}
    sums = {group: _sums(parts, group) for group in ("市町村", "市", "町村")}
    found: list[TotalCheck] = []
    for name in names:
        totals = [(period, area) for (_, _, period), area in areas.items() if area.name == name]
        group = next((g for g, of_group in sums.items() if _adds_up(totals, of_group)), None)
        if group is not None:
            found.append(TotalCheck(kind="total", total=name, of=(group,)))
        if len(found) == _MOST_TOTALS:
            break
    return found


def totals_in_words(totals: Sequence[TotalCheck]) -> str:
    """Sums of municipalities as the clerk reads them."""
    return "、".join(f"{'・'.join(total.of)}の合計＝{total.total}" for total in totals)


Sums = dict[tuple[Period | None, str], tuple[int, Decimal]]
"""Period and series → how many areas were added, and their sum."""


def _sums(parts: Sequence[tuple[Period | None, Area]], group: str) -> Sums:
    found: Sums = {}
    for period, area in parts:
        if in_group(area, group):
            for series, cell in area.cells.items():
                number, total = found.get((period, series), (0, Decimal(0)))
                found[period, series] = (number + 1, total + cell.value)
    return found


def _adds_up(totals: Sequence[tuple[Period | None, Area]], sums: Sums) -> bool:
    compared = [
        (*sums.get((period, series), (0, Decimal(0))), cell.value)
        for period, area in totals
        for series, cell in area.cells.items()
    ]
    return bool(compared) and all(
        number >= _FEWEST_AREAS and total == stated for number, total, stated in compared
    )


def in_words(check: Check, plan: Plan) -> str:
    """A sum as the clerk reads it."""
    if isinstance(check, EquationCheck):
        terms, result = check.terms()
        left = "".join(
            f"{'－' if s < 0 else '＋' if n else ''}{plan.series[i].name}"
            for n, (i, s) in enumerate(terms.items())
        )
        return f"{left}＝{plan.series[result].name}"
    if isinstance(check, CarriedForwardCheck):
        names = "＋".join(plan.series[series].name for series in check.changes)
        level = plan.series[check.level]
        before, now = ("前月", "今月") if level.basis.is_monthly else ("前年", "今年")
        return f"{before}の{level.name}＋{names}＝{now}の{level.name}"
    return totals_in_words([check]) if isinstance(check, TotalCheck) else ""
