"""The least that is a workbook, written out: what a test is about can be seen in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def packed(members: Mapping[str, str]) -> bytes:
    """A ZIP with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(
    rows: str, *, styles: str = "", strings: str = "", before: str = "", after: str = "", book: str = ""
) -> bytes:
    """An .xlsx with one sheet 「表」: its rows, and what stands before and after them; parts as their XML."""
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            (("worksheet", "sheet.xml"), ("styles", "styles.xml"), ("sharedStrings", "strings.xml"))
        )
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_RELATIONS}/officeDocument" Target="xl/book.xml"/></Relationships>',
            "xl/_rels/book.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>',
            "xl/book.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}">{book}<sheets><sheet name="表" sheetId="1" r:id="r0"/></sheets></workbook>',
            "xl/sheet.xml": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
            "xl/strings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        }
    )


def open_document(rows: str, styles: str = "") -> bytes:
    """An .ods with one sheet 「表」: its rows and automatic styles as their XML."""
    names = "".join(f' xmlns:{short}="{name}"' for short, name in _ODS.items())
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles>"
            f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        }
    )


def ods_row(*cells: str) -> str:
    """A row of an .ods."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_cell(shown: str, kind: str = "string", value: str = "", more: str = "") -> str:
    """A cell of an .ods: what is shown, as XML within its paragraph, and the value behind it."""
    behind = f' office:value="{value}"' if value else ""
    return f'<table:table-cell office:value-type="{kind}"{behind}{more}><text:p>{shown}</text:p></table:table-cell>'
