"""What the words of an item say of its unit where no unit is written: 地区数 counts 地区, 人口密度 is no number of 人."""

from __future__ import annotations

import re
from functools import lru_cache

from misato_report.actuals.published.folding import folded
from misato_report.actuals.units import canonical

_PERSON = re.compile("人口|人員|人数|者(?:総?数)?$|員数?$")
# In this order: 人口密度 and 全国人口に対する割合 speak of 人口 and are none.
_SAID: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("人/㎢", re.compile("密度")),
    ("%", re.compile("率(?!先)|割合|構成比|比$|指数|[0-9]人に対する")),
    ("歳", re.compile("平均年齢|中位(?:数)?年齢|年齢中位数|平均寿命")),
    ("1件当たり", re.compile("当たり|あたり|平均世帯人員")),
    ("㎢", re.compile("面積")),
    ("世帯", re.compile("世帯の?総?数|^世帯$")),
    (
        "",
        re.compile(
            r"(?P<of>地区|市区?町村|市町|町村|(?<!都)市|町|村|集落|自治会|町内会|団体|事業所|企業|会社|工場|"
            r"学校|学級|施設|病院|診療所|商店|店舗?|農家|経営体|住宅|建物)(?:\([^()]*\))?の?数(?!値)"
        ),
    ),
)
_BEHIND_BRACKETS = re.compile(r"\([^()]*\)")
_KINDS = {
    "人": "人", "百人": "人", "千人": "人", "万人": "人", "世帯": "世帯", "千世帯": "世帯",
    "%": "%", "割合": "%", "‰": "%", "倍": "%", "ポイント": "%", "指数": "%",
    "人/㎢": "人/㎢", "人/k㎡": "人/㎢", "人/km2": "人/㎢", "歳": "歳", "年": "歳",
    "㎢": "㎢", "k㎡": "㎢", "km2": "㎢", "㎡": "㎢", "m2": "㎢", "ha": "㎢", "ヘクタール": "㎢", "a": "㎢",
}  # fmt: skip
_NO_COUNT = frozenset(["人/㎢", "%", "歳", "㎢"])


def other_unit(name: str, unit: str, words: tuple[str, ...]) -> tuple[str, str] | None:
    """The word on the way to a figure that says another kind of unit than a series has, and that unit.

    ``name`` and ``unit`` are the series'. A word that names two kinds (面積・人口) says neither; what a word counts
    (世帯, 事業所) gives way to one behind it that says persons (世帯・人員). None: the words fit, or say nothing.
    """
    kind = _kind_of(unit)
    own = said_unit(name)
    for number, word in enumerate(words):
        said = said_unit(word)
        if not said or said == own or _fits(kind, said):
            continue
        if said not in _NO_COUNT and any(map(_says_persons, words[number + 1 :])):
            continue
        return word, said
    return None


@lru_cache(maxsize=8192)
def said_unit(word: str) -> str:
    """The unit that one word says; empty where it says none, or several."""
    plain = folded(word)
    found = {_of_part(part) for part in re.split("[・,、]|及び", plain)}
    return found.pop() if len(found) == 1 else ""


def _of_part(plain: str) -> str:
    for unit, pattern in _SAID:
        match = pattern.search(plain) or pattern.search(_BEHIND_BRACKETS.sub("", plain))
        if match:
            return unit or match["of"]
    return ""


def _says_persons(word: str) -> bool:
    return not said_unit(word) and bool(_PERSON.search(folded(word)))


def _kind_of(unit: str) -> str:
    plain = canonical(unit)
    return "円" if plain.endswith("円") else _KINDS.get(plain, "")


def _fits(kind: str, said: str) -> bool:
    """Whether a series of a kind of unit may have figures of what a word says; a unit of no known kind counts things."""
    if kind:
        return kind == said or (kind == "円" and said == "1件当たり")
    return said not in _NO_COUNT
