"""A town's table of KPIs, as it keeps it in Excel or CSV → KPIs, questions, and the lines that are none. No line is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from misato_report.actuals.files.table import Table
from misato_report.new_workspace.cell_text import kept_text, squeezed
from misato_report.new_workspace.drafts import KPI, REPEATED, UNDECIDED, finish, read_baseline
from misato_report.new_workspace.headings import Role
from misato_report.new_workspace.interpreting import About, interpret
from misato_report.new_workspace.kpi import Baseline, Kpi, Rule
from misato_report.new_workspace.lines import Line, Sheet, read_sheets
from misato_report.new_workspace.questions import Entry

_UNIT_UNKNOWN = "（単位未定）"


@dataclass(frozen=True)
class Counts:
    """Lines of the town's file that have something in them: all of them, and what became of them."""

    lines: int
    understood: int
    asked: int
    listed: int

    @property
    def lost(self) -> int:
        """Lines that became nothing; always 0."""
        return self.lines - self.understood - self.asked - self.listed


@dataclass(frozen=True)
class Reading:
    """What a town's file says: its KPIs as entries, and its sheets line by line."""

    sheets: tuple[Sheet, ...]
    entries: tuple[Entry, ...]
    lines: int

    @property
    def listed(self) -> list[Line]:
        """The lines that are no KPI, each with why; also those of which the clerk said so."""
        dropped = {e.line.place for e in self.entries} - {
            e.line.place for e in self.entries if e.draft.treatment == KPI
        }
        return [line for sheet in self.sheets for line in sheet.lines if line.why or line.place in dropped]

    @property
    def counts(self) -> Counts:
        """How many lines there are, and what became of them."""
        kept = [entry for entry in self.entries if entry.draft.treatment == KPI]
        asked = {entry.line.place for entry in kept if entry.questions}
        understood = {entry.line.place for entry in kept} - asked
        return Counts(self.lines, len(understood), len(asked), len(self.listed))


def read_kpis(tables: Sequence[Table], about: About) -> Reading:
    """Read every sheet, with what is known of the plan and the answers that hold for whole sheets."""
    sheets = read_sheets(tables)
    entries = interpret(sheets, about)
    lines = sum(sheet.size for sheet in sheets)
    return Reading(tuple(sheets), tuple(entries), lines)


def kpis_of(entries: Sequence[Entry]) -> list[Kpi]:
    """The KPIs of a plan. One with an open question keeps its words: 評価の方法が決まっていない目標.

    A 再掲 adds its field to the KPI that it repeats.
    """
    kept = [entry for entry in entries if entry.draft.treatment == KPI]
    kpis = [_kpi(entry) for entry in kept if entry.draft.manner != REPEATED]
    for entry in kept:
        if entry.draft.manner == REPEATED:
            _add_field(kpis, entry)
    return kpis


def _add_field(kpis: list[Kpi], entry: Entry) -> None:
    name = squeezed(entry.draft.name)
    position = next((n for n, kpi in enumerate(kpis) if squeezed(kpi.name) == name), None)
    if position is None:
        kpis.append(_kpi(replace(entry, draft=replace(entry.draft, manner=UNDECIDED))))
        return
    kpi, field = kpis[position], entry.draft.field
    if field not in {kpi.field, *kpi.also_in}:
        kpis[position] = replace(kpi, also_in=(*kpi.also_in, field))


def _kpi(entry: Entry) -> Kpi:
    kpi, _ = finish(entry.draft)
    if kpi is None or entry.questions:
        kpi = _undecided(entry)
    else:
        words = entry.words or (kept_text(entry.line.wording) if kpi.rule is Rule.UNDECIDED else "")
        kpi = replace(kpi, words=words)
    bases = [text for heading, text in entry.line.texts(Role.NOTE) if "根拠" in heading.text]
    return replace(
        kpi,
        how_measured="、".join(kept_text(text) for _, text in entry.line.texts(Role.SOURCE)),
        target_basis="、".join(map(kept_text, bases)),
        origin=_origin(entry),
    )


def _origin(entry: Entry) -> str:
    """Where the KPI stands in the town's table, with the 施策 and 備考 there, which have no place of their own."""
    line = entry.line
    parts = [f"{line.place}{f'の{entry.part}つ目' if entry.part > 1 else ''}"]
    parts += [f"施策: {line.policy}"] if line.policy else []
    notes = [(heading, text) for heading, text in line.texts(Role.NOTE) if "根拠" not in heading.text]
    parts += [f"{kept_text(heading.text)}: {kept_text(text)}" for heading, text in notes]
    return "。".join(parts)


def _undecided(entry: Entry) -> Kpi:
    """The KPI as its words: what could be read of the baseline and the target years stands beside them."""
    draft = entry.draft
    wrong = {question.column for question in entry.questions}
    baseline = None if wrong & {"baseline", "baseline_years", "unit"} else read_baseline(draft)
    return Kpi(
        field=draft.field,
        name=draft.name or f"（名前のない指標 {entry.line.place}）",
        unit=draft.unit or _UNIT_UNKNOWN,
        rule=Rule.UNDECIDED,
        baseline=baseline or Baseline(unknown=draft.baseline or "未定"),
        department=draft.department,
        words=entry.words or kept_text(entry.line.wording),
    )
