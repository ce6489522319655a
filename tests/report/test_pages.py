"""The paper in every state of the town: well filled, nothing cut, parted or printed over something else, under 1 MB."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from misato_report.report.building import facts_of
from misato_report.report.compose.report import compose
from misato_report.report.facts import Imprint
from misato_report.report.html.render import render_html
from misato_report.report.page_model import FieldSheet, IndicatorSheet, Report
from misato_report.report.pdf.weasyprint import render_pdf
from tests.conftest import ROOT
from tests.support.page_boxes import PageBoxes, neighbours, page_boxes
from tests.support.towns import STATES, State, samples, without_money

_MARGIN = 20.0  # points; the page numbers stand further in than this
_LEAST_FILLED, _MEAN_FILLED = 0.60, 0.75


@dataclass(frozen=True)
class Printed:
    """A report as model and as PDF."""

    report: Report
    pdf: bytes


@cache
def printed(state: str) -> Printed:
    return print_state(STATES[state]())


def print_state(made: State) -> Printed:
    facts = facts_of(made.project, made.report_year, made.as_of)
    report = compose(facts, Imprint("資料1", made.as_of))
    return Printed(report, render_pdf(render_html(report, ROOT / "templates").html, made.as_of))


def pages_of(pdf: bytes, folder: Path) -> list[PageBoxes]:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    return page_boxes(path)


def out_of_place(number: int, page: PageBoxes) -> list[str]:
    """Words that are cut off, and words that lie on others."""
    cut = [
        f"page {number}: 「{word.text}」 is outside the page"
        for word in page.words
        if not (
            word.left > _MARGIN
            and word.right < page.width - _MARGIN
            and 0 < word.top < word.bottom < page.height
        )
    ]
    over = [
        f"page {number}: 「{one.text}」 and 「{other.text}」"
        for one, other in neighbours(page.words)
        if one.shared(other) > 0.15
    ]
    return [*cut, *over]


def _letters(text: str) -> str:
    return "".join(text.split())


def _result(sheet: IndicatorSheet) -> list[str]:
    """What of an indicator is to stand on one page: its finding, its figures, and its review where that fits."""
    figures = [_letters(figure.figure) for figure in sheet.figures[:1]]
    reviewed = [sheet.review.written_on] if sheet.review and not sheet.loose else []
    return [_letters(sheet.finding), *figures, *map(_letters, reviewed)]


def _parted(report: Report, pages: list[PageBoxes]) -> list[str]:
    """Indicators whose finding, figures and review stand on no page together."""
    texts = [page.text for page in pages]
    sheets = [sheet for field in report.fields for sheet in field.indicators]
    return [
        f"「{sheet.short_name}」 is parted"
        for sheet in sheets
        if not any(all(part in text for part in _result(sheet)) for text in texts)
    ]


def _turned(field: FieldSheet, pages: list[PageBoxes]) -> str | None:
    """A field that fits on a page and has its result and the plan's words on two that do not face each other."""
    if not field.whole:
        return None
    result = _page_with(pages, _letters(f"分野{field.number}{field.name}"))
    plan = _page_with(pages, _letters(field.direction)[-12:])
    facing = result == plan or (result % 2 == 0 and plan == result + 1)
    return None if facing else f"分野{field.number}: result on page {result}, plan on page {plan}"


def _page_with(pages: list[PageBoxes], text: str) -> int:
    """The number of the page; the front page, which tells of everything, does not count."""
    return next((n for n, page in enumerate(pages, 1) if n > 1 and text in page.text), 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "state", [pytest.param(s, marks=[pytest.mark.long] * (s == "many_indicators")) for s in STATES]
)
def test_pages_are_filled_and_nothing_is_cut_parted_or_printed_over(state: str, tmp_path: Path) -> None:
    """One test, since a state's PDF takes seconds."""
    made = printed(state)
    pages = pages_of(made.pdf, tmp_path)
    assert len(made.pdf) < max(1_000_000, 32_000 * len(pages))
    filled = [page.filled for page in pages]
    told = f"{len(pages)} pages, filled {[round(share * 100) for share in filled]}"
    problems = [text for number, page in enumerate(pages, 1) for text in out_of_place(number, page)]
    problems += _parted(made.report, pages)
    problems += filter(None, (_turned(field, pages) for field in made.report.fields))
    assert not problems, "\n".join(problems)
    assert min(filled[:-1]) >= _LEAST_FILLED, told
    assert sum(filled) / len(filled) >= _MEAN_FILLED, told


@pytest.mark.slow
def test_the_samples_take_fourteen_pages_at_most_with_money_and_neighbours(built: dict[str, Path]) -> None:
    pages = page_boxes(built["pdf"])
    filled = [page.filled for page in pages]
    assert len(pages) <= 14
    assert sum(filled) / len(filled) >= 0.88, filled


@pytest.mark.slow
def test_forty_indicators_take_28_pages_with_contents(tmp_path: Path) -> None:
    made = printed("many_indicators")
    pages = pages_of(made.pdf, tmp_path)
    assert len(pages) <= 28  # 26, and the money of the 23 projects of the samples
    assert made.report.long
    assert any("目次" in page.text for page in pages[:5])


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "most"),
    [
        (lambda: State(samples(), 2027, date(2028, 4, 20)), 12),
        (STATES["many_indicators"], 26),
    ],
    ids=["samples", "many_indicators"],
)
def test_the_paper_without_money_is_as_short_as_before(
    made: Callable[[], State], most: int, tmp_path: Path
) -> None:
    pages = pages_of(print_state(without_money(made())).pdf, tmp_path)
    assert len(pages) <= most


@pytest.mark.slow
def test_the_first_april_says_what_is_awaited_and_no_figure(tmp_path: Path) -> None:
    words = pages_of(printed("nothing_yet").pdf, tmp_path)[0].text
    assert "未公表" in words
    assert not re.search(r"nan|None|inf", words, re.IGNORECASE)
