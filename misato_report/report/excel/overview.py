"""概要: every indicator in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.scales import LABELS, labels_of, mark_of, signs_of
from misato_report.evaluation.wording import (
    baseline_words,
    baseline_years,
    goal_words,
    missing_years,
    span_words,
    years_words,
)
from misato_report.evaluation.year_so_far_wording import so_far_sentence
from misato_report.notation import print_year
from misato_report.plan.indicators import Accumulation
from misato_report.report.compose import sentences
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import CENTRED, HEAD, VERDICT
from misato_report.report.excel.page import Page
from misato_report.report.excel.progress import PACE_NOTE, write_progress, write_stated, write_value
from misato_report.report.html.markdown import plain_text
from misato_report.report.open_data import Course, is_sample

_OVERVIEW = {
    "分野": 26,
    "指標": 26,
    "単位": 9,
    "現状値": 9.5,
    "現状値の年度": 9,
    "目標値": 9.5,
    "目標年度": 9,
    "実績": 9.5,
    "実績の年": 9,
    "目安": 10,
    "基準": 9.5,
    "進捗度": 8.5,
    "判定": 12,
    "町の評価": 10,
    "町の評価の理由": 25,
    "公表日": 10.5,
    "備考": 25,
}


def write_overview(book: Book) -> None:
    """The sheet 概要."""
    page = book.new_page("概要", "進捗状況の一覧", tuple(_OVERVIEW.values()), landscape=True)
    column = {heading: number for number, heading in enumerate(_OVERVIEW, start=1)}
    head = page.row
    for heading, number in column.items():
        page.text(number, heading, HEAD)
    page.next_row()
    page.freeze(column["単位"])
    for course in book.courses.values():
        _overview_row(book, page, course, column)
        page.next_row()
    page.name_table("進捗状況の一覧", head, tuple(_OVERVIEW))
    page.next_row()
    page.wide(PACE_NOTE)
    shown = {e.verdict for e in book.facts.evaluations}
    signs, labels = signs_of(book.plan.general.scale), labels_of(book.plan.general.scale)
    meanings = [f"{signs[v]}{labels[v]}：{text}" for v, text in sentences.legend(book.plan) if v in shown]
    page.wide(f"判定　{'　'.join(meanings)}")
    for one in book.facts.so_far:
        page.wide(f"年の途中経過（判定には使わない）　{one.indicator.short_name}：{so_far_sentence(one)}")
    for target in book.plan.undecided:
        page.wide(f"評価の方法が決まっていない目標　{target.indicator.name}：{target.words}")


def _overview_row(book: Book, page: Page, course: Course, column: Mapping[str, int]) -> None:
    e, indicator = course.evaluation, course.indicator
    page.text(column["分野"], _field_words(course))
    page.text(column["指標"], indicator.short_name)
    page.text(column["単位"], indicator.unit, CENTRED)
    goal = e.target_of_the_year
    write_stated(page, column["現状値"], indicator.baseline, baseline_words(indicator))
    page.text(column["現状値の年度"], baseline_years(indicator), CENTRED)
    write_stated(page, column["目標値"], goal, goal_words(indicator, goal))
    page.text(column["目標年度"], span_words(goal.period), CENTRED)
    sign, label = mark_of(book.plan.general.scale, e)
    page.text(column["判定"], f"{sign}{label}", VERDICT)
    _town(book, page, course, column)
    page.text(column["備考"], "、".join(_remarks(e)))
    if e.value is None:
        for heading in ("実績の年", "目安", "基準", "進捗度", "公表日"):
            page.text(column[heading], "―", CENTRED)
        page.text(column["実績"], _why_nothing(course), CENTRED)
        return
    write_value(page, column["実績"], indicator, e.value)
    page.text(column["実績の年"], _period_judged(e), CENTRED)
    write_progress(page, e, column)


def _town(book: Book, page: Page, course: Course, column: Mapping[str, int]) -> None:
    """The town's own verdict with its reason, as far as it has given one."""
    review = book.facts.reviews.indicators.get(course.indicator.id)
    own = review.town_verdict if review else None
    page.text(column["町の評価"], labels_of(book.plan.general.scale)[own] if own else "", CENTRED)
    page.text(column["町の評価の理由"], plain_text(review.town_verdict_reason) if review and own else "")


def _field_words(course: Course) -> str:
    if course.field is None:
        return "目標人口"
    name = f"{course.field.number} {course.field.name}"
    return name if course.indicator in course.field.indicators else f"{name}（地域再生計画）"


def _period_judged(e: Evaluation) -> str:
    assert e.period is not None  # noqa: S101 - the caller has a value
    return years_words(e.indicator, e.period)


def _why_nothing(course: Course) -> str:
    return course.states[max(course.states)] if course.states else LABELS[course.evaluation.verdict]


def _remarks(e: Evaluation) -> Iterator[str]:
    """In a few words what the sheet of the indicator says in sentences."""
    if is_sample(e):
        yield "見本"
    for years, kind in missing_years(e):
        yield f"{years}が{kind}"
    awaited = [print_year(a.period) for a in e.awaited if a.period not in e.missing_periods]
    if awaited:
        yield f"{'・'.join(awaited)}は未公表"
    if e.before_target_year:
        yield "目標年度前"
    if e.final:
        yield "最終"
    if e.indicator.accumulation is Accumulation.YEARLY_TARGETS:
        yield "目安はその年の目標値"
    if e.indicator.accumulation is Accumulation.FLOOR:
        yield "目安は町による補間"
