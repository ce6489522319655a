"""The town in every state that a report may find it in: nothing known yet, all achieved, all failed, long texts, large figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from misato_report import load_workspace
from misato_report.notation import Mark
from misato_report.observation import Observation
from misato_report.plan.document import Field
from misato_report.plan.indicators import Accumulation, Indicator, Point, Ratio, TrailingMean, series_of
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import FieldReview, IndicatorReview, ReviewsFile
from misato_report.project import Project
from tests.conftest import ROOT

LONG_TEXT = "住宅の相談から移住までを一つの窓口で受け、町内の空き家を直して貸す仕組みを続けた。" * 49
LARGE = Decimal(5_000)  # makes figures of eight digits out of those of the plan
_REASON = "数値のほかに、住民への聞き取りで分かったことも加えて評価した。"


@dataclass(frozen=True)
class State:
    """A project and the report that is made of it."""

    project: Project
    report_year: int
    as_of: date


def samples() -> Project:
    """The repository's own workspace with its sample figures."""
    return load_workspace(ROOT)


def nothing_yet() -> State:
    """The first April of the plan."""
    return State(replace(samples(), observations=()), 2026, date(2026, 4, 20))


def all_overdue() -> State:
    """Everything has been published, and nothing was taken in."""
    return State(replace(samples(), observations=()), 2027, date(2034, 4, 20))


def all_achieved() -> State:
    """The last year of the plan, every target passed."""
    return _at_the_end(Decimal("1.2"))


def all_failed() -> State:
    """The last year of the plan, everything moved away from its target."""
    return _at_the_end(Decimal("-0.5"))


def large_figures() -> State:
    """Values of eight digits."""
    state = _at_the_end(Decimal("0.7"), _enlarged)
    return replace(state, report_year=2028)


def long_texts() -> State:
    """Reviews of 2,000 characters, of two fields and an indicator in each."""
    state = State(samples(), 2027, date(2028, 4, 20))
    plan = state.project.sound_plan()
    written = {
        "department": "企画推進課",
        "written_on": date(2028, 4, 17),
        "factors": LONG_TEXT,
        "policy": LONG_TEXT,
    }
    fields = tuple(FieldReview.validate({"field": f.id, **written}) for f in plan.fields[:2])
    indicators = tuple(
        IndicatorReview.validate({"indicator": i.id, "town_verdict_reason": _REASON, **written})
        for i in (field.indicators[0] for field in plan.fields[:2])
    )
    reviews = {2027: ReviewsFile(year=2027, fields=fields, indicators=indicators)}
    return replace(state, project=replace(state.project, plan=replace(plan, reviews=reviews)))


def many_indicators() -> State:
    """Forty indicators and more."""
    project = samples()
    plan = project.sound_plan()
    fields = tuple(multiplied(field, 9) for field in plan.fields)
    return State(replace(project, plan=replace(plan, fields=fields)), 2027, date(2028, 4, 20))


def ten_years() -> State:
    """A plan of ten years, whose tables are as wide as they get, in its fifth year."""
    return _at_the_end(Decimal("0.7"), _lengthened)


def without_money(state: State) -> State:
    """The same without what was told of projects and opinions, which have pages of their own."""
    plan = replace(state.project.sound_plan(), projects={}, opinions=OpinionsFile())
    return replace(state, project=replace(state.project, plan=plan))


STATES: dict[str, Callable[[], State]] = {
    state.__name__: state
    for state in (
        nothing_yet,
        all_overdue,
        all_achieved,
        all_failed,
        large_figures,
        long_texts,
        many_indicators,
        ten_years,
    )
}


def multiplied(field: Field, times: int) -> Field:
    def copies(indicator: Indicator) -> Iterator[Indicator]:
        yield indicator
        for number in range(2, times + 1):
            yield indicator.replace(
                id=f"{indicator.id}_{number}", short_name=f"{indicator.short_name}（その{number}）"
            )

    copied = tuple(copy for indicator in field.indicators for copy in copies(indicator))
    return field.replace(indicators=copied)


def _same(plan: Plan) -> Plan:
    return plan


