"""A whole build, held against what prints the very same HTML and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.timing import Line, alternately, best_of, command, process
from tests.support.page_boxes import page_boxes

BARE = """
import os, sys
os.environ["SOURCE_DATE_EPOCH"] = "1840000000"
import weasyprint
weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1", pdf_tags=True)
"""


def lines(workspace: Path) -> Iterator[Line]:
    """WeasyPrint alone, the build, its parts, a browser's print and typst."""
    build = ["build", "2027", "--again", "--ascii-name"]
    command(workspace, [*build, "--format", "html"], 1)
    html = next((workspace / "out" / "2027").glob("*.html"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        pdf = Path(place) / "bare.pdf"
        bare = best_of(3, lambda: process(workspace, "-c", BARE, str(html), str(pdf)))
        whole = command(workspace, [*build, "--format", "pdf"], 3)
        both = command(workspace, [*build, "--format", "pdf,html"], 3)
        only_html = command(workspace, [*build, "--format", "html"], 5)
        pages = pages_of(pdf)
        filled = [page.filled for page in page_boxes(pdf)]
        note = f"filled {sum(filled) / len(filled):.0%} in the mean, {min(filled[:-1]):.0%} at least but for the last page"
        yield Line(f"`build`: PDF of {pages} pages", whole, "WeasyPrint alone", bare, "1.25", note)
        yield Line("`build`: PDF and HTML", both, "WeasyPrint alone", bare, "1.25")
        yield Line("`build`: HTML alone", only_html, "WeasyPrint alone", bare, "(0.6 s)")
        alone = _without_peers(workspace, Path(place))
        compared, not_compared = alternately(
            3,
            lambda: command(workspace, [*build, "--format", "pdf"], 1),
            lambda: command(alone, [*build, "--format", "pdf"], 1),
        )
        yield Line("`build` that compares the municipalities", compared, "without them", not_compared, "1.10")
        yield Line("Chromium prints the same HTML", _chromium(html, Path(place)), "WeasyPrint alone", bare)
        yield Line("typst, the same words in tables", _typst(pdf, Path(place)), "WeasyPrint alone", bare)


def _without_peers(workspace: Path, folder: Path) -> Path:
    """The same workspace with a plan that compares nothing with other municipalities."""
    alone = folder / "町"
    shutil.copytree(workspace, alone)
    for path in (alone / "plan").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"^ *peers:.*\n(?: +(?:per|times|near):.*\n)*", "", text, flags=re.M), encoding="utf-8"
        )
    (alone / "actuals" / "peers.csv").unlink()
    return alone


def pages_of(pdf: Path) -> int:
    """How many pages a PDF has."""
    done = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return int(next(line.split()[1] for line in done.stdout.splitlines() if line.startswith("Pages")))


def _chromium(html: Path, folder: Path) -> float:
    from misato_report.report.pdf.browser import print_html

    text = html.read_text(encoding="utf-8")
    return best_of(2, lambda: (folder / "browser.pdf").write_bytes(print_html(text)))


def _typst(pdf: Path, folder: Path) -> float:
    """The words of each page as the rows of a table: no charts, so that it is a lower bound."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)  # noqa: S603, S607
    source = folder / "words.typ"
    tables = (_table(page) for page in done.stdout.split("\f") if page.strip())
    source.write_text(
        '#set text(font: "BIZ UDPGothic", size: 8pt)\n' + "#pagebreak()\n".join(tables), encoding="utf-8"
    )
    program = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
    return best_of(2, lambda: process(folder, "-c", program, str(source), str(folder / "words.pdf")))


def _table(page: str) -> str:
    rows = (f"[#{_quoted(line)}]," for line in page.splitlines() if line.strip())
    return "#table(columns: 1, inset: 1pt,\n" + "\n".join(rows) + ")\n"


def _quoted(line: str) -> str:
    return '"' + escape(line.strip(), quote=False).replace("\\", "").replace('"', "'") + '"'
