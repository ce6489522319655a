"""A form that nobody made the program for: an invented questionnaire of a prefecture (見本), as it arrives by mail.

Merged cells, formulas of its own (in rows, sums, another sheet), a list to choose from on another sheet, a print area,
headings on every page, a highlighted cell, and a drawing. ``marked`` puts marks into it, as the clerk does by hand.
``python -m tests.tools.make_forms FOLDER`` writes both.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.report.papers.excel.names import main
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place

SHEET, TOTALS, CHOICES = "調査票", "集計", "選択肢"
FIRST_PROJECT = 18
"""The row of the first project; behind the last one comes 計."""
BLANK_ROWS = 6
_HEAD = "【見本】○○県　市町村まちづくり計画　進捗状況調査票"

MARKS: Mapping[str, str] = {
    "C4": "{{ town.name }}",
    "C5": "{{ town.department }}",
    "F4": "{{ town.code }}",
    "F5": "{{ fiscal_year }}",
    "A9": "{{ indicators.social_increase.name }}",
    "C9": "{{ indicators.social_increase.final_target }}",
    "D9": "{{ indicators.social_increase.value }}",
    "F9": "{{ indicators.social_increase.verdict }}",
    "A10": "{{ indicators.gross_product.name }}",
    "C10": "{{ indicators.gross_product.final_target }}",
    "D10": "{{ indicators.gross_product.value }}",
    "F10": "{{ indicators.gross_product.verdict }}",
    "A11": "{{ indicators.digital_services.name }}",
    "C11": "{{ indicators.digital_services.final_target }}",
    "D11": "{{ indicators.digital_services.value }}",
    "F11": "{{ indicators.digital_services.verdict }}",
    "A14": "{{ fields.migration.review.issues }}",
    "B18": "{% for p in projects %}{{ p.name }}",
    "C18": "{{ p.budget }}",
    "D18": "{{ p.settled }}",
    "F18": "{{ p.direction }}{% endfor %}",
}
"""Cell of 調査票 → the mark that the clerk writes into it."""


_LOOKS: Mapping[str, Mapping[str, object]] = {
    "text": {"text_wrap": True},
    "head": {"bg_color": "#DDE7F0", "align": "center", "bold": True, "text_wrap": True},
    "figure": {"num_format": "#,##0", "bg_color": "#FFFBE6"},
    "free": {"bg_color": "#FFFBE6"},
    "input": {"bg_color": "#FFFBE6", "text_wrap": True},
    "ratio": {"num_format": "0.0%"},
}


def questionnaire(rows: int = BLANK_ROWS) -> bytes:
    """The form with so many empty rows for projects, the same bytes every time."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": _HEAD, "created": datetime(2028, 4, 1)})
    basic: dict[str, object] = {
        "font_name": "BIZ UDPゴシック",
        "font_size": 10,
        "border": 1,
        "valign": "vcenter",
    }
    looks = {name: book.add_format({**basic, **look}) for name, look in _LOOKS.items()}
    sheet = book.add_worksheet(SHEET)
    first, last = FIRST_PROJECT, FIRST_PROJECT + rows - 1
    _heading(book, sheet, looks)
    _indicators(sheet, looks)
    _projects(sheet, looks, first, last)
    _rules(book, sheet, first, last)
    _other_sheets(book, first, last, last + 1)
    book.close()
    return out.getvalue()


def _heading(book: Any, sheet: Any, looks: Mapping[str, Any]) -> None:
    title = book.add_format(
        {"font_name": "BIZ UDPゴシック", "font_size": 14, "bold": True, "align": "center"}
    )
    sheet.set_column("A:A", 5)
    sheet.set_column("B:B", 38)
    sheet.set_column("C:F", 14)
    sheet.merge_range("A1:F1", _HEAD, title)
    sheet.write(
        "A2",
        "黄色の欄に記入し、5月31日までに提出してください。（この調査票は見本です。実在のものではありません）",
    )
    for row, (left, right) in enumerate((("市町村名", "団体コード"), ("担当課", "対象年度")), start=3):
        sheet.merge_range(row, 0, row, 1, left, looks["head"])
        sheet.merge_range(row, 2, row, 3, "", looks["input"])
        sheet.write(row, 4, right, looks["head"])
        sheet.write(row, 5, "", looks["input"])


