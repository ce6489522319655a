"""A command that is killed between two files of one change: at the nth that is put in place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_DIES = """
import os, signal
from misato_report.files import journal
move, calls = journal._move, 0
def dying(source, target):
    global calls
    calls += 1
    if calls == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    move(source, target)
journal._move = dying
from misato_report.cli.app import main
main()
"""


def killed_at(at: int, cwd: Path, *command: str) -> None:
    """Run a command that SIGKILL ends before it puts its ``at``-th file in place; it has to come so far."""
    killed = subprocess.run(
        [sys.executable, "-c", _DIES.format(at=at), *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert killed.returncode < 0, f"{command} puts fewer than {at} files in place"
