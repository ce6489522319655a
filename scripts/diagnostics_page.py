"""Writes docs/diagnostics.md: every code of a finding, from misato_report/diagnostics/codes.py."""

from __future__ import annotations

from pathlib import Path

from misato_report.diagnostics.codes import CATALOGUE

DOCUMENT = Path(__file__).parent.parent / "docs" / "diagnostics.md"
_HEAD = """# Findings and their codes

Written by `make documents` from `misato_report/diagnostics/codes.py`. A finding has a code, which stays the same from version to version,
a place (file and line, or cell), a message and a hint in Japanese: `misato-report check --json` prints them. An *error* stops a command and
nothing is written; a *warning* and an *info* are told.
"""


def document() -> str:
    """The whole document."""
    parts = [_HEAD]
    for heading, codes in CATALOGUE.items():
        parts.append(f"\n## {heading}\n\n| code | | what it means | what to do |\n|---|---|---|---|\n")
        parts += [f"| `{c}` | {a.severity} | {a.meaning} | {a.remedy} |\n" for c, a in codes.items()]
    return (
        "".join(parts)
        .replace("*", "\\*")
        .replace("\\*error\\*", "*error*")
        .replace("\\*warning\\*", "*warning*")
        .replace("\\*info\\*", "*info*")
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
