"""A new figure is held against its own series alone: what is far from the others is no jump, and what is far from it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from misato_report.actuals.ledger.history_checks import jumps
from misato_report.notation import Basis
from misato_report.observation import Observation
from tests.support.towns import samples


def figure(series: str, year: int, value: str, basis: Basis = Basis.OCT_SEP) -> Observation:
    number = None if value == "x" else Decimal(value)
    day = date(year, 12, 20)
    return Observation(series, year, basis, number, "人", None, day, "例", "例.csv", "", 2, "B", "0" * 64)


def past(known: str) -> dict[tuple[str, int], Observation]:
    """Births in 2022, 2023 …, and of deaths a thousand in each of these years."""
    return {
        (series, 2022 + n): figure(series, 2022 + n, of_year)
        for n, own in enumerate(known.split())
        for series, of_year in (("births", own), ("deaths", "1000"))
    }


def told(value: str, known: str, year: int = 2027, basis: Basis = Basis.OCT_SEP) -> list[str]:
    """What is said of births in ``year`` after these in 2022, 2023 …"""
    found = jumps(samples().sound_plan(), past(known), [figure("births", year, value, basis)])
    return [d.message.partition("は、")[2] for d in found]


@pytest.mark.parametrize(
    ("value", "known", "year", "words"),
    [
        # Changes of 2 at most: from more than three times that on.
        ("26", "20 22 20 22 20", 2027, ""),
        ("27", "20 22 20 22 20", 2027, "前年の 20人"),
        ("13", "20 22 20 22 20", 2027, "前年の 20人"),
        # A revision is held against what it revises.
        ("27", "20 22 20 22 20", 2026, "改定前の 20人"),
        ("28", "20 22 20 22 22", 2026, ""),
        # Of a series that hardly moves, from more than three times a twentieth.
        ("230", "200 200 200 200 200", 2027, ""),
        ("231", "200 200 200 200 200", 2027, "前年の 200人"),
        # Three changes are needed, and the year before.
        ("99", "20 22 20", 2025, ""),
        ("99", "20 22 20 22", 2026, "前年の 22人"),
        ("99", "20 22 20 22 20", 2028, ""),
        ("x", "20 22 20 22 20", 2027, ""),
    ],
)
def test_what_is_far_from_its_own_past(value: str, known: str, year: int, words: str) -> None:
    found = told(value, known, year)
    assert len(found) == bool(words)
    assert all(words in message for message in found)


def test_later_years_say_nothing_of_an_earlier_one() -> None:
    """22 in 2023 after 20 in 2022: of one change nobody knows what is usual."""
    assert told("99", "20 22 20 22 20", 2023) == []


def test_a_month_is_like_no_other() -> None:
    assert told("99", "20 22 20 22 20", basis=Basis.MONTH) == []


def test_figures_that_tell_nothing_do_not_hide_those_behind_them() -> None:
    silent = [figure("deaths", 2027, "x"), figure("in_migration", 2027, "5")]
    far = figure("births", 2027, "99")
    (found,) = jumps(samples().sound_plan(), past("20 22 20 22 20"), [*silent, far])
    assert found.message.startswith("出生数")
