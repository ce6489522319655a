"""Files → ledger by the real command: what is taken, what is refused, and that nothing is lost."""

from __future__ import annotations

import json
import random
from pathlib import Path

import openpyxl
import pytest

from misato_report import load_workspace
from misato_report.actuals.ledger.ingest import Request, ingest
from tests.conftest import ROOT, TODAY, Run
from tests.support.ledger_files import ACCOUNTS_R4, COUNTS_R8, REPORT_R8, codes, edit, ledger, rows

pytestmark = pytest.mark.slow  # whole commands, one after the other


def test_the_samples_make_the_ledger_that_is_committed(samples: Path, run: Run) -> None:
    done = run(samples, "ingest")
    assert done.returncode == 0, done.stderr
    assert ledger(samples) == (ROOT / "actuals" / "ledger.csv").read_bytes()


def test_twice_changes_nothing_to_the_byte(taken_in: Path, run: Run) -> None:
    first = ledger(taken_in)
    again = run(taken_in, "ingest")
    assert again.returncode == 0
    assert "台帳は変わっていません" in again.stdout
    assert ledger(taken_in) == first


def test_rebuild_gives_the_same_bytes(taken_in: Path, run: Run) -> None:
    first = ledger(taken_in)
    assert run(taken_in, "ingest", "--rebuild").returncode == 0
    assert ledger(taken_in) == first
    (taken_in / "actuals" / "ledger.csv").unlink()
    assert run(taken_in, "ingest", "--rebuild").returncode == 0
    assert ledger(taken_in) == first


@pytest.mark.parametrize("seed", range(2))
def test_the_order_in_which_files_come_does_not_matter(taken_in: Path, run: Run, seed: int) -> None:
    """A late file may leave a row that repeats what it says itself; every as-of value is the same."""
    in_order = {(r["series"], r["period"], r["published_on"]): r["value"] for r in rows(taken_in)}
    (taken_in / "actuals" / "ledger.csv").unlink()
    files = sorted(taken_in.glob("actuals/*/*.csv"))
    random.Random(seed).shuffle(files)
    before: set[bytes] = set()
    for file in files:
        assert run(taken_in, "ingest", str(file)).returncode == 0
        lines = set(ledger(taken_in).splitlines())
        assert before <= lines, "the ledger only grows"
        before = lines
    grown = {(r["series"], r["period"], r["published_on"]): r["value"] for r in rows(taken_in)}
    assert in_order.items() <= grown.items()
    assert run(taken_in, "ingest", "--rebuild").returncode == 0
    assert {(r["series"], r["period"], r["published_on"]): r["value"] for r in rows(taken_in)} == grown


def test_a_revision_is_a_new_row_under_the_old_one(taken_in: Path, run: Run) -> None:
    r4 = [
        (r["published_on"], r["value"])
        for r in rows(taken_in)
        if (r["series"], r["period"]) == ("gross_product", "2022")
    ]
    assert r4 == [("2025-03-28", "12950"), ("2026-03-27", "13020")]


