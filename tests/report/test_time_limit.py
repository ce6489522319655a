"""The clock over what is not ours to trust: it ends what is too long, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from misato_report.report.html.time_limit import DeadlineError, within


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(DeadlineError), within(0.05):
        while True:
            time.sleep(0.001)


@pytest.mark.slow
def test_nothing_arrives_after_the_end() -> None:
    for _ in range(20):
        with within(0.5):
            pass
    time.sleep(0.7)


def test_a_profiler_can_look_at_what_comes_after() -> None:
    """CPython 3.11 went round in circles there, once an exception had been called off that nobody had sent."""
    program = (
        "import cProfile\n"
        "from misato_report.report.html.time_limit import within\n"
        "with within(60):\n    pass\n"
        "print(cProfile.Profile().runcall(lambda: sum(map(abs, range(9)))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout.strip() == "36"
