"""The lines of a town's sheets: which are KPIs, in which field, and which are not and why. No line is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from misato_report.actuals.files.table import Table
from misato_report.new_workspace.cell_text import kept_text, squeezed
from misato_report.new_workspace.grid import Grid, Head, head_at
from misato_report.new_workspace.heading_rows import (
    department_name,
    heading_text,
    is_department,
    is_note,
    rank_of,
    says_nothing,
)
from misato_report.new_workspace.headings import FIGURES, Heading, Role, is_heading_word

_DITTO = frozenset({"〃", "同上", "”", '"', "々"})
_PLANNED = frozenset({"目標", "目標値", "計画", "計画値"})
_KINDS = frozenset({Role.RULE, Role.OTHER})  # columns that say whether a line holds targets or actuals
_DONE = frozenset({"実績", "実績値", "達成率", "進捗率", "達成度"})
_CARRIED = frozenset({Role.FIELD, Role.POLICY, Role.DEPARTMENT})
_SHARED = frozenset({Role.UNIT, Role.TARGET, Role.TARGET_YEAR, Role.BASELINE_YEAR})
_VALUED = FIGURES | {Role.UNIT, Role.BASELINE_YEAR, Role.TARGET_YEAR, Role.INTERIM_YEAR}
_FEW = 3  # cells of a heading row


@dataclass(frozen=True)
class Place:
    """Where a line stands in the town's file."""

    file: str
    sheet: str
    line: str  # 4行, or D列

    def __str__(self) -> str:
        return f"{self.sheet}の{self.line}" if self.sheet else self.line


@dataclass(frozen=True)
class Line:
    """A line that has something in it. ``why`` says why it is no KPI; empty for a KPI.

    ``cells`` are the texts with the headings of their columns; ``field`` is the one it stands under, ``doubtful`` a
    lone text above it that may be a field too.
    """

    place: Place
    cells: tuple[tuple[Heading, str], ...]
    why: str = ""
    field: str = ""
    policy: str = ""
    doubtful: str = ""
    hidden: bool = False
    maybe_heading: bool = False
    doubts: tuple[tuple[Heading, str], ...] = ()  # why a column's cell must not be taken for a figure
    remarks: tuple[str, ...] = ()

    def texts(self, *roles: Role) -> list[tuple[Heading, str]]:
        """The cells of these roles that have something in them, in the order of the columns."""
        return [(heading, text) for heading, text in self.cells if heading.role in roles and text]

    def text(self, role: Role) -> str:
        """The first of them, or nothing."""
        return next((text for _, text in self.texts(role)), "")

    @property
    def wording(self) -> str:
        """All that stands in the line, as the clerk would read it out."""
        return " ｜ ".join(text for _, text in self.cells if text)


@dataclass(frozen=True)
class Sheet:
    """A sheet's lines, and the columns whose content has no place in a plan."""

    name: str
    title: str
    lines: tuple[Line, ...]
    unused: tuple[str, ...]
    size: int  # lines of the sheet that have something in them


def read_sheets(tables: Sequence[Table]) -> list[Sheet]:
    """Every sheet, line by line. A sheet's name is a field where several sheets hold KPIs and nothing nearer says it."""
    found = [_read_sheet(table) for table in tables]
    holding = [sheet for sheet in found if any(not line.why for line in sheet.lines)]
    return [_named_by_sheet(sheet, several=len(holding) > 1) for sheet in found]


def _named_by_sheet(sheet: Sheet, *, several: bool) -> Sheet:
    department = next((name for name in (sheet.name, sheet.title) if is_department(name)), "")
    telling = not says_nothing(sheet.name) and not is_department(sheet.name)
    name = heading_text(sheet.name) if telling and (several or rank_of(sheet.name) == 0) else ""
    lines = (_of_department(line, department) for line in sheet.lines)
    return replace(sheet, lines=tuple(_with_field(line, name) for line in lines))


def _of_department(line: Line, text: str) -> Line:
    """The line with the 課 that its sheet's name or title is, where it names none itself."""
    name = department_name(text)
    if line.why or not name or line.text(Role.DEPARTMENT):
        return line
    return replace(line, cells=(*line.cells, (Heading("シートの担当課", Role.DEPARTMENT), name)))


