"""Folding: one form for one name, and different names stay different."""

from __future__ import annotations

import unicodedata

import pytest

from misato_report.gazetteer.folding import fold
from misato_report.gazetteer.places import FormerName, Municipality, Ward, former_names, municipalities, wards

_PLACES: tuple[Municipality | Ward | FormerName, ...] = (*municipalities(), *wards(), *former_names())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("⺠⽣", "民生"),
        ("⻑⾕", "長谷"),
        ("美\u3000郷\u00a0町\n", "美郷町"),
        ("ﾐｻﾄ１２", "ミサト12"),
        ("辻\U000e0100\ufe00", "辻"),
        ("髙﨑龍ヶ丘", "高崎竜ケ丘"),
        ("つがる市", "つがる市"),
        ("関が原", "関ケ原"),
        ("人が", "人が"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_again_changes_nothing() -> None:
    for place in _PLACES:
        assert fold(fold(place.label)) == fold(place.label)


def test_different_places_stay_different() -> None:
    for kind in (municipalities(), wards()):
        assert len({fold(place.label) for place in kind}) == len(kind)
    former = {place.label for place in former_names()}
    assert len({fold(label) for label in former}) == len(former)


def test_letters_of_the_tables_are_no_radicals() -> None:
    letters = {letter for place in _PLACES for letter in place.label}
    assert not {letter for letter in letters if "RADICAL" in unicodedata.name(letter)}
