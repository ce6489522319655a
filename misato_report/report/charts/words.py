"""What a chart says in words: its title, which is the finding, and all its data for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from misato_report.evaluation.population_paths import Course
from misato_report.evaluation.rules import Evaluation, is_sum, stands_for
from misato_report.evaluation.scales import LABELS
from misato_report.evaluation.wording import (
    aimed,
    aimed_value,
    amount,
    baseline_words,
    goal_quantity,
    missing_words,
    missing_years,
    quantity,
    unit_after,
    unit_behind,
)
from misato_report.notation import Basis, print_era_year, print_number
from misato_report.plan.document import PopulationPoint
from misato_report.plan.indicators import Accumulation, Goal, Verdict
from misato_report.plan.values import YearSpan
from misato_report.report.charts.data import known_values


def _after_year(basis: Basis) -> str:
    """What a basis adds to a year: 令和8年 … 度, 10月1日."""
    return "度" if basis is Basis.FISCAL else basis.value.removesuffix("現在") if basis.day else ""


# --- the finding


def finding(evaluation: Evaluation, label: str = "") -> str:
    """One sentence: what is the case, against what, and the verdict in the plan's own word if it has one."""
    if evaluation.value is None or evaluation.period is None:
        return _without_a_value(evaluation)
    match evaluation.indicator.accumulation:
        case Accumulation.PERIOD_TOTAL:
            sentence = _total(evaluation)
        case Accumulation.FLOOR if evaluation.expected is not None:
            sentence = _floor(evaluation, evaluation.value, evaluation.expected)
        case _ if evaluation.expected is None or evaluation.indicator.accumulation is Accumulation.THRESHOLD:
            sentence = _towards_words(evaluation)
        case _:
            sentence = _level(evaluation, evaluation.value, evaluation.expected)
    usual = LABELS[evaluation.verdict]
    verdict = usual if label in ("", usual) else f"、判定は「{label}」"
    return sentence + verdict + _remarks(evaluation)


def _without_a_value(e: Evaluation) -> str:
    if e.verdict is Verdict.NOT_PUBLISHED:
        return "実績はまだ公表されていません"
    if e.overdue:
        return "公表されているはずの実績がまだ取り込まれていません"
    return "公表された表に計算できる数がなく、判定できません"


def _total(e: Evaluation) -> str:
    done = len(stands_for(e.indicator, e.period or 0))
    so_far = f"{done}年間の累計は" if done > 1 else "1年目は"
    target = f"目標の枠{exact(e, e.target)}" if e.target < 0 else f"目標{exact(e, e.target)}"
    return f"{so_far}{judged(e)}、{target}に対し"


def _level(e: Evaluation, value: Decimal, expected: Decimal) -> str:
    year = _year_words(e)
    if e.indicator.accumulation is Accumulation.YEARLY_TARGETS:
        return f"{year}は{judged(e)}、目標{exact(e, expected)}に対し"
    over = e.period is not None and e.period >= e.indicator.final_target.period.last
    if over or e.before_target_year or expected == e.target:
        return f"{year}は{judged(e)}、目標{exact(e, e.target)}に対し"
    path = f"目標{exact(e, e.target)}への道筋の目安{fine(e, expected)}"
    return f"{year}は{judged(e)}、{path}に対し"


def _towards_words(e: Evaluation) -> str:
    """Against a target without a path: a bound, a state, or what the value is to be better than."""
    goal = goal_quantity(e.indicator, e.indicator.final_target)
    trend = e.indicator.accumulation is Accumulation.TREND
    other = f"（{fine(e, e.reference)}）" if trend and e.reference is not None else ""
    return f"{_year_words(e)}は{judged(e)}、目標{goal}{other}に対し"


def _floor(e: Evaluation, value: Decimal, expected: Decimal) -> str:
    year = _year_words(e)
    if e.verdict in (Verdict.ACHIEVED, Verdict.NOT_ACHIEVED):
        return f"{year}は{judged(e)}、目標{exact(e, e.target)}に対し"
    line = f"見込みの線{fine(e, expected)}"
    if value == expected:
        return f"{year}は{judged(e)}、{line}と同じで"
    difference = f"{amount(e.indicator, abs(value - aimed_value(e.indicator, expected)))}{unit_behind(e.indicator.unit)}"
    return f"{year}は{judged(e)}、{line}を{difference}{'上' if value > expected else '下'}回り"


