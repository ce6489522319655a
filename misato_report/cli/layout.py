"""``misato-report layout``: what a table gives of the town, and one question before it is read so every year."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from misato_report.cli import clock
from misato_report.cli.options import WorkspaceOption, open_project, whole_number
from misato_report.cli.terminal import say, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from misato_report.actuals.extracting import Extracted
    from misato_report.actuals.files.table import Table
    from misato_report.actuals.published.proposal import Answers, Proposal
    from misato_report.plan.plan import Plan
    from misato_report.plan.sources import Series
    from misato_report.project import Project

_CELL = 10  # columns of the terminal for each cell
_FEWEST_COLUMNS = 6
_MOST_ITEMS = 60


def layout(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="ファイル", help="公表されたファイル。")],
    add: Annotated[
        bool, typer.Option("--add", help="「この読み方でよい」と答え、plan/sources.yaml に加えます。")
    ] = False,
    own: Annotated[
        bool, typer.Option("--own", help="市町村の名前のない表が、自分の町の表であるとき。")
    ] = False,
    era: Annotated[
        str, typer.Option("--era", metavar="元号", help="年に元号のない表の、初めの年の元号（平成 など）。")
    ] = "",
    monthly: Annotated[
        bool,
        typer.Option(
            "--monthly", help="毎月公表される表（毎月推計人口など）であるとき。月の値として読みます。"
        ),
    ] = False,
    item: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="系列=番号", help="一覧の番号の項目を、その系列として読みます。"),
    ] = None,
    new: Annotated[
        list[str] | None,
        typer.Option(
            "--new",
            metavar="番号=名前",
            help="一覧の番号の項目を、新しい系列として加えます。単位と対象期間も書けます: 3=出生数,人,暦年",
        ),
    ] = None,
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
    """公表された表から町の値を見つけ、読み方を案として示します。「よい」と答えると plan/sources.yaml に加えます。"""
    from misato_report.actuals.files.reading import read_tables
    from misato_report.cli.output import stop

    project = open_project(context, workspace)
    plan = project.sound_plan()
    raw = _bytes_of(file)
    if trial:
        _try(_plan_to_try(plan, trial), file, raw)
        return
    tables, problems = read_tables(str(file), raw, plan.limits)
    if not tables:
        stop(problems)
    for table in tables:
        _show_table(table, rows, columns)
    if _known(file, raw, tables, plan):
        return
    if not (item or new or own or era or monthly) and _offered(project, plan, tables, add=add):
        return
    answers = replace(_answers(plan, own, era, item or []), monthly=monthly)
    plan, answers, made = _with_new_series(project, plan, tables, answers, new or [])
    _propose(project, plan, tables, answers, made, add=add)


def _bytes_of(file: Path) -> bytes:
    from misato_report.cli.output import stop
    from misato_report.diagnostics import Diagnostic

    try:
        return file.read_bytes()
    except OSError as error:
        message = f"読めません ({error.strerror})。"
        hint = "名前と場所を確かめてください。"
        stop([Diagnostic(file=str(file), code="no-file", message=message, hint=hint)])


def _answers(plan: Plan, own: bool, era: str, items: Sequence[str]) -> Answers:
    """What the options say of the table."""
    from misato_report.actuals.published.proposal import Answers
    from misato_report.plan.sources import Era

    if era and era not in {known.value for known in Era}:
        eras = "、".join(known.value for known in Era)
        raise typer.BadParameter(f"「{era}」という元号はありません（{eras}）。", param_hint="--era")
    by_name = {s.name: s.id for s in plan.series.values()}
    chosen: dict[str, int] = {}
    for text in items:
        name, _, number = text.partition("=")
        series = by_name.get(name.strip(), name.strip())
        if series not in plan.series or not number.strip().isdecimal() or int(number) < 1:
            known = "、".join(f"{s.id}（{s.name}）" for s in plan.series.values())
            raise typer.BadParameter(
                f"「{text}」は 系列=番号 の形にしてください。系列は {known} です。", param_hint="--item"
            )
        chosen[series] = int(number)
    return Answers(own=own, era=Era(era) if era else None, items=chosen)


def _with_new_series(
    project: Project, plan: Plan, tables: Sequence[Table], answers: Answers, new: Sequence[str]
) -> tuple[Plan, Answers, list[Series]]:
    """The plan with a series for each item that the clerk wants as a new one."""
    from misato_report.actuals.published.continuity import known_from
    from misato_report.actuals.published.proposal import new_series, propose

    made: list[Series] = []
    known = known_from(project.observations)
    items = propose(tables, plan, clock.today(), answers, known).items if new else []
    for text in new:
        number, _, told = text.partition("=")
        if not number.strip().isdecimal() or not 1 <= int(number) <= len(items):
            raise typer.BadParameter(
                f"「{text}」は 番号=名前 の形にしてください（番号は{len(items)}まで）。", param_hint="--new"
            )
        series = new_series(plan, items[int(number) - 1], told.replace("、", ",").split(","))
        if isinstance(series, str):
            raise typer.BadParameter(series, param_hint="--new")
        made.append(series)
        plan = replace(plan, series={**plan.series, series.id: series})
        answers = replace(answers, items={**answers.items, series.id: int(number)})
    return plan, answers, made


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


def _known(file: Path, raw: bytes, tables: Sequence[Table], plan: Plan) -> bool:
    """Whether a source of the plan already reads the file, said only where ``ingest`` would take it."""
    from misato_report.actuals.recognising import long_header_row, recognise, recognise_together
    from misato_report.cli.output import show_diagnostics

    recognised = any(recognise(t, plan)[0] for t in tables) or recognise_together(tables, plan) is not None
    if not recognised and not any(long_header_row(t) is not None for t in tables):
        return False
    extracted, undated = _extracted(file, raw, plan)
    titles = "、".join(f"「{title}」" for title in extracted.titles)
    if _are_months_of_a_yearly_source(extracted, tables, plan):
        say(
            f"この表は月ごとの値ですが、年に1度の資料{titles}の recognise: の語に当てはまります。\n"
            "その recognise: に、年の表にしかない語（年報 など）を加えてから、もう一度実行してください。",
            err=True,
        )
        raise typer.Exit(1)
    show_diagnostics(extracted.diagnostics)
    if extracted.refused:
        say(f"この表は{titles}の表のようですが、このままでは取り込めません。", err=True)
        if any(d.code == "missing-item" for d in extracted.diagnostics):
            return False  # its form has changed: the new reading is proposed
        raise typer.Exit(1)
    _show_observations(extracted, plan)
    with_date = "（--published-on で公表日を付けて）" if undated else ""
    say(f"この表は{titles}として読めます。ingest で{with_date}取り込めます。")
    return True


def _are_months_of_a_yearly_source(extracted: Extracted, tables: Sequence[Table], plan: Plan) -> bool:
    """Whether a file has figures of months alone, and is taken for a source of years by the words of its title."""
    from misato_report.actuals.published.proposal import propose
    from misato_report.plan.sources import MonthlySchedule

    sources = [source for source in plan.sources.values() if source.title in extracted.titles]
    if not sources or any(s.table is None or isinstance(s.publication, MonthlySchedule) for s in sources):
        return False
    if any(o.basis.day is None for o in extracted.observations):
        return False  # a year's movements, which no month gives
    if extracted.refused and all(d.code != "period-kind" for d in extracted.diagnostics):
        return False
    source = propose(tables, plan, clock.today()).source
    return source is not None and isinstance(source.publication, MonthlySchedule)


def _offered(project: Project, plan: Plan, tables: Sequence[Table], *, add: bool) -> bool:
    """Offer what is built in for a form of the whole country; False where the file has none, or gives nothing by it."""
    from misato_report.actuals.published.continuity import known_from
    from misato_report.actuals.published.national.offering import offer

    offered = offer(tables, plan, clock.today(), known_from(project.observations))
    if offered is None:
        return False
    say(f"\n「{offered.form.title}」（{offered.form.publisher}）の表です。")
    proposal = offered.proposal
    if proposal.items:
        _show_items(proposal, offered.plan)
    for remark in proposal.remarks:
        say(f"・{remark}")
    if proposal.source is None and not proposal.diagnostics:
        return False
    _ask_if_sound(project, offered.plan, proposal, offered.made, add=add)
    return True


def _ask_if_sound(
    project: Project, plan: Plan, proposal: Proposal, made: Sequence[Series], *, add: bool
) -> None:
    """Put the question, or exit 1 with what ``ingest`` would refuse."""
    from misato_report.cli.output import show_diagnostics

    if not proposal.is_sound:
        show_diagnostics([d for d in proposal.diagnostics if d.code != "no-publication-date"])
        say("このままでは取り込めません。", err=True)
        raise typer.Exit(1)
    _ask(project, plan, proposal, made, add=add)


def _propose(
    project: Project,
    plan: Plan,
    tables: Sequence[Table],
    answers: Answers,
    made: Sequence[Series],
    *,
    add: bool,
) -> None:
    """Show what the table gives and the reading proposed; ask, and write the entry on a yes."""
    from misato_report.actuals.published.continuity import known_from
    from misato_report.actuals.published.proposal import propose
    from misato_report.cli.output import show_diagnostics

    known = known_from(project.observations)
    proposal = propose(tables, plan, clock.today(), replace(answers, items={}), known)
    beyond = [n for n in answers.items.values() if n > len(proposal.items)]
    if proposal.items and beyond:
        raise typer.BadParameter(
            f"{beyond[0]} 番の項目はありません（{len(proposal.items)}番までです）。", param_hint="--item"
        )
    if answers.items:
        proposal = propose(tables, plan, clock.today(), answers, known)
    if not proposal.items:
        show_diagnostics(proposal.diagnostics)
        raise typer.Exit(1)
    plan, made = proposal.plan_with_series(plan), [*made, *proposal.made]
    _show_items(proposal, plan)
    for remark in proposal.remarks:
        say(f"・{remark}")
    if proposal.needs_own and not answers.own:
        town = plan.general.municipality.name
        say(f"・この表には市町村の名前がありません。{town}だけの表として読みます（--own）。")
        if add:
            say(f"{town}だけの表なら --own も付けてください。", err=True)
            raise typer.Exit(1)
    if proposal.source is None:
        show_diagnostics(proposal.diagnostics)
        if not (proposal.diagnostics or proposal.is_told):
            _say_how_to_point(plan)
        raise typer.Exit(1)
    _ask_if_sound(project, plan, proposal, made, add=add)


def _show_items(proposal: Proposal, plan: Plan) -> None:
    """The town's items, numbered: when, how much, where, and which series each is taken for."""
    from rich.table import Table as Grid

    series_of = {id(item): plan.series[s].name for s, item in proposal.chosen.items()}
    grid = Grid(box=None, pad_edge=False, title="町の値", title_justify="left")
    for heading, right in (
        ("番号", True),
        ("項目", False),
        ("いつ", False),
        ("値", True),
        ("単位", False),
        ("欄", False),
        ("系列", False),
    ):
        grid.add_column(heading, justify="right" if right else "left", no_wrap=heading != "項目")
    for number, item in enumerate(proposal.items[:_MOST_ITEMS], start=1):
        for first, cell in enumerate(
            (item.cells[0], item.cells[-1]) if len(item.cells) > 1 else item.cells[:1]
        ):
            head = (str(number), item.label) if not first else ("", "")
            grid.add_row(
                *head,
                _when(cell),
                cell.text.strip(),
                item.unit,
                cell.address,
                series_of.get(id(item), "") if not first else "",
            )
    show(grid)
    if len(proposal.items) > _MOST_ITEMS:
        say(f"（ほかに{len(proposal.items) - _MOST_ITEMS}項目）")


