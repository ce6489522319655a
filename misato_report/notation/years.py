"""Years and periods as official papers write them: 令和8年度, R8, 平成18～27年度."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from misato_report.notation.text import DASHES, WAVES, NotationError, fold_width, quote, refuse_long

FIRST_YEAR, LAST_YEAR = 1868, 2199


YEAR_SIGNS = WAVES | {ord(dash): "-" for dash in DASHES}


MONTHS = 12
"""Months of a year."""


class Basis(StrEnum):
    """What the number of a period stands for: a year, or for the last two a month, YYYYMM."""

    FISCAL = "年度"
    OCT_SEP = "前年10月～当年9月"
    CALENDAR = "暦年"
    JAN1 = "1月1日現在"
    FEB1 = "2月1日現在"
    MAR1 = "3月1日現在"
    MAR31 = "3月31日現在"
    APR1 = "4月1日現在"
    MAY1 = "5月1日現在"
    JUN1 = "6月1日現在"
    JUN30 = "6月30日現在"
    JUL1 = "7月1日現在"
    AUG1 = "8月1日現在"
    SEP1 = "9月1日現在"
    SEP30 = "9月30日現在"
    OCT1 = "10月1日現在"
    NOV1 = "11月1日現在"
    DEC1 = "12月1日現在"
    DEC31 = "12月31日現在"
    MONTH = "月"
    MONTH_FIRST = "毎月1日現在"

    @property
    def day(self) -> tuple[int, int] | None:
        """Month and day, where it is an instant of a year."""
        match = _INSTANT.fullmatch(self.value)
        return (int(match[1]), int(match[2])) if match else None

    @property
    def is_monthly(self) -> bool:
        """Whether a period is a month (the number YYYYMM, see ``months``) and no year."""
        return self in (Basis.MONTH, Basis.MONTH_FIRST)


_INSTANT = re.compile("([0-9]{1,2})月([0-9]{1,2})日現在")


class Era(NamedTuple):
    """A Japanese era: 令和, its letter R, its first day, and the last western year it may be written with."""

    name: str
    letter: str
    first: date
    last_year: int


# The newest first. Meiji was proclaimed on 25 January 1868 for the whole of that year.
ERAS = (
    Era("令和", "R", date(2019, 5, 1), LAST_YEAR),
    Era("平成", "H", date(1989, 1, 8), 2019),
    Era("昭和", "S", date(1926, 12, 25), 1989),
    Era("大正", "T", date(1912, 7, 30), 1926),
    Era("明治", "M", date(FIRST_YEAR, 1, 1), 1912),
)


ERA_BY_SIGN = {era.name: era for era in ERAS} | {era.letter: era for era in ERAS}


_COUNT = "元|[0-9]{1,3}"


YEAR = (
    rf"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![0-9A-Za-z])[MTSHRmtshr])\s*(?P<count>{_COUNT})"
    r"|(?<![0-9])(?<![0-9]\.)(?P<west>[0-9]{4}))"
)


_MONTH_DAY = "(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?"


# One end of a period, or a whole text without one: 令和8 令和8年度 令和8年9月 令和8年10月1日現在
_POINT = re.compile(rf"{YEAR}(?:年(?:度|{_MONTH_DAY})?)?(?:現在|まで)?")


# What stands beside in brackets: 令和8年度(2026年度), and in the middle: 令和8(2026)年度
_GLOSS = re.compile(r"(?P<head>[^()]+)\((?P<gloss>[^()]+)\)(?P<tail>[^()]*)")


_BETWEEN = re.compile(r"(?:～|-|から)(?![^()]*\))")  # not the ～ within brackets


class _Point(NamedTuple):
    year: int
    month: int  # 0: not said
    era: str  # as written; empty for a western year


def read_year(text: str) -> int:
    """Read a year as the western year: 令和8年度, R08, 平成31年, ２０２６, 令和8年10月1日現在 …

    A period such as 令和７年10月～令和８年９月 is the year in which it ends; its end may leave out what
    its start has said (平成18～27年度). A second form in brackets (令和8年（2026年）) must agree with
    the first. Years are 1868 to 2199, era years within their era (平成31年 and 令和元年 are both
    2019). Raises NotationError.
    """
    return read_period(compact(text), text)


def compact(text: str) -> str:
    """The text in plain width without blanks, except those that keep two numbers apart."""
    plain = " ".join(fold_width(text).translate(YEAR_SIGNS).split())
    refuse_long(plain)
    return re.sub(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])", "", plain)


def read_period(plain: str, text: str) -> int:
    """The western year in which a compact period ends; ``text`` is what a message quotes. Raises NotationError."""
    match _BETWEEN.split(plain):
        case [point]:
            return _read_point(point, text).year
        case [start, end]:
            first = _read_point(start, text)
            last = _read_point(_complete(end, first), text)
            if last.year < first.year or (last.year == first.year and 0 < last.month < first.month):
                raise NotationError(
                    f"{quote(text)}は終わりが始まりより前です（令和7年10月～令和8年9月 のように書きます）。"
                )
            return last.year
        case _:
            raise NotationError(_why_no_year(text))


def _complete(end: str, first: _Point) -> str:
    """The end of a period with what it leaves to the start: the era (～8年9月) or the year (～9月)."""
    if first.era and re.match(f"(?:{_COUNT})年", end):
        return first.era + end
    if first.month and re.match("[0-9]{1,2}月", end):
        return f"{first.year}年{end}"
    return end


def _read_point(plain: str, text: str) -> _Point:
    outer, gloss = split_gloss(plain)
    match = _POINT.fullmatch(outer)
    if match is None:
        raise NotationError(_why_no_year(text))
    month, day = int(match["month"] or 0), int(match["day"] or 0)
    year = year_of(match, text)
    if match["month"]:
        day_of(year, month, day if match["day"] else 1, text)
    if gloss is not None and read_period(gloss, text) != year:
        raise NotationError(why_disagree(text))
    return _Point(year, month, match["era"] or "")


def split_gloss(plain: str) -> tuple[str, str | None]:
    """令和8(2026)年度 → 令和8年度 and 2026; None where there is no second form in brackets."""
    match = _GLOSS.fullmatch(plain)
    return (match["head"] + match["tail"], match["gloss"]) if match else (plain, None)


def year_of(match: re.Match[str], text: str) -> int:
    """The western year of a match of ``YEAR``."""
    if match["west"]:
        return checked_year(int(match["west"]), text)
    return era_year(match["era"], match["count"], text)


def era_year(sign: str, count: str, text: str) -> int:
    """Western year of an era (令和 or R) and its count (8 or 元). Raises NotationError outside the era."""
    era = ERA_BY_SIGN[sign.upper()]
    number = 1 if count == "元" else int(count)
    longest = era.last_year - era.first.year + 1
    if not 1 <= number <= longest:
        raise NotationError(
            f"{quote(text)}は{era.name}にない年です（{era.name}は元年から{longest}年までです）。"
        )
    return era.first.year + number - 1


def checked_year(year: int, text: str) -> int:
    """The year itself. Raises NotationError outside 1868 to 2199."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotationError(
            f"{quote(text)}は年として扱えません（西暦は{FIRST_YEAR}年から{LAST_YEAR}年までです）。"
        )
    return year


