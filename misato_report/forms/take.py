"""Taking forms in: the new reviews files are made and checked first, and put in place last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.files.atomic_write import remove_left_overs, replace_file
from misato_report.files.locking import locked as held
from misato_report.files.names import check_inside, digest_of
from misato_report.forms.merge import merged
from misato_report.forms.returned import Return, read_returns
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.plan.loading import read_into
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import ReviewsFile
from misato_report.project import Project
from misato_report.workspace import Workspace
from misato_report.yaml_schema.documents import read_yaml

_LOCK_SECONDS = 60


@dataclass
class Taken:
    """Forms that are ready to be taken: their reviews files as they will be, or why not."""

    workspace: Workspace
    returns: list[Return] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    contents: dict[Path, bytes] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether anything stands in the way: then nothing may be written."""
        return has_errors(self.diagnostics)

    def write(self) -> None:
        """Put the reviews files in place. Raises OSError and filelock.Timeout; each file is the old one or the new one."""
        if not self.contents:
            return
        for path in self.contents:
            check_inside(path.parent, self.workspace.root)
        with held(self.workspace.lock_file, _LOCK_SECONDS):
            for path, content in self.contents.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                remove_left_overs(path.parent)
                replace_file(path, content)


def prepare(project: Project, plan: Plan, files: Sequence[Path], *, replace: bool) -> Taken:
    """Read the forms among files (none given: among all under ``actuals/`` that are not in the ledger yet)."""
    workspace = project.workspace
    wanted = files or _not_in_the_ledger(project)
    read = read_returns(workspace, plan, wanted, replace=replace)
    taken = Taken(workspace, read.found, read.diagnostics)
    if taken.failed:
        return taken
    for year, returns in groupby(sorted(read.found, key=lambda r: (r.year, r.file)), key=lambda r: r.year):
        path = workspace.reviews_file(year)
        content = merged(path.read_bytes() if path.is_file() else None, year, list(returns))
        document = read_yaml(workspace.name_of(path), content, DEFAULT_LIMITS)
        if not has_errors(document.diagnostics):
            read_into(ReviewsFile, document)
        taken.diagnostics.extend(document.diagnostics)
        taken.contents[path] = content
    return taken


def _not_in_the_ledger(project: Project) -> list[Path]:
    known = project.known_files
    found = [p for p in project.workspace.source_files() if p.suffix.lower() == ".xlsx"]
    return [path for path in found if digest_of(path) not in known]
