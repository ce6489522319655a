"""Places by code and by name: what is certain is found, what is not is not guessed."""

from __future__ import annotations

import pytest

from misato_report.gazetteer.lookup import (
    by_code,
    by_name,
    former_by_code,
    is_place,
    prefecture_by_name,
    wards_by_name,
)
from misato_report.gazetteer.places import municipalities


def _label(text: str, digits: int | None = None) -> str | None:
    place = by_code(text, digits)
    return place.label if place else None


@pytest.mark.parametrize(
    ("text", "digits", "label"),
    [
        ("324485", None, "島根県邑智郡美郷町"),
        ("32448", None, "島根県邑智郡美郷町"),
        ("３２４４８５", None, "島根県邑智郡美郷町"),
        ("'054348", None, "秋田県仙北郡美郷町"),
        (" 454311 ", None, "宮崎県東臼杵郡美郷町"),
        ("320005", None, "島根県"),
        ("011011", None, "北海道札幌市中央区"),
        ("131016", None, "東京都千代田区"),
        # The zero in front was lost: the check digit tells, or the caller.
        ("54348", None, "秋田県仙北郡美郷町"),
        ("11002", None, "北海道札幌市"),
        ("5434", 5, "秋田県仙北郡美郷町"),
        ("54348", 6, "秋田県仙北郡美郷町"),
        ("12203", 5, "千葉県市川市"),
        ("12203", 6, "北海道士別市"),
        # Not certain, or no code of a place.
        ("12203", None, None),
        ("5434", None, None),
        ("5434", 6, None),
        ("324486", None, None),
        ("324485", 5, None),
        ("32460", None, None),
        ("14547", None, None),
        ("", None, None),
        ("324,485", None, None),
        ("32448.0", None, None),
        ("島根県", None, None),
    ],
)
def test_by_code(text: str, digits: int | None, label: str | None) -> None:
    assert _label(text, digits) == label


def test_a_wrong_digit_anywhere_in_a_code_finds_nothing_or_no_place_of_that_code() -> None:
    for place in municipalities():
        for digit in "0123456789":
            if digit != place.code[5]:
                assert by_code(place.code[:5] + digit) is None


def test_five_digits_never_find_a_place_that_six_contradict() -> None:
    for place in municipalities():
        assert by_code(place.code[:5]) in (place, None)
        if place.code.startswith("0"):
            assert by_code(place.code[1:]) in (place, None)


def test_a_code_used_again_has_its_history() -> None:
    assert [place.name for place in former_by_code("11401")] == ["大里村", "大里町"]
    assert former_by_code("324426") == former_by_code("32442")
    assert former_by_code("324427") == ()


@pytest.mark.parametrize("name", ["美郷町", "美 郷 町", "美　郷　町"])
def test_a_name_alone_is_several(name: str) -> None:
    three = ["秋田県仙北郡美郷町", "島根県邑智郡美郷町", "宮崎県東臼杵郡美郷町"]
    assert [place.label for place in by_name(name)] == three


@pytest.mark.parametrize(
    ("name", "prefecture", "codes"),
    [
        ("邑智郡美郷町", None, ["324485"]),
        ("島根県美郷町", None, ["324485"]),
        ("島根県 邑智郡　美郷町", None, ["324485"]),
        ("美郷町", "島根県", ["324485"]),
        ("美郷町", "島根", ["324485"]),
        ("美郷町", "鳥取県", []),
        ("美郷町", "知らない県", []),
        ("東臼杵郡美郷町", "島根県", []),
        ("仙北郡美郷町", None, ["054348"]),
        ("府中市", None, ["132063", "342084"]),
        ("府中市", "広島県", ["342084"]),
        ("伊達市", None, ["012335", "072133"]),
        ("泊村", None, ["014036"]),
        ("川崎町", None, ["043249", "406058"]),
        ("千代田区", None, ["131016"]),
        ("東京都千代田区", None, ["131016"]),
        ("三宅島三宅村", None, ["133817"]),
        ("八丈町", None, ["134015"]),
        ("札幌市", None, ["011002"]),
        ("邑智町", None, []),
        ("島根県", None, []),
        ("美郷", None, []),
        ("", None, []),
    ],
)
def test_by_name(name: str, prefecture: str | None, codes: list[str]) -> None:
    assert [place.code for place in by_name(name, prefecture)] == codes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("檮原町", "梼原町"),
        ("龍ヶ崎市", "竜ケ崎市"),
        ("関ケ原町", "関が原町"),
        ("茅ケ崎市", "茅ヶ崎市"),
        ("鯵ｹ沢町", "鰺ヶ沢町"),
        ("桧枝岐村", "檜枝岐村"),
        ("葛\U000e0100飾区", "葛飾区"),
        ("四条畷市", "四條畷市"),
        ("須惠町", "須恵町"),
        ("⻑岡市", "長岡市"),
        ("⾼松市", "高松市"),
        ("髙松市", "高松市"),
        ("大 﨑 市", "大崎市"),
        ("⻯王町", "竜王町"),
        ("⻘森市", "青森市"),
        ("函舘市", "函館市"),
        ("冨士見町", "富士見町"),
    ],
)
def test_variant_letters_are_one_name(one: str, other: str) -> None:
    assert by_name(one) == by_name(other)
    assert by_name(other)


def test_what_is_found_keeps_its_own_letters() -> None:
    assert by_name("鰺ケ沢町")[0].name == "鰺ヶ沢町"


def test_wards_are_no_municipalities() -> None:
    assert [place.label for place in by_name("中央区")] == ["東京都中央区"]
    assert by_name("札幌市中央区") == ()
    assert [ward.code for ward in wards_by_name("札幌市中央区")] == ["011011"]
    assert [ward.city for ward in wards_by_name("浜名区")] == ["浜松市"]
    assert {ward.city for ward in wards_by_name("鶴見区")} == {"横浜市", "大阪市"}
    assert {ward.city for ward in wards_by_name("北区", "大阪府")} == {"大阪市", "堺市"}


def test_prefectures_by_name() -> None:
    found = [prefecture_by_name(name) for name in ("島根県", "京都", "北海道", "島")]
    assert [prefecture and prefecture.code for prefecture in found] == ["32", "26", "01", None]


def test_is_place() -> None:
    assert all(
        is_place(name) for name in ("美郷町", "島根県美郷町", "邑智町", "札幌市北区", "島根県", "島根")
    )
    assert not any(is_place(name) for name in ("見本町", "県計", "総数", "美郷", "邑智郡", "人口", "", "町"))
