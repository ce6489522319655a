"""The town's figures with their coordinates: item path, time, unit, cell. What proposing shows and reading takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.analyse import analyse
from misato_report.actuals.published.cells import Cell, kind_of
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.model import Analysed, ColumnLabel, RowLabel
from misato_report.actuals.published.ownership import Owned, owned
from misato_report.actuals.published.periods import (
    Kind,
    Period,
    Statement,
    TimeError,
    agreed,
    is_month_before,
    month_before,
    on_day,
    said,
)
from misato_report.actuals.published.places import Town

_CODE_LETTER = re.compile(r"^[mtshr][0-9]{1,2}$")
_SUM_WITH_LETTER = re.compile(r"(?:合|総)?計\([a-z+]{1,5}\)?")
_FLOW = re.compile(
    "出生|死亡|転入|転出|増減|増加|動態|婚姻|離婚"
)  # of a whole year, whatever day the stocks beside are of
_OF_EACH = re.compile(r"^[(（注※:：0-9)）]*(?:(?:各年|毎年)[0-9]{1,2}月|[各毎]月)[0-9]{1,2}日(?:現在|時点)")
_OF_ALL = re.compile(r"\((?:男女|国籍|年齢)?(?:合?計|総数)\)")  # 総数(男女計)
_NEUTRAL = frozenset(
    [
        "総数",
        "計",
        "総計",
        "合計",
        "男女計",
        "男女総数",
        "総額",
        "全体",
        "国籍総数",
        "国籍総数か日本人",
        "年間",
        "年計",
        "年齢総数",
        "総計(a+b)",
        "*合計*",
        "男女合計",
        "全国籍",
        "実数",
        "値",
        "数値",
        "total",
        "当年",
        "当月",
        "今月",
        "本年",
        "a",
        "b",
        "value",
        "速報",
        "速報値",
        "確報",
        "確報値",
        "確定値",
        "改定値",
        "概数",
    ]
)


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One cell of the town, with what the table says of it."""

    analysed: Analysed
    row: RowLabel
    column: ColumnLabel
    words: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def text(self) -> str:
        """The cell's text."""
        return self.analysed.grid.table.cell(self.row.number, self.column.number)

    @property
    def address(self) -> str:
        """The cell's address."""
        return self.analysed.grid.table.address(self.row.number, self.column.number)

    @property
    def near(self) -> list[Statement]:
        """What row and headings say of time; a heading R1 that is the code of a class says nothing."""
        if self.column.number in self.analysed.class_codes:
            return [*self.row.times, *(s for s in self.column.times if not _is_weak(s))]
        return [*self.row.times, *self.column.times]

    def periods(self) -> tuple[Period, ...]:
        """The periods that the figure may be about. Raises TimeError where the table contradicts itself."""
        if self.row.lacks_time and not any(s.said.periods for s in self.near):
            raise TimeError(f"{self.address} の行に、いつの値か書かれていません（ほかの行にはあります）。")
        self._check_code()
        found = self._agreed()
        if found and any(s.said.periods for s in self.near):
            _check_frame(found[0], self)
        return found if is_movement(self.words) else tuple(on_day(p, self._day_of_each) for p in found)

    def _agreed(self) -> tuple[Period, ...]:
        if self.column.number in self.analysed.class_codes:
            return agreed(self.near, self.analysed.far)
        return self.analysed.time_of(self.row, self.column)

    @property
    def _day_of_each(self) -> set[tuple[int, int]]:
        """The day (month, day) of each year that the lines around the figures speak of: 各年10月1日現在; 0 for each month."""
        notes = (said(line.text) for line in self.analysed.block.notes if _OF_EACH.search(folded(line.text)))
        around = [*(s.said for s in self.analysed.far), *notes]
        return {(p.month, p.day) for spoken in around for p in spoken.parts if p.day > 0 and not p.count}

    def _check_code(self) -> None:
        """R1 over classes: a year only by a guess where nothing else says the year, or a title says one of them."""
        if self.column.number not in self.analysed.class_codes or any(s.said.periods for s in self.near):
            return
        years = {p.year for s in self.analysed.far for p in s.said.periods if not p.weak}
        codes = [s for s in self.column.times if _is_weak(s)]
        coded = {p.year for c in self.analysed.columns for s in c.times for p in s.said.periods if p.weak}
        if codes and (not years or years & coded):
            raise TimeError(f"{codes[0].where} が年か、区分の番号か、分かりません。")


def _is_weak(statement: Statement) -> bool:
    return bool(statement.said.periods) and all(p.weak for p in statement.said.periods)


