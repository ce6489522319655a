"""How an indicator is evaluated: ``docs/evaluation.md``, rule by rule.

Pure functions of an indicator, observations, a report year and an as-of date. No file, no clock, no
binary float: arithmetic is :class:`decimal.Decimal`, rounded half up to the indicator's decimals before
anything is compared, so that what is printed is what was judged.

All that a page, a chart, a workbook or a sentence says of a period stands in :class:`PeriodFigures`; nothing
outside this module decides for itself what a value adds up or what it is measured against.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from types import MappingProxyType

from misato_report.notation import Mark
from misato_report.observation import Correction, Observation, newest_vintages_of, sort_key, standing
from misato_report.plan.document import Scale
from misato_report.plan.indicators import (
    Accumulation,
    Against,
    AsPublished,
    Direction,
    Goal,
    Indicator,
    Point,
    Ratio,
    TrailingMean,
    UnknownBaseline,
    Verdict,
    series_of,
    stated,
    way_of_the_figures,
)
from misato_report.plan.plan import Plan
from misato_report.plan.sources import MonthlySchedule, PublicationSchedule

_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Rules:
    """What the plan says around an indicator: calendars by series id, counts that cannot fall, the cuts, its first year."""

    publications: Mapping[str, PublicationSchedule]
    non_negative: frozenset[str]
    scale: Scale
    begins: int = 0


@dataclass(frozen=True)
class DerivedValue:
    """値 of the indicator at one period, before accumulation: exact, with the observations behind it."""

    period: int
    value: Decimal
    inputs: tuple[Observation, ...]


@dataclass(frozen=True)
class Awaited:
    """A period whose figures are not due yet at the as-of date, and when they will be."""

    period: int
    due: date


class Absence(StrEnum):
    """Why a period that counts has no value (``docs/evaluation.md``, "Periods without a value")."""

    LATER = "later"
    NOT_PUBLISHED = "not_published"
    MISSING = "missing"
    MARKED = "marked"
    NOT_COMPUTABLE = "not_computable"


@dataclass(frozen=True)
class PeriodFigures:
    """One period on an indicator's way: its own value, x, and what x is measured against.

    ``derived`` is the period's own value before accumulation, exact; ``value`` is x, the level or the sum so
    far, rounded; ``expected`` and ``reference`` are exact. ``absence`` says why a period that counts has no
    x, with the sign that was published in its place in ``mark``. None is what is not known or not asked.
    """

    period: int
    derived: DerivedValue | None = None
    value: Decimal | None = None
    expected: Decimal | None = None
    reference: Decimal | None = None
    absence: Absence | None = None
    mark: Mark | None = None

    @property
    def own(self) -> Decimal | None:
        """The period's own value before accumulation, exact."""
        return self.derived.value if self.derived is not None else None


