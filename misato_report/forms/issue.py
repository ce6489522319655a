"""The forms of a year, written into the workspace."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.filled_form import FilledForm, filled_forms
from misato_report.diagnostics import Diagnostic, WorkspaceError, has_errors
from misato_report.evaluation.reviews import reviews_at
from misato_report.evaluation.rules import newest_vintages
from misato_report.files.atomic_write import replace_file
from misato_report.files.names import check_inside, safe_name
from misato_report.forms.questions import Questionnaire, asked_of
from misato_report.forms.rows import Known
from misato_report.forms.write import render_form
from misato_report.notation import print_year
from misato_report.project import Project, evaluate_project


@dataclass(frozen=True)
class Issued:
    """A form that lies ready: ``kept`` is the filled one under the usual name that it stands beside."""

    path: Path
    asked: Questionnaire
    kept: Path | None = None


def issue(project: Project, year: int, due: date) -> list[Issued]:
    """Write a form for each department. Raises WorkspaceError; a form is written whole or not at all.

    A form in which anything was filled in, or that cannot be read, stays as it is: the new one gets another name.
    """
    plan = project.sound_plan()
    asked = asked_of(plan, _known(project, year), reviews_at(plan, year - 1, date.max))
    folder = project.workspace.forms_dir(year)
    rendered = [(one, render_form(plan, one, year, due)) for one in asked]
    found = []
    try:
        check_inside(folder, project.workspace.root)
        folder.mkdir(parents=True, exist_ok=True)
        for one, content in rendered:
            usual = folder / _file_name(one, year)
            path = _free_place(usual, content, project)
            if not path.is_file() or path.read_bytes() != content:
                replace_file(path, content)
            found.append(Issued(path, one, usual if path != usual else None))
    except OSError as error:
        message = f"様式を書けませんでした ({error.strerror})。"
        hint = "ファイルをほかの人が開いていないか、空き容量とアクセス権を確かめてください。"
        raise WorkspaceError(
            (Diagnostic(file=str(folder), code="write-failed", message=message, hint=hint),)
        ) from error
    return found


def _known(project: Project, year: int) -> Known:
    """All that the ledger has, whenever it was published: a form is no report as of a day."""
    evaluations = {e.indicator.id: e for e in evaluate_project(project, year, date.max)}
    return Known(year, evaluations, newest_vintages(project.observations, year, date.max))


def _free_place(usual: Path, content: bytes, project: Project) -> Path:
    """The usual name, or that with the first number under which no filled form lies."""
    names = (usual.with_stem(f"{usual.stem}_{n}") for n in itertools.count(2))
    for path in itertools.chain([usual], names):
        if not path.exists() or _may_be_replaced(path, content, project):
            return path
    raise AssertionError(usual)  # the numbers have no end


def _may_be_replaced(path: Path, content: bytes, project: Project) -> bool:
    """Whether a file is the form that would be written, or a blank one of ours."""
    raw = path.read_bytes()
    if raw == content:
        return True
    tables, problems = read_tables(path.name, raw, project.sound_plan().limits)
    forms, others = filled_forms(tables)
    return len(forms) == 1 and not others and not has_errors(problems) and _is_untouched(forms[0])


def _is_untouched(form: FilledForm) -> bool:
    return form.is_blank and not form.written_on


def _file_name(asked: Questionnaire, year: int) -> str:
    return f"{safe_name(f'{print_year(year)}_実績と評価の様式_{asked.department}')}.xlsx"
