"""Time as a type: what a text of a table says of time, and whether that is the period of a series.

A period has a kind, and two kinds are never the same: 8月1日 is no year, 1月1日 is not 10月1日, a month is not the
year it lies in, 年度 is not 暦年. A year of which nothing more is said (``Kind.YEAR``) is of any kind that the rest
of the table does not exclude.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from misato_report.actuals.published.folding import folded, unmarked

_ERAS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_LENGTHS = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31, "令和": 181}
_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
_FIRST, _LAST = 1868, 2199
_FIRST_MONTH = 4  # of a fiscal year


class Kind(StrEnum):
    """What sort of period a figure is about."""

    DAY = "日"
    MONTH = "月"
    QUARTER = "四半期"
    CALENDAR = "暦年"
    FISCAL = "年度"
    OCT_SEP = "前年10月～当年9月"
    YEAR = "年"
    """A year, and nothing said of which kind."""
    OTHER = "期間"
    """From one day to another that make none of the above."""
    RANGE = "年の範囲"
    """Years from … to …: what a title says of all columns together."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period: ``year`` names it; ``month`` and ``day`` where the kind has them; ``until`` ends a RANGE.

    ``weak``: written in a way that may be something else (a bare 2020, R1 as a code). ``written``: with 年 behind it,
    which is no 年度.
    """

    kind: Kind
    year: int
    month: int = 0
    day: int = 0
    until: int = 0
    weak: bool = False
    written: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        years = {Kind.FISCAL: "年度", Kind.CALENDAR: "年（1月～12月）", Kind.OTHER: "年までの期間"}
        other = {
            Kind.DAY: f"{self.year}年{self.month}月{self.day}日",
            Kind.MONTH: f"{self.year}年{self.month}月",
            Kind.QUARTER: f"{self.year}年{self.month}～{self.month + 2}月",
            Kind.OCT_SEP: f"{self.year - 1}年10月～{self.year}年9月",
            Kind.RANGE: f"{self.year}～{self.until}年",
        }
        return other.get(self.kind, f"{self.year}{years.get(self.kind, '年')}")

    @property
    def is_exact(self) -> bool:
        """Whether it is a period that a figure may be about, and not a frame of several."""
        return self.kind not in (Kind.RANGE, Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a date that needs the rest from elsewhere: 24年 (era), 3月 (year), 10月1日現在 (year)."""

    count: int = 0
    """Year of an era that is not named."""
    fiscal: bool = False
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of time, and the words that are left without it."""

    periods: tuple[Period, ...] = ()
    parts: tuple[Part, ...] = ()
    rest: str = ""
    month_before: bool = False
    """前1か月: the month before the day that the table is about."""
    cumulative: bool = False
    """累計, 1～9月: a part of a year that has no name."""
    disagreement: str = ""
    """What is wrong with it: two forms of one time that differ (令和8年（2025年）), a year that is none (平成35年)."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of time."""
        return not (self.periods or self.parts or self.month_before or self.cumulative or self.disagreement)


