"""Warnings that somebody has looked at (``plan/seen.yaml``): counted, not shown, until what they are about changes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.files.atomic_write import remove_left_overs
from misato_report.files.journal import finish, write_together
from misato_report.files.locking import locked
from misato_report.files.names import check_inside
from misato_report.plan.seen import SeenWarning
from misato_report.workspace import Workspace

_LETTERS = 6
_LOCK_SECONDS = 60
_WIDEST = 10_000  # a line of text is never broken
_HEADING = "# 確かめて、そのままでよいとした注意。misato-report seen が書き足す。注意の文が変わると、また表示される。\n"


@dataclass(frozen=True)
class Seen:
    """Findings that are open, and those that were looked at."""

    open: tuple[Diagnostic, ...]
    seen: tuple[Diagnostic, ...]


def mark_of(finding: Diagnostic) -> str:
    """The mark by which a warning is known: it changes with the words and figures of the warning, not with its line."""
    said = "\0".join((finding.code, finding.file, finding.cell, finding.message))
    return hashlib.sha256(said.encode()).hexdigest()[:_LETTERS]


def without_seen(found: Iterable[Diagnostic], marks: Iterable[SeenWarning]) -> Seen:
    """Apart: what is open, and the warnings that are marked as seen. An error is never out of sight."""
    known = {(mark.code, mark.place, mark.mark) for mark in marks}
    left: list[Diagnostic] = []
    seen: list[Diagnostic] = []
    for finding in found:
        marked = (finding.code, finding.file, mark_of(finding)) in known
        (seen if marked and finding.severity is not Severity.ERROR else left).append(finding)
    return Seen(tuple(left), tuple(seen))


@dataclass(frozen=True)
class Remark:
    """Who looked, when, and why the warning may stay."""

    by: str
    when: date
    because: str


def mark_as_seen(workspace: Workspace, warnings: Sequence[Diagnostic], remark: Remark) -> None:
    """Add warnings to ``plan/seen.yaml``; what people wrote there stays as it is, and what others add meanwhile.

    Raises OSError and filelock.Timeout; then nothing was added.
    """
    check_inside(workspace.actuals_dir, workspace.root)
    workspace.actuals_dir.mkdir(exist_ok=True)
    with locked(workspace.lock_file, _LOCK_SECONDS):
        finish(workspace.actuals_dir, workspace.root)
        remove_left_overs(workspace.actuals_dir)
        content = _with_entries(workspace.seen_file, [_entry(warning, remark) for warning in warnings])
        write_together(workspace.actuals_dir, workspace.root, {workspace.seen_file: content})


def _with_entries(path: Path, entries: Iterable[CommentedMap]) -> bytes:
    yaml = YAML()
    yaml.width = _WIDEST
    yaml.preserve_quotes = True
    yaml.representer.ignore_aliases = lambda *_: True  # a date that stands twice is no alias
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else _HEADING
    document = yaml.load(text)
    if document is None:  # comments alone
        document = yaml.load(f"{text}\nseen:\n")
    if not document.get("seen"):
        document["seen"] = CommentedSeq()
    document["seen"].extend(entries)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue().encode()


def _entry(warning: Diagnostic, remark: Remark) -> CommentedMap:
    return CommentedMap(
        code=warning.code,
        place=warning.file,
        mark=mark_of(warning),
        says=warning.message,
        by=remark.by,
        when=remark.when.isoformat(),
        because=remark.because,
    )
