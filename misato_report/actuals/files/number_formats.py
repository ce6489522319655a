"""What a cell's number looks like: value and format code → the text that a person sees in the cell.

Only the looks; what may be read from them is decided in ``shown``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from misato_report.actuals.files.date_formats import show_date
from misato_report.actuals.files.format_code import FormatError, Kind, Section, Token, sections_of

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_MOST_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen. ``percent``: the number seen is a hundred times the value.

    For a date: ``is_date``, and ``day`` where year, month and day are all seen. ``known`` is false where the
    format cannot be followed, or shows only #####.
    """

    text: str
    percent: bool = False
    is_date: bool = False
    day: date | None = None
    has_year: bool = False
    has_time: bool = False
    known: bool = True


def plain(value: Decimal) -> str:
    """A value with all its digits and no exponent: '1234.5'."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def look(value: Decimal, code: str, *, from_1904: bool = False) -> Look:
    """How ``value`` is shown in a cell with this format. Never raises."""
    unknown = Look(plain(value) if abs(value.adjusted()) < _MOST_DIGITS else str(value), known=False)
    if abs(value.adjusted()) >= _MOST_DIGITS:
        return unknown
    try:
        chosen = _chosen(sections_of(code), value)
    except FormatError:
        return unknown
    return unknown if chosen is None else _shown(*chosen, value, from_1904=from_1904) or unknown


def _shown(section: Section, signless: bool, value: Decimal, *, from_1904: bool) -> Look | None:
    """How a section shows a value; None where it cannot be followed, or shows only #####."""
    if section.has(Kind.DATE, Kind.ELAPSED) and not section.has(Kind.GENERAL):
        shown = show_date(section, value, from_1904=from_1904)
        if shown is None:
            return None
        return Look(shown.text, False, True, shown.day, shown.has_year, shown.has_time)
    if section.has(Kind.DIGIT) and not section.has(Kind.GENERAL, Kind.TEXT):
        return _number(section, value, signless=signless)
    size = plain(value if section.has(Kind.TEXT) else abs(value))
    text = "".join(size if t.kind in (Kind.GENERAL, Kind.TEXT) else t.text for t in section.tokens)
    if section.has(Kind.GENERAL):
        text = _signed(text, value, signless=signless)
    return Look(text, section.has(Kind.PERCENT))


@lru_cache(maxsize=4096)
def faithful_places(code: str, *, negative: bool, zero: bool) -> int | None:
    """Decimal places under a format that shows numbers of a sign as they are: digits, a sign, blanks, no more.

    None where there is more to a format, and it has to be followed for each number.
    """
    try:
        sections = sections_of(code)
    except FormatError:
        return None
    if any(section.condition for section in sections):
        return None
    place = 1 if negative and len(sections) > 1 else 2 if zero and len(sections) > 2 else 0  # noqa: PLR2004
    tokens = sections[place].tokens
    words = "".join(t.text for t in tokens if t.kind is Kind.LITERAL).split()
    sign = "".join(words)
    wanted = ("▲", "△", "-", "−") if negative and place else ("",)
    usual = {Kind.LITERAL, Kind.DIGIT, Kind.POINT, Kind.COMMA}
    if sign not in wanted or any(t.kind not in usual for t in tokens):
        return None
    places = sections[place].places
    whole = [tokens[index].text for index in places.whole]
    first = next((i for i, t in enumerate(tokens) if t.kind is not Kind.LITERAL), 0)
    together = all(
        t.kind is not Kind.LITERAL for t in tokens[first : places.whole[-1] if places.whole else first]
    )
    sign_first = not sign or any(t.text.strip() for t in tokens[:first])
    if (
        places.slash
        or places.scaling
        or whole.count("0") != 1
        or whole[-1] != "0"
        or not together
        or not sign_first
    ):
        return None
    return len(places.fraction)


def look_of_text(text: str, code: str) -> str:
    """How a text is shown in a cell with this format: as it is, unless the format has a section for texts."""
    try:
        sections = sections_of(code)
    except FormatError:
        return text
    if len(sections) < 4 and not sections[-1].has(Kind.TEXT):  # noqa: PLR2004 - the fourth is for texts
        return text
    return "".join(text if token.kind is Kind.TEXT else token.text for token in sections[-1].tokens)


def _signed(text: str, value: Decimal, *, signless: bool) -> str:
    return f"-{text}" if value < 0 and not signless else text


