"""When figures under another year are taken for a slip, at each of its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from misato_report.actuals.ledger.shifted_years import shifted_years
from misato_report.notation import Basis
from misato_report.observation import Observation
from tests.support.towns import samples

Years = Mapping[int, int]


def figure(year: int, value: int, series: str = "births") -> Observation:
    day = date(year, 12, 20)
    return Observation(
        series, year, Basis.OCT_SEP, Decimal(value), "人", None, day, "例", "例.csv", "", 2, "B", "0" * 64
    )


def told(known: Years, said: Years) -> list[str]:
    before = {("births", year): figure(year, value) for year, value in known.items()}
    found = shifted_years(samples().sound_plan(), before, [figure(*one) for one in said.items()])
    return [d.message for d in found]


KNOWN = {2022: 0, 2023: 20, 2024: 21, 2025: 22, 2026: 23, 2027: 24}


def test_three_figures_of_the_year_before_have_slipped_also_where_one_is_nothing() -> None:
    (message,) = told(KNOWN, {2023: 0, 2024: 20, 2025: 21})
    assert "3個の値が、台帳にある前の年の値と同じです" in message
    assert "の 0 は、台帳では" in message


def test_three_figures_of_the_year_after() -> None:
    (message,) = told(KNOWN, {2023: 21, 2024: 22, 2025: 23})
    assert "台帳にある次の年の値と同じです" in message


@pytest.mark.parametrize(
    ("said", "slipped"),
    [
        ({2023: 0, 2024: 20}, False),
        ({2023: 0, 2024: 20, 2025: 21, 2026: 23}, True),
        ({2023: 0, 2024: 20, 2025: 21, 2026: 23, 2027: 24}, False),
    ],
)
def test_a_third_as_many_may_be_in_their_place(said: Years, slipped: bool) -> None:
    assert bool(told(KNOWN, said)) is slipped


def test_figures_that_are_alike_are_none() -> None:
    assert told({2022: 5, 2023: 6, 2024: 5, 2025: 6, 2026: 5}, {2023: 5, 2024: 6, 2025: 5, 2026: 6}) == []


@pytest.mark.parametrize(("newest", "slipped"), [(99, False), (100, True)])
def test_of_a_year_that_is_not_known_a_large_figure_tells(newest: int, slipped: bool) -> None:
    known = {2023: 50, 2024: 70, 2025: newest}
    assert bool(told(known, {2024: 50, 2025: 70, 2026: newest})) is slipped