def _with_field(line: Line, sheet: str) -> Line:
    """The line with the nearest thing that names its field: a column, a heading row, the sheet, and last its 施策."""
    if line.why or line.field:
        return line
    return replace(line, field=sheet or line.policy, policy=line.policy if sheet else "")


def _read_sheet(table: Table) -> Sheet:
    for on_its_side in (False, True):
        grid = Grid.of(table, on_its_side=on_its_side)
        if any(head_at(grid, n) for n in range(len(grid.lines))):
            reader = _Reader(grid)
            reader.read()
            title = " ".join(line.wording for line in reader.lines if line.why == TITLE)
            past = [] if reader.has_pairs else dict.fromkeys(reader.past)
            return Sheet(table.sheet, title, tuple(reader.lines), (*reader.unused, *past), grid.size)
    grid = Grid.of(table)
    lines = [_listed(grid, n, NO_TABLE) for n in range(len(grid.lines)) if not grid.is_blank(n)]
    return Sheet(table.sheet, "", tuple(lines), (), grid.size)


def _without_hidden(head: Head, hidden: frozenset[int]) -> Head:
    """The heading, in which a hidden column holds nothing where a column that is shown holds the same."""
    shown = {heading.role for n, heading in enumerate(head.headings) if n not in hidden}
    return replace(
        head,
        headings=tuple(
            replace(heading, role=Role.OTHER) if n in hidden and heading.role in shown else heading
            for n, heading in enumerate(head.headings)
        ),
    )


TITLE = "表の前の行（表題など）"
NO_TABLE = "「指標」と「目標値」の見出しがないシートの行"
HEADING = "表の見出し"
_SECTION = "分野や施策の見出し"
_NOTE = "注や資料の行"
_NOTHING = "指標の名前も値もない行"
_TOTAL = "合計の行"
_ACTUALS = "目標の行の下の、実績の行"
_TOTALS = frozenset({"計", "合計", "小計", "総計"})


def _listed(grid: Grid, line: int, why: str) -> Line:
    cells = tuple((Heading("", Role.OTHER), text) for text in grid.lines[line])
    return Line(_place(grid, line), cells, why)


def _place(grid: Grid, line: int) -> Place:
    return Place(grid.table.file, grid.table.sheet, grid.name_of(line))


