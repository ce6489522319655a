"""What stands where on the pages of a PDF: words and their boxes, and how full each page is."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_WORD = "{http://www.w3.org/1999/xhtml}word"
_PAGE = "{http://www.w3.org/1999/xhtml}page"
_WATERMARK = 150.0  # points: only the letters behind the page are as high
_MM = 72 / 25.4
_TOP, _FOOT = 16 * _MM, 15 * _MM  # margins of report.css


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


@dataclass(frozen=True)
class PageBoxes:
    """A page and its words, without the letters behind it."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def filled(self) -> float:
        """Lowest ink ÷ height of the text, between the page's head and its foot."""
        foot = self.height - _FOOT
        lowest = max((w.bottom for w in self.words if w.bottom <= foot), default=_TOP)
        return (lowest - _TOP) / (foot - _TOP)

    @property
    def text(self) -> str:
        """All letters of the page in reading order, without blanks."""
        return "".join(w.text for w in self.words)


def page_boxes(pdf: Path) -> list[PageBoxes]:
    """Each page of a PDF, by ``pdftotext -bbox``."""
    out = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, check=True).stdout
    root = ElementTree.fromstring(out)
    return [
        PageBoxes(
            float(page.get("width", "0")),
            float(page.get("height", "0")),
            tuple(
                w for w in map(_word, page.iter(_WORD)) if w.bottom - w.top < _WATERMARK and w.text.strip()
            ),
        )
        for page in root.iter(_PAGE)
    ]


def _word(element: ElementTree.Element) -> Word:
    left, top, right, bottom = (float(element.get(name, "0")) for name in ("xMin", "yMin", "xMax", "yMax"))
    return Word(element.text or "", left, top, right, bottom)


def neighbours(words: tuple[Word, ...]) -> Iterator[tuple[Word, Word]]:
    """Pairs that share some height; not every pair, of which a page has half a million."""
    by_top = sorted(words, key=lambda word: word.top)
    for place, one in enumerate(by_top):
        for other in by_top[place + 1 :]:
            if other.top >= one.bottom:
                break
            yield one, other
