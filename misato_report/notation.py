"""How official Japanese papers write numbers, years, periods and dates, in both directions.

The only module that knows ▲, 令和 and full width. What it cannot read for certain it refuses with a
``NotationError``; nothing becomes NaN, 0 or a guess. What it prints, it reads back to the same value.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 40  # characters; no figure, year, period or date of an official paper comes near
# More than any statistic has, and few enough for sums of many such figures to be exact and to be printed.
_MOST_DIGITS = 20
_FIRST_YEAR, _LAST_YEAR = 1868, 2199

_DASHES = "-‐–—―−─ー"
_WAVES = {ord("~"): "～", ord("〜"): "～"}
_YEAR_SIGNS = _WAVES | {ord(dash): "-" for dash in _DASHES}


class NotationError(ValueError):
    """A text that cannot be read, or a value that cannot be written; the message is for the clerk."""


class Basis(StrEnum):
    """What an integer year stands for."""

    FISCAL = "年度"
    OCT_SEP = "前年10月～当年9月"
    OCT1 = "10月1日現在"
    CALENDAR = "暦年"


class Mark(StrEnum):
    """What a publication says of a figure."""

    PRELIMINARY = "速報"
    CONFIRMED = "確報"
    REVISED = "改定"
    SAMPLE = "見本"
    SUPPRESSED = "秘匿"
    UNKNOWN = "不詳"
    NOT_APPLICABLE = "該当なし"


class Dash(StrEnum):
    """What a lone dash means; each source declares its own."""

    ZERO = "0"
    NOT_APPLICABLE = "該当なし"
    UNKNOWN = "不詳"


_VALUELESS = (Mark.SUPPRESSED, Mark.UNKNOWN, Mark.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value in the unit of its column, or a mark that says why there is none.

    ``mark`` None: the publication says nothing special. Raises ValueError if both are missing, or if
    the value is and the mark does not say why.
    """

    value: Decimal | None
    mark: Mark | None

    def __post_init__(self) -> None:
        if self.value is None and self.mark not in _VALUELESS:
            raise ValueError(f"a reading without a value needs a mark that says why, not {self.mark!r}")


# ---- text


def normalise(text: str) -> str:
    """The text in Unicode's NFKC form (full width becomes half width) without white space at its ends.

    For free text. NFKC also turns ① into 1, ² into 2 and … into ...; a figure is therefore given to
    ``read_number`` as it was published, not normalised, or 12① would become 121.
    """
    return unicodedata.normalize("NFKC", text).strip()


def squeeze(text: str) -> str:
    """The text as ``normalise`` gives it, without any white space and with one kind of ～.

    For comparing headings and names; both sides of a comparison are squeezed.
    """
    joined = "".join(normalise(text).split())
    # Once more: a voicing mark that stood after a space may now combine with its kana.
    return unicodedata.normalize("NFKC", joined).translate(_WAVES)


def _fold(text: str) -> str:
    """The text with other widths of the same characters made plain; ①, ², ㎡, ㈱ and … stay as they are."""
    return text if text.isascii() else "".join(map(_fold_character, text))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(" ")[0]
    plain = unicodedata.normalize("NFKC", character)
    # A circled or raised digit is a footnote or an exponent, never a digit of the figure beside it.
    is_another = kind in ("<super>", "<sub>") or (kind != "<wide>" and re.search("[!-~]", plain))
    return character if is_another else plain


def _quote(text: str) -> str:
    """The text in 「」 for a message: shortened, and with invisible characters made visible."""
    shown = "".join(c if c.isprintable() or c == "\u3000" else f"<U+{ord(c):04X}>" for c in text[:_LONGEST])
    return f"「{shown}{'…' if len(text) > _LONGEST else ''}」"


def _refuse_long(text: str) -> None:
    if len(text) > _LONGEST:
        raise NotationError(f"{_quote(text)}は長すぎます（数・年・日付は{_LONGEST}文字までです）。")


# ---- numbers

_DIGITS = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"
_MARK_WORD = "速報|確報|改定|改|[PpRr]"
_NUMBER = re.compile(
    rf"(?P<before>{_MARK_WORD})?\ *"
    rf"(?:(?P<sign>[▲△−+-])?\ *(?P<digits>{_DIGITS})|\(\ *(?P<bracketed>{_DIGITS})\ *\))"
    rf"\ *(?P<after>{_MARK_WORD})?"
)
_MARKS = {
    "p": Mark.PRELIMINARY,
    "速報": Mark.PRELIMINARY,
    "確報": Mark.CONFIRMED,
    "r": Mark.REVISED,
    "改": Mark.REVISED,
    "改定": Mark.REVISED,
}
_SIGNS_WITHOUT_VALUE = {
    "…": Mark.UNKNOWN,
    "...": Mark.UNKNOWN,
    "***": Mark.UNKNOWN,
    "x": Mark.SUPPRESSED,
    "X": Mark.SUPPRESSED,
}