_COUNT = r"元|[0-9]{1,2}"
_YEAR = (
    rf"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![a-z0-9_])[mtshr](?=\.?[0-9元]))\.?(?P<n>{_COUNT})"
    r"|(?<![0-9.,])(?P<w>(?:18|19|20|21)[0-9]{2})(?![0-9,]|\.[0-9]{3}))"
)
_GLOSS = r"(?P<NAME>\((?:西暦)?(?:[0-9]{4}|(?:明治|大正|昭和|平成|令和|[mtshr])(?:元|[0-9]{1,2}))年?度?\))?"
_TAIL = (
    r"(?:(?P<y>年度|年)(?!代|間|齢|以|生|平均|比|報)"
    + _GLOSS.replace("NAME", "gloss")
    + r"(?P<yy>度)?(?:(?P<m>[0-9]{1,2})月(?!分?(?:に|頃))(?:(?P<d>[0-9]{1,2})日)?)?"
    r"|(?P<sep>[-/.])(?P<sm>[0-9]{1,2})(?:(?P=sep)(?P<sd>[0-9]{1,2}))?(?![0-9])"
    r"|(?P<none>))"
)
_POINT = re.compile(_YEAR + _GLOSS.replace("NAME", "front") + _TAIL)
_TO = re.compile(r"(?:現在|末日?)?(?:から|～|-|―|–|—|−|‐|ー)")
_END = re.compile(
    r"(?:(?P<same>同年|翌年)|(?P<era>明治|大正|昭和|平成|令和|[mtshr])?(?P<n>元|[0-9]{1,4})(?P<y>年度?))?"
    r"(?:(?P<m>[0-9]{1,2})月期?(?:(?P<d>[0-9]{1,2})日)?)?"
)
_INNER = re.compile(
    r"[(]?(?P<m>[0-9]{1,2})(?:月(?:[0-9]{1,2}日)?)?(?:から|～|-|―|–|—|−)"
    r"(?P<same>同年|翌年)?(?P<e>[0-9]{1,2})月(?:[0-9]{1,2}日)?(?:まで)?期?[)]?"
)
_LIST = re.compile(r"(?:年度?)?[,、・及び]+(?P<n>元|[0-9]{1,2})年?度?")
_ALONE_YEAR = re.compile(rf"^(?P<n>{_COUNT})(?P<y>年度?)$")
_MONTH_DAY = re.compile(r"(?:各年|毎年|同年)?(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日")
_ALONE_DAY = re.compile(r"^(?P<n>[0-9]{1,2})(?P<sep>[./-])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})$")
_MONTH_LEFT = re.compile("[1-9]|1[0-2]")  # 令和2年 2, whose 月 stands in the next cell
_MONTH_FIRST = re.compile(r"[各毎]月(?P<d>[0-9]{1,2})日")
_MONTH_END = re.compile(r"(?:各|毎|(?<![0-9]))月末(?:日)?(?:現在|時点)?")
_LAST_DAY = -1  # of a month, whichever it is
_MONTH_ALONE = re.compile(r"^(?P<m>[0-9]{1,2})月(?:中|分|末)?$")
_IN_MONTH = re.compile(r"^(?P<m>[0-9]{1,2})月中の?")  # 12月中の人口動態
_MONTHS = re.compile(r"^(?P<m>[0-9]{1,2})(?:月)?[～-](?P<e>[0-9]{1,2})月期?$")
_BEFORE = re.compile(r"(?:(?:前|過去)(?:1|一)?[かカケヶヵ箇]?月(?:間|中)?|前月(?:中))の?")
_CUMULATIVE = re.compile(
    r"累計|年初から|前年同[期月]|[上下]半期|(?<![以年])[上下]期|第?[1-4一二三四]四半期|年度途中"
)
_NOT_TIME = re.compile(
    r"公表日|公表予定|公開日|更新|発行|作成|訂正|印刷|公表$|公表\)|日改[訂定]|改[訂定][日版]"
)


_PLAIN_YEAR = re.compile(r"^(?:18|19|20|21)[0-9]{2}$")


def is_about_publication(text: str) -> bool:
    """Whether a text labels a date on which something was published, made or changed."""
    return _NOT_TIME.search(folded(text)) is not None


@lru_cache(maxsize=16384)
def said(text: str) -> Said:
    """What a text says of time. Dates of publication say nothing of the figures."""
    plain = folded(text)
    if (
        not any(c.isdigit() for c in plain)
        and "元" not in plain
        and "月" not in plain
        and not _CUMULATIVE.search(plain)
    ):
        return Said(rest=plain)
    if _NOT_TIME.search(plain):
        return Said(rest=plain)
    found = _Finder(plain)
    return found.result()


