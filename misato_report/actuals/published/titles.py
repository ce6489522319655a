"""What a title says of all the figures below it: which item they are, and of what only (日本人, 65歳以上, 当たり)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.model import Analysed
from misato_report.actuals.published.periods import said
from misato_report.actuals.published.units import without_unit

_BESIDE_THE_ITEM = re.compile(
    r"^(?:第?[0-9ivx-]+表|表[0-9-]*|[0-9-]+[.．、])|市区?町村(?:別の?|の)|(?:年度?|年次|月|都道府県)別|過去|各(?:年度?|月)|"
    r"の?(?:推移|状況|一覧表?|概要|動向)$|[(（][^()（）]*[)）]|[\\s:：・]"
)
_CLASSES = (
    ("日本人", re.compile("日本人")),
    ("外国人", re.compile("外国人")),
    ("男", re.compile("男(?![女・、])")),
    ("女", re.compile("(?<![男・、])女")),
    ("歳", re.compile("[0-9]+歳?(?:以上|未満|～[0-9]+歳)")),
    ("高齢者", re.compile("高齢者|老年人口")),
    ("年少", re.compile("年少人口")),
    ("生産年齢", re.compile("生産年齢人口")),
    ("就業者", re.compile("就業者")),
    ("単独世帯", re.compile("単独世帯")),
    ("人口集中地区", re.compile("人口集中地区|did")),
    ("当たり", re.compile("当たり|あたり")),
    ("増減", re.compile("増減|対前年|増加率")),
    ("比", re.compile("構成比|割合|指数")),
    ("将来", re.compile("将来(?:推計)?人口|将来推計")),
    ("目標", re.compile("目標")),
    ("見込", re.compile("見込|予測|見通し")),
    ("昼間", re.compile("昼間人口")),
    ("夜間", re.compile("夜間人口")),
    ("地区", re.compile(r"[^\W\d_](?:地区|学区|校区)")),
    ("旧", re.compile(r"旧[^\W\d_]{1,4}[市町村]")),
)
_NOT_ONLY = re.compile("[別含除]|及び|うち|および|内訳|階級|区分")
_LONGEST = 40  # letters of a line that is a title


@lru_cache(maxsize=4096)
def item_of(line: str) -> str:
    """The item that a title is about, without years, units, numbers and 市町村別: 市町村別総人口の推移 → 総人口."""
    rest = said(line).rest
    previous = ""
    while rest != previous:
        previous, rest = rest, _BESIDE_THE_ITEM.sub("", without_unit(rest))
    return rest


def names_item(analysed: Analysed, words: Iterable[str]) -> bool:
    """Whether one of the lines above a block is the item of these words and nothing else."""
    wanted = folded("".join(words))
    return any(item_of(line.text) == wanted for line in analysed.titles)


def class_of(analysed: Analysed, known: str) -> str:
    """The part, or the derived figure, that the title says all figures are about, unless ``known`` (folded) speaks of it."""
    return _class_in((*analysed.title_lines, folded(analysed.grid.table.sheet)), known)


@lru_cache(maxsize=4096)
def _class_in(lines: tuple[str, ...], known: str) -> str:
    *titles, sheet = lines
    for line in (*(title for title in titles if len(title) < _LONGEST), sheet):
        if _NOT_ONLY.search(line):
            continue
        found = {name: match[0] for name, pattern in _CLASSES if (match := pattern.search(line))}
        if {"日本人", "外国人"} <= set(found) or {"男", "女"} <= set(found):
            continue
        for name, text in found.items():
            if name not in known:
                return text
    return ""
