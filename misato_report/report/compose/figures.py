"""The figures of one indicator's sheet: the key figures, the table by year, and the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from misato_report.evaluation.outlook import best_year, is_realistic, landing_band
from misato_report.evaluation.rules import Evaluation, expected_at, round_half_up
from misato_report.evaluation.wording import (
    amount,
    basis_of,
    difference_unit,
    fine_amount,
    percent,
    period_words,
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
    if e.value is None or e.expected is None or e.reference is None or e.period is None:
        return
    indicator, unit = e.indicator, e.indicator.unit
    yield KeyFigure("実績", f"{amount(indicator, e.value)}{unit}", period_words(plan, e))
    yield KeyFigure("目安", f"{fine_amount(indicator, e.expected)}{unit}", _expected_meaning(e))
    if indicator.accumulation is Accumulation.FLOOR:
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
        case Accumulation.YEARLY_TARGETS:
            return "その年の目標値"
        case Accumulation.PERIOD_TOTAL:
            return "目標値を年数で割り振った、ここまでの値"
        case Accumulation.FLOOR:
            return "計画の二つの人口を直線で結んだ、当町による補間"
        case _:
            return "現状値と目標値を直線で結んだ、その年の値"


def year_table(plan: Plan, e: Evaluation) -> YearTable:
    """Figures from the baseline to the target year by year: actual, running total, expected."""
    indicator = e.indicator
    first, last = indicator.baseline.period.first, indicator.final_target.period.last
    years = range(first, max(last, e.period or last) + 1)
    headings = tuple((print_year(y), f"{y}") for y in years)
    derived = {d.period: round_half_up(d.value, indicator.decimals) for d in e.by_period}
    rows = [("各年の値" if _is_total(indicator) else "実績", _cells(e, years, derived))]
    if _is_total(indicator):
        levels = dict(e.levels)
        totals = (amount(indicator, levels[y]) if y in levels else "" for y in years)
        rows.append(("累計", tuple(map(Figure, totals))))
    rows.append(("目安", tuple(Figure(_expected_cell(indicator, y)) for y in years)))
    return YearTable(
        caption=f"年ごとの値（単位：{indicator.unit}、{basis_of(plan, indicator)}）",
        years=headings,
        rows=tuple(rows),
        dense=len(headings) > _ROOMY_YEARS,
        wide=len(headings) > _PORTRAIT_YEARS,
    )


def _is_total(indicator: Indicator) -> bool:
    return indicator.accumulation is Accumulation.PERIOD_TOTAL


def _cells(e: Evaluation, years: range, derived: dict[int, Decimal]) -> tuple[Figure, ...]:
    origins = {d.period: origins_of(d.inputs) for d in e.by_period}
    return tuple(
        Figure(amount(e.indicator, derived[y]), origins[y]) if y in derived else Figure(_absent(e, y))
        for y in years
    )


def origins_of(inputs: Iterable[Observation]) -> tuple[str, ...]:
    """The anchors of the figures behind a value, each once."""
    return tuple(dict.fromkeys(map(origin_anchor, inputs)))


def _absent(e: Evaluation, year: int) -> str:
    """Why there is no figure, for a year that counts; nothing for years to come."""
    if year in e.missing_periods:
        return "未取込"
    return "未公表" if any(a.period == year for a in e.awaited) else ""


def _expected_cell(indicator: Indicator, year: int) -> str:
    if year <= indicator.baseline.period.last:
        return ""
    if indicator.accumulation is Accumulation.YEARLY_TARGETS:
        own = [p.value for p in indicator.targets if p.period.first == year]
        return print_number(own[0]) if own else ""
    if _is_total(indicator) and year < indicator.final_target.period.first:
        return ""
    return fine_amount(indicator, expected_at(indicator, year))


def notes(plan: Plan, e: Evaluation) -> Iterator[str]:
    """What a reader has to know beside the figures."""
    indicator = e.indicator
    basis = basis_of(plan, indicator)
    for period in e.missing_periods:
        yield f"{print_period(period, basis)}の値は公表されているはずですが、まだ取り込まれていません。"
    for awaited in e.awaited:
        yield f"{print_period(awaited.period, basis)}の値は、{print_date(awaited.due)}までに公表される見込みです。"
    revised = _revised_baseline(e)
    if revised is not None:
        yield (
            f"参考：現状値 {print_number(indicator.baseline.value)}{indicator.unit} は、"
            f"その後の改定で {amount(indicator, revised)}{indicator.unit} となっています。"
            "評価には計画書の現状値を使います。"
        )
    for period, reason in _accepted(e):
        yield (
            f"{print_period(period, basis)}の値は、公表された表の合計が合わないまま取り込んだものです"
            f"（理由：{reason}）。"
        )
    if e.before_target_year:
        yield "目標年度前：目標値に届いていますが、目標年度までに下回ることもあります。"
    if e.final:
        yield "最終：目標の最後の年の結果です。"
    if e.verdict is Verdict.NOT_ACHIEVED and e.pace_ratio is not None and e.pace_ratio < 0:
        yield "現状値よりも後退しています。"
    if indicator.accumulation is Accumulation.FLOOR:
        yield "目安は、計画にある二つの人口を直線で結んだもので、計画書には途中の年の値はありません。"


def _accepted(e: Evaluation) -> list[tuple[int, str]]:
    """Figures of tables whose sums do not agree, by period, with the reason for taking them."""
    found = {(i.period, i.acceptance) for d in e.by_period for i in d.inputs if i.acceptance}
    return sorted(found)


def _revised_baseline(e: Evaluation) -> Decimal | None:
    """The baseline by the newest figures, where it is no longer what the plan states."""
    indicator = e.indicator
    derived = {d.period: d.value for d in e.by_period}
    span = indicator.baseline.period
    if any(year not in derived for year in span.years()):
        return None
    newest = round_half_up(sum((derived[y] for y in span.years()), Decimal(0)), indicator.decimals)
    same = newest == round_half_up(indicator.baseline.value, indicator.decimals)
    return None if same else newest
