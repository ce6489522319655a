"""The lines of a town's sheets → KPIs as drafts, with what is asked about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from misato_report.new_workspace.amounts import read_amount
from misato_report.new_workspace.cell_text import (
    kept_text,
    kept_without_marks,
    plain_text,
    squeezed,
    without_marks,
)
from misato_report.new_workspace.decision import Decision
from misato_report.new_workspace.drafts import MANNERS, REPEATED, Draft, draft_years, finish
from misato_report.new_workspace.goal_words import read_goal, why_unknown
from misato_report.new_workspace.headings import FIGURES, Heading, Role
from misato_report.new_workspace.kpi import Rule, Span
from misato_report.new_workspace.lines import Line, Sheet
from misato_report.new_workspace.questions import Choice, Entry, Findings, Question, ask_of
from misato_report.new_workspace.repeated import join_repeated
from misato_report.new_workspace.row_figures import Figures, read_figures
from misato_report.new_workspace.row_rule import decide
from misato_report.new_workspace.side_by_side import side_by_side
from misato_report.new_workspace.signs import ask_of_sizes
from misato_report.new_workspace.stated_years import Stated, stated_years
from misato_report.new_workspace.units import unit_of_title
from misato_report.notation import print_number
from misato_report.plan.indicators import NO_UNIT

_REPEATED = re.compile(r"\s*[(（【\[<＜]?\s*再掲\s*[)）】\]>＞]?\s*")
_PART = re.compile(r"[\r\n]+")
_SPLIT = (Role.NAME, Role.UNIT, Role.BASELINE, Role.ACTUAL, Role.TARGET, Role.INTERIM)
_DOUBTED = {
    Role.BASELINE: "baseline",
    Role.ACTUAL: "baseline",
    Role.CHANGE: "targets",
    Role.TARGET: "targets",
    Role.INTERIM: "targets",
    Role.BASELINE_YEAR: "baseline_years",
    Role.TARGET_YEAR: "target_years",
}
UNKNOWN_FIELD = "（分野が決まっていない指標）"
FIELD_UNSAID = "どの分野の指標か書かれていません。分野の名前を書いてください。"
"""Asked of a line; one answer may hold for its whole sheet."""


@dataclass(frozen=True)
class About:
    """What is known beside the sheets: the plan's years, and answers that hold for a whole sheet (sheet → text)."""

    period: Span
    baseline_years: Mapping[str, Span] = field(default_factory=lambda: MappingProxyType({}))
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def interpret(sheets: Sequence[Sheet], about: About) -> list[Entry]:
    """Every KPI of the sheets, in their order."""
    found: list[Entry] = []
    for sheet in sheets:
        unit = unit_of_title(sheet.title)
        stated = stated_years([line.wording for line in sheet.lines if line.why])
        answered = about.baseline_years.get(sheet.name)
        stated = replace(stated, baseline=answered or stated.baseline)
        for line in sheet.lines:
            if not line.why:
                found.extend(_entries(line, about, unit, stated))
    return join_repeated(_in_one_spelling(found))


