"""One observation: the value of one series for one period, in one publication."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from misato_report.notation import Basis, Mark, month_of

_ACCEPTED = "合計の不一致を承知で取り込み: "
# Basis → month in which a period begins, and how many years before the year it is named after.
_BEGINNINGS = {Basis.FISCAL: (4, 0), Basis.OCT_SEP: (10, 1), Basis.CALENDAR: (1, 0)}


_STATUS = re.compile(r"(?:(?P<mark>[^・]+)・)?(?P<correction>訂正|取消)(?P<number>[2-9]|[1-9][0-9]+)?")


class Correction(StrEnum):
    """That a row is no publication but takes an error back: never a revision (改定), which the publisher makes."""

    CORRECTED = "訂正"
    CANCELLED = "取消"


@dataclass(frozen=True, slots=True)
class Status:
    """What is said of a figure: a mark of the publication, and whether the row corrects an earlier one.

    ``number`` counts the corrections of one day from 1; it is 0 for a publication.
    """

    mark: Mark | None = None
    correction: Correction | None = None
    number: int = 0

    def __str__(self) -> str:
        nth = str(self.number) if self.number > 1 else ""
        words = [self.mark.value if self.mark else "", f"{self.correction}{nth}" if self.correction else ""]
        return "・".join(word for word in words if word)


def read_status(text: str) -> Status:
    """The status that a text says, as ``str(Status)`` writes it: 速報, 訂正, 見本・訂正2. Raises ValueError."""
    match = _STATUS.fullmatch(text)
    if match is None:
        return Status(Mark(text) if text else None)
    mark = Mark(match["mark"]) if match["mark"] else None
    return Status(mark, Correction(match["correction"]), int(match["number"] or 1))


def acceptance_in(note: str) -> str:
    """The reason in an observation's note for which it was taken although its table does not add up."""
    return note.partition(_ACCEPTED)[2]


@dataclass(frozen=True, slots=True)
class Observation:
    """観測値: what one publication (vintage, 公表回) says of one series and period.

    ``period`` is a year, or of a monthly ``basis`` a month as the number YYYYMM. ``value`` is exact, in ``unit``; it is None only where ``mark`` says why (秘匿, 不詳, 該当なし).
    ``file`` is relative to the workspace with ``/``; ``sheet`` is empty for text files; ``row`` counts
    from 1 and ``column`` is the letter of a spreadsheet, so that ``C17`` finds the cell in both.

    With ``correction`` it is no publication: 訂正 says another value from ``published_on`` on, 取消 takes the
    newest row with this value back. ``number`` orders the corrections of one day (a publication has 0).
    """

    series: str
    period: int
    basis: Basis
    value: Decimal | None
    unit: str
    mark: Mark | None
    published_on: date
    source: str
    file: str
    sheet: str
    row: int
    column: str
    sha256: str
    note: str = ""
    correction: Correction | None = None
    number: int = 0

    @property
    def status(self) -> str:
        """What is said of the figure, in the ledger's words."""
        if self.correction is None:
            return self.mark.value if self.mark else ""
        return str(Status(self.mark, self.correction, self.number))

    def says_the_same(self, other: Observation) -> bool:
        """Whether both give the same value with the same mark."""
        return self.value == other.value and self.mark == other.mark

    @property
    def begins_on(self) -> date:
        """The first day that the period is about; before it nobody can have counted anything."""
        if self.basis.is_monthly:
            return date(*month_of(self.period), 1)
        if self.basis.day is not None:
            return date(self.period, *self.basis.day)
        month, years_before = _BEGINNINGS[self.basis]
        return date(self.period - years_before, month, 1)

    @property
    def cell(self) -> str:
        """Address of the cell the value came from, such as ``C17`` or ``Sheet2!F17``."""
        address = f"{self.column}{self.row}"
        return f"{self.sheet}!{address}" if self.sheet else address

    def accepted_for(self, reason: str) -> Observation:
        """The same with the reason for which it was taken although its table does not add up."""
        note = f"{_ACCEPTED}{reason}"
        return replace(self, note=f"{self.note}、{note}" if self.note else note)

    @property
    def acceptance(self) -> str:
        """The reason for which it was taken although its table does not add up; empty if it does."""
        return acceptance_in(self.note)

    @property
    def is_sample(self) -> bool:
        """Whether the figure is invented (見本)."""
        return self.mark is Mark.SAMPLE


def sort_key(observation: Observation) -> tuple[str, int, date, int]:
    """What a row of the ledger is known by, and sorted by: series, period, day, and the correction's number."""
    return (observation.series, observation.period, observation.published_on, observation.number)


def newest_vintages_of(observations: Iterable[Observation]) -> dict[tuple[str, int], Observation]:
    """(series, period) → the row that counts: the newest publication, of one day the latest correction.

    What was taken back (取消) is none.
    """
    newest: dict[tuple[str, int], Observation] = {}
    for o in standing(observations):
        key = (o.series, o.period)
        if key not in newest or sort_key(o) > sort_key(newest[key]):
            newest[key] = o
    return newest


def standing(observations: Iterable[Observation]) -> list[Observation]:
    """The rows that hold: without those that were taken back, and without the 取消 that did it; in their order.

    A 取消 takes back the newest row before it of the same series and period that has its value.
    """
    rows = list(observations)
    cancellations = [o for o in rows if o.correction is Correction.CANCELLED]
    if not cancellations:
        return rows
    gone: set[int] = set()
    for cancellation in sorted(cancellations, key=sort_key):
        before = [
            o
            for o in rows
            if id(o) not in gone
            and (o.series, o.period) == (cancellation.series, cancellation.period)
            and o.correction is not Correction.CANCELLED
            and sort_key(o) < sort_key(cancellation)
            and o.value == cancellation.value
        ]
        if before:
            gone.add(id(max(before, key=sort_key)))
    return [o for o in rows if id(o) not in gone and o.correction is not Correction.CANCELLED]
