"""``misato-report init``: a clean workspace, of Misato's plan, a plan to fill in, or another town's table of KPIs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from misato_report.new_workspace.drafts import Problem
    from misato_report.new_workspace.from_sheet import File, FromSheet
    from misato_report.new_workspace.plan_yaml import Town

_ENGLISH = {
    "計画の名前": "Title of the plan",
    "市町村名": "Name of the municipality",
    "都道府県名": "Prefecture",
    "団体コード（6桁）": "Municipality code (6 digits)",
    "報告書を作る課": "Department that makes the report",
    "計画期間（R8..R12 のように）": "Period of the plan (such as R8..R12)",
    "分野の名前（なければ空のまま Enter）": "Name of a field (empty to end)",
    "指標の名前（なければ空のまま Enter）": "Name of an indicator (empty to end)",
    "単位": "Unit",
    "現状値": "Baseline value",
    "現状値の年": "Year of the baseline",
    "目標値": "Target value",
    "目標年": "Year of the target",
    "積算（単年度、積み上げ、期間の合計）": "Accumulation (単年度 single year, 積み上げ running total, 期間の合計 period total)",
    "を作りました。次にすること:": "is ready. What to do next:",
    "plan/ のYAMLを町の計画に合わせて書き換える": "Change the YAML files in plan/ to your plan",
    "misato-report check で確かめる": "Check them: misato-report check",
    "公表されたファイルを actuals/年度/ に置く": "Put published files into actuals/YEAR/",
    "見本の表はもう actuals/ にあります。misato-report ingest、misato-report build 2027 の順に実行する": "Samples are in actuals/ already: run misato-report ingest, then misato-report build 2027",
    "misato-report ingest、misato-report build 2027 の順に実行する": "Run misato-report ingest, then misato-report build 2027",
}


def _said(text: str) -> str:
    """The text in the reader's language: English where the locale says so, else Japanese."""
    locale = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name))), "")
    return _ENGLISH.get(text, text) if locale.lower().startswith("en") else text


def init(
    folder: Annotated[Path, typer.Argument(metavar="フォルダ", help="作るフォルダ。")],
    blank: Annotated[
        bool,
        typer.Option("--blank", help="美郷町の計画の代わりに、ほかの町のための書きかけのひな形を置きます。"),
    ] = False,
    practice: Annotated[
        bool, typer.Option("--practice", help="練習用に、美郷町の計画と見本の表を置きます。")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="ファイル",
            help="町が持っているKPIの表（Excel・CSV）をそのまま読んで、計画と 読み取り結果.xlsx を作ります。",
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="読み取り結果.xlsx",
            help="直した 読み取り結果.xlsx を受け取って、計画を作り直します。",
        ),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="質問に答えて計画を作ります。")] = False,
    title: Annotated[str, typer.Option("--title", metavar="名前", help="計画の名前。")] = "",
    town: Annotated[str, typer.Option("--town", metavar="名前", help="市町村名。")] = "",
    prefecture: Annotated[str, typer.Option("--prefecture", metavar="名前", help="都道府県名。")] = "",
    code: Annotated[str, typer.Option("--code", metavar="6桁", help="団体コード。")] = "",
    department: Annotated[str, typer.Option("--department", metavar="課", help="報告書を作る課。")] = "",
    period: Annotated[str, typer.Option("--period", metavar="R8..R12", help="計画期間。")] = "",
) -> None:
    """新しいワークスペースを作ります。--practice のほかは、見本の数値は入りません。"""
    from misato_report.new_workspace.create import create_workspace

    if practice and (blank or ask or source is not None):
        raise typer.BadParameter("--practice は、--blank、--from、--ask と一緒には使えません。")
    if answers is not None and source is None:
        raise typer.BadParameter("--answers は、--from と一緒に使います。")
    said = {
        "--title": title,
        "--town": town,
        "--prefecture": prefecture,
        "--code": code,
        "--department": department,
        "--period": period,
    }
    if source is not None:
        _from_sheet(folder, source, answers, ask, said)
        return
    files = _asked_plan(said) if ask else {}
    created = create_workspace(folder, blank=blank, practice=practice, files=files)
    for name in created:
        say(f"  {name}")
    say(f"{folder} {_said('を作りました。次にすること:')}")
    steps = _next_steps(own=blank or bool(files), practice=practice)
    for number, step in enumerate(steps, start=1):
        say(f"  {number}. {_said(step)}")


def _asked_plan(said: Mapping[str, str]) -> dict[str, str]:
    from misato_report.new_workspace.plan_yaml import plan_files
    from misato_report.new_workspace.wizard import ask_for_kpis

    town = _town(True, said)
    kpis = list(ask_for_kpis(town.department, _answer, _tell))
    if not kpis:
        raise typer.BadParameter("指標が一つもありません。分野と指標を一つは書いてください。")
    return plan_files(town, kpis)


