"""How findings and tables are shown in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import typer

from misato_report.cli.terminal import say
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.diagnostics.visible import printable

if TYPE_CHECKING:
    from misato_report.project import Project

_WORDS = {Severity.ERROR: "エラー", Severity.WARNING: "注意", Severity.INFO: "参考"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def place_of(diagnostic: Diagnostic) -> str:
    """``file:line:column`` as editors understand it, or the cell where the file is a table."""
    if diagnostic.cell:
        return f"{diagnostic.file} {diagnostic.cell}"
    numbers = [str(n) for n in (diagnostic.line, diagnostic.column) if n is not None]
    return ":".join([diagnostic.file, *numbers])


def show_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings to standard error, the worst first, each with what to do."""
    # File names and cells may hold anything; nothing of them may move the cursor or colour the screen.
    diagnostics = (
        replace(
            d,
            file=printable(d.file),
            message=printable(d.message),
            hint=printable(d.hint),
            cell=printable(d.cell),
        )
        for d in diagnostics
    )
    order = list(Severity)
    for d in sorted(diagnostics, key=lambda d: order.index(d.severity)):
        word = typer.style(_WORDS[d.severity], fg=_COLOURS[d.severity], bold=True)
        say(f" {place_of(d)}\n  {d.message}", head=word, err=True)
        if d.hint:
            say(f"  → {d.hint}", err=True)


def stop(diagnostics: Iterable[Diagnostic]) -> NoReturn:
    """Print findings and exit 1."""
    show_diagnostics(diagnostics)
    raise typer.Exit(1)


def on_terminal() -> bool:
    """Whether a person is looking at standard error."""
    return sys.stderr.isatty()


def tell_of_ledger(project: Project) -> None:
    """One line on standard error where the ledger is not what its files make of it; nothing otherwise."""
    from misato_report.actuals.ledger.proof import prove_ledger
    from misato_report.diagnostics import has_errors

    if project.plan is None:
        return
    found = prove_ledger(project.workspace, project.plan, project.observations).diagnostics
    if has_errors(found):
        word = typer.style("注意", fg="yellow", bold=True)
        message = "台帳が、取り込んだファイルと合いません。misato-report check で、違いと直し方が分かります。"
        say(f" {message}", head=word, err=True)
