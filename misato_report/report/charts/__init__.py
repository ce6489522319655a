"""The charts of the council paper: one kind for each accumulation rule, as inline SVG.

``chart_for`` gives the chart of an indicator, ``small_chart`` its one bar for a table cell, ``finding``
the sentence that says what the chart shows. No charting library: to import one takes longer than to draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from misato_report.evaluation.population_paths import Course
from misato_report.evaluation.rules import Evaluation
from misato_report.plan.document import PopulationPoint
from misato_report.plan.indicators import Accumulation
from misato_report.report.charts.canvas import ACCENT, NARROW, THIRD, WIDE, Canvas, Form
from misato_report.report.charts.data import has_path
from misato_report.report.charts.line import draw_line
from misato_report.report.charts.milestone import draw_milestone
from misato_report.report.charts.pairs import draw_pairs
from misato_report.report.charts.population import draw_population
from misato_report.report.charts.small import small_chart
from misato_report.report.charts.steps import draw_steps
from misato_report.report.charts.strip import peer_strip
from misato_report.report.charts.threshold import draw_levels
from misato_report.report.charts.total import draw_total
from misato_report.report.charts.words import description, finding

__all__ = ["NARROW", "THIRD", "WIDE", "Form", "chart_for", "finding", "peer_strip", "small_chart"]


NO_FORMER: Mapping[int, Decimal] = {}


def chart_for(
    evaluation: Evaluation,
    *,
    series_name: str = "",
    history: tuple[PopulationPoint, ...] = (),
    courses: tuple[Course, ...] = (),
    label: str = "",
    former: Mapping[int, Decimal] = NO_FORMER,
    accent: str = ACCENT,
    form: Form = WIDE,
) -> str:
    """One ``<svg>`` element: the indicator's target, path and actuals.

    ``former`` are targets as they were before a revision of the plan, by year. ``history`` are
    census figures and ``courses`` projections, for 目標人口 only. ``accent`` is the town's colour, ``form`` the size it is drawn for. The title is the finding, with the
    verdict as ``label`` has it; the description has all the data. Ids begin with the
    form's name and the indicator's id.
    """
    canvas = Canvas(f"{form.name}-{evaluation.indicator.id}", form, accent)
    match evaluation.indicator.accumulation:
        case Accumulation.MILESTONE:
            draw_milestone(canvas, evaluation)
        case _ if not has_path(evaluation):
            draw_levels(canvas, evaluation, series_name)
        case Accumulation.PERIOD_TOTAL:
            draw_total(canvas, evaluation, former)
        case Accumulation.SINGLE_YEAR:
            draw_line(canvas, evaluation, series_name, former)
        case Accumulation.YEARLY_TARGETS:
            draw_pairs(canvas, evaluation, former)
        case Accumulation.RUNNING_TOTAL:
            draw_steps(canvas, evaluation, former)
        case Accumulation.FLOOR:
            draw_population(canvas, evaluation, series_name, history, courses)
    return canvas.finish(finding(evaluation, label), description(evaluation, history, courses))
