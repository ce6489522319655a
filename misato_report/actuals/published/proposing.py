"""What a table offers, and which of it a series is likely to be: by what the names mean, never by a likeness of letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from misato_report.actuals.published.cell_units import unit_of
from misato_report.actuals.published.coordinates import Coordinate, Sheets, is_neutral
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.titles import item_of
from misato_report.notation import squeeze


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a table gives of the town: the words on the way to it and its cells."""

    words: tuple[str, ...]
    shown: tuple[str, ...]
    title: str
    cells: tuple[Coordinate, ...]

    @property
    def label(self) -> str:
        """The item as the clerk is shown it."""
        told = [s for w, s in zip(self.words, self.shown, strict=True) if not is_neutral(w)] or list(
            self.shown
        )
        return "・".join(dict.fromkeys(told)) or self.title

    @property
    def unit(self) -> str:
        """Its unit, where the table says one."""
        return unit_of(self.cells[0])[0]


def items_of(sheets: Sheets) -> list[Item]:
    """What the file gives of the town, in the order of its cells."""
    groups: dict[tuple[int, tuple[str, ...]], list[Coordinate]] = defaultdict(list)
    for cell in sheets.coordinates():
        groups[id(cell.analysed), cell.words].append(cell)
    return [
        Item(words, cells[0].shown, cells[0].analysed.title, tuple(cells))
        for (_, words), cells in groups.items()
    ]


def words_for(item: Item, items: Sequence[Item]) -> tuple[str, ...]:
    """The words that lead to an item and to no other of the file."""
    telling = tuple(dict.fromkeys(w for w in item.words if not is_neutral(w)))
    words = telling or tuple(dict.fromkeys(item.words))[:1] or _named_by_title(item)
    alike = [o for o in items if o is not item and _telling(o) == set(telling)]
    if alike:
        own = _title_lines(item)
        others = {line for other in alike for line in _title_lines(other)}
        words += tuple(line for line in own if line not in others)[:1]
    return words


def _named_by_title(item: Item) -> tuple[str, ...]:
    """The item as the title names it, for columns that say only years."""
    return tuple(filter(None, [item_of(item.title)]))


def _telling(item: Item) -> set[str]:
    return {w for w in item.words if not is_neutral(w)}


def _title_lines(item: Item) -> list[str]:
    return [squeeze(line.text) for line in item.cells[0].analysed.titles if len(line.text.strip()) > 1]


