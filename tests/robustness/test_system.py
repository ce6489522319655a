"""What the computer itself gets wrong: a disk that is read-only, a clock before 1980, a reader that goes, links that lead out."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from misato_report.preview import server
from tests.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.long]  # whole commands, one after the other

READ_ONLY = """
import errno, os, sys
ROOT = os.path.realpath(sys.argv.pop(1))
WRITES = {"os.mkdir": 0, "os.rename": 1, "os.remove": 0, "os.rmdir": 0, "os.chmod": 0, "os.symlink": 1}
def refuse(path):
    if isinstance(path, (str, bytes, os.PathLike)) and os.path.realpath(os.fsdecode(path)).startswith(ROOT):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fsdecode(path))
def hook(event, arguments):
    if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        refuse(arguments[0])
    elif event in WRITES:
        refuse(arguments[WRITES[event]])
sys.addaudithook(hook)
from misato_report.cli.app import main; main()
"""
PROGRAM = "from misato_report.cli.app import main; main()"
ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "100"}


@pytest.fixture
def ready(taken_in: Path, run: Run) -> Path:
    return taken_in


def everything(root: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    "command",
    [("ingest", "--rebuild"), ("ingest", "../届いた.csv"), ("record", "コミュニティ施設の利用者数", "R9", "1,390", "--published-on", "2028-05-01"), ("build", "2027", "--format", "html,csv"), ("forms", "2027"), ("schema",), ("templates", "restore", "report.css"), ("compare", "2026", "2027", "--html", "比較.html"), ("calendar", "R9", "--ics", "予定.ics"), ("init", "新しい町")],
    ids=lambda c: " ".join(c[:2]),
)  # fmt: skip
def test_a_read_only_disk_is_told_in_one_sentence(ready: Path, command: tuple[str, ...]) -> None:
    ledger = ready / "actuals" / "ledger.csv"
    if "--rebuild" in command:  # there is something to write
        ledger.write_text("".join(ledger.read_text("utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    rows = "系列,対象,値,単位,状態,公表日,備考\nコミュニティ施設の利用者数,R9,1390,人,,2028-05-01,\n"
    (ready.parent / "届いた.csv").write_text(rows, encoding="utf-8")
    before = everything(ready)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(ready), *command], cwd=ready, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "Read-only file system" in done.stderr or "作れませんでした" in done.stdout
    assert done.stderr.count("エラー") <= 1
    assert everything(ready) == before


def test_a_place_that_cannot_be_written_stops_no_other_town(ready: Path, run: Run) -> None:
    shutil.rmtree(ready / "out")
    (ready / "out").write_text("フォルダではない", encoding="utf-8")
    for command in (("build", "2027", "--format", "html"), ("batch", ".", "--year", "2027", "--format", "html", "--jobs", "1")):  # fmt: skip
        done = run(ready, *command)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "報告書を書けませんでした" in done.stderr


def test_a_clock_before_1980_stops_no_workbook(
    ready: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = time.struct_time((1970, 1, 1, 9, 0, 0, 3, 1, 0))
    monkeypatch.setattr("zipfile.time.localtime", lambda *_: past)
    done = run(ready, "build", "2027", "--format", "xlsx", "--as-of", "2028-04-20")
    assert done.returncode == 0, done.stderr
    assert run(ready, "forms", "2027").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="there is no head")
@pytest.mark.parametrize(
    "command",
    [("--help",), ("status", "2027"), ("check",), ("history", "gross_product"), ("explain", "social_increase", "2027"), ("schema",), ("forms", "2027"), ("build", "2027", "--format", "html"), ("xxx",)],
    ids=" ".join,
)  # fmt: skip
def test_nobody_need_listen_to_the_end(ready: Path, command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *command], cwd=ready, env=ENVIRONMENT, stdout=nobody, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert done.returncode == {"xxx": 2, "--help": 1}.get(command[0], 0)
    if command[0] == "build":
        assert list((ready / "out" / "2027").glob("*.html")), "the work is done all the same"


def test_neither_need_the_errors_be_read(ready: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    (ready / "plan" / "plan.yaml").write_text("title: [", encoding="utf-8")
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "check"], cwd=ready, env=ENVIRONMENT, stdout=nobody, stderr=nobody, check=False,
        )  # fmt: skip
    assert done.returncode == 1


def test_a_browser_that_goes_away_is_nothing_to_tell_of(capfd: pytest.CaptureFixture[str]) -> None:
    shown = server._Shown()
    shown.put("<body>" + "見本" * 2_000_000 + "</body>")
    served = server._Server((server.LOOPBACK, 0), server._handler(shown))
    answering = threading.Thread(target=served.serve_forever, daemon=True)
    answering.start()
    for _ in range(5):
        with socket.create_connection((server.LOOPBACK, served.server_port)) as browser:
            browser.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.5)
    served.shutdown()
    served.server_close()
    assert capfd.readouterr().err == ""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "外"
    folder.mkdir()
    return folder


def test_a_seal_that_is_a_link_out_is_not_printed(ready: Path, run: Run, outside: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    (outside / "町章.svg").write_text(svg, encoding="utf-8")
    (ready / "templates" / "町章.svg").symlink_to(outside / "町章.svg")
    plan = ready / "plan" / "plan.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}\nappearance:\n  seal: 町章.svg\n", encoding="utf-8")
    for command in (("check",), ("build", "2027", "--format", "html")):
        done = run(ready, *command)
        assert done.returncode == 1
        assert "templates/ の外を指すリンクです" in done.stderr
    assert not list((ready / "out").glob("2*"))


def test_schemas_are_not_written_through_a_link_out(ready: Path, run: Run, outside: Path) -> None:
    for path in (ready / "plan" / "schema").iterdir():
        path.unlink()
    (ready / "plan" / "schema").rmdir()
    (ready / "plan" / "schema").symlink_to(outside)
    done = run(ready, "schema")
    assert done.returncode == 1
    assert "ワークスペースの外を指すリンクです" in done.stderr
    assert list(outside.iterdir()) == []


def test_a_schema_that_is_a_link_is_replaced_and_not_followed(ready: Path, run: Run, outside: Path) -> None:
    victim = outside / "よその.json"
    victim.write_text("よその", encoding="utf-8")
    schema = ready / "plan" / "schema" / "plan.schema.json"
    schema.unlink()
    schema.symlink_to(victim)
    assert run(ready, "schema").returncode == 0
    assert victim.read_text(encoding="utf-8") == "よその"
    assert not schema.is_symlink()


def test_a_plan_through_a_link_out_is_not_read(ready: Path, run: Run, outside: Path) -> None:
    secret = outside / "秘密.yaml"
    secret.write_text("秘密の鍵: 12345\n", encoding="utf-8")
    (ready / "plan" / "fields" / "5-link.yaml").symlink_to(secret)
    done = run(ready, "check")
    assert done.returncode == 1
    assert "plan/fields/5-link.yaml" in done.stderr
    assert "外を指すリンク" in done.stderr
    assert "秘密の鍵" not in done.stderr
