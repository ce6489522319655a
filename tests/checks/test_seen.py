"""A warning that was looked at is counted and not shown, until what it is about changes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from misato_report import load_workspace
from tests.conftest import Run

SPELLING = "「まちづくり」11か所、「町づくり」15か所"


def marks(stderr: str) -> dict[str, str]:
    """The sentence of each warning → what it is called by."""
    return {words: mark for mark, words in re.findall(r"^注意［(\w+)］ .*\n  (.*)$", stderr, re.M)}


def mark_of(stderr: str, words: str) -> str:
    return next(mark for sentence, mark in marks(stderr).items() if words in sentence)


def test_a_warning_that_was_seen_is_counted_and_comes_back_when_it_changes(workspace: Path, run: Run) -> None:
    before = run(workspace, "check")
    number = mark_of(before.stderr, SPELLING)
    done = run(workspace, "seen", number, "--by", "山田", "--because", "計画書のとおり")
    assert done.returncode == 0, done.stderr
    assert SPELLING in done.stdout
    after = run(workspace, "check")
    assert SPELLING not in after.stderr
    assert "ほかに確かめた注意1件" in after.stdout
    assert len(marks(after.stderr)) == len(marks(before.stderr)) - 1
    assert SPELLING not in run(workspace, "check", "--json").stdout
    field = workspace / "plan" / "fields" / "2-industry.yaml"
    field.write_text(field.read_text(encoding="utf-8").replace("町づくり", "まちづくり", 1), encoding="utf-8")
    again = run(workspace, "check")
    assert "「まちづくり」12か所、「町づくり」14か所" in again.stderr, "it says another thing now"


def test_what_people_wrote_in_the_file_stays(workspace: Path, run: Run) -> None:
    path = workspace / "plan" / "seen.yaml"
    path.write_text("# 山田のメモ\n", encoding="utf-8")
    for words in list(marks(run(workspace, "check").stderr))[:2]:
        number = mark_of(run(workspace, "check").stderr, words)
        assert run(workspace, "seen", number, "--by", "山田: 課長", "--because", "「#」も可").returncode == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 山田のメモ\n")
    seen = load_workspace(workspace).sound_plan().seen
    assert [(one.by, one.because) for one in seen] == [("山田: 課長", "「#」も可")] * 2


def test_only_what_check_shows_now_can_be_marked(workspace: Path, run: Run) -> None:
    done = run(workspace, "seen", "ffffff", "--by", "山田", "--because", "よい")
    assert done.returncode == 2
    assert "今の check にありません" in done.stderr
    assert not (workspace / "plan" / "seen.yaml").exists()


@pytest.mark.parametrize("blank", [("--by", " ", "--because", "よい"), ("--by", "山田", "--because", "")])
def test_who_and_why_must_be_said(workspace: Path, run: Run, blank: tuple[str, ...]) -> None:
    number = next(iter(marks(run(workspace, "check").stderr).values()))
    assert run(workspace, "seen", number, *blank).returncode == 2


@pytest.mark.slow
def test_an_error_is_never_out_of_sight(taken_in: Path, run: Run) -> None:
    next(taken_in.glob("actuals/2027/町の集計*")).unlink()
    (error,) = json.loads(run(taken_in, "check", "--json").stdout)[:1]
    (taken_in / "plan" / "seen.yaml").write_text(
        f"seen:\n  - code: {error['code']}\n    place: {error['file']}\n    mark: abcdef\n"
        "    by: 山田\n    when: 2028-04-20\n    because: よい\n",
        encoding="utf-8",
    )
    assert run(taken_in, "check").returncode == 1


def test_a_slip_in_the_file_is_told_with_its_line(workspace: Path, run: Run) -> None:
    (workspace / "plan" / "seen.yaml").write_text("seen:\n  - kode: x\n", encoding="utf-8")
    done = run(workspace, "check")
    assert done.returncode == 1
    assert "plan/seen.yaml:2" in done.stderr
