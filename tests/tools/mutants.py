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
"""The most that the tests of a module may take without a fault."""
_TIMES_AS_LONG, _SECONDS_MORE = 3, 10
"""A mutant whose tests take so much longer than without it goes round for ever."""

_NOTATION = ("tests/notation",)
_CASES = ("tests/evaluation/test_cases.py", "tests/evaluation/test_taken_back.py")
_OUTLOOK = ("tests/evaluation/test_outlook.py",)
_CERTAINTY = ("tests/evaluation/test_certainty.py",)
_PATHS = ("tests/evaluation/test_population_paths.py",)
_PEERS = ("tests/evaluation/test_peers.py",)
_EVERYWHERE = tuple(
    f"tests/evaluation/test_cases_everywhere.py::{test}"
    for test in ("test_explain", "test_finding_and_key_figures", "test_year_table_and_notes", "test_status")
)
_MONTHS = ("tests/months/test_year_so_far.py", "tests/months/test_tables.py", "tests/months/test_plan.py")
_LEDGER = tuple(f"tests/actuals/test_{name}.py" for name in ("put_right", "forgetting", "ledger_edges"))
_MANY_TOWNS = "tests/actuals/test_ledger_of_many_towns.py"
_PUBLISHED = ("tests/actuals/test_table_checks.py", "tests/actuals/test_shifted_years.py")
_OTHERS = tuple(
    f"tests/actuals/test_peers.py::{test}"
    for test in (
        "test_every_other_municipality_is_kept_with_its_cells",
        "test_a_revision_of_another_is_a_vintage_and_stays",
        "test_a_late_file_of_an_earlier_publication_gives_the_same",
        "test_two_tables_of_one_day_that_differ_in_another_town_are_refused",
        "test_damaged_figures_of_others_stop_what_writes_them",
        "test_forgotten_and_moved_files",
        "test_rebuilt_from_the_files_alone",
    )
)
TESTS = {
    "notation/text": _NOTATION,
    "notation/numbers": _NOTATION,
    "notation/years": _NOTATION,
    "notation/dates": _NOTATION,
    "notation/months": (*_NOTATION, *_MONTHS, "tests/months/test_files.py"),
    "evaluation/rules": (*_CASES, *_PEERS, "tests/evaluation/test_properties.py"),
    "evaluation/outlook": _OUTLOOK,
    "evaluation/certainty": _CERTAINTY,
    "evaluation/certainty_wording": _CERTAINTY,
    "evaluation/comparison": _OUTLOOK,
    "evaluation/explanation": ("tests/evaluation/test_explanation.py", *_EVERYWHERE, *_OUTLOOK),
    "evaluation/outliers": ("tests/evaluation/test_outliers.py",),
    "evaluation/peers": _PEERS,
    "evaluation/peer_wording": _PEERS,
    "evaluation/population_paths": _PATHS,
    "evaluation/population_paths_wording": _PATHS,
    "evaluation/project_facts": ("tests/evaluation/test_project_facts.py",),
    "evaluation/records": ("tests/evaluation/test_records.py", *_CERTAINTY, *_EVERYWHERE),
    "evaluation/reviews": ("tests/evaluation/test_reviews.py",),
    "evaluation/scales": ("tests/evaluation/test_scales.py", *_EVERYWHERE),
    "evaluation/wording": ("tests/evaluation/test_wording.py", *_EVERYWHERE, *_OUTLOOK, *_CERTAINTY),
    "evaluation/year_so_far": _MONTHS,
    "evaluation/year_so_far_wording": (*_MONTHS, "tests/months/test_files.py"),
    "actuals/ledger/book": ("tests/actuals/test_book.py", *_LEDGER),
    "actuals/ledger/forgetting": _LEDGER,
    "actuals/ledger/future": ("tests/actuals/test_future.py",),
    "actuals/ledger/history_checks": ("tests/actuals/test_history_checks.py", *_PUBLISHED, *_LEDGER),
    "actuals/ledger/ingest": (*_LEDGER, _MANY_TOWNS, *_PUBLISHED, *_OTHERS),
    "actuals/ledger/keeping": (*_LEDGER, *_OTHERS[:2]),
    "actuals/ledger/making": (*_LEDGER, *_PUBLISHED),
    "actuals/ledger/peer_books": _OTHERS,
    "actuals/ledger/peers": ("tests/actuals/test_peer_rows.py", *_OTHERS),
    "actuals/ledger/proof": (
        *_LEDGER,
        "tests/actuals/test_peers.py::test_check_holds_every_row_against_the_files",
    ),
    "actuals/ledger/read": (*_LEDGER, _MANY_TOWNS),
    "actuals/ledger/receipts": ("tests/actuals/test_receipts.py", *_LEDGER),
    "actuals/ledger/record": _LEDGER,
    "actuals/ledger/shifted_years": (
        "tests/actuals/test_slipped_figures.py",
        "tests/actuals/test_shifted_years.py",
    ),
    "actuals/ledger/source_files": ("tests/actuals/test_receipts.py", *_LEDGER, *_PUBLISHED),
    "actuals/ledger/write": (*_LEDGER, _MANY_TOWNS),
}
"""Module → the tests that say what it does, the quickest first. Of these the slow ones are left out."""


