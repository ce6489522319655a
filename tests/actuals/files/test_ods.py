"""OpenDocument spreadsheets: the value and what is shown for it must agree."""

from __future__ import annotations

import pytest

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from misato_report.diagnostics import Severity
from tests.support.small_workbooks import ods_cell, ods_row, open_document


def only(raw: bytes) -> Table:
    (table,), problems = read_tables("表.ods", raw)
    assert all(problem.severity is Severity.INFO for problem in problems)
    return table


@pytest.mark.parametrize(
    ("cell", "text", "is_doubted"),
    [
        (ods_cell("9.4%", "percentage", "0.094"), "9.4%", False),
        (ods_cell("9%", "percentage", "0.0936"), "9.36%", False),
        (ods_cell("▲620", "float", "-620"), "-620", False),
        (ods_cell("▲620", "float", "620"), "▲620", True),
        (ods_cell("1,380", "float", "1380"), "1380", False),
        (ods_cell("620", "float", "620345"), "620", True),
        (ods_cell("¥620", "currency", "620"), "620", False),
        (ods_cell("9.4%", "float", "9.4"), "9.4%", False),
        (ods_cell("2026年10月1日", "date", more=' office:date-value="2026-10-01"'), "2026-10-01", False),
        (ods_cell("令和8年10月", "date", more=' office:date-value="2026-10-01"'), "令和8年10月", False),
        (ods_cell("10月1日", "date", more=' office:date-value="2026-10-01"'), "10月1日", True),
        (ods_cell("2025/10/1", "date", more=' office:date-value="2026-10-01"'), "2025/10/1", True),
        (ods_cell("#REF!", more=' calcext:value-type="error" table:formula="of:=A1"'), "#REF!", True),
        ('<table:table-cell table:formula="of:=A1"/>', "=of:=A1", True),
        ('<table:table-cell office:value-type="percentage" office:value="0.094"/>', "9.4%", False),
        ('<table:table-cell office:value-type="float" office:value="620"/>', "620", False),
        (ods_cell("TRUE", "boolean", more=' office:boolean-value="true"'), "TRUE", False),
        (ods_cell("邑智郡<text:s text:c='2'/>美郷町"), "邑智郡  美郷町", False),
    ],
)
def test_a_cell(cell: str, text: str, is_doubted: bool) -> None:
    table = only(open_document(ods_row(cell, ods_cell("あ"))))
    assert table.cell(0, 0) == text
    assert ((0, 0) in table.doubts) == is_doubted


def test_notes_drawings_and_furigana_are_no_part_of_a_text() -> None:
    note = "<office:annotation><text:p>注</text:p></office:annotation>"
    drawing = "<draw:frame><text:p>図</text:p></draw:frame>"
    ruby = "<text:ruby><text:ruby-base>美郷町</text:ruby-base><text:ruby-text>みさとちょう</text:ruby-text></text:ruby>"
    cell = f'<table:table-cell office:value-type="string">{note}{drawing}<text:p>{ruby}</text:p></table:table-cell>'
    assert only(open_document(ods_row(cell))).rows == (("美郷町",),)


def test_repeats_hidden_rows_and_merged_cells() -> None:
    covered = '<table:covered-table-cell office:value-type="string"><text:p>見えない</text:p></table:covered-table-cell>'
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        + ods_row(ods_cell("計", more=' table:number-columns-spanned="2"'), covered, ods_cell("男"))
        + '<table:table-row table:number-rows-repeated="2" table:visibility="filter">'
        + ods_cell("1", "float", "1", ' table:number-columns-repeated="3"')
        + "</table:table-row>"
        + '<table:table-row table:number-rows-repeated="1048576"/>'
    )
    (table,), told = read_tables("表.ods", open_document(rows))
    assert table.rows == (("計", "", "男"), ("1", "1", "1"), ("1", "1", "1"))
    assert table.merges == ((0, 0, 0, 1),)
    assert table.hidden_rows == {1, 2}
    assert table.hidden_columns == {1, 2}
    assert [finding.code for finding in told] == ["filtered-rows"]


def test_a_hidden_sheet_is_left_out() -> None:
    style = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
    sheet = (
        ods_row(ods_cell("見える"))
        + f'</table:table><table:table table:name="裏" table:style-name="off">{ods_row(ods_cell("x"))}'
    )
    tables, told = read_tables("表.ods", open_document(sheet, style))
    assert [table.sheet for table in tables] == ["表"]
    assert [(finding.code, finding.cell) for finding in told] == [("hidden-sheet", "裏")]


def test_an_indent_is_told() -> None:
    style = (
        '<style:style style:name="in"><style:paragraph-properties fo:margin-left="0.706cm"/></style:style>'
    )
    table = only(open_document(ods_row(ods_cell("男", more=' table:style-name="in"')), style))
    assert table.indents == {(0, 0): 2}