def _when(cell: object) -> str:
    from misato_report.actuals.published.coordinates import Coordinate
    from misato_report.actuals.published.periods import TimeError

    assert isinstance(cell, Coordinate)  # noqa: S101 - only for the type: imported late
    try:
        return "、".join(map(str, cell.periods())) or "書かれていない"
    except TimeError:
        return "決まらない"


def _say_how_to_point(plan: Plan) -> None:
    known = "、".join(f"{s.id}（{s.name}）" for s in plan.series.values())
    say(
        "どの項目がどの系列か決められません。要る項目を --item 系列=番号 で指定してください（いくつでも）。\n"
        f"系列: {known}\n新しい系列にする項目は --new 番号=名前 で指定してください。",
        err=True,
    )


def _ask(project: Project, plan: Plan, proposal: Proposal, made: Sequence[Series], *, add: bool) -> None:
    """The town's values as they would be taken, the one question, and the entry written on a yes."""
    from misato_report.actuals.published.entry import entry_of
    from misato_report.cli.output import show_diagnostics
    from misato_report.plan.source_entry import entry_text

    assert proposal.source is not None  # noqa: S101 - the caller has looked
    say("\n取り込まれる値:")
    _show_values(proposal.observations, plan)
    for held in proposal.held:
        say(f"・合うこと: {held}")
    for differing in proposal.differing:
        say(f"・台帳と違うこと: {differing}")
    show_diagnostics(
        [d for d in proposal.diagnostics if d.code not in ("no-publication-date", "late-publication")]
    )
    if made:
        say("\nplan/sources.yaml の series: に加わる系列:")
        for series in made:
            say(f"  {series.name}（{series.unit}、{series.basis.value}）")
    say("\nplan/sources.yaml の sources: に加わるもの:\n")
    say(entry_text(entry_of(proposal.source)))
    town = plan.general.municipality.name
    question = (
        f"{town}だけの表として、この読み方でよいですか" if proposal.needs_own else "この読み方でよいですか"
    )
    if add or (_is_asked() and typer.confirm(question)):
        _write(project, proposal, made)
        return
    options = "--own --add" if proposal.needs_own else "--add"
    say(f"{question}。よければ、同じコマンドに {options} を付けて実行してください。")


