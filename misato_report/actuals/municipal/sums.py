"""Does a published table add up? Sums within a row, and of the municipalities to the prefecture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from misato_report.actuals.municipal.areas import in_group
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import print_number, squeeze
from misato_report.plan.sources import CarriedForwardCheck, EquationCheck, TotalCheck

if TYPE_CHECKING:
    from misato_report.actuals.municipal.columns import ValueColumn
    from misato_report.actuals.municipal.reader import Figures, Reader
    from misato_report.actuals.municipal.rows import BodyRow

SUM_MISMATCH = "sum-mismatch"
ACCEPTABLE = frozenset({SUM_MISMATCH})
"""Findings that ``ingest --accept "reason"`` takes with a note; everything else is refused."""

HINT = (
    "公表元のファイルと比べてください。元の表がこのとおりなら、"
    '`misato-report ingest ファイル --accept "理由"` で、理由を記して取り込めます。'
)
_MOST = 6  # one wrong figure breaks several sums; a list of all of them helps nobody


@dataclass(frozen=True, slots=True)
class _Cell:
    """A known value and where it stands, row and column from 0."""

    value: Decimal
    row: int
    column: int


@dataclass
class _Area:
    """What a table says of one area and year."""

    name: str
    is_total: bool
    cells: dict[str, _Cell] = field(default_factory=dict)


Areas = dict[tuple[str, int | None], _Area]


def check(
    reader: Reader, rows: list[BodyRow], columns: list[ValueColumn], figures: Figures
) -> Iterator[Diagnostic]:
    """What does not add up, the first few places of each check."""
    areas = _areas(rows, columns, figures)
    for rule in reader.layout.checks:
        match rule:
            case EquationCheck():
                yield from islice(_equation(reader, rule, areas), _MOST)
            case TotalCheck():
                yield from islice(_total(reader, rule, areas), _MOST)
            case CarriedForwardCheck():
                pass  # needs last year's figures: see history_checks


def _areas(rows: list[BodyRow], columns: list[ValueColumn], figures: Figures) -> Areas:
    """Area and year → its cells, from however many rows and columns they stand in."""
    areas: Areas = {}
    for row in rows:
        for column in columns:
            figure = figures.get((row.number, column.number))
            if figure is None or not column.takes(row):
                continue
            period = column.period if column.period is not None else row.period
            area = areas.setdefault((row.name, period), _Area(row.name, row.is_total))
            if figure.reading.value is not None:
                area.cells[column.series] = _Cell(figure.reading.value, row.number, column.number)
    return areas


def _equation(reader: Reader, rule: EquationCheck, areas: Areas) -> Iterator[Diagnostic]:
    terms, result = rule.terms()
    names = reader.plan.series
    for (name, period), area in areas.items():
        if not {*terms, result} <= set(area.cells):
            continue
        calculated = sum((area.cells[series].value * sign for series, sign in terms.items()), Decimal(0))
        stated = area.cells[result]
        if abs(calculated - stated.value) > rule.tolerance:
            formula = "".join(
                f"{'－' if sign < 0 else '＋' if position else ''}{names[series].name}"
                for position, (series, sign) in enumerate(terms.items())
            )
            yield _mismatch(
                reader,
                f"{name}{_when(period)}の{formula}は {print_number(calculated)} ですが、"
                f"{names[result].name}の欄は {print_number(stated.value)} です。",
                stated,
            )


def _total(reader: Reader, rule: TotalCheck, areas: Areas) -> Iterator[Diagnostic]:
    totals = [(period, area) for (name, period), area in areas.items() if name == squeeze(rule.total)]
    if not totals:
        yield _not_checked(reader, rule)
    for period, total in totals:
        parts = [area for (_, when), area in areas.items() if when == period and _is_part(area, rule)]
        for series, stated in total.cells.items():
            if not parts or any(series not in part.cells for part in parts):
                continue  # a figure that is withheld cannot be added
            calculated = sum((part.cells[series].value for part in parts), Decimal(0))
            if abs(calculated - stated.value) > rule.tolerance:
                yield _mismatch(
                    reader,
                    f"{reader.plan.series[series].name}{_when(period)}の{'・'.join(rule.of)}の合計は "
                    f"{print_number(calculated)} ですが、「{rule.total}」の欄は {print_number(stated.value)} です。",
                    stated,
                )


def _is_part(area: _Area, rule: TotalCheck) -> bool:
    return any(
        in_group(area.name, group) and (not area.is_total or area.name == squeeze(group)) for group in rule.of
    )


def _when(period: int | None) -> str:
    return f" ({period}年)" if period is not None else ""


def _mismatch(reader: Reader, message: str, cell: _Cell) -> Diagnostic:
    return reader.table.error(SUM_MISMATCH, message, HINT, row=cell.row, column=cell.column)


def _not_checked(reader: Reader, rule: TotalCheck) -> Diagnostic:
    return Diagnostic(
        file=reader.table.file,
        code="sum-not-checked",
        message=f"「{rule.total}」の行がないので、{'・'.join(rule.of)}の合計を確かめられません。",
        hint=f"合計の行がなくなった表なら {reader.line_of('layout')} からの checks: を直してください。",
        severity=Severity.WARNING,
        cell=reader.table.sheet,
    )
