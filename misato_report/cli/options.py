"""Options and arguments that several commands share, and how their text is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock

if TYPE_CHECKING:
    from misato_report.project import Project
    from misato_report.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Settings:
    """What was said before the command's name."""

    workspace: Path | None


def read_year_option(text: str | int) -> int:
    """A year as the clerk types it; a usage error otherwise."""
    from misato_report.notation import NotationError, read_year

    try:
        return read_year(str(text))
    except NotationError as error:
        raise typer.BadParameter(f"{error} 2027、R9、令和9年度 のように書いてください。") from None


def read_date_option(text: str | date) -> date:
    """A date as the clerk types it; a usage error otherwise."""
    from misato_report.notation import NotationError, read_date

    try:
        return read_date(str(text))
    except NotationError as error:
        raise typer.BadParameter(f"{error} 2027-03-31 のように書いてください。") from None


def whole_number(low: int, high: int | None = None) -> Callable[[str | int], int]:
    """What reads a whole number from ``low`` to ``high``; a usage error otherwise."""

    def read(text: str | int) -> int:
        try:
            number = int(text)
        except ValueError:
            raise typer.BadParameter(f"「{text}」は整数ではありません。") from None
        if number < low or (high is not None and number > high):
            bounds = f"{low}以上" if high is None else f"{low}～{high}"
            raise typer.BadParameter(f"「{text}」は使えません。{bounds}の整数で書いてください。")
        return number

    return read


WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", metavar="フォルダ", help="ワークスペースのフォルダ (plan/ のある所)。"),
]
YearArgument = Annotated[
    int,
    typer.Argument(
        metavar="年度", parser=read_year_option, help="報告年度。2027、R9、令和9年度 のどれでも。"
    ),
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="日付",
        parser=read_date_option,
        help="基準日。この日までに公表された値だけを使います。省くと今日か、台帳で最も新しい公表日。",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="プログラム用にJSONで出します。")]


def open_project(context: typer.Context, workspace: Path | None, *, whole_ledger: bool = False) -> Project:
    """The workspace that the command is about, or exit 1 with the reason; see ``load_workspace``."""
    from misato_report.cli.output import stop
    from misato_report.project import load_workspace

    settings = context.obj if isinstance(context.obj, Settings) else Settings(None)
    start = workspace or settings.workspace
    if start is not None and not (start / "plan" / "plan.yaml").is_file():
        from misato_report.diagnostics import Diagnostic

        message = "plan/plan.yaml がありません。"
        hint = "--workspace には plan/ のあるフォルダを指定してください。"
        stop([Diagnostic(file=str(start), code="no-workspace", message=message, hint=hint)])
    return load_workspace(start or Path(), whole_ledger=whole_ledger)


def find_root(context: typer.Context, workspace: Path | None) -> Workspace | None:
    """The workspace that the command is about, not read yet; None where there is none."""
    from misato_report.workspace import find_workspace

    settings = context.obj if isinstance(context.obj, Settings) else Settings(None)
    start = workspace or settings.workspace
    if start is not None and not (start / "plan" / "plan.yaml").is_file():
        return None
    return find_workspace(start or Path())


def as_of_or_default(project: Project, as_of: date | None) -> date:
    """The as-of date asked for, else the default of ``docs/evaluation.md``, "Words"."""
    from misato_report.project import default_as_of

    return as_of or default_as_of(project, clock.today())
