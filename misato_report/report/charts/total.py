"""period_total (社会増): each year's figure, and the sum so far between target's path and trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import aimed, amount
from misato_report.notation import print_number
from misato_report.report.charts.axes import (
    SMALL,
    ValueScale,
    YearScale,
    draw_value_axis,
    draw_years,
    tick_width,
    value_scale,
    write_head,
)
from misato_report.report.charts.canvas import TOP, Canvas
from misato_report.report.charts.data import basis_words, empty_runs, known_values, trend_of
from misato_report.report.charts.geometry import Box, text_width
from misato_report.report.charts.labels import Label, Line, Side
from misato_report.report.charts.line import draw_former

_WIDEST_BAR, _BESIDE_POINT = 40.0, 8.0
_ROW = 20.0  # height of the row of the years' figures, on the side of the 0 line where the sum is not
_ROOM_FOR_WHY, _ROOM_FOR_HEADING = 40.0, 80.0  # between two years
_TREND = "これまでの傾向"
_SIDES_OF_SUM = (
    Side.BELOW_RIGHT,
    Side.RIGHT,
    Side.BELOW,
    Side.ABOVE_RIGHT,
    Side.ABOVE,
    Side.BELOW_LEFT,
    Side.ABOVE_LEFT,
)
_OVER_THE_PATH = (Side.ABOVE_RIGHT, Side.RIGHT, Side.ABOVE, Side.LEFT, Side.ABOVE_LEFT)
_UNDER_THE_PATH = (Side.BELOW_RIGHT, Side.BELOW, Side.BELOW_LEFT, Side.RIGHT)


@dataclass(frozen=True)
class _Plot:
    """What all parts of the chart need. The sum after n years stands n steps from the left edge."""

    canvas: Canvas
    e: Evaluation
    yearly: dict[int, Decimal]
    target: Decimal
    trend: Decimal
    scale: ValueScale
    years: YearScale

    def at(self, year: int, value: Decimal) -> tuple[float, float]:
        return self.years.x(year), self.scale.y(value)

    @property
    def start(self) -> tuple[float, float]:
        return self.at(self.years.years[0], Decimal(0))

    @property
    def negative(self) -> bool:
        return min(self.target, self.trend) < 0


def draw_total(canvas: Canvas, e: Evaluation, former: Mapping[int, Decimal]) -> None:
    """Bars for the years, a heavy line for their sum, straight lines for target and trend."""
    plot = _plot(canvas, e, former)
    span = e.indicator.final_target.period
    write_head(canvas, e.indicator.unit, basis_words(e), from_zero=True)
    draw_value_axis(canvas, plot.scale, plot.years.left, plot.years.right + _WIDEST_BAR / 2)
    places = [(year, plot.years.x(year)) for year in span.years()]
    draw_years(canvas, places, [e.period or span.first, span.last, span.first], canvas.foot)
    _draw_bars(plot)
    _draw_paths(plot)
    for value in former.values():
        draw_former(canvas, plot.at, {span.last: value})
    _draw_sum(plot)


def _plot(canvas: Canvas, e: Evaluation, former: Mapping[int, Decimal]) -> _Plot:
    span = e.indicator.final_target.period
    yearly = {year: value for year, value in known_values(e).items() if year in span.years()}
    target, trend = e.target, trend_of(e)
    figures = [*yearly.values(), *(value for _, value in e.levels), target, trend, *former.values()]
    top, bottom = TOP, canvas.foot
    if min(target, trend) < 0:
        top += _ROW / 2
    else:
        bottom -= _ROW
    scale = value_scale(figures, e.indicator.decimals, top, bottom, zero=True)
    beside = max(text_width(_TREND, 12), text_width(print_number(target), 13)) + 14
    beside = _BESIDE_POINT if canvas.compact else beside
    right = canvas.width - beside - _WIDEST_BAR / 2
    return _Plot(
        canvas=canvas,
        e=e,
        yearly=yearly,
        target=target,
        trend=trend,
        scale=scale,
        years=YearScale((span.first - 1, span.last), tick_width(canvas, scale) + 12, right),
    )


def _draw_bars(plot: _Plot) -> None:
    """The years' figures stand in a row along the 0 line, with what is missing and why."""
    canvas, e, spacing = plot.canvas, plot.e, plot.years.spacing
    half = min(_WIDEST_BAR, spacing * 0.5) / 2
    zero = plot.scale.y(Decimal(0))
    texts = {year: amount(e.indicator, value) for year, value in plot.yearly.items()}
    roomy = max((text_width(text, 12) for text in texts.values()), default=0.0) < spacing - 6
    for year, value in plot.yearly.items():
        x, end = plot.at(year, value)
        canvas.bar(Box(x - half, min(zero, end), x + half, max(zero, end)))
        if roomy:
            _row_label(plot, Line(texts[year]), x, min(zero, end) if plot.negative else max(zero, end))
    for why, years in empty_runs(e.periods, plot.yearly):
        for year in years if spacing > _ROOM_FOR_WHY else [years[len(years) // 2]]:
            _row_label(plot, Line(why, SMALL, style="text soft"), plot.years.x(year), zero)
    if roomy and texts and spacing > _ROOM_FOR_HEADING:
        canvas.write("各年", plot.years.left + 6, zero - 5 if plot.negative else zero + 15)


def _row_label(plot: _Plot, line: Line, x: float, y: float) -> None:
    side = Side.ABOVE if plot.negative else Side.BELOW
    plot.canvas.label(Label((line,), x, y, (side,), rank=3, gap=5))


def _draw_paths(plot: _Plot) -> None:
    """The straight ways to the target and to where the past would lead."""
    canvas, e, last = plot.canvas, plot.e, plot.years.years[-1]
    end = plot.at(last, plot.target)
    canvas.stroke("path", [plot.start, end])
    if plot.trend != plot.target:
        trend_end = plot.at(last, plot.trend)
        canvas.stroke("trend", [plot.start, trend_end])
        _end_label(
            plot, (Line(_TREND), Line(print_number(plot.trend, e.indicator.decimals))), trend_end, rank=2
        )
    canvas.diamond(*end)
    word = "目標の枠" if plot.target < 0 else "目標"
    _end_label(plot, (Line(word), Line(print_number(plot.target), 13, bold=True)), end, rank=1)
    if e.period is not None and e.expected is not None and e.period < last:
        place = plot.at(e.period, e.expected)
        canvas.diamond(*place, 4.5, full=False)
        words = (Line(f"目安 {aimed(e.indicator, e.expected)}", SMALL),)
        under = e.value is not None and e.value > e.expected
        sides = _UNDER_THE_PATH if under else _OVER_THE_PATH
        canvas.label(Label(words, *place, sides, rank=3, gap=8))


def _end_label(plot: _Plot, lines: tuple[Line, ...], end: tuple[float, float], *, rank: int) -> None:
    sides = (Side.RIGHT, Side.ABOVE_RIGHT, Side.BELOW_RIGHT, Side.ABOVE_LEFT, Side.BELOW_LEFT)
    plot.canvas.label(Label(lines, *end, sides, rank=rank, gap=10, needed=True))


def _draw_sum(plot: _Plot) -> None:
    """The sum so far, from 0 at the start; the newest with its figure in bold."""
    canvas, e = plot.canvas, plot.e
    points = [plot.at(year, value) for year, value in e.levels]
    if points:
        canvas.stroke("actual", [plot.start, *points])
    for point, (year, value) in zip(points, e.levels, strict=True):
        canvas.dot(*point)
        text = amount(e.indicator, value)
        if year == e.period:
            line = Line(f"累計 {text}", 13, bold=True)
            canvas.label(Label((line,), *point, _SIDES_OF_SUM, rank=0, needed=True, style="text strong"))
        elif text_width(text, 12) < plot.years.spacing - 6 and value != plot.yearly[year]:
            canvas.label(Label((Line(text),), *point, _SIDES_OF_SUM, rank=4, style="text strong"))
