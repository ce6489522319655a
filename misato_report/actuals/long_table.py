"""The plain long table: one observation a row, as a town writes its own counts."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from misato_report.actuals.files.table import Table, column_letter
from misato_report.actuals.recognising import LONG_HEADINGS, REMARK, long_header_row, long_sources
from misato_report.actuals.units import canonical, convert, factor
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.notation import (
    Mark,
    NotationError,
    Reading,
    normalise,
    read_date,
    read_figure,
    read_year,
    squeeze,
)
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series, Source


@dataclass
class _Reader:
    """State of one reading: the table, its columns, and what has been found so far."""

    table: Table
    sha256: str
    published_on: date | None
    plan: Plan
    columns: dict[str, int] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def text(self, row: int, name: str) -> str:
        column = self.columns.get(name)
        return "" if column is None else self.table.cell(row, column).strip()

    def report(self, row: int, name: str, code: str, message: str, hint: str = "") -> None:
        column = self.columns.get(name, 0)
        self.diagnostics.append(self.table.error(code, message, hint, row=row, column=column))


def extract(
    table: Table, sha256: str, published_on: date | None, plan: Plan, *, is_form: bool = False
) -> tuple[list[Observation], list[Diagnostic], str]:
    """Observations, findings, and the titles of the sources that the rows belong to.

    In a form (``is_form``) a row may be left empty: it is told of and not taken.
    """
    reader = _Reader(table, sha256, published_on, plan)
    header = long_header_row(table)
    assert header is not None  # noqa: S101 - recognise() has just found it
    _read_headings(reader, header)
    if not reader.diagnostics:
        for row in range(header + 1, len(table.rows)):
            if is_form and not reader.text(row, "value") and not reader.text(row, "status"):
                _not_filled_in(reader, row)
            elif any(cell.strip() for cell in table.rows[row]):
                _read_row(reader, row)
        if not reader.observations and not reader.diagnostics:
            message = "見出しだけで、値の行がありません。"
            reader.diagnostics.append(table.error("no-rows", message, "値を書いてから取り込んでください。"))
    return reader.observations, reader.diagnostics, "、".join(reader.titles) or "町の集計"


def _not_filled_in(reader: _Reader, row: int) -> None:
    message = f"「{reader.text(row, 'series')}」はまだ記入されていません。"
    place = reader.table.address(row, reader.columns["value"])
    found = Diagnostic(
        file=reader.table.file,
        line=row + 1,
        code="not-filled-in",
        message=message,
        hint="",
        severity=Severity.INFO,
        cell=place,
    )
    reader.diagnostics.append(found)


def _read_headings(reader: _Reader, header: int) -> None:
    names = {squeeze(text): name for name, text in LONG_HEADINGS.items()}
    names |= {name: name for name in LONG_HEADINGS}
    for column, cell in enumerate(reader.table.rows[header]):
        heading = squeeze(cell).lower()
        if not heading or heading.startswith(squeeze(REMARK)):
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
    found = _series(reader, row)
    period = _period(reader, row)
    published_on = _published_on(reader, row)
    mark = _mark(reader, row)
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
    plain = normalise(value_text)
    by = _factor(reader, row, series, plain)
    try:
        reading = read_figure(plain[:-1] if plain.endswith("%") else value_text, source.dash)
    except NotationError as error:
        wanted = (
            f"{'、'.join(states)} のどれかを書いてください。"
            if states
            else "値の欄を正しい数字に直してください。"
        )
        reader.report(row, "value", "bad-number", str(error), wanted)
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
    reading, converted = _convert(reader, row, series, reading, by)
    reader.observations.append(
        Observation(
            series=series.id,
            period=period,
            basis=series.basis,
            value=reading.value,
            unit=series.unit,
            mark=_combined_mark(mark, reading.mark, reading.value is None),
            published_on=published_on,
            source=source.id,
            file=reader.table.file,
            sheet=reader.table.sheet,
            row=row + 1,
            column=column_letter(reader.columns["value"]),
            sha256=reader.sha256,
            note="、".join(text for text in (converted, reader.text(row, "note")) if text),
        )
    )


def _number_of_state(text: str, states: tuple[str, ...]) -> str:
    """The number of the state that a word names (着手 → 2); anything else as it is."""
    words = {squeeze(state): str(number) for number, state in enumerate(states, start=1)}
    return words.get(squeeze(text), text)


def _combined_mark(status: Mark | None, read: Mark | None, no_value: bool) -> Mark | None:
    """Why there is no value matters most; then what the row's status says; then a mark at the number."""
    return read if no_value else status or read


def _series(reader: _Reader, row: int) -> tuple[Series, Source] | None:
    text = squeeze(reader.text(row, "series"))
    sources = long_sources(reader.plan)
    own = {
        squeeze(key): reader.plan.series[id_]
        for id_ in sources
        for key in (id_, reader.plan.series[id_].name)
    }
    if text in own:
        return own[text], sources[own[text].id]
    others = {squeeze(s.name) for s in reader.plan.series.values()} | set(reader.plan.series)
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


def _period(reader: _Reader, row: int) -> int | None:
    try:
        return read_year(reader.text(row, "period"))
    except NotationError as error:
        reader.report(row, "period", "bad-year", str(error), "R8、令和8年度、2026 のように書いてください。")
        return None


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


def _mark(reader: _Reader, row: int) -> Mark | None:
    text = squeeze(reader.text(row, "status"))
    if not text:
        return None
    try:
        return Mark(text)
    except ValueError:
        allowed = "、".join(mark.value for mark in Mark)
        reader.report(
            row, "status", "bad-status", f"状態「{text}」は使えません。", f"{allowed} か空欄にしてください。"
        )
        return None


def _factor(reader: _Reader, row: int, series: Series, value: str) -> Decimal | None:
    """What the value is multiplied by to be in the unit of the series."""
    text = "%" if value.endswith("%") else reader.text(row, "unit")
    by = factor(text, series.unit)
    if by is None:
        message = f"単位「{text}」が系列「{series.name}」の単位「{series.unit}」と違います。"
        reader.report(
            row, "unit", "unit-mismatch", message, f"「{series.unit}」にそろえた値を書いてください。"
        )
    return by


def _convert(reader: _Reader, row: int, series: Series, reading: Reading, by: Decimal) -> tuple[Reading, str]:
    """The value in the unit of the series, and a note that says so where it was another."""
    if by == 1 or reading.value is None:
        return reading, ""
    written = f"{reader.text(row, 'value')}{reader.text(row, 'unit')}"
    note = f"{canonical(reader.text(row, 'unit'))}から{series.unit}に換算 ({written})"
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
