"""The whole plan as it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from misato_report.plan.document import Field, PlanFile
from misato_report.plan.indicators import Indicator, series_of
from misato_report.plan.kinds_of_target import UndecidedTarget
from misato_report.plan.limits import DEFAULT_LIMITS, Limits
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.project_facts import ProjectsFile
from misato_report.plan.reviews import ReviewsFile, Revision
from misato_report.plan.seen import SeenWarning
from misato_report.plan.sources import Series, Source


@dataclass(frozen=True)
class Plan:
    """The whole plan as it was read, with look-ups by id."""

    general: PlanFile
    fields: tuple[Field, ...]
    series: dict[str, Series]
    sources: dict[str, Source]
    revisions: tuple[Revision, ...] = ()
    reviews: dict[int, ReviewsFile] = field(default_factory=dict)
    projects: dict[int, ProjectsFile] = field(default_factory=dict)
    """The projects' facts by report year."""
    opinions: OpinionsFile = field(default_factory=OpinionsFile)
    seen: tuple[SeenWarning, ...] = ()
    undecided: tuple[UndecidedTarget, ...] = ()
    """評価の方法が決まっていない目標, which are in no field's ``indicators``."""
    limits: Limits = DEFAULT_LIMITS
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    """(source id, series id or key of the source) → line of ``sources.yaml``, for hints."""
    places: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """What the plan's text says of itself ('migration derivations 0'), 'indicator ID' → file and line."""
    texts: tuple[str, ...] = ()
    """Every text of the plan, for what is looked for in all of it."""

    def indicators(self) -> Iterator[tuple[Field | None, Indicator]]:
        """Every indicator with its field (None: 目標人口), field targets first, then grants, then population."""
        for one in self.fields:
            for indicator in one.indicators:
                yield one, indicator
        for one in self.fields:
            for grant in one.grants:
                for indicator in grant.indicators:
                    yield one, indicator
        if self.general.target_population is not None:
            yield None, self.general.target_population

    def all_indicators(self) -> Iterator[Indicator]:
        """Every indicator, with those whose evaluation is not decided."""
        yield from (indicator for _, indicator in self.indicators())
        yield from (target.indicator for target in self.undecided)

    def repeated_in(self, field: str) -> tuple[Indicator, ...]:
        """The indicators of other fields that are printed in this one too (再掲)."""
        return tuple(indicator for _, indicator in self.indicators() if field in indicator.also_in)

    def states_of(self, series: str) -> tuple[str, ...]:
        """The words that stand for 1, 2, … of a series of states (段階); empty for a series of figures."""
        found = (i.states for _, i in self.indicators() if series in series_of(i.derivation))
        return next((states for states in found if states), ())

    def sources_of_peers(self) -> frozenset[str]:
        """Ids of the sources of which the other municipalities' figures are kept too."""
        return frozenset(source.id for source in self.sources.values() if source.peers)

    def source_of(self, series: str) -> Source | None:
        """The first source that gives a series."""
        return next((s for s in self.sources.values() if series in s.series_ids()), None)
