"""``misato-report completion``: what makes a shell complete commands and options by the Tab key."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from misato_report.cli.terminal import say

PROGRAM = "misato-report"
VARIABLE = "_MISATO_REPORT_COMPLETE"  # by which the shell's script asks the program, after click's convention


class Shell(StrEnum):
    """A shell that can be taught."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


_PLACES = {
    Shell.BASH: "~/.bash_completion に書き足すと、次に開く端末から使えます",
    Shell.ZSH: "~/.zshrc に書き足すと、次に開く端末から使えます",
    Shell.FISH: "~/.config/fish/completions/misato-report.fish に書くと使えます",
    Shell.POWERSHELL: "$PROFILE に書き足すと、次に開く PowerShell から使えます",
}


def completion(
    shell: Annotated[Shell, typer.Argument(metavar="シェル", help="bash、zsh、fish、powershell のどれか。")],
) -> None:
    """Tabキーでコマンドと指定を補うための、シェルの設定を出します。"""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    say(get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell.value))
    say(f"# {_PLACES[shell]}", err=True)


def enable_if_asked() -> None:
    """Load typer's answers to the shell only when it is a shell that asks: they cost every start otherwise."""
    if VARIABLE in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
