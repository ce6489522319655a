"""Libraries are used by what they publish: no private name, and each for what it was taken for."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # whole commands, one after the other

SOURCES = sorted((ROOT / "misato_report").rglob("*.py"))
OURS = "misato_report"
# Nothing: what a person sees in a cell is read by `actuals/files/`, and what is written, XlsxWriter writes.
READERS: set[str] = set()


def private(name: str) -> bool:
    """Whether a name is its library's own: one underscore, not two on both sides."""
    return name.startswith("_") and not re.fullmatch("__[a-z0-9_]+__", name)


def names_of_libraries(tree: ast.AST) -> Iterator[tuple[int, str, list[str]]]:
    """Line, the name in this file, and the parts of the dotted name of everything imported from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.asname or alias.name.split(".")[0], alias.name.split(".")
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node.lineno, alias.asname or alias.name, [*node.module.split("."), alias.name]


def private_uses(source: str) -> list[str]:
    """Every private name of a library (the standard one too) that a module imports, reads or overwrites."""
    tree = ast.parse(source)
    found, imported = [], set()
    for line, name, parts in names_of_libraries(tree):
        if parts[0] in (OURS, "__future__"):
            continue
        imported.add(name)
        found += [f"{line}: {'.'.join(parts)}" for part in parts if private(part)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            # Whose a value is cannot be told from here: a name that this module defines is taken for its own.
            own = root_of(node) not in imported and node.attr in defined_in(tree)
            if not own:
                found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr", "hasattr"):
            asked = node.args[1] if len(node.args) > 1 else None
            if isinstance(asked, ast.Constant) and private(str(asked.value)):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def defined_in(tree: ast.AST) -> set[str]:
    """Names of functions, fields and attributes of ``self`` that a module defines."""
    nodes = list(ast.walk(tree))
    methods = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    fields = {
        node.target.id
        for node in nodes
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    attributes = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and root_of(node) in ("self", "cls")
    }
    return methods | fields | attributes


def root_of(node: ast.expr) -> str:
    """The name that a dotted expression begins with; empty where it begins with something else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_asks_for_a_private_name(path: Path) -> None:
    assert private_uses(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from typer._click.exceptions import UsageError",
        "from typer.main import _get_command",
        "import typer._completion_classes",
        "import typer\ntyper.main._click",
        "import rich as r\nr._x = 1",
        "def f(parameter):\n    parameter._read = None",
        "getattr(object(), '_inner', None)",
        "import os\nos._exit(1)",
    ],
)
def test_a_private_name_is_seen(source: str) -> None:
    assert private_uses(source)


def test_one_name_of_our_own_is_none() -> None:
    assert (
        private_uses(
            "class A:\n    def f(self):\n        return self._f().__class__.__name__\n    def _f(self):\n        return self"
        )
        == []
    )


def importing(module: str) -> set[str]:
    """The files that import a library or a part of it."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for _, _, parts in names_of_libraries(ast.parse(path.read_text(encoding="utf-8")))
        if ".".join(parts).startswith(module) and parts[0] == module.split(".", maxsplit=1)[0]
    }


def test_workbooks_are_read_by_readers_of_ours_and_openpyxl_only_tests_them() -> None:
    assert importing("openpyxl") == READERS


def test_typer_is_used_by_the_names_at_its_top() -> None:
    commands = {path for path in importing("typer") if path.startswith("misato_report/cli/")}
    assert importing("typer") == commands
    assert importing("typer.") == set()
    assert importing("click") == set()


def test_weasyprint_is_used_by_the_names_at_its_top() -> None:
    assert importing("weasyprint.") == set()


def test_every_library_that_is_imported_is_declared() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    declared = {re.split("[<>=~! ]", entry)[0].lower() for entry in wanted}
    renamed = {
        "yaml": "pyyaml",
        "ruamel": "ruamel.yaml",
        "python_calamine": "python-calamine",
        "markdown_it": "markdown-it-py",
    }
    used = {
        parts[0]
        for path in SOURCES
        for _, _, parts in names_of_libraries(ast.parse(path.read_text(encoding="utf-8")))
    }
    foreign = used - set(sys.stdlib_module_names) - {OURS}
    assert {renamed.get(name, name) for name in foreign} - declared == set()
