"""What was wrong is corrected or taken back: the old value stays, and an earlier as-of date shows what was said then."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from misato_report import BuildRequest, build_report, load_workspace
from tests.conftest import Run
from tests.support.ledger_files import codes, edit, ledger, rows

pytestmark = pytest.mark.slow  # whole commands, one after the other

VISITORS = "コミュニティ施設の利用者数"
REPORT_R9 = "actuals/2027/島根の人口移動と推計人口_令和9年年報_見本.csv"
ACCOUNTS = "市町村民経済計算"


@pytest.fixture
def town(taken_in: Path, run: Run) -> Path:
    """The samples, taken in."""
    return taken_in


def of(root: Path, series: str, period: int) -> list[tuple[str, str, str]]:
    return [
        (r["published_on"], r["value"], r["status"])
        for r in rows(root)
        if (r["series"], r["period"]) == (series, str(period))
    ]


def value_at(root: Path, run: Run, as_of: str, indicator: str = "facility_users") -> Any:
    status = json.loads(run(root, "status", "2027", "--json", "--as-of", as_of).stdout)
    return next(i["value"] for i in status["indicators"] if indicator in i["id"])


def rebuilds_to_the_same_bytes(root: Path, run: Run) -> bool:
    whole = ledger(root)
    assert run(root, "ingest", "--rebuild").returncode == 0
    with_the_old = ledger(root)
    (root / "actuals" / "ledger.csv").unlink()
    assert run(root, "ingest", "--rebuild").returncode == 0
    return with_the_old == ledger(root) == whole


def page(root: Path, day: date) -> str:
    (path,) = build_report(load_workspace(root), BuildRequest(report_year=2027, as_of=day, formats=("html",)))
    return path.read_text(encoding="utf-8")


# --- an own count


def record_wrongly(root: Path, run: Run) -> None:
    done = run(root, "record", VISITORS, "R9", "1,283", "--published-on", "2028-04-22")
    assert done.returncode == 0, done.stderr
    assert f"記録: {VISITORS} 令和9年度（2027年度）: 1,380 → 1,283人" in done.stdout


def test_a_wrong_record_is_corrected_and_the_earlier_report_stays(town: Path, run: Run) -> None:
    record_wrongly(town, run)
    before = page(town, date(2028, 4, 30))
    again = run(town, "record", VISITORS, "R9", "1,382", "--published-on", "2028-04-22")
    assert again.returncode == 1
    assert f"misato-report record --correct {VISITORS} R9 1,382" in again.stderr
    assert "エラー 記録_facility_users" in again.stderr, "no path outside the workspace"
    done = run(
        town, "record", "--correct", VISITORS, "R9", "1,382",
        "--published-on", "2028-05-10", "--because", "打ち間違い",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1,283 → 1,382人" in done.stdout
    assert of(town, "facility_users", 2027) == [
        ("2028-04-20", "1380", "見本"),
        ("2028-04-22", "1283", ""),
        ("2028-05-10", "1382", "訂正"),
    ]
    assert value_at(town, run, "2028-05-09") == 1283
    assert value_at(town, run, "2028-05-10") == 1382
    after = page(town, date(2028, 5, 20))
    assert "1,382" in after
    assert "町の訂正。理由：打ち間違い" in after
    assert "令和10年5月10日（2028年5月10日）に訂正した値です" in after
    assert "訂正前 1,283（R10.4.22）" in after
    assert page(town, date(2028, 4, 30)) == before, "what was said then, to the byte"
    told = run(town, "history", "facility_users").stdout
    assert "訂正（2028-05-10） 打ち間違い" in told
    assert "改定" not in told
    assert rebuilds_to_the_same_bytes(town, run)
    assert run(town, "check").returncode == 0


def test_on_the_same_day_and_more_than_once(town: Path, run: Run) -> None:
    record_wrongly(town, run)
    for value, expected in (("1,382", 1382), ("1,392", 1392)):
        done = run(
            town, "record", "--correct", VISITORS, "R9", value,
            "--published-on", "2028-04-22", "--because", "打ち間違い",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert value_at(town, run, "2028-04-22") == expected
    assert [status for *_, status in of(town, "facility_users", 2027)] == ["見本", "", "訂正", "訂正2"]
    assert rebuilds_to_the_same_bytes(town, run)


def test_cancelled_is_as_if_it_had_not_been_said_from_then_on(town: Path, run: Run) -> None:
    record_wrongly(town, run)
    done = run(
        town, "record", "--cancel", VISITORS, "R9",
        "--published-on", "2028-04-25", "--because", "ほかの施設の値",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "取消: コミュニティ施設の利用者数 令和9年度（2027年度）: 1,283 → 1,380人" in done.stdout
    assert of(town, "facility_users", 2027)[1:] == [
        ("2028-04-22", "1283", ""),
        ("2028-04-25", "1283", "取消"),
    ]
    assert value_at(town, run, "2028-04-24") == 1283
    assert value_at(town, run, "2028-04-25") == 1380
    text = page(town, date(2028, 4, 30))
    assert (
        "の値 1,283 は、令和10年4月25日（2028年4月25日）に取り消しました（町の取消。理由：ほかの施設の値）"
        in text
    )
    assert rebuilds_to_the_same_bytes(town, run)
    assert run(town, "check").returncode == 0
    again = run(town, "record", VISITORS, "R9", "1,283", "--published-on", "2028-05-01")
    assert again.returncode == 0, "said again, it is news again"
    assert value_at(town, run, "2028-05-01") == 1283


def test_taking_back_the_only_value_leaves_none(workspace: Path, run: Run) -> None:
    run(workspace, "record", VISITORS, "R8", "620", "--published-on", "2026-10-20")
    done = run(workspace, "record", "--cancel", VISITORS, "R8", "--because", "R7の値だった")
    assert done.returncode == 0, done.stderr
    assert "620人 → 値なし" in done.stdout
    status = json.loads(run(workspace, "status", "2026", "--json").stdout)
    assert next(i["value"] for i in status["indicators"] if "facility" in i["id"]) is None
    done = run(workspace, "record", "--cancel", VISITORS, "R8", "--because", "もう一度")
    assert done.returncode == 1
    assert "値がありません" in done.stderr


def test_a_correction_is_not_dated_before_what_it_corrects(town: Path, run: Run) -> None:
    """Among samples, which lie in the future, today is before all of them."""
    done = run(town, "record", "--correct", VISITORS, "R9", "1,382", "--because", "打ち間違い")
    assert done.returncode == 0, done.stderr
    assert of(town, "facility_users", 2027)[-1] == ("2028-04-20", "1382", "見本・訂正")
    early = run(
        town, "record", "--correct", VISITORS, "R9", "1,390",
        "--because", "打ち間違い", "--published-on", "2028-04-01",
    )  # fmt: skip
    assert early.returncode == 1
    assert "最初の公表は 2028-04-20" in early.stderr


def test_a_record_dated_before_a_newer_figure_says_that_it_is_not_used(town: Path, run: Run) -> None:
    done = run(town, "record", VISITORS, "R9", "1,300", "--published-on", "2028-04-10")
    assert done.returncode == 0
    assert "新しい値 1,380人" in done.stderr
    assert "使われません" in done.stderr
    early = run(town, "record", VISITORS, "R9", "1,390", "--published-on", "2028-04-21")
    assert early.returncode == 0
    assert "その日が来るまで、この値は報告書に使われません" in early.stderr, "it is the day after today"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--correct", "--cancel", VISITORS, "R9"], 2, "どちらか一方"),
        (["--cancel", VISITORS, "R9", "5", "--because", "x"], 2, "--cancel には値を書きません"),
        (["--cancel", VISITORS, "R9"], 2, "--because"),
        (["--correct", VISITORS, "R9", "5"], 2, "--because"),
        (["--correct", VISITORS, "R9", "--because", "x"], 2, "「値」がありません"),
        ([VISITORS, "R9", "5", "--source", "正誤表"], 2, "--correct のときだけ"),
        (["--correct", VISITORS, "R9", "1,380", "--because", "x"], 1, "もう 1,380人 です"),
        (["--correct", VISITORS, "R12", "5", "--because", "x"], 1, "訂正する値がありません"),
        (["--cancel", VISITORS, "R12", "--because", "x"], 1, "history で台帳の値が見られます"),
        (["--correct", VISITORS, "R9", "多数", "--because", "x"], 1, "「多数」は数として読めません"),
        (["--cancel", "知らない系列", "R9", "--because", "x"], 1, "この計画の系列ではありません"),
        (["--correct", "社会増減数", "R9", "▲3", "--because", "x"], 1, '--source "2月10日の正誤表"'),
        ([VISITORS, "R9", "-5", "--published-on", "2028-05-01"], 1, "負の数になりません (-5)"),
    ],
)
def test_what_does_not_go(town: Path, run: Run, arguments: list[str], code: int, message: str) -> None:
    before = {p: p.read_bytes() for p in town.rglob("*") if p.is_file() and p.suffix != ".lock"}
    done = run(town, "record", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert {p: p.read_bytes() for p in town.rglob("*") if p.is_file() and p.suffix != ".lock"} == before


def test_a_negative_figure_is_no_option(town: Path, run: Run) -> None:
    done = run(town, "record", "都賀長藤地域の社会増減数", "R9", "-5", "--published-on", "2028-05-01")
    assert done.returncode == 0, done.stderr
    assert "5 → ▲5人" in done.stdout


# --- 正誤表 of the prefecture


def corrected_table(root: Path, name: str, title: str = "") -> Path:
    """The report of R9 as the prefecture puts it right: one child more, one adult less."""
    text = (root / REPORT_R9).read_bytes().decode("cp932")
    for old, new in (
        ('"67,946","328,017"', '"67,947","328,016"'),
        ('"5,246","25,628"', '"5,247","25,627"'),
        ('350,"1,529"', '351,"1,528"'),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    if title:
        text = text.replace("公表日：令和9年12月17日", "公表日：令和10年2月10日").replace(
            "【見本】", title, 1
        )
    path = root / name
    path.write_bytes(text.encode("cp932"))
    return path


def test_without_the_flag_the_message_names_the_command(town: Path, run: Run) -> None:
    path = corrected_table(town, "差し替え.csv")
    before = ledger(town)
    done = run(town, "ingest", str(path))
    assert done.returncode == 1
    assert '--corrects 2027-12-17 --because "○月○日の正誤表"' in done.stderr
    assert done.stderr.count("--corrects") == 1, "the way out is said once"
    assert ledger(town) == before
    assert not list((town / "actuals").rglob("差し替え*")), "exit 1 leaves no file"


def test_a_title_that_says_so_is_no_revision(town: Path, run: Run) -> None:
    path = corrected_table(town, "年報.csv", title="【見本・訂正】")
    done = run(town, "ingest", str(path))
    assert done.returncode == 1
    assert "表題に訂正（正誤）とあります" in done.stderr
    assert '"年報.csv" --corrects 2027-12-17' in done.stderr


def test_a_title_that_says_so_above_figures_that_stand_already(town: Path, run: Run) -> None:
    text = (town / REPORT_R9).read_bytes().decode("cp932").replace("【見本】", "【見本・訂正】", 1)
    (town / "年報.csv").write_bytes(text.encode("cp932"))
    before = ledger(town)
    done = run(town, "ingest", str(town / "年報.csv"))
    assert done.returncode == 0, done.stderr
    assert ledger(town) == before


@pytest.mark.parametrize("title", ["", "【見本・訂正】"])
def test_a_corrected_table_is_a_vintage_of_its_own(town: Path, run: Run, title: str) -> None:
    path = corrected_table(town, "年報訂正.csv", title)
    day = [] if title else ["--published-on", "2028-02-10"]
    done = run(town, "ingest", str(path), "--corrects", "2027-12-17", "--because", "2月10日の正誤表", *day)
    assert done.returncode == 0, done.stderr
    assert "訂正  2" in done.stdout
    assert "訂正: 0～14歳人口 令和9年10月1日現在（2027年） 350 → 351人" in done.stdout
    assert of(town, "young_population", 2027) == [
        ("2027-12-17", "350", "見本"),
        ("2028-02-10", "351", "見本・訂正"),
    ]
    note = next(r["note"] for r in rows(town) if r["status"] == "見本・訂正")
    assert note == "2月10日の正誤表（令和9年12月17日（2027年12月17日）公表の訂正）"
    text = page(town, date(2028, 4, 30))
    assert "に訂正した値です（訂正。理由：2月10日の正誤表" in text
    assert "町の訂正" not in text
    assert "2月10日の正誤表" not in page(town, date(2028, 2, 9))
    assert run(town, "check").returncode == 0
    assert rebuilds_to_the_same_bytes(town, run)
    assert "見本" in text, "corrected or not, it is invented"


def test_a_single_figure_of_a_table_that_was_not_published_again(town: Path, run: Run) -> None:
    done = run(
        town, "record", "--correct", "0～14歳人口", "R9", "351",
        "--source", "2月10日の正誤表", "--published-on", "2028-02-10",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert of(town, "young_population", 2027)[-1] == ("2028-02-10", "351", "見本・訂正")
    assert "に訂正した値です（訂正。理由：2月10日の正誤表）" in page(town, date(2028, 4, 30))
    assert rebuilds_to_the_same_bytes(town, run)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--corrects", "2027-12-17"], 2, "--because"),
        (["--because", "x"], 2, "--corrects か --forget"),
        (["--corrects", "2028-12-17", "--because", "x"], 1, "元の公表より前にはできません"),
    ],
)
def test_corrects_that_does_not_go(
    town: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    before = ledger(town)
    done = run(town, "ingest", str(corrected_table(town, "表.csv")), *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert ledger(town) == before


def test_a_table_put_over_the_one_it_corrects(town: Path, run: Run) -> None:
    """The old figures would have no file any more."""
    path = corrected_table(town, REPORT_R9)
    before = ledger(town)
    done = run(town, "ingest", str(path), "--corrects", "2027-12-17", "--because", "正誤表")
    assert done.returncode == 1
    assert "別の名前で置いてください" in done.stderr
    assert ledger(town) == before


# --- files that move, and files that go


def test_a_moved_file_is_known_by_its_content(town: Path, run: Run) -> None:
    new = town / "actuals" / "人口" / "R9年報.csv"
    new.parent.mkdir()
    (town / REPORT_R9).rename(new)
    told = run(town, "check", "--json")
    assert told.returncode == 0
    assert codes(told) == ["file-moved"]
    done = run(town, "ingest")
    assert done.returncode == 0, done.stderr
    assert f"移されたファイル: {REPORT_R9} → actuals/人口/R9年報.csv" in done.stdout
    assert {r["file"] for r in rows(town) if r["published_on"] == "2027-12-17"} == {"actuals/人口/R9年報.csv"}
    assert codes(run(town, "check", "--json")) == []
    assert rebuilds_to_the_same_bytes(town, run)


def test_a_file_removed_on_purpose(town: Path, run: Run) -> None:
    still = run(town, "ingest", "--forget", REPORT_R9, "--because", "隣町の表だった")
    assert still.returncode == 1
    assert "まだあります" in still.stderr
    content = (town / REPORT_R9).read_bytes()
    (town / REPORT_R9).unlink()
    stopped = run(town, "ingest", "--rebuild")
    assert stopped.returncode == 1
    assert f'--forget "{REPORT_R9}"' in stopped.stderr
    done = run(town, "ingest", "--forget", REPORT_R9, "--because", "隣町の表だった")
    assert done.returncode == 0, done.stderr
    assert "11 行を台帳から除きました" in done.stdout
    assert not [r for r in rows(town) if r["published_on"] == "2027-12-17"]
    assert set(codes(run(town, "check", "--json"))) <= {"no-reason"}, (
        "a review that no longer fits, nothing else"
    )
    assert rebuilds_to_the_same_bytes(town, run)
    whole = ledger(town)
    (town / REPORT_R9).write_bytes(content)
    again = run(town, "ingest")
    assert "除いたファイル（理由: 隣町の表だった）" in again.stderr
    assert ledger(town) == whole
    named = run(town, "ingest", str(town / REPORT_R9))
    assert named.returncode == 0, named.stderr
    assert [r for r in rows(town) if r["published_on"] == "2027-12-17"], "named, it is taken in again"


# --- a revision that goes back


def revised(root: Path, run: Run, name: str, day: str, value: str) -> None:
    """Another publication of the accounts in which R4 of the town is ``value``."""
    source = next((root / "actuals" / "2027").glob(f"*{ACCOUNTS}*"))
    text = source.read_bytes().decode("cp932")
    text = text.replace("令和10年3月24日", day)
    old = '"13,010","13,185","13,020"'
    assert old in text
    difference = int(value.replace(",", "")) - 13020
    text = text.replace(old, f'"13,010","13,185","{value}"')
    for total in ("2,684,513", "231,823"):
        new = f"{int(total.replace(',', '')) + difference:,}"
        text = text.replace(f'"{total}"', f'"{new}"', 1)
    path = root / name
    path.write_bytes(text.encode("cp932"))
    done = run(root, "ingest", str(path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("late", [False, True])
def test_a_revision_that_goes_back(town: Path, run: Run, late: bool) -> None:
    """Each vintage is kept and the newest counts, whichever of the files comes first."""
    files = [
        ("改定.csv", "令和11年3月23日", "13,090"),
        ("もどる.csv", "令和12年3月22日", "13,020"),
        ("同じ.csv", "令和13年3月24日", "13,020"),
    ]
    for name, day, value in [files[2], files[1], files[0]] if late else files:
        revised(town, run, name, day, value)
    known = [(day, value) for day, value, _ in of(town, "gross_product", 2022)]
    assert known[:4] == [
        ("2025-03-28", "12950"),
        ("2026-03-27", "13020"),
        ("2029-03-23", "13090"),
        ("2030-03-22", "13020"),
    ]
    told = run(town, "history", "gross_product", "--json")
    rows_told = [r for r in json.loads(told.stdout) if r["period"] == 2022]
    assert rows_told[1]["confirmed_on"] == ["2027-03-26", "2028-03-24"]
    if not late:
        assert rows_told[3]["confirmed_on"] == ["2031-03-24"]
        assert "2031-03-24まで1回" in run(town, "history", "gross_product").stdout
    assert run(town, "check").returncode == 0
    assert late or rebuilds_to_the_same_bytes(town, run), "a late file may leave a row that repeats"


def test_a_file_that_only_confirms_counts_when_a_late_one_comes_between(workspace: Path, run: Run) -> None:
    heading = "series,period,value,unit,status,published_on,note\n"
    for name, day, value in (("a", "2026-05-01", 100), ("c", "2026-07-01", 100), ("b", "2026-06-01", 110)):
        path = workspace / f"{name}.csv"
        path.write_text(heading + f"facility_users,R8,{value},人,,{day},\n", encoding="utf-8")
        assert run(workspace, "ingest", str(path)).returncode == 0
    assert [value for _, value, _ in of(workspace, "facility_users", 2026)] == ["100", "110", "100"]
    edit(workspace, "actuals/2026/c.csv", "100", "120", "utf-8")
    assert "file-changed" in codes(run(workspace, "check", "--json"))
