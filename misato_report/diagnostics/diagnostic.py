"""Findings about the plan, the ledger and the source files, as values.

A loader returns what it could read together with a list of diagnostics; only a command decides to
stop: what raises for a mistake of the clerk raises :class:`WorkspaceError`, with all the findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops a command, the others are only shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding, in words a clerk can act on.

    ``file`` is relative to the workspace; ``line`` and ``column`` count from 1 (None: the file as a
    whole); ``cell`` is a spreadsheet address such as ``Sheet2!F17`` where the file is a table.
    ``code`` is a stable word for programs; ``message`` and ``hint`` are Japanese, the hint says what
    to do.
    """

    file: str
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    line: int | None = None
    column: int | None = None
    cell: str = ""


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the findings is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by file, and within a file by line: the same at each run, and as one goes through a file."""

    def place(d: Diagnostic) -> tuple[str, int, int, str, str]:
        return (d.file, d.line or 0, d.column or 0, d.cell, d.code)

    return tuple(sorted(dict.fromkeys(diagnostics), key=place))
