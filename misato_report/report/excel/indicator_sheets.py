"""The sheets of the fields, the grant projects and 目標人口: the indicators one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from misato_report.evaluation.wording import (
    ACCUMULATION_WORDS,
    baseline_words,
    baseline_years,
    goal_words,
    span_words,
)
from misato_report.plan.document import Field as PlanField
from misato_report.plan.document import GrantProject
from misato_report.plan.indicators import Accumulation, Baseline, Goal, Indicator
from misato_report.report.compose.figures import notes
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import BODY, CENTRED, HEAD, HEADING
from misato_report.report.excel.page import Page
from misato_report.report.excel.progress import PACE_NOTE, write_stated
from misato_report.report.excel.year_table import write_year_table

SHEET_WIDTHS = (10, 9, 12, 12, 12, 12, 13, 14, 12, 24)
_NAME_COLUMNS = 3
# Beside the points stand 項目, 単位 and 目標値の積算.
_MOST_POINTS = len(SHEET_WIDTHS) - _NAME_COLUMNS - 3


def write_field(book: Book, plan_field: PlanField) -> None:
    """The sheet of a field: its indicators without those of its grant projects."""
    title = f"分野{plan_field.number}　{plan_field.name}"
    page = book.new_page(f"{plan_field.number} {plan_field.name}", title, SHEET_WIDTHS)
    page.freeze()
    page.wide(f"担当課　{'、'.join(plan_field.departments)}")
    page.wide(f"目指す方向性　{plan_field.direction}")
    _blocks(book, page, plan_field.indicators)


def write_grant(book: Book, plan_field: PlanField, grant: GrantProject) -> None:
    """The sheet of a grant project (地域再生計画)."""
    page = book.new_page(f"地域再生 {grant.project}", f"地域再生計画　{grant.project}", SHEET_WIDTHS)
    page.freeze()
    page.wide(f"活用する交付金　{grant.grant}")
    page.wide(f"関連する分野　{plan_field.number} {plan_field.name}")
    _blocks(book, page, grant.indicators)


def write_population(book: Book) -> None:
    """The sheet 目標人口, where the plan has one."""
    indicator = book.plan.general.target_population
    if indicator is not None:
        page = book.new_page("目標人口", "目標人口", SHEET_WIDTHS)
        page.freeze()
        _blocks(book, page, (indicator,))


def _blocks(book: Book, page: Page, indicators: Iterable[Indicator]) -> None:
    for indicator in indicators:
        page.next_row()
        page.wide(f"■ {indicator.short_name}", HEADING)
        baseline = _plan_table(page, indicator)
        page.next_row()
        write_year_table(book, page, book.courses[indicator.id], baseline)
        if indicator.accumulation is not Accumulation.FLOOR:
            page.wide(PACE_NOTE)
        for note in notes(book.plan, book.courses[indicator.id].evaluation):
            page.wide(f"・{note}")


def _plan_table(page: Page, indicator: Indicator) -> str:
    """The target as the plan's own table prints it. Returns the address of the baseline's figure."""
    points = (
        _Stated("現状値", indicator.baseline, baseline_words(indicator), baseline_years(indicator)),
        *(
            _Stated("目標値", goal, goal_words(indicator, goal), span_words(goal.period))
            for goal in indicator.all_targets
        ),
    )
    addresses = [
        _plan_rows(page, indicator, points[start : start + _MOST_POINTS])
        for start in range(0, len(points), _MOST_POINTS)
    ]
    for label, text in (
        ("目標値の設定根拠", "　".join(indicator.target_basis)),
        ("実績の把握方法", indicator.how_measured),
        ("数えたもの", "、".join(indicator.counted)),
    ):
        if text:
            page.wide(f"{label}　{text}")
    return addresses[0]


class _Stated(NamedTuple):
    """A figure of the plan as its own table has it."""

    head: str
    point: Baseline | Goal
    words: str
    years: str


def _plan_rows(page: Page, indicator: Indicator, points: Sequence[_Stated]) -> str:
    """Three rows of the plan's table, for as many points as the sheet is wide. Returns the first figure's address."""
    first = _NAME_COLUMNS + 2
    after = first + len(points)
    page.merged(1, _NAME_COLUMNS, "目標", HEAD)
    heads = ("項目", *(one.head for one in points), "単位", "目標値の積算")
    for column, head in enumerate(heads, start=_NAME_COLUMNS + 1):
        page.text(column, head, HEAD)
    page.next_row()
    page.merged(1, _NAME_COLUMNS, indicator.name, BODY, rows=2)
    page.merged(after, after, indicator.unit, CENTRED, rows=2)
    word = indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation]
    page.merged(after + 1, after + 1, word, CENTRED, rows=2)
    page.text(first - 1, "年度", CENTRED)
    for column, one in enumerate(points, start=first):
        page.text(column, one.years, CENTRED)
    shared = page.lines  # the name stands in both rows
    page.next_row()
    page.lines = shared
    page.text(first - 1, "数値", CENTRED)
    for column, one in enumerate(points, start=first):
        write_stated(page, column, one.point, one.words)
    address = page.at(first)
    page.next_row()
    return address