def _check_frame(period: Period, coordinate: Coordinate) -> None:
    """The years that the title names must be those of the figures."""
    far = coordinate.analysed.far
    for statement in far:
        for frame in statement.said.periods:
            if frame.kind is Kind.RANGE and not frame.year - 1 <= period.year <= frame.until + 1:
                raise TimeError(
                    f"{statement.where} は {frame}、{coordinate.address} の見出しは {period} で、食い違います。"
                )
    ends = {p for s in far for p in s.said.periods if is_month_before(period.month, p)}
    closing = {p for p in ends if month_before(p) == period}  # 1月1日現在 above 令和9年12月中
    stated = [(p, s) for s in far for p in s.said.periods if p.is_exact and not p.weak and p not in closing]
    if not stated:
        return
    newest, where = max(stated, key=lambda pair: pair[0].year)
    latest = max(_years(coordinate.analysed, all_of_them=True), default=period.year)
    if period.year > newest.year or (newest.year > latest and not _has_range(far)):
        raise TimeError(f"{where.where} は {newest}、{coordinate.address} は {period} で、食い違います。")
    years = _years(coordinate.analysed)
    if len(years) == 1 and period.year not in {p.year for p, _ in stated} and not _has_range(far):
        raise TimeError(f"{where.where} は {newest}、{coordinate.address} は {period} で、食い違います。")


def _has_range(far: Iterable[Statement]) -> bool:
    return any(p.kind is Kind.RANGE for s in far for p in s.said.periods)


def _years(analysed: Analysed, *, all_of_them: bool = False) -> set[int]:
    """The years that rows and headings of a block name; more than two only where all are asked for."""
    statements = [s for c in analysed.columns for s in c.times]
    seen: set[int] = {p.year for s in statements for p in s.said.periods}
    for row in analysed.rows:
        seen.update(p.year for s in row.times for p in s.said.periods)
        if len(seen) > 1 and not all_of_them:
            break
    return seen


@dataclass
class Sheets:
    """All blocks of a file's tables with the town's part of each."""

    blocks: list[tuple[Analysed, Owned]] = field(default_factory=list)
    town: str = ""

    @property
    def problems(self) -> list[str]:
        """Why a block that names the town may not be read."""
        return list(dict.fromkeys(o.problem for _, o in self.blocks if o.problem))

    @property
    def unnamed(self) -> bool:
        """Whether the only tables of the town are ones that name no place."""
        with_rows = [o for _, o in self.blocks if o.rows and not o.problem]
        return bool(with_rows) and all(o.unnamed for o in with_rows)

    def of_tables(self, tables: Iterable[Table]) -> Sheets:
        """The blocks of some of the tables."""
        wanted = {id(table) for table in tables}
        return Sheets([(a, o) for a, o in self.blocks if id(a.grid.table) in wanted], self.town)

    def coordinates(self) -> Iterator[Coordinate]:
        """Every cell of the town that is not blank."""
        named_somewhere = any(o.rows and not o.unnamed for _, o in self.blocks)
        for analysed, part in self.blocks:
            if part.problem or (part.unnamed and named_somewhere):
                continue
            for index in part.rows:
                for column in part.columns:
                    coordinate = _coordinate(analysed, analysed.rows[index], analysed.columns[column], part)
                    if kind_of(coordinate.text) is not Cell.BLANK:
                        yield coordinate


def sheets_of(tables: Iterable[Table], town: Town, *, own: bool = False, era: str = "") -> Sheets:
    """Analyse the tables of a file for a town; ``own`` and ``era`` are what the clerk says and the tables do not."""
    return Sheets([(a, owned(a, town, own=own)) for table in tables for a in analyse(table, era)], town.name)


def _coordinate(analysed: Analysed, row: RowLabel, column: ColumnLabel, part: Owned) -> Coordinate:
    strong = any(not p.weak for s in (*row.times, *column.times) for p in s.said.periods)
    words: list[str] = []
    shown: list[str] = []
    by_column = analysed.places_in_columns and len(part.columns) < len(analysed.columns)
    of_row = len(row.words)
    for number, (word, text) in enumerate(
        zip((*row.words, *column.words), (*row.shown, *column.shown), strict=True)
    ):
        if _CODE_LETTER.match(word) and not strong:
            continue
        if by_column and number >= of_row and _is_place_word(word, column):
            continue
        words.append(word)
        shown.append(text)
    return Coordinate(analysed, row, column, tuple(words), tuple(shown))


def _is_place_word(word: str, column: ColumnLabel) -> bool:
    return any(folded(place.name) in word or word in folded(place.label) for place in column.place.places)


def is_movement(words: Iterable[str]) -> bool:
    """Whether words speak of what happened in a time (出生, 増減), and of no number at one."""
    return bool(_FLOW.search("".join(words)))


def is_neutral(word: str) -> bool:
    """Whether a word on a path says only that all are counted."""
    plain = _OF_ALL.sub("", word).strip("*<>()[]") or word.strip("()")
    return plain in _NEUTRAL or bool(_SUM_WITH_LETTER.fullmatch(plain))


__all__ = ["Coordinate", "Sheets", "is_movement", "is_neutral", "sheets_of"]
