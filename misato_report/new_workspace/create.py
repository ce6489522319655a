"""A clean workspace: the plan and templates that come with the program, and an empty ``actuals/``."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
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
            _write(workspace.plan_file.parent, files)
        else:
            # What the samples say of a year is a sample itself.
            ignored = None if practice else shutil.ignore_patterns("reviews", "projects", "opinions.yaml")
            plan = blank_plan() if blank else bundled("plan")
            shutil.copytree(plan, workspace.plan_file.parent, ignore=ignored)
        return _create(workspace, practice=practice)
    except OSError as error:
        raise _unwritten(folder, error) from error


def _unwritten(folder: Path, error: OSError) -> WorkspaceError:
    message = f"フォルダを作れません ({error.strerror})。"
    hint = "場所とアクセス権を確かめてください。"
    return WorkspaceError((Diagnostic(file=str(folder), code="write-failed", message=message, hint=hint),))


def is_made(folder: Path) -> bool:
    """Whether a folder holds a workspace already, whose plan answers may replace."""
    return Workspace(folder.resolve()).plan_file.is_file()


def replace_plan(folder: Path, files: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """Put a plan made with the clerk's answers in the place of the one that was made before them.

    ``known`` says what that one was like (name below the workspace → sha256). Returns the names of the new plan's files.
    Raises WorkspaceError, with nothing changed, where somebody has worked on the plan since or has taken figures in.
    """
    workspace = Workspace(folder.resolve())
    problems = tuple(_worked_on(workspace, known))
    if problems:
        raise WorkspaceError(problems)
    try:
        _exchange_plan(workspace, files)
    except OSError as error:
        raise _unwritten(folder, error) from error
    return sorted(f"plan/{name}" for name in files)


def _exchange_plan(workspace: Workspace, files: Mapping[str, str]) -> None:
    """Make the plan's folder anew beside its place, and put it there; what fails leaves the old one."""
    plan = workspace.plan_file.parent
    new = Path(tempfile.mkdtemp(dir=workspace.root, prefix=".misato-"))
    before = workspace.root / ".plan.before"
    try:
        shutil.copytree(plan, new, ignore=shutil.ignore_patterns("fields"), dirs_exist_ok=True)
        _write(new, files)
        plan.rename(before)
        try:
            new.rename(plan)
        except OSError:
            before.rename(plan)
            raise
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write(plan: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = plan / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _worked_on(workspace: Workspace, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    files = [workspace.plan_file, workspace.sources_file, *workspace.field_files()]
    for path in files:
        name = workspace.name_of(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if digest != known.get(name):
            message = "読み取りのあとで書き換えられています。"
            hint = "答えを入れた計画は、まだないフォルダの名前を指定すると作れます。今あるものには手を付けていません。"
            yield Diagnostic(file=name, code="plan-changed", message=message, hint=hint)
    if workspace.ledger_file.exists():
        message = "もう実績が取り込まれています。"
        hint = "計画のYAMLを直接直すか、まだないフォルダの名前を指定してください。"
        yield Diagnostic(
            file=workspace.name_of(workspace.ledger_file), code="ledger-there", message=message, hint=hint
        )


def _create(workspace: Workspace, *, practice: bool) -> list[str]:
    shutil.copytree(bundled("templates"), workspace.templates_dir)
    note_originals(workspace)
    if practice:
        # Not the ledger: taking the figures in is what is to be practised.
        ignored = shutil.ignore_patterns(workspace.ledger_file.name, workspace.peers_file.name, ".*")
        shutil.copytree(bundled("actuals"), workspace.actuals_dir, ignore=ignored)
    else:
        workspace.actuals_dir.mkdir()
    (workspace.root / "out").mkdir()
    # What `explain` and the report call 「評価の方法」.
    shutil.copyfile(bundled("docs/method.md"), workspace.root / "評価の方法.txt")
    read_me = workspace.root / "はじめに.txt"
    read_me.write_text(_READ_ME, encoding="utf-8", newline="\n")
    write_schemas(workspace)
    return sorted(workspace.name_of(path) for path in workspace.root.rglob("*") if path.is_file())
