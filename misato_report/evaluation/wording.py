"""The Japanese words and printed figures that the terminal and the report share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from misato_report.evaluation.rules import Evaluation, round_half_up
from misato_report.notation import Basis, print_number, print_period
from misato_report.plan.indicators import Accumulation, Indicator, series_of
from misato_report.plan.plan import Plan

ACCUMULATION_WORDS: Mapping[Accumulation, str] = {
    Accumulation.SINGLE_YEAR: "単年度",
    Accumulation.YEARLY_TARGETS: "単年",
    Accumulation.PERIOD_TOTAL: "累計",
    Accumulation.RUNNING_TOTAL: "累計",
    Accumulation.FLOOR: "目標人口",
}

_EXTRA_PLACES = 2


def basis_of(plan: Plan, indicator: Indicator) -> Basis:
    """What a year of the indicator stands for: the basis of its (first) series."""
    return plan.series[series_of(indicator.derivation)[0]].basis


def period_words(plan: Plan, evaluation: Evaluation) -> str:
    """The period judged, in full; for a total the whole run of years."""
    if evaluation.period is None:
        return ""
    period = print_period(evaluation.period, basis_of(plan, evaluation.indicator))
    if evaluation.indicator.accumulation is Accumulation.PERIOD_TOTAL:
        done = evaluation.period - evaluation.indicator.final_target.period.first + 1
        return f"{period}まで{done}年間の累計" if done > 1 else f"{period}（1年目）"
    return period


def amount(indicator: Indicator, value: Decimal) -> str:
    """A value as it was judged: with the indicator's decimals."""
    return print_number(value, indicator.decimals)


def fine_amount(indicator: Indicator, value: Decimal) -> str:
    """A figure of ours between two printed ones (目安, 見込み): two more decimals where they say something."""
    places = indicator.decimals + _EXTRA_PLACES
    exponent = round_half_up(value, places).normalize().as_tuple().exponent
    return print_number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def difference_unit(indicator: Indicator) -> str:
    """The unit of a difference of two values: of per cent it is ポイント."""
    return "ポイント" if indicator.unit in ("%", "％") else indicator.unit


def percent(ratio: Decimal) -> str:
    """A ratio in whole per cent, rounded down so that it never shows a cut that was not reached."""
    whole = (ratio * 100).to_integral_value(rounding=ROUND_FLOOR)
    return f"{print_number(whole, 0)}%"
