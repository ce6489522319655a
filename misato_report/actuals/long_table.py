"""The plain long table: one observation a row, as a town writes its own counts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from misato_report.actuals.files.table import Table, column_letter
from misato_report.actuals.filled_form import BESIDE_THE_FIGURES, NUMBER_HEADING
from misato_report.actuals.published.basis import year_for
from misato_report.actuals.published.periods import Kind, said
from misato_report.actuals.recognising import LONG_HEADINGS, REMARK, long_header_row, long_sources
from misato_report.actuals.units import canonical, convert, factor
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import (
    Basis,
    Mark,
    NotationError,
    Reading,
    normalise,
    read_date,
    read_figure,
    read_year,
    squeeze,
)
from misato_report.observation import Correction, Observation, Status, read_status
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series, Source

# The unit begins behind the last digit (or bracket) and has none itself; 億 and 万 within a figure are not read.
_FIGURE_AND_UNIT = re.compile(r"(?P<figure>.*[0-9)])\s*(?P<unit>[^0-9()\s][^0-9()]*)")
_MARKS_BEHIND = ("p", "P", "r", "R", "速報", "確報", "改定", "改")
WITHOUT_VALUE = (Mark.SUPPRESSED, Mark.UNKNOWN, Mark.NOT_APPLICABLE)
"""What a status says instead of a value."""


@dataclass
class _Reader:
    """State of one reading: the table, its columns, and what has been found so far."""

    table: Table
    sha256: str
    published_on: date | None
    plan: Plan
    columns: dict[str, int] = field(default_factory=dict)
    number: int | None = None  # column with the numbers of a form's rows
    observations: list[Observation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def text(self, row: int, name: str) -> str:
        column = self.columns.get(name)
        return "" if column is None else self.table.cell(row, column).strip()

    def report(self, row: int, name: str, code: str, message: str, hint: str = "") -> None:
        column = self.columns.get(name, 0)
        self.diagnostics.append(self.table.error(code, message, hint, row=row, column=column))

    def tell(self, row: int, name: str, code: str, severity: Severity, message: str, hint: str = "") -> None:
        """What refuses nothing."""
        found = self.table.error(code, message, hint, row=row, column=self.columns.get(name, 0))
        self.diagnostics.append(replace(found, severity=severity, column=None))


def extract(
    table: Table, sha256: str, published_on: date | None, plan: Plan, *, is_form: bool = False
) -> tuple[list[Observation], list[Diagnostic], str]:
    """Observations, findings, and the titles of the sources that the rows belong to.

    In a form (``is_form``) a row may be left empty: it is told of and not taken.
    """
    reader = _Reader(table, sha256, published_on, plan)
    header = long_header_row(table)
    assert header is not None  # noqa: S101 - recognise() has just found it
    _read_headings(reader, header, BESIDE_THE_FIGURES if is_form else ())
    if not reader.diagnostics:
        for row in range(header + 1, len(table.rows)):
            if is_form and not reader.text(row, "value") and not reader.text(row, "status"):
                _not_filled_in(reader, row)
            elif any(cell.strip() for cell in table.rows[row]):
                _read_row(reader, row)
                _tell_of_added(reader, row)
        if not reader.observations and not reader.diagnostics and not is_form:
            message = "見出しだけで、値の行がありません。"
            reader.diagnostics.append(table.error("no-rows", message, "値を書いてから取り込んでください。"))
    title = "" if is_form and not reader.titles else "町の集計"
    return reader.observations, reader.diagnostics, "、".join(reader.titles) or title


def _not_filled_in(reader: _Reader, row: int) -> None:
    """A row of a form without a value; of a KPI whose figures are published there is none to fill in."""
    series, note = reader.text(row, "series"), reader.text(row, "note")
    if note:
        message = f"「{series}」は備考だけが書かれ、値も状態もありません。備考は取り込まれません。"
        hint = "値を書くか、状態に不詳か該当なしを選んでください。"
        reader.tell(row, "note", "note-only", Severity.WARNING, message, hint)
    elif series:
        reader.tell(row, "value", "not-filled-in", Severity.INFO, f"「{series}」はまだ記入されていません。")


def _tell_of_added(reader: _Reader, row: int) -> None:
    """A row that somebody has added to a form is read like the others, and told of."""
    if reader.number is not None and not reader.table.cell(row, reader.number).strip():
        message = f"配った様式になかった行（{reader.text(row, 'series')} {reader.text(row, 'period')}）です。町の集計として読みました。"
        reader.tell(
            row,
            "series",
            "added-row",
            Severity.WARNING,
            message,
            "要らなければ、行を消して返してもらってください。",
        )


def _read_headings(reader: _Reader, header: int, beside: Collection[str]) -> None:
    """Find the columns; those ``beside`` the figures are read elsewhere."""
    passed = set(map(squeeze, beside))
    names = {squeeze(text): name for name, text in LONG_HEADINGS.items()}
    names |= {name: name for name in LONG_HEADINGS}
    for column, cell in enumerate(reader.table.rows[header]):
        heading = squeeze(cell).lower()
        if heading in passed and heading == squeeze(NUMBER_HEADING):
            reader.number = column
        if not heading or heading.startswith(squeeze(REMARK)) or heading in passed:
            continue
        name = names.get(heading)
        if name is None or name in reader.columns:
            known = "、".join(LONG_HEADINGS.values())
            problem = "という見出しは使えません" if name is None else "という見出しが二つあります"
            hint = f"使える見出しは {known} です。"
            error = reader.table.error(
                "unknown-heading", f"「{cell}」{problem}。", hint, row=header, column=column
            )
            reader.diagnostics.append(error)
        else:
            reader.columns[name] = column
    for name in ("series", "period", "value", "unit"):
        if name not in reader.columns and not reader.diagnostics:
            message = f"見出し「{LONG_HEADINGS[name]}」({name}) がありません。"
            reader.diagnostics.append(
                reader.table.error("missing-heading", message, "見出しの行に加えてください。", row=header)
            )


def _read_row(reader: _Reader, row: int) -> None:
    before = len(reader.diagnostics)
    status = _status(reader, row)
    found = _series(reader, row, status)
    period = _period(reader, row, found[0] if found else None)
    published_on = _published_on(reader, row)
    value_text = reader.text(row, "value")
    if found is None:
        return
    series, source = found
    if source.title not in reader.titles:
        reader.titles.append(source.title)
    doubt = reader.table.doubts.get((row, reader.columns["value"]))
    if doubt is not None:
        reader.report(row, "value", "doubtful-cell", doubt, "見えているとおりの数字を書いてください。")
        return
    states = reader.plan.states_of(series.id)
    if states:
        value_text = _number_of_state(value_text, states)
    digits, typed = _with_unit(value_text)
    by = _factor(reader, row, series, typed)
    reading = _reading(reader, row, digits, status, source, states)
    if reading is None:
        return
    if series.non_negative and reading.value is not None and reading.value < 0:
        reader.report(
            row, "value", "negative-count", f"「{series.name}」は負の数になりません ({value_text})。"
        )
    if states and reading.value is not None and reading.value not in range(1, len(states) + 1):
        hint = f"{'、'.join(states)} のどれかを書いてください。"
        reader.report(row, "value", "unknown-state", f"「{value_text}」という段階はありません。", hint)
    if len(reader.diagnostics) > before or period is None or published_on is None or by is None:
        return
    _tell_remark(reader, row)
    reading, converted = _convert(reader, row, series, reading, by, typed)
    reader.observations.append(
        Observation(
            series=series.id,
            period=period,
            basis=series.basis,
            value=reading.value,
            unit=series.unit,
            mark=_combined_mark(status.mark, reading.mark, reading.value is None),
            published_on=published_on,
            source=source.id,
            file=reader.table.file,
            sheet=reader.table.sheet,
            row=row + 1,
            column=column_letter(reader.columns["value"]),
            sha256=reader.sha256,
            note="、".join(text for text in (converted, reader.text(row, "note")) if text),
            correction=status.correction,
            number=status.number,
        )
    )


def _with_unit(text: str) -> tuple[str, str]:
    """A figure and the unit that is typed behind it: 1,382人 → 1,382 and 人; a mark such as 速報 is no unit."""
    match = _FIGURE_AND_UNIT.fullmatch(normalise(text))
    if match is None or match["unit"] in _MARKS_BEHIND:
        return text, ""
    return match["figure"], match["unit"]


def _reading(
    reader: _Reader, row: int, text: str, status: Status, source: Source, states: tuple[str, ...]
) -> Reading | None:
    """The figure, or that there is none for the reason that the status says; None where that is told as wrong."""
    without = status.mark if status.mark in WITHOUT_VALUE else None
    if not text and without is not None:
        return Reading(None, without)
    try:
        reading = read_figure(text, source.dash)
    except NotationError as error:
        wanted = (
            f"{'、'.join(states)} のどれかを書いてください。"
            if states
            else "値の欄を正しい数字に直してください。"
        )
        reader.report(row, "value", "bad-number", str(error), wanted)
        return None
    if without is not None and reading.mark is not without:
        message = f"値「{reader.text(row, 'value')}」があるのに、状態が「{without}」です。"
        hint = "値があるなら状態を空に、ないなら値を空にしてください。"
        reader.report(row, "value", "value-and-status", message, hint)
        return None
    return reading


def _tell_remark(reader: _Reader, row: int) -> None:
    """What the reading of the file has to say of a figure that was taken."""
    place = (row, reader.columns["value"])
    remark = reader.table.remarks.get(place)
    if remark:
        message = f"{reader.table.address(*place)}: {remark}"
        told = reader.table.error("cell-remark", message, row=row, column=place[1])
        reader.diagnostics.append(replace(told, severity=Severity.INFO))


def _number_of_state(text: str, states: tuple[str, ...]) -> str:
    """The number of the state that a word names (着手 → 2); anything else as it is."""
    words = {squeeze(state): str(number) for number, state in enumerate(states, start=1)}
    return words.get(squeeze(text), text)


def _combined_mark(status: Mark | None, read: Mark | None, no_value: bool) -> Mark | None:
    """Why there is no value matters most; then what the row's status says; then a mark at the number."""
    return read if no_value else status or read


