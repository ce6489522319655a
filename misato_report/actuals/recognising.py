"""Whose table is this? By what stands in it, never by the file's name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.captions import title_text
from misato_report.actuals.published.national.catalogue import form_of
from misato_report.diagnostics import Diagnostic
from misato_report.notation import squeeze
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Source

LONG_HEADINGS = {
    "series": "系列",
    "period": "対象",
    "value": "値",
    "unit": "単位",
    "status": "状態",
    "published_on": "公表日",
    "note": "備考",
}
"""Headings of the plain long table, English and Japanese."""

REMARK = "（参考）"
"""How the heading of a column begins that is there for people only, and is not read."""

_LONG_REQUIRED = ("series", "period", "value", "unit")
UNKNOWN_LAYOUT = "unknown-layout"
# Titles and notes stand at the top; a word further down is part of some other thing.
_TITLE_ROWS = 20
_CORRECTED = re.compile("訂正|正誤")
_ONLY_CORRECTED = re.compile(r"[（(【〔\[]?(訂正|正誤)(版|表|後|値|済み?)?[)）】〕\]]?")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table and the source it belongs to (a long table may serve several: None)."""

    table: Table
    source: Source | None


def recognise(table: Table, plan: Plan) -> tuple[Recognised | None, Diagnostic | None]:
    """The source of a table, or why it cannot be told."""
    if long_header_row(table) is not None:
        return Recognised(table, None), None
    matching = [source for source in plan.sources.values() if _title_fits(table, source)]
    if len(matching) == 1:
        return Recognised(table, matching[0]), None
    if matching:
        titles = "、".join(f"「{source.title}」" for source in matching)
        message = f"{titles}のどれにも当てはまり、一つに決められません。"
        hint = "plan/sources.yaml の recognise: に、その資料にしかない語を加えてください。"
        return None, table.error("ambiguous-source", message, hint)
    return None, _unknown(table, plan)


def recognise_together(tables: Sequence[Table], plan: Plan) -> Source | None:
    """The source whose words stand on the sheets of a file together: the title on the first, the rest on others."""
    text = "\n".join(title_text(table) for table in tables)
    fitting = [
        source
        for source in plan.sources.values()
        if source.table is not None and source.recognise and all(squeeze(w) in text for w in source.recognise)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _title_fits(table: Table, source: Source) -> bool:
    if source.table is None or not source.recognise:
        return False
    text = title_text(table)
    return all(squeeze(word) in text for word in source.recognise)


def says_corrected(file: str, tables: Iterable[Table], plan: Plan) -> bool:
    """Whether the title of a published table, or the name of its file, says that it corrects one: 訂正, 正誤."""
    published = [table for table in tables if long_header_row(table) is None]
    words = [squeeze(word) for source in plan.sources.values() for word in source.recognise]
    if published and _CORRECTED.search(file.rpartition("/")[2]):
        return True
    return any(
        _CORRECTED.search(cell) and (_ONLY_CORRECTED.fullmatch(cell) or any(word in cell for word in words))
        for table in published
        for cell in map(squeeze, itertools.chain(*table.rows[:_TITLE_ROWS], [table.sheet]))
    )


def _unknown(table: Table, plan: Plan) -> Diagnostic:
    form = form_of([table])
    if form is not None:
        message = (
            f"「{form.title}」（{form.publisher}）の表ですが、plan/sources.yaml にこの資料がまだありません。"
        )
        hint = "`misato-report layout ファイル --add` で読み方を確かめて加え、もう一度 ingest を実行してください。"
        return table.error(UNKNOWN_LAYOUT, message, hint)
    text = title_text(table)
    sources = [s for s in plan.sources.values() if s.table is not None]
    near = [(s, [w for w in s.recognise if squeeze(w) in text]) for s in sources]
    best = max(near, key=lambda pair: len(pair[1]), default=None)
    if best is not None and best[1]:
        source, found = best
        lacking = "、".join(f"「{word}」" for word in source.recognise if word not in found)
        message = f"どの資料か分かりません。「{source.title}」に似ていますが、{lacking}がありません。"
    else:
        titles = "、".join(f"「{source.title}」" for source in sources)
        message = f"どの資料か分かりません。読めるのは{titles}{'と、' if titles else ''}町の集計の表です。"
    headings = ",".join(LONG_HEADINGS.values())
    hint = (
        "公表された表なら、`misato-report layout ファイル --add` で plan/sources.yaml に加えられます。"
        f"町の集計なら1行目を「{headings}」にしてください。"
    )
    return table.error(UNKNOWN_LAYOUT, message, hint)


def long_header_row(table: Table) -> int | None:
    """Row of the headings of a plain long table, if this is one: the first row that is not empty."""
    for number, row in enumerate(table.rows):
        names = {squeeze(cell).lower() for cell in row if cell.strip()}
        if not names:
            continue
        found = [n for n in _LONG_REQUIRED if n in names or LONG_HEADINGS[n] in names]
        return number if "series" in found and len(found) >= len(_LONG_REQUIRED) - 1 else None
    return None


def long_sources(plan: Plan) -> dict[str, Source]:
    """Series id → the source of own counts that gives it."""
    return {
        series: source
        for source in plan.sources.values()
        if source.layout is not None
        for series in source.layout.series
    }
