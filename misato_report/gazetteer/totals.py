"""Rows of a table that name a group of municipalities: 県計, 市部, 邑智郡, 西部圏域."""

from __future__ import annotations

import re
from enum import StrEnum

from misato_report.gazetteer.folding import fold
from misato_report.gazetteer.lookup import prefecture_by_name


class Total(StrEnum):
    """What a row is the total of."""

    NATION = "全国"
    WHOLE = "総数"  # all that the table is about
    PREFECTURE = "都道府県"
    CITIES = "市部"
    TOWNS = "郡部・町村部"
    SPECIAL_WARDS = "特別区部"
    COUNTY = "郡"
    REGION = "地域"


_BRACKETS = "()<>[]{}【】〔〕〈〉《》「」"
_SUM = re.compile(r"(.+?)の?(?:合計|総数|総計|小計|計)")
_ALL = "(?:[全各]|[都道府県]内)?市区?町村"
_WHOLE = re.compile(f"{_ALL}|(?:{_ALL}の?)?(?:総数|総計|合計|小計|計)")
_GROUPS = (
    (Total.NATION, "全国"),
    (Total.PREFECTURE, "[都道府県](?:全体|全域|内)?|全[都道府県]"),
    (Total.CITIES, "市区?部?|[全各]市|都市部|(?:政令)?(?:指定)?都市|政令市|中核市|特例市|その他の市"),
    (Total.TOWNS, "郡部?|町村?部?|村部?|[全各]町村|島部"),
    (Total.SPECIAL_WARDS, "(?:東京都)?(?:特別)?区部?|(?:東京都?)?(?:特別区|23区)"),
    (Total.COUNTY, ".+郡"),
    (
        Total.REGION,
        ".+(?:地域|圏域?|振興局|支庁|支所|事務所|保健所|管内|地区|地方|ブロック|組合|連合)|県?[東西南北中央]+部?",
    ),
)
_KINDS = tuple((total, re.compile(pattern)) for total, pattern in _GROUPS)


def classify_total(name: str) -> Total | None:
    """What a row of this name is the total of; ``None`` if it is no total and no group of municipalities.

    Told by the form of the name, for counties and regions are many and their names change; no municipality of today
    or since 2000 and no ward has such a form.
    """
    key = fold(name).strip(_BRACKETS)
    if _WHOLE.fullmatch(key):
        return Total.WHOLE
    summed = _SUM.fullmatch(key)
    group = summed[1] if summed else key
    if prefecture_by_name(group):
        return Total.PREFECTURE
    return next((total for total, pattern in _KINDS if pattern.fullmatch(group)), None)
