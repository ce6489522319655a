"""How official Japanese papers write numbers, years, periods and dates, in both directions.

What cannot be read for certain is refused with a ``NotationError``; nothing becomes NaN, 0 or a guess. What is
printed, is read back to the same value. ▲ and the marks of figures are in ``numbers``, 令和 and 年度 in ``years``,
full width in ``text``.
"""

from misato_report.notation.dates import find_date, print_date, print_short_date, read_date
from misato_report.notation.months import (
    first_month_of,
    is_flow,
    iso_month,
    last_day,
    month_after,
    month_period,
    months_of_year,
    next_period,
    previous_period,
    print_month,
    print_short_period,
    year_of_month,
)
from misato_report.notation.numbers import Dash, Mark, Reading, print_number, read_figure, read_number
from misato_report.notation.text import NotationError, normalise, squeeze
from misato_report.notation.years import (
    Basis,
    find_years,
    month_of,
    print_era_year,
    print_fiscal_year,
    print_period,
    print_year,
    read_year,
)

__all__ = [
    "Basis",
    "Dash",
    "Mark",
    "NotationError",
    "Reading",
    "find_date",
    "find_years",
    "first_month_of",
    "is_flow",
    "iso_month",
    "last_day",
    "month_after",
    "month_of",
    "month_period",
    "months_of_year",
    "next_period",
    "normalise",
    "previous_period",
    "print_date",
    "print_era_year",
    "print_fiscal_year",
    "print_month",
    "print_number",
    "print_period",
    "print_short_date",
    "print_short_period",
    "print_year",
    "read_date",
    "read_figure",
    "read_number",
    "read_year",
    "squeeze",
    "year_of_month",
]
