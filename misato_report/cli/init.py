"""``misato-report init``: a clean workspace, of Misato's plan, a plan to fill in, or another town's table of KPIs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli.terminal import say

if TYPE_CHECKING:
    from misato_report.new_workspace.kpi_table import Kpi, Span
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
            help="KPIの表（Excel・CSV。分野、指標名、単位、基準値、基準年、目標値、目標年、積算、担当課）から計画を作ります。",
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
    from misato_report.new_workspace.plan_yaml import plan_files

    if practice and (blank or ask or source is not None):
        raise typer.BadParameter("--practice は、--blank、--from、--ask と一緒には使えません。")
    files: dict[str, str] = {}
    if source is not None or ask:
        kpis = _kpis_of(source) if source is not None else []
        about = _town(ask, title, town, prefecture, code, department, period)
        if source is None:
            kpis = _asked_kpis(about.department)
        if not kpis:
            raise typer.BadParameter("指標が一つもありません。分野と指標を一つは書いてください。")
        files = plan_files(about, kpis)
    created = create_workspace(folder, blank=blank, practice=practice, files=files)
    for name in created:
        say(f"  {name}")
    say(f"{folder} {_said('を作りました。次にすること:')}")
    steps = _next_steps(own=blank or bool(files), practice=practice)
    for number, step in enumerate(steps, start=1):
        say(f"  {number}. {_said(step)}")


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


def _kpis_of(source: Path) -> list[Kpi]:
    from misato_report.actuals.files.reading import read_tables
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic, has_errors
    from misato_report.new_workspace.kpi_table import read_kpis

    try:
        tables, problems = read_tables(str(source), source.read_bytes())
    except OSError as error:
        message = f"読めません ({error.strerror})。"
        stop(
            [
                Diagnostic(
                    file=str(source),
                    code="no-file",
                    message=message,
                    hint="名前と場所を確かめてください。",
                )
            ]
        )
    kpis, found = read_kpis(tables)
    if has_errors([*problems, *found]):
        stop([*problems, *found])
    return kpis


def _town(ask: bool, *said: str) -> Town:
    """The town, from options and, with ``ask``, from answers; what is missing is never made up."""
    from misato_report.gazetteer.codes import check_digit
    from misato_report.new_workspace.kpi_table import Span
    from misato_report.new_workspace.plan_yaml import Town
    from misato_report.notation import NotationError, read_year

    questions = (
        "計画の名前",
        "市町村名",
        "都道府県名",
        "団体コード（6桁）",
        "報告書を作る課",
        "計画期間（R8..R12 のように）",
    )
    answers = [
        answer or (str(typer.prompt(_said(question))).strip() if ask else "")
        for question, answer in zip(questions, said, strict=True)
    ]
    names = ("--title", "--town", "--prefecture", "--code", "--department", "--period")
    missing = [name for name, answer in zip(names, answers, strict=True) if not answer]
    if missing:
        raise typer.BadParameter(f"{'、'.join(missing)} を付けるか、--ask で質問に答えてください。")
    title, town, prefecture, code, department, period = answers
    if (
        not (code.isascii() and code.isdigit() and len(code) == len("324485"))
        or check_digit(code[:5]) != code[5]
    ):
        raise typer.BadParameter(
            f"団体コード「{code}」は正しくありません。総務省の6桁のコードを書いてください。"
        )
    try:
        first, _, last = period.partition("..")
        span: Span = Span(read_year(first), read_year(last or first))
    except NotationError as error:
        raise typer.BadParameter(f"{error} 計画期間は R8..R12 のように書いてください。") from None
    return Town(title, town, prefecture, code, department, span)


def _asked_kpis(department: str) -> list[Kpi]:
    """KPIs from answers, put into a table and read as one from Excel is; a wrong answer is asked again."""
    from misato_report.actuals.files.table import Table
    from misato_report.new_workspace.kpi_table import HEADINGS, read_kpis

    kpis: list[Kpi] = []
    while field := _answer("分野の名前（なければ空のまま Enter）"):
        while name := _answer("指標の名前（なければ空のまま Enter）"):
            while True:
                cells = [field, name, *map(_answer, ("単位", "現状値", "現状値の年", "目標値", "目標年"))]
                cells += [_answer("積算（単年度、積み上げ、期間の合計）"), department]
                headings = tuple(names[0] for names in HEADINGS.values())
                found, problems = read_kpis([Table("", "", (headings, tuple(cells)))])
                if not problems:
                    kpis.extend(found)
                    break
                for problem in problems:
                    say(f"  {problem.message} {problem.hint}", err=True)
    return kpis


def _answer(question: str) -> str:
    """An answer, empty where the person only presses Enter."""
    return str(typer.prompt(_said(question), default="", show_default=False)).strip()
