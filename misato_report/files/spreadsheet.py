"""An .xlsx in the making: a text stays a text, a figure keeps its digits, and the same input gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from misato_report.diagnostics.visible import visible

Properties = Mapping[str, object]
"""How a cell looks, in XlsxWriter's words: ``{"bold": True, "num_format": "0.0"}``."""

_OPTIONS = {
    "in_memory": True,  # no scratch files: a full disk breaks nothing off half way
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_DIGITS_OF_EXCEL = Context(prec=15, rounding=ROUND_HALF_UP)
_LONGEST_TEXT = 32_767  # letters in a cell, to Excel
_CUT = "…（Excelの欄に入らないので、ここまで。全文はPDFとHTMLにあります）"


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula: it begins with = + - @, a tab or a return."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def legal_text(text: str) -> str:
    """The text as an .xlsx can hold it: characters that show nothing by their number, and no longer than a cell."""
    shown = visible(text)
    return shown if len(shown) <= _LONGEST_TEXT else shown[: _LONGEST_TEXT - len(_CUT)] + _CUT


class Spreadsheet:
    """A workbook that is written once, in memory. Rows and columns count from 0, as in XlsxWriter.

    ``made_on`` stands in for the clock: what was made from the same is the same, byte for byte.
    """

    def __init__(self, *, title: str, author: str, made_on: date) -> None:
        import xlsxwriter  # here, since others only ask what starts a formula

        self._content = io.BytesIO()
        self._workbook: Any = xlsxwriter.Workbook(self._content, _OPTIONS)
        self._workbook.set_properties(
            {
                "title": legal_text(title),
                "author": legal_text(author),
                "created": datetime.combine(made_on, time()),
            }
        )
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def add_sheet(self, name: str) -> Any:
        """A new sheet behind the others, XlsxWriter's Worksheet."""
        return self._workbook.add_worksheet(name)

    def write_text(self, sheet: Any, row: int, column: int, text: str, look: Properties) -> None:
        """A text as it is, never a formula, an error value, an address or a number."""
        if not text:
            sheet.write_blank(row, column, None, self.format(look))
            return
        # The quote keeps a text that looks like a formula a text also when somebody edits the cell.
        quoted = {**look, "quote_prefix": True} if starts_a_formula(text) else look
        shown, cell = legal_text(text), self.format(quoted)
        if shown.startswith("<r>") and shown.endswith("</r>"):
            # XlsxWriter takes such a text for parts of letters that it has put together, and writes it as markup.
            sheet.write_rich_string(row, column, cell, shown[:1], cell, shown[1:], cell)
        else:
            sheet.write_string(row, column, shown, cell)

    def write_number(self, sheet: Any, row: int, column: int, value: Decimal, look: Properties) -> None:
        """A figure, rounded to the 15 digits that Excel keeps; no binary float is made of it."""
        sheet.write_number(row, column, _DIGITS_OF_EXCEL.plus(value), self.format(look))

    def write_formula(
        self, sheet: Any, row: int, column: int, formula: str, result: Decimal, look: Properties
    ) -> None:
        """A formula of ours with what it comes to, which a viewer that does not calculate shows."""
        sheet.write_formula(row, column, formula, self.format(look), _DIGITS_OF_EXCEL.plus(result))

    def write_day(self, sheet: Any, row: int, column: int, day: date, look: Properties) -> None:
        """A true date; ``look`` has the ``num_format`` that shows it as one."""
        sheet.write_datetime(row, column, day, self.format(look))

    def format(self, look: Properties) -> Any:
        """XlsxWriter's Format of a look: one for all cells that look the same."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(dict(look))
        return self._formats[key]

    def content(self) -> bytes:
        """The finished file. Nothing can be written after it."""
        self._workbook.close()
        return self._content.getvalue()
