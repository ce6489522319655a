"""Mutation testing: small faults put into the code that decides a figure, one at a time; the tests must fail.

``make mutants``: cosmic-ray makes the faults, and a process forked for each runs the tests of that module until one
fails. The mutated text is handed to ``import``, so nothing in the tree is changed and a run can be broken off.
Not seen by the faults: what a test starts as a command of its own.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib.util
import itertools
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import hypothesis
import pandas  # noqa: F401 - once here and not by every mutant's tests
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 300
"""A mutant that takes longer goes round for ever."""

_EVALUATION = ("tests/evaluation/test_cases.py", "tests/evaluation/test_taken_back.py")
_LEDGER = ("tests/actuals/test_ledger_edges.py", "tests/actuals/test_ledger_of_many_towns.py")
_MONTHS = ("tests/months/test_year_so_far.py", "tests/months/test_tables.py", "tests/months/test_plan.py")
TESTS = {
    "notation/numbers": ("tests/notation",),
    "notation/years": ("tests/notation",),
    "notation/dates": ("tests/notation",),
    "notation/months": ("tests/notation", *_MONTHS, "tests/months/test_files.py"),
    "evaluation/rules": (
        *_EVALUATION,
        "tests/evaluation/test_peers.py",
        "tests/evaluation/test_properties.py",
    ),
    "evaluation/outlook": ("tests/evaluation/test_outlook.py",),
    "evaluation/certainty": ("tests/evaluation/test_certainty.py",),
    "evaluation/peers": ("tests/evaluation/test_peers.py",),
    "evaluation/year_so_far": _MONTHS,
    "actuals/ledger/write": _LEDGER,
    "actuals/ledger/read": _LEDGER,
    "actuals/ledger/receipts": ("tests/actuals/test_receipts.py", *_LEDGER),
    "actuals/ledger/future": ("tests/actuals/test_future.py",),
    "actuals/ledger/ingest": (
        *_LEDGER,
        "tests/actuals/test_one_change.py",
        "tests/actuals/test_corrections.py",
        "tests/actuals/test_never_lose.py",
        "tests/actuals/test_ingest.py",
        "tests/actuals/test_peers.py",
    ),
}
"""Module → the tests that say what it does, the quickest first."""
_QUICK_ONLY = ("notation", "evaluation")
"""Packages whose quick tests are enough; of the ledger, the slow ones are those that say most."""


_SAME = ("_Is_Eq", "_Eq_Is", "_IsNot_NotEq", "_NotEq_IsNot")
"""Faults that are none between members of an enumeration, None and small numbers: what ``is`` is used for here."""


class Place(NamedTuple):
    """Where cosmic-ray would put a fault: its operator, and the how-manieth of its places in the module."""

    line: int
    column: int
    operator: str
    occurrence: int


def places_in(text: str) -> list[Place]:
    """All places for a fault in what is executed: not in annotations."""
    tree, said = get_ast(text), list(_annotations(text))
    found = []
    for name in sorted(operator_names()):
        operator_class = get_operator(name)
        if operator_class.arguments():
            continue  # needs names to be told
        operator = operator_class()
        places = [start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        found += [
            Place(line, column, name, occurrence)
            for occurrence, (line, column) in enumerate(places)
            if not any(first <= (line, column) < last for first, last in said) and not name.endswith(_SAME)
        ]
    return sorted(found)


def _annotations(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for node in ast.walk(ast.parse(text)):
        for said in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if said is not None:
                yield (said.lineno, said.col_offset), (said.end_lineno, said.end_col_offset)


def faulty(text: str, place: Place) -> str | None:
    """The text with the fault; None where that is no other program."""
    mutated = mutate_code(text, get_operator(place.operator)(), place.occurrence)
    with contextlib.suppress(SyntaxError):  # the ``*`` of keyword-only parameters was taken for an operator
        if mutated and ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(text)):
            return str(mutated)
    return None


class _Mutated:
    """An importer that gives one module with other text."""

    def __init__(self, module: str, text: str) -> None:
        self.module, self.text = module, text

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self.module:
            return None
        origin = str(ROOT / f"{name.replace('.', '/')}.py")
        return importlib.util.spec_from_file_location(name, origin, loader=self)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, f"{module.__name__}.py", "exec"), vars(module))  # noqa: S102


def outcome(module: str, text: str, tests: Sequence[str], log: Path) -> str:
    """What the tests say to a text of the module: ``killed``, ``timeout`` or ``survived``."""
    pid = os.fork()
    if pid == 0:
        os._exit(_tested(module, text, tests, log))
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return "timeout"
    return "survived" if os.WEXITSTATUS(status) == pytest.ExitCode.OK else "killed"


def _tested(module: str, text: str, tests: Sequence[str], log: Path) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with log.open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.meta_path.insert(0, _Mutated(f"misato_report.{module.replace('/', '.')}", text))
    # No shrinking: that a test fails is enough.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    quick = ["-m", "not slow"] if module.startswith(_QUICK_ONLY) else []
    imported = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    options = ["-x", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", *imported, *quick]
    with contextlib.suppress(SystemExit):
        return int(pytest.main([*options, *tests]))
    return 1


def _tried(module: str, sample: int, seed: int, out: Path) -> Iterator[str]:
    """Try a sample of a module's mutants; writes a line and the text for each survivor."""
    path = ROOT / f"misato_report/{module}.py"
    text = path.read_text(encoding="utf-8")
    log = out / "tests.log"
    if outcome(module, text, TESTS[module], log) != "survived":
        raise SystemExit(f"{module}: the tests fail without any fault ({log})")
    places = places_in(text)
    shuffled = random.Random(f"{seed} {module}").sample(places, len(places))
    mutants = ((place, mutated) for place in shuffled if (mutated := faulty(text, place)))
    counts = Counter[str]()
    for number, (place, mutated) in enumerate(itertools.islice(mutants, sample), 1):
        began = time.monotonic()
        result = outcome(module, mutated, TESTS[module], log)
        counts[result] += 1
        if result == "survived":
            was, now = (one.splitlines()[place.line - 1].strip() for one in (text, mutated))
            yield f"  {module}.py:{place.line} {place.operator}\n    - {was}\n    + {now}"
            (out / f"{module.replace('/', '.')}-{number}.py").write_text(mutated, encoding="utf-8")
        print(f"# {module} {number} {result} {time.monotonic() - began:.1f} s", file=sys.stderr)
    killed = counts["killed"] + counts["timeout"]
    yield f"| {module} | {len(places)} | {counts.total()} | {killed} | {counts['survived']} |"


def main() -> None:
    """Mutants of each module that is named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(TESTS))
    parser.add_argument("--sample", type=int, default=40, help="mutants tried of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("/tmp/misato-mutants"))  # noqa: S108
    said = parser.parse_args()
    said.out.mkdir(parents=True, exist_ok=True)
    for module in said.modules or TESTS:
        for line in _tried(module, said.sample, said.seed, said.out):
            print(line, flush=True)


if __name__ == "__main__":
    main()
