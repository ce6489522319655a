"""Writes docs/hostile.md: the files of tests/hostile/, each with the sentence it gets."""

from __future__ import annotations

import csv
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "hostile.md"
SENTENCES = ROOT / "tests" / "hostile" / "sentences.csv"

_HEAD = """# Hostile files, and the sentence each gets

Written by `make documents` from `tests/hostile/sentences.csv`; `tests/robustness/test_hostile.py` gives every file of `tests/hostile/` to the
command that would meet it, and holds what is told against this table: exit 1, no traceback, nothing written, no file of the
system read. `tables` are given to `ingest`, `plan` stand in for `plan/revisions.yaml`, `seals` for the town's seal, `templates`
for `report.html.j2`.

| file | what the clerk reads |
|---|---|
"""


def document() -> str:
    """The whole document."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = [(row["file"], row["sentence"].replace("|", "\\|")) for row in csv.DictReader(file)]
    return _HEAD + "".join(f"| `{name}` | {_safe(sentence)} |\n" for name, sentence in rows)


def _safe(text: str) -> str:
    """Text of a Markdown table that shows as it is."""
    for letter in "`*_<":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("{{", "{\u200b{")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
