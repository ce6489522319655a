"""How a form looks, and what all of its sheets have: heads, lists to choose from, protection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from misato_report.files.spreadsheet import Properties, Spreadsheet

TEXT: Properties = {
    "font_name": "BIZ UDPゴシック",
    "font_size": 10.5,
    "text_wrap": True,
    "valign": "top",
}
BOXED: Properties = {**TEXT, "border": 1, "border_color": "#999999"}
TERM: Properties = {**TEXT, "bold": True}
HEAD: Properties = {**BOXED, "bold": True, "bg_color": "#E8E8E6"}
GUIDE: Properties = {**BOXED, "font_color": "#707070"}
OPEN: Properties = {**BOXED, "bg_color": "#FFF9E5", "locked": False}
OPEN_DAY: Properties = {**OPEN, "num_format": "yyyy-mm-dd"}
WRONG: Properties = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
ANSWER_HEIGHT = 64
"""Of a row with a text to be written, in points."""

_A4 = 9


def offer(sheet: Any, row: int, column: int, words: Sequence[str]) -> None:
    """A drop-down list."""
    choice = {
        "validate": "list",
        "source": list(words),
        "error_title": "選ぶ欄",
        "error_message": f"{'、'.join(words)} から選んでください。",
    }
    sheet.data_validation(row, column, row, column, choice)


def head(book: Spreadsheet, sheet: Any, headings: Sequence[str]) -> None:
    """The row of headings."""
    for column, heading in enumerate(headings):
        book.write_text(sheet, 0, column, heading, HEAD)


def set_up(sheet: Any, widths: Sequence[float], *, headed: bool = False) -> None:
    """Widths, print, and protection without a password: against mistakes, and the clerk can take it off."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if headed:
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
