"""One observation: the value of one series for one period, in one publication."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from misato_report.notation import Basis, Mark

_ACCEPTED = "合計の不一致を承知で取り込み: "
# Basis → month in which a period begins, and how many years before the year it is named after.
_BEGINNINGS = {Basis.FISCAL: (4, 0), Basis.OCT_SEP: (10, 1), Basis.CALENDAR: (1, 0)}


def acceptance_in(note: str) -> str:
    """The reason in an observation's note for which it was taken although its table does not add up."""
    return note.partition(_ACCEPTED)[2]


@dataclass(frozen=True, slots=True)
class Observation:
    """観測値: what one publication (vintage, 公表回) says of one series and period.

    ``value`` is exact, in ``unit``; it is None only where ``mark`` says why (秘匿, 不詳, 該当なし).
    ``file`` is relative to the workspace with ``/``; ``sheet`` is empty for text files; ``row`` counts
    from 1 and ``column`` is the letter of a spreadsheet, so that ``C17`` finds the cell in both.
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

    @property
    def begins_on(self) -> date:
        """The first day that the period is about; before it nobody can have counted anything."""
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
