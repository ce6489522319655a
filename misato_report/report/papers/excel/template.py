"""A form's sheet: which cells hold marks, and which rows are to be repeated for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from misato_report.report.papers.excel.formulas import cell_name
from misato_report.report.papers.excel.names import main
from misato_report.report.papers.language import has_marks, is_wide
from misato_report.report.papers.problems import Place, bad_mark

_LOOP = re.compile(r"\{%-?\s*(?:for\s.*?|endfor\s*)-?%\}", re.DOTALL)
_END = re.compile(r"\{%-?\s*endfor\s*-?%\}")


@dataclass
class Loop:
    """Rows to be repeated: the opening mark, where it stands, and what is between it and its end."""

    number: int
    opening: str
    place: Place
    first: int
    last: int = 0
    inside: list[Loop | int] = field(default_factory=list)


@dataclass
class SheetTemplate:
    """A sheet of the form. ``texts``: row → column letters → the text of a cell with marks, loops taken out of it.

    ``tree`` has the rows from 1 to ``last`` in their order, those that are repeated within their loops. ``hollow`` are
    the rows that hold the marks of a loop and nothing else: they are not printed.
    """

    name: str
    place: Place
    root: Any
    last: int
    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    tree: list[Loop | int] = field(default_factory=list)
    hollow: set[int] = field(default_factory=set)
    blocks: dict[int, tuple[int, int]] = field(default_factory=dict)

    def at(self, row: int, column: str) -> Place:
        """A cell's place, for messages."""
        return self.place.at(f"「{self.name}」 {column}{row}")


def read_sheet(name: str, file: Place, root: Any, strings: list[str]) -> SheetTemplate:
    """The marks and loops of a sheet. Raises WorkspaceError for a loop that is not closed, and such."""
    rows = {int(row.get("r")): row for row in root.iter(main("row"))}
    sheet = SheetTemplate(name, file, root, max(rows, default=0))
    open_loops: list[Loop] = []
    for number in range(1, sheet.last + 1):
        here = open_loops[-1].inside if open_loops else sheet.tree
        opened, closed = _read_row(sheet, rows.get(number), number, strings)
        for opening, place in opened:
            loop = Loop(len(sheet.blocks) + 1, opening, place, number)
            sheet.blocks[loop.number] = (number, number)
            here.append(loop)
            open_loops.append(loop)
            here = loop.inside
        here.append(number)
        for place in closed:
            if not open_loops:
                raise bad_mark(place, "{% endfor %} がありますが、{% for … %} がありません。")
            loop = open_loops.pop()
            loop.last = number
            sheet.blocks[loop.number] = (loop.first, number)
    if open_loops:
        raise bad_mark(
            open_loops[-1].place, f"{open_loops[-1].opening} を閉じる {{% endfor %}} がありません。"
        )
    return sheet


def _read_row(
    sheet: SheetTemplate, row: Any, number: int, strings: list[str]
) -> tuple[list[tuple[str, Place]], list[Place]]:
    """The loops that a row opens and closes; its marks are put into the sheet."""
    opened: list[tuple[str, Place]] = []
    closed: list[Place] = []
    other = False
    for cell in row if row is not None else ():
        text = text_of(cell, strings)
        column = column_of(cell)
        place = sheet.at(number, column)
        _refuse_formula(cell, place)
        if not has_marks(text):
            other = other or len(cell) > 0
            continue
        if is_wide(text):
            raise bad_mark(
                place,
                f"印 {text.strip()} が全角の文字で書かれています。",
                "{{ }} と {% %} は半角で書いてください。",
            )
        rest, starts, ends = _without_loops(text)
        opened += [(start, place) for start in starts]
        closed += [place] * ends
        sheet.texts.setdefault(number, {})[column] = rest
        other = other or bool(rest.strip())
    if (opened or closed) and not other:
        sheet.hollow.add(number)
    return opened, closed


def _refuse_formula(cell: Any, place: Place) -> None:
    formula = cell.find(main("f"))
    if formula is not None and has_marks(formula.text or ""):
        message = "式の中に印があります。式の中の印は埋められません。"
        raise bad_mark(place, message, "印をほかの欄に書き、式からその欄を指してください。")


def _without_loops(text: str) -> tuple[str, list[str], int]:
    """The text without the marks that repeat rows, those that open, and how many close.

    A loop that begins and ends in the same cell repeats a text and is left where it is.
    """
    opened: list[re.Match[str]] = []
    lone: list[re.Match[str]] = []
    for match in _LOOP.finditer(text):
        if not _END.fullmatch(match[0]):
            opened.append(match)
        elif opened:
            opened.pop()
        else:
            lone.append(match)
    rest = text
    for match in sorted([*opened, *lone], key=lambda m: -m.start()):
        rest = rest[: match.start()] + rest[match.end() :]
    return rest, [match[0] for match in opened], len(lone)


def column_of(cell: Any) -> str:
    """The letters of a cell's column."""
    return str(cell.get("r")).rstrip("0123456789")


def text_of(cell: Any, strings: list[str]) -> str:
    """The text of a cell; of a figure or a formula none."""
    kind = cell.get("t")
    if kind == "s":
        index = cell.findtext(main("v")) or ""
        return strings[int(index)] if index.isdigit() and int(index) < len(strings) else ""
    if kind == "inlineStr":
        return "".join(_plain(cell.find(main("is"))))
    return ""


def shared_strings(root: Any) -> list[str]:
    """The texts of a workbook in their order, without how they are read aloud (ふりがな)."""
    return ["".join(_plain(one)) for one in root.iter(main("si"))]


def _plain(text: Any) -> Iterator[str]:
    for one in text if text is not None else ():
        if one.tag == main("t"):
            yield one.text or ""
        elif one.tag == main("r"):
            yield one.findtext(main("t")) or ""


def with_places(root: Any) -> None:
    """Write into every row and cell where it is, which a file may leave out. Raises ValueError for what is no place."""
    number = 0
    for row in root.iter(main("row")):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row:
            name = cell_name(cell.get("r")) if cell.get("r") else None
            column = name.column if name else column + 1
            if name is None:
                from misato_report.report.papers.excel.formulas import column_letters

                cell.set("r", f"{column_letters(column)}{number}")
