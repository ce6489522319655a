"""Published tables: reading them against calamine's own reading of the cells."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
from python_calamine import load_workbook as calamine

from benchmarks.timing import Line, best_of
from misato_report import load_workspace
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.published.proposal import propose
from misato_report.gazetteer.places import municipalities

_ROWS, _COLUMNS = 12_000, 40
_WORKBOOK_ROWS, _WORKBOOK_COLUMNS = 2_500, 40  # 100,000 cells
_TODAY = date(2027, 12, 1)


def lines(workspace: Path) -> Iterator[Line]:
    """A CSV of 12,000 rows × 40 columns, and a workbook of 100,000 cells."""
    plan = load_workspace(workspace).sound_plan()
    raw = "\r\n".join(",".join(row) for row in _table(_ROWS, _COLUMNS)).encode("cp932")

    def read_csv() -> None:
        tables, _ = read_tables("見本.csv", raw)
        propose(tables, plan, _TODAY)

    yield Line(f"`layout` of a CSV of {_ROWS:,} rows × {_COLUMNS} columns", best_of(3, read_csv), aim="2 s")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    for row in _table(_WORKBOOK_ROWS, _WORKBOOK_COLUMNS):
        sheet.append([int(cell) if cell.isdigit() and len(cell) < 5 else cell for cell in row])  # noqa: PLR2004
    out = io.BytesIO()
    book.save(out)
    yield _workbook(out.getvalue())


def _workbook(raw: bytes) -> Line:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "見本.xlsx"
        path.write_bytes(raw)

        def read_cells() -> None:
            book = calamine(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()

        cells = _WORKBOOK_ROWS * _WORKBOOK_COLUMNS
        ours = best_of(3, lambda: read_tables("見本.xlsx", raw))
        return Line(f"reading an .xlsx of {cells:,} cells", ours, "calamine", best_of(3, read_cells))


def _table(rows: int, columns: int) -> Iterator[list[str]]:
    """A list of places with codes, each several times by class, and figures."""
    places = municipalities()
    yield ["見本調査（令和7年10月1日現在）", *[""] * (columns - 1)]
    yield ["地域コード", "地域", "区分", *(f"項目{n}" for n in range(columns - 3))]
    for number in range(rows):
        place = places[number % len(places)]
        group = f"区分{number // len(places)}"
        yield [
            place.code,
            place.prefecture + place.name,
            group,
            *(str(number + n) for n in range(columns - 3)),
        ]
