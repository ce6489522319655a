"""``make simulate``: plays thousands of towns whose state is known, and counts how often a mark is wrong.

Each town's years are drawn from a normal distribution around a known course; verdicts and marks are those of
``misato_report.evaluation``. Writes docs/certainty.md, and fails where 「偶然とは考えにくい」 stands wrongly too often.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from misato_report.evaluation.certainty import Chance, ChanceMark, chance_among
from misato_report.evaluation.rules import (
    Evaluation,
    Rules,
    evaluate,
    is_sum,
    round_half_up,
    sum_starts_at,
    verdict_at,
)
from misato_report.evaluation.scales import LABELS
from misato_report.notation import Basis
from misato_report.observation import Observation
from misato_report.plan.document import Scale
from misato_report.plan.indicators import Indicator, TrailingMean, Verdict
from misato_report.plan.sources import PublicationSchedule

DOCUMENT = Path(__file__).parent.parent / "docs" / "certainty.md"
TOWNS = 10_000
SEED = 2026
HIGHEST_WRONG_SHARE = 0.08
NOISE = 11.5
"""Standard deviation of a year's value, as the 社会増 of a small town has it."""
FIRST_YEAR = 2026
"""The plan's first year; the baseline is of the years just before it."""
DECIMALS = 1

GOOD = (Verdict.ACHIEVED, Verdict.ON_TRACK)
VERDICTS = (*GOOD, Verdict.SLIGHTLY_BEHIND, Verdict.BEHIND, Verdict.MOVED_AWAY, Verdict.NOT_ACHIEVED)

_PUBLISHED = {"method": "as_published", "series": "counted"}
_LINE = {"baseline": {"period": "R7", "value": "100"}, "target": {"period": "R12", "value": "120"}}
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "period_total": {
        "accumulation": "period_total",
        "derivation": _PUBLISHED,
        "baseline": {"period": "R3..R7", "value": "▲90"},
        "target": {"period": "R8..R12", "value": "▲45"},
    },
    "single_year": {"accumulation": "single_year", "derivation": _PUBLISHED, **_LINE},
    "single_year, mean of 5": {
        "accumulation": "single_year",
        "derivation": {"method": "trailing_mean", "series": "counted", "window": "5"},
        **_LINE,
    },
    "yearly_targets": {
        "accumulation": "yearly_targets",
        "derivation": _PUBLISHED,
        "baseline": {"period": "R7", "value": "100"},
        "targets": [{"period": "R8", "value": "110"}, {"period": "R9", "value": "120"}],
    },
    "running_total, increments": {
        "accumulation": "running_total",
        "derivation": {**_PUBLISHED, "increments": "true"},
        "baseline": {"period": "R7", "value": "100"},
        "target": {"period": "R12", "value": "145"},
    },
}
"""The indicators that are played, as a plan writes them."""

NOTHING_CHANGED, ON_THE_PATH, MEASURED = (
    "nothing changed",
    "on the path",
    "nothing changed, baseline as measured",
)


@dataclass(frozen=True)
class Row:
    """Towns of one kind: what became of them, for how many years, with how many years' values before the plan."""

    rule: str
    course: str
    years: int
    history: int


ROWS = tuple(
    Row(rule, course, years, history)
    for course, history, rule, years in product((NOTHING_CHANGED, ON_THE_PATH), (5, 10), SETTINGS, (1, 2))
) + tuple(Row(rule, MEASURED, years, 10) for rule in SETTINGS if "increments" not in rule for years in (1, 2))


@dataclass(frozen=True)
class Result:
    """How many of the towns of a row got each verdict and each mark; None is no mark."""

    row: Row
    outcomes: Counter[tuple[Verdict, ChanceMark | None]]

    def share(
        self, verdicts: Iterable[Verdict] = VERDICTS, marks: Iterable[ChanceMark | None] | None = None
    ) -> float:
        """The part of all towns that have one of the verdicts and, where they are named, one of the marks."""
        wanted = set(verdicts)
        allowed = {None, *ChanceMark} if marks is None else set(marks)
        found = sum(
            n for (verdict, mark), n in self.outcomes.items() if verdict in wanted and mark in allowed
        )
        return found / self.outcomes.total()

    @property
    def wrong_share(self) -> float:
        """Towns of which 「偶然とは考えにくい」 is said wrongly: it was chance that made them good, or bad."""
        wrong = [verdict for verdict in VERDICTS if (verdict in GOOD) != (self.row.course == ON_THE_PATH)]
        return self.share(wrong, [ChanceMark.UNLIKELY])

    @property
    def too_often(self) -> bool:
        """Whether the mark cannot be relied on; a baseline that is itself chance is not what it speaks of."""
        return self.row.course != MEASURED and self.wrong_share > HIGHEST_WRONG_SHARE


