"""Looks of cells (styles.xml): the form's own, and those that it needs besides for figures and texts."""

from __future__ import annotations

import copy
from typing import Any

from misato_report.actuals.files.xlsx_styles import BUILT_IN
from misato_report.report.papers.excel.names import main

_FIRST_OF_OURS = 164  # numbers below are Excel's own
_AS_IT_COMES = frozenset(["General", "G/標準", "@"])


class Styles:
    """The cell formats of a workbook by number; new ones are put behind the others."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._formats = root.find(main("cellXfs"))
        found = root.find(main("numFmts"))
        self._codes = {} if found is None else {f.get("numFmtId"): f.get("formatCode", "") for f in found}
        self._made: dict[tuple[str, str, bool], str] = {}

    def code(self, style: str | None) -> str:
        """The number format of a style."""
        number = self._format(style).get("numFmtId", "0")
        return self._codes.get(number) or BUILT_IN.get(int(number), "General")

    def wraps(self, style: str | None) -> bool:
        """Whether a text goes on in a second line."""
        alignment = self._format(style).find(main("alignment"))
        return alignment is not None and alignment.get("wrapText") in ("1", "true")

    def size(self, style: str | None) -> float:
        """The size of the letters, in points."""
        fonts = self.root.find(main("fonts"))
        index = int(self._format(style).get("fontId") or 0)
        found = fonts[index].find(main("sz")) if fonts is not None and index < len(fonts) else None
        return float(found.get("val")) if found is not None else 11.0

    def for_figure(self, style: str | None, code: str) -> str:
        """The style for a figure with a format of its own: the form's where it has one, else with ``code``."""
        if self.code(style) not in _AS_IT_COMES:
            return style or "0"
        return self._made_like(style or "0", code, quoted=False)

    def for_quoted(self, style: str | None) -> str:
        """The style for a text that looks like a formula: it stays a text also when somebody edits the cell."""
        return self._made_like(style or "0", "", quoted=True)

    def _format(self, style: str | None) -> Any:
        index = int(style or 0)
        return self._formats[index] if 0 <= index < len(self._formats) else self._formats[0]

    def _made_like(self, style: str, code: str, *, quoted: bool) -> str:
        key = (style, code, quoted)
        if key not in self._made:
            new = copy.deepcopy(self._format(style))
            if code:
                new.set("numFmtId", self._number_of(code))
                new.set("applyNumberFormat", "1")
            if quoted:
                new.set("quotePrefix", "1")
            self._formats.append(new)
            self._formats.set("count", str(len(self._formats)))
            self._made[key] = str(len(self._formats) - 1)
        return self._made[key]

    def _number_of(self, code: str) -> str:
        for number, known in self._codes.items():
            if known == code:
                return str(number)
        found = self.root.find(main("numFmts"))
        if found is None:
            found = self.root.makeelement(main("numFmts"), {})
            self.root.insert(0, found)
        number = str(max([_FIRST_OF_OURS - 1, *map(int, self._codes)]) + 1)
        found.append(found.makeelement(main("numFmt"), {"numFmtId": number, "formatCode": code}))
        found.set("count", str(len(found)))
        self._codes[number] = code
        return number
