"""What the clerk reads: one slip one message, in the order of files and lines, nothing of the computer's or of English."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.diagnostics import Diagnostic, in_order
from misato_report.evaluation.rules import evaluate_plan
from misato_report.notation import Mark
from misato_report.plan.values import IDENTIFIER
from misato_report.yaml_schema.kinds import Text, WrongValuesError
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors(stderr: str) -> list[str]:
    return re.findall(r"^エラー .*\n  (.*)$", stderr, re.M)


# --- one slip, one message


def test_a_field_that_cannot_be_read_is_not_unknown_elsewhere(taken_in: Path, run: Run) -> None:
    """The reviews speak of its indicators; of them nothing is known, and nothing said."""
    edit(taken_in / "plan" / "fields" / "1-migration.yaml", "period: R3..R7", "period: R3..R７x")
    assert len(errors(run(taken_in, "check").stderr)) == 1


def test_a_misspelt_key_is_not_lacking_as_well(taken_in: Path, run: Run) -> None:
    edit(taken_in / "plan" / "plan.yaml", "title:", "titel:")
    assert errors(run(taken_in, "check").stderr) == ["「titel」という項目はありません。"]


def test_a_key_that_is_lacking_is_told_although_another_is_unknown(taken_in: Path, run: Run) -> None:
    edit(taken_in / "plan" / "plan.yaml", "title:", "xxxxx:")
    told = errors(run(taken_in, "check").stderr)
    assert sorted(told) == ["「title」がありません。", "「xxxxx」という項目はありません。"]


# --- order and number


def test_the_order_is_that_of_files_and_lines() -> None:
    found = [
        Diagnostic(file=file, line=line, code="x", message=f"{file}{line}")
        for file, line in (("b", 2), ("a", 10), ("b", 1), ("a", 9), ("a", None))
    ]
    assert [d.message for d in in_order(found)] == ["aNone", "a9", "a10", "b1", "b2"]
    assert in_order([*found, *found]) == in_order(found), "nothing is told twice"


def test_more_than_twenty_of_a_kind_are_counted(taken_in: Path, run: Run) -> None:
    ledger = taken_in / "actuals" / "ledger.csv"
    ledger.write_bytes(ledger.read_bytes().replace(",見本,".encode(), b",,"))
    done = run(taken_in, "check")
    assert len(errors(done.stderr)) == 5
    all_of_them = json.loads(run(taken_in, "check", "--json").stdout)
    edited = [d for d in all_of_them if d["code"] == "ledger-edited"]
    assert f"同じ種類のものがほかに{len(edited) - 5}件あります" in done.stderr
    assert f"エラー{len(edited)}件" in done.stdout
    assert [d["line"] for d in edited] == sorted(d["line"] for d in edited)


# --- nothing that is the computer's


def test_no_regular_expression_is_shown(taken_in: Path, run: Run) -> None:
    edit(taken_in / "plan" / "plan.yaml", "code: ", "code: x")
    edit(taken_in / "plan" / "sources.yaml", "  - id: ", "  - id: Ａ")
    stderr = run(taken_in, "check").stderr
    assert "半角の数字6桁" in stderr
    assert "英小文字で始まり" in stderr
    assert not re.search(r"\[0-9|\[a-z|\^|\\", stderr)


def test_a_pattern_has_to_be_told_in_words() -> None:
    with pytest.raises(ValueError, match="in words"):
        Text(pattern="^a$")
    with pytest.raises(WrongValuesError) as caught:
        IDENTIFIER.validate("A")
    assert "書けるのは、英小文字で始まり" in caught.value.findings[0].hint


def test_no_list_of_choices_is_empty(workspace: Path) -> None:
    for path in (workspace / "plan" / "fields").iterdir():
        path.unlink()
    review = "year: 2027\nfields:\n  - field: x\n    written_on: 2028-04-17\n    department: 課\n"
    (workspace / "plan" / "reviews" / "2027.yaml").write_text(review, encoding="utf-8")
    hints = [d.hint for d in load_workspace(workspace).diagnostics]
    assert any("まだ一つもありません" in hint for hint in hints)
    assert not any("使えるのは  です" in hint for hint in hints)


def test_no_path_outside_the_workspace_is_shown(taken_in: Path, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "受信" / "届いた.csv"
    outside.parent.mkdir()
    outside.write_text("何か\n", encoding="utf-8")
    done = run(taken_in, "ingest", str(outside))
    assert done.returncode == 1
    assert "届いた.csv" in done.stderr
    assert "受信" not in done.stderr


def test_explain_speaks_no_english(taken_in: Path, run: Run) -> None:
    out = run(taken_in, "explain", "町内総生産額", "2027").stdout
    assert "評価の方法" in out
    assert "evaluation.md" not in out
    assert "expected" not in out and "baseline" not in out


def test_a_verdict_is_told_in_the_words_of_the_paper(taken_in: Path, run: Run) -> None:
    (taken_in / "plan" / "reviews" / "2027.yaml").write_text(
        "year: 2027\nindicators:\n  - indicator: social_increase\n    written_on: 2028-04-17\n"
        "    department: 課\n    town_verdict: behind\n",
        encoding="utf-8",
    )
    stderr = run(taken_in, "check").stderr
    assert "町の評価「遅れ」が、数値による判定「順調」と違います" in stderr


# --- papers and left-overs among the tables


def test_papers_are_told_of_by_name_and_stop_nothing(taken_in: Path, run: Run) -> None:
    folder = taken_in / "actuals" / "2027"
    for name in ("Thumbs.db", "desktop.ini", "近道.lnk", "県.url", "~$集計.xlsx"):
        (folder / name).write_bytes(b"\x00\x01")
    (folder / "年報.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "写真.png").write_bytes(b"\x89PNG\r\n")
    done = run(taken_in, "ingest")
    assert done.returncode == 0, done.stderr
    told = re.findall(r"actuals/2027/(\S+)\n  (.*)", done.stderr)
    assert sorted(told) == [("写真.png", "画像は読めません。"), ("年報.pdf", "PDFは読めません。")]
    assert "Excel か CSV" in done.stderr
    assert run(taken_in, "check").returncode == 0


# --- figures


@pytest.mark.parametrize("typed", ["-5", "-5.0", "−5", "▲5", "（5）"])
def test_a_negative_figure_is_no_option(taken_in: Path, run: Run, typed: str) -> None:
    done = run(taken_in, "record", "都賀長藤地域の社会増減数", "R9", typed, "--published-on", "2028-04-25")
    assert done.returncode == 0, done.stderr
    assert "→ ▲5" in done.stdout


def test_a_misspelt_option_is_still_one(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "record", "facility_users", "R9", "-x", "5")
    assert done.returncode == 2


def test_what_is_there_is_not_to_come(taken_in: Path) -> None:
    """A ratio whose one half is there, a figure that the publisher keeps secret: only what is lacking is awaited."""
    project = load_workspace(taken_in)
    plan = project.sound_plan()
    early = date(2028, 4, 1)  # before the end of April, when the town's own counts are due
    secret = tuple(
        replace(o, value=None, mark=Mark.SUPPRESSED, published_on=date(2028, 3, 1))
        if (o.series, o.period) == ("facility_users", 2027)
        else o
        for o in project.observations
    )
    by_id = {e.indicator.id: e for e in evaluate_plan(plan, secret, 2027, early)}
    assert by_id["facility_users"].awaited == ()
    assert [a.period for a in by_id["event_volunteers"].awaited] == [2027], "that is not there yet"
    assert by_id["event_volunteers"].value == Decimal(20)
