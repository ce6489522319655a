"""What is no table is told by its kind, whatever its name says."""

from __future__ import annotations

import pytest

from misato_report.actuals.files.reading import DOCUMENT, read_tables
from tests.support.small_workbooks import packed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DOCUMENTS = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3",
    "画像": b"\x89PNG\r\n\x1a\n",
    "Word文書": packed({"[Content_Types].xml": "x", "word/document.xml": "x"}),
    "PowerPoint資料": packed({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}),
    "一太郎文書": OLE + "JSRV_SummaryInformation".encode("utf-16-le"),
    "文書 (RTF)": b"{\\rtf1",
    "文書 (OpenDocument)": packed({"mimetype": "application/vnd.oasis.opendocument.text"}),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_is_told_by_its_kind(kind: str) -> None:
    tables, (found,) = read_tables("表.csv", DOCUMENTS[kind])
    assert tables == []
    assert found.code == DOCUMENT
    assert f"{kind}は読めません" in found.message
    assert "Excel か CSV" in found.hint


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            b"<!DOCTYPE html><title>404 &amp; \xe3\x81\xaa\xe3\x81\x97</title>",
            ["ウェブページ", "「404 & なし」"],
        ),
        (b'<html><form><input type="password"></form>', ["ログイン画面"]),
        (b"<html><table><tr><td>620</td></tr></table>", ["ウェブページ"]),
        (b"  \r\n<HTML>", ["ウェブページ"]),
        ("<html><title>総務省</title>".encode("cp932"), ["「総務省」"]),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            ["Excel 2003"],
        ),
        (b'<?xml version="1.0"?><a/>', ["XML"]),
        (b"MZ\x90", ["実行ファイル"]),
        (b"Rar!\x1a\x07", ["RAR"]),
        (packed({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}), [".xlsb"]),
        (b'[{"year": 2026, "value": 620}]', ["JSON", "e-Stat"]),
    ],
)
def test_what_is_no_table_is_told(raw: bytes, words: list[str]) -> None:
    tables, (found,) = read_tables("表.xlsx", raw)
    assert tables == []
    assert all(word in found.message for word in words)


def test_a_title_in_brackets_is_a_table() -> None:
    (table,), _ = read_tables("表.csv", "[単位：人],,\n美郷町,1,2\n".encode())
    assert table.rows[1] == ("美郷町", "1", "2")


def test_what_a_mac_adds_to_a_zip_is_passed_over() -> None:
    tables, problems = read_tables(
        "表.zip", packed({"表.csv": "a,b\n", "__MACOSX/._表.csv": "\0\5\x16", "Thumbs.db": "x"})
    )
    assert [table.sheet for table in tables] == ["表.csv"]
    assert problems == []
