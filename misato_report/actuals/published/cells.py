"""What a cell is, by its text alone: a figure, a sign for no figure, a time, a word, or nothing."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.periods import said

_FIGURE = re.compile(
    r"(?:[pr]|速報|確報|改定?)?(?:[▲△−\-+－‐]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?|"
    r"\([0-9,]+(?:\.[0-9]+)?\))(?:[%‰]|[pr]|速報|確報|改定?)?"
)
_ERA_YEAR = re.compile("r[0-9]{1,2}")  # R4 is 令和4年 before it is a revised 4
_RAISED = re.compile("[¹²³⁰-⁹①-⑳]")
_NUMBERED = re.compile(r"\([0-9]{1,2}\)")  # (1) numbers a line far more often than it is a negative one
_LEADING_ZERO = re.compile(r"0[0-9]+")
_WORDS_FOR_NONE = frozenset(
    [
        "集計中",
        "調査中",
        "未公表",
        "非公表",
        "公表なし",
        "不詳",
        "不明",
        "皆増",
        "皆減",
        "秘匿",
        "該当なし",
        "未定",
        "n/a",
        "na",
        "nd",
    ]
)
_SIGNS = frozenset(
    [
        "-",
        "‐",
        "–",
        "—",
        "―",
        "−",
        "－",
        "─",
        "ー",
        "…",
        "...",
        "‥",
        "..",
        "・・・",
        "***",
        "**",
        "x",
        "χ",
        "×",
        "//",
        "/",
        ".",
    ]
)


class Cell(IntEnum):
    """Kinds of cells."""

    BLANK = 0
    FIGURE = 1
    NONE = 2
    """A sign that there is no figure: -, …, ***, x, 集計中."""
    TIME = 3
    WORD = 4


@lru_cache(maxsize=131072)
def kind_of(text: str) -> Cell:
    """What the cell with this text is."""
    plain = folded(text)
    if not plain:
        return Cell.BLANK
    if _RAISED.search(text) or _NUMBERED.fullmatch(plain):
        return Cell.WORD
    if _FIGURE.fullmatch(plain) and not _ERA_YEAR.fullmatch(plain):
        return Cell.WORD if _LEADING_ZERO.fullmatch(plain) else Cell.FIGURE
    return Cell.NONE if plain in _SIGNS or plain in _WORDS_FOR_NONE else _word_or_time(text)


def _word_or_time(text: str) -> Cell:
    spoken = said(text)
    return Cell.TIME if not spoken.is_empty and not spoken.rest.strip("()[]") else Cell.WORD


def is_whole_number(text: str) -> bool:
    """Whether the text is digits only."""
    return (text.isascii() and text.isdigit()) or folded(text).isdigit()
