"""The command ``misato-report``: its commands, and what it says when the command line is wrong."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from misato_report.cli import (
    batch,
    build,
    calendar,
    check,
    compare,
    completion,
    doctor,
    explain,
    forms,
    guide,
    history,
    ingest,
    init,
    issue,
    layout,
    paper,
    peers,
    preview,
    record,
    reviews,
    schema,
    seen,
    status,
    templates,
)
from misato_report.cli.options import Settings, WorkspaceOption
from misato_report.cli.output import show_diagnostics
from misato_report.cli.terminal import is_nobody_there, listen_to_nobody, say
from misato_report.cli.usage import usage_message
from misato_report.diagnostics import Diagnostic, WorkspaceError

app = typer.Typer(
    help="町の計画の進み具合を、公表された数値から評価し、議会に出す報告書にします。",
    add_completion=completion.is_asked_for(),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("ingest")(ingest.ingest)
app.command("check")(check.check)
app.command("seen")(seen.seen)
app.command("guide")(guide.guide)
# A negative figure, -5, begins as an option does.
app.command("record", context_settings={"ignore_unknown_options": True})(record.record)
app.command("calendar")(calendar.calendar)
app.command("status")(status.status)
app.command("build")(build.build)
app.command("issue")(issue.issue)
app.command("batch")(batch.batch)
app.command("compare")(compare.compare)
app.command("explain")(explain.explain)
app.command("peers")(peers.peers)
app.command("history")(history.history)
app.command("preview")(preview.preview)
app.command("layout")(layout.layout)
app.command("forms")(forms.forms)
app.command("reviews")(reviews.reviews)
app.add_typer(templates.templates, name="templates")
app.add_typer(paper.paper, name="paper")
app.command("init")(init.init)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)
app.command("completion")(completion.completion)


def _print_version(wanted: bool) -> None:
    if wanted:
        from misato_report import __version__

        say(f"misato-report {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def settings(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="版を表示します。")
    ] = False,
) -> None:
    """町の計画の進み具合を、公表された数値から評価し、議会に出す報告書にします。"""
    context.obj = Settings(workspace)
    if context.invoked_subcommand is None:
        guide.guide(context)


def main() -> None:
    """Run the command line; exit 0 done, 1 data or plan wrong, 2 command line wrong."""
    for stream in (sys.stdout, sys.stderr):
        # A console in a code page without some letter must show the rest, not stop with a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(app(standalone_mode=False, prog_name=completion.PROGRAM) or 0)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except OSError as error:
        sys.exit(_about_files(error))
    except (typer.Abort, KeyboardInterrupt):
        say("中止しました。", err=True)
        sys.exit(1)
    except WorkspaceError as error:
        show_diagnostics(error.diagnostics)
        sys.exit(1)
    except typer.TyperException as error:
        say(f"{usage_message(error)}\n使い方は misato-report --help で見られます。", err=True)
        sys.exit(2)
    finally:
        listen_to_nobody()


def _about_files(error: OSError) -> int:
    """The exit code of a command that a file stopped, which is told: a full or read-only disk, no permission."""
    if is_nobody_there(error):
        return 0
    hint = "空き容量とアクセス権、読み取り専用の場所でないか、ほかの人が開いていないかを確かめてください。"
    message = f"読み書きできないので、止めました ({error.strerror or error})。"
    file = str(error.filename or "ワークスペース")
    show_diagnostics([Diagnostic(file=file, code="no-access", message=message, hint=hint)])
    return 1
