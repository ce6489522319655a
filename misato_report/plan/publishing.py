"""The plan as the public may have it: without the indicators and the parts of reviews that are marked internal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from misato_report.plan.document import Field, GrantProject
from misato_report.plan.indicators import Indicator
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import ProjectsFile
from misato_report.plan.reviews import InternalPart, MeasureReview, Review, ReviewsFile

R = TypeVar("R", bound=Review)


def public_plan(plan: Plan) -> Plan:
    """A plan without its internal parts; one that has none is equal to the plan itself."""
    population = plan.general.target_population
    fields = tuple(_field(field) for field in plan.fields)
    general = plan.general.replace(
        target_population=None if population and population.internal else population
    )
    undecided = tuple(target for target in plan.undecided if not target.indicator.internal)
    public = replace(plan, general=general, fields=fields, undecided=undecided)
    shown = {indicator.id for _, indicator in public.indicators()}
    grants = {grant.id for field in fields for grant in field.grants}
    return replace(
        public,
        opinions=_opinions(public),
        projects={year: _projects(file) for year, file in plan.projects.items()},
        revisions=tuple(r for r in plan.revisions if r.indicator in shown),
        reviews={year: _reviews(file, shown, grants) for year, file in plan.reviews.items()},
    )


def _projects(file: ProjectsFile) -> ProjectsFile:
    """Money is public; the texts of a project are as long as nobody says otherwise."""
    kept = (facts.replace(done="", reason="") if facts.internal else facts for facts in file.projects)
    return file.replace(projects=tuple(kept))


def _opinions(plan: Plan) -> OpinionsFile:
    """Without those that are internal, or about an indicator that is."""
    shown = {"", *(indicator.id for indicator in plan.all_indicators())}
    kept = (o for o in plan.opinions.opinions if not o.internal and o.about.indicator in shown)
    return plan.opinions.replace(opinions=tuple(kept))


def _shown(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple(indicator for indicator in indicators if not indicator.internal)


def _field(field: Field) -> Field:
    grants = (grant.replace(indicators=_shown(grant.indicators)) for grant in field.grants)
    kept: tuple[GrantProject, ...] = tuple(grant for grant in grants if grant.indicators)
    return field.replace(indicators=_shown(field.indicators), grants=kept)


def _reviews(file: ReviewsFile, indicators: set[str], grants: set[str]) -> ReviewsFile:
    return file.replace(
        fields=_public(file.fields),
        indicators=_public(r for r in file.indicators if r.indicator in indicators),
        grants=_public(r for r in file.grants if r.grant in grants),
        measures=tuple(_measure(r) for r in file.measures if InternalPart.ALL not in r.internal),
    )


def _measure(review: MeasureReview) -> MeasureReview:
    return review.replace(verdict="") if InternalPart.TOWN_VERDICT in review.internal else review


def _public(reviews: Iterable[R]) -> tuple[R, ...]:
    return tuple(_without_internal(r) for r in reviews if InternalPart.ALL not in r.internal)


def _without_internal(review: R) -> R:
    """The town's own verdict goes together with its reason: neither is to be had without the other."""
    left_out: dict[str, object] = {str(part): "" for part in review.internal if str(part) in review.keys}
    if InternalPart.TOWN_VERDICT in review.internal:
        left_out |= {"town_verdict": None, "town_verdict_reason": ""}
    return review.replace(**left_out)