def _why_no_year(text: str) -> str:
    return (
        f"{quote(text)}は年として読めません（読めるのは 令和8年 令和8年度 R8 2026 2026年度 "
        "令和7年10月～令和8年9月 令和8年10月1日現在 などです）。"
    )


def why_disagree(text: str) -> str:
    """The message for two forms of a year that are not the same year."""
    return f"{quote(text)}は括弧の中と外が別の時です（令和8年（2026年）のように同じ時を並べます）。"


# Without 年 what follows decides: 2026 and R7推計人口 are years; 1985人, H2O and 昭和2丁目 are not.
_YEAR_IN_TEXT = re.compile(
    rf"{YEAR}(?:\s*年(?!代)"
    r"|(?!\s*年)(?(era)(?![0-9A-Za-z丁番号])|(?:(?=から)|(?![^\W_]|,[0-9]{3}(?![0-9])))))"
)


# The second year of 平成18～27年度, 令和7年10月～8年9月 and 令和7・8年度, seen from the end of the first
_SECOND_YEAR = re.compile(
    rf"度?(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?)?\s*[～・-]\s*(?P<count>{_COUNT})\s*年(?!代|間)"
)


def find_years(text: str) -> list[int]:
    """All years a longer text such as a title names, as western years, in order, repeats included.

    平成18～27年度 gives both. Passed over are a western number with a letter other than 年 behind it
    (1985人), a decade (昭和30年代), and a year outside its era or outside 1868 to 2199. Never raises.
    """
    plain = fold_width(text).translate(YEAR_SIGNS)
    years: list[int] = []
    for match in _YEAR_IN_TEXT.finditer(plain):
        with suppress(NotationError):
            years.append(year_of(match, text))
            years.extend(_second_year(match, plain))
    return years


