"""running_total (a stock that grows): the level of each year as steps, against the path to the target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from math import ceil

from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import amount
from misato_report.notation import print_year
from misato_report.report.charts.axes import SMALL, YearScale, tick_width, value_scale
from misato_report.report.charts.canvas import TOP, Canvas
from misato_report.report.charts.data import unbroken
from misato_report.report.charts.geometry import text_width
from misato_report.report.charts.labels import Label, Line, Side
from misato_report.report.charts.line import ROOM_BELOW, Plot, draw_frame, draw_path, room_for_target

_SAMPLE = "見本："
_LONGEST_NOTE = 28
_WIDEST_NOTE = 176.0
_NOT_FIRST = "、。，．・）」』】〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ)]!?！？"
_DOWNWARD = (Side.BELOW, Side.BELOW_RIGHT, Side.BELOW_LEFT, Side.ABOVE, Side.ABOVE_LEFT)
_UPWARD = (Side.ABOVE, Side.ABOVE_LEFT, Side.ABOVE_RIGHT, Side.BELOW, Side.BELOW_RIGHT)


def draw_steps(canvas: Canvas, e: Evaluation, former: Mapping[int, Decimal]) -> None:
    """Each year is as wide as a step; the path runs through the middle of the years."""
    start, end = e.indicator.baseline.period.last, e.indicator.final_target.period.last
    levels = {start: e.baseline, **dict(e.levels)}
    years = tuple(range(start, max(end, *levels, *former) + 1))
    scale = value_scale(
        [*levels.values(), e.target, *former.values()],
        e.indicator.decimals,
        TOP,
        canvas.foot - ROOM_BELOW,
    )
    left = tick_width(canvas, scale) + 12
    # The target's words stand right of the middle of its year.
    right = canvas.width - max(8.0, room_for_target(canvas, e) - (canvas.width - left) / len(years) / 2)
    half = (right - left) / len(years) / 2
    plot = Plot(canvas, e, scale, YearScale(years, left + half, right - half), former)
    draw_frame(plot, left, [end, e.period or start, start])
    _draw_steps(plot, levels)
    draw_path(plot)
    notes = {} if canvas.compact else notes_of_rises(e)
    for year, value in e.levels:
        _label_step(plot, year, value, notes.get(year, ""))


def _draw_steps(plot: Plot, levels: dict[int, Decimal]) -> None:
    half = plot.across.spacing / 2
    for run in unbroken(sorted(levels)):
        corners = []
        for year in run:
            x, y = plot.at(year, levels[year])
            corners += [(x - half, y), (x + half, y)]
        plot.canvas.stroke("actual", corners)


def _label_step(plot: Plot, year: int, value: Decimal, note: str) -> None:
    """The level, and beneath it what came new; away from the path."""
    e = plot.e
    newest = year == e.period
    text = amount(e.indicator, value)
    level = Line(f"{print_year(year)}実績 {text}" if newest else text, 13 if newest else 12, bold=newest)
    noted = tuple(Line(part, SMALL, style="text soft") for part in wrapped(note)) if note else ()
    x, y = plot.at(year, value)
    expected = e.at(year).expected
    below = expected is not None and y > plot.scale.y(expected)
    sides = _DOWNWARD if below else _UPWARD
    rank = 0 if newest else 3
    if newest or not noted:
        label = Label((level, *noted), x, y, sides, rank, 6, needed=newest, style="text strong")
        plot.canvas.label(label)
    else:
        plot.canvas.label(Label((level,), x, y, sides, rank, style="text strong"))
        plot.canvas.label(Label(noted, x, y, _DOWNWARD if below else _UPWARD, rank + 2, 20))


def notes_of_rises(e: Evaluation) -> dict[int, str]:
    """What came new in a year, as noted with the figure: only where the level rose, and not a set phrase."""
    noted = {d.period: _plain(d.inputs[-1].note) for d in e.by_period if d.inputs}
    often = Counter(noted.values())
    before = e.baseline
    notes = {}
    for year, level in e.levels:
        note = noted.get(year, "")
        if level > before and 0 < len(note) <= _LONGEST_NOTE and often[note] == 1:
            notes[year] = note
        before = level
    return notes


def _plain(note: str) -> str:
    return note.strip().removeprefix(_SAMPLE).strip()


def wrapped(text: str) -> list[str]:
    """The text in as few lines as can be, of about the same length; none begins with a closing sign."""
    count = ceil(text_width(text, SMALL) / _WIDEST_NOTE)
    length = ceil(len(text) / max(1, count))
    lines = []
    while text:
        end = length
        while end < len(text) and text[end] in _NOT_FIRST:
            end += 1
        lines.append(text[:end])
        text = text[end:]
    return lines
