"""The report's files: evaluated, composed, rendered, and put into ``out/`` together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from misato_report.actuals.ledger.write import ledger_bytes
from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.diagnostics.visible import visible
from misato_report.evaluation import comparison as comparing
from misato_report.evaluation.comparison import Change
from misato_report.evaluation.population_paths import courses
from misato_report.evaluation.reviews import reviews_at, unreasoned
from misato_report.evaluation.rules import evaluate_plan
from misato_report.evaluation.year_so_far import years_so_far
from misato_report.files.atomic_write import replace_in_folder
from misato_report.files.names import safe_name
from misato_report.issued.register import read_register
from misato_report.notation import print_era_year
from misato_report.plan.limits import Limits
from misato_report.plan.plan import Plan
from misato_report.plan.publishing import public_plan
from misato_report.plan.revising import applied
from misato_report.project import Project, peer_tables
from misato_report.report.compose.comparison import compared
from misato_report.report.compose.report import compose
from misato_report.report.confirmation.files import confirmation_files
from misato_report.report.facts import ComparedWith, EarlierEdition, Facts, Imprint
from misato_report.report.html.render import Rendered, render_comparison, render_html
from misato_report.report.html.seal import seal_address
from misato_report.report.page_model import Comparison
from misato_report.report.request import COUNCIL, PDF_ENGINES, WITH_FILES, BuildRequest
from misato_report.workspace import Workspace

if TYPE_CHECKING:
    from misato_report.report.papers.making import PaperFile

_LONGEST_TITLE = 50  # letters of the plan's title in a file's name


Progress = Callable[[str], None]
Told = Callable[[Diagnostic], None]

_STAGES = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


def _silent(_stage: str) -> None:
    """For callers that show no progress."""


def _unheard(_finding: Diagnostic) -> None:
    """For callers that show no warnings."""


def build_report(
    project: Project,
    request: BuildRequest,
    progress: Progress = _silent,
    told: Told = _unheard,
) -> list[Path]:
    """Build a report and return the files written, one for each of the formats asked for.

    ``progress`` is called with the name of each stage; ``told`` hears what a reader of the report should be warned of
    although it is built. Raises WorkspaceError with everything that stands in the way; then nothing has been written.
    """
    forms = _forms(project, request)
    progress("評価")
    if "pdf" in request.formats and request.pdf_engine == PDF_ENGINES[0]:
        from misato_report.report.pdf.process import get_ready

        get_ready()
    shown = for_the_public(project) if request.public else project
    facts = replace(facts_of(shown, request.report_year, request.as_of), draft=request.draft)
    contents = _council(project, facts, request, progress, told) if COUNCIL in request.papers else {}
    if forms:
        contents |= _papers(project, facts, request, forms, progress, told)
    progress("書き込み")
    return _write(project.workspace, request.report_year, contents)


def _council(
    project: Project, facts: Facts, request: BuildRequest, progress: Progress, told: Told
) -> dict[str, bytes]:
    """The files of the report to the council, with the 確認票 where it is asked for."""
    limits = facts.plan.limits
    stem = file_stem(facts.plan, request)
    html = ""
    if "pdf" in request.formats or "html" in request.formats:
        progress("HTML")
        page = _html_of(project, facts, request.document_number, request.created or request.as_of)
        html = page.html
        for note in page.notes:
            told(note)
    contents: dict[str, bytes] = {}
    try:
        for kind in request.formats:
            progress(_STAGES.get(kind, kind))
            if kind == "pdf":
                content = _pdf(facts, html, request, project.workspace.templates_dir, limits)
            else:
                content = _render(kind, facts, html)
            contents[f"{stem}.{kind}"] = content
            if kind == "csv":
                contents |= _open_data_beside(project.workspace, facts, request)
        if request.confirmation:
            progress("確認票")
            contents |= confirmation_files(project, facts, request)
    except OSError as error:  # a library's own scratch files
        raise _not_written(project.workspace, request.report_year, error) from error
    return contents


def _forms(project: Project, request: BuildRequest) -> list[PaperFile]:
    """The forms of the papers asked for besides the council's. Raises WorkspaceError for one that there is not."""
    if set(request.papers) <= {COUNCIL}:
        return []
    from misato_report.report.papers.making import chosen

    return chosen(project.workspace.templates_dir, request.papers)


def _papers(
    project: Project,
    facts: Facts,
    request: BuildRequest,
    forms: Iterable[PaperFile],
    progress: Progress,
    told: Told,
) -> dict[str, bytes]:
    """The files of the other papers."""
    from misato_report.report.papers.compose import paper_model
    from misato_report.report.papers.making import files_of

    templates, limits = project.workspace.templates_dir, facts.plan.limits
    imprint = Imprint(request.document_number, request.created or request.as_of)
    model = paper_model(facts, imprint)
    contents: dict[str, bytes] = {}
    for paper in forms:
        progress(paper.name)
        contents |= files_of(
            paper,
            model,
            request,
            templates=templates,
            limits=limits,
            told=told,
            print_pdf=lambda html: _pdf(facts, html, request, templates, limits),
            scripts=facts.plan.general.appearance.scripts,
        )
    return contents