class _Finder:
    """Goes through a folded text once, from the left."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.periods: list[Period] = []
        self.parts: list[Part] = []
        self.kept: list[str] = []
        self.disagreement = ""

    def result(self) -> Said:
        """Everything that was found."""
        position = 0
        for match in _POINT.finditer(self.plain):
            if match.start() < position or not self._is_year(match):
                continue
            self.kept.append(self.plain[position : match.start()])
            position = self._take(match)
        rest = "".join([*self.kept, self.plain[position:]])
        return self._with_parts(rest)

    def _is_year(self, match: re.Match[str]) -> bool:
        """Whether a bare number or R7 stands free of other words, as a year does."""
        if match["era"] and len(match["era"]) > 1:
            return True
        if match["y"] or match["sep"]:
            return _western(match) is not None
        after = self.plain[match.end() : match.end() + 1]
        before = self.plain[match.start() - 1 : match.start()] if match.start() else ""
        if match["w"]:
            free = not before or before in "([【〔（/_-～　" or not after
            return free and (not after or after in ")]】〕/_-～)") and not before.isalpha()
        return _western(match) is not None and (not after or not (after.isalnum() and after.isascii()))

    def _take(self, match: re.Match[str]) -> int:
        """One point in time, or a span that begins with it; returns where it ends."""
        if _western(match) is None:
            self.disagreement = f"{match[0]}」は暦にありません"
            return match.end()
        first = self._point(match)
        end = match.end()
        if not first.month and (months := _INNER.match(self.plain, end)):
            return self._months(first, months)
        to = _TO.match(self.plain, end)
        if to:
            span, stop = self._span(first, to.end())
            if span is not None:
                self.periods.append(span)
                return stop
        self.periods.append(first)
        return self._list(match, first, end)

    def _months(self, first: Period, match: re.Match[str]) -> int:
        """令和3年（1月1日から同年12月31日まで）, 平成29年7-9月期."""
        self.periods.append(first)
        last = first.year + (match["same"] == "翌年")
        whole = _between(replace(first, kind=Kind.MONTH, month=int(match["m"])), last, int(match["e"]))
        if _together(first, whole) == whole:
            self.periods.pop()
        self.periods.append(whole)
        return match.end()

    def _point(self, match: re.Match[str]) -> Period:
        year = _western(match) or 0
        self._check_gloss(match, year)
        month = int(match["m"] or match["sm"] or 0)
        day = int(match["d"] or match["sd"] or 0)
        if month and day and _is_day(year, month, day):
            return Period(Kind.DAY, year, month, day)
        if month and 1 <= month <= 12:  # noqa: PLR2004
            if self.plain[match.end() : match.end() + 1] == "末":
                return Period(Kind.DAY, year, month, monthrange(year, month)[1])
            return Period(Kind.MONTH, year, month)
        if match["y"] == "年" and _MONTH_LEFT.fullmatch(self.plain, match.end()):
            return Period(Kind.MONTH, year, int(self.plain[match.end() :]))
        fiscal = match["y"] == "年度" or bool(match["yy"])
        weak = not match["y"] and not (match["era"] and len(match["era"]) > 1)
        return Period(Kind.FISCAL if fiscal else Kind.YEAR, year, weak=weak, written=match["y"] == "年")

    def _check_gloss(self, match: re.Match[str], year: int) -> None:
        for name in ("front", "gloss"):
            inner = match[name]
            if inner:
                second = _POINT.search(inner)
                other = _western(second) if second else None
                if other is not None and other != year:
                    self.disagreement = f"{match[0]}」は、括弧の中と外が違います"

    def _span(self, first: Period, start: int) -> tuple[Period | None, int]:
        """The period from ``first`` to what stands at ``start``."""
        match = _END.match(self.plain, start)
        if match is None or not (match["m"] or match["n"] or match["same"]):
            return None, start
        if match["n"] and not match["y"]:
            return None, start
        year = _end_year(match, first, self.plain)
        if year is None:
            return None, start
        month = int(match["m"] or 0)
        return _between(first, year, month), match.end()

    def _list(self, match: re.Match[str], first: Period, end: int) -> int:
        """平成25年，26年: the years that follow in the same era, as a range."""
        last, stop = first.year, end
        while (more := _LIST.match(self.plain, stop)) and match["era"]:
            count = _number(more["n"])
            year = _ERAS[_era(match["era"])] + count - 1
            if not last < year <= last + 30:
                break
            last, stop = year, more.end()
        if last != first.year:
            self.periods[-1] = Period(Kind.RANGE, first.year, until=last)
        return stop

    def _with_parts(self, rest: str) -> Said:
        """What needs the year or the era from elsewhere."""
        before = bool(_BEFORE.search(rest))
        rest = _BEFORE.sub("", rest)
        cumulative = bool(_CUMULATIVE.search(rest))
        plain = unmarked(rest).strip("()[]【】〔〕")
        if match := _ALONE_YEAR.match(plain):
            self.parts.append(Part(count=_number(match["n"]), fiscal=match["y"] == "年度"))
            rest = ""
        elif match := _ALONE_DAY.match(plain):  # 3.2.1 below R3.1.1
            self.parts.append(Part(count=int(match["n"]), month=int(match["m"]), day=int(match["d"])))
        elif match := _MONTHS.match(plain):
            cumulative, rest = True, ""
        elif match := _MONTH_ALONE.match(plain):
            self.parts.append(Part(month=int(match["m"])))
            rest = ""
        elif match := _IN_MONTH.match(rest):
            self.parts.append(Part(month=int(match["m"])))
            rest = rest[match.end() :]
        elif self.periods and self.periods[-1].kind is Kind.MONTH:
            rest = re.sub("^中の?", "", rest)
        if _MONTH_END.search(rest):
            self.parts.append(Part(day=_LAST_DAY))
            rest = _MONTH_END.sub("", rest)
        for pattern in (_MONTH_DAY, _MONTH_FIRST):
            for match in pattern.finditer(rest):
                month = int(match["m"]) if pattern is _MONTH_DAY else 0
                self.parts.append(Part(month=month, day=int(match["d"])))
            rest = pattern.sub("", rest)
        rest = re.sub(r"(?:現在|時点)", "", rest) if self.periods or self.parts else rest
        rest = re.sub(r"[(\[【〔<][)\]】〕>]", "", rest)
        return Said(tuple(self.periods), tuple(self.parts), rest, before, cumulative, self.disagreement)


def _era(sign: str) -> str:
    return _LETTERS.get(sign, sign)


def _number(count: str) -> int:
    return 1 if count == "元" else int(count)


def _western(match: re.Match[str]) -> int | None:
    """The year of a match as a western one, if its era has it."""
    if match["w"]:
        year = int(match["w"])
        return year if _FIRST <= year <= _LAST else None
    era, count = _era(match["era"]), _number(match["n"])
    return _ERAS[era] + count - 1 if 1 <= count <= _LENGTHS[era] else None


def _end_year(match: re.Match[str], first: Period, plain: str) -> int | None:
    if match["same"]:
        return first.year + (match["same"] == "翌年")
    if not match["n"]:
        return first.year
    if len(match["n"]) == 4:  # noqa: PLR2004 - a western year
        return int(match["n"])
    era = match["era"] or _era_before(plain, match.start())
    if era is None:
        return None
    return _ERAS[_era(era)] + _number(match["n"]) - 1


def _era_before(plain: str, end: int) -> str | None:
    """The era named last before a place in the text: 平成18～27年度."""
    best = max(((plain.rfind(era, 0, end), era) for era in _ERAS), default=(-1, ""))
    return best[1] if best[0] >= 0 else None


def _between(first: Period, year: int, month: int) -> Period:
    """The period from the beginning of ``first`` to the end of the given month (or year)."""
    start = first.month
    if first.kind is Kind.FISCAL or not start or not month:
        return Period(Kind.RANGE, first.year, until=year)
    whole = {(1, 12, 0): Kind.CALENDAR, (4, 3, 1): Kind.FISCAL, (10, 9, 1): Kind.OCT_SEP}
    kind = whole.get((start, month, year - first.year))
    if kind is Kind.FISCAL:
        return Period(kind, first.year)
    if kind is not None:
        return Period(kind, year)
    if year == first.year and month - start == 2 and start % 3 == 1:  # noqa: PLR2004 - three months
        return Period(Kind.QUARTER, year, start)
    return Period(Kind.OTHER, year, month)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


_FARTHEST = 20  # years between two neighbours of which one has no era


def completed(row: Sequence[Said], era: str = "") -> list[Said]:
    """Texts side by side (or one below the other) with the era, or the year of a month, completed from the one before.

    平成28年度, 29, 30, 令和元, 2: a year without an era is in the era of its neighbour and goes on in the same
    direction. 令和9年12月, 1月: the month that follows its neighbour is the next one. What cannot be completed stays a part. ``era``: of the first year, where the clerk says it.
    """
    result: list[Said] = []
    last: Period | None = None
    for one in row:
        done = _complete(one, last) if last is not None or not era else _in_era(one, era)
        exact = [p for p in done.periods if p.is_exact]
        if exact:
            last = exact[0]
        result.append(done)
    return result


def _complete(one: Said, last: Period | None) -> Said:
    if last is None or one.periods or not one.parts:
        return one
    part = one.parts[0]
    if last.kind is Kind.MONTH and part == Part(month=month_after(last).month):
        return replace(one, periods=(month_after(last),), parts=one.parts[1:])
    if not part.count:
        return one
    years = [_ERAS[era] + part.count - 1 for era in _ERAS if 1 <= part.count <= _LENGTHS[era]]
    if part.day:
        return _complete_day(one, [year for year in years if abs(year - last.year) <= 1], last)
    near = sorted((abs(year - last.year), year) for year in years if 0 < abs(year - last.year) <= _FARTHEST)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return one
    year = near[0][1]
    kind = Kind.FISCAL if part.fiscal or last.kind is Kind.FISCAL else Kind.YEAR
    return replace(one, periods=(Period(kind, year),), parts=one.parts[1:])


def _complete_day(one: Said, years: Sequence[int], last: Period) -> Said:
    """3.2.1 below R3.1.1: a day of the same year, or of one beside it."""
    part = one.parts[0]
    if last.kind is not Kind.DAY or len(years) != 1 or not _is_day(years[0], part.month, part.day):
        return one
    return Said((Period(Kind.DAY, years[0], part.month, part.day),))


def _in_era(one: Said, era: str) -> Said:
    """A year without an era in the one that the clerk says."""
    if one.periods or not one.parts or not 1 <= one.parts[0].count <= _LENGTHS[era] or one.parts[0].day:
        return one
    kind = Kind.FISCAL if one.parts[0].fiscal else Kind.YEAR
    year = _ERAS[era] + one.parts[0].count - 1
    return replace(one, periods=(Period(kind, year, written=kind is Kind.YEAR),), parts=one.parts[1:])


def is_plain_year(text: str) -> bool:
    """Whether a text is four digits that may be a year."""
    return bool(_PLAIN_YEAR.match(folded(text)))


# ---- several statements of one figure


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place of the table says of time; ``where`` is its address for a message."""

    said: Said
    where: str


