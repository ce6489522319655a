"""A table that no source describes → an entry of ``sources.yaml`` that reads it, proved by reading it.

The entry is only proposed with what ``ingest`` would take: the same extraction runs here. Series are matched to items
by what their names mean; where several fit, by what must hold and by the ledger (``scoring``); what is not certain is left
to the clerk, who points at an item by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.alternatives import Choice, Chooser, part_of
from misato_report.actuals.published.basis import basis_of, chosen
from misato_report.actuals.published.captions import lines_of, title_text
from misato_report.actuals.published.continuity import Known, compared
from misato_report.actuals.published.coordinates import Coordinate, Sheets, sheets_of
from misato_report.actuals.published.extraction import Extraction, extract, town_of
from misato_report.actuals.published.nothing_chosen import why_nothing
from misato_report.actuals.published.periods import NoEraError, Period, TimeError, said
from misato_report.actuals.published.proposed_sums import sums_that_hold
from misato_report.actuals.published.proposing import Guess, Item, guesses, items_of, words_for
from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Wanted
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.notation import Basis, find_date, squeeze
from misato_report.observation import Observation
from misato_report.plan.plan import Plan
from misato_report.plan.sources import (
    Era,
    Place,
    PublicationSchedule,
    PublishedTable,
    Series,
    Source,
)

_LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Answers:
    """What the clerk has said: that the table is the town's own, the era of years that name none, and which items
    (by number) are which series."""

    own: bool = False
    era: Era | None = None
    items: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Proposal:
    """What a file offers and how it would be read."""

    items: list[Item] = field(default_factory=list)
    source: Source | None = None
    chosen: dict[str, Item] = field(default_factory=dict)
    grounds: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    """What holds, in words: the sums that the table satisfies, the years in which the ledger has the same."""
    differing: list[str] = field(default_factory=list)
    """What the ledger has otherwise, in words."""
    observations: list[Observation] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """Why a series that seems to be there is not proposed, and what decided between several items."""
    needs_own: bool = False
    """The table names no place: the clerk has to say whether it is the town's."""

    @property
    def is_sound(self) -> bool:
        """Whether ``ingest`` would take the file with the entry (but for a date of publication)."""
        others = [d for d in self.diagnostics if d.code != "no-publication-date"]
        return self.source is not None and bool(self.observations) and not has_errors(others)


def propose(
    tables: Sequence[Table],
    plan: Plan,
    today: date,
    answers: Answers | None = None,
    known: Known | None = None,
) -> Proposal:
    """How the tables of a file would be read; one that states no date of publication, as if it came out ``today``.

    ``known``: the ledger's figures, which confirm or contradict a reading.
    """
    said_by_clerk = answers or Answers()
    if known and said_by_clerk.era is None:
        by_ledger = _with_era_of_ledger(tables, plan, today, said_by_clerk, known)
        if by_ledger is not None:
            return by_ledger
    return _propose(tables, plan, today, said_by_clerk, known or {})


def _with_era_of_ledger(
    tables: Sequence[Table], plan: Plan, today: date, answers: Answers, known: Known
) -> Proposal | None:
    """The reading of a table whose years name no era in the only era in which its figures are the ledger's."""
    town = town_of(plan.general.municipality)
    cells = sheets_of(tables, town, own=True).coordinates()
    if not any(map(_lacks_era, cells)):
        return None
    found: list[Proposal] = []
    for era in Era:
        proposal = _propose(tables, plan, today, replace(answers, era=era), known)
        agreeing, contradicting = compared(plan, known, proposal.observations)
        if agreeing and not contradicting:
            told = f"年に元号がありません。台帳の値と合うので「{era.value}」の年として読みます（{'、'.join(agreeing)}）。"
            proposal.remarks.append(told)
            found.append(proposal)
    return found[0] if len(found) == 1 else None


def _lacks_era(cell: Coordinate) -> bool:
    try:
        cell.periods()
    except NoEraError:
        return True
    except TimeError:
        return False
    return False


def _propose(
    tables: Sequence[Table], plan: Plan, today: date, said_by_clerk: Answers, known: Known
) -> Proposal:
    result = Proposal()
    town = town_of(plan.general.municipality)
    sheets = sheets_of(tables, town, own=said_by_clerk.own, era=said_by_clerk.era or "")
    result.needs_own = sheets.unnamed
    result.items = items_of(sheets)
    if not result.items or sheets.problems:
        result.diagnostics = [
            tables[0].error(p.code, p.message, p.hint) for p in read(sheets, [], None).problems
        ]
        return result
    if sheets.unnamed:
        said_by_clerk = replace(said_by_clerk, own=True)
        sheets = sheets_of(tables, town, own=True, era=said_by_clerk.era or "")
    _choose(
        plan, result, said_by_clerk, Chooser(sheets, result.items, town, known, partial(_is_of_kind, plan))
    )
    if not result.chosen:
        result.remarks = result.remarks or [why_nothing(result.items, plan.series.values())]
        return result
    _compose(tables, plan, sheets, result, today, said_by_clerk)
    compare_with_ledger(plan, known, result)
    return result


