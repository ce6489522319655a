"""``actuals/peers.csv``: the other municipalities' figures, with the ledger's guarantees."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.gazetteer.places import municipalities_of
from misato_report.project import evaluate_project, peer_tables
from tests.conftest import AS_OF, ROOT, Run
from tests.support.killing import killed_at
from tests.support.ledger_files import REPORT_R8, codes, edit, ledger

pytestmark = pytest.mark.slow  # whole commands, one after the other

REPORT_R9 = "actuals/2027/島根の人口移動と推計人口_令和9年年報_見本.csv"
ACCOUNTS_R7 = "actuals/2027/島根県市町村民経済計算_令和7年度_見本.csv"
OTHERS = {place.code: place.name for place in municipalities_of("島根県") if place.name != "美郷町"}
MATSUE, ODA, CHIBU = "322016", "322059", "325279"


def peers(root: Path) -> bytes:
    path = root / "actuals" / "peers.csv"
    return path.read_bytes() if path.exists() else b""


def rows(root: Path, **wanted: str) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(peers(root).decode("utf-8")))
    return [row for row in found if {name: row[name] for name in wanted} == wanted]


def without_peers(root: Path) -> None:
    """The plan as it would be without any comparison."""
    for name in ("plan/sources.yaml", "plan/plan.yaml", *(f"plan/fields/{f.name}" for f in fields(root))):
        path = root / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        inside, kept = False, []
        for line in lines:
            begins = line.lstrip().startswith(("peers:", "neighbours:"))
            inside = begins or (inside and line.lstrip().startswith(("per:", "times:")))
            kept += [] if inside else [line]
        path.write_text("".join(kept), encoding="utf-8")


def fields(root: Path) -> list[Path]:
    return sorted((root / "plan" / "fields").glob("*.yaml"))


@pytest.fixture
def taken(samples: Path, run: Run) -> Path:
    """The samples, taken in without a ledger or figures of others before."""
    (samples / "actuals" / "peers.csv").unlink()
    assert run(samples, "ingest").returncode == 0
    return samples


def test_every_other_municipality_is_kept_with_its_cells(taken: Path) -> None:
    assert peers(taken) == (ROOT / "actuals" / "peers.csv").read_bytes()
    assert {row["area"] for row in rows(taken)} == set(OTHERS)
    (matsue,) = rows(taken, area=MATSUE, series="net_migration", period="2027")
    assert (matsue["value"], matsue["row"], matsue["column"], matsue["file"]) == (
        "-388",
        "12",
        "G",
        REPORT_R9,
    )
    (chibu,) = rows(taken, area=CHIBU, series="gross_product", period="2025")
    assert (chibu["value"], chibu["unit"], chibu["status"]) == ("2476", "百万円", "見本")
    assert rows(taken, series="digital_services") == []


def test_no_total_of_several_is_ever_a_municipality(taken: Path) -> None:
    """島根県 622,161, 市部計 565,042 and 郡部計 57,119 of the table are nobody's."""
    of_year = rows(taken, series="estimated_population", period="2027")
    assert len(of_year) == 18
    values = {int(row["value"]) for row in of_year}
    assert values.isdisjoint({622161, 565042, 57119})
    assert sum(values) + 3766 == 622161


def test_a_plan_without_peers_keeps_and_reads_none(taken: Path, run: Run) -> None:
    without_peers(taken)
    (taken / "actuals" / "peers.csv").write_bytes("壊れている".encode("cp932"))
    assert "peers-not-kept" not in codes(run(taken, "check", "--json"))
    assert run(taken, "check").returncode == 0
    built = run(taken, "build", "2027", "--format", "html,xlsx,csv")
    assert built.returncode == 0, built.stderr
    page = next((taken / "out" / "2027").glob("美郷町*.html")).read_text(encoding="utf-8")
    assert "県内の市町村" not in page


def test_peers_asked_for_later_come_from_the_files_that_are_there(samples: Path, run: Run) -> None:
    asking = {path: path.read_text(encoding="utf-8") for path in (samples / "plan").rglob("*.yaml")}
    (samples / "actuals" / "peers.csv").unlink()
    without_peers(samples)
    run(samples, "ingest")
    before = ledger(samples)
    assert peers(samples) == b""
    for path, text in asking.items():
        path.write_text(text, encoding="utf-8")
    assert codes(run(samples, "check", "--json")).count("peers-not-taken") == 1
    done = run(samples, "ingest")
    assert "actuals/peers.csv を書きました" in done.stdout
    assert (ledger(samples), peers(samples)) == (before, (ROOT / "actuals" / "peers.csv").read_bytes())
    assert "peers" not in run(samples, "ingest").stdout
    assert "peers-not-taken" not in codes(run(samples, "check", "--json"))


def test_they_are_left_out_again_when_nobody_asks_any_more(taken: Path, run: Run) -> None:
    without_peers(taken)
    run(taken, "ingest")
    assert rows(taken) == []


