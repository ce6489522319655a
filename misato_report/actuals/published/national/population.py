"""Forms about who lives in a municipality: 住民基本台帳, 国勢調査, 推奨データセット."""

from __future__ import annotations

from misato_report.actuals.published.national.form import Form, StandardItem
from misato_report.notation import Basis, Dash

_REGISTER_MARKS = (("住民基本台帳人口",), ("世帯数",), ("人口動態",), ("市区町村別",))
_IN, _OUT = "住民票記載数", "住民票消除数"


def _register_items(prefix: str, of: str, whole: str) -> tuple[StandardItem, ...]:
    """The items of one of the three editions (総計, 日本人住民, 外国人住民); ``of`` stands behind each name."""

    def item(key: str, name: str, basis: Basis, *paths: tuple[str, ...], sign: bool = False) -> StandardItem:
        unit = "世帯" if key == "households" else "人"
        return StandardItem(
            f"{prefix}_{key}",
            f"{name}{of}",
            unit,
            basis,
            paths,
            non_negative=not sign,
            year_before=basis is Basis.CALENDAR,
        )

    people = (
        item("population", "住民基本台帳人口", Basis.JAN1, ("人口",)),
        item("men", "住民基本台帳人口・男", Basis.JAN1, ("人口", "男")),
        item("women", "住民基本台帳人口・女", Basis.JAN1, ("人口", "女")),
    )
    households = item("households", "住民基本台帳世帯数", Basis.JAN1, ("世帯数",), (whole, "世帯数"))
    changes = (
        item("births", "住民基本台帳の出生者数", Basis.CALENDAR, (_IN, "出生者数"), (_IN, "出生者数", "計")),
        item("deaths", "住民基本台帳の死亡者数", Basis.CALENDAR, (_OUT, "死亡者数")),
        item("natural_change", "住民基本台帳の自然増減数", Basis.CALENDAR, ("自然増減数",), sign=True),
        item(
            "in_migration",
            "住民基本台帳の転入者数",
            Basis.CALENDAR,
            (_IN, "転入者数（計）"),
            (_IN, "転入者数"),
        ),
        item(
            "out_migration",
            "住民基本台帳の転出者数",
            Basis.CALENDAR,
            (_OUT, "転出者数（計）"),
            (_OUT, "転出者数"),
        ),
        item("social_change", "住民基本台帳の社会増減数", Basis.CALENDAR, ("社会増減数",), sign=True),
    )
    return (*people, households, *changes)


def _register(prefix: str, edition: str, others: tuple[str, ...], *, natural: bool) -> Form:
    whole = "総計"
    of = "" if edition == whole else f"（{edition}）"
    sums: tuple[str, ...] = (f"{prefix}_men + {prefix}_women = {prefix}_population",)
    if natural:  # 外国人住民 who become Japanese leave that register, so nothing there adds up so simply
        sums += (f"{prefix}_births - {prefix}_deaths = {prefix}_natural_change",)
    return Form(
        id=f"{prefix}_resident_register",
        title=f"住民基本台帳に基づく人口、人口動態及び世帯数（{edition}）",
        publisher="総務省",
        month=8,
        years_after=0,
        every=1,
        schedule="毎年8月頃（1月1日現在の人口と、前の年の人口動態）",
        marks=(*_REGISTER_MARKS, (edition,)),
        without=others,
        items=_register_items(prefix, of, whole),
        sums=sums,
        left_out="率と「その他」の増減は、系列の案に入れていません。",
    )


REGISTERS = (
    _register("juki", "総計", ("日本人住民", "外国人住民"), natural=True),
    _register("juki_japanese", "日本人住民", ("外国人住民",), natural=True),
    _register("juki_foreign", "外国人住民", ("日本人住民",), natural=False),
)


def _census(key: str, name: str, *paths: tuple[str, ...], unit: str = "人") -> StandardItem:
    return StandardItem(f"census_{key}", name, unit, Basis.OCT1, paths)


