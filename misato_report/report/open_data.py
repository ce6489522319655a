"""The report's figures as open data: a CSV that programs read (デジタル庁「自治体標準オープンデータセット」).

Also here is what the workbook shares with it: the course of an indicator year by year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.rules import (
    Absence,
    Evaluation,
    evaluate,
    is_sum,
    rules_of,
    stands_for,
)
from misato_report.evaluation.scales import mark_of
from misato_report.evaluation.wording import absence_words, baseline_words, basis_of, goal_words, quantity
from misato_report.notation import Basis
from misato_report.observation import Observation
from misato_report.plan.document import Field
from misato_report.plan.indicators import Accumulation, Goal, Indicator, series_of, stated
from misato_report.plan.plan import Plan
from misato_report.report.facts import Facts
from misato_report.report.open_data_cells import Row, origin, place, plain, rendered, span_of_years

COLUMNS = (
    "全国地方公共団体コード",
    "都道府県名",
    "市区町村名",
    "計画名",
    "指標ID",
    "分野",
    "指標名",
    "単位",
    "年度（西暦）",
    "年度（和暦）",
    "期間の開始日",
    "期間の終了日",
    "値の区分",
    "値",
    "状態",
    "判定",
    "公表日",
    "出所ファイル",
    "出所欄",
    "備考",
)
POPULATION = "目標人口"


# --- the course of an indicator -------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """経過: an evaluation, and the indicator as it was judged at each year that counts.

    ``years``: period → the evaluation with that period as the newest, at the same as-of date; without those whose
    value cannot be judged, as there is no year before to compare it with.
    ``states``: measured period without a value → 未公表, 未取込, 秘匿 or whatever else its publication says.
    ``field`` is None for 目標人口.
    """

    field: Field | None
    evaluation: Evaluation
    years: Mapping[int, Evaluation]
    states: Mapping[int, str]

    @property
    def indicator(self) -> Indicator:
        """The indicator as it was in force."""
        return self.evaluation.indicator


def courses_of(facts: Facts) -> tuple[Course, ...]:
    """The course of every indicator, in the plan's order."""
    by_series: dict[str, list[Observation]] = {}
    for o in facts.ledger:
        by_series.setdefault(o.series, []).append(o)
    by_id = {e.indicator.id: e for e in facts.evaluations}
    return tuple(
        _course(facts.plan, field, by_id[indicator.id], by_series)
        for field, indicator in facts.plan.indicators()
    )


def _course(
    plan: Plan, field: Field | None, e: Evaluation, by_series: Mapping[str, list[Observation]]
) -> Course:
    rules = rules_of(plan)
    own = [o for series in series_of(e.indicator.derivation) for o in by_series.get(series, ())]
    each = {year: evaluate(e.indicator, own, year, e.as_of, rules) for year, _ in e.levels}
    years = {year: judged for year, judged in each.items() if judged.period == year}
    absent = (f for f in e.periods if f.absence not in (None, Absence.LATER))
    return Course(field, e, years, {f.period: absence_words(f) for f in absent})


def is_sample(e: Evaluation) -> bool:
    """Whether any figure behind the value is invented (見本)."""
    return any(i.is_sample for i in e.inputs)


# --- the file -------------------------------------------------------------------------------------


def render_open_data(facts: Facts) -> bytes:
    """The CSV of the indicators: one row for each figure, written as ``open_data_cells`` says."""
    return rendered(COLUMNS, (*_of_courses(facts), *_undecided(facts.plan)))


def _of_courses(facts: Facts) -> Iterator[Row]:
    for course in courses_of(facts):
        yield from _rows(facts.plan, course)


def _undecided(plan: Plan) -> Iterator[Row]:
    """The targets that are words alone."""
    for target in plan.undecided:
        name = next(field.name for field in plan.fields if field.id == target.field)
        note = f"評価の方法が決まっていない目標：{target.words}"
        yield of_indicator(plan, target.indicator, name) | {"値の区分": "目標値", "備考": note}