def _indicators(sheet: Any, looks: Mapping[str, Any]) -> None:
    sheet.write("A7", "１　主な数値目標")
    sheet.merge_range("A8:B8", "指標名", looks["head"])
    for column, heading in enumerate(("目標値", "実績値", "差", "評価"), start=2):
        sheet.write(7, column, heading, looks["head"])
    for row in range(8, 11):
        sheet.merge_range(row, 0, row, 1, "", looks["input"])
        sheet.set_row(row, 30)
        for column in (2, 3):
            sheet.write(row, column, "", looks["free"])
        sheet.write_formula(row, 4, f"=D{row + 1}-C{row + 1}", looks["text"])
        sheet.write(row, 5, "", looks["input"])
    sheet.write("A13", "２　課題（自由記述）")
    sheet.merge_range("A14:F14", "", looks["input"])
    sheet.set_row(13, 48)


def _projects(sheet: Any, looks: Mapping[str, Any], first: int, last: int) -> None:
    sheet.write("A16", "３　実施した事業（単位：千円）")
    for column, heading in enumerate(("番号", "事業名", "予算現額", "決算額", "執行率", "今後の方向")):
        sheet.write(16, column, heading, looks["head"])
    for row in range(first, last + 1):
        sheet.write_formula(f"A{row}", f"=ROW()-{first - 1}", looks["text"])
        sheet.write(f"B{row}", "", looks["input"])
        sheet.write(f"C{row}", "", looks["figure"])
        sheet.write(f"D{row}", "", looks["figure"])
        sheet.write_formula(f"E{row}", f'=IF(N(C{row})=0,"",D{row}/C{row})', looks["ratio"], "")
        sheet.write(f"F{row}", "", looks["input"])
    total = last + 1
    sheet.merge_range(f"A{total}:B{total}", "計", looks["head"])
    sheet.write_formula(f"C{total}", f"=SUM(C{first}:C{last})", looks["figure"])
    sheet.write_formula(f"D{total}", f"=SUM(D{first}:D{last})", looks["figure"])
    sheet.write_formula(f"E{total}", f'=IF(C{total}=0,"",D{total}/C{total})', looks["ratio"], "")
    sheet.write(f"F{total}", "", looks["text"])
    sheet.write(f"A{total + 2}", "受付印")
    where = {"width": 200, "height": 60, "object_position": 1}
    sheet.insert_textbox(f"C{total + 2}", "受付印（県が押します）", where)


def _rules(book: Any, sheet: Any, first: int, last: int) -> None:
    choices = {"validate": "list", "source": f"={CHOICES}!$A$1:$A$7"}
    sheet.data_validation(f"F{first}:F{last}", choices)
    low = f"=AND(ISNUMBER($E{first}),$E{first}<0.8)"
    red = book.add_format({"bg_color": "#F8D7C8"})
    sheet.conditional_format(f"E{first}:E{last}", {"type": "formula", "criteria": low, "format": red})
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(f"A1:F{last + 6}")
    sheet.repeat_rows(0, 0)
    sheet.set_footer("&C&P / &N")


def _other_sheets(book: Any, first: int, last: int, total: int) -> None:
    totals = book.add_worksheet(TOTALS)
    for row, (name, formula) in enumerate(
        (
            ("事業の数", f"=COUNTA({SHEET}!B{first}:B{last})"),
            ("決算額の計", f"={SHEET}!D{total}"),
            ("継続とした事業の決算額", f'=SUMIF({SHEET}!F{first}:F{last},"継続",{SHEET}!D{first}:D{last})'),
        )
    ):
        totals.write(row, 0, name)
        totals.write_formula(row, 1, formula)
    totals.set_column("A:A", 30)
    choices = book.add_worksheet(CHOICES)
    for row, word in enumerate(("拡充", "継続", "改善", "縮小", "統合", "完了", "廃止")):
        choices.write(row, 0, word)


def marked(form: bytes, marks: Mapping[str, str] = MARKS) -> bytes:
    """The form with marks in the cells of 調査票, everything else as it is."""
    package = open_package(Place("調査票.xlsx"), form, DEFAULT_LIMITS)
    part = "xl/worksheets/sheet1.xml"
    root = package.xml(part)
    cells = {cell.get("r"): cell for cell in root.iter(main("c"))}
    for name, mark in marks.items():
        cell = cells[name]
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        inline = cell.makeelement(main("is"), {})
        text = cell.makeelement(main("t"), {})
        text.text = mark
        inline.append(text)
        cell.append(inline)
    package.put(part, root)
    return package.content()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "調査票.xlsx").write_bytes(questionnaire())
    (folder / "調査票（印を書いたもの）.xlsx").write_bytes(marked(questionnaire(1)))
