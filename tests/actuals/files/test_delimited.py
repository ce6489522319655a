"""CSV: what fell apart is told of, not shifted."""

from __future__ import annotations

import pytest

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table


def only(text: str, encoding: str = "utf-8") -> Table:
    (table,), problems = read_tables("表.csv", text.encode(encoding))
    assert problems == []
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    text = f'市町村{delimiter}人口\r\n美郷町{delimiter}"3{delimiter}766"\r\n'
    assert only(text, encoding).rows == (("市町村", "人口"), ("美郷町", f"3{delimiter}766"))


def test_thousands_without_quotes_are_doubted() -> None:
    table = only("系列,対象,単位,値\n利用者,R8,人,1,380\n")
    assert table.rows[1] == ("利用者", "R8", "人", "1", "380")
    assert set(table.doubts) == {(1, 1), (1, 3), (1, 4)}
    why = table.doubts[(1, 3)]
    assert "2行目" in why
    assert "「1,380」" in why


def test_a_row_with_more_fields_than_the_others_is_doubted() -> None:
    table = only("町,男,女\n美郷町,粕淵,1,2\n川本町,3,4\n邑南町,5,6\n津和野町,7,8\n")
    assert set(table.doubts) == {(1, 2), (1, 3)}
    assert "4" in table.doubts[(1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "人口の推移\n単位：人\n市町村,男,女\n美郷町,123,456\n川本町,234,567\n邑南町,345,678\n",
        "市町村,男,女,\n美郷町,1,380,\n",
        ",人口,,世帯\n市町村,男,女,計,数\n美郷町,123,456,579,300\n川本町,123,456,579,300\n",
        "市町村,男,女\n美郷町,1,380,,\n",
    ],
)
def test_a_sound_table_has_no_doubts(text: str) -> None:
    assert only(text).doubts == {}


def test_quotes_that_do_not_close() -> None:
    tables, (problem,) = read_tables("表.csv", b'a,"b\n' * 3)
    assert tables == []
    assert problem.code == "bad-csv"
