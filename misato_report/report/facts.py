"""What a report is about: the plan in force, its evaluations, and what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from misato_report.evaluation.comparison import Change
from misato_report.evaluation.peers import PeerTable
from misato_report.evaluation.population_paths import Course
from misato_report.evaluation.reviews import Reviews
from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.year_so_far import YearSoFar
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.revising import AppliedRevision
from misato_report.project import uses_samples


@dataclass(frozen=True)
class Imprint:
    """What is said of a report beyond its figures: 資料番号, 作成日, and the seal as a ``data:`` address."""

    document_number: str
    created: date
    seal: str = ""


@dataclass(frozen=True)
class Facts:
    """What a report is about: the plan in force, its evaluations, and what belongs to them.

    ``so_far`` what is known of years whose own figures are not published, ``courses`` the projections beside 目標人口.
    ``changes`` by indicator id, empty in the plan's first year; ``revisions`` those of the report's year; ``peers``
    where the town stands among its prefecture's municipalities, by the ids of the indicators that ask for it.
    """

    plan: Plan
    evaluations: tuple[Evaluation, ...]
    changes: Mapping[str, Change]
    revisions: tuple[AppliedRevision, ...]
    reviews: Reviews
    ledger: tuple[Observation, ...]
    earlier: tuple[EarlierEdition, ...] = ()
    compared: ComparedWith | None = None
    draft: bool = False
    so_far: tuple[YearSoFar, ...] = ()
    courses: tuple[Course, ...] = ()
    peers: Mapping[str, PeerTable] = field(default_factory=dict)

    @property
    def beside(self) -> tuple[Observation, ...]:
        """The figures that are shown beside the evaluations, for information."""
        months = tuple(o for one in self.so_far for o in one.counted)
        points = (point.observation for course in self.courses for point in course.points)
        return (*months, *(o for o in points if o is not None))

    @property
    def sample(self) -> bool:
        """Whether any figure of it is invented (見本), the town's or another municipality's."""
        return uses_samples(self.evaluations) or any(
            o.is_sample for table in self.peers.values() for o in table.inputs
        )


@dataclass(frozen=True)
class ComparedWith:
    """The earlier report that ``changes`` are reckoned from; ``handed_in_to`` the meeting, where it was handed in."""

    report_year: int
    as_of: date
    handed_in_to: str = ""


@dataclass(frozen=True)
class EarlierEdition:
    """An earlier year's report of the same plan: the plan in force then, and what it said."""

    plan: Plan
    evaluations: tuple[Evaluation, ...]
