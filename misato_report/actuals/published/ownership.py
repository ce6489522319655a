"""Which figures of a block are the town's: by code, by prefecture and name, by the neighbours, or by the title.

Another prefecture's town of the same name is never the town: whatever names a prefecture counts, and where nothing
does, the other places of the table do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.model import Analysed, RowLabel
from misato_report.actuals.published.places import (
    AnyPlace,
    Named,
    Town,
    What,
    named,
    prefecture_of,
    prefectures_in,
)
from misato_report.gazetteer.places import Municipality, Prefecture, Ward

_MUNICIPALITY = re.compile(r"[^\W\d_]{1,7}?[市区町村](?![区町村部民場内外計別])")
_FIRST_ROWS = 3000


@dataclass
class Owned:
    """The town's part of a block: its rows and columns (from 0, of the block's lists), or why it has none."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    problem: str = ""
    """Why nothing may be taken, for the clerk; empty where the town simply is not there."""
    unnamed: bool = False
    """No place is named at all: the clerk has to say that the table is the town's own."""
    namesakes: list[str] = field(default_factory=list)
    """Rows with the town's name that are another prefecture's town, as the table writes them."""


def owned(analysed: Analysed, town: Town, *, own: bool) -> Owned:
    """The town's figures in a block. ``own``: the source says that the table is the town's, which need not name it."""
    every_column = list(range(len(analysed.columns)))
    if analysed.places_in_columns and not _town_in_rows(analysed, town):
        return _by_columns(analysed, town)
    in_rows = _rows_named(analysed, town) if analysed.has_places else Owned()
    if in_rows.rows or in_rows.problem:
        in_rows.columns = every_column
        return in_rows
    return replace(_in_no_row(analysed, town, every_column, own=own), namesakes=in_rows.namesakes)


def _in_no_row(analysed: Analysed, town: Town, every_column: list[int], *, own: bool) -> Owned:
    """The town's figures where no row names it: those of a table that is all about it."""
    listed = [
        r
        for r in analysed.rows
        if r.place.name.what in (What.PLACE, What.SEVERAL) or r.place.code is not None
    ]
    unplaced = [i for i, r in enumerate(analysed.rows) if r.place.is_empty or _is_whole(r, listed, analysed)]
    if analysed.has_places and not (unplaced and any(r.times for r in analysed.rows)):
        return Owned()
    if not analysed.has_places:
        unplaced = list(range(len(analysed.rows)))
    return _by_title(analysed, town, unplaced, every_column, own=own)


def _is_whole(row: RowLabel, listed: list[RowLabel], analysed: Analysed) -> bool:
    del listed, analysed
    return folded(row.place.name_text) in ("全市", "全町", "全村", "市計", "町計", "村計")


def _town_in_rows(analysed: Analysed, town: Town) -> bool:
    return any(town.is_place(r.place.code) or town.is_named_by(r.place.name) for r in analysed.rows)


def _rows_named(analysed: Analysed, town: Town) -> Owned:
    """The rows whose code or name is the town's."""
    result = Owned()
    doubtful: list[int] = []
    for index, row in enumerate(analysed.rows):
        if row.nameless and index - 1 in (*result.rows, *doubtful):
            result.problem = f"{_where(analysed, row)} の行に名前がなく、どこの何の値か分かりません。"
            return result
        place = row.place
        by_name = town.is_named_by(place.name)
        by_code = town.is_place(place.code)
        if not by_name and not by_code:
            continue
        if place.name.what is What.FORMER:
            continue
        if by_code and (
            by_name or place.name.what in (What.NOTHING, What.TOTAL) or _is_part_of(place.name_text, town)
        ):
            result.rows.append(index)
            continue
        if by_code:
            result.problem = _contradiction(analysed, row)
            return result
        if place.code is not None:
            continue  # the code is another place's: another town of the same name
        if place.code_text and any(c.isdigit() for c in place.code_text) and not _is_short(place.code_text):
            result.problem = f"{_where(analysed, row)} の「{place.name_text.strip()}」の団体コード「{place.code_text}」が、どの団体のものでもありません。"
            return result
        match _by_context(analysed, row, town):
            case True:
                result.rows.append(index)
            case None:
                doubtful.append(index)
            case False:
                result.namesakes.append(f"{place.prefecture}{place.name_text.strip()}")
    if doubtful and not result.rows:
        _settle(analysed, town, doubtful, result)
    return result


def _is_short(code: str) -> bool:
    return len(folded(code)) < 5  # noqa: PLR2004 - a running number, no code


def _is_part_of(name: str, town: Town) -> bool:
    """Whether a name is another way of writing the town: 美郷 for 美郷町."""
    plain = folded(name)
    return bool(plain) and folded(town.name).startswith(plain) and len(plain) > 1