def _remarks(e: Evaluation) -> str:
    remarks = []
    if e.verdict is Verdict.NOT_ACHIEVED and e.pace_ratio is not None and e.pace_ratio < 0:
        total = e.indicator.accumulation is Accumulation.PERIOD_TOTAL
        remarks.append(f"{'これまでの傾向' if total else '現状値'}より後退")
    if e.before_target_year:
        remarks.append("目標年度前")
    if e.final:
        remarks.append("最終")
    remarks += [f"{years}は{word}" for years, word in missing_years(e)]
    return f"（{'、'.join(remarks)}）" if remarks else ""


def _year_words(e: Evaluation) -> str:
    basis = e.inputs[0].basis if e.inputs else None
    return print_era_year(e.period or 0) + (_after_year(basis) if basis else "")


# --- figures with their unit


def judged(e: Evaluation) -> str:
    """The value as it was judged."""
    return quantity(e.indicator, e.value) if e.value is not None else ""


def exact(e: Evaluation, value: Decimal) -> str:
    """A figure of the plan, as the plan prints it."""
    return f"{print_number(value)}{unit_behind(e.indicator.unit)}"


def fine(e: Evaluation, value: Decimal) -> str:
    """What should be there by now (目安), as it is printed."""
    return f"{aimed(e.indicator, value)}{unit_behind(e.indicator.unit)}"


# --- the description


def description(
    e: Evaluation, history: Iterable[PopulationPoint] = (), courses: Iterable[Course] = ()
) -> str:
    """All data of the chart as words."""
    indicator = e.indicator
    parts = [_listed("国勢調査", [f"{print_era_year(p.year)} {exact(e, p.value)}" for p in history])]
    parts.append(f"現状値 {_baseline(e)}")
    parts.append(_listed("目標", [_goal(e, point) for point in indicator.all_targets]))
    parts += _actuals(e)
    for course in courses:
        points = (f"{print_era_year(p.year)} {exact(e, p.value)}" for p in course.points)
        parts.append(_listed(course.name, list(points)))
    if e.expected is not None and e.period is not None:
        word = "見込みの線" if indicator.accumulation is Accumulation.FLOOR else "目安"
        parts.append(f"{print_era_year(e.period)}の{word} {fine(e, e.expected)}")
    parts.append(_listed("未公表", [print_era_year(a.period) for a in e.awaited]))
    missing = missing_words(e)
    for kind in dict.fromkeys(word for _, word in missing):
        parts.append(_listed(kind, [print_era_year(p) for p, word in missing if word == kind]))
    return "".join(f"{part}。" for part in parts if part)


def _actuals(e: Evaluation) -> list[str]:
    values, levels = known_values(e), dict(e.levels)
    if is_sum(e.indicator):
        counted = {f.period for f in e.periods if f.expected is not None}
        yearly = {year: value for year, value in values.items() if year in counted}
        return [_years(e, "各年の実績", yearly), _years(e, "累計", levels, "まで")]
    # The steps of a stock begin at the baseline; the other charts show what was known before it too.
    stock = e.indicator.accumulation is Accumulation.RUNNING_TOTAL
    return [_years(e, "実績", levels if stock else values)]


def _listed(heading: str, items: list[str]) -> str:
    return f"{heading} {'、'.join(items)}" if items else ""


def _years(e: Evaluation, heading: str, values: Mapping[int, Decimal], until: str = "") -> str:
    words = [f"{print_era_year(y)}{until} {quantity(e.indicator, v)}" for y, v in values.items()]
    return _listed(heading, words)


def _baseline(e: Evaluation) -> str:
    baseline = e.indicator.baseline
    if e.stated_baseline is None:
        return baseline_words(e.indicator)
    return f"{_years_of(baseline.period)} {baseline_words(e.indicator)}{unit_after(e.indicator)}"


def _goal(e: Evaluation, goal: Goal) -> str:
    return f"{_years_of(goal.period)} {goal_quantity(e.indicator, goal)}"


def _years_of(span: YearSpan) -> str:
    first, last = print_era_year(span.first), print_era_year(span.last)
    return first if first == last else f"{first}から{last}"
