"""Rows or columns of months beside a total: a sum of nine months is no year's figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from misato_report.actuals.published.model import ColumnLabel, RowLabel
from misato_report.actuals.published.periods import Kind

YEAR = 12
"""Months of a year."""

_Label = TypeVar("_Label", RowLabel, ColumnLabel)


def with_months(rows: Sequence[RowLabel]) -> list[RowLabel]:
    """The rows, each that is no month with the runs of months that stand next to it (numbers of their rows)."""
    return _with_runs(rows, lambda _row, _month: True)


def with_months_beside(columns: Sequence[ColumnLabel]) -> list[ColumnLabel]:
    """The columns, each that is no month with the runs of months of the same item next to it (numbers of columns)."""
    return _with_runs(columns, lambda column, month: set(month.words) <= set(column.words))


def _with_runs(labels: Sequence[_Label], belongs: Callable[[_Label, _Label], bool]) -> list[_Label]:
    """The labels, each that is no month with the runs of months next to it that belong to it."""
    months = [_is_month(label) for label in labels]
    if not any(months):
        return list(labels)
    done: list[_Label] = []
    for index, label in enumerate(labels):
        if months[index]:
            done.append(label)
            continue
        of_it = [is_month and belongs(label, labels[n]) for n, is_month in enumerate(months)]
        before, after = _run(labels, of_it, index, -1), _run(labels, of_it, index, 1)
        done.append(replace(label, months=tuple(run for run in (before, after) if run)))
    return done


def _run(labels: Sequence[_Label], months: Sequence[bool], index: int, step: int) -> tuple[int, ...]:
    found = []
    index += step
    while 0 <= index < len(labels) and months[index]:
        found.append(labels[index].number)
        index += step
    return tuple(found)


def first_month(labels: Sequence[RowLabel | ColumnLabel], run: Sequence[int]) -> int | None:
    """The month (1 to 12) with which a run of twelve begins; None for any other run."""
    by_number = {label.number: label for label in labels}
    months = [_month_of(by_number[number]) for number in sorted(run)]
    first = months[0]
    if first is None or len(months) != YEAR:
        return None
    return first if months == [(first - 1 + n) % YEAR + 1 for n in range(YEAR)] else None


def _month_of(label: RowLabel | ColumnLabel) -> int | None:
    """The one month that a label says."""
    found = {p.month for s in label.times for p in s.said.periods} | {
        p.month for s in label.times for p in s.said.parts
    }
    found.discard(0)
    return found.pop() if len(found) == 1 else None


def _is_month(label: RowLabel | ColumnLabel) -> bool:
    """Whether the label itself says a month."""
    spoken = [s.said for s in label.times]
    return any(p.month and not p.day for one in spoken for p in one.parts) or any(
        p.kind is Kind.MONTH for one in spoken for p in one.periods
    )
