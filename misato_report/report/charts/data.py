"""The data behind a chart, as it is drawn: known values, empty years and why, what the years are."""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal

from misato_report.evaluation.rules import Absence, Evaluation, PeriodFigures, round_half_up
from misato_report.evaluation.wording import ABSENCE_WORDS, absence_words
from misato_report.plan.indicators import Accumulation, AsPublished

AWAITED = ABSENCE_WORDS[Absence.NOT_PUBLISHED]


def known_values(e: Evaluation) -> dict[int, Decimal]:
    """Every period's own value by period, as it is printed: rounded to the indicator's decimals.

    Of a sum these are what is added up; what was judged is in ``e.levels``.
    """
    return {d.period: round_half_up(d.value, e.indicator.decimals) for d in e.by_period}


def empty_runs(figures: Iterable[PeriodFigures], drawn: Container[int]) -> list[tuple[str, list[int]]]:
    """Those of the periods that count and are not drawn, in unbroken runs with the same reason."""
    found: list[tuple[str, list[int]]] = []
    for one in figures:
        if one.absence is None or one.period in drawn:
            continue
        why = absence_words(one)
        if found and found[-1][0] == why and found[-1][1][-1] == one.period - 1:
            found[-1][1].append(one.period)
        else:
            found.append((why, [one.period]))
    return found


def has_path(e: Evaluation) -> bool:
    """Whether there is a path to draw from a baseline to a target."""
    without = (Accumulation.THRESHOLD, Accumulation.TREND, Accumulation.MILESTONE)
    return e.indicator.accumulation not in without and e.stated_baseline is not None


def trend_of(e: Evaluation) -> Decimal:
    """Where x would be in the target's last year had nothing changed since the baseline."""
    trend = e.at(e.indicator.final_target.period.last).reference
    return e.baseline if trend is None else trend


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
    return f"各年{basis.value}" if basis and basis.day else basis.value if basis else ""


def series_label(e: Evaluation, series_name: str, longest: int = 12) -> str:
    """The short name of what was measured; a derived value is not the series it comes from."""
    as_published = isinstance(e.indicator.derivation, AsPublished)
    return series_name if as_published and 0 < len(series_name) <= longest else "実績"
