"""読み取り結果.xlsx with the clerk's answers → the KPIs as they are to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from misato_report.actuals.files.table import Table
from misato_report.diagnostics import Diagnostic
from misato_report.new_workspace.cell_text import squeezed
from misato_report.new_workspace.drafts import KPI, MANNERS, NO_KPI, REPEATED, UNDECIDED, Draft, finish
from misato_report.new_workspace.kpi import Span
from misato_report.new_workspace.questions import Entry, Question
from misato_report.new_workspace.result_book import (
    ANSWER,
    CONFIRMED,
    FACT,
    FIELD_OF_SHEET,
    FILE,
    KEY,
    NO,
    PARTS,
    PROGRAM,
    READ,
    WHOLE,
    YES,
    Answered,
    Kept,
)
from misato_report.new_workspace.year_words import read_span

_WRITE_AGAIN = "--answers なしで misato-report init をもう一度実行すると、新しい読み取り結果ができます。"


@dataclass(frozen=True)
class Row:
    """A row of the book: its cells by heading, and where it stands."""

    cells: Mapping[str, str]
    number: int
    columns: Mapping[str, int]


@dataclass
class Book:
    """What the clerk's book says."""

    table: Table
    rows: dict[str, Row] = field(default_factory=dict)
    years: dict[str, Span] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    whole: dict[tuple[str, str], str] = field(default_factory=dict)  # sheet and question → answer as written
    kept: Kept = field(default_factory=Kept)
    problems: list[Diagnostic] = field(default_factory=list)


def read_book(file: str, tables: Sequence[Table]) -> tuple[Book | None, list[Diagnostic]]:
    """The book of a file, or why it is none."""
    named = {table.sheet: table for table in tables}
    table = named.get(READ)
    head = next((n for n, row in enumerate(table.rows) if row and row[0] == KEY), None) if table else None
    if table is None or head is None:
        message = f"読み取り結果のファイルではありません（シート「{READ}」がないか、見出しが消えています）。"
        return None, [Diagnostic(file=file, code="no-answers", message=message, hint=_WRITE_AGAIN)]
    book = Book(table)
    columns = {heading: n for n, heading in enumerate(table.rows[head]) if heading}
    for number in range(head + 1, len(table.rows)):
        key = table.cell(number, 0).strip()
        cells = {heading: table.cell(number, n).strip() for heading, n in columns.items()}
        if not any(cells.values()):
            continue
        if not key or key in book.rows:
            message = "番号のない行です。" if not key else f"番号「{key}」の行が二つあります。"
            hint = "行を足すことはできません。足す指標は、町の表に書いて読み直すか、できた計画のYAMLに書いてください。"
            book.problems.append(table.error("bad-answer", message, hint, row=number))
        book.rows[key] = Row(cells, number, columns)
    _read_whole(book, named.get(WHOLE))
    book.kept = _kept(named.get(PROGRAM))
    return book, book.problems


def _read_whole(book: Book, table: Table | None) -> None:
    """The answers that hold for whole sheets of the town's file."""
    if table is None:
        return
    for number in range(2, len(table.rows)):
        sheet, question, answer = (table.cell(number, n).strip() for n in range(3))
        if not answer:
            continue
        book.whole[sheet, question] = answer
        span = read_span(answer)
        if question == FIELD_OF_SHEET:
            book.fields[sheet] = answer
        elif span is not None:
            book.years[sheet] = span
        else:
            hint = "R6、2024 のように書いてください。"
            message = f"「{answer}」は年として読めません。"
            book.problems.append(table.error("bad-answer", message, hint, row=number, column=2))


def _kept(table: Table | None) -> Kept:
    rows = [row for row in table.rows if len(row) > len("ab")] if table else []
    return Kept(
        {name: text for kind, name, text, *_ in rows if kind == FACT},
        {name: text for kind, name, text, *_ in rows if kind == FILE},
    )


