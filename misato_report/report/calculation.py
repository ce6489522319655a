"""The calculation behind an evaluation, written out with the numbers put in."""

from __future__ import annotations

from decimal import Decimal

from misato_report.evaluation import DerivedValue, Evaluation
from misato_report.notation import print_number, print_year
from misato_report.plan.model import Accumulation, AsPublished, Ratio, TrailingMean
from misato_report.wording import amount, fine_amount, percent


def calculation(evaluation: Evaluation) -> tuple[str, ...]:
    """Lines such as 「目安 ＝ 目標値▲45 × 2/5 ＝ ▲18」; none while there is no actual."""
    if evaluation.period is None:
        return ()
    return (*_derivation(evaluation), *_value(evaluation), *_yardsticks(evaluation), *_pace(evaluation))


def _n(value: Decimal) -> str:
    return print_number(value)


def _judged(evaluation: Evaluation) -> DerivedValue:
    return next(d for d in evaluation.by_period if d.period == evaluation.period)


def _derivation(e: Evaluation) -> tuple[str, ...]:
    """How the value of the period comes from the published figures."""
    inputs = [i.value for i in _judged(e).inputs if i.value is not None]
    printed = amount(e.indicator, _round(e, _judged(e).value))
    match e.indicator.derivation:
        case Ratio():
            return (f"割合 ＝ {_n(inputs[0])} ÷ {_n(inputs[1])} × 100 ＝ {printed}（{e.indicator.unit}）",)
        case TrailingMean(window=window):
            summed = " ＋ ".join(f"（{_n(v)}）" if v < 0 else _n(v) for v in inputs)
            return (f"平均 ＝（{summed}）÷ {window} ＝ {printed}（{e.indicator.unit}）",)
        case AsPublished():
            return ()


def _round(e: Evaluation, value: Decimal) -> Decimal:
    from misato_report.evaluation import round_half_up

    return round_half_up(value, e.indicator.decimals)


def _value(e: Evaluation) -> tuple[str, ...]:
    if e.value is None or e.indicator.accumulation is not Accumulation.PERIOD_TOTAL:
        return ()
    counted = dict(e.levels)
    parts = [d for d in e.by_period if d.period in counted]
    terms = " ＋ ".join(f"（{print_year(d.period)} {_n(d.value)}）" for d in parts)
    return (f"累計 ＝ {terms} ＝ {amount(e.indicator, e.value)}（{e.indicator.unit}）",)


def _yardsticks(e: Evaluation) -> tuple[str, ...]:
    """expected and reference."""
    indicator, period = e.indicator, e.period
    if period is None or e.expected is None or e.reference is None:
        return ()
    expected, reference = fine_amount(indicator, e.expected), fine_amount(indicator, e.reference)
    baseline, target = indicator.baseline, indicator.final_target
    match indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            done, total = period - target.period.first + 1, target.period.length
            return (
                f"目安 ＝ 目標値 {_n(target.value)} × {done}/{total} ＝ {expected}",
                f"基準 ＝ 現状値 {_n(baseline.value)} ÷ {baseline.period.length} × {done} ＝ {reference}",
            )
        case Accumulation.YEARLY_TARGETS:
            return (f"目安 ＝ その年の目標値 ＝ {expected}", f"基準 ＝ 現状値 ＝ {reference}")
        case _:
            start, end = baseline.period.last, target.period.last
            done = min(max(period, start), end) - start
            return (
                f"目安 ＝ {_n(baseline.value)} ＋（{_n(target.value)} － {_in_brackets(baseline.value)}）"
                f"× {done}/{end - start} ＝ {expected}",
                f"基準 ＝ 現状値 ＝ {reference}",
            )


def _in_brackets(value: Decimal) -> str:
    return f"（{_n(value)}）" if value < 0 else _n(value)


def _pace(e: Evaluation) -> tuple[str, ...]:
    if e.value is None or e.expected is None or e.reference is None:
        return ()
    value, expected = amount(e.indicator, e.value), fine_amount(e.indicator, e.expected)
    if e.pace_ratio is not None:
        reference = fine_amount(e.indicator, e.reference)
        return (
            f"進捗度 ＝（{value} － {reference}）÷（{expected} － {reference}）＝ {percent(e.pace_ratio)}（1%未満切捨て）",
        )
    if e.indicator.accumulation is Accumulation.FLOOR:
        difference = print_number(e.value - e.expected, plus=True)
        return (f"見込みとの差 ＝ {value} － {expected} ＝ {difference}（{e.indicator.unit}）",)
    return ()
