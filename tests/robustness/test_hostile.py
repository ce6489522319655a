"""Every file of tests/hostile/: exit 1 with its sentence, in bounded time, and nothing lost, run, read or written.

``UPDATE_GOLDEN=1 pytest tests/robustness/test_hostile.py`` keeps the sentences anew (tests/hostile/sentences.csv), from which
``make documents`` writes docs/hostile.md.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.tools.make_hostile import FOLDER, KINDS, counts_with_macros

pytestmark = [pytest.mark.slow, pytest.mark.long]  # whole commands, some of which are ended by a clock

NOTES = (".lock", ".proof.json")  # the program's own, with nothing of the town's in them
SENTENCES = FOLDER / "sentences.csv"
FILES = [f"{kind}/{path.name}" for kind in KINDS for path in sorted((FOLDER / kind).iterdir())]


def sentences() -> dict[str, str]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["sentence"] for row in csv.DictReader(file)}


def keep(name: str, sentence: str) -> None:
    """For one process alone: UPDATE_GOLDEN=1 pytest -p no:xdist tests/robustness/test_hostile.py."""
    known = sentences() if SENTENCES.exists() else {}
    known[name] = sentence
    with SENTENCES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "sentence"])
        writer.writerows((name, known[name]) for name in FILES if name in known)


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.fixture
def scene(taken_in: Path, run: Run) -> Path:
    return taken_in


def put(name: str, root: Path) -> tuple[str, ...]:
    """Put a hostile file where it belongs; returns the command that meets it."""
    kind, _, file = name.partition("/")
    content = (FOLDER / name).read_bytes()
    if kind == "tables":
        place = root.parent / "届いたもの"
        place.mkdir()
        (place / file).write_bytes(content)
        return ("ingest", str(place / file))
    if kind == "plan":
        (root / "plan" / "revisions.yaml").write_bytes(content)
        return ("check",)
    if "pdf_seconds" in sentences().get(name, "pdf_seconds"):  # one without end is not waited for
        (root / "plan" / "limits.yaml").write_text("pdf_seconds: 2\n", encoding="utf-8")
    if kind == "seals":
        page = "<!DOCTYPE html><title>x</title><img alt='' src='{{ report.appearance.seal }}'>"
        (root / "templates" / "report.html.j2").write_text(page, encoding="utf-8")
        (root / "templates" / file).write_bytes(content)
        plan = root / "plan" / "plan.yaml"
        text = plan.read_text(encoding="utf-8")
        plan.write_text(f"{text}\nappearance:\n  seal: {file}\n", encoding="utf-8")
        return ("build", "2027")
    (root / "templates" / "report.html.j2").write_bytes(content)
    return ("build", "2027")


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_gets_its_sentence_and_nothing_else(name: str, scene: Path, run: Run) -> None:
    command = put(name, scene)
    before = everything(scene.parent)
    done = run(scene, *command)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "root:" not in done.stdout + done.stderr, "a file of the system was read"
    assert not list((scene / "out").glob("2*"))
    after = everything(scene.parent)
    assert {k: v for k, v in after.items() if not k.endswith(NOTES)} == {
        k: v for k, v in before.items() if not k.endswith(NOTES)
    }
    told = " ".join(re.sub(r"…[^」]*/%E7%94%BA/", "…/", done.stderr.replace(str(scene.parent), "…")).split())
    if os.environ.get("UPDATE_GOLDEN"):
        keep(name, told)
    assert told == sentences()[name]


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 40
    assert set(sentences()) == set(FILES)


def test_the_folder_is_what_makes_it() -> None:
    for kind, make in KINDS.items():
        for name, content in make():
            kept = (FOLDER / kind / name).read_bytes()
            # Another zlib or openpyxl may pack the same content otherwise.
            assert kept == content or name.endswith((".zip", ".xlsx", ".xlsm", ".ods")), name


def test_macros_and_links_are_told_of_and_the_figures_read(scene: Path, run: Run, tmp_path: Path) -> None:
    source = tmp_path / "集計.xlsm"
    source.write_bytes(counts_with_macros())
    done = run(scene, "ingest", str(source))
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr
    assert "マクロが入っています。実行せず、値だけを読みました。" in told
    assert "リンク先は開かず" in told
    assert ",2026,年度,621,人,,2027-04-21," in (scene / "actuals" / "ledger.csv").read_text(encoding="utf-8")


def test_docs_list_them() -> None:
    text = (ROOT / "docs" / "hostile.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in FILES)


def test_a_template_that_does_not_end_is_ended(
    scene: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loops within loops over the report's own lists call nothing that could be counted: a clock ends them."""
    monkeypatch.setattr("misato_report.report.html.render._SECONDS", 0.5)
    loops = "".join(f"{{% for a{n} in report.summary.groups %}}" for n in range(20)) + "{% endfor %}" * 20
    (scene / "templates" / "report.html.j2").write_text(loops, encoding="utf-8")
    done = run(scene, "build", "2027", "--format", "html")
    assert done.returncode == 1
    assert "たっても終わりません" in done.stderr
    assert not list((scene / "out").glob("2*"))
    assert run(scene, "status", "2027").returncode == 0, "it arrives nowhere else"