def compare_with_ledger(plan: Plan, known: Known, result: Proposal) -> None:
    """Tell in which years the ledger has the same figures, and where it has others."""
    agreeing, result.differing = compared(plan, known, result.observations)
    result.held += agreeing


def new_series(plan: Plan, item: Item, told: Sequence[str]) -> Series | str:
    """A series for an item as the table names it; ``told`` are name, unit and basis where the clerk gives them.

    A text says what the table does not tell and the clerk has to.
    """
    name, unit, basis_text = (*(t.strip() for t in told), "", "", "")[:3]
    periods = [p for cell in item.cells[-1:] for p in _safe_periods(cell)]
    basis = next((b for b in Basis if b.value == basis_text), None) or next(
        (b for p in periods if (b := basis_of(p))), None
    )
    if basis is None:
        said_there = "、".join(map(str, periods)) or "書かれていない"
        return f"「{item.label}」がいつの値か（表では{said_there}）を、番号=名前,単位,暦年 のように書いてください。"
    unit = unit or item.unit
    if not unit:
        return f"「{item.label}」の単位が表から分かりません。番号=名前,人 のように書いてください。"
    number = 1
    while f"series{number}" in plan.series:
        number += 1
    return Series(id=f"series{number}", name=name or item.label, unit=unit, basis=basis)


def _choose(plan: Plan, result: Proposal, answers: Answers, chooser: Chooser) -> None:
    """The items that the clerk pointed at, then those that series are likely to be."""
    for series, number in answers.items.items():
        result.chosen[series] = result.items[number - 1]
        result.grounds[series] = "担当者の指定"
    counted = {s for source in plan.sources.values() if source.layout for s in source.layout.series}
    open_series = [s for s in plan.series.values() if s.id not in counted and s.id not in result.chosen]
    names = [(s.id, s.name, s.unit) for s in open_series]
    by_name = {guess.series: guess for guess in guesses(result.items, names, chooser.fits)}
    choices = {s.id: chooser.choose(s, by_name.get(s.id)) for s in open_series}
    _leave_out_shared(plan, result, by_name, choices)
    for choice in choices.values():
        if choice.guess is not None:
            _consider(plan, result, choice.guess)
        if choice.remark:
            result.remarks.append(choice.remark)


def _leave_out_shared(
    plan: Plan, result: Proposal, by_name: Mapping[str, Guess], choices: dict[str, Choice]
) -> None:
    """An item that was chosen by what holds, and that is another series too: no figure is two things, and the clerk has
    to say which it is."""
    before = dict(choices)
    for id_, choice in before.items():
        item = choice.guess.item if choice.guess is not None else None
        if item is None or choice.guess is by_name.get(id_):
            continue
        others = [s for s, c in before.items() if s != id_ and c.guess is not None and c.guess.item is item]
        others += [s for s, i in result.chosen.items() if i is item]
        if others:
            names = "、".join(f"「{plan.series[s].name}」" for s in (id_, *others))
            told = f"「{item.label}」は{names}のどれか、決められません。--item 系列=番号 で指定してください。"
            choices[id_] = Choice(None, told)


def _is_of_kind(plan: Plan, series_id: str, item: Item) -> bool:
    """Whether an item has a figure of the series' kind of period."""
    basis = plan.series[series_id].basis
    return any(chosen(_safe_periods(cell), basis)[0] is not None for cell in item.cells)


def _consider(plan: Plan, result: Proposal, guess: Guess) -> None:
    """Take a guess only where its figures fit the series' unit and kind of period."""
    series = plan.series[guess.series]
    sheets = Sheets([(guess.item.cells[0].analysed, part_of(guess.item))])
    wanted = Wanted(series.id, series.name, guess.item.words, series.unit, series.basis, series.non_negative)
    found = read(sheets, [wanted], None)
    if found.taken:
        result.chosen[series.id] = guess.item
        result.grounds[series.id] = guess.ground
    elif found.problems:
        result.remarks.append(
            f"「{series.name}」は「{guess.item.label}」かもしれませんが、{found.problems[0].message}"
        )


def _compose(
    tables: Sequence[Table], plan: Plan, sheets: Sheets, result: Proposal, today: date, answers: Answers
) -> None:
    """The entry, with the checks that hold, and what it reads."""
    table = PublishedTable(
        items={series: words_for(item, result.items) for series, item in result.chosen.items()},
        place=Place.OWN if answers.own else None,
        era=answers.era,
        unit=_unit_of(result),
        sheet=sheet_of(tables, result),
        checks=(),
    )
    source = Source(
        id=_new_id(plan, result),
        title=_title(tables, result),
        publisher="（公表者）",
        publication=_schedule(tables, result, plan),
        dash=None,
        recognise=_recognise(tables, result),
        published_label="公表",
        table=table,
        layout=None,
    )
    tried = extract_with(plan, source, tables, today, sheets)
    checks, held = sums_that_hold(sheets, plan, source)
    if checks:
        source = source.replace(table=table.replace(checks=checks))
        tried = extract_with(plan, source, tables, today, sheets)
    result.source = source
    result.held = held
    result.observations = tried.observations
    result.diagnostics = tried.diagnostics


