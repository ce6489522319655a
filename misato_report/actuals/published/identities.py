"""What must hold of an item's figures beside those of other items: sexes, ages, movements, last year and the change.

An identity is looked for among items that mean the same but for the sex, the age or the movement. Items under the heading
that the item itself stands under come first; where there are none, others of the table will do. Only with items under its
own heading, or under none, must an identity hold: what another heading's columns do not add up to may be right all the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from misato_report.actuals.published.proposing import Meaning
from misato_report.actuals.published.scoring import proves

Row = tuple[str, int]
"""Area, and year (with the rest of the period in the area's text); the row of one year before has the same area."""
Figures = Mapping[Row, Decimal]
Term = tuple[int, Figures]
"""Sign and figures."""


@dataclass(frozen=True)
class Column:
    """An item in every row of its table: its name, what that means, the headings that set it apart, its figures."""

    label: str
    meaning: Meaning
    group: tuple[str, ...]
    figures: Figures = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """An identity that was tried: in words, whether it holds (None: its figures prove nothing), whether it must."""

    words: str
    holds: bool | None
    must: bool


Look = Callable[[Column, Sequence[Column]], Iterator[Trial]]
"""How identities of one kind are looked for: of a column, among those beside it."""


@dataclass(frozen=True, slots=True)
class Identities:
    """The kinds of identities that hold of a column, each with its words, and those that must hold and do not."""

    held: Mapping[str, str]
    failed: frozenset[str]


def identities(column: Column, beside: Sequence[Column]) -> Identities:
    """What holds and what fails of a column beside others (and the column itself among them or not)."""
    held: dict[str, str] = {}
    failed: set[str] = set()
    for kind, look in _KINDS.items():
        trials = list(look(column, beside))
        words = next((trial.words for trial in trials if trial.holds), None)
        if words is not None:
            held[kind] = words
        elif any(trial.must and trial.holds is False for trial in trials):
            failed.add(kind)
    return Identities(held, frozenset(failed))


def concerns(one: Meaning, other: Meaning) -> bool:
    """Whether an item of one meaning may stand in an identity with one of the other."""
    rest = [
        replace(m, measure="", sex="", age="", qualifiers=m.qualifiers - {"不詳"}, rate=False)
        for m in (one, other)
    ]
    if rest[0] != rest[1] or one.rate or other.rate:
        return False
    measures = {one.measure, other.measure}
    return len(measures) == 1 or measures <= _FLOWS or (one.measure in _LEVELS and other.measure in _FLOWS)


def holds(terms: Sequence[Term], whole: Figures) -> bool | None:
    """Whether terms add up to the whole in every row that has them all; None where that may well be an accident."""
    rows = [row for row in whole if all(row in figures for _, figures in terms)]
    if any(sum((s * f[row] for s, f in terms), Decimal(0)) != whole[row] for row in rows):
        return False
    return proves([*(f[row] for _, f in terms)] for row in rows) or None


def _trial(words: str, terms: Sequence[tuple[int, Column]], whole: Column, of: Column) -> Trial:
    """Columns (with their signs) tried against a whole; ``of`` is the one of all these that is looked at."""
    must = all(column.group in ((), of.group) for column in (*(c for _, c in terms), whole))
    return Trial(words, holds([(sign, c.figures) for sign, c in terms], whole.figures), must)


def _alike(column: Column, beside: Iterable[Column], meant: Meaning) -> list[Column]:
    """The columns of a meaning: those under the same heading, else all."""
    found = [other for other in beside if other is not column and other.meaning == meant]
    return [other for other in found if other.group == column.group] or found


def _sexes(column: Column, beside: Sequence[Column]) -> Iterator[Trial]:
    """男＋女＝計, whichever of the three the column is."""
    of = {sex: replace(column.meaning, sex=sex) for sex in ("男", "女", "")}
    places = [[column] if column.meaning == meant else _alike(column, beside, meant) for meant in of.values()]
    for men, women, whole in product(*places):
        if men.group == women.group:
            words = f"{men.label}＋{women.label}＝{whole.label}"
            yield _trial(words, [(1, men), (1, women)], whole, column)


_MOVEMENTS = (
    ("出生", "死亡", "自然増減", -1),
    ("転入", "転出", "社会増減", -1),
    ("自然増減", "社会増減", "増減", 1),
)
_FLOWS = frozenset(measure for movement in _MOVEMENTS for measure in movement[:3])


def _movements(first: str, second: str, result: str, sign: int) -> Look:
    """出生－死亡＝自然増減, whichever of the three the column is."""

    def look(column: Column, beside: Sequence[Column]) -> Iterator[Trial]:
        if column.meaning.measure not in (first, second, result):
            return
        of = [replace(column.meaning, measure=measure) for measure in (first, second, result)]
        places = [[column] if column.meaning == meant else _alike(column, beside, meant) for meant in of]
        for one, other, whole in product(*places):
            words = f"{one.label}{'＋' if sign > 0 else '－'}{other.label}＝{whole.label}"
            yield _trial(words, [(1, one), (sign, other)], whole, column)

    return look


def _ages(column: Column, beside: Sequence[Column]) -> Iterator[Trial]:
    """The classes of age add up to all, of which the column is one or the whole."""
    wholes = [column] if not column.meaning.age else _alike(column, beside, replace(column.meaning, age=""))
    for whole in wholes:
        classes = [c for c in beside if c.meaning.age and replace(c.meaning, age="") == whole.meaning]
        own = [c for c in classes if c.group == whole.group] or classes
        parts = _partition(own, column if column.meaning.age else None)
        unknown = replace(whole.meaning, qualifiers=whole.meaning.qualifiers | {"不詳"})
        of_unknown = [c for c in _alike(whole, beside, unknown) if not c.meaning.age]
        for more in ([], *([c] for c in of_unknown)) if parts else ():
            words = f"{'＋'.join(_listed([*parts, *more]))}＝{whole.label}"
            yield _trial(words, [(1, c) for c in (*parts, *more)], whole, column)


_MOST_NAMES = 4


def _listed(columns: Sequence[Column]) -> list[str]:
    names = [c.label for c in columns]
    return names if len(names) <= _MOST_NAMES else [names[0], "…", names[-1]]


def _partition(classes: Iterable[Column], with_this: Column | None) -> list[Column]:
    """The fewest classes that run on from 0 to the oldest (with a given one among them); empty: there are none."""
    starts: dict[int, list[tuple[int | None, Column]]] = {}
    for one in classes:
        span = _span(one.meaning.age)
        if span is not None and (
            with_this is None or one is with_this or span != _span(with_this.meaning.age)
        ):
            starts.setdefault(span[0], []).append((span[1], one))
    waiting: deque[tuple[int, list[Column]]] = deque([(0, [])])
    seen: set[tuple[int, bool]] = set()
    while waiting:
        age, so_far = waiting.popleft()
        for after, one in starts.get(age, []):
            parts = [*so_far, one]
            has_it = with_this is None or with_this in parts
            if after is None:
                if has_it and len(parts) > 1:
                    return parts
            elif (after, has_it) not in seen:
                seen.add((after, has_it))
                waiting.append((after, parts))
    return []


def _span(age: str) -> tuple[int, int | None] | None:
    """The first age of a class and the first behind it (None: it has no end), of an age as ``meaning`` writes it."""
    numbers = age.rstrip("以上未満").split("～")
    if not all(number.isdecimal() for number in numbers):
        return None
    if age.endswith("以上"):
        return int(numbers[0]), None
    if age.endswith("未満"):
        return 0, int(numbers[0])
    return int(numbers[0]), int(numbers[-1]) + 1


_LEVELS = ("人口", "世帯")
_FEWEST_STEPS = 2


def _carried(column: Column, beside: Sequence[Column]) -> Iterator[Trial]:
    """Last year's number and the year's changes give this year's."""
    if column.meaning.measure not in _LEVELS:
        return
    steps = {
        (area, year): value - before
        for (area, year), value in column.figures.items()
        if (before := column.figures.get((area, year - 1))) is not None
    }
    one, two, three = (
        _alike(column, beside, replace(column.meaning, measure=m)) for m in ("増減", "自然増減", "社会増減")
    )
    for changes in (*((c,) for c in one), *product(two, three)):
        told = [row for row in steps if all(row in c.figures for c in changes)]
        if len(told) >= _FEWEST_STEPS:
            names = "＋".join(c.label for c in changes)
            words = f"前年の{column.label}＋{names}＝今年の{column.label}"
            yield _trial(words, [(1, c) for c in changes], replace(column, figures=steps), column)


_KINDS: Mapping[str, Look] = {
    "男女": _sexes,
    "年齢": _ages,
    "前年": _carried,
    **{result: _movements(first, second, result, sign) for first, second, result, sign in _MOVEMENTS},
}