class TimeError(ValueError):
    """Statements that do not agree, or that say too little; the message is for the clerk."""


class NoEraError(TimeError):
    """A year such as 7 of which nothing tells the era."""


class UnnamedPeriodError(TimeError):
    """A part of a year that has no name, such as 累計: of no series, and no contradiction."""


def agreed(near: Sequence[Statement], far: Sequence[Statement]) -> tuple[Period, ...]:
    """The periods that a figure may be about by all that is said of it, the surest first.

    ``near`` are its row and its headings, ``far`` the title, the lines above and the sheet's name. Near statements
    decide the year, far ones add the day or the kind. Raises TimeError where they contradict each other.
    """
    for statement in (*near, *far):
        if statement.said.disagreement:
            raise TimeError(f"{statement.where} の「{statement.said.disagreement}。")
    silent = not any(s.said.periods for s in near)
    if any(s.said.cumulative for s in near) or (silent and any(s.said.cumulative for s in far)):
        raise UnnamedPeriodError("累計など、年の途中までの値です。")
    strong = _merge([s for s in near if any(not p.weak and p.is_exact for p in s.said.periods)], near, far)
    chosen = strong if strong is not None else _merge(near, near, far)
    if chosen is not None:
        return (chosen,)
    return _from_far(near, far)


def _merge(
    deciding: Sequence[Statement], near: Sequence[Statement], far: Sequence[Statement]
) -> Period | None:
    exact = [(p, s) for s in deciding for p in s.said.periods if p.is_exact]
    if not exact:
        return None
    period, origin = exact[0]
    for other, statement in exact[1:]:
        finer = _together(period, other)
        if finer is None:
            raise TimeError(f"{origin.where} は {period}、{statement.where} は {other} で、食い違います。")
        period = finer
    period = replace(period, weak=False)
    for part in (part for s in near for part in s.said.parts):
        period = _with_part(period, part)
    for part in (part for s in far for part in s.said.parts if part.day == _LAST_DAY):
        period = _with_part(period, part)
    if any(s.said.month_before for s in near):
        if period.kind is not Kind.DAY or period.day != 1:
            raise TimeError("前1か月の値に年が書かれています。")
        return month_before(period)  # 前月中 in the row of 令和9年11月1日
    return _refined(period, near, far)


