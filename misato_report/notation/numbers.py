"""Numbers as official papers write them: ▲1,234, p and r marks, … and ***. Here ▲ is read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum

from misato_report.notation.text import DASHES, LONGEST, NotationError, fold_width, quote, refuse_long

# More than any statistic has, and few enough for sums of many such figures to be exact and to be printed.
_MOST_DIGITS = 20


class Mark(StrEnum):
    """What a publication says of a figure."""

    PRELIMINARY = "速報"
    CONFIRMED = "確報"
    REVISED = "改定"
    SAMPLE = "見本"
    SUPPRESSED = "秘匿"
    UNKNOWN = "不詳"
    NOT_APPLICABLE = "該当なし"


class Dash(StrEnum):
    """What a lone dash means; each source declares its own."""

    ZERO = "0"
    NOT_APPLICABLE = "該当なし"
    UNKNOWN = "不詳"


_VALUELESS = (Mark.SUPPRESSED, Mark.UNKNOWN, Mark.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value in the unit of its column, or a mark that says why there is none.

    ``mark`` None: the publication says nothing special. Raises ValueError if both are missing, or if
    the value is and the mark does not say why.
    """

    value: Decimal | None
    mark: Mark | None

    def __post_init__(self) -> None:
        if self.value is None and self.mark not in _VALUELESS:
            raise ValueError(f"a reading without a value needs a mark that says why, not {self.mark!r}")


_DIGITS = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"


_MARK_WORD = "速報|確報|改定|改|[PpRr]"


_NUMBER = re.compile(
    rf"(?P<before>{_MARK_WORD})?\ *"
    rf"(?:(?P<sign>[▲△−+-])?\ *(?P<digits>{_DIGITS})|\(\ *(?P<bracketed>{_DIGITS})\ *\))"
    rf"\ *(?P<after>{_MARK_WORD})?"
)


_MARKS = {
    "p": Mark.PRELIMINARY,
    "速報": Mark.PRELIMINARY,
    "確報": Mark.CONFIRMED,
    "r": Mark.REVISED,
    "改": Mark.REVISED,
    "改定": Mark.REVISED,
}


_SIGNS_WITHOUT_VALUE = {
    "…": Mark.UNKNOWN,
    "...": Mark.UNKNOWN,
    "***": Mark.UNKNOWN,
    "x": Mark.SUPPRESSED,
    "X": Mark.SUPPRESSED,
}


def read_number(text: str, dash: Dash | None = None) -> Reading:
    """Read one published figure, exactly and with the digits as written: '▲1,234.50' → -1234.50.

    Negatives are ▲ △ - − or brackets; p, r, 速報, 確報, 改 and 改定 before or after set the mark; … and
    *** are 不詳, x is 秘匿; a lone dash is what ``dash`` says. Any of it may be full width. Units and
    per cent signs are not read. Raises NotationError for everything else, an empty text included.
    """
    plain = fold_width(text).strip()
    refuse_long(plain)
    if not plain:
        raise NotationError(f"{quote(text)}は空欄で、数として読めません（0は「0」、不詳は「…」と書きます）。")
    if plain in _SIGNS_WITHOUT_VALUE:
        return Reading(None, _SIGNS_WITHOUT_VALUE[plain])
    if plain in tuple(DASHES):
        return _read_dash(text, dash)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise NotationError(_why_no_number(text, plain))
    return Reading(_value_of(match), _mark_of(match, text))


def read_figure(text: str, dash: Dash | None = None) -> Reading:
    """Read a figure that will be added up and printed: as ``read_number``, with at most 20 digits."""
    reading = read_number(text, dash)
    if reading.value is not None and len(reading.value.as_tuple().digits) > _MOST_DIGITS:
        raise NotationError(f"{quote(text)}は桁が多すぎます（公表される数は{_MOST_DIGITS}桁までです）。")
    return reading


def _read_dash(text: str, dash: Dash | None) -> Reading:
    match dash:
        case Dash.ZERO:
            return Reading(Decimal(0), None)
        case Dash.NOT_APPLICABLE:
            return Reading(None, Mark.NOT_APPLICABLE)
        case Dash.UNKNOWN:
            return Reading(None, Mark.UNKNOWN)
        case None:  # exhaustive: mypy
            raise NotationError(
                f"{quote(text)}だけの欄が何を表すか決まっていません（資料の定義に、0・該当なし・不詳のどれかを書いてください）。"
            )


def _value_of(match: re.Match[str]) -> Decimal:
    digits = match["digits"] or match["bracketed"]
    value = Decimal(digits.replace(",", ""))
    is_negative = match["bracketed"] is not None or match["sign"] not in (None, "+")
    # copy_negate is exact, where a minus would round to the context; ▲0 is 0 and not a negative zero.
    return value.copy_negate() if is_negative and value else value


def _mark_of(match: re.Match[str], text: str) -> Mark | None:
    if match["before"] and match["after"]:
        raise NotationError(
            f"{quote(text)}には印が二つあります（速報や改定の印は、数の前か後に一つだけ付けられます）。"
        )
    word = match["before"] or match["after"]
    return _MARKS[word.lower()] if word else None


def _why_no_number(text: str, plain: str) -> str:
    if "," in plain and re.fullmatch(rf"[▲△−+(-]?{_DIGITS}\)?", plain.replace(",", "")):
        return f"{quote(text)}は桁区切りのコンマの位置が正しくありません（1,234 のように3桁ごとに入れます）。"
    return (
        f"{quote(text)}は数として読めません（読めるのは 1,234 ▲1,234 △1,234 -1,234 (1,234) と、"
        "前か後に p 速報 確報 r 改 改定 の印が付いた数で、単位や％は付けません）。"
    )


def print_number(value: Decimal, decimals: int | None = None, *, plus: bool = False) -> str:
    """Write a figure with thousands commas, ▲ for a negative and, with ``plus``, ＋ for a positive.

    ``decimals`` places (0 or more), halves away from zero; None: all places the Decimal has. A value
    that rounds to zero has no sign. Raises NotationError for NaN, infinity, and what would be too
    long for ``read_number``.
    """
    if not value.is_finite():
        raise NotationError(f"「{value}」は数ではないため書けません（書けるのは有限の数です）。")
    rounded = value if decimals is None else _round(value, decimals)
    # Before it is written out: a large exponent would become a text of as many characters.
    if abs(rounded.adjusted()) > LONGEST:
        raise NotationError(_too_long(value))
    sign = "▲" if rounded < 0 else "＋" if plus and rounded > 0 else ""
    printed = f"{sign}{rounded.copy_abs():,f}"
    if len(printed) > LONGEST:
        raise NotationError(_too_long(value))
    return printed


def _round(value: Decimal, decimals: int) -> Decimal:
    context = Context(prec=LONGEST, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
    try:
        return value.quantize(Decimal((0, (1,), -decimals)), context=context)
    except InvalidOperation:
        raise NotationError(_too_long(value)) from None


def _too_long(value: Decimal) -> str:
    return f"{quote(str(value))}は桁が多すぎて書けません（符号とコンマを入れて{LONGEST}文字までです）。"
