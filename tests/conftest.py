"""Workspaces to break: copies of this repository's own, with or without what came in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The repository's plan and templates, with an empty ``actuals/``."""
    root = tmp_path / "町"
    shutil.copytree(ROOT / "plan", root / "plan")
    shutil.copytree(ROOT / "templates", root / "templates")
    (root / "actuals").mkdir()
    return root


@pytest.fixture
def samples(workspace: Path) -> Path:
    """The repository's plan with the sample files, none of them taken in yet."""
    shutil.copytree(ROOT / "actuals", workspace / "actuals", dirs_exist_ok=True)
    (workspace / "actuals" / "ledger.csv").unlink(missing_ok=True)
    return workspace


@pytest.fixture
def run() -> Run:
    """Run the real command in a process of its own, as the clerk does."""

    def run_command(cwd: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from misato_report.cli.app import main; main()", *arguments],
            cwd=cwd,
            env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run_command
