"""``misato-report calendar``: what is published when in a fiscal year."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, YearArgument, open_project
from misato_report.cli.terminal import say


def calendar(
    context: typer.Context,
    year: YearArgument,
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics", metavar="ファイル", help="予定表（Outlook など）に読み込むファイルを書きます。"
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """年度（4月から翌年3月）に公表される資料を、時期の順に表示します。"""
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic
    from misato_report.files.atomic_write import replace_file
    from misato_report.notation import print_fiscal_year
    from misato_report.workflow.calendar import as_icalendar, publications

    project = open_project(context, workspace)
    plan = project.sound_plan()
    found = publications(plan, project.observations, year)
    today = clock.today()
    say(f"{print_fiscal_year(year)}に公表されるもの")
    for publication in found:
        due = publication.due
        say(f"{due.year}年{due.month:>2}月末まで  {publication.state(today)}  {publication.source.title}")
        say(f"    {publication.words}（{publication.source.publisher}）")
    if ics is not None:
        try:
            replace_file(ics.absolute(), as_icalendar(plan, found, date(year, 4, 1)))
        except OSError as error:
            message = f"書けません ({error.strerror})。"
            stop(
                [
                    Diagnostic(
                        file=str(ics),
                        code="write-failed",
                        message=message,
                        hint="場所を確かめてください。",
                    )
                ]
            )
        say(f"{ics} を書きました。")
