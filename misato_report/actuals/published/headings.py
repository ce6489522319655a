"""Heading rows → what each column says: a group's heading goes over the columns of its group, and over no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from misato_report.actuals.published.blocks import Block, Grid, is_sentence
from misato_report.actuals.published.cells import Cell
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.units import as_unit


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading cell over a column: where it stands (from 0), and its text."""

    row: int
    column: int
    text: str


def headings_over(
    grid: Grid, block: Block, columns: Sequence[int]
) -> tuple[dict[int, list[Heading]], set[int]]:
    """The headings over each column, from the top, and the columns of which a group is not clear."""
    over: dict[int, list[Heading]] = {column: [] for column in columns}
    unclear: set[int] = set()
    for position, row in enumerate(block.headings):
        below = block.headings[position + 1 :]
        spans = _merged(grid, row)
        labels = _labels(grid, row, columns)
        if spans:
            _put_merged(over, row, labels, spans, columns)
        else:
            unclear |= _put(grid, over, row, labels, below, columns)
    return over, unclear


def _merged(grid: Grid, row: int) -> dict[int, int]:
    """First → last column of the merged ranges that begin in a row."""
    merges = getattr(grid.table, "merges", ())
    return {first: last for top, first, _, last in merges if top == row and last > first}


def _labels(grid: Grid, row: int, columns: Sequence[int]) -> list[Heading]:
    """The heading cells of a row; one-letter pieces of a spaced word (人 … 口) are one heading."""
    if not columns:
        return []
    cells = [
        Heading(row, c, grid.text(row, c))
        for c in grid.filled(row)
        if c >= columns[0] and not is_sentence(grid.text(row, c))
    ]
    pieces = [cell for cell in cells if len(folded(cell.text)) == 1 and not as_unit(cell.text)]
    if len(pieces) > 1 and "".join(folded(p.text) for p in pieces) in (
        "人口",
        "面積",
        "世帯",
        "戸数",
        "総数",
    ):
        joined = Heading(row, pieces[0].column, "".join(p.text for p in pieces))
        return sorted([*(c for c in cells if c not in pieces), joined], key=lambda cell: cell.column)
    spaced = [p for p in cells if folded(p.text) in ("人", "口")]
    if [folded(p.text) for p in spaced] == ["人", "口"] and spaced[0].column < spaced[1].column:
        joined = Heading(row, spaced[0].column, "人口")
        return sorted([*(c for c in cells if c not in spaced), joined], key=lambda cell: cell.column)
    return cells


def _put_merged(
    over: dict[int, list[Heading]],
    row: int,
    labels: list[Heading],
    spans: dict[int, int],
    columns: Sequence[int],
) -> None:
    for label in labels:
        last = spans.get(label.column, label.column)
        for column in columns:
            if label.column <= column <= last:
                over[column].append(label)
    del row


def _put(
    grid: Grid,
    over: dict[int, list[Heading]],
    row: int,
    labels: list[Heading],
    below: Sequence[int],
    columns: Sequence[int],
) -> set[int]:
    """Put the headings of a row without merged cells over their columns."""
    has_below = {c for c in columns if any(grid.kind(r, c) is not Cell.BLANK for r in below)}
    own = {label.column for label in labels}
    lower = _lowest_with_words(grid, below, columns)
    groups = _groups(grid, lower, columns) if lower is not None else []
    by_group = _by_group(labels, groups)
    if by_group is not None:
        for label, group in by_group:
            for column in group:
                over[column].append(label)
        return set()
    current: Heading | None = None
    parent: tuple[int, ...] = ()
    for column in columns:
        mine = next((label for label in labels if label.column == column), None)
        above = tuple(h.column for h in over[column])
        if mine is not None:
            current, parent = mine, above
            over[column].append(mine)
        elif current is not None and column in has_below and above == parent:
            over[column].append(current)
        else:
            current = None
    if not labels:
        return set()
    first = min(own)
    return {
        c
        for c in columns
        if c < first
        and c in has_below
        and lower is not None
        and len(labels) > 1
        and _same(grid, lower, c, columns)
    }


def _same(grid: Grid, row: int, column: int, columns: Sequence[int]) -> bool:
    """Whether the heading of a column occurs again over another column: then it needs its group."""
    text = folded(grid.text(row, column))
    return sum(folded(grid.text(row, c)) == text for c in columns) > 1


def _lowest_with_words(grid: Grid, below: Sequence[int], columns: Sequence[int]) -> int | None:
    filled = [r for r in below if sum(grid.kind(r, c) is not Cell.BLANK for c in columns) > 1]
    return filled[0] if filled else None


def _groups(grid: Grid, row: int, columns: Sequence[int]) -> list[list[int]]:
    """Columns cut where a heading occurs again: 5 6 7 | 5 6 7."""
    groups: list[list[int]] = []
    seen: set[str] = set()
    for column in columns:
        text = folded(grid.text(row, column))
        if not text:
            if groups:
                groups[-1].append(column)
            continue
        if not groups or text in seen:
            groups.append([])
            seen = set()
        seen.add(text)
        groups[-1].append(column)
    return groups


def _by_group(labels: list[Heading], groups: list[list[int]]) -> list[tuple[Heading, list[int]]] | None:
    """Each heading with its group, where there is one within (or over) each of several groups that are alike."""
    inside = [label for label in labels if groups and groups[0][0] <= label.column <= groups[-1][-1]]
    if len(groups) < 2 or len(inside) != len(groups) or len({len(g) for g in groups}) != 1:  # noqa: PLR2004
        return None
    pairs = list(zip(inside, groups, strict=True))
    if len(groups[0]) < 2 or not all(g[0] <= label.column <= g[-1] for label, g in pairs):  # noqa: PLR2004
        return None
    return pairs