def extract_with(
    plan: Plan, source: Source, tables: Sequence[Table], today: date, sheets: Sheets | None = None
) -> Extraction:
    """What a source reads from the tables; where they state no date of publication, as if they came out ``today``."""
    with_source = replace(plan, sources={**plan.sources, source.id: source})
    tried = extract(tables, "", None, with_source, source, sheets)
    if any(d.code == "no-publication-date" for d in tried.diagnostics):
        again = extract(tables, "", today, with_source, source, sheets)
        undated = [d for d in tried.diagnostics if d.code == "no-publication-date"]
        return Extraction(again.observations, [*again.diagnostics, *undated])
    return tried


def _unit_of(result: Proposal) -> str:
    """The one unit that the table states for all that is read from it; empty where it has several or none."""
    units = {item.unit for item in result.chosen.values() if item.unit}
    return units.pop() if len(units) == 1 else ""


def sheet_of(tables: Sequence[Table], result: Proposal) -> str:
    """The one sheet that all that was chosen is in, where other sheets have items too; else an empty text."""
    names = {item.cells[0].analysed.grid.table.sheet for item in result.chosen.values()}
    with_items = {item.cells[0].analysed.grid.table.sheet for item in result.items}
    if len(tables) < 2 or len(names) != 1 or len(with_items) < 2:  # noqa: PLR2004 - one sheet needs no name
        return ""
    name = names.pop()
    return name if sum(squeeze(name) in squeeze(t.sheet) for t in tables) == 1 else ""


def _new_id(plan: Plan, result: Proposal) -> str:
    base = f"{next(iter(result.chosen))}_table"
    number = 2
    name = base
    while name in plan.sources:
        name, number = f"{base}{number}", number + 1
    return name


def _titles(tables: Sequence[Table], result: Proposal) -> list[str]:
    used = {id(item.cells[0].analysed): item.cells[0].analysed for item in result.chosen.values()}
    lines = [
        line.text
        for analysed in used.values()
        for line in analysed.titles
        if line.row not in analysed.block.headings and not _LABEL_ONLY.search(line.text.strip())
    ]
    return lines or [text for table in tables[:1] for text in lines_of(table)][:3]


def _title(tables: Sequence[Table], result: Proposal) -> str:
    for line in _titles(tables, result):
        rest = re.sub(r"[（(][^（）()]*[）)]", "", said(line).rest).strip("、。・:：0123456789")
        if len(rest) > 2:  # noqa: PLR2004 - a word at least
            return rest[:_LONGEST_TITLE]
    return "・".join(item.label for item in result.chosen.values())[:_LONGEST_TITLE]


def _schedule(tables: Sequence[Table], result: Proposal, plan: Plan) -> PublicationSchedule:
    dates = [d for t in tables for line in lines_of(t) if "公表" in line and (d := find_date(line))]
    years = [p.year for item in result.chosen.values() for c in item.cells[-1:] for p in _safe_periods(c)]
    del plan
    if dates and years:
        after = max(0, min(9, dates[0].year - max(years)))
        return PublicationSchedule(month=dates[0].month, years_after=after, text=f"毎年{dates[0].month}月頃")
    return PublicationSchedule(month=12, years_after=1, text="公表時期を確かめてください")


def _safe_periods(cell: Coordinate) -> tuple[Period, ...]:
    try:
        return cell.periods()
    except TimeError:
        return ()


_LABEL_ONLY = re.compile("[：:]$|^[-*…xX]+$|当該数値|公表日|^[(（]?単位")
_PIECES = re.compile(r"[0-9０-９元]+|明治|大正|昭和|平成|令和|年度?|月|日|現在|[（()）、。・,:：「」\s]+")


def _recognise(tables: Sequence[Table], result: Proposal) -> tuple[str, ...]:
    """Words above the table that will be there next year too."""
    text = "\n".join(title_text(t) for t in tables)
    pieces: list[str] = []
    for line in _titles(tables, result):
        if "公表" in line or "単位" in line:
            continue
        found = [p for p in _PIECES.split(squeeze(line)) if len(p) > 2]  # noqa: PLR2004
        pieces += sorted(found, key=len, reverse=True)[:2]
    if not pieces:
        pieces = [squeeze(s) for item in result.chosen.values() for s in item.shown if not said(s).periods]
    kept = [p for p in dict.fromkeys(pieces) if p in text]
    return tuple(kept[:3])