def _in_one_spelling(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with each field as it is first written, where it is written in other widths or blanks later."""
    first: dict[str, str] = {}
    for entry in entries:
        first.setdefault(squeezed(entry.draft.field), entry.draft.field)
    return [
        replace(entry, draft=replace(entry.draft, field=first[squeezed(entry.draft.field)]))
        for entry in entries
    ]


def _entries(line: Line, about: About, title_unit: str, stated: Stated) -> list[Entry]:
    parts = [part for block in side_by_side(line) for part in _parts(block)]
    return [_entry(part, about, title_unit, stated, number) for number, part in enumerate(parts, start=1)]


def _parts(line: Line) -> list[Line]:
    """A line of one KPI, or several where each cell lists as many, one below the other."""
    names = _lines_of(line.text(Role.NAME))
    columns = [(n, _lines_of(text)) for n, (heading, text) in enumerate(line.cells) if heading.role in _SPLIT]
    several = [n for n, texts in columns if len(texts) == len(names)]
    figures = {line.cells[n][0].role for n in several} & {Role.BASELINE, Role.ACTUAL}
    targets = {line.cells[n][0].role for n in several} & {Role.TARGET}
    if len(names) < len("ab") or not figures or not targets:
        return [line]
    valued = [n for n in several if line.cells[n][0].role in FIGURES]
    if not all(_says_something(part) for n in valued for part in _lines_of(line.cells[n][1])):
        return [line]  # 42 and below it (R6): one figure on two lines
    parts = []
    for number in range(len(names)):
        cells = tuple(
            (heading, _lines_of(text)[number]) if n in several else (heading, text)
            for n, (heading, text) in enumerate(line.cells)
        )
        parts.append(replace(line, cells=cells))
    return parts


def _says_something(text: str) -> bool:
    return bool(read_amount(text) or read_goal(text) or why_unknown(text))


def _lines_of(text: str) -> list[str]:
    return [part.strip() for part in _PART.split(text) if part.strip()]


def _entry(line: Line, about: About, title_unit: str, stated: Stated, part: int) -> Entry:
    found = Findings()
    line = replace(line, field=line.field or about.fields.get(line.place.sheet, ""))
    figures = read_figures(line, about.period, title_unit, stated, found)
    decision = decide(line, figures, about.period, found)
    ask_of_sizes(figures, found)
    _remark(line, figures, about.period, found)
    for heading, why in line.doubts:
        column = _DOUBTED.get(heading.role)
        if column is not None:
            found.ask(column, f"「{heading.text}」の欄は、そのままの値とは言えません。{why}")
    name, repeated = _name(line)
    draft = Draft(
        field=line.field or UNKNOWN_FIELD,
        name=name,
        unit=figures.unit or _unit_of_words(decision),
        manner=REPEATED if repeated else decision.manner,
        direction=decision.direction,
        baseline=_baseline(figures),
        baseline_years=_baseline_years(figures),
        targets=_targets(figures, decision),
        target_years=_target_years(figures, decision),
        department=kept_text(line.text(Role.DEPARTMENT).replace("\n", "、")),
    )
    _ask_of_the_line(line, draft, found)
    entry = Entry(line, draft, tuple(found.questions), tuple(found.remarks), _words(line, draft), part)
    return entry if repeated else _checked(entry)


_ASIDE = {"unit", "field"}  # asked about without a bearing on what else may be wrong


def _checked(entry: Entry) -> Entry:
    """The entry with a question for each thing that keeps it from being a KPI and is not asked about yet."""
    if {question.column for question in entry.questions} - _ASIDE:
        return entry
    asked = {question.column for question in entry.questions}
    draft = replace(entry.draft, unit=entry.draft.unit or NO_UNIT) if "unit" in asked else entry.draft
    _, problems = finish(draft)
    for problem in problems:
        if problem.column in asked:
            continue
        entry = ask_of(entry, Question(problem.column, f"{problem.message}{problem.hint}"))
    return entry


def _ask_of_the_line(line: Line, draft: Draft, found: Findings) -> None:
    if not line.field:
        found.ask("field", FIELD_UNSAID)
    if line.doubtful:
        text = f"上の「{kept_text(line.doubtful)}」が分野の見出しかどうか分かりません。"
        found.ask(
            "field",
            text,
            *(
                Choice(f"分野は「{name}」", {"field": name})
                for name in (draft.field, plain_text(line.doubtful))
            ),
        )
    if not draft.name:
        found.ask(
            "name",
            "指標名がありません。書いてください。",
            Choice("指標ではない", {"treatment": "指標ではない"}),
        )
    if line.maybe_heading:
        found.ask(
            "treatment",
            "分野の見出しか、値のない指標か分かりません。",
            Choice("見出し（指標ではない）", {"treatment": "指標ではない"}),
        )


def _name(line: Line) -> tuple[str, bool]:
    text = kept_text(line.text(Role.NAME).replace("\n", ""))
    noted = any("再掲" in note for _, note in line.texts(Role.NOTE, Role.REPEATED, Role.RULE, Role.NUMBER))
    marked = any(note and "再掲" in heading.text for heading, note in line.texts(Role.REPEATED))
    name = kept_without_marks(_REPEATED.sub("", text) if "再掲" in text else text)
    return name, "再掲" in text or noted or marked


def _unit_of_words(decision: Decision) -> str:
    manner = MANNERS.get(decision.manner)
    return "段階" if manner is not None and manner.rule is Rule.MILESTONE else ""


def _baseline(figures: Figures) -> str:
    start = figures.start
    if start.amount is not None:
        return figures.printed(start.amount)
    if not start.text:
        return ""
    return f"なし({plain_text(start.unknown or start.text)})"


def _baseline_years(figures: Figures) -> str:
    start = figures.start
    if start.amount is None:  # the year of a cell that has to be written anew
        return "" if start.unknown else draft_years(start.span)
    span = start.span
    if span and start.amount.over and span.length == 1:
        span = Span(span.first - start.amount.over + 1, span.last)
    return draft_years(span, mean=start.mean and span is not None and span.length > 1)


def _targets(figures: Figures, decision: Decision) -> str:
    amounts = [aim.amount for aim in figures.aims]
    if not amounts or any(amount is None for amount in amounts):
        return ""
    values = [figures.printed(amount) for amount in amounts if amount is not None]
    if decision.target is not None:
        values[-1] = print_number(decision.target)
    return "／".join(values)


def _target_years(figures: Figures, decision: Decision) -> str:
    if decision.span is not None:
        return decision.span.text
    return "／".join(aim.span.text if aim.span else "" for aim in figures.aims)


def _words(line: Line, draft: Draft) -> str:
    """The town's own wording of the target, where a number and its unit do not say all of it."""
    cells = line.texts(Role.INTERIM, Role.TARGET, Role.CHANGE)
    texts = [
        kept_text(text) if read_amount(text) else kept_text(text.replace("\n", "／")) for _, text in cells
    ]
    return "" if texts and all(_is_plain(text, draft.unit) for text in texts) else "／".join(texts)


def _is_plain(text: str, unit: str) -> bool:
    text = without_marks(text) or plain_text(text)
    amount = read_amount(text)
    if amount is None:
        parts = [read_amount(part) for part in re.split(r"[／/→]", text)]
        return len(parts) > 1 and all(part is not None and not part.bound for part in parts)
    bare = re.sub(r"[^0-9.,▲△−+-]", "", text)
    rest = text.replace(bare, "").strip() if bare else text
    return rest in {"", "%", unit} or unit == NO_UNIT


def _remark(line: Line, figures: Figures, period: Span, found: Findings) -> None:
    for text in line.remarks:
        found.note(text)
    if line.hidden:
        found.note("表では表示されていない行です。")
    amounts = [("現状値", figures.start.amount), *(("目標値", aim.amount) for aim in figures.aims)]
    for label, amount in amounts:
        if amount is None:
            continue
        if amount.soft:
            found.note(f"{label}の「約」を除いて読みました。")
        if amount.relative:
            found.note(f"{label}は{amount.relative}の値です。")
        for remark in amount.remarks:
            found.note(f"{label}に「{remark}」とあります。")
    last = figures.last.span if figures.last else None
    if last is not None and last.last > period.last:
        found.note(f"目標年（{last.text}）が、計画期間（{period.text}）の後です。")
    if len({_kind(heading, text) for heading, text in line.cells} - {""}) > 1:
        found.note("「年」と「年度」が混じっています。どちらも年度として読みました。")


def _kind(heading: Heading, text: str) -> str:
    """年 or 年度, as the years of a cell of figures are written; empty where it says neither."""
    if heading.role not in {Role.BASELINE, Role.TARGET, Role.BASELINE_YEAR, Role.TARGET_YEAR, Role.INTERIM}:
        return ""
    found = re.search(
        r"(?:令和|平成|[RHS]|20)\s?[0-9元]+\s?(年度?)(?!間)", f"{heading.text} {plain_text(text)}"
    )
    return found[1] if found else ""
