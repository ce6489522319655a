"""The sentences of the summary, the indicators and the method, made from the figures by tables of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from misato_report.evaluation.outlook import best_year, is_realistic, landing_band
from misato_report.evaluation.rules import Evaluation, is_sum, more_is_better
from misato_report.evaluation.scales import mark_of
from misato_report.evaluation.wording import (
    ACCUMULATION_WORDS,
    aimed,
    aimed_value,
    amount,
    basis_of,
    difference_unit,
    goal_quantity,
    percent,
    quantity,
    unit_behind,
)
from misato_report.notation import print_year
from misato_report.plan.indicators import Accumulation, Indicator, Verdict
from misato_report.plan.plan import Plan

CHART_LEGEND = (
    "図の見方：右ほど良い。細い縦線＝現状値、太い縦線＝目標値、◇＝目安、●＝実績（端の三角は図の外）"
)
"""The marks of the small charts in words; none of them is the sign of a verdict."""

REQUIRED: Mapping[tuple[bool, bool, int], str] = {
    # of a flow or of a level, more is better, the sign of what is required a year
    (True, True, -1): "{left}、{each}{amount}までの減少なら、目標に届く",
    (True, True, 0): "{left}、合わせて減少がなければ、目標に届く",
    (True, True, 1): "{left}、{each}{amount}以上なら、目標に届く",
    (True, False, -1): "{left}、{each}{amount}以上の減少なら、目標に届く",
    (True, False, 0): "{left}、合わせて増加がなければ、目標に届く",
    (True, False, 1): "{left}、{each}{amount}以下なら、目標に届く",
    (False, True, -1): "すでに目標値以上。{left}、{each}{amount}までの減少なら、目標を保てる",
    (False, True, 0): "{left}、いまの値を保てば、目標に届く",
    (False, True, 1): "{left}、{each}{amount}以上の増加で、目標に届く",
    (False, False, -1): "{left}、{each}{amount}以上の減少で、目標に届く",
    (False, False, 0): "{left}、いまの値を保てば、目標に届く",
    (False, False, 1): "すでに目標値以下。{left}、{each}{amount}までの増加なら、目標を保てる",
}
"""必要年平均 → words. The amount has no sign: the words say whether it is a rise or a fall."""

BEST: Mapping[tuple[bool, int], str] = {
    # of a flow or of a level, the sign of the year's figure
    (True, -1): "これまで最も良かった年は{year}の{amount}の減少",
    (True, 0): "これまで最も良かった年は{year}の増減なし",
    (True, 1): "これまで最も良かった年は{year}の{amount}",
    (False, -1): "1年の動きで最も良かったのは{year}の{amount}の減少",
    (False, 0): "1年の動きで最も良かったのは{year}の増減なし",
    (False, 1): "1年の動きで最も良かったのは{year}の{amount}の増加",
}
"""The best year so far → words, where it is told beside what is required."""

GAP: Mapping[tuple[bool, int], str] = {
    # more is better, the sign of the actual less the year's target
    (True, -1): "その年の目標まであと{amount}",
    (True, 0): "その年の目標と同じ",
    (True, 1): "その年の目標を{amount}上回った",
    (False, -1): "その年の目標より{amount}少なく、目標に届いた",
    (False, 0): "その年の目標と同じ",
    (False, 1): "その年の目標より{amount}多い",
}
"""A year's own target → words."""

_GOOD = (Verdict.ACHIEVED, Verdict.ON_TRACK)
_BAD = (Verdict.NOT_ACHIEVED, Verdict.MOVED_AWAY, Verdict.BEHIND)
_MOST_NAMED = 3

_PACE_RULES: tuple[tuple[str, str, str, str], ...] = (
    ("単年度", "その年度の値", "現状値と目標値を結ぶ直線上の、その年の値", "現状値"),
    ("単年", "その年度の値", "その年の目標値", "現状値"),
    (
        "累計（期間の合計）",
        "計画の初年からその年までの合計。欠けた年があれば、その前まで",
        "目標値×経過年数÷目標の年数",
        "現状値÷現状の年数×経過年数",
    ),
    ("累計（積み上げ）", "その年度末の数", "現状値と目標値を結ぶ直線上の、その年の値", "現状値"),
)
"""積算 → value, expected, reference, in the words of ``docs/evaluation.md``."""


