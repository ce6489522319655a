"""``misato-report ingest``: take published files into the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, open_project, read_date_option
from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from misato_report.actuals.ledger.ingest import FileResult, IngestResult
    from misato_report.forms.take import Taken
    from misato_report.plan.plan import Plan
    from misato_report.workspace import Workspace


def ingest(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[ファイル…]", help="取り込むファイル。省くと actuals/ の新しいものすべて。"),
    ] = None,
    published_on: Annotated[
        date | None,
        typer.Option(
            "--published-on",
            metavar="日付",
            parser=read_date_option,
            help="公表日がファイルに書かれていないとき、その日付。",
        ),
    ] = None,
    accept: Annotated[
        str,
        typer.Option(
            "--accept",
            metavar="理由",
            help="合計の合わないファイルを、理由を記して取り込みます（理由は台帳と報告書に残ります）。",
        ),
    ] = "",
    replace_reviews: Annotated[
        bool,
        typer.Option(
            "--replace-reviews", help="様式の文章が plan/reviews/ と違うとき、様式のほうに置き換えます。"
        ),
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="actuals/ のファイルから台帳を作り直します。")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """公表されたファイルを台帳に取り込みます。一つでも読めなければ、何も書きません。"""
    from misato_report.actuals.ledger.ingest import ingest as take_in
    from misato_report.cli.output import show_diagnostics
    from misato_report.forms.take import prepare

    if accept and not files:
        raise typer.BadParameter("--accept は、取り込むファイルを名指ししたときだけ使えます。")
    project = open_project(context, workspace)
    # A damaged ledger stops everything but its rebuilding.
    plan = project.plan if rebuild and project.plan else project.sound_plan()
    forms = prepare(project, plan, files or (), replace=replace_reviews)
    if forms.failed:
        show_diagnostics(forms.diagnostics)
        say("何も取り込みませんでした。台帳と町の評価は元のままです。", err=True)
        raise typer.Exit(1)
    result = take_in(
        project.workspace,
        plan,
        files or (),
        published_on,
        rebuild=rebuild,
        accepted=accept.strip(),
        today=clock.today(),
    )
    show_result(result, plan, project.workspace)
    _take_reviews(forms, project.workspace)


def _take_reviews(forms: Taken, workspace: Workspace) -> None:
    """Put the texts of forms into the reviews, after the figures are safe."""
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic

    try:
        forms.write()
    except OSError as error:
        message = f"町の評価を書けませんでした ({error.strerror})。数値は台帳に入りました。"
        hint = "空き容量とアクセス権を確かめ、同じファイルを名指しして、もう一度 ingest を実行してください。"
        stop(
            [
                Diagnostic(
                    file="plan/reviews/",
                    code="write-failed",
                    message=message,
                    hint=hint,
                )
            ]
        )
    for form in forms.returns:
        say(f"様式: {form.department}  文章{len(form.answers)}欄  （{form.written_on} 記入）")
    for path in forms.contents:
        say(f"町の評価 {workspace.name_of(path)} を書きました。")


def show_result(result: IngestResult, plan: Plan, workspace: Workspace) -> None:
    """What was taken in and changed; exit 1 where anything was refused."""
    from misato_report.cli.output import show_diagnostics

    _show_files(result)
    show_diagnostics([*result.diagnostics, *(d for f in result.files for d in f.diagnostics)])
    if result.failed:
        say("何も取り込みませんでした。台帳は元のままです。", err=True)
        raise typer.Exit(1)
    _show_changes(result, plan)
    _show_known(result, plan)
    if result.written:
        say(f"台帳 {workspace.name_of(workspace.ledger_file)} を書きました。")
    else:
        say("新しいものはありません。台帳は変わっていません。")


def _show_files(result: IngestResult) -> None:
    """Each file under the source that it was recognised as."""
    by_source: dict[str, list[FileResult]] = {}
    for file in result.files:
        by_source.setdefault("、".join(file.titles) or "資料が分からないもの", []).append(file)
    for title, files in by_source.items():
        say(title)
        for file in files:
            counts = f"新規{file.new:>3}  改定{file.revised:>3}  変更なし{file.unchanged:>3}"
            refused = typer.style("拒否", fg="red", bold=True) + " " * 24
            name = file.file.removeprefix("actuals/")
            say(f"  {name}", head=f"  {refused if file.refused else counts}")


def _show_changes(result: IngestResult, plan: Plan) -> None:
    from misato_report.notation import print_number, print_period

    for file in result.files:
        for before, after in file.changes:
            series = plan.series[after.series]
            old, new = (
                print_number(o.value) if o.value is not None else str(o.mark) for o in (before, after)
            )
            period = print_period(after.period, after.basis)
            say(f"改定: {series.name} {period} {old} → {new}{series.unit} ({after.published_on} 公表)")


def _show_known(result: IngestResult, plan: Plan) -> None:
    """What is now known for which year, by source."""
    from misato_report.notation import print_year

    for source in plan.sources.values():
        years = sorted({o.period for o in result.observations if o.series in source.series_ids()})
        if years:
            span = (
                print_year(years[0])
                if len(years) == 1
                else f"{print_year(years[0])}～{print_year(years[-1])}"
            )
            say(f"{source.title}: {span} の値があります。")
        else:
            say(f"{source.title}: まだ何もありません。")
