"""Dates as official papers write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from misato_report.notation.text import NotationError, fold_width, quote
from misato_report.notation.years import (
    ERAS,
    YEAR,
    YEAR_SIGNS,
    checked_year,
    compact,
    day_of,
    print_era_day,
    read_period,
    split_gloss,
    why_disagree,
    year_of,
)

_DATE = re.compile(
    rf"{YEAR}(?:(?P<mark>[-/.])|\s*年)\s*(?P<month>[0-9]{{1,2}})(?(mark)(?P=mark)|\s*月)"
    r"\s*(?P<day>[0-9]{1,2})(?(mark)(?![0-9])|\s*日)"
)


_YEAR_BESIDE = re.compile(rf"(?<=[0-9元年])\s*\(\s*{YEAR}\s*年?\s*\)")


def read_date(text: str) -> date:
    """Read a full date: 2026-12-18, 2026/12/18, R8.12.18, 令和8年12月18日, 2026年12月18日.

    A second form in brackets, as ``print_date`` writes it, must agree. Raises NotationError.
    """
    outer, gloss = split_gloss(compact(text))
    match = _DATE.fullmatch(outer)
    if match is None:
        raise NotationError(
            f"{quote(text)}は日付として読めません（読めるのは 2026-12-18 2026/12/18 R8.12.18 "
            "令和8年12月18日 2026年12月18日 です）。"
        )
    day = _date_of(match, text)
    if gloss is not None:
        beside = _DATE.fullmatch(gloss)
        agrees = _date_of(beside, text) == day if beside else read_period(gloss, text) == day.year
        if not agrees:
            raise NotationError(why_disagree(text))
    return day


def find_date(text: str) -> date | None:
    """The first full date inside a longer text, or None; what no calendar has (2月30日) is passed over."""
    plain = _YEAR_BESIDE.sub("", fold_width(text).translate(YEAR_SIGNS))
    for match in _DATE.finditer(plain):
        with suppress(NotationError):
            return _date_of(match, text)
    return None


def _date_of(match: re.Match[str], text: str) -> date:
    return day_of(year_of(match, text), int(match["month"]), int(match["day"]), text)


def print_date(day: date) -> str:
    """'令和8年12月18日（2026年12月18日）', in the era of that day. Raises NotationError as for years."""
    checked_year(day.year, str(day.year))
    return f"{print_era_day(day)}（{day.year}年{day.month}月{day.day}日）"


def print_short_date(day: date) -> str:
    """'R8.12.18', for tables with little room. Raises NotationError as for years."""
    checked_year(day.year, str(day.year))
    era = next(era for era in ERAS if era.first <= day)
    return f"{era.letter}{day.year - era.first.year + 1}.{day.month}.{day.day}"
