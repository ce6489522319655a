"""Bytes → text: told apart by the bytes, never by a name. UTF-8 (with or without BOM), UTF-16 with a BOM, CP932."""

from __future__ import annotations

import re

from misato_report.diagnostics import Diagnostic

# CP932 gives a meaning to every single byte; these mean only that the bytes were never CP932.
_NO_TEXT = re.compile("[\0\x80\xa0\uf8f1\uf8f2\uf8f3\ufffd]")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


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
    return "", Diagnostic(file, None, None, "unknown-encoding", message, hint)


def _decode_as(raw: bytes, encoding: str) -> tuple[str, int | None]:
    """Text in one encoding, and the offset of the first byte that cannot be meant in it (None: all can)."""
    end: int | None = None
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        end = error.start
        text = raw[:end].decode(encoding, errors="ignore")
    foreign = _NO_TEXT.search(text)
    if foreign is not None:
        end = len(text[: foreign.start()].encode(encoding))
    return text, end