def _series(reader: _Reader, row: int, status: Status) -> tuple[Series, Source] | None:
    text = squeeze(reader.text(row, "series"))
    sources = long_sources(reader.plan)
    own = {
        squeeze(key): reader.plan.series[id_]
        for id_ in sources
        for key in (id_, reader.plan.series[id_].name)
    }
    if text in own:
        return own[text], sources[own[text].id]
    others = {
        squeeze(key): (reader.plan.series[id_], source)
        for source in reader.plan.sources.values()
        for id_ in source.series_ids()
        for key in (id_, reader.plan.series[id_].name)
    }
    if text in others and status.correction is not None:
        return others[text]
    if text in others:
        message = f"系列「{reader.text(row, 'series')}」は町の集計ではなく、公表された表から読み取ります。"
        reader.report(
            row, "series", "not-own-count", message, "この行を消し、公表されたファイルを取り込んでください。"
        )
        return None
    near = difflib.get_close_matches(text, list(own), n=1, cutoff=0.5)
    hint = f"もしかして: {near[0]}" if near else "plan/sources.yaml の series: にある名前を書いてください。"
    reader.report(
        row, "series", "unknown-series", f"系列「{reader.text(row, 'series')}」が分かりません。", hint
    )
    return None


def _period(reader: _Reader, row: int, series: Series | None) -> int | None:
    """The year of the row's period; a period of another kind than the series' is none of its."""
    text = reader.text(row, "period")
    if series is not None and series.basis.is_monthly:
        return _month(reader, row, series, text)
    hint = "R8、令和8年度、2026 のように書いてください。"
    try:
        year = read_year(text)
    except NotationError as error:
        reader.report(row, "period", "bad-year", str(error), hint)
        return None
    stated = said(text).periods
    if series is None or len(stated) != 1:
        return year
    found = year_for(stated[0], series.basis)
    if found is None and stated[0].kind is not Kind.YEAR:
        message = f"対象「{text}」は{stated[0]}で、系列「{series.name}」は{series.basis.value}です。"
        reader.report(row, "period", "period-kind", message, hint)
    return found


