"""A table whose years have slipped by one against the ledger is refused, not taken for a revision."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report.actuals.ledger.history_checks import Newest
from misato_report.actuals.ledger.shifted_years import shifted_years
from misato_report.notation import Basis
from misato_report.observation import Observation
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace
from tests.conftest import ROOT, Run
from tests.support.ledger_files import ledger

GROSS = "actuals/2027/島根県市町村民経済計算_令和7年度_見本.csv"
YEARS = ["平成28年度", "平成29年度", "平成30年度", "令和元年度", *(f"令和{n}年度" for n in range(2, 9))]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The repository's plan."""
    loaded = load_plan(Workspace(ROOT)).plan
    assert loaded is not None
    return loaded


def figures(series: str, values: dict[int, int]) -> list[Observation]:
    """Figures of a series by year."""
    return [
        Observation(
            series, year, Basis.CALENDAR, Decimal(value), "人", None, date(2027, 1, 1), "例", "例.csv", "", 1, "A", "0"
        )
        for year, value in values.items()
    ]  # fmt: skip


def known(*groups: list[Observation]) -> Newest:
    """What the ledger knows."""
    return {(o.series, o.period): o for group in groups for o in group}


BIRTHS = {2020: 21, 2021: 17, 2022: 19, 2023: 14}


@pytest.mark.parametrize("by", [1, -1])
def test_a_series_under_other_years(plan: Plan, by: int) -> None:
    before = known(figures("births", BIRTHS))
    said = figures("births", {year + by: value for year, value in BIRTHS.items()})
    (found,) = shifted_years(plan, before, said)
    assert found.code == "years-shifted"
    which = "前" if by == 1 else "次"
    assert f"「出生数」の3個の値が、台帳にある{which}の年の値と同じです" in found.message


@pytest.mark.parametrize(
    "said",
    [
        BIRTHS,
        {**BIRTHS, 2024: 15},
        {2020: 20, 2021: 18, 2022: 18, 2023: 15},
        {2021: 21, 2022: 17, 2023: 25, 2024: 14},
        {2024: 14},
    ],
    ids=["the same", "one year more", "revised", "two alike by chance", "the like of last year"],
)
def test_what_is_no_slip(plan: Plan, said: dict[int, int]) -> None:
    assert not list(shifted_years(plan, known(figures("births", BIRTHS)), figures("births", said)))


def test_a_table_of_one_year_that_says_last_years_figures(plan: Plan) -> None:
    names = ("births", "deaths", "in_migration")
    before = known(*(figures(n, {2022: 300 + 9 * k, 2023: 400 + 7 * k}) for k, n in enumerate(names)))
    said = [o for k, n in enumerate(names) for o in figures(n, {2024: 400 + 7 * k})]
    assert [d.code for d in shifted_years(plan, before, said)] == ["years-shifted"]


def test_what_never_changes_has_not_slipped(plan: Plan) -> None:
    names = ("births", "deaths", "in_migration")
    before = known(*(figures(n, {2022: 400 + 7 * k, 2023: 400 + 7 * k}) for k, n in enumerate(names)))
    said = [o for k, n in enumerate(names) for o in figures(n, {2024: 400 + 7 * k})]
    assert not list(shifted_years(plan, before, said))


def test_ingest_refuses_it_and_takes_it_with_a_reason(samples: Path, run: Run) -> None:
    for other in (samples / "actuals").rglob("*.*"):
        if other.is_file() and other != samples / GROSS:
            other.unlink()
    assert run(samples, "ingest", GROSS).returncode == 0
    before = ledger(samples)
    text = (samples / GROSS).read_bytes().decode("cp932")
    head = ",".join(YEARS[:-1])
    assert head in text
    text = text.replace(head, ",".join(YEARS[1:])).replace("令和7年度島根県", "令和8年度島根県")
    slipped = samples / "actuals" / "2027" / "ずれた表_見本.csv"
    slipped.write_bytes(text.replace("令和10年3月24日", "令和11年3月24日").encode("cp932"))
    done = run(samples, "ingest", str(slipped))
    assert done.returncode == 1
    assert "台帳にある前の年の値と同じです" in done.stderr
    assert ledger(samples) == before
    taken = run(samples, "ingest", str(slipped), "--accept", "公表元に確認した")
    assert taken.returncode == 0, taken.stderr
    accepted = ledger(samples)
    assert accepted != before
    rebuilt = run(samples, "ingest", "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert ledger(samples) == accepted
    assert "台帳" not in run(samples, "check").stderr
