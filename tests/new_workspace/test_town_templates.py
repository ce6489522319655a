"""Another town's look: its own templates, colours, seal and cover, without touching the program."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misato_report import BuildRequest, build_report, load_workspace
from misato_report.diagnostics import WorkspaceError
from misato_report.files.bundled import bundled
from misato_report.plan.colour import LEGIBLE, WHITE, contrast, lightened_for
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.report.compose.report import NIGHT
from misato_report.report.papers.package import open_package
from misato_report.report.papers.problems import Place
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

AS_OF = date(2028, 4, 20)
SEAL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'


def with_look(workspace: Path, look: str) -> Path:
    plan = workspace / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("period: R8..R12\n", f"period: R8..R12\n{look}", 1), encoding="utf-8")
    return workspace


def html_of(workspace: Path) -> str:
    (path,) = build_report(
        load_workspace(workspace), BuildRequest(report_year=2027, as_of=AS_OF, formats=("html",))
    )
    return path.read_text(encoding="utf-8")


def test_colour_seal_and_cover_from_the_plan(workspace: Path) -> None:
    (workspace / "templates" / "seal.svg").write_text(SEAL, encoding="utf-8")
    with_look(workspace, 'appearance:\n  accent: "#8a1538"\n  seal: seal.svg\n  cover: true\n')
    html = html_of(workspace)
    assert "#8a1538" in html and "#1f4e79" not in html, "the charts have the town's colour too"
    assert html.count('src="data:image/svg+xml;base64,') == 2
    assert html.count('alt="美郷町の町章"') == 2
    assert 'class="print-cover"' in html


def test_without_appearance_there_is_no_cover_and_no_picture(workspace: Path) -> None:
    html = html_of(workspace)
    assert "print-cover" not in html.split("</head>")[1]
    assert "<img" not in html


@pytest.mark.parametrize(
    ("look", "message"),
    [
        ('  accent: "#f2c94c"\n', "コントラスト比"),
        ("  accent: 紺\n", "書き方が違います"),
        ("  colour: red\n", "「colour」という項目はありません"),
        ("  seal: ../secret.png\n", "書き方が違います"),
        ("  seal: none.png\n", "町章「none.png」を templates/ から読めません"),
        ("  seal: report.css\n", "PNG でも SVG でもありません"),
        ("  seal: bomb.svg\n", "PNG でも SVG でもありません"),
        ("  seal: huge.png\n", "大きすぎます"),
    ],
)
def test_a_look_that_does_not_do_is_told_with_its_line(
    workspace: Path, run: Run, look: str, message: str
) -> None:
    templates = workspace / "templates"
    (templates / "bomb.svg").write_text(
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        encoding="utf-8",
    )
    (templates / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(400_000))
    with_look(workspace, f"appearance:\n{look}")
    result = run(workspace, "check")
    assert result.returncode == 1
    assert message in result.stderr
    assert re.search(r"plan/plan\.yaml:1[4-9]", result.stderr), "the line is named"
    with pytest.raises(WorkspaceError):
        html_of(workspace)


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_becomes_legible_by_night(number: int) -> None:
    colour = f"#{number:06x}"
    assert contrast(lightened_for(NIGHT, colour), NIGHT) >= LEGIBLE
    assert 1 <= contrast(colour, WHITE) <= 21.01


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.005)


@pytest.fixture
def started(tmp_path: Path, run: Run) -> Path:
    """A workspace that ``init`` made."""
    assert run(tmp_path, "init", "町").returncode == 0
    return tmp_path / "町"


def test_diff_tells_a_change_an_addition_and_a_loss(started: Path, run: Run) -> None:
    assert "件は、プログラムのひな形と同じです。" in run(started, "templates", "diff").stdout
    templates = started / "templates"
    css = templates / "report.css"
    css.write_text(
        css.read_text(encoding="utf-8").replace("html { font-size: 10pt }", "html { font-size: 12pt }"),
        encoding="utf-8",
    )
    (templates / "町章.svg").write_text(SEAL, encoding="utf-8")
    (templates / "grant.html.j2").unlink()
    out = run(started, "templates", "diff").stdout
    assert "report.css  町で変えてある" in out
    assert "町章.svg  町のファイル" in out
    assert "grant.html.j2  ない（プログラムのひな形を使う）" in out
    assert "-html { font-size: 12pt }" in out and "+html { font-size: 10pt }" in out


def test_an_editor_that_changes_line_ends_changes_nothing(started: Path, run: Run) -> None:
    css = started / "templates" / "report.css"
    css.write_bytes(css.read_bytes().replace(b"\n", b"\r\n"))
    assert "町で変えてある" not in run(started, "templates", "diff").stdout


def test_a_copy_of_an_older_version_is_told_from_a_change(started: Path, run: Run) -> None:
    """As after an update: the note has what the program gave then, and the town never touched it."""
    css, note = started / "templates" / "report.css", started / "templates" / ".originals"

    older = css.read_text(encoding="utf-8").replace("html { font-size: 10pt }", "html { font-size: 11pt }")
    digest = hashlib.sha256(older.encode()).hexdigest()
    lines = [
        f"{digest}  report.css" if line.endswith("  report.css") else line
        for line in note.read_text().splitlines()
    ]
    note.write_text("\n".join(lines) + "\n")
    css.write_text(older, encoding="utf-8")
    out = run(started, "templates", "diff").stdout
    assert "report.css  前の版のまま" in out
    assert "templates restore report.css" in out


def test_restore_keeps_what_was_there(started: Path, run: Run) -> None:
    css = started / "templates" / "report.css"
    css.write_text("/* 町のもの */", encoding="utf-8")
    result = run(started, "templates", "restore", "report.css")
    assert "templates/report.css.old" in result.stdout
    assert (css.parent / "report.css.old").read_text(encoding="utf-8") == "/* 町のもの */"
    assert css.read_bytes() == (bundled("templates") / "report.css").read_bytes()
    css.write_text("/* もう一度 */", encoding="utf-8")
    assert "report.css.old2" in run(started, "templates", "restore", "report.css").stdout
    shutil.rmtree(css.parent)
    assert run(started, "templates", "restore", "report.css").returncode == 0
    assert css.exists()


def test_restore_of_a_name_that_is_not_there(started: Path, run: Run) -> None:
    result = run(started, "templates", "restore", "report.cs")
    assert result.returncode == 1
    assert "もしかして: report.css" in result.stderr


def test_a_form_is_a_template_too(started: Path, run: Run) -> None:
    form = started / "templates" / "papers" / "grant.xlsx"
    program = form.read_bytes()
    form.write_bytes(b"PK changed by the town")
    (form.parent / "調査票.xlsx").write_bytes(b"PK from the prefecture")
    out = run(started, "templates", "diff").stdout
    assert "papers/grant.xlsx  町で変えてある" in out
    assert "papers/調査票.xlsx  町のファイル" in out
    done = run(started, "templates", "restore", "papers/grant.xlsx")
    assert "前のものは templates/papers/grant.xlsx.old にあります" in done.stdout
    assert form.read_bytes() == program
    assert (form.parent / "grant.xlsx.old").read_bytes() == b"PK changed by the town"
    assert "papers/grant.xlsx" not in run(started, "templates", "diff").stdout


def test_the_programs_forms_are_what_makes_them() -> None:
    from scripts.papers import FORMS

    for name, make in FORMS.items():
        kept = (bundled("templates") / "papers" / name).read_bytes()
        # Another version of a library may pack the same marks otherwise.
        assert marks_in(kept) == marks_in(make()), f"{name}: make documents"


def marks_in(form: bytes) -> list[str]:
    package = open_package(Place("x"), form, DEFAULT_LIMITS)
    part = next(name for name in package.parts if name in ("xl/sharedStrings.xml", "word/document.xml"))
    return re.findall(r"\{[{%].*?[%}]\}", "".join(package.xml(part).itertext()))
