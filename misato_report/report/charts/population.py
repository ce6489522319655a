"""floor (目標人口): the long fall in a small panel, and the line to the target at a scale one can read."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from misato_report.evaluation.population_paths import Course
from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import aimed_value, amount
from misato_report.notation import print_number, print_year
from misato_report.plan.document import PopulationPoint
from misato_report.report.charts.axes import SMALL, YearScale, draw_years, tick_width, value_scale
from misato_report.report.charts.canvas import TOP, Canvas
from misato_report.report.charts.data import known_values, unbroken
from misato_report.report.charts.geometry import Box, shorten
from misato_report.report.charts.labels import Label, Line, Side
from misato_report.report.charts.line import ROOM_BELOW, TARGET, Plot, draw_frame, room_for_target

_PANEL, _BETWEEN = 128.0, 12.0
_OVER_A_FALL = (Side.ABOVE_RIGHT, Side.ABOVE, Side.RIGHT, Side.BELOW_LEFT, Side.BELOW, Side.LEFT)
_UNDER_A_FALL = (Side.BELOW_LEFT, Side.BELOW, Side.LEFT, Side.ABOVE_RIGHT, Side.ABOVE, Side.RIGHT)
_WORDS_OF_LINE = ("見込みの線", "（当町による補間）")
_LONGEST_NAME = 150.0


def draw_population(
    canvas: Canvas,
    e: Evaluation,
    series_name: str,
    history: tuple[PopulationPoint, ...],
    courses: tuple[Course, ...] = (),
) -> None:
    """The small panel only if there is a history before the baseline; the courses in the large one."""
    census = {point.year: point.value for point in sorted(history, key=lambda point: point.year)}
    long = not canvas.compact and any(year < e.indicator.baseline.period.last for year in census)
    if long:
        _draw_long_panel(canvas, e, census)
    left = _PANEL + _BETWEEN if long else 0.0
    plot = _near_panel(canvas, e, census, courses, left)
    _draw_line(plot)
    _draw_censuses(plot, census)
    for course in courses:
        _draw_course(plot, course)
    values = {year: value for year, value in known_values(e).items() if year > plot.across.years[0]}
    _draw_estimates(plot, values, series_name or "推計人口")


# --- the small panel


def _draw_long_panel(canvas: Canvas, e: Evaluation, census: dict[int, Decimal]) -> None:
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    points = {**{year: value for year, value in census.items() if year <= end}, start: e.baseline}
    foot = canvas.foot
    scale = value_scale([*points.values(), e.target], 0, TOP + 8, foot, zero=True)
    years = tuple(range(min(points), end + 1))
    plot = Plot(canvas, e, scale, YearScale(years, 24.0, _PANEL - 20))
    canvas.stroke("axis", [(6, foot), (_PANEL, foot)])
    draw_years(canvas, [(year, plot.across.x(year)) for year in (years[0], end)], [], foot)
    canvas.write("国勢調査と目標", 2, 13, size=SMALL, style="text soft")
    ordered = [plot.at(year, points[year]) for year in sorted(points)]
    finish = plot.at(end, e.target)
    canvas.stroke("path", ordered)
    canvas.stroke("line", [ordered[-1], finish])
    for place in ordered:
        canvas.square(*place, 3.0)
    canvas.diamond(*finish, 4.0)
    for year, value in points.items():
        _label_census(plot, year, value, first=year == years[0])
    _frame_near(plot)


def _label_census(plot: Plot, year: int, value: Decimal, *, first: bool) -> None:
    last = year == plot.e.indicator.baseline.period.last
    line = Line(f"{print_year(year)} {print_number(value)}", SMALL)
    sides = (Side.RIGHT, Side.ABOVE_RIGHT) if first else (Side.ABOVE, Side.ABOVE_LEFT, Side.LEFT)
    rank = 1 if first else 2 if last else 7
    plot.canvas.label(Label((line,), *plot.at(year, value), sides, rank, 12 if last else 5))


def _frame_near(plot: Plot) -> None:
    """A frame around what the large panel shows."""
    e = plot.e
    left, first = plot.at(e.indicator.baseline.period.last, e.baseline)
    right, last = plot.at(e.indicator.final_target.period.last, e.target)
    foot = plot.canvas.foot - 2
    box = Box(left - 7, min(first, last) - 8, right + 8, min(max(first, last) + 8, foot))
    plot.canvas.frame(box)
    line = Line("右に拡大", SMALL, style="text soft")
    sides = (Side.BELOW, Side.BELOW_LEFT, Side.ABOVE, Side.LEFT)
    plot.canvas.label(Label((line,), (box.left + box.right) / 2, box.bottom, sides, rank=6, gap=4))


# --- the large panel


def _near_panel(
    canvas: Canvas, e: Evaluation, census: dict[int, Decimal], courses: Iterable[Course], left: float
) -> Plot:
    """Axes for all that is drawn from the baseline's year on."""
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    values = {year: value for year, value in known_values(e).items() if year > start}
    years = tuple(range(start, max([end, *values]) + 1))
    later = {year: value for year, value in census.items() if start < year <= years[-1]}
    projected = [point.value for course in courses for point in course.points]
    figures = [*values.values(), *later.values(), *projected, e.baseline, e.target]
    scale = value_scale(figures, e.indicator.decimals, TOP, canvas.foot - ROOM_BELOW)
    edge = left + tick_width(canvas, scale) + 12
    beside = room_for_target(canvas, e)
    plot = Plot(canvas, e, scale, YearScale(years, edge + 18, canvas.width - beside))
    draw_frame(plot, edge, [end, start, e.period or end], head_at=left + 2)
    return plot


