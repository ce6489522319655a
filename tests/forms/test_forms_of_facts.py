"""事業 and 施策 in the departments' forms: what is typed comes back as it was, and nothing is overwritten in silence."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from misato_report import load_workspace
from misato_report.forms.asked_opinions import opinion_ident
from misato_report.forms.fact_values import fact_value, money_words
from misato_report.forms.issue import issue
from misato_report.plan.opinions import Opinion
from misato_report.plan.project_facts import Fund, ProjectFacts
from misato_report.plan.reviews import MeasureReview
from misato_report.plan.values import read_money
from tests.conftest import Run
from tests.forms.test_forms import DIGITAL, DUE, FIELD_1, fill_in, form_of, town_hall

pytestmark = pytest.mark.slow  # whole commands, one after the other

__all__ = ["town_hall"]
PLANNING = "企画推進課"
HOUSE = "projects/sustainable_house"
FAIRS = "projects/migration_fairs"


def facts_of(root: Path, ident: str, year: int = 2028) -> ProjectFacts:
    file = load_workspace(root).sound_plan().projects[year]
    return next(facts for facts in file.projects if facts.project == ident)


def ingest_refused(root: Path, run: Run) -> str:
    """What is said, and that neither facts nor reviews nor ledger were touched."""
    kept = [root / "actuals" / "ledger.csv", *sorted((root / "plan").rglob("*.yaml"))]
    before = {path: path.read_bytes() for path in kept}
    done = run(root, "ingest")
    assert done.returncode == 1, done.stdout
    assert {path: path.read_bytes() for path in sorted((root / "plan").rglob("*.yaml"))} | {
        kept[0]: kept[0].read_bytes()
    } == before
    return done.stderr


def test_each_project_and_measure_is_asked_once_by_its_department(town_hall: Path) -> None:
    asked: dict[str, list[str]] = {"事業": [], "施策": []}
    for path in sorted((town_hall / "forms" / "2028").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for name, numbers in asked.items():
            if name in book.sheetnames:
                numbers += [str(row[-1].value) for row in book[name].iter_rows(min_row=2)]
    plan = load_workspace(town_hall).sound_plan()
    assert sorted(asked["事業"]) == sorted(
        f"projects/{p.id}" for f in plan.fields for _, p in f.projects_with_ids()
    )
    assert sorted(asked["施策"]) == sorted(
        f"measures/{m.id}" for f in plan.fields for m in f.measures_with_ids()
    )
    house = openpyxl.load_workbook(form_of(town_hall, FIELD_1))["事業"]
    assert [cell.value for cell in house[2]][:3] == ["サステナブルハウス建設", "96,250", "完成した住宅（戸）"]
    assert house["A2"].protection.locked and not house["D2"].protection.locked


def test_a_filled_sheet_becomes_the_years_facts(town_hall: Path, run: Run) -> None:
    fill_in(
        town_hall, FIELD_1,
        {
            f"{HOUSE}/budget": 98400, f"{HOUSE}/settled": "９６，２５０", f"{HOUSE}/funds.国": "43,300",
            f"{HOUSE}/funds.地方債": "48,000千円", f"{HOUSE}/funds.一般財源": 4950,
            f"{HOUSE}/output.planned": 2, f"{HOUSE}/output.actual": "2戸",
            f"{HOUSE}/done": "2棟を建てた。\n- 入居が決まった", f"{HOUSE}/direction": "縮小",
            f"{HOUSE}/reason": "用地が少ない。",
            "measures/settlement/verdict": "おおむね順調", "measures/settlement/text": "相談が増えた。",
        },
    )  # fmt: skip
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "plan/projects/2028.yaml" in done.stdout
    facts = facts_of(town_hall, "sustainable_house")
    assert facts.budget is not None and facts.budget.yen == 98_400_000
    assert facts.settled is not None and facts.settled.yen == 96_250_000
    assert {str(f): money.yen for f, money in facts.funds.items()} == {
        "国": 43_300_000, "地方債": 48_000_000, "一般財源": 4_950_000,
    }  # fmt: skip
    assert (facts.output.planned, facts.output.actual) == (Decimal(2), Decimal(2))
    assert facts.done == "2棟を建てた。\n- 入居が決まった\n"
    assert (facts.direction, facts.reason) == ("縮小", "用地が少ない。")
    (review,) = load_workspace(town_hall).sound_plan().reviews[2028].measures
    assert (review.verdict, review.text, review.department) == ("おおむね順調", "相談が増えた。", FIELD_1)
    assert run(town_hall, "check").returncode == 0
    assert "様式:" not in run(town_hall, "ingest").stdout, "taken once"


def test_what_is_there_is_not_overwritten_in_silence(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, FIELD_1, {f"{FAIRS}/settled": "2,180", f"{FAIRS}/direction": "継続"})
    assert run(town_hall, "ingest").returncode == 0
    path = town_hall / "plan" / "projects" / "2028.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 書きかけ\n", encoding="utf-8")
    again = fill_in(
        town_hall, FIELD_1, {f"{FAIRS}/settled": "2,190", f"{FAIRS}/budget": "2,600"}, "返送2.xlsx"
    )
    said = ingest_refused(town_hall, run)
    assert "plan/projects/2028.yaml" in said and "2,180" in said and "2,190" in said and "事業!E5" in said
    assert run(town_hall, "ingest", "--replace-reviews", str(again)).returncode == 0
    facts = facts_of(town_hall, "migration_fairs")
    assert facts.settled is not None and facts.settled.yen == 2_190_000
    assert facts.budget is not None and facts.budget.yen == 2_600_000
    assert facts.direction == "継続"
    assert "# 書きかけ" in path.read_text(encoding="utf-8")


def test_the_same_answer_in_other_words_changes_nothing(town_hall: Path, run: Run) -> None:
    facts = {
        "year": 2028,
        "projects": [{"project": "line_service", "written_on": "2029-04-01", "settled": 3120}],
    }
    path = town_hall / "plan" / "projects" / "2028.yaml"
    path.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    fill_in(
        town_hall,
        DIGITAL,
        {"projects/line_service/settled": "3,120,000円", "fields/digital/policy": "続ける。"},
    )
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert facts_of(town_hall, "line_service").written_on == date(2029, 4, 1)


def test_yen_are_converted_and_it_is_said(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, FIELD_1, {f"{FAIRS}/settled": "2,180,400円"})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "2,180.4千円 と読みました" in done.stderr and "事業!E5" in done.stderr
    facts = facts_of(town_hall, "migration_fairs")
    assert facts.settled is not None and facts.settled.yen == 2_180_400


@pytest.mark.parametrize(
    ("answers", "message", "cell"),
    [
        ({"settled": "約2,000"}, "金額として読めません", "事業!E5"),
        ({"budget": "▲5"}, "0より小さい", "事業!D5"),
        ({"settled": "0.0005"}, "1円より細かい", "事業!E5"),
        ({"settled": 2180, "funds.国": 1000, "funds.県": 1100}, "財源の計 2,100千円 が、決算額 2,180千円", "事業!E5"),
        ({"funds.国": 1000}, "決算額がありません", "事業!F5"),
        ({"direction": "改善"}, "理由がありません", "事業!N5"),
        ({"reason": "古いため"}, "選ばれていません", "事業!O5"),
        ({"direction": "やめる"}, "選べる答えではありません", "事業!N5"),
        ({"output.actual": "5件"}, "数として読めません", "事業!L5"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_cell(
    town_hall: Path, run: Run, answers: dict[str, Any], message: str, cell: str
) -> None:
    fill_in(town_hall, FIELD_1, {f"{FAIRS}/{key}": value for key, value in answers.items()})
    said = ingest_refused(town_hall, run)
    assert message in said and cell in said


def test_funds_are_held_against_what_is_in_the_file_already(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, FIELD_1, {f"{FAIRS}/settled": 2180})
    assert run(town_hall, "ingest").returncode == 0
    fill_in(town_hall, FIELD_1, {f"{FAIRS}/funds.国": 2000}, "返送2.xlsx")
    assert "財源の計 2,000千円" in ingest_refused(town_hall, run)


def test_more_than_the_budget_is_told_and_taken(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, FIELD_1, {f"{FAIRS}/budget": 2000, f"{FAIRS}/settled": 2180})
    done = run(town_hall, "ingest")
    assert done.returncode == 0
    assert "上回っています" in done.stderr and "事業!E5" in done.stderr


def test_a_quantity_that_the_plan_does_not_name_is_refused(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, "企画推進課", {"projects/bali_festival/output.actual": 3})
    assert "output:" in ingest_refused(town_hall, run)


@pytest.mark.parametrize("sheet", ["事業", "施策"])
def test_changed_headings_and_added_rows_are_told_and_a_renamed_sheet_is_read(
    town_hall: Path, run: Run, sheet: str
) -> None:
    path = fill_in(town_hall, FIELD_1, {f"{FAIRS}/settled": 2180, "measures/settlement/verdict": "順調"})
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    heading = page["B1"].value if sheet == "施策" else page["D1"].value
    (page["B1"] if sheet == "施策" else page["D1"]).value = "別の見出し"
    book.save(path)
    assert f"{sheet}" in ingest_refused(town_hall, run)
    (page["B1"] if sheet == "施策" else page["D1"]).value = heading
    page.append(["新しいもの", "50"])
    book.save(path)
    assert "配った様式になかった行" in ingest_refused(town_hall, run)
    page.delete_rows(page.max_row)
    page.title = "名前を変えた"
    book.save(path)
    assert run(town_hall, "ingest").returncode == 0
    assert facts_of(town_hall, "migration_fairs").settled is not None


def test_a_sheet_of_facts_alone_counts_as_returned(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, "美郷バレー課", {"projects/valley_spots/settled": 5940})
    assert run(town_hall, "ingest").returncode == 0
    out = run(town_hall, "status", "2028").stdout
    late = next(line for line in out.splitlines() if line.startswith("様式の返送がまだの課"))
    assert "美郷バレー課" not in late


def test_a_form_with_money_in_it_is_kept_when_forms_are_made_again(town_hall: Path) -> None:
    path = form_of(town_hall, FIELD_1)
    book = openpyxl.load_workbook(path)
    book["事業"]["E5"] = 2180
    book.save(path)
    made = issue(load_workspace(town_hall), 2028, DUE)
    one = next(form for form in made if form.asked.department == FIELD_1)
    assert one.kept == path and one.path.name.endswith("_2.xlsx")


@given(st.integers(0, 10**12))
def test_every_amount_comes_back_to_the_yen(yen: int) -> None:
    words = money_words(read_money(f"{yen}円"))
    assert read_money(words).yen == yen


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80))
def test_whatever_is_typed_for_money_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = read_money(text)
    except ValueError as error:
        assert str(error)
        return
    assert amount.yen >= 0


def test_the_keys_that_a_form_asks_for_are_those_of_the_files(town_hall: Path) -> None:
    plan = load_workspace(town_hall).sound_plan()
    for fund in Fund:
        assert fact_value(plan, "projects", "line_service", f"funds.{fund}", "1") == "1"
    assert {"project", "budget", "settled", "funds", "done", "output", "direction", "reason"} <= set(
        ProjectFacts.keys
    )
    assert {"measure", "verdict", "text"} <= set(MeasureReview.keys)


# 意見への回答

OPEN = "【見本】報告書を町のホームページでも読みたい。"  # the plan as a whole: nobody has answered
UNDER_WAY = "【見本】光通信の設備を更新する時期と費用の見通しを示してほしい。"


def opinion_of(root: Path, words: str) -> Opinion:
    return next(o for o in load_workspace(root).sound_plan().opinions.opinions if o.words == words)


def asked_about(root: Path, department: str) -> list[list[str]]:
    """The rows of a department's form that ask about opinions."""
    book = openpyxl.load_workbook(form_of(root, department))
    rows = book["評価"].iter_rows(min_row=2, values_only=True) if "評価" in book.sheetnames else ()
    return [[str(cell or "") for cell in row] for row in rows if str(row[4]).startswith("opinions/")]


