"""Workbooks → tables: .xlsx by openpyxl, .xls of Excel 97 by xlrd, .ods by calamine.

These are pandas' engines; where it does not tell which rows are hidden or how a number is shown, they are
asked themselves.

A number becomes the shortest decimal text that means it, so nothing downstream sees a binary float; a
percentage cell becomes what it shows (``9.4%``). A formula counts by the result that was saved with it;
one without a result, and an error value such as ``#REF!``, stay as text, which no figure can be read from.
"""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Context, Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from misato_report.actuals.files.sizes import too_large
from misato_report.actuals.files.table import Table
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.plan.model import DEFAULT_LIMITS, Limits

OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODS_TYPE = b"application/vnd.oasis.opendocument"
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_EXACT = Context(prec=60)
_YEAR_SIGN = re.compile(r"y|(?<![0#?.])e(?![+-])")  # 0.0e+0 is no year
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

Rows = list[list[str]]


@dataclass
class _Sheet:
    """A sheet as text; ``hidden`` says that the workbook does not show it."""

    name: str
    rows: Rows
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_workbook(
    file: str, raw: bytes, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Table], list[Diagnostic]]:
    """The tables of a workbook, one a visible sheet with anything in it, or what is wrong with the file."""
    try:
        sheets = list(_reader_for(raw, limits)(raw, limits))
    except _TooLargeError as error:
        return [], [error.told(file)]
    except DefusedXmlException:
        message = (
            "中のXMLに定義 (DOCTYPE) があります。表計算ソフトの作るファイルにはないもので、開きませんでした。"
        )
        return [], [
            _refused(file, message, "送り主に確かめ、表計算ソフトで保存し直したものをもらってください。")
        ]
    except Exception:  # libraries raise many kinds for broken and foreign files; all mean one thing here
        return [], [_refused(file, *_why_unreadable(raw))]
    tables = [
        Table(
            file,
            sheet.name,
            tuple(map(tuple, sheet.rows)),
            frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns),
        )
        for sheet in sheets
        if not sheet.hidden and any(text.strip() for row in sheet.rows for text in row)
    ]
    left_out = [_hidden_sheet(file, sheet.name) for sheet in sheets if sheet.hidden]
    if not tables:
        return [], [
            _refused(file, "中身がありません。", "公表されたファイルを置き直してください。"),
            *left_out,
        ]
    return tables, [*left_out, *_not_obeyed(file, raw)]


class _TooLargeError(Exception):
    """A workbook of which more would be read than memory should hold: what, how much of it, and the limit."""

    def __init__(self, what: str, found: int, most: int, unit: str, key: str, sheet: str = "") -> None:
        super().__init__(what)
        self._told = (what, found, most, unit, key, sheet)

    def told(self, file: str) -> Diagnostic:
        return too_large(file, *self._told)


def _within(limits: Limits, sheet: str, rows: int, columns: int) -> None:
    """Raise _TooLargeError for a sheet whose cells reach too far: the space up to there would be filled."""
    if rows > limits.rows:
        raise _TooLargeError("行", rows, limits.rows, "行", "rows", sheet)
    if columns > limits.columns:
        raise _TooLargeError("列", columns, limits.columns, "列", "columns", sheet)


def _few_sheets(limits: Limits, count: int) -> None:
    if count > limits.sheets:
        raise _TooLargeError("シート", count, limits.sheets, "枚", "sheets")


def _not_obeyed(file: str, raw: bytes) -> Iterator[Diagnostic]:
    """What a workbook would have a program do, and this one does not: it is told, and no more."""
    names: list[str] = []
    if not raw.startswith(OLD_EXCEL_MAGIC):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    if _OLD_MACROS in raw or any(name.endswith("vbaProject.bin") for name in names):
        message = "マクロが入っています。実行せず、値だけを読みました。"
        yield Diagnostic(file, None, None, "macros-ignored", message, "", Severity.INFO)
    if any(name.startswith("xl/externalLinks/") for name in names):
        message = "ほかのファイルへのリンクがあります。リンク先は開かず、保存されている値だけを読みました。"
        yield Diagnostic(file, None, None, "links-ignored", message, "", Severity.INFO)


