"""``misato-report batch``: the reports of many towns, and a page that lists them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import AsOfOption, read_year_option, whole_number
from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from misato_report.batch.running import Order, TownResult

_FEW_PROBLEMS = 3


def batch(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="フォルダ…", help="町のワークスペース、またはそれを並べたフォルダ。"),
    ],
    year: Annotated[int, typer.Option("--year", metavar="年度", parser=read_year_option, help="報告年度。")],
    as_of: AsOfOption = None,
    formats: Annotated[str, typer.Option("--format", metavar="形式", help="作る形式。")] = "pdf,html",
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", metavar="数", parser=whole_number(0), help="同時に使うプロセスの数。省くとCPUの数。"
        ),
    ] = 0,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="ファイル", help="一覧のHTML。省くと 一覧_年度.html。"),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler", metavar="住所", help="Daskのスケジューラーで作ります (例: tcp://10.0.0.5:8786)。"
        ),
    ] = "",
    public: Annotated[
        bool, typer.Option("--public", help="公開用: internal と書いたものを載せません。")
    ] = False,
) -> None:
    """多くの町の報告書をまとめて作ります。前と同じになる町は、そのままにします。"""
    from misato_report.batch import running as batches
    from misato_report.cli.build import read_formats

    towns = batches.towns_in(folders)
    if not towns:
        raise typer.BadParameter("plan/plan.yaml のあるフォルダが一つもありません。")
    order = batches.Order(year, clock.today(), as_of, tuple(read_formats(formats)), public)
    if scheduler:
        results = _on_cluster(towns, order, scheduler)
    else:
        results = batches.run_here(towns, order, jobs or os.cpu_count() or 1, _tell)
    failed = [result for result in results if result.failed]
    page = (summary or Path(f"一覧_{year}.html")).absolute()
    _write_summary(page, results, year)
    alone = sum(result.left_alone for result in results)
    say(
        f"{len(results) - len(failed)}町を作りました（うち{alone}町は前のまま）。{len(failed)}町は作れませんでした。"
    )
    say(f"一覧: {page}")
    if failed:
        raise typer.Exit(1)


def _on_cluster(towns: list[Path], order: Order, scheduler: str) -> list[TownResult]:
    from misato_report.batch import running as batches
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic

    try:
        return batches.run_on_cluster(towns, order, scheduler, _tell)
    except ImportError:
        message = "Dask が入っていません。"
        hint = "`pip install 'misato-report[cluster]'` で入れてください。このコンピュータだけなら --scheduler を省きます。"
    except OSError as error:
        message = f"スケジューラーにつながりません ({error})。"
        hint = "住所と、スケジューラーが動いているかを確かめてください。"
    stop([Diagnostic(file=scheduler, code="no-cluster", message=message, hint=hint)])


def _tell(result: TownResult) -> None:
    if result.failed:
        say(f"× {result.folder}", err=True)
        for problem in result.problems[:_FEW_PROBLEMS]:
            say(f"    {problem}", err=True)
    else:
        say(f"○ {result.municipality}　{'前のまま' if result.left_alone else '作りました'}", err=True)
        for note in result.notes:
            say(f"    注意 {note}", err=True)


def _write_summary(page: Path, results: list[TownResult], year: int) -> None:
    from misato_report.batch.summary import batch_summary
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic
    from misato_report.files.atomic_write import replace_file
    from misato_report.report.html.render import render_batch

    try:
        replace_file(page, render_batch(batch_summary(results, year, page.parent)).encode())
    except OSError as error:
        message = f"一覧を書けませんでした ({error.strerror})。町の報告書はできています。"
        stop(
            [
                Diagnostic(
                    file=str(page),
                    code="write-failed",
                    message=message,
                    hint="場所とアクセス権を確かめてください。",
                )
            ]
        )
