"""Atomic writes: a file or a folder is put in place whole or not at all.

A crash, a full disk or a pulled plug at any point leaves what was there before, or what was to be there. Files are
written beside their place, brought to the disk, and renamed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from misato_report.files.locking import locked
from misato_report.files.names import check_inside

_LEFT_OVER = ".misato-"


_LOCK = ".build.lock"


_LOCK_SECONDS = 60


_EXCHANGE = 2  # RENAME_EXCHANGE of Linux' renameat2


_HERE = -100  # AT_FDCWD


def replace_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Put ``content``, in one piece or several, at ``path``. A link there is replaced by the file, not followed.

    Raises OSError (disk full, no permission); then the old file is as it was and nothing is left over.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_LEFT_OVER, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner can read; a shared folder needs what was there before.
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    sync_folder(path.parent)


def remove_left_overs(folder: Path) -> None:
    """Remove what a killed process left below ``folder``; only for who holds its lock."""
    for path in folder.rglob(f"{_LEFT_OVER}*"):
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def replace_in_folder(folder: Path, contents: Mapping[str, bytes], root: Path) -> list[Path]:
    """Put files (name → content) into a folder, all of them or none; its other files stay.

    The folder is made anew beside its place and the two are exchanged. Linux does that in one step; elsewhere a
    crash between two steps leaves the old folder under a hidden name, and the next call puts it back.

    Raises OSError as ``replace_file`` does, LinkOutError where the folder's place is not below ``root``, and
    filelock.Timeout where somebody else is writing.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    check_inside(folder, root)
    with locked(folder.parent / _LOCK, _LOCK_SECONDS):
        _put_back(folder)
        remove_left_overs(folder.parent)
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_LEFT_OVER))
        try:
            _fill(new, folder, contents)
            _exchange(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        sync_folder(folder.parent)
    return [folder / name for name in contents]


def _fill(new: Path, old: Path, contents: Mapping[str, bytes]) -> None:
    if old.is_dir():
        for path in old.iterdir():
            if path.name not in contents and path.is_dir() and not path.is_symlink():
                shutil.copytree(path, new / path.name, symlinks=True)
            elif path.name not in contents:
                shutil.copy2(path, new / path.name, follow_symlinks=False)
    for name, content in contents.items():
        replace_file(new / name, content)
        if (old / name).is_file():
            (new / name).chmod((old / name).stat().st_mode & 0o777)
    new.chmod(old.stat().st_mode & 0o777 if old.is_dir() else 0o777 & ~_umask())
    sync_folder(new)


def _exchange(new: Path, folder: Path) -> None:
    """Put ``new`` in the folder's place; what was there is at ``new`` afterwards."""
    if not folder.exists():
        new.rename(folder)
    elif not _exchanged_in_one_step(new, folder):
        aside = _aside(folder)
        folder.rename(aside)
        try:
            new.rename(folder)
        except OSError:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged_in_one_step(new: Path, folder: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(new), _HERE, os.fsencode(folder), _EXCHANGE) == 0


def _aside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.before"


def _put_back(folder: Path) -> None:
    aside = _aside(folder)
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Make a rename itself last through a power cut; Windows cannot open a folder, and need not."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
