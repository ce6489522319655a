"""The sheets of the fields, the grant projects and 目標人口: the indicators one below the other."""

from __future__ import annotations

from collections.abc import Iterable

from misato_report.evaluation.certainty_wording import certainty_sentences
from misato_report.evaluation.rules import rules_of
from misato_report.evaluation.scales import labels_of
from misato_report.evaluation.wording import (
    ACCUMULATION_WORDS,
    baseline_words,
    baseline_years,
    goal_words,
    span_words,
)
from misato_report.plan.document import Field as PlanField
from misato_report.plan.document import GrantProject
from misato_report.plan.indicators import Accumulation, Indicator
from misato_report.plan.placeholders import is_placeholder
from misato_report.plan.reviews import Review
from misato_report.report.compose.figures import notes
from misato_report.report.compose.indicators import review_texts
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import CENTRED, HEAD, HEADING, REVIEWED
from misato_report.report.excel.page import Page
from misato_report.report.excel.progress import PACE_NOTE, write_stated
from misato_report.report.excel.year_table import write_year_table
from misato_report.report.html.markdown import plain_text

SHEET_WIDTHS = (10, 9, 12, 12, 12, 12, 13, 14, 18, 18)
_PLAN_HEADINGS = ("区分", "年度", "数値", "単位", "積算")
_FIGURE_COLUMN = 3


def write_field(book: Book, plan_field: PlanField) -> None:
    """The sheet of a field: its indicators without those of its grant projects."""
    title = f"分野{plan_field.number}　{plan_field.name}"
    page = book.new_page(f"{plan_field.number} {plan_field.name}", title, SHEET_WIDTHS)
    page.freeze()
    page.wide(f"担当課　{'、'.join(plan_field.departments)}")
    if plan_field.direction and not is_placeholder(plan_field.direction):
        page.wide(f"目指す方向性　{plan_field.direction}")
    _blocks(book, page, plan_field.indicators)
    page.next_row()
    _review(book, page, book.facts.reviews.fields.get(plan_field.id))


def write_grant(book: Book, plan_field: PlanField, grant: GrantProject) -> None:
    """The sheet of a grant project (地域再生計画)."""
    page = book.new_page(f"地域再生 {grant.project}", f"地域再生計画　{grant.project}", SHEET_WIDTHS)
    page.freeze()
    page.wide(f"活用する交付金　{grant.grant}")
    page.wide(f"関連する分野　{plan_field.number} {plan_field.name}")
    _blocks(book, page, grant.indicators)
    page.next_row()
    _review(book, page, book.facts.reviews.grants.get(grant.id))


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
        is_target = indicator == book.plan.general.target_population
        courses = book.facts.courses if is_target else ()
        write_year_table(book, page, book.courses[indicator.id], baseline, courses)
        if indicator.accumulation is not Accumulation.FLOOR:
            page.wide(PACE_NOTE)
        e = book.courses[indicator.id].evaluation
        for line in (*certainty_sentences(e, rules_of(book.plan)), *notes(book.plan, e, courses)):
            page.wide(f"・{line}")
        _review(book, page, book.facts.reviews.indicators.get(indicator.id))


def _plan_table(page: Page, indicator: Indicator) -> str:
    """The target as the plan states it, a row for each figure. Returns the address of the baseline's."""
    points = (
        ("現状値", indicator.baseline, baseline_words(indicator), baseline_years(indicator)),
        *(("目標値", g, goal_words(indicator, g), span_words(g.period)) for g in indicator.all_targets),
    )
    word = indicator.accumulation_word or ACCUMULATION_WORDS[indicator.accumulation]
    top = page.row
    for column, heading in enumerate(_PLAN_HEADINGS, start=1):
        page.text(column, heading, HEAD)
    page.next_row()
    address = page.at(_FIGURE_COLUMN)
    for kind, point, words, years in points:
        page.text(1, kind, CENTRED)
        page.text(2, years, CENTRED)
        write_stated(page, _FIGURE_COLUMN, point, words)
        page.text(4, indicator.unit, CENTRED)
        page.text(5, word, CENTRED)
        page.next_row()
    page.name_table(f"目標_{indicator.id}", top, _PLAN_HEADINGS)
    for label, text in (
        ("項目", indicator.name),
        ("目標値の設定根拠", "　".join(indicator.target_basis)),
        ("実績の把握方法", indicator.how_measured),
        ("数えたもの", "、".join(indicator.counted)),
    ):
        if text:
            page.wide(f"{label}　{text}" if label != "項目" else text)
    return address


def _review(book: Book, page: Page, review: Review | None) -> None:
    """What the town says beside the figures, as in the PDF."""
    if review is None:
        return
    page.wide(f"町の評価（{review.department}）", REVIEWED)
    if review.town_verdict is not None:
        page.wide(f"町の評価　{labels_of(book.plan.general.scale)[review.town_verdict]}")
    for heading, text in review_texts(review):
        page.wide(f"{heading}　{plain_text(text)}")