def test_provenance_names_file_and_cell(taken_in: Path, run: Run) -> None:
    row = next(r for r in rows(taken_in) if r["series"] == "net_migration" and r["period"] == "2026")
    assert (row["value"], row["file"], row["row"], row["column"]) == ("-12", REPORT_R8, "23", "G")
    assert row["status"] == "見本"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        pytest.param(REPORT_R8, "△12,", "△1O,", ["G23", "△1O"], id="letter for a digit"),
        pytest.param(REPORT_R8, "美郷町,", "美咲町,", ["「美郷町」の行が見つかりません"], id="town missing"),
        pytest.param(REPORT_R8, "邑南町,", "注,", ["B24", "値が違います"], id="another municipality renamed"),
        pytest.param(REPORT_R8, "知夫村,", ",", ["市町村の合計", "島根県"], id="a municipality missing"),
        pytest.param(REPORT_R8, "推計人口（令和8年年報）", "推計値（令和8年版）", ["どの資料か分かりません"], id="unknown layout"),
        pytest.param(REPORT_R8, "公表日：令和8年12月18日", "令和8年12月18日", ["公表日", "--published-on"], id="no publication date"),
        pytest.param(REPORT_R8, "令和8年10月1日現在", "令和9年10月1日現在", ["公表日 2026-12-18 が、対象の年 (2027年) より前"], id="another year"),
        pytest.param(REPORT_R8, "（単位：人）", "（単位：千人）", ["前年の推計人口", "千人から人に換算"], id="another unit"),
        pytest.param(REPORT_R8, "転入,", "転入者,", ["社会動態・転入", "社会動態, 転入者"], id="renamed column"),
        pytest.param(ACCOUNTS_R4, "平成25年度", "平成35年度", ["平成35年度", "C8", "暦にありません"], id="year outside its era"),
        pytest.param(ACCOUNTS_R4, "平成25年度", "平成26年度", ["二つ以上あり", "D23"], id="a year twice"),
    ],
)  # fmt: skip
def test_a_table_that_is_wrong_is_refused_with_its_place(
    samples: Path, run: Run, name: str, old: str, new: str, expected: list[str]
) -> None:
    run(samples, "ingest", *(str(samples / f) for f in (COUNTS_R8,)))
    before = ledger(samples)
    edit(samples, name, old, new)
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    for word in expected:
        assert word in done.stderr
    assert ledger(samples) == before, "one bad file, and nothing of any file is taken"


HEADING = "series,period,value,unit,status,published_on,note\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADING + "facility_users,R8,12O,人,,2027-04-20,\n", ["C2", "12O"]),
        (HEADING + "facility_users,R8,-5,人,,2027-04-20,\n", ["負の数になりません"]),
        (HEADING + "facility_users,R8,5,世帯,,2027-04-20,\n", ["D2", "世帯"]),
        (HEADING + "facility_users,R8,,人,,2027-04-20,\n", ["C2"]),
        (HEADING + "facility_users,8年,5,人,,2027-04-20,\n", ["B2"]),
        (HEADING + "facility_users,R8,5,人,仮,2027-04-20,\n", ["E2", "仮"]),
        (HEADING + "facility_users,R8,5,人,,2027-13-20,\n", ["F2"]),
        (HEADING + "facility_user,R8,5,人,,2027-04-20,\n", ["A2", "もしかして: facility_users"]),
        (HEADING + "net_migration,R8,5,人,,2027-04-20,\n", ["公表された表"]),
        (HEADING + "facility_users,R8,5,人,,2027-04-20,\n" * 2, ["二度"]),
        (HEADING, ["値の行がありません"]),
        ("", ["中身がありません"]),
        ("series,period,value,unit,memo\n", ["memo"]),
        (HEADING + '"facility_users,R8,5,人,,2027-04-20,\n', ["引用符"]),
    ],
)
def test_own_counts_that_are_wrong(workspace: Path, run: Run, text: str, expected: list[str]) -> None:
    (workspace / "actuals" / "集計.csv").write_text(text, encoding="utf-8")
    done = run(workspace, "ingest")
    assert done.returncode == 1
    for word in ["集計.csv", *expected]:
        assert word in done.stderr, done.stderr
    assert ledger(workspace) == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_forms_of_text(workspace: Path, run: Run, encoding: str, line_end: str, separator: str) -> None:
    lines = [
        "系列,対象,値,単位,状態,公表日,備考",
        "コミュニティ施設の利用者数,令和８年度,６２０,人,速報,R9.4.20,①髙㈱～",
    ]
    text = line_end.join(lines).replace(",", separator) + line_end
    (workspace / "actuals" / "集計.csv").write_bytes(text.encode(encoding))
    done = run(workspace, "ingest")
    assert done.returncode == 0, done.stderr
    (row,) = rows(workspace)
    assert (row["series"], row["period"], row["value"], row["status"]) == (
        "facility_users",
        "2026",
        "620",
        "速報",
    )
    assert (row["published_on"], row["note"]) == ("2027-04-20", "①髙㈱～")


def test_bytes_in_no_encoding_are_refused_with_the_offset(workspace: Path, run: Run) -> None:
    (workspace / "actuals" / "a.csv").write_bytes(b"series,period\n\xff\xfe\x81")
    done = run(workspace, "ingest")
    assert done.returncode == 1
    assert "15バイト目" in done.stderr


