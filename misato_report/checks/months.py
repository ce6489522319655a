"""Months against the year: when a year's own figure is there, its twelve months must add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.evaluation.year_so_far import Disagreement, disagreements
from misato_report.notation import print_number, print_period
from misato_report.plan.plan import Plan
from misato_report.project import Project


def check_months_against_years(project: Project, plan: Plan, as_of: date) -> Iterator[Diagnostic]:
    """A finding for each year whose months say another number than the year's own figure."""
    for found in disagreements(plan, project.observations, as_of):
        yield _finding(plan, found)


def _finding(plan: Plan, found: Disagreement) -> Diagnostic:
    yearly, first, last = found.yearly, found.months[0], found.months[-1]
    series, monthly = plan.series[yearly.series], plan.series[first.series]
    stated = print_number(yearly.value) if yearly.value is not None else ""
    made = print_number(found.by_months)
    said = f"「{monthly.name}」の12か月の合計は {made}{monthly.unit} です"
    where = f"{first.file} {first.cell} から {last.file} {last.cell} まで"
    if len(found.months) == 1:
        said = f"「{monthly.name}」の同じ日の値は {made}{monthly.unit} です"
        where = f"{last.file} {last.cell}"
    return Diagnostic(
        file=yearly.file,
        line=yearly.row,
        code="months-disagree",
        message=f"「{series.name}」{print_period(yearly.period, yearly.basis)}は {stated}{series.unit} ですが、{said}（{where}）。",
        hint="月の値は速報で、年の値が後から直されることがあります。評価には年の値だけを使います。公表元の表と比べてください。",
        severity=Severity.WARNING,
        cell=yearly.cell,
    )
