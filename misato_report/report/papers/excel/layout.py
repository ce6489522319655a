"""Where a form's rows are after some of them were repeated, and where a formula's references have gone with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from misato_report.report.papers.excel.formulas import CellName

Path = tuple[tuple[int, int], ...]
"""Of a row that came out of loops: each loop's number with the turn, the outermost first."""


@dataclass(frozen=True)
class PlacedRow:
    """A row of the filled sheet: the form's row that it was made from, by which turns of which loops, with what names.

    ``blank``: the loop had nothing to go through, and leaves its rows once with nothing in them.
    """

    source: int
    path: Path = ()
    values: Mapping[str, object] = field(default_factory=dict)
    blank: bool = False


class AmbiguousError(Exception):
    """A reference from elsewhere to one cell of rows that are repeated, or that hold nothing but marks."""


class Layout:
    """The rows of a sheet, from 1 to the last with anything in it; below, all rows move alike."""

    def __init__(self, rows: Iterable[PlacedRow], last: int, blocks: Mapping[int, tuple[int, int]]) -> None:
        """``last`` is the form's last row; ``blocks`` the first and last row of each loop, by the loop's number."""
        self.rows = tuple(rows)
        self._last = last
        self._blocks = blocks
        self._placed: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows, start=1):
            self._placed.setdefault(row.source, []).append(number)

    @property
    def is_same(self) -> bool:
        """Whether every row is where it was."""
        return len(self.rows) == self._last and all(len(rows) == 1 for rows in self._placed.values())

    def path_of(self, row: int) -> Path:
        """The turns that a filled row came out of."""
        return self.rows[row - 1].path if 1 <= row <= len(self.rows) else ()

    def cell(self, name: CellName, seen_from: int = 0) -> CellName:
        """Where a single cell is now, as the formula in a filled row (0: in another sheet, or nowhere) means it.

        Raises AmbiguousError where it could be any of several.
        """
        if name.row > self._last:
            return name.at(name.row + len(self.rows) - self._last)
        before = self._turn_before(name, seen_from)
        if before:
            return name.at(before)
        near = self._nearest(self._placed.get(name.row, []), self.path_of(seen_from))
        if len(near) == 1 or (near and name.row_fixed):
            return name.at(near[0])
        raise AmbiguousError(str(name))

    def _turn_before(self, name: CellName, seen_from: int) -> int:
        """The row of the turn before, where the rows right above a block are meant (A4+1 in row 5); else 0."""
        path = self.path_of(seen_from)
        if not path or name.row_fixed or path[-1][1] < 1:
            return 0
        first, last = self._blocks[path[-1][0]]
        source = self.rows[seen_from - 1].source
        if not first - (last - first + 1) <= name.row < first:
            return 0
        return seen_from - (source - name.row)

    def area(self, first: CellName, last: CellName, seen_from: int = 0) -> tuple[CellName, CellName]:
        """Where a range is now: from the first of its rows to the last. Raises AmbiguousError where none is left."""
        if first.row > last.row:
            first, last = first.at(last.row), last.at(first.row)
        start = self._end(first, range(first.row, min(last.row, self._last) + 1), seen_from, min)
        end = self._end(last, range(min(last.row, self._last), first.row - 1, -1), seen_from, max)
        return first.at(start), last.at(end)

    def _end(self, name: CellName, rows: range, seen_from: int, pick: Callable[[list[int]], int]) -> int:
        if name.row > self._last:
            return name.row + len(self.rows) - self._last
        path = self.path_of(seen_from)
        if name.row_fixed:
            path = path[:-1]
        for row in rows:
            if row in self._placed:
                return pick(self._nearest(self._placed[row], path))
        raise AmbiguousError(str(name))

    def _nearest(self, placed: list[int], path: Path) -> list[int]:
        """Those of the rows that share the most turns with a path."""
        shared = [(_shared(self.path_of(row), path), row) for row in placed]
        most = max((count for count, _ in shared), default=0)
        return [row for count, row in shared if count == most]

    def instances(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Where a merged range of the form's rows is now: once for each turn of the loops that hold all of it."""
        if first > self._last:
            shift = len(self.rows) - self._last
            yield first + shift, last + shift
            return
        inside = [row for row in range(first, min(last, self._last) + 1) if row in self._placed]
        if not inside:
            return
        paths = [self.path_of(self._placed[row][0]) for row in inside]
        depth = min(_shared(paths[0], path) for path in paths)
        turns: dict[Path, list[int]] = {}
        for row in inside:
            for placed in self._placed[row]:
                turns.setdefault(self.path_of(placed)[:depth], []).append(placed)
        beyond = max(0, last - self._last)
        for rows in turns.values():
            yield min(rows), max(rows) + beyond

    def runs(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Where all of a range's rows are now, in runs without a gap: for what holds of cells one by one."""
        numbers = sorted(
            n for row in range(first, min(last, self._last) + 1) for n in self._placed.get(row, [])
        )
        if last > self._last:
            shift = len(self.rows) - self._last
            start = max(first, self._last + 1)
            numbers += [start + shift]
        run: list[int] = []
        for number in numbers:
            if run and number != run[-1] + 1:
                yield run[0], run[-1]
                run = []
            run.append(number)
        if run:
            yield run[0], run[-1] if last <= self._last else last + len(self.rows) - self._last


def _shared(one: Path, other: Path) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
