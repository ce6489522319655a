"""A table as it stands in a file: cells as text, each with its spreadsheet address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from misato_report.diagnostics import Diagnostic

Cell = tuple[int, int]  # row and column, both from 0
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column: from 0, the last included


def _nothing_said() -> Mapping[Cell, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangle-like grid of cell texts: ``rows[r][c]``, both from 0; rows may differ in length.

    What a workbook knows beside the texts, each empty where the file says nothing of it:

    - ``hidden_rows`` and ``hidden_columns``: what it does not show (also where a filter hides it).
    - ``merges``: ranges shown as one cell; the text stands in the first cell, the others are empty.
    - ``doubts``: why a cell must not be taken for a figure, in Japanese, whatever its text is.
    - ``remarks``: what a person should know of a cell whose figure may be taken, in Japanese.
    - ``centred``: cells whose text is centred across the blank cells to their right.
    - ``indents``: steps by which a text is moved in, where it is.

    ``worked_out`` keeps what has been derived from all this, by the name of what derives it, for as long as the
    table lives; a table made from another one starts without.
    """

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    doubts: Mapping[Cell, str] = field(default_factory=_nothing_said)
    remarks: Mapping[Cell, str] = field(default_factory=_nothing_said)
    centred: frozenset[Cell] = frozenset()
    indents: Mapping[Cell, int] = field(default_factory=lambda: MappingProxyType({}))
    worked_out: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def cell(self, row: int, column: int) -> str:
        """Text of a cell, empty beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    @property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def address(self, row: int, column: int) -> str:
        """Spreadsheet address of a cell, with its sheet where there is one."""
        address = f"{column_letter(column)}{row + 1}"
        return f"{self.sheet}!{address}" if self.sheet else address

    def error(
        self, code: str, message: str, hint: str = "", *, row: int | None = None, column: int = 0
    ) -> Diagnostic:
        """An error about this table, or about one of its cells where ``row`` is given."""
        if row is None:
            return Diagnostic(file=self.file, code=code, message=message, hint=hint, cell=self.sheet)
        return Diagnostic(
            file=self.file,
            line=row + 1,
            column=column + 1,
            code=code,
            message=message,
            hint=hint,
            cell=self.address(row, column),
        )


def column_letter(column: int) -> str:
    """Letters of a column counted from 0: A … Z, AA …"""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