def _month(reader: _Reader, row: int, series: Series, text: str) -> int | None:
    """The month of a row of a monthly series."""
    stated = said(text).periods
    found = year_for(stated[0], series.basis) if len(stated) == 1 else None
    if found is None:
        first = "1日" if series.basis is Basis.MONTH_FIRST else ""
        message = f"対象「{text}」は、系列「{series.name}」の{series.basis}として読めません。"
        hint = f"令和9年10月{first}、2027年10月{first} のように書いてください。"
        reader.report(row, "period", "period-kind", message, hint)
    return found


def _published_on(reader: _Reader, row: int) -> date | None:
    text = reader.text(row, "published_on")
    if not text and reader.published_on is not None:
        return reader.published_on
    if not text:
        hint = "公表日の欄に書くか、ingest に --published-on 2027-04-20 のように付けてください。"
        reader.report(row, "published_on", "no-publication-date", "公表日がありません。", hint)
        return None
    try:
        return read_date(text)
    except NotationError as error:
        reader.report(row, "published_on", "bad-date", str(error), "2027-04-20 のように書いてください。")
        return None


def _status(reader: _Reader, row: int) -> Status:
    text = squeeze(reader.text(row, "status"))
    try:
        status = read_status(text)
    except ValueError:
        allowed = "、".join([*Mark, *Correction])
        reader.report(
            row, "status", "bad-status", f"状態「{text}」は使えません。", f"{allowed} か空欄にしてください。"
        )
        return Status()
    if status.correction is not None and not reader.text(row, "note"):
        message = f"{status.correction}の理由がありません。"
        reader.report(row, "note", "correction-without-reason", message, "備考の欄に、理由を書いてください。")
    return status


