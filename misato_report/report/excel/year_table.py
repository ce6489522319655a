"""年ごとの値: an indicator year by year, its sums as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from misato_report.evaluation.population_paths import Course as PopulationCourse
from misato_report.evaluation.rules import Evaluation, PeriodFigures, is_sum, round_half_up, sum_starts_at
from misato_report.evaluation.scales import mark_of
from misato_report.evaluation.wording import basis_of, unit_caption
from misato_report.notation import print_year
from misato_report.plan.indicators import Indicator
from misato_report.report.excel.book import Book
from misato_report.report.excel.looks import BODY, CENTRED, FIGURE, HEAD, VERDICT, number_format
from misato_report.report.excel.page import Page
from misato_report.report.excel.progress import write_progress, write_value, write_yardsticks
from misato_report.report.open_data import Course


def _year_columns(indicator: Indicator, beside: Iterable[str] = ()) -> dict[str, int]:
    """Heading → column of the table by year; only a sum has a column of sums. ``beside``: courses of the population."""
    actual = ("各年の値", "累計") if is_sum(indicator) else ("実績",)
    headings = ("年", "西暦", *actual, "目安", "基準", "進捗度", "判定", "公表日", *beside, "備考")
    return {heading: number for number, heading in enumerate(headings, start=1)}


def write_year_table(
    book: Book, page: Page, course: Course, baseline: str, paths: Sequence[PopulationCourse] = ()
) -> None:
    """The table below the current row; ``baseline``: address of the figure that increments are added to.

    ``paths`` are courses of the population that have a column each.
    """
    indicator, e = course.indicator, course.evaluation
    page.wide(f"年ごとの値（{unit_caption(indicator.unit)}、{basis_of(book.plan, indicator)}）")
    column = _year_columns(indicator, (path.name for path in paths))
    head = page.row
    for heading, number in column.items():
        page.text(number, heading, HEAD)
    page.next_row()
    counted = next((f.period for f in e.way if f.expected is not None), e.way[0].period)
    top = page.row + counted - e.way[0].period
    for figures in e.way:
        year = figures.period
        for number in column.values():
            page.text(number, "", FIGURE)
        page.text(column["備考"], _year_remarks(course, year), BODY)
        page.text(column["年"], print_year(year), CENTRED)
        page.number(column["西暦"], Decimal(year), "0", CENTRED)
        _own_value(page, course, figures, column)
        for path in paths:
            if year in path.by_year:
                write_value(page, column[path.name], indicator, path.by_year[year].value)
        if year in course.years:
            formula = _sum_formula(page, course, baseline, top) if is_sum(indicator) else ""
            _judged_year(book, page, course.years[year], column, formula)
        else:
            _target_path(page, indicator, figures, column)
        page.next_row()
    page.name_table(f"年ごとの値_{indicator.id}", head, tuple(column))


def _own_value(page: Page, course: Course, figures: PeriodFigures, column: Mapping[str, int]) -> None:
    """The year's own value as it was judged (exact where it is added up), or why there is none."""
    indicator, own = course.indicator, figures.own
    actual = column["各年の値" if is_sum(indicator) else "実績"]
    if own is not None:
        value = own if is_sum(indicator) else round_half_up(own, indicator.decimals)
        write_value(page, actual, indicator, value)
    elif figures.period in course.states:
        page.text(actual, course.states[figures.period], CENTRED)


def _sum_formula(page: Page, course: Course, baseline: str, top: int) -> str:
    """The running sum from the first row that counts to the current one; of increments, on the baseline."""
    indicator = course.indicator
    letter = page.letter(_year_columns(indicator)["各年の値"])
    total = f"SUM({letter}${top}:{letter}{page.row})"
    if sum_starts_at(indicator):
        total = f"{baseline}+{total}"
    return f"=ROUND({total},{indicator.decimals})"


def _judged_year(book: Book, page: Page, e: Evaluation, column: Mapping[str, int], sum_formula: str) -> None:
    """A year with its sum, what it is measured against, and its verdict."""
    assert e.value is not None  # noqa: S101 - a year that has a level
    summed = "累計" in column
    if summed:
        page.formula(column["累計"], sum_formula, e.value, number_format(e.indicator.decimals))
    write_progress(page, e, column, "累計" if summed else "実績")
    sign, label = mark_of(book.plan.general.scale, e)
    page.text(column["判定"], f"{sign}{label}", VERDICT)


def _target_path(page: Page, indicator: Indicator, figures: PeriodFigures, column: Mapping[str, int]) -> None:
    """目安 and 基準 of a year that has no actual."""
    write_yardsticks(page, indicator, (figures.expected, figures.reference), column, nothing="")


def _year_remarks(course: Course, year: int) -> str:
    e = course.evaluation
    sample = any(i.is_sample for d in e.by_period if d.period == year for i in d.inputs)
    return "、".join(["見本"] * sample + ["この報告の判定"] * (year == e.period))
