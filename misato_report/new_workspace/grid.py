"""A sheet as lines of cells: its rows, or its columns where a table lies on its side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from misato_report.actuals.files.table import Cell, Merge, Table, column_letter
from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.headings import Heading, Role, read_heading, read_headings
from misato_report.new_workspace.year_words import take_years

_DEEPEST = 3  # rows of a heading
_WIDE = 2  # columns beyond the first that a heading row is merged over
_NAMING = frozenset({Role.NAME, Role.UNIT, Role.DEPARTMENT, Role.FIELD, Role.POLICY, Role.NUMBER})
_PARTS = frozenset(
    {
        "値",
        "数値",
        "年",
        "年度",
        "時点",
        "単位",
        "名称",
        "旧",
        "新",
        "当初",
        "改定後",
        "修正後",
        "変更前",
        "変更後",
        "最終",
        "最終年",
        "最終年度",
    }
)


@dataclass(frozen=True)
class Grid:
    """Cells by line and place in it; ``name_of`` and ``address`` give the places in the town's own sheet."""

    table: Table
    lines: tuple[tuple[str, ...], ...]
    on_its_side: bool

    @classmethod
    def of(cls, table: Table, *, on_its_side: bool = False) -> Grid:
        """The sheet's rows as lines, or its columns."""
        width = table.width
        rows = [
            [_on_one_line(table.cell(r, c).strip()) for c in range(width)] for r in range(len(table.rows))
        ]
        lines = list(zip(*rows, strict=True)) if on_its_side else rows
        return cls(table, tuple(tuple(line) for line in lines), on_its_side)

    def name_of(self, line: int) -> str:
        """A line as a clerk calls it: 4行, or D列 of a table on its side."""
        return f"{column_letter(line)}列" if self.on_its_side else f"{line + 1}行"

    def is_blank(self, line: int) -> bool:
        """Whether nothing stands in it."""
        return not any(self.lines[line])

    @property
    def size(self) -> int:
        """Number of lines that have something in them."""
        return sum(any(line) for line in self.lines)

    def is_wide(self, line: int) -> bool:
        """Whether a cell of the line is merged across at least three, as heading rows are."""
        return any(
            last_column - column >= _WIDE and row == last_row == line
            for row, column, last_row, last_column in self._merges
        )

    def is_merged(self, line: int, column: int) -> bool:
        """Whether a cell is part of a merged one. A file that knows nothing of merges counts every cell as such."""
        return not self._merges or any(
            row <= line <= last_row and left <= column <= right for row, left, last_row, right in self._merges
        )

    def last_merged(self, line: int, column: int) -> int:
        """The last line of the merged cell that a cell is part of; its own line for one that is not merged."""
        return next(
            (
                last
                for row, left, last, right in self._merges
                if row <= line <= last and left <= column <= right
            ),
            line,
        )

    @property
    def _merges(self) -> tuple[Merge, ...]:
        turned = tuple((left, row, right, last) for row, left, last, right in self.table.merges)
        return turned if self.on_its_side else self.table.merges

    def doubts(self, line: int) -> dict[int, str]:
        """Column → why its cell must not be taken for a figure."""
        return self._said(self.table.doubts, line)

    def remarks(self, line: int) -> dict[int, str]:
        """Column → what to know of its cell."""
        return self._said(self.table.remarks, line)

    def _said(self, texts: Mapping[Cell, str], line: int) -> dict[int, str]:
        turned = {((c, r) if self.on_its_side else (r, c)): text for (r, c), text in texts.items()}
        return {column: text for (row, column), text in turned.items() if row == line}

    def is_hidden(self, line: int) -> bool:
        """Whether the workbook does not show it."""
        return line in (self.table.hidden_columns if self.on_its_side else self.table.hidden_rows)

    @property
    def hidden_places(self) -> frozenset[int]:
        """Places in a line that the workbook does not show."""
        return self.table.hidden_rows if self.on_its_side else self.table.hidden_columns


@dataclass(frozen=True)
class Head:
    """The heading of a table of KPIs: one for each column, and how many lines it takes."""

    headings: tuple[Heading, ...]
    depth: int

    def has(self, role: Role) -> bool:
        """Whether a column has this role."""
        return any(heading.role is role for heading in self.headings)


def head_at(grid: Grid, line: int) -> Head | None:
    """The heading that begins at a line, of up to three lines, or None where none does."""
    best: Head | None = None
    if sum(read_heading(text).role is not Role.OTHER for text in grid.lines[line] if text) < len("ab"):
        return None
    for depth in range(1, _DEEPEST + 1):
        if line + depth > len(grid.lines) or (depth > 1 and not _continues(grid.lines[line + depth - 1])):
            break
        headings = read_headings(_joined(grid.lines[line : line + depth]))
        roles = {heading.role for heading in headings}
        if Role.NAME in roles and roles & {Role.TARGET, Role.CHANGE}:
            best = Head(tuple(headings), depth)
    return best


def _continues(texts: Sequence[str]) -> bool:
    """Whether a line is the lower part of a heading: nothing but years, 値, units in brackets and the like."""
    cells = [plain_text(text) for text in texts if text]
    return bool(cells) and all(
        take_years(text)[0].strip("() ") in {*_PARTS, ""}
        or (text[0] in "(【" and text[-1] in ")】")
        or read_heading(text).role is not Role.OTHER
        for text in cells
    )


def _joined(lines: Sequence[Sequence[str]]) -> list[str]:
    """One text for each column: a heading above several columns counts for each that has one of its own below."""
    texts = list(lines[0])
    for lower in lines[1:]:
        above = ""
        for column, text in enumerate(lower):
            above = texts[column] or (above if text else "")
            texts[column] = _both(above, text) if text else texts[column]
    return texts


def _both(above: str, below: str) -> str:
    """A heading of two lines; the lower alone where it is what names the column (成果指標 over 指標名 and 単位)."""
    whole = f"{above} {below}".strip()
    if read_heading(whole).role in {Role.OTHER, Role.NAME} and read_heading(below).role in _NAMING:
        return below
    return whole


def _on_one_line(text: str) -> str:
    """A text written from top to bottom, a character to a line (し, ご, と), as the word it is."""
    parts = text.split("\n")
    upright = len(parts) > len("ab") and all(len(part.strip()) <= 1 for part in parts)
    return "".join(part.strip() for part in parts) if upright and not text[0].isdigit() else text
