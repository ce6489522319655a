"""A form in Excel → the same with its marks filled (ECMA-376). A sheet without marks and formulas stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from misato_report.diagnostics import Diagnostic
from misato_report.plan.limits import Limits
from misato_report.report.papers.excel.filling import Filling
from misato_report.report.papers.excel.layout import Layout
from misato_report.report.papers.excel.moving import (
    Move,
    Mover,
    formulas_in,
    move_comments,
    move_drawing,
    move_old_drawing,
    move_table,
    unshare,
)
from misato_report.report.papers.excel.names import main
from misato_report.report.papers.excel.styles import Styles
from misato_report.report.papers.excel.template import (
    SheetTemplate,
    read_sheet,
    shared_strings,
    with_places,
)
from misato_report.report.papers.language import MARK, MarkLanguage, has_marks
from misato_report.report.papers.package import Package, relations_of
from misato_report.report.papers.problems import bad_form, bad_mark

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOVES: Mapping[str, Move] = {
    "drawing": move_drawing,
    "comments": move_comments,
    "vmlDrawing": move_old_drawing,
    "table": move_table,
}
_CHART = re.compile(r"xl/charts/[^/]+\.xml")
_CACHES = frozenset(["numCache", "strCache", "multiLvlStrCache"])
_BEHIND_RECKONING = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


def fill_workbook(
    package: Package, values: Mapping[str, object], limits: Limits
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The filled form, and what the clerk should look at in it.

    ``values`` is the model by its first names. Raises WorkspaceError with the file, sheet and cell of what is wrong.
    """
    try:
        form = _Form(package, limits)
        form.fill(values)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, StopIteration) as error:
        message = "Excelのファイルとして読めないところがあります。"
        raise bad_form(package.place, message, "Excelで開いて、.xlsx として保存し直してください。") from error
    return package.content(), tuple(form.notes)


@dataclass
class _Sheet:
    part: str
    template: SheetTemplate


