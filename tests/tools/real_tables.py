"""Real published tables: what a clerk gets who does nothing but answer the program's own questions.

``python -m tests.tools.real_tables DIR`` reads ``DIR/expected.yaml`` (its head says what stands in it). For each file
the clerk of its town looks at what ``layout`` proposes, says yes, or answers what is asked: that a table without a
name is the town's own, and which of the items that are listed is the measure they want (found by its name, never by
its cell). Exit 1 where any value differs from the one read by hand. ``--repro DIR`` and ``--cells DIR`` try the small
tables of those folders as well (``small_tables``).
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from misato_report.actuals.published.coordinates import is_neutral
from misato_report.actuals.published.proposal import Answers, Proposal, propose
from misato_report.actuals.published.proposing import Item, meaning
from misato_report.gazetteer.lookup import by_code
from misato_report.gazetteer.places import Municipality as KnownMunicipality
from misato_report.notation import Basis, iso_month
from misato_report.observation import Observation
from misato_report.plan.document import Municipality
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Era, Series
from misato_report.workspace import Workspace
from tests.tools import small_tables

ROOT = Path(__file__).parents[2]


@dataclass
class Outcome:
    """What came of one file."""

    file: str
    how: str
    seconds: float
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: int = 0
    sentence: str = ""


def main(arguments: list[str]) -> int:
    """Try every file of a folder and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", help="with expected.yaml")
    parser.add_argument("only", nargs="*", help="ids of files")
    parser.add_argument("--repro", type=Path)
    parser.add_argument("--cells", type=Path)
    given = parser.parse_args(arguments)
    failed = small_tables.main(given.repro, given.cells) if given.repro or given.cells else 0
    wrong = _try_all(given.folder, set(given.only)) if given.folder else 0
    return 1 if wrong or failed else 0


def _try_all(folder: Path, only: set[str]) -> int:
    """Try every file; the number of wrong values."""
    entries = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))["entries"]
    outcomes = [_try(folder, entry) for entry in entries if not only or entry["id"] in only]
    for one in outcomes:
        print(
            f"{one.file:38} {one.how:12} 正 {one.right:3} 誤 {len(one.wrong):2} 無 {one.missing:3} {one.seconds:6.2f}秒"
        )
        for line in [*one.wrong, *([one.sentence] if one.sentence else [])]:
            print(f"      {line[:200]}")
    counts = Counter(one.how for one in outcomes)
    wrong = sum(len(one.wrong) for one in outcomes)
    print(
        "、".join(f"{how} {number}" for how, number in counts.items()),
        f"正しい値 {sum(o.right for o in outcomes)}、誤った値 {wrong}",
    )
    return wrong


def _try(folder: Path, entry: dict[str, Any]) -> Outcome:
    path = folder / entry["file"]
    start = time.perf_counter()
    tables, problems = read_tables(path.name, path.read_bytes())
    outcome = Outcome(path.name, "拒否", 0.0)
    if not tables:
        outcome.sentence = problems[0].message if problems else "表がありません。"
    else:
        for place in _places(entry):
            _as_clerk_of(place, tables, entry, outcome)
    outcome.seconds = time.perf_counter() - start
    return outcome


def _places(entry: dict[str, Any]) -> list[dict[str, str]]:
    """The town of the entry, then the other places that it has values of."""
    places = (
        [entry["town"]] if entry["town"] else [{"code": "324485", "prefecture": "島根県", "name": "美郷町"}]
    )
    for series in entry["series"]:
        for value in series["values"]:
            place = value.get("place")
            if place and place["code"] and place not in places:
                places.append(place)
    return places


