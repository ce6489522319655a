"""The figures of one indicator's sheet: the key figures, the table by year, and the notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from misato_report.evaluation.population_paths import Course
from misato_report.evaluation.population_paths_wording import course_sentences
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
    ABSENCE_WORDS,
    UNJUDGED_WHY,
    absence_words,
    aimed,
    aimed_value,
    amount,
    baseline_note,
    baseline_words,
    basis_of,
    goal_words,
    missing_years,
    percent,
    period_words,
    quantity,
    unit_after,
    unit_behind,
    unit_caption,
)
from misato_report.notation import (
    print_date,
    print_era_year,
    print_number,
    print_period,
    print_short_date,
    print_year,
)
from misato_report.observation import Correction, Observation
from misato_report.plan.indicators import Accumulation, Counts, Indicator, Verdict
from misato_report.plan.plan import Plan
from misato_report.report.compose import sentences
from misato_report.report.compose.provenance import correction_words, origin_anchor
from misato_report.report.page_model import Figure, KeyFigure, YearTable

_ROOMY_YEARS = 8
"""More years than these need smaller type on a portrait page."""
_FEW_YEARS = 5
_LONGEST_BESIDE = 34
"""The same for a table beside a chart."""
_LONGEST_ROOMY = 60
"""Longer rows than this, in letters, need it too."""


def key_figures(plan: Plan, e: Evaluation) -> Iterator[KeyFigure]:
    """The figures of the evaluation that are defined, each with its term."""
    if e.value is None or e.period is None:
        return
    indicator, unit = e.indicator, unit_behind(e.indicator.unit)
    yield KeyFigure("実績", quantity(indicator, e.value), _when(plan, e))
    if e.expected is not None:
        yield KeyFigure("目安", f"{aimed(indicator, e.expected)}{unit}", _expected_meaning(e))
    elif indicator.accumulation in (Accumulation.TREND, Accumulation.MILESTONE):
        yield KeyFigure("目標", goal_words(indicator, indicator.final_target), _goal_meaning(e))
    if indicator.accumulation is Accumulation.FLOOR and e.expected is not None:
        difference = e.value - aimed_value(indicator, e.expected)
        printed = print_number(difference, indicator.decimals, plus=True)
        yield KeyFigure("見込みとの差", f"{printed}{unit}", "実績－目安。＋なら見込みを上回る")
    if e.pace_ratio is not None:
        yield KeyFigure("進捗度", percent(e.pace_ratio), "目安どおり100%")
    required = sentences.required(e)
    if required:
        yield KeyFigure("目標に届くには", required, sentences.best_so_far(e))
    if e.landing is not None and e.required_per_year is not None:
        year = print_year(indicator.final_target.period.last)
        landing = f"{year}に{amount(indicator, e.landing)}{unit}"
        yield KeyFigure("このまま進むと（参考）", landing, "")


def _when(plan: Plan, e: Evaluation) -> str:
    """The period judged, when its figure was published, and how far behind the report year it is."""
    published = f"{print_short_date(e.vintage)}公表" if e.vintage is not None else ""
    late = f"報告年度より{e.lag}年前" if e.lag else ""
    return "、".join(words for words in (period_words(plan, e), published, late) if words)


def _expected_meaning(e: Evaluation) -> str:
    match e.indicator.accumulation:
        case Accumulation.THRESHOLD:
            return "目標値。どの年も同じ"
        case Accumulation.YEARLY_TARGETS:
            return "その年の目標値"
        case Accumulation.PERIOD_TOTAL:
            return "目標を年数で割った値"
        case Accumulation.FLOOR:
            return "当町による補間"
        case _ if len(e.indicator.all_targets) > 1:
            return "現状値、中間目標、目標値を順に直線で結んだ、その年の値"
        case _:
            return "目標への直線上の値"


def _goal_meaning(e: Evaluation) -> str:
    """What a target in words is held against."""
    if e.indicator.states:
        return f"段階は{'→'.join(e.indicator.states)}"
    if e.reference is None:
        return "比べる値がない"
    other = "前の年の値" if is_against_previous(e.indicator) else "現状値"
    return f"{other} {quantity(e.indicator, e.reference)}と比べる"


def year_table(plan: Plan, e: Evaluation, courses: Iterable[Course] = ()) -> YearTable:
    """Figures year by year to the target: actual, running total, expected, and the ``courses`` beside them; nothing
    from before all that is expected."""
    indicator = e.indicator
    way = _years_to_show(plan, e)
    summed = is_sum(indicator)
    rows = [("各年の値" if summed else "実績", tuple(_own_figure(indicator, figures) for figures in way))]
    if summed:
        totals = (amount(indicator, f.value) if f.value is not None else "" for f in way)
        rows.append(("累計", tuple(map(Figure, totals))))
    corrected = tuple(_correction_of(plan, e, f.period) for f in way)
    if any(corrected):
        rows.append(("訂正", tuple(map(Figure, corrected))))
    if any(figures.expected is not None for figures in way):
        rows.append(("目安", tuple(Figure(_expected_cell(indicator, figures)) for figures in way)))
    rows += [(course.name, tuple(_on_course(indicator, course, f.period) for f in way)) for course in courses]
    return YearTable(
        caption=f"年ごとの値（{unit_caption(indicator.unit)}、{basis_of(plan, indicator)}）",
        years=tuple((print_year(f.period), f"{f.period}") for f in way),
        rows=tuple(rows),
        dense=len(way) > _ROOMY_YEARS or _longest(rows) > _LONGEST_ROOMY,
        crowded=len(way) > _FEW_YEARS or _longest(rows) > _LONGEST_BESIDE,
    )


def _years_to_show(plan: Plan, e: Evaluation) -> tuple[PeriodFigures, ...]:
    """The years on the way, without those before anything is expected and those before the plan that have no figure."""
    first = next((n for n, f in enumerate(e.way) if f.expected is not None), 0)
    way = e.way[first if is_sum(e.indicator) else max(0, first - 1) :]
    begins = plan.general.period.first
    told = (n for n, f in enumerate(way) if f.period >= begins or f.derived or f.absence)
    return way[next(told, 0) :]


def _on_course(indicator: Indicator, course: Course, year: int) -> Figure:
    """The course's figure of a year; nothing in the years that it has none of."""
    point = course.by_year.get(year)
    if point is None:
        return Figure("")
    origins = origins_of([point.observation]) if point.observation is not None else ()
    return Figure(amount(indicator, point.value), origins)