# --- playing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """One town's published values by year, from the oldest to the year that is judged."""

    first: int
    published: tuple[Decimal, ...]

    def own_values(self, indicator: Indicator) -> dict[int, Decimal]:
        """The indicator's own value of each year, exact."""
        derivation = indicator.derivation
        window = derivation.window if isinstance(derivation, TrailingMean) else 1
        return {
            self.first + end: sum(self.published[end - window + 1 : end + 1], Decimal(0)) / window
            for end in range(window - 1, len(self.published))
        }


def rules() -> Rules:
    """A scale and a calendar that keep nothing back."""
    return Rules({"counted": PublicationSchedule(month=1, years_after=0, text="例")}, frozenset(), Scale())


def indicator_of(rule: str) -> Indicator:
    """The indicator of a row."""
    names = {"id": "case", "name": "例", "short_name": "例", "unit": "人", "decimals": str(DECIMALS)}
    return Indicator.validate(names | dict(SETTINGS[rule]))


def evaluate_town(indicator: Indicator, town: Town) -> Evaluation:
    """The evaluation of one town from its observations, as the program makes it: what ``play`` does a row at a time."""
    last = town.first + len(town.published) - 1
    seen = [
        Observation(
            "counted",
            year,
            Basis.FISCAL,
            value,
            "人",
            None,
            date(year, 1, 31),
            "例",
            "例.csv",
            "",
            1,
            "A",
            "0",
        )
        for year, value in enumerate(town.published, start=town.first)
    ]
    return evaluate(indicator, seen, last, date(last + 1, 3, 31), rules())


def towns(row: Row, count: int, seed: int) -> Iterator[Town]:
    """Towns of a row, always the same for a seed."""
    indicator = indicator_of(row.rule)
    course = _course(indicator, row)
    drawn = np.random.default_rng([seed, ROWS.index(row)]).normal(course, NOISE, (count, len(course)))
    if row.course == MEASURED:
        drawn += _rate(indicator) - _measured(indicator, drawn, row.years)[:, np.newaxis]
    first = FIRST_YEAR + row.years - len(course)
    unit = Decimal(1).scaleb(-DECIMALS)
    for values in np.rint(drawn * 10**DECIMALS).astype(int).tolist():
        yield Town(first, tuple(value * unit for value in values))


def _rate(indicator: Indicator) -> float:
    """What one published value is at the baseline: of a total a year's part, of increments nothing."""
    if is_sum(indicator) and sum_starts_at(indicator):
        return 0.0
    return float(indicator.baseline.value / indicator.baseline.period.length)


def _course(indicator: Indicator, row: Row) -> list[float]:
    """What each year's published value is drawn around."""
    derivation = indicator.derivation
    window = derivation.window if isinstance(derivation, TrailingMean) else 1
    course = [_rate(indicator)] * (row.history + window - 1)
    if row.course != ON_THE_PATH:
        return course + [_rate(indicator)] * row.years
    at_the_start = float(sum_starts_at(indicator)) if is_sum(indicator) else float(indicator.baseline.value)
    for step, expected in zip(
        (at_the_start, *_path(indicator, row.years)), _path(indicator, row.years), strict=False
    ):
        change = expected - step
        # A mean moves by a part of the difference between the year that comes in and the one that goes out.
        course.append(change if is_sum(indicator) else course[-window] + change * window)
    return course


def _path(indicator: Indicator, years: int) -> tuple[float, ...]:
    """目安 of the plan's first years, as the program works it out."""
    e = evaluate_town(indicator, Town(FIRST_YEAR - 1, (Decimal(0),)))
    return tuple(float(e.at(FIRST_YEAR + n).expected or 0) for n in range(years))


def _measured(indicator: Indicator, drawn: npt.NDArray[np.float64], years: int) -> npt.NDArray[np.float64]:
    """What each town's plan would have as its baseline, a published value's worth: the years just before it."""
    derivation = indicator.derivation
    span = derivation.window if isinstance(derivation, TrailingMean) else indicator.baseline.period.length
    before = drawn.shape[1] - years
    return np.asarray(drawn[:, before - span : before].mean(axis=1))


