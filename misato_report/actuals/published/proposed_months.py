"""Whether the figures of a table are of months, and which of the plan's series they are: those of a year's months.

One file a month (月報), months side by side or one below the other. A figure that is one of months that follow each
other is none of a year, even where its day is that of a yearly series: 10月1日 between 9月1日 and 11月1日.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from misato_report.actuals.published.coordinates import Coordinate, is_movement, is_neutral
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.periods import Kind, Period, TimeError
from misato_report.actuals.published.proposing import Item
from misato_report.actuals.published.titles import item_of
from misato_report.notation import Basis, is_flow, month_after, month_period
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series

_EVERY_MONTH = re.compile("月報|毎月|各月|月次|月別|月ごと|月分")
_EVERY_YEAR = re.compile("年報|年次|国勢調査")
_OF_MONTHS = re.compile(r"[（(]?(?:毎月|月別|月次|各月|月ごと|月)[）)]?$")
_FIRST_OF_MONTH = 1


@dataclass(frozen=True, slots=True)
class Twin:
    """A yearly series with the series of its months; ``is_new`` where the plan has none yet."""

    yearly: Series
    monthly: Series
    is_new: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What a table may call it: the monthly series' own name without （月）, and the year's."""
        return tuple(dict.fromkeys([_OF_MONTHS.sub("", self.monthly.name), self.yearly.name]))


def twins_of(plan: Plan) -> list[Twin]:
    """The yearly series that can have months, but those that the town counts itself; in the plan's order."""
    counted = {s for source in plan.sources.values() if source.layout for s in source.layout.series}
    known = {s.monthly_of: s for s in reversed(plan.series.values()) if s.monthly_of is not None}
    return [
        Twin(series, known.get(series.id) or _made(plan, series, basis), series.id not in known)
        for series in plan.series.values()
        if series.id not in counted and not series.projection
        if (basis := _months_basis(series.basis)) is not None
    ]


def _months_basis(yearly: Basis) -> Basis | None:
    """The basis of the months of a yearly series; None where it has no months (末日現在)."""
    if is_flow(yearly):
        return Basis.MONTH
    first = yearly.day is not None and yearly.day[1] == _FIRST_OF_MONTH
    return Basis.MONTH_FIRST if first else None


def _made(plan: Plan, yearly: Series, basis: Basis) -> Series:
    """A series of the months of a year's."""
    base = name = f"{yearly.id}_of_month"
    number = 2
    while name in plan.series:
        name, number = f"{base}{number}", number + 1
    return Series(
        id=name,
        name=f"{yearly.name}（{'月' if basis is Basis.MONTH else '毎月'}）",
        unit=yearly.unit,
        basis=basis,
        non_negative=yearly.non_negative,
        monthly_of=yearly.id,
        sensitive=yearly.sensitive,
    )


class MonthsOfFile:
    """What the items of a file say of months."""

    def __init__(self, items: Sequence[Item]) -> None:
        groups = [[(_key(c), period_of(c)) for c in group] for group in _alike(items)]
        self._periods = {key: period for group in groups for key, period in group}
        self._in_runs = {key for group in groups for key in _in_runs(group)}
        self._lone = {key for group in groups if _is_one_month(group) for key, _ in group}
        text = _text_above(items)
        self.says_nothing_of_years = not _EVERY_YEAR.search(text)
        """Whether the title speaks of no yearbook and no census, whose 1 October is that of a year."""
        self._comes_every_month = self._moves_by_month(items) or bool(
            self.says_nothing_of_years and _EVERY_MONTH.search(text)
        )

    def is_of_a_month(self, cell: Coordinate) -> bool:
        """Whether a figure is certainly one of a month, and so none of a year."""
        period = self._periods[_key(cell)]
        if period is None or period.kind not in (Kind.MONTH, Kind.DAY):
            return False
        if _key(cell) in self._in_runs or _is_of_movements(cell, period):
            return True
        return self._comes_every_month and _key(cell) in self._lone

    def is_lone_first(self, cell: Coordinate) -> bool:
        """Whether a figure is of the first of a month, and its item of no other month."""
        period = self._periods[_key(cell)]
        first = period is not None and period.kind is Kind.DAY and period.day == _FIRST_OF_MONTH
        return first and _key(cell) in self._lone

    def _moves_by_month(self, items: Iterable[Item]) -> bool:
        """Whether movements are counted by months, and none by years."""
        moving = (item for item in items if _speaks_of_movements(item.words, item.title))
        periods = (self._periods[_key(cell)] for item in moving for cell in item.cells)
        kinds = {period.kind for period in periods if period is not None}
        return Kind.MONTH in kinds and not kinds & {Kind.YEAR, Kind.FISCAL, Kind.CALENDAR, Kind.OCT_SEP}


