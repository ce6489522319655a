"""What an actual is held against, in the overview and in an indicator's table by year alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR

from misato_report.evaluation.rules import Evaluation
from misato_report.notation import print_year
from misato_report.plan.indicators import Point
from misato_report.report.excel.looks import CENTRED, PERCENT_FORMAT, fine_places, number_format
from misato_report.report.excel.page import Page

PACE_NOTE = (
    "進捗度＝（実績－基準）÷（目安－基準）。1%未満は切り捨て。"
    "基準は現状値のまま進んだときの値、目安は目標値に届く道筋の上の値。"
)


def write_progress(page: Page, e: Evaluation, column: Mapping[str, int], actual: str = "実績") -> None:
    """目安, 基準, 進捗度 and 公表日 beside the actual that is in the column ``actual`` of the same row."""
    assert e.expected is not None and e.reference is not None and e.vintage is not None  # noqa: S101
    for heading, value in (("目安", e.expected), ("基準", e.reference)):
        page.number(column[heading], value, number_format(fine_places(e.indicator, value)))
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


def years_of(point: Point) -> str:
    """The year or years that a figure of the plan stands for."""
    return "～".join(dict.fromkeys(print_year(y) for y in (point.period.first, point.period.last)))
