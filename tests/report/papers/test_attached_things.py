"""What hangs on the cells of a form, made by XlsxWriter as Excel makes it, below and beside rows that are repeated."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from misato_report import BuildRequest, build_report, load_workspace
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.report.papers.excel.names import main
from misato_report.report.papers.excel.workbook import fill_workbook
from misato_report.report.papers.package import Package, open_package
from misato_report.report.papers.problems import Place
from tests.conftest import AS_OF
from tests.report.papers.test_excel_forms import ROWS, VALUES
from tests.support.office import has_office, opened

_EXTENSION = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>表!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B3</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst></worksheet>"
)
# What openpyxl drops is what this program keeps.
pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension is not supported")
ADDED = len(ROWS) - 1


def form() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("様式"), book.add_worksheet("表")
    sheet.write("A3", "{% for r in rows %}{{ r.name }}")
    sheet.write("B3", "{{ r.cost }}{% endfor %}")
    sheet.write("A6", "注")
    sheet.write_comment("A6", "確かめること")
    sheet.write_url("A7", "https://example.jp/")
    sheet.write_url("A8", "internal:様式!A6", string="上へ")
    sheet.add_table("D10:E12", {"columns": [{"header": "あ"}, {"header": "い"}]})
    sheet.autofilter("A9:B9")
    sheet.set_h_pagebreaks([8])
    sheet.freeze_panes(2, 0)
    sheet.insert_textbox("A14", "図形")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=様式!$B$3:$B$3", "categories": "=様式!$A$3:$A$3"})
    other.insert_chart("C1", chart)
    book.define_name("金額", "=様式!$B$3:$B$3")
    book.define_name("様式!注", "=様式!$A$6")
    book.close()
    package = open_package(Place("x.xlsx"), out.getvalue(), DEFAULT_LIMITS)
    part = "xl/worksheets/sheet1.xml"
    package.parts[part] = package.parts[part].replace(b"</worksheet>", _EXTENSION.encode())
    return package.content()


@pytest.fixture(scope="module")
def content() -> bytes:
    package = open_package(Place("x.xlsx"), form(), DEFAULT_LIMITS)
    return fill_workbook(package, VALUES, DEFAULT_LIMITS)[0]


@pytest.fixture(scope="module")
def package(content: bytes) -> Package:
    return open_package(Place("x.xlsx"), content, DEFAULT_LIMITS)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_comments_links_tables_filters_and_breaks_go_down(book: Any) -> None:
    sheet = book["様式"]
    assert sheet[f"A{6 + ADDED}"].comment.text == "確かめること"
    assert sheet["A6"].comment is None
    links = [sheet[f"A{row + ADDED}"].hyperlink for row in (7, 8)]
    assert [link.target or link.location for link in links] == ["https://example.jp/", "様式!A6"]
    assert [table.ref for table in sheet.tables.values()] == [f"D{10 + ADDED}:E{12 + ADDED}"]
    assert sheet.auto_filter.ref == f"A{9 + ADDED}:B{9 + ADDED}"
    assert [one.id for one in sheet.row_breaks.brk] == [8 + ADDED]
    assert sheet.freeze_panes == "A3"


def test_names_follow(book: Any, package: Package) -> None:
    assert book.defined_names["金額"].attr_text == f"様式!$B$3:$B${3 + ADDED}"
    assert book["様式"].defined_names["注"].attr_text == f"様式!$A${6 + ADDED}"
    text = package.parts["xl/workbook.xml"].decode()
    assert f"様式!$A${9 + ADDED}:$B${9 + ADDED}</definedName>" in text


def test_a_list_on_another_sheet_stays(package: Package) -> None:
    text = package.parts["xl/worksheets/sheet1.xml"].decode()
    assert f"<xm:sqref>B3:B{3 + ADDED}</xm:sqref>" in text
    assert "<xm:f>表!$A$1:$A$3</xm:f>" in text


def test_a_chart_shows_the_new_rows_and_remembers_no_old_figures(package: Package) -> None:
    text = package.parts["xl/charts/chart1.xml"].decode()
    assert f"<c:f>様式!$B$3:$B${3 + ADDED}</c:f>" in text
    assert "Cache>" not in text


def test_drawings_and_the_boxes_of_comments_go_down(package: Package) -> None:
    drawing = next(
        p for n, p in package.parts.items() if n.startswith("xl/drawings/drawing") and b"\xe5\x9b\xb3" in p
    )
    assert int(re.findall(rb"<xdr:row>(\d+)<", drawing)[0]) == 13 + ADDED
    vml = next(p for n, p in package.parts.items() if n.endswith(".vml")).decode()
    assert f"<x:Row>{5 + ADDED}</x:Row>" in vml


@pytest.mark.slow
@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_it_opens(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "様式.xlsx"
    source.write_bytes(content)
    assert opened(source, "pdf", tmp_path)[0].read_bytes().startswith(b"%PDF")


def shared(package: Package) -> bytes:
    """The form with a formula of three rows that Excel keeps once."""
    part = "xl/worksheets/sheet1.xml"
    root = package.xml(part)
    rows = {row.get("r"): row for row in root.iter(main("row"))}
    for number, text in (
        ("6", '<f t="shared" ref="C6:C8" si="0">A6&amp;$B$3:$B$3&amp;B$1</f>'),
        ("7", '<f t="shared" si="0"/>'),
    ):
        cell = etree.fromstring(f'<c xmlns="{root.nsmap[None]}" r="C{number}">{text}<v>1</v></c>')
        rows[number].append(cell)
    package.put(part, root)
    return package.content()


def test_a_formula_that_is_kept_once_for_many_cells() -> None:
    content = shared(open_package(Place("x.xlsx"), form(), DEFAULT_LIMITS))
    made, _ = fill_workbook(open_package(Place("x.xlsx"), content, DEFAULT_LIMITS), VALUES, DEFAULT_LIMITS)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["様式"]
    assert sheet[f"C{6 + ADDED}"].value == f"=A{6 + ADDED}&$B$3:$B${3 + ADDED}&B$1"
    assert sheet[f"C{7 + ADDED}"].value == f"=A{7 + ADDED}&$B$3:$B${3 + ADDED}&B$1"


# --- heights -----------------------------------------------------------------------------------------


def heights(text: str, height: float | None) -> tuple[float | None, list[str]]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("様式")
    look = book.add_format({"text_wrap": True, "font_size": 10})
    sheet.set_column("A:D", 10)
    sheet.merge_range("A1:D1", "{{ town }}", look)
    if height is not None:
        sheet.set_row(0, height)
    book.close()
    package = open_package(Place("templates/papers/x.xlsx"), out.getvalue(), DEFAULT_LIMITS)
    made, notes = fill_workbook(package, {"town": text}, DEFAULT_LIMITS)
    filled = openpyxl.load_workbook(io.BytesIO(made)).active
    assert filled is not None
    return filled.row_dimensions[1].height, [f"{note.code} {note.cell}" for note in notes]


def test_a_row_is_as_high_as_its_text_needs() -> None:
    short, long = heights("短い", None), heights("長い文です。" * 30, None)
    assert short == (None, [])
    assert long[0] is not None and 100 < long[0] <= 409
    assert long[1] == []


def test_a_text_that_a_fixed_row_cuts_off_is_told_of() -> None:
    assert heights("長い文です。" * 30, 30) == (30, ["form-too-small 「様式」 A1"])
    assert heights("短い", 30) == (30, [])


# --- a plan of which nothing is told -----------------------------------------------------------------


@pytest.mark.slow
def test_a_town_without_money_opinions_and_reviews_still_has_its_papers(town: Path, tmp_path: Path) -> None:
    root = tmp_path / "町"
    shutil.copytree(town, root, ignore=shutil.ignore_patterns("out", "projects", "opinions.yaml", "reviews"))
    papers = ("grant", "board", "settlement", "residents")
    made = build_report(load_workspace(root), BuildRequest(report_year=2027, as_of=AS_OF, papers=papers))
    assert len(made) == 5
    sheet = openpyxl.load_workbook(next(p for p in made if "成果" in p.name)).active
    assert sheet is not None
    assert sheet["B8"].value == "合計（0事業）" or "合計（0事業）" in {
        cell.value for row in sheet for cell in row
    }
