"""The sheets 事業 and 施策 of a department's form: a row each, money that turns red where it does not add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from misato_report.actuals.files.table import column_letter
from misato_report.actuals.filled_form import (
    FACTS_OF_MEASURES,
    FACTS_OF_PROJECTS,
    FUND_HEADING,
    NUMBER_HEADING,
)
from misato_report.actuals.recognising import REMARK
from misato_report.files.spreadsheet import Spreadsheet
from misato_report.forms.asked_facts import AskedMeasure, AskedProject
from misato_report.forms.looks import ANSWER_HEIGHT, BOXED, GUIDE, OPEN, WRONG, head, offer, set_up
from misato_report.plan.plan import Plan

PROJECTS, MEASURES = "事業", "施策"
_OF_A_PROJECT = (f"{REMARK}事業", f"{REMARK}前年度の決算（千円）", f"{REMARK}活動の量（単位）")
_LAST_DIRECTION = f"{REMARK}前年度の方向"
_PROJECT_HEADINGS = (*_OF_A_PROJECT, *FACTS_OF_PROJECTS, _LAST_DIRECTION, NUMBER_HEADING)
_PROJECT_WIDTHS = (30, 13, 20, 13, 13, *(11,) * 5, 10, 10, 34, 11, 30, 11, 26)
_MEASURE_HEADINGS = (f"{REMARK}施策", *FACTS_OF_MEASURES, f"{REMARK}前年度の評価", NUMBER_HEADING)
_MEASURE_WIDTHS = (34, 16, 60, 44, 30)


def write_projects(book: Spreadsheet, projects: Sequence[AskedProject], plan: Plan) -> None:
    """A row for each project."""
    sheet = book.add_sheet(PROJECTS)
    head(book, sheet, _PROJECT_HEADINGS)
    sheet.set_row(0, ANSWER_HEIGHT / 2)
    column = {heading: number for number, heading in enumerate(_PROJECT_HEADINGS)}
    for row, project in enumerate(projects, start=1):
        sheet.set_row(row, ANSWER_HEIGHT)
        book.write_text(sheet, row, 0, project.name, BOXED)
        for number, text in ((1, project.last_settled), (2, project.output)):
            book.write_text(sheet, row, number, text, GUIDE)
        for heading, key in FACTS_OF_PROJECTS.items():
            shut = key.startswith("output.") and not project.output
            book.write_text(sheet, row, column[heading], "", GUIDE if shut else OPEN)
        offer(sheet, row, column["今後の方向"], plan.general.directions.words)
        book.write_text(sheet, row, column[_LAST_DIRECTION], project.last_direction, GUIDE)
        book.write_text(sheet, row, column[NUMBER_HEADING], project.number, GUIDE)
        _turn_red(book, sheet, row, column, plan)
    set_up(sheet, _PROJECT_WIDTHS, headed=True)


def _turn_red(book: Spreadsheet, sheet: Any, row: int, column: dict[str, int], plan: Plan) -> None:
    """Funds that do not sum to the settled amount, as far as both are numbers; a direction without its reason."""
    funds = [number for heading, number in column.items() if heading.startswith(FUND_HEADING)]
    settled = f"${column_letter(column['決算額（千円）'])}${row + 1}"
    first, last = (f"${column_letter(number)}${row + 1}" for number in (funds[0], funds[-1]))
    wrong = book.format(WRONG)
    differs = f"=AND(COUNT({first}:{last})>0,ISNUMBER({settled}),ROUND(SUM({first}:{last})-{settled},3)<>0)"
    rule = {"type": "formula", "criteria": differs, "format": wrong}
    sheet.conditional_format(row, column["決算額（千円）"], row, funds[-1], rule)
    direction, reason = (f"${column_letter(column[name])}${row + 1}" for name in ("今後の方向", "方向の理由"))
    free = "".join(f',{direction}<>"{_quoted(word)}"' for word in plan.general.directions.without_reason)
    lacking = f'=AND({direction}<>""{free},TRIM({reason})="")'
    sheet.conditional_format(
        row,
        column["今後の方向"],
        row,
        column["方向の理由"],
        {"type": "formula", "criteria": lacking, "format": wrong},
    )


def _quoted(word: str) -> str:
    """A word of the plan inside a formula's quotation marks."""
    return word.replace('"', '""')


def write_measures(book: Spreadsheet, measures: Sequence[AskedMeasure], plan: Plan) -> None:
    """A row for each measure."""
    sheet = book.add_sheet(MEASURES)
    head(book, sheet, _MEASURE_HEADINGS)
    for row, measure in enumerate(measures, start=1):
        sheet.set_row(row, ANSWER_HEIGHT)
        book.write_text(sheet, row, 0, measure.name, BOXED)
        for column in (1, 2):
            book.write_text(sheet, row, column, "", OPEN)
        offer(sheet, row, 1, plan.general.scale.measures)
        before = "　".join(filter(None, (measure.last_verdict, measure.last_text)))
        book.write_text(sheet, row, 3, before, GUIDE)
        book.write_text(sheet, row, 4, measure.number, GUIDE)
    set_up(sheet, _MEASURE_WIDTHS, headed=True)
