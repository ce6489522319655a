"""``misato-report templates``: a town's own templates beside those of the program."""

from __future__ import annotations

from typing import Annotated

import typer

from misato_report.cli.options import WorkspaceOption, open_project
from misato_report.cli.terminal import say

templates = typer.Typer(
    help="報告書のひな形 (templates/) を、プログラムのものと比べ、元に戻します。",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_WORDS = {
    "changed": "町で変えてある",
    "older": "前の版のまま（町では変えていない）",
    "absent": "ない（プログラムのひな形を使う）",
    "own": "町のファイル",
}


@templates.command("diff")
def diff(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[名前]...", help="省くとすべて。")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """プログラムのひな形との違いを示します。更新の後に見てください。"""
    from misato_report.new_workspace.templates import State, compare_templates

    project = open_project(context, workspace)
    found = compare_templates(project.workspace)
    shown = [f for f in found if (f.name in names if names else f.state is not State.SAME)]
    for file in shown:
        say(f"{file.name}  {_WORDS.get(file.state, '同じ')}")
    same = sum(file.state is State.SAME for file in found)
    if not names:
        say(f"{'ほか' if shown else ''}{same}件は、プログラムのひな形と同じです。")
    for file in shown:
        if file.state in (State.CHANGED, State.OLDER):
            say("")
            say(file.difference(), end="")
    older = [file.name for file in found if file.state is State.OLDER]
    if older and not names:
        say(f"\n前の版のままのものは、misato-report templates restore {' '.join(older)} で新しくなります。")


@templates.command("restore")
def restore(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="名前...", help="ひな形の名前。report.css など。")],
    workspace: WorkspaceOption = None,
) -> None:
    """プログラムのひな形に戻します。町のものは 名前.old として残ります。"""
    from misato_report.new_workspace.templates import restore as restore_templates

    project = open_project(context, workspace)
    done = restore_templates(project.workspace, names)
    for name, kept in done:
        say(f"{name} を元に戻しました。{f'前のものは templates/{kept} にあります。' if kept else ''}")
