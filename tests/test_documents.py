"""Documents say what the program does: made from it, followed to the letter, or run."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from misato_report.cli.app import app
from scripts import command_table, follow_guide, wheels
from tests.conftest import ROOT, Run
from tests.support.pictures import coarse, difference

pytestmark = pytest.mark.slow  # whole commands, one after the other

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Words that stand for something of the reader's own.
PLACEHOLDER = re.compile(
    r"ファイル|年度|フォルダ|指標|系列|名前|[…\[\]|]|案\.yaml|調査票|KPIの表|町の|わが町"
)
FOREVER = {"preview"}  # tests/preview/test_preview.py


def commands_in(text: str) -> list[str]:
    """Every command line that a document names: in a line of its own or within a sentence."""
    lines = re.findall(r"^(?:\$ )?(misato-report\b[^`\n]*)$", text, re.M)
    return [*lines, *re.findall(r"`(misato-report\b[^`\n]*)`", text)]


def all_commands() -> list[str]:
    found = (command for path in DOCUMENTS for command in commands_in(path.read_text(encoding="utf-8")))
    return sorted(dict.fromkeys(command.strip().rstrip("\\") for command in found))


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("page_model", "page-model"),
        ("yaml_reference", "yaml"),
        ("hostile_table", "hostile"),
        ("licences", "licences"),
        ("diagnostics_page", "diagnostics"),
    ],
)
def test_what_is_made_from_the_program_is_as_it_makes_it_now(script: str, name: str) -> None:
    """make documents writes it again."""
    document = runpy.run_path(str(ROOT / "scripts" / f"{script}.py"))["document"]()
    assert document == (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_the_readmes_table_of_commands_is_made_from_them() -> None:
    assert command_table.document() == command_table.README.read_text(encoding="utf-8")


@pytest.mark.long
def test_the_guide_followed_in_an_empty_folder_gives_its_pictures(tmp_path: Path) -> None:
    guide = follow_guide.GUIDE.read_text(encoding="utf-8")
    screens = list(follow_guide.follow(guide, tmp_path))
    assert len(screens) >= 12
    for screen in screens:
        kept = follow_guide.PICTURES / screen.picture
        assert follow_guide.picture(screen) == kept.read_text(encoding="utf-8"), screen.commands
    (pdf,) = (tmp_path / "練習" / "out" / "2027").glob("*報告書*.pdf")
    follow_guide.draw_page(pdf, tmp_path / "report")
    kept_page = (follow_guide.PICTURES / "report.png").read_bytes()
    assert difference(coarse((tmp_path / "report.png").read_bytes()), coarse(kept_page)) < 0.01


def test_the_guide_leaves_no_command_out_of_its_pictures() -> None:
    guide = follow_guide.GUIDE.read_text(encoding="utf-8")
    typed = re.findall(r"^\$ misato-report.*$", guide, re.M)
    blocks = "\n".join(match["lines"] for match in follow_guide._BLOCK.finditer(guide) if match["picture"])
    assert [command for command in typed if command not in blocks] == []


@pytest.mark.parametrize("command", all_commands())
def test_every_command_in_the_documents_is_one(command: str) -> None:
    """Its name and its options exist; what follows may stand for something of the reader's own."""
    words = shlex.split(command)[1:]
    if words and words[0] in ("--help", "--version"):
        return
    group = typer.main.get_command(app)
    context = group.make_context("misato-report", list(words), resilient_parsing=True)
    name, found, rest = group.resolve_command(context, words) if words else (None, None, [])  # type: ignore[attr-defined]
    assert not words or found is not None
    if found is not None:
        found.make_context(name, rest, resilient_parsing=True)


@pytest.mark.long
def test_every_command_in_the_documents_does_what_it_says(taken_in: Path, run: Run) -> None:
    """Those with nothing of the reader's own in them, in the sample workspace; the guide's are run there."""
    in_the_guide = commands_in(follow_guide.GUIDE.read_text(encoding="utf-8"))
    for command in all_commands():
        words = shlex.split(command)[1:]
        if command in in_the_guide or PLACEHOLDER.search(command) or (words and words[0] in FOREVER):
            continue
        done = run(taken_in, *words)
        only_named = len(words) == 1 and done.returncode == 2  # a command that wants to know about what
        assert done.returncode == 0 or only_named, (command, done.stderr)
        assert done.stdout or done.stderr


def test_every_command_of_the_program_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert {name for name in names if not re.search(rf"`(?:misato-report )?{name}\b", readme)} == set()


def test_every_make_target_in_the_documents_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M)) - {"setup"}
        assert named <= targets, path


def test_every_test_and_file_that_a_developers_page_names_is_there() -> None:
    for path in (ROOT / "docs" / "developers").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"`(tests/[\w/]+\.(?:py|yaml)|scripts/\w+\.py)", text):
            assert (ROOT / name).exists(), (path.name, name)
        for name in re.findall(r"`((?:report/|actuals/|plan/|charts/)?\w+\.py)`", text):
            assert list((ROOT / "misato_report").rglob(name)), (path.name, name)


def test_the_site_is_whole_and_fetches_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for page in (tmp_path / "site").rglob("*.html"):
        assert not re.search(
            r"<(?:script|link|img)[^>]+(?:src|href)=\"https?:", page.read_text(encoding="utf-8")
        )


def test_an_offline_installation_has_what_its_system_needs_and_no_more() -> None:
    lock = wheels.LOCK.read_text(encoding="utf-8")
    windows, linux = (list(wheels.requirements(lock, target, "3.12")) for target in ("windows", "linux"))
    assert any(entry.startswith("colorama==") for entry in windows)
    assert not any(entry.startswith("colorama==") for entry in linux)
    assert all("--hash=sha256:" in entry for entry in windows)
    assert not any(";" in entry for entry in windows)
    assert len(re.findall(r"^[\w.-]+==", lock, re.M)) >= len(windows) > 20


def test_completion_knows_the_commands(tmp_path: Path, run: Run) -> None:
    for shell in ("bash", "zsh", "fish", "powershell"):
        assert "MISATO_REPORT_COMPLETE" in run(tmp_path, "completion", shell).stdout
    asked = {
        "_MISATO_REPORT_COMPLETE": "complete_bash",
        "COMP_WORDS": "misato-report his",
        "COMP_CWORD": "1",
    }
    assert run(tmp_path, **asked).stdout.split() == ["history"]


def test_a_workspace_to_practise_in(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path, "init", "練習", "--practice").returncode == 0
    root = tmp_path / "練習"
    assert not (root / "actuals" / "ledger.csv").exists()
    assert run(root, "ingest").returncode == 0
    assert "【見本の数値を含む】" in run(root, "status", "2027").stdout
    assert run(tmp_path, "init", "別", "--practice", "--blank").returncode == 2
    shutil.rmtree(root)
