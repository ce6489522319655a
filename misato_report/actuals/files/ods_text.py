"""The paragraphs of a cell of an OpenDocument spreadsheet: the text that is shown, without notes and drawings."""

from __future__ import annotations

import re

from misato_report.actuals.files.marked_text import Run, read_runs
from misato_report.actuals.files.ods_styles import Looks, StyleReader
from misato_report.actuals.files.shown import Read
from misato_report.actuals.files.sizes import RUN, Allowance
from misato_report.actuals.files.xml_parts import Attributes, End, Start

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_BLANKS = re.compile(r"[ \t\r\n]+")
_DRAWN = (
    "frame custom-shape g rect line circle ellipse connector caption polygon polyline path control measure a"
)
_ASIDE = (
    f"{OFFICE}annotation",
    f"{TEXT}ruby-text",
    f"{TEXT}note",
    *(f"{_DRAW}{name}" for name in _DRAWN.split()),
)


class ParagraphReader:
    """Reads the paragraphs of one cell after the other."""

    def __init__(self, styles: StyleReader, allowance: Allowance) -> None:
        self._styles, self._allowance = styles, allowance
        self._runs: list[Run] = []
        self._spans: list[Looks] = []
        self._paragraphs = self._depth = self._aside = 0

    def start_handlers(self) -> dict[str, Start]:
        """Handlers of the elements within a cell."""
        return {
            f"{TEXT}p": self._begin_paragraph,
            f"{TEXT}span": self._begin_span,
            f"{TEXT}s": self._blanks,
            f"{TEXT}tab": lambda _: self._add("\t"),
            f"{TEXT}line-break": lambda _: self._add("\n"),
            **dict.fromkeys(_ASIDE, self._begin_aside),
        }

    def end_handlers(self) -> dict[str, End]:
        """Handlers of the ends of elements within a cell."""
        return {
            f"{TEXT}p": self._end_paragraph,
            f"{TEXT}span": self._end_span,
            **dict.fromkeys(_ASIDE, self._end_aside),
        }

    def begin(self) -> None:
        """A cell begins."""
        self._runs, self._spans, self._paragraphs = [], [], 0

    def finish(self) -> Read | None:
        """The text of the cell that has ended, or None where it has no paragraph."""
        return read_runs(self._runs) if self._paragraphs else None

    def take_text(self, characters: str) -> None:
        """Characters, wherever they stand; any row of blanks counts as one."""
        if self._depth:
            self._add(_BLANKS.sub(" ", characters))

    def _add(self, text: str) -> None:
        if self._depth and not self._aside:
            self._allowance.text(RUN if self._runs else 0)
            looks = self._spans[-1] if self._spans else None
            self._runs.append(Run(text, bool(looks and looks.raised), bool(looks and looks.struck)))

    def _begin_paragraph(self, _: Attributes) -> None:
        self._depth += 1
        if not self._aside:
            if self._paragraphs:
                self._add("\n")
            self._paragraphs += 1

    def _end_paragraph(self) -> None:
        self._depth -= 1

    def _begin_span(self, attributes: Attributes) -> None:
        self._spans.append(self._styles.looks(attributes.get(f"{TEXT}style-name", "")))

    def _end_span(self) -> None:
        if self._spans:
            self._spans.pop()

    def _blanks(self, attributes: Attributes) -> None:
        count = int(attributes.get(f"{TEXT}c", "1"))
        self._allowance.text(count)  # before so many blanks are made
        self._add(" " * count)

    def _begin_aside(self, _: Attributes) -> None:
        self._aside += 1

    def _end_aside(self) -> None:
        self._aside -= 1
