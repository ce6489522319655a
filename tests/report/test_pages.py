"""The paper in every state of the town: nothing cut, nothing printed over something else, under 1 MB."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from misato_report.report.building import facts_of
from misato_report.report.compose.report import compose
from misato_report.report.facts import Imprint
from misato_report.report.html.render import render_html
from misato_report.report.pdf.weasyprint import render_pdf
from tests.conftest import ROOT
from tests.support.towns import STATES

_MARGIN = 20.0  # points; the page numbers stand further in than this
_WORD = "{http://www.w3.org/1999/xhtml}word"
_PAGE = "{http://www.w3.org/1999/xhtml}page"
_WATERMARK = 150.0  # points: only the letters behind the page are as high


@dataclass(frozen=True)
class Word:
    """A run of letters and its box on the page, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: Word) -> float:
        """How much of the smaller box lies in the other, 0 to 1; a line's leading is not counted."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self._foot, other._foot) - max(self._head, other._head)
        if across <= 0 or down <= 0:
            return 0.0
        return across * down / min(self._area, other._area)

    @property
    def _head(self) -> float:
        return self.top + (self.bottom - self.top) * 0.2

    @property
    def _foot(self) -> float:
        return self.bottom - (self.bottom - self.top) * 0.2

    @property
    def _area(self) -> float:
        return max((self.right - self.left) * (self._foot - self._head), 0.01)


@cache
def pdf_of(state: str) -> bytes:
    made = STATES[state]()
    facts = facts_of(made.project, made.report_year, made.as_of)
    report = compose(facts, Imprint("資料1", made.as_of))
    return render_pdf(render_html(report, ROOT / "templates").html, made.as_of)


def pages_of(pdf: bytes, folder: Path) -> list[tuple[float, float, list[Word]]]:
    """Width, height and words of each page."""
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    out = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True).stdout
    root = ElementTree.fromstring(out)
    return [
        (float(page.get("width", "0")), float(page.get("height", "0")), list(map(_word, page.iter(_WORD))))
        for page in root.iter(_PAGE)
    ]


def _word(element: ElementTree.Element) -> Word:
    left, top, right, bottom = (float(element.get(name, "0")) for name in ("xMin", "yMin", "xMax", "yMax"))
    return Word(element.text or "", left, top, right, bottom)


def _neighbours(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    """Pairs that share some height; not every pair, of which a page has half a million."""
    by_top = sorted(words, key=lambda word: word.top)
    for place, one in enumerate(by_top):
        for other in by_top[place + 1 :]:
            if other.top >= one.bottom:
                break
            yield one, other


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_or_printed_over_and_it_can_be_mailed(state: str, tmp_path: Path) -> None:
    """One test, since a state's PDF takes seconds."""
    pdf = pdf_of(state)
    pages = pages_of(pdf, tmp_path)
    assert len(pdf) < max(1_000_000, 25_000 * len(pages))
    problems = []
    for number, (width, height, words) in enumerate(pages, 1):
        printed = [w for w in words if w.bottom - w.top < _WATERMARK and w.text.strip()]
        assert printed, f"page {number} is empty"
        for word in printed:
            inside = (
                word.left > _MARGIN and word.right < width - _MARGIN and 0 < word.top < word.bottom < height
            )
            if not inside:
                problems.append(f"page {number}: 「{word.text}」 is outside the page")
        problems += [
            f"page {number}: 「{one.text}」 and 「{other.text}」"
            for one, other in _neighbours(printed)
            if one.shared(other) > 0.15
        ]
    assert not problems, "\n".join(problems)


@pytest.mark.slow
def test_the_first_april_says_what_is_awaited_and_no_figure(tmp_path: Path) -> None:
    words = "".join(w.text for _, _, page in pages_of(pdf_of("nothing_yet"), tmp_path)[:1] for w in page)
    assert "未公表" in words
    assert not re.search(r"nan|None|inf", words, re.IGNORECASE)
