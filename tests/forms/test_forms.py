"""Forms to the departments and back: only what is asked can be typed, nothing is merged silently, nothing is lost."""

from __future__ import annotations

import csv
import difflib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report import load_workspace
from misato_report.evaluation.project_facts import is_open
from misato_report.forms.asked_opinions import opinion_ident
from misato_report.forms.issue import issue
from misato_report.forms.merge import merged
from misato_report.forms.returned import Answer, Return
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.yaml_schema.documents import read_yaml
from tests.conftest import Run
from tests.support.filling import places

pytestmark = pytest.mark.slow  # whole commands, one after the other

DUE = date(2029, 4, 20)
FIELD_1 = "活気あふれる町づくり課"
DIGITAL = "情報・未来技術戦略課"
INDUSTRY = "産業振興課"


@pytest.fixture
def town_hall(taken_in: Path) -> Path:
    """The taken_in with their ledger, and the forms of R10 sent out."""
    issue(load_workspace(taken_in), 2028, DUE)
    (taken_in / "actuals" / "2028").mkdir()
    return taken_in


def form_of(root: Path, department: str) -> Path:
    return next((root / "forms" / "2028").glob(f"*_{department}.xlsx"))


def fill_in(root: Path, department: str, answers: dict[str, Any], name: str = "返送.xlsx") -> Path:
    """Fill in a form and put it where the clerk would: figures by series, texts by their number."""
    book = openpyxl.load_workbook(form_of(root, department))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            for key, column in places(sheet.title, [cell.value for cell in row]):
                if key in answers:
                    row[column].value = answers[key]
    path = root / "actuals" / "2028" / name
    book.save(path)
    return path


