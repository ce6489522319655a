"""Grid → blocks: where one table of a sheet ends and the next begins, which rows are headings, which hold figures.

Rows are gone through once, from the top. What stands above the first figures is title and headings; a row of words
or years over the columns of figures begins a new block; a lone text between figures is the heading of the rows below
it (東灘区) or, before new headings, the title of the next block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.cells import Cell, is_whole_number, kind_of
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.periods import is_plain_year
from misato_report.actuals.published.places import What, coded, named
from misato_report.actuals.published.units import units_of

_SHARE_OF_FIGURES = 0.3
_SAMPLE, _NEARLY_ALL = 200, 0.8
_FEWEST_OF_A_YEAR = 4  # cells, from the first row on
_FIRST_NUMBER, _LAST_NUMBER = Cell.FIGURE, Cell.NONE  # the kinds between these are numbers
_TITLE = re.compile(
    r"第?[0-9ivx]{1,4}(?:-[0-9]+)?表|表題?[0-9:]|統計表|調査時期"
    r"|[0-9]{1,3}-[0-9]{1,3}(?:\([0-9]+\))?(?=[^\W\d_]{2})(?![歳才年月人日時分以])"  # 4-1 国勢調査による人口
)
_LONGEST_HEADING = 30
_FAR_APART = 10  # years between two headings, at most


@dataclass(frozen=True, slots=True)
class Line:
    """A text outside the headings and figures, where it stands (from 0)."""

    row: int
    column: int
    text: str


@dataclass(slots=True)
class Block:
    """One table of a sheet: its title lines, heading rows, body rows, and the lone texts within and below it."""

    titles: list[Line] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    sections: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    replaced_headings: bool = False
    """The headings stand in the middle of a table and take the place of the ones above it."""


def _stays(rows: Sequence[Sequence[str]], column: int, text: str) -> bool:
    return all(column < len(row) and row[column] == text for row in rows)


class Grid:
    """The kinds of all cells of a table, worked out once."""

    def __init__(self, table: Table, era: str = "") -> None:
        self.table = table
        self.era = era
        self.kinds = [list(map(kind_of, row)) for row in table.rows]
        self._filled = [[c for c, kind in enumerate(kinds) if kind] for kinds in self.kinds]
        self._numbers = [
            [c for c in filled if _FIRST_NUMBER <= kinds[c] <= _LAST_NUMBER]
            for kinds, filled in zip(self.kinds, self._filled, strict=True)
        ]
        self.year_columns = self._year_columns()
        self.figure_columns = self._figure_columns() - self.year_columns.keys()

    def _year_columns(self) -> dict[int, str]:
        """Columns that hold one and the same year from the top to the bottom: of what year the sheet is."""
        rows = self.table.rows
        top = rows[:_FEWEST_OF_A_YEAR]
        if len(top) < _FEWEST_OF_A_YEAR:
            return {}
        alike = {c: text for c, text in enumerate(top[0]) if is_plain_year(text) and _stays(top, c, text)}
        return {
            c: text for c, text in alike.items() if all(c >= len(row) or row[c] in (text, "") for row in rows)
        }

    def _figure_columns(self) -> frozenset[int]:
        """Columns of which a good part of the cells are figures or signs for none."""
        width = self.table.width
        figures, others = [0] * width, [0] * width
        for filled, numbers in zip(self._filled, self._numbers, strict=True):
            for column in numbers:
                figures[column] += 1
            if len(numbers) < len(filled):
                for column in set(filled).difference(numbers):
                    others[column] += figures[column] > 0  # above the first figure is title and heading
        return frozenset(
            c
            for c in range(width)
            if figures[c]
            and figures[c] >= _SHARE_OF_FIGURES * (figures[c] + others[c])
            and not self._is_of_codes(c)
        )

    def _is_of_codes(self, column: int) -> bool:
        """Whether a column holds codes of municipalities: nearly all its numbers are some place's."""
        rows = self.table.rows[:: max(1, len(self.table.rows) // _SAMPLE)]
        if len(self.table.rows) < 4 * _SAMPLE:
            rows = self.table.rows
        sample = [row[column] for row in rows if column < len(row) and is_whole_number(row[column])]
        return len(sample) > 1 and sum(coded(text) is not None for text in sample) >= _NEARLY_ALL * len(
            sample
        )

    def filled(self, row: int) -> list[int]:
        """The columns of a row that are not blank."""
        return self._filled[row]

    def numbers(self, row: int) -> list[int]:
        """The columns of a row that hold a figure or a sign for none."""
        return self._numbers[row]

    def kind(self, row: int, column: int) -> Cell:
        """Kind of a cell; blank beyond the end of its row."""
        kinds = self.kinds[row]
        return kinds[column] if column < len(kinds) else Cell.BLANK

    def text(self, row: int, column: int) -> str:
        """Text of a cell."""
        return self.table.cell(row, column)


def is_sentence(text: str) -> bool:
    """Whether a text is a note and no heading: longer than any heading, with the signs of a sentence."""
    plain = folded(text)
    return len(plain) > _LONGEST_HEADING and any(sign in plain for sign in ("、", "。", ",", "及び"))


def blocks_of(grid: Grid) -> list[Block]:
    """The tables of a sheet, from the top."""
    return _Divider(grid).divide()


class _Divider:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.above: list[int] = []  # rows since the last figures: titles and headings of the next block
        self.lone: list[Line] = []  # lone texts since the last figures
        self.columns: set[int] = set()  # that hold figures in the current block

    def divide(self) -> list[Block]:
        """Go through all rows."""
        for row in range(len(self.grid.kinds)):
            filled = self.grid.filled(row)
            if not filled:
                continue
            if self.current is None:
                self._before_figures(row, filled)
            else:
                self._within(row, filled)
        self._end()
        return self.blocks

    def _before_figures(self, row: int, filled: list[int]) -> None:
        if (
            self._has_figures(row, filled)
            and self._has_heading(row, filled)
            and not self._is_legend(row, filled)
        ):
            self._begin(row)
        else:
            self.above.append(row)

    def _is_legend(self, row: int, filled: list[int]) -> bool:
        """Whether a row only says what a sign means: "-","当該数値がないもの"."""
        kinds = [self.grid.kind(row, column) for column in filled]
        return kinds == [Cell.NONE, Cell.WORD] and filled[1] == filled[0] + 1

    def _within(self, row: int, filled: list[int]) -> None:
        assert self.current is not None  # noqa: S101 - the caller has looked
        if self._has_figures(row, filled):
            self._add(row)
        elif self._is_heading(row, filled):
            if self._only_codes():
                self.above = [*self._undone(), row]
                return
            self._end()
            self.above = [line.row for line in self.lone] + [row]
            del self.blocks[-1].notes[len(self.blocks[-1].notes) - len(self.lone) :]
            self.lone = []
        elif len(filled) == 1:
            self.lone.append(Line(row, filled[0], self.grid.text(row, filled[0])))
        else:
            self._settle_lone()
            self.current.body.append(row)  # a named row without figures (集計中, a group's name)

    def _only_codes(self) -> bool:
        """Whether all that seemed to be the body is one row with nothing beside its figures, or codes said to be codes."""
        assert self.current is not None  # noqa: S101 - the caller has looked
        if len(self.current.body) != 1 or self.lone:
            return False
        row = self.current.body[0]
        numbers = self.grid.numbers(row)
        beside = [folded(self.grid.text(row, c)) for c in self.grid.filled(row) if c < numbers[0]]
        return not beside or beside[-1].endswith(("コード", "code"))

    def _undone(self) -> list[int]:
        """The rows of the block that has just begun, which are above the figures after all."""
        block = self.blocks.pop()
        self.current = None
        return sorted({*(line.row for line in block.titles), *block.headings, *block.body})

    def _begin(self, row: int) -> None:
        self.current = Block()
        rows = list(dict.fromkeys(self.above))
        first = self._first_heading(rows, row)
        rows = self._without_sections(rows, first)
        for number in rows:
            if first is not None and number >= first:
                self.current.headings.append(number)
            else:
                self.current.titles += [
                    Line(number, c, self.grid.text(number, c)) for c in self.grid.filled(number)
                ]
        self.blocks.append(self.current)
        self.above, self.lone, self.columns = [], [], set()
        self._add(row)

    def _without_sections(self, rows: list[int], first: int | None) -> list[int]:
        """The rows above the body without lone texts below the headings, which are about the first rows of the body."""
        assert self.current is not None  # noqa: S101 - the caller has just made it
        kept = list(rows)
        while first is not None and kept and kept[-1] > first and len(self.grid.filled(kept[-1])) == 1:
            row = kept.pop()
            column = self.grid.filled(row)[0]
            self.current.sections.insert(0, Line(row, column, self.grid.text(row, column)))
        return kept

    def _add(self, row: int) -> None:
        assert self.current is not None  # noqa: S101 - the caller has looked
        self._settle_lone()
        self.current.body.append(row)
        self.columns.update(self.grid.numbers(row))

    def _settle_lone(self) -> None:
        if self.current is not None and self.lone:
            self.current.sections += self.lone
            self.lone = []

    def _end(self) -> None:
        if self.current is not None:
            self.current.notes += self.lone
        self.current = None

    def _is_number(self, row: int, column: int) -> bool:
        return self.grid.kind(row, column) in (Cell.FIGURE, Cell.NONE)

    def _has_figures(self, row: int, filled: list[int]) -> bool:
        numbers = self.grid.numbers(row)
        if not numbers or self._is_row_of_years(row, numbers, filled):
            return False
        inside = len(self.grid.figure_columns.intersection(numbers))
        return inside > 0 and inside * 2 >= len(self.grid.figure_columns.intersection(filled))

    def _is_row_of_years(self, row: int, numbers: list[int], filled: list[int]) -> bool:
        """Whether the numbers of a row are years over columns: 2010 2015 2020, whatever stands left of them."""
        texts = takewhile(is_plain_year, (self.grid.text(row, c) for c in numbers))
        years = [int(folded(text)) for text in texts]
        if len(years) < len(numbers):
            return False
        steps = [b - a for a, b in pairwise(years)]
        if steps and not (
            all(0 < s <= _FAR_APART for s in steps) or all(0 < -s <= _FAR_APART for s in steps)
        ):
            return self._repeats(years) or (self.current is None and not self._names_a_place(row, numbers[0]))
        before = [c for c in filled if c < numbers[0]]
        if self._names_a_place(row, numbers[0]) or (self.current is not None and before):
            return False
        return len(years) > 1 or not before or len(filled) > len(numbers) + 1

    def _names_a_place(self, row: int, column: int) -> bool:
        """Whether anything left of a column is a place or a total: then the row is one of figures."""
        before = [self.grid.text(row, c) for c in self.grid.filled(row) if c < column]
        return any(named(text).what in (What.PLACE, What.SEVERAL, What.TOTAL) for text in before)

    def _repeats(self, years: list[int]) -> bool:
        """2023 2024 2025 2023 2024 2025: the same years under several headings."""
        first = years[: years.index(years[0], 1)] if years.count(years[0]) > 1 else []
        return bool(first) and first == sorted(set(first)) and years == first * (len(years) // len(first))

    def _is_heading(self, row: int, filled: list[int]) -> bool:
        """Whether a row without figures heads the columns below it."""
        over = [c for c in filled if c in self.columns]
        if any(self._is_number(row, c) for c in filled):
            return True  # a row of years
        times = sum(self.grid.kind(row, c) is Cell.TIME for c in over)
        return len(over) > 1 or (times > 0 and len(filled) > 1) or self._repeats_heading(row, filled)

    def _repeats_heading(self, row: int, filled: list[int]) -> bool:
        """Whether a row begins as a heading row of the table does: 市町村|税収 once more."""
        assert self.current is not None  # noqa: S101 - the caller has looked
        first = (filled[0], folded(self.grid.text(row, filled[0])))
        return len(filled) > 1 and any(
            first == (c, folded(self.grid.text(r, c)))
            for r in self.current.headings
            for c in self.grid.filled(r)[:1]
        )

    def _has_heading(self, row: int, filled: list[int]) -> bool:
        """Whether any column of figures has a word or a year above it."""
        over = {c for above in self.above for c in self.grid.filled(above)}
        return any(c in over for c in filled if self._is_number(row, c))

    def _first_heading(self, rows: list[int], body: int) -> int | None:
        """The first of the rows above the body that is a heading and no title."""
        numbers = {c for c in self.grid.filled(body) if self._is_number(body, c)} & self.grid.figure_columns
        numbers |= {c for c in self.grid.figure_columns if numbers and c >= min(numbers)}
        first: int | None = None
        below = body
        leftmost = min(self.grid.filled(body))
        for row in reversed(rows):
            filled = [
                c
                for c in self.grid.filled(row)
                if not units_of(self.grid.text(row, c)) and not is_sentence(self.grid.text(row, c))
            ]
            if any(_TITLE.match(folded(self.grid.text(row, c))) for c in filled):
                break
            over = [c for c in filled if c in numbers]
            if filled == [leftmost]:
                over = []  # a lone text at the left edge is a title, not a group's heading
            adjoining = row == below - 1
            if (
                len(over) > 1
                or (over and adjoining and (first is not None or len(numbers) == 1 or len(filled) > 1))
                or (first is None and filled and row == below - 1 and len(filled) > 1)
            ):
                first = row
            if filled and (first is None or first == row or over):
                below = row
        return first
