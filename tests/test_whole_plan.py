"""A whole plan, R8 to R13: forms out and back, two publications a year, figures revised, the plan revised, a report
each year; and in the end every report built again to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
import yaml

from misato_report import BuildRequest, build_report, load_workspace
from tests.conftest import Run
from tests.tools import make_samples
from tests.tools.make_samples import MISATO_PEOPLE, People

YEARS = range(2026, 2031)
FORMATS = ("html", "xlsx", "csv")


@pytest.fixture
def later_publications(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the prefecture will publish until March R13, invented: 2029's product revises that of 2025."""
    people = dict(MISATO_PEOPLE)
    for year, births, deaths, arrivals, departures in (
        (2028, 18, 80, 130, 133), (2029, 16, 79, 125, 129), (2030, 17, 78, 131, 128),
    ):  # fmt: skip
        before = people[year - 1]
        population = before.population + births - deaths + arrivals - departures
        people[year] = People(
            births, deaths, arrivals, departures, population, before.young - 4, before.old - 20, 21
        )
    monkeypatch.setattr(make_samples, "MISATO_PEOPLE", people)
    published = make_samples.POPULATION_PUBLISHED | {y: date(y, 12, 18) for y in (2028, 2029, 2030)}
    monkeypatch.setattr(make_samples, "POPULATION_PUBLISHED", published)
    product = make_samples.MISATO_PRODUCT | {
        2026: {2025: 13_590, 2026: 13_700},
        2027: {2026: 13_650, 2027: 13_880},
        2028: {2025: 13_555, 2028: 13_940},
    }
    monkeypatch.setattr(make_samples, "MISATO_PRODUCT", product)
    days = make_samples.PRODUCT_PUBLISHED | {y: date(y + 3, 3, 26) for y in (2026, 2027, 2028)}
    monkeypatch.setattr(make_samples, "PRODUCT_PUBLISHED", days)
    course = make_samples.PRODUCT_COURSE | {2026: 1.07, 2027: 1.08, 2028: 1.09}
    monkeypatch.setattr(make_samples, "PRODUCT_COURSE", course)


@pytest.fixture
def hall(workspace: Path, later_publications: None, run: Run) -> Path:
    """The town in March R8: the plan is new, and what was published until then is taken in."""
    plan = workspace / "plan"
    for told in [*(plan / "reviews").iterdir(), *(plan / "projects").iterdir(), plan / "opinions.yaml"]:
        told.unlink()
    for year in range(2021, 2026):
        put(workspace, year, f"年報{year}_見本.csv", make_samples.population_table(year))
    for year in (2022, 2023):
        put(workspace, year + 2, f"経済計算{year}_見本.csv", make_samples.product_table(year))
    put(workspace, 2025, "町の集計_見本.csv", make_samples.counts_table(2025))
    assert run(workspace, "ingest").returncode == 0
    return workspace


def put(root: Path, fiscal_year: int, name: str, content: bytes) -> None:
    path = root / "actuals" / str(fiscal_year) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def returned_forms(root: Path, year: int) -> Iterator[Path]:
    """Every department fills in its form: all its figures, and one text for each thing it is asked about."""
    random = Random(year)
    for form in sorted((root / "forms" / str(year)).glob("*.xlsx")):
        book = openpyxl.load_workbook(form)
        if "実績" in book.sheetnames:
            for row in book["実績"].iter_rows(min_row=2):
                row[2].value = random.randint(20, 40)
        if "評価" in book.sheetnames:
            for row in book["評価"].iter_rows(min_row=2):
                if row[4].value.endswith("/policy"):
                    row[2].value = f"【見本】{year}年度の後も続ける。"
        if "事業" in book.sheetnames:
            for row in book["事業"].iter_rows(min_row=2):
                row[3].value, row[4].value, row[9].value, row[13].value = 500, 480, 480, "継続"
        path = root / "actuals" / str(year + 1) / form.name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        yield path


def revise_the_plan(root: Path) -> None:
    """In March R11 the town lowers a target."""
    revision = {
        "date": "2029-03-12", "indicator": "gross_product", "field": "target.value",
        "old": "14,547", "new": "14,200", "reason": "【見本】推計方法の改定", "decided_by": "【見本】令和11年第1回定例会",
    }  # fmt: skip
    path = root / "plan" / "revisions.yaml"
    path.write_text(yaml.safe_dump({"revisions": [revision]}, allow_unicode=True), encoding="utf-8")


@pytest.mark.long
@pytest.mark.slow
def test_five_years_and_every_report_again(hall: Path, run: Run) -> None:
    reports: dict[Path, bytes] = {}
    for year in YEARS:
        put(hall, year, f"年報{year}_見本.csv", make_samples.population_table(year))
        assert run(hall, "ingest").returncode == 0, "December"
        if year == 2028:
            revise_the_plan(hall)
        put(hall, year, f"経済計算{year - 2}_見本.csv", make_samples.product_table(year - 2))
        assert run(hall, "ingest").returncode == 0, "March"
        assert run(hall, "forms", str(year)).returncode == 0
        assert len(list(returned_forms(hall, year))) == 8
        done = run(hall, "ingest")
        assert done.returncode == 0, done.stderr
        assert "様式の返送がまだ" not in run(hall, "status", str(year)).stdout
        checked = run(hall, "check")
        assert checked.returncode == 0, checked.stderr
        assert "not-taken-in" not in checked.stdout
        reports |= built(hall, year)
    last = next(
        content for path, content in reports.items() if path.suffix == ".html" and path.parent.name == "2030"
    )
    assert "【見本】2030年度の後も続ける。" in last.decode("utf-8")
    for year in YEARS:
        for path, content in built(hall, year).items():
            assert content == reports[path], f"{path.name} is not what it was"


def built(root: Path, year: int) -> dict[Path, bytes]:
    """The report of a year as it goes to the council in May; a PDF of the first year, which takes seconds."""
    formats = (*FORMATS, "pdf") if year == YEARS[0] else FORMATS
    paths = build_report(
        load_workspace(root),
        BuildRequest(report_year=year, as_of=date(year + 1, 5, 20), formats=tuple(formats)),
    )
    return {path: path.read_bytes() for path in paths}
