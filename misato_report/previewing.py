"""The report in a browser while its texts are written: made again on each save, on this computer alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from pathlib import Path

from misato_report.diagnostics import Diagnostic
from misato_report.project import WorkspaceError, default_as_of, load_workspace
from misato_report.report.building import report_html
from misato_report.workspace import Workspace

LOOPBACK = "127.0.0.1"


def page(root: Path, year: int, as_of: date | None, today: date) -> str:
    """The report as HTML, or a page that says what is wrong: a file saved half-way is no reason to stop.

    Without the Content-Security-Policy of the built report, which would refuse the reloading.
    """
    try:
        project = load_workspace(root, whole_ledger=False)
        return report_html(project, year, as_of or default_as_of(project, today), policy=False)
    except WorkspaceError as error:
        return _problems(error.diagnostics)


def _problems(diagnostics: Iterable[Diagnostic]) -> str:
    items = "".join(
        f"<li><strong>{escape(d.file)}{f':{d.line}' if d.line else ''}</strong><br>{escape(d.message)}<br>{escape(d.hint)}</li>"
        for d in diagnostics
    )
    return (
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>直すところがあります</title></head>'
        f"<body><h1>直すところがあります</h1><ul>{items}</ul><p>直して保存すると、ここに報告書が出ます。</p></body></html>"
    )


def serve(workspace: Workspace, year: int, as_of: date | None, port: int, told: Callable[[], None]) -> None:
    """Serve the page on this computer until it is interrupted; ``told`` is called after each making.

    Raises OSError where the port is taken.
    """
    from livereload import Server

    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index.html"

        def make() -> None:
            index.write_text(page(workspace.root, year, as_of, date.today()), encoding="utf-8")
            told()

        make()
        server = Server()
        for watched in (workspace.plan_file.parent, workspace.templates_dir, workspace.ledger_file):
            if watched.exists():
                server.watch(str(watched), make)
        server.serve(root=folder, host=LOOPBACK, port=port, restart_delay=0)
