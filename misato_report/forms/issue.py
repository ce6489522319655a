"""The forms of a year, written into the workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.evaluation.reviews import reviews_at
from misato_report.files.atomic_write import replace_file
from misato_report.files.names import check_inside, safe_name
from misato_report.forms.questions import Questionnaire, asked_of
from misato_report.forms.write import render_form
from misato_report.notation import print_year
from misato_report.project import Project


def issue(project: Project, year: int, due: date) -> list[tuple[Path, Questionnaire]]:
    """Write a form for each department. Raises WorkspaceError; a form is written whole or not at all."""
    plan = project.sound_plan()
    asked = asked_of(plan, project.observations, year, reviews_at(plan, year - 1, date.max))
    folder = project.workspace.forms_dir(year)
    rendered = [(folder / _file_name(one, year), one, render_form(plan, one, year, due)) for one in asked]
    try:
        check_inside(folder, project.workspace.root)
        folder.mkdir(parents=True, exist_ok=True)
        for path, _, content in rendered:
            replace_file(path, content)
    except OSError as error:
        message = f"様式を書けませんでした ({error.strerror})。"
        hint = "ファイルをほかの人が開いていないか、空き容量とアクセス権を確かめてください。"
        raise WorkspaceError(
            (Diagnostic(file=str(folder), code="write-failed", message=message, hint=hint),)
        ) from error
    return [(path, one) for path, one, _ in rendered]


def _file_name(asked: Questionnaire, year: int) -> str:
    return f"{safe_name(f'{print_year(year)}_実績と評価の様式_{asked.department}')}.xlsx"
