"""What Windows, its consoles, its editors and a town hall's shares do to a program, forced on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report.files.atomic_write import replace_in_folder
from misato_report.files.names import safe_name, same_name
from misato_report.report.pdf import browser as browser_pdf
from tests.conftest import Run, run_in_a_process
from tests.support.ledger_files import COUNTS_R8, REPORT_R8, ledger

pytestmark = pytest.mark.slow  # whole commands, one after the other

COMMANDS = (
    ("ingest",),
    ("check",),
    ("guide",),
    ("status", "R9"),
    ("history", "町内総生産額"),
    ("explain", "social_increase", "2027"),
    ("reviews", "2027"),
    ("calendar", "R9"),
    ("compare", "2026", "2027"),
    ("forms", "2027"),
    ("layout", REPORT_R8),
    ("templates", "diff"),
    ("build", "2027", "--format", "html,xlsx,csv"),
)


def raw(cwd: Path, *arguments: str, options: tuple[str, ...] = (), **environment: str) -> tuple[int, bytes]:
    """A command's exit code and all it printed, in the bytes of its console."""
    done = subprocess.run(
        [sys.executable, *options, "-c", "from misato_report.cli.app import main; main()", *arguments],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "80", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.long
@pytest.mark.slow
def test_every_command_on_a_japanese_windows_console(samples: Path) -> None:
    """Code page 932 and no UTF-8 mode: all that is printed can be printed there, letter for letter."""
    for command in COMMANDS:
        code, printed = raw(samples, *command, PYTHONIOENCODING="cp932", PYTHONUTF8="0")
        assert code == 0, (command, printed.decode("cp932"))
        text = printed.decode("cp932")
        assert "?" not in text, (command, text)
        assert text.strip()


@pytest.mark.long
@pytest.mark.slow
def test_no_file_is_read_or_written_in_the_systems_own_encoding(samples: Path) -> None:
    """Python itself tells of each ``open`` that leaves the encoding to the system; none may be ours."""
    options = ("-X", "warn_default_encoding", "-W", "always::EncodingWarning")
    for command in COMMANDS:
        code, printed = raw(samples, *command, options=options, PYTHONIOENCODING="utf-8", PYTHONUTF8="0")
        text = printed.decode()
        assert code == 0, (command, text)
        ours = [line for line in text.splitlines() if "EncodingWarning" in line and "/misato_report/" in line]
        assert not ours, (command, ours)


def test_files_that_notepad_saved(taken_in: Path, run: Run) -> None:
    """CR LF and a byte order mark in every YAML file, template and table: the same report, to the byte."""
    assert run(taken_in, "build", "2027", "--format", "html").returncode == 0
    (report,) = (taken_in / "out" / "2027").glob("*.html")
    before = report.read_bytes()
    for folder in ("plan", "templates"):
        for path in (taken_in / folder).rglob("*"):
            if path.suffix in {".yaml", ".j2", ".css", ".js"}:
                path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    done = run(taken_in, "build", "2027", "--format", "html")
    assert done.returncode == 0, done.stderr
    assert report.read_bytes() == before


def test_a_table_with_any_line_ends_gives_the_same_figures(samples: Path, run: Run) -> None:
    """LF, CR LF, and CR of an old Mac."""
    counts = (samples / COUNTS_R8).read_bytes().replace(b"\r\n", b"\n")
    told = set()
    for number, end in enumerate((b"\n", b"\r\n", b"\r")):
        for path in (samples / "actuals").rglob("*"):
            if path.is_file():
                path.unlink()
        source = samples / "actuals" / "2027" / f"{number}.csv"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(counts.replace(b"\n", end))
        done = run(samples, "ingest")
        assert done.returncode == 0, done.stderr
        told.add(run(samples, "status", "2026", "--json", "--as-of", "2027-05-01").stdout)
    assert len(told) == 1


def test_suffixes_in_capitals(taken_in: Path, run: Run) -> None:
    whole = ledger(taken_in)
    for name in ("ledger.csv", "peers.csv"):
        (taken_in / "actuals" / name).unlink()
    for path in [p for p in (taken_in / "actuals").rglob("*") if p.is_file()]:
        path.rename(path.with_suffix(path.suffix.upper()))
    done = run(taken_in, "ingest")
    assert done.returncode == 0, done.stderr
    assert ledger(taken_in).count(b"\n") == whole.count(b"\n")


@pytest.mark.parametrize("other", ["counts.CSV", "Counts.csv"])
def test_names_that_differ_only_in_case_are_one_name(
    samples: Path, run: Run, tmp_path: Path, other: str
) -> None:
    """A share that tells them apart would otherwise hold files that Windows cannot have side by side."""
    content = (samples / COUNTS_R8).read_bytes()
    (samples / COUNTS_R8).unlink()
    first, second = tmp_path / "a" / "counts.csv", tmp_path / "b" / other
    for path in (first, second):
        path.parent.mkdir()
        path.write_bytes(content)
    assert run(samples, "ingest", str(first)).returncode == 0
    before = ledger(samples)
    second.write_bytes(content.replace(b"620", b"621"))
    done = run(samples, "ingest", str(second))
    assert done.returncode == 1
    assert ledger(samples) == before


def test_composed_and_decomposed_kana_are_one_name(tmp_path: Path) -> None:
    """macOS takes kana apart in names; the same name comes back from a ZIP made there."""
    name = "ガイドブック.csv"
    (tmp_path / unicodedata.normalize("NFD", name)).touch()
    assert same_name(tmp_path, name) is not None


@given(st.text(max_size=300))
def test_a_safe_name_is_one_name_on_every_system(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name.encode("utf-8", "replace")) <= 200
    assert not set(name) & set('\\/:*?"<>|\0\n\r\t')
    assert name.strip(" .") == name
    assert name.partition(".")[0].upper() not in {"CON", "NUL", "COM1"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc/passwd", "_.._etc_passwd"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("町 / 課", "町 _ 課"), ("…", "…"), ("..", "_")],
)  # fmt: skip
def test_safe_names(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_long_japanese_names_of_folders_plan_and_departments(samples: Path, run: Run) -> None:
    plan = samples / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    title = "まちづくりアクションプラン" * 12
    plan.write_text(
        text.replace("title: 美郷町まちづくりアクションプラン", f"title: 美郷町{title}"), encoding="utf-8"
    )
    long = samples.parent / ("令和九年度まち・ひと・しごと創生総合戦略進捗管理資料" * 3)
    samples.rename(long)
    run(long, "ingest")
    done = run(long, "build", "2027", "--format", "html,csv")
    assert done.returncode == 0, done.stderr
    done = run(long, "forms", "2027")
    assert done.returncode == 0, done.stderr
    assert all(len(p.name.encode()) <= 255 for p in long.rglob("*"))


def test_a_source_with_the_longest_name_that_there_can_be(samples: Path, run: Run) -> None:
    source = samples / COUNTS_R8
    name = "町" * 83 + ".csv"  # 253 bytes
    source.rename(source.with_name(name))
    done = run(samples, "ingest")
    assert done.returncode == 0, done.stderr
    assert name.encode() in ledger(samples)


def test_a_workspace_on_a_share_that_somebody_else_holds(
    samples: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("misato_report.actuals.ledger.ingest._LOCK_SECONDS", 0.2)
    with filelock.FileLock(samples / "actuals" / ".ledger.lock"):
        done = run(samples, "ingest")
    assert done.returncode == 1
    assert "ほかの人が取り込みの最中です" in done.stderr
    assert not (samples / "actuals" / "ledger.csv").exists()
    assert run(samples, "ingest").returncode == 0


def test_a_share_that_knows_no_locks(samples: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that says "taken" does instead: it keeps others out, and is gone afterwards."""

    def unsupported(*_: object, **__: object) -> None:
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr("misato_report.actuals.ledger.ingest._LOCK_SECONDS", 0.2)
    monkeypatch.setattr(filelock.FileLock, "_acquire", unsupported)
    taken = samples / "actuals" / ".ledger.lock.taken"
    with filelock.SoftFileLock(taken):
        done = run(samples, "ingest")
        assert done.returncode == 1
        assert "ほかの人が取り込みの最中です" in done.stderr
    assert run(samples, "ingest").returncode == 0
    assert not taken.exists()


@pytest.mark.parametrize("exchanged", [True, False])
def test_a_file_that_somebody_has_open_leaves_the_report_as_it_was(
    taken_in: Path, run: Run, monkeypatch: pytest.MonkeyPatch, exchanged: bool
) -> None:
    """Windows refuses to replace a folder with an open file in it; the old report must be there still."""
    run(taken_in, "build", "2026", "--format", "html,csv")
    folder = taken_in / "out" / "2026"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def refused(*_: object) -> bool:
        raise PermissionError(13, "別のプロセスが使用中です")

    if exchanged:
        monkeypatch.setattr("misato_report.files.atomic_write._exchanged_in_one_step", refused)
    else:
        monkeypatch.setattr("misato_report.files.atomic_write._exchanged_in_one_step", lambda *_: False)
        monkeypatch.setattr(Path, "rename", refused)
    done = run(taken_in, "build", "2026", "--format", "html,csv", "--document-no", "資料9")
    assert done.returncode == 1
    assert "ほかの人が開いていないか" in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not list((taken_in / "out").glob(".misato-*"))


def test_without_the_one_step_of_linux_the_folder_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("misato_report.files.atomic_write._exchanged_in_one_step", lambda *_: False)
    folder = tmp_path / "out" / "2027"
    replace_in_folder(folder, {"a.html": b"1", "a.pdf": b"1"}, tmp_path)
    replace_in_folder(folder, {"a.html": b"2"}, tmp_path)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a.html": b"2", "a.pdf": b"1"}
    # A crash between the two steps: the old folder stands aside, and comes back with the next call.
    folder.rename(tmp_path / "out" / ".2027.before")
    replace_in_folder(folder, {"a.csv": b"3"}, tmp_path)
    assert {p.name for p in folder.iterdir()} == {"a.html", "a.pdf", "a.csv"}
    assert {p.name for p in folder.parent.iterdir()} <= {"2027", ".build.lock"}


WITHOUT_PANGO = """
import sys
from pathlib import Path
stand_in = Path("..", "部品なし").absolute()
stand_in.mkdir(exist_ok=True)
(stand_in / "weasyprint.py").write_text('raise OSError("cannot load library libpango-1.0-0")')
sys.path.insert(0, str(stand_in))  # the process that makes the PDF looks where this one looks
from misato_report.cli.app import main; main()
"""


def without_pango(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_PANGO, *arguments],
        cwd=root, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_without_pango_all_but_the_pdf_is_built(taken_in: Path, run: Run) -> None:
    done = without_pango(taken_in, "build", "2027", "--format", "html,xlsx,csv")
    assert done.returncode == 0, done.stderr
    kinds = sorted(path.suffix for path in (taken_in / "out" / "2027").iterdir())
    assert kinds == [*[".csv"] * 4, ".html", *[".xlsx"] * 2], (
        "the 確認票 as well, and four files of open data"
    )
    done = without_pango(taken_in, "build", "2027")
    assert done.returncode == 1
    assert "Pango が見つかりません" in done.stderr
    assert "--pdf-engine browser" in done.stderr
    done = without_pango(taken_in, "doctor")
    assert done.returncode == 1
    assert "× Pango" in done.stdout


@pytest.mark.slow
def test_without_pango_an_installed_browser_prints_the_paper(
    taken_in: Path, run: Run, tmp_path: Path
) -> None:
    done = without_pango(taken_in, "build", "2027", "--pdf-engine", "browser", "--ascii-name")
    assert done.returncode == 0, done.stderr
    (pdf,) = (taken_in / "out" / "2027").glob("progress*.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) < 25
    assert "▲14" in pages[0]
    assert "報告の年度" not in text, "what the script adds is for the screen"
    assert all("見本" in page for page in pages)


def test_no_browser_either(taken_in: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    monkeypatch.setattr(browser_pdf, "_APPLICATIONS", ())
    done = run(taken_in, "build", "2027", "--pdf-engine", "browser")
    assert done.returncode == 1
    assert "見つかりません" in done.stderr
    assert not list((taken_in / "out").glob("2*"))


def test_edge_is_found_where_windows_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    assert browser_pdf.find_browser() == edge


@pytest.mark.parametrize(
    "arguments", [("--pdf-engine", "word"), ("--pdf-engine", "browser", "--pdf-variant", "a-3a")]
)
def test_wrong_engines(samples: Path, run: Run, arguments: tuple[str, ...]) -> None:
    done = run(samples, "build", "2027", *arguments)
    assert done.returncode == 2
    assert "PDF" in done.stderr


def test_windows_paths_on_the_command_line(samples: Path) -> None:
    """What a Windows console hands over in its own encoding cannot be forced here; a name with blanks can."""
    source = samples / COUNTS_R8
    named = source.with_name("令和8年度 町の集計 (最終) その2.csv")
    source.rename(named)
    done = run_in_a_process(samples, "ingest", str(named.relative_to(samples)), PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
