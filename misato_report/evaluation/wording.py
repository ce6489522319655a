"""The Japanese words and printed figures that the terminal and the report share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from misato_report.evaluation.rules import (
    Absence,
    Evaluation,
    PeriodFigures,
    more_is_better,
    round_half_up,
    stands_for,
)
from misato_report.evaluation.scales import LABELS
from misato_report.notation import Basis, print_number, print_period, print_year
from misato_report.plan.indicators import Accumulation, Indicator, Verdict, series_of
from misato_report.plan.plan import Plan

ACCUMULATION_WORDS: Mapping[Accumulation, str] = {
    Accumulation.SINGLE_YEAR: "単年度",
    Accumulation.YEARLY_TARGETS: "単年",
    Accumulation.PERIOD_TOTAL: "累計",
    Accumulation.RUNNING_TOTAL: "累計",
    Accumulation.FLOOR: "目標人口",
}

ABSENCE_WORDS: Mapping[Absence, str] = {
    Absence.LATER: "今後",
    Absence.NOT_PUBLISHED: LABELS[Verdict.NOT_PUBLISHED],
    Absence.MISSING: LABELS[Verdict.MISSING],
    Absence.NOT_COMPUTABLE: "算出不能",
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
        done = len(stands_for(evaluation.indicator, evaluation.period))
        return f"{period}まで{done}年間の累計" if done > 1 else f"{period}（1年目）"
    return period


def years_words(indicator: Indicator, period: int) -> str:
    """The year that x at a period is about, for narrow columns; for a total the first and last of the run."""
    years = stands_for(indicator, period)
    return "～".join(dict.fromkeys((print_year(years[0]), print_year(years[-1]))))


def absence_words(figures: PeriodFigures) -> str:
    """Why a period has no value: 未公表, 未取込, 算出不能, 今後, or the sign that was published; else empty."""
    if figures.absence is None:
        return ""
    return ABSENCE_WORDS.get(figures.absence, str(figures.mark))


def missing_words(evaluation: Evaluation) -> tuple[tuple[int, str], ...]:
    """Each missing period with what it is: 未取込, or the sign that was published instead of a figure."""
    marks = dict(evaluation.marked)
    overdue = ABSENCE_WORDS[Absence.MISSING]
    return tuple(
        (period, str(marks[period]) if period in marks else overdue) for period in evaluation.missing_periods
    )


def missing_years(evaluation: Evaluation) -> tuple[tuple[str, str], ...]:
    """「R9・R10」 and 「未取込」: the missing periods of the same kind together."""
    missing = missing_words(evaluation)
    kinds = dict.fromkeys(word for _, word in missing)
    return tuple(("・".join(print_year(p) for p, word in missing if word == kind), kind) for kind in kinds)


def missing_sentences(evaluation: Evaluation) -> tuple[str, ...]:
    """The missing periods in sentences: what is to be taken in, and what was published as a sign."""
    overdue = ABSENCE_WORDS[Absence.MISSING]
    return tuple(
        f"{years}の値が取り込まれていません。" if kind == overdue else f"{years}の値は{kind}です。"
        for years, kind in missing_years(evaluation)
    )


def amount(indicator: Indicator, value: Decimal) -> str:
    """A value as it was judged: with the indicator's decimals."""
    return print_number(value, indicator.decimals)


def fine_amount(indicator: Indicator, value: Decimal) -> str:
    """A figure of ours between two printed ones (目安, 見込み): two more decimals where they say something."""
    places = indicator.decimals + _EXTRA_PLACES
    exponent = round_half_up(value, places).normalize().as_tuple().exponent
    return print_number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def aimed_value(indicator: Indicator, value: Decimal) -> Decimal:
    """目安 with the indicator's own decimals, rounded to the harder side.

    A value with those decimals has reached the one if and only if it has reached the other.
    A year's own target is as the plan prints it.
    """
    if indicator.accumulation is Accumulation.YEARLY_TARGETS:
        return value
    rounding = ROUND_CEILING if more_is_better(indicator) else ROUND_FLOOR
    return value.quantize(Decimal((0, (1,), -indicator.decimals)), rounding)


def aimed(indicator: Indicator, value: Decimal) -> str:
    """目安 as it is printed; the exact one stands in the method."""
    return print_number(aimed_value(indicator, value))


def difference_unit(indicator: Indicator) -> str:
    """The unit of a difference of two values: of per cent it is ポイント."""
    return "ポイント" if indicator.unit in ("%", "％") else indicator.unit


def percent(ratio: Decimal) -> str:
    """A ratio in whole per cent, rounded down so that it never shows a cut that was not reached."""
    whole = (ratio * 100).to_integral_value(rounding=ROUND_FLOOR)
    return f"{print_number(whole, 0)}%"
