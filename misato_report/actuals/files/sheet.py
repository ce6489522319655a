"""A sheet while it is read: cells come in any order, each counted before it takes memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from misato_report.actuals.files.shown import Read
from misato_report.actuals.files.sizes import SAYING, Allowance
from misato_report.actuals.files.table import Cell, Merge, Table


@dataclass
class Sheet:
    """What is known of a sheet so far; rows and columns from 0."""

    name: str
    allowance: Allowance
    hidden: bool = False
    filtered: bool = False
    rows: list[list[str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    doubts: dict[Cell, str] = field(default_factory=dict)
    remarks: dict[Cell, str] = field(default_factory=dict)
    centred: set[Cell] = field(default_factory=set)
    indents: dict[Cell, int] = field(default_factory=dict)
    _hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    _reached: int = 0
    """Columns that are known to be no more than there may be."""

    def put(self, row: int, column: int, read: Read) -> None:
        """Write a cell. Raises TooLargeError where it lies too far out, or the sheets grow too large."""
        if not read.text and not read.doubt:
            return
        rows = self.rows
        cells = rows[row] if row < len(rows) else []
        if column >= len(cells):
            cells = self._room(row, column)
        cells[column] = read.text
        self.allowance.text(len(read.text), self.name)
        if read.doubt:
            self.allowance.cells(2 * SAYING, self.name)
            self.doubts[(row, column)] = read.doubt
        if read.remark:
            self.allowance.cells(SAYING, self.name)
            self.remarks[(row, column)] = read.remark

    def note_place(self, row: int, column: int, *, centred: bool, indent: int) -> None:
        """Take note of where a text stands within its cell."""
        if centred or indent:
            self.allowance.cells(SAYING, self.name)
        if centred:
            self.centred.add((row, column))
        if indent:
            self.indents[(row, column)] = indent

    def _room(self, row: int, column: int) -> list[str]:
        if row >= len(self.rows):
            self.allowance.reach(self.name, row + 1, column + 1)
            self.rows.extend([] for _ in range(row + 1 - len(self.rows)))
        cells = self.rows[row]
        missing = column + 1 - len(cells)
        if missing > 0:
            if column >= self._reached:
                self.allowance.reach(self.name, row + 1, column + 1)
                self._reached = column + 1
            self.allowance.cells(missing, self.name)
            cells.extend([""] * missing)
        return cells

    def merge(self, area: Merge) -> None:
        """Take note of a range shown as one cell."""
        self.allowance.cells(SAYING, self.name)
        self.merges.append(area)

    def hide_columns(self, first: int, last: int) -> None:
        """Take note of columns that are not shown, the last included."""
        self.allowance.cells(SAYING, self.name)
        self._hidden_columns.append((first, last))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not any(text.strip() for row in self.rows for text in row) and not self.doubts

    def table(self, file: str) -> Table:
        """The sheet as it now stands; what lies beyond its cells is left away.

        Raises TooLargeError where merged ranges cover more cells, overlaps counted, than a file may have.
        """
        height, width = len(self.rows), max(map(len, self.rows), default=0)
        merges = tuple(
            clipped for area in self.merges if (clipped := _clipped(area, height, width)) is not None
        )
        self.allowance.cells(sum(_size(area) for area in merges), self.name)
        for area in merges:
            self._cover(area)
        hidden = {c for first, last in self._hidden_columns for c in range(first, min(last + 1, width))}
        return Table(
            file,
            self.name,
            tuple(map(tuple, self.rows)),
            frozenset(n for n in self.hidden_rows if n < height),
            frozenset(hidden),
            merges,
            MappingProxyType(self.doubts),
            MappingProxyType(self.remarks),
            frozenset(self.centred),
            MappingProxyType(self.indents),
        )

    def _cover(self, area: Merge) -> None:
        """Only the first cell of a merged range is seen, whatever the others still hold."""
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            cells = self.rows[row]
            for column in range(left, min(right + 1, len(cells))):
                if (row, column) != (top, left):
                    cells[column] = ""
                    self.doubts.pop((row, column), None)
                    self.remarks.pop((row, column), None)


def _clipped(area: Merge, height: int, width: int) -> Merge | None:
    """The part of a range within the cells that are there, or None where that is one cell or none."""
    top, left, bottom, right = area
    bottom, right = min(bottom, height - 1), min(right, width - 1)
    if bottom < top or right < left or (top, left) == (bottom, right):
        return None
    return (top, left, bottom, right)


def _size(area: Merge) -> int:
    top, left, bottom, right = area
    return (bottom - top + 1) * (right - left + 1)