def _chosen(sections: tuple[Section, ...], value: Decimal) -> tuple[Section, bool] | None:
    """The section that shows a value, and whether it does so without adding a minus; None: #####.

    Where there are several, each has a condition, its own or that of its place; the last takes the rest.
    """
    numeric = sections[:3]
    if len(numeric) == 1 and numeric[0].condition is None:
        return numeric[0], False
    own = any(section.condition for section in numeric)
    usual = [(">=" if len(numeric) < 3 else ">", Decimal(0)), ("<", Decimal(0))]  # noqa: PLR2004
    for place, section in enumerate(numeric):
        condition = section.condition
        if condition is None and place < len(numeric) - 1:
            condition = usual[place]
        if condition is None or _holds(value, *condition):
            return section, _only_negatives(numeric, place) if own else place == 1
    return None


def _holds(value: Decimal, operator: str, bound: Decimal) -> bool:
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[operator]


def _only_negatives(sections: tuple[Section, ...], place: int) -> bool:
    """Whether a section meets negative values alone: it then says itself that they are negative."""
    condition = sections[place].condition
    if condition is not None:
        operator, bound = condition
        return (operator == "<" and bound <= 0) or (operator in ("<=", "=") and bound < 0)
    first = sections[0].condition
    return place == 1 and first is not None and first in ((">=", Decimal(0)),)


def _number(section: Section, value: Decimal, *, signless: bool) -> Look | None:
    """A number as placeholders show it; None for a fraction (# ?/?) of what is no whole number."""
    tokens, places = section.tokens, section.places
    if places.percents > 1:
        return None
    if places.slash is not None:
        if value != value.to_integral_value():
            return None
        tokens = tokens[: places.whole[-1] + 1]
    size = _EXACT.scaleb(abs(value), 2 * places.percents - 3 * len(places.scaling))
    power = 0
    if places.exponent:
        size, power = _mantissa(size, len(places.whole), len(places.fraction))
    whole, _, fraction = format(_rounded(size, len(places.fraction)), "f").partition(".")
    pieces = dict.fromkeys((*places.grouping, *places.scaling), "")
    pieces |= _whole_pieces(tokens, places.whole, whole.lstrip("0"), grouped=bool(places.grouping))
    pieces |= _fraction_pieces(tokens, places.fraction, fraction)
    if places.exponent:
        pieces |= _whole_pieces(tokens, places.exponent, str(abs(power)), grouped=False)
        mark = next(index for index, token in enumerate(tokens) if token.kind is Kind.EXPONENT)
        pieces[mark] = "E-" if power < 0 else "E+" if "+" in tokens[mark].text else "E"
    text = "".join([pieces.get(index, token.text) for index, token in enumerate(tokens)])
    return Look(_signed(text, value, signless=signless), places.percents == 1)


def _rounded(size: Decimal, places: int) -> Decimal:
    return size.quantize(Decimal((0, (1,), -places)), context=_EXACT)


def _mantissa(size: Decimal, whole: int, fraction: int) -> tuple[Decimal, int]:
    """A number as mantissa and power of ten, the power a multiple of the places before the point."""
    if not size:
        return size, 0
    step = max(whole, 1)
    power = size.adjusted() // step * step
    mantissa = _EXACT.scaleb(size, -power)
    if _rounded(mantissa, fraction) >= 10**step:
        power += step
        mantissa = _EXACT.scaleb(size, -power)
    return mantissa, power


def _whole_pieces(
    tokens: tuple[Token, ...], places: list[int], digits: str, *, grouped: bool
) -> dict[int, str]:
    """Digits for each placeholder from the right; the first takes all that are left."""
    pieces: dict[int, str] = {}
    needed = next((len(places) - n for n, index in enumerate(places) if tokens[index].text == "0"), 0)
    digits = digits.zfill(needed) if needed else digits
    written = [
        f"{digit}," if grouped and left and left % 3 == 0 else digit
        for digit, left in zip(digits, range(len(digits) - 1, -1, -1), strict=True)
    ]
    for number, index in enumerate(reversed(places)):
        is_first = number == len(places) - 1
        if number < len(written):
            end = len(written) - number
            pieces[index] = "".join(written[:end] if is_first else written[end - 1 : end])
        else:
            pieces[index] = " " if tokens[index].text == "?" else ""
    return pieces


def _fraction_pieces(tokens: tuple[Token, ...], places: list[int], digits: str) -> dict[int, str]:
    """Digits after the point; zeros at the end are left out where the placeholder is # or ?."""
    pieces = dict(zip(places, digits, strict=True)) if places else {}
    for index in reversed(places):
        if pieces[index] != "0" or tokens[index].text == "0":
            break
        pieces[index] = " " if tokens[index].text == "?" else ""
    return pieces
