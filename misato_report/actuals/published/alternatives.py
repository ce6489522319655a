"""A series that several items of a table could be: each is read, tried against the others and the ledger (``scoring``).

The items are those that mean the same as the series, and those that differ from it only in naming the statistic (人口 for
推計人口). What decides is told; where nothing does, the clerk is asked once, with the town's own figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from misato_report.actuals.published.completeness import repeated_in
from misato_report.actuals.published.continuity import Known, in_words, of_series
from misato_report.actuals.published.coordinates import Sheets, is_neutral
from misato_report.actuals.published.folding import folded
from misato_report.actuals.published.identities import Column, Row, concerns, identities
from misato_report.actuals.published.ownership import Owned
from misato_report.actuals.published.places import Town
from misato_report.actuals.published.proposed_sums import totals_in_words, totals_that_hold
from misato_report.actuals.published.proposing import (
    Guess,
    Item,
    Meaning,
    alike,
    meaning,
    meaning_of,
    residue,
    says_no_more,
    words_for,
)
from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Taken, Wanted
from misato_report.actuals.published.scoring import Score, best, continuity, proves
from misato_report.actuals.published.sums import Areas, areas_of
from misato_report.notation import print_short_period
from misato_report.plan.sources import Series

_STATISTICS = frozenset(["国勢調査", "推計", "住民基本台帳"])
_MOST_BESIDE = 150  # items that are read to hold one of them against; single ages are a hundred
_MOST_ASKED = 4


class Naming(Enum):
    """Where the name of the series is said of an item."""

    HEADINGS = "in its headings, whatever else they say"
    TITLE = "in its headings and the title together"
    NOWHERE = "but for the name of the statistic"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that the series may be, with what it would give."""

    item: Item
    taken: tuple[Taken, ...]
    naming: Naming
    by_ledger_only: bool
    """Whether headings and title do not mean what the series does: they name no statistic, or say more."""

    @property
    def own(self) -> Mapping[int, Decimal]:
        """The town's figures: period → value, in the unit of the series."""
        return {t.year: t.reading.value for t in self.taken if t.reading.value is not None}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed for a series (None: nothing), and what the clerk is told of it or asked."""

    guess: Guess | None
    remark: str = ""


@dataclass(frozen=True)
class Chooser:
    """The items of a file, the town's ledger, and which items have figures of a series' kind of period."""

    sheets: Sheets
    items: Sequence[Item]
    town: Town
    known: Known
    fits: Callable[[str, Item], bool]

    def choose(self, series: Series, guess: Guess | None) -> Choice:
        """The item for a series; ``guess`` is what its name alone says, which only the ledger or a rival of that very
        name can overturn."""
        if guess is not None and self._is_beyond_doubt(series, guess):
            return Choice(guess)
        candidates = list(self._candidates(series))
        if guess is not None and not self._in_doubt(series, guess, candidates):
            return Choice(guess)
        scores = [self._score(series, candidate) for candidate in candidates]
        number = best(scores)
        if number is not None and _may_overturn(guess, candidates[number], scores[number]):
            return self._chosen(series, guess, candidates[number], scores[number], len(candidates))
        named = [c for c in candidates if c.naming is not Naming.NOWHERE]
        if guess is not None:
            rivals = [c for c in named if c.item.words == guess.item.words]
            return Choice(None, self._question(series, rivals)) if _differ(rivals) else Choice(guess)
        if len(named) > 1:
            return Choice(None, self._question(series, named))
        return Choice(next((_by_title(series, c) for c in named if c.naming is Naming.TITLE), None))

    def _candidates(self, series: Series) -> Iterator[Candidate]:
        """The items that may be the series and can be read as it."""
        meant, by_name = meaning(series.name), alike(self.items, series.name)
        own = {id(item) for item in by_name}
        others = (item for item in self.items if id(item) not in own)
        near = [i for i in others if _but_for_the_statistic(i, series.name) and not _is_another(i, series)]
        naming = dict.fromkeys(own, Naming.HEADINGS) | {
            id(item): Naming.TITLE if _is_named(item, series) else Naming.NOWHERE for item in near
        }
        for item in (*by_name, *near):
            if not self.fits(series.id, item):
                continue
            found = read(_only(item), [_wanted(series, item.words)])
            if found.taken and not any(problem.is_error for problem in found.problems):
                how = naming[id(item)]
                means_it = how is Naming.TITLE or (bool(meant.measure) and meaning_of(item) == meant)
                yield Candidate(item, tuple(found.taken), how, not means_it)

    def _is_beyond_doubt(self, series: Series, guess: Guess) -> bool:
        """Whether no other item has the name, and the ledger nothing of the series: nothing need be read to know."""
        same_name = sum(item.words == guess.item.words for item in self.items)
        return same_name == 1 and not of_series(self.known, series.id)

    def _in_doubt(self, series: Series, guess: Guess, candidates: Sequence[Candidate]) -> bool:
        """Whether the ledger contradicts a guess, or another item of its very name says something else."""
        own = next((c for c in candidates if c.item is guess.item), None)
        if own is None:
            return False
        rivals = [c for c in candidates if c.item.words == guess.item.words]
        return _differ(rivals) or continuity(of_series(self.known, series.id), own.own).contradicts

    def _score(self, series: Series, candidate: Candidate) -> Score:
        beside, areas = self._beside(candidate.item)
        found = identities(beside[0], beside)
        held, failed = dict(found.held), set(found.failed)
        totals = totals_that_hold(areas, self.town.prefecture)
        if totals and _is_no_accident(areas):
            held["市町村"] = totals_in_words(totals)
        elif _is_no_accident(areas):
            failed.add("市町村")
        return Score(
            held=held,
            failed=frozenset(failed),
            continuity=continuity(of_series(self.known, series.id), candidate.own),
            repeats=any(repeated_in(t.coordinate, self.town) for t in candidate.taken[:1]),
            by_ledger_only=candidate.by_ledger_only,
        )

    def _beside(self, item: Item) -> tuple[list[Column], Areas]:
        """The item, then those of its table that may have to do with it, in every row of the prefecture; and the areas
        of the item alone."""
        analysed = item.cells[0].analysed
        meant = meaning_of(item)
        others = [i for i in self.items if i is not item and i.cells[0].analysed is analysed]
        related = [item, *(i for i in others if concerns(meant, _meant_beside(i, meant)))][:_MOST_BESIDE]
        cells = [(str(n), cell) for n, i in enumerate(related) for cell in i.cells]
        areas = areas_of(self.sheets, cells, self.town.prefecture)
        columns = [_column(i, _meant_beside(i, meant), str(n), areas) for n, i in enumerate(related)]
        alone = {key: replace(a, cells={"0": a.cells["0"]}) for key, a in areas.items() if "0" in a.cells}
        return columns, alone

    def _chosen(
        self, series: Series, guess: Guess | None, one: Candidate, score: Score, rivals: int
    ) -> Choice:
        """The candidate that is right, if the whole file reads the same by its words; told with what decided."""
        again = read(self.sheets, [_wanted(series, words_for(one.item, self.items))])
        same = {(t.year, t.reading.value) for t in again.taken} == {
            (t.year, t.reading.value) for t in one.taken
        }
        if not same or any(problem.is_error for problem in again.problems):
            return Choice(guess)
        ground = "、".join(filter(None, [*score.held.values(), in_words(score.continuity, series.basis)]))
        of_several = f"{rivals}つの項目のうち" if rivals > 1 else ""
        remark = f"「{series.name}」は、{of_several}「{one.item.label}」とみました（合うこと: {ground}）。"
        return Choice(Guess(series.id, one.item, ground), remark)

    def _question(self, series: Series, candidates: Sequence[Candidate]) -> str:
        """The one question of a tie, with the town's own row: years, figures and unit of each."""
        told = "、".join(
            f"{self._number(c.item)}番「{c.item.label}」（{_figures(c, series)}）"
            for c in candidates[:_MOST_ASKED]
        )
        more = "など" if len(candidates) > _MOST_ASKED else ""
        example = self._number(candidates[0].item)
        return (
            f"「{series.name}」かもしれない項目が{len(candidates)}つあり、合うことに差がなく、決められません: {told}{more}。"
            f"どれですか。--item {series.id}={example} のように番号で答えてください。"
        )

    def _number(self, item: Item) -> int:
        return next(n for n, one in enumerate(self.items, start=1) if one is item)


