"""Table → blocks with all that their columns, rows and surroundings say: the one analysis for proposing and for reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.blocks import Block, Grid, Line, blocks_of
from misato_report.actuals.published.folding import bare, folded
from misato_report.actuals.published.headings import Heading, headings_over
from misato_report.actuals.published.model import Analysed, ColumnLabel
from misato_report.actuals.published.months import with_months_beside
from misato_report.actuals.published.periods import (
    Kind,
    Period,
    Said,
    Statement,
    completed,
    is_about_publication,
    said,
)
from misato_report.actuals.published.places import NOTHING, Named, What, named
from misato_report.actuals.published.roles import Roles, roles_of
from misato_report.actuals.published.row_labels import RowReader
from misato_report.actuals.published.units import (
    as_unit,
    in_heading,
    named_units,
    scaled_in,
    units_of,
    without_unit,
)

_NOTE = re.compile(r"^(?:[(（]?注|※|\*|資料|出典|備考|[a-z]\)|○|・)")
_ASIDE = re.compile(
    r"基準|境界|境域|組替|修正|遡及|公表|時点の市|区域|ホームページ|に基づ|年版|含む|差し替え|掲載"
    r"|将来推計|=100"  # the year in which, or from which, was reckoned
)
_BESIDE = re.compile(r"基準|境界|境域|時点の市|に基づ")
_OF_BORDERS = re.compile(
    r"[_の]*(?:現在の?)?(?:都道府県|市区?町村|地域|団体|自治体|地方公共団体|県|町村)?(?:名称?|コード|別|番号)?"
)
_IN_BRACKETS = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]")
_REARRANGED = re.compile(r"\((?:組替|遡及|改定)[^()]*\)")
_BARE_YEAR = re.compile("(?:平成|令和)?(?:元|[0-9]{1,2})")
_ITEM_CODE = re.compile(r"#?[a-z][0-9]{4,9}")  # A1101 over 総人口
_ONLY_MARK = re.compile(
    r"[0-9a-z]{1,2}\)|[※*]+[0-9]*|\(?注[0-9]*\)?"
)  # of a footnote, in a heading cell of its own
_JAPANESE = re.compile("[぀-ヿ㐀-鿿]")
_ENGLISH = re.compile(r"[a-z][a-z0-9 .,()'&/-]{2,}")
_ENGLISH_BEHIND = re.compile(r"(?<=[぀-ヿ㐀-鿿)])[a-z][a-z0-9.,()'&/-]{3,}$")


def analyse(table: Table, era: str = "") -> list[Analysed]:
    """The blocks of a table, each with its labels, worked out once. ``era``: of years that name none."""
    known: list[Analysed] | None = table.worked_out.get(f"analyse {era}")
    if known is None:
        known = table.worked_out[f"analyse {era}"] = _blocks_analysed(table, era)
    return known


def _blocks_analysed(table: Table, era: str) -> list[Analysed]:
    grid = Grid(table, era)
    found: list[Analysed] = []
    above: list[Line] = []
    for block in blocks_of(grid):
        inherited = found[-1] if found and not block.titles else None
        titles = block.titles or above
        above = titles
        done = _analyse(grid, block, titles, inherited)
        if done is not None:
            found.append(done)
    return found


def _analyse(grid: Grid, block: Block, titles: list[Line], before: Analysed | None) -> Analysed | None:
    _complete_headings(grid, block, before)
    roles = roles_of(grid, block)
    if not roles.values:
        return None
    rows = RowReader(grid, block, roles).read()
    lines = [*titles, *_aside(grid, block, roles)]
    with_units = [*lines, *_beside(grid, block, roles), *_notes_of_units(block)]
    far = [*_far(grid, lines), *_of_year_columns(grid)]
    result = Analysed(grid, block, [], rows, lines, _units(with_units), far)
    result.named_units = {name: unit for line in lines for name, unit in named_units(line.text).items()}
    result.columns = _columns(grid, block, roles, rows)
    result.class_codes = _class_codes(result.columns)
    result.has_places = any(not row.place.is_empty for row in rows)
    result.places_in_columns = sum(
        c.place.what in (What.PLACE, What.SEVERAL, What.TOTAL) for c in result.columns
    ) > 1 and any(c.place.what in (What.PLACE, What.SEVERAL) for c in result.columns)
    result.legend = _legend([*lines, *block.notes])
    return result


def _complete_headings(grid: Grid, block: Block, before: Analysed | None) -> None:
    """Headings repeated in the middle of a table keep the groups of the ones they take the place of."""
    if before is None or len(block.headings) >= len(before.block.headings):
        return
    if block.titles or (block.headings and len(grid.filled(block.headings[0])) < 1):
        return
    kept = before.block.headings[: len(before.block.headings) - len(block.headings)]
    block.headings = [*kept, *block.headings]
    block.replaced_headings = True


def _aside(grid: Grid, block: Block, roles: Roles) -> list[Line]:
    """Texts in heading rows that stand over no figures: a date over the column of names."""
    values = set(roles.values)
    lowest = {c: row for row in block.headings for c in grid.filled(row)}
    of_places = {key.number for key in roles.keys if key.of_places}
    return [
        Line(row, c, grid.text(row, c))
        for row in block.headings
        for c in grid.filled(row)
        if c not in values and (lowest[c] != row or (c in of_places and _dates_the_table(grid.text(row, c))))
    ]


def _dates_the_table(text: str) -> bool:
    """Whether the heading over the places is the title of the table, with its year; 2000年_都道府県 is of borders."""
    spoken = said(text)
    return any(p.is_exact for p in spoken.periods) and not _OF_BORDERS.fullmatch(spoken.rest)


def _beside(grid: Grid, block: Block, roles: Roles) -> list[Line]:
    """Headings over no figures that state a unit: 市町村（単位：百万円）."""
    values = set(roles.values)
    return [
        Line(row, c, grid.text(row, c))
        for row in block.headings
        for c in grid.filled(row)
        if c not in values and units_of(grid.text(row, c))
    ]


def _notes_of_units(block: Block) -> list[Line]:
    """Notes below the figures that state the unit; _NOTE before them does not count."""
    found = [line for line in block.notes if "単位" in folded(line.text) and units_of(line.text)]
    return [Line(line.row, line.column, _NOTE.sub("", folded(line.text))) for line in found]


def _units(lines: Sequence[Line]) -> tuple[str, ...]:
    found: list[str] = []
    for line in lines:
        if _NOTE.match(folded(line.text)):
            continue
        for unit in units_of(line.text) or _last_unit(line.text):
            if unit not in found:
                found.append(unit)
    return tuple(found)


def _last_unit(text: str) -> tuple[str, ...]:
    """The unit in brackets at the end of a title: 市町村内総生産（名目、千円）; 市町村別人口　千人."""
    words = text.replace("　", " ").split()
    unit = in_heading(text) or (as_unit(words[-1]) if len(words) > 1 and scaled_in(words[-1]) else "")
    return (unit,) if unit else ()


def _far(grid: Grid, lines: Sequence[Line]) -> list[Statement]:
    """What the lines above (and not the notes) and the sheet's name say of time."""
    table = grid.table
    found = []
    previous = ""
    published_in: int | None = None  # the row of a label such as 公表日, whose date may be in the next cell
    for line in lines:
        plain = folded(line.text)
        if is_about_publication(line.text):
            published_in = line.row
        if line.row == published_in:
            continue
        if _NOTE.match(plain) or _ASIDE.search(plain):
            continue
        text = line.text
        spoken = said(text)
        if previous and re.fullmatch(r"(?:[0-9]{1,2}月)(?:[0-9]{1,2}日)?", plain):
            spoken = said(previous + text)  # 実施年月：|2020年|10月
        previous = text if spoken.periods and len(spoken.periods) == 1 else ""
        if not spoken.is_empty:
            found.append(Statement(spoken, table.address(line.row, line.column)))
    if table.sheet:
        spoken = said(table.sheet)
        strong = tuple(p for p in spoken.periods if not p.weak)
        if strong:
            found.append(Statement(Said(strong), f"シート名「{table.sheet}」"))
    return found


