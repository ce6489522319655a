"""Whose row is it? By the gazetteer and by all that stands around the row, never by the name alone where it is not one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from misato_report.actuals.published.folding import folded, unmarked
from misato_report.gazetteer.lookup import (
    by_code,
    by_name,
    prefecture_by_name,
    prefectures_of_county,
    wards_by_name,
)
from misato_report.gazetteer.places import Municipality, Prefecture, Ward, prefectures
from misato_report.gazetteer.totals import classify_total

AnyPlace = Municipality | Ward | Prefecture

_NUMBER_BEFORE = re.compile(r"^(?:[0-9]{1,6}[_.:：\s　]?)(?=\D)")
_FORMER = re.compile(r"^[(（\[]?旧[:：]?|[(（]旧|旧$")
_CODE = re.compile(r"[0-9]{5,6}")
_ENGLISH_BEHIND = re.compile(r"(?<=[都道府県市区町村郡計部国])[a-z][a-z.,'-]{2,}$")
_COUNTY = re.compile(r"[^\W\d_]{1,7}?郡(?![部計市])")
_PREFECTURE_BEHIND = re.compile(r"^(.+?)[(\[]([^()\[\]]{2,3}[都道府県])[)\]]?$")


class What(Enum):
    """What a name in a place column stands for."""

    NOTHING = "何も"
    PLACE = "地方公共団体"
    SEVERAL = "同じ名の市区町村のどれか"
    FORMER = "旧市町村"
    TOTAL = "計"
    WORD = "地名でない語"


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: the places it may mean (one, or several of one name)."""

    what: What
    places: tuple[AnyPlace, ...] = ()

    @property
    def place(self) -> AnyPlace | None:
        """The one place, if there is only one."""
        return self.places[0] if len(self.places) == 1 else None


NOTHING = Named(What.NOTHING)


@lru_cache(maxsize=32768)
def named(text: str) -> Named:
    """What a text names: 美郷町, 邑智郡美郷町, 島根県 美郷町, 32_島根県, 0003_札幌市, 県計, （旧：松江市）."""
    plain = unmarked(folded(text)).strip("()[]")
    if not plain:
        return NOTHING
    if _FORMER.search(folded(text)):
        return Named(What.FORMER)
    plain = _ENGLISH_BEHIND.sub("", plain)  # 那覇市 Naha-shi
    if behind := _PREFECTURE_BEHIND.match(plain):
        plain = behind[2] + behind[1]  # 美郷町（島根県）
    for name in (plain, _NUMBER_BEFORE.sub("", plain)):
        if name != plain and not name:
            continue
        found = _places(name)
        if found:
            return Named(What.PLACE if len(found) == 1 else What.SEVERAL, found)
    name = _NUMBER_BEFORE.sub("", plain)
    if classify_total(name) is not None:
        return Named(What.TOTAL)
    return Named(What.WORD)


def _places(name: str) -> tuple[AnyPlace, ...]:
    prefecture = prefecture_by_name(name)
    if prefecture is not None and folded(prefecture.name) == name:
        return (prefecture,)
    return (*by_name(name), *wards_by_name(name))


@lru_cache(maxsize=32768)
def coded(text: str) -> AnyPlace | None:
    """The place whose code (of five or six digits) a cell is."""
    plain = folded(text)
    return by_code(plain) if _CODE.fullmatch(plain) else None


def prefectures_in(text: str) -> set[str]:
    """The prefectures that a longer text names in full, or by a county that no other has."""
    plain = folded(text)
    return {p.name for p in prefectures() if p.name in plain} | set(
        map(prefecture_of_county, _counties(plain))
    )


def _counties(plain: str) -> set[str]:
    """The counties named in a text that only one prefecture has."""
    found = set()
    for match in _COUNTY.finditer(plain):
        names = (match[0][start:] for start in range(len(match[0]) - 1))
        found |= {name for name in names if prefecture_of_county(name)}
    return found


def prefecture_of_county(name: str) -> str:
    """The prefecture of a county that no other prefecture has one of the name of; else an empty text."""
    found = prefectures_of_county(name)
    return next(iter(found)) if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class Town:
    """The town whose figures are wanted."""

    code: str
    prefecture: str
    county: str
    name: str

    def is_named_by(self, found: Named) -> bool:
        """Whether a name may mean the town."""
        return any(self.is_place(place) for place in found.places)

    def is_place(self, place: AnyPlace | None) -> bool:
        """Whether a place is the town."""
        if place is None:
            return False
        code = place.full_code if isinstance(place, Prefecture) else place.code
        return code == self.code

    @property
    def names(self) -> frozenset[str]:
        """The folded ways of writing the town, with its prefecture or county and without."""
        own = folded(self.name)
        within = folded(self.county) + own
        return frozenset({own, within, folded(self.prefecture) + own, folded(self.prefecture) + within})

    @property
    def full_names(self) -> frozenset[str]:
        """The ways of writing the town that no other town shares."""
        before = folded(self.prefecture)
        if self.name == self.prefecture:
            return frozenset({before})
        return frozenset(name for name in self.names if name.startswith(before))


def prefecture_of(place: AnyPlace) -> str:
    """Name of the prefecture that a place lies in, or is."""
    return place.name if isinstance(place, Prefecture) else place.prefecture
