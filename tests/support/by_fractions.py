"""The rules of ``docs/evaluation.md`` a second time, in fractions, to compare with."""

from __future__ import annotations

from fractions import Fraction

from misato_report.plan.indicators import Accumulation, Direction, Indicator, Point


def figures_of(indicator: Indicator) -> list[Fraction]:
    """Baseline and targets, those that are figures; of a total what they are in a year."""
    found = []
    for point in (indicator.baseline, *indicator.all_targets):
        if isinstance(point, Point):
            years = point.period.length if indicator.accumulation is Accumulation.PERIOD_TOTAL else 1
            mean = point is indicator.baseline and indicator.is_mean
            found.append(Fraction(point.value) / (1 if mean else years))
    return found


def direction(indicator: Indicator) -> Direction | None:
    """The declared direction; else that of all figures from one to the next, if they go one way."""
    if indicator.accumulation in (Accumulation.FLOOR, Accumulation.MILESTONE):
        return Direction.INCREASE
    figures = figures_of(indicator)
    if indicator.direction is not None or len(set(figures)) < 2:
        return indicator.direction
    if figures == sorted(figures):
        return Direction.INCREASE
    return Direction.DECREASE if figures == sorted(figures, reverse=True) else None


def more_is_better(indicator: Indicator) -> bool:
    """Whether more is better; where nobody knows, yes."""
    return direction(indicator) is not Direction.DECREASE


def expected_and_reference(indicator: Indicator, period: int) -> tuple[Fraction | None, Fraction | None]:
    """Both, in fractions, as the table of ``docs/evaluation.md`` has them; not the reference of 前年度比."""
    baseline, target = indicator.baseline, indicator.final_target
    b = Fraction(baseline.value) if isinstance(baseline, Point) else None
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            done = period - target.period.first + 1
            years = 1 if indicator.is_mean else baseline.period.length
            expected = Fraction(target.value) * done / target.period.length
            return expected, None if b is None else b / years * done
        case Accumulation.YEARLY_TARGETS:
            return next(Fraction(p.value) for p in indicator.targets if p.period.first == period), b
        case Accumulation.THRESHOLD:
            return Fraction(target.value), b
        case Accumulation.TREND | Accumulation.MILESTONE:
            return None, b
        case _ if b is None:
            return None, None
        case _:
            goals = [goal for goal in indicator.all_targets if isinstance(goal, Point)]
            corners = [(baseline.period.last, b), *((g.period.last, Fraction(g.value)) for g in goals)]
            year = min(period, corners[-1][0])
            before = max(corner for corner in corners[:-1] if corner[0] < year)
            after = min(corner for corner in corners[1:] if corner[0] >= year)
            share = Fraction(year - before[0], after[0] - before[0])
            return before[1] + (after[1] - before[1]) * share, b
