"""Which rows of the other municipalities are kept: those of series and sources that the plan asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from misato_report.actuals.ledger.peers import asked_for, renamed
from misato_report.notation import Basis
from misato_report.observation import Observation
from tests.support.towns import samples


def test_only_what_the_plan_asks_for_is_kept() -> None:
    plan = samples().sound_plan()
    asked = min(plan.sources_of_peers())
    series = plan.sources[asked].series_ids()[0]
    kept = row(series, asked)
    of_another_source = replace(kept, source="nobody_asks")
    of_another_plan = replace(kept, series="of_another_plan")
    rows = {"322016": [kept, of_another_source, of_another_plan], "322024": [of_another_source]}
    assert asked_for(rows, plan) == {"322016": [kept]}


def test_rows_follow_the_files_that_moved() -> None:
    one = row("births", "a")
    other = replace(one, file="ほか.csv")
    moved = renamed({"322016": [one, other]}, {"例.csv": "新.csv"})
    assert moved == {"322016": [replace(one, file="新.csv"), other]}


def row(series: str, source: str) -> Observation:
    day = date(2026, 12, 18)
    return Observation(
        series, 2026, Basis.OCT_SEP, Decimal(20), "人", None, day, source, "例.csv", "", 2, "B", "0" * 64
    )
