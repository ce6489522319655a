"""The 確認票 as a sheet of Excel, with all its rows."""

from __future__ import annotations

from misato_report.files.spreadsheet import Spreadsheet
from misato_report.report.excel.book import DRAFT, set_up_print
from misato_report.report.excel.looks import BODY, CENTRED, FIGURE, HEAD, HEADING, TITLE, WARNING, Look
from misato_report.report.excel.page import Page
from misato_report.report.facts import Facts
from misato_report.report.page_model import Confirmation, ConfirmedRow

_HEADINGS = (
    "",
    "課",
    "系列",
    "対象",
    "前年",
    "今回",
    "前年比",
    "変わる前",
    "資料と公表日",
    "ファイルと欄",
    "※のわけ",
)
_WIDTHS = (4, 18, 24, 20, 11, 14, 9, 11, 28, 34, 32)
_STANDS_OUT = Look(bold=True, filled=True, across="right")
_STAMP_LINES = 3.5  # the height of a stamp


def render_confirmation_workbook(sheet: Confirmation, facts: Facts) -> bytes:
    """The .xlsx of a 確認票. Equal facts give equal bytes."""
    made_on = facts.evaluations[0].as_of
    author = f"{sheet.municipality} {facts.plan.general.department}"
    spreadsheet = Spreadsheet(title=sheet.title, author=author, made_on=made_on)
    page = Page(spreadsheet, spreadsheet.add_sheet("確認票"), _WIDTHS)
    set_up_print(
        page, f"{sheet.plan_title}　{sheet.title}", landscape=True, sample=sheet.sample, draft=sheet.draft
    )
    page.wide(sheet.title, TITLE)
    page.wide(f"{sheet.municipality}　{sheet.plan_title}　基準日 {sheet.as_of}")
    for mark in [DRAFT] * sheet.draft + ["【見本】数値は実在のものではありません。"] * sheet.sample:
        page.wide(mark, WARNING)
    page.wide(f"{sheet.since}から、新しく入った値と変わった値です。{sheet.counts}")
    for line in sheet.moved:
        page.wide(f"分野が変わった指標　{line}", WARNING)
    _table(page, sheet)
    _stamps(page, sheet)
    return spreadsheet.content()


def _table(page: Page, sheet: Confirmation) -> None:
    for column, heading in enumerate(_HEADINGS, start=1):
        page.text(column, heading, HEAD)
    page.next_row()
    page.freeze()
    for row in sheet.rows:
        for column, text in enumerate(_cells(row), start=1):
            page.text(column, text, _look(column, row))
        page.next_row()


def _cells(row: ConfirmedRow) -> tuple[str, ...]:
    return (
        "※" if row.marks else "",
        row.department,
        row.series,
        row.period,
        row.last_year,
        row.value,
        row.ratio,
        row.before or row.change,
        f"{row.source}　{row.published}",
        row.place,
        "\n".join(row.marks),
    )


def _look(column: int, row: ConfirmedRow) -> Look:
    if column == _HEADINGS.index("今回") + 1 and row.marks:
        return _STANDS_OUT
    if column == 1:
        return CENTRED
    return FIGURE if _HEADINGS[column - 1] in ("前年", "今回", "前年比", "変わる前") else BODY


def _stamps(page: Page, sheet: Confirmation) -> None:
    """A row for each department, with room for two stamps."""
    page.next_row()
    page.wide("確かめた者の印", HEADING)
    page.merged(1, 3, "課", HEAD)
    page.text(4, "確認日", HEAD)
    page.merged(5, 6, "担当", HEAD)
    page.merged(7, 8, "課長", HEAD)
    page.next_row()
    for department in sheet.departments:
        page.lines = _STAMP_LINES
        page.merged(1, 3, department, BODY)
        page.text(4, "", BODY)
        page.merged(5, 6, "", BODY)
        page.merged(7, 8, "", BODY)
        page.next_row()
