"""The one exception by which findings stop a command."""

from __future__ import annotations

from misato_report.diagnostics.diagnostic import Diagnostic


class WorkspaceError(Exception):
    """Something in the workspace is wrong; ``diagnostics`` says what, in Japanese."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(f"{d.file}: {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics
