"""How findings and tables are shown in a terminal."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from misato_report.diagnostics import Diagnostic, Severity

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
        replace(d, file=_plain(d.file), message=_plain(d.message), hint=_plain(d.hint), cell=_plain(d.cell))
        for d in diagnostics
    )
    order = list(Severity)
    for d in sorted(diagnostics, key=lambda d: order.index(d.severity)):
        word = typer.style(_WORDS[d.severity], fg=_COLOURS[d.severity], bold=True)
        typer.echo(f"{word} {place_of(d)}\n  {d.message}", err=True)
        if d.hint:
            typer.echo(f"  → {d.hint}", err=True)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\u3000" else "\ufffd" for c in text)


def stop(diagnostics: Iterable[Diagnostic]) -> NoReturn:
    """Print findings and exit 1."""
    show_diagnostics(diagnostics)
    raise typer.Exit(1)


def on_terminal() -> bool:
    """Whether a person is looking at standard error."""
    return sys.stderr.isatty()


_CLOSED = (errno.EPIPE, errno.EINVAL)  # the second is what Windows calls it


class _Tolerant(io.FileIO):
    """A standard stream that nobody may be reading any more (``| head``): the rest is dropped, and the work goes on."""

    def write(self, data: Any) -> int:
        """As FileIO's."""
        try:
            return super().write(data) or 0
        except OSError as error:
            if error.errno not in _CLOSED:
                raise
            return memoryview(data).nbytes


def outlive_readers() -> None:
    """Let commands come to their end, with their own exit code, where what reads their output stops early."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        try:
            descriptor = stream.fileno()
        except (AttributeError, OSError, ValueError):
            continue
        if not stream.isatty():
            raw = io.BufferedWriter(_Tolerant(descriptor, "w", closefd=False))
            setattr(
                sys, name, io.TextIOWrapper(raw, stream.encoding, "replace", line_buffering=name == "stderr")
            )


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
        typer.echo(f"{word} {message}", err=True)
