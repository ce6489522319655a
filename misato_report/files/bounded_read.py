"""Reading no more of a file than anybody wants. Apart from what writes files, which loads more than a quick command needs."""

from __future__ import annotations

from pathlib import Path


def read_at_most(path: Path, most: int) -> bytes:
    """The bytes of a file, of a larger one only the first ``most`` and one more: enough to tell. Raises OSError."""
    with path.open("rb") as file:
        return file.read(most + 1)
