"""What holds of every evaluation, whatever the indicator and the figures."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from misato_report.evaluation.rules import Rules, evaluate, expected_at, reference_at, round_half_up, rules_of
from misato_report.observation import Observation
from misato_report.plan.document import PlanFile, Scale
from misato_report.plan.indicators import (
    Accumulation,
    Against,
    AsPublished,
    Direction,
    Indicator,
    Point,
    Verdict,
    series_of,
)
from misato_report.plan.plan import Plan
from misato_report.plan.sources import LongTable, PublicationSchedule, Source
from tests.support.by_fractions import direction, expected_and_reference, more_is_better
from tests.support.situations import RULES, Situation, figures, observation, point, situations

# Other work on the machine must not fail a test by its slowness.
quick = settings(max_examples=150, deadline=None)

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
BEST_TO_WORST = (
    Verdict.ACHIEVED,
    Verdict.ON_TRACK,
    Verdict.SLIGHTLY_BEHIND,
    Verdict.BEHIND,
    Verdict.MOVED_AWAY,
    Verdict.UNJUDGED,
    Verdict.NOT_ACHIEVED,
)
WITHOUT_PACE = (Accumulation.FLOOR, Accumulation.THRESHOLD, Accumulation.TREND, Accumulation.MILESTONE)
WITH_PACE = [rule for rule in RULES if rule not in WITHOUT_PACE]
WITH_FIGURES = [rule for rule in RULES if rule is not Accumulation.MILESTONE]
LINES = (Accumulation.SINGLE_YEAR, Accumulation.RUNNING_TOTAL, Accumulation.FLOOR)


def verdict_by_fractions(s: Situation, period: int, x: Fraction, before: Fraction | None) -> Verdict:
    """The table of verdicts from 「達成」 on, read from the top, without any rounding; ``before`` is last year's value."""
    indicator = s.indicator
    over = period >= indicator.final_target.period.last
    more = more_is_better(indicator)

    def meets(aim: Fraction) -> bool:
        return x >= aim if more else x <= aim

    def at_last(good: bool, otherwise: Verdict) -> Verdict:
        if over:
            return Verdict.ACHIEVED if good else Verdict.NOT_ACHIEVED
        return Verdict.ON_TRACK if good else otherwise

    expected, reference = expected_and_reference(indicator, period)
    match indicator.accumulation:
        case Accumulation.FLOOR if expected is not None:
            aim = Fraction(indicator.final_target.value) if over else expected
            return at_last(x >= aim, Verdict.BEHIND)
        case Accumulation.THRESHOLD:
            return at_last(meets(Fraction(indicator.final_target.value)), Verdict.BEHIND)
        case Accumulation.TREND:
            previous = indicator.against is Against.PREVIOUS
            first = period - 1 == indicator.baseline.period.last and reference is not None
            aim_of_trend = before if previous and not first else reference
            if aim_of_trend is None:
                return Verdict.UNJUDGED
            same = x == aim_of_trend
            good = indicator.keep if same else meets(aim_of_trend)
            return at_last(good, Verdict.BEHIND if same else Verdict.MOVED_AWAY)
        case Accumulation.MILESTONE:
            done = x == len(indicator.states)
            return Verdict.ACHIEVED if done else at_last(not over and x > 1, Verdict.BEHIND)
        case _:
            return _on_a_path(s, x, over, expected, reference)


def _on_a_path(
    s: Situation, x: Fraction, over: bool, expected: Fraction | None, reference: Fraction | None
) -> Verdict:
    way = direction(s.indicator)
    more = way is Direction.INCREASE
    target = Fraction(s.indicator.final_target.value)
    if way is None:
        return Verdict.UNJUDGED

    def meets(aim: Fraction) -> bool:
        return x >= aim if more else x <= aim

    match s.indicator.accumulation:
        case Accumulation.YEARLY_TARGETS:
            assert expected is not None
            achieved = meets(expected)
        case Accumulation.PERIOD_TOTAL if not over:
            achieved = bool(s.rules.non_negative) and more and meets(target)
        case _:
            achieved = meets(target)
    if achieved:
        return Verdict.ACHIEVED
    if over:
        return Verdict.NOT_ACHIEVED
    if expected is None or reference is None:
        return Verdict.UNJUDGED
    if expected == reference or (expected > reference) != more:
        return Verdict.ON_TRACK if meets(expected) else Verdict.MOVED_AWAY
    pace = (x - reference) / (expected - reference)
    cuts = (
        (Fraction(1), Verdict.ON_TRACK),
        (Fraction(3, 5), Verdict.SLIGHTLY_BEHIND),
        (Fraction(0), Verdict.BEHIND),
    )
    return next((verdict for cut, verdict in cuts if pace >= cut), Verdict.MOVED_AWAY)


