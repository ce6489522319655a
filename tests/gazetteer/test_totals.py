"""Groups of municipalities are told from municipalities."""

from __future__ import annotations

import pytest

from misato_report.gazetteer.places import FormerName, Municipality, Ward, former_names, municipalities, wards
from misato_report.gazetteer.totals import Total, classify_total


@pytest.mark.parametrize(
    ("total", "names"),
    [
        (Total.NATION, "全国 全国計 全　国"),
        (Total.WHOLE, "総数 合計 計 市町村計 県内市町村計 全市町村 市区町村計 総計"),
        (
            Total.PREFECTURE,
            "県計 県 全県 県全体 島根県 島根県計 島根 北海道 道計 東京都 都計 （県計） 東京都合計 京都府総数",
        ),
        (Total.CITIES, "市部 市部計 市計 市部の計 （市部） 市 指定都市 市区部"),
        (Total.TOWNS, "郡部 郡部計 町村計 町村部 町計 村計 郡計 町村"),
        (Total.SPECIAL_WARDS, "区部 特別区部 ２３区 東京都区部 特別区計"),
        (Total.COUNTY, "邑智郡 邑智郡計 見本郡 邑　智　郡"),
        (
            Total.REGION,
            "県央地域 西部圏域 渡島総合振興局 檜山支庁 大田圏域計 西部 県南部 石狩振興局管内 浜田保健所",
        ),
    ],
)
def test_totals(total: Total, names: str) -> None:
    for name in names.split(" "):
        assert classify_total(name) is total, name


def test_no_municipality_or_ward_is_a_total() -> None:
    places: tuple[Municipality | Ward | FormerName, ...] = (*municipalities(), *wards(), *former_names())
    for place in places:
        assert classify_total(place.name) is None, place
        assert classify_total(place.label) is None, place
        assert classify_total(place.label.removeprefix(place.prefecture)) is None, place


@pytest.mark.parametrize(
    "name", ["男", "総人口", "見本町", "不詳", "その他", "", "人口", "合計特殊出生率", "年度", "計画"]
)
def test_other_words_are_no_totals(name: str) -> None:
    assert classify_total(name) is None
