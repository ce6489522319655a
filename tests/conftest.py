"""Workspaces to break: copies of this repository's own, with or without what came in."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# openpyxl takes lxml where it is, and reads otherwise with it than without: the tests read with the standard library.
os.environ["OPENPYXL_LXML"] = "False"
# A command in a process of its own would compile all its modules anew: half a second each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from misato_report import BuildRequest, build_report, load_workspace

ROOT = Path(__file__).parent.parent

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The repository's plan and templates, with an empty ``actuals/``."""
    root = tmp_path / "町"
    shutil.copytree(ROOT / "plan", root / "plan")
    shutil.copytree(ROOT / "templates", root / "templates")
    (root / "actuals").mkdir()
    return root


@pytest.fixture
def samples(workspace: Path) -> Path:
    """The repository's plan with the sample files, none of them taken in yet."""
    # As in a fresh checkout: what `make report` leaves in the repository's own workspace is none of the tests'.
    ignored = shutil.ignore_patterns("ledger.csv", ".*")
    shutil.copytree(ROOT / "actuals", workspace / "actuals", dirs_exist_ok=True, ignore=ignored)
    return workspace


@pytest.fixture(scope="session")
def proof_note(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first look at the samples leaves in ``out/``: that their ledger was held against all the files.

    One for all processes of a test run: the proof takes longer than most tests.
    """
    shared = _shared(tmp_path_factory)
    root = shared / "proved" / "町"
    with FileLock(shared / "proved.lock"):
        if not (root / "out" / ".proof.json").exists():
            for folder in ("plan", "templates", "actuals"):
                shutil.copytree(ROOT / folder, root / folder, dirs_exist_ok=True)
            (root / "out").mkdir(exist_ok=True)
            assert run_here(root, "check").returncode == 0
    return root / "out" / ".proof.json"


@pytest.fixture
def taken_in(workspace: Path, proof_note: Path) -> Path:
    """The repository's plan with the sample files and their ledger, looked at once: as after ``ingest`` and ``status``."""
    # Without what `make report` leaves in the repository's own workspace.
    ignored = shutil.ignore_patterns("*.lock")
    shutil.copytree(ROOT / "actuals", workspace / "actuals", dirs_exist_ok=True, ignore=ignored)
    (workspace / "out").mkdir()
    shutil.copy(proof_note, workspace / "out")
    return workspace


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


AS_OF = date(2028, 4, 20)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's workspace with its sample figures, and its report of 2027 in ``out/``.

    One for all processes of a test run: the PDF takes seconds.
    """
    shared = _shared(tmp_path_factory)
    root = shared / "report" / "町"
    with FileLock(shared / "report.lock"):
        if not (root / "out").exists():
            for folder in ("plan", "templates", "actuals"):
                shutil.copytree(ROOT / folder, root / folder, dirs_exist_ok=True)
            build_report(load_workspace(root), BuildRequest(report_year=2027, as_of=AS_OF))
    return root


@pytest.fixture(scope="session")
def built(town: Path) -> dict[str, Path]:
    """The report of 2027, PDF and HTML."""
    return {path.suffix[1:]: path for path in (town / "out" / "2027").iterdir()}


# The commands' today: the sample figures lie in the future of the computer's clock, and tests must not change with it.
TODAY = date(2028, 4, 20)
_PROGRAM = f"""
from datetime import date
from misato_report.cli import app, clock
clock.today = lambda: date({TODAY.year}, {TODAY.month}, {TODAY.day})
app.main()
"""


def run_in_a_process(cwd: Path, *arguments: str, **environment: str) -> Done:
    """The real command in a process of its own, as the clerk starts it."""
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run_here(cwd: Path, *arguments: str) -> Done:
    """The command in this process: the same but for the second that Python and its imports take."""
    from misato_report.cli import clock
    from misato_report.cli.app import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before = Path.cwd()
    code: object = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("COLUMNS", "100")
        patch.setattr(clock, "today", lambda: TODAY)
        patch.setattr(sys, "argv", ["misato-report", *arguments])
        os.chdir(cwd)
        try:
            main()
        except SystemExit as end:
            code = end.code
        finally:
            os.chdir(before)
    texts = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
    return subprocess.CompletedProcess(arguments, int(code or 0), *texts)  # type: ignore[call-overload]


@pytest.fixture
def run() -> Run:
    """Run a command in a workspace; with variables of the environment in a process of its own."""

    def run_command(cwd: Path, *arguments: str, **environment: str) -> Done:
        return run_in_a_process(cwd, *arguments, **environment) if environment else run_here(cwd, *arguments)

    return run_command


_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_BROWSER_FLAGS = [
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; ``make test`` sees to it that there is one."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, _BROWSERS)), None)
    assert executable, "no Chromium: run make set-up-test"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=_BROWSER_FLAGS)
        yield launched
        launched.close()
