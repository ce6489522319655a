"""The tables of places: complete, consistent, and what they hold."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from misato_report.gazetteer.codes import check_digit
from misato_report.gazetteer.folding import fold
from misato_report.gazetteer.lookup import (
    by_code,
    by_name,
    former_by_code,
    former_by_name,
    successors,
    wards_by_name,
)
from misato_report.gazetteer.places import (
    FormerName,
    Municipality,
    Ward,
    former_names,
    municipalities,
    prefectures,
    wards,
)

_TODAY: tuple[Municipality | Ward, ...] = (*municipalities(), *wards())
_EVERYTHING: tuple[Municipality | Ward | FormerName, ...] = (*_TODAY, *former_names())


def test_all_of_japan_is_there() -> None:
    kinds = Counter(place.name[-1] for place in municipalities())
    assert kinds == {"市": 792, "町": 743, "村": 183, "区": 23}
    assert len(prefectures()) == 47
    assert len(wards()) == 171
    assert len({(ward.prefecture, ward.city) for ward in wards()}) == 20
    assert len(former_names()) == 1841


def test_every_code_has_its_check_digit_and_its_prefecture() -> None:
    codes = {prefecture.name: prefecture.code for prefecture in prefectures()}
    for place in _EVERYTHING:
        assert place.code[5] == check_digit(place.code[:5]), place
        assert place.code[:2] == codes[place.prefecture], place


def test_no_code_and_no_label_is_there_twice() -> None:
    assert len({place.code for place in _TODAY}) == len(_TODAY)
    assert len({fold(place.label) for place in _TODAY}) == len(_TODAY)


def test_no_two_names_of_one_prefecture_fold_together() -> None:
    names = Counter((place.prefecture, fold(place.name)) for place in municipalities())
    assert set(names.values()) == {1}


def test_towns_and_villages_have_a_county_but_for_the_islands_of_tokyo_and_nothing_else_has() -> None:
    for place in municipalities():
        rural = place.name[-1] in "町村"
        island = place.prefecture == "東京都" and place.code >= "133612"
        assert bool(place.county) == (rural and not island), place
        assert not place.county or place.county.endswith("郡"), place


def test_former_towns_and_villages_have_their_county() -> None:
    for former in former_names():
        assert bool(former.county) == (former.name[-1] in "町村"), former
    assert former_by_name("石狩郡厚田村") == ()
    assert former_by_name("厚田郡厚田村")[0].code == "013056"


def test_kana_are_katakana_and_small_where_they_are_spoken_small() -> None:
    for place in _EVERYTHING:
        assert all("ァ" <= letter <= "ヶ" or letter == "ー" for letter in place.kana), place
    assert by_name("行田市")[0].kana == "ギョウダシ"
    assert former_by_name("邑智町")[0].kana == "オオチチョウ"


def test_every_place_is_found_by_its_code_and_by_its_label() -> None:
    for place in municipalities():
        assert by_code(place.code) == place
        assert by_code(place.code[:5], digits=5) == place
        assert by_name(place.label) == (place,)
    for ward in wards():
        assert by_code(ward.code) == ward
        assert wards_by_name(ward.label) == (ward,)
    for prefecture in prefectures():
        assert by_code(prefecture.full_code) == prefecture
    for former in former_names():
        assert former in former_by_code(former.code)
        assert former in former_by_name(former.label)


def test_every_former_name_ended_since_2000_and_leads_to_what_exists() -> None:
    for former in former_names():
        assert former.until >= date(2000, 1, 1)
        assert successors(former), former


def test_nothing_former_is_there_under_its_code_and_name_today() -> None:
    today = {(place.code, place.name) for place in municipalities()}
    today |= {(ward.code, ward.city + ward.name) for ward in wards()}
    assert not today & {(former.code, former.name) for former in former_names()}


@pytest.mark.parametrize(
    ("name", "until", "codes", "became"),
    [
        ("邑智町", date(2004, 10, 1), ["324426"], ["島根県邑智郡美郷町"]),
        ("羽須美村", date(2004, 10, 1), ["324442"], ["島根県邑智郡邑南町"]),
        # Absorbed by a town that became a city on the same day.
        ("牛堀町", date(2001, 4, 1), ["084221"], ["茨城県潮来市"]),
        # Divided between two.
        ("上九一色村", date(2006, 3, 1), ["193411"], ["山梨県甲府市", "山梨県南都留郡富士河口湖町"]),
        # To another prefecture.
        ("山口村", date(2005, 2, 13), ["204315"], ["岐阜県中津川市"]),
        # Renamed, with its code kept.
        ("篠山市", date(2019, 5, 1), ["282219"], ["兵庫県丹波篠山市"]),
        # A designated city got another code.
        ("熊本市", date(2012, 4, 1), ["432016"], ["熊本県熊本市"]),
        ("浜松市北区", date(2024, 1, 1), ["221350"], ["静岡県浜松市中央区", "静岡県浜松市浜名区"]),
    ],
)
def test_former_names(name: str, until: date, codes: list[str], became: list[str]) -> None:
    found = former_by_name(name)
    assert [place.code for place in found] == codes
    assert found[0].until == until
    assert sorted(place.label for place in successors(found[0])) == sorted(became)
