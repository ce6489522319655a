"""The texts of an .xlsx, plain or with parts in looks of their own (ECMA-376 part 1, 18.4)."""

from __future__ import annotations

import re
import zipfile

from misato_report.actuals.files.marked_text import Run, read_runs
from misato_report.actuals.files.shown import Read
from misato_report.actuals.files.sizes import RUN, Allowance
from misato_report.actuals.files.xlsx_styles import is_on
from misato_report.actuals.files.xml_parts import Attributes, End, Handlers, Start, read_part

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TextReader:
    """Reads what stands in ``si`` or ``is``: its runs, without the furigana."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._runs: list[Run] = []
        self._pieces: list[str] = []
        self._raised = self._struck = self._taking = False
        self._furigana = 0

    def start_handlers(self) -> dict[str, Start]:
        """Handlers of the elements within a text."""
        return {
            "r": lambda _: self._begin_run(),
            "t": self._begin_text,
            "strike": self._strike,
            "vertAlign": self._raise,
            "rPh": self._begin_furigana,
        }

    def end_handlers(self) -> dict[str, End]:
        """Handlers of the ends of elements within a text."""
        return {"t": self._end_text, "rPh": self._end_furigana}

    def begin(self) -> None:
        """A text begins."""
        self._runs = []
        self._begin_run()

    def finish(self) -> Read:
        """The text that has ended."""
        return read_runs(self._runs)

    def take_text(self, characters: str) -> None:
        """Characters, wherever they stand."""
        if self._taking:
            self._pieces.append(characters)

    def _begin_run(self) -> None:
        self._raised = self._struck = False

    def _begin_text(self, _: Attributes) -> None:
        self._pieces = []
        self._taking = not self._furigana

    def _end_text(self) -> None:
        if self._taking:
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(self._pieces))
            self._allowance.text(RUN if self._runs else 0)
            self._runs.append(Run(text, self._raised, self._struck))
        self._taking = False

    def _strike(self, attributes: Attributes) -> None:
        self._struck = is_on(attributes, without=True)

    def _raise(self, attributes: Attributes) -> None:
        self._raised = attributes.get("val") in ("superscript", "subscript")

    def _begin_furigana(self, _: Attributes) -> None:
        self._furigana += 1

    def _end_furigana(self) -> None:
        self._furigana -= 1


def read_strings(archive: zipfile.ZipFile, part: str, allowance: Allowance) -> list[Read]:
    """The shared strings in their order. Raises as ``read_part`` does."""
    reader = TextReader(allowance)
    strings: list[Read] = []
    start: dict[str, Start] = {**reader.start_handlers(), "si": lambda _: reader.begin()}

    def take() -> None:
        allowance.cells(1)
        strings.append(reader.finish())

    end: dict[str, End] = {**reader.end_handlers(), "si": take}
    read_part(archive, part, Handlers(start, end, reader.take_text), allowance)
    return strings
