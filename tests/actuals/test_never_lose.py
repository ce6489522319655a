"""Real processes, killed, starved and set against each other: the ledger is the old one or the new one."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.ledger_files import COUNTS_R8, REPORT_R8, codes, edit, ledger, rows

pytestmark = pytest.mark.slow  # whole commands, one after the other

MAIN = "from misato_report.cli.app import main; main()"


def python(root: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program that does something to itself before it does what the command does."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def left_overs(root: Path) -> list[Path]:
    return [p for p in (root / "actuals").rglob("*") if p.name.endswith(".tmp")]


@pytest.fixture
def half(samples: Path, run: Run) -> tuple[Path, bytes]:
    """A workspace in which one file has been taken in and the others wait, and its ledger."""
    run(samples, "ingest", str(samples / COUNTS_R8))
    return samples, ledger(samples)


@pytest.mark.parametrize("cut", [1, 50, 3000])
def test_a_ledger_cut_short_stops_everything_but_a_rebuild(taken_in: Path, run: Run, cut: int) -> None:
    whole = ledger(taken_in)
    (taken_in / "actuals" / "ledger.csv").write_bytes(whole[:-cut])
    for command in (("status", "2027"), ("build", "2027"), ("ingest",), ("check",)):
        done = run(taken_in, *command)
        assert done.returncode == 1
        assert "ledger.csv" in done.stderr
        assert "Traceback" not in done.stderr
    assert ledger(taken_in) == whole[:-cut]
    assert run(taken_in, "ingest", "--rebuild").returncode == 0
    assert ledger(taken_in) == whole


def test_check_sees_a_source_file_that_changed(taken_in: Path, run: Run) -> None:
    edit(taken_in, REPORT_R8, "△12,", "△11,")
    done = run(taken_in, "check", "--json")
    assert done.returncode == 1
    assert codes(done) == ["file-changed"]


def test_check_sees_a_source_file_that_vanished(taken_in: Path, run: Run) -> None:
    (taken_in / REPORT_R8).unlink()
    done = run(taken_in, "check", "--json")
    assert done.returncode == 1
    assert codes(done) == ["file-vanished"]


def test_check_sees_a_ledger_edited_by_hand(taken_in: Path, run: Run) -> None:
    path = taken_in / "actuals" / "ledger.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("net_migration,2026,前年10月～当年9月,-12", "net_migration,2026,前年10月～当年9月,12"),
        encoding="utf-8",
    )
    done = run(taken_in, "check", "--json")
    assert done.returncode == 1
    assert codes(done) == ["ledger-edited"]
    finding = next(d for d in json.loads(done.stdout) if d["code"] == "ledger-edited")
    assert finding["line"] is not None


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


@pytest.mark.long
@pytest.mark.slow
def test_two_at_once_lose_no_row(taken_in: Path, run: Run) -> None:
    whole = ledger(taken_in)
    (taken_in / "actuals" / "ledger.csv").unlink()
    program = "from misato_report.cli.app import main; main()"
    files = sorted(taken_in.glob("actuals/*/*.csv"))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, "ingest", str(f)], cwd=taken_in, stdout=subprocess.DEVNULL
        )
        for f in files
    ]
    assert all(process.wait(timeout=120) == 0 for process in started)
    kept = {(r["series"], r["period"], r["published_on"]) for r in rows(taken_in)}
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
    assert left_overs(samples) == [], "they are cleared away"


LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
"""


@pytest.mark.parametrize("size", [0, 1000, 9000])
def test_disk_full(half: tuple[Path, bytes], size: int) -> None:
    root, old = half
    done = python(root, LIMITED.format(size=size) + MAIN, "ingest")
    assert done.returncode == 1
    assert "台帳を書けませんでした" in done.stderr
    assert "空き容量" in done.stderr
    assert "Traceback" not in done.stderr
    assert ledger(root) == old
    assert left_overs(root) == []


@pytest.mark.skipif(resource.getrlimit(resource.RLIMIT_FSIZE)[1] != resource.RLIM_INFINITY, reason="limited")
def test_disk_full_while_a_file_is_brought_in(half: tuple[Path, bytes], tmp_path: Path) -> None:
    root, old = half
    source = tmp_path / "elsewhere.csv"
    source.write_bytes((root / REPORT_R8).read_bytes())
    (root / REPORT_R8).unlink()
    done = python(root, LIMITED.format(size=500) + MAIN, "ingest", str(source))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert ledger(root) == old
    assert not list((root / "actuals").rglob("elsewhere*"))


