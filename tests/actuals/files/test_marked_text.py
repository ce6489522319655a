"""Raised marks and crossed-out parts, in each kind of workbook."""

from __future__ import annotations

import io

import pytest
import xlwt

from misato_report.actuals.files.marked_text import Run, read_runs
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from tests.support.small_workbooks import ods_cell, ods_row, open_document, workbook

RAISED = '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
STRUCK = "<r><rPr><strike/></rPr><t>620</t></r>"


@pytest.mark.parametrize(
    ("runs", "text", "is_doubted", "is_remarked"),
    [
        ([Run("620")], "620", False, False),
        ([Run("620"), Run("1", raised=True)], "620", False, True),
        ([Run("1", raised=True), Run("▲1,234")], "▲1,234", False, True),
        ([Run("620", struck=True), Run("635")], "635", False, True),
        ([Run("620", struck=True)], "620", True, False),
        ([Run("面積 km"), Run("2", raised=True)], "面積 km²", False, False),
        ([Run("人口"), Run("1)", raised=True)], "人口¹⁾", False, False),
        ([Run("10"), Run("3", raised=True)], "10³", True, False),
        ([Run("1", raised=True)], "1", False, False),
    ],
)
def test_the_text_that_is_meant(runs: list[Run], text: str, is_doubted: bool, is_remarked: bool) -> None:
    read = read_runs(runs)
    assert read.text == text
    assert bool(read.doubt) == is_doubted
    assert bool(read.remark) == is_remarked


def only(raw: bytes) -> Table:
    (table,), _ = read_tables("表", raw)
    return table


@pytest.mark.parametrize(
    ("parts", "text"), [(f"<r><t>620</t></r>{RAISED}", "620"), (f"{STRUCK}<r><t>635</t></r>", "635")]
)
def test_parts_of_a_text_in_xlsx(parts: str, text: str) -> None:
    shared = workbook('<row><c t="s"><v>0</v></c></row>', strings=f"<si>{parts}</si>")
    inline = workbook(f'<row><c t="inlineStr"><is>{parts}</is></c></row>')
    assert only(shared).rows == only(inline).rows == ((text,),)


def test_a_whole_cell_crossed_out_or_raised_in_xlsx() -> None:
    fonts = '<fonts><font/><font><strike/></font><font><vertAlign val="superscript"/></font></fonts>'
    styles = f'{fonts}<cellXfs><xf/><xf fontId="1"/><xf fontId="2"/></cellXfs>'
    cells = "".join(f'<c s="{n}"><v>620</v></c>' for n in range(3))
    table = only(workbook(f"<row>{cells}</row>", styles=styles))
    assert {cell: why[:4] for cell, why in table.doubts.items()} == {(0, 1): "取り消し", (0, 2): "全体が上"}


def test_parts_and_whole_cells_in_xls() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    raised, struck = xlwt.easyfont("escapement superscript"), xlwt.easyfont("struck_out on")
    sheet.write_rich_text(0, 0, ["620", ("1", raised)])
    sheet.write_rich_text(0, 1, [("620", struck), "635"])
    sheet.write(0, 2, 620, xlwt.easyxf("font: struck_out on"))
    out = io.BytesIO()
    book.save(out)
    table = only(out.getvalue())
    assert table.rows == (("620", "635", "620"),)
    assert list(table.doubts) == [(0, 2)]


def test_parts_and_whole_cells_in_ods() -> None:
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties {said}/></style:style>'
        for name, said in (
            ("up", 'style:text-position="super 58%"'),
            ("out", 'style:text-line-through-style="solid"'),
        )
    )
    row = ods_row(
        ods_cell('620<text:span text:style-name="up">1</text:span>'),
        ods_cell('<text:span text:style-name="out">620</text:span>635'),
        ods_cell("620", "float", "620", ' table:style-name="out"'),
        ods_cell("620", "float", "620"),
    )
    table = only(open_document(row, styles))
    assert table.rows == (("620", "635", "620", "620"),)
    assert list(table.doubts) == [(0, 2)]
