"""What an evaluation says was taken back: of its own series, up to its own day and year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from misato_report import load_workspace
from misato_report.evaluation.rules import evaluate, rules_of
from misato_report.notation import Basis
from misato_report.observation import Correction, Observation
from misato_report.plan.plan import Plan
from tests.conftest import ROOT

WRONG = Observation(
    series="facility_users", period=2027, basis=Basis.FISCAL, value=Decimal(1283), unit="人", mark=None,
    published_on=date(2028, 4, 22), source="own", file="actuals/a.csv", sheet="", row=2, column="C", sha256="0" * 64,
)  # fmt: skip
TAKEN_BACK = replace(WRONG, published_on=date(2028, 4, 25), correction=Correction.CANCELLED, number=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_workspace(ROOT).sound_plan()


@pytest.mark.parametrize(
    ("change", "year", "as_of", "told"),
    [
        ({}, 2027, date(2028, 4, 25), True),
        ({}, 2027, date(2028, 4, 24), False),
        ({}, 2026, date(2028, 4, 25), False),
        ({"series": "births"}, 2027, date(2028, 4, 25), False),
    ],
)
def test_what_was_taken_back(
    plan: Plan, change: dict[str, Any], year: int, as_of: date, *, told: bool
) -> None:
    (indicator,) = (i for _, i in plan.indicators() if i.id == "facility_users")
    row = replace(TAKEN_BACK, **change)
    found = evaluate(indicator, [WRONG, row], year, as_of, rules_of(plan)).cancelled
    assert found == ((row,) if told else ())
