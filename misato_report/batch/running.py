"""Many towns' reports: each town apart, by processes of this computer or by workers of a Dask cluster.

One town that fails, or takes its process down with it, does not stop the others. What is already there and would come
out the same is left alone, so that a batch that was broken off goes on where it stopped.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from misato_report.workspace import is_workspace

if TYPE_CHECKING:
    from misato_report.diagnostics import Diagnostic

_BUILDS_PER_PROCESS = 100  # then it is replaced by a fresh one: what libraries keep in memory cannot pile up
_ATTEMPTS = 2


@dataclass(frozen=True)
class Order:
    """What is to be built of each town. ``as_of`` None: each town's own default, with ``today`` for the clock."""

    year: int
    today: date
    as_of: date | None = None
    formats: tuple[str, ...] = ("pdf", "html")
    public: bool = False


@dataclass(frozen=True)
class TownResult:
    """What came of one town: its files (as the town names them), or what stands in the way."""

    folder: str
    municipality: str = ""
    title: str = ""
    files: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, int], ...] = ()
    problems: tuple[str, ...] = ()
    left_alone: bool = False
    sample: bool = False
    notes: tuple[str, ...] = ()
    """What a reader of the report should be warned of although it is built."""

    @property
    def failed(self) -> bool:
        """Whether there is no report of this town."""
        return bool(self.problems)


def towns_in(folders: Iterable[Path]) -> list[Path]:
    """The workspaces among folders, and those one level below a folder that is none, each once."""
    found: list[Path] = []
    for folder in folders:
        if is_workspace(folder):
            found.append(folder)
        elif folder.is_dir():
            found.extend(child for child in sorted(folder.iterdir()) if is_workspace(child))
    return list(dict.fromkeys(path.resolve() for path in found))


def build_town(folder: str, order: Order) -> TownResult:
    """Build one town's report; whatever goes wrong is in the result."""
    from misato_report.diagnostics import WorkspaceError

    try:
        return _build(folder, order)
    except WorkspaceError as error:
        return TownResult(folder, problems=tuple(map(_in_words, error.diagnostics)))
    except Exception as error:  # a town's mistake that we did not think of must not stop the others
        return TownResult(folder, problems=(f"作れませんでした ({type(error).__name__}: {error})。",))


def _in_words(finding: Diagnostic) -> str:
    return f"{finding.file}{f':{finding.line}' if finding.line else ''} {finding.message}"


def _build(folder: str, order: Order) -> TownResult:
    from misato_report.checks.gate import pass_gate, refuse_odd_year
    from misato_report.evaluation.scales import mark_of
    from misato_report.plan.indicators import Verdict
    from misato_report.project import default_as_of, evaluate_project, load_workspace, uses_samples
    from misato_report.report.building import build_report
    from misato_report.report.request import BuildRequest
    from misato_report.report.up_to_date import BuildIdentity, Built, build_unless_same

    project = load_workspace(folder)
    plan = project.sound_plan()
    as_of = order.as_of or default_as_of(project, order.today)
    request = BuildRequest(report_year=order.year, as_of=as_of, formats=order.formats, public=order.public)

    notes: list[Diagnostic] = []

    def make() -> Built:
        pass_gate(project, order.today)
        refuse_odd_year(project, order.year, as_of)
        return Built(build_report(project, request, told=notes.append), as_of)

    paths, left_alone = build_unless_same(project.workspace, BuildIdentity.of(request), make)
    evaluations = evaluate_project(project, order.year, as_of)
    best_first = sorted(evaluations, key=lambda e: list(Verdict).index(e.verdict))
    counts = Counter("".join(mark_of(plan.general.scale, e)) for e in best_first)
    return TownResult(
        folder,
        plan.general.municipality.name,
        plan.general.title,
        tuple(project.workspace.name_of(path) for path in paths),
        tuple(counts.items()),
        left_alone=left_alone,
        sample=uses_samples(evaluations),
        notes=tuple(map(_in_words, notes)),
    )


def run_here(
    towns: Sequence[Path], order: Order, jobs: int, told: Callable[[TownResult], None]
) -> list[TownResult]:
    """Build by ``jobs`` processes of this computer; results in the order of the towns, ``told`` as each is done."""
    waiting = [str(town) for town in towns]
    results: dict[str, TownResult] = {}
    attempts: Counter[str] = Counter()
    while waiting:
        for result in _attempt(waiting, order, jobs if not attempts else 1, attempts):
            results[result.folder] = result
            told(result)
        waiting = [town for town in waiting if town not in results]
        for town in [town for town in waiting if attempts[town] >= _ATTEMPTS]:
            results[town] = TownResult(
                town, problems=("プロセスが途中で終わりました。メモリーが足りているか確かめてください。",)
            )
            told(results[town])
        waiting = [town for town in waiting if town not in results]
    return [results[str(town)] for town in towns]


def _attempt(waiting: Sequence[str], order: Order, jobs: int, attempts: Counter[str]) -> Iterator[TownResult]:
    """Results until all are there or a process has died; then the towns under way count an attempt.

    No more towns are handed out than there are processes, so that only they can have been the cause.
    """
    left = list(waiting)
    running: dict[Future[TownResult], str] = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=_BUILDS_PER_PROCESS) as pool:
        while left or running:
            while left and len(running) < jobs:
                town = left.pop(0)
                running[pool.submit(build_town, town, order)] = town
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    result = future.result()
                except BrokenProcessPool:
                    attempts.update(running.values())
                    return
                del running[future]
                yield result


def run_on_cluster(
    towns: Sequence[Path], order: Order, scheduler: str, told: Callable[[TownResult], None]
) -> list[TownResult]:
    """Build by the workers of a Dask cluster, which see the towns' folders under the same paths.

    Raises ImportError where the extra ``cluster`` is not installed, and OSError where nobody answers at ``scheduler``.
    """
    from distributed import Client, as_completed

    results: dict[str, TownResult] = {}
    with Client(scheduler, timeout="20s") as client:  # type: ignore[no-untyped-call]
        futures = {
            client.submit(build_town, str(town), order, pure=False, retries=1): str(town) for town in towns
        }
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            town = futures[future]
            try:
                results[town] = future.result()
            except Exception as error:  # a worker that died takes its town with it, and nothing else
                results[town] = TownResult(town, problems=(f"作れませんでした ({type(error).__name__})。",))
            told(results[town])
    return [results[str(town)] for town in towns]