def _as_clerk_of(
    place: dict[str, str], tables: list[Table], entry: dict[str, Any], outcome: Outcome
) -> tuple[Plan, Proposal] | None:
    """Do what a clerk of the place does; the plan and the proposal that came of it."""
    series = [(n, s) for n, s in enumerate(entry["series"]) if _values(s, place, entry)]
    plan = _plan(place, series)
    own_town = place == _places(entry)[0]
    answers, questions = Answers(), 0
    proposal = propose(tables, plan, date.today(), answers)
    told = str(entry.get("if_told", ""))
    if proposal.needs_own:
        if "place" not in told and own_town and "refuse" in entry:
            outcome.sentence = outcome.sentence or "場所を言えない表です。"
            return None
        if not own_town:
            return None
        answers = replace(answers, own=True)  # said with the one yes, whose words name the town
        proposal = propose(tables, plan, date.today(), answers)
    if era := re.search("era = (..)", told):  # said together with the place, in one command
        answers = replace(answers, era=Era(era[1]))
        proposal = propose(tables, plan, date.today(), answers)
    picks = _picks(proposal, series, plan)
    if picks:
        questions += 1
        for name, number in picks.items():  # each is answered by itself: one that is refused hinders no other
            trial = propose(
                tables, plan, date.today(), replace(answers, items={**answers.items, name: number})
            )
            if trial.is_sound:
                answers, proposal = replace(answers, items={**answers.items, name: number}), trial
            elif own_town and not outcome.sentence:
                outcome.sentence = next((d.message for d in trial.diagnostics), "")
    taken = proposal.observations if proposal.is_sound else []
    if own_town:
        outcome.how = "拒否" if not taken else ("案のとおり", "質問1つ")[max(questions, int(answers.own))]
        if not taken and not outcome.sentence:
            outcome.sentence = next((d.message for d in proposal.diagnostics), "") or next(
                iter(proposal.remarks), ""
            )
    _compare(taken, series, place, entry, outcome)
    return plan, proposal


def proposed_for_real(folder: Path, entry: dict[str, Any]) -> tuple[list[Table], Plan, Proposal] | None:
    """The tables of a real file with what the clerk of its town gets; None where that is nothing."""
    path = folder / entry["file"]
    tables, _ = read_tables(path.name, path.read_bytes())
    if not tables:
        return None
    found = _as_clerk_of(_places(entry)[0], tables, entry, Outcome(path.name, "", 0.0))
    return (tables, *found) if found is not None and found[1].is_sound else None


