"""Findings about the plan, the ledger and the source files, as values (:class:`Diagnostic`)."""

from misato_report.diagnostics.diagnostic import Diagnostic, Severity, has_errors, in_order
from misato_report.diagnostics.errors import WorkspaceError

__all__ = ["Diagnostic", "Severity", "WorkspaceError", "has_errors", "in_order"]
