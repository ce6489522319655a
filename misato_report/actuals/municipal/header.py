"""The header of a published table: where it stands, and each column's headings from the top level down."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from misato_report.actuals.files.table import Table
from misato_report.notation import NotationError, read_year, squeeze
from misato_report.plan.sources import MunicipalityColumn, MunicipalTable, PeriodInColumn

Path = tuple[str, ...]
_FIRST_OF_JANUARY = re.compile("([0-9]{4})-01-01")


@dataclass(frozen=True, slots=True)
class Header:
    """``paths``: column from 0 → its squeezed headings; the header takes ``levels`` rows from ``top``."""

    top: int
    levels: int
    paths: dict[int, Path]

    @property
    def body(self) -> int:
        """The first row below the header."""
        return self.top + self.levels

    def columns_headed(self, heading: str) -> list[int]:
        """Columns that have the heading at some level and none below it."""
        wanted = squeeze(heading)
        return [number for number, path in self.paths.items() if path[-1] == wanted]

    def nearest(self, path: Iterable[str], how_many: int = 3) -> list[str]:
        """The headings of this table that are most like a path, as ``上/下``."""
        known = ["/".join(p) for p in self.paths.values()]
        return difflib.get_close_matches("/".join(path), known, n=how_many, cutoff=0.3)


def find_header(table: Table, layout: MunicipalTable) -> Header | None:
    """The header that a layout describes: the place where most of its headings are found."""
    anchors = key_headings(layout)
    wanted = {squeeze(column.header[-1]) for column in layout.columns if column.header}
    best: tuple[int, Header] | None = None
    for top in dict.fromkeys(_possible_tops(table, layout.header_rows, anchors or wanted)):
        header = Header(top, layout.header_rows, paths_of(table, top, layout.header_rows))
        headings = {text for path in header.paths.values() for text in path}
        if anchors and not anchors <= headings:
            continue
        score = sum(_lowest_word(path) in wanted for path in header.paths.values())
        if best is None or score > best[0]:
            best = (score, header)
    return best[1] if best else None


def _lowest_word(path: Path) -> str:
    """The lowest heading of a column that is no year."""
    return next((text for text in reversed(path) if not is_year(text)), "")


def is_year(text: str) -> bool:
    """Whether a squeezed heading is a year (with or without 速報 and the like behind it)."""
    try:
        year_in(re.sub(r"[(\[【]?(速報|確報|改定)値?[)\]】]?$", "", text))
    except NotationError:
        return False
    return True


def year_in(text: str) -> int:
    """The year of a heading or cell. Raises NotationError.

    A workbook may have a date for a year: 1 January is the year itself; any other day may be the first or
    the last of a period, which nobody can tell.
    """
    first_day = _FIRST_OF_JANUARY.fullmatch(text)
    return read_year(first_day[1] if first_day else text)


def key_headings(layout: MunicipalTable) -> set[str]:
    """Squeezed headings of the columns that say what a row is about."""
    place = layout.municipality
    named = []
    if isinstance(place, MunicipalityColumn):
        named += [place.header, place.code_header, place.prefecture_header]
    if isinstance(layout.period, PeriodInColumn):
        named.append(layout.period.header)
    named.append(layout.unit_header)
    named += [heading for column in layout.columns for heading in column.where]
    return {squeeze(heading) for heading in named if heading}


def _possible_tops(table: Table, levels: int, words: set[str]) -> Iterator[int]:
    """Rows at which a header may begin: a heading may stand at any of its levels."""
    for number, row in enumerate(table.rows):
        if any(cell and squeeze(cell) in words for cell in row):
            yield from range(number, max(number - levels, -1), -1)


def paths_of(table: Table, top: int, levels: int) -> dict[int, Path]:
    """Column from 0 → its squeezed headings, of a header that takes ``levels`` rows from ``top``."""
    rows = range(top, min(top + levels, len(table.rows)))
    own = [[squeeze(table.cell(row, column)) for column in range(table.width)] for row in rows]
    full = _spread(own)
    paths = {}
    for column in range(table.width):
        if any(level[column] for level in own):
            paths[column] = tuple(level[column] for level in full if level[column])
    return paths


def _spread(own: list[list[str]]) -> list[list[str]]:
    """Each level with the text of a merged cell in all the columns it covers.

    A blank belongs to the cell on its left unless a new group begins above it; the lowest level has no
    groups.
    """
    full: list[list[str]] = []
    for depth, level in enumerate(own):
        spread = list(level)
        if depth < len(own) - 1:
            for column in range(1, len(spread)):
                begins_above = any(own[above][column] for above in range(depth))
                if not spread[column] and not begins_above:
                    spread[column] = spread[column - 1]
        full.append(spread)
    return full
