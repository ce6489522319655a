"""What is looked for in a table, what was taken, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from misato_report.actuals.published.coordinates import Coordinate
from misato_report.actuals.published.periods import Period
from misato_report.notation import Basis, Reading


@dataclass(frozen=True, slots=True)
class Wanted:
    """A series that is looked for: the words on the way to it, its unit and kind of period."""

    series: str
    name: str
    words: tuple[str, ...]
    unit: str
    basis: Basis
    non_negative: bool = False
    stated_unit: str = ""
    """Unit of the table as the source states it, for a table that does not."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value read: for which year of the series, from which cell, in the unit of the series."""

    series: str
    year: int
    period: Period
    reading: Reading
    coordinate: Coordinate
    by: Decimal
    unit: str
    """The unit in the table; empty where it states none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be taken."""

    code: str
    message: str
    hint: str = ""
    coordinate: Coordinate | None = None
    is_error: bool = True
    series: str = ""
    """The wanted series that it is about; empty where it is about all of them."""
    is_warning: bool = False


@dataclass
class Found:
    """What a file gives for the wanted series."""

    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
