"""What a plan's targets become before they are evaluated: those undecided stand apart, years to count from are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from misato_report.notation import print_year
from misato_report.plan.document import Field
from misato_report.plan.indicators import NO_YEAR, Accumulation, Indicator, UnknownBaseline
from misato_report.plan.values import YearSpan


@dataclass(frozen=True)
class UndecidedTarget:
    """評価の方法が決まっていない目標: kept in the plan's words, in its field, and not evaluated."""

    field: str
    indicator: Indicator

    @property
    def words(self) -> str:
        """The target as the plan words it."""
        return self.indicator.words or "（目標の言葉がありません）"


def undecided_in(field: Field) -> Iterator[UndecidedTarget]:
    """The targets of a field, and of its grant projects, whose evaluation nobody has decided."""
    for indicator in _all_of(field):
        if indicator.accumulation is Accumulation.UNDECIDED:
            yield UndecidedTarget(field.id, indicator)


def _all_of(field: Field) -> Iterator[Indicator]:
    yield from field.indicators
    for grant in field.grants:
        yield from grant.indicators


def judged_part(field: Field, period: YearSpan) -> Field:
    """The field with the indicators that can be evaluated, each with a year to count from."""
    grants = (grant.replace(indicators=_judged(grant.indicators, period)) for grant in field.grants)
    kept = tuple(grant for grant in grants if grant.indicators)
    return field.replace(indicators=_judged(field.indicators, period), grants=kept)


def _judged(indicators: Iterable[Indicator], period: YearSpan) -> tuple[Indicator, ...]:
    decided = (i for i in indicators if i.accumulation is not Accumulation.UNDECIDED)
    return tuple(_counted_from(i, period) for i in decided)


def _counted_from(indicator: Indicator, period: YearSpan) -> Indicator:
    """Where the plan gives neither baseline nor its year, years count from the plan's first."""
    baseline = indicator.baseline
    if not isinstance(baseline, UnknownBaseline) or baseline.period != NO_YEAR:
        return indicator
    year = period.first - 1
    before = YearSpan(year, year, print_year(year))
    return indicator.replace(baseline=baseline.replace(period=before))
