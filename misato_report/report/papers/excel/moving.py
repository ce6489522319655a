"""What a sheet says of its cells besides their values, moved to where the rows have gone: formulas, merged ranges, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from misato_report.report.papers.excel.formulas import (
    CellName,
    Reference,
    cell_name,
    filled_from,
    moved,
    range_of,
)
from misato_report.report.papers.excel.layout import AmbiguousError, Layout
from misato_report.report.papers.excel.names import DRAWING, MACRO_CELLS, OLD_DRAWING, main
from misato_report.report.papers.problems import Place, bad_form

_MERGED = frozenset(["mergeCell", "hyperlink"])
_OF_CELLS = frozenset(["dataValidation", "conditionalFormatting", "ignoredError", "protectedRange"])
_FORMULAS = frozenset(["formula", "formula1", "formula2"])
_RULE = "繰り返す行の外から一つの欄だけを指すと、どの行のことか決まりません。合計なら SUM(D5:D5) のように範囲で書いてください。"


@dataclass(frozen=True)
class Mover:
    """Moves what refers to the sheets of a form; ``layouts`` by the sheet's name, with letters made small."""

    place: Place
    layouts: Mapping[str, Layout]

    def formula(self, text: str, sheet: str, row: int = 0, where: str = "") -> str:
        """A formula of a sheet, as it stands in a filled row (0: in none). Raises WorkspaceError for an unclear one."""

        def place(reference: Reference) -> tuple[CellName, CellName | None]:
            name = (reference.sheet or sheet).casefold()
            layout = self.layouts.get(name)
            if layout is None:
                self._refuse_several(reference, where)
                return reference.first, reference.last
            seen_from = row if name == sheet.casefold() else 0
            if reference.last is None:
                return layout.cell(reference.first, seen_from), None
            return layout.area(reference.first, reference.last, seen_from)

        try:
            return moved(text, place)
        except AmbiguousError as error:
            message = f"式 ={text} が、印で繰り返す行の {error} を指しています。"
            raise bad_form(self.place.at(where or f"「{sheet}」"), message, _RULE) from error

    def _refuse_several(self, reference: Reference, where: str) -> None:
        first, colon, last = reference.sheet.partition(":")
        if colon and any(not layout.is_same for layout in self.layouts.values()):
            message = f"式が、いくつものシートにまたがる {first}:{last} を指しています。行を繰り返すと、正しく直せません。"
            raise bad_form(self.place.at(where), message, "シートごとの式に分けてください。")

    def sheet(self, name: str, root: Any) -> None:
        """Everything of a filled sheet but the values. The rows are in place already."""
        layout = self.layouts[name.casefold()]
        self._cells(name, root)
        if not layout.is_same:
            self._ranges(root, layout)
        for one in root.iter():
            if isinstance(one.tag, str) and _local(one.tag) in _FORMULAS | {"f"} and not _in_a_row(one):
                one.text = self.formula(one.text, name, _first_row(one)) if one.text else one.text
        dimension = root.find(main("dimension"))
        if dimension is not None:
            root.remove(dimension)  # it may be left out, and is no longer true

    def _cells(self, name: str, root: Any) -> None:
        for row in root.iter(main("row")):
            number = int(row.get("r"))
            for cell in row:
                formula = cell.find(main("f"))
                if formula is None:
                    continue
                source = self.layouts[name.casefold()].rows[number - 1].source
                where = f"「{name}」 {cell_name(cell.get('r')).at(source)}"
                formula.text = self.formula(formula.text or "", name, number, where)
                if formula.get("ref"):
                    first, last = range_of(formula.get("ref"))
                    formula.set("ref", f"{first.at(number)}:{last.at(number + last.row - first.row)}")
                value = cell.find(main("v"))
                if value is not None:
                    cell.remove(value)  # reckoned from other figures
                cell.attrib.pop("t", None)

    def _ranges(self, root: Any, layout: Layout) -> None:
        for one in list(root.iter()):
            kind = _local(one.tag) if isinstance(one.tag, str) else ""
            if kind in _MERGED:
                _spread(one, layout)
            elif kind in _OF_CELLS and one.get("sqref"):
                one.set("sqref", self.cells(one.get("sqref"), layout))
            elif one.tag == f"{{{MACRO_CELLS}}}sqref" and one.text:
                one.text = self.cells(one.text, layout)
            elif kind == "autoFilter" and one.get("ref"):
                one.set("ref", _stretched(one.get("ref"), layout))
            elif kind == "brk" and _local(one.getparent().tag) == "rowBreaks":
                ends = [end for _, end in layout.instances(int(one.get("id")), int(one.get("id")))]
                one.set("id", str(ends[-1] if ends else one.get("id")))
            elif kind in ("pane", "sheetView") and one.get("topLeftCell"):
                name = cell_name(one.get("topLeftCell"))
                one.set("topLeftCell", str(name.at(_place_of(name.row, layout))))
            elif kind == "selection":
                for key in ("activeCell", "sqref"):
                    one.attrib.pop(key, None)
        merged = root.find(main("mergeCells"))
        if merged is not None:
            merged.set("count", str(len(merged)))

    def cells(self, ranges: str, layout: Layout) -> str:
        """Ranges of a rule that holds of each cell by itself."""
        found = []
        for text in ranges.split():
            first, last = range_of(text)
            found += [f"{first.at(a)}:{last.at(b)}" for a, b in layout.runs(first.row, last.row)]
        return " ".join(found)


