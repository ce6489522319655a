"""The cells beside the figures → what each row says: words with the groups above it, time, place, unit."""

from __future__ import annotations

import re
from dataclasses import replace

from misato_report.actuals.published.blocks import Block, Grid, Line
from misato_report.actuals.published.cells import Cell
from misato_report.actuals.published.folding import bare, folded
from misato_report.actuals.published.model import RowLabel, RowPlace
from misato_report.actuals.published.months import with_months
from misato_report.actuals.published.periods import (
    Kind,
    Period,
    Said,
    Statement,
    completed,
    is_plain_year,
    month_after,
    month_of_year,
    said,
)
from misato_report.actuals.published.places import NOTHING, Named, What, coded, named, prefecture_of_county
from misato_report.actuals.published.roles import TIME_HEADING, KeyColumn, Role, Roles
from misato_report.actuals.published.units import as_unit, in_heading, without_unit
from misato_report.gazetteer.places import Municipality, Prefecture
from misato_report.gazetteer.totals import Total, classify_total

_WHOLE_YEAR = re.compile("(?<=[年度])(?:平均|合?計|中|間計?)$")  # of the months below or beside
_INDENT = re.compile(r"^[\s　]*")


class RowReader:
    """Goes down the rows of a block once and keeps what holds on from row to row."""

    def __init__(self, grid: Grid, block: Block, roles: Roles) -> None:
        self.grid = grid
        self.block = block
        self.roles = roles
        self.labels = [k for k in roles.keys if k.role in (Role.LABEL, Role.YEAR)]
        self.of_places = {key.number for key in self.labels if key.of_places}
        self.english = self._english()
        self.codes = [k.number for k in roles.keys if k.role is Role.CODE]
        self.unit_column = next((k.number for k in roles.keys if k.role is Role.UNIT), None)
        self.times = {key.number: self._times(key) for key in self.labels}
        self.dated = {c for c, times in self.times.items() if any(s.periods for s in times.values())}
        self.stack: list[tuple[tuple[int, int], str, str]] = []
        self.section_words: list[tuple[str, str]] = []
        self.section_times: tuple[Statement, ...] = ()
        self.section_place: tuple[Named, str] = (NOTHING, "")
        self.last_time: dict[int, Statement] = {}
        self.last_year: Period | None = None
        self.last_month: Period | None = None
        """Of the row above, where it is one of a month of ``last_year``, or says its year itself."""
        self.last_place = RowPlace()
        self.prefecture = ""
        self.column_prefecture = ""
        self.city = ""

    def read(self) -> list[RowLabel]:
        """The label of every row of the body."""
        sections = sorted(self.block.sections, key=lambda line: line.row)
        labels: list[RowLabel] = []
        position = 0
        for row in self.block.body:
            while position < len(sections) and sections[position].row < row:
                self._section(sections[position])
                position += 1
            labels.append(self._row(row))
        return with_months(labels)

    def _english(self) -> frozenset[int]:
        """Columns that repeat in English what the one beside them says."""
        plain = {
            key.number: [t for r in self.block.body if (t := self.grid.text(r, key.number).strip())]
            for key in self.labels
        }
        others = [c for c, texts in plain.items() if not all(folded(t).isascii() for t in texts)]
        return frozenset(
            c for c, texts in plain.items() if others and texts and all(_is_english(t) for t in texts)
        )

    def _times(self, key: KeyColumn) -> dict[int, Said]:
        """What each cell of a label column says of time, the era completed from the one above."""
        rows = [r for r in self.block.body if self.grid.text(r, key.number).strip()]
        found = []
        for row in rows:
            text = self.grid.text(row, key.number)
            kind = self.grid.kind(row, key.number)
            plain = folded(text)
            if _WHOLE_YEAR.search(plain):
                text = _WHOLE_YEAR.sub("", plain)
                kind = Cell.TIME if said(text).periods and not _has_words(said(text).rest) else kind
            if key.role is Role.YEAR and is_plain_year(text):
                found.append(Said((Period(Kind.FISCAL if key.fiscal else Kind.YEAR, int(folded(text))),)))
            elif kind is Cell.FIGURE and TIME_HEADING.match(key.heading):
                found.append(said(folded(text) + ("年度" if key.fiscal else "年")))
            elif kind is Cell.TIME or (kind is Cell.WORD and key.heading and TIME_HEADING.match(key.heading)):
                found.append(said(text))
            else:
                spoken = said(text)
                found.append(
                    spoken if spoken.periods and not _has_words(spoken.rest) else _only_cumulative(spoken)
                )
        return dict(zip(rows, completed(found, self.grid.era), strict=True))

    def _section(self, line: Line) -> None:
        """A lone text above rows: of the label column a group's name, else the heading of what follows."""
        place = named(line.text)
        spoken = said(line.text)
        if place.what in (What.PLACE, What.SEVERAL):
            self.section_place = (place, line.text)
            if isinstance(place.place, Prefecture):
                self.prefecture = place.place.name
            return
        if (spoken.periods or spoken.parts) and not _has_words(spoken.rest):
            self.section_times = (Statement(spoken, self._address(line.row, line.column)),)
            return
        if line.column in self.of_places and (place.what is What.TOTAL or folded(line.text).isascii()):
            self.stack = []  # 市部, (Cities): of what the places below are a part
            return
        if line.column in {key.number for key in self.labels}:
            self._push(line.column, line.text)
        else:
            self.section_words = [(bare(line.text), line.text)]
            self.stack = []

    def _push(self, column: int, text: str) -> None:
        indent = len((_INDENT.match(text) or [""])[0])
        level = (column, indent)
        word = bare(without_unit(folded(text)))
        if word and not re.fullmatch(r"[0-9()ivx①-⑳.,、・．]+", word):
            self.stack = [entry for entry in self.stack if entry[0] < level]
            self.stack.append((level, word, text.strip()))

    def _row(self, row: int) -> RowLabel:
        times: list[Statement] = list(self.section_times)
        lacks = False
        for key in self.labels:
            text = self.grid.text(row, key.number)
            spoken = self.times[key.number].get(row)
            statement, missing = self._time(row, key, spoken)
            times += [statement] if statement else []
            lacks = lacks or missing
            if key.number in self.english:
                continue
            if text.strip() and (spoken is None or spoken.is_empty) and not self._is_place_cell(key, text):
                self._push(key.number, text)
            elif text.strip() and spoken is not None and spoken.periods:
                self.stack = [entry for entry in self.stack if entry[0] < (key.number, 0)]
        place = self._place(row)
        words = [*self.section_words, *((word, shown) for _, word, shown in self.stack)]
        unit = as_unit(self.grid.text(row, self.unit_column)) if self.unit_column is not None else ""
        unit = unit or next((u for _, s in reversed(words) if (u := in_heading(s))), "")
        has_dates = any(s.said.periods for s in times)
        return RowLabel(
            row,
            tuple(word for word, _ in words),
            tuple(times),
            place,
            unit,
            tuple(shown for _, shown in words),
            nameless=self._is_nameless(row),
            lacks_time=lacks and not has_dates,
        )

    def _is_place_cell(self, key: KeyColumn, text: str) -> bool:
        if key.of_places:
            return True
        what = named(text).what
        if what is What.TOTAL and self.of_places:
            self.prefecture = prefecture_of_county(folded(text)) or self.prefecture  # 邑智郡|美郷町
            return classify_total(text) is not Total.WHOLE
        return what in (What.PLACE, What.SEVERAL) and key.number in self.dated

    def _time(self, row: int, key: KeyColumn, spoken: Said | None) -> tuple[Statement | None, bool]:
        """What a label cell says of time; a blank one repeats what stands above it."""
        if key.number not in self.dated:
            return (
                (Statement(spoken, self._address(row, key.number)), False)
                if spoken and not spoken.is_empty
                else (None, False)
            )
        if spoken is None:
            last = self.last_time.get(key.number)
            return last, last is None
        if spoken.is_empty:
            self.last_time.pop(key.number, None)
            return None, True
        month = next((p for p in spoken.parts if p.month and not p.day), None)
        if not spoken.periods and month is not None and (own := self._month(month.month)) is not None:
            self.last_month = own
            spoken = Said((own,))
        elif spoken.periods and spoken.periods[0].kind in (Kind.YEAR, Kind.FISCAL, Kind.CALENDAR):
            self.last_year, self.last_month = spoken.periods[0], None
        elif spoken.periods and spoken.periods[0].kind is Kind.MONTH:
            self.last_year, self.last_month = None, spoken.periods[0]
        statement = Statement(_unweakened(spoken), self._address(row, key.number))
        self.last_time[key.number] = statement
        return statement, False

    def _month(self, month: int) -> Period | None:
        """A month that names no year, by the year and the months above it; None where they leave two years.

        Behind 12月 comes 1月 of the next year; a month later than the one above, or just before it, is of the same year.
        """
        last, year = self.last_month, self.last_year
        if year is not None and (last is None or year.kind is Kind.FISCAL):
            return month_of_year(year, month)
        if last is None:
            return None
        if month == month_after(last).month:
            return month_after(last)
        return replace(last, month=month) if month >= last.month - 1 else None

    def _place(self, row: int) -> RowPlace:
        """Whose row it is."""
        code_text = next((t for c in self.codes if (t := self.grid.text(row, c).strip())), "")
        code = coded(code_text)
        found: Named = NOTHING
        text = ""
        unknown = False
        own_prefecture = ""
        for key in self.labels:
            cell = self.grid.text(row, key.number)
            if not cell.strip() or not (key.of_places or key.number in self.dated):
                continue
            one = named(cell)
            if not key.of_places and one.what not in (What.PLACE, What.SEVERAL):
                continue
            spoken = self.times[key.number].get(row, Said())
            if spoken.periods or any(part.count for part in spoken.parts):
                continue
            if key.of_prefectures and isinstance(one.place, Prefecture):
                own_prefecture = one.place.name
                self.column_prefecture = own_prefecture
            if one.what is What.NOTHING:
                continue
            found, text = one, cell
            unknown = one.what is What.WORD
        if not text and not code_text:
            return self._continued(row)
        if any(key.of_prefectures for key in self.labels) and not own_prefecture:
            own_prefecture = self.column_prefecture if found.what is not What.TOTAL else ""
        self._keep_groups(code, found, text)
        place = RowPlace(code, code_text, found, text, own_prefecture or self.prefecture, self.city, unknown)
        self.last_place = place
        self.section_place = (NOTHING, "")
        return place

    def _is_nameless(self, row: int) -> bool:
        """Whether all cells beside the figures of a row are blank, and no lone text above says what it is."""
        beside = [*(key.number for key in self.labels), *self.codes]
        return (
            bool(beside)
            and not self.section_place[1]
            and not any(self.grid.text(row, c).strip() for c in beside)
        )

    def _continued(self, row: int) -> RowPlace:
        """A row without a name belongs to the one above it, or to the place that heads it."""
        del row
        section, text = self.section_place
        if text:
            return RowPlace(name=section, name_text=text, prefecture=self.prefecture, city=self.city)
        return self.last_place

    def _keep_groups(self, code: object, found: Named, text: str) -> None:
        """The prefecture, the county or the city whose parts the following rows may be."""
        place = code if code is not None else found.place
        if found.what is What.TOTAL and (of_county := prefecture_of_county(folded(text))):
            self.prefecture = of_county
        if isinstance(place, Prefecture):
            self.prefecture = place.name
            self.city = ""
        elif isinstance(place, Municipality):
            self.city = place.name

    def _address(self, row: int, column: int) -> str:
        return self.grid.table.address(row, column)


def _is_english(text: str) -> bool:
    plain = folded(text).rstrip("※*")
    return plain.isascii() and not plain.isdigit()


def _has_words(rest: str) -> bool:
    return bool(re.search(r"[^\W\d_]", re.sub(r"(?<![a-z])[a-z]\)", "", rest)))


def _unweakened(spoken: Said) -> Said:
    return Said(
        tuple(replace(p, weak=False) for p in spoken.periods),
        spoken.parts,
        spoken.rest,
        spoken.month_before,
        spoken.cumulative,
        spoken.disagreement,
    )


def _only_cumulative(spoken: Said) -> Said:
    if spoken.cumulative:
        return Said(cumulative=True)
    if spoken.parts and not spoken.periods and not _has_words(spoken.rest):
        return Said(parts=spoken.parts)
    return Said()


__all__ = ["RowReader"]
