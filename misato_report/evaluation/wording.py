"""The Japanese words and printed figures that the terminal and the report share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from misato_report.evaluation.rules import (
    Absence,
    Evaluation,
    PeriodFigures,
    Unjudged,
    more_is_better,
    round_half_up,
    stands_for,
)
from misato_report.evaluation.scales import LABELS
from misato_report.notation import Basis, print_number, print_period, print_year
from misato_report.plan.indicators import (
    NO_UNIT,
    Accumulation,
    Against,
    Direction,
    Goal,
    Indicator,
    UnknownBaseline,
    Verdict,
    series_of,
    stated,
)
from misato_report.plan.plan import Plan
from misato_report.plan.values import YearSpan

ACCUMULATION_WORDS: Mapping[Accumulation, str] = {
    Accumulation.SINGLE_YEAR: "単年度",
    Accumulation.YEARLY_TARGETS: "単年",
    Accumulation.PERIOD_TOTAL: "累計",
    Accumulation.RUNNING_TOTAL: "累計",
    Accumulation.FLOOR: "目標人口",
    Accumulation.THRESHOLD: "水準",
    Accumulation.TREND: "傾向",
    Accumulation.MILESTONE: "段階",
    Accumulation.UNDECIDED: "未定",
}

ABSENCE_WORDS: Mapping[Absence, str] = {
    Absence.LATER: "今後",
    Absence.NOT_PUBLISHED: LABELS[Verdict.NOT_PUBLISHED],
    Absence.MISSING: LABELS[Verdict.MISSING],
    Absence.NOT_COMPUTABLE: "算出不能",
}

UNJUDGED_WHY: Mapping[Unjudged, str] = {
    Unjudged.NO_BASELINE: "判定なし：現状値がなく、進み具合を測れません。計画の変更で現状値が決まれば判定します。",
    Unjudged.NO_DIRECTION: "判定なし：増えるのと減るのと、どちらが良いかが計画から分かりません。",
}
"""Why there is a value and no verdict, for the notes."""

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
    """A value as it was judged: with the indicator's decimals; of a milestone the word of the state."""
    if indicator.states:
        return _state(indicator, value)
    return print_number(value, indicator.decimals)


def _state(indicator: Indicator, value: Decimal) -> str:
    known = value in range(1, len(indicator.states) + 1)
    return indicator.states[int(value) - 1] if known else print_number(value)


def quantity(indicator: Indicator, value: Decimal) -> str:
    """A value with its unit; a state is a word and has none."""
    return f"{amount(indicator, value)}{unit_after(indicator)}"


def quantity_of(value: Decimal, unit: str) -> str:
    """A figure with its unit, as it was written."""
    return f"{print_number(value)}{unit}"


def unit_after(indicator: Indicator) -> str:
    """The unit that stands behind a value; none behind the word of a state, or where figures have none."""
    return "" if indicator.states else unit_behind(indicator.unit)


def unit_behind(unit: str) -> str:
    """What stands behind a figure of a unit: the unit, or nothing where figures have none."""
    return "" if unit.strip("()（）") == NO_UNIT else unit


def unit_caption(unit: str) -> str:
    """The unit of a table or chart: 単位：人, or 単位なし."""
    return f"単位：{unit}" if unit_behind(unit) else NO_UNIT


def baseline_words(indicator: Indicator) -> str:
    """現状値 as the plan prints it, without its unit; ― where the plan gives none."""
    value = stated(indicator.baseline)
    if value is None:
        return "―"
    return _state(indicator, value) if indicator.states else print_number(value)


def baseline_note(indicator: Indicator) -> str:
    """What has to be known of a baseline: why there is none, or that it is a mean; else empty."""
    baseline = indicator.baseline
    if isinstance(baseline, UnknownBaseline):
        return f"現状値は計画書にありません（{baseline.unknown}）。"
    return f"現状値は{baseline.period.length}年の平均です。" if indicator.is_mean else ""


def baseline_years(indicator: Indicator) -> str:
    """The year or years of the baseline; ― where the plan gives none."""
    unknown = isinstance(indicator.baseline, UnknownBaseline)
    return "―" if unknown else span_words(indicator.baseline.period)


def span_words(span: YearSpan) -> str:
    """「R8」, or 「R8～R12」."""
    return "～".join(dict.fromkeys(print_year(year) for year in (span.first, span.last)))


def goal_words(indicator: Indicator, goal: Goal) -> str:
    """A target as it is printed without its unit: 30、100以上、現状値より増、完了."""
    value = stated(goal)
    up = indicator.direction is Direction.INCREASE
    if indicator.accumulation is Accumulation.THRESHOLD and value is not None:
        return f"{print_number(value)}{'以上' if up else '以下'}"
    if value is not None:
        return print_number(value)
    if indicator.states:
        return indicator.states[-1]
    other = "前年度" if indicator.against is Against.PREVIOUS else "現状値"
    if indicator.keep:
        return f"{other}{'以上' if up else '以下'}"
    return f"{other}より{'増' if up else '減'}"


def goal_quantity(indicator: Indicator, goal: Goal) -> str:
    """A target with its unit where it is a figure: 30件、100件以上、現状値より増."""
    value = stated(goal)
    if value is None:
        return goal_words(indicator, goal)
    bound = goal_words(indicator, goal).removeprefix(print_number(value))
    return f"{print_number(value)}{unit_behind(indicator.unit)}{bound}"


def expected_words(indicator: Indicator, expected: Decimal | None) -> str:
    """目安 as it is printed, without its unit; of a trend what is asked of every year, else ― where there is none."""
    if expected is not None:
        return aimed(indicator, expected)
    if indicator.accumulation is Accumulation.TREND:
        return goal_words(indicator, indicator.final_target)
    return "―"


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
    return "ポイント" if indicator.unit in ("%", "％") else unit_behind(indicator.unit)


def percent(ratio: Decimal) -> str:
    """A ratio in whole per cent, rounded down so that it never shows a cut that was not reached."""
    whole = (ratio * 100).to_integral_value(rounding=ROUND_FLOOR)
    return f"{print_number(whole, 0)}%"