# ---- order, later figures, the surroundings


@given(situations(), st.randoms(use_true_random=False))
@quick
def test_the_order_of_the_observations_does_not_matter(situation: Situation, random: Any) -> None:
    shuffled = list(situation.observations)
    random.shuffle(shuffled)
    assert situation.evaluate(shuffled) == situation.evaluate()


@given(situations(), st.integers(2021, 2040), st.integers(1, 2000), figures(1))
@quick
def test_a_later_publication_changes_nothing(s: Situation, period: int, days: int, value: Decimal) -> None:
    later = date.fromordinal(s.as_of.toordinal() + days)
    added = [observation(series, period, value, later) for series in series_of(s.indicator.derivation)]
    assert s.evaluate([*added, *s.observations]) == s.evaluate()


@given(situations(), st.integers(1, 9), figures(1))
@quick
def test_a_later_period_changes_nothing(s: Situation, years: int, value: Decimal) -> None:
    period, day = s.report_year + years, date(2000, 1, 1)
    added = [observation(series, period, value, day) for series in series_of(s.indicator.derivation)]
    assert s.evaluate([*added, *s.observations]) == s.evaluate()


@given(situations())
@quick
def test_the_surrounding_decimal_context_changes_nothing(situation: Situation) -> None:
    usual = situation.evaluate()
    with localcontext(Context(prec=2, rounding=ROUND_DOWN, Emin=-5, Emax=5, traps=[Inexact])):
        assert situation.evaluate() == usual
        if usual.period is not None and usual.value is not None:
            assert expected_at(situation.indicator, usual.period) == usual.expected
            if situation.indicator.against is not Against.PREVIOUS:
                assert reference_at(situation.indicator, usual.period) == usual.reference
            assert round_half_up(usual.value, situation.indicator.decimals) == usual.value


@given(situations())
@quick
def test_only_what_was_known_is_used(situation: Situation) -> None:
    e = situation.evaluate()
    behind = [*e.inputs, *(o for derived in e.by_period for o in derived.inputs)]
    assert set(behind) <= set(situation.observations)
    assert all(o.published_on <= e.as_of and o.period <= e.report_year for o in behind)
    assert all(year <= e.report_year for year in (*e.missing_periods, *(a.period for a in e.awaited)))
    assert not {a.period for a in e.awaited} & {d.period for d in e.by_period}
    assert all(a.due > e.as_of for a in e.awaited)


# ---- signs, scale, direction


def mirrored(s: Situation) -> Situation:
    """All signs the other way round; of a ratio only the numerator's."""

    def mirror(p: Any) -> Any:
        return p.replace(value=-p.value) if isinstance(p, Point) else p

    i = s.indicator
    turned = {Direction.INCREASE: Direction.DECREASE, Direction.DECREASE: Direction.INCREASE, None: None}
    indicator = i.replace(
        baseline=mirror(i.baseline),
        target=mirror(i.target) if i.target else None,
        targets=tuple(mirror(p) for p in i.targets),
        direction=turned[i.direction],
    )

    def value(o: Observation) -> Decimal:
        return (o.value or Decimal(0)) * (1 if o.series == "whole" else -1)

    return replace(s, indicator=indicator, observations=s.with_values(value))


@given(situations(WITH_PACE, non_negative=False))
@quick
def test_mirrored_signs_give_the_same_verdict_and_pace(situation: Situation) -> None:
    there, back = situation.evaluate(), mirrored(situation).evaluate()
    assert (back.verdict, back.pace_ratio, back.attainment) == (
        there.verdict,
        there.pace_ratio,
        there.attainment,
    )
    assert (back.period, back.missing_periods) == (there.period, there.missing_periods)
    for name in ("value", "expected", "reference", "landing", "required_per_year"):
        one, other = getattr(there, name), getattr(back, name)
        assert (one is None and other is None) or one == other.copy_negate()


