"""A published table with a row for each municipality: finding the header, the town's row, the figures."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from misato_report.actuals.observation import Observation
from misato_report.actuals.reading import Table, column_letter
from misato_report.diagnostics import Diagnostic
from misato_report.notation import (
    Mark,
    NotationError,
    Reading,
    find_date,
    find_years,
    read_number,
    read_year,
    squeeze,
)
from misato_report.plan.model import (
    Column,
    Municipality,
    MunicipalTable,
    PeriodInText,
    Plan,
    Source,
)

_UNIT = re.compile(r"単位[::]?([^)）\s]+)")
_MUNICIPALITY = re.compile(r"[^0-9]+[市町村区]$")


@dataclass(frozen=True, slots=True)
class _ValueColumn:
    """A column to be read: its number from 0, the series, and the period where the header names it."""

    number: int
    series: str
    period: int | None


@dataclass
class _Reader:
    """State of one reading."""

    table: Table
    source: Source
    layout: MunicipalTable
    plan: Plan
    header: int = 0
    name_column: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def report(
        self, code: str, message: str, hint: str = "", *, row: int | None = None, column: int = 0
    ) -> None:
        self.diagnostics.append(self.table.error(code, message, hint, row=row, column=column))

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return self.header + self.layout.header_rows

    def texts(self) -> Iterator[str]:
        """Cells that are no part of the table's header or body: titles and notes."""
        for number, row in enumerate(self.table.rows):
            if number < self.header or number >= self.first_row:
                yield from (cell for cell in row if cell.strip())


def extract(
    table: Table, sha256: str, published_on: date | None, plan: Plan, source: Source
) -> tuple[list[Observation], list[Diagnostic], str]:
    """Observations of the town, findings, and the source's title."""
    assert isinstance(source.layout, MunicipalTable)  # noqa: S101 - recognise() gives only these
    reader = _Reader(table, source, source.layout, plan)
    if not _find_header(reader):
        return [], reader.diagnostics, source.title
    columns = list(_value_columns(reader))
    _check_unit(reader)
    published = _published_on(reader, published_on)
    period = _period_in_text(reader)
    rows = _municipality_rows(reader)
    _check_count(reader, rows)
    town = _town_row(reader, rows)
    values = _read_all(reader, rows, columns)
    if reader.diagnostics or town is None or published is None:
        return [], reader.diagnostics, source.title
    sample = "見本" in table.file or any("見本" in text for text in reader.texts())
    observations = []
    for column in columns:
        series = plan.series[column.series]
        reading = values[(town, column.number)]
        year = column.period if column.period is not None else period
        assert year is not None  # noqa: S101 - a table without its year has been reported above
        observations.append(
            Observation(
                series=series.id,
                period=year,
                basis=series.basis,
                value=reading.value,
                unit=series.unit,
                mark=Mark.SAMPLE if sample and reading.value is not None else reading.mark,
                published_on=published,
                source=source.id,
                file=table.file,
                sheet=table.sheet,
                row=town + 1,
                column=column_letter(column.number),
                sha256=sha256,
            )
        )
    return observations, [], source.title


# --- header ---------------------------------------------------------------------------------------


def _find_header(reader: _Reader) -> bool:
    """Find the row and column of the heading over the municipalities' names."""
    wanted = squeeze(reader.layout.municipality.header)
    for number, row in enumerate(reader.table.rows):
        for column, cell in enumerate(row):
            if squeeze(cell) == wanted:
                reader.header, reader.name_column = number, column
                return True
    reader.report(
        "no-header",
        f"「{reader.source.title}」の見出し「{reader.layout.municipality.header}」が見つかりません。",
        "表の形が変わったときは plan/sources.yaml の municipality: header: を直してください。",
    )
    return False


def _header_paths(reader: _Reader) -> dict[int, tuple[str, ...]]:
    """Column → its headings from the top level down. A merged cell's text stands for all it covers."""
    levels: list[list[str]] = []
    width = reader.table.width
    for level in range(reader.layout.header_rows):
        row = reader.header + level
        cells = (
            [squeeze(reader.table.cell(row, c)) for c in range(width)] if row < len(reader.table.rows) else []
        )
        levels.append(cells)
    paths: dict[int, tuple[str, ...]] = {}
    for column in range(width):
        if not any(level[column] for level in levels if level):
            continue
        texts = [
            level[column] or _merged_text(level, column, lowest=number == len(levels) - 1)
            for number, level in enumerate(levels)
            if level
        ]
        paths[column] = tuple(text for text in texts if text)
    return paths


