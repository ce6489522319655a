"""Locks between processes, on network shares that know none too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file. Raises filelock.Timeout where somebody else does for longer than ``seconds``.

    Some shares of a network know no locks; there a file that says "taken" has to do.
    """
    lock: filelock.BaseFileLock = filelock.FileLock(path, timeout=seconds)
    try:
        lock.acquire()
    except NotImplementedError:
        lock = filelock.SoftFileLock(f"{path}.taken", timeout=seconds)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
