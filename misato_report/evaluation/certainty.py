"""How sure a verdict is: whether chance alone may explain it, and whether a revision may change it.

Pure functions of an evaluation, by ``docs/evaluation.md``, "How sure a verdict is"; they never change a verdict.

All arithmetic is decimal, the normal distribution too: ``+ - × ÷``, ``sqrt`` and ``exp`` of :mod:`decimal` are
correctly rounded by its specification, so each probability comes out digit for digit the same on every machine,
which binary floats and the C library's ``erf`` do not promise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

from misato_report.evaluation.rules import (
    Evaluation,
    Rules,
    is_sum,
    more_is_better,
    round_half_up,
    stands_for,
    verdict_at,
)
from misato_report.plan.indicators import Accumulation, Indicator, TrailingMean, Verdict

FEWEST_RANGES = 5
"""With fewer changes from one year to the next, the spread is not known well enough to say anything."""
RANGE_PER_DEVIATION = Decimal("1.128")
"""d2 for two values: the mean range of two draws from a normal distribution, in standard deviations."""
UNLIKELY_UP_TO = Decimal("0.05")
ENOUGH_RANGES = 10
UNLIKELY_BY_FEW = Decimal("0.04")
"""The cut with fewer than ``ENOUGH_RANGES`` changes: the spread is then itself uncertain, and at 5 % up to 9 % of towns
on their path would be marked by mistake (``make simulate``; at 4 % fewer than 8 %)."""
PER_CENT = Decimal("0.01")

_ARITHMETIC = Context(prec=40, rounding=ROUND_HALF_EVEN)
_SQRT_TWO_PI = Decimal("2.506628274631000502415765284811045253007")
_NEGLIGIBLE = Decimal("1e-35")
_CERTAIN = 12
"""So many standard deviations off, a share is 0 or 1 to thirty digits."""


class ChanceMark(StrEnum):
    """偶然とは考えにくい, 偶然でも起こりうる."""

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Chance:
    """偶然: how often years of nothing but the usual ups and downs would give the value, or one further off.

    ``p`` is a ratio (1 = 100 %) in whole per cent, 0 for less than 1 %. ``unchanged``: of towns in which nothing
    changed since the baseline, so many would do as well or better; else of towns on the path, as badly or worse.
    ``sigma`` is the spread of one year's value, ``deviation`` that of x, both in the indicator's unit.
    """

    p: Decimal
    unchanged: bool
    sigma: Decimal
    deviation: Decimal
    cut: Decimal = UNLIKELY_UP_TO

    @property
    def mark(self) -> ChanceMark:
        """Unlikely up to ``cut``; ``p`` has been rounded to the side of it that it is on."""
        return ChanceMark.UNLIKELY if self.p <= self.cut else ChanceMark.POSSIBLE


@dataclass(frozen=True)
class Revision:
    """改定: the largest change so far from the first publication to the newest, in the indicator's unit.

    ``may_change``: whether x so much higher or lower would have another verdict.
    """

    largest: Decimal
    may_change: bool


# --- chance ---------------------------------------------------------------------------------------


def chance(e: Evaluation) -> Chance | None:
    """Whether chance alone may explain the verdict; None where nothing can be said."""
    if e.period is None or not _varies_by_year(e.indicator):
        return None
    places = e.indicator.decimals
    return chance_among(
        e, {d.period: round_half_up(d.value, places) for d in e.by_period if d.period <= e.period}
    )


def _varies_by_year(indicator: Indicator) -> bool:
    """Whether years scatter around a level: not a counted stock, and not a population that falls for known reasons."""
    match indicator.accumulation:
        case Accumulation.SINGLE_YEAR | Accumulation.YEARLY_TARGETS | Accumulation.PERIOD_TOTAL:
            return True
        case Accumulation.RUNNING_TOTAL:
            return is_sum(indicator)
        case _:
            return False


def chance_among(e: Evaluation, values: Mapping[int, Decimal]) -> Chance | None:
    """The same by a given past: the indicator's own values by year, before accumulation. ``e`` has been judged."""
    sigma = spread(values)
    if sigma is None or e.period is None or e.value is None or e.expected is None or e.reference is None:
        return None
    unchanged = e.verdict in (Verdict.ACHIEVED, Verdict.ON_TRACK)
    with localcontext(_ARITHMETIC):
        distance = e.value - e.reference if unchanged else e.expected - e.value
        if not more_is_better(e.indicator):
            distance = -distance
        if distance <= 0:
            return None  # no better than with nothing changed, or no worse than on the path
        deviation = sigma * Decimal(_variances(e.indicator, e.period)).sqrt()
        cut = UNLIKELY_UP_TO if len(moving_ranges(values)) >= ENOUGH_RANGES else UNLIKELY_BY_FEW
        share = _whole_per_cent(normal_share_below(-distance / deviation), cut)
        return Chance(share, unchanged, sigma, deviation, cut)