@dataclass(frozen=True)
class Evaluation:
    """評価: one indicator at one report year and as-of date. What is undefined is None.

    ``value``, ``expected``, ``reference``, ``stated_baseline``, ``stated_target``, ``landing`` and
    ``required_per_year`` are in the indicator's unit (the last per year); ``pace_ratio`` and
    ``attainment`` are plain ratios (1 = 100 %). ``stated_target`` is the final target, None where words alone
    state it; ``stated_baseline`` is None where the plan gives none; ``revised_baseline`` what the
    newest figures make of the baseline, None where that is the same or not known. ``periods`` holds every
    year from the first that is known (or the baseline's) to the last that is known (or the target's).
    ``marked`` are the missing periods of which a sign was published instead of a figure; ``cancelled`` the figures
    that were taken back by then (取消), known or not in another vintage. ``first_published`` holds,
    of every period that was published again, what its first publication made of it.
    """

    indicator: Indicator
    report_year: int
    as_of: date
    verdict: Verdict
    stated_baseline: Decimal | None
    stated_target: Decimal | None
    period: int | None = None
    value: Decimal | None = None
    expected: Decimal | None = None
    reference: Decimal | None = None
    pace_ratio: Decimal | None = None
    attainment: Decimal | None = None
    landing: Decimal | None = None
    required_per_year: Decimal | None = None
    lag: int | None = None
    vintage: date | None = None
    revised_baseline: Decimal | None = None
    missing_periods: tuple[int, ...] = ()
    marked: tuple[tuple[int, Mark], ...] = ()
    awaited: tuple[Awaited, ...] = ()
    inputs: tuple[Observation, ...] = ()
    cancelled: tuple[Observation, ...] = ()
    periods: tuple[PeriodFigures, ...] = ()
    first_published: tuple[DerivedValue, ...] = ()
    before_target_year: bool = False
    final: bool = False

    @property
    def baseline(self) -> Decimal:
        """The baseline of an indicator that has one. Raises LookupError for another."""
        return _there(self.stated_baseline, self.indicator)

    @property
    def target(self) -> Decimal:
        """The final target of an indicator with a figure to reach. Raises LookupError for another."""
        return _there(self.stated_target, self.indicator)

    @property
    def by_period(self) -> tuple[DerivedValue, ...]:
        """The period's own value of every period known at the as-of date up to the report year, exact."""
        return tuple(figures.derived for figures in self.periods if figures.derived is not None)

    @property
    def levels(self) -> tuple[tuple[int, Decimal], ...]:
        """x of every period that counts and has one: a sum so far, or a level."""
        return tuple((f.period, f.value) for f in self.periods if f.value is not None)

    @property
    def way(self) -> tuple[PeriodFigures, ...]:
        """The periods from the baseline's first to the target's last, or to the one judged if that is later."""
        indicator = self.indicator
        last = max(indicator.final_target.period.last, self.period or 0)
        return tuple(f for f in self.periods if indicator.baseline.period.first <= f.period <= last)

    @property
    def overdue(self) -> tuple[int, ...]:
        """The missing periods that somebody has to take in: not those of which a sign was published."""
        marks = dict(self.marked)
        return tuple(period for period in self.missing_periods if period not in marks)

    @property
    def target_of_the_year(self) -> Goal:
        """The target that the year is held against: its own where each year has one."""
        return target_at(self.indicator, self.report_year if self.period is None else self.period)

    def at(self, period: int) -> PeriodFigures:
        """The figures of one of ``periods``."""
        return self.periods[period - self.periods[0].period]

    def contributions(self) -> dict[int, Decimal]:
        """What each period did for x, by period: to a sum its own value, to a level its change on the year before."""
        own = {derived.period: derived.value for derived in self.by_period}
        if is_sum(self.indicator):
            return own
        with localcontext(_ARITHMETIC):
            return {period: own[period] - own[period - 1] for period in own if period - 1 in own}


def _there(figure: Decimal | None, indicator: Indicator) -> Decimal:
    if figure is None:
        raise LookupError(f"the plan states no such figure of {indicator.id}")
    return figure


def evaluate(
    indicator: Indicator,
    observations: Iterable[Observation],
    report_year: int,
    as_of: date,
    rules: Rules,
) -> Evaluation:
    """Evaluate an indicator for fiscal year ``report_year`` with what was published by ``as_of``.

    Later periods and later vintages are left out here, so a caller may pass the whole ledger.
    """
    with localcontext(_ARITHMETIC):
        ledger = tuple(observations)
        known = newest_vintages(ledger, report_year, as_of)
        derived = derive(indicator, known)
        levels = accumulate(indicator, derived)
        counting = _asked_for(indicator, known, report_year, rules)
        missing = _missing_periods(indicator, counting, known, as_of, rules)
        base = Evaluation(
            indicator=indicator,
            report_year=report_year,
            as_of=as_of,
            verdict=Verdict.NOT_PUBLISHED,
            stated_baseline=stated(indicator.baseline),
            stated_target=stated(indicator.final_target),
            revised_baseline=_revised_baseline(indicator, derived),
            periods=_periods(indicator, known, derived, levels, missing, report_year, rules),
            first_published=_first_published(indicator, ledger, known, derived, as_of),
            missing_periods=missing,
            cancelled=_cancelled(indicator, ledger, report_year, as_of),
            marked=_marked(indicator, known, missing),
            awaited=_awaited(indicator, known, report_year, as_of, rules),
        )
        if not levels:
            return _awaiting(base, measured_periods(indicator, report_year), rules)
        period = max(levels)
        if is_against_previous(indicator) and base.at(period).reference is None:
            return _awaiting(base, (period - 1,), rules)
        return _judge(base, derived, levels, rules)


def _awaiting(base: Evaluation, periods: Iterable[int], rules: Rules) -> Evaluation:
    """未取込 where a figure of the periods is due, else 未公表."""
    overdue = any(_due_on(base.indicator, period, rules) <= base.as_of for period in periods)
    return replace(base, verdict=Verdict.MISSING if overdue else Verdict.NOT_PUBLISHED)


def newest_vintages(
    observations: Iterable[Observation], report_year: int, as_of: date
) -> dict[tuple[str, int], Observation]:
    """The newest vintage of each series and period, published by ``as_of``, period by the report year.

    A correction is a vintage of its day; what was taken back by then is none. A month is never among them: its
    number, YYYYMM, is later than any year.
    """
    return newest_vintages_of(o for o in observations if o.published_on <= as_of and o.period <= report_year)


