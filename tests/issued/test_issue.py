"""What was handed in is kept to the byte, is never replaced, and is what the next report is held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.issued import keep as keeping
from misato_report.issued.register import read_register
from misato_report.report.building import facts_of
from misato_report.report.confirmation.files import confirmation_of
from tests.conftest import AS_OF, Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

BUILD = ("build", "2027", "--format", "html,csv")


@pytest.fixture
def handed_in(taken_in: Path, run: Run) -> Path:
    assert run(taken_in, *BUILD).returncode == 0
    done = run(taken_in, "issue", "2027", "--to", "6月議会", "--on", "2028-06-10", "--by", "山田")
    assert done.returncode == 0, done.stderr
    return taken_in


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def test_the_files_are_kept_with_all_that_is_to_be_known_of_them(handed_in: Path) -> None:
    (issue,) = read_register(load_workspace(handed_in).workspace).issues
    assert (issue.id, issue.year, issue.to, issue.by) == ("2027-1", 2027, "6月議会", "山田")
    assert (str(issue.on), issue.as_of, issue.version) == ("2028-06-10", AS_OF, "0.1.0")
    assert issue.fields["gross_product"] == "industry"
    built, kept = bytes_of(handed_in / "out" / "2027"), bytes_of(handed_in / "issued" / "2027-1")
    assert built.items() <= kept.items()
    assert {file.name for file in issue.files} == set(kept) - {keeping.ENTRY}


def test_show_gives_the_very_bytes_also_after_the_program_and_the_report_changed(
    handed_in: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(handed_in / "out" / "2027")
    run(handed_in, "record", "facility_users", "R9", "1,400", "--published-on", "2028-06-20")
    template = handed_in / "templates" / "summary.html.j2"
    template.write_text(template.read_text(encoding="utf-8").replace("概要", "あらまし"), encoding="utf-8")
    monkeypatch.setattr("misato_report.__version__", "9.9.9")
    assert run(handed_in, *BUILD).returncode == 0
    assert bytes_of(handed_in / "out" / "2027") != before
    done = run(handed_in, "issue", "2027", "--show", "--copy", str(handed_in / "控え"))
    assert done.returncode == 0, done.stderr
    assert bytes_of(handed_in / "控え") == before
    assert "6月議会に提出（2028-06-10、山田、基準日 2028-04-20、版 0.1.0）" in done.stdout


def test_a_second_time_is_a_second_entry_and_leaves_the_first_alone(handed_in: Path, run: Run) -> None:
    first = bytes_of(handed_in / "issued" / "2027-1")
    register = (handed_in / "issued" / "register.yaml").read_bytes()
    assert run(handed_in, *BUILD, "--again").returncode == 0
    assert run(handed_in, "issue", "2027", "--to", "9月議会").returncode == 0
    assert bytes_of(handed_in / "issued" / "2027-1") == first
    assert (handed_in / "issued" / "register.yaml").read_bytes().startswith(register)
    assert [i.id for i in read_register(load_workspace(handed_in).workspace).issues] == ["2027-1", "2027-2"]
    assert run(handed_in, "check").returncode == 0


# --- refused


def test_what_was_never_built(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "issue", "2027", "--to", "6月議会")
    assert done.returncode == 1
    assert "令和9年度の報告書は、まだ作られていません" in done.stderr
    assert "misato-report build 2027" in done.stderr
    assert not (taken_in / "issued").exists()


def test_a_draft(taken_in: Path, run: Run) -> None:
    run(taken_in, *BUILD, "--draft")
    done = run(taken_in, "issue", "2027", "--to", "6月議会")
    assert done.returncode == 1
    assert "案（確認が済んでいません）です" in done.stderr
    assert not (taken_in / "issued").exists()


def new_figure(root: Path, run: Run) -> None:
    run(root, "record", "facility_users", "R9", "1,400", "--published-on", "2028-04-25")


def edited_paper(root: Path, _run: Run) -> None:
    path = next((root / "out" / "2027").glob("*.html"))
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("change", "words"),
    [(new_figure, "作った後に、計画、台帳、ひな形、プログラムのどれかが変わっています"), (edited_paper, "作ったときと違います")],
)  # fmt: skip
def test_what_is_not_as_it_was_built(taken_in: Path, run: Run, change: object, words: str) -> None:
    run(taken_in, *BUILD)
    change(taken_in, run)  # type: ignore[operator]
    done = run(taken_in, "issue", "2027", "--to", "6月議会")
    assert done.returncode == 1
    assert words in done.stderr
    assert "作り直" in done.stderr
    assert not (taken_in / "issued").exists()


def test_to_nobody(taken_in: Path, run: Run) -> None:
    run(taken_in, *BUILD)
    done = run(taken_in, "issue", "2027")
    assert done.returncode == 2
    assert "--to 6月議会" in done.stderr


def test_show_of_what_was_never_handed_in(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "issue", "--show", "2026")
    assert done.returncode == 1
    assert "令和8年度の報告書を提出した記録はありません" in done.stderr


# --- damage


def test_a_kept_file_that_was_changed_or_lost(handed_in: Path, run: Run) -> None:
    path = next((handed_in / "issued" / "2027-1").glob("*.html"))
    path.write_bytes(path.read_bytes() + b"x")
    done = run(handed_in, "check")
    assert done.returncode == 1
    assert "6月議会に提出したときと、中身が違います" in done.stderr
    assert run(handed_in, "issue", "--show", "2027").returncode == 1
    assert run(handed_in, *BUILD).returncode == 1, "the gate stops at it too"
    path.unlink()
    assert "6月議会に提出したファイルがありません" in run(handed_in, "check").stderr


def test_a_register_that_cannot_be_read_stops_what_would_write_to_it(handed_in: Path, run: Run) -> None:
    path = handed_in / "issued" / "register.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("year:", "yaer:"), encoding="utf-8")
    damaged = path.read_bytes()
    done = run(handed_in, "check")
    assert done.returncode == 1
    assert "issued/register.yaml:4" in done.stderr
    assert run(handed_in, "issue", "2027", "--to", "9月議会").returncode == 1
    assert path.read_bytes() == damaged


def test_a_name_in_the_register_is_no_path(handed_in: Path, run: Run) -> None:
    path = handed_in / "issued" / "register.yaml"
    text = path.read_text(encoding="utf-8").replace(
        '{"name": "ledger.csv"', '{"name": "../../plan/plan.yaml"'
    )
    path.write_text(text, encoding="utf-8")
    assert run(handed_in, "issue", "--show", "2027").returncode == 1


@pytest.mark.parametrize("step", ["replace_in_folder", "replace_file"])
def test_an_interrupted_call_leaves_nothing_by_half(
    taken_in: Path, run: Run, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before the folder is in place, nothing has been handed in; after it, the next call enters it."""
    run(taken_in, *BUILD)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, step, _full_disk)
        done = run(taken_in, "issue", "2027", "--to", "6月議会", "--by", "山田")
    assert done.returncode == 1
    assert "空き容量" in done.stderr
    kept = list((taken_in / "issued").glob("2027-*"))
    assert len(kept) == (1 if step == "replace_file" else 0)
    done = run(taken_in, *BUILD)
    assert done.returncode == 0, done.stderr
    assert run(taken_in, "issue", "2027", "--to", "9月議会").returncode == 0
    issues = read_register(load_workspace(taken_in).workspace).issues
    assert [i.to for i in issues] == (["6月議会", "9月議会"] if step == "replace_file" else ["9月議会"])
    assert run(taken_in, "check").returncode == 0