def _of_year_columns(grid: Grid) -> list[Statement]:
    """A column of one and the same year is as good as a title, where nothing else tells."""
    return [
        Statement(Said((Period(Kind.YEAR, int(folded(text)), weak=True),)), grid.table.address(0, column))
        for column, text in grid.year_columns.items()
    ]


def _columns(grid: Grid, block: Block, roles: Roles, rows: Sequence[object]) -> list[ColumnLabel]:
    over, unclear = headings_over(grid, block, roles.values)
    spoken = _heading_times(grid, over, roles)
    del rows
    of_units = _rows_of_units(over)
    return with_months_beside(
        [_column(grid, c, over[c], spoken, of_units, c in unclear) for c in roles.values]
    )


def _rows_of_units(over: dict[int, list[Heading]]) -> frozenset[int]:
    """The heading rows that hold units; 世帯 between 税収 and 人口 is what is counted."""
    texts: dict[int, list[str]] = {}
    for headings in over.values():
        for heading in headings:
            texts.setdefault(heading.row, []).append(heading.text)
    return frozenset(row for row, of_row in texts.items() if _is_of_units(of_row))


_ALSO_COUNTED = frozenset(
    ["世帯", "事業所", "学校", "施設", "団体", "店", "園", "戸", "経営体", "指数", "割合", "比率", "年"]
)
"""Units that are as often the name of what is counted."""


