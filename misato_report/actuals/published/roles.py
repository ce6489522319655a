"""What each column of a block is there for: figures, or names, years, codes and units beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from misato_report.actuals.published.blocks import Block, Grid
from misato_report.actuals.published.cells import Cell, is_whole_number
from misato_report.actuals.published.folding import bare, folded
from misato_report.actuals.published.periods import is_plain_year
from misato_report.actuals.published.places import What, coded, named
from misato_report.gazetteer.places import Prefecture

_PLACE_HEADING = re.compile(
    r"^(?:都道府県|市区?町村|市町村|自治体|団体|地方公共団体|地域|県|町村)(?:名称?|別)?$|市区?町村名?$|市町村名?[(（]?|団体名$|地域名?$|municipality|^city$"
)
_COUNTERPART = re.compile(r"相手|転入元|転出[先元]|前住地|移動[先元]|従業地|通学地|従前|前の?住所|出身")
_CODE_HEADING = re.compile(r"コード$|code$|番号$|^no\.?$|^id$|cd$|^#$|^順番$|通し?番")
TIME_HEADING = re.compile(
    r"^(?:西暦.*|和暦.*|年|年度|年次(?:・月|・年度)?|年・?月|調査年|時点|期間|時間軸.*|年度別|year|.*年次[)]?)$"
)
_WESTERN = re.compile("^(?:西暦|year$)")
_ERA_HEADING = re.compile("^(?:元号|年号|和暦)")
_UNIT_HEADING = re.compile(r"^(?:単位|unit)$")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_READING = re.compile("ふりがな|フリガナ|ふり仮名|振り?仮名|カナ$|かな$|読み$|よみ$|kana$")
_BARE_COUNT = re.compile("[0-9]{1,2}")  # of a year whose era stands further up
_LOOKS_CODED = re.compile(r"[0-9]{5,6}")
_OF_PLACES = re.compile(r"(?:団体|市区?町村|自治体|地域).*(?:コード|code)|^(?:コード|code)$")


class Role(Enum):
    """What a column is there for."""

    LABEL = "label"
    YEAR = "year"
    CODE = "code"
    UNIT = "unit"
    VALUE = "value"
    NONE = "none"


@dataclass
class KeyColumn:
    """A column of labels: its role, its heading, and whether its names are places."""

    number: int
    role: Role
    heading: str = ""
    of_places: bool = False
    of_prefectures: bool = False
    fiscal: bool = False


_MOST = 400  # cells of a column that are looked at to tell its role


@dataclass
class Roles:
    """The columns of a block by what they are there for."""

    keys: list[KeyColumn] = field(default_factory=list)
    values: list[int] = field(default_factory=list)


def roles_of(grid: Grid, block: Block) -> Roles:
    """What each column of a block is there for."""
    roles = Roles()
    width = max((len(grid.kinds[r]) for r in block.body), default=0)
    rows = block.body[:: max(1, len(block.body) // _MOST)]
    eras = _columns_of_eras(grid, block, width)
    for column in (c for c in range(width) if c not in eras):
        key = _key_column(grid, block, rows, column, bool(roles.values))
        if key.role is Role.VALUE:
            roles.values.append(column)
        elif (
            (key.role is not Role.NONE and not roles.values)
            or key.role in (Role.UNIT, Role.CODE, Role.YEAR)
            or (key.role is Role.LABEL and key.of_places)
        ):
            roles.keys.append(key)
    _tell_prefectures(roles.keys)
    return roles


def _columns_of_eras(grid: Grid, block: Block, width: int) -> frozenset[int]:
    """Columns of 元号 and 和暦 beside one that says the same years as western ones."""
    over = {c: folded(grid.text(block.headings[-1], c)) for c in range(width)} if block.headings else {}
    western = any(
        _WESTERN.match(text) and all(is_plain_year(grid.text(r, c)) for r in block.body[:_MOST])
        for c, text in over.items()
    )
    return frozenset(c for c, text in over.items() if western and _ERA_HEADING.match(text))


def _key_column(grid: Grid, block: Block, rows: Sequence[int], column: int, after_values: bool) -> KeyColumn:
    heading = "".join(dict.fromkeys(folded(grid.text(r, column)) for r in block.headings))
    last = next(
        (bare(grid.text(r, column)) for r in reversed(block.headings) if grid.text(r, column).strip()), ""
    )
    texts = [grid.text(r, column) for r in rows]
    kinds = [grid.kind(r, column) for r in rows]
    numbers = [t for t, k in zip(texts, kinds, strict=True) if k is Cell.FIGURE]
    signs = sum(k is Cell.NONE for k in kinds)
    others = [t for t, k in zip(texts, kinds, strict=True) if k in (Cell.WORD, Cell.TIME)]
    key = KeyColumn(column, Role.NONE, last, fiscal="年度" in heading)
    if (not numbers and not others and not signs) or _READING.search(last) or column in grid.year_columns:
        return key
    if _UNIT_HEADING.match(last):
        key.role = Role.UNIT
    elif _is_code_column(last, [*numbers, *others]):
        codes = [t for t in [*numbers, *others] if coded(t) is not None or _LOOKS_CODED.fullmatch(folded(t))]
        named_so = bool(_OF_PLACES.search(last)) or any(coded(t) is not None for t in codes)
        key.role = Role.CODE if named_so and len(codes) * 2 >= len([*numbers, *others]) else Role.NONE
    elif _is_year_column(last, numbers, others, after_values):
        key.role = Role.YEAR
    elif any(_LEADING_ZERO.fullmatch(folded(t)) for t in others) and len(numbers) + len(others) > 1:
        key.role = Role.NONE  # numbers of places or classes: 01, 02 … 47
    elif TIME_HEADING.match(last) and others and all(_BARE_COUNT.fullmatch(folded(t)) for t in numbers):
        key.role = Role.LABEL
    elif (
        column in grid.figure_columns
        and (numbers or (signs and not others))
        and len(numbers) + signs >= len(others) / 2
    ):
        key.role = Role.VALUE
    elif others or numbers:
        key.role = Role.LABEL
        _mark_places(key, last, others)
    return key


def _is_code_column(heading: str, texts: Sequence[str]) -> bool:
    if not texts:
        return False
    whole = [t for t in texts if is_whole_number(t)]
    codes = sum(coded(t) is not None for t in whole)
    if _CODE_HEADING.search(heading):
        return True
    return len(whole) > 2 and codes >= 0.9 * len(whole) and len(whole) * 2 >= len(texts)  # noqa: PLR2004


def _is_year_column(heading: str, numbers: Sequence[str], others: Sequence[str], after_values: bool) -> bool:
    if not numbers or others or not all(is_plain_year(t) for t in numbers):
        return False
    if after_values:
        return bool(_WESTERN.match(heading))
    return bool(TIME_HEADING.match(heading)) or (not heading and len(set(numbers)) == len(numbers))


def _mark_places(key: KeyColumn, heading: str, texts: Sequence[str]) -> None:
    if _COUNTERPART.search(heading):
        return
    found = [named(t) for t in texts]
    places = [f for f in found if f.what in (What.PLACE, What.SEVERAL, What.FORMER)]
    counted = [f for f in found if f.what is not What.NOTHING]
    by_heading = bool(_PLACE_HEADING.search(heading))
    key.of_places = bool(counted) and (len(places) * 10 >= 4 * len(counted) or (by_heading and True))
    key.of_prefectures = bool(places) and all(isinstance(f.place, Prefecture) for f in places)


def _tell_prefectures(keys: list[KeyColumn]) -> None:
    """A column of prefectures is one only beside a column of their municipalities."""
    places = [key for key in keys if key.of_places]
    if len(places) == 1:
        places[0].of_prefectures = False


__all__ = ["TIME_HEADING", "KeyColumn", "Role", "Roles", "roles_of"]
