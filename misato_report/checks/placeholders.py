"""What ``init`` left for the town to write, and nobody has written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.plan.placeholders import is_placeholder
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace

_VALUE = re.compile(r"^\s*(?:-\s+)?(?:[a-z_]+:\s+)?(?P<text>（.*?）)\s*(?:#.*)?$")


def check_placeholders(workspace: Workspace, plan: Plan) -> Iterator[Diagnostic]:
    """Each text of the plan that is still the one of the empty plan, and each field that says nothing of its aim."""
    for path in filter(Path.is_file, workspace.plan_files()):
        name = workspace.name_of(path)
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
            match = _VALUE.match(line)
            if match and is_placeholder(match["text"]):
                message = f"ひな形の「{match['text']}」がそのままです。"
                hint = "計画書のとおりに書き換えるか、書くことがなければその行を消してください。"
                yield Diagnostic(
                    file=name,
                    line=number,
                    code="placeholder",
                    message=message,
                    hint=hint,
                    severity=Severity.WARNING,
                )
    for field in plan.fields:
        if not field.direction:
            message = f"分野「{field.name}」の「目指す方向性」が書かれていません。"
            hint = "計画書にあれば、分野のファイルに direction: で写してください。なければそのままでかまいません。"
            place, row = plan.places.get(f"field {field.id}", ("plan/fields/", None))
            yield Diagnostic(
                file=place,
                line=row,
                code="no-direction-text",
                message=message,
                hint=hint,
                severity=Severity.INFO,
            )
