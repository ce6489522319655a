"""A town's table of KPIs, as it keeps it in Excel → what a plan is made of. Nothing is guessed: a cell that can be
read in two ways is an error with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from misato_report.actuals.files.table import Table
from misato_report.diagnostics import Diagnostic
from misato_report.notation import NotationError, normalise, read_figure, read_year, squeeze
from misato_report.plan.indicators import Accumulation

HEADINGS = {
    "field": ("分野", "基本目標", "施策分野"),
    "name": ("指標名", "指標", "KPI", "重要業績評価指標"),
    "unit": ("単位",),
    "baseline": ("基準値", "現状値"),
    "baseline_year": ("基準年", "基準年度", "現状年度"),
    "target": ("目標値",),
    "target_year": ("目標年", "目標年度"),
    "accumulation": ("積算", "積算方法", "目標値の積算"),
    "department": ("担当課", "所管課", "担当"),
}
"""Columns of the table and the headings that name them."""

_REQUIRED = ("field", "name", "unit", "baseline", "baseline_year", "target", "target_year")
_CARRIED = ("field", "department")  # a merged cell stands once for the rows below it
_WORDS = {
    Accumulation.SINGLE_YEAR: ("単年度", "単年", "実績", "各年", ""),
    Accumulation.YEARLY_TARGETS: ("年ごと", "毎年度", "各年度の目標"),
    Accumulation.PERIOD_TOTAL: ("期間の合計", "期間合計", "合計", "期間累計"),
    Accumulation.RUNNING_TOTAL: ("積み上げ", "積上げ", "残高"),
}
_EITHER = ("累計", "累積")
_SPAN = re.compile(r"[～~]|\.\.|-(?=[RHS令平昭0-9])|－")
_LISTED = re.compile(r"[／/、→\n]")


@dataclass(frozen=True)
class Span:
    """A year, or a run of years."""

    first: int
    last: int


@dataclass(frozen=True)
class Kpi:
    """One row: an indicator with its baseline and targets (several where each year has its own)."""

    field: str
    name: str
    unit: str
    decimals: int
    accumulation: Accumulation
    baseline: Decimal
    baseline_span: Span
    targets: tuple[tuple[Span, Decimal], ...]
    department: str


@dataclass
class _Reader:
    table: Table
    columns: dict[str, int] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def text(self, row: int, name: str) -> str:
        column = self.columns.get(name)
        return "" if column is None else normalise(self.table.cell(row, column))

    def report(self, row: int, name: str, message: str, hint: str) -> None:
        column = self.columns.get(name, 0)
        self.problems.append(self.table.error("bad-kpi", message, hint, row=row, column=column))


def read_kpis(tables: Sequence[Table]) -> tuple[list[Kpi], list[Diagnostic]]:
    """The KPIs of the first table that has their headings, and everything wrong with it."""
    for table in tables:
        header = next(
            (n for n in range(len(table.rows)) if _columns(table, n).keys() >= {"name", "target"}), None
        )
        if header is not None:
            return _read_table(_Reader(table, _columns(table, header)), header)
    wanted = "、".join(names[0] for names in HEADINGS.values())
    file = tables[0].file if tables else ""
    message = "KPIの表が見つかりません。"
    hint = f"見出しの行に {wanted} がある表にしてください。"
    return [], [Diagnostic(file=file, code="no-kpis", message=message, hint=hint)]


def _columns(table: Table, row: int) -> dict[str, int]:
    known = {squeeze(heading): name for name, headings in HEADINGS.items() for heading in headings}
    found: dict[str, int] = {}
    for column, cell in enumerate(table.rows[row]):
        plain = re.sub(r"\(.*?\)", "", squeeze(cell))
        if plain in known:
            found.setdefault(known[plain], column)
    return found


def _read_table(reader: _Reader, header: int) -> tuple[list[Kpi], list[Diagnostic]]:
    for name in _REQUIRED:
        if name not in reader.columns:
            hint = f"見出し「{HEADINGS[name][0]}」の列を加えてください。"
            reader.report(header, name, f"見出し「{HEADINGS[name][0]}」がありません。", hint)
    if reader.problems:
        return [], reader.problems
    kpis: list[Kpi] = []
    carried: dict[str, str] = {}
    for row in range(header + 1, len(reader.table.rows)):
        if not reader.text(row, "name"):
            continue
        carried |= {name: text for name in _CARRIED if (text := reader.text(row, name))}
        kpi = _read_row(reader, row, carried)
        if kpi is not None:
            kpis.append(kpi)
    if not kpis and not reader.problems:
        reader.report(header, "name", "見出しの下に指標がありません。", "1行に一つの指標を書いてください。")
    return kpis, reader.problems + list(_repeated(reader, kpis))


def _read_row(reader: _Reader, row: int, carried: dict[str, str]) -> Kpi | None:
    before = len(reader.problems)
    if not carried.get("field"):
        reader.report(row, "field", "分野が書かれていません。", "分野の名前を書いてください。")
    if not reader.text(row, "unit"):
        reader.report(row, "unit", "単位が書かれていません。", "人、件、% のように書いてください。")
    baseline, baseline_span = _number(reader, row, "baseline"), _span(reader, row, "baseline_year")
    targets = _targets(reader, row)
    rule = _rule(reader, row, targets)
    if len(reader.problems) > before or baseline is None or baseline_span is None or rule is None:
        return None
    values = [baseline, *(value for _, value in targets)]
    return Kpi(
        field=carried["field"],
        name=reader.text(row, "name"),
        unit=reader.text(row, "unit"),
        decimals=max(_places(value) for value in values),
        accumulation=rule,
        baseline=baseline,
        baseline_span=baseline_span,
        targets=tuple(targets),
        department=carried.get("department", ""),
    )


def _number(reader: _Reader, row: int, name: str, text: str | None = None) -> Decimal | None:
    shown = reader.text(row, name) if text is None else text
    unit = reader.text(row, "unit")
    plain = shown.removesuffix(unit) if unit else shown
    try:
        value = read_figure(plain.removesuffix("%")).value
    except NotationError as error:
        reader.report(
            row, name, str(error), "数字だけを書いてください。値がなければ、計画書で確かめてください。"
        )
        return None
    if value is None:
        reader.report(row, name, f"「{shown}」は値になりません。", "数字を書いてください。")
    return value


def _span(reader: _Reader, row: int, name: str, text: str | None = None) -> Span | None:
    shown = reader.text(row, name) if text is None else text
    ends = [end for end in _SPAN.split(shown, maxsplit=1) if end.strip()]
    try:
        years = [read_year(end) for end in ends]
    except NotationError as error:
        reader.report(row, name, str(error), "R7、2025、R8～R12 のように書いてください。")
        return None
    if not years or years[0] > years[-1]:
        reader.report(
            row, name, f"「{shown}」は年として読めません。", "R7、2025、R8～R12 のように書いてください。"
        )
        return None
    return Span(years[0], years[-1])


def _targets(reader: _Reader, row: int) -> list[tuple[Span, Decimal]]:
    """One target, or one for each of the years that are listed in the same order."""
    values = [t for t in _LISTED.split(reader.text(row, "target")) if t.strip()]
    years = [t for t in _LISTED.split(reader.text(row, "target_year")) if t.strip()]
    if len(values) != len(years) or not values:
        hint = "年ごとの目標は、目標値と目標年を同じ順に「/」で区切って書いてください。"
        reader.report(row, "target", f"目標値が{len(values)}、目標年が{len(years)}で、数が合いません。", hint)
        return []
    pairs = [
        (_span(reader, row, "target_year", year), _number(reader, row, "target", value))
        for year, value in zip(years, values, strict=True)
    ]
    return [(span, value) for span, value in pairs if span is not None and value is not None]


def _rule(reader: _Reader, row: int, targets: Sequence[tuple[Span, Decimal]]) -> Accumulation | None:
    word = squeeze(reader.text(row, "accumulation"))
    several, total = len(targets) > 1, any(span.last > span.first for span, _ in targets)
    if several:
        return Accumulation.YEARLY_TARGETS
    if total and (word in _EITHER or word in _WORDS[Accumulation.PERIOD_TOTAL]):
        return Accumulation.PERIOD_TOTAL
    if word in _EITHER:
        hint = "期間中の合計なら「期間の合計」として目標年を R8～R12 のように、年々積み上がる数なら「積み上げ」と書いてください。"
        reader.report(row, "accumulation", f"「{word}」には二つの意味があります。", hint)
        return None
    rule = next((rule for rule, words in _WORDS.items() if word in words), None)
    if rule is None:
        known = "、".join(words[0] for words in _WORDS.values())
        reader.report(row, "accumulation", f"積算「{word}」が分かりません。", f"{known} のどれかです。")
    elif total != (rule is Accumulation.PERIOD_TOTAL):
        hint = "期間の合計なら目標年を R8～R12 のように、そうでなければ一つの年を書いてください。"
        reader.report(row, "target_year", "目標年と積算が合いません。", hint)
        return None
    elif rule is Accumulation.YEARLY_TARGETS:
        reader.report(
            row,
            "target",
            "年ごとの目標が一つしかありません。",
            "目標値と目標年を「/」で区切って並べてください。",
        )
        return None
    return rule


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _repeated(reader: _Reader, kpis: Iterable[Kpi]) -> Iterable[Diagnostic]:
    seen: set[tuple[str, str]] = set()
    for kpi in kpis:
        if (kpi.field, kpi.name) in seen:
            message = f"「{kpi.name}」が、分野「{kpi.field}」に二度あります。"
            yield reader.table.error("bad-kpi", message, "どちらか一方を消すか、名前を変えてください。")
        seen.add((kpi.field, kpi.name))
