"""KPIs that stand in a town's table more than once: 再掲, the same one in two fields, the same one with other figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from misato_report.new_workspace.cell_text import squeezed
from misato_report.new_workspace.drafts import KPI, REPEATED, UNDECIDED, Draft
from misato_report.new_workspace.questions import Choice, Entry, Question, ask_of

_DROP = Choice("この行を指標としない", {"treatment": "指標ではない"})


def join_repeated(entries: Sequence[Entry]) -> list[Entry]:
    """Each entry that repeats another is marked 再掲 where its figures are the same, and asked about where they differ."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.draft.manner != REPEATED and entry.draft.treatment == KPI:
            first.setdefault(squeezed(entry.draft.name), entry)
    return [_joined(entry, first.get(squeezed(entry.draft.name))) for entry in entries]


def _joined(entry: Entry, original: Entry | None) -> Entry:
    marked = entry.draft.manner == REPEATED
    if original is None:
        if not marked:
            return entry
        kept = replace(entry, questions=())
        return ask_of(
            kept,
            Question(
                "manner", "再掲とありますが、元の指標が見つかりません。評価の方法を書いてください。", (_DROP,)
            ),
        )
    if original is entry or not entry.draft.name:
        return entry
    if marked or (_has_figures(entry.draft) and _figures(entry.draft) == _figures(original.draft)):
        return _repeating(entry, original, marked=marked)
    if entry.draft.field != original.draft.field:
        return entry  # two fields may each have a KPI of one name
    text = f"同じ名前の指標が{original.line.place}にもあり、数値が違います。名前を変えるか、選んでください。"
    return ask_of(
        entry,
        Question(
            "name", text, (_DROP, Choice("名前の後に（2）を付ける", {"name": f"{entry.draft.name}(2)"}))
        ),
    )


def _repeating(entry: Entry, original: Entry, *, marked: bool) -> Entry:
    """The entry as one that only adds its field to the original."""
    draft = replace(entry.draft, manner=REPEATED)
    if entry.draft.field == original.draft.field:
        question = Question(
            "treatment", f"{original.line.place}と同じ指標です。どちらか一方を残します。", (_DROP,)
        )
        return ask_of(replace(entry, draft=draft, questions=()), question)
    remarks = (
        *entry.remarks,
        f"{original.line.place}の指標（分野「{original.draft.field}」）の再掲としました。",
    )
    same = not _figures(entry.draft)[1] or _figures(entry.draft) == _figures(original.draft)
    joined = replace(entry, draft=draft, questions=(), remarks=remarks)
    if same:
        return joined
    text = f"再掲ですが、{original.line.place}と数値が違います。どちらが正しいか、計画書で確かめてください。"
    one = Choice(f"{original.line.place}の数値が正しい", {"manner": REPEATED})
    return ask_of(joined, Question("targets", text, (one, _DROP)))


def _has_figures(draft: Draft) -> bool:
    return bool(draft.baseline or draft.targets or draft.manner != UNDECIDED)


def _figures(draft: Draft) -> tuple[str, ...]:
    return (draft.baseline, draft.targets, draft.target_years, draft.unit, draft.baseline_years)