def test_the_ledger_of_the_town_is_the_same_with_and_without(taken: Path, run: Run) -> None:
    whole = ledger(taken)
    without_peers(taken)
    assert run(taken, "ingest", "--rebuild").returncode == 0
    assert ledger(taken) == whole


def test_a_revision_of_another_is_a_vintage_and_stays(taken: Path, run: Run) -> None:
    """市町村内総生産 is revised every March: what each publication says otherwise is a row of its own."""
    vintages = rows(taken, area=MATSUE, series="gross_product", period="2022")
    assert len(vintages) > 1
    assert len({row["published_on"] for row in vintages}) == len(vintages)
    again = taken / "actuals" / "2027" / "改定_見本.csv"
    shutil.copy(taken / ACCOUNTS_R7, again)
    edit(taken, again.relative_to(taken).as_posix(), "令和10年3月24日", "令和10年4月10日")
    edit(taken, again.relative_to(taken).as_posix(), '"2,429","2,476"', '"2,429","2,477"')
    edit(taken, again.relative_to(taken).as_posix(), '"53,422","52,449"', '"53,422","52,449"')
    for name in ('"241,356","245,379"', '"2,763,757","2,867,103"'):
        wanted = name[:-2] + str(int(name[-2]) + 1) + '"'
        edit(taken, again.relative_to(taken).as_posix(), name, wanted)
    done = run(taken, "ingest")
    assert done.returncode == 0, done.stderr
    of_chibu = rows(taken, area=CHIBU, series="gross_product", period="2025")
    assert [(row["value"], row["published_on"]) for row in of_chibu] == [
        ("2476", "2028-03-24"), ("2477", "2028-04-10"),
    ]  # fmt: skip
    assert len(rows(taken, area=ODA, series="gross_product", period="2025")) == 1


def test_a_late_file_of_an_earlier_publication_gives_the_same(samples: Path, run: Run) -> None:
    late = samples / REPORT_R8
    aside = samples / "遅れて届いた.csv"
    late.rename(aside)
    (samples / "actuals" / "peers.csv").unlink()
    run(samples, "ingest")
    assert rows(samples, series="births", period="2026") == []
    aside.rename(late)
    run(samples, "ingest")
    assert peers(samples) == (ROOT / "actuals" / "peers.csv").read_bytes()


def test_two_tables_of_one_day_that_differ_in_another_town_are_refused(taken: Path, run: Run) -> None:
    again = taken / "actuals" / "2027" / "もう一つ_見本.csv"
    shutil.copy(taken / ACCOUNTS_R7, again)
    name = again.relative_to(taken).as_posix()
    edit(taken, name, '"2,429","2,476"', '"2,429","2,477"')
    for total in ('"241,356","245,379"', '"2,763,757","2,867,103"'):
        edit(taken, name, total, total[:-2] + str(int(total[-2]) + 1) + '"')
    before = (ledger(taken), peers(taken))
    done = run(taken, "ingest")
    assert done.returncode == 1
    assert "知夫村: 市町村内総生産" in done.stderr
    assert (ledger(taken), peers(taken)) == before


