"""事業と決算, 施策の評価, 前年度の意見: the sheets of what the departments tell of a year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from misato_report.report.compose import projects
from misato_report.report.compose.material import Material, material_of
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import CENTRED, HEAD, WARNING, number_format
from misato_report.report.excel.page import Page
from misato_report.report.page_model import FieldMoney, FundFigures, MoneyFigure, ProjectEntry, ProjectTable

_PROJECTS = {
    "分野": 8,
    "施策": 24,
    "事業": 30,
    "課": 18,
    "予算": 12,
    "決算": 12,
    "国": 11,
    "県": 11,
    "地方債": 11,
    "その他": 11,
    "一般財源": 11,
    "実績": 34,
    "今後の方向": 11,
    "今後の方向の理由": 30,
    "関わる指標と判定": 34,
}
_FIRST_AMOUNT, _LAST_AMOUNT = 5, 11
_MEASURES = {"分野": 8, "施策": 34, "評価": 16, "評価の文章": 60, "課": 22, "記入日": 24}
_OPINIONS = {
    "誰から": 22,
    "日": 24,
    "何について": 26,
    "意見": 50,
    "対応": 11,
    "回答": 50,
    "課": 20,
    "回答日": 24,
}
_WHOLE = number_format(0)
_INVENTED = "【見本】金額と文章は架空のものです。"


def write_facts(book: Book) -> None:
    """The sheets of the year's facts; none for what nobody has told."""
    material = material_of(book.facts)
    tables = [table for table in projects.project_tables(material) if table.rows]
    if tables:
        _write_projects(book, material, tables)
    _write_measures(book, material)
    _write_opinions(book, material)


def _new_page(
    book: Book, material: Material, name: str, columns: dict[str, int], title: str
) -> tuple[Page, int]:
    """A sheet up to its row of headings, and the number of that row."""
    page = book.new_page(name, title, tuple(columns.values()), landscape=True)
    if material.year.sample or book.facts.reviews.sample:
        page.wide(_INVENTED, WARNING)
    head = page.row
    for number, heading in enumerate(columns, start=1):
        page.text(number, heading, HEAD)
    page.next_row()
    page.freeze()
    return page, head


def _write_projects(book: Book, material: Material, tables: Sequence[ProjectTable]) -> None:
    """A row for each project; below them the sum of each field and of all, as formulas."""
    unit = material.year.money_unit
    page, head = _new_page(book, material, "事業と決算", _PROJECTS, f"事業と決算（金額の単位は{unit}）")
    spans: list[tuple[ProjectTable, int, int]] = []
    for table in tables:
        first = page.row
        for row in table.rows:
            _project_row(page, row)
            page.next_row()
        spans.append((table, first, page.row - 1))
    last = page.row - 1
    page.name_table("事業と決算", head, tuple(_PROJECTS))
    page.next_row()
    for table, first, end in spans:
        _sum_row(page, f"分野{table.number}の計", (first, end), _amounts(table.money))
    whole = projects.money_of_all(material)
    if whole is not None:
        _sum_row(page, "計", (spans[0][1], last), _amounts(whole))
    for table in tables:
        for note in filter(None, (table.money.note, table.untold)):
            page.wide(f"分野{table.number}：{note}")


def _project_row(page: Page, row: ProjectEntry) -> None:
    page.text(1, str(row.field_number), CENTRED)
    page.text(2, row.measure)
    page.text(3, row.name)
    page.text(4, row.department)
    for column, amount in enumerate(_amounts(row), start=_FIRST_AMOUNT):
        if amount.value is None:
            page.text(column, "", CENTRED)
        else:
            page.number(column, amount.value, _WHOLE)
    page.text(_LAST_AMOUNT + 1, "　".join(filter(None, (row.output, row.done))))
    page.text(_LAST_AMOUNT + 2, row.direction, CENTRED)
    page.text(_LAST_AMOUNT + 3, row.reason)
    marks = (f"{one.name} {one.verdict.sign}{one.verdict.label}" for one in row.contributes_to)
    page.text(_LAST_AMOUNT + 4, "、".join(marks))


def _amounts(of: ProjectEntry | FieldMoney) -> tuple[MoneyFigure, ...]:
    """Budget, settled amount and the funds, in the order of their columns."""
    funds: FundFigures = of.funds
    parts = (funds.national, funds.prefectural, funds.bonds, funds.other, funds.general)
    return (of.budget, of.settled, *parts)


def _sum_row(page: Page, name: str, rows: tuple[int, int], amounts: Sequence[MoneyFigure]) -> None:
    page.merged(1, _FIRST_AMOUNT - 1, name, HEAD)
    for column, amount in enumerate(amounts, start=_FIRST_AMOUNT):
        letter = page.letter(column)
        formula = f"=SUM({letter}{rows[0]}:{letter}{rows[1]})"
        page.formula(column, formula, amount.value or Decimal(0), _WHOLE)
    page.next_row()


def _write_measures(book: Book, material: Material) -> None:
    entries = [e for field in book.plan.fields for e in projects.measure_entries(material, field)]
    if not entries:
        return
    page, head = _new_page(book, material, "施策の評価", _MEASURES, "施策の評価")
    for entry in entries:
        page.text(1, str(entry.field_number), CENTRED)
        cells = (entry.name, entry.verdict, entry.text, entry.department, entry.written_on)
        for column, text in enumerate(cells, start=2):
            page.text(column, text)
        page.next_row()
    page.name_table("施策の評価", head, tuple(_MEASURES))


def _write_opinions(book: Book, material: Material) -> None:
    entries = projects.opinion_entries(material)
    if not entries:
        return
    page, head = _new_page(book, material, "前年度の意見", _OPINIONS, "前年度の意見への対応")
    for entry in entries:
        cells = (
            *(entry.who, entry.date, entry.about, entry.words),
            *(entry.state, entry.reply, entry.department, entry.replied_on),
        )
        for column, text in enumerate(cells, start=1):
            page.text(column, text)
        page.next_row()
    page.name_table("前年度の意見", head, tuple(_OPINIONS))