def test_own_counts_in_excel(workspace: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("集計", 0)
    sheet.append(["系列", "対象", "値", "単位", "状態", "公表日", "備考"])
    sheet.append(["こども会の参加者数", 2026, 21, "人", None, "2027-04-20", None])
    sheet.append(["都賀長藤地域の社会増減数", "R8", -3.5, "人", None, "2027-04-20", None])
    book.save(workspace / "actuals" / "集計.xlsx")
    done = run(workspace, "ingest")
    assert done.returncode == 0, done.stderr
    assert [(r["value"], r["sheet"], r["row"], r["column"]) for r in rows(workspace)] == [
        ("21", "集計", "2", "C"),
        ("-3.5", "集計", "3", "C"),
    ]


def test_two_values_for_one_publication_are_a_conflict(taken_in: Path, run: Run) -> None:
    before = ledger(taken_in)
    text = (taken_in / COUNTS_R8).read_text(encoding="utf-8-sig").replace("620", "621")
    (taken_in / "actuals" / "2026" / "町の集計_再提出.csv").write_text(text, encoding="utf-8")
    done = run(taken_in, "ingest")
    assert done.returncode == 1
    assert "620" in done.stderr
    assert "621" in done.stderr
    assert ledger(taken_in) == before


def test_rows_added_to_a_file_that_was_taken_in(workspace: Path, run: Run) -> None:
    file = workspace / "actuals" / "集計.csv"
    file.write_text(HEADING + "facility_users,R8,620,人,,2027-04-20,\n", encoding="utf-8")
    run(workspace, "ingest")
    with file.open("a", encoding="utf-8") as more:
        more.write("facility_users,R9,1380,人,,2028-04-20,\n")
    done = run(workspace, "ingest")
    assert done.returncode == 0, done.stderr
    assert [r["value"] for r in rows(workspace)] == ["620", "1380"]
    assert run(workspace, "check").returncode == 0


def test_a_file_from_elsewhere_is_brought_into_the_workspace(
    workspace: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "届いた集計.csv"
    file.write_text(HEADING + "facility_users,R8,620,人,,2027-03-20,\n", encoding="utf-8")
    done = run(workspace, "ingest", str(file))
    assert done.returncode == 0, done.stderr
    assert (workspace / "actuals" / "2026" / "届いた集計.csv").is_file()
    assert rows(workspace)[0]["file"] == "actuals/2026/届いた集計.csv"
    assert run(workspace, "check").returncode == 0


def test_a_file_that_is_not_there(workspace: Path, run: Run) -> None:
    done = run(workspace, "ingest", "ない.csv")
    assert done.returncode == 1
    assert "ファイルがありません" in done.stderr


# --- what check sees ------------------------------------------------------------------------------


def test_check_is_clean_on_the_samples(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "check", "--json")
    assert done.returncode == 0
    assert codes(done) == []


def test_a_publication_in_the_future_is_refused(workspace: Path, run: Run) -> None:
    path = workspace / "actuals" / "a.csv"
    path.write_text(HEADING + "facility_users,R8,5,人,,2082-04-20,\n", encoding="utf-8")
    done = run(workspace, "ingest")
    assert done.returncode == 1
    assert "公表日 令和64年4月20日（2082年4月20日） が、今日" in done.stderr
    assert not (workspace / "actuals" / "ledger.csv").exists()


def test_one_that_is_in_the_ledger_already_is_an_error(workspace: Path, run: Run) -> None:
    (workspace / "actuals" / "a.csv").write_text(
        HEADING + "facility_users,R8,5,人,,2082-04-20,\n", encoding="utf-8"
    )
    project = load_workspace(workspace)
    ingest(project.workspace, project.sound_plan(), Request())
    done = run(workspace, "check", "--json")
    assert done.returncode == 1
    assert codes(done) == ["future-publication"]
    status = json.loads(run(workspace, "status", "2027", "--json").stdout)
    assert status["as_of"] == f"{TODAY}", "it is no new today"


def test_among_samples_the_future_is_where_one_practises(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "record", "facility_users", "R9", "1,400", "--published-on", "2028-06-01")
    assert done.returncode == 0, done.stderr
    assert codes(run(taken_in, "check", "--json")) == ["future-publication"]
    assert run(taken_in, "check").returncode == 0
    status = json.loads(run(taken_in, "status", "2027", "--json").stdout)
    assert status["as_of"] == "2028-04-20", "the newest of the samples, and not a day after it"


@pytest.mark.parametrize("mark", ["", "見本"])
def test_a_mistyped_day_is_no_new_today_among_samples_either(taken_in: Path, run: Run, mark: str) -> None:
    done = run(taken_in, "record", "facility_users", "R9", "1,390", "--published-on", "2082-04-20")
    assert done.returncode == 1
    assert "公表日 令和64年4月20日（2082年4月20日） が、今日" in done.stderr
    table = taken_in / "actuals" / "2027" / f"届いた表{mark}.csv"
    table.write_text(HEADING + f"facility_users,R9,1390,人,{mark},2082-04-20,\n", encoding="utf-8")
    assert run(taken_in, "ingest").returncode == 1
    table.unlink()
    status = json.loads(run(taken_in, "status", "2027", "--json").stdout)
    assert status["as_of"] == "2028-04-20"


def test_check_names_files_that_wait(samples: Path, run: Run) -> None:
    done = run(samples, "check", "--json")
    assert done.returncode == 0
    assert set(codes(done)) == {"not-taken-in"}


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("1.38", "千人", "1380"), ("0.0138", "百万人", None), ("1,380", "名", "1380")],
)
def test_own_counts_in_another_unit(
    workspace: Path, run: Run, value: str, unit: str, expected: str | None
) -> None:
    text = HEADING + f'facility_users,R9,"{value}",{unit},,2028-04-20,\n'
    (workspace / "actuals" / "a.csv").write_text(text, encoding="utf-8")
    done = run(workspace, "ingest")
    assert (done.returncode == 0) == (expected is not None)
    assert [r["value"] for r in rows(workspace)] == ([expected] if expected else [])
    if unit == "千人":
        assert "千人から人に換算" in done.stderr
        assert "千人から人に換算 (1.38千人)" in rows(workspace)[0]["note"]


