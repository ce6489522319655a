"""What programs leave lying in folders: names that are nobody's table."""

from __future__ import annotations

from collections.abc import Iterable

_NAMES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"))
_SUFFIXES = (".lnk", ".url", ".webloc", ".tmp", ".crdownload", ".part")
# Hidden files, and "~$name.xlsx" of an Office program that has name.xlsx open.
_BEGINNINGS = (".", "~$")


def is_left_over(parts: Iterable[str]) -> bool:
    """Whether a path, given by its parts, is hidden, Windows' or macOS' own, a link, or half a download."""
    return any(
        part.startswith(_BEGINNINGS) or part.lower() in _NAMES or part.lower().endswith(_SUFFIXES)
        for part in parts
    )
