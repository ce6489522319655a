"""Several files changed as one: all of them or none, whatever happens in between.

The new contents are written into a hidden folder and brought to the disk. Then a list of what goes where is put beside
them: that is the moment that counts. Before it nothing has changed; after it the change is made, and where a crash stops
it, whoever comes next finishes it. An error while the files are put in place takes those back that are there already.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from misato_report.files.atomic_write import replace_file, sync_folder
from misato_report.files.names import check_inside

_FOLDER = ".misato-journal"
_TO_DO, _TO_UNDO = "to-do.json", "to-undo.json"
_CHUNK = 1_000_000

Content = bytes | Iterable[bytes]


@dataclass(frozen=True)
class _Step:
    """One file: its place, its new content, and what was there before (``was_there``)."""

    target: Path
    new: Path
    old: Path
    was_there: bool


def write_together(folder: Path, root: Path, contents: Mapping[Path, Content]) -> None:
    """Put each content at its path below ``root``, all or none. Only for who holds the lock of ``folder``, where the
    journal is kept. Raises OSError; then every file is as it was."""
    journal = folder / _FOLDER
    shutil.rmtree(journal, ignore_errors=True)
    made: list[Path] = []
    try:
        journal.mkdir()
        steps = [_staged(journal, root, number, *item) for number, item in enumerate(contents.items())]
        for step in steps:
            made.extend(_make_folders(step.target.parent))
        _put_list(journal, root, steps)
    except BaseException:
        shutil.rmtree(journal, ignore_errors=True)
        _remove_folders(made)
        raise
    try:
        _apply(steps)
    except BaseException:
        # Where even this fails, the next command finishes the change.
        (journal / _TO_DO).rename(journal / _TO_UNDO)
        _undo(steps)
        shutil.rmtree(journal, ignore_errors=True)
        _remove_folders(made)
        raise
    shutil.rmtree(journal, ignore_errors=True)


def is_interrupted(folder: Path) -> bool:
    """Whether a change stopped halfway, or somebody is making one now: who has the lock of ``folder`` can tell."""
    return any((folder / _FOLDER / name).is_file() for name in (_TO_DO, _TO_UNDO))


def finish(folder: Path, root: Path) -> None:
    """Finish (or finish taking back) a change that stopped halfway. Only for who holds the lock. Raises OSError."""
    journal = folder / _FOLDER
    if (journal / _TO_UNDO).is_file():
        _undo(_read_list(journal / _TO_UNDO, root))
    elif (journal / _TO_DO).is_file():
        _apply(_read_list(journal / _TO_DO, root))
    shutil.rmtree(journal, ignore_errors=True)


def _staged(journal: Path, root: Path, number: int, target: Path, content: Content) -> _Step:
    check_inside(target.parent, root)
    step = _Step(target, journal / f"new-{number}", journal / f"old-{number}", target.exists())
    replace_file(step.new, content)
    if step.was_there:
        step.new.chmod(target.stat().st_mode & 0o777)
        _keep(target, step.old)
    return step


def _keep(path: Path, copy: Path) -> None:
    try:
        os.link(path, copy)
    except OSError:  # not every file system has links
        replace_file(copy, _chunks(path))
        copy.chmod(path.stat().st_mode & 0o777)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _put_list(journal: Path, root: Path, steps: Iterable[_Step]) -> None:
    base = root.resolve()
    listed = [
        {
            # A target that is a link is replaced, not followed: only its folder is resolved.
            "target": (step.target.parent.resolve() / step.target.name).relative_to(base).as_posix(),
            "new": step.new.name,
            "old": step.old.name,
            "was_there": step.was_there,
        }
        for step in steps
    ]
    replace_file(journal / _TO_DO, json.dumps(listed, ensure_ascii=False).encode())


def _read_list(path: Path, root: Path) -> list[_Step]:
    """Raises OSError for a list that is none of ours, or leads out of ``root``."""
    try:
        steps = [
            _Step(
                root / entry["target"],
                path.parent / Path(entry["new"]).name,
                path.parent / Path(entry["old"]).name,
                bool(entry["was_there"]),
            )
            for entry in json.loads(path.read_bytes())
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise OSError(errno.EINVAL, f"{path.name} を読めません") from error
    for step in steps:
        check_inside(step.target.parent, root)
    return steps


def _apply(steps: Iterable[_Step]) -> None:
    """Put in place what is not there yet."""
    for step in steps:
        if step.new.exists():
            step.target.parent.mkdir(parents=True, exist_ok=True)
            _move(step.new, step.target)
            sync_folder(step.target.parent)


def _undo(steps: Iterable[_Step]) -> None:
    """Take back what was put in place."""
    for step in steps:
        if step.new.exists():
            continue
        if not step.was_there:
            step.target.unlink(missing_ok=True)
        elif step.old.exists():
            _move(step.old, step.target)


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        replace_file(target, _chunks(source))  # a folder of the workspace may lie on another disk
        source.unlink()


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it that are missing; returns those made, the deepest first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
    return missing


def _remove_folders(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
