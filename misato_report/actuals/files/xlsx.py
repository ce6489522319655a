"""An .xlsx or .xlsm → sheets, in one pass over each part (ECMA-376 part 1).

Values are read as they are stored, not by way of a float; a formula counts by the result saved with it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from misato_report.actuals.files.sheet import Sheet
from misato_report.actuals.files.sizes import SAYING, Allowance
from misato_report.actuals.files.xlsx_cells import CellReader
from misato_report.actuals.files.xlsx_strings import read_strings
from misato_report.actuals.files.xlsx_styles import is_on, read_styles
from misato_report.actuals.files.xml_parts import Attributes, Handlers, read_part

_NUMBER = re.compile("[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass
class _Book:
    """What workbook.xml says: its sheets (name, relation, shown or not), and where its dates begin."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    from_1904: bool = False


def read_xlsx(archive: zipfile.ZipFile, allowance: Allowance) -> Iterator[Sheet]:
    """The sheets in their order; those that are hidden without their cells.

    Raises TooLargeError, DTDForbidden, and many kinds of errors for a broken file.
    """
    parts = _relations(archive, "", allowance)
    main = next(target for kind, target in parts.values() if kind == "officeDocument")
    related = _relations(archive, main, allowance)
    book = _read_book(archive, main, allowance)
    allowance.sheets(len(book.sheets))
    strings, styles = _part_of(related, "sharedStrings"), _part_of(related, "styles")
    # Tolerated as the spreadsheet programs do: without styles every number is shown as it is.
    cells = CellReader(
        read_strings(archive, strings, allowance) if strings else [],
        read_styles(archive, styles, allowance) if styles else [],
        allowance,
        from_1904=book.from_1904,
    )
    for name, relation, hidden in book.sheets:
        kind, part = related[relation]
        sheet = Sheet(name, allowance, hidden)
        if kind == "worksheet" and not hidden:
            _SheetReader(sheet, cells).read(archive, part)
        if kind == "worksheet":
            yield sheet


def _relations(archive: zipfile.ZipFile, part: str, allowance: Allowance) -> dict[str, tuple[str, str]]:
    """Id of each relation of a part → its kind and the part it leads to; links to elsewhere are left out."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def take(attributes: Attributes) -> None:
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            allowance.cells(SAYING)
            found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

    path = posixpath.join(folder, "_rels", f"{name}.rels")
    read_part(archive, path, Handlers({"Relationship": take}), allowance)
    return found


def _part_of(related: dict[str, tuple[str, str]], kind: str) -> str:
    return next((target for own, target in related.values() if own == kind), "")


def _read_book(archive: zipfile.ZipFile, part: str, allowance: Allowance) -> _Book:
    book = _Book()

    def sheet(attributes: Attributes) -> None:
        relation = next(value for name, value in attributes.items() if name.endswith(" id"))
        hidden = attributes.get("state", "visible") != "visible"
        book.sheets.append((attributes["name"], relation, hidden))

    def properties(attributes: Attributes) -> None:
        book.from_1904 = is_on(attributes, "date1904")

    read_part(archive, part, Handlers({"sheet": sheet, "workbookPr": properties}), allowance)
    return book


class _SheetReader:
    """One sheet's part. Positions that are not written follow from the cell or row before."""

    def __init__(self, sheet: Sheet, cells: CellReader) -> None:
        self._sheet, self._cells = sheet, cells
        self._row = self._column = -1
        self._filters = False
        self._row_begun, self._number_of_row = -1, ""
        self._columns: dict[str, int] = {}

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        cells = self._cells
        start = {
            "row": self._start_row,
            "c": self._start_cell,
            "col": self._hide_columns,
            "mergeCell": self._merge,
            "filterColumn": self._filter,
            **cells.start_handlers(),
        }
        end = {"c": self._end_cell, **cells.end_handlers()}
        read_part(archive, part, Handlers(start, end, cells.take_text), self._sheet.allowance)
        self._sheet.filtered = self._filters and bool(self._sheet.hidden_rows)

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self._row = int(number) - 1 if number is not None else self._row + 1
        self._column = -1
        self._row_begun, self._number_of_row = (
            self._row,
            number if number and _NUMBER.fullmatch(number) else "",
        )
        if is_on(attributes, "hidden") or (
            attributes.get("ht") in ("0", "0.0") and is_on(attributes, "customHeight")
        ):
            self._sheet.hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._go_to(reference)
        self._cells.begin(attributes)

    def _go_to(self, reference: str) -> None:
        """Take a cell's position; that of a cell of the row that has begun by its letters, worked out once."""
        number = self._number_of_row
        letters = reference[: -len(number)] if number and reference.endswith(number) else ""
        column = self._columns.get(letters)
        if column is not None:
            self._row, self._column = self._row_begun, column
            return
        self._row, self._column = _position(reference)
        if letters.isalpha():
            self._columns[letters] = self._column

    def _end_cell(self) -> None:
        read = self._cells.finish()
        if read is None:
            return
        cell = (self._row, self._column)
        self._sheet.put(*cell, read)
        style = self._cells.style
        if not style.is_plain and read.text:
            self._sheet.note_place(*cell, centred=style.centred, indent=style.indent)

    def _hide_columns(self, attributes: Attributes) -> None:
        if is_on(attributes, "hidden") or attributes.get("width") in ("0", "0.0"):
            self._sheet.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes["ref"].partition(":")
        self._sheet.merge((*_position(first), *_position(last or first)))

    def _filter(self, _: Attributes) -> None:
        self._filters = True


def _position(reference: str) -> tuple[int, int]:
    """Row and column of 'B12', both from 0. Raises ValueError."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