def moving_ranges(values: Mapping[int, Decimal]) -> list[Decimal]:
    """The changes from each year to the next, without their signs; a gap gives none."""
    return [abs(value - values[year - 1]) for year, value in values.items() if year - 1 in values]


def spread(values: Mapping[int, Decimal]) -> Decimal | None:
    """σ of one year's value by the moving ranges, as in the individuals chart of statistical process control.

    None with fewer than ``FEWEST_RANGES`` pairs of neighbouring years, or where no year differs from the next.
    """
    with localcontext(_ARITHMETIC):
        ranges = moving_ranges(values)
        if len(ranges) < FEWEST_RANGES or not any(ranges):
            return None
        return sum(ranges, Decimal(0)) / len(ranges) / RANGE_PER_DEVIATION


def _variances(indicator: Indicator, period: int) -> int:
    """How many times the variance that ``spread`` measures is that of x: n for a sum of n years, else 1.

    Means of w years overlap. Neighbouring ones differ by two years in all, so that ``spread`` finds a w-th of the
    yearly σ, while a mean varies by its √w-th; each year counts as often as it stands in one of the means.
    """
    derivation = indicator.derivation
    window = derivation.window if isinstance(derivation, TrailingMean) else 1
    counted = Counter(year - back for year in _summed(indicator, period) for back in range(window))
    return sum(times**2 for times in counted.values())


def _summed(indicator: Indicator, period: int) -> range:
    """The years whose own values make x."""
    if indicator.accumulation is Accumulation.RUNNING_TOTAL:
        return range(indicator.baseline.period.last + 1, period + 1)
    return stands_for(indicator, period)


def normal_share_below(z: Decimal) -> Decimal:
    """Φ(z): the share of a standard normal distribution below ``z``, to some thirty decimals.

    1/2 + φ(z)·(z + z³/3 + z⁵/(3·5) + …): all terms have the same sign, so no digits are lost (Abramowitz and
    Stegun, 26.2.11).
    """
    if abs(z) > _CERTAIN:
        return Decimal(int(z > 0))
    with localcontext(_ARITHMETIC):
        square, term, total, odd = z * z, z, z, 1
        while abs(term) > _NEGLIGIBLE:
            odd += 2
            term = term * square / odd
            total += term
        share = Decimal("0.5") + total * (-square / 2).exp() / _SQRT_TWO_PI
        return min(max(share, Decimal(0)), Decimal(1))


def _whole_per_cent(share: Decimal, cut: Decimal) -> Decimal:
    """Rounded half up; 0 where it is less than 1 %. What is just above the cut is not printed as the cut: 5.3 % is 6 %."""
    if share < PER_CENT:
        return Decimal(0)
    nearest = share.quantize(PER_CENT, ROUND_HALF_UP)
    return nearest + PER_CENT if nearest <= cut < share else nearest


# --- revisions ------------------------------------------------------------------------------------


def revision(e: Evaluation, rules: Rules) -> Revision | None:
    """Whether a revision as large as the largest so far may change the verdict.

    None without a value, or where no period has been published twice.
    """
    if e.value is None or not e.first_published:
        return None
    places = e.indicator.decimals
    newest = {d.period: d.value for d in e.by_period}
    largest = max(
        abs(round_half_up(newest[d.period], places) - round_half_up(d.value, places))
        for d in e.first_published
    )
    around = (verdict_at(e, e.value + change, rules) for change in (largest, -largest))
    return Revision(largest, any(verdict is not e.verdict for verdict in around))
