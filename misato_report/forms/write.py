"""A department's form as an Excel file: only what is to be filled in can be typed into."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from misato_report.actuals.filled_form import (
    DEPARTMENT,
    FIGURES_OF_A_FORM,
    MARK,
    TEXT_HEADINGS,
    WRITTEN_ON,
    YEAR,
)
from misato_report.actuals.recognising import LONG_HEADINGS, REMARK
from misato_report.forms.questions import CHOICES, Questionnaire
from misato_report.notation import print_date, print_fiscal_year, print_number, print_year
from misato_report.plan.plan import Plan
from misato_report.report.excel.reproducible import repacked

COVER, FIGURES, TEXTS = "はじめに", FIGURES_OF_A_FORM, "評価"
LAST_YEAR = f"{REMARK}前年度"

_FONT = "BIZ UDPゴシック"
_LINE = Side(style="thin", color="999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = PatternFill("solid", fgColor="FFF9E5")
_HEAD = PatternFill("solid", fgColor="E8E8E6")
_FREE = Protection(locked=False)
_GREY = "707070"
_MOST = 4000  # letters of a text, as the reviews' model has it


def render_form(plan: Plan, asked: Questionnaire, year: int, due: date) -> bytes:
    """The .xlsx of a department. Equal input gives equal bytes: ``due`` stands in for the clock."""
    book = Workbook()
    _cover(book, plan, asked, year, due)
    if asked.series:
        _figures(book, asked, year, due)
    if asked.questions:
        _texts(book, asked)
    book.properties.creator = _plain(f"{plan.general.municipality.name} {plan.general.department}")
    book.properties.title = _plain(f"{print_fiscal_year(year)} 実績と評価の様式（{asked.department}）")
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), book.properties, datetime.combine(due, time()))


def _cover(book: Workbook, plan: Plan, asked: Questionnaire, year: int, due: date) -> None:
    sheet: Any = book.active
    sheet.title = COVER
    rows = [
        (MARK, ""),
        ("計画", plan.general.title),
        (YEAR, print_year(year)),
        (DEPARTMENT, asked.department),
        ("返送期限", print_date(due)),
        (WRITTEN_ON, due),
    ]
    for number, (term, text) in enumerate(rows, start=1):
        _put(sheet, number, 1, term, bold=True)
        _put(sheet, number, 2, text)
    written = sheet.cell(len(rows), 2)
    written.number_format = "yyyy-mm-dd"
    _open(written)
    told = [
        "色の付いた欄だけに記入し、このファイルのまま返送してください。シート名と項目番号は変えないでください。",
        f"「{FIGURES}」: 実績の値を数字で書きます。負の数は ▲12 でも -12 でもかまいません。値のないときは理由を状態から選びます。",
        f"「{TEXTS}」: 文章です。前年度の文章を灰色で示しています。空欄のままなら、町の評価なしとして扱います。",
        "記入日を、書いた日に直してください。",
    ]
    for number, text in enumerate(told, start=len(rows) + 2):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        _put(sheet, number, 1, text)
        sheet.row_dimensions[number].height = 34
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 66
    _guard(sheet)


def _figures(book: Workbook, asked: Questionnaire, year: int, due: date) -> None:
    """The plain long table, which ingest reads as it reads any."""
    sheet = book.create_sheet(FIGURES)
    headings = (*LONG_HEADINGS.values(), LAST_YEAR)
    for column, heading in enumerate(headings, start=1):
        _head(sheet, 1, column, heading)
    for number, (series, before) in enumerate(asked.series, start=2):
        shown = (
            ""
            if before is None
            else print_number(before.value)
            if before.value is not None
            else str(before.mark)
        )
        cells = [series.name, print_year(year), None, series.unit, None, due, None, shown]
        for column, value in enumerate(cells, start=1):
            cell = _put(sheet, number, column, value, colour=_GREY if column == len(cells) else "000000")
            cell.border = _BOX
        for column in (3, 5, 6, 7):
            _open(sheet.cell(number, column))
        sheet.cell(number, 6).number_format = "yyyy-mm-dd"
    last = len(asked.series) + 1
    status = DataValidation("list", formula1='"秘匿,不詳,該当なし"', allow_blank=True)
    day = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.error, day.errorTitle = "2027-04-20 のような日付を書いてください。", "公表日"
    sheet.add_data_validation(status)
    sheet.add_data_validation(day)
    status.add(f"E2:E{last}")
    day.add(f"F2:F{last}")
    for letter, width in zip("ABCDEFGH", (40, 8, 14, 10, 10, 14, 36, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    _guard(sheet)


def _texts(book: Workbook, asked: Questionnaire) -> None:
    sheet = book.create_sheet(TEXTS)
    for column, heading in enumerate(TEXT_HEADINGS, start=1):
        _head(sheet, 1, column, heading)
    lists = {key: _choice(sheet, words) for key, words in CHOICES.items()}
    for number, question in enumerate(asked.questions, start=2):
        cells = (question.about, question.words, None, question.last_year, question.number)
        for column, text in enumerate(cells, start=1):
            cell = _put(sheet, number, column, text, colour=_GREY if column > 3 else "000000")  # noqa: PLR2004 - guide
            cell.border = _BOX
        _open(sheet.cell(number, 3))
        if question.key in lists:
            lists[question.key].add(f"C{number}")
        else:
            sheet.row_dimensions[number].height = 64
    for letter, width in zip("ABCDE", (28, 22, 60, 44, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    _guard(sheet)


def _choice(sheet: Any, words: tuple[str, ...]) -> DataValidation:
    choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.error, choice.errorTitle = f"{'、'.join(words)} から選んでください。", "選ぶ欄"
    sheet.add_data_validation(choice)
    return choice


def _put(
    sheet: Any, row: int, column: int, value: object, *, bold: bool = False, colour: str = "000000"
) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        # A text that begins with = must stay a text.
        cell.value, cell.data_type = _plain(value), "s"
    else:
        cell.value = value
    cell.font = Font(name=_FONT, size=10.5, bold=bold, color=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _head(sheet: Any, row: int, column: int, text: str) -> None:
    cell = _put(sheet, row, column, text, bold=True)
    cell.fill, cell.border = _HEAD, _BOX


def _open(cell: Any) -> None:
    cell.fill, cell.border, cell.protection = _OPEN, _BOX, _FREE


def _guard(sheet: Any) -> None:
    """No password: it keeps hands off by mistake, and the clerk can take it off."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.title != COVER:
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"


def _plain(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
