"""A table as it stands in a file: cells as text, each with its spreadsheet address."""

from __future__ import annotations

from dataclasses import dataclass

from misato_report.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangle-like grid of cell texts: ``rows[r][c]``, both from 0; rows may differ in length.

    ``hidden_rows`` and ``hidden_columns`` are those that a workbook does not show.
    """

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

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
