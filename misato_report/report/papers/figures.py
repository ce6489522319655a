"""A figure as a mark gives it: a number to Excel, a text to Word and HTML, and the same figure in all of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from misato_report.notation import print_number


@dataclass(frozen=True)
class MarkFigure:
    """A figure. Printed alone it is ``text``; in an Excel cell of its own it is the number.

    ``number`` is None where there is no number to write (not measured, a target in words); then ``text`` says what
    there is. ``places`` are the decimals that are printed.
    """

    text: str
    number: Decimal | None = None
    places: int = 0
    unit: str = ""

    @property
    def with_unit(self) -> str:
        """The figure with its unit behind it; a word has none."""
        return self.text if self.number is None else f"{self.text}{self.unit}"

    @property
    def plain(self) -> str:
        """As a reader who does not know ▲ reads it: マイナス14人."""
        minus = self.number is not None and self.number < 0
        return f"マイナス{self.with_unit.removeprefix('▲')}" if minus else self.with_unit

    def __str__(self) -> str:
        return self.text


NOTHING = MarkFigure("")
"""Where there is no figure, and nothing is printed."""


def figure(value: Decimal | None, places: int = 0, unit: str = "", *, absent: str = "―") -> MarkFigure:
    """A value with so many decimals (it has no more); ``absent`` is printed where there is none."""
    if value is None:
        return MarkFigure(absent)
    return MarkFigure(print_number(value, places), value, places, unit)
