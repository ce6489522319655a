"""A monthly table: do its month, the name of its file and its date of publication agree?

A month that is mistyped in one of the three would put the figures into another month, where they would pass for a
revision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.periods import Period, said
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import Basis, last_day, month_after, month_period, print_month
from misato_report.observation import Observation
from misato_report.plan.sources import MonthlySchedule

_LATEST_MONTHS = 2  # a publication later than this after its due date is asked about


def check_months(
    table: Table, schedule: MonthlySchedule, published: date, observations: Sequence[Observation]
) -> Iterator[Diagnostic]:
    """What does not fit a table's months: its file's name, or the date on which it was published."""
    months = sorted({reported_month(o) for o in observations})
    if not months:
        return
    yield from _file_name(table, months, published)
    yield from _level_of_another_month(table, observations)
    newest = months[-1]
    if published <= last_day(newest):
        yield table.error(
            "bad-publication-date",
            f"公表日 {published} が、対象の月（{print_month(newest)}）の終わる前です。",
            "公表日と対象の月を、公表元のファイルと比べてください。",
        )
    due = schedule.due_on(newest)
    if published > last_day(month_after(month_period(due.year, due.month), _LATEST_MONTHS)):
        yield Diagnostic(
            file=table.file,
            code="late-publication",
            message=f"公表日 {published} が、{print_month(newest)}の公表の予定 ({due.year}年{due.month}月) よりだいぶ後です。",
            hint="公表日と対象の月を確かめてください。",
            severity=Severity.WARNING,
            cell=table.sheet,
        )


def reported_month(o: Observation) -> int:
    """The month that a figure is reported with: a level on the first of a month with the month before."""
    return month_after(o.period, -1) if o.basis is Basis.MONTH_FIRST else o.period


def _level_of_another_month(table: Table, observations: Sequence[Observation]) -> Iterator[Diagnostic]:
    """The newest level is of the first of the month of the newest flows, or of the next."""
    flows = [o.period for o in observations if o.basis is Basis.MONTH]
    levels = [o.period for o in observations if o.basis is Basis.MONTH_FIRST]
    if flows and levels and max(levels) not in (max(flows), month_after(max(flows))):
        yield table.error(
            "times-disagree",
            f"人口は{print_month(max(levels))}1日現在、増減は{print_month(max(flows))}の値で、月が食い違います。",
            "公表元の表で、いつの値か確かめてください。",
        )


def _file_name(table: Table, months: Sequence[int], published: date) -> Iterator[Diagnostic]:
    """A file is named after the month of its figures, or after the day of its levels, or of its publication."""
    stem = PurePosixPath(table.file).stem.replace("_", " ")
    allowed = {*months, month_after(months[-1])}
    for period in (p for word in stem.split() for p in said(word).periods if p.month):
        if month_period(period.year, period.month) not in allowed and not _is_day(period, published):
            listed = "、".join(print_month(month) for month in months[:3])
            yield table.error(
                "file-name-disagrees",
                f"ファイルの名前は「{period}」ですが、表は{listed}の値です。",
                "どちらが正しいか、公表元のファイルと比べてください。名前の誤りなら、名前を直してください。",
            )
            return


def _is_day(period: Period, day: date) -> bool:
    return (period.year, period.month, period.day) == (day.year, day.month, day.day)
