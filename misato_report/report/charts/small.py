"""The small chart of a table cell: from baseline to target, how far it is and how far it should be."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from misato_report.evaluation.rules import Evaluation, meets
from misato_report.evaluation.wording import (
    aimed,
    baseline_words,
    goal_quantity,
    quantity,
    unit_after,
    unit_behind,
)
from misato_report.plan.indicators import Accumulation, Verdict
from misato_report.report.charts.canvas import ACCENT, FAINT, INK, PAPER
from misato_report.report.charts.data import has_path, trend_of

WIDTH, HEIGHT = 120.0, 28.0
_BASELINE_AT, _TARGET_AT, _LEVEL_AT = 30.0, 98.0, 64.0
_LEFT, _RIGHT = 4.0, 116.0
_MIDDLE = HEIGHT / 2
_AWAY = 24.0  # how far from a level to keep a value stands that is not it


def small_chart(evaluation: Evaluation, accent: str = ACCENT) -> str:
    """Every indicator alike: right is better; a thin mark is the baseline, a thick one the target.

    For a sum over years, what counts is how much less (or more) it is than the trend would have made
    it, as a share of what the whole period is to save. A floor (目標人口) has its target at the left,
    since it is good to be above it. Where a level is to be kept, baseline and target are one place.
    """
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart-small",
            "viewBox": f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
            "width": "100%",
            "aria-hidden": "true",
            "focusable": "false",
        },
    )
    SubElement(svg, "title").text = _told(evaluation)
    if not has_path(evaluation):
        _rectangle(svg, "track", _LEFT, _MIDDLE - 4, _RIGHT - _LEFT, 8, FAINT)
        _draw_without_path(svg, evaluation, accent)
        return tostring(svg, encoding="unicode")
    baseline, target = _marks(evaluation)
    _rectangle(svg, "track", _LEFT, _MIDDLE - 4, _RIGHT - _LEFT, 8, FAINT)
    value = _place(evaluation, evaluation.value, baseline, target)
    expected = _place(evaluation, evaluation.expected, baseline, target)
    if value is not None:
        _draw_bar(svg, baseline, value, accent)
    _rectangle(svg, "baseline", baseline - 0.7, _MIDDLE - 9, 1.4, 18, INK)
    _rectangle(svg, "target", target - 1.8, _MIDDLE - 11, 3.6, 22, INK)
    if expected is not None:
        _draw_expected(svg, _clipped(expected))
    if value is not None:
        _draw_end(svg, value, accent)
    return tostring(svg, encoding="unicode")


def _told(e: Evaluation) -> str:
    """What the chart shows in words: for a pointing hand on a screen, and for who listens to the PDF."""
    indicator, unit = e.indicator, unit_behind(e.indicator.unit)
    bare = "" if e.stated_baseline is None else unit_after(indicator)
    goal = goal_quantity(indicator, indicator.final_target)
    parts = [f"現状値{baseline_words(indicator)}{bare}", f"目標値{goal}"]
    if e.value is not None:
        parts.insert(0, f"実績{quantity(indicator, e.value)}")
    if e.expected is not None:
        parts.insert(1, f"目安{aimed(indicator, e.expected)}{unit}")
    return "、".join(parts)


def _draw_without_path(svg: Element, e: Evaluation, accent: str) -> None:
    """A milestone's states as steps up to the one reached; else one mark, and the value on its good or bad side."""
    if e.indicator.states:
        width = (_RIGHT - _LEFT) / len(e.indicator.states)
        for number in range(1, len(e.indicator.states) + 1):
            left = _LEFT + width * (number - 1)
            reached = e.value is not None and number <= e.value
            _rectangle(svg, "state", left + 1, _MIDDLE - 8, width - 2, 16, accent if reached else FAINT)
        return
    if e.indicator.accumulation is not Accumulation.TREND:
        _rectangle(svg, "target", _LEVEL_AT - 1.8, _MIDDLE - 11, 3.6, 22, INK)
    else:
        _rectangle(svg, "baseline", _LEVEL_AT - 0.7, _MIDDLE - 9, 1.4, 18, INK)
    aim = e.reference if e.indicator.accumulation is Accumulation.TREND else e.target_of_the_year.value
    if e.value is None or aim is None or (e.verdict is Verdict.UNJUDGED and e.indicator.direction is None):
        return
    away = 0.0 if e.value == aim else _AWAY if meets(e.indicator, e.value, aim) else -_AWAY
    _draw_end(svg, _LEVEL_AT + away, accent)


def _marks(e: Evaluation) -> tuple[float, float]:
    """Where baseline and target stand."""
    if e.indicator.accumulation is Accumulation.FLOOR:
        return _TARGET_AT, _BASELINE_AT
    if _way(e) == 0:
        return _LEVEL_AT, _LEVEL_AT
    return _BASELINE_AT, _TARGET_AT


def _way(e: Evaluation) -> Decimal:
    """From where nothing has changed to the target."""
    return e.target - trend_of(e)


def _place(e: Evaluation, value: Decimal | None, baseline: float, target: float) -> float | None:
    """Where a value stands; None while there is no actual."""
    if value is None or e.reference is None:
        return None
    done, way = value - e.reference, _way(e)
    if way:
        return baseline + float(done / way) * (target - baseline)
    good = e.verdict in (Verdict.ACHIEVED, Verdict.ON_TRACK)
    return baseline + (0.0 if not done else _AWAY if good else -_AWAY)


def _clipped(x: float) -> float:
    return min(max(x, _LEFT), _RIGHT)


def _draw_bar(svg: Element, start: float, end: float, accent: str) -> None:
    left, right = sorted((start, _clipped(end)))
    _rectangle(svg, "bar", left, _MIDDLE - 4, right - left, 8, accent)


def _draw_end(svg: Element, end: float, accent: str) -> None:
    """A dot, or a point outwards where the value lies beyond the edge."""
    shown = _clipped(end)
    if end == shown:
        place = {"cx": f"{shown:.1f}", "cy": f"{_MIDDLE:.1f}", "r": "4.2"}
        SubElement(svg, "circle", {"class": "actual", **place, "fill": accent, "stroke": PAPER})
        return
    tip, back = (shown + 4, shown - 4) if end > shown else (shown - 4, shown + 4)
    points = f"{tip:.1f},{_MIDDLE:.1f} {back:.1f},{_MIDDLE - 8:.1f} {back:.1f},{_MIDDLE + 8:.1f}"
    SubElement(svg, "polygon", {"class": "actual", "points": points, "fill": accent})


def _draw_expected(svg: Element, x: float) -> None:
    """An open diamond, as in the large charts, where the value should be by now: no verdict has that sign."""
    y, half = _MIDDLE, 6.0
    points = f"{x - half:.1f},{y:.1f} {x:.1f},{y - half:.1f} {x + half:.1f},{y:.1f} {x:.1f},{y + half:.1f}"
    style = {"fill": PAPER, "stroke": INK, "stroke-width": "1.2"}
    SubElement(svg, "polygon", {"class": "expected", "points": points, **style})


def _rectangle(
    svg: Element, kind: str, left: float, top: float, width: float, height: float, fill: str
) -> None:
    place = {"x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    SubElement(svg, "rect", {"class": kind, **place, "fill": fill})
