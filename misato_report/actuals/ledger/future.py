"""A publication later than today: a slip of the finger, which must not become a new today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from misato_report.diagnostics import Diagnostic
from misato_report.notation import print_date
from misato_report.observation import Observation


def future_publications(
    observations: Iterable[Observation], known: Iterable[Observation], today: date
) -> Iterator[Diagnostic]:
    """An error for each figure published after ``today``, once a file and day.

    None where any figure is invented (見本): those lie in the future, and so does what is practised among them.
    """
    here = tuple(observations)
    if any(o.is_sample for o in (*here, *known)):
        return
    first: dict[tuple[str, date], Observation] = {}
    for o in here:
        if o.published_on > today:
            first.setdefault((o.file, o.published_on), o)
    for o in first.values():
        yield Diagnostic(
            file=o.file,
            line=o.row,
            code="future-publication",
            message=f"公表日 {print_date(o.published_on)} が、今日 ({print_date(today)}) より後です。",
            hint="公表日の書き誤りを直してください。今日の日付が違うなら、パソコンの時計を直してください。",
            cell=o.cell,
        )
