"""How sure a verdict is: the worked examples, the normal distribution, what is not said, and the simulation."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from misato_report import evaluate, load_workspace
from misato_report.evaluation.certainty import (
    FEWEST_RANGES,
    Chance,
    ChanceMark,
    Revision,
    chance,
    chance_among,
    normal_share_below,
    revision,
    spread,
)
from misato_report.evaluation.certainty_wording import certainty_sentences, chance_calculation, mark_words
from misato_report.evaluation.records import record_of
from misato_report.evaluation.rules import Evaluation, Rules, round_half_up, rules_of
from misato_report.plan.indicators import Accumulation, Baseline, Direction, Goal, Indicator, Point, Verdict
from scripts import simulate
from tests.conftest import ROOT
from tests.support.cases import CaseFile, evaluate_case, read_case_file
from tests.support.situations import Situation, situations

AS_OF = date(2028, 4, 20)


def years(first: int, *values: str) -> dict[int, Decimal]:
    return {first + n: Decimal(value) for n, value in enumerate(values)}


# ---- the samples, as docs/evaluation.md works them out


@pytest.fixture(scope="module")
def samples() -> dict[str, Evaluation]:
    return {e.indicator.id: e for e in evaluate(load_workspace(ROOT), 2027, AS_OF)}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_workspace(ROOT).sound_plan())


@pytest.mark.parametrize(
    ("ident", "sigma", "deviation", "p", "unchanged", "words"),
    [
        ("social_increase", "11.525", "16.299", "0.09", True, "偶然でも起こりうる（約9%）"),
        ("gross_product", "251.478", "251.478", "0.13", False, "偶然でも起こりうる（約13%）"),
        ("young_population_share", "0.030", "0.030", "0", False, "偶然とは考えにくい"),
    ],
)
def test_the_worked_examples(
    samples: dict[str, Evaluation],
    ident: str,
    sigma: str,
    deviation: str,
    p: str,
    unchanged: bool,
    words: str,
) -> None:
    found = chance(samples[ident])
    assert found is not None
    assert round_half_up(found.sigma, 3) == Decimal(sigma)
    assert round_half_up(found.deviation, 3) == Decimal(deviation)
    assert (found.p, found.unchanged, mark_words(found)) == (Decimal(p), unchanged, words)


def test_the_share_of_the_worked_example_that_the_verdict_does_not_ask_for(
    samples: dict[str, Evaluation],
) -> None:
    """総生産: of towns in which nothing changed, less than 1 % would be as good."""
    found = chance_among(
        replace(samples["gross_product"], verdict=Verdict.ON_TRACK),
        {d.period: d.value for d in samples["gross_product"].by_period},
    )
    assert found is not None
    assert (found.p, found.unchanged, found.mark) == (Decimal(0), True, ChanceMark.UNLIKELY)


def test_the_spread_of_the_worked_example_by_hand() -> None:
    """7, 37, 18, 3, 3, 10: 78 in six changes, 13 on the mean."""
    sigma = spread(years(2021, "-38", "-31", "6", "-12", "-15", "-12", "-2"))
    assert sigma is not None
    assert round_half_up(sigma * Decimal("1.128"), 30) == Decimal(13)
    young = spread(years(2021, "9.5", "9.4", "9.4", "9.4", "9.4", "9.4", "9.3"))
    assert young is not None
    assert round_half_up(young, 4) == Decimal("0.0296")


def test_nothing_is_said_of_the_other_indicators_of_the_samples(samples: dict[str, Evaluation]) -> None:
    said = {ident for ident, e in samples.items() if chance(e) is not None}
    assert said == {"social_increase", "gross_product", "young_population_share"}


# ---- Φ


@pytest.mark.parametrize(
    ("z", "share"),
    [
        ("0", "0.5"),
        ("1", "0.841344746068542948585232545632"),
        ("-1", "0.158655253931457051414767454368"),
        ("-1.96", "0.0249978951482204"),
        ("13", "1"),
        ("-13", "0"),
    ],
)
def test_the_normal_distribution(z: str, share: str) -> None:
    places = -Decimal(share).as_tuple().exponent  # type: ignore[operator]
    assert round_half_up(normal_share_below(Decimal(z)), places) == Decimal(share)


@given(st.decimals(-12, 12, places=6))
@settings(max_examples=300, deadline=None)
def test_the_normal_distribution_is_that_of_the_standard_library(z: Decimal) -> None:
    share = normal_share_below(z)
    assert 0 <= share <= 1
    assert float(share) == pytest.approx(NormalDist().cdf(float(z)), abs=1e-14)
    assert abs(share + normal_share_below(-z) - 1) < Decimal("1e-33")


@given(st.decimals(-12, 12, places=6), st.integers(5, 60))
@settings(max_examples=50, deadline=None)
def test_the_caller_s_arithmetic_does_not_matter(z: Decimal, digits: int) -> None:
    with localcontext() as context:
        context.prec, context.rounding = digits, ROUND_FLOOR
        assert normal_share_below(z) == normal_share_below(z)
        rounded = normal_share_below(z)
    assert rounded == normal_share_below(z)


# ---- cuts

TOTAL = """
indicators:
  社会増:
    accumulation: period_total
    decimals: 1
    baseline: {period: R3..R7, value: 0}
    target: {period: R8..R12, value: 5}
