"""``misato-report init``: a clean workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="フォルダ", help="作るフォルダ。")],
    blank: Annotated[
        bool,
        typer.Option("--blank", help="美郷町の計画の代わりに、ほかの町のための書きかけのひな形を置きます。"),
    ] = False,
) -> None:
    """新しいワークスペースを作ります。見本の数値は入りません。"""
    from misato_report.cli.output import stop
    from misato_report.initialising import create_workspace
    from misato_report.project import WorkspaceError

    try:
        created = create_workspace(folder, blank=blank)
    except WorkspaceError as error:
        stop(error.diagnostics)
    for name in created:
        typer.echo(f"  {name}")
    typer.echo(f"{folder} を作りました。次にすること:")
    if blank:
        typer.echo("  1. plan/ のYAMLを町の計画に合わせて書き換える")
        typer.echo("  2. misato-report check で確かめる")
    else:
        typer.echo("  1. 公表されたファイルを actuals/年度/ に置く")
        typer.echo("  2. misato-report ingest、misato-report build 2027 の順に実行する")
