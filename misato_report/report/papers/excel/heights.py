"""How high a row has to be for the text in it: no spreadsheet program makes one fit where cells are merged, and not
all do elsewhere."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import Any

from misato_report.report.papers.excel.formulas import cell_name, range_of
from misato_report.report.papers.excel.names import main
from misato_report.report.papers.excel.styles import Styles

_USUAL_WIDTH = 8.43  # of a column that says none, in digits of the workbook's font
_USUAL_HEIGHT = 15.0
_USUAL_SIZE = 11.0
_LINE = 1.35  # heights of a letter
_WIDE, _NARROW = 2.0, 1.1  # columns' digits that a Japanese and another letter of 11 points take
_MORE_THAN_A_LINE = 1.25
_ROOM = 1.1  # beyond which a text is said not to fit: what is reckoned here is not to the point


@dataclass(frozen=True)
class _Columns:
    """Widths by column number."""

    widths: dict[int, float]
    usual: float

    def between(self, first: int, last: int) -> float:
        """Of these columns together."""
        return sum(self.widths.get(column, self.usual) for column in range(first, last + 1))


def _columns(root: Any) -> _Columns:
    found = root.find(main("sheetFormatPr"))
    usual = float((found.get("defaultColWidth") if found is not None else None) or _USUAL_WIDTH)
    widths: dict[int, float] = {}
    for one in root.iter(main("col")):
        for column in range(int(one.get("min")), min(int(one.get("max")), 256) + 1):
            widths[column] = float(one.get("width") or usual)
    return _Columns(widths, usual)


def height_of(text: str, width: float, size: float) -> float:
    """Points that a text needs in a column of so many digits."""
    lines = 0
    room = max(width - 1.0, 1.0)
    for line in text.split("\n"):
        units = sum(_WIDE if unicodedata.east_asian_width(c) in "FWA" else _NARROW for c in line)
        lines += max(1, math.ceil(units * size / _USUAL_SIZE / room))
    return lines * size * _LINE + 3


def make_rows_fit(root: Any, styles: Styles, filled: dict[int, list[Any]]) -> list[tuple[int, Any]]:
    """Make the rows high enough for the texts that were filled in; a row whose height the form fixes stays.

    ``filled`` are the cells by row. Returns those whose text does not fit into a fixed row.
    """
    columns = _columns(root)
    merged = {r[0]: r for r in (range_of(one.get("ref")) for one in root.iter(main("mergeCell")))}
    places = {(first.row, first.column): (first, last) for first, last in merged.values()}
    sheet_format = root.find(main("sheetFormatPr"))
    usual = float(
        (sheet_format.get("defaultRowHeight") if sheet_format is not None else None) or _USUAL_HEIGHT
    )
    too_small = []
    for row in root.iter(main("row")):
        number = int(row.get("r"))
        needed = {}
        for cell in filled.get(number, ()):
            text = cell.findtext(f"{main('is')}/{main('t')}") or ""
            name = cell_name(cell.get("r"))
            first, last = places.get((name.row, name.column), (name, name))
            if text and last.row == number and (styles.wraps(cell.get("s")) or "\n" in text):
                width = columns.between(first.column, last.column)
                needed[cell] = height_of(text, width, styles.size(cell.get("s")))
        if not needed:
            continue
        fixed = row.get("customHeight") in ("1", "true")
        if fixed:
            too_small += [(number, cell) for cell, h in needed.items() if h > float(row.get("ht", 0)) * _ROOM]
        elif max(needed.values()) > usual * _MORE_THAN_A_LINE:
            row.set("ht", f"{min(max(needed.values()), 409):.1f}")
            row.set("customHeight", "1")
    return too_small
