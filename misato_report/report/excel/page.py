"""A sheet that is written from the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from misato_report.files.spreadsheet import Spreadsheet
from misato_report.report.excel.looks import BODY, CENTRED, DAY_FORMAT, FIGURE, HEAD, PLAIN, Look, lines_of

_LINE_HEIGHT = 14.0
_PADDING = 6.0


@dataclass
class Page:
    """A sheet that is written from the top. ``row`` is the next free row; rows and columns count from 1.

    ``lines``: how many lines of text the row needs, in the letters of ten points that heights are reckoned in:
    Excel fits no merged cell by itself.
    """

    spreadsheet: Spreadsheet
    sheet: Any
    widths: Sequence[float]
    row: int = 1
    lines: float = 1

    def __post_init__(self) -> None:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)

    def next_row(self) -> None:
        """Give the row the height that it needs, and go on to the next."""
        self.sheet.set_row(self.row - 1, self.lines * _LINE_HEIGHT + _PADDING)
        self.row, self.lines = self.row + 1, 1

    def text(self, column: int, text: str, look: Look = BODY) -> None:
        """A text as it is, never a formula, an error value or a number."""
        self._write(column, text, look)
        self.lines = max(self.lines, lines_of(text, self.widths[column - 1], look))

    def number(self, column: int, value: Decimal, number_format: str, look: Look = FIGURE) -> None:
        """An exact figure, of at most the 15 digits that Excel keeps."""
        self.spreadsheet.write_number(*self._cell(column), value, look.properties(number_format))

    def formula(self, column: int, formula: str, result: Decimal, number_format: str) -> None:
        """A formula of ours, with what it comes to."""
        self.spreadsheet.write_formula(*self._cell(column), formula, result, FIGURE.properties(number_format))

    def day(self, column: int, day: date, look: Look = CENTRED) -> None:
        """A true date, shown as R8.12.18."""
        self.spreadsheet.write_day(*self._cell(column), day, look.properties(DAY_FORMAT))

    def wide(self, text: str, look: Look = PLAIN) -> None:
        """A text over the whole width in a row of its own."""
        self.merged(1, len(self.widths), text, look)
        self.next_row()

    def merged(self, first: int, last: int, text: str, look: Look, rows: int = 1) -> None:
        """A text in a block of cells made one, ``rows`` high."""
        if rows > 1 or last > first:
            top = self.row - 1
            block = self.spreadsheet.format(look.properties())
            self.sheet.merge_range(top, first - 1, top + rows - 1, last - 1, "", block)
        self._write(first, text, look)
        self.lines = max(self.lines, lines_of(text, sum(self.widths[first - 1 : last]), look) / rows)

    def at(self, column: int) -> str:
        """Address of a cell in the current row."""
        return f"{self.letter(column)}{self.row}"

    def letter(self, column: int) -> str:
        """The letter by which formulas call a column."""
        return str(xl_col_to_name(column - 1))

    def name_table(self, name: str, top: int, headings: Sequence[str]) -> None:
        """Make the rows from ``top``, which has the headings, to the last one written a table that has a name.

        A screen reader and a program find it by that name, and its headings are marked as such.
        """
        last = self.row - 2
        if last < top:
            return
        head = self.spreadsheet.format(HEAD.properties())
        columns = [{"header": heading, "header_format": head} for heading in headings]
        options = {"name": name, "columns": columns, "style": None, "autofilter": False}
        self.sheet.add_table(top - 1, 0, last, len(headings) - 1, options)

    def freeze(self, first_column: int = 1) -> None:
        """Keep all rows above the current one, and the columns before one, on screen and on each printed page."""
        self.sheet.freeze_panes(self.row - 1, first_column - 1)
        self.sheet.repeat_rows(0, self.row - 2)

    def _write(self, column: int, text: str, look: Look) -> None:
        self.spreadsheet.write_text(*self._cell(column), text, look.properties())

    def _cell(self, column: int) -> tuple[Any, int, int]:
        return self.sheet, self.row - 1, column - 1
