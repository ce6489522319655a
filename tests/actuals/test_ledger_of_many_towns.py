"""A ledger with rows of series that the plan does not know: not kept in memory, and not lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.actuals.ledger.read import read_ledger
from misato_report.actuals.ledger.write import holds, ledger_bytes
from misato_report.observation import Observation
from misato_report.project import default_as_of
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

LATEST = date(2029, 1, 31)


def whole(root: Path) -> list[Observation]:
    """Every row of the ledger."""
    read = read_ledger(root / "actuals" / "ledger.csv", "ledger.csv")
    assert not read.diagnostics
    return read.observations


@pytest.fixture
def towns(taken_in: Path, run: Run) -> Path:
    """The samples taken in, and rows of other towns before, among and after them."""
    own = whole(taken_in)
    others = [
        replace(
            o, series=series, file="actuals/2027/よその町.csv", sha256=series * 8, note='引用符 " と\n改行'
        )
        for series in ("a_town", "m_town", "z_town")
        for o in own[:40]
        if o.series == own[0].series
    ]
    others[-1] = replace(others[-1], published_on=LATEST)
    (taken_in / "actuals" / "ledger.csv").write_bytes(ledger_bytes([*own, *others]))
    return taken_in


def test_rows_of_other_series_are_not_kept_but_known(towns: Path) -> None:
    little = load_workspace(towns, whole_ledger=False)
    much = load_workspace(towns)
    assert {o.series for o in little.observations} <= set(little.sound_plan().series)
    assert (
        tuple(o for o in much.observations if o.series in little.sound_plan().series) == little.observations
    )
    assert little.known_files == much.known_files
    today = date(2026, 11, 25)
    newest = max(o.published_on for o in little.observations)
    assert newest < LATEST
    assert default_as_of(little, today) == default_as_of(much, today) == newest


def test_they_stay_when_something_is_taken_in(towns: Path, run: Run) -> None:
    before = whole(towns)
    arguments = ("コミュニティ施設の利用者数", "R9", "1,500", "--published-on", "2028-05-02")
    done = run(towns, "record", *arguments)
    assert done.returncode == 0, done.stderr
    after = whole(towns)
    assert [o for o in after if o in before] == before
    (new,) = [o for o in after if o not in before]
    assert (new.series, new.period, str(new.value)) == ("facility_users", 2027, "1500")
    # Merged into the old file, not written from memory: the same bytes all the same.
    assert (towns / "actuals" / "ledger.csv").read_bytes() == ledger_bytes(after)


def test_taking_in_again_changes_nothing(towns: Path, run: Run) -> None:
    path = towns / "actuals" / "ledger.csv"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert "台帳は変わっていません" in run(towns, "ingest").stdout
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_file_holds_its_own_bytes_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "台帳.csv"
    path.write_bytes(b"abcd")
    assert holds(path, [b"ab", b"cd"])
    for others in ([b"ab", b"xd"], [b"ab"], [b"ab", b"cd", b"e"]):
        assert not holds(path, others)


def test_line_ends_that_an_editor_changed_are_put_right(taken_in: Path, run: Run) -> None:
    path = taken_in / "actuals" / "ledger.csv"
    ours = path.read_bytes()
    path.write_bytes(ours.replace(b"\n", b"\r\n"))
    assert run(taken_in, "ingest").returncode == 0
    assert path.read_bytes() == ours


@pytest.mark.parametrize("cell", ["period", "value", "published_on"])
def test_a_damaged_row_of_another_series_stops_every_command(towns: Path, run: Run, cell: str) -> None:
    path = towns / "actuals" / "ledger.csv"
    lines = path.read_bytes().split(b"\n")
    number = next(n for n, line in enumerate(lines) if line.startswith(b"a_town"))
    columns = lines[0].decode().split(",")
    cells = lines[number].decode().split(",")
    cells[columns.index(cell)] = "何か"
    lines[number] = ",".join(cells).encode()
    path.write_bytes(b"\n".join(lines))
    for command in (["status", "2027"], ["record", "コミュニティ施設の利用者数", "R9", "1"]):
        done = run(towns, *command)
        assert done.returncode == 1
        # The row ends on the line after, with its note.
        assert f"actuals/ledger.csv:{number + 2}" in done.stderr


def test_check_tells_of_them(towns: Path, run: Run) -> None:
    found = json.loads(run(towns, "check", "--json").stdout)
    assert "unknown-series" in [d["code"] for d in found]