def _factor(reader: _Reader, row: int, series: Series, typed: str) -> Decimal | None:
    """What the value is multiplied by to be in the unit of the series; a unit ``typed`` with the figure counts more
    than the row's."""
    text = typed or reader.text(row, "unit")
    by = factor(text, series.unit)
    if by is None and typed:
        message = f"値「{reader.text(row, 'value')}」に付いた「{typed}」が、系列「{series.name}」の単位「{series.unit}」と違います。"
        hint = f"「{series.unit}」で数えた数字だけを書いてください。"
        reader.report(row, "value", "unit-mismatch", message, hint)
        return None
    if by is None:
        message = f"単位「{text}」が系列「{series.name}」の単位「{series.unit}」と違います。"
        reader.report(
            row, "unit", "unit-mismatch", message, f"「{series.unit}」にそろえた値を書いてください。"
        )
    return by


def _convert(
    reader: _Reader, row: int, series: Series, reading: Reading, by: Decimal, typed: str
) -> tuple[Reading, str]:
    """The value in the unit of the series, and a note that says so where it was another."""
    if by == 1 or reading.value is None:
        return reading, ""
    written = f"{reader.text(row, 'value')}{'' if typed else reader.text(row, 'unit')}"
    note = f"{canonical(typed or reader.text(row, 'unit'))}から{series.unit}に換算 ({written})"
    place = reader.table.address(row, reader.columns["value"])
    message = f"「{series.name}」を{note}しました。"
    found = Diagnostic(
        file=reader.table.file,
        line=row + 1,
        code="converted",
        message=message,
        hint="",
        severity=Severity.INFO,
        cell=place,
    )
    reader.diagnostics.append(found)
    return Reading(convert(reading.value, by), reading.mark), note
