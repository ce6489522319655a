"""Putting it all in place as one change: the ledger, the receipts, the files that came from elsewhere, the reviews."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from misato_report.actuals.extracting import Extracted
from misato_report.actuals.ledger.peers import Peers, peers_bytes, renamed
from misato_report.actuals.ledger.receipts import Receipts, receipts_bytes
from misato_report.actuals.ledger.write import holds, ledger_bytes, merged_with
from misato_report.diagnostics import Diagnostic
from misato_report.files.journal import Content, write_together
from misato_report.files.names import same_name
from misato_report.observation import Observation
from misato_report.workspace import Workspace

_APRIL = 4


@dataclass(frozen=True)
class Beside:
    """A file that changes together with the ledger: its new content, made from ``before`` (None: there was none)."""

    path: Path
    content: bytes
    before: bytes | None


@dataclass(frozen=True)
class Outcome:
    """What is to be kept: rows and receipts; of which series (None: of all, and nothing else); the rows as they were;
    the files that were read; what changes with them; and the other municipalities' rows."""

    workspace: Workspace
    observations: list[Observation]
    receipts: Receipts
    only: Container[str] | None
    before: Sequence[Observation]
    files: Mapping[Path, Extracted]
    beside: Sequence[Beside]
    peers: Peers = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What was kept: the rows with the names of the files that were brought in, what of it was written, and what
    stood in the way (then nothing was)."""

    observations: list[Observation]
    ledger_written: bool = False
    peers_written: bool = False
    diagnostics: Sequence[Diagnostic] = ()


def put_in_place(outcome: Outcome) -> Kept:
    """Write what has changed, all or nothing. Raises OSError; then nothing was written."""
    workspace = outcome.workspace
    brought, problems = _to_bring_in(workspace, outcome.files)
    problems += _changed_meanwhile(workspace, outcome.beside)
    if problems:
        return Kept(outcome.observations, diagnostics=problems)
    names = {outcome.files[path].file.name: workspace.name_of(target) for path, target in brought.items()}
    observations = [replace(o, file=names.get(o.file, o.file)) for o in outcome.observations]
    receipts = [replace(r, file=names.get(r.file, r.file)) for r in outcome.receipts.values()]
    contents: dict[Path, Content] = {
        target: outcome.files[path].file.raw for path, target in brought.items() if not target.exists()
    }
    path = workspace.ledger_file

    def ledger() -> Iterator[bytes]:
        if outcome.only is None:
            return iter([ledger_bytes(observations)])
        return merged_with(observations, path, outcome.only)

    same = observations == list(outcome.before) and (not path.exists() or holds(path, ledger()))
    if not same:
        contents[path] = ledger()
    noted = receipts_bytes(receipts)
    if receipts and not _is(workspace.receipts_file, noted):
        contents[workspace.receipts_file] = noted
    of_peers = peers_bytes(renamed(outcome.peers, names))
    if (outcome.peers or workspace.peers_file.exists()) and not _is(workspace.peers_file, of_peers):
        contents[workspace.peers_file] = of_peers
    contents |= {one.path: one.content for one in outcome.beside}
    if contents:
        write_together(workspace.actuals_dir, workspace.root, contents)
    return Kept(observations, not same, workspace.peers_file in contents)


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _changed_meanwhile(workspace: Workspace, beside: Iterable[Beside]) -> list[Diagnostic]:
    found = []
    for one in beside:
        if (one.path.read_bytes() if one.path.is_file() else None) != one.before:
            message = "読んでいる間に、ほかの人が書き換えました。"
            hint = "もう一度、同じコマンドを実行してください。"
            name = workspace.name_of(one.path)
            found.append(Diagnostic(file=name, code="changed-meanwhile", message=message, hint=hint))
    return found


def _to_bring_in(
    workspace: Workspace, files: Mapping[Path, Extracted]
) -> tuple[dict[Path, Path], list[Diagnostic]]:
    """Files that lie outside ``actuals/`` → their places in the folder of their publication's fiscal year."""
    inside = workspace.actuals_dir.resolve()
    targets: dict[Path, Path] = {}
    problems = []
    for path, extracted in files.items():
        if path.resolve().is_relative_to(inside) or not extracted.observations:
            continue
        day = max(o.published_on for o in extracted.observations)
        fiscal_year = day.year if day.month >= _APRIL else day.year - 1
        target = workspace.actuals_dir / str(fiscal_year) / path.name
        taken = same_name(target.parent, target.name)
        others = [other for other, place in targets.items() if place == target]
        clash = taken is not None and (taken.name != target.name or taken.read_bytes() != extracted.file.raw)
        if clash or any(files[other].file.raw != extracted.file.raw for other in others):
            message = f"{workspace.name_of(target)} に、同じ名前で中身の違うファイルがあります。"
            hint = "ファイルの名前を変えてから取り込んでください。"
            problems.append(Diagnostic(file=str(path), code="name-taken", message=message, hint=hint))
        targets[path] = target
    return targets, problems
