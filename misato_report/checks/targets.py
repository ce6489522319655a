"""What a plan's targets leave open or contradict: directions, years, units, the same indicator twice.

Each finding has the file and line of the figure. All are warnings but one: a target whose evaluation is undecided is
only told of. Nothing here stops a report; what cannot be judged is 判定なし until the plan says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.evaluation.rules import direction_of
from misato_report.notation import Basis, squeeze
from misato_report.plan.indicators import (
    Accumulation,
    Direction,
    Indicator,
    UnknownBaseline,
    series_of,
    stated,
    way_of_the_figures,
)
from misato_report.plan.plan import Plan

_BOUNDS = (
    (re.compile("以上|超え|超える|増"), Direction.INCREASE),
    (re.compile("以下|以内|未満|減"), Direction.DECREASE),
)
_UNIT_IN_WORDS = re.compile(
    r"[0-9０-９][0-9０-９,，.．]*\s*([^\s0-9０-９,，.．以未超（(をにはがとでのまへ程約][^\s0-9０-９,，.．以未超（(を]*?)(?:以|未満|超|$|（|\()"
)
_WITH_BOUND = (Accumulation.SINGLE_YEAR, Accumulation.RUNNING_TOTAL, Accumulation.PERIOD_TOTAL)


def check_targets(plan: Plan) -> Iterator[Diagnostic]:
    """Everything about the targets that a clerk should look at, in the order of the plan."""
    for _, indicator in plan.indicators():
        yield from _direction(plan, indicator)
        yield from _beyond_the_target(plan, indicator)
        yield from _after_the_plan(plan, indicator)
        yield from _units(plan, indicator)
        yield from _years(plan, indicator)
    yield from _twice(plan)
    for target in plan.undecided:
        name, words = target.indicator.name, target.words
        message = f"評価の方法が決まっていない目標です: 「{name}」{words}"
        hint = "報告書には計画の言葉のまま載ります。決まったら accumulation: を書き直してください。"
        yield _finding(plan, target.indicator, "undecided-target", message, hint, Severity.INFO)


def _finding(
    plan: Plan,
    indicator: Indicator,
    code: str,
    message: str,
    hint: str,
    severity: Severity = Severity.WARNING,
    key: str = "",
) -> Diagnostic:
    whole = plan.places.get(f"indicator {indicator.id}", ("plan/", None))
    file, line = plan.places.get(f"indicator {indicator.id} {key}", whole)
    return Diagnostic(file=file, line=line, code=code, message=message, hint=hint, severity=severity)


def _direction(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    """Neither the plan's figures nor the plan says which way is better."""
    if direction_of(indicator) is not None or indicator.accumulation in (
        Accumulation.TREND,
        Accumulation.THRESHOLD,
    ):
        return
    if isinstance(indicator.baseline, UnknownBaseline):
        why = "現状値がなく、目標値だけでは良い方向が分かりません"
    elif len(indicator.all_targets) > 1:
        why = "現状値から目標値までの数が上がったり下がったりして、良い方向が分かりません"
    elif indicator.accumulation is Accumulation.PERIOD_TOTAL:
        why = "1年当たりの目標値と現状値が同じで、良い方向が分かりません"
    else:
        why = "目標値と現状値が同じで、良い方向が分かりません"
    message = f"「{indicator.short_name}」は{why}。それまで判定は「判定なし」です。"
    hint = "direction: increase (増えるほうが良い) か decrease を書いてください。"
    yield _finding(plan, indicator, "no-direction", message, hint, key="target")


def _beyond_the_target(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    """The plan's words say 以上, and the figures fall: the baseline is beyond the target already."""
    said = next((way for words, way in _BOUNDS if words.search(indicator.words)), None)
    figures = way_of_the_figures(indicator)
    if indicator.accumulation in _WITH_BOUND and said and figures and said is not figures:
        message = (
            f"「{indicator.short_name}」の現状値 {stated(indicator.baseline)} は、"
            f"目標「{indicator.words}」をもう満たしています。このままでは逆の向きに判定します。"
        )
        hint = "水準を保つ目標なら accumulation: threshold と direction: を書いてください。"
        yield _finding(plan, indicator, "beyond-target", message, hint, key="baseline")


def _after_the_plan(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    last, period = indicator.final_target.period, plan.general.period
    if last.last > period.last:
        message = f"「{indicator.short_name}」の目標の年 {last.text} が、計画期間の終わり {period.text} より後です。"
        hint = "計画書のとおりなら、そのままでかまいません。"
        yield _finding(plan, indicator, "target-after-plan", message, hint, key="target")


def _units(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    """The words name another unit than that of baseline and target."""
    match = _UNIT_IN_WORDS.search(indicator.words)
    if match and squeeze(match[1]) != squeeze(indicator.unit):
        message = f"「{indicator.short_name}」の単位は{indicator.unit}ですが、計画書の目標「{indicator.words}」の単位は{match[1]}です。"
        hint = "現状値と目標値を同じ単位にそろえてください。"
        yield _finding(plan, indicator, "units-differ", message, hint, key="target")


def _years(plan: Plan, indicator: Indicator) -> Iterator[Diagnostic]:
    """年度 and 年 in one indicator, or in it and its series."""
    texts = [point.period.text for point in (indicator.baseline, *indicator.all_targets)]
    kinds = {"年度" if "年度" in text else "年" for text in texts if "年" in text}
    known = [plan.series[s].basis for s in series_of(indicator.derivation) if s in plan.series]
    series = {"年度" if basis is Basis.FISCAL else "年" for basis in known}
    if len(kinds) > 1 or (kinds and series and not kinds <= series):
        others = "" if len(kinds) > 1 else f" (系列は{'・'.join(known)})"
        message = f"「{indicator.short_name}」の年度と年が混じっています: {'、'.join(t for t in texts if t)}{others}。"
        hint = "年度 (4月～3月) か年か、どちらの値かを計画書で確かめてください。"
        yield _finding(plan, indicator, "years-mixed", message, hint, key="baseline")


def _twice(plan: Plan) -> Iterator[Diagnostic]:
    """Indicators of one name: with other figures one of them is wrong, with the same one of them is enough."""
    first: dict[str, Indicator] = {}
    for _, indicator in plan.indicators():
        name = squeeze(indicator.name)
        if name not in first:
            first[name] = indicator
            continue
        other = first[name]
        file, line = plan.places.get(f"indicator {other.id}", ("plan/", None))
        place = f"{file}の{line}行目" if line else file
        if _figures(other) == _figures(indicator):
            message = f"「{indicator.name}」は{place}にもあります。"
            hint = "一つにまとめ、もう一つの分野には also_in: で再掲してください。"
        else:
            message = f"「{indicator.name}」は{place}にもあり、現状値か目標値が違います。"
            hint = "どちらが正しいか計画書で確かめるか、区別できる名前にしてください。"
        yield _finding(plan, indicator, "same-indicator", message, hint)


def _figures(indicator: Indicator) -> tuple[object, ...]:
    points = (indicator.baseline, *indicator.all_targets)
    return (indicator.unit, *((p.period.first, p.period.last, stated(p)) for p in points))