def _spread(one: Any, layout: Layout) -> None:
    """A merged range, once for each turn."""
    first, last = range_of(one.get("ref"))
    for start, end in layout.instances(first.row, last.row):
        new = one.makeelement(one.tag, dict(one.attrib))
        new.set("ref", f"{first.at(start)}:{last.at(end)}")
        one.addprevious(new)
    one.getparent().remove(one)


def _stretched(text: str, layout: Layout) -> str:
    first, last = range_of(text)
    return "{}:{}".format(*layout.area(first, last))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _in_a_row(one: Any) -> bool:
    parent = one.getparent()
    return parent is not None and parent.tag == main("c")


def _first_row(one: Any) -> int:
    """The row from which a rule's formula is meant: that of its first cell; 0 where it is nothing of cells."""
    while one is not None:
        ranges = one.get("sqref") or one.findtext(f"{{{MACRO_CELLS}}}sqref")
        if ranges:
            return range_of(ranges.split()[0])[0].row
        one = one.getparent()
    return 0


def unshare(root: Any) -> None:
    """Give every cell a formula of its own, where a file writes one for many (``t="shared"``)."""
    masters: dict[str, tuple[CellName, str]] = {}
    for cell in root.iter(main("c")):
        formula = cell.find(main("f"))
        if formula is None or formula.get("t") != "shared":
            continue
        here, number = cell_name(cell.get("r")), formula.get("si", "")
        if formula.text:
            masters[number] = here, formula.text
        else:
            start, text = masters[number]
            formula.text = filled_from(text, here.row - start.row, here.column - start.column)
        for key in ("t", "si", "ref"):
            formula.attrib.pop(key, None)


def move_drawing(root: Any, layout: Layout) -> None:
    """Pictures and shapes, which hang on cells."""
    for one in root.iter(f"{{{DRAWING}}}row"):
        one.text = str(_place_of(int(one.text or 0) + 1, layout) - 1)


def move_comments(root: Any, layout: Layout) -> None:
    """Comments by their cells."""
    for one in root.iter(main("comment")):
        name = cell_name(one.get("ref"))
        one.set("ref", str(name.at(_place_of(name.row, layout))))


def move_old_drawing(root: Any, layout: Layout) -> None:
    """The boxes of comments (VML)."""
    for one in root.iter(f"{{{OLD_DRAWING}}}Row"):
        one.text = str(_place_of(int(one.text or 0) + 1, layout) - 1)
    for one in root.iter(f"{{{OLD_DRAWING}}}Anchor"):
        numbers = [int(n) for n in re.findall(r"-?\d+", one.text or "")]
        for at in (2, 6):
            if len(numbers) > at:
                numbers[at] = _place_of(numbers[at] + 1, layout) - 1
        one.text = ", ".join(map(str, numbers))


def move_table(root: Any, layout: Layout) -> None:
    """A table of Excel's (テーブル): the range that it covers."""
    for one in root.iter(main("table"), main("autoFilter")):
        one.set("ref", _stretched(one.get("ref"), layout))


def _place_of(row: int, layout: Layout) -> int:
    return next((start for start, _ in layout.instances(row, row)), row)


def formulas_in(root: Any, names: frozenset[str]) -> Iterator[Any]:
    """Elements with these local names that hold a formula."""
    return (one for one in root.iter() if isinstance(one.tag, str) and _local(one.tag) in names and one.text)


Move = Callable[[Any, Layout], None]