_SAME = ("_Is_Eq", "_Eq_Is", "_IsNot_NotEq", "_NotEq_IsNot")
"""Faults that are none between members of an enumeration, None and small numbers: what ``is`` is used for here."""


class Place(NamedTuple):
    """Where cosmic-ray would put a fault: its operator, and the how-manieth of its places in the module."""

    line: int
    column: int
    operator: str
    occurrence: int


class Outcome(NamedTuple):
    """What the tests say to the how-manieth of some texts: ``killed``, ``timeout`` or ``survived``."""

    number: int
    result: str
    cpu_seconds: float


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


def outcomes(
    module: str, texts: Sequence[str], out: Path, *, jobs: int, cpu_seconds: int = CPU_SECONDS
) -> Iterator[Outcome]:
    """What the tests say to each text of the module, as soon as they do; so many (``jobs``) are tested at a time."""
    running: dict[int, int] = {}
    for number, text in enumerate(texts):
        if len(running) == jobs:
            yield _first_ended(running)
        pid = os.fork()
        if pid == 0:
            os._exit(_tested(module, text, out / f"tests-{number}.log", cpu_seconds))
        running[pid] = number
    while running:
        yield _first_ended(running)


def _first_ended(running: dict[int, int]) -> Outcome:
    pid, status, used = os.wait4(-1, 0)
    if os.WIFSIGNALED(status):
        result = "timeout"
    else:
        result = "survived" if os.WEXITSTATUS(status) == pytest.ExitCode.OK else "killed"
    return Outcome(running.pop(pid), result, used.ru_utime + used.ru_stime)


def _tested(module: str, text: str, log: Path, cpu_seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    with log.open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.meta_path.insert(0, _Mutated(f"misato_report.{module.replace('/', '.')}", text))
    # No shrinking: that a test fails is enough.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    imported = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    options = [
        "-x",
        "-m",
        "not slow and not long",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=mutants",
        *imported,
    ]
    with contextlib.suppress(SystemExit):
        return int(pytest.main([*options, *TESTS[module]]))
    return 1


def _tried(module: str, said: argparse.Namespace) -> Iterator[str]:
    """Try a sample of a module's mutants; writes a line and the text for each survivor."""
    text = (ROOT / f"misato_report/{module}.py").read_text(encoding="utf-8")
    (sound,) = outcomes(module, [text], said.out, jobs=1)
    if sound.result != "survived":
        raise SystemExit(f"{module}: the tests fail without any fault ({said.out / 'tests-0.log'})")
    places = places_in(text)
    shuffled = random.Random(f"{said.seed} {module}").sample(places, len(places))
    mutants = ((place, mutated) for place in shuffled if (mutated := faulty(text, place)))
    sample = list(itertools.islice(mutants, said.sample))
    most = int(sound.cpu_seconds * _TIMES_AS_LONG) + _SECONDS_MORE
    counts = Counter[str]()
    for one in outcomes(
        module, [mutated for _, mutated in sample], said.out, jobs=said.jobs, cpu_seconds=most
    ):
        place, mutated = sample[one.number]
        counts[one.result] += 1
        if one.result == "survived":
            was, now = (either.splitlines()[place.line - 1].strip() for either in (text, mutated))
            yield f"  {module}.py:{place.line} {place.operator}\n    - {was}\n    + {now}"
            (said.out / f"{module.replace('/', '.')}-{one.number}.py").write_text(mutated, encoding="utf-8")
        print(f"# {module} {one.number} {one.result} {one.cpu_seconds:.1f} s", file=sys.stderr)
    killed = counts["killed"] + counts["timeout"]
    yield f"| {module} | {len(places)} | {counts.total()} | {killed} | {counts['survived']} |"


def main() -> None:
    """Mutants of each module that is named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(TESTS))
    parser.add_argument("--sample", type=int, default=10, help="mutants tried of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants tried at a time")
    parser.add_argument("--out", type=Path, default=Path("/tmp/misato-mutants"))  # noqa: S108
    said = parser.parse_args()
    said.out.mkdir(parents=True, exist_ok=True)
    for module in said.modules or TESTS:
        for line in _tried(module, said):
            print(line, flush=True)


if __name__ == "__main__":
    main()
