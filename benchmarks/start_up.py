"""Start-up: the commands a clerk types most, held against an empty program with typer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Line, best_of, command, process

_BARS = 2  # in a line of -X importtime
HEAVY = ("pandas", "weasyprint", "openpyxl", "jinja2", "numpy")


def lines(workspace: Path) -> Iterator[Line]:
    """Times of the light commands, and which heavy modules each loads (none)."""
    bare = best_of(7, lambda: process(workspace, "-c", "import typer"))
    aims = {"--help": "2", "status R9": "5", "check": "", "history 町内総生産額": "", "calendar R9": ""}
    for text, aim in aims.items():
        seconds = command(workspace, text.split(), 7)
        yield Line(f"`{text}`", seconds, "import typer", bare, aim, _loaded(workspace, text.split()))
    command(workspace, ["build", "2027", "--format", "html,csv"], 1)
    seconds = command(workspace, ["build", "2027", "--format", "html,csv"], 7)
    yield Line("`build`, nothing changed", seconds, "import typer", bare, "(0.4 s)")


def _loaded(workspace: Path, arguments: list[str]) -> str:
    """By -X importtime: the heavy modules among those imported, and the three that took longest by themselves."""
    program = "from misato_report.cli.app import main; main()"
    done = process(workspace, "-X", "importtime", "-c", program, *arguments)
    rows = [line.split("|") for line in done.stderr.decode().splitlines() if line.count("|") == _BARS]
    times = {
        name.strip(): int(own.rpartition(":")[2])
        for own, _, name in rows
        if own.rpartition(":")[2].strip().isdigit()
    }
    heavy = [name for name in HEAVY if name in times]
    longest = sorted(times, key=lambda name: -times[name])[:3]
    return f"heavy: {', '.join(heavy) or 'none'}; longest: {', '.join(f'{n} {times[n] // 1000} ms' for n in longest)}"
