"""``misato-report`` alone, and ``misato-report guide``: what to do next."""

from __future__ import annotations

from pathlib import Path

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, open_project
from misato_report.cli.terminal import say


def guide(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """次にすることを示します（misato-report だけでも同じ）。"""
    from misato_report.workflow.next_steps import advice, known_so_far
    from misato_report.workspace import find_workspace

    if workspace is None and getattr(context.obj, "workspace", None) is None and not find_workspace(Path()):
        say("ここは misato-report のフォルダではありません。次のどちらかをしてください。")
        say("  ・計画のフォルダ（plan/ のある所）に移って、もう一度実行する")
        say("  ・新しく始める: misato-report init 新しいフォルダ")
    else:
        project = open_project(context, workspace)
        found = advice(project, clock.today())
        if project.plan is not None:
            say(project.plan.general.title)
        if not found:
            say("今することはありません。")
        for one in found:
            say(f"・{one.what}")
            say(f"  → {one.command}")
        for line in known_so_far(project, clock.today()):
            say(f"・{line}")
    say("コマンドの一覧: misato-report --help")
