"""The other municipalities' figures of a table: read as the town's are, each by its own code and name.

Only a municipality of the gazetteer is looked for, so that no total of several (島根県, 市部計, 邑智郡) is ever taken for
one. What cannot be read with certainty is left out and told: it is no reason to refuse the town's own figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from misato_report.actuals.published.coordinates import Sheets
from misato_report.actuals.published.ownership import owned
from misato_report.actuals.published.places import Town
from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Taken, Wanted
from misato_report.gazetteer.places import Municipality, municipalities_of
from misato_report.notation import Dash
from misato_report.observation import Observation


@dataclass
class Peers:
    """Six-digit code → observations; and of whom something could not be read, with the reason."""

    observations: dict[str, list[Observation]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def read_peers(
    sheets: Sheets,
    town: Town,
    wanted: Sequence[Wanted],
    dash: Dash | None,
    observe: Callable[[Taken], Observation],
) -> Peers:
    """The wanted series of every other municipality of the town's prefecture; ``sheets`` as analysed for the town."""
    result = Peers()
    for place in municipalities_of(town.prefecture):
        if place.code != town.code:
            _read_one(sheets, place, wanted, dash, observe, result)
    return result


def _read_one(
    sheets: Sheets,
    place: Municipality,
    wanted: Sequence[Wanted],
    dash: Dash | None,
    observe: Callable[[Taken], Observation],
    result: Peers,
) -> None:
    as_town = Town(place.code, place.prefecture, place.county, place.name)
    own = Sheets([(a, owned(a, as_town, own=False)) for a, _ in sheets.blocks], place.name)
    named = any(o.rows and not o.unnamed for _, o in own.blocks)
    if not named and not own.problems:
        return  # it is not in the table at all, of which the check of completeness tells
    found = read(own, wanted, dash)
    errors = [problem for problem in found.problems if problem.is_error]
    doubtful = {problem.series for problem in errors}
    if errors:
        result.unread.append(f"{place.name}（{errors[0].message}）")
    if "" not in doubtful:  # else whose the rows are is in doubt
        kept = [observe(taken) for taken in found.taken if taken.series not in doubtful]
        if kept:
            result.observations[place.code] = kept