def pace_rules(plan: Plan) -> tuple[tuple[str, str, str, str], ...]:
    """積算 → value, expected, reference; the population's by the plan's own years."""
    rules = (*_PACE_RULES, *((word, *told) for word, told, _ in _kinds_in(plan)))
    population = plan.general.target_population
    if population is None:
        return rules
    basis = basis_of(plan, population)
    years = f"{population.baseline.period.last}年と{population.final_target.period.last}年"
    return (
        *rules,
        ("目標人口", f"{basis}の人口", f"{years}の人口を結ぶ直線上の値（当町による補間）", "―"),
    )


def story(plan: Plan, evaluations: tuple[Evaluation, ...]) -> tuple[str, ...]:
    """Three sentences: how many of each verdict, what goes well, what does not."""
    return tuple(s for s in (_counts(plan, evaluations), _well(evaluations), _badly(plan, evaluations)) if s)


# --- one indicator's figures in words -------------------------------------------------------------


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


def required(e: Evaluation) -> str:
    """必要年平均 in a sentence, rounded to the harder side; empty where nothing is required any more."""
    if e.required_per_year is None or e.period is None:
        return ""
    indicator = e.indicator
    years = indicator.final_target.period.last - e.period
    value = aimed_value(indicator, e.required_per_year)
    key = (is_sum(indicator), more_is_better(indicator), _sign(value))
    return REQUIRED[key].format(
        left=f"残り{years}年", each="年平均" if years > 1 else "", amount=_change(indicator, value)
    )


def best_so_far(e: Evaluation) -> str:
    """The best year so far, and whether such years are enough; empty where that is not known."""
    best = best_year(e)
    if best is None:
        return ""
    enough = "この動きが続けば届く" if is_realistic(e) else "それが続いても届かない"
    words = BEST[(is_sum(e.indicator), _sign(best.value))]
    told = words.format(year=print_year(best.period), amount=_change(e.indicator, best.value))
    return f"{told}。{enough}"


def for_information(e: Evaluation) -> Iterator[str]:
    """What the method says beside the calculation: how much of the way is done, and what the past would lead to."""
    indicator = e.indicator
    if e.attainment is not None and not is_sum(indicator):
        yield f"達成率（現状値から最終の目標値までのうち進んだ割合） ＝ {percent(e.attainment)}"
    band = landing_band(e)
    if band is not None:
        last = print_year(indicator.final_target.period.last)
        span = f"{amount(indicator, band.low)}～{amount(indicator, band.high)}{unit_behind(indicator.unit)}"
        yield f"残り{band.years}年の動きが、過去の{band.runs}通りの{band.years}年間のどれかと同じなら、{last}に{span}（参考）"


def outlook(e: Evaluation) -> str:
    """One line for an indicator that is shown small: what is required, or how far the year's own target is."""
    if e.value is None or e.expected is None:
        return ""
    if e.indicator.accumulation is not Accumulation.YEARLY_TARGETS:
        return required(e)
    gap = e.value - e.expected
    return GAP[(more_is_better(e.indicator), _sign(gap))].format(amount=_change(e.indicator, gap))


def _change(indicator: Indicator, value: Decimal) -> str:
    """A change without its sign: the words around it say which way it goes."""
    return f"{amount(indicator, abs(value))}{difference_unit(indicator)}"


# --- the story ------------------------------------------------------------------------------------


def _counts(plan: Plan, evaluations: tuple[Evaluation, ...]) -> str:
    order = {verdict: place for place, verdict in enumerate(Verdict)}
    ordered = sorted(evaluations, key=lambda e: order[e.verdict])
    counted = Counter(mark_of(plan.general.scale, e)[1] for e in ordered)
    parts = "、".join(f"{label}{n}" for label, n in counted.items())
    return f"{len(evaluations)}の指標のうち、{parts}です。"


def _well(evaluations: tuple[Evaluation, ...]) -> str:
    good = [e for e in evaluations if e.verdict in _GOOD]
    return f"目安以上に進んでいるのは、{_listed(good)}です。" if good else ""


def _badly(plan: Plan, evaluations: tuple[Evaluation, ...]) -> str:
    groups: dict[str, list[Evaluation]] = {}
    for verdict in _BAD:
        for e in (e for e in evaluations if e.verdict is verdict):
            groups.setdefault(mark_of(plan.general.scale, e)[1], []).append(e)
    parts = [f"{label}は{_listed(group)}" for label, group in groups.items()]
    return f"一方、{'、'.join(parts)}です。" if parts else ""


def _listed(evaluations: list[Evaluation]) -> str:
    named = "、".join(_in_words(e) for e in evaluations[:_MOST_NAMED])
    rest = len(evaluations) - _MOST_NAMED
    return f"{named}（ほか{rest}指標）" if rest > 0 else named


