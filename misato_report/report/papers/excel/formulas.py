"""References in a formula: found without being taken for a name, a function or a text, and moved with the rows they mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKENS = re.compile(
    r"""
    "(?:[^"]|"")*"                                             # a text
  | \[[^\]]*\]                                                 # a part of a table
  | (?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)?
    (?:
      (?<![\w.])(?P<first>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?::(?P<last>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}))?(?![\w.(!])
    | (?<![\w.:$])(?P<from>\$?[0-9]{1,7}):(?P<to>\$?[0-9]{1,7})(?![\w.:(!])
    )
    """,
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384


@dataclass(frozen=True)
class CellName:
    """A cell as a formula names it, from 1; the absolute parts are those after a $."""

    column: int
    row: int
    column_fixed: bool = False
    row_fixed: bool = False

    def __str__(self) -> str:
        fixed = "$" if self.column_fixed else "", "$" if self.row_fixed else ""
        return f"{fixed[0]}{column_letters(self.column)}{fixed[1]}{self.row}"

    def at(self, row: int) -> CellName:
        """The same in another row."""
        return CellName(self.column, row, self.column_fixed, self.row_fixed)


@dataclass(frozen=True)
class Reference:
    """What a formula names: a cell (``last`` is None) or a range; ``sheet`` is "" for its own."""

    sheet: str
    first: CellName
    last: CellName | None


def cell_name(text: str) -> CellName:
    """``$B$5``. Raises ValueError for what is none."""
    match = _CELL.fullmatch(text)
    if match is None or not 1 <= int(match[4]) <= _LAST_ROW:
        raise ValueError(text)
    column = 0
    for letter in match[2].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return CellName(column, int(match[4]), bool(match[1]), bool(match[3]))


def column_letters(column: int) -> str:
    """A column's letters: 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def moved(formula: str, place: Callable[[Reference], tuple[CellName, CellName | None]]) -> str:
    """The formula with each reference where ``place`` says that it is now."""

    def move(match: re.Match[str]) -> str:
        sheet = match["sheet"] or ""
        name = sheet.removesuffix("!").strip("'").replace("''", "'")
        if match["first"]:
            last = cell_name(match["last"]) if match["last"] else None
            return sheet + _written(*place(Reference(name, cell_name(match["first"]), last)))
        if match["from"]:
            ends = (match["from"], match["to"])
            first, last = (CellName(1, int(e.lstrip("$")), row_fixed=e.startswith("$")) for e in ends)
            start, end = place(Reference(name, first, last))
            end = end or start
            return f"{sheet}{'$' * start.row_fixed}{start.row}:{'$' * end.row_fixed}{end.row}"
        return match[0]

    return _TOKENS.sub(move, formula)


def _written(first: CellName, last: CellName | None) -> str:
    return f"{first}:{last}" if last is not None else str(first)


def filled_from(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads so many rows and columns further: how a shared formula is meant (ECMA-376, 18.3.1.40)."""

    def shifted(cell: CellName) -> CellName:
        row = cell.row if cell.row_fixed else (cell.row + rows - 1) % _LAST_ROW + 1
        column = cell.column if cell.column_fixed else (cell.column + columns - 1) % _LAST_COLUMN + 1
        return CellName(column, row, cell.column_fixed, cell.row_fixed)

    return moved(formula, lambda r: (shifted(r.first), shifted(r.last) if r.last else None))


def range_of(text: str) -> tuple[CellName, CellName]:
    """``A1:B2`` or ``A1``: its corners. Raises ValueError."""
    first, _, last = text.partition(":")
    return cell_name(first), cell_name(last or first)
