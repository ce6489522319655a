"""A table that no source describes → an entry of ``sources.yaml`` that reads it, proved by reading it.

The entry is only proposed with what ``ingest`` would take: the same extraction runs here. Series are matched to items
by what their names mean; where several fit, by what must hold and by the ledger (``scoring``); what is not certain is left
to the clerk, who points at an item by its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from misato_report.actuals.files.table import Table
from misato_report.actuals.published.alternatives import Chooser
from misato_report.actuals.published.basis import basis_of
from misato_report.actuals.published.captions import lines_of, title_text
from misato_report.actuals.published.choosing import choose, fits, safe_periods
from misato_report.actuals.published.continuity import Known, compared
from misato_report.actuals.published.coordinates import Coordinate, Sheets, sheets_of
from misato_report.actuals.published.extraction import Extraction, extract, town_of
from misato_report.actuals.published.months import YEAR
from misato_report.actuals.published.periods import Kind, NoEraError, Period, TimeError, said
from misato_report.actuals.published.proposed import Answers, Proposal
from misato_report.actuals.published.proposed_months import basis_of_movements, of_other_months
from misato_report.actuals.published.proposed_sums import sums_that_hold
from misato_report.actuals.published.proposing import Item, items_of, words_for
from misato_report.actuals.published.reading import read
from misato_report.notation import Basis, find_date, squeeze
from misato_report.plan.plan import Plan
from misato_report.plan.sources import (
    Era,
    MonthlySchedule,
    Place,
    PublicationSchedule,
    PublishedTable,
    Schedule,
    Series,
    Source,
)

_LONGEST_TITLE = 40
_LATEST_MONTH = 24
_UNKNOWN_SCHEDULE = "公表時期を確かめてください"


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
    choose(plan, result, said_by_clerk, Chooser(sheets, result.items, town, known, partial(fits, plan)))
    if not result.chosen:
        return result
    plan = result.plan_with_series(plan)
    if len({plan.series[series].basis.is_monthly for series in result.chosen}) > 1:
        message = "月の値と年の値が混ざっています。一つの資料には、どちらか一方だけを入れられます。"
        hint = "月の値の番号と年の値の番号を、別々に --add してください。"
        result.diagnostics = [tables[0].error("monthly-mix", message, hint)]
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
    periods = [p for cell in item.cells[-1:] for p in safe_periods(cell)]
    basis = (
        next((b for b in Basis if b.value == basis_text), None)
        or next((b for p in periods if (b := basis_of(p))), None)
        or basis_of_movements(item)
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


def _compose(
    tables: Sequence[Table], plan: Plan, sheets: Sheets, result: Proposal, today: date, answers: Answers
) -> None:
    """The entry, with the checks that hold, and what it reads."""
    table = PublishedTable(
        items={series: _words_for(item, result) for series, item in result.chosen.items()},
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


def _words_for(item: Item, result: Proposal) -> tuple[str, ...]:
    """The words that lead to an item in all its months, and to no other of the file."""
    others = (o for o in result.items if o is not item)
    kept = (o for o in others if o.words != item.words or not of_other_months(item, o))
    return words_for(item, [item, *kept])


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


def _schedule(tables: Sequence[Table], result: Proposal, plan: Plan) -> Schedule:
    """When such tables come out, by the date of publication that this one states."""
    published = next(
        (d for t in tables for line in lines_of(t) if "公表" in line and (d := find_date(line))), None
    )
    items = result.chosen.values()
    if all(plan.series[series].basis.is_monthly for series in result.chosen):
        paths = {item.words for item in items}
        cells = [c for item in result.items if item.words in paths for c in item.cells]  # of all blocks
        months = [p for c in cells for p in safe_periods(c) if p.month]
        return _monthly_schedule(published, months)
    periods = [p for item in items for c in item.cells[-1:] for p in safe_periods(c)]
    if published is not None and periods:
        after = max(0, min(9, published.year - max(p.year for p in periods)))
        return PublicationSchedule(
            month=published.month, years_after=after, text=f"毎年{published.month}月頃"
        )
    return PublicationSchedule(month=12, years_after=1, text=_UNKNOWN_SCHEDULE)


def _monthly_schedule(published: date | None, periods: Sequence[Period]) -> MonthlySchedule:
    """A level on the first of a month comes with the movements of the month before."""
    if published is None or not periods:
        return MonthlySchedule(months_after=1, text=_UNKNOWN_SCHEDULE)
    newest = max(p.year * YEAR + p.month - (p.kind is Kind.DAY) for p in periods)
    after = published.year * YEAR + published.month - newest
    return MonthlySchedule(months_after=max(0, min(_LATEST_MONTH, after)), text="毎月")


_LABEL_ONLY = re.compile("[：:]$|^[-*…xX]+$|当該数値|公表日|^[(（]?単位")
_PIECES = re.compile(
    r"[0-9０-９元]+|明治|大正|昭和|平成|令和|年度?|(?<![各毎])月(?![別報次])|日|現在|[（()）、。・,:：「」\s]+"
)


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


__all__ = ["Answers", "Proposal", "compare_with_ledger", "new_series", "propose"]
