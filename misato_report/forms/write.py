"""A department's form as an Excel file: only what is to be filled in can be typed into."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import Any

from misato_report.actuals.files.table import column_letter
from misato_report.actuals.filled_form import (
    DEPARTMENT,
    FIGURES_OF_A_FORM,
    MARK,
    NUMBER_HEADING,
    REASON_HEADING,
    TEXT_HEADINGS,
    VERDICT_HEADING,
    WRITTEN_ON,
    YEAR,
)
from misato_report.actuals.long_table import WITHOUT_VALUE
from misato_report.actuals.recognising import LONG_HEADINGS, REMARK
from misato_report.files.spreadsheet import Spreadsheet
from misato_report.forms.looks import (
    ANSWER_HEIGHT,
    BOXED,
    GUIDE,
    OPEN,
    OPEN_DAY,
    TERM,
    TEXT,
    WRONG,
    head,
    offer,
    set_up,
)
from misato_report.forms.questions import CHOICES, Question, Questionnaire
from misato_report.forms.rows import Row
from misato_report.forms.write_facts import MEASURES, PROJECTS, write_measures, write_projects
from misato_report.notation import print_date, print_fiscal_year, print_year
from misato_report.plan.plan import Plan

COVER, FIGURES, TEXTS = "はじめに", FIGURES_OF_A_FORM, "評価"
_OF_THE_KPI = tuple(f"{REMARK}{what}" for what in ("今年度", "前年度", "目標", "目安", "判定"))
_HEADINGS = (
    f"{REMARK}指標",
    *(LONG_HEADINGS[name] for name in ("series", "period", "value", "unit", "status", "note")),
    *_OF_THE_KPI,
    VERDICT_HEADING,
    REASON_HEADING,
    NUMBER_HEADING,
)

_FIGURE_WIDTHS = (36, 24, 6, 13, 7, 10, 18, 11, 11, 13, 11, 13, 11, 30, 16)
_TEXT_WIDTHS = (28, 22, 60, 44, 30)
_LETTERS_A_LINE = 13  # of full width, in the first of these columns
_LINE_HEIGHT, _HIGHEST = 15.0, 409.0  # points; no row of Excel is higher
_PERIOD, _VALUE, _UNIT, _STATE, _NOTE, _FIRST_OF_THE_KPI, _VERDICT, _REASON, _NUMBER = (
    2, 3, 4, 5, 6, 7, 12, 13, 14,
)  # fmt: skip
_ANSWER = 2
_TOLD_HEIGHT = 48
_ROW_HEIGHT = 44  # three lines: names of KPIs are long
_STATES = tuple(map(str, WITHOUT_VALUE))


def render_form(plan: Plan, asked: Questionnaire, year: int, due: date) -> bytes:
    """The .xlsx of a department. Equal input gives equal bytes: ``due`` stands in for the clock."""
    book = Spreadsheet(
        title=f"{print_fiscal_year(year)} 実績と評価の様式（{asked.department}）",
        author=f"{plan.general.municipality.name} {plan.general.department}",
        made_on=due,
    )
    _cover(book, plan, asked, year, due)
    if asked.rows:
        _figures(book, asked, year)
    if asked.questions:
        _texts(book, asked)
    if asked.projects:
        write_projects(book, asked.projects, plan)
    if asked.measures:
        write_measures(book, asked.measures, plan)
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
        book.write_text(sheet, row, 0, term, TERM)
        book.write_text(sheet, row, 1, text, TEXT)
    book.write_text(sheet, len(rows), 0, WRITTEN_ON, TERM)
    book.write_text(sheet, len(rows), 1, "", OPEN_DAY)
    told = (
        "色の付いた欄だけに記入し、このファイルのまま返送してください。シート名と項目番号は変えないでください。",
        *_told_of_reviews(asked),
        *_told_of_facts(asked),
        "記入日は空のままでもかまいません（取り込んだ日になります）。",
    )
    for row, text in enumerate(told, start=len(rows) + 2):
        sheet.merge_range(row, 0, row, 1, "", book.format(TEXT))
        book.write_text(sheet, row, 0, text, TEXT)
        sheet.set_row(row, _TOLD_HEIGHT)
    set_up(sheet, (26, 66))


def _told_of_reviews(asked: Questionnaire) -> tuple[str, ...]:
    """About the sheets of figures and texts, as far as the department has them."""
    facts = bool(asked.projects or asked.measures)
    figures = (
        f"「{FIGURES}」: 指標ごとに、値を書き、町の評価を選びます。1,382 でも 1,382人 でもかまいません。負の数は ▲12 か -12 です。"
        "値のないときは、空のまま状態を選びます。町の評価が判定と違うときは、理由も書いてください（書くまで赤くなります）。"
    )
    texts = f"「{TEXTS}」: 文章です。前年度の文章を灰色で示しています。空欄のままなら、町の評価なしとして扱います。"
    return (figures,) * bool(asked.rows or not facts) + (texts,) * bool(asked.questions or not facts)


def _told_of_facts(asked: Questionnaire) -> tuple[str, ...]:
    """About the sheets of projects and measures, where there are any."""
    projects = (
        f"「{PROJECTS}」: 予算現額、決算額、財源は千円です（12,340,000円 のように円を付ければ円でも書けます）。財源の計が決算額と違うと赤くなります。"
        "今後の方向が継続のほかなら、理由も書いてください。"
    )
    measures = f"「{MEASURES}」: 施策ごとに、評価の語を選び、文章を書きます。"
    return (projects,) * bool(asked.projects) + (measures,) * bool(asked.measures)


def _figures(book: Spreadsheet, asked: Questionnaire, year: int) -> None:
    """A row for each KPI. Its first columns are the plain long table, which ingest reads as it reads any."""
    sheet = book.add_sheet(FIGURES)
    head(book, sheet, _HEADINGS)
    sheet.set_row(0, _TOLD_HEIGHT)
    for number, row in enumerate(asked.rows, start=1):
        sheet.set_row(number, _ROW_HEIGHT)
        book.write_text(sheet, number, 0, row.name, BOXED)
        _counted(book, sheet, number, row, year)
        shown = (row.this_year, row.last_year, row.target, row.expected, row.verdict)
        for column, text in enumerate(shown, start=_FIRST_OF_THE_KPI):
            book.write_text(sheet, number, column, text, GUIDE)
        _asked_verdict(book, sheet, number, row)
        book.write_text(sheet, number, _NUMBER, row.number, GUIDE)
    set_up(sheet, _FIGURE_WIDTHS, headed=True)


def _counted(book: Spreadsheet, sheet: Any, number: int, row: Row, year: int) -> None:
    """What the department counts; shut where the figures come from elsewhere."""
    series = row.series
    said = (series.name, print_year(row.period or year), series.unit) if series is not None else ("", "", "")
    for column, text in zip((1, _PERIOD, _UNIT), said, strict=True):
        book.write_text(sheet, number, column, text, BOXED)
    for column in (_VALUE, _STATE, _NOTE):
        book.write_text(sheet, number, column, "", GUIDE if series is None else OPEN)
    if series is not None:
        offer(sheet, number, _STATE, _STATES)
        if row.states:
            offer(sheet, number, _VALUE, row.states)


def _asked_verdict(book: Spreadsheet, sheet: Any, number: int, row: Row) -> None:
    """町の評価 with its reason; both turn red where it differs from the verdict and says not why."""
    for column in (_VERDICT, _REASON):
        book.write_text(sheet, number, column, "", OPEN if row.asks_verdict else GUIDE)
    if not row.asks_verdict:
        return
    offer(sheet, number, _VERDICT, CHOICES["town_verdict"])
    if row.judged:
        verdict, reason = (f"${column_letter(column)}${number + 1}" for column in (_VERDICT, _REASON))
        differs = f'=AND({verdict}<>"",{verdict}<>"{row.judged}",TRIM({reason})="")'
        rule = {"type": "formula", "criteria": differs, "format": book.format(WRONG)}
        sheet.conditional_format(number, _VERDICT, number, _REASON, rule)


def _height_of(question: Question) -> float:
    """Points for a text's row: as high as the answer wants, as its number needs (half a letter's width each), and as
    what it is about does (an opinion in full)."""
    about = sum(ceil(len(line) / _LETTERS_A_LINE) for line in question.about.split("\n"))
    number = ceil(len(question.number) / 2 / _LETTERS_A_LINE)
    least = _LINE_HEIGHT if question.key in CHOICES else ANSWER_HEIGHT
    return min(max(least, about * _LINE_HEIGHT, number * _LINE_HEIGHT), _HIGHEST)


def _texts(book: Spreadsheet, asked: Questionnaire) -> None:
    sheet = book.add_sheet(TEXTS)
    head(book, sheet, TEXT_HEADINGS)
    for row, question in enumerate(asked.questions, start=1):
        book.write_text(sheet, row, 0, question.about, BOXED)
        book.write_text(sheet, row, 1, question.words, BOXED)
        book.write_text(sheet, row, _ANSWER, "", OPEN)
        book.write_text(sheet, row, 3, question.last_year, GUIDE)
        book.write_text(sheet, row, 4, question.number, GUIDE)
        if question.key in CHOICES:
            offer(sheet, row, _ANSWER, CHOICES[question.key])
        sheet.set_row(row, _height_of(question))
    set_up(sheet, _TEXT_WIDTHS, headed=True)