def ledger_rows(root: Path) -> list[dict[str, str]]:
    text = (root / "actuals" / "ledger.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


# --- out


def test_every_own_count_and_review_is_asked_once(town_hall: Path) -> None:
    books = [openpyxl.load_workbook(p) for p in sorted((town_hall / "forms" / "2028").glob("*.xlsx"))]
    rows = [row for b in books if "実績" in b.sheetnames for row in b["実績"].iter_rows(min_row=2)]
    assert sorted(row[1].value for row in rows if row[1].value) == sorted(
        [
            "都賀長藤地域の社会増減数", "コミュニティ施設の利用者数", "イベントの外部ボランティア参加者数",
            "こども会の参加者数", "地域のこどもの総数", "デジタル技術を活用した住民サービス数",
        ]
    )  # fmt: skip
    numbers = [
        row[4].value for b in books if "評価" in b.sheetnames for row in b["評価"].iter_rows(min_row=2)
    ]
    numbers += [row[14].value for row in rows]
    assert len(numbers) == len(set(numbers))
    plan = load_workspace(town_hall).sound_plan()
    about = {tuple(number.split("/")[:2]) for number in numbers if not number.startswith("series/")}
    assert about == {
        *(("fields", f.id) for f in plan.fields),
        *(("indicators", i.id) for f in plan.fields for i in f.indicators),
        *(("grants", g.id) for f in plan.fields for g in f.grants),
        *(("opinions", opinion_ident(o)) for o in plan.opinions.opinions if is_open(o)),
    }


def test_only_what_is_asked_can_be_typed_into(town_hall: Path) -> None:
    book = openpyxl.load_workbook(form_of(town_hall, FIELD_1))
    for sheet in book.worksheets:
        assert sheet.protection.sheet
    figures, texts = book["実績"], book["評価"]
    open_cells = {c.coordinate for row in figures.iter_rows() for c in row if not c.protection.locked}
    assert {c for c in open_cells if c[0] in "DFG"} == {
        f"{letter}{row}" for letter in "DFG" for row in (3, 4, 5, 7, 8)
    }
    assert {c for c in open_cells if c[0] not in "DFG"} == {"M2", "N2"}, "町の評価 only of the plan's KPIs"
    open_texts = {c.column_letter for row in texts.iter_rows() for c in row if not c.protection.locked}
    assert open_texts == {"C"}
    lists = {str(v.sqref): v.formula1 for v in figures.data_validations.dataValidation if v.sqref}
    assert lists["M2"] == '"達成,順調,やや遅れ,遅れ,後退,未達成"'
    assert lists["F3"] == '"秘匿,不詳,該当なし"'
    assert figures["D4"].value is None
    assert [figures[f"{letter}4"].value for letter in "HIJKL"] == [
        "未取込", "1,380人", "3,000人（R10）", "3,000人", "記入後に決まります",
    ]  # fmt: skip
    assert texts.parent["はじめに"]["B6"].value is None, "the day of the taking in counts"


def test_last_years_text_is_a_grey_guide_and_never_a_formula(samples: Path) -> None:
    review = samples / "plan" / "reviews" / "2027.yaml"
    text = review.read_text(encoding="utf-8").replace(
        "policy: 【見本】住宅の支援を続ける。", "policy: =1+1", 1
    )
    review.write_text(text, encoding="utf-8")
    with (samples / "plan" / "plan.yaml").open("a", encoding="utf-8") as plan:
        plan.write("forms: {texts_of: [social_increase]}\n")
    one, *_ = issue(load_workspace(samples), 2028, DUE)
    cells = [c for row in openpyxl.load_workbook(one.path)["評価"].iter_rows(min_row=2) for c in row]
    guide = next(c for c in cells if c.value == "=1+1")
    assert guide.data_type == "s"
    assert guide.font.color.rgb.endswith("707070")


def test_the_same_form_has_the_same_bytes(town_hall: Path) -> None:
    before = form_of(town_hall, FIELD_1).read_bytes()
    issue(load_workspace(town_hall), 2028, DUE)
    assert form_of(town_hall, FIELD_1).read_bytes() == before


# --- back


def test_a_filled_form_gives_figures_and_texts_with_their_origin(town_hall: Path, run: Run) -> None:
    path = fill_in(
        town_hall, FIELD_1,
        {
            "記入日": date(2029, 4, 20),
            "コミュニティ施設の利用者数": 1450,
            "都賀長藤地域の社会増減数": "▲3",
            "fields/migration/activities": "相談会を続けた。\n\n- 空き家を直した",
            "indicators/social_increase/town_verdict": "やや遅れ",
            "indicators/social_increase/town_verdict_reason": "転出の予定がある。",
            "grants/tsuga_nagato_base/useful": "有効であった",
        },
    )  # fmt: skip
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "「こども会の参加者数」はまだ記入されていません" in done.stderr
    found = {r["series"]: r for r in ledger_rows(town_hall) if r["period"] == "2028"}
    assert found["facility_users"]["value"] == "1450"
    assert found["tsuga_nagato_net_migration"]["value"] == "-3"
    assert (found["facility_users"]["sheet"], found["facility_users"]["column"]) == ("実績", "D")
    assert found["facility_users"]["published_on"] == "2029-04-20"
    assert set(found) == {"facility_users", "tsuga_nagato_net_migration"}, "an empty cell is no zero"
    (file,) = [load_workspace(town_hall).sound_plan().reviews[2028]]
    assert file.fields[0].activities == "相談会を続けた。\n\n- 空き家を直した\n"
    assert file.indicators[0].town_verdict == "slightly_behind"
    assert file.grants[0].useful is True
    assert file.returned[0].file == path.name
    assert run(town_hall, "check").returncode == 0
    again = run(town_hall, "ingest")
    assert "新しいものはありません" in again.stdout and "様式:" not in again.stdout


def test_comments_and_order_of_the_reviews_stay(town_hall: Path, run: Run) -> None:
    reviews = town_hall / "plan" / "reviews" / "2028.yaml"
    before = (town_hall / "plan" / "reviews" / "2027.yaml").read_text(encoding="utf-8")
    before = before.replace("year: 2027", "year: 2028   # 書きかけ").replace("2028-04", "2029-04")
    reviews.write_text(before, encoding="utf-8")
    fill_in(
        town_hall, DIGITAL, {"fields/digital/policy": "続ける。", "デジタル技術を活用した住民サービス数": 17}
    )
    assert run(town_hall, "ingest").returncode == 0
    after = reviews.read_text(encoding="utf-8")
    changes = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "-+"]
    assert changes and all(line.startswith("+") for line in changes), changes


