"""milestone: the states one above the other, and how far it had come in each year."""

from __future__ import annotations

from misato_report.evaluation.rules import Evaluation
from misato_report.notation import print_year
from misato_report.report.charts.axes import SMALL, YearScale, draw_years
from misato_report.report.charts.canvas import TOP, Canvas
from misato_report.report.charts.data import basis_words, known_values, unbroken
from misato_report.report.charts.geometry import shorten, text_width
from misato_report.report.charts.labels import Label, Line, Side
from misato_report.report.charts.line import TARGET

_WIDEST_STATE = 150.0
_ABOVE = (Side.ABOVE, Side.ABOVE_LEFT, Side.ABOVE_RIGHT, Side.BELOW, Side.BELOW_LEFT)


def draw_milestone(canvas: Canvas, e: Evaluation) -> None:
    """A row for each state from the first upwards; a dot for each year; the target at the last state in its year."""
    states = [shorten(state, SMALL, _WIDEST_STATE) for state in e.indicator.states]
    values = known_values(e)
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    if e.stated_baseline is not None:
        values = {start: e.stated_baseline} | {year: v for year, v in values.items() if year > start}
    years = tuple(range(min([start, *values]), max([end, *values]) + 1))
    left = max(text_width(state, SMALL) for state in states) + 16
    across = YearScale(years, left + 22, canvas.width - 40)
    foot = canvas.foot
    height = (foot - TOP) / len(states)

    def y(number: int) -> float:
        return foot - height * (number - 0.5)

    canvas.write(f"横軸：{basis_words(e) or '年度'}", 2, 13, size=SMALL, style="text soft")
    for number, state in enumerate(states, start=1):
        canvas.stroke("grid", [(left, y(number)), (canvas.width - 6, y(number))])
        canvas.write(state, left - 6, y(number) + SMALL * 0.36, size=SMALL, anchor="end", style="text soft")
    canvas.stroke("axis", [(left, foot), (canvas.width - 6, foot)])
    draw_years(canvas, [(year, across.x(year)) for year in years], [end, e.period or start, start], foot)
    canvas.diamond(across.x(end), y(len(states)), 8.0)
    target = Label((Line(TARGET, 12, bold=True),), across.x(end), y(len(states)), _ABOVE, rank=1, gap=10)
    canvas.label(target)
    for run in unbroken(sorted(values)):
        canvas.stroke("actual", [(across.x(year), y(int(values[year]))) for year in run])
    for year, value in values.items():
        place = across.x(year), y(int(value))
        if year == start:
            canvas.square(*place)
        else:
            canvas.dot(*place)
        if year == e.period:
            line = Line(f"{print_year(year)} {e.indicator.states[int(value) - 1]}", 12, bold=True)
            canvas.label(Label((line,), *place, _ABOVE, rank=0, gap=8, needed=True, style="text strong"))
