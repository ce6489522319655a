"""What fuzzing ever found, read again: tests/corpus/TARGET/ (tests/tools/fuzz.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.fuzz import CORPUS, TARGETS, changed, seeds, tried

FOUND = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_was_found_stays_repaired(path: Path) -> None:
    assert tried(path.parent.name, path.read_bytes()) == ""


@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing(target: str) -> None:
    import random

    chance = random.Random(target)
    start = seeds(target)
    assert start
    for _ in range(60):
        assert tried(target, changed(chance.choice(start), start, chance)) == ""
