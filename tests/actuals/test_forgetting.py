"""A file that went on purpose: its figures leave the ledger, whatever still tells of it, and no others do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.actuals.ledger.receipts import read_receipts
from misato_report.actuals.ledger.source_files import Said
from misato_report.diagnostics import Severity
from misato_report.project import Project
from tests.support.counted import codes, counted, take, values

FIRST = date(2027, 4, 20)


@pytest.fixture
def project(workspace: Path, tmp_path: Path) -> Project:
    """A town that has counted its services of R8 once: 15."""
    project = load_workspace(workspace)
    assert not take(project, counted(tmp_path, "数.csv", ("R8", "15", FIRST.isoformat()))).failed
    return project


def forget(project: Project, path: Path) -> list[str]:
    return codes(take(project, forget=path, said=Said(because="隣町の表")))


def test_a_file_is_forgotten_only_when_it_is_gone(project: Project) -> None:
    (there,) = project.workspace.actuals_dir.rglob("数.csv")
    content = there.read_bytes()
    assert forget(project, there) == ["still-there"]
    there.unlink()
    assert forget(project, there) == []
    assert values(project.workspace) == {}
    there.write_bytes(content)
    again = take(project)
    assert [(d.code, d.severity) for d in again.diagnostics] == [("forgotten-file", Severity.INFO)]
    assert "隣町の表" in again.diagnostics[0].message
    assert values(project.workspace) == {}
    assert not take(project, there).failed
    assert list(values(project.workspace).values()) == ["15"]


def test_of_two_files_of_one_name_the_one_with_the_folder_is_forgotten(project: Project) -> None:
    folder = project.workspace.actuals_dir / "別"
    folder.mkdir()
    other = counted(folder, "数.csv", ("R7", "14", "2026-04-20"))
    assert not take(project).failed
    other.unlink()
    assert forget(project, Path("数.csv")) == ["not-in-ledger"]
    assert forget(project, other) == []
    assert list(values(project.workspace)) == [(2026, FIRST.isoformat())]


def test_a_file_of_a_ledger_without_receipts(project: Project) -> None:
    (there,) = project.workspace.actuals_dir.rglob("数.csv")
    there.unlink()
    project.workspace.receipts_file.unlink()
    assert forget(project, there) == []
    assert values(project.workspace) == {}


def test_a_file_that_only_confirmed(project: Project) -> None:
    again = counted(project.workspace.actuals_dir, "再.csv", ("R8", "15", "2027-05-20"))
    assert not take(project).failed
    again.unlink()
    assert forget(project, again) == []
    assert list(values(project.workspace).values()) == ["15"]
    receipts, _ = read_receipts(project.workspace.receipts_file, "")
    assert {Path(r.file).name: r.because for r in receipts.values() if r.forgotten} == {"再.csv": "隣町の表"}
