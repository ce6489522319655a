"""Bytes → text: told apart by the bytes, never by a name. UTF-8 (with or without BOM), UTF-16 with a BOM, CP932."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from misato_report.diagnostics import Diagnostic

# CP932 gives a meaning to every single byte; these mean only that the bytes were never CP932.
_NO_TEXT = re.compile("[\0\x80\xa0\uf8f1\uf8f2\uf8f3\ufffd]")
_SHORT, _MOST_MARKS = 200, 30
_PIECE = 1 << 20
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(file: str, raw: bytes) -> tuple[str, Diagnostic | None]:
    """Python's name of a file's encoding, or the offset of the byte that is in none."""
    encodings = ["utf-16"] if raw.startswith(_UTF16_BOMS) else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        if _is_in(raw, encoding):
            return encoding, None
    furthest = max(_first_wrong(raw, encoding) for encoding in encodings)
    message = f"文字コードを判別できません ({furthest + 1}バイト目)。"
    hint = "UTF-8、Shift_JIS (CP932)、UTF-16 のどれかで保存し直してください。"
    return "", Diagnostic(file=file, code="unknown-encoding", message=message, hint=hint)


def any_piled_up(texts: Sequence[str]) -> bool:
    """Whether in any of the texts more marks stand on one letter than in any language (Unicode's UAX #15, 13):
    comparing such a text takes the square of their number."""
    return max(map(len, texts), default=0) > _SHORT and any(map(_is_piled_up, texts))


def _is_piled_up(text: str) -> bool:
    if len(text) <= _SHORT or text.isascii():
        return False
    runs = groupby(map(unicodedata.combining, text), key=bool)
    return any(is_mark and sum(1 for _ in run) > _MOST_MARKS for is_mark, run in runs)


def _is_in(raw: bytes, encoding: str) -> bool:
    """Whether every byte is meant in an encoding; a piece at a time, for a text can take four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        pieces = (raw[at : at + _PIECE] for at in range(0, len(raw), _PIECE))
        return not any(_NO_TEXT.search(decoder.decode(piece)) for piece in pieces) and not decoder.decode(
            b"", True
        )
    except UnicodeDecodeError:
        return False


def _first_wrong(raw: bytes, encoding: str) -> int:
    """Offset of the first byte that cannot be meant in an encoding."""
    end = len(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        end = error.start
        text = raw[:end].decode(encoding, errors="ignore")
    foreign = _NO_TEXT.search(text)
    return end if foreign is None else len(text[: foreign.start()].encode(encoding))
