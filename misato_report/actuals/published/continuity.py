"""The ledger's figures beside those of a new table: in how many years they are the same, in words.

A lasting check of it is not proposed: what ``ingest`` holds against the ledger in any file (``shifted_years``, ``jumps``,
``carried_forward``, revisions as vintages) needs no entry in ``checks:``, and a published figure may be revised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from misato_report.actuals.published.scoring import Continuity, continuity
from misato_report.notation import Basis, next_period, print_number, print_short_period
from misato_report.observation import Observation, newest_vintages_of
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series

Known = Mapping[tuple[str, int], Decimal]
"""Series and period → the value that counts."""


def known_from(ledger: Iterable[Observation]) -> Known:
    """The figures that the ledger has."""
    return {key: o.value for key, o in newest_vintages_of(ledger).items() if o.value is not None}


def of_series(known: Known, series: str) -> dict[int, Decimal]:
    """One series of the ledger: period → value."""
    return {period: value for (id_, period), value in known.items() if id_ == series}


def in_words(found: Continuity, basis: Basis) -> str:
    """「台帳の値と一致: R3～R7（5年分）」; empty where the ledger does not confirm."""
    if not found.agrees:
        return ""
    unit = "か月分" if basis.is_monthly else "年分"
    text = f"台帳の値と一致: {_listed(found.same, basis)}（{len(found.same)}{unit}）"
    return text + (f"、違うのは{len(found.other)}{unit}" if found.other else "")


def _listed(periods: Sequence[int], basis: Basis) -> str:
    """Periods with those that follow one another put together: R3～R5、R7."""
    runs: list[list[int]] = [[periods[0]]]
    for before, period in pairwise(periods):
        if next_period(before, basis) == period:
            runs[-1].append(period)
        else:
            runs.append([period])
    shown = [[print_short_period(p, basis) for p in (run[0], run[-1])] for run in runs]
    return "、".join(first if first == last else f"{first}～{last}" for first, last in shown)


def compared(plan: Plan, known: Known, said: Sequence[Observation]) -> tuple[list[str], list[str]]:
    """What a reading has in common with the ledger (series of the same years in one sentence), and what it contradicts
    (a sentence for each series)."""
    agreeing: dict[str, list[str]] = {}
    contradicting: list[str] = []
    for id_ in dict.fromkeys(o.series for o in said):
        series, ledger = plan.series[id_], of_series(known, id_)
        own = {o.period: o.value for o in said if o.series == id_ and o.value is not None}
        found = continuity(ledger, own)
        if words := in_words(found, series.basis):
            agreeing.setdefault(words, []).append(series.name)
        elif found.contradicts:
            contradicting.append(_contradiction(series, found, ledger, own))
    return [f"「{'・'.join(names)}」{words}" for words, names in agreeing.items()], contradicting


def _contradiction(
    series: Series, found: Continuity, ledger: Mapping[int, Decimal], own: Mapping[int, Decimal]
) -> str:
    last = found.other[-1]
    return (
        f"「{series.name}」は台帳にもある{len(found.same) + len(found.other)}個のうち{len(found.other)}個が違います"
        f"（{print_short_period(last, series.basis)}: 台帳 {print_number(ledger[last])}、表 {print_number(own[last])}）。"
        "改定か、別の統計でないか、確かめてください。"
    )