def newest_of(
    series: str, period: int, observations: Iterable[Observation], as_of: date
) -> Observation | None:
    """The newest vintage of one series and period, published by ``as_of``."""
    rows = (o for o in observations if (o.series, o.period) == (series, period))
    return newest_vintages(rows, period, as_of).get((series, period))


def _cancelled(
    indicator: Indicator, ledger: Iterable[Observation], report_year: int, as_of: date
) -> tuple[Observation, ...]:
    """What was taken back of the indicator's series by the as-of date."""
    found = [o for o in ledger if o.correction is Correction.CANCELLED]
    series = series_of(indicator.derivation) if found else ()
    return tuple(
        o for o in found if o.series in series and o.published_on <= as_of and o.period <= report_year
    )


def _first_published(
    indicator: Indicator,
    observations: Iterable[Observation],
    known: Mapping[tuple[str, int], Observation],
    derived: Mapping[int, DerivedValue],
    as_of: date,
) -> tuple[DerivedValue, ...]:
    """What the first figures make of each period of which a newer one is known.

    What was put right (訂正) was a mistake and no revision: the figures before it do not count.
    """
    first = dict(known)
    rows = standing(o for o in observations if o.published_on <= as_of)
    mended = {
        (o.series, o.period): sort_key(o) for o in sorted(rows, key=sort_key) if o.correction is not None
    }
    for observation in rows:
        key = (observation.series, observation.period)
        earlier = key in first and observation.published_on < first[key].published_on
        was_wrong = key in mended and sort_key(observation) < mended[key]
        if earlier and not was_wrong and observation.value is not None:
            first[key] = observation
    if first == known:
        return ()
    at_first = derive(indicator, first)
    return tuple(d for p, d in at_first.items() if p in derived and d.inputs != derived[p].inputs)


# --- derivation -----------------------------------------------------------------------------------


def derive(indicator: Indicator, known: Mapping[tuple[str, int], Observation]) -> dict[int, DerivedValue]:
    """The indicator's value at every period for which all that it needs is known, by period."""
    wanted = set(series_of(indicator.derivation))
    periods = sorted({period for series, period in known if series in wanted})
    result: dict[int, DerivedValue] = {}
    for period in periods:
        inputs = [known.get(key) for key in _needed(indicator, period)]
        present = [i for i in inputs if i is not None and i.value is not None]
        if len(present) == len(inputs):
            value = _derived_value(indicator, [i.value for i in present if i.value is not None])
            if value is not None:
                result[period] = DerivedValue(period, value, tuple(present))
    return result


def _needed(indicator: Indicator, period: int) -> list[tuple[str, int]]:
    """Series and periods that the value at ``period`` is made from."""
    match indicator.derivation:
        case AsPublished(series=series):
            return [(series, period)]
        case Ratio(numerator=numerator, denominator=denominator):
            return [(numerator, period), (denominator, period)]
        case TrailingMean(series=series, window=window):  # exhaustive: mypy
            return [(series, year) for year in range(period - window + 1, period + 1)]


def _derived_value(indicator: Indicator, values: Sequence[Decimal]) -> Decimal | None:
    """As published; numerator / denominator x 100 (None for a denominator of 0); mean of the window.

    None also for the number of a state that a milestone has not.
    """
    match indicator.derivation:
        case AsPublished() if indicator.states:
            return values[0] if values[0] in range(1, len(indicator.states) + 1) else None
        case AsPublished():
            return values[0]
        case Ratio():
            return values[0] * 100 / values[1] if values[1] else None
        case TrailingMean(window=window):  # exhaustive: mypy
            return sum(values, Decimal(0)) / window


# --- accumulation ---------------------------------------------------------------------------------


def measured_periods(indicator: Indicator, report_year: int) -> tuple[int, ...]:
    """The periods that count as actuals in a report on ``report_year``: after the baseline, none later."""
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            years: Iterable[int] = indicator.final_target.period.years()
        case Accumulation.YEARLY_TARGETS:
            years = (point.period.first for point in indicator.targets)
        case _:
            last = max(indicator.final_target.period.last, report_year)
            years = range(indicator.baseline.period.last + 1, last + 1)
    return tuple(year for year in years if year <= report_year)


def accumulate(indicator: Indicator, derived: Mapping[int, DerivedValue]) -> dict[int, Decimal]:
    """x at each period that counts, rounded half up to the indicator's decimals, by period.

    ``period_total`` and a ``running_total`` made of increments stop before the first gap.
    """
    last = max(derived, default=0)
    periods = measured_periods(indicator, last)
    if is_sum(indicator):
        exact = _running_sum(sum_starts_at(indicator), periods, derived)
    else:
        exact = {period: derived[period].value for period in periods if period in derived}
    return {period: round_half_up(value, indicator.decimals) for period, value in exact.items()}