def _is_asked() -> bool:
    """Whether somebody sits at the terminal who can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _write(project: Project, proposal: Proposal, made: Sequence[Series]) -> None:
    """Put the entry, and the new series that it reads, into ``plan/sources.yaml``."""
    from misato_report.actuals.published.entry import entry_of
    from misato_report.files.atomic_write import replace_file
    from misato_report.plan.source_entry import with_source

    assert proposal.source is not None  # noqa: S101 - the caller has looked
    path = project.workspace.sources_file
    replace_file(path, with_source(path.read_bytes(), entry_of(proposal.source), map(_series_entry, made)))
    undated = any(d.code == "no-publication-date" for d in proposal.diagnostics)
    option = " --published-on 公表日" if undated else ""
    say(f"{project.workspace.name_of(path)} に「{proposal.source.title}」を加えました。")
    say(
        f"publisher: と publication: (公表時期) を確かめ、`misato-report ingest ファイル{option}` で取り込んでください。"
    )


def _series_entry(series: Series) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": series.id,
        "name": series.name,
        "unit": series.unit,
        "basis": series.basis.value,
    }
    if series.monthly_of is not None:
        entry["monthly_of"] = series.monthly_of
    names = ("non_negative", "projection", "sensitive")
    return entry | {key: True for key in names if getattr(series, key)}


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


def _extracted(file: Path, raw: bytes, plan: Plan) -> tuple[Extracted, bool]:
    """What a file gives, and whether it states no date of publication (then it is read as if it came out today)."""
    import hashlib

    from misato_report.actuals.extracting import SourceFile, extract

    sha256 = hashlib.sha256(raw).hexdigest()
    extracted = extract(SourceFile(str(file), raw, sha256), plan)
    undated = any(d.code == "no-publication-date" for d in extracted.diagnostics)
    if undated:
        extracted = extract(SourceFile(str(file), raw, sha256, clock.today()), plan)
    return extracted, undated


def _try(plan: Plan, file: Path, raw: bytes) -> None:
    """Show what a source would give; where the file has no publication date, as if it came out today."""
    from misato_report.cli.output import show_diagnostics

    extracted, undated = _extracted(file, raw, plan)
    show_diagnostics(extracted.diagnostics)
    _show_observations(extracted, plan)
    if undated:
        say("公表日が書かれていません。取り込むとき --published-on で付けてください。", err=True)
    if extracted.refused or not extracted.observations:
        raise typer.Exit(1)


def _show_observations(extracted: Extracted, plan: Plan) -> None:
    if not extracted.observations:
        say("読み取れる値がありません。")
        return
    _show_values(extracted.observations, plan)


def _show_values(observations: Sequence[object], plan: Plan) -> None:
    """Values with their series, period, unit, mark and cell."""
    from rich.table import Table as Grid

    from misato_report.notation import print_number, print_period
    from misato_report.observation import Observation

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
    for o in observations:
        assert isinstance(o, Observation)  # noqa: S101 - only for the type: imported late
        value = print_number(o.value) if o.value is not None else "―"
        mark = o.mark.value if o.mark else ""
        grid.add_row(plan.series[o.series].name, print_period(o.period, o.basis), value, o.unit, mark, o.cell)
    show(grid)