def _at_the_end(pace: Decimal, change: Callable[[Plan], Plan] = _same) -> State:
    """The plan's last year, when all has been published, with every indicator at one pace."""
    project = samples()
    plan = change(project.sound_plan())
    seen: dict[tuple[str, int], Observation] = {}
    for _, indicator in plan.indicators():
        for observation in _course(plan, indicator, pace):
            seen.setdefault((observation.series, observation.period), observation)
    return State(replace(project, plan=plan, observations=tuple(seen.values())), 2030, date(2034, 4, 20))


def _course(plan: Plan, indicator: Indicator, pace: Decimal) -> Iterator[Observation]:
    """What is published if an indicator goes its way to the target at a multiple of the planned pace."""
    baseline, target = indicator.baseline, indicator.final_target
    derivation = indicator.derivation
    earlier = derivation.window - 1 if isinstance(derivation, TrailingMean) else 0
    for year in range(baseline.period.last + 1 - earlier, 2031):
        if indicator.accumulation is Accumulation.PERIOD_TOTAL:
            per_year = target.value / target.period.length
            before = baseline.value / baseline.period.length
            value = before + (per_year - before) * pace
        else:
            aim = next((p.value for p in indicator.targets if p.period.first >= year), target.value)
            steps = target.period.last - baseline.period.last
            way = (
                Decimal(1) if indicator.targets else Decimal(min(year - baseline.period.last, steps)) / steps
            )
            value = baseline.value + (aim - baseline.value) * way * pace
        yield from _published(plan, indicator, year, round(value, indicator.decimals))


def _published(plan: Plan, indicator: Indicator, year: int, value: Decimal) -> Iterator[Observation]:
    derivation = indicator.derivation
    if isinstance(derivation, Ratio):
        pairs = [(derivation.numerator, value * 100), (derivation.denominator, Decimal(10_000))]
    else:
        pairs = [(series_of(derivation)[0], value)]
    for series, figure in pairs:
        about = plan.series[series]
        yield Observation(
            series, year, about.basis, figure, about.unit, Mark.SAMPLE, date(2034, 3, 1),
            next(iter(plan.sources)), "actuals/2033/見本.csv", "", year - 2000, "C", "0" * 64,
        )  # fmt: skip


def _lengthened(plan: Plan) -> Plan:
    """Targets of 2030 become targets of 2035, and a grant has a target for each of ten years."""

    def later(point: Any) -> Any:
        span = point.period
        if span.last != plan.general.period.last:
            return point
        first = span.last + 5 if span.first == span.last else span.first
        return point.replace(period=replace(span, first=first, last=span.last + 5))

    def yearly(indicator: Indicator) -> Indicator:
        if not indicator.targets:
            target = later(indicator.target) if indicator.target else None
            return indicator.replace(target=target)
        last = indicator.targets[-1]
        spans = (replace(last.period, first=year, last=year, text=str(year)) for year in range(2026, 2036))
        targets = tuple(Point(period=span, value=last.value + number) for number, span in enumerate(spans))
        return indicator.replace(targets=targets)

    period = replace(plan.general.period, last=2035)
    general = plan.general.replace(period=period)
    fields = tuple(
        field.replace(
            indicators=tuple(map(yearly, field.indicators)),
            grants=tuple(g.replace(indicators=tuple(map(yearly, g.indicators))) for g in field.grants),
        )
        for field in plan.fields
    )
    return replace(plan, general=general, fields=fields)


def _enlarged(plan: Plan) -> Plan:
    def large(point: Any) -> Any:
        return point.replace(value=round(point.value * LARGE, 0))

    def of(indicator: Indicator) -> Indicator:
        if isinstance(indicator.derivation, Ratio):
            return indicator
        changes = {
            "decimals": 0,
            "baseline": large(indicator.baseline),
            "target": large(indicator.target) if indicator.target else None,
            "targets": tuple(map(large, indicator.targets)),
        }
        return indicator.replace(**changes)

    fields = []
    for field in plan.fields:
        grants = tuple(grant.replace(indicators=tuple(map(of, grant.indicators))) for grant in field.grants)
        fields.append(field.replace(indicators=tuple(map(of, field.indicators)), grants=grants))
    return replace(plan, fields=tuple(fields))
