"""The figures of one indicator's sheet: the key figures, the table by year, and the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from misato_report.evaluation.outlook import best_year, is_realistic, landing_band
from misato_report.evaluation.rules import (
    Absence,
    Evaluation,
    PeriodFigures,
    is_against_previous,
    is_sum,
    round_half_up,
    why_unjudged,
)
from misato_report.evaluation.wording import (
    UNJUDGED_WHY,
    absence_words,
    amount,
    baseline_note,
    baseline_words,
    basis_of,
    difference_unit,
    fine_amount,
    goal_words,
    missing_words,
    percent,
    period_words,
    quantity,
    unit_after,
)
from misato_report.notation import print_date, print_number, print_period, print_year
from misato_report.observation import Observation
from misato_report.plan.indicators import Accumulation, Indicator, Verdict
from misato_report.plan.plan import Plan
from misato_report.report.compose.provenance import origin_anchor
from misato_report.report.page_model import Figure, KeyFigure, YearTable

_ROOMY_YEARS = 8
"""More years than these need smaller type on a portrait page."""
_PORTRAIT_YEARS = 12
"""More years than these need a landscape page."""


def key_figures(plan: Plan, e: Evaluation) -> Iterator[KeyFigure]:
    """The figures of the evaluation that are defined, each with its term."""
    if e.value is None or e.period is None:
        return
    indicator, unit = e.indicator, e.indicator.unit
    yield KeyFigure("実績", quantity(indicator, e.value), period_words(plan, e))
    if e.expected is not None:
        yield KeyFigure("目安", f"{fine_amount(indicator, e.expected)}{unit}", _expected_meaning(e))
    elif indicator.accumulation in (Accumulation.TREND, Accumulation.MILESTONE):
        yield KeyFigure("目標", goal_words(indicator, indicator.final_target), _goal_meaning(e))
    if indicator.accumulation is Accumulation.FLOOR and e.expected is not None:
        difference = print_number(e.value - e.expected, plus=True)
        yield KeyFigure("見込みとの差", f"{difference}{unit}", "実績－目安。＋なら見込みを上回る")
    if e.pace_ratio is not None:
        yield KeyFigure("進捗度", percent(e.pace_ratio), "現状値のまま＝0%、目安どおり＝100%")
    if indicator.accumulation is Accumulation.PERIOD_TOTAL:
        used = f"累計{amount(indicator, e.value)}／目標{print_number(e.target)}"
        yield KeyFigure("目標の枠", f"{used}{unit}", "期間の終わりまで達成率は示さない")
    elif e.attainment is not None:
        yield KeyFigure("達成率", percent(e.attainment), "現状値から最終の目標値までのうち、進んだ割合")
    if e.landing is not None and e.required_per_year is not None:
        yield KeyFigure(
            "着地見込み（参考）",
            f"{fine_amount(indicator, e.landing)}{unit}",
            "このままの調子で進んだときの最終の値。判定には使わない",
        )
    band = landing_band(e)
    if band is not None:
        yield KeyFigure(
            "見込みの幅（参考）",
            f"{amount(indicator, band.low)}～{amount(indicator, band.high)}{unit}",
            f"残り{band.years}年が、過去の{band.runs}通りの{band.years}年間のどれかと同じなら",
        )
    if e.required_per_year is not None:
        left = indicator.final_target.period.last - e.period
        yield KeyFigure(
            "必要年平均",
            f"{fine_amount(indicator, e.required_per_year)}{difference_unit(indicator)}／年",
            f"残り{left}年で目標値に届くための1年当たりの値",
        )
    best = best_year(e)
    if best is not None:
        enough = "必要年平均に届いている" if is_realistic(e) else "それでも必要年平均に届かない"
        yield KeyFigure(
            "最も良い年",
            f"{amount(indicator, best.value)}{difference_unit(indicator)}（{print_year(best.period)}）",
            f"これまでで目標に最も近づいた年。{enough}",
        )
    if e.vintage is not None:
        late = f"報告年度より{e.lag}年前の値" if e.lag else "報告年度の値"
        yield KeyFigure("公表日", print_date(e.vintage), late)


def _expected_meaning(e: Evaluation) -> str:
    match e.indicator.accumulation:
        case Accumulation.THRESHOLD:
            return "目標値。どの年も同じ"
        case Accumulation.YEARLY_TARGETS:
            return "その年の目標値"
        case Accumulation.PERIOD_TOTAL:
            return "目標値を年数で割り振った、ここまでの値"
        case Accumulation.FLOOR:
            return "計画の二つの人口を直線で結んだ、当町による補間"
        case _ if len(e.indicator.all_targets) > 1:
            return "現状値、中間目標、目標値を順に直線で結んだ、その年の値"
        case _:
            return "現状値と目標値を直線で結んだ、その年の値"


def _goal_meaning(e: Evaluation) -> str:
    """What a target in words is held against."""
    if e.indicator.states:
        return f"段階は{'→'.join(e.indicator.states)}"
    if e.reference is None:
        return "比べる値がない"
    other = "前の年の値" if is_against_previous(e.indicator) else "現状値"
    return f"{other} {quantity(e.indicator, e.reference)}と比べる"


def year_table(plan: Plan, e: Evaluation) -> YearTable:
    """Figures from the baseline to the target year by year: actual, running total, expected."""
    indicator, way = e.indicator, e.way
    summed = is_sum(indicator)
    rows = [("各年の値" if summed else "実績", tuple(_own_figure(indicator, figures) for figures in way))]
    if summed:
        totals = (amount(indicator, f.value) if f.value is not None else "" for f in way)
        rows.append(("累計", tuple(map(Figure, totals))))
    rows.append(("目安", tuple(Figure(_expected_cell(indicator, figures)) for figures in way)))
    return YearTable(
        caption=f"年ごとの値（単位：{indicator.unit}、{basis_of(plan, indicator)}）",
        years=tuple((print_year(f.period), f"{f.period}") for f in way),
        rows=tuple(rows),
        dense=len(way) > _ROOMY_YEARS,
        wide=len(way) > _PORTRAIT_YEARS,
    )


def _own_figure(indicator: Indicator, figures: PeriodFigures) -> Figure:
    """The period's own value with its origins, or why there is none; nothing for years to come."""
    if figures.derived is not None:
        own = round_half_up(figures.derived.value, indicator.decimals)
        return Figure(amount(indicator, own), origins_of(figures.derived.inputs))
    return Figure("" if figures.absence is Absence.LATER else absence_words(figures))


