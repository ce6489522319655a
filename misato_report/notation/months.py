"""Months as periods: a month is kept as the number YYYYMM (202710 is October 2027), which no year can be taken for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from misato_report.notation.years import MONTHS, Basis, month_of, print_era_year, print_year

_FIRST_MONTHS = {Basis.FISCAL: (0, 4), Basis.OCT_SEP: (-1, 10), Basis.CALENDAR: (0, 1)}
"""Basis of a year's flow → its first month: years to add to the year it is named after, and the month."""


def month_period(year: int, month: int) -> int:
    """The number of a month: 2027 and 10 are 202710."""
    return year * 100 + month


def month_after(period: int, months: int = 1) -> int:
    """The month some months later (earlier where negative): 202712 and 1 are 202801."""
    year, month = month_of(period)
    years, left = divmod(year * MONTHS + month - 1 + months, MONTHS)
    return month_period(years, left + 1)


def next_period(period: int, basis: Basis) -> int:
    """The year or month that follows one."""
    return month_after(period) if basis.is_monthly else period + 1


def previous_period(period: int, basis: Basis) -> int:
    """The year or month before one."""
    return month_after(period, -1) if basis.is_monthly else period - 1


def is_flow(basis: Basis) -> bool:
    """Whether a year of a basis is the sum of its months: no instant, and no month itself."""
    return basis in _FIRST_MONTHS


def first_month_of(basis: Basis) -> int:
    """The month in which a year of a flow begins. Raises KeyError for an instant or a month."""
    return _FIRST_MONTHS[basis][1]


def months_of_year(year: int, basis: Basis) -> tuple[int, ...]:
    """The twelve months of a year's flow in their order; none for an instant (10月1日現在)."""
    if not is_flow(basis):
        return ()
    add, month = _FIRST_MONTHS[basis]
    return tuple(month_after(month_period(year + add, month), number) for number in range(MONTHS))


def year_of_month(period: int, basis: Basis) -> int:
    """The year of a flow that a month lies in: October 2027 is in 2028 of 前年10月～当年9月."""
    year, month = month_of(period)
    add, first = _FIRST_MONTHS[basis]
    return year - add - (month < first)


def last_day(period: int) -> date:
    """The last day of a month."""
    year, month = month_of(period)
    return date(year, month, monthrange(year, month)[1])


def print_month(period: int) -> str:
    """'令和9年10月'. Raises NotationError outside 1868 to 2199."""
    year, month = month_of(period)
    return f"{print_era_year(year)}{month}月"


def iso_month(period: int) -> str:
    """'2027-10'."""
    year, month = month_of(period)
    return f"{year}-{month:02}"


def print_short_period(period: int, basis: Basis) -> str:
    """'R9' of a year, 'R9.10' of a month, 'R9.10.1' of its first day. Raises NotationError outside 1868 to 2199."""
    if not basis.is_monthly:
        return print_year(period)
    year, month = month_of(period)
    return f"{print_year(year)}.{month}{'.1' if basis is Basis.MONTH_FIRST else ''}"
