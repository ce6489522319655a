"""Years of a series side by side: headings that are gone, years in disorder, years left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from misato_report.actuals.published.results import Problem, Taken, Wanted


def problems_of_run(one: Wanted, kept: Sequence[Taken]) -> Iterator[Problem]:
    """What is wrong or odd with the headings and years of all that was taken of a series."""
    yield from _headless(kept)
    yield from _out_of_order(one, kept)
    if not one.basis.is_monthly:
        yield from _gaps(one, kept)


_FEWEST_YEARS = 3  # fewer say nothing of their distance


def _headless_beside(taken: Taken) -> Iterator[Problem]:
    """Columns without any heading behind the one that was taken by the title's year: a row of headings may be gone."""
    columns = taken.coordinate.analysed.columns
    at = columns.index(taken.coordinate.column)
    behind = columns[at + 1 : at + 2]
    if behind and not behind[0].words and not behind[0].times and not behind[0].unit:
        message = f"{taken.coordinate.address} の右に、見出しのない数値の列があります。"
        hint = "年や区分の見出しの行が落ちていないか、元の表と比べてください。"
        yield Problem("headless-column", message, hint, taken.coordinate, is_error=False, is_warning=True)


def _out_of_order(one: Wanted, kept: Sequence[Taken]) -> Iterator[Problem]:
    """Years of one row that go forth and back: one of the headings is wrong."""
    rows: dict[tuple[int, int], list[Taken]] = defaultdict(list)
    for taken in kept:
        if taken.coordinate.column.times:
            rows[id(taken.coordinate.analysed), taken.coordinate.row.number].append(taken)
    for of_row in rows.values():
        years = [t.year for t in sorted(of_row, key=lambda t: t.coordinate.column.number)]
        if years not in (sorted(years), sorted(years, reverse=True)):
            listed = "、".join(f"{year}年" for year in years[:8])
            message = f"「{one.name}」の年の見出しが順に並んでいません（{listed}）。"
            yield Problem("times-disagree", message, "公表元の表と比べてください。", of_row[0].coordinate)
            return


def _headless(kept: Sequence[Taken]) -> Iterator[Problem]:
    """A column of a year without its group's heading, beside columns that have it: it may be the series' too."""
    analysed = kept[0].coordinate.analysed
    if kept[0].coordinate.column.words and not kept[0].coordinate.near:
        yield from _headless_beside(kept[0])
    if not kept[0].coordinate.column.words or not kept[0].coordinate.column.times:
        return
    for column in analysed.columns:
        if column.times and not column.words:
            where = column.times[0].where
            message = f"{where} の年の列には、ほかの年の列にある見出しがありません。"
            yield Problem(
                "heading-unclear", message, "元の表で見出しの範囲を確かめてください。", kept[0].coordinate
            )
            return


def _gaps(one: Wanted, kept: Sequence[Taken]) -> Iterator[Problem]:
    """A year left out of a run of years, or the year of the title that the table does not have, is told of."""
    years = sorted({t.year for t in kept})
    if len(years) < _FEWEST_YEARS:
        return
    steps = [b - a for a, b in pairwise(years)]
    step, number = Counter(steps).most_common(1)[0]
    step = step if number > 1 else min(steps)
    odd = [(a, b) for a, b in pairwise(years) if (b - a) % step or b - a < step]
    if odd and number > 1:
        message = f"「{one.name}」の年の間隔がそろっていません（{odd[0][0]}年の次が{odd[0][1]}年、ほかは{step}年おき）。"
        hint = "年の見出しが正しいか、公表元の表と比べてください。"
        yield Problem("missing-year", message, hint, kept[-1].coordinate, is_error=False, is_warning=True)
        return
    missing = [y for a, b in pairwise(years) for y in range(a + step, b, step)]
    stated = {
        p.year
        for s in kept[0].coordinate.analysed.far
        for p in s.said.periods
        if p.kind is kept[0].period.kind
    }
    later = [y for y in sorted(stated) if y > years[-1]]  # the title speaks of a year that was not found
    missing += later
    if missing and (step == 1 or len(missing) == 1 or later):
        listed = "、".join(f"{y}年" for y in missing[:6])
        message = f"「{one.name}」は{years[0]}年から{years[-1]}年までありますが、{listed}がありません。"
        hint = "公表元の表にもないか、確かめてください。"
        yield Problem("missing-year", message, hint, kept[-1].coordinate, is_error=False, is_warning=True)
