"""Years that a title or a note of a sheet states for all of its KPIs: ※現状値は令和6年度、目標値は令和12年度."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.year_words import all_years

_LINK = r"(?:の?(?:基準)?(?:年度?|時点))?\s*(?:は|が|:|=|…)\s*[、,]?\s*(?:いずれも|全て|すべて)?"
_BASELINE = re.compile(rf"(?:基準|現状|現況|当初)値?{_LINK}")
_TARGET = re.compile(rf"(?:最終)?目標値?{_LINK}")
_EXCEPTIONS = re.compile(r"一部|除く|ただし|場合|[※①-⑳]\s?[0-9]|ものは|については|最新|直近|又は|または")
_NEAR = 12  # characters in which the year stands


@dataclass(frozen=True)
class Stated:
    """What holds for a whole sheet where a line does not say otherwise; None: nothing is stated."""

    baseline: Span | None = None
    target: Span | None = None


def stated_years(lines: Sequence[str]) -> Stated:
    """What the lines beside the KPIs state. Where they state two things, or exceptions, nothing holds for all."""
    plain = [plain_text(line) for line in lines]
    return Stated(_one(plain, _BASELINE), _one(plain, _TARGET))


def _one(lines: Sequence[str], words: re.Pattern[str]) -> Span | None:
    found: set[Span] = set()
    for line in lines:
        for match in words.finditer(line):
            if _EXCEPTIONS.search(line):
                return None
            years = all_years(line[match.end() : match.end() + _NEAR])
            if years and years[0].length == 1:
                found.add(years[0])
    return found.pop() if len(found) == 1 else None
