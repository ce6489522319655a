"""Does a published table add up? Sums within a row, and of the municipalities to the prefecture."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from misato_report.actuals.areas import in_group
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import print_number, squeeze
from misato_report.plan.model import CarriedForwardCheck, EquationCheck, TotalCheck

if TYPE_CHECKING:
    from misato_report.actuals.columns import ValueColumn
    from misato_report.actuals.municipal_table import Figures, Reader
    from misato_report.actuals.table_rows import BodyRow

SUM_MISMATCH = "sum-mismatch"
ACCEPTABLE = frozenset({SUM_MISMATCH})
"""Findings that ``ingest --accept "reason"`` takes with a note; everything else is refused."""

HINT = (
    "公表元のファイルと比べてください。元の表がこのとおりなら、"
    '`misato-report ingest ファイル --accept "理由"` で、理由を記して取り込めます。'
)
_MOST = 6  # one wrong figure breaks several sums; a list of all of them helps nobody

Cells = dict[str, tuple[Decimal, int]]
"""Series id → the value in a row, and its column from 0."""


def check(
    reader: Reader, rows: list[BodyRow], columns: list[ValueColumn], figures: Figures
) -> Iterator[Diagnostic]:
    """What does not add up, the first few places of each check."""
    for rule in reader.layout.checks:
        if isinstance(rule, CarriedForwardCheck):
            continue  # needs last year's figures: see history_checks
        found = (
            _equation(reader, rule, rows, columns, figures)
            if isinstance(rule, EquationCheck)
            else _total(reader, rule, rows, columns, figures)
        )
        for number, diagnostic in enumerate(found):
            if number == _MOST:
                break
            yield diagnostic


def _periods(row: BodyRow, columns: list[ValueColumn]) -> list[int | None]:
    return list(dict.fromkeys(c.period if c.period is not None else row.period for c in columns))


def _cells(row: BodyRow, period: int | None, columns: list[ValueColumn], figures: Figures) -> Cells:
    """The known values of a row for a period."""
    cells: Cells = {}
    for column in columns:
        figure = figures.get((row.number, column.number))
        at = column.period if column.period is not None else row.period
        if figure is not None and figure.reading.value is not None and at == period:
            cells[column.series] = (figure.reading.value, column.number)
    return cells


def _equation(
    reader: Reader, rule: EquationCheck, rows: list[BodyRow], columns: list[ValueColumn], figures: Figures
) -> Iterator[Diagnostic]:
    terms, result = rule.terms()
    for row in rows:
        for period in _periods(row, columns):
            cells = _cells(row, period, columns, figures)
            if not {*terms, result} <= set(cells):
                continue
            calculated = sum((cells[name][0] * sign for name, sign in terms.items()), Decimal(0))
            stated, column = cells[result]
            if abs(calculated - stated) > rule.tolerance:
                names = reader.plan.series
                formula = "".join(
                    f"{'－' if sign < 0 else '＋' if position else ''}{names[name].name}"
                    for position, (name, sign) in enumerate(terms.items())
                )
                yield reader.table.error(
                    SUM_MISMATCH,
                    f"{row.name}の{formula}は {print_number(calculated)} ですが、"
                    f"{names[result].name}の欄は {print_number(stated)} です。",
                    HINT,
                    row=row.number,
                    column=column,
                )


def _total(
    reader: Reader, rule: TotalCheck, rows: list[BodyRow], columns: list[ValueColumn], figures: Figures
) -> Iterator[Diagnostic]:
    totals = [row for row in rows if row.name == squeeze(rule.total)]
    if not totals:
        yield Diagnostic(
            reader.table.file,
            None,
            None,
            "sum-not-checked",
            f"「{rule.total}」の行がないので、{'・'.join(rule.of)}の合計を確かめられません。",
            f"合計の行がなくなった表なら {reader.line_of('layout')} からの checks: を直してください。",
            Severity.WARNING,
            reader.table.sheet,
        )
    for total in totals:
        parts = [row for row in rows if row.period == total.period and _is_part(row, rule)]
        for column in columns:
            values = [figures.get((row.number, column.number)) for row in (total, *parts)]
            numbers = [f.reading.value for f in values if f is not None and f.reading.value is not None]
            if len(numbers) < len(values) or not parts:
                continue  # a figure that is withheld cannot be added
            stated, calculated = numbers[0], sum(numbers[1:], Decimal(0))
            if abs(calculated - stated) > rule.tolerance:
                name = reader.plan.series[column.series].name
                when = f" ({column.period}年)" if column.period is not None else ""
                yield reader.table.error(
                    SUM_MISMATCH,
                    f"{name}{when}の{'・'.join(rule.of)}の合計は {print_number(calculated)} ですが、"
                    f"「{rule.total}」の欄は {print_number(stated)} です。",
                    HINT,
                    row=total.number,
                    column=column.number,
                )


def _is_part(row: BodyRow, rule: TotalCheck) -> bool:
    return any(
        in_group(row.name, group) and (not row.is_total or row.name == squeeze(group)) for group in rule.of
    )
