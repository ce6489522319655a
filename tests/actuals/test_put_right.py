"""What was wrong is corrected or taken back by the functions behind the commands: every way, and every refusal."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.actuals.ledger.keeping import Beside
from misato_report.actuals.ledger.proof import Confirmation, Proof, prove_ledger
from misato_report.actuals.ledger.read import read_ledger
from misato_report.actuals.ledger.record import Record, Recorded, record
from misato_report.actuals.ledger.source_files import Said
from misato_report.diagnostics import Severity, WorkspaceError
from misato_report.observation import Correction, Observation
from misato_report.project import Project
from tests.conftest import ROOT
from tests.support.counted import SERVICES, codes, counted, take

FIRST = date(2027, 4, 20)
TODAY = date(2027, 5, 1)
CHILDREN = "0～14歳人口"
YEARBOOK = "島根の人口移動と推計人口_令和8年年報_見本.csv"


@pytest.fixture
def project(workspace: Path, tmp_path: Path) -> Project:
    """A town that has counted its services of R8 once: 15."""
    project = load_workspace(workspace)
    assert not take(project, counted(tmp_path, "数.csv", ("R8", "15", FIRST.isoformat()))).failed
    return project


def put(project: Project, correction: Correction, value: str = "", **more: object) -> Recorded:
    said = Record(SERVICES, 2026, value, because="打ち間違い", correction=correction, today=TODAY)
    return record(project.workspace, project.sound_plan(), replace(said, **more))  # type: ignore[arg-type]


def rows(project: Project) -> list[Observation]:
    return list(read_ledger(project.workspace.ledger_file, "台帳").observations)


def told(project: Project) -> list[str]:
    """The codes of what a proof of the ledger says."""
    return [d.code for d in prove_ledger(project.workspace, project.sound_plan(), rows(project)).diagnostics]


# --- one figure


def test_a_correction_stands_beside_what_it_corrects(project: Project) -> None:
    done = put(project, Correction.CORRECTED, "16")
    assert (done.before, done.now) == tuple(rows(project))
    assert done.newer is None
    assert [file.corrected for file in done.result.files] == [1]
    assert [(str(o.value), o.published_on, o.correction, o.number) for o in rows(project)] == [
        ("15", FIRST, None, 0),
        ("16", TODAY, Correction.CORRECTED, 1),
    ]
    assert rows(project)[-1].note == "打ち間違い"


def test_each_correction_of_a_day_has_its_number_and_its_file(project: Project) -> None:
    put(project, Correction.CORRECTED, "16")
    put(project, Correction.CORRECTED, "17", source="広報5月号")
    last = rows(project)[-1]
    assert (str(last.value), last.number, last.note) == ("17", 2, "広報5月号、打ち間違い")
    names = sorted(path.name.partition("_")[0] for path in project.workspace.actuals_dir.rglob("訂正*"))
    assert names == ["訂正", "訂正2"]


def test_a_correction_is_not_dated_before_what_it_corrects(project: Project) -> None:
    put(project, Correction.CORRECTED, "16", today=date(2026, 1, 1))
    assert rows(project)[-1].published_on == FIRST


def test_what_is_taken_back_lets_the_earlier_figure_stand_again(project: Project, tmp_path: Path) -> None:
    take(project, counted(tmp_path, "改定.csv", ("R8", "16", "2027-04-25")))
    done = put(project, Correction.CANCELLED)
    assert done.before is not None
    assert done.now is not None
    assert (str(done.before.value), str(done.now.value)) == ("16", "15")
    assert rows(project)[-1].correction is Correction.CANCELLED
    (file,) = done.result.files
    assert [(str(before.value), str(of.value)) for before, of in file.changes] == [("16", "16")]


def test_where_the_only_figure_is_taken_back_none_stands(project: Project) -> None:
    assert put(project, Correction.CANCELLED).now is None
    with pytest.raises(WorkspaceError) as stopped:
        put(project, Correction.CANCELLED)
    assert [d.code for d in stopped.value.diagnostics] == ["nothing-to-correct"]


def test_a_sign_is_taken_back_too(project: Project, tmp_path: Path) -> None:
    take(project, counted(tmp_path, "秘匿.csv", ("R8", "x", "2027-04-25")))
    done = put(project, Correction.CANCELLED)
    assert done.now is not None
    assert str(done.now.value) == "15"


def test_a_figure_dated_before_a_newer_one_names_that(project: Project, tmp_path: Path) -> None:
    take(project, counted(tmp_path, "改定.csv", ("R8", "16", "2027-04-25")))
    done = put(project, Correction.CORRECTED, "14", published_on=FIRST)
    assert done.newer is not None
    assert str(done.newer.value) == "16"


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (Record(SERVICES, 2026, "15.0", correction=Correction.CORRECTED), "same-already", "もう 15"),
        (
            Record(SERVICES, 2027, "15", correction=Correction.CORRECTED),
            "nothing-to-correct",
            "訂正する値がありません。",
        ),
        (
            Record(SERVICES, 2027, "", correction=Correction.CANCELLED),
            "nothing-to-correct",
            "取り消す値がありません。",
        ),
        (
            Record(SERVICES, 2026, "16", date(2027, 4, 19), correction=Correction.CORRECTED),
            "nothing-to-correct",
            "2027-04-19 までに公表された値がありません（最初の公表は 2027-04-20）",
        ),
        (
            Record("どこにもない", 2026, "1", correction=Correction.CORRECTED),
            "unknown-series",
            "この計画の系列ではありません",
        ),
        (Record(CHILDREN, 2026, "1", correction=Correction.CORRECTED), "no-source", "出所が要ります"),
        (Record("出生数（月）", 2026, "1", correction=Correction.CANCELLED), "period-kind", "月ごとの値"),
    ],
)
def test_what_cannot_be_put_right(project: Project, said: Record, code: str, words: str) -> None:
    before = project.workspace.ledger_file.read_bytes()
    with pytest.raises(WorkspaceError) as stopped:
        record(project.workspace, project.sound_plan(), replace(said, today=TODAY))
    (found,) = stopped.value.diagnostics
    assert found.code == code
    assert words in found.message
    assert project.workspace.ledger_file.read_bytes() == before


def test_a_correction_that_is_no_number_is_told_with_its_own_file(project: Project) -> None:
    done = put(project, Correction.CORRECTED, "多数")
    assert done.result.failed
    assert [d.file for d in done.result.files[0].diagnostics] == [done.result.files[0].file]
    assert [str(o.value) for o in rows(project)] == ["15"]


# --- a whole table


def test_a_corrected_table_counts_from_today_where_nobody_says_the_day(
    project: Project, tmp_path: Path
) -> None:
    right = counted(tmp_path, "正.csv", ("R8", "16", "2027-04-20"))
    assert not take(project, right, said=Said(corrects=FIRST, because="正誤表"), today=TODAY).failed
    assert [(str(o.value), o.published_on, o.number) for o in rows(project)] == [
        ("15", FIRST, 0),
        ("16", TODAY, 1),
    ]


@pytest.mark.parametrize("day", [None, date(2027, 4, 21)])
def test_a_table_older_than_what_it_is_to_correct(project: Project, tmp_path: Path, day: date | None) -> None:
    wrong = counted(tmp_path, "正.csv", ("R8", "16", "2027-04-20"))
    said = Said(published_on=day, corrects=date(2027, 4, 21), because="正誤表")
    assert codes(take(project, wrong, said=said, today=TODAY)) == ["correction-before"]
    assert [str(o.value) for o in rows(project)] == ["15"]


def corrected_yearbook(folder: Path, name: str, *, figures: bool = True, title: bool = True) -> Path:
    """The sample yearbook put right by its publisher: one child less and one adult more."""
    text = (ROOT / "actuals" / "2026" / YEARBOOK).read_bytes().decode("cp932")
    pairs = [("【見本】", "【見本・訂正】")] if title else []
    if figures:
        pairs += _ONE_CHILD_LESS
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / name
    path.write_bytes(text.encode("cp932"))
    return path


_ONE_CHILD_LESS = [
    ('"69,973","331,578"', '"69,972","331,579"'),
    ('"5,474","26,166"', '"5,473","26,167"'),
    ('362,"1,555"', '361,"1,556"'),
]


@pytest.fixture
def published(project: Project) -> Project:
    """The town when it has taken in the yearbook of R8 too."""
    folder = project.workspace.actuals_dir / "2026"
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "actuals" / "2026" / YEARBOOK, folder)
    assert not take(project).failed
    return project


def test_a_table_that_says_it_corrects_asks_which_one(published: Project, tmp_path: Path) -> None:
    before = rows(published)
    result = take(published, corrected_yearbook(tmp_path, "年報.csv"))
    assert codes(result) == ["looks-corrected"]
    assert '年報.csv" --corrects 2026-12-18' in result.diagnostics[0].hint
    assert rows(published) == before


def test_a_title_above_figures_that_stand_already_asks_nothing(published: Project, tmp_path: Path) -> None:
    before = rows(published)
    same = corrected_yearbook(tmp_path, "年報.csv", figures=False)
    later = same.read_bytes().decode("cp932").replace("令和8年12月18日", "令和9年2月10日")
    (tmp_path / "2月.csv").write_bytes(later.encode("cp932"))
    for table in (same, tmp_path / "2月.csv"):
        assert not take(published, table).failed
        assert rows(published) == before


def test_a_title_above_what_stood_before_a_revision_asks_nothing(published: Project, tmp_path: Path) -> None:
    """A table of February that comes in late says what was known in February."""
    for name, day, figures in (("6月.csv", "令和9年6月1日", True), ("2月.csv", "令和9年2月10日", False)):
        table = corrected_yearbook(tmp_path, name, figures=figures, title=not figures)
        text = table.read_bytes().decode("cp932").replace("令和8年12月18日", day)
        table.write_bytes(text.encode("cp932"))
        assert codes(take(published, table)) == []


def test_what_was_said_of_a_corrected_table_is_not_asked_again(published: Project, tmp_path: Path) -> None:
    table = corrected_yearbook(tmp_path, "年報.csv")
    said = Said(date(2027, 2, 10), corrects=date(2026, 12, 18), because="正誤表")
    assert not take(published, table, said=said).failed
    corrected = [o for o in rows(published) if o.correction is Correction.CORRECTED]
    assert [(o.series, str(o.value)) for o in corrected] == [
        ("working_population", "1556"),
        ("young_population", "361"),
    ]
    (there,) = published.workspace.actuals_dir.rglob("年報.csv")
    assert not take(published, there).failed


def test_two_values_of_one_publication_name_the_way_out(published: Project, tmp_path: Path) -> None:
    result = take(published, corrected_yearbook(tmp_path, "差し替え.csv", title=False))
    conflicts = [d for d in result.files[0].diagnostics if d.code == "conflict"]
    assert ["--corrects 2026-12-18" in d.hint for d in conflicts] == [True, False]


def test_a_table_put_over_the_one_it_corrects(project: Project) -> None:
    (there,) = project.workspace.actuals_dir.rglob("数.csv")
    counted(there.parent, "数.csv", ("R8", "16", "2027-04-20"))
    assert codes(take(project, there, said=Said(TODAY, corrects=FIRST, because="正誤表")))[:1] == [
        "file-changed"
    ]
    assert [str(o.value) for o in rows(project)] == ["15"]


# --- beside it


def test_a_document_is_passed_over_unless_nothing_else_is_named(project: Project, tmp_path: Path) -> None:
    paper = tmp_path / "議会資料.pdf"
    paper.write_bytes(b"%PDF-1.7")
    table = counted(tmp_path, "二.csv", ("R7", "14", "2026-04-20"))
    alone = take(project, paper)
    assert alone.failed
    beside = take(project, paper, table)
    assert not beside.failed
    assert [(d.code, d.severity) for d in beside.diagnostics] == [("document", Severity.INFO)]
    assert [file.new for file in beside.files] == [1]


def test_what_changes_with_the_ledger_is_not_written_over_another_change(
    project: Project, tmp_path: Path
) -> None:
    reviews = project.workspace.root / "plan" / "reviews" / "2030.yaml"
    reviews.parent.mkdir(exist_ok=True)
    reviews.write_bytes(b"year: 2030\n# another's\n")
    table = counted(tmp_path, "二.csv", ("R7", "14", "2026-04-20"))
    before = rows(project)
    for there_before in (None, b"year: 2030\n"):
        beside = [Beside(reviews, b"year: 2030\n# ours\n", there_before)]
        assert codes(take(project, table, beside=beside)) == ["changed-meanwhile"]
        assert reviews.read_bytes() == b"year: 2030\n# another's\n"
        assert rows(project) == before
    beside = [Beside(reviews, b"year: 2030\n# ours\n", b"year: 2030\n# another's\n")]
    assert not take(project, table, beside=beside).failed
    assert reviews.read_bytes() == b"year: 2030\n# ours\n"
    assert len(rows(project)) == 2


# --- what a proof says of it


def test_a_proof_names_files_that_moved_changed_or_went(project: Project) -> None:
    (there,) = project.workspace.actuals_dir.rglob("数.csv")
    content = there.read_bytes()
    assert told(project) == []
    moved = there.with_name("別の名前.csv")
    there.rename(moved)
    assert told(project) == ["file-moved"]
    moved.unlink()
    assert told(project) == ["file-vanished"]
    there.write_bytes(content.replace(b",15,", b",16,"))
    assert told(project) == ["file-changed"]


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        (",15,", ",16,", "ledger-edited", "は 16 ですが、actuals/2027/数.csv の C2 では 15 です。"),
        (",15,", ",15.0,", "ledger-edited", "は 15.0 ですが、"),
        (",サービス,", ",人,", "ledger-edited", "単位が「人」（ファイルでは「サービス」）になっています。"),
        ("actuals/", '"actuals"/', "ledger-damaged", "引用符"),
        (",年度,", ',"年度",', "ledger-bytes", "台帳の書き方が"),
    ],
)
def test_a_proof_finds_what_was_edited(project: Project, old: str, new: str, code: str, words: str) -> None:
    path = project.workspace.ledger_file
    content = path.read_text("utf-8")
    assert content.count(old) == 1
    path.write_text(content.replace(old, new), "utf-8", newline="")
    read = read_ledger(path, "台帳")
    found = [*read.diagnostics] or [
        *prove_ledger(project.workspace, project.sound_plan(), read.observations).diagnostics
    ]
    assert [d.code for d in found] == [code]
    assert words in found[0].message


def test_a_proof_finds_rows_that_are_missing_and_receipts_that_are_damaged(project: Project) -> None:
    ledger = project.workspace.ledger_file
    ledger.write_bytes(ledger.read_bytes().splitlines(keepends=True)[0])
    assert told(project) == ["ledger-row-missing"]
    receipts = project.workspace.receipts_file
    receipts.write_bytes(b"file\n")
    assert told(project) == ["receipts-damaged"]


def test_an_answer_is_remembered_as_long_as_nothing_changes(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole with its findings and confirmations, and made anew where the note is none."""
    project.workspace.proof_file.parent.mkdir(exist_ok=True)
    take(project, counted(tmp_path, "再.csv", ("R8", "15", "2027-05-20")))
    plan, ledger = project.sound_plan(), rows(project)
    (file,) = project.workspace.actuals_dir.rglob("再.csv")
    confirmed = Confirmation(
        "digital_services", 2026, date(2027, 5, 20), project.workspace.name_of(file), "C2"
    )
    first = prove_ledger(project.workspace, plan, ledger)
    assert first == Proof((), (confirmed,))
    note = project.workspace.proof_file.read_bytes()
    monkeypatch.setattr("misato_report.actuals.ledger.making.make", None)
    assert prove_ledger(project.workspace, plan, ledger) == first
    monkeypatch.undo()
    for spoilt in (b"", b"[]", b"{}", note.replace(b"2027-05-20", b"2027"), b'{"inputs": ""}'):
        project.workspace.proof_file.write_bytes(spoilt)
        assert prove_ledger(project.workspace, plan, ledger) == first
        assert project.workspace.proof_file.read_bytes() == note
    (there,) = project.workspace.actuals_dir.rglob("数.csv")
    there.unlink()
    gone = prove_ledger(project.workspace, plan, ledger)
    assert [d.code for d in gone.diagnostics] == ["file-vanished"]
    monkeypatch.setattr("misato_report.actuals.ledger.making.make", None)
    assert prove_ledger(project.workspace, plan, ledger) == gone
