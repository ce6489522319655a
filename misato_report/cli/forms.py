"""``misato-report forms``: an Excel form for each department."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from misato_report.cli.options import WorkspaceOption, YearArgument, open_project, read_date_option
from misato_report.cli.terminal import say


def forms(
    context: typer.Context,
    year: YearArgument,
    due: Annotated[
        date | None,
        typer.Option(
            "--due", metavar="日付", parser=read_date_option, help="返送期限。省くと翌年度の4月20日です。"
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """実績と評価を書いてもらう様式 (Excel) を、課ごとに forms/年度/ に作ります。"""
    from misato_report.forms.issue import issue

    project = open_project(context, workspace)
    issued = issue(project, year, due or date(year + 1, 4, 20))
    for one in issued:
        name = project.workspace.name_of(one.path)
        asked = one.asked
        say(
            f"{name}  指標{sum(r.asks_verdict for r in asked.rows):>2}件  "
            f"実績{asked.figures:>2}件  文章{len(asked.questions):>3}欄"
            + (f"  事業{len(asked.projects):>2}件" if asked.projects else "")
            + (f"  施策{len(asked.measures):>2}件" if asked.measures else "")
        )
        if one.kept is not None:
            say(f"  {one.kept.name} は記入されているので残し、新しいものを {one.path.name} としました。")
    say("記入されたものは actuals/年度/ に置き、misato-report ingest で取り込みます。")