def _is_no_accident(areas: Areas) -> bool:
    """Whether there is a total, of several figures that are not 0."""
    of = {
        kind: [a.cells["0"].value for a in areas.values() if a.municipality is kind] for kind in (True, False)
    }
    return sum(map(bool, of[True])) > 1 and proves([total] for total in of[False])


def _figures(candidate: Candidate, series: Series) -> str:
    """The newest figures of a candidate, each with its period and cell's text."""
    newest = sorted(candidate.taken, key=lambda t: t.year)[-2:]
    return "、".join(
        f"{print_short_period(t.year, series.basis)} {t.coordinate.text.strip()}{t.unit or series.unit}"
        for t in newest
    )


def _by_title(series: Series, one: Candidate) -> Guess:
    """An item that means what the series does together with the title: 人口 below 住民基本台帳人口."""
    return Guess(series.id, one.item, "項目・性別・年齢・区分と表の題が同じ")


def _may_overturn(guess: Guess | None, one: Candidate, score: Score) -> bool:
    """Whether a candidate may take the place of what the name alone says: of the same name, or by the ledger."""
    return guess is None or one.item.words == guess.item.words or score.continuity.agrees


def _differ(candidates: Sequence[Candidate]) -> bool:
    """Whether candidates give different figures for one period."""
    values: dict[int, set[Decimal]] = {}
    for candidate in candidates:
        for year, value in candidate.own.items():
            values.setdefault(year, set()).add(value)
    return any(len(of_year) > 1 for of_year in values.values())


