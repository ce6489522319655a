"""Small grids for the tests of published tables: a text with one line a row, ``|`` between cells."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.coordinates import Sheets, sheets_of
from misato_report.actuals.published.places import Town
from misato_report.actuals.published.reading import Found, Wanted, read
from misato_report.notation import Basis, Dash

MISATO = Town("324485", "島根県", "邑智郡", "美郷町")


def table(text: str, sheet: str = "") -> Table:
    """A table of the lines of a text."""
    rows = tuple(tuple(line.split("|")) for line in text.strip("\n").split("\n"))
    return Table("表.csv", sheet, rows)


def wanted(*words: str, name: str = "総人口", unit: str = "人", basis: Basis = Basis.OCT1) -> Wanted:
    """A series that is looked for under some words."""
    return Wanted("s", name, words, unit, basis)


def take(text: str | Iterable[Table], one: Wanted, *, own: bool = False, dash: Dash | None = None) -> Found:
    """What a table gives for one series of 島根県美郷町."""
    tables = [table(text)] if isinstance(text, str) else list(text)
    return read(sheets(tables, own=own), [one], dash)


def sheets(tables: Iterable[Table], *, own: bool = False) -> Sheets:
    """Tables analysed for 島根県美郷町."""
    return sheets_of(tables, MISATO, own=own)


def values(found: Found) -> dict[int, Decimal | None]:
    """Year → value; nothing where anything was refused."""
    if any(problem.is_error for problem in found.problems):
        return {}
    return {taken.year: taken.reading.value for taken in found.taken}


def codes(found: Found) -> set[str]:
    """Codes of what refuses the table."""
    return {problem.code for problem in found.problems if problem.is_error}