def apply_answers(
    entries: Sequence[Entry], written: Mapping[str, Entry], book: Book
) -> tuple[list[Answered], list[Diagnostic]]:
    """Every entry with the clerk's answers, and what is wrong with them.

    ``entries`` are those of the town's file as it is read with the answers for whole sheets, ``written`` as they stood in
    the book (key → entry): a cell that differs from them was corrected.
    """
    known = {entry.key for entry in entries}
    problems = [
        book.table.error(
            "bad-answer", f"番号「{key}」の行は、町の表にありません。", _WRITE_AGAIN, row=row.number
        )
        for key, row in book.rows.items()
        if key not in known
    ]
    answered = []
    for entry in entries:
        row = book.rows.get(entry.key)
        if row is None:
            message = f"{entry.line.place}の行が、読み取り結果にありません。"
            hint = f"行は消さず、指標でなければ扱いを「{NO_KPI}」にしてください。{_WRITE_AGAIN}"
            problems.append(book.table.error("lost-answer", message, hint))
            continue
        one = _Answering(book, row, entry, written.get(entry.key, entry))
        answered.append(one.answered())
        problems.extend(one.problems)
    return answered, problems


class _Answering:
    """One row of the book and its entry: as it is now, and as it was written."""

    def __init__(self, book: Book, row: Row, now: Entry, written: Entry) -> None:
        self.book, self.row = book, row
        self.problems: list[Diagnostic] = []
        later = tuple(question for question in now.questions if question not in written.questions)
        self.asked_before = len(written.questions)
        self.settled = set(written.questions) - set(now.questions)
        self.entry = replace(now, questions=(*written.questions, *later))
        self.edits = {
            part: row.cells.get(heading, "")
            for part, heading in PARTS.items()
            if squeezed(row.cells.get(heading, "")) != squeezed(getattr(written.draft, part))
        }

    def report(self, heading: str, message: str, hint: str) -> None:
        column = self.row.columns.get(heading, 0)
        self.problems.append(
            self.book.table.error("bad-answer", message, hint, row=self.row.number, column=column)
        )

    def answered(self) -> Answered:
        questions = self.entry.questions
        answers = [self.row.cells.get(f"{ANSWER}{n}", "") for n in range(1, self.asked_before + 1)]
        answers += [""] * (len(questions) - self.asked_before)
        draft = self.entry.draft
        left = []
        for number, (question, answer) in enumerate(zip(questions, answers, strict=True), start=1):
            changes = self._chosen(question, answer, f"{ANSWER}{number}") if answer else self._meant(question)
            if changes is not None:
                draft = replace(draft, **changes)
            elif question.column not in self.edits and question not in self.settled:
                left.append(question)
        draft = replace(draft, **self.edits)
        confirmed = self.row.cells.get(CONFIRMED, "")
        if draft.treatment not in {KPI, NO_KPI}:
            hint = f"{KPI} か {NO_KPI} です。"
            self.report(PARTS["treatment"], f"扱い「{draft.treatment}」が分かりません。", hint)
        if draft.treatment == NO_KPI:
            return Answered(self.entry, draft, tuple(answers), confirmed)
        return Answered(
            self.entry, draft, tuple(answers), confirmed, tuple(self._open(draft, left, confirmed))
        )

    def _meant(self, question: Question) -> dict[str, str] | None:
        """The one choice that the clerk made by writing into the cell itself: 積み上げ also sets the target's year."""
        written = self.edits.get(question.column)
        choices = [c for c in question.choices if written and c.changes.get(question.column) == written]
        return dict(choices[0].changes) if len(choices) == 1 else None

    def _chosen(self, question: Question, answer: str, heading: str) -> dict[str, str]:
        """What an answer writes into the draft."""
        choice = next((c for c in question.choices if squeezed(c.label) == squeezed(answer)), None)
        if choice is not None:
            return dict(choice.changes)
        hint = "選択肢から選ぶか、欄を直接直してください。"
        if not question.choices:
            return {question.column: answer}
        self.report(heading, f"「{answer}」は選択肢にありません。", hint)
        return {}

    def _open(self, draft: Draft, left: Sequence[Question], confirmed: str) -> list[Question]:
        """The questions that are still open; what the clerk wrote and cannot be is reported."""
        if confirmed == NO and not self.edits:
            text = "「いいえ」とありますが、直されていません。違っている欄を直してください。"
            return [*left, Question("manner", text)]
        if draft.manner == UNDECIDED and draft.targets and "targets" in self.edits:
            hint = f"{'、'.join(MANNERS)} から選んでください。"
            self.report(PARTS["manner"], "目標値が書かれましたが、評価の方法が「未定」のままです。", hint)
        _, wrong = finish(draft)
        if draft.manner in {UNDECIDED, REPEATED}:
            wrong = []
        settled = confirmed == YES or not left
        for problem in wrong:
            if settled or problem.column in self.edits:
                self.report(PARTS[problem.column], problem.message, problem.hint)
        return list(left) if wrong or confirmed != YES else []
