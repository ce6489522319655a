"""How sure a verdict is, in the words of the page, the workbook and the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from misato_report.evaluation.certainty import PER_CENT, Chance, ChanceMark, Revision, chance, revision
from misato_report.evaluation.rules import Evaluation, Rules, more_is_better
from misato_report.evaluation.wording import amount, difference_unit
from misato_report.notation import print_number
from misato_report.plan.indicators import Indicator


def certainty_sentences(e: Evaluation, rules: Rules) -> Iterator[str]:
    """What stands beside a verdict: whether chance may explain it, whether a revision may change it."""
    by_chance = chance(e)
    if by_chance is not None:
        yield f"{mark_words(by_chance)}：{_by_chance(e.indicator, by_chance)}"
    revised = revision(e, rules)
    if revised is not None:
        yield _by_revision(e.indicator, revised)


def mark_words(by_chance: Chance) -> str:
    """「偶然とは考えにくい」, 「偶然でも起こりうる（約9%）」."""
    if by_chance.mark is ChanceMark.UNLIKELY:
        return "偶然とは考えにくい"
    return f"偶然でも起こりうる（{_per_cent(by_chance.p)}）"


def _per_cent(p: Decimal) -> str:
    return f"約{print_number(p * 100, 0)}%" if p >= PER_CENT else "1%未満"


def _by_chance(indicator: Indicator, by_chance: Chance) -> str:
    started = "現状のままでも" if by_chance.unchanged else "目安どおりに進んでいても"
    further = "以上" if more_is_better(indicator) == by_chance.unchanged else "以下"
    share = f"この値{further}になる割合は{_per_cent(by_chance.p)}です。"
    return f"{started}、年ごとのばらつきだけで{share}"


def _by_revision(indicator: Indicator, revised: Revision) -> str:
    if not revised.largest:
        return "公表された値は、これまで改定で変わっていません。"
    largest = f"これまで最大{amount(indicator, revised.largest)}{difference_unit(indicator)}"
    if revised.may_change:
        return f"判定は、公表値の改定（{largest}）で変わりえます。"
    return f"判定は、これまでの大きさの公表値の改定（{largest}）では変わりません。"


def chance_calculation(e: Evaluation) -> tuple[str, ...]:
    """How the share of chance was worked out, for ``explain``; nothing where none is given."""
    by_chance = chance(e)
    if by_chance is None:
        return ()
    places = e.indicator.decimals + 3
    sigma, deviation = (print_number(v, places) for v in (by_chance.sigma, by_chance.deviation))
    unit = difference_unit(e.indicator)
    return (
        f"1年の値のばらつき ＝ 前の年との差の平均 ÷ 1.128 ＝ {sigma}{unit}",
        f"実績のばらつき ＝ {deviation}{unit}（合計なら √年数 倍）",
    )
