"""The files of a 確認票: PDF and Excel beside the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from misato_report.diagnostics import WorkspaceError
from misato_report.evaluation.rules import newest_vintages
from misato_report.files.names import safe_name
from misato_report.issued.register import Register, read_register
from misato_report.notation import print_date, print_era_year
from misato_report.plan.limits import Limits
from misato_report.project import Project
from misato_report.report.confirmation.compose import compose_confirmation, on_paper
from misato_report.report.confirmation.figures import (
    Newest,
    figures_of_issue,
    figures_to_confirm,
    moved_indicators,
)
from misato_report.report.facts import Facts
from misato_report.report.html.render import render_confirmation
from misato_report.report.page_model import Confirmation
from misato_report.report.request import BuildRequest


def confirmation_files(project: Project, facts: Facts, request: BuildRequest) -> dict[str, bytes]:
    """File name → content: the workbook always, the PDF where the report is made as one.

    ``project`` is the whole one, also where the report is for the public. Raises WorkspaceError as rendering does.
    """
    from misato_report.report.confirmation.workbook import render_confirmation_workbook

    sheet = confirmation_of(project, facts)
    stem = _stem(request)
    files = {f"{stem}.xlsx": render_confirmation_workbook(sheet, facts)}
    if "pdf" in request.formats:
        files = {
            f"{stem}.pdf": _pdf(render_confirmation(on_paper(sheet)), request, facts.plan.limits),
            **files,
        }
    return files


def confirmation_of(project: Project, facts: Facts) -> Confirmation:
    """What the sheet prints. Raises WorkspaceError for a register, or a kept ledger, that cannot be read."""
    register = read_register(project.workspace)
    if register.diagnostics:
        raise WorkspaceError(register.diagnostics)
    year, as_of = facts.evaluations[0].report_year, facts.evaluations[0].as_of
    plan = project.plan_at(as_of)
    now = newest_vintages(project.observations, year, as_of)
    then, since = _then(project, register, year, as_of)
    moved = moved_indicators(plan, register, as_of)
    whole = replace(facts, plan=plan)
    return compose_confirmation(whole, figures_to_confirm(plan, now, then), moved, since)


def _then(project: Project, register: Register, year: int, as_of: date) -> tuple[Newest, str]:
    """The figures of the last report that was handed in, else of the same day a year before, and which of the two."""
    issue = register.last_before(as_of)
    if issue is not None:
        figures = figures_of_issue(project.workspace, issue)
        words = (
            f"{issue.to}に提出した{print_era_year(issue.year)}度の報告（基準日 {print_date(issue.as_of)}）"
        )
        return figures, words
    day = a_year_before(as_of)
    return newest_vintages(project.observations, year - 1, day), f"1年前の同じ日（{print_date(day)}）"


def a_year_before(day: date) -> date:
    """The same day a year earlier (28 February for 29 February)."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _stem(request: BuildRequest) -> str:
    if request.ascii_name:
        return f"confirmation-fy{request.report_year}" + "-draft" * request.draft
    return safe_name(f"確認票_{print_era_year(request.report_year)}度{'_案' * request.draft}")


def _pdf(html: str, request: BuildRequest, limits: Limits) -> bytes:
    if request.pdf_engine == "browser":
        from misato_report.report.pdf.browser import print_html

        return print_html(html, limits)
    from misato_report.report.pdf.process import make_pdf

    return make_pdf(html, request.as_of, limits=limits)
