"""Rows of months beside a total: a sum of nine months is no year's figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from misato_report.actuals.published.model import RowLabel
from misato_report.actuals.published.periods import Kind

YEAR = 12
"""Months of a year."""


def with_months(rows: Sequence[RowLabel]) -> list[RowLabel]:
    """The rows, each that is no month with the runs of months that stand next to it (numbers of their rows)."""
    months = [_is_month(row) for row in rows]
    if not any(months):
        return list(rows)
    done: list[RowLabel] = []
    for index, row in enumerate(rows):
        if months[index]:
            done.append(row)
            continue
        before, after = _run(rows, months, index, -1), _run(rows, months, index, 1)
        done.append(replace(row, months=tuple(run for run in (before, after) if run)))
    return done


def _run(rows: Sequence[RowLabel], months: Sequence[bool], index: int, step: int) -> tuple[int, ...]:
    found = []
    index += step
    while 0 <= index < len(rows) and months[index]:
        found.append(rows[index].number)
        index += step
    return tuple(found)


def _is_month(row: RowLabel) -> bool:
    """Whether the row's own label says a month."""
    spoken = [s.said for s in row.times]
    return any(p.month and not p.day for one in spoken for p in one.parts) or any(
        p.kind is Kind.MONTH for one in spoken for p in one.periods
    )
