"""Taking forms in: the new reviews files are made and checked first; they are put in place together with the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path

from misato_report.actuals.ledger.keeping import Beside
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.files.names import digest_of
from misato_report.forms.asked_opinions import opinion_ident
from misato_report.forms.differing import without_reason
from misato_report.forms.facts_answers import faults_of_facts
from misato_report.forms.merge import merged, merged_opinions, merged_projects
from misato_report.forms.opinion_answers import faults_of_opinions
from misato_report.forms.returned import Return, may_be_form, read_returns
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.plan.loading import read_into
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import ProjectsFile
from misato_report.plan.reviews import ReviewsFile
from misato_report.project import Project
from misato_report.yaml_schema.documents import read_yaml
from misato_report.yaml_schema.mappings import Model


@dataclass
class Taken:
    """Forms that are ready to be taken: their reviews files as they will be, or why not."""

    returns: list[Return] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything stands in the way: then nothing may be written."""
        return has_errors(self.diagnostics)


def prepare(
    project: Project, plan: Plan, files: Sequence[Path], received_on: date, *, replace: bool
) -> Taken:
    """Read the forms among files (none given: among all under ``actuals/`` that are not in the ledger yet).

    ``received_on`` counts where nobody wrote a day into a form.
    """
    workspace = project.workspace
    wanted = files or _not_in_the_ledger(project)
    read = read_returns(workspace, plan, wanted, received_on, replace=replace)
    taken = Taken(read.found, read.diagnostics)
    if not taken.failed:
        taken.diagnostics.extend(faults_of_facts(plan, read.found))
        taken.diagnostics.extend(faults_of_opinions(plan, read.found))
        taken.diagnostics.extend(without_reason(project, plan, read.found, received_on))
    if taken.failed:
        return taken
    for year, returns in groupby(sorted(read.found, key=lambda r: (r.year, r.file)), key=lambda r: r.year):
        forms = list(returns)
        _prepare_file(
            project,
            taken,
            workspace.reviews_file(year),
            ReviewsFile,
            partial(merged, year=year, returns=forms),
        )
        if any(answer.kind == "projects" for one in forms for answer in one.answers):
            path = workspace.projects_file(year)
            _prepare_file(
                project, taken, path, ProjectsFile, partial(merged_projects, year=year, returns=forms)
            )
    if any(answer.kind == "opinions" for one in read.found for answer in one.answers):
        idents = [opinion_ident(opinion) for opinion in plan.opinions.opinions]
        make = partial(merged_opinions, idents=idents, returns=read.found)
        _prepare_file(project, taken, workspace.opinions_file, OpinionsFile, make)
    return taken


def _prepare_file(
    project: Project, taken: Taken, path: Path, model: type[Model], make: Callable[[bytes | None], bytes]
) -> None:
    """One file of the plan as it will be; what cannot be read again is an error."""
    before = path.read_bytes() if path.is_file() else None
    content = make(before)
    document = read_yaml(project.workspace.name_of(path), content, DEFAULT_LIMITS)
    if not has_errors(document.diagnostics):
        read_into(model, document)
    taken.diagnostics.extend(document.diagnostics)
    taken.beside.append(Beside(path, content, before))


def _not_in_the_ledger(project: Project) -> list[Path]:
    known = project.known_files
    found = [path for path in project.workspace.source_files() if may_be_form(path)]
    return [path for path in found if digest_of(path) not in known]
