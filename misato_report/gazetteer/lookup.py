"""Which place a code or a name means. What is not certain is ``None`` or several, never a guess."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeVar

from misato_report.gazetteer.codes import check_digit
from misato_report.gazetteer.folding import fold
from misato_report.gazetteer.places import (
    FormerName,
    Municipality,
    Prefecture,
    Ward,
    former_names,
    municipalities,
    prefectures,
    wards,
)

_SHORT, _FULL = 5, 6  # digits of a code without and with its check digit
# 日本郵便 and some tables write the island where a county would stand.
_ISLANDS = {"三宅村": "三宅島", "八丈町": "八丈島"}

_Named = TypeVar("_Named", Municipality, Ward, FormerName)


def by_code(text: str, digits: int | None = None) -> Municipality | Ward | Prefecture | None:
    """The place of today that has this code, in any width of digits.

    ``digits`` says how long the codes of this column are (5, or 6 with the check digit); only then may a zero in front
    be missing from a five-digit code. Not told, five digits are a code of five, or one of six whose zero in front was
    lost and whose check digit is right. 12203 may be either, 市川市 or 士別市's 012203: ``None``, as for 14 others.
    """
    code = _digits(text)
    wanted = (_SHORT, _FULL) if digits is None else (digits,)
    found = {place for length in wanted for place in _places_of(code, length, digits is not None)}
    return found.pop() if len(found) == 1 else None


def former_by_code(text: str) -> tuple[FormerName, ...]:
    """What had this code of five or six digits and has it, or its name, no more; several where it was used again."""
    code = _digits(text)
    if len(code) == _SHORT:
        code += check_digit(code)
    return _former_by_code().get(code, ())


def by_name(name: str, prefecture: str | None = None) -> tuple[Municipality, ...]:
    """The municipalities of this name, in ``prefecture`` (島根県, 島根) if it is told.

    Takes 美郷町, 邑智郡美郷町, 島根県美郷町 and 島根県邑智郡美郷町, in any variant of letters and with any blanks.
    """
    return _within(_municipalities_by_name().get(fold(name), ()), prefecture)


def wards_by_name(name: str, prefecture: str | None = None) -> tuple[Ward, ...]:
    """The wards of designated cities of this name: 中央区, 札幌市中央区 or 北海道札幌市中央区."""
    return _within(_wards_by_name().get(fold(name), ()), prefecture)


def former_by_name(name: str, prefecture: str | None = None) -> tuple[FormerName, ...]:
    """The former municipalities of this name, with or without county and prefecture."""
    return _within(_former_by_name().get(fold(name), ()), prefecture)


def prefecture_by_name(name: str) -> Prefecture | None:
    """The prefecture of this name: 島根県 or 島根."""
    return _prefectures_by_name().get(fold(name))


def prefectures_of_county(name: str) -> frozenset[str]:
    """The prefectures that have a county of this name (邑智郡): none, one, or several (海部郡)."""
    return _prefectures_by_county().get(fold(name), frozenset())


def successors(former: FormerName) -> tuple[Municipality | Ward, ...]:
    """What of today a former municipality has become, through all later changes."""
    found: dict[str, Municipality | Ward] = {}
    for code in former.successor_codes:
        # The successor may have got its next name on the same day, and the code may have stayed.
        later = [
            place
            for place in _former_by_code().get(code, ())
            if place.until >= former.until and place != former
        ]
        places = successors(min(later, key=lambda place: place.until)) if later else _today(code)
        found |= {place.code: place for place in places}
    return tuple(found.values())


def is_place(name: str) -> bool:
    """Whether this is the name of a prefecture, a municipality of today or since 2000, or a designated city's ward."""
    key = fold(name)
    names = (_municipalities_by_name, _prefectures_by_name, _wards_by_name, _former_by_name)
    return any(key in table() for table in names)


def _digits(text: str) -> str:
    """The digits in their ASCII form; empty if there is anything else. Excel's mark for a text is passed over."""
    code = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
    return code if code.isascii() and code.isdigit() else ""


def _places_of(code: str, length: int, told: bool) -> Iterator[Municipality | Ward | Prefecture]:
    """The place of a code that is ``length`` long, or one shorter where its zero in front was lost."""
    certain = told or length == _FULL
    if len(code) == length - 1 and certain:
        code = "0" + code
    if len(code) == length:
        code += check_digit(code) if length == _SHORT else ""
        place = _by_code().get(code)
        if place is not None:
            yield place


def _today(code: str) -> tuple[Municipality | Ward, ...]:
    place = _by_code()[code]
    return () if isinstance(place, Prefecture) else (place,)


def _within(places: tuple[_Named, ...], prefecture: str | None) -> tuple[_Named, ...]:
    if prefecture is None:
        return places
    found = prefecture_by_name(prefecture)
    return tuple(place for place in places if found is not None and place.prefecture == found.name)


@cache
def _by_code() -> dict[str, Municipality | Ward | Prefecture]:
    table: dict[str, Municipality | Ward | Prefecture] = {place.code: place for place in municipalities()}
    return (
        table | {place.code: place for place in wards()} | {place.full_code: place for place in prefectures()}
    )


@cache
def _former_by_code() -> dict[str, tuple[FormerName, ...]]:
    return _grouped((place.code, place) for place in former_names())


@cache
def _prefectures_by_name() -> dict[str, Prefecture]:
    return {fold(name): place for place in prefectures() for name in (place.name, place.short_name)}


@cache
def _prefectures_by_county() -> dict[str, frozenset[str]]:
    counties = {(fold(place.county), place.prefecture) for place in municipalities() if place.county}
    return {county: frozenset(p for c, p in counties if c == county) for county, _ in counties}


@cache
def _municipalities_by_name() -> dict[str, tuple[Municipality, ...]]:
    return _grouped(
        (name, place)
        for place in municipalities()
        for name in _names(place.prefecture, place.county or _ISLANDS.get(place.name, ""), place.name)
    )


@cache
def _wards_by_name() -> dict[str, tuple[Ward, ...]]:
    return _grouped(
        (name, place) for place in wards() for name in _names(place.prefecture, place.city, place.name)
    )


@cache
def _former_by_name() -> dict[str, tuple[FormerName, ...]]:
    return _grouped(
        (name, place)
        for place in former_names()
        for name in _names(place.prefecture, place.county, place.name)
    )


def _names(prefecture: str, within: str, name: str) -> set[str]:
    """The folded ways of writing it: with or without county (or city) and prefecture."""
    before, between, last = _folded_group(prefecture), _folded_group(within), fold(name)
    return {last, between + last, before + last, before + between + last}


@cache
def _folded_group(name: str) -> str:
    return fold(name)


def _grouped(pairs: Iterable[tuple[str, _Named]]) -> dict[str, tuple[_Named, ...]]:
    groups: dict[str, list[_Named]] = defaultdict(list)
    for key, place in pairs:
        groups[key].append(place)
    return {key: tuple(places) for key, places in groups.items()}
