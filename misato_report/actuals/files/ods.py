"""An OpenDocument spreadsheet → sheets, in one pass (ODF 1.3, part 3).

Each cell has both its value and the text that is shown for it, so that no format has to be followed.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from misato_report.actuals.files.number_formats import Look, plain
from misato_report.actuals.files.ods_styles import TABLE, Looks, StyleReader
from misato_report.actuals.files.ods_text import OFFICE, ParagraphReader
from misato_report.actuals.files.sheet import Sheet
from misato_report.actuals.files.shown import ERROR, NO_RESULT, Read, in_font, number_of, read_shown
from misato_report.actuals.files.sizes import SAYING, Allowance
from misato_report.actuals.files.xml_parts import Attributes, End, Handlers, Start, read_part
from misato_report.notation import NotationError, find_years, read_date

_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_NUMBERS = ("float", "percentage", "currency")


def read_ods(archive: zipfile.ZipFile, allowance: Allowance) -> Iterator[Sheet]:
    """The sheets in their order; those that are hidden without their cells.

    Raises TooLargeError, DTDForbidden, and many kinds of errors for a broken file.
    """
    styles = StyleReader(allowance)
    if "styles.xml" in archive.namelist():
        handlers = Handlers(styles.start_handlers(), styles.end_handlers())
        read_part(archive, "styles.xml", handlers, allowance, qualified=True)
    reader = _Reader(styles, allowance)
    read_part(archive, "content.xml", reader.handlers(), allowance, qualified=True)
    yield from reader.sheets


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell of the row that is being read: its first column, how often it stands, and what is in it."""

    column: int
    times: int
    read: Read
    indent: int
    spans: tuple[int, int]


class _Reader:
    def __init__(self, styles: StyleReader, allowance: Allowance) -> None:
        self.sheets: list[Sheet] = []
        self._styles, self._allowance = styles, allowance
        self._text = ParagraphReader(styles, allowance)
        self._cell: Attributes | None = None
        self._covered = False
        self._cells: list[_Placed] = []
        self._row = self._column = self._tables = 0
        self._row_times = 1
        self._row_style = ""
        self._column_ends: list[int] = []
        self._column_styles: list[str] = []

    def handlers(self) -> Handlers:
        start: dict[str, Start] = {
            **self._styles.start_handlers(),
            **self._text.start_handlers(),
            f"{TABLE}table": self._begin_table,
            f"{TABLE}table-column": self._column_of,
            f"{TABLE}table-row": self._begin_row,
            f"{TABLE}table-cell": self._begin_cell,
            f"{TABLE}covered-table-cell": self._begin_covered,
        }
        end: dict[str, End] = {
            **self._styles.end_handlers(),
            **self._text.end_handlers(),
            f"{TABLE}table": self._end_table,
            f"{TABLE}table-row": self._end_row,
            f"{TABLE}table-cell": self._end_cell,
            f"{TABLE}covered-table-cell": self._end_cell,
        }
        return Handlers(start, end, self._text.take_text)

    @property
    def _is_reading(self) -> bool:
        """Whether this is a sheet's own table, and one that is shown."""
        return self._tables == 1 and not self.sheets[-1].hidden

    def _begin_table(self, attributes: Attributes) -> None:
        self._tables += 1
        if self._tables > 1:  # a table within a cell or a chart
            return
        self._row, self._column_ends, self._column_styles = 0, [], []
        hidden = not self._styles.looks(attributes.get(f"{TABLE}style-name", "")).displayed
        self.sheets.append(Sheet(attributes.get(f"{TABLE}name", ""), self._allowance, hidden))
        self._allowance.sheets(len(self.sheets))

    def _end_table(self) -> None:
        self._tables -= 1

    def _column_of(self, attributes: Attributes) -> None:
        if not self._is_reading:
            return
        first = self._column_ends[-1] if self._column_ends else 0
        end = first + _count(attributes, "number-columns-repeated")
        self._allowance.cells(SAYING)
        self._column_ends.append(end)
        self._column_styles.append(attributes.get(f"{TABLE}default-cell-style-name", ""))
        if attributes.get(f"{TABLE}visibility", "visible") != "visible":
            self.sheets[-1].hide_columns(first, end - 1)

    def _begin_row(self, attributes: Attributes) -> None:
        if not self._is_reading:
            return
        self._column, self._cells = 0, []
        self._row_times = _count(attributes, "number-rows-repeated")
        self._row_style = attributes.get(f"{TABLE}default-cell-style-name", "")
        shown = attributes.get(f"{TABLE}visibility", "visible")
        if shown != "visible":
            sheet = self.sheets[-1]
            sheet.filtered = sheet.filtered or shown == "filter"
            last = min(self._row + self._row_times, self._allowance.limits.rows)
            sheet.hidden_rows.update(range(self._row, last))

    def _end_row(self) -> None:
        if not self._is_reading:
            return
        for cell in self._cells:
            self._allowance.reach(self.sheets[-1].name, self._row + self._row_times, cell.column + cell.times)
        for row in range(self._row, self._row + (self._row_times if self._cells else 0)):
            self._put_row(row)
        self._row += self._row_times

    def _put_row(self, row: int) -> None:
        sheet = self.sheets[-1]
        for cell in self._cells:
            for column in range(cell.column, cell.column + cell.times):
                sheet.put(row, column, cell.read)
                sheet.note_place(row, column, centred=False, indent=cell.indent)
            down, across = cell.spans
            if (down, across) != (1, 1):
                sheet.merge((row, cell.column, row + down - 1, cell.column + across - 1))

    def _begin_cell(self, attributes: Attributes) -> None:
        if self._is_reading:
            self._cell, self._covered = attributes, False
            self._text.begin()

    def _begin_covered(self, attributes: Attributes) -> None:
        self._begin_cell(attributes)
        self._covered = True

    def _end_cell(self) -> None:
        if not self._is_reading or self._cell is None:
            return
        attributes, self._cell = self._cell, None
        times = _count(attributes, "number-columns-repeated")
        read = None if self._covered else _content(attributes, self._text.finish())
        if read is not None and (read.text or read.doubt):
            self._allowance.reach(self.sheets[-1].name, self._row + 1, self._column + times)
            looks = self._looks(attributes)
            spans = (_count(attributes, "number-rows-spanned"), _count(attributes, "number-columns-spanned"))
            self._cells.append(
                _Placed(
                    self._column,
                    times,
                    in_font(read, struck=bool(looks.struck), raised=bool(looks.raised)),
                    looks.indent or 0,
                    spans,
                )
            )
        self._column += times

    def _looks(self, attributes: Attributes) -> Looks:
        name = attributes.get(f"{TABLE}style-name") or self._row_style
        if not name:
            place = bisect_right(self._column_ends, self._column)
            name = self._column_styles[place] if place < len(self._column_styles) else ""
        return self._styles.looks(name)


