"""The rows of a form's sheet of figures: each KPI with what it stands at, and what is counted for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from misato_report.actuals.recognising import long_sources
from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.scales import LABELS, WITHOUT_VERDICT, labels_of
from misato_report.evaluation.wording import (
    absence_words,
    expected_words,
    goal_quantity,
    quantity,
    unit_behind,
)
from misato_report.notation import print_number, print_year
from misato_report.observation import Observation
from misato_report.plan.document import Field
from misato_report.plan.indicators import Indicator, series_of
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series

_LATER = "記入後に決まります"
_NONE = "―"


@dataclass(frozen=True)
class Row:
    """A row of the form, its figures with their units as they are printed.

    ``series`` is what the department counts in it (None: the figures are published by others). ``verdict`` is the word
    that is printed; ``judged`` is the one of the form's list that 町の評価 is held against, empty where it is not known
    yet. ``asks_verdict``: whether 町の評価 is asked for.
    """

    name: str
    number: str
    series: Series | None = None
    this_year: str = ""
    last_year: str = ""
    target: str = ""
    expected: str = ""
    verdict: str = ""
    judged: str = ""
    asks_verdict: bool = False
    states: tuple[str, ...] = ()
    """What may be written for a value, where that is a state (段階)."""
    period: int | None = None
    """The year of the figure, where that is not the form's."""


@dataclass(frozen=True)
class Known:
    """What is known when a form is made: evaluations by indicator, the newest figures by series and year."""

    year: int
    evaluations: Mapping[str, Evaluation]
    newest: Mapping[tuple[str, int], Observation]


def rows_of(plan: Plan, one: Field, known: Known) -> Iterator[tuple[str, Row]]:
    """Each row of a field with the department that fills it in: its KPIs, then those of its grants."""
    own = long_sources(plan)
    for indicator in one.indicators:
        department = indicator.department or one.departments[0]
        for row in _of_indicator(plan, indicator, known, f"indicators/{indicator.id}", own):
            yield department, row
    for grant in one.grants:
        for indicator in grant.indicators:
            department = indicator.department or grant.department or one.departments[0]
            number = f"grants/{grant.id}/{indicator.id}"
            for row in _of_indicator(plan, indicator, known, number, own):
                yield department, row


def _of_indicator(
    plan: Plan, indicator: Indicator, known: Known, number: str, own: Mapping[str, object]
) -> Iterator[Row]:
    counted = [plan.series[ident] for ident in series_of(indicator.derivation) if ident in own]
    awaits = any((series.id, known.year) not in known.newest for series in counted)
    e = known.evaluations[indicator.id]
    with_figure = counted[0] if len(counted) == 1 else None
    judged = "" if awaits or e.verdict in WITHOUT_VERDICT else LABELS[e.verdict]
    yield Row(
        name=indicator.name,
        number=number,
        series=with_figure,
        this_year=_figure(e, known.year),
        last_year=_figure(e, known.year - 1),
        target=f"{goal_quantity(indicator, indicator.final_target)}（{print_year(indicator.final_target.period.last)}）",
        expected=_expected(e, known.year),
        verdict=_verdict(plan, e, awaits=awaits),
        judged=judged,
        asks_verdict=number.startswith("indicators/"),
        states=plan.states_of(with_figure.id) if with_figure is not None else (),
    )
    for series in counted if with_figure is None else ():
        yield Row(
            name=f"　（{indicator.name}のもと）",
            number=f"series/{series.id}",
            series=series,
            this_year=_observed(known.newest.get((series.id, known.year))),
            last_year=_observed(known.newest.get((series.id, known.year - 1))),
        )
    yield from _left_open(plan, e, counted, known)


def _left_open(plan: Plan, e: Evaluation, counted: Iterable[Series], known: Known) -> Iterator[Row]:
    """A row for each earlier figure that is still to be taken in."""
    earlier = [period for period in e.overdue if period < known.year]
    for series in counted:
        for period in earlier:
            if (series.id, period) not in known.newest:
                year = print_year(period)
                yield Row(
                    name=f"　（{e.indicator.name}、{year}の値）",
                    number=f"series/{series.id}/{year}",
                    series=series,
                    states=plan.states_of(series.id),
                    period=period,
                )


def _figure(e: Evaluation, year: int) -> str:
    """x at a year, or why there is none."""
    figures = next((f for f in e.periods if f.period == year), None)
    if figures is None:
        return _NONE
    if figures.value is None:
        return absence_words(figures) or _NONE
    return quantity(e.indicator, figures.value)


def _expected(e: Evaluation, year: int) -> str:
    figures = next((f for f in e.periods if f.period == year), None)
    if figures is None or figures.expected is None:
        return _NONE
    return f"{expected_words(e.indicator, figures.expected)}{unit_behind(e.indicator.unit)}"


def _verdict(plan: Plan, e: Evaluation, *, awaits: bool) -> str:
    """The word of the verdict, with its year where that is an earlier one."""
    if awaits:
        return _LATER
    word = labels_of(plan.general.scale)[e.verdict]
    return f"{word}（{print_year(e.period)}まで）" if e.period is not None and e.lag else word


def _observed(observation: Observation | None) -> str:
    if observation is None:
        return ""
    if observation.value is None:
        return str(observation.mark)
    return f"{print_number(observation.value)}{unit_behind(observation.unit)}"
