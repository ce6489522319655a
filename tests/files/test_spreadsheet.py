"""The .xlsx that is written: texts stay texts, figures keep their digits, the same input gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report.files.spreadsheet import Spreadsheet

_SHEET = "xl/worksheets/sheet1.xml"


def made(write: Callable[[Spreadsheet, Any], None]) -> bytes:
    """A workbook of one sheet."""
    spreadsheet = Spreadsheet(title="見本", author="見本町", made_on=date(2028, 4, 20))
    write(spreadsheet, spreadsheet.add_sheet("表"))
    return spreadsheet.content()


def xml(content: bytes, name: str = _SHEET) -> str:
    """A part of the file."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode("utf-8")


@given(st.decimals(-(10**11), 10**11, allow_nan=False, places=4))
def test_a_figure_is_in_the_file_digit_by_digit(value: Decimal) -> None:
    content = made(lambda book, sheet: book.write_number(sheet, 0, 0, value, {}))
    (written,) = re.findall("<v>([^<]*)</v>", xml(content))
    assert Decimal(written) == value


def test_a_figure_that_no_binary_float_holds() -> None:
    """9.95 is 9.949999999999999 in sixteen digits of a float."""
    content = made(lambda book, sheet: book.write_number(sheet, 0, 0, Decimal("9.95"), {}))
    assert "<v>9.95</v>" in xml(content)


def test_excel_keeps_fifteen_digits() -> None:
    value = Decimal("1234567890.12345678")
    content = made(lambda book, sheet: book.write_number(sheet, 0, 0, value, {}))
    assert "<v>1234567890.12346</v>" in xml(content)


def test_a_formula_has_its_result_with_it() -> None:
    content = made(lambda book, sheet: book.write_formula(sheet, 0, 0, "=1/8", Decimal("0.125"), {}))
    assert "<f>1/8</f><v>0.125</v>" in xml(content)
    cell = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["表"]["A1"]
    assert cell.value == 0.125


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")', "+1", "-1+1", "@x", "\t=1", "{=1+1}", "https://example.jp/", "mailto:a@example.jp",
        "123", "1e5", "▲12", "TRUE", "#DIV/0!", "2027-04-20", " 前後 ", "<r>x</r>", "<r></r>", "<r>&</t></r>", "<r>x</r> ", "&lt;", "改\n行",
    ],
)  # fmt: skip
def test_a_text_stays_that_text(text: str) -> None:
    content = made(lambda book, sheet: book.write_text(sheet, 0, 0, text, {}))
    cell = openpyxl.load_workbook(io.BytesIO(content))["表"]["A1"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_what_no_file_can_hold_is_shown_by_its_number() -> None:
    content = made(lambda book, sheet: book.write_text(sheet, 0, 0, "前\x00\x1f\ufffe\ud800後", {}))
    assert (
        openpyxl.load_workbook(io.BytesIO(content))["表"]["A1"].value
        == "前〔U+0000〕〔U+001F〕〔U+FFFE〕〔U+D800〕後"
    )


def test_the_day_it_was_made_is_the_one_that_is_said() -> None:
    properties = openpyxl.load_workbook(io.BytesIO(made(lambda book, sheet: None))).properties
    assert properties.created == properties.modified
    assert f"{properties.created:%Y-%m-%d %H:%M}" == "2028-04-20 00:00"
    assert (properties.title, properties.creator) == ("見本", "見本町")


def test_the_clock_is_nowhere_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(book: Spreadsheet, sheet: Any) -> None:
        book.write_text(sheet, 0, 0, "見本", {"bold": True})

    before = made(write)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert made(write) == before
    years = {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(before)).infolist()}
    assert years == {1980}
