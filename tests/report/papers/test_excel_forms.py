"""Marks in Excel: what a form has stays, what moves is right, and what is wrong is told with its cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.report.papers.excel.workbook import fill_workbook
from misato_report.report.papers.figures import MarkFigure, figure
from misato_report.report.papers.named import Named
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place

pytestmark = pytest.mark.slow  # whole commands, one after the other


@dataclass(frozen=True)
class Row:
    name: str
    cost: MarkFigure
    parts: tuple[str, ...] = ()


ROWS = (
    Row("道の駅", figure(Decimal("1200"), 0, "千円"), ("あ", "い")),
    Row("橋", figure(Decimal("-3"), 0, "千円"), ("う",)),
    Row("森", figure(Decimal("0.5"), 1, "千円"), ()),
)
VALUES = {
    "town": "見本町",
    "rate": figure(Decimal("94.1"), 1, "%"),
    "rows": ROWS,
    "nothing": (),
    "named": Named({"road": ROWS[0], "bridge": ROWS[1]}),
}


def form(write: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "調 査"
    write(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(**texts: object) -> bytes:
    def write(book: Any) -> None:
        for cell, text in texts.items():
            book.active[cell] = text

    return form(write)


def filled(content: bytes, values: dict[str, object] | None = None) -> tuple[Any, tuple[Diagnostic, ...]]:
    package = open_package(Place("templates/papers/x.xlsx"), content, DEFAULT_LIMITS)
    made, notes = fill_workbook(package, VALUES if values is None else values, DEFAULT_LIMITS)
    return openpyxl.load_workbook(io.BytesIO(made)), notes


def sheet_of(content: bytes) -> Any:
    return filled(content)[0].active


def told(content: bytes) -> Diagnostic:
    with pytest.raises(WorkspaceError) as error:
        filled(content)
    assert len(error.value.diagnostics) == 1
    return error.value.diagnostics[0]


def column(sheet: Any, letter: str) -> list[object]:
    return [sheet[f"{letter}{row}"].value for row in range(1, sheet.max_row + 1)]


def test_a_figure_is_a_number_with_its_format_and_a_text_a_text() -> None:
    sheet = sheet_of(
        cells(A1="{{ rate }}", A2="{{ town }}", A3="{{ town }}の率は{{ rate }}％", A4="{{ rate.with_unit }}")
    )
    assert sheet["A1"].value == 94.1
    assert sheet["A1"].data_type == "n"
    assert sheet["A1"].number_format == '#,##0.0;"▲"#,##0.0'
    assert column(sheet, "A")[1:] == ["見本町", "見本町の率は94.1％", "94.1%"]


@pytest.mark.parametrize("text", ["=1+1", "+81", "-x", "@x", "\tx", '=cmd|"/c calc"!A1'])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    book, _ = filled(cells(A1="{{ town }}"), {"town": text})
    cell = book.active["A1"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.quotePrefix


def test_a_text_from_the_plan_is_no_mark() -> None:
    book, _ = filled(cells(A1="{{ town }}"), {"town": "{{ 7 }} <b>&"})
    assert book.active["A1"].value == "{{ 7 }} <b>&"


def test_rows_are_repeated_and_formulas_follow() -> None:
    sheet = sheet_of(
        cells(
            A4=0,
            A5="=A4+1",
            B5="{% for r in rows %}{{ r.name }}",
            C5="{{ r.cost }}{% endfor %}",
            D5="=C5/C$7",
            E5="=SUM(C$5:C5)",
            B7="計",
            C7="=SUM(C5:C5)",
            D7="='調 査'!C7+LOG10(100)&\"C5\"",
        )
    )
    assert column(sheet, "B") == [None, None, None, None, "道の駅", "橋", "森", None, "計"]
    assert column(sheet, "A")[4:7] == ["=A4+1", "=A5+1", "=A6+1"]
    assert column(sheet, "C")[4:] == [1200, -3, 0.5, None, "=SUM(C5:C7)"]
    assert column(sheet, "D")[4:7] == ["=C5/C$9", "=C6/C$9", "=C7/C$9"]
    assert column(sheet, "E")[4:7] == ["=SUM(C$5:C5)", "=SUM(C$5:C6)", "=SUM(C$5:C7)"]
    assert sheet["D9"].value == "='調 査'!C9+LOG10(100)&\"C5\""


def test_rows_within_rows() -> None:
    sheet = sheet_of(
        cells(
            A2="{% for r in rows %}",
            A3="{{ r.name }}",
            B3="=COUNTA(C4:C4)",
            C4="{% for p in r.parts %}{{ p }}",
            D4="{% endfor %}",
            A5="{% endfor %}",
            A6="=COUNTA(C3:C4)",
        )
    )
    assert column(sheet, "A") == [None, "道の駅", None, None, "橋", None, "森", None, "=COUNTA(C2:C8)"]
    assert column(sheet, "C") == [None, None, "あ", "い", None, "う", None, None, None]
    assert column(sheet, "B") == [
        None,
        "=COUNTA(C3:C4)",
        None,
        None,
        "=COUNTA(C6:C6)",
        None,
        "=COUNTA(C8:C8)",
        None,
        None,
    ]


def test_nothing_to_repeat_leaves_one_empty_row_and_sound_formulas() -> None:
    sheet = sheet_of(
        cells(A1="{% for r in nothing %}{{ r.name }}", B1="{{ r.cost }}{% endfor %}", B2="=SUM(B1:B1)")
    )
    assert column(sheet, "A") == [None, None]
    assert column(sheet, "B") == [None, "=SUM(B1:B1)"]


def test_what_a_form_says_of_its_cells_moves_with_them() -> None:
    def write(book: Any) -> None:
        sheet = book.active
        sheet["A3"], sheet["B3"] = "{% for r in rows %}{{ r.name }}", "{{ r.cost }}{% endfor %}"
        sheet["A5"] = "終わり"
        sheet.merge_cells("C3:D3")
        sheet.merge_cells("A5:D5")
        sheet.merge_cells("E2:E4")
        choice = DataValidation(type="list", formula1='"a,b"')
        choice.add("A3")
        sheet.add_data_validation(choice)
        sheet.conditional_formatting.add(
            "B3:B3", FormulaRule(formula=["$B3>10"], fill=PatternFill(bgColor="FF0000"))
        )
        sheet.print_area = "A1:D6"
        sheet.print_title_rows = "1:2"
        sheet.row_dimensions[3].height = 33
        sheet.column_dimensions["A"].width = 41
        sheet["A3"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet.page_setup.orientation = "landscape"
        other = book.create_sheet("表")
        other["A1"] = "=SUM('調 査'!B3:B3)"
        other["A2"] = "='調 査'!A5"

    book, _ = filled(form(write))
    sheet = book["調 査"]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A7:D7", "C3:D3", "C4:D4", "C5:D5", "E2:E6"]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["A3:A5"]
    assert [(str(one.sqref), one.rules[0].formula) for one in sheet.conditional_formatting] == [
        ("B3:B5", ["$B3>10"])
    ]
    assert sheet.print_area == "'調 査'!$A$1:$D$8"
    assert sheet.print_title_rows == "$1:$2"
    assert [sheet.row_dimensions[row].height for row in (3, 4, 5)] == [33, 33, 33]
    assert sheet.column_dimensions["A"].width == 41
    assert {sheet[f"A{row}"].fill.fgColor.rgb for row in (3, 4, 5)} == {"00FFFF00"}
    assert sheet.page_setup.orientation == "landscape"
    assert [book["表"][cell].value for cell in ("A1", "A2")] == ["=SUM('調 査'!B3:B5)", "='調 査'!A7"]


def test_a_forms_own_format_stays_and_per_cent_is_per_cent() -> None:
    def write(book: Any) -> None:
        book.active["A1"] = "{{ rate }}"
        book.active["A1"].number_format = "0.0%"
        book.active["A2"] = "{{ rate }}"
        book.active["A2"].number_format = '0.00"ポイント"'

    book, notes = filled(form(write))
    assert book.active["A1"].value == 0.941
    assert book.active["A2"].number_format == '0.00"ポイント"'
    assert notes == ()


def test_a_format_that_shows_other_digits_is_told_of() -> None:
    def write(book: Any) -> None:
        book.active["A1"] = "{{ rate }}"
        book.active["A1"].number_format = "0"

    _, notes = filled(form(write))
    assert [(note.code, note.cell) for note in notes] == [("form-shows-other-digits", "「調 査」 A1")]
    assert "94.1%" in notes[0].message
    assert "94 " in notes[0].message


@pytest.mark.parametrize("code", ["0%", "yyyy/m/d"])
def test_a_format_that_makes_another_figure_is_refused(code: str) -> None:
    def write(book: Any) -> None:
        book.active["B2"] = "{{ rows[0].cost }}"
        book.active["B2"].number_format = code

    problem = told(form(write))
    assert (problem.code, problem.cell) == ("bad-form", "「調 査」 B2")


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("{{ twn }}", "「twn」という名前", "town"),
        ("{{ named.raod.name }}", "「raod」という名前", "road"),
        ("{{ named.road.nmae }}", "「nmae」という名前", "name"),
        ("{{ named.road.items }}", "「items」という名前", ""),
        ("{{ named.ids }}", "「ids」という名前", ""),
        ("{{ rows[9].name }}", "指すものはありません", ""),
        ("{{ named.road }}", "まとまり", "cost"),
        ("{{ rows }}", "まとまり", ""),
        ("{{ town", "書き方", ""),
        ("{% for r in rows %}{{ r.name }}", "endfor", ""),
        ("{{ town }}{% endfor %}", "{% for … %}", ""),
        ("{% for r in rws %}{{ r.name }}{% endfor %}", "「rws」", "rows"),
        ("｛｛ town ｝｝", "全角", "半角"),
        ("{{ town.__class__ }}", "", ""),
        ("{{ rate.__class__.__mro__ }}", "「__class__」", ""),
        ("{{ ''.__class__ }}", "", ""),
        ("{{ rows.__len__() }}", "", ""),
        ("{{ 'x' * 1000000000 }}", "印では使えない", ""),
        ("{{ '{:>1000000000}'.format('') }}", "", ""),
        ("{% for a in range(1000000000) %}x{% endfor %}", "印では使えない", ""),
        ("{% include 'a' %}", "", ""),
    ],
)
def test_a_wrong_mark_is_told_with_its_cell_and_the_nearest_name(text: str, words: str, hint: str) -> None:
    problem = told(cells(B2="見出し", B3=text))
    assert problem.code == "bad-mark"
    assert problem.file == "templates/papers/x.xlsx"
    assert problem.cell == "「調 査」 B3"
    assert words in problem.message
    assert hint in problem.hint


def test_a_formula_from_elsewhere_must_not_point_at_one_of_the_repeated_rows() -> None:
    problem = told(cells(A1="{% for r in rows %}{{ r.name }}", B1="{{ r.cost }}{% endfor %}", C3="=B1*2"))
    assert (problem.code, problem.cell) == ("bad-form", "「調 査」 C3")
    assert "=B1*2" in problem.message
    assert "SUM" in problem.hint


def test_marks_where_none_can_be_filled_are_told_of() -> None:
    assert told(cells(A1='="{{ town }}"')).cell == "「調 査」 A1"

    def footer(book: Any) -> None:
        book.active.oddFooter.center.text = "{{ town }}"

    assert "ヘッダー" in told(form(footer)).message

    def comment(book: Any) -> None:
        book.active["A1"].comment = openpyxl.comments.Comment("{{ town }}", "x")

    assert "コメント" in told(form(comment)).message


def test_the_same_form_gives_the_same_bytes() -> None:
    content = cells(A1="{% for r in rows %}{{ r.name }}", B1="{{ r.cost }}{% endfor %}")

    def make() -> bytes:
        package = open_package(Place("x.xlsx"), content, DEFAULT_LIMITS)
        return fill_workbook(package, VALUES, DEFAULT_LIMITS)[0]

    assert make() == make()


def test_a_sheet_without_marks_and_formulas_is_left_as_it_is() -> None:
    def write(book: Any) -> None:
        book.active["A1"] = "{{ town }}"
        book.create_sheet("要領")["A1"] = "記入要領"

    content = form(write)
    before = open_package(Place("x.xlsx"), content, DEFAULT_LIMITS)
    made, _ = fill_workbook(open_package(Place("x.xlsx"), content, DEFAULT_LIMITS), VALUES, DEFAULT_LIMITS)
    after = open_package(Place("x.xlsx"), made, DEFAULT_LIMITS)
    name = "xl/worksheets/sheet2.xml"
    assert after.parts[name] == before.parts[name]
    assert b"{{" not in b"".join(after.parts.values())