def _longest(rows: Iterable[tuple[str, tuple[Figure, ...]]]) -> int:
    return max((sum(len(figure.text) + 1 for figure in figures) for _, figures in rows), default=0)


def _corrections(e: Evaluation) -> list[Observation]:
    """The figures behind the indicator that are corrections, and those that were taken back; each once, by day."""
    corrected = [i for d in e.by_period for i in d.inputs if i.correction is not None]
    return sorted(
        dict.fromkeys([*corrected, *e.cancelled]), key=lambda o: (o.period, o.published_on, o.number)
    )


def _correction_of(plan: Plan, e: Evaluation, period: int) -> str:
    """What was corrected of a year's figures, in a word each."""
    words = (correction_words(plan, o) for o in _corrections(e) if o.period == period)
    return "・".join(dict.fromkeys(words))


def _about_corrections(plan: Plan, e: Evaluation) -> Iterator[str]:
    for o in _corrections(e):
        what = f"{print_period(o.period, o.basis)}の{plan.series[o.series].name}"
        day, word = print_date(o.published_on), correction_words(plan, o)
        if o.correction is Correction.CANCELLED:
            shown = print_number(o.value) if o.value is not None else str(o.mark)
            yield f"{what}の値 {shown} は、{day}に取り消しました（{word}。理由：{o.note}）。"
        else:
            yield f"{what}は、{day}に訂正した値です（{word}。理由：{o.note}）。"


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
    return aimed(indicator, figures.expected)


def origins_of(inputs: Iterable[Observation]) -> tuple[str, ...]:
    """The anchors of the figures behind a value, each once."""
    return tuple(dict.fromkeys(map(origin_anchor, inputs)))


def notes(plan: Plan, e: Evaluation, courses: Iterable[Course] = ()) -> Iterator[str]:
    """What a reader has to know beside the figures; of 目標人口 how far it is from the ``courses`` beside it."""
    indicator = e.indicator
    basis = basis_of(plan, indicator)
    overdue = ABSENCE_WORDS[Absence.MISSING]
    for years, word in missing_years(e):
        if word == overdue:
            yield f"{years}の値は公表されているはずですが、まだ取り込まれていません。"
        else:
            yield f"{years}の値は、公表された表で「{word}」となっていて、数がありません。"
    if e.awaited:
        dues = "、".join(
            f"{print_year(a.period)}の値は{print_era_year(a.due.year)}{a.due.month}月" for a in e.awaited
        )
        yield f"{dues}までに公表される見込みです。"
    if e.revised_baseline is not None:
        yield (
            f"参考：現状値 {baseline_words(indicator)}{unit_after(indicator)} は、"
            f"その後の改定で {quantity(indicator, e.revised_baseline)} となっています。"
            "評価には計画書の現状値を使います。"
        )
    yield from _about_corrections(plan, e)
    for period, reason in _accepted(e):
        yield (
            f"{print_period(period, basis)}の値は、公表された表の合計が合わないまま取り込んだものです"
            f"（理由：{reason}）。"
        )
    yield from _about_the_target(e)
    yield from _about_what_is_counted(indicator)
    if e.before_target_year:
        yield "目標年度前：目標値に届いていますが、目標年度までに下回ることもあります。"
    if e.final:
        yield "最終：目標の最後の年の結果です。"
    if e.verdict is Verdict.NOT_ACHIEVED and e.pace_ratio is not None and e.pace_ratio < 0:
        yield "現状値よりも後退しています。"
    if indicator.accumulation is Accumulation.FLOOR:
        yield "目安は、計画にある二つの人口を直線で結んだもので、計画書には途中の年の値はありません。"
    if beside := "".join(course_sentences(e, courses)):
        yield beside


def _about_what_is_counted(indicator: Indicator) -> Iterator[str]:
    """That a figure is the town's doing and not its effect, and from how many answers a survey's is."""
    if indicator.kind is Counts.OUTPUT:
        yield "この指標は町が行った量を数えたもので、その効果を測ったものではありません。"
    if indicator.sample is not None:
        yield f"アンケートによる値です（回答者{indicator.sample:,}人）。"


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