def _contradiction(analysed: Analysed, row: RowLabel) -> str:
    return (
        f"{_where(analysed, row)} は、団体コード「{row.place.code_text}」と名前「{row.place.name_text.strip()}」が"
        "別の団体のものです。"
    )


def _where(analysed: Analysed, row: RowLabel) -> str:
    return analysed.grid.table.address(row.number, 0)


def _by_context(analysed: Analysed, row: RowLabel, town: Town) -> bool | None:
    """Whether a row with the town's name is the town's, by the prefecture told with it; None: nothing tells."""
    place = row.place
    candidates = place.name.places
    if any(isinstance(p, Ward) for p in candidates) and place.city:
        mine = next(p for p in candidates if town.is_place(p))
        return isinstance(mine, Ward) and mine.city == place.city
    told = folded(place.name_text)
    if town.name != town.prefecture and any(folded(p.name) in told for p in _prefectures(candidates)):
        return place.name.what is What.PLACE
    if place.prefecture:
        return place.prefecture == town.prefecture
    if place.name.what is What.PLACE:
        return _no_other_prefecture(analysed, town)
    return None


def _prefectures(places: Iterable[AnyPlace]) -> Iterable[Prefecture]:
    return (p for p in places if isinstance(p, Prefecture))


def _no_other_prefecture(analysed: Analysed, town: Town) -> bool | None:
    del analysed, town
    return True


def _settle(analysed: Analysed, town: Town, doubtful: list[int], result: Owned) -> None:
    """Rows with a name that several towns share, and no prefecture beside or above them: the neighbours decide."""
    titles = prefectures_in(analysed.title_text) | prefectures_in(analysed.grid.table.sheet)
    around = {
        prefecture_of(p) for r in analysed.rows[:_FIRST_ROWS] if (p := r.place.code or r.place.name.place)
    }
    named_here = titles | around
    if not named_here or named_here == {town.prefecture} or titles == {town.prefecture}:
        result.rows = doubtful
        return
    if town.prefecture in named_here:
        name = analysed.rows[doubtful[0]].place.name_text.strip()
        result.problem = (
            f"{_where(analysed, analysed.rows[doubtful[0]])} の「{name}」が{town.prefecture}{town.name}か、"
            "ほかの県の同じ名の市町村か、表から分かりません。"
        )
        return
    others = "、".join(sorted(named_here)[:3])
    result.problem = (
        f"この表に{town.prefecture}{town.name}は載っていません"
        f"（「{town.name}」の行は{others}の市町村と並んでいます）。"
    )


def _by_columns(analysed: Analysed, town: Town) -> Owned:
    """Places are headings: the columns headed by the town."""
    result = Owned(rows=list(range(len(analysed.rows))))
    around = {prefecture_of(c.place.place) for c in analysed.columns if c.place.place is not None}
    titles = prefectures_in(analysed.title_text)
    for index, column in enumerate(analysed.columns):
        if not town.is_named_by(column.place):
            continue
        if column.place.what is What.SEVERAL and (around | titles) - {town.prefecture}:
            continue
        result.columns.append(index)
    if not result.columns:
        return Owned()
    return result


def _by_title(analysed: Analysed, town: Town, rows: list[int], columns: list[int], *, own: bool) -> Owned:
    """The table is about one place: the one its title names, or the town's own if the source says so."""
    here = title_place(analysed, town)
    if here is True or (here is None and own):
        return Owned(rows=rows, columns=columns)
    if here is None:
        return Owned(rows=rows, columns=columns, unnamed=True)
    return Owned()


def title_place(analysed: Analysed, town: Town) -> bool | None:
    """Whether the lines above a block are about the town; None: they name no place."""
    lines = [folded(line.text) for line in analysed.titles]
    sheet = named(analysed.grid.table.sheet)
    if sheet.what in (What.PLACE, What.SEVERAL):
        return town.is_named_by(sheet) and not _other_prefecture(lines, town)
    text = "\n".join(lines)
    if any(name in text for name in town.full_names):
        return True
    others = _other_prefecture(lines, town)
    if any(name in text for name in town.names) and _stands_alone(text, town):
        return not others
    if others or _names_another(lines, town):
        return False
    return None


def _stands_alone(text: str, town: Town) -> bool:
    """Whether the town's name is no part of another's (府中町 within …)."""
    name = folded(town.name)
    before = re.search(rf"([^\W\d_a-z]?){re.escape(name)}", text)
    return before is not None


def _other_prefecture(lines: Iterable[str], town: Town) -> bool:
    found = prefectures_in("\n".join(lines))
    return bool(found) and town.prefecture not in found


def _names_another(lines: Iterable[str], town: Town) -> bool:
    """Whether a title names another municipality."""
    for line in lines:
        for match in _MUNICIPALITY.finditer(line):
            for start in range(match.start(), match.end() - 1):
                found: Named = named(line[start : match.end()])
                if any(isinstance(p, Municipality) and not town.is_place(p) for p in found.places):
                    return True
    return False
