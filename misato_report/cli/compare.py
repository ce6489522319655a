"""``misato-report compare``: two years' reports side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli.options import (
    AsOfOption,
    WorkspaceOption,
    YearArgument,
    as_of_or_default,
    open_project,
)
from misato_report.cli.terminal import say, show

if TYPE_CHECKING:
    from misato_report.report.page_model import ComparedSide, Comparison


def compare(
    context: typer.Context,
    before: YearArgument,
    after: YearArgument,
    as_of: AsOfOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="ファイル", help="HTMLにも書きます。")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """二つの年度の報告を並べて表示します。基準日は後の年度のもので、前の年度は同じ月日です。"""
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic
    from misato_report.files.atomic_write import replace_file
    from misato_report.report.building import compare_reports

    if before >= after:
        raise typer.BadParameter("前の年度、後の年度の順に指定してください。")
    project = open_project(context, workspace)
    day = as_of_or_default(project, as_of)
    comparison, page = compare_reports(project, before, after, day)
    _show(comparison)
    if html is not None:
        try:
            replace_file(html.absolute(), page.encode("utf-8"))
        except OSError as error:
            message = f"書けません ({error.strerror})。"
            stop(
                [
                    Diagnostic(
                        file=str(html),
                        code="write-failed",
                        message=message,
                        hint="場所を確かめてください。",
                    )
                ]
            )
        say(f"{html} を書きました。")


def _show(comparison: Comparison) -> None:
    from rich.table import Table

    say(f"{comparison.before}（基準日 {comparison.before_as_of}）と")
    say(f"{comparison.after}（基準日 {comparison.after_as_of}）の比較")
    table = Table(box=None, pad_edge=False)
    table.add_column("指標", ratio=1, overflow="fold")
    for heading in ("前", "後"):
        table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("", no_wrap=True)
    for row in comparison.rows:
        table.add_row(row.name, *_cells(row.before), *_cells(row.after))
    show(table)
    for row in comparison.rows:
        if row.reasons:
            say(f"・{row.name}: {row.reasons}")


def _cells(side: ComparedSide) -> tuple[str, str]:
    value = f"{side.value}（{side.period}）" if side.period else side.value
    return value, side.verdict.sign + side.verdict.label
