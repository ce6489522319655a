"""How high the chart of a field may be so that its page is full and not over-full.

An estimate in millimetres of what else the page holds, by the sizes that ``report.css`` gives. It errs on the high
side (letters are taken at their widest), so that the chart gets less room rather than the page too little.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from misato_report.evaluation.certainty_wording import certainty_sentences
from misato_report.evaluation.rules import Evaluation, is_sum, rules_of
from misato_report.plan.document import Field
from misato_report.plan.indicators import Indicator
from misato_report.plan.reviews import Review
from misato_report.report.charts import WIDE
from misato_report.report.charts.geometry import text_width
from misato_report.report.charts.strip import strip_form
from misato_report.report.compose.figures import notes
from misato_report.report.compose.material import Material
from misato_report.report.html.markdown import plain_text

PAGE = 266.0
"""From the first line of a page to its last."""
_FULL = 0.94  # of the page: what the estimate has too much is what stays free
_SURELY = 1.12  # the estimate may be as much above what the page holds
_KEY_FIGURES = 62.0
_UNIT = 117 / WIDE.width  # millimetres of a unit of the wide chart
_LOWEST, _HIGHEST = 196.0, 450.0  # units
_WIDTH, _COLUMN = 174.0, 84.0
_REVIEW, _PLAN, _NOTE = 3.1, 2.82, 2.96  # size of the letters
_LINE = 1.42
_HEADING, _INDICATOR, _YEARS_HEAD, _YEARS_ROW, _REVIEW_HEAD, _PLAN_HEAD = 11.0, 21.0, 11.0, 4.6, 8.5, 8.0
_PLAN_TABLE = 15.0
_PEERS = strip_form(WIDE).height * _UNIT + 10  # the strip of all municipalities, and what it says
_TIGHT = 0.94  # of the widest that a text can be: what Japanese text with kana and digits takes


def room_for_charts(material: Material, field: Field) -> float:
    """The height of each wide chart of a field, in units of its form."""
    height = (PAGE * _FULL - _beside_charts(material, field)) / _UNIT / max(1, len(field.indicators))
    return float(round(min(max(height, _LOWEST), _HIGHEST)))


def fits_on_a_page(material: Material, field: Field) -> bool:
    """Whether all of a field has room on one page, with the lowest charts; by an estimate that errs on the high side."""
    charts = max(_LOWEST * _UNIT, _KEY_FIGURES) * len(field.indicators)
    return _beside_charts(material, field) + charts <= PAGE * _SURELY


def is_loose(material: Material, indicator: Indicator) -> bool:
    """Whether an indicator's review is so long that it cannot stand on one page with the chart and the figures."""
    return _results_height(material, indicator) + _HIGHEST * _UNIT > PAGE * _SURELY


def _beside_charts(material: Material, field: Field) -> float:
    """All of a field but the charts."""
    results = sum(_results_height(material, indicator) for indicator in field.indicators)
    reviewed = _review_height(material.reviews.fields.get(field.id))
    return _HEADING + results + reviewed + _plan_height(field)


def _results_height(material: Material, indicator: Indicator) -> float:
    """All of an indicator but its chart."""
    e = material.evaluations[indicator.id]
    said = (
        "　".join(certainty_sentences(e, rules_of(material.plan))),
        *notes(material.plan, e, material.courses_of(e.indicator)),
    )
    told = sum(_lines(text, _NOTE, _WIDTH) for text in said if text) * _NOTE * _LINE
    review = _review_height(material.reviews.indicators.get(indicator.id))
    peers = _PEERS if indicator.id in material.peers else 0.0
    return _INDICATOR + _YEARS_HEAD + _rows(e) * _YEARS_ROW + told + review + peers


def _rows(e: Evaluation) -> int:
    return 3 if is_sum(e.indicator) else 2


def _review_height(review: Review | None) -> float:
    if review is None:
        return 0.0
    texts = (
        review.activities,
        review.factors,
        review.issues,
        review.policy,
        review.external_opinion,
        review.town_verdict_reason,
    )
    lines = sum(_review_lines(text) for text in texts if text.strip())
    return _REVIEW_HEAD + lines * _REVIEW * _LINE


def _review_lines(text: str) -> int:
    paragraphs = [part for part in text.split("\n") if part.strip()]
    return sum(_lines(f"町の評価の理由　{plain_text(part)}", _REVIEW, _WIDTH) for part in paragraphs)


def _plan_height(field: Field) -> float:
    """The plan's own words: two columns, of which the longer counts."""
    left = [f"目指す方向性　{field.direction}"] if field.direction else []
    left += [f"担当課　{'、'.join(field.departments)}"]
    for indicator in field.indicators:
        left += [f"現状値の内訳　{'　'.join(indicator.counted)}"] if indicator.counted else []
        left += [f"目標値の設定根拠　{'　'.join(indicator.target_basis)}"] if indicator.target_basis else []
        left += [f"実績の把握方法　{indicator.how_measured}"] if indicator.how_measured else []
    right = [f"{p.department}　{'、'.join(i.name for i in p.items)}" for p in field.projects]
    right += [f"地域再生計画に関連する指標　{g.project}{field.grants_note}" for g in field.grants]
    table = _PLAN_TABLE * len(field.indicators)
    return _PLAN_HEAD + max(_column_height(left) + table, _column_height(right) + _PLAN * 2)


def _column_height(texts: Iterable[str]) -> float:
    return sum(_lines(text, _PLAN, _COLUMN) * _PLAN * _LINE + 0.8 for text in texts)


def _lines(text: str, size: float, width: float) -> int:
    return ceil(text_width(text, size) * _TIGHT / (width - size))
