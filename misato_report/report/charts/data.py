"""The data behind a chart, as it is drawn: known values, empty years and why, what the years are."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from misato_report.evaluation.rules import Evaluation, round_half_up
from misato_report.notation import Basis
from misato_report.plan.indicators import AsPublished

AWAITED, OVERDUE, LATER = "未公表", "未取込", "今後"

_BASIS = {
    Basis.FISCAL: "年度",
    Basis.OCT_SEP: "前年10月～当年9月",
    Basis.OCT1: "各年10月1日現在",
    Basis.CALENDAR: "暦年",
}


def known_values(e: Evaluation) -> dict[int, Decimal]:
    """Every known value by period, as it is printed: rounded to the indicator's decimals."""
    return {d.period: round_half_up(d.value, e.indicator.decimals) for d in e.by_period}


def why_empty(e: Evaluation, period: int) -> str:
    """Why a period has no value: later than the report, not published yet, or not taken in."""
    if period > e.report_year:
        return LATER
    awaited = any(a.period == period for a in e.awaited)
    return AWAITED if awaited and period not in e.missing_periods else OVERDUE


def empty_runs(e: Evaluation, periods: Iterable[int]) -> list[tuple[str, list[int]]]:
    """Those of the periods that have no value, in unbroken runs with the same reason."""
    known = known_values(e)
    found: list[tuple[str, list[int]]] = []
    for period in (period for period in periods if period not in known):
        why = why_empty(e, period)
        if found and found[-1][0] == why and found[-1][1][-1] == period - 1:
            found[-1][1].append(period)
        else:
            found.append((why, [period]))
    return found


def unbroken(periods: Iterable[int]) -> list[list[int]]:
    """Periods in runs without a gap: a line is drawn through no year that is not known."""
    found: list[list[int]] = []
    for period in periods:
        if found and found[-1][-1] == period - 1:
            found[-1].append(period)
        else:
            found.append([period])
    return found


def basis_words(e: Evaluation) -> str:
    """What a year beneath the chart is; empty while there is no figure to tell."""
    basis = next((i.basis for d in e.by_period for i in d.inputs), None)
    return _BASIS[basis] if basis else ""


def series_label(e: Evaluation, series_name: str, longest: int = 12) -> str:
    """The short name of what was measured; a derived value is not the series it comes from."""
    as_published = isinstance(e.indicator.derivation, AsPublished)
    return series_name if as_published and 0 < len(series_name) <= longest else "実績"
