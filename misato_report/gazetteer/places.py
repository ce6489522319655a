"""What a place is, and the tables of all places.

``municipalities.csv``, ``wards.csv`` and ``former_names.csv`` beside this module are written by ``scripts/gazetteer.py``.
They are constants: read when first asked for, and kept.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from misato_report.gazetteer.codes import check_digit

_TABLES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture: its two-digit code, 島根県, 島根."""

    code: str
    name: str
    short_name: str

    @property
    def full_code(self) -> str:
        """The six-digit code that stands for the whole prefecture."""
        return f"{self.code}000{check_digit(self.code + '000')}"

    @property
    def label(self) -> str:
        """The prefecture's name; as other places have it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Municipality:
    """A city, town, village or special ward of Tokyo of today; no county: empty. Six-digit code, kana in katakana."""

    code: str
    prefecture: str
    county: str
    name: str
    kana: str

    @property
    def label(self) -> str:
        """The name that no other place has: 島根県邑智郡美郷町."""
        return self.prefecture + self.county + self.name


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward of a designated city, which is no municipality: 北海道, 札幌市, 中央区."""

    code: str
    prefecture: str
    city: str
    name: str
    kana: str

    @property
    def label(self) -> str:
        """The name that no other place has: 北海道札幌市中央区."""
        return self.prefecture + self.city + self.name


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name or code of a municipality (or ward, with its city's name) that ended on or after 2000-01-01.

    A merged town that kept name and code of one of those before is not here: nothing tells them apart in a table.
    ``until`` is the day of the change, the first on which it was no more. ``successor_codes`` is what took its place
    on that day; that may have ended since (``lookup.successors``). A divided village has two.
    """

    code: str
    prefecture: str
    county: str
    name: str
    kana: str
    until: date
    successor_codes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name with prefecture and county; one place may have had it twice, with different codes."""
        return self.prefecture + self.county + self.name


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All 1,741 municipalities, Tokyo's 23 special wards among them, in order of their codes."""
    return tuple(Municipality(*row) for row in _rows("municipalities"))


@cache
def municipalities_of(prefecture: str) -> tuple[Municipality, ...]:
    """The municipalities of a prefecture (島根県), in order of their codes; none for a name that is no prefecture's."""
    return tuple(place for place in municipalities() if place.prefecture == prefecture)


@cache
def wards() -> tuple[Ward, ...]:
    """All 171 wards of the 20 designated cities, in order of their codes."""
    return tuple(Ward(*row) for row in _rows("wards"))


@cache
def former_names() -> tuple[FormerName, ...]:
    """All names and codes that ended since 2000, in order of their codes, and of time where a code was used again."""
    return tuple(
        FormerName(code, prefecture, county, name, kana, date.fromisoformat(until), tuple(successors.split()))
        for code, prefecture, county, name, kana, until, successors in _rows("former_names")
    )


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """The 47 prefectures, in order of their codes."""
    names = {place.code[:2]: place.prefecture for place in municipalities()}
    return tuple(Prefecture(code, name, _short(name)) for code, name in names.items())


def _short(prefecture: str) -> str:
    return prefecture if prefecture == "北海道" else prefecture[:-1]


def _rows(table: str) -> Iterator[list[str]]:
    with (_TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
