"""Filled forms → reviews: each answer held against what is there; a difference is told, never merged."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from misato_report.actuals.filled_form import (
    ANSWER_HEADING,
    NUMBER_HEADING,
    REASON_HEADING,
    TEXT_HEADINGS,
    VERDICT_HEADING,
    FilledForm,
    columns_of,
    facts_header,
    filled_forms,
    text_header_row,
)
from misato_report.actuals.recognising import long_header_row
from misato_report.diagnostics import Diagnostic, Severity
from misato_report.forms.asked_opinions import by_ident, reply_words
from misato_report.forms.fact_values import FACTS, fact_value, known_fact, told_of_conversion
from misato_report.forms.marked import may_hold_form
from misato_report.forms.questions import ANSWERED, CHOICES, KINDS, USEFUL_WORDS, VERDICT_WORDS, answer_words
from misato_report.notation import NotationError, read_date, read_year, squeeze
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import ReviewsFile
from misato_report.workspace import Workspace

_ANSWER, _NUMBER = TEXT_HEADINGS.index(ANSWER_HEADING), len(TEXT_HEADINGS) - 1

_VERDICT_KEYS = {VERDICT_HEADING: "town_verdict", REASON_HEADING: "town_verdict_reason"}

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Answer:
    """One filled cell: ``value`` as the YAML has it (text, verdict's name, effect, true or false)."""

    kind: str
    ident: str
    key: str
    value: str | bool
    file: str
    cell: str


@dataclass(frozen=True)
class Return:
    """A filled form: whose it is, when it was written, its answers (blank cells are none)."""

    file: str
    sha256: str
    year: int
    department: str
    written_on: date
    answers: tuple[Answer, ...]


@dataclass
class Returns:
    """What came of reading forms: those to be taken, and everything wrong with any."""

    found: list[Return] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_returns(
    workspace: Workspace, plan: Plan, paths: Iterable[Path], received_on: date, *, replace: bool
) -> Returns:
    """Read the forms among some files; other files are passed over. Where nobody wrote a day, ``received_on`` counts.

    With ``replace`` an answer takes the place of a text that differs; without it that is an error.
    """
    result = Returns()
    taken = {form.sha256 for file in plan.reviews.values() for form in file.returned}
    for path in paths:
        if not may_be_form(path):
            continue
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        if digest not in taken and may_hold_form(raw):
            _read_forms(workspace.name_of(path), raw, digest, plan, received_on, result)
    if not replace:
        for one in result.found:
            result.diagnostics.extend(_differences(plan, one))
    result.diagnostics.extend(_contradictions(result.found))
    return result


def may_be_form(path: Path) -> bool:
    """Whether a file is a workbook or a ZIP, by how it begins; whatever its name is. False where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_OLD_EXCEL)).startswith((_ZIP, _OLD_EXCEL))
    except OSError:
        return False  # the figures' reader tells why


def _read_forms(name: str, raw: bytes, digest: str, plan: Plan, received_on: date, result: Returns) -> None:
    """The forms of a workbook, or of those in a ZIP. A blank one is told of by the figures' reader."""
    tables, problems = read_tables(name, raw, plan.limits)
    forms, _ = filled_forms(tables)
    if not forms:
        return  # a published table: the figures' reader tells what is wrong with it
    result.diagnostics.extend(d for d in problems if d.severity is Severity.ERROR)
    for form in forms:
        if not form.is_blank:
            _read_form(name, digest, form, plan, received_on, result)


def _read_form(
    name: str, digest: str, form: FilledForm, plan: Plan, received_on: date, result: Returns
) -> None:
    try:
        year = read_year(form.year)
        written_on = read_date(form.written_on) if form.written_on else received_on
    except NotationError as error:
        hint = "「はじめに」の報告年度と記入日を確かめてください。"
        place = f"{form.member}/はじめに" if form.member else "はじめに"
        result.diagnostics.append(
            Diagnostic(file=name, code="bad-form", message=str(error), hint=hint, cell=place)
        )
        return
    answers: list[Answer] = []
    for table in form.figures:
        answers.extend(_read_cells(table, _verdict_cells(table), plan, result.diagnostics))
    for table in form.facts:
        answers.extend(_read_cells(table, _facts_cells(table, result.diagnostics), plan, result.diagnostics))
    for table in form.texts:
        answers.extend(_read_cells(table, _text_cells(table, result.diagnostics), plan, result.diagnostics))
    result.found.append(Return(name, digest, year, form.department, written_on, tuple(answers)))


@dataclass(frozen=True)
class _Cell:
    """A filled cell, and the number of the question that it answers with the place where that stands."""

    row: int
    column: int
    number: str
    number_column: int


def _verdict_cells(table: Table) -> Iterator[_Cell]:
    """町の評価 and its reason beside the figures."""
    head = long_header_row(table) or 0
    columns = columns_of(table, head)
    numbers = columns.get(squeeze(NUMBER_HEADING))
    for heading, key in _VERDICT_KEYS.items():
        column = columns.get(squeeze(heading))
        if column is None or numbers is None:
            continue  # a form of before there were verdicts beside the figures
        for row in range(head + 1, len(table.rows)):
            if table.cell(row, column).strip():
                number = table.cell(row, numbers).strip()
                yield _Cell(row, column, f"{number}/{key}" if number else "", numbers)


def _text_cells(table: Table, problems: list[Diagnostic]) -> Iterator[_Cell]:
    """The answers of a sheet of texts; a row that somebody has added would be lost, and is refused."""
    for row in range((text_header_row(table) or 0) + 1, len(table.rows)):
        number = table.cell(row, _NUMBER).strip()
        if table.cell(row, _ANSWER).strip() and number:
            yield _Cell(row, _ANSWER, number, _NUMBER)
        elif not number and any(cell.strip() for cell in table.rows[row]):
            message = "配った様式になかった行です。何の評価か分からないので、読めません。"
            hint = "文章を上の項目の記入欄に移し、この行を消してください。"
            problems.append(table.error("added-row", message, hint, row=row))


def _facts_cells(table: Table, problems: list[Diagnostic]) -> Iterator[_Cell]:
    """The answers of a sheet of projects or measures; an added row is refused as one of texts is."""
    header = facts_header(table)
    for row in range(header.row + 1 if header else 0, len(table.rows)):
        if header is None or not any(cell.strip() for cell in table.rows[row]):
            continue
        number = table.cell(row, header.number).strip()
        if not number:
            message = "配った様式になかった行です。どの事業や施策か分からないので、読めません。"
            hint = "計画（plan/fields/）に加える事業なら担当に知らせ、この行を消してください。"
            problems.append(table.error("added-row", message, hint, row=row))
            continue
        for column, key in header.answers.items():
            if table.cell(row, column).strip():
                yield _Cell(row, column, f"{number}/{key}", header.number)


def _read_cells(
    table: Table, cells: Iterable[_Cell], plan: Plan, problems: list[Diagnostic]
) -> Iterator[Answer]:
    known = _idents(plan)
    for cell in cells:
        text = table.cell(cell.row, cell.column).strip()
        kind, _, rest = cell.number.partition("/")
        ident, _, key = rest.partition("/")
        if (kind, ident) not in known or key not in ANSWERED[kind]:
            message = f"項目番号「{cell.number}」が、この計画にありません。"
            hint = "項目番号の欄は変えないでください。元の様式の番号に戻してください。"
            problems.append(table.error("bad-number", message, hint, row=cell.row, column=cell.number_column))
            continue
        if kind in FACTS and (cell.row, cell.column) in table.doubts:
            message = table.doubts[cell.row, cell.column]
            problems.append(table.error("doubtful-cell", message, row=cell.row, column=cell.column))
            continue
        try:
            value = fact_value(plan, kind, ident, key, text) if kind in FACTS else _value(key, text)
        except ValueError as error:
            problems.append(
                table.error(
                    "bad-answer", str(error), "欄を直してください。", row=cell.row, column=cell.column
                )
            )
            continue
        if value is None:
            message = f"「{text}」は選べる答えではありません。"
            hint = "欄の一覧から選んでください。"
            problems.append(table.error("bad-answer", message, hint, row=cell.row, column=cell.column))
            continue
        if kind in FACTS and (said := told_of_conversion(key, text)):
            told = table.error("converted", said, row=cell.row, column=cell.column)
            problems.append(dataclasses.replace(told, severity=Severity.INFO))
        yield Answer(kind, ident, key, value, table.file, table.address(cell.row, cell.column))


def _idents(plan: Plan) -> set[tuple[str, str]]:
    found = {("fields", one.id) for one in plan.fields}
    found |= {("indicators", i.id) for one in plan.fields for i in one.indicators}
    found |= {("measures", m.id) for one in plan.fields for m in one.measures_with_ids()}
    found |= {("projects", p.id) for one in plan.fields for _, p in one.projects_with_ids()}
    found |= {("opinions", ident) for ident in by_ident(plan)}
    return found | {("grants", g.id) for one in plan.fields for g in one.grants}


def _value(key: str, text: str) -> str | bool | None:
    """An answer as the YAML has it; None for one that the list does not have."""
    if key == "town_verdict":
        return VERDICT_WORDS[text].value if text in VERDICT_WORDS else None
    if key == "useful":
        return USEFUL_WORDS.get(text)
    if key in CHOICES:
        return text if text in CHOICES[key] else None
    return "\n".join(line.rstrip() for line in text.splitlines())


def written(plan: Plan, year: int, answer: Answer) -> str:
    """What the reviews of a year have for an answer's question, in the form's words ("" for nothing)."""
    if answer.kind in FACTS:
        return known_fact(plan, year, answer.kind, answer.ident, answer.key)
    if answer.kind == "opinions":
        return reply_words(by_ident(plan).get(answer.ident), answer.key)
    file = plan.reviews.get(year, ReviewsFile(year=year))
    for review in getattr(file, answer.kind):
        if getattr(review, KINDS[answer.kind]) == answer.ident:
            return answer_words(answer.key, getattr(review, answer.key))
    return ""


def _differences(plan: Plan, one: Return) -> Iterator[Diagnostic]:
    for answer in one.answers:
        here, there = written(plan, one.year, answer), answer_words(answer.key, answer.value)
        if here and here != there:
            yield Diagnostic(
                file=answer.file,
                code="review-differs",
                message=f"{one.department}の「{answer.kind}/{answer.ident}/{answer.key}」が、{_file_of(answer.kind, one.year)} と違います。\n"
                f"    今: {_short(here)}\n  様式: {_short(there)}",
                hint="様式のほうを使うなら --replace-reviews を付けて取り込み、今のほうを使うなら様式の欄を空にしてください。",
                cell=answer.cell,
            )


def _file_of(kind: str, year: int) -> str:
    """The file of the plan that keeps answers of a kind."""
    if kind == "opinions":
        return "plan/opinions.yaml"
    return f"plan/{'projects' if kind == 'projects' else 'reviews'}/{year}.yaml"


def _contradictions(found: Sequence[Return]) -> Iterator[Diagnostic]:
    """Two forms taken in at once that answer one question differently."""
    first: dict[tuple[int, str, str, str], Answer] = {}
    for one in found:
        for answer in one.answers:
            known = first.setdefault((one.year, answer.kind, answer.ident, answer.key), answer)
            if known.value != answer.value:
                yield Diagnostic(
                    file=answer.file,
                    code="two-answers",
                    message=f"同じ項目に、{known.file} {known.cell} と違う答えがあります。",
                    hint="正しいほうの様式だけを取り込んでください。",
                    cell=answer.cell,
                )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:60]}…"  # noqa: PLR2004 - a line of a terminal
