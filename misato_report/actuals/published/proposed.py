"""What a file offers, and what the clerk has said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from misato_report.actuals.published.proposing import Item
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Era, Series, Source


@dataclass(frozen=True, slots=True)
class Answers:
    """What the clerk has said: that the table is the town's own, the era of years that name none, that its figures are
    of months, and which items (by number) are which series."""

    own: bool = False
    era: Era | None = None
    monthly: bool = False
    items: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Proposal:
    """What a file offers and how it would be read."""

    items: list[Item] = field(default_factory=list)
    source: Source | None = None
    chosen: dict[str, Item] = field(default_factory=dict)
    grounds: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    """What holds, in words: the sums that the table satisfies, the years in which the ledger has the same."""
    differing: list[str] = field(default_factory=list)
    """What the ledger has otherwise, in words."""
    observations: list[Observation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """Why a series that seems to be there is not proposed, and what decided between several items."""
    needs_own: bool = False
    """The table names no place: the clerk has to say whether it is the town's."""
    made: list[Series] = field(default_factory=list)
    """Series of months that the plan does not have yet."""
    is_told: bool = False
    """The remarks say all there is to do; pointing at items would not help."""

    def plan_with_series(self, plan: Plan) -> Plan:
        """The plan with the series that are made for the table."""
        return replace(plan, series={**plan.series, **{series.id: series for series in self.made}})

    @property
    def is_sound(self) -> bool:
        """Whether ``ingest`` would take the file with the entry (but for a date of publication)."""
        others = [d for d in self.diagnostics if d.code != "no-publication-date"]
        return self.source is not None and bool(self.observations) and not has_errors(others)
