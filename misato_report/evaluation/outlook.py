"""What an evaluation would have to be for another verdict, and where the series' own past would lead it.

Pure functions of an evaluation; nothing here is used for a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.rules import (
    Evaluation,
    Rules,
    is_sum,
    meets,
    more_is_better,
    round_half_up,
    verdict_at,
)
from misato_report.plan.indicators import Verdict

FEWEST_POINTS = 5
"""With fewer runs of years in the series' past, a band would say more than is known."""

_FROM_WORST = (
    Verdict.MOVED_AWAY,
    Verdict.NOT_ACHIEVED,
    Verdict.UNJUDGED,
    Verdict.BEHIND,
    Verdict.SLIGHTLY_BEHIND,
    Verdict.ON_TRACK,
    Verdict.ACHIEVED,
)


@dataclass(frozen=True)
class Threshold:
    """The value nearest to the judged one at which the verdict is another, and how far off it is."""

    verdict: Verdict
    value: Decimal
    difference: Decimal


@dataclass(frozen=True)
class ProjectedRange:
    """着地見込みの幅: what the past runs of as many years as are left would make of the value.

    ``low`` and ``high`` at the target year, ``years`` left, ``runs`` of so many years that were looked at.
    """

    low: Decimal
    high: Decimal
    years: int
    runs: int


@dataclass(frozen=True)
class BestYear:
    """The best of the years so far, in what the target asks for a year."""

    period: int
    value: Decimal


def thresholds(e: Evaluation, rules: Rules) -> tuple[Threshold, ...]:
    """Where the verdict would be better, step by step, and then where it would first be worse.

    The verdict never gets worse as the value gets better, so each border is found by halving.
    """
    if e.value is None:
        return ()
    better = list(_borders(e, rules, better=True))
    worse = list(_borders(e, rules, better=False))[:1]
    return (*better, *worse)


def _borders(e: Evaluation, rules: Rules, *, better: bool) -> list[Threshold]:
    assert e.value is not None  # noqa: S101 - the caller's condition
    unit = Decimal((0, (1,), -e.indicator.decimals))
    up = more_is_better(e.indicator) == better
    step = unit if up else -unit
    span = _span(e)
    found: list[Threshold] = []
    seen = e.verdict
    start = 0
    while True:
        steps = _first_change(e, rules, seen, start, span, step)
        if steps is None:
            return found
        value = e.value + step * steps
        seen = verdict_at(e, value, rules)
        found.append(Threshold(seen, value, value - e.value))
        start = steps


def _span(e: Evaluation) -> int:
    """Steps of the last decimal that reach well beyond baseline, target and path."""
    known = (e.stated_baseline, e.stated_target, e.value, e.expected, e.reference)
    figures = [Decimal(0), *(figure for figure in known if figure is not None)]
    width = max(figures) - min(figures) + 1
    return int(width * 4 * Decimal(10) ** e.indicator.decimals)


def _first_change(
    e: Evaluation, rules: Rules, seen: Verdict, start: int, span: int, step: Decimal
) -> int | None:
    """The least number of steps after ``start`` at which the verdict is no longer ``seen``."""
    assert e.value is not None  # noqa: S101 - the caller's condition
    if verdict_at(e, e.value + step * span, rules) is seen:
        return None
    low, high = start, span
    while high - low > 1:
        middle = (low + high) // 2
        if verdict_at(e, e.value + step * middle, rules) is seen:
            low = middle
        else:
            high = middle
    return high


def next_year_allowance(e: Evaluation) -> Decimal | None:
    """For a sum: what next year may bring for the sum to be just on the path."""
    if not is_sum(e.indicator) or e.period is None or e.value is None:
        return None
    if e.period >= e.indicator.final_target.period.last:
        return None
    expected = e.at(e.period + 1).expected
    return None if expected is None else expected - e.value


# --- the series' own past -------------------------------------------------------------------------


def landing_band(e: Evaluation) -> ProjectedRange | None:
    """The least and the most that the years left would bring, had they been any run of years in the past.

    For a sum: the sums of so many years in a row; for a level: its changes over so many years. Needs
    ``FEWEST_POINTS`` such runs without a gap.
    """
    if e.value is None or e.period is None or e.landing is None:
        return None
    left = e.indicator.final_target.period.last - e.period
    if left < 1:
        return None
    values = {d.period: d.value for d in e.by_period}
    if is_sum(e.indicator):
        runs = [
            sum((values[p] for p in range(first, first + left)), Decimal(0))
            for first in values
            if all(p in values for p in range(first, first + left))
        ]
    else:
        runs = [values[p] - values[p - left] for p in values if p - left in values]
    if len(runs) < FEWEST_POINTS:
        return None
    places = e.indicator.decimals
    low, high = (round_half_up(e.value + end, places) for end in (min(runs), max(runs)))
    return ProjectedRange(low, high, left, len(runs))


def best_year(e: Evaluation) -> BestYear | None:
    """The year that did most towards the target: of a sum its figure, of a level its change on the year before."""
    if e.required_per_year is None:
        return None
    yearly = e.contributions()
    if not yearly:
        return None
    pick = max if more_is_better(e.indicator) else min
    period = pick(yearly, key=lambda p: yearly[p])
    return BestYear(period, round_half_up(yearly[period], e.indicator.decimals))


def is_realistic(e: Evaluation) -> bool | None:
    """Whether the best year so far would be enough each year; None where that is not known."""
    best = best_year(e)
    if best is None or e.required_per_year is None:
        return None
    return meets(e.indicator, best.value, e.required_per_year)


def better_of(one: Verdict, other: Verdict) -> bool:
    """Whether the first verdict is the better of two that are judged."""
    return _FROM_WORST.index(one) > _FROM_WORST.index(other)