def number(root: Path, words: str, key: str) -> str:
    return f"opinions/{opinion_ident(opinion_of(root, words))}/{key}"


def test_an_opinion_without_a_final_reply_is_asked_of_who_answers_for_it(town_hall: Path) -> None:
    asked = {
        path.stem.rpartition("_")[2]: asked_about(town_hall, path.stem.rpartition("_")[2])
        for path in (town_hall / "forms" / "2028").glob("*.xlsx")
    }
    assert {department for department, rows in asked.items() if rows} == {PLANNING, DIGITAL}
    state, words = asked[PLANNING]
    assert state[:2] == [
        f"意見　パブリックコメント　令和10年1月25日（2028年1月25日）\n{OPEN}",
        "意見への対応",
    ]
    assert words[1] == "意見への回答"
    assert [row[3] for row in asked[DIGITAL]] == [
        "対応中",
        "【見本】ロードマップの案を、令和10年度中にまとめる。",
    ]


@pytest.mark.parametrize("department", [PLANNING, DIGITAL])
def test_what_an_opinion_says_is_not_cut(town_hall: Path, department: str) -> None:
    sheet = openpyxl.load_workbook(form_of(town_hall, department))["評価"]
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        lines = [-(-len(line) // 13) for line in str(row[0]).split("\n")]
        height = sheet.row_dimensions[number].height or 15
        assert height >= 15 * sum(lines) or number == 1, row


def test_a_reply_comes_back_into_the_plan_and_nothing_else_of_the_file_changes(
    town_hall: Path, run: Run
) -> None:
    path = town_hall / "plan" / "opinions.yaml"
    before = path.read_text(encoding="utf-8")
    answers = {
        number(town_hall, OPEN, "state"): "対応済",
        number(town_hall, OPEN, "words"): "載せた。\n- 毎年",
    }
    fill_in(town_hall, PLANNING, answers | {"記入日": "令和11年4月10日"})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    reply = opinion_of(town_hall, OPEN).reply
    assert reply is not None
    assert (reply.department, reply.date, reply.state.value) == (PLANNING, date(2029, 4, 10), "対応済")
    assert reply.words.strip() == "載せた。\n- 毎年"
    assert path.read_text(encoding="utf-8").startswith(before)


def test_a_reply_that_is_there_is_replaced_only_where_the_clerk_says_so(town_hall: Path, run: Run) -> None:
    answers = {
        number(town_hall, UNDER_WAY, "state"): "対応済",
        number(town_hall, UNDER_WAY, "words"): "決めた。",
    }
    fill_in(town_hall, DIGITAL, answers)
    assert "plan/opinions.yaml と違います" in ingest_refused(town_hall, run)
    assert run(town_hall, "ingest", "--replace-reviews").returncode == 0
    reply = opinion_of(town_hall, UNDER_WAY).reply
    assert reply is not None
    assert (reply.state.value, reply.words) == ("対応済", "決めた。")


@pytest.mark.parametrize(
    ("keys", "day", "message"),
    [
        ({"state": "対応済"}, "", "「意見への回答」が空です"),
        ({"words": "載せた。"}, "", "「意見への対応」が空です"),
        ({"state": "済", "words": "載せた。"}, "", "「済」は選べる答えではありません"),
        (
            {"state": "対応済", "words": "載せた。"},
            "令和9年4月1日",
            "意見のあった 令和10年1月25日（2028年1月25日） より前",
        ),
    ],
)
def test_half_a_reply_is_refused_with_its_cell(
    town_hall: Path, run: Run, keys: dict[str, str], day: str, message: str
) -> None:
    answers = {number(town_hall, OPEN, key): text for key, text in keys.items()}
    fill_in(town_hall, PLANNING, answers | {"記入日": day})
    said = ingest_refused(town_hall, run)
    assert message in said
    assert re.search(r"(評価!C|はじめに)", said)


def test_a_reply_to_an_opinion_that_was_edited_since_finds_no_other(town_hall: Path, run: Run) -> None:
    answers = {number(town_hall, OPEN, "state"): "対応済", number(town_hall, OPEN, "words"): "載せた。"}
    fill_in(town_hall, PLANNING, answers)
    path = town_hall / "plan" / "opinions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(OPEN, "【見本】紙でも読みたい。"), encoding="utf-8")
    assert "この計画にありません" in ingest_refused(town_hall, run)
