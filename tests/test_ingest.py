"""Files → ledger by the real command: what is taken, what is refused, and that nothing is lost."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT, Run

REPORT_R8 = "actuals/2026/島根の人口移動と推計人口_令和8年年報_見本.csv"
ACCOUNTS_R4 = "actuals/2024/島根県市町村民経済計算_令和4年度_見本.csv"
COUNTS_R8 = "actuals/2026/町の集計_令和8年度_見本.csv"


def ledger(root: Path) -> bytes:
    path = root / "actuals" / "ledger.csv"
    return path.read_bytes() if path.exists() else b""


def rows(root: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ledger(root).decode("utf-8"))))


def edit(root: Path, name: str, old: str, new: str, encoding: str = "cp932") -> None:
    path = root / name
    text = path.read_bytes().decode(encoding)
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode(encoding))


def test_the_samples_make_the_ledger_that_is_committed(samples: Path, run: Run) -> None:
    done = run(samples, "ingest")
    assert done.returncode == 0, done.stderr
    assert ledger(samples) == (ROOT / "actuals" / "ledger.csv").read_bytes()


def test_twice_changes_nothing_to_the_byte(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    first = ledger(samples)
    again = run(samples, "ingest")
    assert again.returncode == 0
    assert "台帳は変わっていません" in again.stdout
    assert ledger(samples) == first


def test_rebuild_gives_the_same_bytes(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    first = ledger(samples)
    assert run(samples, "ingest", "--rebuild").returncode == 0
    assert ledger(samples) == first
    (samples / "actuals" / "ledger.csv").unlink()
    assert run(samples, "ingest", "--rebuild").returncode == 0
    assert ledger(samples) == first


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_files_come_does_not_matter(samples: Path, run: Run, seed: int) -> None:
    """A late file may leave a row that repeats what it says itself; every as-of value is the same."""
    run(samples, "ingest")
    in_order = {(r["series"], r["period"], r["published_on"]): r["value"] for r in rows(samples)}
    (samples / "actuals" / "ledger.csv").unlink()
    files = sorted(samples.glob("actuals/*/*.csv"))
    random.Random(seed).shuffle(files)
    before: set[bytes] = set()
    for file in files:
        assert run(samples, "ingest", str(file)).returncode == 0
        lines = set(ledger(samples).splitlines())
        assert before <= lines, "the ledger only grows"
        before = lines
    grown = {(r["series"], r["period"], r["published_on"]): r["value"] for r in rows(samples)}
    assert in_order.items() <= grown.items()
    assert run(samples, "ingest", "--rebuild").returncode == 0
    assert {(r["series"], r["period"], r["published_on"]): r["value"] for r in rows(samples)} == grown


def test_a_revision_is_a_new_row_under_the_old_one(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    r4 = [
        (r["published_on"], r["value"])
        for r in rows(samples)
        if (r["series"], r["period"]) == ("gross_product", "2022")
    ]
    assert r4 == [("2025-03-28", "12950"), ("2026-03-27", "13020")]


def test_provenance_names_file_and_cell(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    row = next(r for r in rows(samples) if r["series"] == "net_migration" and r["period"] == "2026")
    assert (row["value"], row["file"], row["row"], row["column"]) == ("-12", REPORT_R8, "23", "G")
    assert row["status"] == "見本"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        pytest.param(REPORT_R8, "△12,", "△1O,", ["G23", "△1O"], id="letter for a digit"),
        pytest.param(REPORT_R8, "美郷町,", "美咲町,", ["「美郷町」の行が見つかりません"], id="town missing"),
        pytest.param(REPORT_R8, "邑南町,", "注,", ["A24"], id="another municipality renamed"),
        pytest.param(REPORT_R8, "知夫村,", ",", ["19あるはずの表に18しかありません"], id="a municipality missing"),
        pytest.param(REPORT_R8, "推計人口（令和8年年報）", "推計値（令和8年版）", ["どの資料か分かりません"], id="unknown layout"),
        pytest.param(REPORT_R8, "公表日：令和8年12月18日", "令和8年12月18日", ["公表日", "--published-on"], id="no publication date"),
        pytest.param(REPORT_R8, "令和8年10月1日現在", "10月1日現在", ["対象の年"], id="no year"),
        pytest.param(REPORT_R8, "（単位：人）", "（単位：千人）", ["千人", "plan/sources.yaml"], id="another unit"),
        pytest.param(REPORT_R8, "転入,", "転入者,", ["社会動態/転入", "近い見出し"], id="renamed column"),
        pytest.param(ACCOUNTS_R4, "平成25年度", "平成35年度", ["平成35年度", "C8"], id="year outside its era"),
        pytest.param(ACCOUNTS_R4, "平成25年度", "平成26年度", ["二つあります"], id="a year twice"),
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
        (HEADING + "facility_users,R8,5,千人,,2027-04-20,\n", ["D2", "千人"]),
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


def test_two_values_for_one_publication_are_a_conflict(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    before = ledger(samples)
    text = (samples / COUNTS_R8).read_text(encoding="utf-8-sig").replace("620", "621")
    (samples / "actuals" / "2026" / "町の集計_再提出.csv").write_text(text, encoding="utf-8")
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert "620" in done.stderr
    assert "621" in done.stderr
    assert ledger(samples) == before


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


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [d["code"] for d in json.loads(done.stdout)]


def test_check_is_clean_on_the_samples(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    done = run(samples, "check", "--json")
    assert done.returncode == 0
    assert codes(done) == []


def test_check_sees_a_source_file_that_changed(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    edit(samples, REPORT_R8, "△12,", "△11,")
    done = run(samples, "check", "--json")
    assert done.returncode == 1
    assert codes(done) == ["file-changed"]


def test_check_sees_a_source_file_that_vanished(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    (samples / REPORT_R8).unlink()
    done = run(samples, "check", "--json")
    assert done.returncode == 1
    assert codes(done) == ["file-vanished"]


def test_check_sees_a_ledger_edited_by_hand(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    path = samples / "actuals" / "ledger.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("net_migration,2026,前年10月～当年9月,-12", "net_migration,2026,前年10月～当年9月,12"),
        encoding="utf-8",
    )
    done = run(samples, "check", "--json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)
    assert finding["code"] == "ledger-edited"
    assert finding["line"] is not None


@pytest.mark.parametrize("cut", [1, 50, 3000])
def test_a_ledger_cut_short_stops_everything_but_a_rebuild(samples: Path, run: Run, cut: int) -> None:
    run(samples, "ingest")
    whole = ledger(samples)
    (samples / "actuals" / "ledger.csv").write_bytes(whole[:-cut])
    for command in (("status", "2027"), ("build", "2027"), ("ingest",), ("check",)):
        done = run(samples, *command)
        assert done.returncode == 1
        assert "ledger.csv" in done.stderr
        assert "Traceback" not in done.stderr
    assert ledger(samples) == whole[:-cut]
    assert run(samples, "ingest", "--rebuild").returncode == 0
    assert ledger(samples) == whole


def test_check_warns_of_a_publication_in_the_future_that_is_no_sample(workspace: Path, run: Run) -> None:
    (workspace / "actuals" / "a.csv").write_text(
        HEADING + "facility_users,R8,5,人,,2199-04-20,\n", encoding="utf-8"
    )
    run(workspace, "ingest")
    done = run(workspace, "check", "--json")
    assert done.returncode == 0
    assert codes(done) == ["future-publication"]


def test_check_names_files_that_wait(samples: Path, run: Run) -> None:
    done = run(samples, "check", "--json")
    assert done.returncode == 0
    assert set(codes(done)) == {"not-taken-in"}


# --- faults ---------------------------------------------------------------------------------------


def test_read_only_folder(samples: Path, run: Run) -> None:
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root writes everywhere, and there is no setpriv to become somebody else")
    (samples / "actuals").chmod(0o555)
    program = "from misato_report.cli.app import main; main()"
    command = [sys.executable, "-c", program, "ingest"]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        for folder in (samples, *samples.parents):
            if folder != Path("/") and folder.owner() == "root":
                folder.chmod(0o755)
    done = subprocess.run(command, cwd=samples, capture_output=True, text=True, encoding="utf-8", check=False,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"})  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "台帳を書けませんでした" in done.stderr
    assert ledger(samples) == b""


def test_two_at_once_lose_no_row(samples: Path, run: Run) -> None:
    run(samples, "ingest")
    whole = ledger(samples)
    (samples / "actuals" / "ledger.csv").unlink()
    program = "from misato_report.cli.app import main; main()"
    files = sorted(samples.glob("actuals/*/*.csv"))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, "ingest", str(f)], cwd=samples, stdout=subprocess.DEVNULL
        )
        for f in files
    ]
    assert all(process.wait(timeout=120) == 0 for process in started)
    kept = {(r["series"], r["period"], r["published_on"]) for r in rows(samples)}
    wanted = {
        (r["series"], r["period"], r["published_on"]) for r in csv.DictReader(io.StringIO(whole.decode()))
    }
    assert wanted <= kept


@pytest.mark.slow
def test_killed_at_any_point_leaves_the_old_ledger_or_the_new_one(samples: Path, run: Run) -> None:
    run(samples, "ingest", str(samples / COUNTS_R8))
    old = ledger(samples)
    run(samples, "ingest")
    new = ledger(samples)
    program = "from misato_report.cli.app import main; main()"
    seen = set()
    started = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-c", program, "ingest"], cwd=samples, capture_output=True, check=True
    )
    whole_run = time.monotonic() - started
    assert process.returncode == 0
    for step in range(12):
        (samples / "actuals" / "ledger.csv").write_bytes(old)
        victim = subprocess.Popen(
            [sys.executable, "-c", program, "ingest"], cwd=samples, stdout=subprocess.DEVNULL
        )
        time.sleep(whole_run * (0.3 + 0.07 * step))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert ledger(samples) in (old, new)
        seen.add(ledger(samples))
    assert run(samples, "ingest").returncode == 0
    assert ledger(samples) == new
    assert not list((samples / "actuals").glob(".ledger.csv.*.tmp")), "left-overs are cleared away"