def scaled(s: Situation, factor: Decimal, more_decimals: int) -> Situation:
    """All figures times a factor; of a ratio only the numerator."""

    def scale(p: Any) -> Any:
        return p.replace(value=p.value * factor) if isinstance(p, Point) else p

    i = s.indicator
    indicator = i.replace(
        decimals=i.decimals + more_decimals,
        baseline=scale(i.baseline),
        target=scale(i.target) if i.target else None,
        targets=tuple(scale(p) for p in i.targets),
    )

    def value(o: Observation) -> Decimal:
        return (o.value or Decimal(0)) * (1 if o.series == "whole" else factor)

    return replace(s, indicator=indicator, observations=s.with_values(value))


def assert_same_judgement(situation: Situation, other: Situation) -> None:
    one, two = situation.evaluate(), other.evaluate()
    assert (one.verdict, one.pace_ratio, one.period) == (two.verdict, two.pace_ratio, two.period)


@given(situations(WITH_FIGURES), st.integers(1, 4))
@quick
def test_smaller_units_keep_the_verdict(situation: Situation, places: int) -> None:
    assert_same_judgement(situation, scaled(situation, Decimal(1).scaleb(-places), places))


@given(situations(WITH_FIGURES, ("as_published",), extra_places=0), st.integers(1, 999), st.integers(0, 2))
@quick
def test_a_positive_factor_keeps_the_verdict(situation: Situation, factor: int, places: int) -> None:
    assert_same_judgement(situation, scaled(situation, Decimal(factor).scaleb(-places), places))


@given(situations(), figures(2, 0), st.data())
@quick
def test_better_actuals_never_give_a_worse_verdict(s: Situation, step: Decimal, data: st.DataObject) -> None:
    # A better year before makes the newest no better; and a milestone has no state after its last.
    assume(s.indicator.against is Against.BASELINE and not s.indicator.states)
    sign = 1 if more_is_better(s.indicator) else -1
    years = data.draw(st.sets(st.integers(2021, 2033)))

    def better(o: Observation) -> Decimal:
        value = o.value or Decimal(0)
        return value + sign * step if o.series != "whole" and o.period in years else value

    before, after = s.evaluate(), s.evaluate(s.with_values(better))
    assert (before.period, before.missing_periods) == (after.period, after.missing_periods)
    if before.period is None:
        assert before.verdict is after.verdict
    else:
        assert BEST_TO_WORST.index(after.verdict) <= BEST_TO_WORST.index(before.verdict)


# ---- the figures and the verdict


@given(situations(whole=True))
@settings(max_examples=400, deadline=None)
def test_the_verdict_is_that_of_exact_fractions(situation: Situation) -> None:
    e = situation.evaluate()
    assume(e.period is not None)
    assert e.period is not None and e.value is not None
    before = next((f.own for f in e.periods if f.period == e.period - 1), None)
    places = situation.indicator.decimals
    last = None if before is None else Fraction(round_half_up(before, places))
    assert e.verdict is verdict_by_fractions(situation, e.period, Fraction(e.value), last)


@given(situations(WITH_PACE, whole=True))
@quick
def test_pace_is_1_or_more_exactly_when_the_value_meets_what_is_expected(situation: Situation) -> None:
    e = situation.evaluate()
    assume(e.pace_ratio is not None)
    assert e.pace_ratio is not None and e.period is not None and e.value is not None
    expected, reference = expected_and_reference(e.indicator, e.period)
    assert expected is not None and reference is not None
    x = Fraction(e.value)
    assert (e.pace_ratio >= 1) == (x >= expected if more_is_better(e.indicator) else x <= expected)
    assert abs(Fraction(e.pace_ratio) - (x - reference) / (expected - reference)) < Fraction(1, 10**25)
    assert (e.pace_ratio < 0) == ((x - reference) * (expected - reference) < 0)