def _is_of_units(texts: Sequence[str]) -> bool:
    units = [unit for text in texts if (unit := _lone_unit(text))]
    sure = any(unit not in _ALSO_COUNTED for unit in units)
    return 2 * len(units) > len(texts) or (sure and 2 * len(units) == len(texts))


def _lone_unit(text: str) -> str:
    return as_unit(text.strip("()（）[]【】 　"))


_SHORTEST_YEAR = 4
"""Letters of a code that may be a year: 1970, or e-Stat's 2025000000."""


def _heading_times(grid: Grid, over: dict[int, list[Heading]], roles: Roles) -> dict[tuple[int, int], Said]:
    """What each heading cell says of time, the era completed from the one to its left."""
    by_row: dict[int, list[Heading]] = {}
    for column in roles.values:
        for heading in over[column]:
            group = by_row.setdefault(heading.row, [])
            if heading not in group:
                group.append(heading)
    found: dict[tuple[int, int], Said] = {}
    for row, headings in by_row.items():
        fiscal = any(folded(grid.text(row, c)) == "年度" for c in grid.filled(row) if c < roles.values[0])
        coded = _is_of_codes(grid, row, roles.values[0])
        silent = [h for h in headings if coded and len(folded(h.text)) < _SHORTEST_YEAR]
        found |= {(h.row, h.column): said(h.text) for h in silent}  # none completed by its neighbour
        speaking = [h for h in headings if h not in silent]
        for heading, spoken in zip(speaking, completed(_with_bare_years(speaking), grid.era), strict=True):
            found[heading.row, heading.column] = _as_fiscal(spoken) if fiscal else spoken
    return found


def _is_of_codes(grid: Grid, row: int, first: int) -> bool:
    """Whether a row of headings says of itself that it holds codes: 01, 21 and R1 in it are no years."""
    return any(folded(grid.text(row, c)).endswith(("コード", "code")) for c in grid.filled(row) if c < first)


def _with_bare_years(headings: Sequence[Heading]) -> list[Said]:
    """What headings say of time; 29, 30, 令和元, 2 behind 平成28年度 are years of the same kind."""
    found: list[Said] = []
    ending = ""
    for heading in headings:
        spoken = said(heading.text)
        if ending and _BARE_YEAR.fullmatch(folded(heading.text)):
            spoken = said(folded(heading.text) + ending)
        elif spoken.periods and spoken.periods[0].kind in (Kind.YEAR, Kind.FISCAL):
            ending = "年度" if spoken.periods[0].kind is Kind.FISCAL else "年"
        found.append(spoken)
    return found


def _as_fiscal(spoken: Said) -> Said:
    """Bare years of a row that is headed 年度."""
    periods = tuple(
        Period(Kind.FISCAL, p.year) if p.kind is Kind.YEAR and p.weak else p for p in spoken.periods
    )
    return replace(spoken, periods=periods)


