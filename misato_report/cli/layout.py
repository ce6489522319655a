"""``misato-report layout``: a table as the program sees it, and how ``sources.yaml`` would describe it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, open_project, whole_number
from misato_report.cli.terminal import say, show

if TYPE_CHECKING:
    from misato_report.actuals.extracting import Extracted
    from misato_report.actuals.files.table import Table
    from misato_report.plan.plan import Plan

_CELL = 10  # columns of the terminal for each cell
_FEWEST_COLUMNS = 6


def layout(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ファイル", help="公表されたファイル。")],
    trial: Annotated[
        str,
        typer.Option(
            "--try",
            metavar="資料",
            help="plan/sources.yaml の資料のid、または書きかけのYAMLファイル。読み取れる値を表示します。",
        ),
    ] = "",
    rows: Annotated[
        int, typer.Option("--rows", metavar="行数", parser=whole_number(1), help="表示する行数。")
    ] = 16,
    columns: Annotated[
        int, typer.Option("--columns", metavar="列数", parser=whole_number(1), help="表示する列数。")
    ] = 7,
    workspace: WorkspaceOption = None,
) -> None:
    """表をプログラムの見たとおりに表示し、plan/sources.yaml への書き方を提案します。台帳は変えません。"""
    from misato_report.actuals.files.reading import read_tables
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic

    project = open_project(context, workspace)
    plan = project.sound_plan()
    try:
        raw = file.read_bytes()
    except OSError as error:
        message = f"読めません ({error.strerror})。"
        stop(
            [
                Diagnostic(
                    file=str(file),
                    code="no-file",
                    message=message,
                    hint="名前と場所を確かめてください。",
                )
            ]
        )
    if trial:
        _try(_plan_to_try(plan, trial), file, raw)
        return
    tables, problems = read_tables(str(file), raw, plan.limits)
    if problems and not tables:
        stop(problems)
    for table in tables:
        _show_table(table, rows, columns)
        _show_proposal(table, plan)


def _show_table(table: Table, rows: int, columns: int) -> None:
    """The top of a table under spreadsheet addresses; a line of text above it runs on to the right."""
    from misato_report.actuals.files.table import column_letter

    width = min(table.width, columns)
    name = f"{table.file} {table.sheet}".strip()
    say(f"{name}: {len(table.rows)}行 × {table.width}列")
    heads = (_in_cells(column_letter(c), _CELL) for c in range(width))
    say(f"     {' '.join(heads)}".rstrip())
    for row in range(min(len(table.rows), rows)):
        texts = [" ".join(cell.split()) for cell in table.rows[row]]
        if [bool(text) for text in texts[:1]] == [True] and sum(map(bool, texts)) == 1:
            shown = _in_cells(texts[0], (_CELL + 1) * max(width, _FEWEST_COLUMNS))
        else:
            shown = " ".join(_in_cells(table.cell(row, c).strip(), _CELL) for c in range(width))
        say(f"{row + 1:>4} {shown}".rstrip())
    if len(table.rows) > rows or table.width > columns:
        say("     （続きは --rows と --columns で表示できます）")


def _in_cells(text: str, width: int) -> str:
    """A text cut or filled up to so many columns of the terminal; a Japanese letter takes two."""
    from rich.text import Text

    shown = Text(text)
    shown.truncate(width, overflow="crop", pad=True)
    return shown.plain


def _show_proposal(table: Table, plan: Plan) -> None:
    from misato_report.actuals.municipal.proposal import propose
    from misato_report.actuals.recognising import recognise

    recognised, _ = recognise(table, plan)
    if recognised is not None:
        title = recognised.source.title if recognised.source else "町の集計"
        say(f"この表は「{title}」として読めます。ingest で取り込めます。")
        return
    proposal = propose(table, plan)
    if proposal.lines:
        say("\nplan/sources.yaml の sources: に加える案（ファイルに写して直し、--try で試してください）:\n")
        for line in proposal.lines:
            say(line)
        say("")
    say("決められなかったこと:")
    for question in proposal.questions:
        say(f"・{question}")


def _plan_to_try(plan: Plan, trial: str) -> Plan:
    """The plan with only the source to be tried, or exit 1 with what is wrong with it."""
    from misato_report.cli.output import stop
    from misato_report.plan.loading import load_sources_entry

    if trial in plan.sources:
        return replace(plan, sources={trial: plan.sources[trial]})
    path = Path(trial)
    if not path.is_file():
        known = "、".join(plan.sources)
        raise typer.BadParameter(
            f"「{trial}」という資料もファイルもありません。資料のidは {known} です。", param_hint="--try"
        )
    loaded = load_sources_entry(str(path), path.read_bytes(), plan)
    if loaded.plan is None:
        stop(loaded.diagnostics)
    return loaded.plan


def _try(plan: Plan, file: Path, raw: bytes) -> None:
    """Show what a source would give; where the file has no publication date, as if it came out today."""
    import hashlib

    from misato_report.actuals.extracting import SourceFile, extract
    from misato_report.cli.output import show_diagnostics

    sha256 = hashlib.sha256(raw).hexdigest()
    extracted = extract(SourceFile(str(file), raw, sha256), plan)
    undated = any(d.code == "no-publication-date" for d in extracted.diagnostics)
    if undated:
        extracted = extract(SourceFile(str(file), raw, sha256, clock.today()), plan)
    show_diagnostics(extracted.diagnostics)
    _show_observations(extracted, plan)
    if undated:
        say("公表日が書かれていません。取り込むとき --published-on で付けてください。", err=True)
    if extracted.refused or not extracted.observations:
        raise typer.Exit(1)


def _show_observations(extracted: Extracted, plan: Plan) -> None:
    from rich.table import Table as Grid

    from misato_report.notation import print_number, print_period

    if not extracted.observations:
        say("読み取れる値がありません。")
        return
    grid = Grid(box=None, pad_edge=False)
    for heading, right in (
        ("系列", False),
        ("期間", False),
        ("値", True),
        ("単位", False),
        ("状態", False),
        ("欄", False),
    ):
        grid.add_column(heading, justify="right" if right else "left", no_wrap=True)
    for o in extracted.observations:
        value = print_number(o.value) if o.value is not None else "―"
        mark = o.mark.value if o.mark else ""
        grid.add_row(plan.series[o.series].name, print_period(o.period, o.basis), value, o.unit, mark, o.cell)
    show(grid)
