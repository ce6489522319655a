"""What stands out among a series' figures: the slips of a clerk's finger, and not the usual ups and downs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from misato_report.evaluation.outliers import Standing, Surroundings, outliers

DUE = date(2028, 4, 30)
VISITORS = {2022: 1310, 2023: 1352, 2024: 1330, 2025: 1371, 2026: 1365}


def standing(
    value: str, earlier: dict[int, int], published_on: date = DUE, whole: int | None = None
) -> set[str]:
    known = {period: Decimal(number) for period, number in earlier.items()}
    around = Surroundings(known, Decimal(whole) if whole is not None else None, DUE)
    return {found.standing.value for found in outliers(2027, Decimal(value), published_on, around)}


@pytest.mark.parametrize("value", ["1382", "1340", "1410"])
def test_the_usual_ups_and_downs_do_not_stand_out(value: str) -> None:
    assert standing(value, VISITORS) == set()


def test_a_hundred_times_the_last() -> None:
    assert standing("138200", VISITORS) == {Standing.DIGITS, Standing.FAR_MOVE}


@pytest.mark.parametrize(
    ("value", "words"), [("13650", "約10倍"), ("138200", "約101倍"), ("136", "約10分の1")]
)
def test_the_words_name_how_many_times(value: str, words: str) -> None:
    known = {period: Decimal(number) for period, number in VISITORS.items()}
    found = outliers(2027, Decimal(value), DUE, Surroundings(known))
    assert any(words in one.words for one in found)


def test_more_children_in_the_club_than_there_are() -> None:
    assert standing("380", {2025: 12, 2026: 21}, whole=38) == {Standing.ABOVE_WHOLE, Standing.DIGITS}
    assert standing("38", {2025: 12, 2026: 21}, whole=38) == set(), "all of them is no more than all"


def test_half_a_person() -> None:
    assert standing("1382.5", VISITORS) == {Standing.FRACTION}
    known = Surroundings({2026: Decimal("9.4")})
    assert outliers(2027, Decimal("9.5"), DUE, known) == (), "a series that has fractions may have more"


def test_a_date_of_2082() -> None:
    assert standing("1382", VISITORS, date(2082, 4, 20)) == {Standing.OFF_CALENDAR}
    assert standing("1382", VISITORS, date(2027, 4, 20)) == {Standing.OFF_CALENDAR}
    assert standing("1382", VISITORS, date(2028, 12, 1)) == set()


def test_three_standard_deviations_of_its_own_moves_are_the_limit() -> None:
    """Moves +2, -2, +2, -2: mean 0, variance 16/3, so that 3 sigma are the root of 48, a little under 7."""
    earlier = {2022: 100, 2023: 102, 2024: 100, 2025: 102, 2026: 100}
    assert standing("106", earlier) == set()
    assert standing("107", earlier) == {Standing.FAR_MOVE}
    assert standing("93", earlier) == {Standing.FAR_MOVE}


def test_too_few_years_say_nothing_of_what_is_usual() -> None:
    assert standing("200", {2024: 100, 2025: 101, 2026: 102}) == set()
    assert standing("200", {2022: 99, 2023: 100, 2024: 101, 2025: 102}) == set(), "last year is not known"


def test_a_figure_of_a_year_before_those_that_are_known() -> None:
    assert standing("12", {2028: 1310, 2029: 1352}) == set()


def test_across_zero_and_from_nothing() -> None:
    assert standing("5", {2025: 2, 2026: -3}) == set()
    assert standing("380", {2025: 0, 2026: 0}) == set(), "nothing is no measure of digits"


def test_without_a_value_only_the_date_can_stand_out() -> None:
    assert outliers(2027, None, DUE, Surroundings({}, due=DUE)) == ()
    assert [o.standing for o in outliers(2027, None, date(2082, 4, 20), Surroundings({}, due=DUE))] == [
        Standing.OFF_CALENDAR
    ]
