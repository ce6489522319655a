"""Workbooks → tables: .xlsx, .xls and .ods, told apart by their bytes.

A cell's text is what a person sees in it (``shown``), with all its digits; what could be misread is a doubt. What
a workbook would have a program do (macros, links) is told of and not done.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from defusedxml import DefusedXmlException

from misato_report.actuals.files.ods import read_ods
from misato_report.actuals.files.sheet import Sheet
from misato_report.actuals.files.sizes import Allowance, TooLargeError
from misato_report.actuals.files.table import Table
from misato_report.actuals.files.xls import read_xls
from misato_report.actuals.files.xlsx import read_xlsx
from misato_report.actuals.files.xml_parts import refuse_document_types
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.files.garbage_collection import no_collecting

OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
_ODS_TYPE = b"application/vnd.oasis.opendocument"
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def read_workbook(
    file: str, raw: bytes, allowance: Allowance | None = None
) -> tuple[list[Table], list[Diagnostic]]:
    """The tables of a workbook, one a visible sheet with anything in it, or what is wrong with the file."""
    try:
        with no_collecting():
            sheets = list(_sheets(raw, allowance or Allowance()))
            tables = [sheet.table(file) for sheet in sheets if not sheet.hidden and not sheet.is_empty]
    except TooLargeError as error:
        return [], [error.told(file)]
    except DefusedXmlException:
        message = (
            "中のXMLに定義 (DOCTYPE) があります。表計算ソフトの作るファイルにはないもので、開きませんでした。"
        )
        hint = "送り主に確かめ、表計算ソフトで保存し直したものをもらってください。"
        return [], [_refused(file, message, hint)]
    except Exception:  # libraries raise many kinds for broken and foreign files; all mean one thing here
        return [], [_refused(file, *_why_unreadable(raw))]
    told = [finding for sheet in sheets for finding in _told_of(file, sheet)]
    if not tables:
        refused = _refused(file, "中身がありません。", "公表されたファイルを置き直してください。")
        return [], [refused, *told]
    return tables, [*told, *_not_obeyed(file, raw)]


def _sheets(raw: bytes, allowance: Allowance) -> Iterator[Sheet]:
    if raw.startswith(OLD_EXCEL_MAGIC):
        yield from read_xls(raw, allowance)
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist()) // 10**6
        most = allowance.limits.unpacked_megabytes
        if unpacked > most:
            raise TooLargeError("中身", unpacked, most, "MB", "unpacked_megabytes")
        refuse_document_types(archive)
        is_ods = "mimetype" in archive.namelist() and archive.read("mimetype").startswith(_ODS_TYPE)
        yield from (read_ods if is_ods else read_xlsx)(archive, allowance)


def _told_of(file: str, sheet: Sheet) -> Iterator[Diagnostic]:
    if sheet.hidden:
        message = f"隠れたシート「{sheet.name}」は読みませんでした。"
        hint = "要るシートなら、表計算ソフトで再表示して保存してください。"
        yield Diagnostic(
            file=file,
            code="hidden-sheet",
            message=message,
            hint=hint,
            severity=Severity.INFO,
            cell=sheet.name,
        )
    if sheet.filtered:
        message = "フィルターで隠れた行があります。隠れた行も読みました。"
        hint = "一部の行だけの表なら、フィルターを解除した表と比べてください。"
        yield Diagnostic(
            file=file,
            code="filtered-rows",
            message=message,
            hint=hint,
            severity=Severity.INFO,
            cell=sheet.name,
        )


def _not_obeyed(file: str, raw: bytes) -> Iterator[Diagnostic]:
    """What a workbook would have a program do, and this one does not: it is told, and no more."""
    names: list[str] = []
    if not raw.startswith(OLD_EXCEL_MAGIC):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    if _OLD_MACROS in raw or any(name.endswith("vbaProject.bin") for name in names):
        message = "マクロが入っています。実行せず、値だけを読みました。"
        yield Diagnostic(file=file, code="macros-ignored", message=message, severity=Severity.INFO)
    if any(name.startswith("xl/externalLinks/") for name in names):
        message = "ほかのファイルへのリンクがあります。リンク先は開かず、保存されている値だけを読みました。"
        yield Diagnostic(file=file, code="links-ignored", message=message, severity=Severity.INFO)


def _refused(file: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(file=file, code="unreadable-file", message=message, hint=hint)


def _why_unreadable(raw: bytes) -> tuple[str, str]:
    hint = "表計算ソフトで開けるか確かめ、.xlsx か CSV で保存し直してください。"
    if raw.startswith(OLD_EXCEL_MAGIC):
        return "表計算ソフトのファイルとして読めません (壊れているか、パスワードが付いています)。", hint
    return "表計算ソフトのファイルとして読めません。", hint