def _count(attributes: Attributes, name: str) -> int:
    """A number of repeats, at least 1. Raises ValueError."""
    return max(int(attributes.get(f"{TABLE}{name}", "1")), 1)


def _content(attributes: Attributes, shown: Read | None) -> Read | None:
    """What is read from a cell, or None where it is blank."""
    kind = attributes.get(f"{OFFICE}value-type", "")
    if attributes.get(f"{_CALCEXT}value-type") == "error":
        return Read(shown.text if shown else "", ERROR)
    if kind in _NUMBERS:
        return _number(attributes.get(f"{OFFICE}value", ""), shown, is_percentage=kind == "percentage")
    if kind in ("date", "time"):
        return _date(attributes.get(f"{OFFICE}{kind}-value", ""), shown)
    if kind == "boolean":
        return Read("TRUE" if attributes.get(f"{OFFICE}boolean-value") == "true" else "FALSE")
    return _text(attributes, shown, has_value=bool(kind))


def _text(attributes: Attributes, shown: Read | None, *, has_value: bool) -> Read | None:
    formula = attributes.get(f"{TABLE}formula")
    if formula is not None and not has_value and shown is None:
        return Read(f"={formula}", NO_RESULT)
    text = attributes.get(f"{OFFICE}string-value")
    return shown or (Read(text) if text else None)


def _number(stored: str, shown: Read | None, *, is_percentage: bool) -> Read:
    value = number_of(stored)
    if value is None:
        return Read(shown.text if shown else stored, f"「{stored[:40]}」は表計算ソフトの数ではありません。")
    if shown is None:
        text = f"{plain(value.scaleb(2))}%" if is_percentage else plain(value)
        return read_shown(value, Look(text, is_percentage))
    if shown.doubt:
        return shown
    read = read_shown(value, Look(shown.text, is_percentage))
    return replace(read, remark=read.remark or shown.remark)


def _date(stored: str, shown: Read | None) -> Read:
    """A date as ISO where year, month and day are shown, else as it is shown."""
    try:
        day = date.fromisoformat(stored[:10])
    except ValueError:
        return Read(shown.text if shown else stored, "日付か時刻の書式です。")
    has_time = len(stored) > len("2026-10-01") and not stored.endswith("T00:00:00")
    if shown is None:
        return Read(stored if has_time else f"{day:%Y-%m-%d}")
    if shown.doubt:
        return shown
    try:
        agrees = read_date(shown.text) == day
    except NotationError:
        has_year = bool(find_years(shown.text))
        return read_shown(Decimal(0), Look(shown.text.strip(), is_date=True, has_year=has_year))
    if not agrees:
        return Read(shown.text, f"日付 {day:%Y-%m-%d} が「{shown.text[:40]}」と表示されています。")
    return Read(f"{day:%Y-%m-%d}")