@dataclass
class _Form:
    package: Package
    limits: Limits
    notes: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.main = next(t for kind, t in self.package.relations("").values() if kind == "officeDocument")
        self.book = self.package.xml(self.main)
        self.related = self.package.relations(self.main)
        self.strings_part = self._part("sharedStrings")
        self.strings = shared_strings(self.package.xml(self.strings_part)) if self.strings_part else []
        self.sheets = [_Sheet(part, self._template(name, part)) for name, part in self._sheet_parts()]

    def _part(self, kind: str) -> str:
        return next((part for own, part in self.related.values() if own == kind), "")

    def _sheet_parts(self) -> list[tuple[str, str]]:
        found = []
        for sheet in self.book.iter(main("sheet")):
            kind, part = self.related[sheet.get(_RELATION)]
            if has_marks(sheet.get("name", "")):
                raise bad_mark(
                    self.package.place.at(f"「{sheet.get('name')}」"),
                    "シートの名前に印があります。",
                    _ONLY_CELLS,
                )
            if kind == "worksheet":
                found.append((sheet.get("name"), part))
        if not found:
            raise ValueError("a workbook of another kind (ISO 29500 strict)")
        return found

    def _template(self, name: str, part: str) -> SheetTemplate:
        root = self.package.xml(part)
        with_places(root)
        unshare(root)
        return read_sheet(name, self.package.place, root, self.strings)

    def fill(self, values: Mapping[str, object]) -> None:
        """Fill all sheets, then move what refers to them."""
        self._forget_what_charts_show()
        self._refuse_marks_elsewhere()
        styles_part = self._part("styles")
        styles = Styles(self.package.xml(styles_part))
        filling = Filling(MarkLanguage(markup=False), styles, self.limits, self.notes)
        layouts, cells = {}, {}
        for sheet in self.sheets:
            layout = filling.layout(sheet.template, values)
            layouts[sheet.template.name.casefold()] = layout
            cells[sheet.part] = filling.fill(sheet.template, layout)
        mover = Mover(self.package.place, layouts)
        for sheet in self.sheets:
            template = sheet.template
            if (
                template.texts
                or next(template.root.iter(main("f")), None) is not None
                or not self._all_same(layouts)
            ):
                mover.sheet(template.name, template.root)
                filling.fit(template, layouts[template.name.casefold()], cells[sheet.part])
                self.package.put(sheet.part, template.root)
            if not layouts[template.name.casefold()].is_same:
                self._move_attached(sheet.part, layouts[template.name.casefold()])
        if not self._all_same(layouts):
            self._move_names(mover)
            self._move_charts(mover)
        self.package.put(styles_part, styles.root)
        self._forget_marks()
        self._reckon_again()

    @staticmethod
    def _all_same(layouts: Mapping[str, Layout]) -> bool:
        return all(layout.is_same for layout in layouts.values())

    def _refuse_marks_elsewhere(self) -> None:
        for name, content in self.package.parts.items():
            inside = name.endswith((".xml", ".vml")) and name != self.strings_part
            if not inside or name in [sheet.part for sheet in self.sheets]:
                continue
            if MARK.search(content.decode("utf-8", "replace")):
                where = self.package.place.at(f"（{name.rpartition('/')[2]}）")
                raise bad_mark(where, "欄の外（図形、コメント、グラフなど）に印があります。", _ONLY_CELLS)
        for sheet in self.sheets:
            for one in sheet.template.root:
                text = "" if one.tag == main("sheetData") else "".join(one.itertext()) + str(one.attrib)
                if MARK.search(text):
                    where = self.package.place.at(f"「{sheet.template.name}」")
                    raise bad_mark(
                        where, "欄の外（ヘッダー、フッター、入力規則など）に印があります。", _ONLY_CELLS
                    )

    def _move_attached(self, part: str, layout: Layout) -> None:
        for kind, target in self.package.relations(part).values():
            move = _MOVES.get(kind)
            if move is not None and target in self.package.parts:
                root = self.package.xml(target)
                move(root, layout)
                self.package.put(target, root)

    def _move_names(self, mover: Mover) -> None:
        sheets = [sheet.get("name") for sheet in self.book.iter(main("sheet"))]
        for name in self.book.iter(main("definedName")):
            own = sheets[int(name.get("localSheetId"))] if name.get("localSheetId") else ""
            if name.text:
                name.text = mover.formula(name.text, own, 0, f"名前「{name.get('name')}」")

    def _charts(self) -> list[str]:
        return [part for part in self.package.parts if _CHART.fullmatch(part)]

    def _forget_what_charts_show(self) -> None:
        """A chart remembers the figures and texts of its cells, which were marks."""
        for part in self._charts():
            root = self.package.xml(part)
            for cache in [
                one for one in root.iter() if isinstance(one.tag, str) and _local(one.tag) in _CACHES
            ]:
                cache.getparent().remove(cache)
            self.package.put(part, root)

    def _move_charts(self, mover: Mover) -> None:
        for part in self._charts():
            root = self.package.xml(part)
            for formula in formulas_in(root, frozenset(["f"])):
                formula.text = mover.formula(formula.text, "", 0, "グラフ")
            self.package.put(part, root)

    def _forget_marks(self) -> None:
        """Texts with marks are no cell's any more."""
        if not any(map(has_marks, self.strings)):
            return
        root = self.package.xml(self.strings_part)
        for text, one in zip(self.strings, list(root.iter(main("si"))), strict=True):
            if has_marks(text):
                for child in list(one):
                    one.remove(child)
                one.append(one.makeelement(main("t"), {}))
        self.package.put(self.strings_part, root)

    def _reckon_again(self) -> None:
        """Have formulas reckoned when the file is opened: their results were of other figures."""
        chain = self._part("calcChain")
        if chain:
            self._remove(chain)
        reckoning = self.book.find(main("calcPr"))
        if reckoning is None:
            reckoning = self.book.makeelement(main("calcPr"), {})
            behind = [one for one in self.book if one.tag in map(main, _BEHIND_RECKONING)]
            if behind:
                behind[0].addprevious(reckoning)
            else:
                self.book.append(reckoning)
        reckoning.set("fullCalcOnLoad", "1")
        self.package.put(self.main, self.book)

    def _remove(self, part: str) -> None:
        """Take a part out, with what says that it is there."""
        del self.package.parts[part]
        for name, key, ending in (
            (relations_of(self.main), "Type", "/calcChain"),
            ("[Content_Types].xml", "PartName", f"/{part}"),
        ):
            root = self.package.xml(name)
            for one in list(root):
                if one.get(key, "").endswith(ending):
                    root.remove(one)
            self.package.put(name, root)


_ONLY_CELLS = "印は欄に書いてください。ほかの所の印は埋められません。"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