def read_number(text: str, dash: Dash | None = None) -> Reading:
    """Read one published figure, exactly and with the digits as written: '▲1,234.50' → -1234.50.

    Negatives are ▲ △ - − or brackets; p, r, 速報, 確報, 改 and 改定 before or after set the mark; … and
    *** are 不詳, x is 秘匿; a lone dash is what ``dash`` says. Any of it may be full width. Units and
    per cent signs are not read. Raises NotationError for everything else, an empty text included.
    """
    plain = _fold(text).strip()
    _refuse_long(plain)
    if not plain:
        raise NotationError(
            f"{_quote(text)}は空欄で、数として読めません（0は「0」、不詳は「…」と書きます）。"
        )
    if plain in _SIGNS_WITHOUT_VALUE:
        return Reading(None, _SIGNS_WITHOUT_VALUE[plain])
    if plain in tuple(_DASHES):
        return _read_dash(text, dash)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise NotationError(_why_no_number(text, plain))
    return Reading(_value_of(match), _mark_of(match, text))


def read_figure(text: str, dash: Dash | None = None) -> Reading:
    """Read a figure that will be added up and printed: as ``read_number``, with at most 20 digits."""
    reading = read_number(text, dash)
    if reading.value is not None and len(reading.value.as_tuple().digits) > _MOST_DIGITS:
        raise NotationError(f"{_quote(text)}は桁が多すぎます（公表される数は{_MOST_DIGITS}桁までです）。")
    return reading


def _read_dash(text: str, dash: Dash | None) -> Reading:
    match dash:
        case Dash.ZERO:
            return Reading(Decimal(0), None)
        case Dash.NOT_APPLICABLE:
            return Reading(None, Mark.NOT_APPLICABLE)
        case Dash.UNKNOWN:
            return Reading(None, Mark.UNKNOWN)
        case None:
            raise NotationError(
                f"{_quote(text)}だけの欄が何を表すか決まっていません（資料の定義に、0・該当なし・不詳のどれかを書いてください）。"
            )


def _value_of(match: re.Match[str]) -> Decimal:
    digits = match["digits"] or match["bracketed"]
    value = Decimal(digits.replace(",", ""))
    is_negative = match["bracketed"] is not None or match["sign"] not in (None, "+")
    # copy_negate is exact, where a minus would round to the context; ▲0 is 0 and not a negative zero.
    return value.copy_negate() if is_negative and value else value


def _mark_of(match: re.Match[str], text: str) -> Mark | None:
    if match["before"] and match["after"]:
        raise NotationError(
            f"{_quote(text)}には印が二つあります（速報や改定の印は、数の前か後に一つだけ付けられます）。"
        )
    word = match["before"] or match["after"]
    return _MARKS[word.lower()] if word else None


def _why_no_number(text: str, plain: str) -> str:
    if "," in plain and re.fullmatch(rf"[▲△−+(-]?{_DIGITS}\)?", plain.replace(",", "")):
        return (
            f"{_quote(text)}は桁区切りのコンマの位置が正しくありません（1,234 のように3桁ごとに入れます）。"
        )
    return (
        f"{_quote(text)}は数として読めません（読めるのは 1,234 ▲1,234 △1,234 -1,234 (1,234) と、"
        "前か後に p 速報 確報 r 改 改定 の印が付いた数で、単位や％は付けません）。"
    )


def print_number(value: Decimal, decimals: int | None = None, *, plus: bool = False) -> str:
    """Write a figure with thousands commas, ▲ for a negative and, with ``plus``, ＋ for a positive.

    ``decimals`` places (0 or more), halves away from zero; None: all places the Decimal has. A value
    that rounds to zero has no sign. Raises NotationError for NaN, infinity, and what would be too
    long for ``read_number``.
    """
    if not value.is_finite():
        raise NotationError(f"「{value}」は数ではないため書けません（書けるのは有限の数です）。")
    rounded = value if decimals is None else _round(value, decimals)
    # Before it is written out: a large exponent would become a text of as many characters.
    if abs(rounded.adjusted()) > _LONGEST:
        raise NotationError(_too_long(value))
    sign = "▲" if rounded < 0 else "＋" if plus and rounded > 0 else ""
    printed = f"{sign}{rounded.copy_abs():,f}"
    if len(printed) > _LONGEST:
        raise NotationError(_too_long(value))
    return printed


