"""Is what was handed in still what was handed in?"""

from __future__ import annotations

from collections.abc import Iterator

from misato_report.diagnostics import Diagnostic
from misato_report.files.names import digest_of
from misato_report.issued.register import Issue, read_register
from misato_report.workspace import Workspace

_HINT = "提出したものは書き換えません。控え（バックアップ）から戻してください。"


def check_issued(workspace: Workspace) -> Iterator[Diagnostic]:
    """A register that cannot be read, and kept files that are lacking or not as they were."""
    register = read_register(workspace)
    yield from register.diagnostics
    for issue in register.issues:
        yield from check_issue(workspace, issue)


def check_issue(workspace: Workspace, issue: Issue) -> Iterator[Diagnostic]:
    """The files of one issue that are lacking or not as they were handed in."""
    for file in issue.files:
        path = workspace.issued_dir / issue.id / file.name
        name = workspace.name_of(workspace.issued_dir / issue.id) + "/" + file.name
        try:
            same = digest_of(path) == file.sha256
        except OSError:
            message = f"{issue.to}に提出したファイルがありません。"
            yield Diagnostic(file=name, code="issued-vanished", message=message, hint=_HINT)
            continue
        if not same:
            message = f"{issue.to}に提出したときと、中身が違います。"
            yield Diagnostic(file=name, code="issued-changed", message=message, hint=_HINT)