def _in_words(e: Evaluation) -> str:
    indicator = e.indicator
    if e.value is None:
        return indicator.short_name
    value = quantity(indicator, e.value)
    if e.expected is None:
        return f"{indicator.short_name} {value}（目標{goal_quantity(indicator, indicator.final_target)}）"
    expected = f"{aimed(indicator, e.expected)}{unit_behind(indicator.unit)}"
    return f"{indicator.short_name} {value}（目安{expected}）"


_KINDS: tuple[tuple[Accumulation, tuple[str, str, str], Mapping[Verdict, str]], ...] = (
    (
        Accumulation.THRESHOLD,
        ("その年度の値", "目標値（どの年も同じ）", "―"),
        {Verdict.ON_TRACK: "目標値を満たす", Verdict.BEHIND: "満たさない"},
    ),
    (
        Accumulation.TREND,
        ("その年度の値", "―", "現状値（前年度比なら前の年の値）"),
        {
            Verdict.ON_TRACK: "比べる値より良い（現状維持なら、悪くない）",
            Verdict.BEHIND: "比べる値と同じ",
            Verdict.MOVED_AWAY: "比べる値より悪い",
        },
    ),
    (
        Accumulation.MILESTONE,
        ("その年度の段階", "―", "―"),
        {Verdict.ON_TRACK: "始めの段階より進んだ", Verdict.BEHIND: "始めの段階のまま"},
    ),
)
"""Kinds of target without a path: value, expected and reference in words, and when each verdict is given."""


def _kinds_in(plan: Plan) -> list[tuple[str, tuple[str, str, str], Mapping[Verdict, str]]]:
    used = {indicator.accumulation for _, indicator in plan.indicators()}
    return [(ACCUMULATION_WORDS[rule], told, when) for rule, told, when in _KINDS if rule in used]


def _of_kinds(plan: Plan, verdict: Verdict) -> str:
    told = [(word, when[verdict]) for word, _, when in _kinds_in(plan) if verdict in when]
    return "".join(f"。{word}は、{when}" for word, when in told)


def legend(plan: Plan) -> Iterable[tuple[Verdict, str]]:
    """Verdict → what it means, in a few words."""
    scale = plan.general.scale
    track, behind = percent(scale.on_track), percent(scale.slightly_behind)
    return (
        (Verdict.ACHIEVED, "目標値に届いた"),
        (Verdict.ON_TRACK, f"進捗度{track}以上"),
        (Verdict.SLIGHTLY_BEHIND, f"{behind}以上{track}未満"),
        (Verdict.BEHIND, f"0%以上{behind}未満"),
        (Verdict.MOVED_AWAY, "現状値より悪い"),
        (Verdict.NOT_ACHIEVED, "目標の年が過ぎ、届いていない"),
        (Verdict.UNJUDGED, "現状値か良い方向が分からず、判定できない"),
        (Verdict.NOT_PUBLISHED, "公表の時期がまだ来ていない"),
        (Verdict.MISSING, "公表済みのはずが台帳にない"),
    )


def verdict_rules(plan: Plan) -> Iterable[tuple[Verdict, str]]:
    """Verdict → when it is given, in full, in the order in which they are tested."""
    words = dict(legend(plan))
    words[Verdict.ACHIEVED] = (
        "実績が目標値に届いた（単年は、その年の目標値）。期間の合計は最後の年だけで判定する。"
        "目標年度より前に届いたものは「目標年度前」と記す"
    )
    words[Verdict.ON_TRACK] += "。目標人口は、見込みの線以上" + _of_kinds(plan, Verdict.ON_TRACK)
    words[Verdict.BEHIND] += "。目標人口は、見込みの線未満" + _of_kinds(plan, Verdict.BEHIND)
    words[Verdict.MOVED_AWAY] = "進捗度0%未満（現状値より悪い）" + _of_kinds(plan, Verdict.MOVED_AWAY)
    words[Verdict.NOT_ACHIEVED] = "目標の年度が終わり、実績が目標値に届いていない"
    words[Verdict.NOT_PUBLISHED] = "資料の公表時期が基準日までに来ていない"
    words[Verdict.MISSING] = "資料は基準日までに公表されているはずだが、台帳に値がない"
    order = (Verdict.NOT_PUBLISHED, Verdict.MISSING, Verdict.ACHIEVED, Verdict.NOT_ACHIEVED)
    rest = [v for v in words if v not in order]
    return tuple((v, words[v]) for v in (*order, *rest))
