"""The table of docs/ingest.md, row by row: what a format shows, and what is read from the cell."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html import escape

import pytest
import xlwt

from misato_report.actuals.files.number_formats import look
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.shown import number_of
from misato_report.actuals.files.table import Table
from tests.conftest import ROOT
from tests.support.small_workbooks import workbook

_ROW = re.compile(r"\| `(?P<code>.*)` \| (?P<value>\S+) \| (?P<seen>.*?) ?\| (?P<read>.*) \|")
_SECTION = (ROOT / "docs" / "ingest.md").read_text(encoding="utf-8").split("## Number formats")[1]
ROWS = [match.groups() for match in map(_ROW.fullmatch, _SECTION.splitlines()) if match]


def test_there_are_rows() -> None:
    assert len(ROWS) > 50


def in_xlsx(code: str, value: str, book: str = "") -> Table:
    formats = f'<numFmts><numFmt numFmtId="200" formatCode="{escape(code)}"/></numFmts>'
    styles = f'{formats}<cellXfs><xf/><xf numFmtId="200"/></cellXfs>'
    # A second cell keeps the sheet from being empty where the first is shown blank.
    raw = workbook(f'<row><c s="1"><v>{value}</v></c><c><v>1</v></c></row>', styles=styles, book=book)
    (table,), _ = read_tables("表.xlsx", raw)
    return table


def in_xls(code: str, value: str) -> Table:
    made = xlwt.Workbook()
    sheet = made.add_sheet("表")
    sheet.write(0, 0, float(value), xlwt.easyxf(num_format_str=code))
    sheet.write(0, 1, 1)
    out = io.BytesIO()
    made.save(out)
    (table,), _ = read_tables("表.xls", out.getvalue())
    return table


@pytest.mark.parametrize("make", [in_xlsx, in_xls], ids=["xlsx", "xls"])
@pytest.mark.parametrize(("code", "value", "seen", "read"), ROWS)
def test_what_is_seen_is_read_or_refused(make: object, code: str, value: str, seen: str, read: str) -> None:
    assert callable(make)
    table = make(code, value)
    doubt, remark = table.doubts.get((0, 0), ""), table.remarks.get((0, 0), "")
    if read == "refused":
        assert doubt
    else:
        assert not doubt
        assert table.cell(0, 0) == read.removesuffix("＊")
    assert bool(remark) == read.endswith("＊")


@pytest.mark.parametrize(("code", "value", "seen", "read"), ROWS)
def test_what_is_seen_is_as_written(code: str, value: str, seen: str, read: str) -> None:
    number = number_of(value)
    assert number is not None
    found = look(number, code)
    assert (found.text.strip() if found.known else "?") == seen


def test_a_doubt_says_what_the_value_is_and_what_is_seen() -> None:
    assert in_xlsx('"▲"0', "12").doubts[(0, 0)] == "値は 12 ですが、書式で「▲12」と表示されています。"


def test_the_calendar_of_1904() -> None:
    assert in_xlsx("yyyy/m/d", "44834", '<workbookPr date1904="1"/>').cell(0, 0) == "2026-10-01"
    assert in_xlsx("yyyy/m/d", "46296").cell(0, 0) == "2026-10-01"


@pytest.mark.parametrize("value", ["nan", "1e999999", "9" * 1000, "x", ""])
def test_what_is_no_number_is_doubted_or_blank(value: str) -> None:
    table = in_xlsx("0", value)
    assert (0, 0) in table.doubts or table.cell(0, 0) == ""


@pytest.mark.parametrize(
    "code", ["0" * 300, ";;;;;", "[>x]0", "[>1.2.3]0", "0/0/0/0", '"', "\\", "_", "*", "E+", "[", "0.0.0"]
)
def test_no_format_raises(code: str) -> None:
    for value in ("0", "-1.5", "1e50", "46296", "1e-50"):
        look(Decimal(value), code)


def test_a_format_may_hide_or_add_to_a_text() -> None:
    styles = '<numFmts><numFmt numFmtId="200" formatCode="0;0;0;"/><numFmt numFmtId="201" formatCode="@&quot;千人&quot;"/></numFmts>'
    styles += '<cellXfs><xf/><xf numFmtId="200"/><xf numFmtId="201"/></cellXfs>'
    cells = "".join(f'<c s="{n}" t="inlineStr"><is><t>620</t></is></c>' for n in range(3))
    (table,), _ = read_tables("表.xlsx", workbook(f"<row>{cells}</row>", styles=styles))
    assert table.rows == (("620", "", "620千人"),)
    assert list(table.doubts) == [(0, 1)]