def _column(
    grid: Grid,
    column: int,
    headings: Sequence[Heading],
    spoken: dict[tuple[int, int], Said],
    of_units: frozenset[int],
    unclear: bool,
) -> ColumnLabel:
    words: list[str] = []
    shown: list[str] = []
    times: list[Statement] = []
    unit = ""
    place: Named = NOTHING
    only_units: list[str] = []
    codes: list[str] = []
    for heading in headings:
        says = spoken[heading.row, heading.column]
        lone = (
            _lone_unit(heading.text) if heading.row in of_units or folded(heading.text)[:1] in "([【" else ""
        )
        unit = lone or in_heading(heading.text) or unit
        if lone:
            only_units.append(heading.text)
            continue
        rest = heading.text
        beside = _BESIDE.search(folded(heading.text)) is not None
        if beside:
            rest = _IN_BRACKETS.sub("", folded(heading.text))  # 県内総生産（平成23年基準）
            if _BESIDE.search(rest):
                continue
        if _is_code(heading.text, says):
            codes.append(folded(heading.text))
        if not says.is_empty and not beside:
            times.append(Statement(says, grid.table.address(heading.row, heading.column)))
            rest = says.rest
        found = named(rest)
        if found.what in (What.PLACE, What.SEVERAL, What.TOTAL) and rest.strip():
            place = found if found.what is not What.TOTAL or place is NOTHING else place
        word = _unbracketed(bare(without_unit(_REARRANGED.sub("", folded(rest)))))
        for piece in word.split("_"):
            if (
                piece
                and piece not in ("の", "分", "*", "-")
                and not piece.isdigit()
                and not _ONLY_MARK.fullmatch(piece)
                and not _ITEM_CODE.fullmatch(piece)
            ):
                words.append(piece)
                shown.append(_shown(heading.text, piece, word))
    if not words and len(headings) == len(only_units):
        words, shown = [folded(text) for text in only_units], [text.strip() for text in only_units]
    words, shown = _in_japanese(words, shown)
    if not words:
        words, shown = codes, list(codes)  # left out again where they turn out to be years
    return ColumnLabel(column, tuple(words), tuple(times), unit, place, tuple(shown), bool(codes), unclear)


def _class_codes(columns: Sequence[ColumnLabel]) -> frozenset[int]:
    """The columns under R1, R2 … that each have other words: codes of classes, unless the table has no other year."""
    under = [c for c in columns if c.code]
    paths = {c.words for c in under}
    several = len(under) > 1 and len(paths) == len(under) and not any(_only_codes(c.words) for c in under)
    return frozenset(c.number for c in under) if several else frozenset()


def _only_codes(words: Sequence[str]) -> bool:
    return all(re.fullmatch(r"[mtshr][0-9]{1,2}", word) for word in words)


def _shown(text: str, piece: str, word: str) -> str:
    """A heading as the clerk sees it, in one line."""
    return "".join(text.split()) if piece == word and len(text) < 40 else piece  # noqa: PLR2004


def _unbracketed(word: str) -> str:
    """The word without brackets that hold all of it."""
    pairs = (("(", ")"), ("[", "]"), ("【", "】"), ("<", ">"), ("《", "》"))
    return (
        word[1:-1] if any(word[:1] == a and word[-1:] == b and b not in word[:-1] for a, b in pairs) else word
    )


def _is_code(text: str, says: Said) -> bool:
    """Whether a heading such as R1 may be the code of a class instead of a year."""
    return bool(re.fullmatch(r"[mtshr][0-9]{1,2}", folded(text))) and not says.is_empty


def _in_japanese(words: list[str], shown: list[str]) -> tuple[list[str], list[str]]:
    """The words without their English beside them: 総数 Total, Households below 世帯数."""
    if not any(_JAPANESE.search(word) for word in words):
        return words, shown
    pairs = [
        (_ENGLISH_BEHIND.sub("", word) if _JAPANESE.search(word) else word, text)
        for word, text in zip(words, shown, strict=True)
        if _JAPANESE.search(word) or not _ENGLISH.fullmatch(word)
    ]
    return [word for word, _ in pairs], [text for _, text in pairs]


def _legend(lines: Sequence[Line]) -> dict[str, str]:
    """What the file says of its signs for no figure: sign → words."""
    found: dict[str, str] = {}
    for here, after in pairwise([*lines, None]):
        if here is None:
            break
        sign = folded(here.text).strip("「」\"'")
        if sign in ("-", "…", "...", "***", "x", "―") and after is not None and after.row == here.row:
            found.setdefault(sign, folded(after.text))
            continue
        for match in re.finditer(
            r"[「\"'](-|―|…|\.\.\.|\*{1,3}|x)[」\"'](?:印?は、?|:|=)?[「\"']?([^「」、。;]+)",
            folded(here.text),
        ):
            found.setdefault(match[1], match[2])
    return found


__all__ = ["Period", "analyse"]
