"""Prints what ``make test-lowest`` installs: each direct dependency at the lowest version that pyproject.toml declares.

The tools of the tests stay at the versions of the lock: they are no promise to those who install the program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
# No test needs them, and what they need in turn may be newer than the lowest.
_NOT_FOR_TESTS = {
    "cyclonedx-bom",
    "import-linter",
    "mkdocs",
    "mypy",
    "pandas-stubs",
    "ruff",
    "types-pyyaml",
    "types-simplejson",
    "typst",
}
_LOCKED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)", re.M)


def lowest(declared: list[str]) -> Iterator[str]:
    """``name==version`` of each, the version being its lower bound. ValueError for one that has none."""
    for requirement in map(Requirement, declared):
        bounds = [specifier.version for specifier in requirement.specifier if specifier.operator == ">="]
        if len(bounds) != 1:
            raise ValueError(f"{requirement} has no lower bound")
        yield f"{requirement.name}=={bounds[0]}"


def locked(names: set[str], lock: str) -> Iterator[str]:
    """``name==version`` of those that a lock file names."""
    for entry in _LOCKED.finditer(lock):
        if entry["name"].lower() in names:
            yield f"{entry['name']}=={entry['version']}"


def requirements(root: Path = ROOT) -> list[str]:
    """All that is installed by name: the program's own at their lowest, the tools of the tests as locked."""
    read = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = read["project"]["optional-dependencies"]
    own = [*read["project"]["dependencies"], *extras["cluster"]]
    own_names = {Requirement(entry).name.lower() for entry in own}
    tools = [*extras["dev"], *read["dependency-groups"]["build"]]
    tool_names = {Requirement(entry).name.lower() for entry in tools} - own_names - _NOT_FOR_TESTS
    lock = (root / "requirements-dev.lock").read_text(encoding="utf-8")
    return [*lowest(own), *locked(tool_names, lock)]


if __name__ == "__main__":
    print("\n".join(requirements()))
