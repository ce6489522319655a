"""What an actual is held against, in the overview and in an indicator's table by year alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from misato_report.evaluation.rules import Evaluation
from misato_report.evaluation.wording import amount, expected_words
from misato_report.notation import print_number
from misato_report.plan.indicators import Baseline, Goal, Indicator, stated
from misato_report.report.excel.looks import CENTRED, PERCENT_FORMAT, fine_places, number_format, places_of
from misato_report.report.excel.page import Page

PACE_NOTE = (
    "進捗度＝（実績－基準）÷（目安－基準）。1%未満は切り捨て。"
    "基準は現状値のまま進んだときの値、目安は目標値に届く道筋の上の値。"
)


def write_progress(page: Page, e: Evaluation, column: Mapping[str, int], actual: str = "実績") -> None:
    """目安, 基準, 進捗度 and 公表日 beside the actual that is in the column ``actual`` of the same row."""
    assert e.vintage is not None  # noqa: S101 - a year that has a value
    write_yardsticks(page, e.indicator, (e.expected, e.reference), column)
    page.day(column["公表日"], e.vintage)
    if e.pace_ratio is None:
        page.text(column["進捗度"], "―", CENTRED)
        return
    x, expected, reference = (page.at(column[heading]) for heading in (actual, "目安", "基準"))
    # As in the report, rounded down to whole per cent, so that it never shows a cut that was not reached;
    # the ROUND takes away what binary arithmetic adds (59.999999999 for 60).
    formula = f"=INT(ROUND(({x}-{reference})/({expected}-{reference})*100,6))/100"
    shown = (e.pace_ratio * 100).to_integral_value(ROUND_FLOOR) / 100
    page.formula(column["進捗度"], formula, shown, PERCENT_FORMAT)


def write_yardsticks(
    page: Page,
    indicator: Indicator,
    figures: tuple[Decimal | None, Decimal | None],
    column: Mapping[str, int],
    nothing: str = "―",
) -> None:
    """目安 and 基準: figures where there are any; of a milestone the baseline's state, of a trend what is asked."""
    expected, reference = figures
    for heading, value in (("目安", expected), ("基準", reference)):
        if value is None:
            asked = expected_words(indicator, None) if heading == "目安" and nothing else nothing
            page.text(column[heading], asked, CENTRED)
        elif indicator.states:
            page.text(column[heading], amount(indicator, value), CENTRED)
        else:
            page.number(column[heading], value, number_format(fine_places(indicator, value)))


def write_value(page: Page, column: int, indicator: Indicator, value: Decimal) -> None:
    """A value as it was judged: a figure, or the word of a state."""
    if indicator.states:
        page.text(column, amount(indicator, value), CENTRED)
    else:
        page.number(column, value, number_format(indicator.decimals))


def write_stated(page: Page, column: int, point: Baseline | Goal, words: str) -> None:
    """A figure of the plan as a number, or in ``words`` where it is none or has more to it than a number."""
    value = stated(point)
    if value is not None and words == print_number(value):
        page.number(column, value, number_format(places_of(value)))
    else:
        page.text(column, words, CENTRED)
