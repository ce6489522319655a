"""What a file declares counts before it takes memory; a few kilobytes never become gigabytes."""

from __future__ import annotations

import tracemalloc

import pytest

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.sizes import Allowance
from misato_report.actuals.files.xls_records import needed_records
from misato_report.plan.limits import Limits
from tests.support.small_workbooks import ods_cell, ods_row, open_document, packed, workbook

pytestmark = pytest.mark.slow  # whole commands, one after the other

SHEET = "A1:XFD1048576"
ROW = "<row><c><v>1</v></c><c><v>2</v></c></row>"
MEGABYTES = 20


def within(name: str, element: str, times: int = 1) -> str:
    """An element with the same one in it many times."""
    return f"<{name}>{element * times}</{name}>"


CHEAP = {
    "a merged range": workbook(ROW, after=within("mergeCells", f'<mergeCell ref="{SHEET}"/>')),
    "hyperlinks": workbook(ROW, after=within("hyperlinks", f'<hyperlink ref="{SHEET}"/>', 1000)),
    "columns": workbook(ROW, before=within("cols", '<col min="1" max="16384" hidden="1"/>', 1000)),
    "validations": workbook(ROW, after=within("dataValidations", f'<dataValidation sqref="{SHEET}"/>', 99)),
    "conditional formats": workbook(
        ROW,
        after=f'<conditionalFormatting sqref="{SHEET}"><cfRule type="expression"/></conditionalFormatting>',
    ),
    "an extent": workbook(ROW, before=f'<dimension ref="{SHEET}"/>'),
    "names": workbook(
        ROW, book=within("definedNames", f'<definedName name="a">表!{SHEET}</definedName>', 1000)
    ),
    "blank cells far out": workbook(ROW + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "hidden rows": workbook(ROW + "".join(f'<row r="{n}" hidden="1"/>' for n in range(2, 2000))),
    "spans of an .ods": open_document(
        ods_row(
            ods_cell("1", more=' table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'),
            ods_cell("2"),
        )
    ),
    "blank rows of an .ods": open_document(
        ods_row(ods_cell("1"), ods_cell("2"))
        + '<table:table-row table:visibility="collapse" table:number-rows-repeated="99999999999"/>'
    ),
}
LONG_TEXT = f"<si><t>{'都' * 40_000}</t></si>"
FAR_OUT = "".join(f'<row r="{n}"><c r="BXX{n}"><v>1</v></c></row>' for n in range(1, 1100))
REFUSED = {
    "a cell far down": workbook('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a cell far out": workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "cells far out in each row": workbook(FAR_OUT),
    "merged ranges over each other": workbook(
        ROW * 300, after=within("mergeCells", f'<mergeCell ref="{SHEET}"/>', 5000)
    ),
    "the same long text everywhere": workbook(
        within("row", '<c t="s"><v>0</v></c>', 1500), strings=LONG_TEXT
    ),
    "repeated cells of an .ods": open_document(
        '<table:table-row table:number-rows-repeated="99999">'
        + ods_cell("1", more=' table:number-columns-repeated="1999"')
        + "</table:table-row>"
    ),
    "a billion blanks": open_document(ods_row(ods_cell('<text:s text:c="1000000000"/>'))),
    "elements within elements": workbook("<r>" * 100_000),
    "a row of commas": b"," * 1_000_000,
    "marks on one letter": ("か" + "\u3099\u0316" * 1000).encode(),
    "members of a ZIP": packed({f"{n}.xml": "" for n in range(10_001)}),
    "brackets": b"[[" * 2_000_000,
}


def peak_of(raw: bytes) -> tuple[int, bool, list[str]]:
    """Megabytes that reading takes at most, whether anything was read, and the codes of what is told."""
    tracemalloc.start()
    try:
        tables, problems = read_tables("表", raw)
        peak = tracemalloc.get_traced_memory()[1] // 10**6
        return peak, bool(tables), [problem.code for problem in problems]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("what", CHEAP)
def test_what_is_declared_over_the_whole_sheet_costs_nothing(what: str) -> None:
    peak, was_read, told = peak_of(CHEAP[what])
    assert was_read, told
    assert peak < MEGABYTES


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(what, marks=[pytest.mark.slow, pytest.mark.long] * what.endswith(".ods"))
        for what in REFUSED
    ],
)
def test_more_than_a_limit_is_refused_before_it_takes_memory(what: str) -> None:
    peak, was_read, told = peak_of(REFUSED[what])
    assert not was_read
    assert len(told) == 1
    assert peak < 10 * MEGABYTES


def test_hyperlinks_over_an_old_sheet_cost_nothing() -> None:
    """xlrd would make an object for each cell of the range; the record gets a kind that it passes over."""
    link = b"\xb8\x01\x04\x00\xff\xff\xff\xff"
    number = b"\x03\x02\x0e\x00" + bytes(14)
    assert needed_records(link + number, Allowance()) == b"\xf0\x0f" + link[2:] + number


def test_an_old_workbook_may_be_no_larger_than_excel_made_them() -> None:
    tables, (problem,) = read_tables("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(21 * 10**6))
    assert tables == []
    assert problem.code == "too-large"


def test_limits_can_be_raised_and_lowered() -> None:
    raw = workbook(ROW * 60)
    enough = next(n for n in range(120, 200) if read_tables("表", raw, Limits(cells=n))[0])
    assert enough < 140, "what is said of styles and parts counts a little"
    tables, (problem,) = read_tables("表", raw, Limits(cells=119))
    assert tables == []
    assert "cells:" in problem.hint


LONG_LINES = {
    "都": "美郷町" + "都" * 300_000,
    "digits": "1" * 130_000,
    "quotes": '""' * 60_000,
    "years": "R8 " * 40_000,
    "brackets": "(" * 120_000,
    "years and brackets": "令和8年(" * 20_000,
    "tags": "<title " * 18_000,
}


@pytest.mark.parametrize("what", LONG_LINES)
def test_a_long_line_is_read_in_time(what: str) -> None:
    """A search that is worse than linear would not come to an end here."""
    line = LONG_LINES[what]
    read_tables("表.csv", f"<html>{line}".encode())
    read_tables("表.csv", "\n".join(line[at : at + 100_000] for at in range(0, len(line), 100_000)).encode())
