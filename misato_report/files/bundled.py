"""Files that come with the program: the default templates, the plan that ``init`` copies, the samples to practise on.

In an installed wheel they lie inside the package; in a source tree they are the repository's own
``templates/``, ``plan/`` and ``actuals/``.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def bundled(name: str) -> Path:
    """What came with the program under a name: the folders plan, templates and actuals, the file ``docs/method.md``."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.exists() else _PACKAGE.parent / name


def blank_plan() -> Path:
    """Folder of a plan to be filled in."""
    return _PACKAGE / "blank_plan"