def is_sum(indicator: Indicator) -> bool:
    """Whether x is made of all periods so far: a ``period_total``, or a ``running_total`` of increments."""
    if indicator.accumulation is Accumulation.RUNNING_TOTAL:
        return isinstance(indicator.derivation, AsPublished) and indicator.derivation.increments
    return indicator.accumulation is Accumulation.PERIOD_TOTAL


def sum_starts_at(indicator: Indicator) -> Decimal:
    """What a sum is before its first period: a flow over the plan's years 0, a stock its baseline."""
    total = indicator.accumulation is Accumulation.PERIOD_TOTAL
    return Decimal(0) if total else _there(stated(indicator.baseline), indicator)


def stands_for(indicator: Indicator, period: int) -> range:
    """The years that x at ``period`` is about: all of the target's so far for a ``period_total``, else the one."""
    total = indicator.accumulation is Accumulation.PERIOD_TOTAL
    return range(indicator.final_target.period.first if total else period, period + 1)


def _running_sum(
    start: Decimal, periods: Iterable[int], derived: Mapping[int, DerivedValue]
) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    total = start
    for period in periods:
        if period not in derived:
            break
        total += derived[period].value
        sums[period] = total
    return sums


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round half up (away from zero at the half), never to a negative zero."""
    rounded = value.quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP, _ARITHMETIC)
    return abs(rounded) if rounded.is_zero() else rounded


# --- what a value is measured against -------------------------------------------------------------


def expected_at(indicator: Indicator, period: int) -> Decimal | None:
    """expected(p): where the value should be at ``period`` to reach the target; None where no path leads there."""
    target = stated(indicator.final_target)
    with localcontext(_ARITHMETIC):
        match indicator.accumulation:
            case Accumulation.PERIOD_TOTAL:
                total, years = _there(target, indicator), indicator.final_target.period.length
                return total * len(stands_for(indicator, period)) / years
            case Accumulation.YEARLY_TARGETS:
                return stated(target_at(indicator, period))
            case Accumulation.THRESHOLD:
                return target
            case Accumulation.TREND | Accumulation.MILESTONE | Accumulation.UNDECIDED:
                return None
            case _:
                leg = leg_at(indicator, period)
                return None if leg is None else leg.start + (leg.end - leg.start) * leg.done / leg.years


@dataclass(frozen=True)
class Leg:
    """A straight part of the path from the baseline to the target: from ``start`` to ``end`` in ``years``, ``done`` of them gone."""

    start: Decimal
    end: Decimal
    done: int
    years: int


def leg_at(indicator: Indicator, period: int) -> Leg | None:
    """The leg that ``period`` (clipped to the target year) lies on: the first that ends in it or later.

    From the baseline through each interim target in turn; None without a baseline.
    """
    if not isinstance(indicator.baseline, Point):
        return None
    points = [(p.period.last, p.value) for p in (indicator.baseline, *figures_to_reach(indicator))]
    year = min(max(period, points[0][0]), points[-1][0])
    (first, start), (last, end) = next(leg for leg in itertools.pairwise(points) if year <= leg[1][0])
    return Leg(start, end, year - first, last - first)


def figures_to_reach(indicator: Indicator) -> tuple[Point, ...]:
    """The targets that are figures, in order."""
    return tuple(goal for goal in indicator.all_targets if isinstance(goal, Point))


def target_at(indicator: Indicator, year: int) -> Goal:
    """The target in a year: of yearly targets the newest by then (before them the first), else the final one."""
    if indicator.accumulation is not Accumulation.YEARLY_TARGETS:
        return indicator.final_target
    passed = [point for point in indicator.targets if point.period.first <= year]
    return passed[-1] if passed else indicator.targets[0]


def reference_at(
    indicator: Indicator, period: int, own: Mapping[int, Decimal] = MappingProxyType({})
) -> Decimal | None:
    """reference(p): where the value would be had nothing changed since the baseline; None without a baseline.

    Of a trend against the previous year it is the year before's value, of those in ``own``; of the first year the baseline.
    """
    baseline = stated(indicator.baseline)
    if is_against_previous(indicator):
        before = period - 1
        first = before == indicator.baseline.period.last and baseline is not None
        return baseline if first else own.get(before)
    if baseline is not None and indicator.accumulation is Accumulation.PERIOD_TOTAL:
        with localcontext(_ARITHMETIC):
            return baseline * len(stands_for(indicator, period)) / _years_of_baseline(indicator)
    return baseline


def is_against_previous(indicator: Indicator) -> bool:
    """Whether a year is compared with the year before (前年度比増)."""
    return indicator.accumulation is Accumulation.TREND and indicator.against is Against.PREVIOUS


def _years_of_baseline(indicator: Indicator) -> int:
    """M: the years that the baseline is the sum of; a yearly mean is of one."""
    return 1 if indicator.is_mean else indicator.baseline.period.length


def _revised_baseline(indicator: Indicator, derived: Mapping[int, DerivedValue]) -> Decimal | None:
    """The baseline by the newest figures, rounded; None where it is as stated, or not known.

    Of a stock of which only the increments are published, nobody has published the baseline again.
    """
    baseline = stated(indicator.baseline)
    years = indicator.baseline.period.years()
    of_increments = is_sum(indicator) and indicator.accumulation is not Accumulation.PERIOD_TOTAL
    if baseline is None or of_increments or any(year not in derived for year in years):
        return None
    total = sum((derived[year].value for year in years), Decimal(0))
    newest = round_half_up(total / len(years) if indicator.is_mean else total, indicator.decimals)
    return None if newest == round_half_up(baseline, indicator.decimals) else newest


def direction_of(indicator: Indicator) -> Direction | None:
    """The declared direction, else that of the plan's figures; None where neither says it."""
    if indicator.accumulation is Accumulation.MILESTONE:
        return Direction.INCREASE
    return indicator.direction or way_of_the_figures(indicator)


