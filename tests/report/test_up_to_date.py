"""A report that would come out the same is left alone; whatever goes into it makes it anew."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

BUILD = ("build", "2027", "--format", "html,csv", "--as-of", "2028-05-01")
LEFT_ALONE = "前に作ったときから何も変わっていない"


@pytest.fixture
def built_town(taken_in: Path, run: Run) -> Path:
    assert run(taken_in, *BUILD).returncode == 0
    return taken_in


def times(root: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in (root / "out" / "2027").iterdir()}


def test_nothing_changed(built_town: Path, run: Run) -> None:
    before = times(built_town)
    done = run(built_town, *BUILD)
    assert done.returncode == 0
    assert LEFT_ALONE in done.stderr
    assert sorted(done.stdout.splitlines()) == [f"out/2027/{name}" for name in sorted(before)]
    assert times(built_town) == before


def test_it_can_be_built_again_all_the_same(built_town: Path, run: Run) -> None:
    files = {p.name: p.read_bytes() for p in (built_town / "out" / "2027").iterdir()}
    before = times(built_town)
    done = run(built_town, *BUILD, "--again")
    assert LEFT_ALONE not in done.stderr
    assert times(built_town) != before
    assert {p.name: p.read_bytes() for p in (built_town / "out" / "2027").iterdir()} == files


def touch(*names: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root.joinpath(*names)
        path.write_bytes(path.read_bytes() + b"\n# \n")

    return change


def lose_a_file(root: Path) -> None:
    next((root / "out" / "2027").glob("*.csv")).unlink()


def edit_a_file(root: Path) -> None:
    path = next((root / "out" / "2027").glob("*.html"))
    path.write_bytes(path.read_bytes() + b"x")


def damage_the_note(root: Path) -> None:
    (root / "out" / ".built.json").write_bytes(b'{"a": [')


def new_template(root: Path) -> None:
    (root / "templates" / "report.css").write_text(
        (root / "templates" / "report.css").read_text(encoding="utf-8") + "/* x */\n", encoding="utf-8"
    )


CHANGES: dict[str, Callable[[Path], None]] = {
    "the plan": touch("plan", "plan.yaml"),
    "a review": touch("plan", "reviews", "2027.yaml"),
    "a template": new_template,
    "a file lost": lose_a_file,
    "a file edited": edit_a_file,
    "the note damaged": damage_the_note,
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_makes_it_anew(built_town: Path, run: Run, what: str) -> None:
    CHANGES[what](built_town)
    done = run(built_town, *BUILD)
    assert done.returncode == 0, done.stderr
    assert LEFT_ALONE not in done.stderr
    assert len(times(built_town)) == 6  # page, four of open data, 確認票
    assert LEFT_ALONE in run(built_town, *BUILD).stderr


def test_a_new_figure_makes_it_anew(built_town: Path, run: Run) -> None:
    run(built_town, "record", "コミュニティ施設の利用者数", "R9", "1,381", "--published-on", "2028-04-30")
    assert LEFT_ALONE not in run(built_town, *BUILD).stderr
    assert "1,381" in next((built_town / "out" / "2027").glob("*.html")).read_text(encoding="utf-8")


@pytest.mark.parametrize("option", [("--document-no", "資料2"), ("--public",), ("--created", "2028-05-02")])
def test_another_option_is_another_report(built_town: Path, run: Run, option: tuple[str, ...]) -> None:
    assert LEFT_ALONE not in run(built_town, *BUILD, *option).stderr


def test_two_reports_into_the_same_files_do_not_pass_for_each_other(built_town: Path, run: Run) -> None:
    """With another number the same file has another content: going back makes it anew."""
    run(built_town, *BUILD, "--document-no", "資料2")
    done = run(built_town, *BUILD)
    assert LEFT_ALONE not in done.stderr
    assert "資料2" not in next((built_town / "out" / "2027").glob("*.html")).read_text(encoding="utf-8")


def test_a_mistake_is_told_again_and_again(built_town: Path, run: Run) -> None:
    plan = built_town / "plan" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    for _ in range(2):
        assert run(built_town, *BUILD).returncode == 1


def test_the_answer_loads_nothing_of_what_builds(built_town: Path) -> None:
    program = (
        "import sys\nfrom misato_report.cli.app import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('weasyprint', 'jinja2', 'yaml', 'openpyxl', 'misato_report.plan.model') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *BUILD], cwd=built_town, capture_output=True, check=True,
        encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert LEFT_ALONE in done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_to_ask_for_today_is_not_to_ask_for_no_day(taken_in: Path, run: Run) -> None:
    """The samples lie in the future: without a day the report is as of the newest of them, not as of today."""
    build = ("build", "2027", "--format", "html")
    assert run(taken_in, *build).returncode == 0
    done = run(taken_in, *build, "--as-of", "2026-11-25", "--force-year")
    assert done.returncode == 0
    assert LEFT_ALONE not in done.stderr
