"""HTML → PDF by the Edge, Chrome or Chromium of this computer, for one where Pango cannot be put in.

A way out, not the way: browsers print neither the running head nor the page numbers of the contents, tag less,
and stamp the time into the file, so that it is not the same bytes again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.plan.limits import DEFAULT_LIMITS, Limits

_COMMANDS = (
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
)
# Where the installers of Windows and macOS put them: not on the search path.
_BELOW_PROGRAM_FILES = ("Microsoft/Edge/Application/msedge.exe", "Google/Chrome/Application/chrome.exe")
_APPLICATIONS = (
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--proxy-server=http://127.0.0.1:9",  # nobody answers there: the page needs no network, and gets none
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def find_browser() -> Path | None:
    """An installed browser that can print without a window, Edge first: every Windows has it."""
    return next(_browsers(), None)


def _browsers() -> Iterator[Path]:
    for command in _COMMANDS:
        found = shutil.which(command)
        if found:
            yield Path(found)
    folders = (os.environ.get(name) for name in ("ProgramFiles(x86)", "ProgramFiles", "LocalAppData"))
    places = [Path(folder) / below for folder in folders if folder for below in _BELOW_PROGRAM_FILES]
    yield from (place for place in (*places, *map(Path, _APPLICATIONS)) if place.is_file())


def print_html(html: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The PDF that the browser prints of a page. Raises WorkspaceError where there is no browser, or it fails."""
    browser = find_browser()
    if browser is None:
        message = "PDFを印刷するブラウザ（Edge、Chrome、Chromium）が見つかりません。"
        raise _failed(
            message, "ブラウザを入れるか、`misato-report doctor` のとおりに Pango を入れてください。"
        )
    # The browser's own files may still be written to while they are removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page, pdf = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8", newline="\n")
        options = [*_OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")  # it refuses to start for root otherwise
        try:
            subprocess.run(  # noqa: S603 - a program of this computer, with options of ours
                [str(browser), *options, page.as_uri()],
                capture_output=True,
                timeout=limits.pdf_seconds,
                check=True,
            )
            return pdf.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            message = f"ブラウザ（{browser.name}）がPDFを印刷できませんでした。"
            hint = "ブラウザが自分で起動できるか確かめてください。HTMLだけなら --format html で作れます。"
            raise _failed(message, hint) from error


def _failed(message: str, hint: str) -> WorkspaceError:
    return WorkspaceError((Diagnostic(file="PDF", code="browser-failed", message=message, hint=hint),))