def _full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


# --- what the next report is held against


def test_the_paper_says_which_report_it_is_held_against(taken_in: Path, run: Run) -> None:
    project = load_workspace(taken_in)
    assert facts_of(project, 2027, AS_OF).compared is not None
    run(taken_in, *BUILD)
    html = next((taken_in / "out" / "2027").glob("*.html")).read_text(encoding="utf-8")
    assert (
        "令和8年度の報告を同じ日（令和9年4月20日（2027年4月20日））を基準日として作ったものとの比較" in html
    )
    early = ("build", "2026", "--as-of", "2027-01-31", "--format", "html")
    assert run(taken_in, *early).returncode == 0
    assert run(taken_in, "issue", "2026", "--to", "3月議会", "--on", "2027-03-01").returncode == 0
    assert run(taken_in, *BUILD).returncode == 0
    html = next((taken_in / "out" / "2027").glob("*.html")).read_text(encoding="utf-8")
    assert "3月議会に提出した令和8年度の報告（基準日 令和9年1月31日（2027年1月31日））との比較" in html


def test_an_earlier_report_is_not_held_against_a_later_issue(handed_in: Path) -> None:
    """What was handed in afterwards does not change a report of before: the same bytes again."""
    project = load_workspace(handed_in)
    compared = facts_of(project, 2028, AS_OF).compared
    assert compared is not None and compared.handed_in_to == "6月議会"
    before = facts_of(project, 2028, AS_OF.replace(month=3)).compared
    assert before is not None and before.handed_in_to == ""


def test_the_confirmation_has_what_is_new_since_what_was_handed_in(handed_in: Path, run: Run) -> None:
    run(handed_in, "record", "facility_users", "R9", "1,400", "--published-on", "2028-04-25")
    project = load_workspace(handed_in)
    sheet = confirmation_of(project, facts_of(project, 2027, AS_OF.replace(day=30)))
    assert "6月議会に提出した令和9年度の報告" in sheet.since
    (row,) = sheet.rows
    assert (row.series, row.before, row.value, row.last_year) == (
        "コミュニティ施設の利用者数", "1,380", "1,400人", "620",
    )  # fmt: skip


def test_a_figure_that_came_in_late_under_an_old_date_is_new_all_the_same(handed_in: Path, run: Run) -> None:
    run(handed_in, "record", "facility_users", "R7", "555", "--published-on", "2026-05-25")
    project = load_workspace(handed_in)
    sheet = confirmation_of(project, facts_of(project, 2027, AS_OF))
    assert ("555人", "新規") in [(row.value, row.change) for row in sheet.rows] or [
        row.value for row in sheet.rows
    ] == ["555人"]


def test_an_indicator_that_slid_under_another_field_is_told(handed_in: Path) -> None:
    fields = handed_in / "plan" / "fields"
    industry = (fields / "2-industry.yaml").read_text(encoding="utf-8")
    head, _, rest = industry.partition("indicators:\n")
    indicators, end, tail = rest.partition("\nprojects:")
    (fields / "2-industry.yaml").write_text(f"{head}indicators: []\n{end}{tail}", encoding="utf-8")
    family = fields / "3-family.yaml"
    text = family.read_text(encoding="utf-8").replace("indicators:\n", f"indicators:\n{indicators}\n", 1)
    family.write_text(text, encoding="utf-8")
    project = load_workspace(handed_in)
    assert project.diagnostics == ()
    sheet = confirmation_of(project, facts_of(project, 2027, AS_OF))
    assert len(sheet.moved) == 1
    assert "前回「産業の振興、雇用の確保、観光振興」、今回「結婚・出産・子育て支援の充実」" in sheet.moved[0]
