"""Where the town stands among the municipalities of its prefecture (``docs/evaluation.md``, "Among the municipalities").

Pure functions of an evaluation and the others' observations. What a municipality's value is, :mod:`rules` says: each is
evaluated as the town is, at the town's period and as-of date. No verdict is made of it: other towns have other targets.
Ranks are made of the printed values, so that two that print alike share one; pandas keeps the exact decimals as objects
and is loaded only where a comparison is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from misato_report.evaluation.rules import (
    Evaluation,
    Rules,
    evaluate,
    more_is_better,
    newest_of,
    round_half_up,
)
from misato_report.gazetteer.places import municipalities_of
from misato_report.observation import Observation
from misato_report.plan.document import PlanFile
from misato_report.plan.indicators import Indicator, Peers, series_of

if TYPE_CHECKING:
    import pandas as pd

_EXTRA_PLACES = 1  # of a value per inhabitant, beyond the indicator's own


@dataclass(frozen=True)
class Peer:
    """One municipality: its value and its rank from the better end, None where an input is missing.

    ``value`` is in the indicator's unit (for each ``times`` of ``per``), rounded as it is printed; ``inputs`` are the
    observations behind it.
    """

    code: str
    name: str
    value: Decimal | None
    rank: int | None
    inputs: tuple[Observation, ...]
    is_town: bool = False
    is_neighbour: bool = False


@dataclass(frozen=True)
class PeerTable:
    """All municipalities of the prefecture at one indicator and period: the best first, those not known last.

    ``median`` is of the known ones, exact; ``decimals`` those that values are printed with.
    """

    indicator: Indicator
    period: int
    decimals: int
    peers: tuple[Peer, ...]
    median: Decimal

    @property
    def known(self) -> tuple[Peer, ...]:
        """Those with a value, the best first."""
        return tuple(peer for peer in self.peers if peer.value is not None)

    @property
    def town(self) -> Peer:
        """The plan's town."""
        return next(peer for peer in self.peers if peer.is_town)

    @property
    def inputs(self) -> tuple[Observation, ...]:
        """The observations behind all values."""
        return tuple(o for peer in self.peers for o in peer.inputs)


def compare_with_peers(
    evaluation: Evaluation,
    own: Iterable[Observation],
    others: Mapping[str, Sequence[Observation]],
    general: PlanFile,
    rules: Rules,
) -> PeerTable | None:
    """The town among the others at the evaluation's period; None where it has no value, or nobody else has one.

    ``own``: the town's ledger; ``others``: six-digit code → a municipality's rows. Later publications are left out here.
    """
    indicator, town = evaluation.indicator, general.municipality
    if indicator.peers is None or evaluation.period is None:
        return None
    decimals = indicator.decimals + (_EXTRA_PLACES if indicator.peers.per else 0)
    places = {place.code: place.name for place in municipalities_of(town.prefecture)} | {town.code: town.name}
    found: dict[str, tuple[Decimal | None, tuple[Observation, ...]]] = {}
    for code in places:
        rows = own if code == town.code else others.get(code, ())
        found[code] = _value(evaluation, indicator.peers, evaluation.period, tuple(rows), decimals, rules)
    known = {code: value for code, (value, _) in found.items() if value is not None}
    if town.code not in known or len(known) == 1:
        return None
    table = ranked(known, more_is_better=more_is_better(indicator))
    ranks = dict(zip(table["code"], (int(rank) for rank in table["rank"]), strict=True))
    order = [*table["code"], *sorted(found.keys() - known.keys())]
    return PeerTable(
        indicator,
        evaluation.period,
        decimals,
        tuple(
            Peer(
                code, places[code], found[code][0], ranks.get(code), found[code][1],
                code == town.code, places[code] in general.neighbours,
            )
            for code in order
        ),
        median(table),
    )  # fmt: skip


def ranked(values: Mapping[str, Decimal], *, more_is_better: bool) -> pd.DataFrame:
    """Columns ``code``, ``value`` (exact Decimals, dtype object) and ``rank`` (1 is best, equal values share it), the
    best first, equal ones by their codes."""
    import pandas as pd

    table = pd.DataFrame({"code": list(values), "value": pd.Series(list(values.values()), dtype=object)})
    table["rank"] = table["value"].rank(method="min", ascending=not more_is_better).astype(int)
    return table.sort_values(["rank", "code"], ignore_index=True)


def median(table: pd.DataFrame) -> Decimal:
    """The middle ``value`` of a :func:`ranked` table, exact; of an even number the mean of the two in the middle."""
    values: list[Decimal] = list(table["value"])
    upper, lower = values[len(values) // 2], values[(len(values) - 1) // 2]
    return (upper + lower) / 2


def _value(
    e: Evaluation, peers: Peers, period: int, rows: Sequence[Observation], decimals: int, rules: Rules
) -> tuple[Decimal | None, tuple[Observation, ...]]:
    """What the indicator comes to for a municipality at the town's period, and the observations that it is made of."""
    wanted = [o for o in rows if o.series in series_of(e.indicator.derivation)]
    theirs = evaluate(e.indicator, wanted, period, e.as_of, rules)
    if theirs.period != period or theirs.value is None:
        return None, ()
    if peers.per is None:
        return round_half_up(theirs.value, decimals), theirs.inputs
    by = newest_of(peers.per, period, rows, e.as_of)
    if by is None or not by.value:
        return None, ()
    return round_half_up(theirs.value * peers.times / by.value, decimals), (*theirs.inputs, by)
