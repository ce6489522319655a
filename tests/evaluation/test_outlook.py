"""What would change a verdict, what the past would lead to, and why this year is not last year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from misato_report import evaluate, load_workspace
from misato_report.evaluation.comparison import Change, ReportDate, compare, reasons
from misato_report.evaluation.explanation import steps, what_would_change_it
from misato_report.evaluation.outlook import (
    FEWEST_POINTS,
    best_year,
    better_of,
    is_realistic,
    landing_band,
    next_year_allowance,
    thresholds,
)
from misato_report.evaluation.rules import Absence, Evaluation, rules_of, verdict_at
from misato_report.evaluation.wording import period_words
from misato_report.plan.indicators import Verdict
from tests.conftest import ROOT, Run
from tests.support.cases import evaluate_case, read_case_file
from tests.support.situations import Situation, situations

AS_OF = date(2028, 4, 20)


@pytest.fixture(scope="module")
def evaluated() -> dict[str, Evaluation]:
    return {e.indicator.id: e for e in evaluate(load_workspace(ROOT), 2027, AS_OF)}


@pytest.mark.slow
@given(situations())
@settings(max_examples=150, deadline=None)
def test_a_threshold_is_the_first_value_of_its_verdict(situation: Situation) -> None:
    e = situation.evaluate()
    unit = Decimal((0, (1,), -e.indicator.decimals))
    for t in thresholds(e, situation.rules):
        assert e.value is not None
        assert verdict_at(e, t.value, situation.rules) is t.verdict is not e.verdict
        step = unit if t.difference > 0 else -unit
        assert verdict_at(e, t.value - step, situation.rules) is not t.verdict
        assert t.value - e.value == t.difference


@given(situations())
@settings(max_examples=100, deadline=None)
def test_every_judged_evaluation_is_explained(situation: Situation) -> None:
    e = situation.evaluate()
    lines = steps(e, situation.rules)
    assert bool(lines) == (e.period is not None)
    if lines:
        assert lines[-1].formula == f"verdict: {e.verdict.value}"
    what_would_change_it(e, situation.rules)


@given(situations())
@settings(max_examples=100, deadline=None)
def test_a_band_holds_to_its_five_points(situation: Situation) -> None:
    e = situation.evaluate()
    band = landing_band(e)
    if band is not None:
        assert band.runs >= FEWEST_POINTS
        assert band.low <= band.high


def test_thresholds_of_the_samples(evaluated: dict[str, Evaluation]) -> None:
    rules = rules_of(load_workspace(ROOT).sound_plan())
    told = {ident: what_would_change_it(e, rules) for ident, e in evaluated.items()}
    assert told["social_increase"] == (
        "▲18人（いまより4人少ない）までなら順調のまま、▲19人でやや遅れ",
        "R10の値が▲13人以上なら、R10までの累計は目安どおり",
    )
    assert told["gross_product"][0] == "13,909百万円以上（いまより289百万円多い）なら順調"
    assert told["young_population_share"][0] == "9.4%以上（いまより0.1ポイント多い）なら遅れ"
    assert told["target_population"] == ("3,799人以上（いまより33人多い）なら順調",)


def test_the_band_is_what_the_past_runs_of_years_would_make(evaluated: dict[str, Evaluation]) -> None:
    """▲14 and three years more like R3～R5 (▲63) or like R7～R9 … R5～R7 (▲21)."""
    band = landing_band(evaluated["social_increase"])
    assert band is not None
    assert (band.low, band.high) == (Decimal(-77), Decimal(-35))
    assert (band.years, band.runs) == (3, 5)
    assert landing_band(evaluated["young_population_share"]) is None  # four runs of three years


def test_the_best_year_beside_what_is_required(evaluated: dict[str, Evaluation]) -> None:
    e = evaluated["young_population_share"]
    best = best_year(e)
    assert best is not None
    assert e.required_per_year == Decimal("0.8")
    assert best.value < e.required_per_year
    assert is_realistic(e) is False
    assert is_realistic(evaluated["social_increase"]) is True
    assert next_year_allowance(evaluated["social_increase"]) == -13


def test_better_of() -> None:
    verdicts = [e.verdict for e in evaluate(load_workspace(ROOT), 2027, AS_OF)]
    assert not better_of(verdicts[0], verdicts[0])


def test_year_on_year_is_split_into_its_causes() -> None:
    project = load_workspace(ROOT)
    plan = project.sound_plan()
    changes = compare(
        plan, project.observations, ReportDate(2026, date(2027, 4, 20)), ReportDate(2027, AS_OF)
    )
    assert reasons(changes["social_increase"]) == ("R9の値（▲12→▲14）",)
    assert reasons(changes["gross_product"]) == ("R7の値（13,310→13,620）", "数値の改定（13,340→13,310）")
    assert not changes["gross_product"].by_plan


def test_a_revision_of_the_plan_is_its_own_cause(taken_in: Path, run: Run) -> None:
    (taken_in / "plan" / "revisions.yaml").write_text(
        "revisions:\n  - {date: 2027-09-17, indicator: facility_users, field: targets.2027.value,"
        ' old: "1,500", new: "1,300", reason: 見直し, decided_by: 定例会}\n',
        encoding="utf-8",
    )
    project = load_workspace(taken_in)
    changes = compare(
        project.sound_plan(),
        project.observations,
        ReportDate(2026, date(2027, 4, 20)),
        ReportDate(2027, AS_OF),
    )
    change = changes["facility_users"]
    assert reasons(change) == ("R9の値（620→1,380）", "計画の変更")
    assert (change.renewed.verdict.value, change.now.verdict.value) == ("slightly_behind", "achieved")


@pytest.mark.slow
def test_explain_shows_cells_formulas_and_what_would_change(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "explain", "social_increase", "R9", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    for words in (
        "判定 ○順調",
        "令和9年年報_見本.csv G23",
        "目標値 ▲45 × 2/5 ＝ ▲18",
        "までなら順調のまま",
        "評価の方法",
    ):
        assert words in done.stdout
    assert run(taken_in, "explain", "年少人口", "2027").returncode == 0
    assert "8年度" not in run(taken_in, "explain", "gross_product", "2026").stderr
    wrong = run(taken_in, "explain", "socal_increase", "2027")
    assert wrong.returncode == 2
    assert "social_increase" in wrong.stderr


def test_explain_without_an_actual_says_when_it_is_due(workspace: Path, run: Run) -> None:
    done = run(workspace, "explain", "gross_product", "2026", "--as-of", "2027-04-01")
    assert done.returncode == 0
    assert "まだありません" in done.stdout
    assert "公表の見込み" in done.stdout


def of_increments(**actuals: str) -> Evaluation:
    """100 in R7, 150 to be reached in R12 by what is added each year; ``R8="10"`` and so on."""
    text = "\n".join(f"      {year}: {value}" for year, value in actuals.items())
    file = read_case_file(INCREMENTS.format(actuals=text, year=max(actuals, key=lambda year: int(year[1:]))))
    return evaluate_case(file.cases[0], file.indicators["会員数"])


INCREMENTS = """
indicators:
  会員数:
    accumulation: running_total
    derivation: {{method: as_published, series: joined, increments: true}}
    baseline: {{period: R7, value: 100}}
    target: {{period: R12, value: 150}}
