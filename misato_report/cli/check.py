"""``misato-report check``: everything wrong with plan, ledger and files, at once."""

from __future__ import annotations

import typer

from misato_report.cli import clock
from misato_report.cli.options import JsonOption, WorkspaceOption, open_project
from misato_report.cli.terminal import say


def check(context: typer.Context, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """計画、台帳、公表ファイル、提出したものの誤りをすべて調べます。"""
    from misato_report.checks.gate import findings
    from misato_report.checks.seen import mark_of
    from misato_report.cli.output import show_diagnostics
    from misato_report.diagnostics import Severity, has_errors
    from misato_report.report.json_objects import diagnostic_objects, to_json

    project = open_project(context, workspace, whole_ledger=True)
    found = findings(project, clock.today())
    if as_json:
        say(to_json(diagnostic_objects(found.open)))
    else:
        show_diagnostics(found.open, mark_of)
        errors = sum(d.severity is Severity.ERROR for d in found.open)
        warnings = sum(d.severity is Severity.WARNING for d in found.open)
        seen = f"ほかに確かめた注意{len(found.seen)}件。" if found.seen else ""
        say(f"エラー{errors}件、注意{warnings}件。{seen}" if found.open else f"誤りはありません。{seen}")
        if warnings:
            say(
                "確かめた注意は misato-report seen 番号 --by 氏名 --because 理由 で表示しないようにできます。"
            )
    if has_errors(found.open):
        raise typer.Exit(1)
