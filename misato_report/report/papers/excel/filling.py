"""The rows of a filled sheet: loops gone through, and every cell with marks filled with a figure or a text."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from misato_report.actuals.files.format_code import FormatError, Kind, sections_of
from misato_report.actuals.files.number_formats import look, plain
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.files.spreadsheet import legal_text, starts_a_formula
from misato_report.plan.limits import Limits
from misato_report.report.excel.looks import number_format
from misato_report.report.papers.excel.heights import make_rows_fit
from misato_report.report.papers.excel.layout import Layout, Path, PlacedRow
from misato_report.report.papers.excel.names import SPACE, main
from misato_report.report.papers.excel.styles import Styles
from misato_report.report.papers.excel.template import Loop, SheetTemplate, column_of
from misato_report.report.papers.figures import MarkFigure
from misato_report.report.papers.language import FAILURES, MarkLanguage, names_in, wrong_in
from misato_report.report.papers.problems import Place, bad_form, bad_mark

_PERCENT = ("%", "％")
_FEW = 5


@dataclass(frozen=True)
class Turn:
    """``loop`` in a row that is repeated: the number of the turn, from 1."""

    index: int


@dataclass
class Filling:
    """What all sheets of a form need while they are filled; ``notes`` are what the clerk should look at."""

    language: MarkLanguage
    styles: Styles
    limits: Limits
    notes: list[Diagnostic] = field(default_factory=list)

    def layout(self, sheet: SheetTemplate, values: Mapping[str, object]) -> Layout:
        """The rows of a sheet with its loops gone through. Raises WorkspaceError for a wrong mark, or too many rows."""
        rows = []
        for row in self._rows(sheet, sheet.tree, values, (), blank=False):
            rows.append(row)
            if len(rows) > self.limits.rows:
                message = f"繰り返した行が多すぎます（上限は{self.limits.rows:,}行）。"
                raise bad_form(
                    sheet.place.at(f"「{sheet.name}」"), message, "繰り返しの中の繰り返しを減らしてください。"
                )
        return Layout(rows, sheet.last, sheet.blocks)

    def _rows(
        self,
        sheet: SheetTemplate,
        tree: Sequence[Loop | int],
        values: Mapping[str, object],
        path: Path,
        *,
        blank: bool,
    ) -> Iterator[PlacedRow]:
        for one in tree:
            if isinstance(one, int):
                if one not in sheet.hollow:
                    yield PlacedRow(one, path, values, blank)
                continue
            turns = [] if blank else list(self._turns(one, values))
            for number, inner in enumerate(turns):
                yield from self._rows(sheet, one.inside, inner, (*path, (one.number, number)), blank=False)
            if not turns:
                yield from self._rows(sheet, one.inside, values, (*path, (one.number, 0)), blank=True)

    def _turns(self, loop: Loop, values: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
        try:
            name, things = self.language.each(loop.opening, values)
        except FAILURES as error:
            raise bad_mark(loop.place, *wrong_in(loop.opening, error)) from error
        for number, thing in enumerate(things, start=1):
            yield {**values, name: thing, "loop": Turn(number)}

    def fill(self, sheet: SheetTemplate, layout: Layout) -> dict[int, list[Any]]:
        """Put the filled rows in the place of the form's; returns the filled cells by row.

        Raises WorkspaceError for a wrong mark.
        """
        data = sheet.root.find(main("sheetData"))
        old = {int(row.get("r")): row for row in data}
        for row in list(data):
            data.remove(row)
        cells = 0
        filled: dict[int, list[Any]] = {}
        for number, placed in enumerate(layout.rows, start=1):
            form = old.get(placed.source)
            if form is None:
                continue
            row = copy.deepcopy(form) if placed.path else form
            cells += len(row)
            if cells > self.limits.cells:
                message = f"欄が多すぎます（上限は{self.limits.cells:,}個）。"
                raise bad_form(sheet.place.at(f"「{sheet.name}」"), message, "繰り返しを減らしてください。")
            row.set("r", str(number))
            for cell in row:
                column = column_of(cell)
                cell.set("r", f"{column}{number}")
                text = sheet.texts.get(placed.source, {}).get(column)
                if text is not None:
                    self._fill_cell(cell, text, placed, sheet.at(placed.source, column))
                    filled.setdefault(number, []).append(cell)
            if placed.source in sheet.texts and row.get("customHeight") not in ("1", "true"):
                row.attrib.pop("ht", None)  # as high as what it now holds
            data.append(row)
        return filled

    def _fill_cell(self, cell: Any, text: str, placed: PlacedRow, place: Place) -> None:
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if placed.blank or not text.strip():
            return
        try:
            value = self.language.value_of(text, placed.values)
        except FAILURES as error:
            raise bad_mark(place, *wrong_in(text, error)) from error
        if isinstance(value, bool):
            value = "はい" if value else "いいえ"
        if isinstance(value, int):
            value = MarkFigure(str(value), Decimal(value))
        if isinstance(value, MarkFigure) and value.number is not None:
            self._write_number(cell, value, value.number, place)
        elif value is None or isinstance(value, str | MarkFigure):
            self._write_text(cell, str(value or ""))
        else:
            names = "、".join(names_in(value)[:_FEW])
            hint = (
                f"どれか一つを指してください: {names}"
                if names
                else "繰り返す行の中で、一つずつ指してください。"
            )
            raise bad_mark(place, f"印 {text.strip()} は、一つの値ではなく、まとまりを指しています。", hint)

    def _write_number(self, cell: Any, figure: MarkFigure, number: Decimal, place: Place) -> None:
        style = cell.get("s")
        code = self.styles.code(style)
        try:
            kinds = frozenset(kind for section in sections_of(code) for kind in section.kinds)
        except FormatError:
            kinds = frozenset()
        if kinds & {Kind.DATE, Kind.ELAPSED} and Kind.GENERAL not in kinds:
            message = f"数値 {figure.with_unit} の欄の表示形式が、日付です（{code}）。"
            raise bad_form(place, message, "欄の書式を「標準」か「数値」にしてください。")
        if Kind.PERCENT in kinds:
            if figure.unit not in _PERCENT:
                message = f"数値 {figure.with_unit} の欄の表示形式が、パーセントです（{code}）。100倍に見えてしまいます。"
                raise bad_form(place, message, "欄の書式を「標準」か「数値」にしてください。")
            number = number.scaleb(-2)
        made = self.styles.for_figure(style, number_format(figure.places))
        if made != "0":
            cell.set("s", made)
        self._note_rounding(figure, number, self.styles.code(made), place)
        cell.append(_with_text(cell, "v", plain(number)))

    def fit(self, sheet: SheetTemplate, layout: Layout, filled: dict[int, list[Any]]) -> None:
        """Make rows high enough, once merged ranges are in place; tell of texts that a form's fixed row cuts off."""
        for number, cell in make_rows_fit(sheet.root, self.styles, filled):
            place = sheet.at(layout.rows[number - 1].source, column_of(cell))
            self.notes.append(
                Diagnostic(
                    file=place.file,
                    code="form-too-small",
                    message="文が長く、様式の行の高さに入り切らないようです。",
                    hint="様式の行を高くするか、文を短くしてください。高さを決めていない行は、文に合わせます。",
                    severity=Severity.WARNING,
                    cell=place.where,
                )
            )

    def _note_rounding(self, figure: MarkFigure, number: Decimal, code: str, place: Place) -> None:
        """A form's own format may show fewer digits than the report does."""
        seen = look(number, code)
        if not seen.known or _digits(seen.text) == _digits(figure.text):
            return
        self.notes.append(
            Diagnostic(
                file=place.file,
                code="form-shows-other-digits",
                message=f"報告書では {figure.with_unit} の数値が、この欄の表示形式（{code}）では {seen.text.strip()} と見えます。",
                hint="同じに見せるなら、欄の書式の桁を報告書に合わせるか、「標準」にしてください。",
                severity=Severity.WARNING,
                cell=place.where,
            )
        )

    def _write_text(self, cell: Any, text: str) -> None:
        if not text:
            return
        if starts_a_formula(text):
            cell.set("s", self.styles.for_quoted(cell.get("s")))
        cell.set("t", "inlineStr")
        inline = cell.makeelement(main("is"), {})
        inline.append(_with_text(inline, "t", legal_text(text)))
        inline[0].set(SPACE, "preserve")
        cell.append(inline)


def _with_text(parent: Any, name: str, text: str) -> Any:
    one = parent.makeelement(main(name), {})
    one.text = text
    return one


def _digits(text: str) -> str:
    """The digits that are seen, without zeros that say nothing: 94.10 shows as much as 94.1."""
    found = re.sub(r"[^0-9.]", "", text)
    return (found.rstrip("0").rstrip(".") if "." in found else found) or "0"
