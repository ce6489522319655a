"""Whether a report needs to be made again: from the content of all that goes into it, and of what came of it.

Reports are equal bytes for equal inputs, so one whose inputs are as they were, and whose files are as they were
written, is left alone. What was built from what is noted in ``out/.built.json``; without the note, or with one
that cannot be read, the report is made again. Nothing here imports what building needs: the answer has to be quick.
"""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Self

from misato_report import __version__
from misato_report.files.atomic_write import replace_file
from misato_report.files.names import digest_of
from misato_report.report.request import COUNCIL, BuildRequest
from misato_report.workspace import Workspace

_MOST_NOTES = 50
_OWN_KINDS = (".py", ".j2", ".css", ".js", ".xlsx", ".docx")


@dataclass(frozen=True)
class BuildIdentity:
    """A build as it was asked for: the year, and every option by its name."""

    year: int
    options: Mapping[str, str]

    @classmethod
    def of(cls, request: BuildRequest, *, default_as_of: bool = False) -> Self:
        """A build as it was asked for. With ``default_as_of`` nobody gave the as-of date, and the request has today's:
        the day that is used in the end may be another, so that this is not the same as to ask for today.
        """
        options = {f.name: str(getattr(request, f.name)) for f in fields(request) if f.name != "report_year"}
        return cls(request.report_year, options | ({"as_of_given": "no"} if default_as_of else {}))

    def key(self) -> str:
        """The build's name among the notes."""
        return json.dumps([self.year, dict(sorted(self.options.items()))], ensure_ascii=False)


def _fingerprint(workspace: Workspace) -> str:
    """A hash of all that a report is made from and held against: program, libraries, plan, reviews, templates, ledger,
    the published files, and what was handed in."""
    digest = hashlib.sha256()
    for part in (__version__, sys.version, *_libraries(), *_stamps(Path(__file__).parent.parent)):
        digest.update(part.encode() + b"\0")
    folders = (workspace.plan_file.parent, workspace.templates_dir)
    inputs = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    ours = (workspace.ledger_file, workspace.peers_file)
    for path in (*inputs, *ours, *workspace.source_files(), *workspace.issued_files()):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{workspace.name_of(path)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _libraries() -> list[str]:
    """Names and versions of what is installed, as the names of its folders have them."""
    return sorted(path.name for path in Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info"))


def _stamps(package: Path) -> list[str]:
    """Size and time of each file of the program, which a developer changes without a new version."""
    files = (path for path in sorted(package.rglob("*")) if path.suffix in _OWN_KINDS)
    return [f"{path.name} {(about := path.stat()).st_size} {about.st_mtime_ns}" for path in files]


@dataclass(frozen=True)
class Built:
    """What a build came to: its files, and the as-of date in the end."""

    paths: list[Path]
    as_of: date


def build_unless_same(
    workspace: Workspace, asked: BuildIdentity, build: Callable[[], Built], *, again: bool = False
) -> tuple[list[Path], bool]:
    """The report's files, and whether they were left alone because they would come out the same.

    ``build`` makes them where they have to be made; what it raises goes on. With ``again`` it always does.
    """
    inputs = _fingerprint(workspace)
    paths = [] if again else _still_good(workspace, asked, inputs)
    if paths:
        return paths, True
    built = build()
    with suppress(OSError):  # the report is there; without the note it is only made again the next time
        _note_built(workspace, asked, inputs, built)
    return built.paths, False


def _still_good(workspace: Workspace, asked: BuildIdentity, inputs: str) -> list[Path]:
    """The files of a report that need not be made again; none where it has to be made."""
    note = _notes(workspace).get(asked.key(), {})
    if note.get("inputs") != inputs:
        return []
    return _whole_files(workspace.out_dir(asked.year), note)


def _whole_files(folder: Path, note: Mapping[str, Any]) -> list[Path]:
    """The files of a note if all of them are as they were written, else none."""
    files = note.get("files", {})
    same = all(
        (folder / name).is_file() and digest_of(folder / name) == digest for name, digest in files.items()
    )
    return [folder / name for name in files] if same else []


@dataclass(frozen=True)
class EarlierBuild:
    """A report that was built: its files (none where one is not as it was written), and whether it still holds.

    ``council``: the report itself is among them, not only papers in others' forms.
    """

    as_of: date
    draft: bool
    current: bool
    paths: tuple[Path, ...]
    council: bool


def builds_of(workspace: Workspace, year: int) -> list[EarlierBuild]:
    """What was built of a report year, the newest last; ``current`` where all that went into it is as it was."""
    inputs = _fingerprint(workspace)
    found = []
    for note in _notes(workspace).values():
        if note.get("year") == year:
            current = note.get("inputs") == inputs
            paths = tuple(_whole_files(workspace.out_dir(year), note))
            day = date.fromisoformat(note["as_of"])
            council = bool(note.get("council", True))
            found.append(EarlierBuild(day, bool(note.get("draft")), current, paths, council))
    return found


def _note_built(workspace: Workspace, asked: BuildIdentity, inputs: str, built: Built) -> None:
    notes = _notes(workspace)
    notes.pop(asked.key(), None)
    notes[asked.key()] = {
        "year": asked.year,
        "as_of": built.as_of.isoformat(),
        "council": repr(COUNCIL) in asked.options.get("papers", repr(COUNCIL)),
        "draft": asked.options.get("draft") == str(True),
        "inputs": inputs,
        "files": {path.name: digest_of(path) for path in built.paths},
    }
    kept = dict(list(notes.items())[-_MOST_NOTES:])
    replace_file(workspace.built_file, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def _notes(workspace: Workspace) -> dict[str, dict[str, Any]]:
    try:
        notes = json.loads(workspace.built_file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    good = isinstance(notes, dict) and all(isinstance(note, dict) for note in notes.values())
    return notes if good else {}