class Judge:
    """Judges the towns of a row by the program's own rules; those with the same x share its verdict."""

    def __init__(self, template: Evaluation) -> None:
        self._template = template
        self._rules = rules()
        self._by_value: dict[Decimal, Evaluation] = {}

    def __call__(self, town: Town) -> tuple[Verdict, Chance | None]:
        """Verdict and chance of a town."""
        indicator = self._template.indicator
        own = town.own_values(indicator)
        x = own[max(own)]
        if is_sum(indicator):
            x = sum_starts_at(indicator) + sum(
                (v for year, v in own.items() if year >= FIRST_YEAR), Decimal(0)
            )
        e = self._evaluated(round_half_up(x, indicator.decimals))
        past = {year: round_half_up(value, indicator.decimals) for year, value in own.items()}
        return e.verdict, chance_among(e, past)

    def _evaluated(self, value: Decimal) -> Evaluation:
        if value not in self._by_value:
            verdict = verdict_at(self._template, value, self._rules)
            self._by_value[value] = replace(self._template, value=value, verdict=verdict)
        return self._by_value[value]


def play(row: Row, count: int = TOWNS, seed: int = SEED) -> Result:
    """Play the towns of a row."""
    every = towns(row, count, seed)
    first = next(every)
    judge = Judge(evaluate_town(indicator_of(row.rule), first))
    outcomes: Counter[tuple[Verdict, ChanceMark | None]] = Counter()
    for town in (first, *every):
        verdict, by_chance = judge(town)
        outcomes[verdict, by_chance.mark if by_chance else None] += 1
    return Result(row, outcomes)


# --- telling --------------------------------------------------------------------------------------

_HEAD = f"""# How often a mark of certainty is wrong

Written by `make simulate`; `evaluation.md` has the formulas.

Of {TOWNS:,} towns a row the true course is known: each year is drawn from a normal distribution around it, with a standard deviation of
{NOISE}. Verdict and mark are the program's own. *Years* are those of the plan that are over, *history* the years before it of which a value is
known (five are the fewest). 偶然 counts the towns of which 「偶然とは考えにくい」 is said, **wrong** those of them whose verdict *was* chance: a good
one with nothing changed, a poor one on the path. `make simulate` fails where more than {HIGHEST_WRONG_SHARE:.0%} are wrong; those rows have a ✗.

- **nothing changed**: the years go on around the baseline, which is the true level.
- **on the path**: they lie around 目安. A turn of the course in the plan's first year makes the mark less sure: a poor year that falls back to the
  level before differs little from its neighbour, so that σ comes out too small. More history helps.
- **nothing changed, baseline as measured**: for information, not held to the limit. The mark takes the baseline as the true level. Where a plan's
  baseline is one year's value, that value is itself chance, and after an unlucky year the return to the usual looks like progress.
"""


def table(results: Iterable[Result]) -> str:
    """The results, a line a row, in per cent of the towns."""
    labels = " | ".join(LABELS[verdict] for verdict in VERDICTS)
    lines = [f"| rule | years | history | {labels} | 偶然 | wrong |", "|---|" + "--:|" * (len(VERDICTS) + 4)]
    course = ""
    for result in results:
        row = result.row
        if row.course != course:
            course = row.course
            lines.append(f"| **{course}** |" + " |" * (len(VERDICTS) + 4))
        shares = [result.share([verdict]) for verdict in VERDICTS]
        figures = [*shares, result.share(marks=[ChanceMark.UNLIKELY]), result.wrong_share]
        cells = " | ".join(f"{share * 100:.1f}" if share else "" for share in figures)
        lines.append(f"| `{row.rule}` | {row.years} | {row.history} | {cells}{' ✗' * result.too_often} |")
    return "\n".join(lines) + "\n"


def document(results: Iterable[Result]) -> str:
    """The whole document."""
    return f"{_HEAD}\n{table(results)}"


def main() -> int:
    """Play, print and write the table; 1 where a mark is wrong too often."""
    results = [play(row) for row in ROWS]
    print(table(results))
    DOCUMENT.write_text(document(results), encoding="utf-8", newline="\n")
    wrong = [result for result in results if result.too_often]
    for result in wrong:
        print(f"too often wrong, {result.wrong_share:.1%}: {result.row}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
