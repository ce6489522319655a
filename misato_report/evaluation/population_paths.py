"""社人研's course of the population, and the plan's own simulations, beside the town's target. Never judged.

A course has figures only in the years that were published (or that the plan prints): nothing is interpolated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from misato_report.evaluation.rules import Evaluation, round_half_up
from misato_report.observation import Observation, sort_key, standing
from misato_report.plan.plan import Plan


@dataclass(frozen=True)
class PathPoint:
    """The population of a year on a course; ``observation`` where it was published and not printed in the plan."""

    year: int
    value: Decimal
    observation: Observation | None = None


@dataclass(frozen=True)
class Course:
    """A course by its name, with its points from the baseline's year to the target's, by year."""

    name: str
    points: tuple[PathPoint, ...]

    @property
    def by_year(self) -> dict[int, PathPoint]:
        """The points by year."""
        return {point.year: point for point in self.points}


@dataclass(frozen=True)
class Distance:
    """How far the actual of ``year`` is from a course, in the newest year in which both have a figure."""

    year: int
    actual: Decimal
    on_course: Decimal

    @property
    def difference(self) -> Decimal:
        """Actual less course: above 0 there are more people than on the course."""
        return self.actual - self.on_course


def courses(plan: Plan, observations: Iterable[Observation], as_of: date) -> tuple[Course, ...]:
    """The courses that the plan asks for with what was published by ``as_of``; those without a figure are left out."""
    target = plan.general.target_population
    if target is None or not plan.general.population_paths:
        return ()
    first, last = target.baseline.period.last, target.final_target.period.last
    published: dict[tuple[str, int], Observation] = {}
    wanted = {path.series for path in plan.general.population_paths}
    for o in standing(o for o in observations if o.series in wanted and o.published_on <= as_of):
        key = (o.series, o.period)
        if key not in published or sort_key(o) > sort_key(published[key]):
            published[key] = o
    found = []
    for path in plan.general.population_paths:
        points = [PathPoint(point.year, point.value) for point in path.figures]
        points += [
            PathPoint(o.period, o.value, o)
            for (series, _), o in published.items()
            if series == path.series and o.value is not None
        ]
        shown = sorted((p for p in points if first <= p.year <= last), key=lambda p: p.year)
        if shown:
            found.append(Course(path.name, tuple(shown)))
    return tuple(found)


def distance(course: Course, e: Evaluation) -> Distance | None:
    """The distance of the actuals from a course; None while no year after the baseline's has both."""
    points = course.by_year
    start = e.indicator.baseline.period.last
    actuals = {d.period: d.value for d in e.by_period if d.period > start and d.period in points}
    if not actuals:
        return None
    year = max(actuals)
    return Distance(year, round_half_up(actuals[year], e.indicator.decimals), points[year].value)
