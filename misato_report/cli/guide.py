"""``misato-report`` alone, and ``misato-report guide``: what to do next."""

from __future__ import annotations

from pathlib import Path

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, open_project


def guide(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """次にすることを示します（misato-report だけでも同じ）。"""
    from misato_report.workflow.next_steps import advice
    from misato_report.workspace import find_workspace

    if workspace is None and getattr(context.obj, "workspace", None) is None and not find_workspace(Path()):
        typer.echo("ここは misato-report のフォルダではありません。次のどちらかをしてください。")
        typer.echo("  ・計画のフォルダ（plan/ のある所）に移って、もう一度実行する")
        typer.echo("  ・新しく始める: misato-report init 新しいフォルダ")
    else:
        project = open_project(context, workspace)
        found = advice(project, clock.today())
        if project.plan is not None:
            typer.echo(project.plan.general.title)
        if not found:
            typer.echo("今することはありません。")
        for one in found:
            typer.echo(f"・{one.what}")
            typer.echo(f"  → {one.command}")
    typer.echo("コマンドの一覧: misato-report --help")
