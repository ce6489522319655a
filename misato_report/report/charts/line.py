"""single_year: the known values year by year, and the straight path from the baseline to the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import aimed, amount
from misato_report.notation import print_number, print_year
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
from misato_report.report.charts.data import (
    AWAITED,
    basis_words,
    empty_runs,
    known_values,
    series_label,
    unbroken,
)
from misato_report.report.charts.geometry import Box, text_width
from misato_report.report.charts.labels import Label, Line, Side

_UPWARD = (Side.ABOVE, Side.ABOVE_LEFT, Side.ABOVE_RIGHT)
_DOWNWARD = (Side.BELOW, Side.BELOW_RIGHT, Side.BELOW_LEFT)
_BESIDE_BASELINE = (Side.BELOW_RIGHT, Side.ABOVE_LEFT, Side.RIGHT, Side.ABOVE, Side.BELOW_LEFT, Side.BELOW)
TARGET, _PATH_WORDS = "目標", "目標への道筋"
_BESIDE_POINT = 18.0
ROOM_BELOW = 8.0  # for labels under the lowest point


@dataclass(frozen=True)
class Plot:
    """What all parts of the chart need."""

    canvas: Canvas
    e: Evaluation
    scale: ValueScale
    across: YearScale
    former: Mapping[int, Decimal] = field(default_factory=dict)

    def at(self, year: int, value: Decimal) -> tuple[float, float]:
        """Where a year's value stands."""
        return self.across.x(year), self.scale.y(value)


def draw_line(canvas: Canvas, e: Evaluation, series_name: str, former: Mapping[int, Decimal]) -> None:
    """All years that are known up to the target's; later ones only where there are figures."""
    values = known_values(e)
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    years = tuple(range(min([start, *values]), max([end, *values, *former]) + 1))
    interim = (point.value for point in e.indicator.targets)
    figures = [*values.values(), e.baseline, e.target, *interim, *former.values()]
    scale = value_scale(figures, e.indicator.decimals, TOP, canvas.foot - ROOM_BELOW)
    beside = room_for_target(canvas, e)
    left = tick_width(canvas, scale) + 12
    plot = Plot(canvas, e, scale, YearScale(years, left + 22, canvas.width - beside), former)
    draw_frame(plot, left, [end, e.period or start, start, years[0]])
    draw_path(plot)
    _draw_before(plot, values)
    _draw_actuals(plot, values, series_name)


def room_for_target(canvas: Canvas, e: Evaluation) -> float:
    """Width of the target's words, which stand right of its point; in a compact chart they stand over it."""
    if canvas.compact:
        return _BESIDE_POINT
    return max(text_width(TARGET, 12), text_width(print_number(e.target), 13)) + 14


def draw_frame(plot: Plot, left: float, important: list[int], head_at: float = 2.0) -> None:
    """Axes, their words, and the shaded years that are not known yet."""
    canvas, e = plot.canvas, plot.e
    foot, right = canvas.foot, canvas.width - 6
    write_head(canvas, e.indicator.unit, basis_words(e), from_zero=plot.scale.shows_zero, left=head_at)
    _draw_waiting(plot, foot)
    draw_value_axis(canvas, plot.scale, left, right)
    canvas.stroke("axis", [(left, foot), (right, foot)])
    draw_years(canvas, [(year, plot.across.x(year)) for year in plot.across.years], important, foot)


def _draw_waiting(plot: Plot, foot: float) -> None:
    """Shade the years of the report, up to the target's, that have no value yet."""
    e, across = plot.e, plot.across
    first, end = e.indicator.baseline.period.last + 1, e.indicator.final_target.period.last
    waiting = (f for f in e.periods if first <= f.period <= min(e.report_year, end))
    for why, years in empty_runs(waiting, dict(e.levels)):
        half = across.spacing / 2 - 1
        box = Box(across.x(years[0]) - half, TOP - 4, across.x(years[-1]) + half, foot)
        plot.canvas.band(box)
        line = Line("公表待ち" if why == AWAITED else why, SMALL, style="text soft")
        plot.canvas.label(Label((line,), (box.left + box.right) / 2, foot, (Side.ABOVE,), rank=2, gap=4))


def draw_path(plot: Plot) -> None:
    """Baseline, target and the straight line between, with where it is in the year that is judged."""
    canvas, e = plot.canvas, plot.e
    baseline, target = e.indicator.baseline, e.indicator.final_target
    start, end = plot.at(baseline.period.last, baseline.value), plot.at(target.period.last, target.value)
    between = [plot.at(p.period.last, p.value) for p in e.indicator.targets[:-1]]
    canvas.stroke("path", [start, *between, end])
    for place in between:
        canvas.diamond(*place, 4.5)
    canvas.square(*start)
    canvas.diamond(*end)
    rising = end[1] <= start[1]
    line = Line(f"現状値 {print_number(baseline.value)}")
    below = (Side.BELOW_LEFT, Side.BELOW, Side.LEFT, Side.BELOW_RIGHT)
    above = (Side.ABOVE_LEFT, Side.ABOVE, Side.LEFT, Side.ABOVE_RIGHT)
    canvas.label(
        Label((line,), *start, (*below, *_UPWARD) if rising else (*above, *_DOWNWARD), rank=2, needed=True)
    )
    lines = (Line(TARGET), Line(print_number(target.value), 13, bold=True))
    beside = (Side.RIGHT, *(_UPWARD if rising else _DOWNWARD), *(_DOWNWARD if rising else _UPWARD))
    canvas.label(Label(lines, *end, beside, rank=1, gap=9, needed=True))
    middle = ((start[0] * 0.4 + end[0] * 0.6), (start[1] * 0.4 + end[1] * 0.6))
    if not canvas.compact:
        words = (Line(_PATH_WORDS, SMALL, style="text soft"),)
        clear = (Side.ABOVE_LEFT, Side.BELOW_RIGHT) if rising else (Side.ABOVE_RIGHT, Side.BELOW_LEFT)
        canvas.label(Label(words, *middle, clear, rank=7, gap=5))
    draw_former(canvas, plot.at, plot.former)
    if e.period is not None and baseline.period.last < e.period < target.period.last:
        _draw_expected(plot, e.period)


