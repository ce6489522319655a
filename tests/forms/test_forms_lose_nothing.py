"""What people do to a form loses nothing: it is read, or told with its cell; and a filled form is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from misato_report import load_workspace
from tests.conftest import TODAY, Run
from tests.forms.test_forms import DIGITAL, FIELD_1, INDUSTRY, fill_in, form_of, ledger_rows, town_hall

pytestmark = pytest.mark.slow  # whole commands, one after the other

__all__ = ["town_hall"]  # a fixture

VISITORS, SERVICES = "コミュニティ施設の利用者数", "デジタル技術を活用した住民サービス数"
POLICY = "fields/digital/policy"


def change(path: Path, how: Callable[[Workbook], Any]) -> None:
    book = openpyxl.load_workbook(path)
    how(book)
    book.save(path)


def of_2028(root: Path) -> dict[str, dict[str, str]]:
    return {row["series"]: row for row in ledger_rows(root) if row["period"] == "2028"}


def reviews_of(root: Path) -> Path:
    return root / "plan" / "reviews" / "2028.yaml"


# --- never overwritten


def test_forms_again_leaves_a_filled_form_and_tells_the_new_name(town_hall: Path, run: Run) -> None:
    usual = form_of(town_hall, DIGITAL)
    change(usual, lambda book: book["評価"].__setitem__("C2", "書きかけ"))
    filled = usual.read_bytes()
    done = run(town_hall, "forms", "2028", "--due", "2029-04-20")
    assert done.returncode == 0, done.stderr
    assert usual.read_bytes() == filled
    second = usual.with_stem(f"{usual.stem}_2")
    assert second.is_file()
    assert f"{usual.name} は記入されているので残し、新しいものを {second.name} としました" in done.stdout
    assert done.stdout.count("残し") == 1
    change(second, lambda book: book["実績"].__setitem__("D2", 12))
    assert run(town_hall, "forms", "2028", "--due", "2029-04-20").returncode == 0
    assert usual.with_stem(f"{usual.stem}_3").is_file()


def test_a_form_of_which_only_the_day_is_written_or_that_cannot_be_read_is_kept(
    town_hall: Path, run: Run
) -> None:
    dated, broken = form_of(town_hall, DIGITAL), form_of(town_hall, INDUSTRY)
    change(dated, lambda book: book["はじめに"].__setitem__("B6", "2029-04-18"))
    broken.write_bytes(b"PK\x03\x04 broken")
    before = {path: path.read_bytes() for path in (dated, broken)}
    assert run(town_hall, "forms", "2028").stdout.count("残し") == 2
    assert {path: path.read_bytes() for path in before} == before


def test_a_blank_form_that_excel_has_saved_is_made_anew(town_hall: Path, run: Run) -> None:
    path = form_of(town_hall, DIGITAL)
    change(path, lambda book: None)
    assert "残し" not in run(town_hall, "forms", "2028").stdout
    assert not path.with_stem(f"{path.stem}_2").exists()


# --- the day


def test_without_a_day_that_of_ingest_counts_and_stays(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, DIGITAL, {SERVICES: 17, POLICY: "続ける。"})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert of_2028(town_hall)["digital_services"]["published_on"] == TODAY.isoformat()
    (entry,) = load_workspace(town_hall).sound_plan().reviews[2028].fields
    assert entry.written_on == TODAY
    before = (town_hall / "actuals" / "ledger.csv").read_bytes()
    assert run(town_hall, "ingest", "--rebuild").returncode == 0
    assert (town_hall / "actuals" / "ledger.csv").read_bytes() == before
    assert run(town_hall, "check").returncode == 0


def test_a_day_that_is_written_counts(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, DIGITAL, {"記入日": "令和11年4月18日", SERVICES: 17, POLICY: "続ける。"})
    assert run(town_hall, "ingest").returncode == 0
    assert of_2028(town_hall)["digital_services"]["published_on"] == "2029-04-18"
    (entry,) = load_workspace(town_hall).sound_plan().reviews[2028].fields
    assert entry.written_on == date(2029, 4, 18)


def test_a_day_that_cannot_be_is_refused_once(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, DIGITAL, {"記入日": "4月ごろ", SERVICES: 17})
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert done.stderr.count("エラー") == 1
    assert "4月ごろ" in done.stderr and "はじめに" in done.stderr


# --- sheets


def test_renamed_sheets_are_read(town_hall: Path, run: Run) -> None:
    path = fill_in(town_hall, DIGITAL, {SERVICES: 17, POLICY: "続ける。"})

    def rename(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.title = f"課の{sheet.title}（最終）"

    change(path, rename)
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    row = of_2028(town_hall)["digital_services"]
    assert (row["value"], row["sheet"]) == ("17", "課の実績（最終）")
    assert load_workspace(town_hall).sound_plan().reviews[2028].fields[0].policy == "続ける。"


@pytest.mark.parametrize("sheet", ["実績", "評価"])
def test_a_sheet_whose_headings_were_changed_is_refused(town_hall: Path, run: Run, sheet: str) -> None:
    path = fill_in(town_hall, DIGITAL, {SERVICES: 17, POLICY: "続ける。"})
    change(path, lambda book: book[sheet].insert_rows(1) or book[sheet].__setitem__("A1", "令和10年度"))
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert f"様式のシート「{sheet}」の見出しの行が変わっていて、読めません" in done.stderr
    assert not of_2028(town_hall) and not reviews_of(town_hall).exists()


def test_a_sheet_that_was_added_is_told(town_hall: Path, run: Run) -> None:
    path = fill_in(town_hall, DIGITAL, {SERVICES: 17})
    change(path, lambda book: book.create_sheet("メモ").append(["電話で確かめた"]))
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "様式に加えられたシート「メモ」は、読みませんでした" in done.stderr
    assert of_2028(town_hall)["digital_services"]["value"] == "17"


# --- blank forms, and who has returned


def test_a_blank_form_is_told_blocks_nobody_and_is_not_returned(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, FIELD_1, {}, "空.xlsx")
    fill_in(town_hall, DIGITAL, {SERVICES: 17})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert f"{FIELD_1}の様式は、何も記入されていません" in done.stderr
    assert "まだ記入されていません" not in done.stderr, "one cause, one message"
    assert of_2028(town_hall)["digital_services"]["value"] == "17"
    late = run(town_hall, "status", "2028").stdout
    line = next(line for line in late.splitlines() if line.startswith("様式の返送がまだの課"))
    assert FIELD_1 in line and DIGITAL not in line


def test_verdicts_alone_count_as_returned(town_hall: Path, run: Run) -> None:
    answers = {
        "indicators/gross_product/town_verdict": "順調",
        "indicators/gross_product/town_verdict_reason": "投資が続く。",
    }
    fill_in(town_hall, INDUSTRY, answers)
    assert run(town_hall, "ingest").returncode == 0
    late = run(town_hall, "status", "2028").stdout
    line = next(line for line in late.splitlines() if line.startswith("様式の返送がまだの課"))
    assert INDUSTRY not in line


# --- added rows


def test_an_added_row_of_figures_is_read_and_told(town_hall: Path, run: Run) -> None:
    path = fill_in(town_hall, DIGITAL, {})
    change(path, lambda book: book["実績"].append([None, VISITORS, "R10", 1450, "人"]))
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "配った様式になかった行" in done.stderr and "実績!B3" in done.stderr
    assert of_2028(town_hall)["facility_users"]["value"] == "1450"


@pytest.mark.parametrize(
    ("sheet", "row", "message"),
    [
        ("実績", [None, "来場者", "R10", 5, "人"], "系列「来場者」が分かりません"),
        ("実績", ["新しい指標", None, "R10", 5, "人"], "系列「」が分かりません"),
        ("評価", ["追加", "その他", "こう書いた"], "配った様式になかった行です"),
        ("評価", ["追加の意見"], "配った様式になかった行です"),
    ],
)
def test_an_added_row_that_cannot_be_read_is_refused(
    town_hall: Path, run: Run, sheet: str, row: list[Any], message: str
) -> None:
    path = fill_in(town_hall, DIGITAL, {SERVICES: 17})
    change(path, lambda book: book[sheet].append(row))
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert message in done.stderr and f"{sheet}!" in done.stderr
    assert not of_2028(town_hall)


def test_a_remark_without_a_value_is_told(town_hall: Path, run: Run) -> None:
    fill_in(town_hall, FIELD_1, {VISITORS: 5, "こども会の参加者数/備考": "集計中"})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert "「こども会の参加者数」は備考だけが書かれ" in done.stderr


# --- values and states


@pytest.mark.parametrize("state", ["不詳", "該当なし", "秘匿"])
def test_no_value_with_its_reason_is_taken(town_hall: Path, run: Run, state: str) -> None:
    fill_in(town_hall, DIGITAL, {f"{SERVICES}/状態": state})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    row = of_2028(town_hall)["digital_services"]
    assert (row["value"], row["status"]) == ("", state)


@pytest.mark.parametrize("state", ["不詳", "該当なし", "秘匿"])
def test_a_value_with_a_reason_for_none_is_refused(town_hall: Path, run: Run, state: str) -> None:
    fill_in(town_hall, DIGITAL, {SERVICES: 17, f"{SERVICES}/状態": state})
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert f"値「17」があるのに、状態が「{state}」です" in done.stderr and "実績!D2" in done.stderr


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１，３８２人", "1382"),
        ("1,382 名", "1382"),
        ("1382人", "1382"),
        ("1,382", "1382"),
        ("1.5千人", "1500"),
    ],
)
def test_a_unit_that_agrees_is_read(town_hall: Path, run: Run, text: str, value: str) -> None:
    fill_in(town_hall, FIELD_1, {VISITORS: text})
    done = run(town_hall, "ingest")
    assert done.returncode == 0, done.stderr
    assert of_2028(town_hall)["facility_users"]["value"] == value


@pytest.mark.parametrize(("text", "unit"), [("1,382件", "件"), ("52%", "%"), ("1,382人くらい", "人くらい")])
def test_a_unit_that_does_not_agree_is_refused(town_hall: Path, run: Run, text: str, unit: str) -> None:
    fill_in(town_hall, FIELD_1, {VISITORS: text})
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert f"値「{text}」に付いた「{unit}」が、系列「{VISITORS}」の単位「人」と違います" in done.stderr
    assert "実績!D4" in done.stderr


# --- 町の評価


def test_another_verdict_without_a_reason_is_refused_with_its_cell(town_hall: Path, run: Run) -> None:
    # Of services the form's own figure decides: 17 is 達成.
    fill_in(town_hall, DIGITAL, {SERVICES: 17, "indicators/digital_services/town_verdict": "遅れ"})
    done = run(town_hall, "ingest")
    assert done.returncode == 1
    assert "町の評価「遅れ」が、数値による判定「" in done.stderr and "実績!M2" in done.stderr
    assert not of_2028(town_hall) and not reviews_of(town_hall).exists()
    answers = {
        SERVICES: 17,
        "indicators/digital_services/town_verdict": "遅れ",
        "indicators/digital_services/town_verdict_reason": "使われていない。",
    }
    fill_in(town_hall, DIGITAL, answers)
    assert run(town_hall, "ingest").returncode == 0


def test_a_differing_verdict_turns_red_in_excel_where_the_verdict_is_known(town_hall: Path, run: Run) -> None:
    sheet = openpyxl.load_workbook(form_of(town_hall, INDUSTRY))["実績"]
    assert run(town_hall, "forms", "2027").returncode == 0
    path = next((town_hall / "forms" / "2027").glob(f"*_{FIELD_1}.xlsx"))
    sheet = openpyxl.load_workbook(path)["実績"]
    rules = {
        str(cells.sqref): [rule.formula for rule in rules]
        for cells, rules in sheet.conditional_formatting._cf_rules.items()
    }
    word = sheet["L2"].value
    assert rules["M2:N2"] == [[f'AND($M$2<>"",$M$2<>"{word}",TRIM($N$2)="")']]
    unknown = openpyxl.load_workbook(form_of(town_hall, DIGITAL))["実績"]
    assert unknown["L2"].value == "記入後に決まります"
    assert not unknown.conditional_formatting._cf_rules


# --- which texts


def test_the_plan_says_of_which_kpis_texts_are_wanted(town_hall: Path, run: Run) -> None:
    def asked() -> set[str]:
        books = [openpyxl.load_workbook(p) for p in (town_hall / "forms" / "2027").glob("*.xlsx")]
        numbers = [
            str(row[4].value)
            for b in books
            if "評価" in b.sheetnames
            for row in b["評価"].iter_rows(min_row=2)
        ]
        return {number.split("/")[1] for number in numbers if number.startswith("indicators/")}

    plan = town_hall / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    assert run(town_hall, "forms", "2027").returncode == 0
    behind = asked()
    project = load_workspace(town_hall)
    wanted = ("behind", "moved_away", "not_achieved")
    frame = project.evaluations_frame(2027)
    in_fields = {i.id for f in project.sound_plan().fields for i in f.indicators}
    assert behind == set(frame.loc[frame["verdict"].isin(wanted), "id"]) & in_fields
    plan.write_text(f"{text}forms: {{texts: [], texts_of: [digital_services]}}\n", encoding="utf-8")
    assert run(town_hall, "forms", "2027").returncode == 0
    assert asked() == {"digital_services"}
    plan.write_text(f"{text}forms: {{texts_of: [digital_service]}}\n", encoding="utf-8")
    done = run(town_hall, "forms", "2027")
    assert done.returncode == 1
    assert "指標「digital_service」は計画にありません" in done.stderr


def test_fifteen_kpis_are_one_sheet_with_a_row_each(town_hall: Path, run: Run) -> None:
    path = next((town_hall / "plan" / "fields").glob("*digital*.yaml"))
    lines = path.read_text(encoding="utf-8").split("\n")
    first = next(n for n, line in enumerate(lines) if line.startswith("  - id: digital_services"))
    last = next((n for n in range(first + 1, len(lines)) if lines[n][:4].strip()), len(lines))
    kpi = lines[first:last]
    more = [line.replace("id: digital_services", f"id: digital_{n}") for n in range(14) for line in kpi]
    path.write_text("\n".join([*lines[:last], *more, *lines[last:]]), encoding="utf-8")
    assert run(town_hall, "forms", "2027").returncode == 0
    book = openpyxl.load_workbook(next((town_hall / "forms" / "2027").glob(f"*_{DIGITAL}.xlsx")))
    rows = list(book["実績"].iter_rows(min_row=2))
    assert len(rows) == 15
    assert [row[1].value for row in rows].count(SERVICES) == 1, "what is counted is asked once"
    assert all(not row[12].protection.locked for row in rows), "町の評価 of each"
    texts = [str(row[4].value) for row in book["評価"].iter_rows(min_row=2)]
    assert len([number for number in texts if number.startswith("fields/")]) == 5
