"""A KPI as a new plan will hold it: what is read from a town's table, and what the clerk confirms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from misato_report.notation import print_year
from misato_report.plan.indicators import Direction


class Rule(StrEnum):
    """How a target is to be counted: the ``accumulation`` of the plan's YAML (``docs/evaluation.md``)."""

    SINGLE_YEAR = "single_year"
    YEARLY_TARGETS = "yearly_targets"
    PERIOD_TOTAL = "period_total"
    RUNNING_TOTAL = "running_total"
    FLOOR = "floor"
    THRESHOLD = "threshold"
    TREND = "trend"
    MILESTONE = "milestone"
    UNDECIDED = "undecided"


STATES = ("未着手", "着手", "完了")
"""The states of a milestone, from nothing done to all done."""


@dataclass(frozen=True)
class Span:
    """A year, or a run of years, both ends included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of years."""
        return self.last - self.first + 1

    @property
    def text(self) -> str:
        """``R7``, or ``R3～R7`` as tables print it."""
        first, last = print_year(self.first), print_year(self.last)
        return first if self.first == self.last else f"{first}～{last}"


@dataclass(frozen=True)
class Baseline:
    """現状値: a value and its years, or the reason why there is none (``unknown``, as the town words it)."""

    value: Decimal | None = None
    span: Span | None = None
    mean: bool = False
    unknown: str = ""


@dataclass(frozen=True)
class Target:
    """目標値: a value and its years; the value is None where the words alone say what is wanted (増加, 策定)."""

    span: Span
    value: Decimal | None = None


@dataclass(frozen=True)
class Kpi:
    """One indicator. ``words`` is the town's own wording of the target where a number does not say all of it."""

    field: str
    name: str
    unit: str
    rule: Rule
    baseline: Baseline
    targets: tuple[Target, ...] = ()
    direction: Direction | None = None
    against_previous: bool = False  # a trend: the year before, not the baseline, is what it is compared with
    keep: bool = False  # a trend: staying as it was is enough
    department: str = ""
    also_in: tuple[str, ...] = ()
    words: str = ""
    how_measured: str = ""
    target_basis: str = ""
    origin: str = ""  # where in the town's table it stands, and what else stands there, for a comment

    @property
    def decimals(self) -> int:
        """Places behind the point that its figures need."""
        values = [self.baseline.value, *(target.value for target in self.targets)]
        return max((_places(value) for value in values if value is not None), default=0)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
