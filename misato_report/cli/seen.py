"""``misato-report seen``: a warning was looked at, and may stay."""

from __future__ import annotations

from typing import Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, open_project
from misato_report.cli.terminal import say


def seen(
    context: typer.Context,
    numbers: Annotated[
        list[str], typer.Argument(metavar="番号…", help="check が注意の前に示す番号 (［］の中)。")
    ],
    by: Annotated[str, typer.Option("--by", metavar="氏名", help="確かめた人。")],
    because: Annotated[str, typer.Option("--because", metavar="理由", help="そのままでよい理由。")],
    workspace: WorkspaceOption = None,
) -> None:
    """確かめた注意を plan/seen.yaml に記し、check で表示しないようにします。注意の中身が変われば、また表示されます。"""
    import filelock

    from misato_report.checks.gate import findings
    from misato_report.checks.seen import Remark, mark_as_seen, mark_of
    from misato_report.cli.output import place_of, stop
    from misato_report.diagnostics import Diagnostic, Severity

    if not by.strip() or not because.strip():
        raise typer.BadParameter("--by と --because には、名前と理由を書いてください。")
    project = open_project(context, workspace, whole_ledger=True)
    project.sound_plan()
    by_mark = {mark_of(d): d for d in findings(project, clock.today()).open if d.severity is Severity.WARNING}
    unknown = [number for number in numbers if number not in by_mark]
    if unknown:
        raise typer.BadParameter(f"番号 {'、'.join(unknown)} の注意は、今の check にありません。")
    wanted = [by_mark[number] for number in dict.fromkeys(numbers)]
    name = project.workspace.name_of(project.workspace.seen_file)
    try:
        mark_as_seen(project.workspace, wanted, Remark(by.strip(), clock.today(), because.strip()))
    except filelock.Timeout:
        message = "ほかの人が取り込みの最中です。"
        hint = "終わるのを待って、もう一度実行してください。"
        stop([Diagnostic(file=name, code="locked", message=message, hint=hint)])
    except OSError as error:
        message = f"書けませんでした ({error.strerror})。"
        hint = "アクセス権を確かめてください。"
        stop([Diagnostic(file=name, code="write-failed", message=message, hint=hint)])
    for warning in wanted:
        say(f"確かめた: {place_of(warning)}\n  {warning.message}")
    say(f"{name} に記しました。取り消すには、その行を消してください。")
