"""What the analysis of a table gives: for each column and each row of a block, what it says of every dimension."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from misato_report.actuals.published.blocks import Block, Grid, Line
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.periods import Period, Statement, agreed
from misato_report.actuals.published.places import NOTHING, AnyPlace, Named


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """What the headings say of a column: words (folded, from the top), time, unit, place."""

    number: int
    words: tuple[str, ...] = ()
    times: tuple[Statement, ...] = ()
    unit: str = ""
    place: Named = NOTHING
    shown: tuple[str, ...] = ()
    """The words as the table writes them."""
    code: bool = False
    """A heading such as R1 stands over it, which is a year or the code of a class."""
    unclear: bool = False
    """A group's heading stands to the right of its first columns, and nothing tells which group they are of."""
    months: tuple[tuple[int, ...], ...] = ()
    """Runs of columns of months of the same item next to one that is none: what it may be the sum of."""


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Whose row it is, as far as the row and what stands above it tell."""

    code: AnyPlace | None = None
    code_text: str = ""
    name: Named = NOTHING
    name_text: str = ""
    prefecture: str = ""
    """From a column, or a prefecture's own row above."""
    city: str = ""
    """The designated city whose row stands above."""
    unknown: bool = False
    """A name that stands where places stand, and is in no gazetteer."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of a place."""
        return self.code is None and not self.code_text and not self.name_text


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What stands beside and above a row of the body: words, time, place, unit."""

    number: int
    words: tuple[str, ...] = ()
    times: tuple[Statement, ...] = ()
    place: RowPlace = RowPlace()
    unit: str = ""
    shown: tuple[str, ...] = ()
    nameless: bool = False
    """It has figures and nothing beside them that says what they are of."""
    months: tuple[tuple[int, ...], ...] = ()
    """Runs of rows of months next to a row that is none: what it may be the sum of."""
    lacks_time: bool = False
    """Rows beside it say their year in the column where this one says something else."""


@dataclass
class Analysed:
    """A block with its labels; figures are read from ``grid`` where they are asked for."""

    grid: Grid
    block: Block
    columns: list[ColumnLabel]
    rows: list[RowLabel]
    titles: list[Line]
    units: tuple[str, ...]
    """Units stated for the whole block; empty: none is."""
    far: list[Statement]
    """What title, lines above and the sheet's name say of time."""
    has_places: bool = False
    places_in_columns: bool = False
    class_codes: frozenset[int] = frozenset()
    """Columns under codes such as R1, R2 that each count something else: no years by themselves."""
    named_units: dict[str, str] = field(default_factory=dict)
    """Units by a word of the items that they hold for (人口＝人); the rest under an empty word."""
    legend: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The first of the lines above the block."""
        return next((line.text.strip() for line in self.titles if len(line.text.strip()) > 1), "")

    @property
    def notes_text(self) -> str:
        """The lines below the block in one text."""
        return " ".join(line.text.strip() for line in self.block.notes)

    @cached_property
    def title_text(self) -> str:
        """The lines above the block in one text, for a message."""
        return " ".join(line.text.strip() for line in self.titles)

    @cached_property
    def around(self) -> str:
        """The lines above the block and the sheet's name, folded."""
        return folded(self.title_text + self.grid.table.sheet)

    @cached_property
    def title_lines(self) -> tuple[str, ...]:
        """Each line above the block, folded."""
        return tuple(folded(line.text) for line in self.titles)

    def time_of(self, row: RowLabel, column: ColumnLabel) -> tuple[Period, ...]:
        """The periods that a cell may be about. Raises TimeError as ``agreed`` does."""
        if row.times:
            return agreed([*row.times, *column.times], self.far)
        known = self._time_of_columns
        if column.number not in known:  # the same in all rows that say nothing of time
            known[column.number] = agreed(column.times, self.far)
        return known[column.number]

    @cached_property
    def _time_of_columns(self) -> dict[int, tuple[Period, ...]]:
        return {}