def draw_former(
    canvas: Canvas, at: Callable[[int, Decimal], tuple[float, float]], former: Mapping[int, Decimal]
) -> None:
    """Where targets were before the plan was revised."""
    for year, value in former.items():
        place = at(year, value)
        canvas.diamond(*place, 5.0, full=False)
        words = (Line(f"変更前 {print_number(value)}", SMALL),)
        canvas.label(Label(words, *place, (Side.LEFT, *_UPWARD, *_DOWNWARD), rank=2, gap=8, needed=True))


def _draw_expected(plot: Plot, period: int) -> None:
    e = plot.e
    if e.expected is None or e.value is None:
        return
    place = plot.at(period, e.expected)
    plot.canvas.diamond(*place, 4.5, full=False)
    words = (Line(f"目安 {aimed(e.indicator, e.expected)}", SMALL),)
    over = e.expected > e.value
    sides = (Side.ABOVE_LEFT, Side.ABOVE, Side.LEFT) if over else (Side.BELOW_RIGHT, Side.BELOW, Side.RIGHT)
    plot.canvas.label(Label(words, *place, (*sides, *_UPWARD, *_DOWNWARD), rank=3, gap=8))


def _draw_before(plot: Plot, values: dict[int, Decimal]) -> None:
    """What was known up to the baseline year, in a lighter stroke; the baseline's own if since revised."""
    canvas, e = plot.canvas, plot.e
    start = e.indicator.baseline.period.last
    before = [year for year in values if year <= start]
    for run in unbroken(before):
        canvas.stroke("before", [plot.at(year, values[year]) for year in run])
    for year in before:
        revised = year == start
        if revised and e.revised_baseline is None:
            continue
        canvas.ring(*plot.at(year, values[year]))
        if canvas.compact:
            continue
        text = amount(e.indicator, values[year])
        line = Line(f"改定後 {text}（参考）" if revised else text, SMALL, style="text soft")
        rank = 4 if revised else 5 if values[year] == max(values.values()) else 6
        sides = _BESIDE_BASELINE if revised else sides_at(values, year)
        canvas.label(Label((line,), *plot.at(year, values[year]), sides, rank=rank, gap=5))


def _draw_actuals(plot: Plot, values: dict[int, Decimal], series_name: str) -> None:
    canvas, e = plot.canvas, plot.e
    start = e.indicator.baseline.period.last
    shown = {start: e.baseline} | {year: value for year, value in values.items() if year >= start}
    for run in unbroken(sorted(shown)):
        canvas.stroke("actual", [plot.at(year, shown[year]) for year in run])
    for year in (year for year in values if year > start):
        place = plot.at(year, values[year])
        canvas.dot(*place)
        text = amount(e.indicator, values[year])
        sides = _off_the_path(e, year, values[year])
        if year == e.period:
            measured = "実績" if canvas.compact else series_label(e, series_name)
            name = Line(f"{measured} {print_year(year)}", SMALL)
            lines = (name, Line(text, 13, bold=True))
            canvas.label(Label(lines, *place, sides, rank=0, gap=7, needed=True, style="text strong"))
        elif not canvas.compact:
            canvas.label(Label((Line(text),), *place, sides, rank=5, style="text strong"))


def sides_at(values: dict[int, Decimal], year: int) -> tuple[Side, ...]:
    """Over a peak, under a dip, and beside a slope."""
    value = values[year]
    before, after = values.get(year - 1, value), values.get(year + 1, value)
    if before < value < after:
        return (Side.ABOVE_LEFT, Side.BELOW_RIGHT, *_UPWARD, *_DOWNWARD)
    if before > value > after:
        return (Side.ABOVE_RIGHT, Side.BELOW_LEFT, *_UPWARD, *_DOWNWARD)
    return (*_DOWNWARD, *_UPWARD) if value < max(before, after) else (*_UPWARD, *_DOWNWARD)


def _off_the_path(e: Evaluation, year: int, value: Decimal) -> tuple[Side, ...]:
    """Below the path where the value is below it, and above it where it is above."""
    expected = e.at(year).expected
    if expected is not None and value < expected:
        return (Side.BELOW_RIGHT, Side.BELOW, Side.RIGHT, *_DOWNWARD, *_UPWARD)
    return (Side.ABOVE, Side.ABOVE_LEFT, Side.ABOVE_RIGHT, Side.RIGHT, *_DOWNWARD)
