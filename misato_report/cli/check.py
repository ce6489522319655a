"""``misato-report check``: everything wrong with plan, ledger and files, at once."""

from __future__ import annotations

from datetime import date

import typer

from misato_report.cli.options import JsonOption, WorkspaceOption, open_project
from misato_report.cli.terminal import say


def check(context: typer.Context, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """計画、台帳、公表ファイルの誤りをすべて調べます。"""
    from misato_report.checks.workspace import check_project
    from misato_report.cli.output import show_diagnostics
    from misato_report.diagnostics import Severity, has_errors
    from misato_report.report.json_objects import diagnostic_objects, to_json

    project = open_project(context, workspace, whole_ledger=True)
    found = check_project(project, date.today())
    if as_json:
        say(to_json(diagnostic_objects(found)))
    else:
        show_diagnostics(found)
        errors = sum(d.severity is Severity.ERROR for d in found)
        warnings = sum(d.severity is Severity.WARNING for d in found)
        say(f"エラー{errors}件、注意{warnings}件。" if found else "誤りはありません。")
    if has_errors(found):
        raise typer.Exit(1)