_AGE = re.compile(
    r"(?P<from>[0-9]+)歳?[～-](?P<to>[0-9]+)歳?|(?P<n>[0-9]+)歳?(?P<side>以上|未満)|(?P<one>[0-9]+)歳"
    r"|(?P<class>年少|生産年齢|老年|高齢者?)人口"
)
_AGE_CLASSES = {
    "年少": "15未満",
    "生産年齢": "15～64",
    "老年": "65以上",
    "高齢者": "65以上",
    "高齢": "65以上",
}
_MEASURES = (
    ("世帯", "世帯"),
    ("出生", "出生|生まれ|births?"),
    ("死亡", "死亡|deaths?"),
    ("自然増減", "自然.*(?:増減|増加|増$)|自然動態増減"),
    ("社会増減", "社会.*(?:増減|増加|増$)|純移動|転入超過"),
    ("転入", "転入(?!超過)|in-migrants"),
    ("転出", "転出|out-migrants"),
    ("増減", "増減|増加"),
    ("総生産", "総生産"),
    ("所得", "所得"),
    ("人口", "人口|pop|総数"),
)
_SEX = (
    ("男", re.compile(r"男(?!女)|(?<!fe)male|(?<!女)男性")),
    ("女", re.compile(r"(?<!男)女(?!性百)|female")),
)
_RATE = re.compile(r"率|割合|比(?!べ)|構成|指数|密度|当たり|あたり|平均|1人")
_QUALIFIERS = [
    "日本人",
    "外国人",
    "総人口",
    "うち",
    "国内",
    "国外",
    "その他",
    "名目",
    "実質",
    "夜間",
    "昼間",
    "国勢調査",
    "推計",
    "住民基本台帳",
    "従属",
    "児童",
    "生徒",
    "単独",
    "一般",
    "就業",
    "労働力",
    "失業",
    "婚姻",
    "離婚",
    "面積",
    "在留",
    "県内",
    "県外",
    "市内",
    "市外",
    "宿泊",
    "日帰り",
    "増加率",
    "寄与",
    "不詳",
    "75歳",
    "可住",
    "乗車",
    "降車",
    "交付",
    "当初",
    "予算",
    "決算",
    "調定",
    "収入",
    "施設",
    "有配偶",
    "未婚",
]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name says, as far as names of statistics have parts in common."""

    measure: str
    sex: str
    age: str
    rate: bool
    qualifiers: frozenset[str]


@lru_cache(maxsize=8192)
def meaning(text: str) -> Meaning:
    """The parts of a name."""
    plain = folded(text)
    age = _age(plain)
    sexes = [name for name, pattern in _SEX if pattern.search(plain)]
    measure = next((name for name, pattern in _MEASURES if re.search(pattern, plain)), "人口" if age else "")
    qualifiers = frozenset(
        q for q in _QUALIFIERS if q in plain and q != "総人口" and not (q == "うち" and age)
    )
    return Meaning(measure, sexes[0] if len(sexes) == 1 else "", age, bool(_RATE.search(plain)), qualifiers)


def _age(plain: str) -> str:
    """The first age that a folded name speaks of, in one form: 0～14歳 is 15歳未満."""
    match = _AGE.search(plain)
    if match is None:
        return ""
    if match["to"]:
        return f"{int(match['to']) + 1}未満" if match["from"] == "0" else f"{match['from']}～{match['to']}"
    return _AGE_CLASSES.get(match["class"] or "") or match["one"] or f"{match['n']}{match['side']}"


@dataclass(frozen=True, slots=True)
class Guess:
    """A series that an item is likely to be, and on what ground."""

    series: str
    item: Item
    ground: str


def guesses(
    items: Sequence[Item],
    series: Iterable[tuple[str, str, str]],
    fits: Callable[[str, Item], bool] | None = None,
) -> list[Guess]:
    """The items that the series (id, name, unit) are likely to be; one that fits several items is left to the clerk.

    ``fits``: whether an item has figures of the series' kind of period; of several that mean the same, the one that
    has is the series.
    """
    found: list[Guess] = []
    for id_, name, unit in series:
        like = alike(items, name)
        if fits is not None and len(like) > 1:
            like = [item for item in like if fits(id_, item)] or like
        guess = _guess(like, id_, name, unit)
        if guess is not None:
            found.append(guess)
    return found


def alike(items: Sequence[Item], name: str) -> list[Item]:
    """The items that may be the series, by name or by meaning."""
    wanted, meant = folded(name), meaning(name)
    return [
        item
        for item in items
        if wanted in ("".join(item.words), *item.words[-1:])
        or (meant.measure and _means(item, meant) and says_no_more(item, name))
    ]


def _guess(items: Sequence[Item], id_: str, name: str, unit: str) -> Guess | None:
    wanted = folded(name)
    exact = [
        item
        for item in items
        if wanted in ("".join(item.words), *item.words[-1:]) and _extras(item, wanted) == 0
    ]
    if len({i.words for i in exact}) == 1:
        return Guess(id_, exact[0], "名前が同じ")
    meant = meaning(name)
    if not meant.measure:
        return None
    like = [item for item in items if _means(item, meant) and says_no_more(item, name)]
    if len({i.words for i in like}) == 1:
        return Guess(id_, like[0], "項目・性別・年齢・区分が同じ")
    del unit
    return None


_KNOWN_PARTS = re.compile(
    "|".join(
        [
            *(pattern for _, pattern in _MEASURES),
            *map(re.escape, sorted(_QUALIFIERS, key=len, reverse=True)),
            r"[0-9]+|歳|以上|未満|[～-]|男女|男|女|年少|生産年齢|老年|高齢者?|再掲|再|総数|総計|合計|男女計|計|総額|総",
            r"市区?町村|市内|町内|村内|県内|自然|社会|動態|者|数|額|値|性|別|の|内|率|a|b|[a-z ]+|[^\w]|_",
        ]
    )
)


@lru_cache(maxsize=8192)
def residue(text: str) -> str:
    """What is left of a name without the parts that ``meaning`` and every statistic know."""
    return _KNOWN_PARTS.sub("", folded(text))


def says_no_more(item: Item, name: str) -> bool:
    """Whether neither the series' name nor the item's last heading says anything that the other does not."""
    by_title = item_of(item.title).rpartition("の")[2]
    telling = [w for w in item.words if not is_neutral(w)] or [by_title]
    offered = "".join(telling)
    left_over = residue(telling[-1]) if item.words else ""
    return residue(name) in offered and left_over in folded(name)


def _means(item: Item, meant: Meaning) -> bool:
    return meaning_of(item) == meant


def meaning_of(item: Item) -> Meaning:
    """What the words of an item say, and the title where they do not say what is counted."""
    said = meaning("・".join(w for w in item.words if not is_neutral(w)) or item_of(item.title))
    if not said.measure:
        of_title = meaning(item_of(item.title))
        said = replace(
            said,
            measure=of_title.measure,
            sex=said.sex or of_title.sex,
            age=said.age or of_title.age,
            rate=said.rate or of_title.rate,
            qualifiers=said.qualifiers | of_title.qualifiers,
        )
    return said


def _extras(item: Item, wanted: str) -> int:
    return sum(not is_neutral(word) and word not in wanted for word in item.words)
