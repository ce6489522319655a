"""The ledger where something is in its way: every refusal leaves it as it was and says what to do."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import filelock
import pytest

from misato_report import load_workspace
from misato_report.actuals.ledger import ingest as taking
from misato_report.actuals.ledger import proof as proving
from misato_report.actuals.ledger import read as reading
from misato_report.actuals.ledger import record as recording
from misato_report.actuals.ledger import source_files
from misato_report.actuals.ledger.book import Book
from misato_report.actuals.ledger.ingest import Request, ingest
from misato_report.actuals.ledger.proof import Proof, prove_ledger
from misato_report.actuals.ledger.read import LedgerRead, read_ledger
from misato_report.actuals.ledger.record import Record, record
from misato_report.actuals.ledger.source_files import Said
from misato_report.diagnostics import Severity, WorkspaceError
from misato_report.files import journal
from misato_report.project import Project
from tests.support.counted import SERVICES, codes, counted, take, values


@pytest.fixture
def project(workspace: Path) -> Project:
    return load_workspace(workspace)


def no_space(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


# ---- taking in


def test_while_another_takes_in(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20"))
    monkeypatch.setattr(taking, "_LOCK_SECONDS", 0)
    with filelock.FileLock(project.workspace.lock_file):
        result = take(project, file)
    assert codes(result) == ["locked"]
    assert not project.workspace.ledger_file.exists()


def test_where_nothing_can_be_written(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20"))
    monkeypatch.setattr(journal, "replace_file", no_space)
    assert codes(take(project, file)) == ["write-failed"]
    assert not project.workspace.ledger_file.exists()


def test_a_damaged_ledger_takes_nothing_in(project: Project, tmp_path: Path) -> None:
    project.workspace.ledger_file.write_bytes("台帳ではない\n".encode())
    assert codes(take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))) == ["ledger-damaged"]
    assert project.workspace.ledger_file.read_bytes() == "台帳ではない\n".encode()


def test_a_file_that_is_not_there(project: Project, tmp_path: Path) -> None:
    assert codes(take(project, tmp_path / "ない.csv")) == ["no-file"]


def test_a_link_that_leads_out_of_the_workspace(project: Project, tmp_path: Path) -> None:
    link = project.workspace.actuals_dir / "外.csv"
    link.symlink_to(counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    assert codes(take(project, link)) == ["link-out"]


def test_a_file_that_cannot_be_read(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20"))
    monkeypatch.setattr(source_files, "read_at_most", no_space)
    assert codes(take(project, file)) == ["unreadable-file"]


def test_another_file_of_the_same_name(project: Project, tmp_path: Path) -> None:
    folder = project.workspace.actuals_dir / "2027"
    folder.mkdir()
    counted(folder, "数.csv", ("R8", "14", "2027-04-20"))
    assert codes(take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))) == ["name-taken"]
    assert not project.workspace.ledger_file.exists()


@pytest.mark.parametrize("order", [("甲", "乙"), ("乙", "甲")])
def test_two_files_of_one_name_go_to_one_place(
    project: Project, tmp_path: Path, order: tuple[str, str]
) -> None:
    """Only where they are the same; of other names each has its own place."""
    year = {"甲": "R7", "乙": "R8"}
    for folder in order:
        (tmp_path / folder).mkdir()
    named = [counted(tmp_path / folder, "数.csv", (year[folder], "15", "2027-04-20")) for folder in order]
    assert codes(take(project, *named)) == ["name-taken"]
    assert not project.workspace.ledger_file.exists()
    same = [counted(tmp_path / folder, "数.csv", ("R8", "15", "2027-04-20")) for folder in order]
    other = [
        counted(tmp_path / folder, f"{folder}.csv", (year[folder], "15", "2027-04-20")) for folder in order
    ]
    assert not take(project, *same).failed
    assert not take(project, *other).failed
    assert {path.name for path in project.workspace.actuals_dir.rglob("*.csv")} >= {
        "数.csv",
        "甲.csv",
        "乙.csv",
    }


def test_the_same_file_lies_there_already(project: Project, tmp_path: Path) -> None:
    folder = project.workspace.actuals_dir / "2027"
    folder.mkdir()
    there = counted(folder, "数.csv", ("R8", "15", "2027-04-20"))
    result = take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    assert not result.failed
    assert [o.file for o in result.observations] == [project.workspace.name_of(there)]


def test_two_values_of_one_publication(project: Project, tmp_path: Path) -> None:
    assert not take(project, counted(tmp_path, "一.csv", ("R8", "15", "2027-04-20"))).failed
    result = take(project, counted(tmp_path, "二.csv", ("R8", "16", "2027-04-20")))
    assert codes(result) == ["conflict"]
    assert values(project.workspace) == {(2026, "2027-04-20"): "15"}


def test_a_late_publication_lets_the_later_one_speak_again(project: Project, tmp_path: Path) -> None:
    """15, then 15 again (nothing new), and between them, late, 14: the second 15 is a revision of that."""
    for day in ("2027-04-20", "2027-06-20"):
        assert not take(
            project, counted(tmp_path, f"{day}.csv", ("R8", "15", day), ("R7", day[6], day))
        ).failed
    assert not take(project, counted(tmp_path, "間.csv", ("R8", "14", "2027-05-20"))).failed
    assert {day: value for (year, day), value in values(project.workspace).items() if year == 2026} == {
        "2027-04-20": "15",
        "2027-05-20": "14",
        "2027-06-20": "15",
    }


def test_a_rebuild_without_one_of_its_files(project: Project, tmp_path: Path) -> None:
    take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    next(project.workspace.actuals_dir.rglob("数.csv")).unlink()
    before = project.workspace.ledger_file.read_bytes()
    assert codes(take(project, rebuild=True)) == ["file-vanished"]
    assert project.workspace.ledger_file.read_bytes() == before


def test_a_file_to_forget_that_nobody_knows(project: Project, tmp_path: Path) -> None:
    said = Said(because="重複")
    file = counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20"))
    assert codes(take(project, said=said, forget=Path("ない.csv"))) == ["not-in-ledger"]
    take(project, file)
    kept = next(project.workspace.actuals_dir.rglob("数.csv"))
    kept.unlink()
    unknown = ingest(project.workspace, project.sound_plan(), Request(said=said, forget=Path("ない.csv")))
    assert project.workspace.name_of(kept) in unknown.diagnostics[0].hint
    gone = take(project, said=said, forget=Path("数.csv"))
    assert not gone.failed
    assert gone.dropped == 1
    assert values(project.workspace) == {}


def test_a_cancellation_of_what_is_not_there(project: Project, tmp_path: Path) -> None:
    file = counted(tmp_path, "取消.csv", ("R8", "15", "2027-04-20"))
    file.write_text(
        file.read_text("utf-8").replace("サービス,,2027-04-20,", "サービス,取消,2027-04-20,誤り"), "utf-8"
    )
    assert codes(take(project, file)) == ["nothing-to-cancel"]
    assert not project.workspace.ledger_file.exists()


RECEIPTS = b"file,sha256,published_on,corrects,because,accepted,state\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff", None),
        (b"file\n", 1),
        (RECEIPTS + b"a,b,x,,,,\n", 2),
        (RECEIPTS + b"a,b,,,,,?\n", 2),
        (RECEIPTS + b"a,b,,2027-04-20,c,,\n", 2),
    ],
)
def test_receipts_that_cannot_be_read(project: Project, content: bytes, line: int | None) -> None:
    project.workspace.receipts_file.write_bytes(content)
    result = take(project)
    assert [(d.code, d.line) for d in result.diagnostics] == [("receipts-damaged", line)]
    assert project.workspace.receipts_file.read_bytes() == content


def test_a_folder_in_the_receipts_place(project: Project) -> None:
    project.workspace.receipts_file.mkdir()
    assert codes(take(project)) == ["receipts-damaged"]


def test_the_same_file_under_another_name(project: Project, tmp_path: Path) -> None:
    """A copy adds nothing and confirms nothing, and a ledger made anew keeps the name that it had."""
    take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    before = project.workspace.ledger_file.read_bytes()
    for name in ("あ.csv", "ん.csv"):
        counted(project.workspace.actuals_dir / "2027", name, ("R8", "15", "2027-04-20"))
    result = take(project)
    assert [(file.new, file.unchanged) for file in result.files] == [(0, 1), (0, 1)]
    plan, ledger = project.sound_plan(), read_ledger(project.workspace.ledger_file, "").observations
    assert prove_ledger(project.workspace, plan, ledger) == Proof((), ())
    assert not take(project, rebuild=True).failed
    assert project.workspace.ledger_file.read_bytes() == before


def test_a_row_that_a_late_file_made_superfluous(project: Project, tmp_path: Path) -> None:
    """15, 16, and late between them 16: the last row says nothing new any more, and stays as long as it is true."""
    for day, value in (("2027-04-20", "15"), ("2027-06-20", "16"), ("2027-05-20", "16")):
        assert not take(project, counted(tmp_path, f"{day}.csv", ("R8", value, day))).failed
    whole = project.workspace.ledger_file.read_bytes()
    assert set(values(project.workspace).values()) == {"15", "16"}
    assert len(values(project.workspace)) == 3
    assert not take(project, rebuild=True).failed
    assert project.workspace.ledger_file.read_bytes() == whole
    edited = [
        replace(o, value=Decimal(17)) if o.published_on == date(2027, 6, 20) else o
        for o in read_ledger(project.workspace.ledger_file, "").observations
    ]
    proof = prove_ledger(project.workspace, project.sound_plan(), edited)
    assert [d.code for d in proof.diagnostics] == ["ledger-row-added"]


def test_the_newest_of_two_publications(project: Project, tmp_path: Path) -> None:
    for day, value in (("2027-04-20", "15"), ("2027-06-20", "16")):
        take(project, counted(tmp_path, f"{day}.csv", ("R8", value, day)))
    rows = read_ledger(project.workspace.ledger_file, "").observations
    assert list(Book(rows, project.sound_plan()).newest().values()) == [rows[1]]


def test_a_correction_may_be_of_the_same_day(project: Project, tmp_path: Path) -> None:
    day = date(2027, 4, 20)
    take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    right = counted(tmp_path, "正.csv", ("R8", "16", "2027-04-20"))
    result = take(project, right, said=Said(published_on=day, corrects=day, because="正誤表"))
    assert not result.failed
    assert [(str(o.value), o.published_on, o.number) for o in result.observations] == [
        ("15", day, 0),
        ("16", day, 1),
    ]


def test_a_rebuild_takes_a_changed_file_as_it_is_now(project: Project, tmp_path: Path) -> None:
    take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    counted(project.workspace.actuals_dir / "2027", "数.csv", ("R8", "16", "2027-04-20"))
    result = take(project, rebuild=True)
    assert not result.failed
    assert [(d.code, d.severity) for d in result.diagnostics] == [("file-changed", Severity.WARNING)]
    assert values(project.workspace) == {(2026, "2027-04-20"): "16"}


def test_a_proof_where_files_cannot_be_read(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    take(project)
    project.workspace.receipts_file.write_bytes(b"")
    monkeypatch.setattr(proving, "digest_of", no_space)
    proof = prove_ledger(project.workspace, project.sound_plan(), ())
    assert [d.code for d in proof.diagnostics] == ["unreadable-file"]


def test_a_row_that_the_ledger_has_no_more(project: Project, tmp_path: Path) -> None:
    """Somebody wrote to it while it was proved: the row is told of without a line."""
    take(project, counted(tmp_path, "数.csv", ("R8", "15", "2027-04-20")))
    (row,) = read_ledger(project.workspace.ledger_file, "").observations
    gone = replace(row, published_on=date(2027, 5, 20))
    proof = prove_ledger(project.workspace, project.sound_plan(), [row, gone])
    assert [(d.code, d.line) for d in proof.diagnostics] == [("ledger-row-added", None)]


def test_a_figure_that_is_a_sign_is_held_against_nothing(project: Project, tmp_path: Path) -> None:
    years = [(f"R{year}", "15", "2027-04-20") for year in range(1, 8)]
    assert not take(project, counted(tmp_path, "数.csv", *years, ("R8", "x", "2027-04-20"))).failed
    assert values(project.workspace)[2026, "2027-04-20"] == "None"


# ---- a figure from the terminal


def said(series: str = SERVICES) -> Record:
    return Record(series, 2026, "15", date(2027, 4, 20))


def test_a_recorded_figure_has_a_file_of_its_own(project: Project) -> None:
    result = record(project.workspace, project.sound_plan(), said()).result
    assert [file.new for file in result.files] == [1]
    (observation,) = read_ledger(project.workspace.ledger_file, "台帳").observations
    assert (project.workspace.root / observation.file).is_file()


def test_a_figure_that_cannot_be_recorded(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "ingest", no_space)
    with pytest.raises(WorkspaceError) as stopped:
        record(project.workspace, project.sound_plan(), said())
    assert [d.code for d in stopped.value.diagnostics] == ["write-failed"]


@pytest.mark.parametrize(
    ("series", "hint"), [(f"{SERVICES}s", f"もしかして: {SERVICES}"), ("zzz", "町で数えるものは")]
)
def test_a_series_that_the_town_does_not_count(project: Project, series: str, hint: str) -> None:
    with pytest.raises(WorkspaceError) as stopped:
        record(project.workspace, project.sound_plan(), said(series=series))
    assert stopped.value.diagnostics[0].hint.startswith(hint)


# ---- reading

ROW = "counted,2026,年度,15,人,,2027-04-20,own,actuals/a.csv,,2,C," + "0" * 64 + ","
OTHER = ROW.replace("counted", "other")


def read(folder: Path, *lines: str, only: tuple[str, ...] | None = None, end: str = "\n") -> LedgerRead:
    """What is read of a ledger of such lines under its head."""
    path = folder / "ledger.csv"
    path.write_text("\n".join([",".join(reading.COLUMNS), *lines]) + end, encoding="utf-8", newline="")
    return read_ledger(path, "actuals/ledger.csv", only)


def test_no_ledger_is_one_without_rows(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ない.csv", "台帳") == LedgerRead([], [], reading.Others())


def test_a_ledger_is_read(tmp_path: Path) -> None:
    whole = read(tmp_path, ROW, OTHER)
    assert [o.series for o in whole.observations] == ["counted", "other"]
    assert whole.diagnostics == []
    assert [o.series for o in read(tmp_path, ROW, OTHER, only=("counted",)).observations] == ["counted"]


@pytest.mark.parametrize(
    ("lines", "end", "line", "message"),
    [
        ([ROW], "", 2, "終わりが欠けて"),
        ([ROW, ROW], "\n", None, "順が違うか、同じ行が二度"),
        ([OTHER, ROW], "\n", None, "順が違うか、同じ行が二度"),
        ([ROW.replace(",15,", ",NaN,")], "\n", 2, "この行を読めません"),
        ([ROW.replace(",15,", ",,")], "\n", 2, "この行を読めません"),
        ([ROW.replace("年度", "半期")], "\n", 2, "この行を読めません"),
        ([ROW.replace("2027-04-20", "2027年")], "\n", 2, "この行を読めません"),
        ([ROW.replace("counted", '"counted"x')], "\n", 2, "引用符"),
    ],
)
@pytest.mark.parametrize("only", [None, ("nothing",)], ids=["kept", "looked_at"])
def test_a_damaged_line_is_named(
    tmp_path: Path, lines: list[str], end: str, line: int | None, message: str, only: tuple[str, ...] | None
) -> None:
    found = read(tmp_path, *lines, only=only, end=end).diagnostics
    assert [(d.code, d.line) for d in found] == [("ledger-damaged", line)]
    assert message in found[0].message


@pytest.mark.parametrize("before", ["", "a"])
def test_a_ledger_in_another_encoding(tmp_path: Path, before: str) -> None:
    path = tmp_path / "ledger.csv"
    head = ",".join(reading.COLUMNS)
    path.write_bytes(f"{head}\n{ROW.replace('counted', f'{before}数')}\n".encode("cp932"))
    (found,) = read_ledger(path, "台帳").diagnostics
    assert f"({len(head) + 2 + len(before)}バイト目)" in found.message


def test_an_empty_ledger_and_one_with_another_head(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(b"")
    assert [d.line for d in read_ledger(path, "台帳").diagnostics] == [1]
    path.write_text("a,b\n", encoding="utf-8")
    assert "見出し" in read_ledger(path, "台帳").diagnostics[0].message


def test_a_ledger_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").mkdir()
    assert [d.code for d in read_ledger(tmp_path / "ledger.csv", "台帳").diagnostics] == ["unreadable-file"]


def test_more_figures_than_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_REMEMBERED", 1)
    rows = [ROW.replace("2026,", f"{year},").replace(",15,", f",{year},") for year in range(2021, 2026)]
    assert [str(o.value) for o in read(tmp_path, *rows).observations] == [str(y) for y in range(2021, 2026)]
