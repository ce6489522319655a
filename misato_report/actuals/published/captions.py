"""What stands around a published table beside title and time: the date of publication, 見本, （速報）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.cells import Cell, kind_of
from misato_report.actuals.published.folding import folded
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import Mark, find_date, squeeze
from misato_report.observation import Observation
from misato_report.plan.sources import MonthlySchedule, Source

_MARK = re.compile(r"[(\[【〔<＜](速報|確報)値?[)\]】〕>＞]")
_LATEST_YEARS = 3  # a publication later than this after its due date is asked about
_TOP = 20  # rows in which titles stand
_FEW_CELLS = 3  # of a line that is no row of figures


def title_text(table: Table) -> str:
    """The squeezed text of the top of a table, with the name of its sheet: where titles and notes stand.

    A word further down is part of some other thing.
    """
    known = table.worked_out.get("title_text")
    if known is None:
        cells = "\n".join(squeeze(cell) for row in table.rows[:_TOP] for cell in row if cell)
        known = table.worked_out["title_text"] = f"{squeeze(table.sheet)}\n{cells}"
    return str(known)


def lines_of(table: Table) -> tuple[str, ...]:
    """The texts of a table that are no part of its figures: rows at the top and rows of a few cells."""
    known: tuple[str, ...] | None = table.worked_out.get("lines_of")
    if known is None:
        known = table.worked_out["lines_of"] = tuple(_lines_of(table))
    return known


def _lines_of(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1 and any(kind_of(cell) is Cell.FIGURE for cell in filled):
            continue
        if filled and (number < _TOP or len(filled) <= _FEW_CELLS):
            yield squeeze(" ".join(filled))


def publication_date(tables: Sequence[Table], source: Source, given: date | None) -> date | Diagnostic:
    """The date that the tables state, else the one given, else what is missing."""
    label = squeeze(source.published_label)
    dates = {d for t in tables for line in lines_of(t) if label in line and (d := _date_behind(line, label))}
    if len(dates) == 1:
        return dates.pop()
    if given is not None:
        return given
    what = "が二つ以上あります" if dates else f"（「{source.published_label}」のある行）が見つかりません"
    return tables[0].error(
        "no-publication-date",
        f"公表日{what}。",
        "公表日を確かめ、ingest に --published-on 2026-12-18 のように付けてください。",
    )


def _date_behind(line: str, label: str) -> date | None:
    """The date behind the label: a row may also say of which day the figures are."""
    return find_date(line[line.index(label) :]) or find_date(line)


def mark_of_tables(tables: Sequence[Table]) -> Mark | None:
    """What the tables say of all their figures: 見本 (or the file's name says so), （速報）, （確報）."""
    if any("見本" in t.file or any("見本" in line for line in lines_of(t)) for t in tables):
        return Mark.SAMPLE
    top = [
        folded("".join(row))
        for t in tables
        for row in t.rows[:_TOP]
        if sum(bool(c.strip()) for c in row) <= _FEW_CELLS
    ]
    marks = {match[1] for line in top if (match := _MARK.search(line))}
    return Mark(marks.pop()) if len(marks) == 1 else None


def check_publication_date(
    table: Table, source: Source, published: date, observations: Iterable[Observation]
) -> Iterator[Diagnostic]:
    """A date before the figures' own year is wrong; one long after they were due is asked about."""
    newest = max((o.period for o in observations), default=None)
    if newest is None or isinstance(source.publication, MonthlySchedule):
        return
    if published.year < newest:
        yield table.error(
            "bad-publication-date",
            f"公表日 {published} が、対象の年 ({newest}年) より前です。",
            "公表日と対象の年を、公表元のファイルと比べてください。",
        )
    due = source.publication.due_on(newest)
    if published.year > due.year + _LATEST_YEARS:
        yield Diagnostic(
            file=table.file,
            code="late-publication",
            message=f"公表日 {published} が、公表の予定 ({due.year}年{due.month}月) よりだいぶ後です。",
            hint="公表日と対象の年を確かめてください。",
            severity=Severity.WARNING,
            cell=table.sheet,
        )