def _merged_text(level: list[str], column: int, *, lowest: bool) -> str:
    """Text of the merged cell that covers a blank one: only groups span columns, not the lowest level."""
    if lowest:
        return ""
    return next((level[c] for c in range(column, -1, -1) if level[c]), "")


def _value_columns(reader: _Reader) -> Iterator[_ValueColumn]:
    paths = _header_paths(reader)
    for column in reader.layout.columns:
        wanted = tuple(squeeze(text) for text in column.header)
        if isinstance(reader.layout.period, PeriodInText):
            yield from _single_column(reader, paths, column, wanted)
        else:
            yield from _year_columns(reader, paths, column, wanted)


def _single_column(
    reader: _Reader, paths: dict[int, tuple[str, ...]], column: Column, wanted: tuple[str, ...]
) -> Iterator[_ValueColumn]:
    found = [number for number, path in paths.items() if path == wanted]
    if len(found) == 1:
        yield _ValueColumn(found[0], column.series, None)
    elif found:
        where = "、".join(reader.table.address(reader.header, n) for n in found)
        reader.report(
            "repeated-column",
            f"見出し「{_shown(column.header)}」が二つ以上あります ({where})。",
            "plan/sources.yaml の header: を、上の段の見出しから書いて区別してください。",
            row=reader.header,
            column=found[0],
        )
    else:
        _report_no_column(reader, paths, column)


def _year_columns(
    reader: _Reader, paths: dict[int, tuple[str, ...]], column: Column, wanted: tuple[str, ...]
) -> Iterator[_ValueColumn]:
    seen: dict[int, int] = {}
    for number, path in paths.items():
        if path[:-1] != wanted:
            continue
        row = reader.first_row - 1
        try:
            year = read_year(path[-1])
        except NotationError as error:
            reader.report("bad-year", str(error), "年の見出しを確かめてください。", row=row, column=number)
            continue
        if year in seen:
            reader.report("repeated-column", f"「{path[-1]}」の列が二つあります。", row=row, column=number)
        seen[year] = number
        yield _ValueColumn(number, column.series, year)
    if not seen:
        _report_no_column(reader, paths, column)


def _report_no_column(reader: _Reader, paths: dict[int, tuple[str, ...]], column: Column) -> None:
    known = [_shown(path) for path in paths.values()]
    near = difflib.get_close_matches(_shown(column.header), known, n=3, cutoff=0.3)
    closest = f"近い見出し: {'、'.join(near)}。" if near else ""
    reader.report(
        "no-column",
        f"見出し「{_shown(column.header)}」の列が見つかりません。{closest}",
        f"表の見出しが変わったときは plan/sources.yaml の {column.series} の header: を直してください。",
        row=reader.header,
        column=reader.name_column,
    )


def _shown(path: tuple[str, ...]) -> str:
    return "/".join(path)


# --- what stands around the table -----------------------------------------------------------------


def _check_unit(reader: _Reader) -> None:
    for text in reader.texts():
        found = _UNIT.search(squeeze(text))
        if found and found[1] != squeeze(reader.layout.unit):
            reader.report(
                "unit-mismatch",
                f"表の単位が「{found[1]}」ですが、plan/sources.yaml では「{reader.layout.unit}」です。",
                "どちらが正しいか確かめ、資料の unit: を直してください。",
            )


def _published_on(reader: _Reader, given: date | None) -> date | None:
    label = squeeze(reader.source.published_label)
    dates = {d for text in reader.texts() if label in squeeze(text) and (d := find_date(text))}
    if len(dates) == 1:
        return dates.pop()
    if given is not None:
        return given
    what = (
        "が二つ以上あります" if dates else f"（「{reader.source.published_label}」のある行）が見つかりません"
    )
    reader.report(
        "no-publication-date",
        f"公表日{what}。",
        "公表日を確かめ、ingest に --published-on 2026-12-18 のように付けてください。",
    )
    return None


