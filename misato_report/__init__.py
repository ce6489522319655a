"""The plan, the published figures, and the report made from them.

For programs: ``load_workspace`` reads a workspace, ``evaluate`` judges its indicators, ``build_report``
writes the report that a ``BuildRequest`` asks for. They are loaded when first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["BuildRequest", "__version__", "build_report", "evaluate", "load_workspace"]

if TYPE_CHECKING:
    from misato_report.project import evaluate_project as evaluate
    from misato_report.project import load_workspace
    from misato_report.report.building import build_report
    from misato_report.report.request import BuildRequest

_HOMES = {
    "load_workspace": ("misato_report.project", "load_workspace"),
    "evaluate": ("misato_report.project", "evaluate_project"),
    "build_report": ("misato_report.report.building", "build_report"),
    "BuildRequest": ("misato_report.report.request", "BuildRequest"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
