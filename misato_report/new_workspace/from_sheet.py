"""``init --from`` in two turns: the town's file → a plan and 読み取り結果.xlsx, and that file back with answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from misato_report.actuals.files.reading import read_tables
from misato_report.diagnostics import Diagnostic, Severity, has_errors
from misato_report.new_workspace.answers import Book, apply_answers, read_book
from misato_report.new_workspace.interpreting import About
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.kpi_table import Reading, kpis_of, read_kpis
from misato_report.new_workspace.plan_yaml import Town, plan_files
from misato_report.new_workspace.result_book import Answered, Kept, render_book, unanswered

_SOURCE = "元の表"


@dataclass(frozen=True)
class File:
    """A file's name and content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class FromSheet:
    """What came of a town's file: the plan's files, and what the book is made of."""

    reading: Reading
    answered: Sequence[Answered]
    whole: Mapping[tuple[str, str], str]
    files: Mapping[str, str]
    kept: Kept

    def book(self) -> bytes:
        """読み取り結果.xlsx."""
        return render_book(self.reading, self.answered, self.whole, self.kept)


def read_source(source: File, period: Span) -> tuple[Reading, list[Diagnostic]]:
    """The town's file. Findings about single cells or sheets stop nothing: they become warnings."""
    tables, problems = read_tables(source.name, source.content)
    if not tables:
        return Reading((), (), 0), problems
    reading = read_kpis(tables, About(period))
    if not reading.entries:
        message = "KPIの表が見つかりません。"
        hint = "見出しに「指標」（指標名、KPIなど）と「目標値」のある表にしてください。"
        none = Diagnostic(file=source.name, code="no-kpis", message=message, hint=hint)
        return reading, [*problems, none]
    return reading, [
        replace(problem, severity=Severity.WARNING) if problem.severity is Severity.ERROR else problem
        for problem in problems
    ]


def first_turn(source: File, town: Town, reading: Reading) -> FromSheet:
    """The plan and the book of a file that was read for the first time."""
    return _made(source, town, reading, unanswered(reading), {})


def second_turn(source: File, town: Town, book: Book) -> tuple[FromSheet | None, list[Diagnostic]]:
    """The plan with the clerk's answers, or everything that is wrong with them."""
    tables, _ = read_tables(source.name, source.content)
    as_written = read_kpis(tables, About(town.period))
    reading = read_kpis(tables, About(town.period, book.years, book.fields))
    written = {entry.key: entry for entry in as_written.entries}
    answered, problems = apply_answers(reading.entries, written, book)
    if has_errors(problems):
        return None, problems
    now = tuple(replace(one.entry, draft=one.draft, questions=one.open) for one in answered)
    return _made(source, town, replace(reading, entries=now), answered, book.whole), problems


def answers_of(file: File) -> tuple[Book | None, list[Diagnostic]]:
    """The clerk's book, or why it is none."""
    tables, problems = read_tables(file.name, file.content)
    if has_errors(problems):
        return None, problems
    return read_book(file.name, tables)


def changed_source(book: Book, source: File) -> Diagnostic | None:
    """Whether the town's file is another one than that which the book was made of."""
    known = book.kept.facts.get(_SOURCE)
    if known == _digest(source.content):
        return None
    message = "読み取り結果を作ったときの表と、内容が違います。"
    hint = "表を直したときは、--answers を付けずに、新しいフォルダへもう一度読み取ってください。"
    return Diagnostic(file=source.name, code="changed-source", message=message, hint=hint)


def facts_of(book: Book, said: Mapping[str, str]) -> dict[str, str]:
    """The town's facts: what is said now, else what was said the first time."""
    return {name: text or book.kept.facts.get(name, "") for name, text in said.items()}


def _made(
    source: File,
    town: Town,
    reading: Reading,
    answered: Sequence[Answered],
    whole: Mapping[tuple[str, str], str],
) -> FromSheet:
    files = plan_files(town, kpis_of(reading.entries))
    facts = {
        _SOURCE: _digest(source.content),
        "--title": town.title,
        "--town": town.name,
        "--prefecture": town.prefecture,
        "--code": town.code,
        "--department": town.department,
        "--period": town.period.text.replace("～", ".."),
    }
    hashes = {f"plan/{name}": _digest(text.encode()) for name, text in files.items()}
    return FromSheet(reading, answered, whole, files, Kept(facts, hashes))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