def _reader_for(raw: bytes, limits: Limits) -> Callable[[bytes, Limits], Iterator[_Sheet]]:
    if raw.startswith(OLD_EXCEL_MAGIC):
        return _read_xls
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist()) // 10**6
        if unpacked > limits.unpacked_megabytes:
            raise _TooLargeError("中身", unpacked, limits.unpacked_megabytes, "MB", "unpacked_megabytes")
        _refuse_document_types(archive)
        is_ods = "mimetype" in archive.namelist() and archive.read("mimetype").startswith(_ODS_TYPE)
    return _read_ods if is_ods else _read_xlsx


def _refuse_document_types(archive: zipfile.ZipFile) -> None:
    """Raise DefusedXmlException for a part that declares entities: they could grow without end, or name other files.

    A declaration stands before the first element, so that nothing beyond it has to be read.
    """
    from defusedxml.ElementTree import iterparse

    for name in archive.namelist():
        if name.endswith((".xml", ".rels", ".vml")):
            with archive.open(name) as part, suppress(ParseError):
                next(iter(iterparse(part, events=("start",), forbid_dtd=True)), None)


def _refused(file: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(file, None, None, "unreadable-file", message, hint)


def _why_unreadable(raw: bytes) -> tuple[str, str]:
    hint = "表計算ソフトで開けるか確かめ、.xlsx か CSV で保存し直してください。"
    if raw.startswith(OLD_EXCEL_MAGIC):
        return "表計算ソフトのファイルとして読めません (壊れているか、パスワードが付いています)。", hint
    return "表計算ソフトのファイルとして読めません。", hint


def _hidden_sheet(file: str, name: str) -> Diagnostic:
    message = f"隠れたシート「{name}」は読みませんでした。"
    hint = "要るシートなら、表計算ソフトで再表示して保存してください。"
    return Diagnostic(file, None, None, "hidden-sheet", message, hint, Severity.INFO, cell=name)


# --- .xlsx ----------------------------------------------------------------------------------------


def _read_xlsx(raw: bytes, limits: Limits) -> Iterator[_Sheet]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that openpyxl does not keep: they are no figures
        results = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(raw), keep_links=False)
    _few_sheets(limits, len(results.worksheets))
    for sheet in results.worksheets:
        _within(limits, sheet.title, sheet.max_row, sheet.max_column)
        own = formulas[sheet.title]
        rows = [
            [_xlsx_text(cell, own.cell(cell.row, cell.column)) for cell in row] for row in sheet.iter_rows()
        ]
        yield _Sheet(
            sheet.title,
            rows,
            hidden=sheet.sheet_state != "visible",
            hidden_rows={n - 1 for n, row in sheet.row_dimensions.items() if row.hidden},
            hidden_columns=set(_hidden_columns(sheet)),
        )


def _hidden_columns(sheet: Any) -> Iterator[int]:
    """Columns from 0; one entry of the file may stand for several."""
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            yield from range(dimension.min - 1, dimension.max)


def _xlsx_text(cell: Any, own: Any) -> str:
    if cell.value is None and own.data_type == "f":
        return own.value if isinstance(own.value, str) else "="
    value, form = cell.value, cell.number_format or ""
    if isinstance(value, int | float) and not isinstance(value, bool) and _shows_only_the_year(form):
        from openpyxl.utils.datetime import from_excel

        value = from_excel(value)  # openpyxl does not know the year of an era (ggge) for a date
    return _text(value, form)


# --- .xls -----------------------------------------------------------------------------------------


def _read_xls(raw: bytes, limits: Limits) -> Iterator[_Sheet]:
    import xlrd

    book = xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
    _few_sheets(limits, book.nsheets)
    for sheet in book.sheets():
        _within(limits, sheet.name, sheet.nrows, sheet.ncols)
        rows = [
            [_xls_text(book, sheet.cell(row, column)) for column in range(sheet.row_len(row))]
            for row in range(sheet.nrows)
        ]
        yield _Sheet(
            sheet.name,
            rows,
            hidden=sheet.visibility != 0,
            hidden_rows={n for n, row in sheet.rowinfo_map.items() if row.hidden},
            hidden_columns={n for n, column in sheet.colinfo_map.items() if column.hidden},
        )


