"""Names of files that Windows, macOS and Linux can all carry, and folders that stay inside the workspace."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

_FOREIGN = '\\/:*?"<>|'


# Windows keeps these for devices, whatever the suffix.
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


_MOST_NAME_BYTES = 200  # of 255 that Linux allows a name; Japanese letters take three


class LinkOutError(OSError):
    """A folder of the workspace is a link that leads out of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(0, f"{folder.name} がワークスペースの外を指すリンクです")


def check_inside(folder: Path, root: Path) -> None:
    """Raise LinkOutError where the real place of ``folder`` is not below ``root``: nothing is written there."""
    if not folder.resolve().is_relative_to(root.resolve()):
        raise LinkOutError(folder)


def inside(folder: Path, name: str) -> Path | None:
    """The file ``name`` of a folder, None where there is none or its real place is elsewhere."""
    path = (folder / name).resolve()
    return path if path.is_file() and path.is_relative_to(folder.resolve()) else None


def safe_name(text: str) -> str:
    """``text`` as a part of a file's name that Windows, macOS and Linux can all carry, and none takes for a path."""
    text = unicodedata.normalize("NFC", text)
    name = "".join("_" if c in _FOREIGN or not c.isprintable() else c for c in text).strip(" .")
    while len(name.encode("utf-8", "replace")) > _MOST_NAME_BYTES:
        name = name[:-1].rstrip(" .")
    return f"_{name}" if not name or name.partition(".")[0].upper() in _DEVICES else name


def same_name(folder: Path, name: str) -> Path | None:
    """The file of a folder that Windows or macOS would take for ``name`` (case and composed kana do not tell)."""
    wanted = unicodedata.normalize("NFC", name).casefold()
    here = folder.iterdir() if folder.is_dir() else ()
    return next((p for p in here if unicodedata.normalize("NFC", p.name).casefold() == wanted), None)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal, however large it is. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