@pytest.mark.parametrize("years", range(2, 10))
@given(data=st.data(), change=st.integers(-99, 99).filter(bool), start=figures(1))
@settings(max_examples=20, deadline=None)
def test_a_cut_that_is_just_met_is_met(years: int, data: st.DataObject, change: int, start: Decimal) -> None:
    """Where a third or a seventh of the way is expected, the pace ratio is still exact at the cut."""
    done = data.draw(st.integers(1, years - 1))
    indicator = Indicator(
        id="example",
        name="例",
        short_name="例",
        unit="人",
        decimals=1,
        accumulation=data.draw(st.sampled_from((Accumulation.SINGLE_YEAR, Accumulation.RUNNING_TOTAL))),
        derivation=AsPublished(method="as_published", series="counted"),
        baseline=point(2025, 2025, start),
        target=point(2025 + years, 2025 + years, start + change),
    )
    cut = Decimal(years) / 10  # so that a tenth of the change for each year is just at the cut
    calendar = {"counted": PublicationSchedule(month=12, years_after=0, text="例")}
    rules = Rules(calendar, frozenset(), Scale(slightly_behind=cut))
    at_cut = start + Decimal(change * done) / 10
    seen = [observation("counted", 2025 + done, at_cut, date(2025 + done, 12, 18))]
    e = evaluate(indicator, seen, 2025 + done, date(2040, 3, 31), rules)
    assert (e.pace_ratio, e.verdict) == (cut, Verdict.SLIGHTLY_BEHIND)


@given(situations(LINES, derivations=("as_published",), extra_places=3, whole=True))
@quick
def test_what_is_printed_is_what_was_judged(s: Situation) -> None:
    e = s.evaluate()
    assume(e.period is not None and not (e.indicator.derivation.increments))  # type: ignore[union-attr]
    assert e.period is not None and e.value is not None
    published = next(d.value for d in e.by_period if d.period == e.period)
    places = Decimal(1).scaleb(-e.indicator.decimals)
    assert e.value == published.quantize(places, context=EXACT)
    again = s.evaluate(s.with_values(lambda o: (o.value or Decimal(0)).quantize(places, context=EXACT)))
    same = ("verdict", "value", "pace_ratio", "attainment", "landing", "required_per_year")
    assert [getattr(again, name) for name in same] == [getattr(e, name) for name in same]


@given(situations())
@quick
def test_the_figures_fit_the_verdict(situation: Situation) -> None:
    e = situation.evaluate()
    waiting = e.verdict in (Verdict.NOT_PUBLISHED, Verdict.MISSING)
    for name in ("period", "value", "lag", "vintage"):
        assert (getattr(e, name) is None) == waiting, name
    for name in ("expected", "reference", "pace_ratio", "attainment"):
        assert getattr(e, name) is None or not waiting, name
    numbers = [getattr(e, field.name) for field in fields(e)] + [level for _, level in e.levels]
    decimals = [n for n in numbers if isinstance(n, Decimal)]
    assert not any(n.is_zero() and n.is_signed() for n in decimals), "a negative zero"
    assert all(n.is_finite() for n in decimals)
    if e.period is None:
        return
    assert e.lag == e.report_year - e.period >= 0
    assert e.vintage == max(o.published_on for o in e.inputs)
    over = e.period >= e.indicator.final_target.period.last
    assert e.verdict is not Verdict.NOT_ACHIEVED or over
    assert not over or e.verdict in (Verdict.ACHIEVED, Verdict.NOT_ACHIEVED, Verdict.UNJUDGED)
    if e.verdict is Verdict.UNJUDGED:
        assert e.stated_baseline is None or direction(e.indicator) is None
    assert not over or e.required_per_year is None
    if e.before_target_year:
        assert (e.indicator.accumulation, e.verdict) == (Accumulation.SINGLE_YEAR, Verdict.ACHIEVED)
    if e.period == e.indicator.final_target.period.last and e.landing is not None:
        assert e.landing == e.value


# ---- a plan's calendars


def test_the_calendar_of_a_series_is_that_of_its_first_source() -> None:
    """As ``Plan.source_of``, which names the source that the report prints beside the date."""

    def source(name: str, month: int) -> Source:
        return Source(
            id=name,
            title=name,
            publisher="例",
            publication=PublicationSchedule(month=month, years_after=0, text="例"),
            layout=LongTable(kind="long", series=("counted",)),
        )

    general = PlanFile.validate(
        {
            "title": "例",
            "municipality": {"name": "美郷町", "prefecture": "島根県", "code": "324485"},
            "department": "企画推進課",
            "period": "R8..R12",
        }
    )
    sources = {"first": source("first", 3), "second": source("second", 12)}
    plan = Plan(general=general, fields=(), series={}, sources=sources)
    first = plan.source_of("counted")
    assert first is not None
    assert rules_of(plan).publications["counted"] == first.publication == sources["first"].publication
