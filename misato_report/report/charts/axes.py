"""Scales and axes: from figures and years to places on the canvas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from misato_report.evaluation.wording import unit_caption
from misato_report.notation import print_number, print_year
from misato_report.report.charts.canvas import Canvas
from misato_report.report.charts.geometry import Box, shorten, text_width

SMALL = 11.0
_ROOM = Decimal("0.12")  # of the range, left free beyond the outermost figures
_NEAR_ZERO = Decimal("0.5")  # an axis whose lowest figure is below this share of the highest starts at 0
_MOST_TICKS = 6
_CENTRE = 0.36  # of the size of a digit: from its baseline to its middle


@dataclass(frozen=True)
class ValueScale:
    """The vertical scale."""

    low: Decimal
    high: Decimal
    step: Decimal
    top: float
    bottom: float

    def y(self, value: Decimal) -> float:
        """Where a value stands."""
        return self.bottom - float((value - self.low) / (self.high - self.low)) * (self.bottom - self.top)

    def ticks(self) -> list[Decimal]:
        """The round figures within the scale."""
        first = (self.low / self.step).to_integral_value(ROUND_CEILING)
        count = int((self.high / self.step - first).to_integral_value(ROUND_CEILING)) + 1
        values = [(first + number) * self.step for number in range(count)]
        return [value for value in values if self.low <= value <= self.high]

    def printed(self, tick: Decimal) -> str:
        """A tick's figure with the decimals of the step."""
        exponent = self.step.normalize().as_tuple().exponent
        return print_number(tick, max(0, -exponent) if isinstance(exponent, int) else 0)

    @property
    def shows_zero(self) -> bool:
        """Whether 0 is on the scale."""
        return self.low <= 0 <= self.high


def value_scale(
    values: Iterable[Decimal], decimals: int, top: float, bottom: float, *, zero: bool = False
) -> ValueScale:
    """A scale on which all values fit with some room; from 0 for bars and where 0 is not far."""
    known = list(values)
    low, high = min(known), max(known)
    if zero or _is_near_zero(low, high):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    least = Decimal(1).scaleb(-decimals)
    if high - low < least:
        high = low + least
    room = (high - low) * _ROOM
    low, high = low - room if low else low, high + room if high else high
    return ValueScale(low, high, max(_round_step((high - low) / _MOST_TICKS), least), top, bottom)


def _is_near_zero(low: Decimal, high: Decimal) -> bool:
    nearest, farthest = sorted((abs(low), abs(high)))
    return low <= 0 <= high or nearest <= farthest * _NEAR_ZERO


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10, 20 … that is not below."""
    unit = Decimal(1).scaleb(least.adjusted())
    return next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= least)


@dataclass(frozen=True)
class YearScale:
    """The horizontal scale: a year is a point, evenly spaced."""

    years: tuple[int, ...]
    left: float
    right: float

    def x(self, year: float) -> float:
        """Where a year stands; fractions between years."""
        if len(self.years) == 1:
            return (self.left + self.right) / 2
        return self.left + (year - self.years[0]) * self.spacing

    @property
    def spacing(self) -> float:
        """From one year to the next."""
        return (self.right - self.left) / max(1, self.years[-1] - self.years[0])


def tick_width(canvas: Canvas, scale: ValueScale) -> float:
    """Room that the figures left of the axis need."""
    if canvas.compact:
        return 0.0
    return max(text_width(scale.printed(tick), SMALL) for tick in scale.ticks()) if scale.ticks() else 0.0


def draw_value_axis(canvas: Canvas, scale: ValueScale, left: float, right: float) -> None:
    """Gridlines with their figures; a firm line at 0."""
    for tick in scale.ticks():
        y = scale.y(tick)
        if tick:
            canvas.stroke("grid", [(left, y), (right, y)])
        if not canvas.compact:
            canvas.write(
                scale.printed(tick),
                left - 6,
                y + SMALL * _CENTRE,
                size=SMALL,
                anchor="end",
                style="text soft",
            )
    if scale.shows_zero:
        canvas.stroke("axis", [(left, scale.y(Decimal(0))), (right, scale.y(Decimal(0)))])


def draw_years(
    canvas: Canvas, places: Sequence[tuple[int, float]], important: Sequence[int], bottom: float
) -> None:
    """Years beneath the plot, 令和 above 西暦; where they are close, the important ones and what fits."""
    known = dict(places)
    taken: list[Box] = []
    order = [*(year for year in important if year in known), *_evenly(list(known))]
    for year in dict.fromkeys(order):
        x = known[year]
        half = (
            max(text_width(print_year(year), 12), 0.0 if canvas.compact else text_width(str(year), SMALL)) / 2
        )
        box = Box(x - half, bottom, x + half, canvas.height)
        canvas.stroke("tick", [(x, bottom), (x, bottom + 4)])
        cut = box.left < 0 or box.right > canvas.width
        if cut or any(box.overlaps(other, 5) for other in taken):
            continue
        taken.append(box)
        canvas.write(print_year(year), x, bottom + 17, anchor="middle")
        if not canvas.compact:
            canvas.write(str(year), x, bottom + 31, size=SMALL, anchor="middle", style="text soft")


def _evenly(years: list[int]) -> list[int]:
    """First and last, then those halfway between, and so on."""
    order = [0, len(years) - 1]
    step = len(years)
    while step > 1:
        step = (step + 1) // 2
        order.extend(range(len(years) - 1, -1, -step))
    return [years[number] for number in dict.fromkeys(order)]


def write_head(canvas: Canvas, unit: str, basis: str, *, from_zero: bool, left: float = 2.0) -> None:
    """What the axes measure, at the top; a compact chart has room for the unit."""
    if canvas.compact:
        canvas.write(
            shorten(unit_caption(unit), SMALL, canvas.width - left - 4),
            left,
            13,
            size=SMALL,
            style="text soft",
        )
        return
    parts = [unit_caption(unit)]
    parts += [f"横軸：{basis}"] if basis else []
    parts += [] if from_zero else ["縦軸は0から始まりません"]
    text = shorten("　".join(parts), SMALL, canvas.width - left - 4)
    canvas.write(text, left, 13, size=SMALL, style="text soft")