cases:
  - {id: case, description: 例, indicator: 社会増, report_year: R8, actuals: {R8: 10}, expect: {verdict: 順調}}
"""


def made(text: str, **other: str) -> Evaluation:
    file: CaseFile = read_case_file(text)
    case = file.cases[0]
    return evaluate_case(case, file.indicators[case.indicator].model_copy(update=other))


def with_sigma(sigma: str, ranges: int = 6) -> dict[int, Decimal]:
    """Values up and down by just so much that their spread is ``sigma``."""
    width = Decimal(sigma) * Decimal("1.128")
    return {2020 + n: width * (n % 2) for n in range(ranges + 1)}


@pytest.mark.parametrize(
    ("z", "p", "mark"),
    [
        ("2.3264", "0", ChanceMark.UNLIKELY),  # 0.99993 %: less than one
        ("2.3263", "0.01", ChanceMark.UNLIKELY),
        ("1.6449", "0.05", ChanceMark.UNLIKELY),  # 4.99954 %
        ("1.6448", "0.06", ChanceMark.POSSIBLE),  # 5.0005 %: not printed as the 5 that it is not
        ("1.5983", "0.06", ChanceMark.POSSIBLE),
        ("1.3", "0.10", ChanceMark.POSSIBLE),  # 9.68 %
        ("1.29", "0.10", ChanceMark.POSSIBLE),  # 9.85 %
        ("1.26", "0.10", ChanceMark.POSSIBLE),  # 10.38 %
        ("0.0001", "0.50", ChanceMark.POSSIBLE),
    ],
)
def test_where_one_share_ends_and_the_next_begins(z: str, p: str, mark: ChanceMark) -> None:
    e = replace(made(TOTAL), value=Decimal(z))
    found = chance_among(e, with_sigma("1", ranges=10))
    assert found is not None
    assert (found.p, found.mark) == (Decimal(p), mark)


@pytest.mark.parametrize(
    ("z", "p", "mark"),
    [
        ("1.7507", "0.04", ChanceMark.UNLIKELY),  # 3.9999 %
        ("1.7506", "0.05", ChanceMark.POSSIBLE),  # 4.0007 %: not printed as the 4 that it is not
        ("1.6449", "0.05", ChanceMark.POSSIBLE),
    ],
)
def test_few_years_have_a_lower_cut(z: str, p: str, mark: ChanceMark) -> None:
    e = replace(made(TOTAL), value=Decimal(z))
    for ranges in (5, 9):
        found = chance_among(e, with_sigma("1", ranges))
        assert found is not None
        assert (found.p, found.mark) == (Decimal(p), mark)


def test_a_value_no_better_than_with_nothing_changed_says_nothing() -> None:
    e = made(TOTAL)
    for value, said in (("0.1", True), ("0", False), ("-0.1", False)):
        assert (chance_among(replace(e, value=Decimal(value)), with_sigma("1")) is not None) is said
    behind = replace(e, verdict=Verdict.BEHIND)
    for value, said in (("0.9", True), ("1", False), ("1.1", False)):
        assert (chance_among(replace(behind, value=Decimal(value)), with_sigma("1")) is not None) is said


def test_a_sum_of_n_years_spreads_by_the_root_of_n() -> None:
    e = replace(made(TOTAL), period=2029, reference=Decimal(0), expected=Decimal(4))
    found = chance_among(e, with_sigma("1"))
    assert found is not None
    assert round_half_up(found.deviation, 20) == 2


def test_increments_are_a_sum_and_start_after_the_baseline() -> None:
    text = TOTAL.replace("accumulation: period_total", "accumulation: running_total").replace("R3..R7", "R6")
    text = text.replace("R8..R12", "R12")
    derivation = {"method": "as_published", "series": "counted", "increments": "true"}
    e = made(text.replace("{R8: 10}", "{R7: 5, R8: 5}"), derivation=derivation)  # type: ignore[arg-type]
    found = chance_among(e, with_sigma("1"))
    assert found is not None
    assert round_half_up(found.deviation**2, 20) == 2


@pytest.mark.parametrize(("window", "variances"), [(2, 2), (5, 5)])
def test_means_overlap(window: int, variances: int) -> None:
    """Neighbouring means share all but two of their years: their changes are smaller than what they can be off."""
    text = TOTAL.replace("accumulation: period_total", "accumulation: single_year")
    text = text.replace("R3..R7", "R7").replace("R8..R12", "R12")
    actuals = ", ".join(f"R{n}: {n % 3 * 10}" for n in range(1, 9))
    derivation = {"method": "trailing_mean", "series": "counted", "window": str(window)}
    e = made(text.replace("R8: 10", actuals), derivation=derivation)  # type: ignore[arg-type]
    found = chance_among(e, with_sigma("1"))
    assert found is not None
    assert round_half_up(found.deviation**2, 20) == variances


def test_a_year_counts_as_often_as_it_stands_in_the_means_of_a_sum() -> None:
    """Means of two years, of R8 and R9: R7 stands in one of them, R8 in both, R9 in one; 1 + 4 + 1."""
    actuals = ", ".join(f"R{n}: {n % 3 * 10}" for n in range(1, 10))
    derivation = {"method": "trailing_mean", "series": "counted", "window": "2"}
    text = TOTAL.replace("R8: 10", actuals).replace("report_year: R8", "report_year: R9")
    found = chance_among(made(text, derivation=derivation), with_sigma("1"))  # type: ignore[arg-type]
    assert found is not None
    assert round_half_up(found.deviation**2, 20) == 6


def test_the_calculation_has_three_more_decimals_than_the_values() -> None:
    """Seven changes of 1: 1 ÷ 1.128 = 0.88652…, of values with one decimal."""
    actuals = ", ".join(f"R{n}: {1 - n % 2}" for n in range(1, 9))
    told = chance_calculation(made(TOTAL.replace("R8: 10", actuals)))
    assert [line.rpartition("＝ ")[2] for line in told] == ["0.8865人", "0.8865人（合計なら √年数 倍）"]


# ---- what nothing is said of


def test_five_changes_from_year_to_year_are_needed() -> None:
    values = years(2020, "1", "2", "1", "2", "1", "2")
    assert spread(values) is not None
    gap = {year: value for year, value in values.items() if year != 2023} | years(2026, "1")
    assert len(values) == len(gap) == FEWEST_RANGES + 1
    assert spread(gap) is None
    assert spread(years(2020, "1", "2", "1", "2", "1")) is None
    assert spread({}) is None


def test_of_years_that_never_differ_no_spread_is_known() -> None:
    assert spread(years(2020, "9.4", "9.4", "9.4", "9.4", "9.4", "9.4")) is None


@pytest.mark.slow
@given(situations(extra_places=0))
@settings(max_examples=300, deadline=None)
def test_only_of_the_kinds_that_scatter_around_a_level(situation: Situation) -> None:
    e = situation.evaluate()
    found = chance(e)
    if found is None:
        return
    increments = getattr(e.indicator.derivation, "increments", False)
    assert e.indicator.accumulation in (
        Accumulation.SINGLE_YEAR,
        Accumulation.YEARLY_TARGETS,
        Accumulation.PERIOD_TOTAL,
    ) or (e.indicator.accumulation is Accumulation.RUNNING_TOTAL and increments)
    assert 0 <= found.p <= Decimal("0.5")
    assert found.unchanged == (e.verdict in (Verdict.ACHIEVED, Verdict.ON_TRACK))
    assert found.cut in (Decimal("0.04"), Decimal("0.05"))
    assert (found.mark is ChanceMark.UNLIKELY) == (found.p <= found.cut)


@pytest.mark.parametrize("accumulation", ["running_total", "floor"])
def test_nothing_is_said_of_stocks_and_floors(accumulation: str) -> None:
    actuals = ", ".join(f"R{n}: {n % 2}" for n in range(1, 8))
    text = TOTAL.replace("R8: 10", f"{actuals}, R8: 10").replace("R3..R7", "R7").replace("R8..R12", "R12")
    assert chance(made(text.replace("period_total", "single_year"))) is not None
    assert chance(made(text.replace("period_total", accumulation))) is None


def test_figures_after_the_period_judged_do_not_count() -> None:
    """R10 is known and R9 is not, so the sum ends in R8."""
    actuals = ", ".join(f"R{n}: {n % 2}" for n in range(1, 8))
    text = TOTAL.replace("report_year: R8", "report_year: R12")
    short = made(text.replace("R8: 10", f"{actuals}, R8: 10"))
    longer = made(text.replace("R8: 10", f"{actuals}, R8: 10, R10: 500, R11: 0"))
    assert short.period == longer.period == 2026
    assert chance(short) == chance(longer) is not None


# ---- properties


def turned(indicator: Indicator, change: Decimal) -> Indicator:
    """The indicator with all its figures times ``change``."""

    def times(point: Baseline | Goal) -> Any:
        return point.replace(value=point.value * change) if isinstance(point, Point) else point

    return indicator.replace(
        baseline=times(indicator.baseline),
        target=times(indicator.target) if indicator.target else None,
        targets=tuple(map(times, indicator.targets)),
        direction=_other_way(indicator.direction) if change < 0 else indicator.direction,
    )


def _other_way(direction: Direction | None) -> Direction | None:
    if direction is None:
        return None
    return Direction.DECREASE if direction is Direction.INCREASE else Direction.INCREASE


JUDGED = [Accumulation.SINGLE_YEAR, Accumulation.YEARLY_TARGETS, Accumulation.PERIOD_TOTAL]


@pytest.mark.slow
@given(situations(JUDGED, ["as_published", "trailing_mean"], extra_places=0, whole=True, non_negative=False))
@settings(max_examples=200, deadline=None)
def test_signs_and_units_do_not_matter(situation: Situation) -> None:
    """Losses instead of gains, or hundreds of people instead of people."""
    e = situation.evaluate()
    if e.stated_baseline is None:
        return
    course = [e.baseline, *(goal.value for goal in e.indicator.all_targets if isinstance(goal, Point))]
    if course not in (sorted(course), sorted(course, reverse=True)) or len(set(course)) < len(course):
        return  # a course that turns round or stands still: which way is better has to be declared, and turned by hand
    for change in (Decimal(-1), Decimal(100)):
        observations = situation.with_values(lambda o, change=change: (o.value or 0) * change)  # type: ignore[misc]
        other = replace(situation, indicator=turned(situation.indicator, change)).evaluate(observations)
        if "trailing" in str(e.indicator.derivation) and other.value != (e.value or 0) * change:
            return  # a mean that is rounded to the same place of another unit is another value
        one, two = chance(e), chance(other)
        assert (one is None) == (two is None)
        if one is not None and two is not None and _means_are_exact(e):
            assert (two.p, two.unchanged) == (one.p, one.unchanged)
            assert round_half_up(two.sigma - one.sigma * abs(change), 20) == 0


def _means_are_exact(e: Evaluation) -> bool:
    return all(d.value == round_half_up(d.value, e.indicator.decimals) for d in e.by_period)


@given(situations())
@settings(max_examples=100, deadline=None)
def test_they_change_nothing(situation: Situation) -> None:
    e = situation.evaluate()
    before = replace(e)
    list(certainty_sentences(e, situation.rules))
    assert e == before


# ---- revisions

LEVEL = """
indicators:
  総生産:
    accumulation: single_year
    baseline: {period: R4, value: 100}
    target: {period: R9, value: 200}
