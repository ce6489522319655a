"""Keeping what is handed in: the files' very bytes under ``issued/``, then a line in the register.

Each kept folder holds its own entry. A folder is put in place in one step, and the register after it, so that a crash
between the two leaves a folder that the next call enters: nothing is lost, and nothing is there by half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.atomic_write import replace_file, replace_in_folder
from misato_report.files.locking import locked
from misato_report.files.names import check_inside
from misato_report.issued.register import (
    HEADING,
    Issue,
    KeptFile,
    Register,
    RegisterFile,
    entry_text,
    read_register,
)
from misato_report.issued.verify import check_issue
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.plan.loading import read_into
from misato_report.workspace import Workspace
from misato_report.yaml_schema.documents import read_yaml

ENTRY = "entry.yaml"
_LOCK = ".register.lock"
_LOCK_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What is handed in: of which report year, to which meeting, by whom, on which day, as of which day."""

    year: int
    to: str
    by: str
    on: date
    as_of: date
    version: str
    fields: Mapping[str, str]
    """Indicator id → field id, so that one that slid under another field is noticed the next time."""


def keep(workspace: Workspace, said: Handover, contents: Mapping[str, bytes]) -> Issue:
    """Keep files (name → bytes) as one issue and enter it. Raises OSError, filelock.Timeout and WorkspaceError.

    What was kept before is never written to.
    """
    check_inside(workspace.issued_dir, workspace.root)
    workspace.issued_dir.mkdir(exist_ok=True)
    with locked(workspace.issued_dir / _LOCK, _LOCK_SECONDS):
        register = _with_unfinished(workspace)
        issue = _issue(workspace, register, said, contents)
        entry = f"{HEADING}{entry_text(issue)}".encode()
        folder = workspace.issued_dir / issue.id
        replace_in_folder(folder, {**contents, ENTRY: entry}, workspace.root)
        _enter(workspace, [issue])
    return issue


def _issue(workspace: Workspace, register: Register, said: Handover, contents: Mapping[str, bytes]) -> Issue:
    taken = {issue.id for issue in register.issues}
    number = 1
    while (ident := f"{said.year}-{number}") in taken or (workspace.issued_dir / ident).exists():
        number += 1
    files = tuple(
        KeptFile(name=name, sha256=hashlib.sha256(content).hexdigest()) for name, content in contents.items()
    )
    return Issue(
        id=ident,
        year=said.year,
        to=said.to,
        by=said.by,
        on=said.on,
        as_of=said.as_of,
        version=said.version,
        files=files,
        fields=dict(said.fields),
    )


def _with_unfinished(workspace: Workspace) -> Register:
    """The register with what an interrupted call has kept and not entered. Raises WorkspaceError where it is damaged."""
    register = read_register(workspace)
    if register.diagnostics:
        raise WorkspaceError(register.diagnostics)
    unfinished = list(unentered(workspace, register))
    if unfinished:
        _enter(workspace, unfinished)
        register = read_register(workspace)
    return register


def unentered(workspace: Workspace, register: Register) -> Iterator[Issue]:
    """Issues that are kept and that the register does not have."""
    known = {issue.id for issue in register.issues}
    for path in sorted(workspace.issued_dir.glob(f"*/{ENTRY}")):
        if path.parent.name in known or path.parent.name.startswith("."):
            continue
        entry = read_into(RegisterFile, read_yaml(path.name, path.read_bytes(), DEFAULT_LIMITS))
        yield from (issue for issue in (entry.issued if entry else ()) if issue.id == path.parent.name)


def _enter(workspace: Workspace, issues: list[Issue]) -> None:
    path = workspace.register_file
    before = path.read_bytes() if path.is_file() else HEADING.encode()
    replace_file(path, before + "".join(map(entry_text, issues)).encode())


def kept_files(workspace: Workspace, issue: Issue) -> list[Path]:
    """Where the files of an issue are kept. Raises WorkspaceError where one is not what was handed in."""
    problems: tuple[Diagnostic, ...] = tuple(check_issue(workspace, issue))
    if problems:
        raise WorkspaceError(problems)
    return [workspace.issued_dir / issue.id / file.name for file in issue.files]
