"""``misato-report completion``: what makes a shell complete commands and options by the Tab key."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from misato_report.cli.terminal import say

PROGRAM = "misato-report"
VARIABLE = "_MISATO_REPORT_COMPLETE"  # typer's name for it: by this the shell's script asks the program


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


def read_shell(text: str | Shell) -> Shell:
    """A shell by its name; a usage error otherwise."""
    try:
        return Shell(text)
    except ValueError:
        known = "、".join(Shell)
        raise typer.BadParameter(f"「{text}」には対応していません。{known} のどれかです。") from None


def completion(
    shell: Annotated[
        Shell, typer.Argument(metavar="シェル", parser=read_shell, help=f"{'、'.join(Shell)} のどれか。")
    ],
) -> None:
    """Tabキーでコマンドと指定を補うための、シェルの設定を出します。"""
    say(f"# {_PLACES[shell]}", err=True)
    # A program that is asked for the script in its environment prints it and ends; the script holds no more of a
    # program than its name. typer has no function for it that names the shell.
    speaker = typer.Typer()
    speaker.command()(_nothing)
    os.environ[VARIABLE] = f"source_{shell}"
    try:
        speaker(prog_name=PROGRAM)
    finally:
        del os.environ[VARIABLE]


def _nothing() -> None:
    """The one command of a program that only tells its script."""


def is_asked_for() -> bool:
    """Whether it is a shell that started the program; what answers it would cost every other start."""
    return VARIABLE in os.environ
