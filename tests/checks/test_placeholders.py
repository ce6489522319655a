"""What the empty plan leaves for the town to write is told until somebody has written it."""

from __future__ import annotations

from pathlib import Path

import pytest

from misato_report.plan.placeholders import is_placeholder
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("（分野の名前）", True),
        ("（計画書の「目指す方向性」を写してください）", True),
        ("移住・定住", False),
        ("（仮称）交流館の利用者数", False),
        ("相談件数（累計）", False),
    ],
)
def test_a_placeholder_is_a_remark_in_brackets_and_nothing_else(text: str, is_one: bool) -> None:
    assert is_placeholder(text) is is_one


def test_a_text_that_was_left_as_it_is_is_told_with_its_line(workspace: Path, run: Run) -> None:
    path = next((workspace / "plan" / "fields").glob("1-*.yaml"))
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith("direction:"))
    lines[number] = "direction: （目指す方向性）  # あとで"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = run(workspace, "check")
    assert done.returncode == 0
    assert (
        f"plan/fields/{path.name}:{number + 1}\n  ひな形の「（目指す方向性）」がそのままです。" in done.stderr
    )


def test_a_field_without_its_aim_is_told_and_printed_without_it(samples: Path, run: Run) -> None:
    path = next((samples / "plan" / "fields").glob("1-*.yaml"))
    text = path.read_text(encoding="utf-8")
    start = text.index("direction:")
    path.write_text(text[:start] + text[text.index("\n", start) + 1 :], encoding="utf-8")
    assert "「目指す方向性」が書かれていません" in run(samples, "check").stderr
    assert run(samples, "ingest").returncode == 0
    assert run(samples, "build", "2027", "--format", "html,xlsx").returncode == 0
    html = next((samples / "out" / "2027").glob("*.html")).read_text(encoding="utf-8")
    assert html.count("<dt>目指す方向性</dt>") == 3
