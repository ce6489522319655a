"""The members of a ZIP: read in memory, never written anywhere, their names only shown."""

from __future__ import annotations

import io
import zipfile

from misato_report.actuals.files.sizes import Allowance, TooLargeError
from misato_report.diagnostics import Diagnostic
from misato_report.diagnostics.visible import printable
from misato_report.files.left_overs import is_left_over

_LONGEST_TYPE = 200
MEMBER_MAGIC = b"PK\x01\x02"
MOST_MEMBERS = 10_000
"""More than any workbook has parts; a list of millions would fill memory by itself."""
ZIP_MAGIC = b"PK\x03\x04"


def names_in(raw: bytes) -> frozenset[str] | None:
    """Names of the members of a ZIP, or None where it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return frozenset(archive.namelist())
    except Exception:  # zipfile raises many kinds
        return None


def media_type_of(raw: bytes) -> bytes:
    """What a ZIP that is an OpenDocument says it is; empty for any other."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("mimetype") as member:
            return member.read(_LONGEST_TYPE)
    except Exception:  # zipfile raises many kinds
        return b""


def members(file: str, raw: bytes, allowance: Allowance) -> tuple[list[tuple[str, bytes]], Diagnostic | None]:
    """Name and content of each member, or why there are none. Raises TooLargeError."""
    limits = allowance.limits
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = [m for m in archive.infolist() if not m.is_dir() and not _is_left_over(m)]
            if len(entries) > limits.archive_members:
                most = limits.archive_members
                raise TooLargeError("ZIPの中のファイル", len(entries), most, "個", "archive_members")
            unpacked = sum(m.file_size for m in entries) // 10**6
            if unpacked > limits.unpacked_megabytes:
                most = limits.unpacked_megabytes
                raise TooLargeError("ZIPの中身", unpacked, most, "MB", "unpacked_megabytes")
            read = [(_member_name(entry), archive.read(entry)) for entry in entries]
    except TooLargeError:
        raise
    except Exception:  # zipfile and its decompressors raise many kinds for broken archives
        message = "ZIPとして読めません (壊れているか、パスワードが付いています)。"
        return [], _refused(file, message, "ZIPを開き、中のファイルを置いてください。")
    if not read:
        return [], _refused(file, "中身がありません。", "公表されたファイルを置き直してください。")
    return read, None


def _is_left_over(member: zipfile.ZipInfo) -> bool:
    """Not a name that leads out (``../``): it is told of, and nothing is written anyway."""
    return is_left_over(part for part in member.filename.split("/") if part not in (".", ".."))


def _refused(file: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(file=file, code="unreadable-file", message=message, hint=hint)


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
    return printable(name).replace("\n", "〔U+000A〕")
