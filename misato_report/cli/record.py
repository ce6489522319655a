"""``misato-report record``: a single own count from the terminal, and the correction of a figure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, YearArgument, open_project, read_date_option
from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from misato_report.actuals.ledger.record import Recorded
    from misato_report.observation import Correction, Observation


def record(
    context: typer.Context,
    series: Annotated[str, typer.Argument(metavar="系列", help="町で数えるものの名前。")],
    period: YearArgument,
    value: Annotated[
        str, typer.Argument(metavar="値", help="1,380、▲12、-12 のように。--cancel のときは要りません。")
    ] = "",
    published_on: Annotated[
        date | None,
        typer.Option(
            "--published-on",
            metavar="日付",
            parser=read_date_option,
            help="公表日。訂正と取消では、その日。省くと今日です。",
        ),
    ] = None,
    because: Annotated[
        str, typer.Option("--because", metavar="理由", help="備考として台帳と報告書に残ります。")
    ] = "",
    correct: Annotated[
        bool,
        typer.Option(
            "--correct",
            help="最後の値の書き誤りを、この値に訂正します。元の値は「訂正」の前の値として残ります。",
        ),
    ] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="最後の値を取り消します。取り消したことは台帳に残ります。")
    ] = False,
    source: Annotated[
        str, typer.Option("--source", metavar="出所", help="訂正の出所。県などの正誤表の名前です。")
    ] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """町で数えた値を一つ、台帳に加えます。元の値は残り、値の出所となるファイルが actuals/ にできます。"""
    from misato_report.actuals.ledger.record import Record
    from misato_report.actuals.ledger.record import record as take_in
    from misato_report.cli.ingest import show_refused

    correction = _correction(correct, cancel, value, because, source)
    project = open_project(context, workspace)
    plan = project.sound_plan()
    reason, origin = " ".join(because.split()), " ".join(source.split())
    said = Record(series, period, value, published_on, reason, correction, origin, clock.today())
    done = take_in(project.workspace, plan, said)
    show_refused(done.result)
    _show(done, correction)


def _correction(correct: bool, cancel: bool, value: str, because: str, source: str) -> Correction | None:
    """What is asked for; a usage error for what does not go together."""
    from misato_report.observation import Correction

    if correct and cancel:
        raise typer.BadParameter("--correct と --cancel は、どちらか一方だけ書いてください。")
    if cancel and value:
        raise typer.BadParameter("--cancel には値を書きません。別の値に直すのなら --correct です。")
    if not cancel and not value:
        raise typer.BadParameter("「値」がありません。")
    if cancel and not because.strip():
        raise typer.BadParameter('取り消す理由を --because "…" と書いてください。報告書に載ります。')
    if correct and not because.strip() and not source.strip():
        raise typer.BadParameter('訂正の理由を --because "…" と書いてください。報告書に載ります。')
    if source and not correct:
        raise typer.BadParameter("--source は、--correct のときだけ使えます。")
    if cancel:
        return Correction.CANCELLED
    return Correction.CORRECTED if correct else None


def _show(done: Recorded, correction: Correction | None) -> None:
    """Say in words what is in the ledger now, and where it makes no difference."""
    from misato_report.evaluation.wording import unit_behind
    from misato_report.notation import print_date, print_period
    from misato_report.observation import Correction

    rows = done.result.files[0]
    figure = next(o for o in (done.now, done.before) if o is not None)
    name, unit = done.series.name, unit_behind(done.series.unit)
    about = f"{name} {print_period(figure.period, figure.basis)}"
    if not done.result.written:
        say(f"{about}: {_value(figure)}{unit} のまま")
        say("新しいものはありません。台帳は変わっていません。")
        return
    word = {None: "記録", Correction.CORRECTED: "訂正", Correction.CANCELLED: "取消"}[correction]
    if rows.new:
        change = f"{_value(done.now)}{unit}（初めての値）"
    elif done.now is None:
        change = f"{_value(done.before)}{unit} → 値なし"
    else:
        change = f"{_value(done.before)} → {_value(done.now)}{unit}"
    say(f"{word}: {about}: {change}")
    if done.newer is not None:
        day = print_date(done.newer.published_on)
        say(
            f"注意 この値より新しい値 {_value(done.newer)}{unit}（{day}公表）があるので、"
            "その日より後を基準日とする報告書には使われません。",
            err=True,
        )
    say("台帳 actuals/ledger.csv を書きました。")


def _value(o: Observation | None) -> str:
    from misato_report.notation import print_number

    if o is None:
        return "値なし"
    return print_number(o.value) if o.value is not None else str(o.mark)
