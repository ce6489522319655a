"""Files that come with the program: the default templates, the plan that ``init`` copies, the samples to practise on.

In an installed wheel they lie inside the package; in a source tree they are the repository's own
``templates/``, ``plan/`` and ``actuals/``.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def bundled(name: str) -> Path:
    """Folder ``name`` (plan, templates, actuals or docs) as it came with the program; of docs only what ``init`` copies."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def blank_plan() -> Path:
    """Folder of a plan to be filled in."""
    return _PACKAGE / "blank_plan"
