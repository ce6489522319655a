"""Files in ``plan/`` that look like a part of the plan and are not read: a field must not vanish by its file's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from misato_report.diagnostics import Diagnostic
from misato_report.workspace import Workspace

_YAML = re.compile(r"\.ya?ml(?![a-z0-9])")
_TYPED = re.compile(r"\.(ya?ml|txt)$")
# What editors and people leave on purpose beside a file; none of them is meant to be read.
_LEFT_OVER = re.compile(r"(~|\.swp|\.swo|\.bak|\.orig|\.old|\.tmp|\.before)$|^(#|~\$)")
# What Windows and macOS add to a copied or downloaded file's name.
_COPY = re.compile(r"コピー|のコピー|\bcopy\b|\([0-9]+\)|（[0-9]+）")
_SPACES = re.compile(r"\s+")


def is_copy(path: Path) -> bool:
    """Whether a file's name says that it is a copy of another: such a one is not read, and told of."""
    return _COPY.search(_plain(path.name)) is not None


def unread_files(workspace: Workspace) -> Iterator[Diagnostic]:
    """An error for each file that looks like a part of the plan and is none, with what to rename."""
    root = workspace.plan_file.parent
    read = {path for path in workspace.plan_files() if not is_copy(path)}
    folders = {workspace.fields_dir, workspace.reviews_dir, workspace.projects_dir}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path in read or not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        if path.is_relative_to(workspace.schema_dir) or _LEFT_OVER.search(_plain(path.name)):
            continue
        looks_like_one = _YAML.search(_plain(path.name)) is not None
        if looks_like_one or (path.parent in folders and _TYPED.search(_plain(path.name))):
            yield _unread(workspace, path)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _unread(workspace: Workspace, path: Path) -> Diagnostic:
    known = "plan.yaml、sources.yaml、revisions.yaml、opinions.yaml、limits.yaml、seen.yaml"
    better = _better_name(path.name)
    if is_copy(path):
        message = "ほかのファイルの写しのようなので、読んでいません。"
        hint = f"要らなければ消し、こちらを使うなら名前を「{better}」に変えてください。"
    elif path.parent in (workspace.fields_dir, workspace.reviews_dir, workspace.projects_dir):
        message = "名前の終わりが .yaml ではないので、読んでいません。"
        hint = f"名前を「{better}」に変えてください（Windows では、表示→ファイル名拡張子 で名前の終わりが見えます）。"
    elif path.parent == workspace.plan_file.parent and better in known.split("、"):
        message = "名前の終わりが .yaml ではないので、読んでいません。"
        hint = f"名前を「{better}」に変えてください。"
    else:
        message = "計画のどこにも使われない名前か場所なので、読んでいません。"
        hint = f"分野は plan/fields/、町の評価は plan/reviews/、事業の決算は plan/projects/ に置きます。plan/ に置けるのは {known} です。要らなければ plan/ の外に移してください。"
    return Diagnostic(file=workspace.name_of(path), code="unread-file", message=message, hint=hint)


def _better_name(name: str) -> str:
    """The name under which the file would be read: without what a copy or an editor put into it."""
    plain = unicodedata.normalize("NFKC", name)
    stem = re.split(r"\.(?:ya?ml|txt)", plain, maxsplit=1, flags=re.IGNORECASE)[0]
    stem = re.sub(r"\s*-?\s*(のコピー|コピー|\bcopy\b)|\s*\([0-9]+\)", "", stem, flags=re.IGNORECASE)
    return f"{_SPACES.sub(' ', stem).strip(' -')}.yaml"
