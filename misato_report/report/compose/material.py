"""What all pages are composed from, and the words and figures that several of them print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from misato_report.evaluation.comparison import Change
from misato_report.evaluation.peers import PeerTable
from misato_report.evaluation.population_paths import Course
from misato_report.evaluation.project_facts import YearFacts, year_facts
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.scales import labels_of, mark_of, signs_of
from misato_report.evaluation.wording import amount, span_words, years_words
from misato_report.evaluation.year_so_far import YearSoFar
from misato_report.plan.indicators import Goal, Indicator, Verdict
from misato_report.plan.plan import Plan
from misato_report.plan.revising import AppliedRevision
from misato_report.report.compose.figures import origins_of
from misato_report.report.facts import ComparedWith, Facts
from misato_report.report.page_model import (
    Figure,
    VerdictMark,
)

_TONES = {
    Verdict.ACHIEVED: "good",
    Verdict.ON_TRACK: "good",
    Verdict.SLIGHTLY_BEHIND: "middling",
    Verdict.BEHIND: "bad",
    Verdict.MOVED_AWAY: "bad",
    Verdict.NOT_ACHIEVED: "bad",
    Verdict.UNJUDGED: "none",
    Verdict.NOT_PUBLISHED: "none",
    Verdict.MISSING: "none",
}


@dataclass(frozen=True)
class Material:
    """All that the pages are made from."""

    plan: Plan
    evaluations: dict[str, Evaluation]
    changes: Mapping[str, Change]
    revisions: tuple[AppliedRevision, ...]
    reviews: Reviews
    compared: ComparedWith | None = None
    so_far: tuple[YearSoFar, ...] = ()
    courses: tuple[Course, ...] = ()
    peers: Mapping[str, PeerTable] = field(default_factory=dict)
    year: YearFacts = field(default_factory=YearFacts)

    def courses_of(self, indicator: Indicator) -> tuple[Course, ...]:
        """The projections that are shown beside an indicator: 目標人口 alone has some."""
        return self.courses if indicator == self.plan.general.target_population else ()

    def mark(self, e: Evaluation) -> VerdictMark:
        """判定 as the plan's scale prints it."""
        return VerdictMark(*mark_of(self.plan.general.scale, e), _TONES[e.verdict])

    def plain_mark(self, verdict: Verdict) -> VerdictMark:
        """A verdict by itself, for legend and method."""
        scale = self.plan.general.scale
        return VerdictMark(signs_of(scale)[verdict], labels_of(scale)[verdict], _TONES[verdict])


def material_of(facts: Facts) -> Material:
    """The material of a report."""
    by_id = {e.indicator.id: e for e in facts.evaluations}
    first = facts.evaluations[0]
    return Material(
        plan=facts.plan,
        evaluations=by_id,
        changes=facts.changes,
        revisions=facts.revisions,
        reviews=facts.reviews,
        compared=facts.compared,
        so_far=facts.so_far,
        courses=facts.courses,
        peers=facts.peers,
        year=year_facts(facts.plan, first.report_year, first.as_of),
    )


def value_of(e: Evaluation, *, linked: bool) -> Figure:
    """The value as it is printed; ``linked``: with the ledger rows that it came from."""
    if e.value is None:
        return Figure("―")
    return Figure(amount(e.indicator, e.value), origins_of(e.inputs) if linked else ())


def years_of(point: Goal) -> str:
    """The year, or the first and last year, that a baseline or target is of."""
    return span_words(point.period)


def short_period(e: Evaluation) -> str:
    """The year of the value, and the first year where it is a sum; empty without a value."""
    return years_words(e.indicator, e.period) if e.period is not None else ""
