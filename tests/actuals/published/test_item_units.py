"""An item's own words say its unit: a series of 人 never takes 地区数, 面積, 密度 or a rate in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from misato_report.actuals.published.item_units import other_unit, said_unit
from misato_report.actuals.published.results import Wanted
from misato_report.notation import Basis
from tests.actuals.published.grids import codes, take, values, wanted

TABLE = """
見本 市町村の姿（令和7年10月1日現在）
市町村|人口集中地区(DID)数|世帯数|面積|人口密度|構成比|平均年齢|性比|総人口
松江市|3|90,000|573|340|30.1|47.2|94.1|199,000
美郷町|1|1,900|283|15|0.7|58.3|95.2|4,300
"""


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("人口集中地区(DID)数", "地区"),
        ("世帯数", "世帯"),
        ("面積", "㎢"),
        ("人口密度", "人/㎢"),
        ("構成比", "%"),
        ("平均年齢", "歳"),
        ("性比", "%"),
    ],
)
def test_a_series_of_persons_pointed_at_another_kind_of_thing(words: str, unit: str) -> None:
    found = take(TABLE, wanted(words))
    assert codes(found) == {"unit-mismatch"}
    message = found.problems[0].message
    assert f"単位は「{unit}」とみられます。系列「総人口」の単位は「人」です。" in message
    assert message.startswith(("B4", "C4", "D4", "E4", "F4", "G4", "H4"))


def test_persons_are_taken_as_before() -> None:
    assert values(take(TABLE, wanted("総人口"))) == {2025: Decimal(4300)}


@pytest.mark.parametrize(
    ("name", "unit", "words", "value"),
    [
        ("世帯数", "世帯", "世帯数", "1900"),
        ("人口密度", "人/k㎡", "人口密度", "15"),
        ("人口の構成比", "%", "構成比", "0.7"),
        ("面積", "ha", "面積", "283"),
        ("DID地区数", "件", "人口集中地区(DID)数", "1"),
    ],
)
def test_a_series_of_that_kind_takes_it(name: str, unit: str, words: str, value: str) -> None:
    one = Wanted("s", name, (words,), unit, Basis.OCT1)
    assert values(take(TABLE, one)) == {2025: Decimal(value)}


def test_a_column_that_states_its_unit_is_believed() -> None:
    table = "見本（令和7年10月1日現在）\n市町村|一世帯当たり（人）\n松江市|2.2\n美郷町|2.1"
    one = wanted("一世帯当たり", name="世帯の大きさ")
    assert values(take(table, one)) == {2025: Decimal("2.1")}


def test_a_fraction_of_a_person_needs_a_unit() -> None:
    """58.3 below 男, whose heading 平均年齢 stands nobody knows where."""
    table = "見本（令和7年10月1日現在）\n市町村|男|女\n松江市|47.2|50.1\n美郷町|58.3|61.0"
    found = take(table, wanted("男", name="人口（男）"))
    assert codes(found) == {"no-unit"}
    assert "整数でなく、単位も書かれていません" in found.problems[0].message


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("人口", ""), ("面積・人口", ""), ("65歳以上", ""), ("世帯人員", ""), ("事業所従業者数", ""), ("町内会", ""),
        ("市町村数", "市町村"), ("町村数", "町村"), ("市数", "市"), ("一般世帯総数", "世帯"), ("事業所数", "事業所"),
        ("全国人口に対する割合", "%"), ("女性100人に対する男性の数", "%"), ("人口増加率", "%"), ("老年人口指数", "%"),
        ("1世帯当たり人員", "1件当たり"), ("人口密度(1km2当たり)", "人/㎢"), ("年齢中位数", "歳"),
    ],
)  # fmt: skip
def test_what_a_word_says(word: str, unit: str) -> None:
    assert said_unit(word) == unit


def test_what_is_counted_gives_way_to_persons_behind_it() -> None:
    assert other_unit("総人口", "人", ("世帯", "人員")) is None
    assert other_unit("総人口", "人", ("人員", "世帯")) == ("世帯", "世帯")
    assert other_unit("総人口", "人", ("割合", "人口")) == ("割合", "%"), "a share of persons is no person"
