"""``misato-report issue``: the report was handed in; its very bytes are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, YearArgument, open_project, read_date_option
from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from misato_report.workspace import Workspace


def issue(
    context: typer.Context,
    year: YearArgument,
    to: Annotated[str, typer.Option("--to", metavar="会議", help="提出先 (例: 6月議会)。")] = "",
    on: Annotated[
        date | None,
        typer.Option("--on", metavar="日付", parser=read_date_option, help="提出日。省くと今日です。"),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="氏名", help="提出した者。省くと報告書を作る課です。")
    ] = "",
    show: Annotated[bool, typer.Option("--show", help="提出したものを確かめ、置き場所を示します。")] = False,
    copy_to: Annotated[
        Path | None,
        typer.Option("--copy", metavar="フォルダ", help="--show のとき、提出したものをそこに写します。"),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """作った報告書を、提出したものとして issued/ に控えます。提出したものは、後で作り直しても変わりません。"""
    from misato_report.issued.register import LEDGER_COPY
    from misato_report.workflow.issuing import issue as hand_in

    project = open_project(context, workspace, whole_ledger=True)
    if show:
        _show(project.workspace, year, copy_to)
        return
    if not to.strip() or copy_to is not None:
        raise typer.BadParameter(
            "提出先を --to 6月議会 のように書いてください（前に提出したものを見るなら --show）。"
        )
    kept = hand_in(project, year, to.strip(), by.strip(), on or clock.today())
    say(f"{kept.id}　{kept.to}に提出（{kept.on}、基準日 {kept.as_of}）")
    for file in kept.files:
        if file.name != LEDGER_COPY:
            say(f"issued/{kept.id}/{file.name}")


def _show(workspace: Workspace, year: int, copy_to: Path | None) -> None:
    """Where the files are that were handed in, after their hashes were looked at; exit 1 where one is not the same."""
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic, WorkspaceError
    from misato_report.files.atomic_write import replace_file
    from misato_report.issued.keep import kept_files
    from misato_report.issued.register import LEDGER_COPY, read_register
    from misato_report.notation import print_era_year

    register = read_register(workspace)
    if register.diagnostics:
        raise WorkspaceError(register.diagnostics)
    issues = register.of_year(year)
    if not issues:
        message = f"{print_era_year(year)}度の報告書を提出した記録はありません。"
        hint = "提出したときに misato-report issue を実行すると、控えが残ります。"
        name = workspace.name_of(workspace.register_file)
        stop([Diagnostic(file=name, code="not-issued", message=message, hint=hint)])
    for one in issues:
        say(f"{one.id}　{one.to}に提出（{one.on}、{one.by}、基準日 {one.as_of}、版 {one.version}）")
        for path in kept_files(workspace, one):
            if path.name == LEDGER_COPY:
                continue
            if copy_to is None or one is not issues[-1]:
                say(workspace.name_of(path))
                continue
            try:
                copy_to.mkdir(parents=True, exist_ok=True)
                replace_file(copy_to / path.name, path.read_bytes())
            except OSError as error:
                message = f"写せませんでした ({error.strerror})。"
                hint = "場所とアクセス権を確かめてください。"
                stop([Diagnostic(file=path.name, code="write-failed", message=message, hint=hint)])
            say(f"{path.name} を写しました。")
