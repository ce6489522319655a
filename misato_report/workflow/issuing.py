"""Handing a report in: only what is built, is up to date, and is no draft, is kept as handed in."""

from __future__ import annotations

from datetime import date

import filelock

from misato_report import __version__
from misato_report.actuals.ledger.write import ledger_bytes
from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.issued.keep import Handover, keep
from misato_report.issued.register import LEDGER_COPY, Issue
from misato_report.notation import print_era_year
from misato_report.project import Project
from misato_report.report.confirmation.figures import field_id
from misato_report.report.up_to_date import EarlierBuild, builds_of


def issue(project: Project, year: int, to: str, by: str, on: date) -> Issue:
    """Keep the built report of a year as handed in. Raises WorkspaceError where there is none that may be.

    ``by`` empty: the department that makes the reports.
    """
    workspace = project.workspace
    built = _current(project, year)
    plan = project.plan_at(built[-1].as_of)
    contents = {path.name: path.read_bytes() for build in built for path in build.paths}
    contents[LEDGER_COPY] = ledger_bytes(o for o in project.observations if o.series in plan.series)
    said = Handover(
        year=year,
        to=to,
        by=by or plan.general.department,
        on=on,
        as_of=built[-1].as_of,
        version=__version__,
        fields={indicator.id: field_id(field) for field, indicator in plan.indicators()},
    )
    try:
        return keep(workspace, said, contents)
    except filelock.Timeout as error:
        message = "ほかの人が提出を記録している最中です。"
        raise _refused(
            project, year, "locked", message, "終わるのを待って、もう一度実行してください。"
        ) from error
    except OSError as error:
        message = f"提出したものを控えられませんでした ({error.strerror})。前のものは元のままです。"
        hint = "空き容量とアクセス権を確かめ、もう一度実行してください。"
        raise _refused(project, year, "write-failed", message, hint) from error


def _current(project: Project, year: int) -> list[EarlierBuild]:
    """The builds that make up the report as it now is: those of the newest one's as-of date."""
    builds = builds_of(project.workspace, year)
    command = f"misato-report build {year}"
    name = f"{print_era_year(year)}度の報告書"
    if not any(build.council for build in builds):
        raise _refused(
            project,
            year,
            "not-built",
            f"{name}は、まだ作られていません。",
            f"{command} で作ってから提出してください。",
        )
    # Papers in others' forms that were built by themselves go to others.
    reports = [build for build in builds if build.council and not build.draft]
    if not reports:
        message = f"{name}は案（確認が済んでいません）です。"
        hint = (
            f"misato-report check の誤りを直し、--draft を付けずに {command} で作ってから提出してください。"
        )
        raise _refused(project, year, "draft", message, hint)
    newest = reports[-1]
    if not newest.current:
        message = f"{name}を作った後に、計画、台帳、ひな形、プログラムのどれかが変わっています。"
        raise _refused(
            project, year, "out-of-date", message, f"{command} で作り直し、確かめてから提出してください。"
        )
    if not newest.paths:
        message = f"{name}のファイルが、作ったときと違います（消されたか、書き換えられています）。"
        raise _refused(
            project, year, "files-changed", message, f"{command} で作り直してから提出してください。"
        )
    return [b for b in reports if b.current and b.paths and b.as_of == newest.as_of]


def _refused(project: Project, year: int, code: str, message: str, hint: str) -> WorkspaceError:
    file = project.workspace.name_of(project.workspace.out_dir(year))
    return WorkspaceError((Diagnostic(file=file, code=code, message=message, hint=hint),))
