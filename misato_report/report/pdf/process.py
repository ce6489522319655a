"""The PDF made in a process of its own, with an end to the time and the memory that it may take.

One process serves all the reports that this one makes, one after the other; it is started anew after a failure.
It ends with this one: by ``atexit``, and where that is not run, because its input ends.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.plan.limits import DEFAULT_LIMITS, Limits
from misato_report.report.pdf.wire import Answer, AttachedFile, Order, read_answer, write_order
from misato_report.report.request import DEFAULT_VARIANT

# The module is not started by -m: that would look for it in the folder where the clerk happens to be.
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from misato_report.report.pdf.child import main; main()"
_PACKAGES = Path(__file__).parents[3]
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows
_OUT_OF_MEMORY = ("MemoryError",)
_TOO_DEEP = ("RecursionError",)


class _Process:
    """A running child; ``was_stopped`` tells whether it was ended by the clock."""

    def __init__(self) -> None:
        self.was_stopped = False
        places = dict.fromkeys([str(_PACKAGES), *(str(Path(p).absolute()) for p in sys.path if p)])
        self._popen = subprocess.Popen(  # noqa: S603 - this Python, with a program of ours
            [sys.executable, "-I", "-c", _PROGRAM, *places],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )
        self._orders, self._answers = cast(BinaryIO, self._popen.stdin), cast(BinaryIO, self._popen.stdout)

    @property
    def runs(self) -> bool:
        """Whether it can take an order."""
        return self._popen.poll() is None

    def ask(self, order: Order) -> Answer | None:
        """The answer; None where the process ended without one, by itself or after ``order.seconds``."""
        clock = threading.Timer(order.seconds, self._stop)
        clock.daemon = True
        clock.start()
        try:
            with suppress(OSError):  # it has ended: then there is no answer either
                write_order(self._orders, order)
            return read_answer(self._answers)
        finally:
            clock.cancel()

    def _stop(self) -> None:
        self.was_stopped = True
        self._popen.kill()

    def end(self) -> None:
        """End it, whatever it does."""
        self._popen.kill()
        for stream in (self._orders, self._answers):
            with suppress(OSError):
                stream.close()
        self._popen.wait()


@dataclass
class _Kept:
    """The process that is kept for the next report, and whose it is: a fork has pipes that are its parent's."""

    process: _Process | None = None
    owner: int = 0

    def running(self) -> _Process:
        """The process, started where there is none."""
        if self.process is not None and self.owner == os.getpid() and self.process.runs:
            return self.process
        self.end()
        self.process, self.owner = _Process(), os.getpid()
        return self.process

    def end(self) -> None:
        """End the process where there is one of ours."""
        if self.process is not None and self.owner == os.getpid():
            self.process.end()
        self.process = None


_kept = _Kept()
_one_at_a_time = threading.RLock()
atexit.register(_kept.end)


def get_ready() -> None:
    """Start the process, so that its libraries are loaded while the report is still being made."""
    with _one_at_a_time, suppress(OSError):  # what stands in the way is told when the PDF is asked for
        _kept.running()


def make_pdf(
    html: str,
    as_of: date,
    variant: str = DEFAULT_VARIANT,
    attached: Sequence[AttachedFile] = (),
    templates: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """The PDF of a report, as ``weasyprint.render_pdf`` makes it, within the limits of time and memory.

    Raises WorkspaceError as that does, and where a limit is passed.
    """
    order = Order(html, as_of, variant, tuple(attached), templates, limits.pdf_seconds, limits.pdf_megabytes)
    with _one_at_a_time:
        answer: Answer | None = None
        process = _kept.running()
        try:
            answer = process.ask(order)
        finally:
            if answer is None or answer.failed or process.was_stopped:
                _kept.end()
    if answer is None:
        raise WorkspaceError((_too_long(limits) if process.was_stopped else _too_large(limits),))
    if answer.failed:
        raise WorkspaceError((_failure(answer.failed, limits),))
    if answer.findings:
        raise WorkspaceError(answer.findings)
    return answer.pdf


_LOOK = "ひな形、町章、文章に、大きすぎる絵や表、長すぎる語がないか確かめてください。"


def _told(code: str, message: str, setting: str = "") -> Diagnostic:
    grow = f"正しい内容なら、plan/limits.yaml に {setting}: を大きく書くと作れます。" if setting else ""
    return Diagnostic(file="PDF", code=code, message=message, hint=_LOOK + grow)


def _too_long(limits: Limits) -> Diagnostic:
    message = f"PDFが{limits.pdf_seconds:,}秒たってもできないので、止めました。"
    return _told("pdf-too-long", message, "pdf_seconds")


def _too_large(limits: Limits) -> Diagnostic:
    message = f"PDFを作るメモリーが足りないので、止めました (上限は{limits.pdf_megabytes:,}MB)。"
    return _told("pdf-too-large", message, "pdf_megabytes")


def _failure(name: str, limits: Limits) -> Diagnostic:
    if name in _OUT_OF_MEMORY:
        return _too_large(limits)
    if name in _TOO_DEEP:
        return _told("pdf-too-deep", "ひな形か町章の入れ子が深すぎるので、PDFを作れませんでした。")
    return _told("pdf-failed", f"PDFにできないものがあるので、PDFを作れませんでした ({name})。")
