"""threshold, trend, and whatever has no baseline: the values year by year, against level lines."""

from __future__ import annotations

from decimal import Decimal

from misato_report.evaluation.rules import Evaluation, is_sum
from misato_report.evaluation.wording import amount, goal_words, span_words
from misato_report.notation import print_number, print_year
from misato_report.plan.indicators import Accumulation, Point
from misato_report.report.charts.axes import SMALL, YearScale, tick_width, value_scale
from misato_report.report.charts.canvas import TOP, Canvas
from misato_report.report.charts.data import known_values, series_label, unbroken
from misato_report.report.charts.geometry import text_width
from misato_report.report.charts.labels import Label, Line, Side
from misato_report.report.charts.line import ROOM_BELOW, TARGET, Plot, draw_frame, sides_at

_BESIDE = (Side.RIGHT, Side.ABOVE_RIGHT, Side.BELOW_RIGHT, Side.ABOVE_LEFT, Side.BELOW_LEFT)
_NO_FIGURE = (Decimal(0), Decimal(1))
"""What the axis shows while neither plan nor ledger has a figure."""


def draw_levels(canvas: Canvas, e: Evaluation, series_name: str) -> None:
    """A dot for each known year; the bound and the baseline as lines, the targets of a way as diamonds."""
    values = dict(e.levels) if is_sum(e.indicator) else known_values(e)
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    years = tuple(range(min([start, *values]), max([end, *values]) + 1))
    goals = [goal for goal in e.indicator.all_targets if isinstance(goal, Point)]
    stated = [e.stated_baseline] if e.stated_baseline is not None else []
    figures = [*values.values(), *(goal.value for goal in goals), *stated]
    scale = value_scale(figures or _NO_FIGURE, e.indicator.decimals, TOP, canvas.foot - ROOM_BELOW)
    left = tick_width(canvas, scale) + 12
    plot = Plot(canvas, e, scale, YearScale(years, left + 22, canvas.width - _room_beside(e)))
    draw_frame(plot, left, [end, e.period or start, start, years[0]])
    if e.stated_baseline is not None:
        words = Line(f"現状値 {span_words(e.indicator.baseline.period)}", SMALL)
        _draw_level(plot, e.stated_baseline, (words, Line(print_number(e.stated_baseline))), "baseline")
    if e.indicator.accumulation is Accumulation.THRESHOLD:
        _draw_level(plot, e.target, (Line(TARGET), Line(_bound(e), 13, bold=True)), "path")
    else:
        _draw_goals(plot, goals)
    _draw_values(plot, values, series_name)


def _bound(e: Evaluation) -> str:
    return goal_words(e.indicator, e.indicator.final_target)


def _room_beside(e: Evaluation) -> float:
    return max(text_width("現状値 R3～R7", SMALL), text_width(_bound(e), 13)) + 16


def _draw_level(plot: Plot, value: Decimal, lines: tuple[Line, ...], kind: str) -> None:
    """A line over all years, with its words at the end."""
    right = plot.across.right + 12
    y = plot.scale.y(value)
    plot.canvas.stroke(kind, [(plot.across.left - 12, y), (right, y)])
    plot.canvas.label(Label(lines, right, y, _BESIDE, rank=1, gap=5, needed=True))


def _draw_goals(plot: Plot, goals: list[Point]) -> None:
    for goal in goals:
        place = plot.at(goal.period.last, goal.value)
        plot.canvas.diamond(*place)
        lines = (Line(TARGET), Line(print_number(goal.value), 13, bold=True))
        plot.canvas.label(Label(lines, *place, _BESIDE, rank=1, gap=9, needed=True))


def _draw_values(plot: Plot, values: dict[int, Decimal], series_name: str) -> None:
    canvas, e = plot.canvas, plot.e
    for run in unbroken(sorted(values)):
        canvas.stroke("actual", [plot.at(year, values[year]) for year in run])
    for year, value in values.items():
        place, sides = plot.at(year, value), sides_at(values, year)
        counts = year > e.indicator.baseline.period.last
        (canvas.dot if counts else canvas.ring)(*place)
        figure = amount(e.indicator, value)
        if year == e.period:
            lines = (
                Line(f"{series_label(e, series_name)} {print_year(year)}", SMALL),
                Line(figure, 13, bold=True),
            )
            canvas.label(Label(lines, *place, sides, rank=0, gap=7, needed=True, style="text strong"))
        else:
            canvas.label(Label((Line(figure, SMALL),), *place, sides, rank=5))