@dataclass
class _Reader:
    grid: Grid
    lines: list[Line] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)  # columns of actuals beside a baseline
    head: Head | None = None
    sections: dict[int, str] = field(default_factory=dict)  # rank → heading row that is in force
    carried: dict[int, str] = field(default_factory=dict)  # column → what stands for the blank cells below
    doubtful: str = ""

    def read(self) -> None:
        number = 0
        while number < len(self.grid.lines):
            head = None if self.grid.is_blank(number) else head_at(self.grid, number)
            if head is None:
                if not self.grid.is_blank(number):
                    self.lines.append(self._line(number))
                number += 1
                continue
            self._begin(head)
            self.lines.extend(_listed(self.grid, n, HEADING) for n in range(number, number + head.depth))
            number += head.depth

    def _begin(self, head: Head) -> None:
        if self.head is None or [h.text for h in self.head.headings] != [h.text for h in head.headings]:
            self.carried = {}
        self.head = head = _without_hidden(head, self.grid.hidden_places)
        if head.has(Role.BASELINE):
            self.past.extend(h.text for h in head.headings if h.role is Role.ACTUAL)
        unused = [h.text for h in head.headings if h.role is Role.OTHER and h.text]
        self.unused.extend(text for text in unused if text not in self.unused)

    def _line(self, number: int) -> Line:
        texts = [text for text in self.grid.lines[number] if text]
        if is_note(texts[0]):
            return _listed(self.grid, number, _NOTE)
        if self.head is not None:
            return self._below_head(number, texts, self._cells(self.head, number))
        if len(texts) <= _FEW and rank_of(texts[0]) is not None:
            return self._section(number, texts)
        return _listed(self.grid, number, TITLE)

    def _below_head(self, number: int, texts: Sequence[str], cells: Sequence[tuple[Heading, str]]) -> Line:
        roles = {heading.role for heading, text in cells if text}
        if not roles & _VALUED and len(texts) <= _FEW and self._is_section(texts[0], cells):
            return self._section(number, texts)
        why = self._why_no_kpi(texts[0], cells)
        if why:
            return _listed(self.grid, number, why)
        alone = len(texts) == 1 and not roles & _VALUED
        if alone and self.head is not None and not self.head.has(Role.FIELD):
            if self.grid.is_wide(number) or (Role.NUMBER in roles and not texts[0].isdigit()):
                return self._section(number, texts)
            if Role.NAME in roles:
                return self._alone(number, texts[0], cells)
        if Role.NAME not in roles and not roles & FIGURES:
            self._carry(number, cells)
            return _listed(self.grid, number, _NOTHING)
        return self._kpi(number, cells)

    def _why_no_kpi(self, first: str, cells: Sequence[tuple[Heading, str]]) -> str:
        """Why a line with figures is none: a total, or the actuals below a KPI's targets."""
        roles = {heading.role for heading, text in cells if text}
        if squeezed(first) in _TOTALS:
            return _TOTAL
        is_done = any(h.role in _KINDS and squeezed(text) in _DONE for h, text in cells)
        return _ACTUALS if is_done and self.has_pairs and not {Role.NAME, Role.TARGET} <= roles else ""

    @cached_property
    def has_pairs(self) -> bool:
        """Whether a column of the sheet says 目標 in one line and 実績 in the next."""
        lines = self.grid.lines
        return any(
            squeezed(upper) in _PLANNED and squeezed(lower) in _DONE
            for above, below in pairwise(lines)
            for upper, lower in zip(above, below, strict=True)
        )

    def _alone(self, number: int, text: str, cells: Sequence[tuple[Heading, str]]) -> Line:
        """A lone text in the column of names, without figures: a heading row, or a KPI that has none yet."""
        if is_heading_word(text):
            return _listed(self.grid, number, HEADING)
        if not self._has_marked_sections:
            return self._section(number, [text])
        self.doubtful = text
        return replace(self._kpi(number, cells), maybe_heading=True, doubtful="")

    def _section(self, number: int, texts: Sequence[str]) -> Line:
        rank = rank_of(texts[0])
        rank = 1 if rank is None else rank
        self.sections = {r: text for r, text in self.sections.items() if r < rank}
        self.sections[rank] = heading_text(" ".join(texts))
        self.carried, self.doubtful = {}, ""
        return _listed(self.grid, number, _SECTION)

    def _is_section(self, first: str, cells: Sequence[tuple[Heading, str]]) -> bool:
        """Whether a row without figures is a heading row: it looks like one, and the KPIs' own names do not."""
        rank = rank_of(first)
        roles = {heading.role for heading, text in cells if text}
        with_name = Role.NAME in roles and bool(roles & {Role.FIELD, Role.POLICY})
        return (
            rank is not None and not with_name and not (Role.NAME in roles and rank in self._ranks_of_names)
        )

    @cached_property
    def _ranks_of_names(self) -> set[int | None]:
        """The looks of the names of KPIs that have figures: (1), 1. and the like are numbers of KPIs there."""
        found: set[int | None] = set()
        head: Head | None = None
        for number in range(len(self.grid.lines)):
            head = (None if self.grid.is_blank(number) else head_at(self.grid, number)) or head
            cells = self._cells(head, number) if head else []
            if any(text and heading.role in FIGURES for heading, text in cells):
                found |= {rank_of(text) for heading, text in cells if heading.role is Role.NAME and text}
        return found - {None, 0}

    @cached_property
    def _has_marked_sections(self) -> bool:
        """Whether the sheet marks its heading rows (■, 基本目標1), so that a lone text without a mark may be none."""
        lines = ([text for text in line if text] for line in self.grid.lines)
        return any(
            len(texts) == 1 and not is_note(texts[0]) and rank_of(texts[0]) is not None for texts in lines
        )

    def _cells(self, head: Head, number: int) -> list[tuple[Heading, str]]:
        """The line's cells by heading. A column without a heading belongs to the one on its left (120 | 人)."""
        found: list[tuple[Heading, str]] = []
        for heading, text in zip(head.headings, self.grid.lines[number], strict=True):
            if heading.text or not found:
                found.append((heading, text))
            elif text:
                left, before = found[-1]
                before = before or (self._name_above(head, number) if left.role is Role.NAME else "")
                found[-1] = (left, f"{before} {text}".strip())
        if self.has_pairs and any(h.role in _KINDS and squeezed(text) in _PLANNED for h, text in found):
            return [(replace(h, role=Role.TARGET) if h.role is Role.ACTUAL else h, text) for h, text in found]
        return found

    def _name_above(self, head: Head, number: int) -> str:
        """The name that a merged cell carries down, where the column on its right divides it (健康寿命 | 男性, 女性)."""
        column = next(n for n, heading in enumerate(head.headings) if heading.role is Role.NAME)
        while number and not self.grid.lines[number][column] and self.grid.is_merged(number, column):
            number -= 1
        return self.grid.lines[number][column]

    def _carry(self, number: int, cells: Sequence[tuple[Heading, str]]) -> list[tuple[Heading, str]]:
        """The cells with what a merged cell, a blank below it or 〃 stands for."""
        filled: list[tuple[Heading, str]] = []
        for column, (heading, text) in enumerate(cells):
            shown = text
            if heading.role in _CARRIED | _SHARED or text in _DITTO:
                below = not text and self._stands_for_below(number, column, heading)
                shown = self.carried.get(column, "") if below or text in _DITTO else text
                if text and text not in _DITTO and heading.role is Role.FIELD:
                    self._forget_policies(cells)
            if shown:
                self.carried[column] = shown
            filled.append((heading, shown))
        return filled

    def _stands_for_below(self, number: int, column: int, heading: Heading) -> bool:
        """Whether what stands above holds for this blank cell too: always a 分野, but others only in a merged cell.

        A target is shared where it is in words (延伸); a figure may be that of the two together.
        """
        if heading.role not in {Role.DEPARTMENT, *_SHARED}:
            return True
        headings = self.head.headings if self.head else ()
        if heading not in headings or not self.grid.is_merged(number, headings.index(heading)):
            return False
        above = self.carried.get(column, "")
        return heading.role is Role.DEPARTMENT or (
            bool(self.grid.table.merges)
            and not (heading.role is Role.TARGET and re.search("[0-9０-９]", above))
        )

    def _forget_policies(self, cells: Sequence[tuple[Heading, str]]) -> None:
        """A 施策 ends where the next 分野 begins."""
        for column, (heading, _) in enumerate(cells):
            if heading.role is Role.POLICY:
                self.carried.pop(column, None)

    def _kpi(self, number: int, cells: Sequence[tuple[Heading, str]]) -> Line:
        filled = tuple(self._carry(number, cells))
        by_role = {role: next((t for h, t in filled if h.role is role and t), "") for role in _CARRIED}
        own = kept_text(by_role[Role.FIELD])
        highest = self.sections[min(self.sections)] if self.sections else ""
        policy = kept_text(by_role[Role.POLICY])
        below = [text for rank, text in sorted(self.sections.items()) if text != highest]
        name = own or highest
        return Line(
            _place(self.grid, number),
            filled,
            field=name,
            policy=policy if policy and squeezed(policy) != squeezed(name) else " ".join(below),
            doubtful="" if own else self.doubtful,
            hidden=self.grid.is_hidden(number),
            doubts=self._said(self.grid.doubts(number) | self._shared_figures(number)),
            remarks=tuple(
                f"{heading.text}: {text}" for heading, text in self._said(self.grid.remarks(number))
            ),
        )

    def _shared_figures(self, number: int) -> dict[int, str]:
        """Columns whose figure is merged over the lines of several KPIs: it may be that of them together."""
        headings = self.head.headings if self.head else ()
        name = next((n for n, heading in enumerate(headings) if heading.role is Role.NAME), None)
        if name is None:
            return {}
        end = self.grid.last_merged(number, name)
        return {
            column: "幾つかの指標の欄が結合されています。"
            for column, heading in enumerate(headings)
            if heading.role in FIGURES
            and self.grid.last_merged(number, column) > end
            and re.search("[0-9０-９]", self.grid.lines[number][column])
        }

    def _said(self, texts: Mapping[int, str]) -> tuple[tuple[Heading, str], ...]:
        """What the workbook says of cells, by the headings of their columns."""
        headings = self.head.headings if self.head else ()
        return tuple(
            (headings[column], text) for column, text in sorted(texts.items()) if column < len(headings)
        )
