"""The calculation behind a verdict, step by step with the numbers put in, and what would change it.

For ``misato-report explain`` and the method pages of the report; formulas are those of ``docs/evaluation.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from misato_report.evaluation.outlook import Threshold, better_of, next_year_allowance, thresholds
from misato_report.evaluation.rules import (
    DerivedValue,
    Evaluation,
    Rules,
    Unjudged,
    is_against_previous,
    is_sum,
    leg_at,
    more_is_better,
    round_half_up,
    stands_for,
    sum_starts_at,
    why_unjudged,
)
from misato_report.evaluation.scales import labels_of, mark_of
from misato_report.evaluation.wording import (
    amount,
    difference_unit,
    fine_amount,
    percent,
    quantity,
    unit_behind,
)
from misato_report.notation import print_number, print_year
from misato_report.plan.document import Scale
from misato_report.plan.indicators import Accumulation, AsPublished, Indicator, Ratio, TrailingMean, Verdict


@dataclass(frozen=True)
class Step:
    """One line of a calculation: the formula as ``docs/evaluation.md`` has it, and 「目安 ＝ ▲45 × 2/5 ＝ ▲18」."""

    formula: str
    line: str


@dataclass(frozen=True)
class _Judged:
    """An evaluation that has an actual, with what it then always has; and what it is measured against, if anything."""

    evaluation: Evaluation
    period: int
    value: Decimal
    expected: Decimal | None
    reference: Decimal | None

    @property
    def indicator(self) -> Indicator:
        return self.evaluation.indicator

    @property
    def own(self) -> DerivedValue:
        """The own value of the period judged."""
        return next(d for d in self.evaluation.by_period if d.period == self.period)


def steps(evaluation: Evaluation, rules: Rules) -> tuple[Step, ...]:
    """The whole calculation in order; nothing while there is no actual."""
    e = evaluation
    if e.period is None or e.value is None:
        return ()
    judged = _Judged(e, e.period, e.value, e.expected, e.reference)
    return (
        *_derivation(judged),
        *_value(judged),
        *_yardsticks(judged),
        *_pace(judged),
        *_ahead(judged),
        _rule(e, rules.scale),
    )


def _n(value: Decimal) -> str:
    return print_number(value)


def _derivation(judged: _Judged) -> tuple[Step, ...]:
    """How the value of the period comes from the published figures."""
    e = judged.evaluation
    inputs = [i.value for i in judged.own.inputs if i.value is not None]
    printed = amount(e.indicator, round_half_up(judged.own.value, e.indicator.decimals))
    match e.indicator.derivation:
        case Ratio():
            line = f"割合 ＝ {_n(inputs[0])} ÷ {_n(inputs[1])} × 100 ＝ {printed}（{e.indicator.unit}）"
            return (Step("ratio = numerator / denominator × 100", line),)
        case TrailingMean(window=window):
            summed = " ＋ ".join(f"（{_n(v)}）" if v < 0 else _n(v) for v in inputs)
            line = f"平均 ＝（{summed}）÷ {window} ＝ {printed}（{e.indicator.unit}）"
            return (Step(f"trailing_mean, window {window}", line),)
        case AsPublished():  # exhaustive: mypy
            return ()


def _value(judged: _Judged) -> tuple[Step, ...]:
    """How a sum is made of its periods; a level is what was published or derived."""
    e = judged.evaluation
    if not is_sum(e.indicator):
        return ()
    counted = dict(e.levels)
    terms = [f"（{print_year(d.period)} {_own(e, d)}）" for d in e.by_period if d.period in counted]
    total = e.indicator.accumulation is Accumulation.PERIOD_TOTAL
    if not total:
        terms.insert(0, f"現状値 {_in_brackets(sum_starts_at(e.indicator))}")
    line = f"累計 ＝ {' ＋ '.join(terms)} ＝ {amount(e.indicator, judged.value)}（{e.indicator.unit}）"
    formula = "sum of all periods so far" if total else "b + the increments since"
    return (Step(f"{e.indicator.accumulation.value}: x = {formula}", line),)


def _own(e: Evaluation, derived: DerivedValue) -> str:
    """A term of a sum: as published, or with two more decimals where a division made it."""
    if isinstance(e.indicator.derivation, AsPublished):
        return _n(derived.value)
    return fine_amount(e.indicator, derived.value)


def _yardsticks(judged: _Judged) -> tuple[Step, ...]:
    """expected and reference, those that there are."""
    return (*_expected(judged), *_reference(judged))


def _expected(judged: _Judged) -> tuple[Step, ...]:
    indicator, period = judged.indicator, judged.period
    if indicator.states:
        number = f"{len(indicator.states)}段階の{_n(judged.value)}番目"
        return (
            Step(
                "milestone: x = number of the state", f"段階 ＝ {amount(indicator, judged.value)}（{number}）"
            ),
        )
    if judged.expected is None:
        return ()
    expected = fine_amount(indicator, judged.expected)
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            done, total = len(stands_for(indicator, period)), indicator.final_target.period.length
            target = _n(judged.evaluation.target)
            return (Step("expected(p) = t×n/N", f"目安 ＝ 目標値 {target} × {done}/{total} ＝ {expected}"),)
        case Accumulation.YEARLY_TARGETS:
            return (Step("expected(p) = target[p]", f"目安 ＝ その年の目標値 ＝ {expected}"),)
        case Accumulation.THRESHOLD:
            return (Step("expected(p) = t", f"目安 ＝ 目標値 ＝ {expected}"),)
        case _:
            leg = leg_at(indicator, period)
            assert leg is not None  # noqa: S101 - it has just led to what is expected
            path = (
                f"目安 ＝ {_n(leg.start)} ＋（{_n(leg.end)} － {_in_brackets(leg.start)}）"
                f"× {leg.done}/{leg.years} ＝ {expected}"
            )
            return (Step("expected(p) = b + (t-b)×(p-pb)/(pt-pb)", path),)


def _reference(judged: _Judged) -> tuple[Step, ...]:
    indicator = judged.indicator
    if judged.reference is None or indicator.states or indicator.accumulation is Accumulation.THRESHOLD:
        return ()
    reference = fine_amount(indicator, judged.reference)
    if is_against_previous(indicator):
        year = print_year(judged.period - 1)
        return (Step("reference(p) = x(p-1)", f"基準 ＝ {year}の値 ＝ {reference}"),)
    if indicator.accumulation is not Accumulation.PERIOD_TOTAL:
        return (Step("reference(p) = b", f"基準 ＝ 現状値 ＝ {reference}"),)
    done = len(stands_for(indicator, judged.period))
    baseline = _n(judged.evaluation.baseline)
    if indicator.is_mean:
        return (Step("reference(p) = b×n", f"基準 ＝ 現状値 {baseline} × {done} ＝ {reference}"),)
    years = indicator.baseline.period.length
    return (Step("reference(p) = b/M×n", f"基準 ＝ 現状値 {baseline} ÷ {years} × {done} ＝ {reference}"),)


def _in_brackets(value: Decimal) -> str:
    return f"（{_n(value)}）" if value < 0 else _n(value)


def _pace(judged: _Judged) -> tuple[Step, ...]:
    e = judged.evaluation
    if judged.expected is None or judged.reference is None:
        return ()
    value, expected = amount(e.indicator, judged.value), fine_amount(e.indicator, judged.expected)
    if e.pace_ratio is not None:
        reference = fine_amount(e.indicator, judged.reference)
        line = f"進捗度 ＝（{value} － {reference}）÷（{expected} － {reference}）＝ {percent(e.pace_ratio)}（1%未満切捨て）"
        return (Step("P = (x - reference(p)) / (expected(p) - reference(p))", line),)
    if e.indicator.accumulation is Accumulation.FLOOR:
        difference = print_number(judged.value - judged.expected, plus=True)
        return (
            Step(
                "floor: x - expected(p)",
                f"見込みとの差 ＝ {value} － {expected} ＝ {difference}（{e.indicator.unit}）",
            ),
        )
    return ()


def _ahead(judged: _Judged) -> tuple[Step, ...]:
    """What is left to do, for information: it is not used for the verdict."""
    e = judged.evaluation
    if e.required_per_year is None:
        return ()
    left = e.indicator.final_target.period.last - judged.period
    required = fine_amount(e.indicator, e.required_per_year)
    value = _in_brackets(judged.value) if judged.value < 0 else amount(e.indicator, judged.value)
    line = f"必要年平均 ＝（{_n(e.target)} － {value}）÷ {left} ＝ {required}（{e.indicator.unit}／年、参考）"
    return (Step("required per year = (t - x)/(pt - p)", line),)


def _rule(e: Evaluation, scale: Scale) -> Step:
    """Which row of the table of verdicts it is."""
    label = mark_of(scale, e)[1]
    track, behind = percent(scale.on_track), percent(scale.slightly_behind)
    reached = "その年の目標値" if e.indicator.accumulation is Accumulation.YEARLY_TARGETS else "目標値"
    why = {
        Verdict.ACHIEVED: f"実績が{reached}に届いた",
        Verdict.NOT_ACHIEVED: "目標の年度が終わり、実績が目標値に届いていない",
        Verdict.ON_TRACK: f"進捗度が{track}以上",
        Verdict.SLIGHTLY_BEHIND: f"進捗度が{behind}以上{track}未満",
        Verdict.BEHIND: f"進捗度が0%以上{behind}未満",
        Verdict.MOVED_AWAY: "進捗度が0%未満（現状値より悪い）",
    }
    reason = _without_a_path(e) or why.get(e.verdict, "")
    if e.indicator.accumulation is Accumulation.FLOOR:
        at = "以上" if e.verdict is Verdict.ON_TRACK else "未満"
        reason = reason if e.verdict in (Verdict.ACHIEVED, Verdict.NOT_ACHIEVED) else f"実績が見込みの線{at}"
    elif (
        not _without_a_path(e)
        and e.pace_ratio is None
        and e.verdict in (Verdict.ON_TRACK, Verdict.MOVED_AWAY)
    ):
        reason = "現状の水準を保っている" if e.verdict is Verdict.ON_TRACK else "現状の水準を下回っている"
    return Step(f"verdict: {e.verdict.value}", f"判定 ＝ {label}（{reason}）")


_OF_A_TREND = {
    Verdict.ON_TRACK: "比べる値より良い",
    Verdict.BEHIND: "比べる値と同じ",
    Verdict.MOVED_AWAY: "比べる値より悪い",
    Verdict.ACHIEVED: "目標の年度に、比べる値より良い",
    Verdict.NOT_ACHIEVED: "目標の年度に、比べる値より良くない",
}
_WITHOUT_A_PATH: Mapping[Accumulation, Mapping[Verdict, str]] = {
    Accumulation.THRESHOLD: {
        Verdict.ON_TRACK: "実績が目標値を満たす",
        Verdict.BEHIND: "実績が目標値を満たさない",
    },
    Accumulation.TREND: _OF_A_TREND,
    Accumulation.MILESTONE: {
        Verdict.ACHIEVED: "最後の段階に達した",
        Verdict.NOT_ACHIEVED: "目標の年度が終わり、最後の段階に達していない",
        Verdict.ON_TRACK: "始めの段階より進んだ",
        Verdict.BEHIND: "始めの段階のまま",
    },
}


def _without_a_path(e: Evaluation) -> str:
    """The row of the table for kinds of target without a pace ratio; empty for others."""
    if e.verdict is Verdict.UNJUDGED:
        lacks = why_unjudged(e)
        return "良い方向が分からない" if lacks is Unjudged.NO_DIRECTION else "現状値がない"
    told = _WITHOUT_A_PATH.get(e.indicator.accumulation, {}).get(e.verdict, "")
    if e.indicator.keep and told:
        return (
            "比べる値より悪くない"
            if e.verdict in (Verdict.ON_TRACK, Verdict.ACHIEVED)
            else "比べる値より悪い"
        )
    return told


# --- what would change it -------------------------------------------------------------------------


def what_would_change_it(e: Evaluation, rules: Rules) -> tuple[str, ...]:
    """Sentences such as 「▲18人までなら順調のまま（いまより4人少ない）、▲19人でやや遅れ」."""
    labels = labels_of(rules.scale)
    lines = []
    for threshold in thresholds(e, rules):
        value = quantity(e.indicator, threshold.value)
        over = "以上" if more_is_better(e.indicator) else "以下"
        if better_of(threshold.verdict, e.verdict):
            if e.indicator.states:
                lines.append(f"「{value}」に進めば{labels[threshold.verdict]}")
                continue
            away = _from_now(e, threshold.difference)
            lines.append(f"{value}{over}（{away}）なら{labels[threshold.verdict]}")
        else:
            lines.append(_margin(e, threshold, labels))
    allowance = next_year_allowance(e)
    if allowance is not None and e.period is not None:
        room = _to_the_safe_side(e, allowance)
        over = "以上" if more_is_better(e.indicator) else "以下"
        year = print_year(e.period + 1)
        lines.append(
            f"{year}の値が{room}{unit_behind(e.indicator.unit)}{over}なら、{year}までの累計は目安どおり"
        )
    return tuple(lines)


def _margin(e: Evaluation, threshold: Threshold, labels: Mapping[Verdict, str]) -> str:
    """How far the value may still fall."""
    if e.indicator.states:
        return f"「{quantity(e.indicator, threshold.value)}」に戻れば{labels[threshold.verdict]}"
    unit = Decimal((0, (1,), -e.indicator.decimals))
    room = threshold.difference + (unit if threshold.difference < 0 else -unit)
    assert e.value is not None  # noqa: S101 - an evaluation that has thresholds
    value = quantity(e.indicator, threshold.value)
    changes = f"{value}で{labels[threshold.verdict]}"
    if not room:
        return f"いまの値がぎりぎりで、{changes}"
    last = quantity(e.indicator, e.value + room)
    return f"{last}（{_from_now(e, room)}）までなら{labels[e.verdict]}のまま、{changes}"


def _from_now(e: Evaluation, difference: Decimal) -> str:
    """How far a value is from the one there is, without a sign."""
    more = "多い" if difference > 0 else "少ない"
    return (
        f"いまより{print_number(abs(difference), e.indicator.decimals)}{difference_unit(e.indicator)}{more}"
    )


def _to_the_safe_side(e: Evaluation, value: Decimal) -> str:
    """Rounded so that who reaches the printed figure has reached the exact one."""
    rounding = ROUND_CEILING if more_is_better(e.indicator) else ROUND_FLOOR
    return print_number(value.quantize(Decimal((0, (1,), -e.indicator.decimals)), rounding))