def _expected_cell(indicator: Indicator, figures: PeriodFigures) -> str:
    if figures.expected is None:
        return ""
    if indicator.accumulation in (Accumulation.YEARLY_TARGETS, Accumulation.THRESHOLD):
        return print_number(figures.expected)
    return fine_amount(indicator, figures.expected)


def origins_of(inputs: Iterable[Observation]) -> tuple[str, ...]:
    """The anchors of the figures behind a value, each once."""
    return tuple(dict.fromkeys(map(origin_anchor, inputs)))


def notes(plan: Plan, e: Evaluation) -> Iterator[str]:
    """What a reader has to know beside the figures."""
    indicator = e.indicator
    basis = basis_of(plan, indicator)
    marks = dict(e.marked)
    for period, word in missing_words(e):
        year = print_period(period, basis)
        if period in marks:
            yield f"{year}の値は、公表された表で「{word}」となっていて、数がありません。"
        else:
            yield f"{year}の値は公表されているはずですが、まだ取り込まれていません。"
    for awaited in e.awaited:
        yield f"{print_period(awaited.period, basis)}の値は、{print_date(awaited.due)}までに公表される見込みです。"
    if e.revised_baseline is not None:
        yield (
            f"参考：現状値 {baseline_words(indicator)}{unit_after(indicator)} は、"
            f"その後の改定で {quantity(indicator, e.revised_baseline)} となっています。"
            "評価には計画書の現状値を使います。"
        )
    for period, reason in _accepted(e):
        yield (
            f"{print_period(period, basis)}の値は、公表された表の合計が合わないまま取り込んだものです"
            f"（理由：{reason}）。"
        )
    yield from _about_the_target(e)
    if e.before_target_year:
        yield "目標年度前：目標値に届いていますが、目標年度までに下回ることもあります。"
    if e.final:
        yield "最終：目標の最後の年の結果です。"
    if e.verdict is Verdict.NOT_ACHIEVED and e.pace_ratio is not None and e.pace_ratio < 0:
        yield "現状値よりも後退しています。"
    if indicator.accumulation is Accumulation.FLOOR:
        yield "目安は、計画にある二つの人口を直線で結んだもので、計画書には途中の年の値はありません。"


def _about_the_target(e: Evaluation) -> Iterator[str]:
    """The plan's own words, why there is no baseline, why no verdict."""
    if e.indicator.words:
        yield f"計画書の目標は「{e.indicator.words}」です。"
    if told := baseline_note(e.indicator):
        yield told
    if e.verdict is Verdict.UNJUDGED:
        yield UNJUDGED_WHY[why_unjudged(e)]


def _accepted(e: Evaluation) -> list[tuple[int, str]]:
    """Figures of tables whose sums do not agree, by period, with the reason for taking them."""
    found = {(i.period, i.acceptance) for d in e.by_period for i in d.inputs if i.acceptance}
    return sorted(found)
