"""An end for what is not ours to trust with the clock: on every system, in every thread."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class DeadlineError(Exception):
    """It took longer than it may."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise DeadlineError in this thread once ``seconds`` are over, at the next step of Python's own.

    One call into a library in C is not cut short.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    guard = threading.Lock()
    ended = sent = False

    def end() -> None:
        nonlocal sent
        with guard:
            if not ended:
                sent = True
                raise_in(thread, ctypes.py_object(DeadlineError))

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with guard:
            ended = True
            # One that is on its way must not arrive in what comes after. Only then: CPython 3.11 looks for an
            # exception at every step ever after a call of this, and under a profiler does nothing else.
            if sent:
                raise_in(thread, None)
        timer.cancel()