def report_html(project: Project, report_year: int, as_of: date, *, policy: bool = True) -> str:
    """The report as HTML, not written anywhere. Raises WorkspaceError as ``build_report`` does."""
    return _html_of(project, facts_of(project, report_year, as_of), "", as_of, policy=policy).html


def _html_of(
    project: Project, facts: Facts, document_number: str, created: date, *, policy: bool = True
) -> Rendered:
    templates = project.workspace.templates_dir
    seal, problem = seal_address(facts.plan, templates)
    if problem is not None:
        raise WorkspaceError((problem,))
    report = compose(facts, Imprint(document_number, created, seal))
    return render_html(report, templates, scripts=facts.plan.general.appearance.scripts, policy=policy)


def _render(kind: str, facts: Facts, html: str) -> bytes:
    """The file of one format but PDF. What is heavy is imported only for the format that needs it."""
    match kind:
        case "xlsx":
            from misato_report.report.excel.workbook import render_workbook

            return render_workbook(facts)
        case "csv":
            from misato_report.report.open_data import render_open_data

            return render_open_data(facts)
        case _:
            return html.encode("utf-8")


def _open_data_beside(workspace: Workspace, facts: Facts, request: BuildRequest) -> dict[str, bytes]:
    """The months, the municipalities and the projects' money, each where the report has any.

    A file that an earlier build left is written without rows: what it said may no longer be for its readers.
    """
    from misato_report.report.open_data_beside import files_beside

    folder = workspace.out_dir(request.report_year)
    contents = {}
    for file in files_beside(facts):
        part = file.ascii_name if request.ascii_name else file.name
        name = f"{file_stem(facts.plan, request, part)}.csv"
        if file.rows or (folder / name).exists():
            contents[name] = file.content
    return contents


def _pdf(facts: Facts, html: str, request: BuildRequest, templates: Path, limits: Limits) -> bytes:
    if request.pdf_engine == "browser":
        from misato_report.report.pdf.browser import print_html

        return print_html(html, limits)
    from misato_report.report.open_data import render_open_data
    from misato_report.report.open_data_beside import files_beside
    from misato_report.report.pdf.process import make_pdf
    from misato_report.report.pdf.wire import AttachedFile

    attached = []
    if request.pdf_variant in WITH_FILES:
        data = "この報告書の数値（オープンデータ）"
        rows = "この報告書に使った台帳の行（改定前の値を含む）"
        attached = [
            AttachedFile("open-data.csv", data, render_open_data(facts)),
            *(
                AttachedFile(
                    f"open-data-{file.ascii_name}.csv", f"{file.description}（オープンデータ）", file.content
                )
                for file in files_beside(facts)
                if file.rows
            ),
            AttachedFile("ledger-extract.csv", rows, _ledger_extract(facts)),
        ]
    return make_pdf(html, request.as_of, request.pdf_variant, attached, templates, limits)


def _ledger_extract(facts: Facts) -> bytes:
    """The ledger's rows behind the report, as the ledger has them: each figure used, and what it was before."""
    as_of = facts.evaluations[0].as_of
    used = {(i.series, i.period) for e in facts.evaluations for d in e.by_period for i in d.inputs}
    used |= {(o.series, o.period) for o in facts.beside}
    rows = (o for o in facts.ledger if (o.series, o.period) in used and o.published_on <= as_of)
    return visible(ledger_bytes(rows).decode()).encode()


def _nothing_to_evaluate() -> Diagnostic:
    message = "評価する目標が一つもありません。"
    hint = "plan/fields/ の指標の accumulation: に評価の方法を書いてください。"
    return Diagnostic(file="plan/fields", code="nothing-to-evaluate", message=message, hint=hint)


