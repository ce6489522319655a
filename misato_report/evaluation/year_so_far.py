"""年の途中経過: what the months say of a year whose own figure is not published yet. For information, never judged.

Pure functions of plan, observations, report year and as-of date. The months of a year's series are summed from the
year's first month on and stop before the first that is not known: what is missing is said, and nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from misato_report.evaluation.rules import measured_periods, newest_vintages
from misato_report.notation import Basis, month_after, month_period, months_of_year
from misato_report.observation import Observation, newest_vintages_of
from misato_report.plan.indicators import AsPublished, Indicator
from misato_report.plan.plan import Plan
from misato_report.plan.sources import MonthlySchedule, Series

_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_UP)

Newest = Mapping[tuple[str, int], Observation]
"""(series, period) → the vintage that counts."""


@dataclass(frozen=True)
class YearSoFar:
    """What is known of year ``period`` of an indicator from the months of its series.

    ``counted`` are the figures of the months from the year's first on without a gap (of a level the newest alone);
    ``value`` is their sum (of a level that figure), exact in the indicator's unit, None where the first month is not
    known. ``missing`` are the months (YYYYMM) that should be known and are not: due by the as-of date, or (of flows) before a
    later month that is known.
    """

    indicator: Indicator
    monthly: Series
    period: int
    counted: tuple[Observation, ...]
    missing: tuple[int, ...]

    @property
    def is_level(self) -> bool:
        """Whether the months have levels (人口), of which the newest counts, and no flows to be summed."""
        return self.monthly.basis is Basis.MONTH_FIRST

    @property
    def value(self) -> Decimal | None:
        """The sum of the months, or the newest level."""
        return total(self.counted)


def total(months: Iterable[Observation]) -> Decimal | None:
    """The exact sum of figures that all have a value; None for none."""
    values = [o.value for o in months if o.value is not None]
    with localcontext(_ARITHMETIC):
        return sum(values, Decimal(0)) if values else None


def monthly_series(plan: Plan) -> dict[str, Series]:
    """Id of a year's series → the series of its months; the first where there are several."""
    found: dict[str, Series] = {}
    for series in plan.series.values():
        if series.monthly_of is not None:
            found.setdefault(series.monthly_of, series)
    return found


def newest_months(observations: Iterable[Observation], as_of: date) -> dict[tuple[str, int], Observation]:
    """The newest vintage of each monthly figure that was published by ``as_of``."""
    return newest_vintages_of(o for o in observations if o.basis.is_monthly and o.published_on <= as_of)


def years_so_far(
    plan: Plan, observations: Sequence[Observation], report_year: int, as_of: date
) -> tuple[YearSoFar, ...]:
    """The years up to the one after the report's of which months are known and the year's own figure is not."""
    by_series = monthly_series(plan)
    if not by_series:
        return ()
    months = newest_months(observations, as_of)
    years = newest_vintages(observations, report_year + 1, as_of)
    return tuple(
        so_far
        for _, indicator in plan.indicators()
        if isinstance(indicator.derivation, AsPublished) and indicator.derivation.series in by_series
        for so_far in _of(
            plan, indicator, by_series[indicator.derivation.series], months, years, report_year, as_of
        )
    )


def _of(
    plan: Plan,
    indicator: Indicator,
    monthly: Series,
    months: Newest,
    years: Newest,
    report_year: int,
    as_of: date,
) -> Iterator[YearSoFar]:
    yearly = plan.series[monthly.monthly_of or ""]
    last = indicator.final_target.period.last
    for period in measured_periods(indicator, report_year + 1):
        if period > last or (yearly.id, period) in years:
            continue
        wanted = _months_of(yearly, period)
        known = {
            m: o for m in wanted if (o := months.get((monthly.id, m))) is not None and o.value is not None
        }
        if known:
            counted = _counted(monthly, wanted, known)
            missing = tuple(_missing(plan, monthly, wanted, known, as_of))
            yield YearSoFar(indicator, monthly, period, counted, missing)


def _months_of(yearly: Series, period: int) -> tuple[int, ...]:
    """The months of a year's flow; of a level the twelve firsts of a month up to its own day."""
    if yearly.basis.day is None:
        return months_of_year(period, yearly.basis)
    own = month_period(period, yearly.basis.day[0])
    return tuple(month_after(own, back) for back in range(-11, 1))


def _counted(
    monthly: Series, wanted: Iterable[int], known: Mapping[int, Observation]
) -> tuple[Observation, ...]:
    if monthly.basis is Basis.MONTH_FIRST:
        return (known[max(known)],)
    counted = []
    for month in wanted:
        if month not in known:
            break
        counted.append(known[month])
    return tuple(counted)


def _missing(
    plan: Plan, monthly: Series, wanted: Iterable[int], known: Mapping[int, Observation], as_of: date
) -> Iterator[int]:
    source = plan.source_of(monthly.id)
    schedule = source.publication if source is not None else None
    newest = max(known)
    for month in (m for m in wanted if m not in known):
        reported = month_after(month, -1) if monthly.basis is Basis.MONTH_FIRST else month
        due = isinstance(schedule, MonthlySchedule) and schedule.due_on(reported) <= as_of
        if (month > newest and due) or (month < newest and monthly.basis is Basis.MONTH):
            yield month


# --- the year's own figure against its months ------------------------------------------------------


@dataclass(frozen=True)
class Disagreement:
    """A year's own figure that is not what its twelve months (of a level: the same day) say."""

    yearly: Observation
    months: tuple[Observation, ...]

    @property
    def by_months(self) -> Decimal:
        """What the months make of the year."""
        return total(self.months) or Decimal(0)


def disagreements(plan: Plan, observations: Sequence[Observation], as_of: date) -> Iterator[Disagreement]:
    """Every year that has its own figure and all of its months, where the two are not the same number."""
    months = newest_months(observations, as_of)
    years = newest_vintages(observations, as_of.year + 1, as_of)
    for (ident, period), yearly in sorted(years.items(), key=lambda item: item[0]):
        for monthly in (s for s in plan.series.values() if s.monthly_of == ident):
            series = plan.series[ident]
            wanted = (
                _months_of(series, period) if series.basis.day is None else _months_of(series, period)[-1:]
            )
            found = [
                o for m in wanted if (o := months.get((monthly.id, m))) is not None and o.value is not None
            ]
            whole = bool(wanted) and len(found) == len(wanted)
            if whole and yearly.value is not None and total(found) != yearly.value:
                yield Disagreement(yearly, tuple(found))
