"""What a file is that is no table: by its bytes, whatever its name says; and what is to be done instead."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from misato_report.actuals.files.packed import ZIP_MAGIC, media_type_of, names_in

_PEEK = 4096
_OLE = b"\xd0\xcf\x11\xe0"
_NO_MATTER = "そのまま置いておいてかまいません。"
_INSTEAD = f"Excel か CSV で公表されたものを置いてください。{_NO_MATTER}"
_MAGIC = (
    (b"\x89PNG", "画像"),
    (b"\xff\xd8\xff", "画像"),
    (b"GIF8", "画像"),
    (b"II*\0", "画像"),
    (b"MM\0*", "画像"),
    (b"{\\rtf", "文書 (RTF)"),
    (b"\x60\x0e\x82\0", "DocuWorks文書"),
)
_IN_ZIP = (
    ("word/document.xml", "Word文書"),
    ("ppt/presentation.xml", "PowerPoint資料"),
    ("visio/document.xml", "図 (Visio)"),
    ("Contents/main.xml", "文書"),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "文書 (OpenDocument)",
    b"application/vnd.oasis.opendocument.presentation": "資料 (OpenDocument)",
    b"application/vnd.oasis.opendocument.graphics": "図 (OpenDocument)",
}
_IN_OLE = (
    ("WordDocument", "Word文書"),
    ("PowerPoint Document", "PowerPoint資料"),
    ("JSRV_SummaryInformation", "一太郎文書"),
    ("VisioDocument", "図 (Visio)"),
)
_PACKED = ((b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"), (b"\x1f\x8b", "gzip"))
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|script|table|form|div)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_PASSWORD = re.compile(r"""type\s{0,5}=\s{0,5}["']?password""", re.IGNORECASE)
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file that is no table: the sentence, and what to do. ``harmless``: in a folder it stops nothing."""

    message: str
    hint: str
    harmless: bool = False


def is_document(path: Path) -> bool:
    """Whether a file is a PDF, a text or a picture, which beside tables does no harm. Raises OSError."""
    foreign = foreign_bytes(path.read_bytes())
    return foreign is not None and foreign.harmless


def foreign_bytes(raw: bytes) -> Foreign | None:
    """What a file is by its bytes, or None where it may be a table."""
    kind = _document_kind(raw)
    if kind:
        return Foreign(f"{kind}は読めません。", _INSTEAD, harmless=True)
    if raw.startswith(b"MZ"):
        return Foreign("実行ファイルです。表ではありません。", "開かずに、送り主に確かめてください。")
    for magic, name in _PACKED:
        if raw.startswith(magic):
            return Foreign(f"{name} で圧縮されています。", "開いて、中のファイルを置いてください。")
    if _is_binary_workbook(raw):
        message = "Excelバイナリ形式 (.xlsb) です。この形式は読めません。"
        return Foreign(message, "Excelで開き、.xlsx で保存し直してください。")
    return None


def _document_kind(raw: bytes) -> str:
    if b"%PDF-" in raw[:1024]:
        return "PDF"
    if _is_other_picture(raw):
        return "画像"
    if raw.startswith(ZIP_MAGIC):
        return _kind_in_zip(raw)
    if raw.startswith(_OLE):
        return next((kind for stream, kind in _IN_OLE if stream.encode("utf-16-le") in raw), "")
    return next((kind for magic, kind in _MAGIC if raw.startswith(magic)), "")


def _is_other_picture(raw: bytes) -> bool:
    """BMP, HEIC and WebP, which do not begin with a sign that is theirs alone."""
    return (
        (raw.startswith(b"BM") and raw[6:10] == bytes(4))
        or raw[4:12] in (b"ftypheic", b"ftypmif1")
        or (raw.startswith(b"RIFF") and raw[8:12] == b"WEBP")
    )


def _kind_in_zip(raw: bytes) -> str:
    names = names_in(raw)
    for name, kind in _IN_ZIP:
        # Of a file that is too large only the beginning has been read, where each member's name stands before it.
        if name in names if names is not None else name.encode() in raw:
            return kind
    return _OPEN_DOCUMENTS.get(media_type_of(raw).strip(), "")


def _is_binary_workbook(raw: bytes) -> bool:
    return raw.startswith(ZIP_MAGIC) and "xl/workbook.bin" in (names_in(raw) or ())


def foreign_text(text: str) -> Foreign | None:
    """What a text is by its first characters that is no table: a web page, a login form, XML; else None."""
    start = text[:_PEEK].lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        message = "Excel 2003 の XML 形式です。この形式は読めません。"
        return Foreign(message, "Excelで開き、.xlsx で保存し直してください。")
    if start.startswith("<") and _HTML.search(start):
        return _web_page(text)
    if start.startswith(("<?xml", "<rss", "<feed")):
        return Foreign("XMLです。表計算ソフトのファイルでも CSV でもありません。", _ANEW)
    if start.startswith("MIME-Version:") or "\nContent-Type: multipart/related" in start[:1000]:
        return Foreign("ウェブページ (MHTML) です。", _AS_WORKBOOK)
    return None


_ANEW = "公表元のページから、Excel か CSV をもう一度ダウンロードしてください。"
_AS_WORKBOOK = f"{_ANEW}このファイルに表があるなら、Excelで開き、.xlsx で保存し直してください。"


def _web_page(text: str) -> Foreign:
    match = _TITLE.search(text)
    title = " ".join(html.unescape(match[1]).split())[:_LONGEST_TITLE] if match else ""
    title = "".join(c if c.isprintable() else "_" for c in title)
    called = f"題は「{title}」です。" if title else ""
    if _PASSWORD.search(text):
        return Foreign(f"ログイン画面のウェブページ (HTML) です。{called}", f"ログインしてから、{_ANEW}")
    message = f"ウェブページ (HTML) で、表計算ソフトのファイルでも CSV でもありません。{called}"
    return Foreign(message, _AS_WORKBOOK if "<table" in text.lower() else _ANEW)
