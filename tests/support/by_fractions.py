"""The rules of ``docs/evaluation.md`` a second time, in fractions, to compare with."""

from __future__ import annotations

from fractions import Fraction

from misato_report.plan.indicators import Accumulation, Direction, Indicator


def more_is_better(indicator: Indicator) -> bool:
    """The direction, worked out in fractions: of the target, or of its year for a total."""
    baseline, target = indicator.baseline, indicator.final_target
    if indicator.accumulation is Accumulation.FLOOR:
        return True
    change = Fraction(target.value) - Fraction(baseline.value)
    if indicator.accumulation is Accumulation.PERIOD_TOTAL:
        change = Fraction(target.value) / target.period.length
        change -= Fraction(baseline.value) / baseline.period.length
    return change > 0 if change else indicator.direction is Direction.INCREASE


def expected_and_reference(indicator: Indicator, period: int) -> tuple[Fraction, Fraction]:
    """Both, in fractions, as the table of ``docs/evaluation.md`` has them."""
    baseline, target = indicator.baseline, indicator.final_target
    b, t = Fraction(baseline.value), Fraction(target.value)
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            done = period - target.period.first + 1
            return t * done / target.period.length, b / baseline.period.length * done
        case Accumulation.YEARLY_TARGETS:
            return next(Fraction(p.value) for p in indicator.targets if p.period.first == period), b
        case _:
            pb, pt = baseline.period.last, target.period.last
            return b + (t - b) * (min(period, pt) - pb) / (pt - pb), b
