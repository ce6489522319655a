"""Forms that gather many statistics, and 社人研's population to come."""

from __future__ import annotations

from misato_report.actuals.published.national.form import Form, StandardItem
from misato_report.notation import Basis, Dash

_CENSUS_ITEMS = (
    ("population", "総人口", "A1101", "人"),
    ("men", "総人口（男）", "A110101", "人"),
    ("women", "総人口（女）", "A110102", "人"),
    ("young", "15歳未満人口", "A1301", "人"),
    ("working", "15～64歳人口", "A1302", "人"),
    ("elderly", "65歳以上人口", "A1303", "人"),
    ("households", "世帯数", "A7101", "世帯"),
)
"""Items of 社会・人口統計体系 that are 国勢調査's: key, name, code, unit."""
_FLOWS_LEFT_OUT = "出生数・転入者数など一年の間に数えたものは、年度の値か暦年の値かがファイルから分からないので、系列の案に入れていません。"


def _items(prefix: str, of: str, basis: Basis) -> tuple[StandardItem, ...]:
    return tuple(
        StandardItem(f"{prefix}_{key}", f"{name}（{of}）", unit, basis, ((name,), (f"{code}_{name}",)))
        for key, name, code, unit in _CENSUS_ITEMS
    )


SOCIAL_INDICATORS = Form(
    id="social_indicators",
    title="市区町村のすがた（社会・人口統計体系）",
    publisher="総務省統計局",
    month=6,
    years_after=2,
    every=5,
    schedule="毎年6月頃（人口は5年ごと）",
    marks=(
        ("調査年", "社会・人口統計体系", "市区町村のすがた"),
        tuple(f"{code}_{name}" for _, name, code, _ in _CENSUS_ITEMS),
    ),
    items=_items("ssds", "社会・人口統計体系", Basis.FISCAL),
    sums=("ssds_men + ssds_women = ssds_population",),
    dash=Dash.NOT_APPLICABLE,
    left_out=_FLOWS_LEFT_OUT,
)
"""The file calls its years 年度 (調査年度), so the series are of 年度 too: what a file says is not made into something else."""

SSDSE_A = Form(
    id="ssdse_a",
    title="SSDSE-市区町村（SSDSE-A）",
    publisher="統計センター",
    month=6,
    years_after=6,
    every=5,
    schedule="毎年6月頃（人口は5年ごとの国勢調査）",
    marks=(("SSDSE-A", "R01100"), ("A1101",), ("総人口",)),
    without=("A1101_総人口",),
    items=_items("ssdse", "SSDSE", Basis.OCT1),
    sums=("ssdse_men + ssdse_women = ssdse_population",),
    left_out=_FLOWS_LEFT_OUT,
)
"""Its second row has bare years; by its explanation the items taken here are the census', of 1 October."""


def _projected(key: str, name: str) -> StandardItem:
    return StandardItem(
        f"projected_{key}",
        f"{name}（社人研推計）",
        "人",
        Basis.OCT1,
        ((name,), (name, "実数")),
        projection=True,
    )


PROJECTIONS = Form(
    id="regional_projections",
    title="日本の地域別将来推計人口（市区町村別）",
    publisher="国立社会保障・人口問題研究所",
    month=12,
    years_after=0,
    every=5,
    schedule="およそ5年ごと",
    marks=(
        ("将来推計人口", "人口および指数", "人口及び指数", "人口と指数"),
        ("総人口", "0～14歳人口", "15～64歳人口", "65歳以上人口", "75歳以上人口"),
    ),
    items=(
        _projected("population", "総人口"),
        _projected("young", "0～14歳人口"),
        _projected("working", "15～64歳人口"),
        _projected("elderly", "65歳以上人口"),
        _projected("oldest", "75歳以上人口"),
    ),
    left_out="指数と割合は、系列の案に入れていません。これからの値なので、実績にはなりません。",
)
