"""``actuals/peers.csv``: the other municipalities' figures, of the sources that ask for them (``peers: true``).

A row as in the ledger, with the municipality's code before it: every vintage, with the file and cell that it came from.
It is made from the same files as the ledger, changes together with it, and is made again with it. A report that compares
nothing with others does not read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from misato_report.actuals.ledger import read, write
from misato_report.diagnostics import Diagnostic
from misato_report.gazetteer.lookup import by_code
from misato_report.observation import Observation, sort_key
from misato_report.plan.plan import Plan

COLUMNS = ("area", *read.COLUMNS)
_CODE = re.compile("[0-9]{6}")

Peers = dict[str, list[Observation]]
"""Six-digit code of a municipality → its rows, sorted; the codes in their order."""


@dataclass(frozen=True)
class PeersRead:
    """The file as it was read: rows, and what is wrong with it."""

    rows: Peers
    diagnostics: list[Diagnostic]


def read_peers(path: Path, name: str) -> PeersRead:
    """The file's rows; none if there is no file."""
    rows: Peers = {}

    def take(row: list[str], values: read.Values) -> tuple[str, tuple[str, int, date, int]]:
        area, *rest = row
        if not _CODE.fullmatch(area):
            raise ValueError("no code")
        observation = read.from_row(rest, values)
        rows.setdefault(values.same(area), []).append(observation)
        return area, sort_key(observation)

    problems, _ = read.read_rows(path, name, COLUMNS, take)
    return PeersRead(rows, problems)


def peers_bytes(rows: Mapping[str, Iterable[Observation]]) -> bytes:
    """The file for a set of rows: the same bytes whatever order they come in."""
    cells = (
        (area, *write.row_of(o))
        for area, of_area in sorted(rows.items())
        for o in sorted(of_area, key=sort_key)
    )
    return b"".join(write.encoded(cells, COLUMNS))


def asked_for(rows: Peers, plan: Plan) -> Peers:
    """The rows that the plan asks for; those of other sources and series are not kept."""
    sources = plan.sources_of_peers()
    kept = {
        area: [o for o in of_area if o.source in sources and o.series in plan.series]
        for area, of_area in rows.items()
    }
    return {area: of_area for area, of_area in kept.items() if of_area}


def renamed(rows: Peers, names: Mapping[str, str]) -> Peers:
    """The rows with the names that their files have now (old → new)."""
    return {
        area: [replace(o, file=names[o.file]) if o.file in names else o for o in of_area]
        for area, of_area in rows.items()
    }


def all_of(rows: Peers) -> list[Observation]:
    """The rows of all municipalities."""
    return [o for of_area in rows.values() for o in of_area]


def name_of_area(area: str) -> str:
    """A municipality's name; its code where no municipality of today has it."""
    place = by_code(area)
    return place.name if place is not None else area