def more_is_better(indicator: Indicator) -> bool:
    """Whether the direction is upwards; where it is not known nothing is judged by it."""
    return direction_of(indicator) is not Direction.DECREASE


def meets(indicator: Indicator, value: Decimal, target: Decimal) -> bool:
    """Whether a value reaches a target, in the direction that the plan wants."""
    return value >= target if more_is_better(indicator) else value <= target


class Unjudged(StrEnum):
    """Why there is a value and no verdict."""

    NO_BASELINE = "no_baseline"
    NO_DIRECTION = "no_direction"


def why_unjudged(e: Evaluation) -> Unjudged:
    """Of an evaluation whose verdict is 判定なし: what the plan lacks."""
    return Unjudged.NO_DIRECTION if direction_of(e.indicator) is None else Unjudged.NO_BASELINE


# --- period by period -----------------------------------------------------------------------------


def _periods(
    indicator: Indicator,
    known: Mapping[tuple[str, int], Observation],
    derived: Mapping[int, DerivedValue],
    levels: Mapping[int, Decimal],
    missing: Iterable[int],
    report_year: int,
    rules: Rules,
) -> tuple[PeriodFigures, ...]:
    """Every year from the first that is known (or the baseline's) to the last that is known (or the target's)."""
    own = {period: round_half_up(d.value, indicator.decimals) for period, d in derived.items()}
    first = min([indicator.baseline.period.first, *derived])
    last = max([indicator.final_target.period.last, *derived])
    measured = measured_periods(indicator, last)
    asked_for = (*_asked_for(indicator, known, report_year, rules), *range(report_year + 1, last + 1))
    counting = frozenset(asked_for).intersection(_still_counting(indicator, last))
    found = []
    for period in range(first, last + 1):
        figures = PeriodFigures(period, derived.get(period), levels.get(period))
        if period in measured:
            expected, reference = expected_at(indicator, period), reference_at(indicator, period, own)
            figures = replace(figures, expected=expected, reference=reference)
        if period in counting and period not in levels:
            # A sum stops before its first gap, which is why later periods have no x either.
            so_far = measured if is_sum(indicator) and period in derived else (period,)
            gap = next(p for p in so_far if p not in derived)
            absence, mark = _absence(indicator, gap, known, missing, report_year)
            figures = replace(figures, absence=absence, mark=mark)
        found.append(figures)
    return tuple(found)


def _absence(
    indicator: Indicator,
    period: int,
    known: Mapping[tuple[str, int], Observation],
    missing: Iterable[int],
    report_year: int,
) -> tuple[Absence, Mark | None]:
    """Why the indicator has no value of its own at a period, and the sign published instead of a figure."""
    if period > report_year:
        return Absence.LATER, None
    needed = _needed(indicator, period)
    marks = [known[key].mark for key in needed if key in known and known[key].value is None]
    if marks:
        return Absence.MARKED, marks[0]
    unknown = {year for series, year in needed if (series, year) not in known}
    if not unknown:
        return Absence.NOT_COMPUTABLE, None
    return (Absence.MISSING if unknown.intersection(missing) else Absence.NOT_PUBLISHED), None


# --- judging --------------------------------------------------------------------------------------


