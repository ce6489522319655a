"""Times of processes and functions, and the lines of the table they become."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PROGRAM = "from misato_report.cli.app import main; main()"


@dataclass(frozen=True)
class Line:
    """A line of the table: what was done, how long it took (s), what it is held against, and the ratio aimed at."""

    what: str
    seconds: float
    yardstick: str = ""
    yardstick_seconds: float = 0.0
    aim: str = ""
    note: str = ""

    def printed(self) -> str:
        """As a row of a Markdown table."""
        ratio = f"{self.seconds / self.yardstick_seconds:.2f}" if self.yardstick_seconds else ""
        held = f"{self.yardstick} {self.yardstick_seconds:.3f} s" if self.yardstick else ""
        return f"| {self.what} | {self.seconds:.3f} s | {held} | {ratio} | {self.aim} | {self.note} |"


HEAD = "| what | time | yardstick in the same run | ratio | aim | |\n|---|---|---|---|---|---|"


def best_of(times: int, run: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds: what else the machine does only adds."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - started)
    return best


def alternately(times: int, *runs: Callable[[], object]) -> list[float]:
    """The shortest of some runs of each, one after the other in turn: the machine's moods fall on all alike."""
    best = [float("inf")] * len(runs)
    for _ in range(times):
        best = [min(b, best_of(1, run)) for b, run in zip(best, runs, strict=True)]
    return best


# Where nothing may be compiled to files, every process would compile all its modules anew, which no user's does.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def process(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A Python process; an exit code but 0 is an error here."""
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments], cwd=cwd, env=_ENVIRONMENT, capture_output=True, check=True
    )


def command(cwd: Path, arguments: Sequence[str], times: int = 5) -> float:
    """Seconds of a command of the program, as a process of its own."""
    return best_of(times, lambda: process(cwd, "-c", PROGRAM, *arguments))


def machine() -> str:
    """What it was measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "typer", "pydantic", "jinja2"))
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, {libraries}"
