"""Tables that stand side by side in a sheet: a line of it holds a KPI of each."""

from __future__ import annotations

from dataclasses import replace

from misato_report.new_workspace.cell_text import kept_text
from misato_report.new_workspace.headings import FIGURES, Heading, Role
from misato_report.new_workspace.lines import Line


def side_by_side(line: Line) -> list[Line]:
    """The line of each table that has something in it; the line itself where there is one table."""
    names = [n for n, (heading, _) in enumerate(line.cells) if heading.role is Role.NAME]
    texts = [heading.text for heading, _ in line.cells]
    if len(names) < len("ab") or not any(h.role is Role.TARGET for h, _ in line.cells[names[0] : names[1]]):
        return [line]
    width, first = names[1] - names[0], names[0]
    while first and texts[first - 1] == texts[first - 1 + width]:
        first -= 1
    shared = line.cells[:first]
    blocks = [line.cells[start : start + width] for start in range(first, len(line.cells), width)]
    filled = [block for block in blocks if any(text and heading.role in _SAYING for heading, text in block)]
    return [_of_block(line, (*shared, *block)) for block in filled] or [line]


_SAYING = FIGURES | {Role.NAME}


def _of_block(line: Line, cells: tuple[tuple[Heading, str], ...]) -> Line:
    own = replace(line, cells=cells)
    return replace(own, field=kept_text(own.text(Role.FIELD)) or line.field)