def _next_steps(*, own: bool, practice: bool) -> tuple[str, ...]:
    if practice:
        return (
            "見本の表はもう actuals/ にあります。misato-report ingest、misato-report build 2027 の順に実行する",
        )
    return (
        ("plan/ のYAMLを町の計画に合わせて書き換える", "misato-report check で確かめる")
        if own
        else (
            "公表されたファイルを actuals/年度/ に置く",
            "misato-report ingest、misato-report build 2027 の順に実行する",
        )
    )


def _answer(question: str) -> str:
    """An answer, empty where the person only presses Enter."""
    return str(typer.prompt(_said(question), default="", show_default=False)).strip()


def _tell(problem: Problem) -> None:
    say(f"  {problem.message} {problem.hint}", err=True)


def _town(ask: bool, said: Mapping[str, str]) -> Town:
    """The town, from options and, with ``ask``, from answers; what is missing is never made up."""
    from misato_report.new_workspace.wizard import TOWN_QUESTIONS, WizardError, town_of

    answers = [
        said[option] or (str(typer.prompt(_said(question))).strip() if ask else "")
        for option, question in TOWN_QUESTIONS.items()
    ]
    missing = [option for option, answer in zip(TOWN_QUESTIONS, answers, strict=True) if not answer]
    if missing:
        raise typer.BadParameter(f"{'、'.join(missing)} を付けるか、--ask で質問に答えてください。")
    try:
        return town_of(answers)
    except WizardError as error:
        raise typer.BadParameter(str(error)) from None


def _read(path: Path) -> File:
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic
    from misato_report.new_workspace.from_sheet import File

    try:
        return File(path.name, path.read_bytes())
    except OSError as error:
        message, hint = f"読めません ({error.strerror})。", "名前と場所を確かめてください。"
        stop([Diagnostic(file=str(path), code="no-file", message=message, hint=hint)])


def _from_sheet(folder: Path, source: Path, answers: Path | None, ask: bool, said: Mapping[str, str]) -> None:
    """The first turn, or with ``answers`` the second: the plan, and the book beside it."""
    from misato_report.new_workspace.create import create_workspace, is_made, replace_plan
    from misato_report.new_workspace.result_book import BOOK

    made, known = _made(source, answers, ask, said)
    again = answers is not None and is_made(folder)
    created = replace_plan(folder, made.files, known) if again else create_workspace(folder, files=made.files)
    book = _write_book(folder, BOOK, made.book())
    for name in [*created, book]:
        say(f"  {name}")
    _summarise(made, folder, source, book)


def _made(
    source: Path, answers: Path | None, ask: bool, said: Mapping[str, str]
) -> tuple[FromSheet, Mapping[str, str]]:
    from misato_report.cli.output import show_diagnostics, stop
    from misato_report.diagnostics import has_errors
    from misato_report.new_workspace import from_sheet

    file = _read(source)
    if answers is None:
        town = _town(ask, said)
        reading, problems = from_sheet.read_source(file, town.period)
        if has_errors(problems):
            stop(problems)
        show_diagnostics(problems)
        return from_sheet.first_turn(file, town, reading), {}
    book, problems = from_sheet.answers_of(_read(answers))
    if book is None or has_errors(problems):
        stop(problems)
    changed = from_sheet.changed_source(book, file)
    if changed is not None:
        stop([changed])
    made, problems = from_sheet.second_turn(file, _town(ask, from_sheet.facts_of(book, said)), book)
    if made is None:
        stop(problems)
    return made, book.kept.files


def _write_book(folder: Path, name: str, content: bytes) -> str:
    """Write the book beside the plan; one that is there, with a clerk's answers in it, is never overwritten."""
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic
    from misato_report.files.atomic_write import replace_file

    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem}_{number}.xlsx"
        number += 1
    try:
        replace_file(path, content)
    except OSError as error:
        message = f"書けません ({error.strerror})。計画はできています。"
        hint = "フォルダのアクセス権を確かめて、まだないフォルダの名前でもう一度実行してください。"
        stop([Diagnostic(file=path.name, code="write-failed", message=message, hint=hint)])
    return path.name


def _summarise(made: FromSheet, folder: Path, source: Path, book: str) -> None:
    counts = made.reading.counts
    kpis = sum(entry.draft.treatment == "指標" for entry in made.reading.entries)
    say(f"{source.name}: {counts.lines}行を読みました。")
    say(
        f"  読めた行 {counts.understood}、質問のある行 {counts.asked}、指標ではない行 {counts.listed}、失われた行 {counts.lost}"
    )
    say(f"{folder} に、指標 {kpis} の計画を作りました。次にすること:")
    steps = [f"{book} を開いて、読み取りを確かめる（黄色の欄が質問）"]
    if counts.asked:
        steps.append(
            f"保存して、misato-report init {folder} --from {source} --answers {folder / book} を実行する（答えのない行は、評価の方法が決まっていない目標として計画に残ります）"
        )
    steps.append("misato-report check で確かめる")
    for number, step in enumerate(steps, start=1):
        say(f"  {number}. {step}")
