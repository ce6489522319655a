"""One cell (``c``) of an .xlsx → what is read from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from misato_report.actuals.files.shown import ERROR, NO_RESULT, Read, in_font, read_text, read_value
from misato_report.actuals.files.sizes import Allowance
from misato_report.actuals.files.xlsx_strings import TextReader
from misato_report.actuals.files.xlsx_styles import PLAIN, Style
from misato_report.actuals.files.xml_parts import Attributes, End, Start

_TEXTS = frozenset(("s", "str", "inlineStr"))
_MOST_STYLES = 1000  # looked up once; a file may have many more
_SHOWS_TEXT = frozenset(("General", "@"))


class CellReader:
    """Reads cells one after the other; ``style`` is that of the last."""

    def __init__(
        self, strings: Sequence[Read], styles: Sequence[Style], allowance: Allowance, *, from_1904: bool
    ) -> None:
        self._strings, self._styles, self._from_1904 = strings, styles, from_1904
        self._by_number: dict[str | None, Style] = {}
        self._text = TextReader(allowance)
        self._kind = "n"
        self._pieces: list[str] = []
        self._value: str | None = None
        self._formula: str | None = None
        self._taking = self._has_text = False
        self.style = PLAIN

    def start_handlers(self) -> dict[str, Start]:
        """Handlers of the elements within a cell."""
        take = self._take
        return {**self._text.start_handlers(), "v": take, "f": take, "is": self._begin_inline}

    def end_handlers(self) -> dict[str, End]:
        """Handlers of the ends of elements within a cell."""
        return {**self._text.end_handlers(), "v": self._end_value, "f": self._end_formula}

    def begin(self, attributes: Attributes) -> None:
        """A cell begins."""
        self._kind = attributes.get("t", "n")
        style = self._by_number.get(attributes.get("s"))
        self.style = style if style is not None else self._style(attributes.get("s"))
        self._value = self._formula = None
        self._has_text = False

    def _style(self, text: str | None) -> Style:
        """The style of a number as it is written, looked up once."""
        number = int("0" if text is None else text)
        style = self._styles[number] if number < len(self._styles) else PLAIN
        if len(self._by_number) < _MOST_STYLES:
            self._by_number[text] = style
        return style

    def take_text(self, characters: str) -> None:
        """Characters, wherever they stand."""
        if self._taking:
            self._pieces.append(characters)
        else:
            self._text.take_text(characters)

    def finish(self) -> Read | None:
        """What is read from the cell that has ended, or None where it is blank."""
        if self._kind == "n" and self._value and self.style.is_plain:  # as most cells are
            return read_value(self._value, self.style.code, from_1904=self._from_1904)
        read = self._content()
        if (
            read is not None
            and self._kind in _TEXTS
            and self.style.code not in _SHOWS_TEXT
            and not read.doubt
        ):
            seen = read_text(read.text, self.style.code)
            read = read if seen.text == read.text else seen
        if read is None or read.doubt or self.style.is_plain or not read.text:
            return read
        return in_font(read, struck=self.style.struck, raised=self.style.raised)

    def _content(self) -> Read | None:
        if self._has_text and self._kind == "inlineStr":
            return self._text.finish()
        value = self._value
        if not value and self._formula is not None and self._kind != "str":
            return Read(f"={self._formula}", NO_RESULT)
        if not value:
            return None
        if self._kind == "n":
            return read_value(value, self.style.code, from_1904=self._from_1904)
        return self._strings[int(value)] if self._kind == "s" else _OTHERS[self._kind](value)

    def _take(self, _: Attributes) -> None:
        self._pieces = []
        self._taking = True

    def _end_value(self) -> None:
        self._value, self._taking = "".join(self._pieces), False

    def _end_formula(self) -> None:
        self._formula, self._taking = "".join(self._pieces), False

    def _begin_inline(self, _: Attributes) -> None:
        self._has_text = True
        self._text.begin()


def _read_iso(value: str) -> Read:
    """A date stored as ISO 8601, without the time where that is midnight."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return Read(value, "日付として読めません。")
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return Read(f"{moment:%Y-%m-%d}" if is_midnight else moment.isoformat())


_OTHERS: dict[str, Callable[[str], Read]] = {
    "str": Read,
    "b": lambda value: Read("TRUE" if value == "1" else "FALSE"),
    "e": lambda value: Read(value, ERROR),
    "d": _read_iso,
    "inlineStr": Read,
}
