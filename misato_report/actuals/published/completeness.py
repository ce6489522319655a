"""Is every municipality of the prefecture there, once? The gazetteer knows how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from misato_report.actuals.published.coordinates import Coordinate
from misato_report.actuals.published.model import Analysed, RowLabel
from misato_report.actuals.published.places import Town, What
from misato_report.actuals.published.results import Taken
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.gazetteer.places import Municipality, municipalities_of

_NEARLY_ALL = 0.7  # of the prefecture's municipalities: a table that means to have all of them
_MOST_NAMES = 5
_FEW = 0.1  # of the rows


def missing_and_repeated(taken: Sequence[Taken], town: Town) -> Iterator[Diagnostic]:
    """A municipality of the prefecture that a table of nearly all of them lacks, or has twice, is told of; and rows
    of figures without a name in a table of places, which may be anybody's."""
    blocks = {id(t.coordinate.analysed): t.coordinate for t in taken}
    for cell in blocks.values():
        yield from _of_block(cell.analysed, cell.row, town)
        yield from _nameless(cell.analysed)


def repeated_in(cell: Coordinate, town: Town) -> bool:
    """Whether a municipality of the prefecture has two rows of the kind that a figure stands in."""
    return any(number > 1 for number in _seen(cell.analysed, cell.row, town).values())


def _seen(analysed: Analysed, own: RowLabel, town: Town) -> Counter[str]:
    """How many rows of the kind of the town's each municipality of the prefecture has, by its code."""
    alike = [row for row in analysed.rows if row.words == own.words and _times(row) == _times(own)]
    return Counter(place.code for row in alike if (place := _place(row, town)) is not None)


def _of_block(analysed: Analysed, own: RowLabel, town: Town) -> Iterator[Diagnostic]:
    known = municipalities_of(town.prefecture)
    seen = _seen(analysed, own, town)
    if len(seen) < _NEARLY_ALL * len(known):
        return
    missing = [place.name for place in known if place.code not in seen]
    twice = [place.name for place in known if seen[place.code] > 1]
    if missing:
        hint = "元の表にもないのか、行が落ちたのか、確かめてください。"
        yield _told(analysed, "municipality-missing", f"{_listed(missing)}の行がありません。", hint)
    if twice:
        hint = "元の表と比べてください。"
        yield _told(analysed, "municipality-twice", f"{_listed(twice)}の行が二つ以上あります。", hint)


def _nameless(analysed: Analysed) -> Iterator[Diagnostic]:
    """Rows without a name; where every place has a second row, that is how the table is made."""
    rows = [row for row in analysed.rows if row.nameless] if analysed.has_places else []
    if not rows or len(rows) > _FEW * len(analysed.rows):
        return
    listed = "、".join(analysed.grid.table.address(row.number, 0) for row in rows[:_MOST_NAMES])
    hint = "名前が落ちた行でないか、元の表と比べてください。"
    yield _diagnostic(analysed, "row-without-name", f"名前のない行（{listed}）は読みませんでした。", hint)


def _times(row: RowLabel) -> tuple[object, ...]:
    return tuple(p for statement in row.times for p in statement.said.periods)


def _place(row: RowLabel, town: Town) -> Municipality | None:
    """The municipality of the town's prefecture that a row is of."""
    if row.place.name.what is What.FORMER:
        return None
    places = (row.place.code,) if row.place.code is not None else row.place.name.places
    return next((p for p in places if isinstance(p, Municipality) and p.prefecture == town.prefecture), None)


def _listed(names: Sequence[str]) -> str:
    more = f"ほか{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more


def _told(analysed: Analysed, code: str, what: str, hint: str) -> Diagnostic:
    return _diagnostic(analysed, code, f"県内の市町村が並ぶ表ですが、{what}", hint)


def _diagnostic(analysed: Analysed, code: str, message: str, hint: str) -> Diagnostic:
    table = analysed.grid.table
    return Diagnostic(
        file=table.file,
        code=code,
        message=message,
        hint=hint,
        severity=Severity.WARNING,
        cell=table.sheet,
    )
