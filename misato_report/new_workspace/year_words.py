"""Years inside the words of headings and cells: 基準値（R5）, 令和6年度末, R3～R7, 令和7年3月末."""

from __future__ import annotations

import re
from collections.abc import Iterator

from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.kpi import Span
from misato_report.notation import NotationError, read_year

_IN_ERA = r"(?:令和|平成|昭和|(?<![A-Za-z])[RHS])\s?\.?(?:元|[0-9]{1,2})(?:\s?年度?)?"
_WITH_YEAR = r"(?<![0-9,.])(?:19|20)[0-9]{2}\s?年度?"
# A bare 2000 is a year only where nothing is counted with it.
_BARE = r"(?<![0-9,.])(?:19|20)[0-9]{2}(?=$|[\s)～:/.-]|目標|実績|基準|現状|末|時点|現在|まで)(?![.,][0-9])"
_LATER = r"(?:令和|平成|[RHS])?\s?(?:元|[0-9]{1,4})\s?(?:年度?)?"
_GLOSS = r"(?:\s?\((?:(?:19|20)[0-9]{2}|[RH][0-9]{1,2}|令和[0-9元]{1,2})(?:年度?)?\)(?:\s?年度?)?)?"
_TAIL = r"(?:\s?(?P<month>[0-9]{1,2})月(?:[0-9]{1,2}日|末)?|[./](?P<point>[0-9]{1,2})(?:[./][0-9]{1,2})?(?![0-9]))?"
_AFTER = r"\s?(?:末|時点|現在|実績|見込み?|まで|中)?(?:に|の)?"
_REST = rf"{_GLOSS}(?:\s?(?:～|-|から|\.\.|−|―|－)\s?(?P<last>{_LATER}))?{_TAIL}{_AFTER}\s?:?"
_YEARS = re.compile(rf"(?P<first>{_IN_ERA}|{_WITH_YEAR}|{_BARE}){_REST}")
_MARKED_YEARS = re.compile(rf"(?P<first>{_IN_ERA}|{_WITH_YEAR}){_REST}")
_DAY = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[-/]([01]?[0-9])[-/]([0-3]?[0-9])(?:\s+0?0:00(?::00)?)?(?![0-9])"
)
_FIRST_OF_FISCAL = 4  # April
_ERA = re.compile(r"令和|平成|昭和|[RHS]")


def take_years(text: str, *, beside_figures: bool = False) -> tuple[str, Span | None]:
    """The text without the year or years that it names, and these; None where it names none, or several apart.

    A day in January to March lies in the fiscal year before: 令和7年3月末 is R6. ``beside_figures``: a bare 2000 is a figure.
    """
    plain = _with_days(text)
    found = list(_found(plain, _MARKED_YEARS if beside_figures else _YEARS))
    if len({(span.first, span.last) for _, span in found}) != 1:
        return plain, None
    for match, _ in reversed(found):
        plain = f"{plain[: match.start()]} {plain[match.end() :]}"
    return plain.strip(), found[0][1]


def all_years(text: str) -> list[Span]:
    """Every year or run of years that a text names, in order."""
    return [span for _, span in _found(_with_days(text))]


def _with_days(text: str) -> str:
    """The text with a day of a spreadsheet (2025-03-31 0:00:00) as 2025年3月31日."""
    return _DAY.sub(r"\1年\2月\3日", plain_text(text))


def _found(plain: str, years: re.Pattern[str] = _YEARS) -> Iterator[tuple[re.Match[str], Span]]:
    for match in years.finditer(plain):
        span = _span_of(match)
        if span is not None:
            yield match, span


def _span_of(match: re.Match[str]) -> Span | None:
    try:
        first = _year(match["first"])
        last = _year(_with_era(match["last"], match["first"])) if match["last"] else first
    except NotationError:
        return None
    month = int(match["month"] or match["point"] or _FIRST_OF_FISCAL)
    if 0 < month < _FIRST_OF_FISCAL:
        first, last = (first - 1 if first == last else first), last - 1
    return Span(first, last) if first <= last else None


def _year(text: str) -> int:
    return read_year(re.sub(r"[\s.]", "", text))


def _with_era(last: str, first: str) -> str:
    """The end of a run with the era of its start where it names none: R3～7."""
    era = _ERA.match(first.strip())
    bare = re.fullmatch(r"(元|[0-9]{1,2})(年度?)?", last.strip())
    return f"{era[0]}{last.strip()}" if era and bare else last


def read_span(text: str) -> Span | None:
    """A cell that holds nothing but a year or a run of years (R7, 2025, R8～R12, 令和12年度末); else None."""
    rest, span = take_years(text)
    return span if span is not None and not rest.strip(" ()年度末の") else None
