"""The commands of the clerk's year: what to do next, what comes when, one figure, two years side by side."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import icalendar
import openpyxl
import pytest

from misato_report import load_workspace
from misato_report.workflow.calendar import as_icalendar, publications
from misato_report.workflow.next_steps import advice
from tests.conftest import Run
from tests.support.any_town import COUNTED, target, write_town

pytestmark = pytest.mark.slow  # whole commands, one after the other


def rows(workspace: Path) -> list[dict[str, str]]:
    text = (workspace / "actuals" / "ledger.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


# --- record


def test_record_keeps_the_old_figure_the_reason_and_a_file_to_trace_it_to(taken_in: Path, run: Run) -> None:
    done = run(
        taken_in, "record", "コミュニティ施設の利用者数", "R9", "１，４００",
        "--published-on", "令和10年5月10日", "--because", "集計漏れが見つかった",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1,380 → 1,400人" in done.stdout
    found = [r for r in rows(taken_in) if r["series"] == "facility_users" and r["period"] == "2027"]
    assert [r["value"] for r in found] == ["1380", "1400"]
    assert found[1]["note"] == "集計漏れが見つかった"
    assert found[1]["file"] == "actuals/2028/記録_facility_users_R9_2028-05-10.csv"
    assert (taken_in / found[1]["file"]).is_file()
    assert run(taken_in, "check").returncode == 0, "the ledger agrees with the file"
    again = run(taken_in, "record", "facility_users", "R9", "1400", "--published-on", "2028-05-11")
    assert "新しいものはありません" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["社会増減数", "R9", "▲3"], "町で数える系列ではありません"),
        (["コミュニティ施設の利用者", "R9", "3"], "もしかして: コミュニティ施設の利用者数"),
        (["コミュニティ施設の利用者数", "R9", "12O"], "12O"),
        (["コミュニティ施設の利用者数", "R9", "▲5"], "負の数になりません"),
        (["コミュニティ施設の利用者数", "R9", "1,381", "--published-on", "2028-04-20"], "二つあります"),
    ],
)
def test_record_refuses_and_leaves_all_as_it_was(
    taken_in: Path, run: Run, arguments: list[str], message: str
) -> None:
    before = {p: p.read_bytes() for p in taken_in.rglob("*") if p.is_file()}
    done = run(taken_in, "record", *arguments)
    assert done.returncode == 1
    assert message in done.stderr
    after = {p: p.read_bytes() for p in taken_in.rglob("*") if p.is_file() and p.suffix != ".lock"}
    assert after == before


# --- calendar


def test_the_calendar_of_a_year_says_what_is_due_and_what_is_there(taken_in: Path, run: Run) -> None:
    out = run(taken_in, "calendar", "R9").stdout
    lines = [line for line in out.splitlines() if "月末まで" in line]
    assert [line.split("  ")[0].strip() for line in lines] == [
        "2027年 4月末まで",
        "2027年11月末まで",
        *["2027年12月末まで"] * 2,
        "2028年 1月末まで",
        "2028年 2月末まで",
        *["2028年 3月末まで"] * 2,
    ]
    assert all("取込済み" in line for line in lines)
    assert "令和9年9月" not in out, "a month that the year's own figure has overtaken"
    later = run(taken_in, "calendar", "R14").stdout
    assert later.count("これから") == 3 + 12


def test_icalendar_reads_back_and_is_the_same_bytes_each_time(taken_in: Path) -> None:
    project = load_workspace(taken_in)
    plan = project.sound_plan()
    found = [p for p in publications(plan, project.observations, 2027) if not p.is_monthly]
    content = as_icalendar(plan, found, date(2027, 4, 1))
    assert content == as_icalendar(plan, found, date(2027, 4, 1))
    assert max(map(len, content.split(b"\r\n"))) <= 75, "lines are folded by bytes, as RFC 5545 asks"
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [
        date(2027, 4, 30),
        date(2027, 12, 31),
        date(2028, 3, 31),
    ]
    assert "市町村民経済計算" in str(events[2]["summary"])


def test_a_source_of_december_counts_as_of_the_years_end(taken_in: Path) -> None:
    """Due by the end of its month: on the last day it is awaited, on the next it is overdue."""
    project = load_workspace(taken_in)
    of_years = [p for p in publications(project.sound_plan(), [], 2027) if not p.is_monthly]
    (one,) = [p for p in of_years if p.due.month == 12]
    assert one.state(date(2027, 12, 31)) == "これから"
    assert one.state(date(2028, 1, 1)) == "未取込"


# --- guide


def commands(workspace: Path, day: date) -> list[str]:
    return [one.command for one in advice(load_workspace(workspace), day)]


def test_guide_of_a_plan_that_only_the_town_counts_for_names_its_forms(tmp_path: Path, run: Run) -> None:
    keys = f"baseline: {{period: R7, value: 10}}, target: {{period: R12, value: 20}}, {COUNTED}"
    root = write_town(tmp_path / "町", target("consultations", "single_year", keys))
    assert commands(root, date(2027, 4, 20)) == ["misato-report forms 2026"]
    assert commands(root, date(2026, 11, 25)) == ["misato-report calendar 2027"], "the year has not ended"
    assert run(root, "forms", "2027").returncode == 0
    told = advice(load_workspace(root), date(2028, 4, 20))
    assert [one.command for one in told] == ["misato-report ingest"] * 2
    assert "様式の返送がまだの課があります（見本課）" in told[-1].what


def test_guide_leads_from_an_empty_folder_to_a_finished_report(samples: Path, run: Run) -> None:
    assert commands(samples, date(2028, 4, 21))[0] == "misato-report ingest"
    assert run(samples, "ingest").returncode == 0
    after = advice(load_workspace(samples), date(2028, 4, 21))
    forms, reviews = "misato-report forms 2027", "misato-report reviews 2027"
    facts = "misato-report status 2027"
    assert [one.command for one in after] == [forms, reviews, facts]
    assert "回答のない意見が1件あります（パブリックコメント" in after[2].what
    assert commands(samples, date(2028, 6, 1)) == [reviews, facts, "misato-report build 2027"], (
        "forms go out in spring"
    )
    build = ("build", "2027", "--as-of", "2028-04-21", "--format", "html")
    assert run(samples, *build, "--draft").returncode == 0
    assert commands(samples, date(2028, 6, 1))[-1] == "misato-report build 2027", "a draft is no report"
    assert run(samples, *build).returncode == 0
    assert commands(samples, date(2028, 6, 1)) == [reviews, facts, "misato-report issue 2027 --to 6月議会"]
    assert run(samples, "issue", "2027", "--to", "6月議会").returncode == 0
    assert commands(samples, date(2028, 6, 1)) == [reviews, facts]


def test_guide_waits_for_the_forms_that_are_out(taken_in: Path, run: Run) -> None:
    assert run(taken_in, "forms", "2027").returncode == 0
    first = advice(load_workspace(taken_in), date(2028, 4, 21))[0]
    assert "様式の返送がまだの課があります" in first.what
    assert "actuals/2028/ に置いてください" in first.what


def test_guide_does_not_loop_on_a_form_with_texts_alone(taken_in: Path, run: Run) -> None:
    """Its figures are in no ledger; that its texts were taken is what counts."""
    run(taken_in, "forms", "2027")
    form = next((taken_in / "forms" / "2027").glob("*_産業振興課.xlsx"))
    book = openpyxl.load_workbook(form)
    texts = book["評価"]
    texts.cell(2, [cell.value for cell in texts[1]].index("記入欄") + 1).value = "窓口を一つにした。"
    (taken_in / "actuals" / "2028").mkdir()
    book.save(taken_in / "actuals" / "2028" / "返送.xlsx")
    assert commands(taken_in, date(2028, 4, 21))[0] == "misato-report ingest"
    done = run(taken_in, "ingest")
    assert done.returncode == 0, done.stderr
    after = advice(load_workspace(taken_in), date(2028, 4, 21))
    assert not any("取り込まれていないファイル" in one.what for one in after)


def test_guide_says_check_where_build_would_stop(taken_in: Path) -> None:
    next(taken_in.glob("actuals/2027/町の集計*")).unlink()
    assert commands(taken_in, date(2028, 4, 21)) == ["misato-report check"]


def test_guide_names_what_is_overdue_and_where_it_goes(taken_in: Path) -> None:
    found = advice(load_workspace(taken_in), date(2029, 1, 10))
    assert "令和10年12月までに公表の「島根の人口移動と推計人口（年報）」" in found[0].what
    assert "actuals/2028/" in found[0].what
    assert len(found) <= 3


def test_guide_stops_at_an_error_in_the_plan(taken_in: Path, run: Run) -> None:
    plan = taken_in / "plan" / "plan.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("period: R8..R12", "period: R8..R1X"), encoding="utf-8"
    )
    assert commands(taken_in, date(2028, 4, 21)) == ["misato-report check"]
    done = run(taken_in)
    assert done.returncode == 0
    assert "misato-report check" in done.stdout


def test_guide_where_there_is_no_workspace(tmp_path: Path, run: Run) -> None:
    done = run(tmp_path)
    assert done.returncode == 0
    assert "misato-report init" in done.stdout


# --- compare


def test_compare_says_what_changed_and_why(taken_in: Path, run: Run) -> None:
    page = taken_in / "比較.html"
    done = run(taken_in, "compare", "2026", "R9", "--as-of", "2028-04-20", "--html", str(page))
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("人口の社会増"))
    assert "▲12（R8）" in line and "▲14（R8～R9）" in line and "△やや遅れ" in line and "○順調" in line
    assert "数値の改定（13,340→13,310）" in done.stdout
    html = page.read_text(encoding="utf-8")
    assert html.count("<tr>") == 2 + 9
    assert "（見本）" in html


def test_compare_wants_the_earlier_year_first(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "compare", "2027", "2026")
    assert done.returncode == 2
    assert "前の年度、後の年度の順" in done.stderr


# --- what the departments tell of a year


def test_status_and_guide_name_untold_projects_and_open_opinions(taken_in: Path, run: Run) -> None:
    path = taken_in / "plan" / "projects" / "2027.yaml"
    text = path.read_text(encoding="utf-8")
    first, second = text.index("  - project: misato_net"), text.index("  - project: digital_research")
    path.write_text(text[:first] + text[second:], encoding="utf-8")
    out = run(taken_in, "status", "2027", "--as-of", "2028-04-21").stdout
    assert "決算や実績がまだ書かれていない事業\n・情報・未来技術戦略課: みさと光ネット運営\n" in out
    assert "回答がまだの意見\n・パブリックコメント 令和10年1月25日（2028年1月25日）" in out
    (told,) = [one.what for one in advice(load_workspace(taken_in), date(2028, 6, 1)) if "事業" in one.what]
    assert "決算と実績が書かれていない事業が1件あります（情報・未来技術戦略課など）" in told
    assert "回答のない意見が1件あります" in told


def test_a_plan_without_projects_is_asked_for_nothing(taken_in: Path, run: Run) -> None:
    fields = sorted((taken_in / "plan" / "fields").glob("*.yaml"))
    for path in fields:
        kept, group = [], False
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            group = line.startswith("projects:") or (group and line.startswith(" "))
            kept += [] if group else [line]
        path.write_text("".join(kept), encoding="utf-8")
    shutil.rmtree(taken_in / "plan" / "projects")
    (taken_in / "plan" / "opinions.yaml").unlink()
    out = run(taken_in, "status", "2027", "--as-of", "2028-04-21").stdout
    assert "決算" not in out and "意見" not in out
    assert not [one for one in advice(load_workspace(taken_in), date(2028, 6, 1)) if "決算" in one.what]
