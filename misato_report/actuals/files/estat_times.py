"""e-Stat's codes of time as people write them: 2020100000 is 2020年度.

The codes are ten digits: a year, then 000000 for a year of which nothing more is said, 100000 for 年度, 00mmmm for the
months from and to (2020000101 is January 2020). The dashboard's API writes 2020CY00 and 2020FY00. (e-Stat, API の仕様,
時間軸コード.) A column with any other code stays as it is. Names beside the codes stay too: what both say of time must agree
where the table is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from misato_report.actuals.files.table import Table
from misato_report.notation import squeeze

_HEADING_ROWS = 20
_CODES = re.compile(r"(?:時間軸(?:\([^()]*\))?|調査年|年次|時点)コード")
_CODE = re.compile(r"(?P<year>(?:18|19|20|21)[0-9]{2})(?P<kind>000000|100000|CY(?:00)?|FY(?:00)?)")
_MONTH = re.compile(r"(?P<year>(?:18|19|20|21)[0-9]{2})00(?P<month>0[1-9]|1[0-2])(?P=month)")
_KINDS = {"000000": "年", "100000": "年度", "CY": "年", "CY00": "年", "FY": "年度", "FY00": "年度"}


def with_named_times(table: Table) -> Table:
    """The table with its column of time codes written as people write them."""
    place = _column_of_codes(table)
    if place is None:
        return table
    heading, column = place
    codes = {row[column].strip() for row in table.rows[heading + 1 :] if column < len(row)}
    if any(code and time_of_code(code) == code for code in codes):
        return table
    named = (_with(row, column, time_of_code) for row in table.rows[heading + 1 :])
    head = _with(table.rows[heading], column, lambda text: text.rstrip().removesuffix("コード").rstrip())
    rows = (*table.rows[:heading], head, *named)
    return replace(table, rows=rows)


def _column_of_codes(table: Table) -> tuple[int, int] | None:
    """Row and column of the heading of time codes."""
    for number, row in enumerate(table.rows[:_HEADING_ROWS]):
        headings = [squeeze(cell) for cell in row]
        codes = [c for c, text in enumerate(headings) if _CODES.fullmatch(text)]
        if len(codes) == 1:
            return number, codes[0]
    return None


def _with(row: Sequence[str], column: int, change: Callable[[str], str]) -> tuple[str, ...]:
    if column >= len(row):
        return tuple(row)
    return (*row[:column], change(row[column]), *row[column + 1 :])


def time_of_code(text: str) -> str:
    """What a code says, or the text itself where it is none.

    >>> time_of_code("2020100000"), time_of_code("2020CY"), time_of_code("2020001010"), time_of_code("320")
    ('2020年度', '2020年', '2020年10月', '320')
    """
    plain = text.strip()
    if match := _CODE.fullmatch(plain):
        return f"{match['year']}{_KINDS[match['kind']]}"
    if match := _MONTH.fullmatch(plain):
        return f"{match['year']}年{int(match['month'])}月"
    return text