def _wanted(series: Series, words: tuple[str, ...]) -> Wanted:
    return Wanted(series.id, series.name, words, series.unit, series.basis, series.non_negative)


def _only(item: Item) -> Sheets:
    """The rows and columns of an item's cells."""
    return Sheets([(item.cells[0].analysed, part_of(item))])


def part_of(item: Item) -> Owned:
    """The rows and columns of an item's cells."""
    analysed = item.cells[0].analysed
    rows = {id(c.row) for c in item.cells}
    columns = {id(c.column) for c in item.cells}
    return Owned(
        rows=[i for i, r in enumerate(analysed.rows) if id(r) in rows],
        columns=[i for i, c in enumerate(analysed.columns) if id(c) in columns],
    )


def _but_for_the_statistic(item: Item, name: str) -> bool:
    """Whether an item means what a name means, but for the name of the statistic."""
    said, meant = meaning_of(item), meaning(name)
    if not meant.measure or said.measure != meant.measure:
        return False
    without = [replace(m, qualifiers=m.qualifiers - _STATISTICS) for m in (said, meant)]
    return without[0] == without[1] and says_no_more(item, name)


def _statistics(item: Item, series: Series) -> tuple[set[str], set[str]]:
    """The statistics that a series names, and those that an item, its title and its sheet do."""
    analysed = item.cells[0].analysed
    around = folded(analysed.title_text + analysed.grid.table.sheet + "".join(item.words))
    return set(meaning(series.name).qualifiers & _STATISTICS), {s for s in _STATISTICS if s in around}


def _is_named(item: Item, series: Series) -> bool:
    """Whether item, title and sheet name the statistic of the series and no other."""
    wanted, said = _statistics(item, series)
    return bool(wanted) and said == wanted


def _is_another(item: Item, series: Series) -> bool:
    """Whether item, title and sheet name another statistic than the series: a census is no estimate, even where both say
    the same."""
    wanted, said = _statistics(item, series)
    return bool(wanted and said) and not wanted & said


def _meant_beside(item: Item, meant: Meaning) -> Meaning:
    """What an item means beside another: 男, 女 and 15歳未満 are of what is counted there."""
    said = meaning_of(item)
    return replace(said, measure=said.measure or meant.measure) if said.sex or said.age else said


def _column(item: Item, meant: Meaning, key: str, areas: Areas) -> Column:
    """An item in all rows: areas with prefecture and kind of period, years."""
    figures: dict[Row, Decimal] = {}
    for (prefecture, name, period), area in areas.items():
        if key in area.cells:
            kind = f"{period.kind.value}{period.month}-{period.day}" if period is not None else ""
            row = (f"{prefecture} {name} {kind}", period.year if period is not None else 0)
            figures[row] = area.cells[key].value
    group = tuple(left for word in item.words if not is_neutral(word) and (left := residue(word)))
    return Column(item.label, meant, group, figures)
