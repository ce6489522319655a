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
    from collections.abc import Sequence

    from misato_report.actuals.ledger.book import FileResult
    from misato_report.actuals.ledger.ingest import IngestResult
    from misato_report.actuals.ledger.source_files import Said
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
            "--replace-reviews",
            help="様式の答えが plan/reviews/ や plan/projects/ と違うとき、様式のほうに置き換えます。",
        ),
    ] = False,
    corrects: Annotated[
        date | None,
        typer.Option(
            "--corrects",
            metavar="日付",
            parser=read_date_option,
            help="その日に公表された表の訂正（正誤）として取り込みます。元の値は残ります。--because が要ります。",
        ),
    ] = None,
    because: Annotated[
        str, typer.Option("--because", metavar="理由", help="訂正や除外の理由。台帳と報告書に残ります。")
    ] = "",
    forget: Annotated[
        Path | None,
        typer.Option(
            "--forget",
            metavar="ファイル",
            help="わざと取り除いたファイルを、理由を記して台帳からも除きます。--because が要ります。",
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="actuals/ のファイルから台帳を作り直します。")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """公表されたファイルを台帳に取り込みます。一つでも読めなければ、何も書きません。"""
    from misato_report.actuals.ledger.ingest import Request
    from misato_report.actuals.ledger.ingest import ingest as take_in
    from misato_report.actuals.ledger.source_files import Said
    from misato_report.cli.output import show_diagnostics
    from misato_report.forms.take import prepare
    from misato_report.project import default_as_of

    said = Said(published_on, _one_line(accept), corrects, _one_line(because))
    _check_options(files or (), said, forget, rebuild=rebuild)
    project = open_project(context, workspace)
    # A damaged ledger stops everything but its rebuilding.
    plan = project.plan if rebuild and project.plan else project.sound_plan()
    received_on = default_as_of(project, clock.today())
    forms = prepare(project, plan, files or (), received_on, replace=replace_reviews)
    if forms.failed:
        show_diagnostics(forms.diagnostics)
        say("何も取り込みませんでした。台帳と町の評価、事業の決算は元のままです。", err=True)
        raise typer.Exit(1)
    request = Request(
        files or (), said, rebuild=rebuild, forget=forget, beside=forms.beside, today=clock.today(),
        received_on=received_on,
    )  # fmt: skip
    result = take_in(project.workspace, plan, request)
    if not result.failed:
        show_diagnostics(forms.diagnostics)
    show_result(result, plan, project.workspace)
    _show_reviews(forms, project.workspace)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _check_options(files: Sequence[Path], said: Said, forget: Path | None, *, rebuild: bool) -> None:
    """A usage error for what does not go together."""
    if said.accepted and not files:
        raise typer.BadParameter("--accept は、取り込むファイルを名指ししたときだけ使えます。")
    if said.corrects is not None and not files:
        raise typer.BadParameter("--corrects は、訂正された表のファイルを名指ししたときだけ使えます。")
    if said.corrects is not None and not said.because:
        raise typer.BadParameter(
            '訂正の理由を --because "2月10日の正誤表" のように書いてください。報告書に載ります。'
        )
    if forget is not None and (files or rebuild):
        raise typer.BadParameter("--forget は、取り込みや作り直しとは別に実行してください。")
    if forget is not None and not said.because:
        raise typer.BadParameter('除く理由を --because "…" と書いてください。受付簿に残ります。')
    if said.because and said.corrects is None and forget is None:
        raise typer.BadParameter("--because は、--corrects か --forget のときだけ使えます。")


def _show_reviews(forms: Taken, workspace: Workspace) -> None:
    for form in forms.returns:
        say(f"様式: {form.department}  文章{len(form.answers)}欄  （{form.written_on} 記入）")
    for one in forms.beside:
        what = "事業の決算" if one.path.parent == workspace.projects_dir else "町の評価"
        say(f"{what} {workspace.name_of(one.path)} を書きました。")


def show_refused(result: IngestResult) -> None:
    """All that was found; exit 1 where anything was refused."""
    from misato_report.cli.output import show_diagnostics

    show_diagnostics([*result.diagnostics, *(d for f in result.files for d in f.diagnostics)])
    if result.failed:
        say("何も取り込みませんでした。台帳は元のままです。", err=True)
        raise typer.Exit(1)


def show_result(result: IngestResult, plan: Plan, workspace: Workspace) -> None:
    """What was taken in and changed; exit 1 where anything was refused."""
    if not result.dropped:
        _show_files(result)
    show_refused(result)
    for before, now in result.moved.items():
        say(f"移されたファイル: {before} → {now}（台帳の名前を直しました）")
    if result.dropped:
        say(f"除いたファイルの値 {result.dropped} 行を台帳から除きました。")
    if not result.dropped:
        _show_changes(result, plan)
    _show_known(result, plan)
    if result.peers_written:
        say(f"県内のほかの市町村の値 {workspace.name_of(workspace.peers_file)} を書きました。")
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
            corrected = f"  訂正{file.corrected:>3}" if file.corrected else ""
            counts = f"新規{file.new:>3}  改定{file.revised:>3}  変更なし{file.unchanged:>3}{corrected}"
            refused = typer.style("拒否", fg="red", bold=True) + " " * 24
            name = file.file.removeprefix("actuals/")
            say(f"  {name}", head=f"  {refused if file.refused else counts}")


def _show_changes(result: IngestResult, plan: Plan) -> None:
    from misato_report.evaluation.wording import unit_behind
    from misato_report.notation import print_number, print_period
    from misato_report.observation import Correction

    for file in result.files:
        for before, after in file.changes:
            series = plan.series[after.series]
            old, new = (
                print_number(o.value) if o.value is not None else str(o.mark) for o in (before, after)
            )
            period = print_period(after.period, after.basis)
            word = str(after.correction) if after.correction else "改定"
            if after.correction is Correction.CANCELLED:
                say(f"取消: {series.name} {period} の {old}{unit_behind(series.unit)} ({after.published_on})")
                continue
            say(
                f"{word}: {series.name} {period} {old} → {new}{unit_behind(series.unit)} ({after.published_on} {word if after.correction else '公表'})"
            )


def _show_known(result: IngestResult, plan: Plan) -> None:
    """What is now known for which year, by source."""
    from misato_report.notation import print_short_period

    for source in plan.sources.values():
        known = [o for o in result.observations if o.series in source.series_ids()]
        years = [print_short_period(o.period, o.basis) for o in sorted(known, key=lambda o: o.begins_on)]
        if years:
            span = "～".join(dict.fromkeys((years[0], years[-1])))
            say(f"{source.title}: {span} の値があります。")
        else:
            say(f"{source.title}: まだ何もありません。")