def test_a_corrected_table_corrects_the_others_too(taken: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "正誤_見本.csv"
    text = (taken / REPORT_R9).read_bytes().decode("cp932")
    assert "大田市,146,540,△394,917" in text
    text = text.replace('大田市,146,540,△394,917,"1,060",△143', '大田市,146,540,△394,918,"1,060",△142')
    table.write_bytes(text.encode("cp932"))
    done = run(
        taken, "ingest", str(table), "--corrects", "2027-12-17", "--published-on", "2028-02-10",
        "--because", "正誤表", "--accept", "計は訂正されていない",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = rows(taken, area=ODA, series="net_migration", period="2027")
    assert [(row["value"], row["status"], row["published_on"]) for row in found] == [
        ("-143", "見本", "2027-12-17"), ("-142", "見本・訂正", "2028-02-10"),
    ]  # fmt: skip
    assert "正誤表" in found[-1]["note"]
    whole = peers(taken)
    assert run(taken, "ingest", "--rebuild").returncode == 0
    assert peers(taken) == whole
    assert [c for c in codes(run(taken, "check", "--json")) if c.startswith(("ledger", "peer"))] == []


def test_forgotten_and_moved_files(taken: Path, run: Run) -> None:
    moved = taken / "actuals" / "ほか" / "年報_見本.csv"
    moved.parent.mkdir()
    (taken / REPORT_R8).rename(moved)
    assert run(taken, "ingest").returncode == 0
    assert {row["file"] for row in rows(taken, series="births", period="2026")} == {
        "actuals/ほか/年報_見本.csv"
    }
    assert [c for c in codes(run(taken, "check", "--json")) if c.startswith(("ledger", "peer"))] == []
    (taken / REPORT_R9).unlink()
    done = run(taken, "ingest", "--forget", Path(REPORT_R9).name, "--because", "重複")
    assert done.returncode == 0, done.stderr
    assert rows(taken, series="births", period="2027") == []
    assert len(rows(taken, series="births", period="2026")) == 18


def test_rebuilt_from_the_files_alone(taken: Path, run: Run) -> None:
    whole = peers(taken)
    for damage in (
        b"",
        "area,だめ\n".encode(),
        whole[: len(whole) // 2],
        whole.replace(b",1446,", b",1447,"),
    ):
        (taken / "actuals" / "peers.csv").write_bytes(damage)
        assert run(taken, "ingest", "--rebuild").returncode == 0
        assert peers(taken) == whole
    (taken / "actuals" / "peers.csv").unlink()
    (taken / "actuals" / "ledger.csv").unlink()
    assert run(taken, "ingest").returncode == 0
    assert peers(taken) == whole


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (",1446,", ",1447,", "ledger-edited", "松江市の出生数"),
        (",人,見本,2021-12-17,", ",人,,2021-12-17,", "ledger-edited", "状態"),
        ("322016,births,2021", "322016,births,2011", "ledger-row-added", "松江市の出生数"),
        ("\n322024,", "\r\n322024,", "ledger-bytes", "書き方"),
        ("322016,", "32201,", "ledger-damaged", "読めません"),
    ],
)
def test_check_holds_every_row_against_the_files(
    taken: Path, run: Run, old: str, new: str, code: str, said: str
) -> None:
    path = taken / "actuals" / "peers.csv"
    text = peers(taken).decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    found = json.loads(run(taken, "check", "--json").stdout)
    here = [d for d in found if d["file"] == "actuals/peers.csv"]
    assert code in {d["code"] for d in here}
    assert any(said in d["message"] for d in here)
    if code == "ledger-edited":
        assert here[0]["line"] == 2
    assert run(taken, "build", "2027", "--format", "csv").returncode == 1


def test_damaged_figures_of_others_stop_what_writes_them(taken: Path, run: Run) -> None:
    path = taken / "actuals" / "peers.csv"
    path.write_bytes(peers(taken)[:-20])
    before = (ledger(taken), peers(taken))
    done = run(taken, "record", "コミュニティ施設の利用者数", "R9", "1,390", "--published-on", "2028-05-01")
    assert done.returncode == 1
    assert "peers.csv" in done.stderr
    assert (ledger(taken), peers(taken)) == before
    assert run(taken, "peers", "gross_product", "2027").returncode == 1


def test_what_cannot_be_read_of_another_is_left_out_and_told(taken: Path, run: Run) -> None:
    """A letter l for a 1: nobody guesses, and the town's own figures are none the worse."""
    edit(taken, REPORT_R9, "知夫村,2,11,△9,54,51,3,580", "知夫村,2,11,△9,54,5l,3,580")
    (taken / "actuals" / "ledger.csv").unlink()
    done = run(taken, "ingest")
    assert done.returncode == 0, done.stderr
    assert "知夫村（" in done.stderr
    assert "読めないものがあります" in done.stderr
    found = {row["series"] for row in rows(taken, area=CHIBU, period="2027")}
    assert "out_migration" not in found
    assert {"births", "estimated_population"} <= found


def test_a_missing_row_is_counted(taken: Path, run: Run) -> None:
    path = taken / REPORT_R9
    lines = path.read_bytes().decode("cp932").splitlines(keepends=True)
    path.write_bytes("".join(line for line in lines if not line.startswith("知夫村")).encode("cp932"))
    (taken / "actuals" / "ledger.csv").unlink()
    others = [p.relative_to(taken).as_posix() for p in (taken / "actuals").rglob("*_見本.csv") if p != path]
    assert run(taken, "ingest", *others).returncode == 0
    assert run(taken, "ingest", REPORT_R9, "--accept", "行がない").returncode == 0
    project = load_workspace(taken)
    tables = peer_tables(project, project.plan_at(AS_OF), evaluate_project(project, 2027, AS_OF))
    share = tables["young_population_share"]
    assert (len(share.known), len(share.peers)) == (18, 19)
    assert [peer.name for peer in share.peers if peer.value is None] == ["知夫村"]
    assert len(tables["gross_product"].known) == 19
    said = run(taken, "peers", "young_population_share", "2027").stdout
    assert "19市町村のうち18" in said
    assert "値の分からない知夫村を除く" in said


@pytest.mark.parametrize("at", [1, 2, 3])
def test_killed_between_ledger_and_peers_the_next_command_finishes(samples: Path, run: Run, at: int) -> None:
    (samples / "actuals" / "peers.csv").unlink()
    killed_at(at, samples, "ingest")
    assert run(samples, "status", "2027").returncode == 0
    assert ledger(samples) == (ROOT / "actuals" / "ledger.csv").read_bytes()
    assert peers(samples) == (ROOT / "actuals" / "peers.csv").read_bytes()
