"""Workbooks of three kinds: every cell as text with its address, nothing hidden silently, nothing guessed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlwt

from misato_report.actuals.files.table import Table
from misato_report.actuals.files.workbook import read_workbook
from misato_report.diagnostics import Severity
from tests.support.published_tables import Grid, ods, xls, xlsx
from tests.support.small_workbooks import workbook

GRID: Grid = [["", "", ""], ["", "市町村", "人口"], ["", "美郷町", "3766"]]
WRITERS: dict[str, Callable[[Grid], bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}


def book(fill: Callable[[Any], None]) -> bytes:
    """An .xlsx whose one sheet is filled by a function."""
    made = openpyxl.Workbook()
    fill(made.active)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def only(raw: bytes) -> Table:
    tables, problems = read_workbook("表.xlsx", raw)
    assert problems == []
    return tables[0]


@pytest.mark.parametrize("kind", WRITERS)
def test_addresses_are_the_spreadsheets_own(kind: str) -> None:
    tables, _ = read_workbook("表", WRITERS[kind](GRID))
    assert tables[0].cell(2, 2) == "3766"
    assert tables[0].address(2, 2) == "表1!C3"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234, "General", "1234"),
        (-1234.5, '#,##0;"△"#,##0', "-1234.5"),
        (13.0, "General", "13"),
        (0.1, "General", "0.1"),
        (1e21, "General", "1000000000000000000000"),
        (1.5e-7, "General", "0.00000015"),
        (0.094, "0.0%", "9.4%"),
        (1, "0%", "100%"),
        (5, '0"%"', "5%"),
        ("１，２３４", "@", "１，２３４"),
        ("0123", "@", "0123"),
        (True, "General", "TRUE"),
        (date(2026, 10, 1), "yyyy-mm-dd", "2026-10-01"),
        (datetime(2026, 10, 1), "yyyy/m", "2026/10"),
        (datetime(2026, 10, 1), 'yyyy"年"', "2026年"),
        (date(2026, 4, 1), '[$-411]ggge"年度"', "令和8年度"),
    ],
)
def test_a_value_is_the_text_that_means_it(value: object, number_format: str, text: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = number_format

    assert only(book(fill)).cell(1, 1) == text


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
def test_an_error_value_stays_as_it_is(error: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = error
        sheet["A1"].data_type = "e"

    table = only(book(fill))
    assert table.cell(0, 0) == error
    assert table.doubts == {(0, 0): "計算のエラーです。"}


def test_error_values_of_old_excel() -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("S")
    sheet.row(0).set_cell_error(0, 42)  # the code of #N/A
    sheet.row(0).set_cell_number(1, 5, xlwt.easyxf(num_format_str="0%"))
    sheet.row(0).set_cell_boolean(2, True)
    out = io.BytesIO()
    made.save(out)
    assert only(out.getvalue()).rows == (("#N/A", "500%", "TRUE"),)


def test_a_formula_counts_by_its_saved_result_and_is_no_figure_without_one() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = 2
        sheet["A2"] = "=A1+1"

    without = book(fill)
    assert only(without).cell(1, 0) == "=A1+1"
    assert "計算結果が保存されていない" in only(without).doubts[(1, 0)]
    saved = edit(without, "xl/worksheets/sheet1.xml", "<v></v>", "<v>3</v>", "<v />", "<v>3</v>")
    assert only(saved).cell(1, 0) == "3"


def edit(raw: bytes, member: str, *changes: str) -> bytes:
    """A workbook with texts of a member replaced, as Excel would have written them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8")
            if name == member:
                for before, after in zip(changes[::2], changes[1::2], strict=True):
                    content = content.replace(before, after)
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_merged_cells_stand_once_and_are_told(kind: str) -> None:
    if kind == "xlsx":

        def fill(sheet: Any) -> None:
            sheet["A1"], sheet["A2"], sheet["C2"] = "自然動態", 1, 3
            sheet.merge_cells("A1:C1")

        raw = book(fill)
    else:
        made = xlwt.Workbook()
        sheet = made.add_sheet("S")
        sheet.write_merge(0, 0, 0, 2, "自然動態")
        sheet.write(1, 0, 1)
        sheet.write(1, 2, 3)
        out = io.BytesIO()
        made.save(out)
        raw = out.getvalue()
    table = only(raw)
    assert [table.cell(0, column) for column in range(3)] == ["自然動態", "", ""]
    assert table.merges == ((0, 0, 0, 2),)


def test_furigana_is_no_part_of_a_name() -> None:
    ruby = '<t>美郷町</t><rPh sb="0" eb="3"><t>ミサトチョウ</t></rPh>'
    raw = workbook('<row><c t="s"><v>0</v></c></row>', strings=f"<si>{ruby}</si>")
    assert only(raw).cell(0, 0) == "美郷町"


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["C3"] = "見出し", 5
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    table = only(book(fill))
    assert table.cell(2, 2) == "5"
    assert sorted(table.hidden_rows) == sorted(table.hidden_columns) == [2]


def test_a_hidden_sheet_is_left_out_and_told() -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active["A1"] = "表"
    hidden = made.create_sheet("作業用")
    hidden["A1"] = "古い数値"
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    tables, found = read_workbook("表.xlsx", out.getvalue())
    assert [table.sheet for table in tables] == ["Sheet"]
    assert [(d.code, d.severity, d.cell) for d in found] == [("hidden-sheet", Severity.INFO, "作業用")]


def test_dates_of_old_excel() -> None:
    made = xlwt.Workbook()
    sheet = made.add_sheet("S")
    sheet.write(0, 0, datetime(2026, 10, 1), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    out = io.BytesIO()
    made.save(out)
    assert only(out.getvalue()).cell(0, 0) == "2026-10-01"


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_what_is_no_workbook_is_told(raw: bytes) -> None:
    tables, (problem,) = read_workbook("表.xlsx", raw)
    assert tables == []
    assert (problem.code, problem.severity) == ("unreadable-file", Severity.ERROR)


def test_an_empty_workbook_is_told() -> None:
    tables, problems = read_workbook("表.xlsx", book(lambda sheet: None))
    assert tables == []
    assert "中身がありません" in problems[0].message


def test_a_workbook_that_would_unpack_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("big", bytes(101 * 10**6))
    tables, problems = read_workbook("表.xlsx", out.getvalue())
    assert tables == []
    assert "unpacked_megabytes" in problems[0].hint


@pytest.mark.parametrize("kind", WRITERS)
def test_no_bytes_raise(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    whole = WRITERS[kind](GRID)
    dice = random.Random(2027)
    for _ in range(120):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        damaged[:4] = whole[:4]
        read_workbook("表", bytes(damaged[: dice.choice([len(damaged), dice.randrange(8, len(damaged))])]))
    assert "panicked" not in capfd.readouterr().err
