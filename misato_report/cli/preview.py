"""``misato-report preview``: the report in a browser, made again on each save."""

from __future__ import annotations

from typing import Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import AsOfOption, WorkspaceOption, YearArgument, open_project, whole_number
from misato_report.cli.terminal import say


def preview(
    context: typer.Context,
    year: YearArgument,
    as_of: AsOfOption = None,
    port: Annotated[
        int, typer.Option("--port", metavar="番号", parser=whole_number(1024, 65535), help="ポート番号。")
    ] = 5500,
    workspace: WorkspaceOption = None,
) -> None:
    """報告書をブラウザーで見ながら書きます。保存するたびに作り直します。ほかのパソコンからは見えません。"""
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic
    from misato_report.preview.server import LOOPBACK, serve

    project = open_project(context, workspace)
    if _is_taken(LOOPBACK, port):
        hint = f"--port {port + 1} のように、別の番号を付けてください。"
        message = f"ポート {port} は、ほかのプログラムが使っています。"
        stop([Diagnostic(file="preview", code="port-taken", message=message, hint=hint)])
    say(f"ブラウザーで http://{LOOPBACK}:{port}/ を開いてください。終わるときは Ctrl+C を押します。")
    serve(project.workspace, year, as_of, port, lambda: say("報告書を作り直しました。"), clock.today)


def _is_taken(host: str, port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0
