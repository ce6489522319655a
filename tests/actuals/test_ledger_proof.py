"""The ledger proves itself: whatever differs from what the files make of it is told, row by row, with what mends it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from misato_report import load_workspace
from misato_report.actuals.ledger import making
from misato_report.actuals.ledger.proof import prove_ledger
from tests.conftest import Run
from tests.support.ledger_files import COUNTS_R8, ledger, rows

pytestmark = pytest.mark.slow  # whole commands, one after the other

ABOUT_THE_LEDGER = "台帳が、取り込んだファイルと合いません。misato-report check"


@pytest.fixture
def town(samples: Path, run: Run) -> Path:
    """The samples, taken in; `out/` is where the proof is remembered."""
    (samples / "out").mkdir(exist_ok=True)
    assert run(samples, "ingest").returncode == 0
    return samples


def lines(root: Path) -> list[str]:
    return ledger(root).decode().splitlines(keepends=True)


def write(root: Path, kept: list[str]) -> None:
    (root / "actuals" / "ledger.csv").write_text("".join(kept), encoding="utf-8", newline="")


def ledger_findings(root: Path, run: Run) -> list[dict[str, Any]]:
    done = run(root, "check", "--json")
    return [d for d in json.loads(done.stdout) if d["code"].startswith("ledger-")]


def mended(root: Path, run: Run, whole: bytes) -> bool:
    assert run(root, "ingest", "--rebuild").returncode == 0
    return ledger(root) == whole and not ledger_findings(root, run)


def test_one_row_taken_out(town: Path, run: Run) -> None:
    """The verdict would fall back to last year's."""
    whole = ledger(town)
    write(town, [line for line in lines(town) if not line.startswith("facility_users,2027")])
    (found,) = ledger_findings(town, run)
    assert found["code"] == "ledger-row-missing"
    assert "コミュニティ施設の利用者数 令和9年度（2027年度）の 1,380（2028-04-20 公表" in found["message"]
    assert "町の集計_令和9年度_見本.csv C4" in found["message"]
    assert "--rebuild" in found["hint"]
    assert run(town, "check").returncode == 1
    for command in (("status", "2027"), ("explain", "facility_users", "2027"), ("history", "facility_users")):
        done = run(town, *command)
        assert done.returncode == 0, done.stderr
        assert done.stderr.count(ABOUT_THE_LEDGER) == 1
        assert len(done.stderr.splitlines()) == 1
    assert mended(town, run, whole)
    assert run(town, "status", "2027").stderr == ""


def test_fifty_seven_rows_and_all_of_a_file(town: Path, run: Run) -> None:
    whole = ledger(town)
    kept = lines(town)
    write(town, [kept[0], *kept[58:]])
    found = ledger_findings(town, run)
    assert {d["code"] for d in found} == {"ledger-row-missing"}
    assert len(found) == 57
    assert mended(town, run, whole)
    write(town, [line for line in kept if COUNTS_R8 not in line])
    rows = sum(COUNTS_R8 in line for line in kept)
    assert len(ledger_findings(town, run)) == rows, "that it was taken in stands in the receipts"
    assert mended(town, run, whole)


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("facility_users,2027,年度,1380", "facility_users,2027,年度,1830", "ledger-edited", "1,830 ですが"),
        ("facility_users,2027,年度,1380,", "facility_users,2027,年度,1380.0,", "ledger-edited", "1,380.0 ですが"),
        ("births,2021,前年10月～当年9月,22,人,見本", "births,2021,前年10月～当年9月,22,人,", "ledger-edited", "状態が「」"),
        ("B,2376b940", "C,2376b940", "ledger-edited", "列が「C」（ファイルでは「B」）"),
        ('births,2021,', '"births",2021,', "ledger-bytes", "書き方が"),
    ],
)  # fmt: skip
def test_a_row_edited_by_hand(town: Path, run: Run, old: str, new: str, code: str, message: str) -> None:
    whole = ledger(town)
    text = whole.decode()
    assert old in text
    write(town, [text.replace(old, new, 1)])
    (found,) = ledger_findings(town, run)
    assert found["code"] == code
    assert message in found["message"]
    assert "--rebuild" in found["hint"]
    assert mended(town, run, whole)


