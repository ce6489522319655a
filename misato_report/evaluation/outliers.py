"""Figures that stand out: slips of the finger look like this, and so does, now and then, the truth.

Pure functions of a figure and what is known around it. Nothing is refused or changed for being outlying; it is marked,
for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

from misato_report.evaluation.rules import round_half_up
from misato_report.notation import print_number

_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_UP)
_FEWEST_MOVES = 3  # fewer say nothing of what is usual
_SIGMAS = 3
_TIMES = 8  # from here on a digit too many, or too few, is likely: ten times the last and about
_YEAR = timedelta(days=366)


class Standing(StrEnum):
    """Why a figure stands out."""

    FAR_MOVE = "far_move"
    ABOVE_WHOLE = "above_whole"
    DIGITS = "digits"
    FRACTION = "fraction"
    OFF_CALENDAR = "off_calendar"


@dataclass(frozen=True)
class Outlier:
    """One reason for which a figure stands out, and the same in Japanese."""

    standing: Standing
    words: str


@dataclass(frozen=True)
class Surroundings:
    """What a figure is held against.

    ``earlier``: period → value of the series in the years before; ``whole``: what the figure is a part of, in the same
    year (None where it is no part); ``due``: the day by which the calendar has the publication.
    """

    earlier: Mapping[int, Decimal]
    whole: Decimal | None = None
    due: date | None = None


def outliers(
    period: int, value: Decimal | None, published_on: date, around: Surroundings
) -> tuple[Outlier, ...]:
    """Every reason for which a figure stands out; none for one that is as usual."""
    found: list[Outlier] = []
    with localcontext(_ARITHMETIC):
        if value is not None:
            found.extend(_about_the_value(period, value, around))
    if around.due is not None and abs(published_on - around.due) > _YEAR:
        words = f"公表日 {published_on} が、公表予定 ({around.due.year}年{around.due.month}月) から1年より離れている"
        found.append(Outlier(Standing.OFF_CALENDAR, words))
    return tuple(found)


def _about_the_value(period: int, value: Decimal, around: Surroundings) -> Iterator[Outlier]:
    last = _last_before(period, around.earlier)
    if last is not None:
        yield from _digits(value, last)
    yield from _far_move(period, value, around.earlier)
    if around.whole is not None and value > around.whole:
        yield Outlier(Standing.ABOVE_WHOLE, f"全体の {print_number(around.whole)} より大きい（100%を超える）")
    if around.earlier and not _is_whole(value) and all(map(_is_whole, around.earlier.values())):
        yield Outlier(Standing.FRACTION, "これまでは整数だけだった")


def _last_before(period: int, earlier: Mapping[int, Decimal]) -> Decimal | None:
    return earlier[max(earlier)] if earlier and max(earlier) < period else None


def _digits(value: Decimal, last: Decimal) -> Iterator[Outlier]:
    """Ten, a hundred or a thousand times the last, or a tenth and so on: a digit too many or too few."""
    if not value or not last:
        return
    times = abs(value / last)
    if times >= _TIMES:
        yield Outlier(Standing.DIGITS, f"前の値の約{_shown(times)}倍（桁の誤りではないか）")
    elif times <= 1 / Decimal(_TIMES):
        yield Outlier(Standing.DIGITS, f"前の値の約{_shown(1 / times)}分の1（桁の誤りではないか）")


def _shown(times: Decimal) -> str:
    return print_number(round_half_up(times, 0), 0)


def _far_move(period: int, value: Decimal, earlier: Mapping[int, Decimal]) -> Iterator[Outlier]:
    """More than three standard deviations of the series' own yearly moves away from their mean.

    The variance is that of a sample (n - 1); the comparison is of squares, so that nothing is rounded.
    """
    if period - 1 not in earlier:
        return
    moves = [earlier[p] - earlier[p - 1] for p in earlier if p - 1 in earlier]
    if len(moves) < _FEWEST_MOVES:
        return
    mean = sum(moves, Decimal(0)) / len(moves)
    variance = sum(((m - mean) ** 2 for m in moves), Decimal(0)) / (len(moves) - 1)
    move = value - earlier[period - 1]
    if (move - mean) ** 2 > _SIGMAS**2 * variance:
        least, most = (print_number(m, plus=True) for m in (min(moves), max(moves)))
        usual = least if least == most else f"{least}～{most}"
        words = f"前年からの動き {print_number(move, plus=True)} が、これまで ({usual}) から大きく離れている"
        yield Outlier(Standing.FAR_MOVE, words)


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()