KILLED = """
import os, shutil, signal
from pathlib import Path
calls = 0
def counted(function):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == {at} and {before}:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **named)
        if calls == {at}:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call
os.fsync = counted(os.fsync)
os.fdopen = counted(os.fdopen)
Path.replace = counted(Path.replace)
Path.chmod = counted(Path.chmod)
"""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", range(1, 6))
def test_killed_at_each_step_of_the_write(half: tuple[Path, bytes], run: Run, at: int, before: bool) -> None:
    root, old = half
    killed = python(root, KILLED.format(at=at, before=before) + MAIN, "ingest")
    after = ledger(root)
    done = run(root, "ingest")
    assert done.returncode == 0, done.stderr
    new = ledger(root)
    assert after in (old, new)
    assert len(new) > len(old)
    if killed.returncode == 0:  # there were fewer steps than that
        assert after == new
    assert left_overs(root) == []


def test_killed_while_a_file_is_brought_in(half: tuple[Path, bytes], run: Run, tmp_path: Path) -> None:
    root, old = half
    source = tmp_path / "elsewhere.csv"
    whole = (root / REPORT_R8).read_bytes()
    source.write_bytes(whole)
    (root / REPORT_R8).unlink()
    dies = """
import os, signal
def truncated(descriptor):
    os.ftruncate(descriptor, 200)
    os.kill(os.getpid(), signal.SIGKILL)
os.fsync = truncated
"""
    python(root, dies + MAIN, "ingest", str(source))
    assert ledger(root) == old
    assert run(root, "ingest", str(source)).returncode == 0
    (copy,) = (root / "actuals").rglob("elsewhere.csv")
    assert copy.read_bytes() == whole
    assert left_overs(root) == []


@pytest.mark.slow
def test_eight_at_once_make_one_ledger(taken_in: Path, run: Run) -> None:
    whole = ledger(taken_in)
    (taken_in / "actuals" / "ledger.csv").unlink()
    started = [
        subprocess.Popen([sys.executable, "-c", MAIN, "ingest"], cwd=taken_in, stdout=subprocess.DEVNULL)
        for _ in range(8)
    ]
    assert [process.wait(timeout=120) for process in started] == [0] * 8
    assert ledger(taken_in) == whole


def test_the_lock_of_a_dead_process_does_not_block(samples: Path, run: Run) -> None:
    holds = """
import os, signal, filelock
from misato_report.workspace import Workspace
from pathlib import Path
lock = filelock.FileLock(Workspace(Path.cwd()).lock_file)
lock.acquire()
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert python(samples, holds).returncode != 0
    assert run(samples, "ingest").returncode == 0


def test_a_ledger_that_may_not_be_written_is_whole_afterwards(half: tuple[Path, bytes], run: Run) -> None:
    root, old = half
    path = root / "actuals" / "ledger.csv"
    path.chmod(0o444)
    done = run(root, "ingest")
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) == (ledger(root) != old)
    assert ledger(root).startswith(old[:80])
    assert run(root, "check").returncode == 0


def test_a_folder_in_the_ledgers_place(samples: Path, run: Run) -> None:
    (samples / "actuals" / "ledger.csv").mkdir()
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert "ledger.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_ledger_that_excel_saved_is_refused_and_kept(taken_in: Path, run: Run) -> None:
    path = taken_in / "actuals" / "ledger.csv"
    text = ledger(taken_in).decode("utf-8").replace("2026-12-18", "2026/12/18").replace("\n", "\r\n")
    spoilt = b"\xef\xbb\xbf" + text.encode("utf-8")
    path.write_bytes(spoilt)
    for command in (("ingest",), ("status", "2027"), ("check",)):
        done = run(taken_in, *command)
        assert done.returncode == 1
        assert "ledger.csv" in done.stderr
        assert "--rebuild" in done.stderr
        assert "Traceback" not in done.stderr
    assert path.read_bytes() == spoilt


def test_a_value_changed_by_hand_is_found_and_rebuilt(taken_in: Path, run: Run) -> None:
    whole = ledger(taken_in)
    edit(taken_in, "actuals/ledger.csv", ",13020,", ",13200,", "utf-8")
    line = (
        ledger(taken_in)
        .decode("utf-8")
        .split("\n")
        .index(next(t for t in ledger(taken_in).decode("utf-8").split("\n") if ",13200," in t))
    )
    done = run(taken_in, "check")
    assert done.returncode == 1
    assert f"ledger.csv:{line + 1}" in done.stderr
    assert run(taken_in, "ingest", "--rebuild").returncode == 0
    assert ledger(taken_in) == whole


def test_a_rebuild_without_a_file_would_lose_figures_and_is_refused(taken_in: Path, run: Run) -> None:
    whole = ledger(taken_in)
    (taken_in / REPORT_R8).unlink()
    assert run(taken_in, "ingest").returncode == 0
    done = run(taken_in, "ingest", "--rebuild")
    assert done.returncode == 1
    assert REPORT_R8 in done.stderr
    assert "失われます" in done.stderr
    assert ledger(taken_in) == whole
