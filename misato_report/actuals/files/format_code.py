"""A number format's code (``#,##0;[Red]▲#,##0``) → its sections, each a row of tokens.

The grammar is Excel's (ECMA-376 part 1, 18.8.31), which .xls has in common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from functools import cached_property, lru_cache

_LONGEST = 255  # characters, as Excel's own limit


class Kind(Enum):
    """What a token of a section stands for."""

    LITERAL = auto()
    DIGIT = auto()  # 0 # ?
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    EXPONENT = auto()  # E+ E-
    GENERAL = auto()
    DATE = auto()  # yyyy m ggge …, one kind of letter
    HALF_DAY = auto()  # AM/PM
    ELAPSED = auto()  # [h]
    TEXT = auto()  # @


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a section as it is written."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Section:
    """One of the parts between ``;``. ``condition`` is an operator with a number, where one is written."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of its tokens."""
        return frozenset(token.kind for token in self.tokens)

    def has(self, *kinds: Kind) -> bool:
        """Whether any token is of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    @cached_property
    def places(self) -> Places:
        """Where its placeholders for digits are."""
        return _places(self.tokens)


@dataclass(frozen=True, slots=True)
class Places:
    """Indices of a section's placeholders: before the point, after it, in the exponent; and its commas.

    ``slash`` is the index of a fraction's stroke (# ?/?).
    """

    whole: list[int]
    fraction: list[int]
    exponent: list[int]
    grouping: list[int]
    scaling: list[int]
    percents: int
    slash: int | None


def _places(tokens: tuple[Token, ...]) -> Places:
    percents = sum(token.kind is Kind.PERCENT for token in tokens)
    slash = _slash(tokens)
    places = Places([], [], [], [], [], percents, slash)
    if slash is not None:
        tokens = tokens[: _last_before(tokens, slash) + 1]
    current = places.whole
    ends = (i for i, t in enumerate(tokens) if t.kind in (Kind.POINT, Kind.EXPONENT))
    digits_left = sum(t.kind is Kind.DIGIT for t in tokens[: next(ends, len(tokens))])
    for index, token in enumerate(tokens):
        if token.kind is Kind.POINT:
            current = places.fraction
        elif token.kind is Kind.EXPONENT:
            current = places.exponent
        elif token.kind is Kind.DIGIT:
            current.append(index)
        elif token.kind is Kind.COMMA and places.whole:
            is_grouping = current is places.whole and len(places.whole) < digits_left
            (places.grouping if is_grouping else places.scaling).append(index)
    return places


def _slash(tokens: tuple[Token, ...]) -> int | None:
    """The stroke of a fraction: one with a placeholder before it and a placeholder or a number after it."""
    for index, token in enumerate(tokens[1:-1], start=1):
        after = tokens[index + 1]
        if token == Token(Kind.LITERAL, "/") and tokens[index - 1].kind is Kind.DIGIT:
            return index if after.kind is Kind.DIGIT or after.text.isdigit() else None
    return None


def _last_before(tokens: tuple[Token, ...], slash: int) -> int:
    """The last placeholder of the whole part: the one before the blank that parts it from the fraction."""
    index = slash - 1
    while index > 0 and tokens[index].kind is Kind.DIGIT:
        index -= 1
    while index > 0 and tokens[index].kind is not Kind.DIGIT:
        index -= 1
    return index if tokens[index].kind is Kind.DIGIT else slash - 1


class FormatError(ValueError):
    """A code that no spreadsheet program would have written."""


_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | _(?P<skipped>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<GENERAL>General|G/標準|Standard) | (?P<HALF_DAY>AM/PM|A/P|午前/午後)
    | (?P<EXPONENT>(?<=[0\#?.])E[+-]) | (?P<DATE>y+|m+|d+|h+|s+|g+|e+|a{3,4}|b+|r{1,2})
    | (?P<DIGIT>[0\#?]) | (?P<POINT>\.) | (?P<COMMA>,) | (?P<PERCENT>%) | (?P<TEXT>@)
    | (?P<end>;) | (?P<LITERAL>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?[0-9.]+)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?", re.DOTALL)


@lru_cache(maxsize=4096)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a code, at least one. Raises FormatError for one that is too long or has too many."""
    if len(code) > _LONGEST:
        raise FormatError(code[:_LONGEST])
    sections: list[Section] = []
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    for match in _TOKEN.finditer(code or "General"):
        if match["end"]:
            sections.append(Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif match["bracket"] is not None:
            condition = _condition_of(match["bracket"]) or condition
            tokens.extend(_bracket_tokens(match["bracket"]))
        else:
            tokens.append(_token_of(match))
    sections.append(Section(tuple(tokens), condition))
    if len(sections) > 4:  # noqa: PLR2004 - positive, negative, zero, text
        raise FormatError(code)
    return tuple(sections)


def _token_of(match: re.Match[str]) -> Token:
    name = str(match.lastgroup)
    text = match[name]
    if name == "skipped":
        return Token(Kind.LITERAL, " ")
    if name == "fill":  # repeated as often as the column is wide: once shows what it is
        return Token(Kind.LITERAL, text)
    if name in ("quoted", "escaped"):
        return Token(Kind.LITERAL, text)
    return Token(Kind[name], text)


def _condition_of(bracket: str) -> tuple[str, Decimal] | None:
    match = _CONDITION.fullmatch(bracket)
    if match is None:
        return None
    try:
        return match[1], Decimal(match[2])
    except InvalidOperation:
        raise FormatError(bracket) from None


def _bracket_tokens(bracket: str) -> list[Token]:
    """Elapsed time and a currency's sign are shown; colours, languages and kinds of digits change no value."""
    if _ELAPSED.fullmatch(bracket):
        return [Token(Kind.ELAPSED, bracket.lower())]
    currency = _CURRENCY.fullmatch(bracket)
    return [Token(Kind.LITERAL, currency[1])] if currency and currency[1] else []