def _round(value: Decimal, decimals: int) -> Decimal:
    context = Context(prec=_LONGEST, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
    try:
        return value.quantize(Decimal((0, (1,), -decimals)), context=context)
    except InvalidOperation:
        raise NotationError(_too_long(value)) from None


def _too_long(value: Decimal) -> str:
    return f"{_quote(str(value))}は桁が多すぎて書けません（符号とコンマを入れて{_LONGEST}文字までです）。"


# ---- reading years and periods


class _Era(NamedTuple):
    name: str
    letter: str
    first: date
    last_year: int


# The newest first. Meiji was proclaimed on 25 January 1868 for the whole of that year.
_ERAS = (
    _Era("令和", "R", date(2019, 5, 1), _LAST_YEAR),
    _Era("平成", "H", date(1989, 1, 8), 2019),
    _Era("昭和", "S", date(1926, 12, 25), 1989),
    _Era("大正", "T", date(1912, 7, 30), 1926),
    _Era("明治", "M", date(_FIRST_YEAR, 1, 1), 1912),
)
_ERA_BY_SIGN = {era.name: era for era in _ERAS} | {era.letter: era for era in _ERAS}

_COUNT = "元|[0-9]{1,3}"
_YEAR = (
    rf"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![0-9A-Za-z])[MTSHRmtshr])\s*(?P<count>{_COUNT})"
    r"|(?<![0-9])(?<![0-9]\.)(?P<west>[0-9]{4}))"
)
_MONTH_DAY = "(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?"

# One end of a period, or a whole text without one: 令和8 令和8年度 令和8年9月 令和8年10月1日現在
_POINT = re.compile(rf"{_YEAR}(?:年(?:度|{_MONTH_DAY})?)?(?:現在|まで)?")
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
    return _read_period(_compact(text), text)


def _compact(text: str) -> str:
    """The text in plain width without blanks, except those that keep two numbers apart."""
    plain = " ".join(_fold(text).translate(_YEAR_SIGNS).split())
    _refuse_long(plain)
    return re.sub(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])", "", plain)


