"""Files for people to read, which a table cannot be taken from."""

from __future__ import annotations

from pathlib import PurePath

_KINDS = {
    "PDF": (".pdf",),
    "Word": (".doc", ".docx", ".odt", ".rtf", ".jtd"),
    "PowerPoint": (".ppt", ".pptx"),
    "画像": (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic"),
}
_KIND_OF = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}


def paper_kind(path: PurePath) -> str:
    """What a file is for people to read (PDF, Word, 画像 …), by its name; empty for what may be a table."""
    return _KIND_OF.get(path.suffix.lower(), "")
