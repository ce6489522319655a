"""A published workbook is not read twice only to see that it is no form; whatever may be one is."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from misato_report.actuals.filled_form import MARK
from misato_report.forms.marked import may_hold_form


def workbook(*first_row: str) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(first_row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


LONG = b"<a>" + b"x" * ((1 << 20) - 8)  # so that the mark lies across two pieces


@pytest.mark.parametrize(
    "raw",
    [
        workbook(MARK),
        packed(content_xml=f"<p>{MARK}</p>".encode()),
        packed(content_xml=LONG + MARK.encode()),
        packed(xl__workbook_xml=b"", xl__sharedStrings_xml=MARK.encode("utf-16")),
        packed(form_xlsx=workbook("人口")),  # a ZIP of workbooks: each may be one
        workbook(MARK)[:-40],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
    ],
    ids=["xlsx", "ods", "across pieces", "utf-16", "zip", "damaged", "xls", "empty"],
)
def test_may_be_one(raw: bytes) -> None:
    assert may_hold_form(raw)


@pytest.mark.parametrize("raw", [workbook("市町村", "人口"), packed(content_xml=LONG)], ids=["xlsx", "ods"])
def test_is_none(raw: bytes) -> None:
    assert not may_hold_form(raw)
