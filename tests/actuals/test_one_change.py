"""Ledger, receipts, files and reviews change as one: at whatever step it stops, the next command finds old or new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.files import journal
from misato_report.files.journal import finish, is_interrupted, write_together
from misato_report.forms.issue import issue
from tests.conftest import Run
from tests.forms.test_form_files import DIGITAL, filled, xlsx
from tests.support.killing import killed_at
from tests.support.ledger_files import ledger

pytestmark = pytest.mark.slow  # whole commands, one after the other

MAIN = "from misato_report.cli.app import main; main()"
State = dict[str, bytes]


def state(root: Path) -> State:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and p.suffix != ".lock" and "out" not in p.parts
    }


@pytest.fixture
def returned(taken_in: Path) -> Path:
    """A form with a figure and a text waits; the reviews of its year have been begun."""
    issue(load_workspace(taken_in), 2028, date(2029, 4, 20))
    sheets = filled(
        taken_in, DIGITAL, {"デジタル技術を活用した住民サービス数": "17", "fields/digital/policy": "続ける。"}
    )
    shutil.rmtree(taken_in / "forms")
    folder = taken_in / "actuals" / "2028"
    folder.mkdir()
    (folder / "返送.xlsx").write_bytes(xlsx(sheets))
    (taken_in / "plan" / "reviews" / "2028.yaml").write_text("year: 2028\n", encoding="utf-8")
    return taken_in


@pytest.mark.long
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("next_command", [("status", "2028"), ("ingest",), ("check",)])
def test_killed_between_ledger_and_reviews(
    returned: Path, run: Run, tmp_path: Path, at: int, next_command: tuple[str, ...]
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(returned, whole)
    assert run(whole, "ingest").returncode == 0
    killed_at(at, returned, "ingest")
    assert is_interrupted(returned / "actuals")
    run(returned, *next_command)
    assert not is_interrupted(returned / "actuals")
    assert run(returned, "ingest").returncode == 0
    assert state(returned) == state(whole)


def test_an_error_halfway_takes_all_of_it_back(
    returned: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(returned)
    move = journal._move
    moved: list[Path] = []

    def failing(source: Path, target: Path) -> None:
        if len(moved) == 2:
            moved.append(target)
            raise OSError(28, "No space left on device")
        moved.append(target)
        move(source, target)

    monkeypatch.setattr(journal, "_move", failing)
    done = run(returned, "ingest")
    assert done.returncode == 1
    assert "台帳を書けませんでした" in done.stderr
    assert "Traceback" not in done.stderr
    assert state(returned) == before
    monkeypatch.undo()
    assert run(returned, "ingest").returncode == 0


def test_reviews_that_somebody_wrote_meanwhile_are_not_lost(
    returned: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from misato_report.actuals.ledger import ingest as ingesting

    reviews = returned / "plan" / "reviews" / "2028.yaml"
    before = ledger(returned)

    def meanwhile(folder: Path, root: Path) -> None:
        reviews.write_text("year: 2028\n# ほかの人\n", encoding="utf-8")
        finish(folder, root)

    monkeypatch.setattr(ingesting, "finish", meanwhile)
    done = run(returned, "ingest")
    assert done.returncode == 1
    assert "ほかの人が書き換えました" in done.stderr
    assert "ほかの人" in reviews.read_text(encoding="utf-8")
    assert ledger(returned) == before


@pytest.mark.parametrize(
    "command", [("ingest",), ("status", "2027"), ("history", "facility_users"), ("check",)]
)
def test_output_that_nobody_reads(returned: Path, run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    """As into `| head`, which goes away: the work is done, and there is no traceback."""
    whole = tmp_path / "whole"
    shutil.copytree(returned, whole)
    expected = run(whole, *command).returncode
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *command],
            cwd=returned,
            stdout=write,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    finally:
        os.close(write)
    assert done.returncode == expected
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert state(returned) == state(whole)


# --- the journal by itself


def contents(root: Path) -> dict[Path, bytes]:
    return {root / "a" / "one": b"1 new", root / "b" / "new" / "two": b"2 new", root / "three": b"3 new"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two of the three files there already."""
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "a" / "one").write_bytes(b"1 old")
    (root / "three").write_bytes(b"3 old")
    return root


def test_all_of_it_or_none(folder: Path) -> None:
    write_together(folder, folder, contents(folder))
    assert {path: path.read_bytes() for path in contents(folder)} == contents(folder)
    assert sorted(p.name for p in folder.iterdir()) == ["a", "b", "three"]


@pytest.mark.parametrize("function", ["replace_file", "_move", "_keep", "_put_list"])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("error", [OSError(5, "input/output error"), KeyboardInterrupt()])
def test_an_error_at_any_step_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, function: str, at: int, error: BaseException
) -> None:
    before = state(folder)
    real: Callable[..., None] = getattr(journal, function)
    calls = 0

    def failing(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise error
        real(*arguments)

    monkeypatch.setattr(journal, function, failing)
    try:
        write_together(folder, folder, contents(folder))
    except type(error):
        assert state(folder) == before
        assert not (folder / "b").exists()
    else:
        assert calls < at, "fewer steps than that"


def test_a_list_that_leads_out_is_not_followed(folder: Path) -> None:
    place = folder / ".misato-journal"
    place.mkdir()
    (place / "new-0").write_bytes(b"x")
    listed = '[{"target": "../outside", "new": "new-0", "old": "old-0", "was_there": false}]'
    (place / "to-do.json").write_text(listed, encoding="utf-8")
    with pytest.raises(OSError, match="外を指す"):
        finish(folder, folder)
    assert not (folder.parent / "outside").exists()
