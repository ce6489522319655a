"""Taking forms in: the new reviews files are made and checked first; they are put in place together with the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from misato_report.actuals.ledger.keeping import Beside
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.files.names import digest_of
from misato_report.forms.differing import without_reason
from misato_report.forms.merge import merged
from misato_report.forms.returned import Return, may_be_form, read_returns
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.plan.loading import read_into
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import ReviewsFile
from misato_report.project import Project
from misato_report.yaml_schema.documents import read_yaml


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
        taken.diagnostics.extend(without_reason(project, plan, read.found, received_on))
    if taken.failed:
        return taken
    for year, returns in groupby(sorted(read.found, key=lambda r: (r.year, r.file)), key=lambda r: r.year):
        path = workspace.reviews_file(year)
        before = path.read_bytes() if path.is_file() else None
        content = merged(before, year, list(returns))
        document = read_yaml(workspace.name_of(path), content, DEFAULT_LIMITS)
        if not has_errors(document.diagnostics):
            read_into(ReviewsFile, document)
        taken.diagnostics.extend(document.diagnostics)
        taken.beside.append(Beside(path, content, before))
    return taken


def _not_in_the_ledger(project: Project) -> list[Path]:
    known = project.known_files
    found = [path for path in project.workspace.source_files() if may_be_form(path)]
    return [path for path in found if digest_of(path) not in known]
