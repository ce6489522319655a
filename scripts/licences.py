"""Writes docs/licences.md: every library that the program is installed with, and the licence it states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "licences.md"
LOCK = ROOT / "requirements.lock"
_ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+))?", re.M)
_CLASSIFIER = "License :: OSI Approved :: "

_HEAD = """# What the program is made of

Written by `make documents` from `requirements.lock` and what each library says of itself. None of it is in this repository; an
installation fetches it (or has it in its folder of wheels), checked against the hashes of the lock. `make sbom` writes the same as
CycloneDX to `dist/sbom.cdx.json`.

| library | version | licence |
|---|---|---|
"""


def document() -> str:
    """The whole document."""
    return _HEAD + "".join(_rows(LOCK.read_text(encoding="utf-8")))


def _rows(lock: str) -> Iterator[str]:
    for entry in _ENTRY.finditer(lock):
        marker = f" ({entry['marker'].strip()})" if entry["marker"] else ""
        yield f"| {entry['name']} | {entry['version']} | {licence_of(entry['name'])}{marker} |\n"


def licence_of(name: str) -> str:
    """The licence that an installed library states: its expression, else its classifiers, else its text's first line."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not on this system"
    classifiers = [c.removeprefix(_CLASSIFIER) for c in about.get_all("Classifier") or () if _CLASSIFIER in c]
    stated = (
        _said(about, "License-Expression")
        or " / ".join(classifiers)
        or _said(about, "License")
        or "not stated"
    )
    return stated.splitlines()[0][:160].replace("|", "/")


def _said(about: PackageMetadata, key: str) -> str:
    return str((about.get_all(key) or [""])[0])


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
