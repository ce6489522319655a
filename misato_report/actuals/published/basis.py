"""Period of a table → the year under which a series keeps it; a period of another kind is none of the series'."""

from __future__ import annotations

from collections.abc import Sequence

from misato_report.actuals.published.periods import Kind, Period
from misato_report.notation import Basis, month_period

_LAST_OF_FISCAL = (3, 31)


def year_for(period: Period, basis: Basis) -> int | None:
    """The year (or month, YYYYMM) of a series' basis that a period is, or None where it is of another kind.

    A year of which nothing more is said may be of any kind, except that a written 年 is no 年度.
    """
    match basis:
        case Basis.FISCAL:
            return _fiscal(period)
        case Basis.OCT_SEP:
            return period.year if period.kind in (Kind.OCT_SEP, Kind.YEAR) else None
        case Basis.CALENDAR:
            return period.year if period.kind in (Kind.CALENDAR, Kind.YEAR) else None
        case Basis.MONTH:
            return month_period(period.year, period.month) if period.kind is Kind.MONTH else None
        case Basis.MONTH_FIRST:
            first = period.kind is Kind.DAY and period.day == 1
            return month_period(period.year, period.month) if first else None
    return _instant(period, *(basis.day or (0, 0)))


def _fiscal(period: Period) -> int | None:
    if period.kind is Kind.FISCAL:
        return period.year
    if period.kind is Kind.DAY and (period.month, period.day) == _LAST_OF_FISCAL:
        return period.year - 1
    return period.year if period.kind is Kind.YEAR and not period.written else None


def _instant(period: Period, month: int, day: int) -> int | None:
    if period.kind is Kind.DAY:
        return period.year if (period.month, period.day) == (month, day) else None
    if period.kind is Kind.MONTH:
        return period.year if period.month == month else None
    return period.year if period.kind is Kind.YEAR else None


def basis_of(period: Period) -> Basis | None:
    """The basis of a series that has such periods; None where the period does not tell, or no series has it."""
    match period.kind:
        case Kind.FISCAL:
            return Basis.FISCAL
        case Kind.CALENDAR:
            return Basis.CALENDAR
        case Kind.OCT_SEP:
            return Basis.OCT_SEP
        case Kind.DAY:
            return next((b for b in Basis if b.day == (period.month, period.day)), None)
    return None


def chosen(periods: Sequence[Period], basis: Basis) -> tuple[int | None, bool]:
    """The one year that the periods give a basis, and whether several do.

    A period of exactly the basis' kind is surer than a year of no kind.
    """
    exact = {y for p in periods if p.kind is not Kind.YEAR and (y := year_for(p, basis)) is not None}
    loose = {y for p in periods if p.kind is Kind.YEAR and (y := year_for(p, basis)) is not None}
    if exact and loose and not loose <= exact:
        return None, True  # a title that names another year
    years = exact or loose
    return (next(iter(years)) if len(years) == 1 else None), len(years) > 1
