"""The report in a browser while its texts are written: made again on each save, on this computer alone.

A page that came out the same is not sent again, and of one that came out otherwise the browser redraws the sheets
that changed (``preview.js``).
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from misato_report.checks.gate import findings
from misato_report.diagnostics import Diagnostic, Severity, WorkspaceError
from misato_report.diagnostics.visible import visible
from misato_report.project import default_as_of, load_workspace
from misato_report.report.building import report_html
from misato_report.workspace import Workspace

LOOPBACK = "127.0.0.1"
_SCRIPT = Path(__file__).with_name("preview.js")
_LOOK_EVERY = 0.2  # seconds between two looks at the files
_LONGEST_WAIT = 20.0  # seconds for which a browser's question is left open


def page(root: Path, year: int, as_of: date | None, today: date) -> str:
    """The report as HTML, or a page that says what is wrong: a file saved half-way is no reason to stop.

    Without the Content-Security-Policy of the built report, which would refuse the redrawing.
    """
    try:
        project = load_workspace(root, whole_ledger=False)
        html = report_html(project, year, as_of or default_as_of(project, today), policy=False)
        return _with_errors(html, [d for d in findings(project, today).open if d.severity is Severity.ERROR])
    except WorkspaceError as error:
        return _problems(error.diagnostics)


def _with_errors(html: str, errors: Sequence[Diagnostic]) -> str:
    """The report with what ``build`` would stop at above it: here it is shown, and stops nothing."""
    if not errors:
        return html
    head, end, rest = html.partition('<main id="main">')
    told = f"<p>build は次の誤りで止まります。</p><ul>{_items(errors)}</ul>"
    return f'{head}<aside class="draft-band screen" role="alert">{told}</aside>{end}{rest}'


def _problems(diagnostics: Iterable[Diagnostic]) -> str:
    return visible(
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>直すところがあります</title></head>'
        f"<body><h1>直すところがあります</h1><ul>{_items(diagnostics)}</ul><p>直して保存すると、ここに報告書が出ます。</p></body></html>"
    )


def _items(diagnostics: Iterable[Diagnostic]) -> str:
    return "".join(
        f"<li><strong>{escape(d.file)}{f':{d.line}' if d.line else ''}</strong><br>{escape(d.message)}<br>{escape(d.hint)}</li>"
        for d in diagnostics
    )


class _Shown:
    """The page as it was made last, and how many times it came out otherwise than before."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._html = ""
        self._number = 0

    def now(self) -> tuple[str, int]:
        """The page and its number."""
        with self._changed:
            return self._html, self._number

    def put(self, html: str) -> bool:
        """Show a page; whether it differs from the one before."""
        with self._changed:
            if html == self._html:
                return False
            self._html = html
            self._number += 1
            self._changed.notify_all()
            return True

    def newer(self, than: int) -> int:
        """The number of a page other than this one, as soon as there is one; the same one after a while."""
        with self._changed:
            self._changed.wait_for(lambda: self._number != than, _LONGEST_WAIT)
            return self._number


class _Server(ThreadingHTTPServer):
    """A browser that is closed, or goes to another page, while it is being answered is nothing to tell of."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of what is wrong with the program, as Python does, and of nothing else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(
    workspace: Workspace,
    year: int,
    as_of: date | None,
    port: int,
    told: Callable[[], None],
    today: Callable[[], date],
) -> None:
    """Serve the page on this computer until it is interrupted; ``told`` is called after each page that differs, ``today`` for the day before each.

    Raises OSError where the port is taken.
    """
    shown = _Shown()
    server = _Server((LOOPBACK, port), _handler(shown))
    answering = threading.Thread(target=server.serve_forever, daemon=True)
    before: object = None
    try:
        while True:
            stamps = _stamps(workspace)
            if stamps != before and shown.put(page(workspace.root, year, as_of, today())):
                told()
            before = stamps
            if not answering.is_alive():  # now that there is something to answer with
                answering.start()
            time.sleep(_LOOK_EVERY)
    except KeyboardInterrupt:
        return  # Ctrl+C is how it is meant to end
    finally:
        if answering.is_alive():
            server.shutdown()
        server.server_close()


def _stamps(workspace: Workspace) -> dict[Path, tuple[int, int]]:
    """Time and size of each file that the page is made from."""
    folders = (workspace.plan_file.parent, workspace.templates_dir)
    files = (path for folder in folders for path in folder.rglob("*"))
    stamps = {}
    for path in (*files, workspace.ledger_file):
        try:
            about = path.stat()
        except OSError:
            continue  # an editor has just put another in its place
        stamps[path] = (about.st_mtime_ns, about.st_size)
    return stamps


def _handler(shown: _Shown) -> type[BaseHTTPRequestHandler]:
    """Answers two addresses to this computer's own browser: the page, and the number of a newer one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.headers.get("Host", "").rpartition(":")[0]
            address = urlsplit(self.path)
            if name not in (
                LOOPBACK,
                "localhost",
            ):  # a page from elsewhere that claims a name for this computer
                self.send_error(403)
            elif address.path == "/":
                html, number = shown.now()
                self._answer("text/html", _with_script(html, number), number)
            elif address.path == "/newer":
                than = parse_qs(address.query).get("than", [""])[0]
                number = shown.newer(int(than) if than.isascii() and than.isdigit() else -1)
                self._answer("text/plain", str(number), number)
            else:
                self.send_error(404)

        def _answer(self, kind: str, text: str, number: int) -> None:
            content = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Number", str(number))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the terminal is the clerk's."""

    return Handler


def _with_script(html: str, number: int) -> str:
    script = f'<script data-number="{number}">{_SCRIPT.read_text(encoding="utf-8")}</script>'
    before, end, after = html.rpartition("</body>")
    return f"{before}{script}{end}{after}"