def _refined(period: Period, near: Sequence[Statement], far: Sequence[Statement]) -> Period:
    """The period with the day or the kind that the title adds for the same year."""
    if period.kind not in (Kind.YEAR, Kind.MONTH):
        return period
    del near
    stated = [p for s in far for p in s.said.periods if p.is_exact and not p.weak]
    same = [p for p in stated if _together(period, p) not in (None, period)]
    kinds = {_together(period, p) for p in same}
    if len(kinds) == 1:
        return kinds.pop() or period
    others = {p.kind for p in stated}
    if period.kind is Kind.YEAR and not period.written and not same and others == {Kind.FISCAL}:
        return replace(period, kind=Kind.FISCAL)
    return period


def _together(one: Period, other: Period) -> Period | None:
    """The finer of two periods of which one may be said of the other, else None."""
    if one.kind is other.kind:
        return one if replace(one, weak=False) == replace(other, weak=False) else None
    order = (Kind.YEAR, Kind.MONTH, Kind.DAY)
    if one.kind in order and other.kind in order:
        low, high = sorted((one, other), key=lambda p: order.index(p.kind))
        fits = low.year == high.year and (low.kind is Kind.YEAR or low.month == high.month)
        return high if fits else None
    low, high = (one, other) if one.kind is Kind.YEAR else (other, one)
    return high if low.kind is Kind.YEAR and low.year == high.year else None


