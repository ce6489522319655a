"""Why none of a table's items was taken for a series: one sentence that says what was not understood, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from misato_report.actuals.published.basis import chosen
from misato_report.actuals.published.coordinates import Coordinate
from misato_report.actuals.published.periods import Period, TimeError
from misato_report.actuals.published.proposed_months import Twin
from misato_report.actuals.published.proposing import Item
from misato_report.plan.sources import Series

_MOST_NAMES = 3


def why_nothing(items: Sequence[Item], series: Iterable[Series]) -> str:
    """The reason that keeps all items from being any of the series: no time, no heading, another kind of period, names."""
    reason = _of_time(items) or _of_headings(items) or _of_kind(items, list(series)) or _of_names(items)
    return f"{items[0].cells[0].analysed.grid.table.file.rpartition('/')[2]}: {reason}"


def no_months(items: Sequence[Item], month: Coordinate | None, twins: Sequence[Twin]) -> str:
    """That no series of the plan is of a year that a table's months make; ``month``: a figure of one, if there is any."""
    file = items[0].cells[0].analysed.grid.table.file.rpartition("/")[2]
    names = "、".join(f"「{twin.yearly.name}」" for twin in twins[:_MOST_NAMES])
    more = "など" if len(twins) > _MOST_NAMES else ""
    if not twins:
        why = "月の値を合わせると年の値になる系列が、plan/sources.yaml にありません。"
    elif month is None:
        why = f"月の値として、系列（{names}{more}）に当てはまる項目がありません。"
    else:
        why = f"名前の合う年の系列がありません（月の値を読める系列は{names}{more}）。"
    return f"{file}: {why}" if month is None else f"{file}: {_at(month, '')}などは月ごとの値ですが、{why}"


def _of_time(items: Sequence[Item]) -> str:
    """No figure has a time, or all that is said of it contradicts itself."""
    told = ""
    for item in items:
        for cell in item.cells:
            try:
                if cell.periods():
                    return ""
            except TimeError as error:
                told = told or _at(cell, f"の値がいつのものか決められません（{error}）。")
    return told or _at(items[0].cells[0], "などの値がいつのものか、表のどこにも書かれていません。")


def _of_headings(items: Sequence[Item]) -> str:
    if any(item.words for item in items):
        return ""
    return _at(items[0].cells[0], "の列に見出しがなく、何の値か分かりません。")


def _of_kind(items: Sequence[Item], series: Sequence[Series]) -> str:
    """Every figure is of a kind of period that no series has."""
    periods = [(cell, found) for item in items for cell in item.cells if (found := _periods(cell))]
    kinds = {one.basis for one in series}
    if (
        not periods
        or not kinds
        or any(chosen(found, b)[0] is not None for _, found in periods for b in kinds)
    ):
        return ""
    cell, found = periods[0]
    said = "、".join(map(str, found))
    listed = "、".join(sorted(kind.value for kind in kinds)[:_MOST_NAMES])
    return _at(cell, f"などは{said}の値で、その時点か期間の系列がありません（系列は{listed}など）。")


def _of_names(items: Sequence[Item]) -> str:
    names = "、".join(f"「{item.label or '見出しのない列'}」" for item in items[:_MOST_NAMES])
    more = "など" if len(items) > _MOST_NAMES else ""
    return _at(
        items[0].cells[0], f"からの項目（{names}{more}）が、どの系列の値か、名前からは決められません。"
    )


def _periods(cell: Coordinate) -> tuple[Period, ...]:
    try:
        return cell.periods()
    except TimeError:
        return ()


def _at(cell: Coordinate, what: str) -> str:
    return f"{cell.address} {what}"