def _rows(plan: Plan, course: Course) -> Iterator[Row]:
    """現状値, 目標値, 目安 and 実績 of one indicator, each in the order of the years."""
    indicator = course.indicator
    common = of_indicator(plan, indicator, course.field.name if course.field else POPULATION)
    basis = basis_of(plan, indicator)
    for row in (
        *_baseline(indicator, basis),
        *(_target(indicator, goal, basis) for goal in indicator.all_targets),
        *_expectations(course.evaluation, basis),
        *_actuals(plan, course, basis),
    ):
        yield {**common, **row}


def of_indicator(plan: Plan, indicator: Indicator, field: str) -> Row:
    """What all rows of an indicator say."""
    return {
        **place(plan.general.municipality, plan.general.title),
        "指標ID": indicator.id,
        "分野": field,
        "指標名": indicator.name,
        "単位": indicator.unit,
    }


def _baseline(indicator: Indicator, basis: Basis) -> Iterator[Row]:
    """現状値; no row where the plan gives none."""
    value, span = stated(indicator.baseline), indicator.baseline.period
    if value is not None:
        notes = ["計画書に記載の値"] + [f"{span.length}年の平均"] * indicator.is_mean
        notes += [baseline_words(indicator)] * bool(indicator.states)
        row = {"値の区分": "現状値", "値": plain(value), "備考": "、".join(notes)}
        yield {**span_of_years(span.first, span.last, basis), **row}


def _target(indicator: Indicator, goal: Goal, basis: Basis) -> Row:
    """目標値: a figure, or what the plan says in words with the number of a milestone's last state."""
    value, words = stated(goal), goal_words(indicator, goal)
    if indicator.states:
        value = Decimal(len(indicator.states))
    said = "計画書に記載の値" if stated(goal) is not None else "計画書に記載の目標"
    is_figure = stated(goal) is not None and indicator.accumulation is not Accumulation.THRESHOLD
    row = {"値の区分": "目標値", "値": "" if value is None else plain(value)}
    row["備考"] = said if is_figure else f"{said}：{words}"
    return {**span_of_years(goal.period.first, goal.period.last, basis), **row}


def _expectations(e: Evaluation, basis: Basis) -> Iterator[Row]:
    floor = e.indicator.accumulation is Accumulation.FLOOR
    note = "計画の値を直線で結んだ町の補間" if floor else "計画の値から計算"
    for f in e.periods:
        if f.expected is not None and f.period <= e.indicator.final_target.period.last:
            row = {"値の区分": "目安", "値": plain(f.expected), "備考": note}
            yield {**span_of_years(stands_for(e.indicator, f.period)[0], f.period, basis), **row}


def _actuals(plan: Plan, course: Course, basis: Basis) -> Iterator[Row]:
    levels = dict(course.evaluation.levels)
    for year in sorted({*levels, *course.states}):
        row = {"値の区分": "実績", **span_of_years(stands_for(course.indicator, year)[0], year, basis)}
        if year in course.states:
            yield {**row, "状態": course.states[year]}
        elif year not in course.years:
            derived = course.evaluation.at(year).derived
            yield {**row, "値": plain(levels[year]), **origin(derived.inputs if derived else ())}
        else:
            yield {**row, **_judged(plan, course.years[year])}


def _judged(plan: Plan, e: Evaluation) -> Row:
    """The figure of a year with its verdict and where it came from."""
    assert e.value is not None  # noqa: S101 - a year that has been judged
    total = e.indicator.accumulation is Accumulation.PERIOD_TOTAL
    summed = "期間の初めからの累計" if total else "現状値に増加数を足した数"
    state = [quantity(e.indicator, e.value)] * bool(e.indicator.states)
    notes = (
        ["見本"] * is_sample(e)
        + [summed] * is_sum(e.indicator)
        + ["目標年度前"] * e.before_target_year
        + state
    )
    return {
        "値": plain(e.value),
        "判定": mark_of(plan.general.scale, e)[1],
        **origin(e.inputs),
        "備考": "、".join(notes),
    }
