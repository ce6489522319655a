"""How an indicator is evaluated: ``evaluation.md``, rule by rule.

Pure functions of an indicator, observations, a report year and an as-of date. No file, no clock, no
binary float: arithmetic is :class:`decimal.Decimal`, rounded half up to the indicator's decimals before
anything is compared, so that what is printed is what was judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from misato_report.observation import Observation
from misato_report.plan.document import Scale
from misato_report.plan.indicators import (
    Accumulation,
    AsPublished,
    Direction,
    Indicator,
    Ratio,
    TrailingMean,
    Verdict,
    series_of,
)
from misato_report.plan.plan import Plan
from misato_report.plan.sources import PublicationSchedule

_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Rules:
    """What the plan says around an indicator: calendars by series id, counts that cannot fall, the cuts."""

    publications: Mapping[str, PublicationSchedule]
    non_negative: frozenset[str]
    scale: Scale


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


@dataclass(frozen=True)
class Evaluation:
    """評価: one indicator at one report year and as-of date. What is undefined is None.

    ``value``, ``expected``, ``reference``, ``baseline``, ``target``, ``landing`` and
    ``required_per_year`` are in the indicator's unit (the last per year); ``pace_ratio`` and
    ``attainment`` are plain ratios (1 = 100 %). ``target`` is the final target. ``by_period`` holds the
    derived value of every period known at the as-of date up to the report year, exact;
    ``levels`` the accumulated value of every period from the first that counts (a sum so far, a level).
    """

    indicator: Indicator
    report_year: int
    as_of: date
    verdict: Verdict
    baseline: Decimal
    target: Decimal
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
    missing_periods: tuple[int, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    inputs: tuple[Observation, ...] = ()
    by_period: tuple[DerivedValue, ...] = ()
    levels: tuple[tuple[int, Decimal], ...] = ()
    before_target_year: bool = False
    final: bool = False


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
        known = newest_vintages(observations, report_year, as_of)
        derived = derive(indicator, known)
        levels = accumulate(indicator, derived)
        base = Evaluation(
            indicator=indicator,
            report_year=report_year,
            as_of=as_of,
            verdict=Verdict.NOT_PUBLISHED,
            baseline=indicator.baseline.value,
            target=indicator.final_target.value,
            by_period=tuple(derived.values()),
            levels=tuple(levels.items()),
            missing_periods=_missing_periods(indicator, known, report_year, as_of, rules),
            awaited=_awaited(indicator, known, report_year, as_of, rules),
        )
        if not levels:
            overdue = any(
                _due_on(indicator, period, rules) <= as_of
                for period in measured_periods(indicator, report_year)
            )
            return replace(base, verdict=Verdict.MISSING if overdue else Verdict.NOT_PUBLISHED)
        return _judge(base, derived, levels, rules)


def newest_vintages(
    observations: Iterable[Observation], report_year: int, as_of: date
) -> dict[tuple[str, int], Observation]:
    """The newest vintage of each series and period, published by ``as_of``, period by the report year."""
    newest: dict[tuple[str, int], Observation] = {}
    for observation in observations:
        if observation.published_on > as_of or observation.period > report_year:
            continue
        key = (observation.series, observation.period)
        if key not in newest or observation.published_on > newest[key].published_on:
            newest[key] = observation
    return newest


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
        case TrailingMean(series=series, window=window):
            return [(series, year) for year in range(period - window + 1, period + 1)]


def _derived_value(indicator: Indicator, values: Sequence[Decimal]) -> Decimal | None:
    """As published; numerator / denominator x 100 (None for a denominator of 0); mean of the window."""
    match indicator.derivation:
        case AsPublished():
            return values[0]
        case Ratio():
            return values[0] * 100 / values[1] if values[1] else None
        case TrailingMean(window=window):
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
    if _is_summed(indicator):
        total = indicator.accumulation is Accumulation.PERIOD_TOTAL
        exact = _running_sum(Decimal(0) if total else indicator.baseline.value, periods, derived)
    else:
        exact = {period: derived[period].value for period in periods if period in derived}
    return {period: round_half_up(value, indicator.decimals) for period, value in exact.items()}


def _is_summed(indicator: Indicator) -> bool:
    """Whether x is made of all periods so far: a ``period_total``, or a ``running_total`` of increments."""
    if indicator.accumulation is Accumulation.RUNNING_TOTAL:
        return isinstance(indicator.derivation, AsPublished) and indicator.derivation.increments
    return indicator.accumulation is Accumulation.PERIOD_TOTAL


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


def expected_at(indicator: Indicator, period: int) -> Decimal:
    """expected(p): where the value should be at ``period`` to reach the target (``evaluation.md``)."""
    baseline, target = indicator.baseline, indicator.final_target
    with localcontext(_ARITHMETIC):
        match indicator.accumulation:
            case Accumulation.PERIOD_TOTAL:
                done = period - target.period.first + 1
                return target.value * done / target.period.length
            case Accumulation.YEARLY_TARGETS:
                return next(p.value for p in reversed(indicator.targets) if p.period.first <= period)
            case _:
                done, years = _years_of_line(indicator, period)
                return baseline.value + (target.value - baseline.value) * done / years


def _years_of_line(indicator: Indicator, period: int) -> tuple[int, int]:
    """Years from the baseline to ``period`` (clipped to the target year), and to the target year."""
    start, end = indicator.baseline.period.last, indicator.final_target.period.last
    return min(max(period, start), end) - start, end - start


def reference_at(indicator: Indicator, period: int) -> Decimal:
    """reference(p): where the value would be had nothing changed since the baseline."""
    baseline = indicator.baseline
    if indicator.accumulation is Accumulation.PERIOD_TOTAL:
        done = period - indicator.final_target.period.first + 1
        with localcontext(_ARITHMETIC):
            return baseline.value * done / baseline.period.length
    return baseline.value


def more_is_better(indicator: Indicator) -> bool:
    """Direction of t - b; totals over spans of different length are compared by the year."""
    target, baseline = indicator.final_target, indicator.baseline
    if indicator.accumulation is Accumulation.FLOOR:
        return True
    with localcontext(_ARITHMETIC):
        change = target.value - baseline.value
        if indicator.accumulation is Accumulation.PERIOD_TOTAL:
            change = target.value * baseline.period.length - baseline.value * target.period.length
    if change == 0:
        return indicator.direction is not Direction.DECREASE
    return change > 0


def meets(indicator: Indicator, value: Decimal, target: Decimal) -> bool:
    """Whether a value reaches a target, in the direction that the plan wants."""
    return value >= target if more_is_better(indicator) else value <= target


# --- judging --------------------------------------------------------------------------------------


def _judge(
    base: Evaluation, derived: Mapping[int, DerivedValue], levels: Mapping[int, Decimal], rules: Rules
) -> Evaluation:
    indicator = base.indicator
    period = max(levels)
    value = levels[period]
    expected, reference = expected_at(indicator, period), reference_at(indicator, period)
    inputs = _inputs(indicator, derived, levels, period)
    span = indicator.final_target.period
    over = period >= span.last
    judged = replace(
        base,
        period=period,
        value=value,
        expected=expected,
        reference=reference,
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
    periods = list(levels) if _is_summed(indicator) else [period]
    return tuple(observation for p in periods for observation in derived[p].inputs)


def _pace_ratio(indicator: Indicator, period: int, value: Decimal) -> Decimal | None:
    """進捗度 P = (x - reference) / (expected - reference); None for a floor or a denominator of 0.

    Both differences are multiplied by the years that expected and reference are divided by, so that only
    the last division rounds: a P of just 0.6 is 0.6, also where expected is a third of something.
    """
    baseline, target = indicator.baseline, indicator.final_target
    match indicator.accumulation:
        case Accumulation.FLOOR:
            return None
        case Accumulation.PERIOD_TOTAL:
            done = period - target.period.first + 1
            years, before = target.period.length, baseline.period.length
            change = (value * before - baseline.value * done) * years
            planned = (target.value * before - baseline.value * years) * done
        case Accumulation.YEARLY_TARGETS:
            change = value - baseline.value
            planned = expected_at(indicator, period) - baseline.value
        case _:
            done, years = _years_of_line(indicator, period)
            change = (value - baseline.value) * years
            planned = (target.value - baseline.value) * done
    return _quotient(change, planned)


def _quotient(change: Decimal, planned: Decimal) -> Decimal | None:
    """None for a denominator of 0; never a negative zero."""
    return change / planned + 0 if planned else None


def _attainment(indicator: Indicator, value: Decimal, over: bool) -> Decimal | None:
    """達成率 A = (x - b) / (t - b); for a total only at its end, never for a floor.

    Of a total, b is what its years would have at the baseline's rate.
    """
    unfinished_total = indicator.accumulation is Accumulation.PERIOD_TOTAL and not over
    if indicator.accumulation is Accumulation.FLOOR or unfinished_total:
        return None
    target = indicator.final_target
    baseline = reference_at(indicator, target.period.last)
    return _quotient(value - baseline, target.value - baseline)


def _landing(indicator: Indicator, period: int, value: Decimal) -> Decimal | None:
    """着地見込み: x/n*N for a total; the line through baseline and value, read at the target year."""
    baseline, target = indicator.baseline, indicator.final_target
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            return value * target.period.length / (period - target.period.first + 1)
        case Accumulation.SINGLE_YEAR | Accumulation.RUNNING_TOTAL if period <= target.period.last:
            start, end = baseline.period.last, target.period.last
            return baseline.value + (value - baseline.value) * (end - start) / (period - start)
        case _:
            return None


def _required(indicator: Indicator, period: int, value: Decimal) -> Decimal | None:
    """必要年平均 (t - x) / (pt - p); None once the target year is there, for yearly targets and floors."""
    target = indicator.final_target
    no_path = indicator.accumulation in (Accumulation.YEARLY_TARGETS, Accumulation.FLOOR)
    if no_path or period >= target.period.last:
        return None
    return (target.value - value) / (target.period.last - period)


def verdict_at(e: Evaluation, value: Decimal, rules: Rules) -> Verdict:
    """The verdict had the value been another one; ``e`` has been judged."""
    assert e.period is not None  # noqa: S101 - the caller's condition
    with localcontext(_ARITHMETIC):
        other = replace(e, value=value, pace_ratio=_pace_ratio(e.indicator, e.period, value))
        return _verdict(other, e.period >= e.indicator.final_target.period.last, rules)


def _verdict(judged: Evaluation, over: bool, rules: Rules) -> Verdict:
    """判定, in the order of ``evaluation.md``: achieved, not achieved, then by P."""
    indicator, value, expected = judged.indicator, judged.value, judged.expected
    assert value is not None and expected is not None  # noqa: S101 - _judge has just set both
    if indicator.accumulation is Accumulation.FLOOR:
        return _floor_verdict(value, expected, judged.target, over)
    if _is_achieved(indicator, value, expected, over, rules):
        return Verdict.ACHIEVED
    if over:
        return Verdict.NOT_ACHIEVED
    if judged.pace_ratio is None:
        return _verdict_without_pace(indicator, value, expected)
    return _by_pace(judged.pace_ratio, rules.scale)


def _is_achieved(indicator: Indicator, value: Decimal, expected: Decimal, over: bool, rules: Rules) -> bool:
    target = indicator.final_target.value
    if indicator.accumulation is Accumulation.YEARLY_TARGETS:
        return meets(indicator, value, expected)
    if indicator.accumulation is Accumulation.PERIOD_TOTAL and not over:
        # A sum of counts that are never negative cannot fall below its target again; any other can.
        only_grows = rules.non_negative.issuperset(series_of(indicator.derivation))
        return only_grows and more_is_better(indicator) and meets(indicator, value, target)
    return meets(indicator, value, target)


def _floor_verdict(value: Decimal, expected: Decimal, target: Decimal, over: bool) -> Verdict:
    """A floor under a fall (目標人口): at or above the line is good."""
    if over:
        return Verdict.ACHIEVED if value >= target else Verdict.NOT_ACHIEVED
    return Verdict.ON_TRACK if value >= expected else Verdict.BEHIND


def _verdict_without_pace(indicator: Indicator, value: Decimal, expected: Decimal) -> Verdict:
    """Keep-the-level targets: expected is the baseline's level, so short of it is worse than it."""
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


def _missing_periods(
    indicator: Indicator,
    known: Mapping[tuple[str, int], Observation],
    report_year: int,
    as_of: date,
    rules: Rules,
) -> tuple[int, ...]:
    """Periods that should be in the ledger and are not: due by ``as_of``, or a later one is there."""
    newest: dict[str, int] = {}
    for series, period in known:
        newest[series] = max(period, newest.get(series, period))
    missing = set()
    for measured in _still_counting(indicator, report_year):
        for series, period in _needed(indicator, measured):
            observation = known.get((series, period))
            if observation is not None and observation.value is not None:
                continue
            due = rules.publications[series].due_on(period) <= as_of
            if due or period < newest.get(series, period):
                missing.add(period)
    return tuple(sorted(missing))


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
            publications.setdefault(series, source.publication)  # the first, as Plan.source_of
    non_negative = frozenset(s.id for s in plan.series.values() if s.non_negative)
    return Rules(publications, non_negative, plan.general.scale)


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