def period_of(cell: Coordinate) -> Period | None:
    """The one period of a figure; None where the table says none, or several."""
    try:
        found = cell.periods()
    except TimeError:
        return None
    return found[0] if len(found) == 1 else None


def basis_of_movements(item: Item) -> Basis | None:
    """The basis of a series of an item that is what happened in months."""
    periods = [(cell, p) for cell in item.cells if (p := period_of(cell)) is not None]
    return Basis.MONTH if periods and all(_is_of_movements(*one) for one in periods) else None


def _is_of_movements(cell: Coordinate, period: Period) -> bool:
    return period.kind is Kind.MONTH and _speaks_of_movements(cell.words, cell.analysed.title)


def _speaks_of_movements(words: Iterable[str], title: str) -> bool:
    """Whether an item is what happened in a time, by its words, or where they say nothing by the title."""
    return is_movement([word for word in words if not is_neutral(word)] or [folded(title)])


_Key = tuple[int, int, int]
_Dated = tuple[_Key, Period | None]


def _key(cell: Coordinate) -> _Key:
    """A cell by the table, the row and the column it stands in."""
    return id(cell.analysed.grid.table), cell.row.number, cell.column.number


def _alike(items: Iterable[Item]) -> Iterable[list[Coordinate]]:
    """The cells of one and the same thing in all blocks of the file."""
    groups: dict[tuple[str, ...], list[Coordinate]] = defaultdict(list)
    for item in items:
        words = tuple(word for word in item.words if not is_neutral(word)) or (item_of(item.title),)
        groups[words].extend(item.cells)
    return groups.values()


def _in_runs(cells: Iterable[_Dated]) -> Iterator[_Key]:
    """The cells whose month has a neighbour: the month before or after, or its first day; last days by themselves."""
    months: dict[tuple[bool, int], list[_Key]] = defaultdict(list)
    for key, period in cells:
        if period is not None and period.kind in (Kind.MONTH, Kind.DAY):
            later = period.day > _FIRST_OF_MONTH
            months[later, month_period(period.year, period.month)].append(key)
    for (later, month), found in months.items():
        if (later, month_after(month)) in months or (later, month_after(month, -1)) in months:
            yield from found


def of_other_months(item: Item, other: Item) -> bool:
    """Whether two items are of months, and of no month both: the blocks of a sheet, each of its month."""
    first, second = ({period_of(cell) for cell in one.cells} for one in (item, other))
    months = all(p is not None and p.month for p in first | second)
    return months and first.isdisjoint(second)


def _is_one_month(cells: Iterable[_Dated]) -> bool:
    """Whether all figures of an item are of one month or of a day in it."""
    return len({(period.year, period.month) for _, period in cells if period is not None}) == 1


def _text_above(items: Iterable[Item]) -> str:
    """Titles and names of the sheets."""
    analysed = {id(i.cells[0].analysed): i.cells[0].analysed for i in items}
    return " ".join(f"{one.title_text} {one.grid.table.sheet}" for one in analysed.values())


__all__ = ["MonthsOfFile", "Twin", "basis_of_movements", "of_other_months", "period_of", "twins_of"]