def _xls_text(book: Any, cell: Any) -> str:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            return _text(xlrd.xldate_as_datetime(cell.value, book.datemode), _xls_format(book, cell))
        case xlrd.XL_CELL_BOOLEAN:
            return _text(bool(cell.value), "")
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
        case xlrd.XL_CELL_NUMBER:
            return _text(cell.value, _xls_format(book, cell))
        case _:
            return str(cell.value)


def _xls_format(book: Any, cell: Any) -> str:
    """How a number is shown, such as '0.0%'."""
    return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)


# --- .ods -----------------------------------------------------------------------------------------


def _read_ods(raw: bytes, limits: Limits) -> Iterator[_Sheet]:
    import pandas as pd

    _check_repeats(raw, limits)
    try:
        with _silent_stderr(), pd.ExcelFile(io.BytesIO(raw), engine="calamine") as book:
            shown = {about.name: _is_visible(about) for about in book.book.sheets_metadata}
            frames = pd.read_excel(book, sheet_name=None, header=None, dtype=object, na_filter=False)
    except BaseException as error:
        # A failed assertion in the library's own language comes as a PanicException, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise ValueError("broken") from error
        raise
    for name, frame in frames.items():
        rows = [[_text(value, "") for value in row] for row in frame.itertuples(index=False, name=None)]
        yield _Sheet(str(name), rows, hidden=not shown[str(name)])


def _check_repeats(raw: bytes, limits: Limits) -> None:
    """One cell of an .ods may say that it stands a million times; the library would make a million of it.

    Raises _TooLargeError, and what the XML parser raises for a document that declares entities.
    """
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("content.xml") as content:
        sheets = rows = 0
        name = ""
        for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == f"{_ODS_TABLE}table":
                sheets, rows, name = sheets + 1, 0, element.get(f"{_ODS_TABLE}name", "")
            elif event == "end" and element.tag == f"{_ODS_TABLE}table-row":
                columns = _columns_filled(element)
                repeated = int(element.get(f"{_ODS_TABLE}number-rows-repeated", "1"))
                rows += repeated if columns else min(repeated, 1)
                _within(limits, name, rows, columns)
                element.clear()
        _few_sheets(limits, sheets)


def _columns_filled(row: Any) -> int:
    """Columns of a row up to the last cell with anything in it."""
    columns = filled = 0
    for cell in row:
        columns += int(cell.get(f"{_ODS_TABLE}number-columns-repeated", "1"))
        if len(cell):
            filled = columns
    return filled


def _is_visible(about: Any) -> bool:
    return str(about.visible).endswith("Visible") and not str(about.visible).endswith("NotVisible")


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """The library reports its own failures on the terminal, below Python; the clerk gets our sentence."""
    try:
        own = os.dup(2)
    except OSError:  # there is no terminal to keep quiet
        yield
        return
    sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)
        os.close(nowhere)


# --- cells ----------------------------------------------------------------------------------------


def _text(value: object, number_format: str) -> str:
    """Text of a cell's value: what a person would type to get it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime) and value.time() != time.min:
        return value.isoformat()
    if isinstance(value, date):
        return str(value.year) if _shows_only_the_year(number_format) else f"{value:%Y-%m-%d}"
    if isinstance(value, int | float | Decimal):
        return _number_text(value, number_format)
    return str(value)


def _shows_only_the_year(number_format: str) -> bool:
    """Whether a date's format has a year (yyyy, or e with an era) and neither month nor day."""
    letters = _QUOTED.sub("", number_format).lower()
    return bool(_YEAR_SIGN.search(letters)) and not re.search("[md]", letters) and letters != "general"


def _number_text(value: float | Decimal, number_format: str) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    percent = "%" in _QUOTED.sub("", number_format)
    if percent:
        exact = _EXACT.multiply(exact, Decimal(100))
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if percent else text