def _period_in_text(reader: _Reader) -> int | None:
    layout = reader.layout.period
    if not isinstance(layout, PeriodInText):
        return None
    word = squeeze(layout.containing)
    years = {year for text in reader.texts() if word in squeeze(text) for year in find_years(text)}
    if len(years) == 1:
        return years.pop()
    what = f"が一つに決まりません ({'、'.join(map(str, sorted(years)))})" if years else "が見つかりません"
    reader.report(
        "no-period",
        f"対象の年（「{layout.containing}」のある行）{what}。",
        "「令和8年10月1日現在」のように年のある行を、表の上に残してください。",
    )
    return None


# --- rows -----------------------------------------------------------------------------------------


def _municipality_rows(reader: _Reader) -> dict[int, str]:
    """Row → squeezed name, of each municipality and total below the header."""
    rows: dict[int, str] = {}
    totals = {squeeze(total) for total in reader.layout.municipality.totals}
    for number in range(reader.first_row, len(reader.table.rows)):
        name = squeeze(reader.table.cell(number, reader.name_column))
        if not name or not _has_figures(reader, number):
            continue
        if name in totals or _MUNICIPALITY.fullmatch(name):
            rows[number] = name
        else:
            reader.report(
                "unknown-row",
                f"「{name}」が市町村か合計か分かりません。",
                "合計の行なら plan/sources.yaml の totals: に加えてください。",
                row=number,
                column=reader.name_column,
            )
    return rows


def _has_figures(reader: _Reader, row: int) -> bool:
    """Whether a row has more than its name: a note under the table has not."""
    after = range(reader.name_column + 1, reader.table.width)
    return any(reader.table.cell(row, column).strip() for column in after)


def _check_count(reader: _Reader, rows: dict[int, str]) -> None:
    expected = reader.layout.municipality.count
    totals = {squeeze(total) for total in reader.layout.municipality.totals}
    names = [name for name in rows.values() if name not in totals]
    if expected is not None and len(names) != expected:
        reader.report(
            "municipality-count",
            f"市町村が{expected}あるはずの表に{len(names)}しかありません。"
            if len(names) < expected
            else f"市町村が{expected}のはずの表に{len(names)}あります。",
            "行が欠けたり重なったりしていないか、公表元のファイルと比べてください。",
        )


def _town_row(reader: _Reader, rows: dict[int, str]) -> int | None:
    town = reader.plan.general.municipality
    found = [number for number, name in rows.items() if name in _town_names(town)]
    if len(found) == 1:
        return found[0]
    if not found:
        reader.report(
            "no-municipality",
            f"「{town.name}」の行が見つかりません。",
            "町の名前のある行が表に残っているか、公表元のファイルと比べてください。",
        )
    else:
        where = "、".join(reader.table.address(number, reader.name_column) for number in found)
        reader.report("repeated-municipality", f"「{town.name}」の行が二つ以上あります ({where})。")
    return None


def _town_names(town: Municipality) -> set[str]:
    """The ways in which a prefecture's table names the town."""
    return {squeeze(town.name), squeeze(town.county + town.name)}


def _read_all(
    reader: _Reader, rows: dict[int, str], columns: list[_ValueColumn]
) -> dict[tuple[int, int], Reading]:
    """Every figure of the columns, of all municipalities: one that cannot be read spoils the table."""
    values: dict[tuple[int, int], Reading] = {}
    for row in rows:
        for column in columns:
            text = reader.table.cell(row, column.number)
            try:
                reading = read_number(text, reader.source.dash)
            except NotationError as error:
                reader.report(
                    "bad-number",
                    str(error),
                    "公表元のファイルと比べ、正しい数字に直してください。",
                    row=row,
                    column=column.number,
                )
                continue
            series = reader.plan.series[column.series]
            if series.non_negative and reading.value is not None and reading.value < 0:
                message = f"「{series.name}」は負の数になりません ({text.strip()})。"
                reader.report("negative-count", message, row=row, column=column.number)
            values[(row, column.number)] = reading
    return values
