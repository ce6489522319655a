"""A town's own templates against those of the program: what the town changed, what an update left behind.

``init`` notes beside the templates what they were, so that a copy nobody touched can be told from a changed one
when the program's templates are newer than both.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.atomic_write import replace_file
from misato_report.files.bundled import bundled
from misato_report.files.names import check_inside
from misato_report.workspace import Workspace

_NOTE = ".originals"
_KEPT = ".old"
FOLDER = "papers"
"""Where the forms of papers lie within the templates."""


class State(StrEnum):
    """How a template of the town stands to the program's."""

    SAME = "same"
    CHANGED = "changed"
    OLDER = "older"  # as an earlier version of the program gave it, not changed by the town
    ABSENT = "absent"  # the program's is used
    OWN = "own"  # the program has none of that name


@dataclass(frozen=True)
class TemplateFile:
    """A template by name (``papers/grant.xlsx`` in a folder), with the content the town has and the one the program
    has (None: it has none)."""

    name: str
    state: State
    town: bytes | None
    program: bytes | None

    def difference(self) -> str:
        """What would be changed by restoring it, as a unified diff; empty where one side has none."""
        town, program = (_text(one) if one is not None else None for one in (self.town, self.program))
        if town is None or program is None:
            return ""
        lines = difflib.unified_diff(
            town.splitlines(keepends=True),
            program.splitlines(keepends=True),
            f"templates/{self.name}（町）",
            f"{self.name}（プログラム）",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def note_originals(workspace: Workspace) -> None:
    """Write down what the templates are, right after they were copied from the program."""
    lines = (
        f"{_hash(content)}  {name}\n" for name, content in sorted(_contents(workspace.templates_dir).items())
    )
    replace_file(workspace.templates_dir / _NOTE, "".join(lines).encode())


def compare_templates(workspace: Workspace) -> tuple[TemplateFile, ...]:
    """Every template of the town or the program, by name. Raises WorkspaceError where one cannot be read."""
    try:
        town, program = _contents(workspace.templates_dir), _contents(bundled("templates"))
        originals = _originals(workspace)
    except OSError as error:
        raise _unreadable(workspace, error) from error
    return tuple(_compared(name, town, program, originals) for name in sorted({*town, *program}))


def _compared(
    name: str, town: dict[str, bytes], program: dict[str, bytes], originals: dict[str, str]
) -> TemplateFile:
    mine, given = town.get(name), program.get(name)
    if name not in program:
        state = State.OWN
    elif name not in town:
        state = State.ABSENT
    elif mine is not None and given is not None and _hash(mine) == _hash(given):
        state = State.SAME
    elif mine is not None and _hash(mine) == originals.get(name):
        state = State.OLDER
    else:
        state = State.CHANGED
    return TemplateFile(name, state, mine, given)


def restore(workspace: Workspace, names: Iterable[str]) -> list[tuple[str, str]]:
    """Put the program's templates in place of the town's; returns (name, name under which the old one is kept).

    The old one is kept as ``NAME.old`` (``.old2``, …), which no report reads; "" where there was none.
    Raises WorkspaceError for a name that the program does not have, before anything is changed.
    """
    known = {file.name: file for file in compare_templates(workspace)}
    wanted = [(name, known.get(name)) for name in dict.fromkeys(names)]
    unknown = [name for name, file in wanted if file is None or file.program is None]
    if unknown:
        near = [n for name in unknown for n in difflib.get_close_matches(name, known, n=1)]
        hint = (
            f"もしかして: {'、'.join(near)}" if near else "名前は misato-report templates diff で見られます。"
        )
        message = f"プログラムにないひな形です: {'、'.join(unknown)}"
        raise WorkspaceError(
            (
                Diagnostic(
                    file="templates/",
                    code="unknown-template",
                    message=message,
                    hint=hint,
                ),
            )
        )
    folder = workspace.templates_dir
    done = []
    try:
        check_inside(folder, workspace.root)
        folder.mkdir(exist_ok=True)
        for name, _ in wanted:
            check_inside((folder / name).parent, workspace.root)
            (folder / name).parent.mkdir(exist_ok=True)
            kept = _keep(folder / name)
            replace_file(folder / name, (bundled("templates") / name).read_bytes())
            done.append((name, kept and (Path(name).parent / kept).as_posix()))
        _note_restored(workspace, [name for name, _ in done])
    except OSError as error:
        raise _unreadable(workspace, error) from error
    return done


def _keep(path: Path) -> str:
    """Copy the town's file beside itself under a name that is free."""
    if not path.exists():
        return ""
    number = 1
    while (kept := path.with_name(f"{path.name}{_KEPT}{number if number > 1 else ''}")).exists():
        number += 1
    replace_file(kept, path.read_bytes())
    return kept.name


def _note_restored(workspace: Workspace, names: Iterable[str]) -> None:
    contents = _contents(workspace.templates_dir)
    noted = _originals(workspace) | {name: _hash(contents[name]) for name in names if name in contents}
    lines = (f"{digest}  {name}\n" for name, digest in sorted(noted.items()))
    replace_file(workspace.templates_dir / _NOTE, "".join(lines).encode())


def _originals(workspace: Workspace) -> dict[str, str]:
    note = workspace.templates_dir / _NOTE
    if not note.is_file():
        return {}
    pairs = (line.split("  ", 1) for line in note.read_text(encoding="utf-8").splitlines() if "  " in line)
    return {name: digest for digest, name in pairs}


def _contents(folder: Path) -> dict[str, bytes]:
    """Name → content of each template, those of papers (``papers/grant.xlsx``) too."""
    if not folder.is_dir():
        return {}
    paths = (*folder.iterdir(), *(folder / FOLDER).glob("*"))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and not path.name.startswith((".", "~$")) and _KEPT not in path.suffix
    }


def _text(content: bytes) -> str | None:
    """The text with line ends alike; None for what is none (a seal, a form)."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _hash(content: bytes) -> str:
    text = _text(content)
    return hashlib.sha256(content if text is None else text.encode()).hexdigest()


def _unreadable(workspace: Workspace, error: OSError) -> WorkspaceError:
    message = f"ひな形を読み書きできません ({error.strerror})。"
    hint = "ファイルをほかの人が開いていないか、アクセス権を確かめてください。"
    name = workspace.name_of(workspace.templates_dir)
    return WorkspaceError((Diagnostic(file=name, code="templates-failed", message=message, hint=hint),))
