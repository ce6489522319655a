"""Which of several readings of a table is right: the one that satisfies what must hold, if it is the only one.

A series may fit several items of a table by name: 総人口 stands under 地区計 and under 町計, or three groups have a column
人口. Each such item is a candidate, and each is tried against what must hold of the figures that it would give
(``identities``: 男＋女＝計, the ages add up, 出生－死亡＝自然増減, 転入－転出＝社会増減, last year's number and the change, the
municipalities' sum) and against the ledger (``Continuity``: the years that both have). Then, in this order:

1. A candidate that has a municipality twice is left out where another has not.
2. Where any candidate agrees with the ledger, those that do not are left out; else those that contradict it are.
   Agreeing is to have more of the common years the same than different; a revision changes some of them.
3. Of the rest one is chosen only if it is better than each other: it satisfies all that the other does, and something
   that the other was tried in and fails. One that is alone must satisfy something. Anything else is a tie, and a
   question to the clerk.

So it is never chosen by nothing, nor where the evidence is divided, nor because a rival could not be tried: where 市街地 has
columns 男 and 女 and 町全体 has none, sums do not tell which of the two is the series. An identity counts once, however
many rows it holds in, and only if it holds in every row that has all its figures and could have failed: ``proves`` says
which figures prove anything. 0＋0＝0 and 5＋0＝5 do not; neither do one row of small figures, nor the same row twice. All
is exact (Decimal).

An identity inside a table says which column is the whole of what the table counts. It cannot say which statistic the
table is of (推計人口, 住民基本台帳人口, 国勢調査), nor which people it counts (日本人): a candidate whose table does not say what
the series says is ``by_ledger_only``, and chosen only where the ledger has its figures.

Scoring only decides what would otherwise be a question. Nothing is taken without the clerk's yes, and every figure goes
through ``reading`` all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

_LARGE = 100  # a figure of three digits is hardly the same by accident
_FEWEST = 2  # different rows of smaller figures


def proves(rows: Iterable[Sequence[Decimal]]) -> bool:
    """Whether figures that agree say anything: without zeros, in two different rows, or one of a large figure."""
    telling = {tuple(row) for row in rows if row and all(row)}
    return len(telling) >= _FEWEST or any(abs(value) >= _LARGE for row in telling for value in row)


@dataclass(frozen=True, slots=True)
class Continuity:
    """The years that ledger and table both have: in which they are the same, and in which not."""

    same: tuple[int, ...] = ()
    other: tuple[int, ...] = ()
    is_proof: bool = False
    """Whether the figures that are the same can hardly be so by accident."""

    @property
    def agrees(self) -> bool:
        """Whether the table goes on where the ledger stands."""
        return self.is_proof and len(self.same) > len(self.other)

    @property
    def contradicts(self) -> bool:
        """Whether most of the common years differ."""
        return len(self.other) > len(self.same)


def continuity(known: Mapping[int, Decimal], said: Mapping[int, Decimal]) -> Continuity:
    """What the ledger knows of a series (period → value) held against what a reading says of it."""
    common = sorted(known.keys() & said.keys())
    same = tuple(period for period in common if known[period] == said[period])
    other = tuple(period for period in common if known[period] != said[period])
    return Continuity(same, other, proves([said[period]] for period in same))


@dataclass(frozen=True, slots=True)
class Score:
    """What a candidate satisfies: the kind of each identity that holds with its words, and the ledger."""

    held: Mapping[str, str] = field(default_factory=dict)
    continuity: Continuity = Continuity()
    failed: frozenset[str] = frozenset()
    """The kinds that must hold of it, and do not."""
    repeats: bool = False
    """Whether a municipality stands in it twice."""
    by_ledger_only: bool = False
    """Whether its table does not say all that the series does, or more."""

    @property
    def is_proved(self) -> bool:
        """Whether anything speaks for it."""
        return self.continuity.agrees or (bool(self.held) and not self.by_ledger_only)

    def is_better_than(self, other: Score) -> bool:
        """Whether it satisfies all that another does, and something that the other fails."""
        return self.held.keys() >= other.held.keys() and bool(self.held.keys() & other.failed)


def best(scores: Sequence[Score]) -> int | None:
    """The number of the one candidate that is right by all that is known; None where it is a question."""
    running = [n for n, s in enumerate(scores) if s.continuity.agrees or not s.by_ledger_only]
    running = [n for n in running if not scores[n].repeats] or running
    agreeing = [n for n in running if scores[n].continuity.agrees]
    running = agreeing or [n for n in running if not scores[n].continuity.contradicts]
    for n in running:
        others = [scores[m] for m in running if m != n]
        if scores[n].is_proved and all(map(scores[n].is_better_than, others)):
            return n
    return None