def _judge(
    base: Evaluation, derived: Mapping[int, DerivedValue], levels: Mapping[int, Decimal], rules: Rules
) -> Evaluation:
    indicator = base.indicator
    period = max(levels)
    value = levels[period]
    inputs = _inputs(indicator, derived, levels, period)
    span = indicator.final_target.period
    over = period >= span.last
    judged = replace(
        base,
        period=period,
        value=value,
        expected=base.at(period).expected,
        reference=base.at(period).reference,
        pace_ratio=_pace_ratio(indicator, period, value),
        attainment=_attainment(indicator, value, over),
        landing=_landing(indicator, period, value),
        required_per_year=_required(indicator, period, value),
        lag=base.report_year - period,
        vintage=max(i.published_on for i in inputs),
        inputs=inputs,
        final=over and indicator.accumulation is Accumulation.YEARLY_TARGETS,
    )
    verdict = _verdict(judged, over, rules)
    can_fall_back = indicator.accumulation is Accumulation.SINGLE_YEAR
    early = verdict is Verdict.ACHIEVED and not over and can_fall_back
    return replace(judged, verdict=verdict, before_target_year=early)


def _inputs(
    indicator: Indicator,
    derived: Mapping[int, DerivedValue],
    levels: Mapping[int, Decimal],
    period: int,
) -> tuple[Observation, ...]:
    """The observations behind the value: of all summed periods for a sum, else of the period."""
    periods = list(levels) if is_sum(indicator) else [period]
    return tuple(observation for p in periods for observation in derived[p].inputs)


def _pace_ratio(indicator: Indicator, period: int, value: Decimal) -> Decimal | None:
    """進捗度 P = (x - reference) / (expected - reference); None where no path leads from a baseline to the target.

    None also where the direction is not known, for a denominator of 0, and where a path that turns round expects
    less than the baseline: P would be the better the worse the value is.
    Both differences are multiplied by the years that expected and reference are divided by, so that only
    the last division rounds: a P of just 0.6 is 0.6, also where expected is a third of something.
    """
    baseline, target = stated(indicator.baseline), stated(indicator.final_target)
    if indicator.accumulation in _WITHOUT_PACE or baseline is None or target is None:
        return None
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            done = len(stands_for(indicator, period))
            years, before = indicator.final_target.period.length, _years_of_baseline(indicator)
            change = (value * before - baseline * done) * years
            planned = (target * before - baseline * years) * done
        case Accumulation.YEARLY_TARGETS:
            change = value - baseline
            planned = _there(expected_at(indicator, period), indicator) - baseline
        case _:
            leg = leg_at(indicator, period)
            assert leg is not None  # noqa: S101 - there is a baseline
            change = (value - baseline) * leg.years
            planned = (leg.start - baseline) * leg.years + (leg.end - leg.start) * leg.done
    direction = direction_of(indicator)
    if direction is None or (planned > 0) != (direction is Direction.INCREASE):
        return None
    return _quotient(change, planned)


_WITHOUT_PACE = frozenset(
    {Accumulation.FLOOR, Accumulation.THRESHOLD, Accumulation.TREND, Accumulation.MILESTONE}
)
"""Rules without a path from the baseline to the target."""


def _quotient(change: Decimal, planned: Decimal) -> Decimal | None:
    """None for a denominator of 0; never a negative zero."""
    return change / planned + 0 if planned else None


def _attainment(indicator: Indicator, value: Decimal, over: bool) -> Decimal | None:
    """達成率 A = (x - b) / (t - b); for a total only at its end, never without a path.

    Of a total, b is what its years would have at the baseline's rate.
    """
    unfinished_total = indicator.accumulation is Accumulation.PERIOD_TOTAL and not over
    if indicator.accumulation in _WITHOUT_PACE or unfinished_total:
        return None
    target, baseline = (
        stated(indicator.final_target),
        reference_at(indicator, indicator.final_target.period.last),
    )
    if target is None or baseline is None:
        return None
    return _quotient(value - baseline, target - baseline)


def _landing(indicator: Indicator, period: int, value: Decimal) -> Decimal | None:
    """着地見込み: x/n*N for a total; the line through baseline and value, read at the target year."""
    baseline, years = stated(indicator.baseline), indicator.final_target.period
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            return value * years.length / len(stands_for(indicator, period))
        case Accumulation.SINGLE_YEAR | Accumulation.RUNNING_TOTAL if (
            baseline is not None and period <= years.last
        ):
            start, end = indicator.baseline.period.last, years.last
            return baseline + (value - baseline) * (end - start) / (period - start)
        case _:
            return None


def _required(indicator: Indicator, period: int, value: Decimal) -> Decimal | None:
    """必要年平均 (t - x) / (pt - p); None once the target year is there, for yearly targets, and without a path."""
    target, last = stated(indicator.final_target), indicator.final_target.period.last
    yearly = indicator.accumulation is Accumulation.YEARLY_TARGETS
    if yearly or indicator.accumulation in _WITHOUT_PACE or target is None or period >= last:
        return None
    return (target - value) / (last - period)