def _second_year(first: re.Match[str], plain: str) -> list[int]:
    """The year that follows in the same era without naming it, if there is one."""
    second = _SECOND_YEAR.match(plain, first.end())
    if second is None or not first["era"]:
        return []
    year = era_year(first["era"], second["count"], plain)
    return [year] if year > year_of(first, plain) else []


def print_year(year: int) -> str:
    """The short form for table headings: 'R8'; 2019 is 'R1'. Raises NotationError outside 1868 to 2199."""
    era = era_of(year)
    return f"{era.letter}{year - era.first.year + 1}"


def print_era_year(year: int) -> str:
    """'令和8年', '令和元年'. Raises NotationError outside 1868 to 2199."""
    return in_era(year, era_of(year)) + "年"


def print_fiscal_year(year: int) -> str:
    """'令和8年度（2026年度）'; 2019 is 令和元年度. Raises NotationError outside 1868 to 2199."""
    return f"{print_era_year(year)}度（{year}年度）"


def print_period(year: int, basis: Basis) -> str:
    """The period a number stands for, in full: '令和8年（2025年10月～2026年9月）' for ``Basis.OCT_SEP``.

    Of a monthly basis: '令和9年10月（2027年10月）'. Raises NotationError if any of it lies outside 1868 to 2199.
    """
    match basis:
        case Basis.FISCAL:
            return print_fiscal_year(year)
        case Basis.OCT_SEP:
            before = checked_year(year - 1, str(year - 1))
            return f"{print_era_year(year)}（{before}年10月～{year}年9月）"
        case Basis.CALENDAR:
            return f"{print_era_year(year)}（{year}年）"
        case Basis.MONTH | Basis.MONTH_FIRST:
            west, month = month_of(year)
            word = "1日現在" if basis is Basis.MONTH_FIRST else ""
            return f"{print_era_year(west)}{month}月{word}（{west}年{month}月）"
    month, day = basis.day or (1, 1)
    checked_year(year, str(year))
    return f"{print_era_day(date(year, month, day))}現在（{year}年）"


def month_of(period: int) -> tuple[int, int]:
    """Year and month of a period that is a month. Raises NotationError where the number is none."""
    year, month = divmod(period, 100)
    if not 1 <= month <= MONTHS:
        raise NotationError(f"{quote(str(period))}は月として扱えません（令和9年10月は 202710 です）。")
    return checked_year(year, str(period)), month


def era_of(year: int) -> Era:
    """The era that a year ends in, which names the whole year."""
    checked_year(year, str(year))
    return next(era for era in ERAS if era.first.year <= year)


def in_era(year: int, era: Era) -> str:
    """The year as written in an era: 令和8, 令和元."""
    count = year - era.first.year + 1
    return f"{era.name}{'元' if count == 1 else count}"


def day_of(year: int, month: int, day: int, text: str) -> date:
    """The day. Raises NotationError where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        raise NotationError(
            f"{quote(text)}の月日は暦にありません（月は1～12、日はその月の日数までです）。"
        ) from None


def print_era_day(day: date) -> str:
    """A day in the era that it lies in: 令和8年10月1日."""
    era = next(era for era in ERAS if era.first <= day)
    return f"{in_era(day.year, era)}年{day.month}月{day.day}日"