cases:
  - id: case
    description: 増加数
    indicator: 会員数
    report_year: {year}
    actuals:
{actuals}
    expect: {{verdict: 順調}}
"""


def test_the_best_year_of_increments_is_the_largest_of_them() -> None:
    """Not the rise from one increment to the next, which was 2."""
    best = best_year(of_increments(R8="10", R9="12"))
    assert best is not None
    assert (best.period, best.value) == (2027, Decimal(12))
    assert is_realistic(of_increments(R8="10", R9="12"))  # 28 in three years
    assert is_realistic(of_increments(R8="6", R9="7")) is False  # 37 in three years


def test_the_allowance_of_increments_is_up_to_the_path() -> None:
    assert next_year_allowance(of_increments(R8="10", R9="12")) == Decimal(8)  # from 122 to 130


def test_the_band_of_increments_adds_them_up() -> None:
    years = {f"R{n}": str(n) for n in range(1, 10)}
    band = landing_band(of_increments(**years))
    assert band is not None
    # 117 and three years more like R1 to R3 (6) or like R7 to R9 (24).
    assert (band.low, band.high) == (Decimal(123), Decimal(141))


def test_whether_a_best_year_is_enough_is_not_known_without_two_years() -> None:
    file = read_case_file(
        INCREMENTS.format(actuals="      R8: 104", year="R8").replace(", increments: true", "")
    )
    assert is_realistic(evaluate_case(file.cases[0], file.indicators["会員数"])) is None


def test_a_level_contributes_its_change_on_the_year_before() -> None:
    """And nothing where that year is not known, as R9 here."""
    text = INCREMENTS.format(actuals="      R6: 98\n      R7: 101\n      R8: 104\n      R10: 110", year="R10")
    file = read_case_file(text.replace(", increments: true", ""))
    level = evaluate_case(file.cases[0], file.indicators["会員数"])
    assert level.contributions() == {2025: Decimal(3), 2026: Decimal(3)}


def test_a_year_that_passes_without_a_figure_is_told_as_that() -> None:
    """Not as a figure that went away: there never was one."""
    file = read_case_file(INCREMENTS.format(actuals="      R7: 8", year="R8"))
    overdue = evaluate_case(file.cases[0], file.indicators["会員数"])
    assert overdue.verdict is Verdict.MISSING
    waiting = replace(overdue, verdict=Verdict.NOT_PUBLISHED, report_year=2025)
    assert reasons(Change(waiting, waiting, overdue, overdue)) == ("年度が進んだ",)
    first = of_increments(R8="10")
    assert reasons(Change(waiting, waiting, first, first)) == ("R8の値（110）が出た",)
    assert period_words(load_workspace(ROOT).sound_plan(), overdue) == ""


def test_a_revision_is_told_with_both_values_where_they_differ() -> None:
    e = of_increments(R8="10")
    for value in ("109", "112"):
        revised = replace(e, value=Decimal(value))
        assert reasons(Change(e, revised, revised, revised)) == (f"数値の改定（110→{value}）",)
    judged_otherwise = replace(e, verdict=Verdict.BEHIND)
    assert reasons(Change(e, *[judged_otherwise] * 3)) == ("数値の改定",)


# ---- what an evaluation has of a plan, and of years


def of_one_case(report_year: str, actuals: str, more: str = "") -> Evaluation:
    """A level from 10 in R7 to 20 in R12, with these actuals, seen from the end of the year."""
    file = read_case_file(
        "indicators:\n  人口:\n    accumulation: single_year\n    baseline: {period: R7, value: 10}\n"
        "    target: {period: R12, value: 20}\ncases:\n  - id: one\n    description: 一つ\n    indicator: 人口\n"
        f"    report_year: {report_year}\n    actuals: {actuals}\n    expect: {{baseline: 10}}\n{more}"
    )
    return evaluate_case(file.cases[0], file.indicators["人口"])


KNOWN = "H28: 1, H29: 2, H30: 4, R1: 7, R2: 8, R3: 9, R4: 11, R6: 10, R7: 10, R8: 14, R9: 12"


def test_the_band_of_a_level_is_of_its_changes_over_as_many_years() -> None:
    """Seven runs of three years, none over R5: from ▲1 (R4 to R7) to 6 (H28 to R1)."""
    band = landing_band(of_one_case("R9", f"{{{KNOWN}}}"))
    assert band is not None
    assert (band.low, band.high, band.years, band.runs) == (Decimal(11), Decimal(18), 3, 7)


def test_a_band_is_of_the_years_that_are_left_down_to_one() -> None:
    band = landing_band(of_one_case("R11", f"{{{KNOWN}, R10: 13, R11: 16}}"))
    assert band is not None
    assert (band.low, band.high, band.years, band.runs) == (Decimal(14), Decimal(20), 1, 11)
    assert landing_band(of_one_case("R12", f"{{{KNOWN}, R10: 13, R11: 16, R12: 17}}")) is None


def test_one_year_alone_is_no_best_year() -> None:
    e = of_one_case("R9", "{R9: 12}")
    assert e.required_per_year is not None
    assert best_year(e) is None


def test_after_the_target_no_year_is_asked_for() -> None:
    e = of_one_case("R13", "{R12: 11, R13: 12}")
    assert e.required_per_year is None
    assert best_year(e) is None


def test_the_way_is_from_the_baseline_to_the_target_and_to_a_later_year() -> None:
    assert [f.period for f in of_one_case("R9", "{R6: 9, R9: 12}").way] == [*range(2025, 2031)]
    assert [f.period for f in of_one_case("R13", "{R13: 12}").way] == [*range(2025, 2032)]


def test_a_year_that_is_overdue_and_one_that_is_not_due() -> None:
    e = of_one_case("R9", "{R8: 12}", "    as_of: 2027-12-01\n")
    assert e.at(2027).absence is Absence.NOT_PUBLISHED
    late = of_one_case("R9", "{R8: 12}")
    assert late.at(2027).absence is Absence.MISSING


def test_what_is_not_there_yet_is_not_final() -> None:
    assert not of_one_case("R9", "{}").final


def test_a_figure_that_the_plan_does_not_state() -> None:
    e = replace(of_one_case("R9", "{R9: 12}"), stated_target=None)
    with pytest.raises(LookupError, match="case"):
        _ = e.target
