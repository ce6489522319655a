"""The report in a browser while its texts are written."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from misato_report.preview.server import page
from tests.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.long]
_SECONDS = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return str(answer.read().decode("utf-8"))


def wait_for(port: int, words: str) -> str:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            text = read(port)
        except OSError:
            text = ""
        if words in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"「{words}」 did not come")


@pytest.fixture
def served(taken_in: Path, run: Run) -> Iterator[tuple[Path, int]]:
    port = free_port()
    program = [sys.executable, "-c", "from misato_report.cli.app import main; main()"]
    process = subprocess.Popen(
        [*program, "preview", "2027", "--as-of", "2028-04-20", "--port", str(port)],
        cwd=taken_in, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    yield taken_in, port
    process.terminate()
    process.communicate(timeout=10)


def test_a_saved_text_appears_and_a_broken_file_is_told_of(served: tuple[Path, int], run: Run) -> None:
    root, port = served
    first = wait_for(port, "進捗報告書")
    assert "/newer?than=" in first, "the page redraws itself"
    assert "Content-Security-Policy" not in first
    review = root / "plan" / "reviews" / "2027.yaml"
    good = review.read_text(encoding="utf-8")
    review.write_text(good.replace("住宅の支援を続ける。", "住宅の支援を広げる。"), encoding="utf-8")
    wait_for(port, "住宅の支援を広げる。")
    review.write_text(good.replace("year: 2027", "year: [", 1), encoding="utf-8")
    assert "plan/reviews/2027.yaml" in wait_for(port, "直すところがあります")
    review.write_text(good, encoding="utf-8")
    wait_for(port, "住宅の支援を続ける。")
    taken = run(root, "preview", "2027", "--port", str(port))
    assert taken.returncode == 1
    assert "ほかのプログラムが使っています" in taken.stderr


def test_a_browser_draws_again_only_the_sheet_that_changed(
    served: tuple[Path, int], browser: Browser
) -> None:
    root, port = served
    wait_for(port, "進捗報告書")
    tab = browser.new_page()
    tab.goto(f"http://127.0.0.1:{port}/")
    sheets = "[...document.querySelectorAll('main > section[id]')]"
    tab.evaluate(f"{sheets}.forEach((sheet) => {{ sheet.kept = true }})")
    review = root / "plan" / "reviews" / "2027.yaml"
    good = review.read_text(encoding="utf-8")
    review.write_text(good + "# 何も変わらない\n", encoding="utf-8")
    review.write_text(good.replace("続くかどうかを見きわめる", "続くかどうかを確かめる"), encoding="utf-8")
    expect(tab.locator("main")).to_contain_text("続くかどうかを確かめる", timeout=_SECONDS * 1000)
    assert tab.evaluate(f"{sheets}.filter((sheet) => !sheet.kept).map((sheet) => sheet.id)") == [
        "field-migration"
    ]
    # What is more than a sheet's text comes with a new page: a file that cannot be read, and back again.
    review.write_text("year: [", encoding="utf-8")
    expect(tab.locator("h1")).to_have_text("直すところがあります", timeout=_SECONDS * 1000)
    review.write_text(good, encoding="utf-8")
    expect(tab.locator("main")).to_contain_text("続くかどうかを見きわめる", timeout=_SECONDS * 1000)
    tab.close()


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/", "127.0.0.1:80", 200), ("/", "evil.example:80", 403), ("/plan/plan.yaml", "localhost:80", 404)],
)
def test_nothing_but_the_page_and_to_nobody_else(
    served: tuple[Path, int], path: str, host: str, status: int
) -> None:
    _, port = served
    wait_for(port, "進捗報告書")
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    asked.request("GET", path, headers={"Host": host})
    assert asked.getresponse().status == status


def test_what_is_wrong_is_shown_as_text(samples: Path) -> None:
    review = samples / "plan" / "reviews" / "2027.yaml"
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("sample: true", "<script>alert(1)</script>: 1"), encoding="utf-8")
    html = page(samples, 2027, date(2028, 4, 20), date(2028, 4, 20))
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
