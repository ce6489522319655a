"""The text of a cell in one form for reading, without the marks of footnotes."""

from __future__ import annotations

import re

from misato_report.notation.text import fold_width

_CIRCLED = "①-⑳㉑-㉟❶-❿"
_MARK = re.compile(
    rf"[{_CIRCLED}]|[※＊*†]\s?[0-9０-９]{{0,2}}(?![0-9０-９,])|[(（]?注\s?[0-9０-９]{{0,2}}[)）]?"
)
_SOFT_HYPHENS = str.maketrans(
    {"\u00ad": None, "\u200b": None, "\ufeff": None, "％": "%", "〜": "～", "~": "～"}
)


def plain_text(text: str) -> str:
    """One width, one kind of white space; ①, ² and … stay what they are."""
    return " ".join(fold_width(text).translate(_SOFT_HYPHENS).split())


def without_marks(text: str) -> str | None:
    """A cell without its footnote mark (620①, 35件※1), or None where such signs enumerate (①30人 ②50人)."""
    plain = plain_text(text)
    if len(re.findall(f"[{_CIRCLED}]", plain)) > 1:
        return None
    return _MARK.sub("", plain).strip()


def kept_text(text: str) -> str:
    """A text as the town wrote it, in one line: for what is printed again."""
    return " ".join(text.split())


def kept_without_marks(text: str) -> str:
    """A name as the town wrote it, without its footnote mark; ① that numbers it goes too."""
    return _MARK.sub("", kept_text(text)).strip()


def squeezed(text: str) -> str:
    """A text for comparing headings and names: one width, no blanks."""
    return plain_text(text).replace(" ", "")
