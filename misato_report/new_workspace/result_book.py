"""読み取り結果.xlsx: each line of the town's table beside what was understood, for the clerk to correct."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from misato_report.new_workspace.cell_text import plain_text
from misato_report.new_workspace.drafts import DECREASE, INCREASE, KPI, MANNERS, NO_KPI, REPEATED, Draft
from misato_report.new_workspace.headings import Role
from misato_report.new_workspace.interpreting import FIELD_UNSAID
from misato_report.new_workspace.kpi_table import Reading
from misato_report.new_workspace.lines import Line
from misato_report.new_workspace.questions import Entry, Question
from misato_report.new_workspace.row_figures import YEARS_UNSAID

BOOK = "読み取り結果.xlsx"
READ, WHOLE, LISTED, UNUSED, PROGRAM = (
    "読み取り結果",
    "シートごとの質問",
    "指標ではない行",
    "使わなかった列",
    "プログラム用",
)
KEY, CONFIRMED, NOTES = "番号（変えないでください）", "このままでよい", "読み取りの説明"
YES, NO = "はい", "いいえ"
SHEET, FACT, FILE = "シート", "町", "ファイル"
ASKED, ANSWER = "確かでないこと", "答え"
PARTS: Mapping[str, str] = {
    "treatment": "扱い", "field": "分野", "name": "指標名", "unit": "単位", "manner": "評価の方法", "direction": "良い方向",
    "baseline": "現状値", "baseline_years": "現状値の年", "targets": "目標値", "target_years": "目標年", "department": "担当課",
}  # fmt: skip
"""Parts of a draft and the headings of their columns."""
YEARS_OF_SHEET, FIELD_OF_SHEET = "現状値は何年の値ですか。", "どの分野の指標ですか。"

_OF_SHEETS = {YEARS_UNSAID: YEARS_OF_SHEET, FIELD_UNSAID: FIELD_OF_SHEET}

_TOWN = ("町の表: 指標", "町の表: 現状値", "町の表: 目標値", "町の表: そのほか")
_WIDTHS = {
    KEY: 16,
    "指標名": 26,
    "分野": 18,
    "評価の方法": 18,
    "目標値": 14,
    "担当課": 12,
    NOTES: 40,
    _TOWN[0]: 24,
    _TOWN[3]: 24,
}
_WIDTH_OF_QUESTIONS, _WIDTH = 34, 11
_CHOICES = {
    "treatment": (KPI, NO_KPI),
    "manner": (*MANNERS, REPEATED),
    "direction": (INCREASE, DECREASE),
}
_ONE_CHOICE = (
    255  # letters that Excel takes for a list in the rule itself; longer ones need cells to point at
)
_HELP = (
    "黄色の欄が、読み取りだけでは決められなかったところです。「答え」の欄で選ぶか、黄色の欄に直接書いてください。"
    "ほかの欄も、違っていれば直してください。よければ「このままでよい」で「はい」を選びます。"
    "保存したら、同じ misato-report init に --answers このファイル を付けてもう一度実行してください。"
)


@dataclass(frozen=True)
class Answered:
    """An entry with what the clerk has made of it: the draft now, the answers, and what is still open."""

    entry: Entry
    draft: Draft
    answers: tuple[str, ...] = ()
    confirmed: str = ""
    open: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What the book carries for the program: the town's facts, and what files were like (name → sha256)."""

    facts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def unanswered(reading: Reading) -> list[Answered]:
    """Every entry as it was read, before anybody has answered."""
    return [Answered(entry, entry.draft, open=entry.questions) for entry in reading.entries]


