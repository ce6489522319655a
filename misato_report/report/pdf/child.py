"""The process in which WeasyPrint works. A page that needs too much time or memory takes this one down, and no other.

It reads orders from its standard input and answers on its standard output until nobody asks any more.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from contextlib import suppress
from typing import BinaryIO

from misato_report.diagnostics import WorkspaceError
from misato_report.report.pdf.weasyprint import load_weasyprint, render_pdf
from misato_report.report.pdf.wire import Answer, Order, read_order, write_answer

_GRACE = 30  # seconds after which it ends itself, should nobody be there any more to end it


def main() -> None:
    """Answer orders until the input ends, or one has failed: what is left of memory then is not to be trusted."""
    orders, answers = _own_streams()
    with suppress(WorkspaceError):
        load_weasyprint()  # takes the longest, and needs no order yet
    while (order := read_order(orders)) is not None:
        answer = _answer(order)
        write_answer(answers, answer)
        if answer.failed:
            break
    answers.flush()


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of a library that prints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, answers


def _answer(order: Order) -> Answer:
    faulthandler.dump_traceback_later(order.seconds + _GRACE, exit=True)
    _limit_memory(order.megabytes)
    try:
        return Answer(render_pdf(order.html, order.as_of, order.variant, order.attached, order.templates))
    except WorkspaceError as error:
        return Answer(findings=error.diagnostics)
    except Exception as error:  # whatever a page does to the library is told in one sentence, by the parent
        return Answer(failed=type(error).__name__)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _limit_memory(megabytes: int) -> None:
    """Windows has no such limit within a process: the clock has to do there."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, megabytes * 10**6), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        with suppress(ValueError, OSError):  # already lower, or a system that knows no such limit
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
