"""Text with delimiters (CSV) → a table. A row that fell apart is told of, not shifted.

``1,380`` written without quotes falls into two fields, and every field after it into a wrong column: the figures
of such a row are doubted.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TextIO

from misato_report.actuals.files.sizes import Allowance, TooLargeError
from misato_report.actuals.files.table import Cell, Table
from misato_report.diagnostics import Diagnostic

_DELIMITERS = ",\t;"
_PEEK = 2000
_MOST_OF_THEM = 0.6
_HEAD_OF_THOUSANDS = re.compile(r"\s*[▲△−+-]?[1-9][0-9]{0,2}")
_THOUSANDS = re.compile(r"[0-9]{3}(?:\.[0-9]+)?\s*")
_QUOTED = re.compile(r'"[^"]*"')


def read_delimited(file: str, text: TextIO, allowance: Allowance) -> tuple[list[Table], list[Diagnostic]]:
    """The table of a text, opened without a change of its line ends, or what is wrong with it.

    Raises TooLargeError.
    """
    delimiter = _delimiter_of(text.read(_PEEK))
    text.seek(0)
    lines = _Lines(text, delimiter, allowance)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = tuple(_counted(reader, lines, allowance))
    except csv.Error as error:
        message = f"{reader.line_num}行目の引用符の使い方が正しくありません。"
        if "field limit" in str(error):
            message = f"{reader.line_num}行目に、{csv.field_size_limit():,}文字より長い欄があります。"
        hint = '「"」の閉じ忘れがないか確かめてください。'
        return [], [Diagnostic(file=file, line=reader.line_num, code="bad-csv", message=message, hint=hint)]
    if not any(cell.strip() for row in rows for cell in row):
        message, hint = "中身がありません。", "公表されたファイルを置き直してください。"
        return [], [Diagnostic(file=file, code="unreadable-file", message=message, hint=hint)]
    return [Table(file, "", rows, doubts=MappingProxyType(_fallen_apart(rows)))], []


def _delimiter_of(text: str) -> str:
    """What stands most often between the fields of the first lines; the comma where nothing does."""
    first_lines = _QUOTED.sub("", text)
    return max(_DELIMITERS, key=first_lines.count)


class _Lines:
    """The lines of a text, of which no row may have so many delimiters that its fields alone fill memory."""

    def __init__(self, text: TextIO, delimiter: str, allowance: Allowance) -> None:
        self._text, self._delimiter, self._allowance = text, delimiter, allowance
        self._in_row = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self._in_row += line.count(self._delimiter)
            if self._in_row > self._allowance.limits.columns + csv.field_size_limit():
                raise TooLargeError("列", None, self._allowance.limits.columns, "列", "columns")
            yield line

    def row_ends(self) -> None:
        """The lines so far made a row."""
        self._in_row = 0


def _counted(reader: Iterable[list[str]], lines: _Lines, allowance: Allowance) -> Iterator[tuple[str, ...]]:
    rows = 0
    for row in reader:
        rows += 1
        lines.row_ends()
        if rows > allowance.limits.rows:  # the rest is only counted
            continue
        allowance.reach("", rows, len(row))
        allowance.cells(len(row))
        yield tuple(row)
    allowance.reach("", rows, 1)


def _fallen_apart(rows: tuple[tuple[str, ...], ...]) -> dict[Cell, str]:
    """Doubts about the figures of rows with more fields than the table has columns."""
    widths = [len(row) for row in rows]
    pairs = [_pair(row) for row in rows]
    sound = max((w for w, pair in zip(widths, pairs, strict=True) if pair is None and w > 1), default=0)
    usual = _usual(widths)
    doubts: dict[Cell, str] = {}
    for number, (row, pair) in enumerate(zip(rows, pairs, strict=True)):
        expected = sound if pair is not None and sound else usual
        if not expected or len(row) <= expected or not any(row[expected:]):
            continue
        why = _why(number, len(row), expected, row, pair)
        doubts |= {(number, c): why for c, cell in enumerate(row) if any(x.isdigit() for x in cell)}
    return doubts


def _usual(widths: list[int]) -> int:
    """The number of fields that most rows have; 0 where no number is that of most."""
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0
    width, count = counts.most_common(1)[0]
    return width if count >= _MOST_OF_THEM * counts.total() and count > 2 else 0  # noqa: PLR2004


def _pair(row: tuple[str, ...]) -> int | None:
    """The first field that reads on in the next as thousands do: 1 and 380."""
    for column in range(len(row) - 1):
        if _THOUSANDS.fullmatch(row[column + 1]) and _HEAD_OF_THOUSANDS.fullmatch(row[column]):
            return column
    return None


def _why(number: int, width: int, expected: int, row: tuple[str, ...], pair: int | None) -> str:
    text = f"{number + 1}行目には欄が{width}あり、表の列 ({expected}) より多くなっています。"
    if pair is None:
        return f'{text}欄の中のコンマは、欄を引用符 " で囲んでください。'
    joined = f"{row[pair].strip()},{row[pair + 1].strip()}"
    return f'{text}桁区切りのコンマのある「{joined}」が二つの欄に分かれたとみられます。引用符 " で囲むか、コンマを除いてください。'
