"""Projects' facts, verdicts of measures and opinions: what a slip is told, and where; and all of it may be left out."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.plan.document import PlanProject, Projects
from misato_report.plan.loading import load_plan
from misato_report.plan.project_facts import Fund
from misato_report.plan.values import read_money
from misato_report.workspace import Workspace
from tests.plan.test_loading import change, findings

MIGRATION, FACTS = "plan/fields/1-migration.yaml", "plan/projects/2027.yaml"
REVIEWS, OPINIONS = "plan/reviews/2027.yaml", "plan/opinions.yaml"
PLAN = "plan/plan.yaml"


def only(root: Path) -> Diagnostic:
    (found,) = findings(root)
    return found


def test_a_plan_without_any_of_it_is_read_as_before(workspace: Path) -> None:
    shutil.rmtree(workspace / "plan" / "projects")
    (workspace / "plan" / "opinions.yaml").unlink()
    plan = load_plan(Workspace(workspace)).plan
    assert plan is not None
    assert plan.projects == {} and plan.opinions.opinions == ()


def test_a_project_may_be_a_name_alone() -> None:
    group = Projects.validate({"department": "総務課", "items": ["祭り", {"id": "bus", "name": "バス"}]})
    assert group.items == (PlanProject(name="祭り"), PlanProject(id="bus", name="バス"))


def test_the_facts_of_the_samples_are_read_to_the_yen(workspace: Path) -> None:
    plan = load_plan(Workspace(workspace)).plan
    assert plan is not None
    house = plan.projects[2027].projects[0]
    assert house.settled is not None and house.settled.yen == 96_250_000
    assert house.funds[Fund.BONDS].yen == 48_000_000
    assert house.output.actual == Decimal(2)


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("12,340", 12_340_000), ("12340", 12_340_000), ("１２，３４０千円", 12_340_000),
        ("12,340,500円", 12_340_500), ("12.5百万円", 12_500_000), ("3万円", 30_000), ("0", 0), ("12,340.5", 12_340_500),
    ],
)  # fmt: skip
def test_an_amount_is_in_thousands_or_in_its_unit(text: str, yen: int) -> None:
    assert read_money(text).yen == yen


@pytest.mark.parametrize("text", ["", "円", "約5", "-", "▲5", "0.0001", "0.5円", "1,23", "5人", "1e3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="」"):
        read_money(text)


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "in_message", "in_hint"),
    [
        pytest.param(FACTS, "settled: \"2,180\"", "setled: \"2,180\"", "unknown-key", "setled", "settled", id="misspelt key"),
        pytest.param(FACTS, "project: migration_fairs", "project: migration_fair", "unknown-id", "migration_fair", "もしかして: migration_fairs", id="unknown project"),
        pytest.param(FACTS, "project: bali_festival", "project: migration_fairs", "duplicate-id", "migration_fairs", "", id="one project twice"),
        pytest.param(FACTS, "県: \"1,000\", 一般財源: \"1,180\"", "県: \"1,000\", 一般財源: \"1,170\"", "funds-mismatch", "財源の計 2,170千円 が、決算額 2,180千円 と合いません（差 10千円）", "決算書", id="funds that do not sum"),
        pytest.param(FACTS, "県: \"1,200\"", "都: \"1,200\"", "bad-choice", "「都」は使えません", "", id="no such fund"),
        pytest.param(FACTS, "settled: \"2,180\"", "settled: 約2,180", "bad-value", "金額として読めません", "", id="no amount"),
        pytest.param(FACTS, "direction: 拡充", "direction: 発展", "bad-choice", "発展", "拡充、継続", id="direction"),
        pytest.param(FACTS, "    reason: 【見本】受け入れの希望が枠を上回ったため。\n", "", "no-reason", "拡充", "reason:", id="no reason"),
        pytest.param(FACTS, "    done: 【見本】2日間開いた。\n", "    output: {actual: 3}\n", "unknown-output", "美郷バリフェスティバル", "output:", id="output without unit"),
        pytest.param(MIGRATION, "contributes_to: [social_increase]", "contributes_to: [social_increas]", "unknown-indicator", "social_increas", "social_increase", id="unknown indicator"),
        pytest.param(MIGRATION, "measure: canoe", "measure: cano", "unknown-id", "この分野の measures:", "もしかして: canoe", id="unknown measure"),
        pytest.param(MIGRATION, "        measure: canoe", "        measure: farming", "unknown-id", "farming", "", id="measure of another field"),
        pytest.param(MIGRATION, "grant: tsuga_nagato_base", "grant: tsuga", "unknown-id", "tsuga", "tsuga_nagato_base", id="unknown grant"),
        pytest.param(MIGRATION, "- 二地域居住推進", "- {name: 二地域居住推進, measure: canoe}", "bad-value", "id: がありません", "", id="project without id"),
        pytest.param(REVIEWS, "measure: canoe", "measure: cano", "unknown-id", "施策「cano」", "canoe", id="review of no measure"),
        pytest.param(REVIEWS, "verdict: おおむね順調", "verdict: まあまあ", "bad-choice", "まあまあ", "順調、おおむね順調、課題あり", id="verdict of a measure"),
        pytest.param(OPINIONS, "about: {indicator: social_increase}", "about: {indicator: social}", "unknown-id", "指標「social」", "social_increase", id="opinion on nothing"),
        pytest.param(OPINIONS, "about: {field: industry}", "about: {field: industry, measure: canoe}", "bad-value", "どれか一つ", "", id="opinion on two things"),
        pytest.param(OPINIONS, "state: 対応済", "state: 済", "bad-choice", "対応済、対応中、対応しない", "", id="state of a reply"),
        pytest.param(OPINIONS, "date: 2028-02-10", "date: 2027-02-10", "bad-value", "意見のあった日より前", "", id="reply before the question"),
    ],
)  # fmt: skip
def test_one_slip_is_told_once_with_its_line(
    workspace: Path, name: str, old: str, new: str, code: str, in_message: str, in_hint: str
) -> None:
    line = change(workspace, name, old, new)
    found = only(workspace)
    assert (found.file, found.code) == (name, code)
    assert in_message in found.message and in_hint in found.hint
    assert found.line is not None and abs(found.line - line) <= 8, (found.line, line)
    assert load_plan(Workspace(workspace)).plan is None


@pytest.mark.parametrize(
    ("old", "new", "code", "severity", "in_message"),
    [
        ('settled: "2,180"', "settled: 2,180,000円", "converted", Severity.INFO, "2,180千円 と読みました"),
        ('budget: "2,600"', 'budget: "2,000"', "above-budget", Severity.WARNING, "2,180千円 が、予算現額 2,000千円"),
        ('budget: "2,600"', 'budget: "2,600,000,000"', "amount-out-of-sense", Severity.WARNING, "2,600,000,000千円"),
    ],
)  # fmt: skip
def test_what_is_only_told(
    workspace: Path, old: str, new: str, code: str, severity: Severity, in_message: str
) -> None:
    line = change(workspace, FACTS, old, new)
    found = only(workspace)
    assert (found.code, found.severity) == (code, severity)
    assert found.line in (line, line + 1), "of the two amounts the settled one"
    assert in_message in found.message
    assert load_plan(Workspace(workspace)).plan is not None


def test_funds_without_a_settled_amount(workspace: Path) -> None:
    change(workspace, FACTS, '    settled: "2,180"\n', "")
    assert "決算額" in only(workspace).message


def test_a_town_has_its_own_words(workspace: Path) -> None:
    with (workspace / PLAN).open("a", encoding="utf-8") as file:
        file.write("directions: {words: [続ける, やめる], without_reason: [続ける]}\n")
    found = findings(workspace)
    assert {f.code for f in found} == {"bad-choice"} and "続ける、やめる" in found[0].hint
    path = workspace / FACTS
    text = path.read_text(encoding="utf-8")
    for word in ("継続", "拡充", "改善", "統合", "縮小"):
        text = text.replace(f"direction: {word}", f"direction: {'続ける' if word == '継続' else 'やめる'}")
    path.write_text(text, encoding="utf-8")
    assert findings(workspace) == ()


def test_words_that_no_list_of_a_form_holds(workspace: Path) -> None:
    with (workspace / PLAN).open("a", encoding="utf-8") as file:
        file.write(f"directions: {{words: [継続, {'長' * 260}]}}\n")
    assert "様式の一覧に入りません" in only(workspace).message


def test_two_files_of_one_year(workspace: Path) -> None:
    folder = workspace / "plan" / "projects"
    shutil.copy(folder / "2027.yaml", folder / "2028.yaml")
    found = only(workspace)
    assert (found.code, found.file) == ("duplicate-id", "plan/projects/2028.yaml")


def test_a_copy_of_the_facts_is_told_and_not_read(workspace: Path) -> None:
    folder = workspace / "plan" / "projects"
    shutil.copy(folder / "2027.yaml", folder / "2027 - コピー.yaml")
    assert only(workspace).code == "unread-file"


def test_one_id_for_two_projects_and_for_two_measures(workspace: Path) -> None:
    change(workspace, MIGRATION, "id: canoe\n", "id: bali\n")
    change(workspace, MIGRATION, "id: canoe_camps", "id: bali_festival")
    codes = [(f.code, f.message) for f in findings(workspace)]
    assert any(code == "duplicate-id" and "施策のid「bali」" in message for code, message in codes)
    assert any(code == "duplicate-id" and "「bali_festival」" in message for code, message in codes)
