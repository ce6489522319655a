"""Situations in which an indicator may be evaluated, for property tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from misato_report.evaluation.rules import Evaluation, Rules, evaluate
from misato_report.notation import Basis, Mark
from misato_report.observation import Observation
from misato_report.plan.document import Scale
from misato_report.plan.indicators import (
    Accumulation,
    Against,
    AsPublished,
    Averaging,
    Deadline,
    Direction,
    Indicator,
    Point,
    Ratio,
    StatedBaseline,
    TrailingMean,
    UnknownBaseline,
    series_of,
)
from misato_report.plan.sources import PublicationSchedule
from misato_report.plan.values import YearSpan
from tests.support.by_fractions import direction

RULES = [rule for rule in Accumulation if rule is not Accumulation.UNDECIDED]
STATES = ("未着手", "着手", "完了")


@dataclass(frozen=True)
class Situation:
    """Everything that an evaluation is made from."""

    indicator: Indicator
    observations: tuple[Observation, ...]
    report_year: int
    as_of: date
    rules: Rules

    def evaluate(self, observations: Sequence[Observation] | None = None) -> Evaluation:
        """The evaluation, of other observations if they are given."""
        seen = self.observations if observations is None else observations
        return evaluate(self.indicator, seen, self.report_year, self.as_of, self.rules)

    def with_values(self, change: Callable[[Observation], Decimal]) -> tuple[Observation, ...]:
        """The observations with other values where they have one."""
        return tuple(o if o.value is None else replace(o, value=change(o)) for o in self.observations)


def observation(series: str, period: int, value: Decimal | None, published_on: date) -> Observation:
    """An observation from nowhere in particular."""
    mark = Mark.UNKNOWN if value is None else None
    return Observation(
        series, period, Basis.FISCAL, value, "人", mark, published_on, "例", "例.csv", "", 1, "A", "0"
    )


def figures(places: int, low: int = -300) -> st.SearchStrategy[Decimal]:
    """Figures with just so many decimals; small, so that equal ones and borders are met."""
    return st.integers(low, 300).map(lambda digits: Decimal(digits).scaleb(-places))


def point(first: int, last: int, value: Decimal) -> Point:
    """A figure of the plan."""
    return Point(period=YearSpan(first=first, last=last, text=f"{first}..{last}"), value=value)


@st.composite
def indicators(draw: st.DrawFn, rules: Sequence[Accumulation], derivations: Sequence[str]) -> Indicator:
    """Any indicator that a plan may hold, of any kind; the interim targets and those of single years may turn round."""
    accumulation = draw(st.sampled_from(rules))
    milestone = accumulation is Accumulation.MILESTONE
    decimals = 0 if milestone else draw(st.integers(0, 2))
    baseline_year = draw(st.integers(2023, 2025))
    total = accumulation is Accumulation.PERIOD_TOTAL
    mean = not milestone and draw(st.integers(0, 4)) == 0
    before = draw(st.integers(1, 4)) if total or mean else 1
    first = baseline_year + draw(st.integers(1, 2))
    value = Decimal(draw(st.integers(1, len(STATES)))) if milestone else draw(figures(decimals))
    targets: tuple[Point, ...] = ()
    target: Point | Deadline | None = None
    interim = accumulation is Accumulation.SINGLE_YEAR and draw(st.booleans())
    if interim or accumulation is Accumulation.YEARLY_TARGETS:
        amounts = draw(st.lists(figures(decimals), min_size=2 if interim else 1, max_size=4))
        if draw(st.booleans()):
            amounts = [value + step for step in sorted(abs(amount) for amount in amounts)]
        targets = tuple(point(first + n, first + n, amount) for n, amount in enumerate(amounts))
    elif total:
        target = point(first, first + draw(st.integers(1, 6)), draw(figures(decimals)))
    else:
        year = baseline_year + draw(st.integers(1, 7))
        worded = milestone or accumulation is Accumulation.TREND
        goal = point(year, year, draw(figures(decimals)))
        target = Deadline(period=goal.period) if worded else goal
    derivation: AsPublished | Ratio | TrailingMean
    match "as_published" if milestone else draw(st.sampled_from(derivations)):
        case "ratio":
            derivation = Ratio(method="ratio", numerator="part", denominator="whole")
        case "trailing_mean":
            derivation = TrailingMean(
                method="trailing_mean", series="counted", window=draw(st.integers(2, 4))
            )
        case _:
            derivation = AsPublished(method="as_published", series="counted", increments=draw(st.booleans()))
    stock = isinstance(derivation, AsPublished) and derivation.increments
    needed = stock or milestone or accumulation is Accumulation.FLOOR
    span = point(baseline_year - before + 1, baseline_year, value)
    baseline: Point | UnknownBaseline = StatedBaseline(
        period=span.period, value=value, of=Averaging.MEAN if mean else None
    )
    if not needed and draw(st.integers(0, 5)) == 0:
        baseline = UnknownBaseline(unknown="未調査", period=point(baseline_year, baseline_year, value).period)
    indicator = Indicator(
        id="example",
        name="例",
        short_name="例",
        unit="段階" if milestone else "人",
        decimals=decimals,
        accumulation=accumulation,
        derivation=derivation,
        baseline=baseline,
        target=target,
        targets=targets,
        direction=Direction.INCREASE if accumulation in _DECLARED else None,
        against=draw(st.sampled_from(Against)),
        keep=draw(st.booleans()),
        states=STATES if milestone else (),
    )
    return indicator.replace(direction=draw(st.sampled_from(_possible_directions(indicator))))


_DECLARED = (Accumulation.THRESHOLD, Accumulation.TREND)


def _possible_directions(indicator: Indicator) -> list[Direction | None]:
    """What may be declared: what the figures say, or anything where they say nothing."""
    if indicator.accumulation in _DECLARED:
        return list(Direction)
    ends = indicator.way[:1] + indicator.way[-1:]
    turned = indicator.accumulation is not Accumulation.PERIOD_TOTAL and len(set(ends)) > 1
    said = direction(indicator)
    if said is None and turned:
        said = Direction.INCREASE if ends[-1] > ends[0] else Direction.DECREASE
    return [None, said] if said is not None else [None, *Direction]


def _values_of(indicator: Indicator, places: int, lowest: int) -> st.SearchStrategy[Decimal]:
    """Figures; of a milestone the numbers of its states."""
    if indicator.states:
        return st.integers(1, len(indicator.states)).map(Decimal)
    return figures(places, lowest)


@st.composite
def situations(
    draw: st.DrawFn,
    rules: Sequence[Accumulation] = RULES,
    derivations: Sequence[str] = ("as_published", "ratio", "trailing_mean"),
    extra_places: int = 1,
    non_negative: bool | None = None,
    whole: bool = False,
) -> Situation:
    """Any situation: with gaps, withheld figures and revisions, or ``whole``, with none of them."""
    indicator = draw(indicators(rules, derivations))
    never_negative = draw(st.booleans()) if non_negative is None else non_negative
    places = indicator.decimals + draw(st.integers(0, extra_places))
    seen: list[Observation] = []
    for series in series_of(indicator.derivation):
        lowest = 1 if series == "whole" else 0 if never_negative else -300
        for period in range(2021, 2021 + draw(st.integers(5, 12))):
            for publication in range(1 if whole else draw(st.sampled_from([1, 1, 1, 1, 2, 0]))):
                known = whole or draw(st.integers(0, 15)) > 0
                value = draw(_values_of(indicator, places, lowest)) if known else None
                seen.append(observation(series, period, value, date(period + publication, 12, 18)))
    calendars = {
        series: PublicationSchedule(
            month=draw(st.integers(1, 12)), years_after=draw(st.integers(0, 2)), text="例"
        )
        for series in series_of(indicator.derivation)
    }
    counts = frozenset(calendars) if never_negative else frozenset[str]()
    report_year = draw(st.integers(2024, 2033))
    as_of = date(report_year + draw(st.integers(0, 3)), draw(st.sampled_from([3, 12])), 31)
    return Situation(indicator, tuple(seen), report_year, as_of, Rules(calendars, counts, Scale()))