def _read_period(plain: str, text: str) -> int:
    match _BETWEEN.split(plain):
        case [point]:
            return _read_point(point, text).year
        case [start, end]:
            first = _read_point(start, text)
            last = _read_point(_complete(end, first), text)
            if last.year < first.year or (last.year == first.year and 0 < last.month < first.month):
                raise NotationError(
                    f"{_quote(text)}は終わりが始まりより前です（令和7年10月～令和8年9月 のように書きます）。"
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
    outer, gloss = _split_gloss(plain)
    match = _POINT.fullmatch(outer)
    if match is None:
        raise NotationError(_why_no_year(text))
    month, day = int(match["month"] or 0), int(match["day"] or 0)
    year = _year_of(match, text)
    if match["month"]:
        _day_of(year, month, day if match["day"] else 1, text)
    if gloss is not None and _read_period(gloss, text) != year:
        raise NotationError(_why_disagree(text))
    return _Point(year, month, match["era"] or "")


def _split_gloss(plain: str) -> tuple[str, str | None]:
    match = _GLOSS.fullmatch(plain)
    return (match["head"] + match["tail"], match["gloss"]) if match else (plain, None)


def _year_of(match: re.Match[str], text: str) -> int:
    """The western year of a match of ``_YEAR``."""
    if match["west"]:
        return _checked_year(int(match["west"]), text)
    return _era_year(match["era"], match["count"], text)


def _era_year(sign: str, count: str, text: str) -> int:
    era = _ERA_BY_SIGN[sign.upper()]
    number = 1 if count == "元" else int(count)
    longest = era.last_year - era.first.year + 1
    if not 1 <= number <= longest:
        raise NotationError(
            f"{_quote(text)}は{era.name}にない年です（{era.name}は元年から{longest}年までです）。"
        )
    return era.first.year + number - 1


def _checked_year(year: int, text: str) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotationError(
            f"{_quote(text)}は年として扱えません（西暦は{_FIRST_YEAR}年から{_LAST_YEAR}年までです）。"
        )
    return year


def _why_no_year(text: str) -> str:
    return (
        f"{_quote(text)}は年として読めません（読めるのは 令和8年 令和8年度 R8 2026 2026年度 "
        "令和7年10月～令和8年9月 令和8年10月1日現在 などです）。"
    )


def _why_disagree(text: str) -> str:
    return f"{_quote(text)}は括弧の中と外が別の時です（令和8年（2026年）のように同じ時を並べます）。"


# Without 年 what follows decides: 2026 and R7推計人口 are years; 1985人, H2O and 昭和2丁目 are not.
_YEAR_IN_TEXT = re.compile(
    rf"{_YEAR}(?:\s*年(?!代)"
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
    plain = _fold(text).translate(_YEAR_SIGNS)
    years: list[int] = []
    for match in _YEAR_IN_TEXT.finditer(plain):
        with suppress(NotationError):
            years.append(_year_of(match, text))
            years.extend(_second_year(match, plain))
    return years


def _second_year(first: re.Match[str], plain: str) -> list[int]:
    """The year that follows in the same era without naming it, if there is one."""
    second = _SECOND_YEAR.match(plain, first.end())
    if second is None or not first["era"]:
        return []
    year = _era_year(first["era"], second["count"], plain)
    return [year] if year > _year_of(first, plain) else []


# ---- reading dates

_DATE = re.compile(
    rf"{_YEAR}(?:(?P<mark>[-/.])|\s*年)\s*(?P<month>[0-9]{{1,2}})(?(mark)(?P=mark)|\s*月)"
    r"\s*(?P<day>[0-9]{1,2})(?(mark)(?![0-9])|\s*日)"
)
_YEAR_BESIDE = re.compile(rf"(?<=[0-9元年])\s*\(\s*{_YEAR}\s*年?\s*\)")


def read_date(text: str) -> date:
    """Read a full date: 2026-12-18, 2026/12/18, R8.12.18, 令和8年12月18日, 2026年12月18日.

    A second form in brackets, as ``print_date`` writes it, must agree. Raises NotationError.
    """
    outer, gloss = _split_gloss(_compact(text))
    match = _DATE.fullmatch(outer)
    if match is None:
        raise NotationError(
            f"{_quote(text)}は日付として読めません（読めるのは 2026-12-18 2026/12/18 R8.12.18 "
            "令和8年12月18日 2026年12月18日 です）。"
        )
    day = _date_of(match, text)
    if gloss is not None:
        beside = _DATE.fullmatch(gloss)
        agrees = _date_of(beside, text) == day if beside else _read_period(gloss, text) == day.year
        if not agrees:
            raise NotationError(_why_disagree(text))
    return day


def find_date(text: str) -> date | None:
    """The first full date inside a longer text, or None; what no calendar has (2月30日) is passed over."""
    plain = _YEAR_BESIDE.sub("", _fold(text).translate(_YEAR_SIGNS))
    for match in _DATE.finditer(plain):
        with suppress(NotationError):
            return _date_of(match, text)
    return None


def _date_of(match: re.Match[str], text: str) -> date:
    return _day_of(_year_of(match, text), int(match["month"]), int(match["day"]), text)


def _day_of(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotationError(
            f"{_quote(text)}の月日は暦にありません（月は1～12、日はその月の日数までです）。"
        ) from None


# ---- writing years, periods and dates


def print_year(year: int) -> str:
    """The short form for table headings: 'R8'; 2019 is 'R1'. Raises NotationError outside 1868 to 2199."""
    era = _era_of(year)
    return f"{era.letter}{year - era.first.year + 1}"


def print_era_year(year: int) -> str:
    """'令和8年', '令和元年'. Raises NotationError outside 1868 to 2199."""
    return _in_era(year, _era_of(year)) + "年"


def print_fiscal_year(year: int) -> str:
    """'令和8年度（2026年度）'; 2019 is 令和元年度. Raises NotationError outside 1868 to 2199."""
    return f"{print_era_year(year)}度（{year}年度）"


def print_period(year: int, basis: Basis) -> str:
    """The period a year stands for, in full: '令和8年（2025年10月～2026年9月）' for ``Basis.OCT_SEP``.

    Raises NotationError if any of it lies outside 1868 to 2199.
    """
    match basis:
        case Basis.FISCAL:
            return print_fiscal_year(year)
        case Basis.OCT_SEP:
            before = _checked_year(year - 1, str(year - 1))
            return f"{print_era_year(year)}（{before}年10月～{year}年9月）"
        case Basis.OCT1:
            _checked_year(year, str(year))
            return f"{_print_era_day(date(year, 10, 1))}現在（{year}年）"
        case Basis.CALENDAR:
            return f"{print_era_year(year)}（{year}年）"


def print_date(day: date) -> str:
    """'令和8年12月18日（2026年12月18日）', in the era of that day. Raises NotationError as for years."""
    _checked_year(day.year, str(day.year))
    return f"{_print_era_day(day)}（{day.year}年{day.month}月{day.day}日）"


def print_short_date(day: date) -> str:
    """'R8.12.18', for tables with little room. Raises NotationError as for years."""
    _checked_year(day.year, str(day.year))
    era = next(era for era in _ERAS if era.first <= day)
    return f"{era.letter}{day.year - era.first.year + 1}.{day.month}.{day.day}"


def _print_era_day(day: date) -> str:
    era = next(era for era in _ERAS if era.first <= day)
    return f"{_in_era(day.year, era)}年{day.month}月{day.day}日"


def _era_of(year: int) -> _Era:
    """The era that a year ends in, which names the whole year."""
    _checked_year(year, str(year))
    return next(era for era in _ERAS if era.first.year <= year)


def _in_era(year: int, era: _Era) -> str:
    count = year - era.first.year + 1
    return f"{era.name}{'元' if count == 1 else count}"
