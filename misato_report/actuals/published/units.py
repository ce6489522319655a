"""Units as tables state them: for the whole table, for a column, in a row; as one, or as a list of those that occur."""

from __future__ import annotations

import re
from functools import lru_cache

from misato_report.actuals.published.folding import brackets, folded
from misato_report.actuals.units import canonical, factor

_STATED = re.compile(r"[(\[【]?単位[:;.]?([^)\]】。]+)[)\]】]?")
_EXPLAINED = re.compile(r"単位(?:を|は|に|で|未満|以下|当たり|区分|四捨|と)")
_KNOWN = frozenset(
    [
        "円",
        "千円",
        "万円",
        "百万円",
        "億円",
        "十億円",
        "兆円",
        "100万円",
        "10億円",
        "人",
        "百人",
        "千人",
        "万人",
        "%",
        "パーセント",
        "‰",
        "世帯",
        "千世帯",
        "件",
        "千件",
        "トン",
        "t",
        "千トン",
        "kg",
        "㎡",
        "km2",
        "k㎡",
        "m2",
        "ha",
        "ヘクタール",
        "km",
        "戸",
        "千戸",
        "棟",
        "台",
        "千台",
        "枚",
        "冊",
        "回",
        "千回",
        "人回",
        "千人回",
        "泊",
        "人泊",
        "千人泊",
        "日",
        "時間",
        "分",
        "箇所",
        "か所",
        "ヶ所",
        "カ所",
        "所",
        "店",
        "事業所",
        "社",
        "校",
        "学級",
        "学校",
        "園",
        "床",
        "施設",
        "団体",
        "組",
        "歳",
        "年",
        "倍",
        "倍率",
        "ポイント",
        "指数",
        "地点",
        "円/人回",
        "円/人",
        "人/km2",
        "人/k㎡",
        "kwh",
        "千kwh",
        "m3",
        "千m3",
        "㎥",
        "千㎥",
        "kl",
        "千kl",
        "頭",
        "羽",
        "匹",
        "本",
        "個",
        "隻",
        "経営体",
        "サービス",
        "名",
        "割合",
        "比率",
        "円/人泊",
        "千円/人",
    ]
)
_ALIKE = {
    "100万円": "百万円",
    "10億円": "十億円",
    "t": "トン",
    "km2": "k㎡",
    "㎢": "k㎡",
    "名": "人",
    "名様": "人",
}
_RATE = re.compile(r"率|割合|比$|性比|指数|密度|平均|当たり|あたり|構成比|1人当|対前年|寄与度|％|%")
_COUNTS = frozenset(["人", "百人", "千人", "万人", "世帯", "千世帯", "件", "千件"])


@lru_cache(maxsize=16384)
def as_unit(text: str) -> str:
    """The unit that a text is (人, 100万円, km2), else an empty text."""
    plain = folded(text).replace("^2", "2")
    plain = _ALIKE.get(plain, plain)
    if plain in _KNOWN:
        return canonical(plain)
    return ""


def units_of(text: str) -> tuple[str, ...]:
    """The units that a line states for its table: 単位：千円; （人）; 単位：人、世帯、％. Empty: it states none."""
    plain = folded(text)
    if "単位" in plain:
        if _EXPLAINED.search(plain):
            return ()
        match = _STATED.search(plain)
        return tuple(_listed(match[1])) if match else ()
    alone = plain.strip("()[]【】") if plain[:1] in "([【" else ""
    unit = as_unit(alone)
    return (unit,) if unit else ()


_NAMED = re.compile(r"([^,、=()（）:;]+)=([^,、=()（）;]+)")
_REST = re.compile(r"(?:それ以外|その他|他)は?=?([^,、=()（）;]+)")


def named_units(text: str) -> dict[str, str]:
    """The units of a line that says what each holds for: 人口＝人, １人当たり＝千円, それ以外は100万円."""
    plain = folded(text)
    if "単位" not in plain or "=" not in plain:
        return {}
    plain = plain.partition("単位")[2].lstrip(":;")
    found = {name: unit for name, text in _NAMED.findall(plain) if (unit := as_unit(text))}
    if rest := _REST.search(plain):
        found[""] = as_unit(rest[1])
    return {name: unit for name, unit in found.items() if unit}


def _listed(text: str) -> list[str]:
    parts = [part for part in re.split(r"[,、・;]|及び|または|又は", text) if part]
    found = []
    for part in parts:
        name, equals, unit = part.partition("=")
        known = as_unit(unit if equals else name)
        found.append(known or canonical(unit if equals else name))
    return found


@lru_cache(maxsize=16384)
def in_heading(text: str) -> str:
    """The unit in the brackets of a heading: A1101_総人口【人】, 構成比（％）, 市町村内総生産（名目、千円）."""
    for inner in brackets(folded(text)):
        for part in reversed(re.split(r"[,、:;]", inner.removeprefix("単位"))):
            unit = as_unit(part)
            if unit:
                return unit
    return ""


def without_unit(plain: str) -> str:
    """A folded heading without the brackets that hold its unit."""
    for inner in brackets(plain):
        if as_unit(inner) or inner.startswith("単位"):
            for pair in ("()", "[]", "【】", "〔〕"):
                plain = plain.replace(pair[0] + inner + pair[1], "")
    return plain


def is_rate(words: tuple[str, ...]) -> bool:
    """Whether a heading speaks of a rate, a ratio or a mean, which the unit of a table of counts is not about."""
    return any(_RATE.search(word) for word in words)


def is_count(unit: str) -> bool:
    """Whether a unit counts people, households or cases."""
    return canonical(unit) in _COUNTS


def related(given: str, wanted: str) -> bool:
    """Whether figures of one unit can be had in the other."""
    return factor(given, wanted) is not None
