"""A clean workspace: the plan and templates that come with the program, and an empty ``actuals/``."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.bundled import blank_plan, bundled
from misato_report.new_workspace.templates import note_originals
from misato_report.plan.schemas import write_schemas
from misato_report.workspace import Workspace

_NO_FILES: Mapping[str, str] = {}
_READ_ME = """plan/      計画 (YAML)。書き換えたら misato-report check で確かめてください。
actuals/   県などが公表したファイルを年度ごとのフォルダ (例: actuals/2027/) に置き、misato-report ingest を
           実行してください。actuals/ledger.csv は台帳です。手で直さないでください。
templates/ 報告書のひな形。
out/       misato-report build 2027 のように実行すると、ここに報告書ができます。
"""


def create_workspace(
    folder: Path, *, blank: bool = False, practice: bool = False, files: Mapping[str, str] = _NO_FILES
) -> list[str]:
    """Make a workspace in a folder that is new or empty; returns the names of what was made.

    ``files`` is a plan of the town's own (path below ``plan/`` → text); without it the plan that comes with
    the program is copied, or with ``blank`` one to be filled in. With ``practice`` the samples (見本) come along.

    Raises WorkspaceError where the folder has something in it or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "空のフォルダではありません。"
        hint = "まだないフォルダの名前を指定してください。今あるものには手を付けていません。"
        raise WorkspaceError((Diagnostic(file=str(folder), code="folder-taken", message=message, hint=hint),))
    try:
        workspace = Workspace(folder.resolve())
        if files:
            for name, text in files.items():
                path = workspace.plan_file.parent / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
        else:
            # Reviews of the samples are samples themselves.
            ignored = None if practice else shutil.ignore_patterns("reviews")
            plan = blank_plan() if blank else bundled("plan")
            shutil.copytree(plan, workspace.plan_file.parent, ignore=ignored)
        return _create(workspace, practice=practice)
    except OSError as error:
        message = f"フォルダを作れません ({error.strerror})。"
        hint = "場所とアクセス権を確かめてください。"
        raise WorkspaceError(
            (Diagnostic(file=str(folder), code="write-failed", message=message, hint=hint),)
        ) from error


def _create(workspace: Workspace, *, practice: bool) -> list[str]:
    shutil.copytree(bundled("templates"), workspace.templates_dir)
    note_originals(workspace)
    if practice:
        # Not the ledger: taking the figures in is what is to be practised.
        ignored = shutil.ignore_patterns(workspace.ledger_file.name, ".*")
        shutil.copytree(bundled("actuals"), workspace.actuals_dir, ignore=ignored)
    else:
        workspace.actuals_dir.mkdir()
    read_me = workspace.root / "はじめに.txt"
    read_me.write_text(_READ_ME, encoding="utf-8", newline="\n")
    write_schemas(workspace)
    return sorted(workspace.name_of(path) for path in workspace.root.rglob("*") if path.is_file())