def render_book(
    reading: Reading,
    answered: Sequence[Answered],
    whole: Mapping[tuple[str, str], str],
    kept: Kept,
) -> bytes:
    """The .xlsx. ``whole`` are answers for whole sheets (sheet, question → answer). Equal input gives equal bytes."""
    out = io.BytesIO()
    # Texts stay texts: a town's cell that begins with = is no formula here.
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "KPIの読み取り結果", "created": datetime(2000, 1, 1, tzinfo=UTC)})
    writer = _Writer(book)
    writer.read(reading, answered)
    writer.whole(reading, whole)
    writer.listed(reading.listed)
    writer.unused(reading)
    writer.program(kept)
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        base = {
            "font_name": "BIZ UDPゴシック",
            "font_size": 10,
            "text_wrap": True,
            "valign": "top",
            "border": 1,
            "num_format": "@",
        }
        self.plain = book.add_format(base)
        self.head = book.add_format(base | {"bold": True, "bg_color": "#E8E8E6"})
        self.town = book.add_format(base | {"font_color": "#505050", "bg_color": "#F7F7F5"})
        self.ask = book.add_format(base | {"bg_color": "#FFF2B3"})
        self.help = book.add_format(
            {"font_name": "BIZ UDPゴシック", "font_size": 10, "text_wrap": True, "valign": "top"}
        )
        self.lists = 0

    def _sheet(self, name: str, headings: Sequence[str], top: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, min(len(headings), 12) - 1, top, self.help)
        sheet.set_row(0, 48)
        for column, heading in enumerate(headings):
            sheet.write_string(1, column, heading, self.head)
            wide = _WIDTH_OF_QUESTIONS if heading.startswith((ASKED, ANSWER)) else _WIDTH
            sheet.set_column(column, column, _WIDTHS.get(heading, wide))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        return sheet

    def read(self, reading: Reading, answered: Sequence[Answered]) -> None:
        """The lines that are KPIs, each with what was understood and asked."""
        most = max((len(row.entry.questions) for row in answered), default=0)
        asked = [f"{word}{n}" for n in range(1, max(most, 1) + 1) for word in (ASKED, ANSWER)]
        headings = [KEY, *_TOWN, *PARTS.values(), CONFIRMED, *asked, NOTES]
        counts = reading.counts
        told = f"{counts.lines}行のうち、読めた行 {counts.understood}、質問のある行 {counts.asked}、指標ではない行 {counts.listed}（別のシート）。"
        sheet = self._sheet(READ, headings, told + _HELP)
        for row, one in enumerate(answered, start=2):
            self._entry(sheet, row, one, headings)
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, len(answered) + 1, len(headings) - 1)

    def _entry(self, sheet: Any, row: int, one: Answered, headings: Sequence[str]) -> None:
        sheet.write_string(row, 0, one.entry.key, self.town)
        for column, text in enumerate(_of_the_town(one.entry.line), start=1):
            sheet.write_string(row, column, text, self.town)
        doubtful = {question.column for question in one.open}
        first = 1 + len(_TOWN)
        for column, part in enumerate(PARTS, start=first):
            kind = self.ask if part in doubtful else self.plain
            sheet.write_string(row, column, getattr(one.draft, part), kind)
            if part in _CHOICES:
                self._choose(sheet, row, column, _CHOICES[part])
        column = headings.index(CONFIRMED)
        sheet.write_string(row, column, one.confirmed, self.plain)
        self._choose(sheet, row, column, (YES, NO))
        for number, question in enumerate(one.entry.questions):
            place = column + 1 + 2 * number
            answer = one.answers[number] if number < len(one.answers) else ""
            sheet.write_string(row, place, question.text, self.plain)
            kind = self.ask if question in one.open else self.plain
            sheet.write_string(row, place + 1, answer, kind)
            if question.choices:
                self._choose(sheet, row, place + 1, tuple(choice.label for choice in question.choices))
        sheet.write_string(row, len(headings) - 1, "\n".join(one.entry.remarks), self.plain)

    def _choose(self, sheet: Any, row: int, column: int, choices: Sequence[str]) -> None:
        inline = len(",".join(choices)) <= _ONE_CHOICE and not any("," in choice for choice in choices)
        source: list[str] | str = list(choices) if inline else self._cells_of(choices)
        sheet.data_validation(
            row, column, row, column, {"validate": "list", "source": source, "error_type": "warning"}
        )

    def _cells_of(self, choices: Sequence[str]) -> str:
        """A place in a hidden sheet for choices that are too long to stand in the rule."""
        sheet = self.book.get_worksheet_by_name("選択肢") or self.book.add_worksheet("選択肢")
        sheet.hide()
        column = self.lists
        self.lists += 1
        for number, choice in enumerate(choices):
            sheet.write_string(number, column, choice)
        name = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
        return f"=選択肢!{name}$1:{name}${len(choices)}"

    def whole(self, reading: Reading, answers: Mapping[tuple[str, str], str]) -> None:
        """Questions that one answer settles for a whole sheet of the town's file."""
        top = "シートの全部の行に共通なら、ここに一度だけ書いてください（例: R6）。行ごとに違えば、各行に書いてください。"
        sheet = self._sheet(WHOLE, (SHEET, ASKED, ANSWER), top)
        asked = [
            (entry.line.place.sheet, _OF_SHEETS[question.text])
            for entry in reading.entries
            for question in entry.questions
            if question.text in _OF_SHEETS
        ]
        for row, (name, question) in enumerate(dict.fromkeys([*asked, *answers]), start=2):
            sheet.write_string(row, 0, name, self.town)
            sheet.write_string(row, 1, question, self.plain)
            sheet.write_string(row, 2, answers.get((name, question), ""), self.ask)

    def listed(self, lines: Sequence[Line]) -> None:
        """The lines that are no KPI, each with why."""
        top = "指標として読まなかった行です。指標があれば、町の表の方を直して、もう一度読み取ってください。"
        sheet = self._sheet(LISTED, ("行", "町の表の言葉", "わけ"), top)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 2, 40)
        for row, line in enumerate(lines, start=2):
            for column, text in enumerate(
                (str(line.place), line.wording, line.why or "「指標ではない」と答えた行")
            ):
                sheet.write_string(row, column, text, self.plain)

    def unused(self, reading: Reading) -> None:
        """The columns that have no place in a plan."""
        sheet = self._sheet(
            UNUSED, (SHEET, "見出し"), "計画に入れるところがない列です。中身は読んでいません。"
        )
        pairs = [(found.name, heading) for found in reading.sheets for heading in found.unused]
        for row, pair in enumerate(pairs, start=2):
            for column, text in enumerate(pair):
                sheet.write_string(row, column, text, self.plain)

    def program(self, kept: Kept) -> None:
        """What the program must find again. Not hidden: a hidden sheet is not read."""
        top = "このシートは、プログラムが使います。変えないでください。"
        sheet = self._sheet(PROGRAM, ("種類", "名前", "内容"), top)
        rows = [(FACT, name, text) for name, text in kept.facts.items()]
        rows += [(FILE, name, digest) for name, digest in kept.files.items()]
        for row, cells in enumerate(rows, start=2):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text, self.plain)


def _of_the_town(line: Line) -> tuple[str, str, str, str]:
    """The town's own words: KPI, baseline, target, and all else with its heading."""
    shown = {Role.NAME: 0, Role.BASELINE: 1, Role.ACTUAL: 1, Role.TARGET: 2, Role.INTERIM: 2, Role.CHANGE: 2}
    texts: list[list[str]] = [[], [], [], []]
    for heading, text in line.cells:
        place = shown.get(heading.role, 3)
        if text:
            plain = text if place == 0 else f"{plain_text(heading.text)}: {text}"
            texts[place].append(plain)
    first, second, third, fourth = ("\n".join(part) for part in texts)
    return first, second, third, fourth
