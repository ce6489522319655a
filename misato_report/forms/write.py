"""A department's form as an Excel file: only what is to be filled in can be typed into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from misato_report.actuals.filled_form import DEPARTMENT, FIGURES_OF_A_FORM, MARK, WRITTEN_ON, YEAR
from misato_report.actuals.recognising import LONG_HEADINGS, REMARK
from misato_report.files.spreadsheet import Properties, Spreadsheet
from misato_report.forms.questions import CHOICES, Question, Questionnaire
from misato_report.notation import print_date, print_fiscal_year, print_number, print_year
from misato_report.observation import Observation
from misato_report.plan.plan import Plan

COVER, FIGURES, TEXTS = "はじめに", FIGURES_OF_A_FORM, "評価"
TEXT_HEADINGS = ("対象", "項目", "記入欄", "前年度（参考）", "項目番号（変えないでください）")
LAST_YEAR = f"{REMARK}前年度"

_TEXT: Properties = {
    "font_name": "BIZ UDPゴシック",
    "font_size": 10.5,
    "text_wrap": True,
    "valign": "top",
}
_BOXED: Properties = {**_TEXT, "border": 1, "border_color": "#999999"}
_TERM: Properties = {**_TEXT, "bold": True}
_HEAD: Properties = {**_BOXED, "bold": True, "bg_color": "#E8E8E6"}
_GUIDE: Properties = {**_BOXED, "font_color": "#707070"}
_OPEN: Properties = {**_BOXED, "bg_color": "#FFF9E5", "locked": False}
_OPEN_DAY: Properties = {**_OPEN, "num_format": "yyyy-mm-dd"}

_FIGURE_WIDTHS = (40, 8, 14, 10, 10, 14, 36, 16)
_TEXT_WIDTHS = (28, 22, 60, 44, 30)
_VALUE, _STATE, _DAY, _REMARKS, _GUIDE_COLUMN = 2, 4, 5, 6, 7
_ANSWER = 2
_TOLD_HEIGHT = 34
_ANSWER_HEIGHT = 64
_A4 = 9
_STATES = ["秘匿", "不詳", "該当なし"]
_NO_DAY_BEFORE = date(2000, 1, 1)


def render_form(plan: Plan, asked: Questionnaire, year: int, due: date) -> bytes:
    """The .xlsx of a department. Equal input gives equal bytes: ``due`` stands in for the clock."""
    book = Spreadsheet(
        title=f"{print_fiscal_year(year)} 実績と評価の様式（{asked.department}）",
        author=f"{plan.general.municipality.name} {plan.general.department}",
        made_on=due,
    )
    _cover(book, plan, asked, year, due)
    if asked.series:
        _figures(book, asked, year, due)
    if asked.questions:
        _texts(book, asked)
    return book.content()


def _cover(book: Spreadsheet, plan: Plan, asked: Questionnaire, year: int, due: date) -> None:
    sheet = book.add_sheet(COVER)
    rows = (
        (MARK, ""),
        ("計画", plan.general.title),
        (YEAR, print_year(year)),
        (DEPARTMENT, asked.department),
        ("返送期限", print_date(due)),
    )
    for row, (term, text) in enumerate(rows):
        book.write_text(sheet, row, 0, term, _TERM)
        book.write_text(sheet, row, 1, text, _TEXT)
    book.write_text(sheet, len(rows), 0, WRITTEN_ON, _TERM)
    book.write_day(sheet, len(rows), 1, due, _OPEN_DAY)
    told = (
        "色の付いた欄だけに記入し、このファイルのまま返送してください。シート名と項目番号は変えないでください。",
        f"「{FIGURES}」: 実績の値を数字で書きます。負の数は ▲12 でも -12 でもかまいません。値のないときは理由を状態から選びます。",
        f"「{TEXTS}」: 文章です。前年度の文章を灰色で示しています。空欄のままなら、町の評価なしとして扱います。",
        "記入日を、書いた日に直してください。",
    )
    for row, text in enumerate(told, start=len(rows) + 2):
        sheet.merge_range(row, 0, row, 1, "", book.format(_TEXT))
        book.write_text(sheet, row, 0, text, _TEXT)
        sheet.set_row(row, _TOLD_HEIGHT)
    _set_up(sheet, (26, 66))


def _figures(book: Spreadsheet, asked: Questionnaire, year: int, due: date) -> None:
    """The plain long table, which ingest reads as it reads any."""
    sheet = book.add_sheet(FIGURES)
    _head(book, sheet, (*LONG_HEADINGS.values(), LAST_YEAR))
    for row, (series, before) in enumerate(asked.series, start=1):
        for column, text in ((0, series.name), (1, print_year(year)), (3, series.unit)):
            book.write_text(sheet, row, column, text, _BOXED)
        for column in (_VALUE, _STATE, _REMARKS):
            book.write_text(sheet, row, column, "", _OPEN)
        book.write_day(sheet, row, _DAY, due, _OPEN_DAY)
        states = asked.states.get(series.id, ())
        book.write_text(sheet, row, _GUIDE_COLUMN, _shown(before, states), _GUIDE)
        if states:
            sheet.data_validation(row, _VALUE, row, _VALUE, {"validate": "list", "source": list(states)})
    last = len(asked.series)
    sheet.data_validation(1, _STATE, last, _STATE, {"validate": "list", "source": _STATES})
    day = {
        "validate": "date",
        "criteria": ">",
        "value": _NO_DAY_BEFORE,
        "error_title": "公表日",
        "error_message": "2027-04-20 のような日付を書いてください。",
    }
    sheet.data_validation(1, _DAY, last, _DAY, day)
    _set_up(sheet, _FIGURE_WIDTHS, headed=True)


def _shown(before: Observation | None, states: Sequence[str] = ()) -> str:
    """Last year's figure or state as a guide: the value, or why there was none."""
    if before is None:
        return ""
    if before.value is not None and before.value in range(1, len(states) + 1):
        return states[int(before.value) - 1]
    return str(before.mark) if before.value is None else print_number(before.value)


def _texts(book: Spreadsheet, asked: Questionnaire) -> None:
    sheet = book.add_sheet(TEXTS)
    _head(book, sheet, TEXT_HEADINGS)
    for row, question in enumerate(asked.questions, start=1):
        book.write_text(sheet, row, 0, question.about, _BOXED)
        book.write_text(sheet, row, 1, question.words, _BOXED)
        book.write_text(sheet, row, _ANSWER, "", _OPEN)
        book.write_text(sheet, row, 3, question.last_year, _GUIDE)
        book.write_text(sheet, row, 4, question.number, _GUIDE)
        if question.key in CHOICES:
            _offer_choice(sheet, row, question)
        else:
            sheet.set_row(row, _ANSWER_HEIGHT)
    _set_up(sheet, _TEXT_WIDTHS, headed=True)


def _offer_choice(sheet: Any, row: int, question: Question) -> None:
    words = CHOICES[question.key]
    choice = {
        "validate": "list",
        "source": list(words),
        "error_title": "選ぶ欄",
        "error_message": f"{'、'.join(words)} から選んでください。",
    }
    sheet.data_validation(row, _ANSWER, row, _ANSWER, choice)


def _head(book: Spreadsheet, sheet: Any, headings: Sequence[str]) -> None:
    for column, heading in enumerate(headings):
        book.write_text(sheet, 0, column, heading, _HEAD)


def _set_up(sheet: Any, widths: Sequence[float], *, headed: bool = False) -> None:
    """Widths, print, and protection without a password: against mistakes, and the clerk can take it off."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if headed:
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
