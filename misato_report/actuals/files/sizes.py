"""How much of a file may be read: counted while reading, so that what a file declares never fills memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from misato_report.diagnostics import Diagnostic
from misato_report.plan.limits import DEFAULT_LIMITS, Limits

_PIECE = 1 << 16
# A cell with a formula and a result takes three elements, its row and its text a few more.
_ELEMENTS_A_CELL = 4

RUN = 32  # characters that each further stretch of a text, in a look of its own, counts for
SAYING = 2  # cells that anything said of a cell, a range or a style counts for


def too_large(
    file: str, what: str, found: int | None, most: int, unit: str, key: str, sheet: str = ""
) -> Diagnostic:
    """What is told of a file beyond one of the limits, whose key the hint names."""
    counted = "" if found is None else f"{found:,}{unit}、"
    message = f"{what}が大きすぎるか、多すぎます ({counted}上限は{most:,}{unit})。"
    hint = (
        "要る表だけを別のファイルに保存してください。"
        f"正しいファイルなら、plan/limits.yaml に {key}: を大きく書くと読めます。"
    )
    return Diagnostic(file=file, code="too-large", message=message, hint=hint, cell=sheet)


class TooLargeError(Exception):
    """A file of which more would be read than a limit allows: what, how much of it, and the limit."""

    def __init__(self, what: str, found: int | None, most: int, unit: str, key: str, sheet: str = "") -> None:
        super().__init__(what)
        self._told = (what, found, most, unit, key, sheet)

    def told(self, file: str) -> Diagnostic:
        """The sentence for the clerk."""
        return too_large(file, *self._told)


class Allowance:
    """What may still be read of one file, with everything packed into it. Each call raises TooLargeError."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._cells = self._elements = self._bytes = self._characters = 0
        self._most_cells = limits.cells
        self._most_characters = limits.file_megabytes * 10**6

    def sheets(self, count: int) -> None:
        """A workbook has so many sheets."""
        if count > self.limits.sheets:
            raise TooLargeError("シート", count, self.limits.sheets, "枚", "sheets")

    def reach(self, sheet: str, rows: int, columns: int) -> None:
        """A sheet has something in a cell that far down and to the right."""
        if rows > self.limits.rows:
            raise TooLargeError("行", rows, self.limits.rows, "行", "rows", sheet)
        if columns > self.limits.columns:
            raise TooLargeError("列", columns, self.limits.columns, "列", "columns", sheet)

    def cells(self, count: int, sheet: str = "") -> None:
        """A sheet grows by so many cells, blank ones included, or a range covers them."""
        self._cells += count
        if self._cells > self._most_cells:
            raise TooLargeError("欄", None, self.limits.cells, "個", "cells", sheet)

    def text(self, length: int, sheet: str = "") -> None:
        """A cell has a text of so many characters, which the same text elsewhere does not save."""
        self._characters += length
        if self._characters > self._most_characters:
            most = self.limits.file_megabytes
            raise TooLargeError("欄の文字", None, most, "百万字", "file_megabytes", sheet)

    def elements(self, count: int) -> None:
        """The XML of a workbook has so many elements more."""
        self._elements += count
        if self._elements > self.limits.cells * _ELEMENTS_A_CELL:
            raise TooLargeError("中身", None, self.limits.cells, "個", "cells")

    def unpacked(self, count: int) -> None:
        """So many bytes more come out of a packed file."""
        self._bytes += count
        most = self.limits.unpacked_megabytes
        if self._bytes > most * 10**6:
            raise TooLargeError("中身", None, most, "MB", "unpacked_megabytes")

    def pieces(self, stream: IO[bytes]) -> Iterator[bytes]:
        """The bytes of a packed member, each piece counted before it is given out."""
        while piece := stream.read(_PIECE):
            self.unpacked(len(piece))
            yield piece
