"""``misato-report build``: the report that is attached to the council's papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import (
    AsOfOption,
    WorkspaceOption,
    YearArgument,
    as_of_or_default,
    find_root,
    open_project,
    read_date_option,
)
from misato_report.cli.terminal import say
from misato_report.report.request import COUNCIL, FORMATS, PDF_ENGINES, PDF_VARIANTS, WITH_FILES, BuildRequest

if TYPE_CHECKING:
    from misato_report.diagnostics import Diagnostic


def build(
    context: typer.Context,
    year: YearArgument,
    as_of: AsOfOption = None,
    formats: Annotated[
        str,
        typer.Option("--format", metavar="形式", help="作る形式。pdf、html、xlsx、csv をコンマで並べます。"),
    ] = "pdf,html",
    papers: Annotated[
        str,
        typer.Option(
            "--paper",
            metavar="資料",
            help="作る資料。council (報告書)、grant、board、settlement、residents か、町の templates/papers/ のひな形の名前をコンマで並べます。",
        ),
    ] = COUNCIL,
    document_number: Annotated[
        str, typer.Option("--document-no", metavar="番号", help="右上に書く資料番号 (例: 資料1)。")
    ] = "",
    created: Annotated[
        date | None,
        typer.Option(
            "--created", metavar="日付", parser=read_date_option, help="作成日。省くと基準日と同じ。"
        ),
    ] = None,
    ascii_name: Annotated[
        bool, typer.Option("--ascii-name", help="ファイル名を英数字だけにします。")
    ] = False,
    pdf_variant: Annotated[
        str,
        typer.Option(
            "--pdf-variant",
            metavar="種類",
            help="PDFの規格。ua-1 (読み上げに適した形)、a-3a (長期保存用。数値のCSVを中に添付します)。",
        ),
    ] = "ua-1",
    pdf_engine: Annotated[
        str,
        typer.Option(
            "--pdf-engine",
            metavar="部品",
            help="PDFを作るもの。weasyprint、browser (Pango を入れられないとき、Edge などで印刷します。目次のページ番号は付きません)。",
        ),
    ] = "weasyprint",
    public: Annotated[
        bool, typer.Option("--public", help="公開用: internal と書いた指標と文章を載せません。")
    ] = False,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft",
            help="check の誤りがあっても作り、どのページにも「案（確認が済んでいません）」と印刷します。",
        ),
    ] = False,
    force_year: Annotated[
        bool, typer.Option("--force-year", help="値がまだない年度や、計画の外の年度でも作ります。")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="何も変わっていなくても作り直します。")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """報告書と確認票を out/年度/ に作ります。先に check と同じことを調べ、誤りがあれば作りません。"""
    from misato_report.report.up_to_date import BuildIdentity, Built, build_unless_same

    wanted, variant = read_formats(formats), _variant(pdf_variant)
    engine = _engine(pdf_engine, variant)
    named = _papers(papers)

    def request(day: date) -> BuildRequest:
        return BuildRequest(
            report_year=year,
            as_of=day,
            formats=tuple(wanted),
            document_number=document_number,
            created=created,
            ascii_name=ascii_name,
            pdf_variant=variant,
            pdf_engine=engine,
            public=public,
            draft=draft,
            confirmation=not public,
            papers=named,
        )

    notes: list[Diagnostic] = []

    def make() -> Built:
        from misato_report.checks.gate import pass_gate, refuse_odd_year
        from misato_report.report.building import build_report

        project = open_project(context, workspace, whole_ledger=True)
        day = as_of_or_default(project, as_of)
        with _progress() as progress:
            progress("確認")
            if not draft:
                _tell_warnings(len(pass_gate(project, clock.today())))
            if not force_year:
                refuse_odd_year(project, year, day)
            return Built(build_report(project, request(day), progress, told=notes.append), day)

    asked = BuildIdentity.of(request(as_of or clock.today()), default_as_of=as_of is None)
    root = find_root(context, workspace)
    paths, left_alone = build_unless_same(root, asked, make, again=again) if root else (make().paths, False)
    if notes:
        from misato_report.cli.output import show_diagnostics

        show_diagnostics(notes)
    for path in paths:
        say(root.name_of(path) if root else path)
    if left_alone:
        message = "前に作ったときから何も変わっていないので、そのままです（--again で作り直します）。"
        say(message, err=True)


def _tell_warnings(number: int) -> None:
    if number:
        say(f"確かめていない注意が{number}件あります（misato-report check で見られます）。", err=True)


def read_formats(text: str) -> list[str]:
    """The formats asked for, each once; a usage error for what cannot be made."""
    wanted = [part.strip().lower() for part in text.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        named = "、".join(unknown) or text
        raise typer.BadParameter(
            f"「{named}」という形式は作れません。{'、'.join(FORMATS)} から選んでください。"
        )
    return list(dict.fromkeys(wanted))


def _papers(text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not named:
        raise typer.BadParameter("作る資料の名前を書いてください (例: --paper council,grant)。")
    return named


def _variant(text: str) -> str:
    variant = text.strip().lower()
    if variant not in PDF_VARIANTS:
        raise typer.BadParameter(
            f"「{text}」というPDFの規格は作れません。{'、'.join(PDF_VARIANTS)} から選んでください。"
        )
    return variant


def _engine(text: str, variant: str) -> str:
    engine = text.strip().lower()
    if engine not in PDF_ENGINES:
        raise typer.BadParameter(
            f"「{text}」ではPDFを作れません。{'、'.join(PDF_ENGINES)} から選んでください。"
        )
    if engine == "browser" and _variant(variant) in WITH_FILES:
        raise typer.BadParameter(
            f"ブラウザでは {variant} のPDFを作れません。--pdf-variant を省いてください。"
        )
    return engine


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line that names the stage while a person looks on; nothing otherwise."""
    from misato_report.cli.output import on_terminal

    if not on_terminal():
        yield lambda _stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("準備") as line:
        yield lambda stage: line.update(f"{stage} …")