def verdict_at(e: Evaluation, value: Decimal, rules: Rules) -> Verdict:
    """The verdict had the value been another one; ``e`` has been judged."""
    assert e.period is not None  # noqa: S101 - the caller's condition
    with localcontext(_ARITHMETIC):
        other = replace(e, value=value, pace_ratio=_pace_ratio(e.indicator, e.period, value))
        return _verdict(other, e.period >= e.indicator.final_target.period.last, rules)


def _verdict(judged: Evaluation, over: bool, rules: Rules) -> Verdict:
    """判定, in the order of ``docs/evaluation.md``: achieved, not achieved, then by P."""
    indicator, value, expected = judged.indicator, judged.value, judged.expected
    assert value is not None  # noqa: S101 - _judge has just set it
    match indicator.accumulation:
        case Accumulation.FLOOR:
            assert expected is not None  # noqa: S101 - a floor without a baseline is an error of the plan
            return _floor_verdict(value, expected, judged.target, over)
        case Accumulation.THRESHOLD:
            return _at_last(meets(indicator, value, judged.target), over, Verdict.BEHIND)
        case Accumulation.TREND:
            return _trend_verdict(indicator, value, judged.reference, over)
        case Accumulation.MILESTONE:
            return _milestone_verdict(indicator, value, over)
        case _:
            return _verdict_on_a_path(judged, value, over, rules)


def _verdict_on_a_path(judged: Evaluation, value: Decimal, over: bool, rules: Rules) -> Verdict:
    indicator, expected = judged.indicator, judged.expected
    if direction_of(indicator) is None:
        return Verdict.UNJUDGED
    if _is_achieved(indicator, value, expected, over, rules):
        return Verdict.ACHIEVED
    if over:
        return Verdict.NOT_ACHIEVED
    if isinstance(indicator.baseline, UnknownBaseline) or expected is None:
        return Verdict.UNJUDGED
    if judged.pace_ratio is None:
        return _verdict_without_pace(indicator, value, expected)
    return _by_pace(judged.pace_ratio, rules.scale)


def _is_achieved(
    indicator: Indicator, value: Decimal, expected: Decimal | None, over: bool, rules: Rules
) -> bool:
    target = _there(stated(indicator.final_target), indicator)
    if indicator.accumulation is Accumulation.YEARLY_TARGETS:
        return meets(indicator, value, _there(expected, indicator))
    if indicator.accumulation is Accumulation.PERIOD_TOTAL and not over:
        # A sum of counts that are never negative cannot fall below its target again; any other can.
        only_grows = rules.non_negative.issuperset(series_of(indicator.derivation))
        return only_grows and more_is_better(indicator) and meets(indicator, value, target)
    return meets(indicator, value, target)


def _at_last(good: bool, over: bool, short: Verdict) -> Verdict:
    """Good or not, in the words of the years before the target's or of its own and those after."""
    if over:
        return Verdict.ACHIEVED if good else Verdict.NOT_ACHIEVED
    return Verdict.ON_TRACK if good else short


def _floor_verdict(value: Decimal, expected: Decimal, target: Decimal, over: bool) -> Verdict:
    """A floor under a fall (目標人口): at or above the line is good."""
    return _at_last(value >= (target if over else expected), over, Verdict.BEHIND)


def _trend_verdict(indicator: Indicator, value: Decimal, reference: Decimal | None, over: bool) -> Verdict:
    """増加, 減少, 現状維持: better than the baseline or the year before (where it is to be kept, not worse)."""
    if reference is None:
        return Verdict.UNJUDGED
    if value == reference:
        return _at_last(indicator.keep, over, Verdict.BEHIND)
    return _at_last(meets(indicator, value, reference), over, Verdict.MOVED_AWAY)


def _milestone_verdict(indicator: Indicator, value: Decimal, over: bool) -> Verdict:
    """実施, 策定, 開設: the last state is the target, the first is where nothing has been done."""
    if value >= len(indicator.states):
        return Verdict.ACHIEVED
    return _at_last(value > 1 and not over, over, Verdict.BEHIND)


def _verdict_without_pace(indicator: Indicator, value: Decimal, expected: Decimal) -> Verdict:
    """What is expected is the baseline's level, or worse where a path turns round: short of it is worse than it."""
    return Verdict.ON_TRACK if meets(indicator, value, expected) else Verdict.MOVED_AWAY


def _by_pace(pace: Decimal, scale: Scale) -> Verdict:
    if pace >= scale.on_track:
        return Verdict.ON_TRACK
    if pace >= scale.slightly_behind:
        return Verdict.SLIGHTLY_BEHIND
    return Verdict.BEHIND if pace >= 0 else Verdict.MOVED_AWAY


