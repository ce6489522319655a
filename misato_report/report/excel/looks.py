"""How the cells of the workbook look, and with how many decimals a figure is shown."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.rules import round_half_up
from misato_report.files.spreadsheet import Properties
from misato_report.plan.indicators import Indicator

DAY_FORMAT = "[$-411]ge.m.d"
PERCENT_FORMAT = '0%;"▲"0%'

_FONT = "BIZ UDPゴシック"
_LINE_COLOUR = "#595959"
_GREY = "#E7E6E6"
_EXTRA_PLACES = 2


@dataclass(frozen=True)
class Look:
    """How a cell is drawn."""

    bold: bool = False
    size: int = 10
    boxed: bool = True
    filled: bool = False
    across: str | None = None

    def properties(self, number_format: str = "") -> Properties:
        """The look in XlsxWriter's words."""
        properties: dict[str, object] = {
            "font_name": _FONT,
            "font_size": self.size,
            "bold": self.bold,
            "valign": "vcenter",
            "text_wrap": self.across != "right",
        }
        if self.across:
            properties["align"] = self.across
        if self.boxed:
            properties |= {"border": 1, "border_color": _LINE_COLOUR}
        if self.filled:
            properties["bg_color"] = _GREY
        if number_format:
            properties["num_format"] = number_format
        return properties


TITLE = Look(bold=True, size=14, boxed=False)
PLAIN = Look(boxed=False)
WARNING = Look(bold=True, size=11, boxed=False)
HEADING = Look(bold=True, size=12, boxed=False)
REVIEWED = Look(bold=True, boxed=False)
HEAD = Look(bold=True, filled=True, across="center")
BODY = Look()
CENTRED = Look(across="center")
FIGURE = Look(across="right")
VERDICT = Look(bold=True, across="center")


def number_format(places: int) -> str:
    """Excel's format of a figure with so many decimals, thousands separated and negatives with ▲."""
    digits = "#,##0" + (f".{'0' * places}" if places else "")
    return f'{digits};"▲"{digits}'


def places_of(value: Decimal) -> int:
    """Decimals that a figure is written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def fine_places(indicator: Indicator, value: Decimal) -> int:
    """Decimals of a figure of ours between two printed ones, as ``wording.fine_amount`` prints it."""
    return places_of(round_half_up(value, indicator.decimals + _EXTRA_PLACES).normalize())


def lines_of(text: str, width: float, look: Look) -> float:
    """Lines of ten points that a text fills in a column; a Japanese letter is about two of Excel's units."""
    scale = look.size / 10
    units = (
        sum(2.0 if unicodedata.east_asian_width(c) in "FWA" else 1.1 for c in line)
        for line in text.split("\n")
    )
    return sum(max(1, math.ceil(u * scale / (width - 1))) for u in units) * scale