def _with_part(period: Period, part: Part) -> Period:
    if period.kind is Kind.YEAR and part.month and part.day and _is_day(period.year, part.month, part.day):
        return Period(Kind.DAY, period.year, part.month, part.day)
    if period.kind is Kind.FISCAL and part.month and part.day:
        year = period.year + (part.month < _FIRST_MONTH)  # 10月1日現在 beside 年度
        return Period(Kind.DAY, year, part.month, part.day) if _is_day(year, part.month, part.day) else period
    if period.kind in (Kind.YEAR, Kind.FISCAL) and part.month and not part.day:
        return month_of_year(period, part.month)
    if period.kind is Kind.MONTH and part.day == _LAST_DAY:
        return Period(Kind.DAY, period.year, period.month, monthrange(period.year, period.month)[1])
    if period.kind is Kind.MONTH and part.day and not part.month:
        return Period(Kind.DAY, period.year, period.month, part.day)
    return period


def month_of_year(year: Period, month: int) -> Period:
    """A month of a year: 1月 of 令和9年度 is that of 令和10年."""
    return Period(Kind.MONTH, year.year + (year.kind is Kind.FISCAL and month < _FIRST_MONTH), month)


def on_day(period: Period, days: set[tuple[int, int]]) -> Period:
    """A year or a month of which nothing more is said, as the one day of it that the table is about.

    ``days``: (month, day) of a year; month 0 for 各月1日現在.
    """
    if period.kind not in (Kind.YEAR, Kind.MONTH):
        return period
    fitting = [Part(month=m, day=d) for m, d in days if bool(m) is (period.kind is Kind.YEAR)]
    return _with_part(period, fitting[0]) if len(fitting) == 1 else period


def _from_far(near: Sequence[Statement], far: Sequence[Statement]) -> tuple[Period, ...]:
    """The periods that title and lines above name, for a table that says nothing nearer."""
    parts = [part for s in near for part in s.said.parts]
    if any(part.count for part in parts):
        where = next(s.where for s in near if any(p.count for p in s.said.parts))
        raise NoEraError(f"{where} の年に元号がなく、どの元号の年か分かりません。")
    stated = [p for s in far for p in s.said.periods if p.is_exact]
    strong = [p for p in stated if not p.weak] or stated
    if any(s.said.month_before for s in near):
        if any(part.month for part in parts):  # 前月 below 10月中: is that September?
            raise TimeError("「前月」と月の名前が重なり、どの月の値か分かりません。")
        return _month_before(strong)
    found: list[Period] = []
    for period in dict.fromkeys(strong):
        done = replace(period, weak=False)
        if any(part.month and not part.day and is_month_before(part.month, done) for part in parts):
            done = month_before(done)
        for part in parts + [part for s in far for part in s.said.parts if part.day and not part.count]:
            done = _with_part(done, part)
        found.append(done)
    finest = [p for p in found if not any(q != p and _together(p, q) == q for q in found)]
    return tuple(dict.fromkeys(finest))


def _month_before(stated: Iterable[Period]) -> tuple[Period, ...]:
    days = {p for p in stated if p.kind in (Kind.DAY, Kind.MONTH)}
    return tuple({month_before(day) for day in days})


def month_before(day: Period) -> Period:
    """The month before the one that a day or month lies in."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return Period(Kind.MONTH, year, month)


def month_after(month: Period) -> Period:
    """The month that follows one."""
    return Period(Kind.MONTH, month.year + month.month // 12, month.month % 12 + 1)


def is_month_before(month: int, day: Period) -> bool:
    """Whether a month of no year is the one that ends where the day begins: 12月中 beside 1月1日現在."""
    return day.kind is Kind.DAY and day.day == 1 and month_before(day).month == month
