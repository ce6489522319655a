"""Nothing wrong goes out: what `build` stops at, with the same sentences as `check`, and nothing written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.plan.unread import unread_files
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

BUILD = ("build", "2027", "--format", "html")
DRAFT = "案（確認が済んでいません）"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("エラー")]


# --- the four that once printed a wrong report with exit 0


def vanished_field(root: Path) -> str:
    path = root / "plan" / "fields" / "2-industry.yaml"
    path.rename(path.with_suffix(".yml"))
    return "名前を「2-industry.yaml」に変えてください"


def edited_ledger(root: Path) -> str:
    edit(root / "actuals" / "ledger.csv", ",1380,", ",1830,")
    return "は 1,830 ですが"


def deleted_source(root: Path) -> str:
    next(root.glob("actuals/2027/町の集計*")).unlink()
    return "台帳にあるファイルが見つかりません"


def empty_ledger(root: Path) -> str:
    (root / "actuals" / "ledger.csv").unlink()
    return "台帳に数値がまだ一つもありません"


def changed_source(root: Path) -> str:
    path = next(root.glob("actuals/2027/町の集計*"))
    path.write_bytes(path.read_bytes().replace(b"1,380", b"1,830"))
    return "取り込んだ後に中身が変わっています"


@pytest.mark.parametrize(
    "harm", [vanished_field, edited_ledger, deleted_source, empty_ledger, changed_source]
)
def test_build_stops_and_writes_nothing(taken_in: Path, run: Run, harm: object) -> None:
    words = harm(taken_in)  # type: ignore[operator]
    done = run(taken_in, *BUILD)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(errors(done.stderr)) == 1, "one slip, one message"
    assert not list((taken_in / "out").glob("2*"))


@pytest.mark.parametrize("harm", [vanished_field, edited_ledger, deleted_source, changed_source])
def test_check_says_the_same(taken_in: Path, run: Run, harm: object) -> None:
    harm(taken_in)  # type: ignore[operator]
    assert errors(run(taken_in, "check").stderr) == errors(run(taken_in, *BUILD).stderr)


def test_a_source_that_vanishes_after_the_build_is_noticed_too(taken_in: Path, run: Run) -> None:
    assert run(taken_in, *BUILD).returncode == 0
    deleted_source(taken_in)
    assert run(taken_in, *BUILD).returncode == 1, "and not: nothing changed"


# --- drafts


def test_a_draft_is_made_all_the_same_and_says_so_on_every_page(taken_in: Path, run: Run) -> None:
    edited_ledger(taken_in)
    done = run(taken_in, "build", "2027", "--draft", "--format", "pdf,html,xlsx")
    assert done.returncode == 0, done.stderr
    made = {path.name: path for path in (taken_in / "out" / "2027").iterdir()}
    assert all("_案" in name for name in made)
    for name in (name for name in made if name.endswith(".pdf")):
        text = subprocess.run(
            ["pdftotext", made[name], "-"], capture_output=True, encoding="utf-8", check=True
        )
        pages = text.stdout.split("\f")[:-1]
        assert all(DRAFT in page for page in pages), name
    html = next(path for name, path in made.items() if name.endswith(".html"))
    assert DRAFT in html.read_text(encoding="utf-8")
    for name in (name for name in made if name.endswith(".xlsx")):
        shutil.unpack_archive(made[name], taken_in / name, "zip")
        sheets = list((taken_in / name / "xl" / "worksheets").glob("*.xml"))
        assert all(DRAFT in sheet.read_text(encoding="utf-8") for sheet in sheets), name


def test_a_draft_and_a_report_do_not_pass_for_each_other(taken_in: Path, run: Run) -> None:
    assert run(taken_in, *BUILD, "--draft").returncode == 0
    done = run(taken_in, *BUILD)
    assert "何も変わっていない" not in done.stderr
    html = {path.name: path.read_text(encoding="utf-8") for path in taken_in.glob("out/2027/*.html")}
    assert {DRAFT in text for name, text in html.items() if "_案" not in name} == {False}
    assert {DRAFT in text for name, text in html.items() if "_案" in name} == {True}


# --- years


@pytest.mark.parametrize(
    ("year", "words"),
    [
        ("2028", "令和10年度（2028年度）の値はまだ一つもありません"),
        ("2019", "計画の始まる令和8年度（2026年度）より前です"),
        ("2040", "計画の終わる令和12年度（2030年度）より後です"),
    ],
)
def test_a_year_of_which_there_is_nothing_to_tell(taken_in: Path, run: Run, year: str, words: str) -> None:
    done = run(taken_in, "build", year, "--format", "html")
    assert done.returncode == 1
    assert words in done.stderr
    assert "報告書を作れる年度は 2026 ～ 2027 です" in done.stderr
    assert not list((taken_in / "out").glob("2*"))
    forced = run(taken_in, "build", year, "--format", "html", "--force-year")
    assert forced.returncode == 0, forced.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("period: R8..R12\n", "period: R64..R68\n", "計画期間が 令和64年（2082年）"),
        ("    period: R12\n", "    period: R112\n", "目標値の年が 令和112年（2130年） になっています"),
        ('    period: "2020"\n', '    period: "1920"\n', "現状値の年が 大正9年（1920年） になっています"),
    ],
)
def test_years_that_no_plan_has(taken_in: Path, run: Run, old: str, new: str, words: str) -> None:
    edit(taken_in / "plan" / "plan.yaml", old, new)
    done = run(taken_in, "check")
    assert done.returncode == 1
    assert words in done.stderr
    assert len(errors(done.stderr)) == 1


def test_a_total_over_a_single_year(taken_in: Path, run: Run) -> None:
    edit(taken_in / "plan" / "fields" / "1-migration.yaml", "period: R8..R12", "period: R12")
    done = run(taken_in, "check")
    assert done.returncode == 1
    assert "積算が period_total (累計) の目標値に、一年だけ (R12) が書かれています" in done.stderr
    assert len(errors(done.stderr)) == 1


# --- files in plan/ that are not read


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fields/5-観光.yml", "「5-観光.yaml」に変えて"),
        ("fields/5-観光.yaml.txt", "「5-観光.yaml」に変えて"),
        ("fields/5-観光.txt", "「5-観光.yaml」に変えて"),
        ("fields/5-観光.YAML", "「5-観光.yaml」に変えて"),
        ("fields/5-観光．ｙａｍｌ", "「5-観光.yaml」に変えて"),
        ("fields/2-industry - コピー.yaml", "「2-industry.yaml」に変えて"),
        ("fields/2-industry (1).yaml", "「2-industry.yaml」に変えて"),
        ("fields/旧/1-migration.yaml", "分野は plan/fields/"),
        ("reviews/2027 - Copy.yaml", "「2027.yaml」に変えて"),
        ("revision.yaml", "plan/ に置けるのは"),
        ("revisions.yml", "「revisions.yaml」に変えて"),
    ],
)
def test_a_file_that_is_not_read_is_an_error_with_what_to_rename(
    workspace: Path, name: str, words: str
) -> None:
    path = workspace / "plan" / name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "plan" / "fields" / "2-industry.yaml", path)
    project = load_workspace(workspace)
    assert [(d.code, d.file) for d in project.diagnostics] == [("unread-file", f"plan/{name}")]
    assert words in project.diagnostics[0].hint


@pytest.mark.parametrize(
    "name",
    [
        "fields/.2-industry.yaml.swp", "fields/2-industry.yaml~", "fields/2-industry.yaml.bak", "fields/#2-industry.yaml#",
        "fields/Thumbs.db", "メモ.txt", "計画書.docx", "schema/field.schema.json", ".git/x.yaml",
    ],
)  # fmt: skip
def test_what_editors_leave_is_passed_over(workspace: Path, name: str) -> None:
    path = workspace / "plan" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x: y\n")
    assert list(unread_files(load_workspace(workspace).workspace)) == []


def test_a_gap_in_the_numbers_of_the_fields(taken_in: Path, run: Run) -> None:
    (taken_in / "plan" / "fields" / "2-industry.yaml").unlink()
    done = run(taken_in, "check")
    assert done.returncode == 1
    assert "分野の番号は4までありますが、2のファイルが plan/fields/ にありません" in done.stderr


# --- elsewhere


def test_batch_goes_through_the_same_gate(taken_in: Path, run: Run) -> None:
    edited_ledger(taken_in)
    done = run(taken_in.parent, "batch", str(taken_in), "--year", "2027", "--format", "html", "--jobs", "1")
    assert done.returncode == 1
    assert "は 1,830 ですが" in done.stderr
    assert not list((taken_in / "out").glob("2*"))


def test_the_preview_shows_what_build_would_stop_at_and_goes_on(taken_in: Path) -> None:
    from misato_report.preview.server import page
    from tests.conftest import TODAY

    sound = page(taken_in, 2027, None, TODAY)
    assert "build は次の誤りで止まります" not in sound
    edited_ledger(taken_in)
    html = page(taken_in, 2027, None, TODAY)
    assert "build は次の誤りで止まります" in html
    assert "は 1,830 ですが" in html
    assert "進捗報告書" in html