# A table with any of these on its top counts other people than all who live in the municipality, or other places.
_OTHER_PEOPLE = (
    "将来推計",
    "移動人口",
    "5年前の常住地",
    "従業地",
    "通学地",
    "昼間人口",
    "世帯人員",
    "世帯構造",
    "家族類型",
    "就業状態等",
    "別15歳以上",
    "15歳以上人口",
    "人口集中地区",
    "小地域",
    "町丁",
)

CENSUS = Form(
    id="census",
    title="国勢調査",
    publisher="総務省統計局",
    month=11,
    years_after=1,
    every=5,
    schedule="5年ごと、調査の翌年11月頃",
    marks=(
        ("国勢調査",),
        ("国籍総数か日本人別人口", "男女別人口", "都道府県・市区町村別の主な結果", "人口速報集計"),
        ("人口等基本集計", "都道府県・市区町村別の主な結果", "人口速報集計"),
    ),
    without=_OTHER_PEOPLE,
    items=(
        _census(
            "population",
            "国勢調査人口",
            ("人口",),
            ("人口", "総数"),
            ("総人口",),
            ("人口総数",),
            ("人口(総数)",),
        ),
        _census("men", "国勢調査人口・男", ("人口", "男"), ("男",), ("人口(男)",), ("総人口", "男")),
        _census("women", "国勢調査人口・女", ("人口", "女"), ("女",), ("人口(女)",), ("総人口", "女")),
        _census(
            "young",
            "国勢調査人口・15歳未満",
            ("人口", "（再掲）15歳未満"),
            ("15歳未満人口",),
            ("年齢別人口", "15歳未満"),
            ("15歳未満",),
        ),
        _census(
            "working",
            "国勢調査人口・15～64歳",
            ("人口", "（再掲）15～64歳"),
            ("15～64歳人口",),
            ("年齢別人口", "15～64歳"),
            ("15～64歳",),
        ),
        _census(
            "elderly",
            "国勢調査人口・65歳以上",
            ("人口", "（再掲）65歳以上"),
            ("65歳以上人口",),
            ("年齢別人口", "65歳以上"),
            ("65歳以上",),
        ),
        _census(
            "unknown_age",
            "国勢調査人口・年齢不詳",
            ("人口", "年齢「不詳」"),
            ("年齢「不詳」",),
            ("年齢不詳",),
        ),
        _census("households", "国勢調査の世帯数", ("世帯数",), ("総世帯数",), ("世帯総数",), unit="世帯"),
    ),
    sums=(
        "census_men + census_women = census_population",
        "census_young + census_working + census_elderly + census_unknown_age = census_population",
    ),
    dash=Dash.NOT_APPLICABLE,
    left_out="5歳階級と割合、組み替えた前回の値は、系列の案に入れていません。",
)


def _dataset(key: str, name: str, *words: str, unit: str = "人") -> StandardItem:
    return StandardItem(f"dataset_{key}", name, unit, None, tuple((word,) for word in words))


AREAS_AND_AGES = Form(
    id="areas_and_ages",
    title="地域・年齢別人口（自治体標準オープンデータセット）",
    publisher="公開した市町村",
    month=4,
    years_after=0,
    every=1,
    schedule="公開時期を確かめてください",
    marks=(("地域コード",), ("調査年月日",), ("総人口",), ("0-4歳の男性",)),
    items=(
        _dataset("population", "総人口（オープンデータ）", "総人口"),
        _dataset("men", "男性（オープンデータ）", "男性"),
        _dataset("women", "女性（オープンデータ）", "女性"),
        _dataset("households", "世帯数（オープンデータ）", "世帯数", unit="世帯"),
    ),
    sums=("dataset_men + dataset_women = dataset_population",),
    left_out="5歳階級は、系列の案に入れていません（要るものは --new 番号=名前 で加えられます）。",
    refused_when_split="地域（町丁・字）ごとの行だけで、町全体の行がありません。足し合わせた値は作りません。",
)
