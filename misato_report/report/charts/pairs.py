"""yearly_targets (地域再生計画): target and actual side by side for each year of a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import absence_words, amount
from misato_report.notation import print_number, print_year
from misato_report.plan.indicators import Point
from misato_report.report.charts.axes import (
    SMALL,
    ValueScale,
    draw_value_axis,
    draw_years,
    tick_width,
    value_scale,
    write_head,
)
from misato_report.report.charts.canvas import TOP, Canvas
from misato_report.report.charts.data import basis_words
from misato_report.report.charts.geometry import Box, text_width
from misato_report.report.charts.labels import Label, Line, Side
from misato_report.report.charts.line import draw_former

_WIDEST_BAR = 52.0
_EDGE = 6.0
_BESIDE = 84.0  # room at the right for the baseline's words
_SLOT_FOR_WORDS = 70.0
_FOR_LABELS = 18.0  # more room over the bars, and under negative ones: labels have two lines


@dataclass(frozen=True)
class _Slot:
    """Where the pair of a year stands; the two bars meet at ``x``."""

    canvas: Canvas
    e: Evaluation
    scale: ValueScale
    x: float
    width: float

    def bar(self, value: Decimal, left: float) -> Box:
        zero, end = self.scale.y(Decimal(0)), self.scale.y(value)
        width = min(_WIDEST_BAR, self.width * 0.38)
        return Box(left, min(zero, end), left + width, max(zero, end))


def draw_pairs(canvas: Canvas, e: Evaluation, former: Mapping[int, Decimal]) -> None:
    """One pair for each target: outlined what was aimed at, hatched what came of it."""
    targets, actuals = e.indicator.targets, dict(e.levels)
    figures = [*actuals.values(), *(point.value for point in targets), e.baseline, *former.values()]
    foot = canvas.foot - (_FOR_LABELS if min(figures) < 0 else 0.0)
    scale = value_scale(figures, e.indicator.decimals, TOP + _FOR_LABELS, foot, zero=True)
    left = tick_width(canvas, scale) + 12
    beside = max(_BESIDE, text_width(print_number(e.baseline), 12) + 14)
    right = canvas.width - (_EDGE if canvas.compact else beside)
    write_head(canvas, e.indicator.unit, basis_words(e), from_zero=True)
    draw_value_axis(canvas, scale, left, right)
    width = (right - left) / len(targets)
    places = [(p.period.first, left + width * (number + 0.5)) for number, p in enumerate(targets)]
    draw_years(canvas, places, [e.period or places[0][0]], canvas.foot)
    _draw_baseline(canvas, e, scale, left, right)
    for point, (year, x) in zip(targets, places, strict=True):
        slot = _Slot(canvas, e, scale, x, width)
        _draw_target(slot, point)
        if year in former:
            draw_former(canvas, lambda _year, value, x=x: (x - 8, scale.y(value)), {year: former[year]})  # type: ignore[misc]
        _draw_actual(slot, year, actuals.get(year))


def _draw_baseline(canvas: Canvas, e: Evaluation, scale: ValueScale, left: float, right: float) -> None:
    """A dotted level, unless it is the 0 line itself."""
    y = scale.y(e.baseline)
    if e.baseline:
        canvas.stroke("baseline", [(left, y), (right, y)])
    if canvas.compact:
        return
    words = f"現状値 {print_year(e.indicator.baseline.period.last)}"
    lines = (Line(words), Line(print_number(e.baseline)))
    sides = (Side.RIGHT, Side.ABOVE_RIGHT, Side.BELOW_RIGHT, Side.ABOVE_LEFT)
    canvas.label(Label(lines, right, y, sides, rank=1, gap=6, needed=True))


def _draw_target(slot: _Slot, point: Point) -> None:
    bar = slot.bar(point.value, 0)
    bar = slot.bar(point.value, slot.x - 2 - bar.right)
    slot.canvas.outline(bar)
    value = Line(print_number(point.value))
    _label(slot, "目標", value, bar, negative=point.value < 0, inward=Side.ABOVE_LEFT, style="text", rank=2)


def _draw_actual(slot: _Slot, year: int, actual: Decimal | None) -> None:
    """The bar, or why there is none; the year that is judged is bold."""
    bar = slot.bar(actual or Decimal(0), slot.x + 2)
    middle = (bar.left + bar.right) / 2
    if actual is None:
        line = Line(absence_words(slot.e.at(year)), SMALL, style="text soft")
        slot.canvas.label(Label((line,), middle, bar.bottom, (Side.ABOVE, Side.BELOW), rank=4, gap=4))
        return
    slot.canvas.bar(bar)
    newest = year == slot.e.period
    value = Line(amount(slot.e.indicator, actual), 13 if newest else 12, bold=newest)
    rank = 0 if newest else 1
    _label(
        slot,
        "実績",
        value,
        bar,
        negative=actual < 0,
        inward=Side.ABOVE_RIGHT,
        style="text strong",
        rank=rank,
    )


def _label(
    slot: _Slot, word: str, value: Line, bar: Box, *, negative: bool, inward: Side, style: str, rank: int
) -> None:
    """At the end of the bar, with its word where the pairs stand wide enough."""
    lines = (Line(word, SMALL), value) if slot.width > _SLOT_FOR_WORDS else (value,)
    away, other = (Side.BELOW, Side.ABOVE) if negative else (Side.ABOVE, Side.BELOW)
    end = bar.bottom if negative else bar.top
    middle = (bar.left + bar.right) / 2
    label = Label(lines, middle, end, (away, inward, other), rank, 4, needed=rank == 0, style=style)
    slot.canvas.label(label)
