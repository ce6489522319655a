"""Where the town stands among the municipalities of its prefecture (``docs/evaluation.md``, "Among the municipalities").

Pure functions of an evaluation and the others' observations. What a municipality's value is, :mod:`rules` says: each is
evaluated as the town is, at the town's period and as-of date. No verdict is made of it: other towns have other targets.
Ranks are made of the printed values, so that two that print alike share one. For pandas there is ``Project.peers_frame``:
its import alone would be a twentieth of a build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

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
    ranks = ranked(known, more_is_better=more_is_better(indicator))
    order = [*ranks, *sorted(found.keys() - known.keys())]
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
        median(known.values()),
    )  # fmt: skip


def ranked(values: Mapping[str, Decimal], *, more_is_better: bool) -> dict[str, int]:
    """Code → rank, the best first, equal ones by their codes: 1 is best, equal values share a rank and the next is left
    out (4, 4, 6)."""
    best_first = sorted(values.values(), reverse=more_is_better)
    ranks = {code: best_first.index(value) + 1 for code, value in values.items()}
    return dict(sorted(ranks.items(), key=lambda pair: (pair[1], pair[0])))


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
