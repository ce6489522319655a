"""An .xls of Excel 97 to 2003 → sheets, by xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from misato_report.actuals.files.marked_text import Run, read_runs
from misato_report.actuals.files.sheet import Sheet
from misato_report.actuals.files.shown import ERROR, Read, in_font, read_text, read_value
from misato_report.actuals.files.sizes import Allowance, TooLargeError
from misato_report.actuals.files.xls_records import needed_records
from misato_report.actuals.files.xlsx_styles import BUILT_IN, Style

_CENTRED_ACROSS = 6
_EMPTY, _NUMBER, _BLANK = 0, 2, 6  # kinds of cells (xlrd.XL_CELL_…)
_MOST_MEGABYTES = 20  # 65,536 rows of the old form take less; more would take long
_JAPANESE = (*range(27, 37), *range(50, 59))


def read_xls(raw: bytes, allowance: Allowance) -> Iterator[Sheet]:
    """The sheets in their order; those that are hidden without their cells.

    Raises TooLargeError, and many kinds of errors for a broken file.
    """
    import xlrd

    if len(raw) > _MOST_MEGABYTES * 10**6:
        raise TooLargeError("Excel 97 の形式のファイル", None, _MOST_MEGABYTES, "MB", "file_megabytes")
    book = xlrd.open_workbook(
        file_contents=needed_records(_stream_of(raw), allowance),
        formatting_info=True,
        ragged_rows=True,
        on_demand=True,
        logfile=io.StringIO(),
    )
    allowance.sheets(book.nsheets)
    for number in range(book.nsheets):
        source = book.sheet_by_index(number)
        sheet = Sheet(source.name, allowance, hidden=source.visibility != 0)
        if not sheet.hidden:
            _Reader(book, source, sheet).read()
        book.unload_sheet(number)
        yield sheet


def _stream_of(raw: bytes) -> bytes:
    """The workbook within the compound file. Raises xlrd's own errors, and ValueError where there is none."""
    from xlrd.compdoc import CompDoc

    document = CompDoc(raw, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        memory, start, length = document.locate_named_stream(name)
        if memory:
            return bytes(memory[start : start + length])
    raise ValueError("no workbook")


class _Reader:
    def __init__(self, book: Any, source: Any, sheet: Sheet) -> None:
        self._book, self._source, self._sheet = book, source, sheet
        self._styles: dict[int, tuple[Any, Style]] = {}
        self._from_1904 = book.datemode == 1

    def read(self) -> None:
        source, sheet = self._source, self._sheet
        for row in range(source.nrows):
            for column in range(source.row_len(row)):
                self._cell(row, column)
        sheet.hidden_rows = {n for n, row in source.rowinfo_map.items() if row.hidden or row.height == 0}
        for n, column in source.colinfo_map.items():
            if column.hidden or column.width == 0:
                sheet.hide_columns(n, n)
        for top, bottom, left, right in source.merged_cells:
            sheet.merge((top, left, bottom - 1, right - 1))

    def _cell(self, row: int, column: int) -> None:
        kind = self._source.cell_type(row, column)
        if kind in (_EMPTY, _BLANK):
            return
        font, style = self._style(self._source.cell_xf_index(row, column))
        read = self._content(row, column, kind, style.code, font)
        if style.is_plain:
            self._sheet.put(row, column, read)
            return
        read = in_font(read, struck=style.struck, raised=style.raised)
        self._sheet.put(row, column, read)
        if read.text:
            self._sheet.note_place(row, column, centred=style.centred, indent=style.indent)

    def _style(self, number: int) -> tuple[Any, Style]:
        """The font and the look of the cells of a style, worked out once."""
        known = self._styles.get(number)
        if known is None:
            style = self._book.xf_list[number]
            font = self._book.font_list[style.font_index]
            centred = style.alignment.hor_align == _CENTRED_ACROSS
            look = Style(
                self._code(style),
                bool(font.struck_out),
                bool(font.escapement),
                centred,
                style.alignment.indent_level,
            )
            known = self._styles[number] = (font, look)
        return known

    def _code(self, style: Any) -> str:
        """The format of a style; of those that a file only numbers, xlrd does not know the Japanese ones."""
        number = style.format_key
        code = str(self._book.format_map[number].format_str)
        return BUILT_IN.get(number, code) if number in _JAPANESE and code == "General" else code

    def _content(self, row: int, column: int, kind: int, code: str, font: Any) -> Read:
        value = self._source.cell_value(row, column)
        if kind == _NUMBER:
            return read_value(float(value), code, from_1904=self._from_1904)
        return self._no_number(row, column, kind, value, code, font)

    def _no_number(self, row: int, column: int, kind: int, value: Any, code: str, font: Any) -> Read:
        import xlrd

        match kind:
            case xlrd.XL_CELL_TEXT:
                runs = self._source.rich_text_runlist_map.get((row, column))
                return self._runs(value, runs, font) if runs else read_text(value, code)
            case xlrd.XL_CELL_BOOLEAN:
                return Read("TRUE" if value else "FALSE")
            case xlrd.XL_CELL_ERROR:
                return Read(str(xlrd.error_text_from_code.get(value, "#ERROR!")), ERROR)
            case _:  # what xlrd takes for a date is decided by the format here
                return read_value(float(value), code, from_1904=self._from_1904)

    def _runs(self, text: str, starts: list[tuple[int, int]], font: Any) -> Read:
        """A text that begins in the cell's font, and changes it at some characters: (first character, font)."""
        ends = [start for start, _ in starts[1:]] + [len(text)]
        runs = [Run(text[: starts[0][0]], bool(font.escapement), bool(font.struck_out))]
        for (start, number), end in zip(starts, ends, strict=True):
            font = self._book.font_list[number]
            runs.append(Run(text[start:end], bool(font.escapement), bool(font.struck_out)))
        return read_runs(runs)
