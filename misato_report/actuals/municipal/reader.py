"""A published table of municipalities → the town's observations, each with the cell it came from.

The layout (``plan/sources.yaml``) says where municipality, period and unit stand; this module finds them,
reads every figure of the columns asked for (one that cannot be read spoils the table), and gives the
town's. Nothing is taken from a table in which anything is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from misato_report.actuals.files.table import Table, column_letter
from misato_report.actuals.municipal import captions as surroundings
from misato_report.actuals.municipal import sums as table_checks
from misato_report.actuals.municipal.columns import ValueColumn, value_columns
from misato_report.actuals.municipal.header import Header, find_header, key_headings
from misato_report.actuals.municipal.rows import BodyRow, town_rows, value_rows
from misato_report.actuals.units import canonical, convert, factor
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.notation import Mark, NotationError, Reading, normalise, read_figure, squeeze
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.sources import MunicipalityInText, MunicipalTable, Source


@dataclass
class Reader:
    """State of one reading: the table, its layout, and what has been found wrong so far."""

    table: Table
    source: Source
    layout: MunicipalTable
    plan: Plan
    header: Header = field(default_factory=lambda: Header(0, 0, {}))
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def report(
        self, code: str, message: str, hint: str = "", *, row: int | None = None, column: int = 0
    ) -> None:
        """An error about the table, or one of its cells."""
        self.diagnostics.append(self.table.error(code, message, hint, row=row, column=column))

    def remark(self, code: str, message: str, hint: str = "", severity: Severity = Severity.WARNING) -> None:
        """A finding that refuses nothing."""
        where = self.table.sheet
        self.diagnostics.append(
            Diagnostic(
                file=self.table.file,
                code=code,
                message=message,
                hint=hint,
                severity=severity,
                cell=where,
            )
        )

    def line_of(self, key: str) -> str:
        """Where the entry for a column stands, for a hint: 'plan/sources.yaml の137行目'."""
        line = self.plan.lines.get((self.source.id, key))
        return f"plan/sources.yaml の{line}行目" if line else "plan/sources.yaml"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell says, in the unit of its series; ``note`` tells of a conversion."""

    reading: Reading
    note: str = ""


Figures = dict[tuple[int, int], Figure]
"""(row, column), both from 0 → what stands there."""


def extract(
    table: Table, sha256: str, published_on: date | None, plan: Plan, source: Source
) -> tuple[list[Observation], list[Diagnostic], str]:
    """Observations of the town, findings, and the source's title."""
    assert isinstance(source.layout, MunicipalTable)  # noqa: S101 - recognise() gives only these
    reader = Reader(table, source, source.layout, plan)
    header = find_header(table, source.layout)
    if header is None:
        _report_no_header(reader)
        return [], reader.diagnostics, source.title
    reader.header = header
    columns = value_columns(reader)
    unit = surroundings.stated_unit(reader)
    published = surroundings.publication_date(reader, published_on)
    period = surroundings.period_of_table(reader, columns)
    if isinstance(source.layout.municipality, MunicipalityInText):
        surroundings.check_town_in_text(reader)
    rows = value_rows(reader, period)
    town = town_rows(reader, rows)
    figures = _read_all(reader, rows, columns, unit)
    if not has_errors(reader.diagnostics):
        reader.diagnostics.extend(table_checks.check(reader, rows, columns, figures))
    if _refusing(reader.diagnostics) or published is None:
        return [], reader.diagnostics, source.title
    mark = surroundings.mark_of_table(reader)
    observations = list(_observations(reader, town, columns, figures, mark, published, sha256))
    _remark_hidden(reader, observations)
    surroundings.check_publication_date(reader, published, observations)
    return observations, reader.diagnostics, source.title


def _refusing(diagnostics: list[Diagnostic]) -> bool:
    """Whether the table is refused whatever the clerk says; failed sums may be accepted."""
    return has_errors(d for d in diagnostics if d.code not in table_checks.ACCEPTABLE)


def _report_no_header(reader: Reader) -> None:
    wanted = "、".join(f"「{word}」" for word in sorted(_words_of_header(reader.layout)))
    first = next((row for row in reader.table.rows if sum(bool(c.strip()) for c in row) > 2), ())  # noqa: PLR2004
    seen = "、".join(cell.strip() for cell in first if cell.strip())[:60]
    reader.report(
        "no-header",
        f"「{reader.source.title}」の見出し{wanted}が見つかりません。",
        f"表の形が変わったときは {reader.line_of('layout')} からの layout: を直してください"
        f"（この表の初めの見出しは {seen}）。`misato-report layout` が書き方を示します。",
    )