cases:
  - {id: case, description: 例, indicator: 総生産, report_year: R6, as_of: 2027-01-01, actuals: ACTUALS, expect: {verdict: 順調}}
"""


def revised(actuals: str) -> tuple[Evaluation, Revision | None]:
    file = read_case_file(LEVEL.replace("ACTUALS", actuals))
    e = evaluate_case(file.cases[0], file.indicators["総生産"])
    return e, revision(e, file.indicators["総生産"].rules())


@pytest.mark.parametrize(
    ("actuals", "expected"),
    [
        # 145 of 140 asked: five more than are needed.
        ("{R5: {2025-01-01: 110, 2026-01-01: 115}, R6: 145}", (5, False)),
        ("{R5: {2025-01-01: 110, 2026-01-01: 116}, R6: 145}", (6, True)),
        ("{R5: {2025-01-01: 116, 2026-01-01: 110}, R6: 145}", (6, True)),
        # From the first to the newest, not from one to the next.
        ("{R5: {2025-01-01: 110, 2025-06-01: 190, 2026-01-01: 112}, R6: 145}", (2, False)),
        # The largest of all periods, one before the baseline too.
        (
            "{R1: {2020-01-01: 10, 2021-01-01: 60}, R5: {2025-01-01: 110, 2026-01-01: 111}, R6: 145}",
            (50, True),
        ),
        # Published twice, the same twice.
        ("{R5: {2025-01-01: 110, 2026-01-01: 110}, R6: 140}", (0, False)),
        # A later publication than the as-of date, and a sign in the place of the first figure.
        ("{R5: {2025-01-01: 110, 2028-01-01: 190}, R6: 145}", None),
        ("{R5: {2025-01-01: x, 2026-01-01: 110}, R6: 145}", None),
        ("{R5: 110, R6: 145}", None),
        # A figure that was taken back is none.
        ("{R5: {2025-01-01: 110, 2026-01-01: x}, R6: 145}", None),
    ],
)
def test_the_largest_revision(actuals: str, expected: tuple[int, bool] | None) -> None:
    _, found = revised(actuals)
    assert found == (None if expected is None else Revision(Decimal(expected[0]), expected[1]))


def test_without_a_value_no_revision_changes_it() -> None:
    e, found = revised("{R3: {2023-01-01: 110, 2024-01-01: 111}}")
    assert e.value is None
    assert e.first_published
    assert found is None


def test_a_ratio_is_revised_with_either_of_its_halves() -> None:
    text = LEVEL.replace(
        "baseline: {", "derivation: {method: ratio, numerator: part, denominator: whole}\n    baseline: {"
    )
    actuals = "{part: {R5: 50, R6: 70}, whole: {R5: {2025-01-01: 50, 2026-01-01: 40}, R6: 50}}"
    file = read_case_file(text.replace("ACTUALS", actuals))
    e = evaluate_case(file.cases[0], file.indicators["総生産"])
    found = revision(e, file.indicators["総生産"].rules())
    assert found == Revision(Decimal(25), True)  # from 100 % to 125 %


def test_the_revisions_of_the_samples(samples: dict[str, Evaluation], rules: Rules) -> None:
    """By the ledger itself: first and newest figure of each year of 総生産."""
    published: dict[int, dict[date, Decimal]] = {}
    for o in load_workspace(ROOT).observations:
        if o.series == "gross_product" and o.value is not None and o.published_on <= AS_OF:
            published.setdefault(o.period, {})[o.published_on] = o.value
    twice = [by_day for by_day in published.values() if len(by_day) > 1]
    assert twice
    largest = max(abs(by_day[min(by_day)] - by_day[max(by_day)]) for by_day in twice)
    assert revision(samples["gross_product"], rules) == Revision(largest, may_change=False)
    assert revision(samples["social_increase"], rules) is None


# ---- words


def chance_of(p: str, *, unchanged: bool = True) -> Chance:
    return Chance(Decimal(p), unchanged, Decimal(1), Decimal(1))


def test_the_marks_in_words() -> None:
    assert mark_words(chance_of("0.05")) == "偶然とは考えにくい"
    assert mark_words(chance_of("0.06")) == "偶然でも起こりうる（約6%）"
    assert mark_words(chance_of("0.10")) == "偶然でも起こりうる（約10%）"
    assert mark_words(chance_of("0.62")) == "偶然でも起こりうる（約62%）"


def test_the_sentences_of_the_samples(samples: dict[str, Evaluation], rules: Rules) -> None:
    told = {ident: tuple(certainty_sentences(e, rules)) for ident, e in samples.items()}
    assert told["social_increase"] == (
        "偶然でも起こりうる（約9%）：現状のままでも、年ごとのばらつきだけでこの値以上になる割合は約9%です。",
    )
    assert told["gross_product"] == (
        "偶然でも起こりうる（約13%）：目安どおりに進んでいても、年ごとのばらつきだけでこの値以下になる割合は約13%です。",
        "判定は、これまでの大きさの公表値の改定（これまで最大70百万円）では変わりません。",
    )
    assert told["young_population_share"] == (
        "偶然とは考えにくい：目安どおりに進んでいても、年ごとのばらつきだけでこの値以下になる割合は1%未満です。",
    )
    assert told["digital_services"] == ()
    assert chance_calculation(samples["social_increase"])[0].endswith("＝ 11.525人")
    assert chance_calculation(samples["digital_services"]) == ()


def test_where_less_is_better_the_words_turn() -> None:
    actuals = ", ".join(f"R{n}: {n % 2}" for n in range(1, 8))
    text = TOTAL.replace("value: 5", "value: ▲5").replace("R8: 10", f"{actuals}, R8: ▲10")
    e = made(text)
    found = chance(e)
    assert found is not None and found.unchanged
    (sentence,) = certainty_sentences(e, rules_of(load_workspace(ROOT).sound_plan()))
    assert "この値以下になる割合" in sentence


def test_revisions_in_words() -> None:
    words = {}
    for actuals in (
        "{R5: {2025-01-01: 110, 2026-01-01: 110}, R6: 145}",
        "{R5: {2025-01-01: 110, 2026-01-01: 116}, R6: 145}",
    ):
        e, found = revised(actuals)
        assert found is not None
        file = read_case_file(LEVEL.replace("ACTUALS", actuals))
        (words[found.largest],) = certainty_sentences(e, file.indicators["総生産"].rules())
    assert words == {
        Decimal(0): "公表された値は、これまで改定で変わっていません。",
        Decimal(6): "判定は、公表値の改定（これまで最大6人）で変わりえます。",
    }


def test_for_programs(samples: dict[str, Evaluation], rules: Rules) -> None:
    told = {ident: record_of(e, None, rules) for ident, e in samples.items()}
    assert told["gross_product"]["chance"] == {"p": Decimal("0.13"), "mark": "possible"}
    assert told["gross_product"]["revision"] == {"largest": Decimal(70), "may_change": False}
    assert told["young_population_share"]["chance"] == {"p": 0, "mark": "unlikely"}
    assert told["digital_services"]["chance"] is None
    assert told["digital_services"]["revision"] is None


# ---- the simulation


@pytest.mark.parametrize("rule", simulate.SETTINGS)
@pytest.mark.parametrize("course", [simulate.NOTHING_CHANGED, simulate.ON_THE_PATH])
def test_the_simulation_says_of_a_town_what_the_program_says(rule: str, course: str) -> None:
    """Town by town from observations, against the short cut that plays thousands."""
    row = next(row for row in simulate.ROWS if (row.rule, row.course, row.years) == (rule, course, 2))
    indicator = simulate.indicator_of(rule)
    every = list(simulate.towns(row, 30, seed=1))
    judge = simulate.Judge(simulate.evaluate_town(indicator, every[0]))
    marks = set()
    for town in every:
        e = simulate.evaluate_town(indicator, town)
        assert judge(town) == (e.verdict, chance(e))
        marks.add(chance(e) is not None)
    assert marks >= {True}


@pytest.mark.slow
def test_towns_on_the_path_are_on_it_and_towns_unchanged_at_the_baseline() -> None:
    for row in simulate.ROWS[:: len(simulate.SETTINGS) - 1]:
        indicator = simulate.indicator_of(row.rule)
        every = list(simulate.towns(row, 400, seed=1))
        evaluated = [simulate.evaluate_town(indicator, town) for town in every]
        aim = evaluated[0].expected if row.course == simulate.ON_THE_PATH else evaluated[0].reference
        values = [e.value for e in evaluated if e.value is not None]
        assert aim is not None
        assert abs(sum(values, Decimal(0)) / len(values) - aim) < 5, row


def test_the_same_towns_again() -> None:
    row = simulate.ROWS[0]
    assert list(simulate.towns(row, 3, seed=7)) == list(simulate.towns(row, 3, seed=7))
    assert list(simulate.towns(row, 3, seed=7)) != list(simulate.towns(row, 3, seed=8))


def test_a_mark_that_is_wrong_too_often_is_seen() -> None:
    row = simulate.ROWS[0]
    result = simulate.play(row, 200)
    assert result.outcomes.total() == 200
    wrong = {(Verdict.ON_TRACK, ChanceMark.UNLIKELY): 9, (Verdict.BEHIND, ChanceMark.UNLIKELY): 91}
    bad = replace(result, outcomes=type(result.outcomes)(wrong))
    assert bad.wrong_share == 0.09
    assert bad.too_often
    assert not replace(bad, row=replace(row, course=simulate.MEASURED)).too_often
    assert "✗" in simulate.table([bad])
    path = replace(bad, row=replace(row, course=simulate.ON_THE_PATH))
    assert path.wrong_share == 0.91


def test_the_document_has_every_row_and_its_marks_are_good_where_nothing_changed() -> None:
    text = simulate.DOCUMENT.read_text(encoding="utf-8")
    assert text.startswith(simulate.document([]).partition("| rule")[0])
    for course in {row.course for row in simulate.ROWS}:
        section = text.partition(f"| **{course}** |")[2].partition("| **")[0]
        lines = re.findall(r"^\| `(.+)` \| (\d+) \| (\d+) \|.*\| ([\d.]*)(?: ✗)? \|$", section, re.MULTILINE)
        rows = [row for row in simulate.ROWS if row.course == course]
        assert [(rule, int(n), int(h)) for rule, n, h, _ in lines] == [
            (r.rule, r.years, r.history) for r in rows
        ]
        if course == simulate.NOTHING_CHANGED:
            assert max(float(wrong) for *_, wrong in lines) <= 8
