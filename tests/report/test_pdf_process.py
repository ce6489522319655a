"""The PDF in a process of its own: the same bytes, an end to time and memory, and nothing of the clerk's folder run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from misato_report.diagnostics import WorkspaceError
from misato_report.plan.limits import Limits
from misato_report.report.pdf import process
from misato_report.report.pdf.process import make_pdf
from misato_report.report.pdf.weasyprint import render_pdf
from misato_report.report.pdf.wire import AttachedFile
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

PAGE = "<!DOCTYPE html><html lang='ja'><head><title>見本</title></head><body><p>見本の町</p></body></html>"
ENDLESS = PAGE.replace("<p>", "<style>@page{size:1px 1px;margin:0}</style><p>" + "あ " * 20_000)
VAST = PAGE.replace("<p>", "<table><tr><td colspan=1000000000>x</table><p>")
DEEP = PAGE.replace("<p>", "<b>" * 5000)
DAY = date(2028, 4, 20)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    process._kept.end()
    yield
    process._kept.end()


def code_of(html: str, limits: Limits) -> tuple[str, str]:
    with pytest.raises(WorkspaceError) as told:
        make_pdf(html, DAY, limits=limits)
    (finding,) = told.value.diagnostics
    return finding.code, finding.message + finding.hint


def test_it_makes_the_same_bytes() -> None:
    attached = [AttachedFile("a.csv", "数値", b"1,2\r\n")]
    assert make_pdf(PAGE, DAY) == render_pdf(PAGE, DAY)
    assert make_pdf(PAGE, DAY, "a-3a", attached) == render_pdf(PAGE, DAY, "a-3a", attached)


def test_each_limit_is_told_by_its_key_and_the_next_paper_is_made() -> None:
    code, words = code_of(ENDLESS, Limits(pdf_seconds=2))
    assert code == "pdf-too-long"
    assert "2秒" in words and "pdf_seconds:" in words
    code, words = code_of(VAST, Limits(pdf_megabytes=1000))
    assert code == "pdf-too-large"
    assert "1,000MB" in words and "pdf_megabytes:" in words
    assert code_of(DEEP, Limits())[0] == "pdf-too-deep"
    assert make_pdf(PAGE, DAY).startswith(b"%PDF")


def test_a_process_that_was_killed_is_told_and_replaced() -> None:
    process.get_ready()
    running = process._kept.process
    assert running is not None
    running._popen.kill()
    running._popen.wait()
    assert make_pdf(PAGE, DAY).startswith(b"%PDF"), "it had nothing to do yet: another is started"


def test_one_process_serves_many_papers() -> None:
    first = make_pdf(PAGE, DAY)
    served_by = process._kept.process
    assert make_pdf(PAGE, DAY) == first
    assert process._kept.process is served_by


PROGRAM = """
import sys
from misato_report.cli.app import main
try:
    main()
finally:
    print([m for m in ("weasyprint", "tinyhtml5", "fontTools") if m in sys.modules], file=sys.stderr)
"""


def test_the_program_itself_loads_no_weasyprint_and_its_process_nothing_from_the_folder(
    taken_in: Path, run: Run
) -> None:
    trap = "from pathlib import Path\nPath('捕まった').touch()\n"
    for name in ("weasyprint", "json", "misato_report", "sitecustomize"):
        (taken_in / "out.d").mkdir(exist_ok=True)
        (taken_in / "out.d" / f"{name}.py").write_text(trap, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "build", "2027", "-w", ".."],
        cwd=taken_in / "out.d", capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert not list(taken_in.rglob("捕まった"))


def test_the_limits_of_a_town_are_those_of_its_file(taken_in: Path, run: Run) -> None:
    (taken_in / "plan" / "limits.yaml").write_text("pdf_seconds: 1\n", encoding="utf-8")
    (taken_in / "templates" / "report.html.j2").write_text(ENDLESS, encoding="utf-8")
    done = run(taken_in, "build", "2027")
    assert done.returncode == 1
    assert done.stderr.count("エラー") == 1
    assert "PDFが1秒たってもできないので、止めました。" in done.stderr
    assert not list((taken_in / "out").glob("2*"))
