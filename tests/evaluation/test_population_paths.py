"""社人研's course and the plan's simulations beside 目標人口: figures of their own years alone, and the words of them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from misato_report.evaluation.population_paths import Course, Distance, PathPoint, courses, distance
from misato_report.evaluation.population_paths_wording import course_sentences
from misato_report.evaluation.rules import Evaluation, evaluate_plan
from misato_report.notation import Basis
from misato_report.observation import Observation
from misato_report.plan.document import PopulationPath
from misato_report.plan.plan import Plan
from misato_report.report.charts import chart_for
from tests.conftest import Run
from tests.support.towns import samples

PUBLISHED = date(2023, 12, 22)


def observation(series: str, year: int, value: int, published: date) -> Observation:
    return Observation(
        series,
        year,
        Basis.OCT1,
        Decimal(value),
        "人",
        None,
        published,
        "例",
        "例.csv",
        "",
        year,
        "B",
        "0" * 64,
    )


def projected(values: dict[int, int], published: date = PUBLISHED) -> list[Observation]:
    return [observation("projected_population", year, value, published) for year, value in values.items()]


def estimated(values: dict[int, int]) -> list[Observation]:
    return [
        observation("estimated_population", year, value, date(year, 12, 20)) for year, value in values.items()
    ]


def population(plan: Plan, ledger: Sequence[Observation], year: int, as_of: date) -> Evaluation:
    return evaluate_plan(plan, ledger, year, as_of)[-1]


def told(ledger: Sequence[Observation], year: int, as_of: date, plan: Plan | None = None) -> list[str]:
    plan = plan or samples().sound_plan()
    return list(course_sentences(population(plan, ledger, year, as_of), courses(plan, ledger, as_of)))


FIVE_YEARS = {2020: 4355, 2025: 3880, 2030: 3440, 2035: 3040}


def test_between_the_years_of_the_course_nothing_is_interpolated() -> None:
    # The town's line in 2027: 4,355 − 795 × 7/10 = 3,798.5, printed on the harder side 3,799; 3,799 − 3,766 = 33.
    ledger = [*projected(FIVE_YEARS), *estimated({2025: 3910, 2026: 3832, 2027: 3766})]
    assert told(ledger, 2027, date(2028, 4, 20)) == [
        "R9の実績3,766人は、見込みの線（3,799人）を33人下回ります。",
        "社人研推計にR9の値はなく、値のあるR7の実績3,910人は、社人研推計（3,880人）を30人上回ります。",
        "R12の社人研推計は3,440人で、目標（3,560人）を120人下回ります。",
    ]


def test_in_a_year_of_the_course_both_distances_are_of_that_year() -> None:
    ledger = [*projected(FIVE_YEARS), *estimated({2029: 3600, 2030: 3440})]
    assert told(ledger, 2030, date(2031, 4, 20)) == [
        "R12の実績3,440人は、見込みの線（3,560人）を120人下回ります。",
        "R12の実績3,440人は、社人研推計（3,440人）と同じです。",
        "R12の社人研推計は3,440人で、目標（3,560人）を120人下回ります。",
    ]


def test_while_no_year_has_both() -> None:
    ledger = [*projected(FIVE_YEARS), *estimated({2026: 3832})]
    sentences = told(ledger, 2026, date(2027, 4, 20))
    assert sentences[1] == "社人研推計にR8の値はなく、実績と比べられる年はまだありません。"


def test_without_an_actual_or_a_figure_of_the_last_year() -> None:
    assert told(projected({2025: 3880}), 2026, date(2027, 4, 20)) == [
        "社人研推計は、実績と比べられる年はまだありません。"
    ]


def test_only_years_after_the_baseline_are_compared() -> None:
    plan = samples().sound_plan()
    e = population(plan, estimated({2019: 4400, 2020: 4350, 2025: 3910}), 2026, date(2027, 4, 20))
    before = Course("推計", (PathPoint(2019, Decimal(4390)), PathPoint(2020, Decimal(4355))))
    assert distance(before, e) is None
    after = Course("推計", (*before.points, PathPoint(2025, Decimal(3880))))
    assert distance(after, e) == Distance(2025, Decimal(3910), Decimal(3880))


def test_as_of_before_the_projection_there_is_none() -> None:
    ledger = [*projected(FIVE_YEARS, date(2028, 12, 22)), *estimated({2025: 3910, 2026: 3832})]
    assert told(ledger, 2026, date(2028, 12, 21)) == []
    assert told(ledger, 2026, date(2028, 12, 22)) != []


def test_a_newer_projection_takes_the_place_of_the_older() -> None:
    newer = projected({2025: 3900, 2030: 3500}, date(2028, 12, 22))
    ledger = [*projected(FIVE_YEARS), *newer, *estimated({2025: 3910})]
    plan = samples().sound_plan()
    (course,) = courses(plan, ledger, date(2029, 1, 1))
    assert courses(plan, [*reversed(ledger)], date(2029, 1, 1)) == (course,)
    assert {p.year: p.value for p in course.points} == {2020: 4355, 2025: 3900, 2030: 3500}
    found = distance(course, population(plan, ledger, 2026, date(2029, 1, 1)))
    assert found is not None
    assert (found.year, found.difference) == (2025, Decimal(10))


def test_a_projection_changes_no_evaluation() -> None:
    plan = samples().sound_plan()
    actual = estimated({2025: 3910, 2026: 3832, 2027: 3766})
    at = (2027, date(2028, 4, 20))
    assert evaluate_plan(plan, [*projected(FIVE_YEARS), *actual], *at) == evaluate_plan(plan, actual, *at)


def with_simulation() -> Plan:
    plan = samples().sound_plan()
    simulation = PopulationPath.validate(
        {
            "name": "シミュレーション1",
            "figures": [{"year": "2025", "value": "3,890"}, {"year": "2030", "value": "3,470"}],
        }
    )
    paths = (*plan.general.population_paths, simulation)
    return replace(plan, general=plan.general.replace(population_paths=paths))


def test_a_simulation_of_the_plan_is_a_course_too() -> None:
    ledger = [*projected(FIVE_YEARS), *estimated({2025: 3910})]
    sentences = told(ledger, 2026, date(2027, 4, 20), with_simulation())
    assert "R7の実績3,910人は、シミュレーション1（3,890人）を20人上回ります。" in sentences
    assert "R12のシミュレーション1は3,470人で、目標（3,560人）を90人下回ります。" in sentences


def test_the_chart_draws_each_course_dashed_and_names_it() -> None:
    plan = with_simulation()
    ledger = [*projected(FIVE_YEARS), *estimated({2025: 3910, 2026: 3832})]
    as_of = date(2027, 4, 20)
    svg = chart_for(population(plan, ledger, 2026, as_of), courses=courses(plan, ledger, as_of))
    assert svg.count('class="course"') == 2
    assert svg.count("stroke-dasharray") >= 3  # and the town's own line
    assert ">社人研推計<" in svg
    assert ">シミュレーション1<" in svg
    assert "社人研推計 令和2年 4,355人、令和7年 3,880人、令和12年 3,440人" in svg


@pytest.mark.parametrize(
    ("path", "told_of"),
    [
        ("  - name: 社人研推計\n", "どちらか一方を書いてください"),
        ("  - name: 社人研推計\n    series: estimated_population\n", "将来の推計ではありません"),
        ("  - name: 社人研推計\n    series: projected\n", "系列「projected」は sources.yaml にありません"),
        (
            "  - name: 甲\n    figures: [{year: R7, value: 1}, {year: 2025, value: 2}]\n",
            "同じ年が二度あります",
        ),
    ],
)
def test_paths_that_are_none_are_told(workspace: Path, run: Run, path: str, told_of: str) -> None:
    plan = workspace / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    own = "  - name: 社人研推計\n    series: projected_population\n"
    assert own in text
    plan.write_text(text.replace(own, path), encoding="utf-8")
    done = run(workspace, "check")
    assert done.returncode == 1
    assert told_of in done.stderr, done.stderr


def test_paths_need_a_target(workspace: Path, run: Run) -> None:
    plan = workspace / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    start, end = text.index("target_population:\n"), text.index("# 目標人口の図に")
    plan.write_text(text[:start] + text[end:], encoding="utf-8")
    done = run(workspace, "check")
    assert done.returncode == 1
    assert "並べる目標人口がありません" in done.stderr


@pytest.mark.slow
def test_every_output_shows_the_course(town: Path, built: dict[str, Path], tmp_path: Path) -> None:
    html = built["html"].read_text(encoding="utf-8")
    sentence = "値のあるR7の実績3,910人は、社人研推計（3,880人）を30人上回ります"
    assert sentence in html
    assert "R10は10月～2月の5か月で▲9人（参考）" in html
    assert 'href="#origin-projected_population-2025"' in html
    assert 'id="origin-net_migration_of_month-202710"' in html
    from misato_report import BuildRequest, build_report, load_workspace

    request = BuildRequest(report_year=2027, as_of=date(2028, 4, 20), formats=("xlsx",))
    root = tmp_path / "町"  # the other tests share the town
    shutil.copytree(town, root, ignore=shutil.ignore_patterns("out"))
    files = build_report(load_workspace(root), request)
    book = openpyxl.load_workbook(next(p for p in files if p.suffix == ".xlsx" and "確認票" not in p.name))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert any(sentence in cell for cell in cells)
    assert any("R10は10月～2月の5か月で▲9人（参考）" in cell for cell in cells)
    assert "社人研推計" in cells