def test_a_second_return_that_differs_is_shown_and_asked_about(town_hall: Path, run: Run) -> None:
    number = "fields/digital/policy"
    fill_in(town_hall, DIGITAL, {number: "続ける。", "デジタル技術を活用した住民サービス数": 17})
    assert run(town_hall, "ingest").returncode == 0
    second = fill_in(town_hall, DIGITAL, {number: "やめる。", "fields/digital/issues": "費用"}, "返送2.xlsx")
    reviews = town_hall / "plan" / "reviews" / "2028.yaml"
    before = {p: p.read_bytes() for p in (reviews, town_hall / "actuals" / "ledger.csv")}
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert "続ける。" in done.stderr and "やめる。" in done.stderr and "評価!C" in done.stderr
    assert "--replace-reviews" in done.stderr
    assert {p: p.read_bytes() for p in before} == before
    assert run(town_hall, "ingest", "--replace-reviews", str(second)).returncode == 0
    field = load_workspace(town_hall).sound_plan().reviews[2028].fields[0]
    assert (field.policy, field.issues) == ("やめる。", "費用")


def test_two_forms_at_once_that_contradict_each_other(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, INDUSTRY, {"fields/industry/policy": "続ける。"}, "a.xlsx")
    fill_in(town_hall, INDUSTRY, {"fields/industry/policy": "やめる。"}, "b.xlsx")
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert "a.xlsx 評価!C" in done.stderr or "b.xlsx 評価!C" in done.stderr
    assert not (town_hall / "plan" / "reviews" / "2028.yaml").exists()


def test_a_form_of_texts_only_and_who_has_not_returned(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, INDUSTRY, {"fields/industry/policy": "続ける。"})
    assert FIELD_1 in run(town_hall, "status", "2028").stdout
    assert run(town_hall, "ingest").returncode == 0
    out = run(town_hall, "status", "2028").stdout
    late = next(line for line in out.splitlines() if line.startswith("様式の返送がまだの課"))
    assert INDUSTRY not in late and FIELD_1 in late
    assert run(town_hall, "ingest").returncode == 0


@pytest.mark.parametrize(
    ("department", "answers", "message"),
    [
        (FIELD_1, {"コミュニティ施設の利用者数": "12O"}, "12O"),
        (FIELD_1, {"コミュニティ施設の利用者数": -5}, "負の数になりません"),
        (INDUSTRY, {"indicators/gross_product/town_verdict": "まあまあ"}, "選べる答えではありません"),
    ],
)
def test_a_wrong_answer_stops_all_of_it(
    town_hall: Path, run: Run, department: str, answers: dict[str, Any], message: str
) -> None:
    fill_in(town_hall, department, answers)
    before = (town_hall / "actuals" / "ledger.csv").read_bytes()
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert message in done.stderr and ("実績!D" in done.stderr or "実績!M" in done.stderr)
    assert (town_hall / "actuals" / "ledger.csv").read_bytes() == before
    assert not (town_hall / "plan" / "reviews" / "2028.yaml").exists()


def test_a_number_that_was_changed_is_told(town_hall: Path, run: Run) -> None:
    path = fill_in(town_hall, INDUSTRY, {"fields/industry/policy": "続ける。"})
    book = openpyxl.load_workbook(path)
    for row in book["評価"].iter_rows(min_row=2):
        row[4].value = str(row[4].value).replace("industry", "industri")
    book.save(path)
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert "fields/industri/policy" in done.stderr


_LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=0, max_size=30)
TEXTS = st.lists(_LINES, min_size=1, max_size=5).map(
    lambda lines: "\n".join(line.rstrip() for line in lines).strip()
)


@given(TEXTS.filter(bool), TEXTS.filter(bool))
def test_whatever_is_written_comes_back_as_it_was(first: str, second: str) -> None:
    answers = tuple(
        Answer("fields", ident, "policy", text, "f.xlsx", "C2")
        for ident, text in (("one", first), ("two", second))
    )
    content = merged(None, 2028, [Return("f.xlsx", "0" * 64, 2028, "課", DUE, answers)])
    document = read_yaml("reviews", content, DEFAULT_LIMITS)
    assert document.diagnostics == []
    assert [entry["policy"].strip() for entry in document.data["fields"]] == [first.strip(), second.strip()]