def facts_of(
    project: Project, report_year: int, as_of: date, before: comparing.ReportDate | None = None
) -> Facts:
    """What a report is about, with an earlier report to compare with: the year before's, as it was handed in, or else
    as of a year earlier.

    Raises WorkspaceError with everything that stands in the way.
    """
    adopted = project.sound_plan()
    plan = project.plan_at(as_of)
    evaluations = evaluate_plan(plan, project.observations, report_year, as_of)
    if not evaluations:
        raise WorkspaceError((_nothing_to_evaluate(),))
    reviews = reviews_at(plan, report_year, as_of)
    problems = tuple(unreasoned(plan, reviews, evaluations))
    if problems:
        raise WorkspaceError(problems)
    changes: dict[str, Change] = {}
    compared_with = None
    if before is not None:
        compared_with = ComparedWith(before.report_year, before.as_of)
    elif report_year > plan.general.period.first:
        compared_with = _last_report(project, report_year - 1, as_of)
    if compared_with is not None:
        first = comparing.ReportDate(compared_with.report_year, compared_with.as_of)
        now = comparing.ReportDate(report_year, as_of)
        changes = comparing.compare(adopted, project.observations, first, now)
    start_of_year = date(report_year, 4, 1)
    revisions = tuple(r for r in applied(adopted, as_of) if r.revision.date >= start_of_year)
    earlier = tuple(_earlier_editions(project, report_year, as_of))
    ledger = project.observations
    return Facts(
        plan, evaluations, changes, revisions, reviews, ledger, earlier, compared_with,
        so_far=years_so_far(plan, ledger, report_year, as_of),
        courses=courses(plan, ledger, as_of),
        peers=peer_tables(project, plan, evaluations),
    )  # fmt: skip


def _last_report(project: Project, year: int, as_of: date) -> ComparedWith:
    """The report of an earlier year that this one is held against. Raises WorkspaceError for a damaged register."""
    register = read_register(project.workspace)
    if register.diagnostics:
        raise WorkspaceError(register.diagnostics)
    issue = register.last_before(as_of, year)
    if issue is not None:
        return ComparedWith(year, issue.as_of, issue.to)
    return ComparedWith(year, _years_before(as_of, 1))


def compare_reports(
    project: Project, before_year: int, after_year: int, as_of: date
) -> tuple[Comparison, str]:
    """Two years' reports side by side, the later one as of ``as_of``, the other as of the same day of its year.

    Returns the comparison and the same as HTML. Raises WorkspaceError as ``facts_of`` does.
    """
    earlier = comparing.ReportDate(before_year, _years_before(as_of, after_year - before_year))
    before = facts_of(project, before_year, earlier.as_of)
    after = facts_of(project, after_year, as_of, earlier)
    comparison = compared(before, after)
    report = compose(after, Imprint("", as_of))
    scripts = after.plan.general.appearance.scripts
    templates = project.workspace.templates_dir
    return comparison, render_comparison(report, comparison, templates, scripts=scripts).html


def _earlier_editions(project: Project, report_year: int, as_of: date) -> Iterator[EarlierEdition]:
    """The reports of the plan's earlier years, the newest first, each as of the same day of its own year."""
    first = project.plan_at(as_of).general.period.first
    for years in range(1, report_year - first + 1):
        day = _years_before(as_of, years)
        plan = project.plan_at(day)
        yield EarlierEdition(plan, evaluate_plan(plan, project.observations, report_year - years, day))


def _years_before(day: date, years: int) -> date:
    """The same day some years earlier (28 February for 29 February)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def for_the_public(project: Project) -> Project:
    """The workspace without what is marked as internal."""
    return replace(project, plan=public_plan(project.sound_plan()))


def file_stem(plan: Plan, request: BuildRequest, of: str = "") -> str:
    """The files' name, fit to be attached as it is; ``of``: what of the report a file has, where it is a part."""
    if request.ascii_name:
        name = f"progress-report-{plan.general.municipality.code}-fy{request.report_year}"
        name += f"-{of}" if of else ""
        return name + "-public" * request.public + "-draft" * request.draft
    title, year = plan.general.title[:_LONGEST_TITLE], print_era_year(request.report_year)
    part = f"_{of}" if of else ""
    return safe_name(f"{title}進捗報告書_{year}度{part}{'_公開用' * request.public}{'_案' * request.draft}")


def _write(workspace: Workspace, year: int, contents: dict[str, bytes]) -> list[Path]:
    folder = workspace.out_dir(year)
    try:
        return replace_in_folder(folder, contents, workspace.root)
    except filelock.Timeout as error:
        message, hint = (
            "ほかの人が報告書を書いている最中です。",
            "終わるのを待って、もう一度実行してください。",
        )
        name = workspace.name_of(folder)
        raise WorkspaceError((Diagnostic(file=name, code="locked", message=message, hint=hint),)) from error
    except OSError as error:
        raise _not_written(workspace, year, error) from error


def _not_written(workspace: Workspace, year: int, error: OSError) -> WorkspaceError:
    message = f"報告書を書けませんでした ({error.strerror})。前のものは元のままです。"
    hint = "ファイルをほかの人が開いていないか、空き容量とアクセス権を確かめてください。"
    name = workspace.name_of(workspace.out_dir(year))
    return WorkspaceError((Diagnostic(file=name, code="write-failed", message=message, hint=hint),))
