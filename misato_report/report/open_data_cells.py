"""A file of open data: what its cells may hold, and the columns that several of the files have.

UTF-8 with BOM, CRLF. Values are plain decimals with an ASCII minus and without thousands separators, rounded half up to
six places where there are more; dates are ISO 8601. Absent values are empty, never 0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from misato_report.diagnostics.visible import visible
from misato_report.evaluation.records import exact
from misato_report.files.spreadsheet import starts_a_formula
from misato_report.notation import Basis, last_day, month_of, print_era_year
from misato_report.observation import Observation
from misato_report.plan.document import Municipality

_PLAIN_COLUMNS = frozenset(
    ["年度（西暦）", "対象月", "期間の開始日", "期間の終了日", "値", "順位", "公表日", "記入日"]
)
"""What we write ourselves as number or ISO date; in all others is text that came in."""

BETWEEN = "；"

Row = dict[str, str]
"""Heading → text of a cell; a heading that is not there is an empty cell."""


def rendered(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The CSV of rows under their headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(column, row.get(column, "")) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _cell(column: str, text: str) -> str:
    """Text of others is kept from being a formula; the apostrophe never gets into a number or a date."""
    if column in _PLAIN_COLUMNS:
        return visible(text)
    guarded = f"'{text}" if starts_a_formula(text) else text
    return visible(re.sub(r"[\r\n]+", " ", guarded))


def place(town: Municipality, title: str) -> Row:
    """Whose plan a row is about."""
    return {
        "全国地方公共団体コード": town.code,
        "都道府県名": town.prefecture,
        "市区町村名": town.name,
        "計画名": title,
    }


def origin(inputs: Sequence[Observation]) -> Row:
    """When a figure was published, and where."""
    return {
        "公表日": max(i.published_on for i in inputs).isoformat(),
        "出所ファイル": BETWEEN.join(dict.fromkeys(i.file for i in inputs)),
        "出所欄": BETWEEN.join(_cells_by_file(inputs)),
    }


def _cells_by_file(inputs: Iterable[Observation]) -> list[str]:
    """The cells in each file, in the order in which the files are named."""
    cells: dict[str, list[str]] = {}
    for i in inputs:
        cells.setdefault(i.file, []).append(i.cell)
    return ["、".join(dict.fromkeys(found)) for found in cells.values()]


def plain(value: Decimal) -> str:
    """A value as programs read it."""
    # "or" only for the type: exact gives None for None alone.
    return format(exact(value) or Decimal(0), "f")


def span_of_years(first: int, last: int, basis: Basis) -> Row:
    """The years in words, with the first and last day; the western year is the last."""
    names = [f"{print_era_year(y)}{'度' if basis is Basis.FISCAL else ''}" for y in (first, last)]
    return {
        "年度（西暦）": str(last),
        "年度（和暦）": "～".join(dict.fromkeys(names)),
        **days(_days(first, basis)[0], _days(last, basis)[1]),
    }


def days(first: date, last: date) -> Row:
    """The first and last day of a period."""
    return {"期間の開始日": first.isoformat(), "期間の終了日": last.isoformat()}


def days_of_month(period: int, basis: Basis) -> Row:
    """The days of a month, or of a level its first day alone."""
    first = date(*month_of(period), 1)
    return days(first, first if basis is Basis.MONTH_FIRST else last_day(period))


def _days(year: int, basis: Basis) -> tuple[date, date]:
    """First and last day of the period that a year stands for."""
    match basis:
        case Basis.FISCAL:
            return date(year, 4, 1), date(year + 1, 3, 31)
        case Basis.OCT_SEP:
            return date(year - 1, 10, 1), date(year, 9, 30)
        case Basis.CALENDAR:
            return date(year, 1, 1), date(year, 12, 31)
    instant = date(year, *(basis.day or (1, 1)))
    return instant, instant
