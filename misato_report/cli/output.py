"""How findings and tables are shown in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, NoReturn

import typer

from misato_report.cli.terminal import say
from misato_report.diagnostics import Diagnostic, Severity, in_order
from misato_report.diagnostics.visible import printable

if TYPE_CHECKING:
    from misato_report.project import Project

_WORDS = {Severity.ERROR: "エラー", Severity.WARNING: "注意", Severity.INFO: "参考"}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def place_of(diagnostic: Diagnostic) -> str:
    """``file:line:column`` as editors understand it, or the cell where the file is a table.

    Of a file outside the workspace, the name alone: the rest is the computer's.
    """
    file = PurePath(diagnostic.file).name if PurePath(diagnostic.file).is_absolute() else diagnostic.file
    if diagnostic.cell:
        return f"{file} {diagnostic.cell}"
    numbers = [str(n) for n in (diagnostic.line, diagnostic.column) if n is not None]
    return ":".join([file, *numbers])


_MOST_OF_A_KIND = 20
_SHOWN_OF_A_KIND = 5


def _without_a_flood(diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, int]]:
    """Each finding to be shown, and how many more of its kind in its file are only counted after it."""
    kinds: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for d in diagnostics:
        kinds.setdefault((d.file, d.code, d.severity), []).append(d)
    for d in diagnostics:
        same = kinds[d.file, d.code, d.severity]
        flood = len(same) > _MOST_OF_A_KIND
        if not flood or any(d is one for one in same[:_SHOWN_OF_A_KIND]):
            last = flood and d is same[_SHOWN_OF_A_KIND - 1]
            yield d, len(same) - _SHOWN_OF_A_KIND if last else 0


def show_diagnostics(
    diagnostics: Iterable[Diagnostic], mark_of: Callable[[Diagnostic], str] | None = None
) -> None:
    """Print findings to standard error, the worst first, then by file and line, each with what to do.

    ``mark_of`` gives what a warning is called by, for ``seen``.
    """
    found = in_order(diagnostics)
    marks = {id(d): mark_of(d) for d in found if d.severity is Severity.WARNING} if mark_of else {}
    order = list(Severity)
    for d, more in _without_a_flood(sorted(found, key=lambda d: order.index(d.severity))):
        word = typer.style(_WORDS[d.severity], fg=_COLOURS[d.severity], bold=True)
        mark = f"［{marks[id(d)]}］" if id(d) in marks else ""
        # File names and cells may hold anything; nothing of them may move the cursor or colour the screen.
        say(f"{mark} {printable(place_of(d))}\n  {printable(d.message)}", head=word, err=True)
        if d.hint:
            say(f"  → {printable(d.hint)}", err=True)
        if more:
            say(f"  このファイルには、同じ種類のものがほかに{more}件あります。", err=True)


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