def _values(series: dict[str, Any], place: dict[str, str], entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [v for v in series["values"] if v.get("place", entry["town"]) == place]


def _plan(place: dict[str, str], series: Iterable[tuple[int, dict[str, Any]]]) -> Plan:
    """The project's own plan with another town and the series of the file."""
    loaded = load_plan(Workspace(ROOT)).plan
    assert loaded is not None
    known = by_code(place["code"])
    county = known.county if isinstance(known, KnownMunicipality) else ""
    town = Municipality(name=place["name"], prefecture=place["prefecture"], county=county, code=place["code"])
    made = {f"s{n}": s for n, one in series if (s := _series(f"s{n}", one)) is not None}
    return replace(loaded, general=loaded.general.replace(municipality=town), series=made, sources={})


def _series(id_: str, one: dict[str, Any]) -> Series | None:
    basis = next((b for v in one["values"] if (b := _basis(str(v["period"])))), None)
    if basis is None:
        return None
    unit = re.split(r"[（(、]", str(one["unit"]).replace("書かれていない（", ""))[0].rstrip("）") or "人"
    unit = {"％": "%"}.get(unit, unit)
    name = re.sub(r"（(?:同名の市|異体字の町|能美市|区|東灘区)）", "", str(one["name"]))
    return Series(id=id_, name=name, unit=unit, basis=basis)


def _basis(period: str) -> Basis | None:
    """The basis of a series that a figure is of; of a month's that of the year whose month it is."""
    if period.startswith("FY"):
        return Basis.FISCAL
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", period):
        return Basis.CALENDAR
    if match := re.fullmatch(r"[0-9]{4}-([0-9]{2})-([0-9]{2})", period):
        text = f"{int(match[1])}月{int(match[2])}日現在"
        return Basis(text) if text in {b.value for b in Basis} else None
    return None


def _picks(proposal: Proposal, series: list[tuple[int, dict[str, Any]]], plan: Plan) -> dict[str, int]:
    """The numbers of the items whose names a person would take for the series that were not proposed."""
    found: dict[str, int] = {}
    for number, _ in series:
        id_ = f"s{number}"
        if id_ not in plan.series or id_ in proposal.chosen:
            continue
        best = max(
            ((_likeness(plan.series[id_].name, item), -n) for n, item in enumerate(proposal.items, start=1)),
            default=(0.0, 0),
        )
        if best[0] > _ENOUGH:
            found[id_] = -best[1]
    return found


_ENOUGH = 0.45
_ENGLISH = {"人口": "pop", "世帯": "hh", "出生": "birth", "高齢化率": "oldr"}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _likeness(name: str, item: Item) -> float:
    """How many of the parts of a name stand in an item's words (or its title), less what the words say besides."""
    offered, title = _plain("".join(item.words)), _plain(item.cells[0].analysed.title_text)
    if any(name.startswith(word) and offered == english for word, english in _ENGLISH.items()):
        return 1.0
    parts = [p for p in re.split(r"[()・、の]", _plain(name)) if p]
    shares = [
        max(
            _share(part, offered),
            0.8 * (part in title),
            *(len(word) / len(part) for word in item.words if word in part),
        )
        for part in parts
    ]
    if all(part in title for part in parts) and any(
        part in word != part for part in parts for word in item.words
    ):
        return 0.0  # the title says all of it, and the item is one of its parts: 西神南 of the line 西神
    besides = sum(
        not any(_share(part, word) for part in parts) for word in item.words if not is_neutral(word)
    )
    said, meant = meaning(offered or title), meaning(name)
    unlike = (said.sex, said.age, said.rate) != (meant.sex, meant.age, meant.rate)
    other = bool(said.measure) and said.measure != meant.measure
    return sum(shares) / max(len(shares), 1) - 0.02 * besides - unlike - 0.5 * other


def _share(part: str, words: str) -> float:
    """How much of a part of a name stands in words: all of it, or its end (交付枚数 of マイナンバーカード交付枚数)."""
    if part in words:
        return 1.0
    ends = [n for n in range(2, len(part)) if part[-n:] in words]
    return max(ends, default=0) / len(part) * 0.9 + 0.3 * bool(ends)


def _compare(
    taken: list[Observation],
    series: list[tuple[int, dict[str, Any]]],
    place: dict[str, str],
    entry: dict[str, Any],
    outcome: Outcome,
) -> None:
    for number, one in series:
        mine = [o for o in taken if o.series in (f"s{number}", f"s{number}_of_month")]
        by_period = {_said_of(o): o for o in mine}
        by_cell = {o.cell: o for o in mine}
        for value in _values(one, place, entry):
            _compare_value(one, value, by_period, by_cell, outcome)
        own = place == _places(entry)[0]
        for bad in entry.get("must_not", []) if own else []:
            cell = str(bad["cell"]).removeprefix("csv!")
            here = by_cell.get(cell)
            expected = {(str(v["period"]), str(v["value"])) for v in _values(one, place, entry)}
            if (str(bad["period"]), str(bad["value"])) in expected:
                continue
            if here is not None and _is_said(here, str(bad["period"]), str(bad["value"])):
                outcome.wrong.append(f"{one['name']}: {bad['period']} {bad['value']} ({cell}): {bad['why']}")


def _compare_value(
    one: dict[str, Any],
    value: dict[str, Any],
    by_period: dict[str, Observation],
    by_cell: dict[str, Observation],
    outcome: Outcome,
) -> None:
    cell = str(value["cell"]).removeprefix("csv!")
    here = by_period.get(str(value["period"]))
    if here is None:
        outcome.missing += value["value"] is not None
        if cell in by_cell:
            outcome.wrong.append(
                f"{one['name']}: {cell} は {value['period']} なのに {by_cell[cell].period} とした"
            )
        return
    expected = None if value["value"] is None else Decimal(str(value["value"]))
    if here.value == expected:
        outcome.right += 1
    else:
        outcome.wrong.append(
            f"{one['name']}: {value['period']} は {value['value']} なのに {here.value} ({here.cell})"
        )


def _is_said(here: Observation, period: str, value: str) -> bool:
    return here.value == Decimal(value) and (not re.search("[0-9]", period) or _said_of(here) == period)


def _said_of(o: Observation) -> str:
    """The period of a figure as ``expected.yaml`` writes it: FY2020, 2020, 2020-10-01, 2020-09."""
    if o.basis.is_monthly:
        return iso_month(o.period) + "-01" * (o.basis is Basis.MONTH_FIRST)
    if o.basis.day is not None:
        return f"{o.period}-{o.basis.day[0]:02}-{o.basis.day[1]:02}"
    return f"FY{o.period}" if o.basis is Basis.FISCAL else str(o.period)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