def _draw_censuses(plot: Plot, census: dict[int, Decimal]) -> None:
    """The censuses after the baseline's, as far as the panel goes."""
    start, *_, end = plot.across.years
    for year in (year for year in census if start < year <= end):
        place = plot.at(year, census[year])
        plot.canvas.square(*place)
        lines = (Line("国勢調査", SMALL), Line(amount(plot.e.indicator, census[year]), SMALL))
        plot.canvas.label(Label(lines, *place, _OVER_A_FALL, rank=4))


def _draw_course(plot: Plot, course: Course) -> None:
    """A projection: dashes between the years that were published, its name at the last."""
    canvas, start = plot.canvas, plot.across.years[0]
    canvas.stroke("course", [plot.at(point.year, point.value) for point in course.points])
    for point in course.points:
        if point.year > start:
            canvas.triangle(*plot.at(point.year, point.value))
    last = course.points[-1]
    name = Line(shorten(course.name, SMALL, _LONGEST_NAME), SMALL)
    lines = (name, Line(print_number(last.value), SMALL))
    place = plot.at(last.year, last.value)
    sides = (Side.RIGHT, Side.BELOW_LEFT, Side.BELOW, Side.LEFT, Side.ABOVE_LEFT)
    canvas.label(Label(lines, *place, sides, rank=1, gap=8, needed=True))


def _draw_line(plot: Plot) -> None:
    """Straight from the census of the baseline to the target."""
    canvas, e = plot.canvas, plot.e
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    first, last = plot.at(start, e.baseline), plot.at(end, e.target)
    canvas.stroke("line", [first, last])
    canvas.square(*first)
    canvas.diamond(*last)
    lines = (Line(f"国勢調査 {print_year(start)}", SMALL), Line(print_number(e.baseline)))
    canvas.label(Label(lines, *first, (Side.RIGHT, *_OVER_A_FALL), rank=1, gap=8, needed=True))
    lines = (Line(TARGET), Line(print_number(e.target), 13, bold=True))
    sides = (Side.RIGHT, Side.ABOVE, Side.ABOVE_RIGHT, Side.LEFT, Side.ABOVE_LEFT)
    canvas.label(Label(lines, *last, sides, rank=1, gap=9, needed=True))
    middle = (first[0] * 0.55 + last[0] * 0.45, first[1] * 0.55 + last[1] * 0.45)
    free = _UNDER_A_FALL if _is_above(e) else _OVER_A_FALL
    words = tuple(Line(text, SMALL, style="text soft") for text in _WORDS_OF_LINE)
    canvas.label(Label(words[:1] if canvas.compact else words, *middle, free, rank=4))


def _is_above(e: Evaluation) -> bool:
    return e.value is not None and e.expected is not None and e.value >= e.expected


def _draw_estimates(plot: Plot, values: dict[int, Decimal], series_name: str) -> None:
    canvas, e = plot.canvas, plot.e
    for run in unbroken(sorted(values)):
        canvas.stroke("actual", [plot.at(year, values[year]) for year in run])
    sides = _OVER_A_FALL if _is_above(e) else _UNDER_A_FALL
    name = Line(shorten("実績" if canvas.compact else series_name, SMALL, _LONGEST_NAME), SMALL)
    for year, value in values.items():
        newest = year == e.period
        place = plot.at(year, value)
        canvas.dot(*place, 4.4 if newest else 3.2)
        figure = Line(amount(e.indicator, value), 13 if newest else SMALL, bold=newest)
        lines = (name, figure) if newest else (figure,)
        rank = 0 if newest else 5
        canvas.label(Label(lines, *place, sides, rank, 6, needed=newest, style="text strong"))
    _draw_difference(plot)


def _draw_difference(plot: Plot) -> None:
    """How far the newest figure is from the line, with the words on the line's side."""
    e = plot.e
    if e.period is None or e.value is None or e.expected is None:
        return
    x, y = plot.at(e.period, e.value)
    _, line_y = plot.at(e.period, e.expected)
    plot.canvas.stroke("difference", [(x, y), (x, line_y)])
    if plot.canvas.compact:
        return
    difference = e.value - aimed_value(e.indicator, e.expected)
    printed = print_number(difference, e.indicator.decimals, plus=True)
    lines = (Line("見込みとの差", SMALL), Line(printed, bold=True))
    sides = _UNDER_A_FALL if _is_above(e) else _OVER_A_FALL
    plot.canvas.label(Label(lines, x, line_y, sides, rank=2, gap=7, needed=True))
