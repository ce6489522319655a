"""Reviews (町の評価) as they stood at a date, which are missing, and which lack a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from misato_report.diagnostics import Diagnostic
from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.scales import WITHOUT_VERDICT, labels_of
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import FieldReview, GrantReview, IndicatorReview, MeasureReview, ReviewsFile


@dataclass(frozen=True)
class Reviews:
    """The reviews of one report year written by a date, by the id of what they are about."""

    fields: dict[str, FieldReview] = field(default_factory=dict)
    indicators: dict[str, IndicatorReview] = field(default_factory=dict)
    grants: dict[str, GrantReview] = field(default_factory=dict)
    measures: dict[str, MeasureReview] = field(default_factory=dict)
    sample: bool = False


def reviews_at(plan: Plan, year: int, day: date) -> Reviews:
    """The reviews of a report year that had been written by a day."""
    file = plan.reviews.get(year, ReviewsFile(year=year))
    fields = {r.field: r for r in file.fields if r.written_on <= day}
    indicators = {r.indicator: r for r in file.indicators if r.written_on <= day}
    grants = {r.grant: r for r in file.grants if r.written_on <= day}
    measures = {r.measure: r for r in file.measures if r.written_on <= day}
    written = fields or indicators or grants or measures
    return Reviews(fields, indicators, grants, measures, file.sample and bool(written))


def missing_reviews(plan: Plan, reviews: Reviews) -> dict[str, list[str]]:
    """Department → what it has not written yet, for the clerk to chase."""
    missing: dict[str, list[str]] = {}
    for one in plan.fields:
        wanted = [] if one.id in reviews.fields else [f"分野{one.number} {one.name}"]
        wanted += [i.short_name for i in one.indicators if i.id not in reviews.indicators]
        wanted += [g.project for g in one.grants if g.id not in reviews.grants]
        for department in one.departments:
            missing.setdefault(department, []).extend(wanted)
    return {department: wanted for department, wanted in missing.items() if wanted}


def unreasoned(plan: Plan, reviews: Reviews, evaluations: Iterable[Evaluation]) -> Iterator[Diagnostic]:
    """町の評価 that is not the verdict of the figures, and does not say why."""
    by_id = {e.indicator.id: e for e in evaluations}
    labels = labels_of(plan.general.scale)
    for ident, review in reviews.indicators.items():
        e = by_id.get(ident)
        if e is None or review.town_verdict is None or review.town_verdict_reason.strip():
            continue
        if e.verdict not in WITHOUT_VERDICT and review.town_verdict is not e.verdict:
            yield Diagnostic(
                file=f"plan/reviews/{e.report_year}.yaml",
                line=plan.lines.get((f"reviews {e.report_year}", ident)),
                code="no-reason",
                message=f"「{e.indicator.short_name}」の町の評価「{labels[review.town_verdict]}」が、数値による判定「{labels[e.verdict]}」と違います。",
                hint="town_verdict_reason: に理由を書いてください。",
            )
