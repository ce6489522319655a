"""Bytes → :class:`Table`: the cells of a file as text, each with its spreadsheet address.

Text files are told apart by their bytes, never by their name: UTF-8 (with or without BOM), UTF-16 with
a BOM, CP932. Workbooks are read in ``workbook``.
"""

from __future__ import annotations

import csv
import io
import zipfile

from misato_report.actuals.files.estat_json import looks_like_json, read_estat_json
from misato_report.actuals.files.sizes import too_large
from misato_report.actuals.files.table import Table
from misato_report.actuals.files.workbook import OLD_EXCEL_MAGIC, read_workbook
from misato_report.diagnostics import Diagnostic
from misato_report.plan.model import DEFAULT_LIMITS, Limits

_ZIP_MAGIC = b"PK\x03\x04"
# CP932 gives a meaning to every single byte; these mean only that the bytes were never CP932.
_NO_TEXT = frozenset("\0\x80\xa0\uf8f1\uf8f2\uf8f3\ufffd")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_tables(
    file: str, raw: bytes, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Table], list[Diagnostic]]:
    """Every table of a file (one a sheet, and of each member of a ZIP), or what is wrong with the file.

    Nothing larger than ``limits`` is read, and nothing is written: members of a ZIP stay in memory.
    """
    if len(raw) > limits.file_megabytes * 10**6:
        return [], [too_large(file, "ファイル", None, limits.file_megabytes, "MB", "file_megabytes")]
    tables, problems = _read_any(file, raw, limits)
    for table in tables:
        if len(table.rows) > limits.rows:
            return [], [too_large(file, "行", len(table.rows), limits.rows, "行", "rows", table.sheet)]
        if table.width > limits.columns:
            return [], [too_large(file, "列", table.width, limits.columns, "列", "columns", table.sheet)]
    return tables, problems


def _read_any(file: str, raw: bytes, limits: Limits) -> tuple[list[Table], list[Diagnostic]]:
    if raw.startswith(_ZIP_MAGIC) and not _is_workbook(raw):
        return _read_archive(file, raw, limits)
    if raw.startswith((_ZIP_MAGIC, OLD_EXCEL_MAGIC)):
        return read_workbook(file, raw, limits)
    text, problem = decode(file, raw)
    if problem is not None:
        return [], [problem]
    if looks_like_json(text):
        return read_estat_json(file, text)
    return _read_text(file, text)


def _is_workbook(raw: bytes) -> bool:
    """Whether a ZIP is an Excel or OpenDocument workbook: each has a member that says so."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return not {"[Content_Types].xml", "mimetype"}.isdisjoint(archive.namelist())
    except Exception:  # zipfile raises many kinds
        return True  # a broken workbook, most likely: reading it will say so


def _read_archive(file: str, raw: bytes, limits: Limits) -> tuple[list[Table], list[Diagnostic]]:
    """The tables of a ZIP's members; a member's name stands where a sheet's would."""
    members, problem = _members(file, raw, limits)
    tables: list[Table] = []
    problems: list[Diagnostic] = [problem] if problem else []
    for name, content in members:
        if content.startswith(_ZIP_MAGIC) and not _is_workbook(content):
            message = f"ZIPの中の「{name}」がまたZIPです。"
            problems.append(_refused(file, message, "開いて置き直してください。"))
            continue
        found, wrong = read_tables(f"{file}:{name}", content, limits)
        problems.extend(wrong)
        tables.extend(Table(file, f"{name}/{t.sheet}" if t.sheet else name, t.rows) for t in found)
    return tables, problems


def _members(file: str, raw: bytes, limits: Limits) -> tuple[list[tuple[str, bytes]], Diagnostic | None]:
    """Name and content of each member of a ZIP, or why there are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > limits.archive_members:
                most = limits.archive_members
                return [], too_large(file, "ZIPの中のファイル", len(members), most, "個", "archive_members")
            unpacked = sum(m.file_size for m in members) // 10**6
            if unpacked > limits.unpacked_megabytes:
                most = limits.unpacked_megabytes
                return [], too_large(file, "ZIPの中身", unpacked, most, "MB", "unpacked_megabytes")
            read = [(_member_name(member), archive.read(member)) for member in members]
    except (
        Exception
    ):  # zipfile and its decompressors raise many kinds for broken archives; all mean one thing here
        message = "ZIPとして読めません (壊れているか、パスワードが付いています)。"
        return [], _refused(file, message, "ZIPを開き、中のファイルを置いてください。")
    if not read:
        return [], _refused(file, "中身がありません。", "公表されたファイルを置き直してください。")
    return read, None


def _member_name(member: zipfile.ZipInfo) -> str:
    """Name of a member. Windows of old wrote it in CP932, which Python reads as CP437."""
    utf8_flag = 0x800
    if not member.flag_bits & utf8_flag:
        try:
            return _shown(member.filename.encode("cp437").decode("cp932"))
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return _shown(member.filename)


def _shown(name: str) -> str:
    """A member's name as it is told and kept: it is never a path, and nothing in it may move the cursor."""
    return "".join(c if c.isprintable() else "_" for c in name)


def decode(file: str, raw: bytes) -> tuple[str, Diagnostic | None]:
    """Text of a file in UTF-8, UTF-16 (with BOM) or CP932, or the offset of the byte that is none."""
    encodings = ["utf-16"] if raw.startswith(_UTF16_BOMS) else ["utf-8-sig", "cp932"]
    furthest = 0
    for encoding in encodings:
        text, wrong = _decode_as(raw, encoding)
        if wrong is None:
            return text, None
        furthest = max(furthest, wrong)
    message = f"文字コードを判別できません ({furthest + 1}バイト目)。"
    hint = "UTF-8、Shift_JIS (CP932)、UTF-16 のどれかで保存し直してください。"
    return "", _refused(file, message, hint, code="unknown-encoding")


def _decode_as(raw: bytes, encoding: str) -> tuple[str, int | None]:
    """Text in one encoding, and the offset of the first byte that cannot be meant in it (None: all can)."""
    end: int | None = None
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        end = error.start
        text = raw[:end].decode(encoding, errors="ignore")
    foreign = next((position for position, c in enumerate(text) if c in _NO_TEXT), None)
    if foreign is not None:
        end = len(text[:foreign].encode(encoding))
    return text, end


def _refused(file: str, message: str, hint: str, code: str = "unreadable-file") -> Diagnostic:
    return Diagnostic(file, None, None, code, message, hint)


def _read_text(file: str, text: str) -> tuple[list[Table], list[Diagnostic]]:
    first_lines = text[:2000]
    delimiter = "\t" if first_lines.count("\t") > first_lines.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = tuple(tuple(row) for row in reader)
    except csv.Error as error:
        message = f"{reader.line_num}行目の引用符の使い方が正しくありません。"
        if "field limit" in str(error):
            message = f"{reader.line_num}行目に、{csv.field_size_limit():,}文字より長い欄があります。"
        return [], [
            Diagnostic(
                file, reader.line_num, None, "bad-csv", message, '「"」の閉じ忘れがないか確かめてください。'
            )
        ]
    if not any(cell.strip() for row in rows for cell in row):
        return [], [_refused(file, "中身がありません。", "公表されたファイルを置き直してください。")]
    return [Table(file, "", rows)], []
