"""The gate before the council: what must be in order before a report is made that people will rely on.

``build`` and ``batch`` go through it; :func:`misato_report.build_report` itself does not, so that a program may
make a report of whatever it holds in its hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from misato_report.checks.seen import Seen, without_seen
from misato_report.checks.workspace import check_project, no_figures
from misato_report.diagnostics import Diagnostic, Severity, WorkspaceError
from misato_report.notation import print_era_year
from misato_report.plan.plan import Plan
from misato_report.project import Project


def findings(project: Project, today: date) -> Seen:
    """What ``check`` says: everything that is wrong, without the warnings that somebody has looked at."""
    marks = project.plan.seen if project.plan is not None else ()
    return without_seen(check_project(project, today), marks)


def pass_gate(project: Project, today: date) -> tuple[Diagnostic, ...]:
    """The warnings that are left. Raises WorkspaceError with all errors that ``check`` finds.

    A report without a single figure is an error here; to ``check``, a new workspace has nothing wrong with it.
    """
    found = findings(project, today).open
    errors = [d for d in found if d.severity is Severity.ERROR]
    if not errors and not project.observations:
        errors = [replace(no_figures(project), severity=Severity.ERROR)]
    if errors:
        raise WorkspaceError(tuple(errors))
    return tuple(d for d in found if d.severity is Severity.WARNING)


def refuse_odd_year(project: Project, year: int, as_of: date) -> None:
    """Raise WorkspaceError for a report year of which there can be nothing to tell, with those that make sense."""
    plan = project.sound_plan()
    years = sensible_years(plan, _periods(project, plan, as_of))
    if year in years:
        return
    first, last = years[0], years[-1]
    if year < plan.general.period.first:
        message = f"{_named(year)}は、計画の始まる{_named(plan.general.period.first)}より前です。"
    elif year > plan.general.period.last:
        message = f"{_named(year)}は、計画の終わる{_named(plan.general.period.last)}より後です。"
    else:
        message = (
            f"{_named(year)}の値はまだ一つもありません（基準日 {as_of}）。最も新しいのは{_named(last)}です。"
        )
    choice = f"{first} ({print_era_year(first)}度)" if first == last else f"{first} ～ {last}"
    hint = f"報告書を作れる年度は {choice} です。それでも {year} で作るなら --force-year を付けてください。"
    file = project.workspace.name_of(project.workspace.plan_file)
    raise WorkspaceError((Diagnostic(file=file, code="odd-year", message=message, hint=hint),))


def sensible_years(plan: Plan, known: Iterable[int]) -> range:
    """The report years of which something can be told: from the plan's first to the newest that has figures."""
    first, last = plan.general.period.first, plan.general.period.last
    return range(first, min(max(max(known, default=first), first), last) + 1)


def _periods(project: Project, plan: Plan, as_of: date) -> Iterator[int]:
    """The years of which figures are known; not months, nor what was projected of years to come."""
    for o in project.observations:
        series = plan.series.get(o.series)
        actual = series is not None and not series.projection and not o.basis.is_monthly
        if actual and o.published_on <= as_of:
            yield o.period


def _named(year: int) -> str:
    return f"{print_era_year(year)}度（{year}年度）"