@pytest.mark.parametrize(
    ("period", "published_on", "taken"),
    [("R90", "2028-04-20", False), ("R9", "2018-04-20", False), ("R9", "2027-03-31", False), ("R9", "2027-04-01", True)],
)  # fmt: skip
def test_a_figure_cannot_be_published_before_its_period_begins(
    samples: Path, run: Run, period: str, published_on: str, taken: bool
) -> None:
    """A mistyped year must not stand in the ledger for eighty years."""
    for path in (samples / "actuals").rglob("*.csv"):
        path.unlink()
    table = (
        f"系列,対象,値,単位,状態,公表日,備考\nコミュニティ施設の利用者数,{period},620,人,,{published_on},\n"
    )
    (samples / "actuals" / "2027" / "誤記.csv").write_text(table, encoding="utf-8")
    done = run(samples, "ingest")
    assert (done.returncode == 0) == taken
    assert (samples / "actuals" / "ledger.csv").exists() == taken
    assert ("その始まる前" in done.stderr) == (not taken)
    assert taken or "誤記.csv C2" in done.stderr


def test_a_file_of_any_size_is_refused_before_it_is_read(samples: Path, run: Run) -> None:
    """Of a sparse file of sixty megabytes no more is read than what tells that it is too large."""
    (samples / "actuals" / "2027" / "巨大.csv").touch()
    with (samples / "actuals" / "2027" / "巨大.csv").open("r+b") as file:
        file.truncate(60 * 10**6)
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert "上限は50MB" in done.stderr
    assert "file_megabytes" in done.stderr


def test_a_title_of_another_year_is_told_once_with_every_place_that_names_a_year(
    samples: Path, run: Run
) -> None:
    path = samples / REPORT_R8
    text = path.read_bytes().decode("cp932")
    path.write_bytes(text.replace("（令和8年年報）", "（令和80年年報）").encode("cp932"))
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert done.stderr.count("一つに決まりません") == 1, "the title stands over eleven series"
    assert "一つに決まりません（A1 は2098年、A4 は2025年10月～2026年9月、A5 は2026年10月1日）" in done.stderr