def test_a_publication_date_changed_by_hand(town: Path, run: Run) -> None:
    whole = ledger(town)
    write(town, [line.replace("2027-12-17", "2027-12-18") for line in lines(town)])
    found = {d["code"] for d in ledger_findings(town, run)}
    assert found == {"ledger-row-missing", "ledger-row-added"}
    assert mended(town, run, whole)


def test_a_date_that_only_the_clerk_knew_is_in_the_receipts(workspace: Path, run: Run) -> None:
    path = workspace / "集計.csv"
    path.write_text("系列,対象,値,単位\nコミュニティ施設の利用者数,R7,620,人\n", encoding="utf-8")
    done = run(workspace, "ingest", str(path), "--published-on", "2026-04-20")
    assert done.returncode == 0, done.stderr
    whole = ledger(workspace)
    write(workspace, [line.replace("2026-04-20", "2025-04-20") for line in lines(workspace)])
    assert {d["code"] for d in ledger_findings(workspace, run)} == {"ledger-row-missing", "ledger-row-added"}
    assert mended(workspace, run, whole)
    (workspace / "actuals" / "ledger.csv").unlink()
    assert run(workspace, "ingest", "--rebuild").returncode == 0
    assert ledger(workspace) == whole, "the receipts say when it was published"


def test_a_row_that_no_file_says(town: Path, run: Run) -> None:
    whole = ledger(town)
    kept = lines(town)
    place = next(n for n, line in enumerate(kept) if line.startswith("births,2027"))
    kept.insert(place + 1, kept[place].replace("2027-12-17", "2028-01-01"))
    write(town, kept)
    (found,) = ledger_findings(town, run)
    assert found["code"] == "ledger-row-added"
    assert found["line"] == place + 2
    assert mended(town, run, whole)


def test_an_unchanged_ledger_is_not_made_again(town: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project = load_workspace(town)
    plan = project.sound_plan()
    first = prove_ledger(project.workspace, plan, project.observations)
    made = []
    monkeypatch.setattr(making, "make", lambda *_: made.append(1))
    assert prove_ledger(project.workspace, plan, project.observations) == first
    assert made == []
    monkeypatch.undo()
    (town / "out" / ".proof.json").write_text("{", encoding="utf-8")
    assert prove_ledger(project.workspace, plan, project.observations) == first
    (town / "out" / ".proof.json").unlink()
    assert run(town, "check").returncode == 0


def test_a_remembered_answer_loads_nothing_heavy(town: Path, run: Run) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.create_sheet("集計", 0)
    sheet.append(["系列", "対象", "値", "単位", "状態", "公表日", "備考"])
    sheet.append(["こども会の参加者数", 2025, 21, "人", None, "2026-04-21", None])
    book.save(town / "actuals" / "2026" / "集計.xlsx")
    assert run(town, "ingest").returncode == 0
    assert run(town, "check").returncode == 0
    program = (
        "import sys\nfrom misato_report.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pandas', 'openpyxl', 'misato_report.actuals.extracting') if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "status", "2027"],
        cwd=town,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == "[]"


def test_receipts_that_were_spoilt_stop_and_are_kept(town: Path, run: Run) -> None:
    path = town / "actuals" / ".receipts.csv"
    path.write_text("何か\n", encoding="utf-8")
    for command in (("ingest",), ("check",), ("ingest", "--rebuild")):
        done = run(town, *command)
        assert done.returncode == 1
        assert ".receipts.csv" in done.stderr
        assert "受付簿" in done.stderr
    assert path.read_text(encoding="utf-8") == "何か\n"


def test_a_ledger_older_than_receipts_gets_them(town: Path, run: Run) -> None:
    (town / "actuals" / ".receipts.csv").unlink()
    whole = ledger(town)
    assert ledger_findings(town, run) == []
    assert run(town, "ingest").returncode == 0
    assert (town / "actuals" / ".receipts.csv").is_file()
    assert ledger(town) == whole
    assert len(rows(town)) == 158
