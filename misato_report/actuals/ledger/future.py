"""A publication later than today: a slip of the finger, which must not become a new today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import month_of, print_date
from misato_report.observation import Observation

_FARTHEST = 366  # days
_LATEST = 10  # years after its period in which a figure is published and revised, generously
_HINT = "公表日の書き誤りなら直してください。今日の日付が違うなら、パソコンの時計を直してください。"


def is_far_ahead(day: date, today: date) -> bool:
    """Whether nobody can have announced a publication of that day yet: more than a year ahead."""
    return (day - today).days > _FARTHEST


def today_in_practice(observations: Iterable[Observation], today: date) -> date:
    """The day that it is among figures of which some are invented (見本): those lie in the future.

    It is that of their newest publication. One that is far from the period of its figures is a slip, there too.
    """
    days = (min(o.published_on, date(_year(o) + _LATEST, 12, 31)) for o in observations if o.is_sample)
    return max([today, *days])


def _year(o: Observation) -> int:
    return month_of(o.period)[0] if o.basis.is_monthly else o.period


def future_publications(
    observations: Iterable[Observation], known: Iterable[Observation], today: date
) -> Iterator[Diagnostic]:
    """A finding for each figure published after ``today``, once a file and day: an error more than a year ahead.

    A day within the year may be what was announced. It is told, and the figure is not used until it has come: the
    default as-of date is today. Among invented figures (見本) today is that of :func:`today_in_practice`.
    """
    here = tuple(observations)
    today = today_in_practice((*here, *known), today)
    first: dict[tuple[str, date], Observation] = {}
    for o in here:
        if o.published_on > today:
            first.setdefault((o.file, o.published_on), o)
    for o in first.values():
        far = is_far_ahead(o.published_on, today)
        yield Diagnostic(
            file=o.file,
            line=o.row,
            code="future-publication",
            message=f"公表日 {print_date(o.published_on)} が、今日 ({print_date(today)}) より後です。",
            hint=_HINT if far else f"その日が来るまで、この値は報告書に使われません。{_HINT}",
            severity=Severity.ERROR if far else Severity.WARNING,
            cell=o.cell,
        )
