"""``misato-report record``: a single own count from the terminal."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, YearArgument, open_project, read_date_option


def record(
    context: typer.Context,
    series: Annotated[str, typer.Argument(metavar="系列", help="町で数えるものの名前。")],
    period: YearArgument,
    value: Annotated[str, typer.Argument(metavar="値", help="1,380、▲12 のように。負の数は ▲ で書きます。")],
    published_on: Annotated[
        date | None,
        typer.Option(
            "--published-on", metavar="日付", parser=read_date_option, help="公表日。省くと今日です。"
        ),
    ] = None,
    because: Annotated[
        str, typer.Option("--because", metavar="理由", help="備考として台帳と報告書に残ります。")
    ] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """町で数えた値を一つ、台帳に加えます。元の値は残り、値の出所となるファイルが actuals/ にできます。"""
    from misato_report.actuals.ledger.record import Record
    from misato_report.actuals.ledger.record import record as take_in
    from misato_report.cli.ingest import show_result

    project = open_project(context, workspace)
    said = Record(series, period, value, published_on or clock.today(), because.strip())
    plan = project.sound_plan()
    result = take_in(project.workspace, plan, said, clock.today())
    show_result(result, plan, project.workspace)