# --- the publication calendar ---------------------------------------------------------------------


def _due_on(indicator: Indicator, period: int, rules: Rules) -> date:
    """When all that the indicator needs for ``period`` should be out."""
    return max(rules.publications[s].due_on(period) for s in series_of(indicator.derivation))


def _asked_for(
    indicator: Indicator, known: Mapping[tuple[str, int], Observation], report_year: int, rules: Rules
) -> tuple[int, ...]:
    """The measured periods up to the report's of which a figure is wanted.

    Of a series that begins with the plan nothing is expected from before it, unless the rule needs that year.
    """
    begins = min(rules.begins, report_year) - (1 if is_against_previous(indicator) else 0)
    own = series_of(indicator.derivation)
    oldest = min((period for series, period in known if series in own), default=begins)
    return tuple(p for p in _still_counting(indicator, report_year) if p >= min(begins, oldest))


def _missing_periods(
    indicator: Indicator,
    counting: Iterable[int],
    known: Mapping[tuple[str, int], Observation],
    as_of: date,
    rules: Rules,
) -> tuple[int, ...]:
    """Periods that should be in the ledger and are not: due by ``as_of``, or a later one is there."""
    newest: dict[str, int] = {}
    for series, period in known:
        newest[series] = max(period, newest.get(series, period))
    missing = set()
    if is_against_previous(indicator) and isinstance(indicator.baseline, UnknownBaseline):
        counting = (indicator.baseline.period.last, *counting)  # the first year is compared with it
    for measured in counting:
        for series, period in _needed(indicator, measured):
            observation = known.get((series, period))
            if observation is not None and observation.value is not None:
                continue
            due = rules.publications[series].due_on(period) <= as_of
            if due or period < newest.get(series, period):
                missing.add(period)
    return tuple(sorted(missing))


def _marked(
    indicator: Indicator, known: Mapping[tuple[str, int], Observation], missing: Iterable[int]
) -> tuple[tuple[int, Mark], ...]:
    """The missing periods of which the ledger has a sign (秘匿, 不詳) and nothing is left to take in."""
    found = []
    for period in missing:
        published = [known.get((series, period)) for series in series_of(indicator.derivation)]
        marks = [o.mark for o in published if o is not None and o.value is None and o.mark is not None]
        if marks and None not in published:
            found.append((period, marks[0]))
    return tuple(found)


def _awaited(
    indicator: Indicator,
    known: Mapping[tuple[str, int], Observation],
    report_year: int,
    as_of: date,
    rules: Rules,
) -> tuple[Awaited, ...]:
    """Periods of the report of which a figure cannot be there yet, with the day by which the last should be.

    A figure that is there is not awaited, also where it came before its time or has no value (秘匿, 不詳).
    """
    found = []
    for measured in _still_counting(indicator, report_year):
        lacking = [key for key in _needed(indicator, measured) if key not in known]
        due = max((rules.publications[s].due_on(p) for s, p in lacking), default=date.min)
        if due > as_of:
            found.append(Awaited(measured, due))
    return tuple(found)


def _still_counting(indicator: Indicator, report_year: int) -> tuple[int, ...]:
    """Measured periods up to the target's last year; later ones change nothing that was promised."""
    last = indicator.final_target.period.last
    return tuple(p for p in measured_periods(indicator, report_year) if p <= last)


# --- a whole plan ---------------------------------------------------------------------------------


def rules_of(plan: Plan) -> Rules:
    """The rules that a plan's sources and scale give."""
    publications: dict[str, PublicationSchedule] = {}
    for source in plan.sources.values():
        for series in source.series_ids():
            schedule = source.schedule_of(series)
            if not isinstance(schedule, MonthlySchedule):  # no indicator is made of months
                publications.setdefault(series, schedule)  # the first, as Plan.source_of
    non_negative = frozenset(s.id for s in plan.series.values() if s.non_negative)
    return Rules(publications, non_negative, plan.general.scale, plan.general.period.first)


def evaluate_plan(
    plan: Plan, observations: Sequence[Observation], report_year: int, as_of: date
) -> tuple[Evaluation, ...]:
    """Every indicator of a plan, in the plan's order."""
    rules = rules_of(plan)
    by_series: dict[str, list[Observation]] = {}
    for observation in observations:
        by_series.setdefault(observation.series, []).append(observation)

    def of(indicator: Indicator) -> list[Observation]:
        return [o for series in series_of(indicator.derivation) for o in by_series.get(series, ())]

    return tuple(
        evaluate(indicator, of(indicator), report_year, as_of, rules) for _, indicator in plan.indicators()
    )