def _words_of_header(layout: MunicipalTable) -> set[str]:
    return key_headings(layout) or {squeeze(c.header[-1]) for c in layout.columns if c.header}


# --- figures --------------------------------------------------------------------------------------


def _read_all(reader: Reader, rows: list[BodyRow], columns: list[ValueColumn], unit: str) -> Figures:
    """Every figure of the columns, of all rows: one that cannot be read spoils the table."""
    figures: Figures = {}
    for row in rows:
        for column in columns:
            if not column.takes(row):
                continue
            figure = _read(reader, row, column, row.unit or unit)
            if figure is not None:
                figures[(row.number, column.number)] = figure
    return figures


def _read(reader: Reader, row: BodyRow, column: ValueColumn, unit: str) -> Figure | None:
    text = reader.table.cell(row.number, column.number)
    series = reader.plan.series[column.series]
    if normalise(text).endswith("%"):  # as a percentage cell of a workbook is shown
        text, unit = normalise(text)[:-1], "%"
    by = factor(unit, series.unit)
    if by is None:
        message = f"表の単位「{unit}」の値を、系列「{series.name}」の単位「{series.unit}」に直せません。"
        hint = f"どちらが正しいか確かめ、{reader.line_of(column.series)} の資料の unit: か系列の unit: を直してください。"
        _report_once(reader, "unit-mismatch", message, hint, row.number, column.number)
        return None
    try:
        reading = read_figure(text, reader.source.dash)
    except NotationError as error:
        hint = "公表元のファイルと比べ、正しい数字に直してください。"
        reader.report("bad-number", str(error), hint, row=row.number, column=column.number)
        return None
    if series.non_negative and reading.value is not None and reading.value < 0:
        message = f"「{series.name}」は負の数になりません ({text.strip()})。"
        reader.report("negative-count", message, row=row.number, column=column.number)
    if by == 1 or reading.value is None:
        return Figure(reading)
    note = f"{canonical(unit)}から{series.unit}に換算 ({text.strip()}{canonical(unit)})"
    return Figure(Reading(convert(reading.value, by), reading.mark), note)


def _report_once(reader: Reader, code: str, message: str, hint: str, row: int, column: int) -> None:
    if not any(d.code == code and d.message == message for d in reader.diagnostics):
        reader.report(code, message, hint, row=row, column=column)


def _observations(
    reader: Reader,
    town: list[BodyRow],
    columns: list[ValueColumn],
    figures: Figures,
    mark: Mark | None,
    published: date,
    sha256: str,
) -> Iterator[Observation]:
    converted: set[str] = set()
    for row in town:
        for column in columns:
            figure = figures.get((row.number, column.number))
            if figure is None or not column.takes(row):
                continue
            series = reader.plan.series[column.series]
            period = column.period if column.period is not None else row.period
            assert period is not None  # noqa: S101 - a table without its year has been refused
            if figure.note and series.name not in converted:
                converted.add(series.name)
                message = f"「{series.name}」を{figure.note.split(' ')[0]}しました。"
                reader.remark("converted", message, severity=Severity.INFO)
            yield Observation(
                series=series.id,
                period=period,
                basis=series.basis,
                value=figure.reading.value,
                unit=series.unit,
                mark=_mark(figure.reading, column.mark, mark),
                published_on=published,
                source=reader.source.id,
                file=reader.table.file,
                sheet=reader.table.sheet,
                row=row.number + 1,
                column=column_letter(column.number),
                sha256=sha256,
                note=figure.note,
            )


def _mark(reading: Reading, of_column: Mark | None, of_table: Mark | None) -> Mark | None:
    """Why there is no value; then 見本, which nothing may hide; then the mark nearest to the figure."""
    if reading.value is None:
        return reading.mark
    if of_table is Mark.SAMPLE:
        return of_table
    return reading.mark or of_column or of_table


def _remark_hidden(reader: Reader, observations: list[Observation]) -> None:
    """A figure that the clerk does not see in the file is told of."""
    table = reader.table
    hidden_letters = {column_letter(c) for c in table.hidden_columns}
    cells = [o.cell for o in observations if o.row - 1 in table.hidden_rows or o.column in hidden_letters]
    if cells:
        message = f"隠れた行か列の値を読みました ({'、'.join(cells[:8])})。"
        reader.remark("hidden-cell", message, "表計算ソフトで再表示し、正しい値か確かめてください。")
