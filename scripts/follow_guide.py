"""Follows docs/guide.md word for word in an empty folder and draws the screens that it shows.

`make documents` writes the pictures; tests/test_documents.py follows the guide again and compares them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

from rich.cells import chop_cells

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide.md"
PICTURES = GUIDE.parent / "images" / "guide"
TODAY = date(2028, 4, 25)  # when the report on R9 is due, whose samples the guide is about
_COLUMNS = 90
_MOST_LINES = 34
_BLOCK = re.compile(
    r"^```console(?: exit=(?P<exit>\d))?\n(?P<lines>.*?)^```\n(?:\n!\[[^\]]*\]\(images/guide/(?P<picture>[\w-]+\.svg)\))?",
    re.M | re.S,
)
_FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>text {{ font-family: "BIZ UDGothic", "MS Gothic", "Noto Sans Mono CJK JP", monospace; font-size: 16px; fill: #eee; white-space: pre }} .typed {{ fill: #fff; font-weight: 700 }}</style>
<rect width="{width}" height="{height}" rx="6" fill="#1c1c1c"/>
{lines}
</svg>
"""


@dataclass(frozen=True)
class Screen:
    """What a block of the guide asks to be typed, what came of it, and the picture that shows it ("": none)."""

    commands: tuple[str, ...]
    text: str
    picture: str


def follow(guide: str, folder: Path) -> Iterator[Screen]:
    """Type what the guide says, from an empty folder on. Raises AssertionError where a command ends otherwise."""
    here = folder
    for block in _BLOCK.finditer(guide):
        commands = [line.removeprefix("$ ") for line in block["lines"].splitlines() if line.startswith("$ ")]
        shown = []
        for command in commands:
            shown.append(f"$ {command}")
            words = shlex.split(command)
            if words[0] == "cd":
                here = here / words[1]
                continue
            code, printed = _typed(words, here)
            assert code == int(block["exit"] or 0), f"{command}\n{printed}"  # noqa: S101
            shown.append(printed.rstrip("\n"))
        yield Screen(tuple(commands), "\n".join(shown), block["picture"] or "")


def _typed(words: list[str], here: Path) -> tuple[int, str]:
    """A command of the program in this process, on the day of the guide, on a terminal of its width."""
    from misato_report.cli import app, clock

    assert words[0] == "misato-report", words  # noqa: S101
    out = io.StringIO()
    before = Path.cwd()
    code: object = 0
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {"COLUMNS": str(_COLUMNS), "LANG": "ja_JP.UTF-8"}))
        stack.enter_context(mock.patch.object(sys, "argv", words))
        stack.enter_context(mock.patch.object(clock, "today", lambda: TODAY))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(out))
        os.chdir(here)
        try:
            app.main()
        except SystemExit as end:
            code = end.code
        finally:
            os.chdir(before)
    return int(code or 0), out.getvalue()  # type: ignore[call-overload]


def picture(screen: Screen) -> str:
    """The screen as an SVG: text stays text, for a reader and for a search."""
    lines = _wrapped(screen.text)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], "（以下略）"]
    rows = "\n".join(_row(number, line) for number, line in enumerate(lines))
    return _FRAME.format(width=_COLUMNS * 8 + 32, height=len(lines) * 22 + 28, lines=rows)


def _row(number: int, line: str) -> str:
    kind = ' class="typed"' if line.startswith("$ ") else ""
    safe = line.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="16" y="{number * 22 + 32}"{kind}>{safe}</text>'


def _wrapped(text: str) -> list[str]:
    """Lines as a terminal breaks them, a full-width letter counting as two."""
    return [part.rstrip() for line in text.split("\n") for part in chop_cells(line, _COLUMNS) or [""]]


def draw_page(pdf: Path, name: Path) -> None:
    """The first page of a PDF as ``name``.png, in grey."""
    options = ["-r", "70", "-f", "1", "-l", "1", "-singlefile", "-gray", "-png"]
    subprocess.run(["pdftoppm", *options, str(pdf), str(name)], check=True)  # noqa: S603, S607


def _draw_report(folder: Path) -> None:
    """The report that the guide built: its first page, and its HTML as a browser shows it."""
    from misato_report.report.pdf.browser import find_browser

    (pdf,) = (folder / "練習" / "out" / "2027").glob("*報告書*.pdf")
    (html,) = (folder / "練習" / "out" / "2027").glob("*報告書*.html")
    draw_page(pdf, PICTURES / "report")
    page = folder / "report.html"
    page.write_bytes(html.read_bytes())
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=900,760", f"--user-data-dir={folder}/profile"]  # fmt: skip
    subprocess.run(  # noqa: S603
        [str(find_browser()), *options, f"--screenshot={PICTURES / 'report-html.png'}", page.as_uri()],
        check=True,
        capture_output=True,
    )


def main() -> None:
    """Write every picture of the guide."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        for screen in follow(GUIDE.read_text(encoding="utf-8"), folder):
            if screen.picture:
                (PICTURES / screen.picture).write_text(picture(screen), encoding="utf-8", newline="\n")
        _draw_report(folder)


if __name__ == "__main__":
    main()
