"""What is said on the terminal: nothing in it moves the cursor, and nobody need listen to the end.

Every command says what it says through here. Imports next to nothing: a quick command has to start quickly.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from misato_report.diagnostics.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

# Windows says EINVAL where others say EPIPE.
_SHORT = 40  # letters
_GONE = frozenset([errno.EPIPE, errno.EINVAL] if os.name == "nt" else [errno.EPIPE])


def say(text: object = "", *, head: str = "", err: bool = False, end: str = "\n") -> None:
    """Print a text and end the line. ``head`` is a word of ours before it that may be in colours.

    Where nobody reads any more (``| head``) the command goes on with its work, silently.
    """
    _put(f"{head}{visible(str(text))}{end}", err=err)


def shortened(text: str) -> str:
    """A text's beginning in one line, where it is long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHORT else f"{plain[:_SHORT]}…"


def show(renderable: RenderableType) -> None:
    """Print a table of rich's, its texts as they are: they are no markup."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(_Visible(renderable))
    _put(captured.get(), err=False)


class _Visible:
    """What is shown, with only the colours and lines that rich itself put into it."""

    def __init__(self, inside: RenderableType) -> None:
        self._inside = inside

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.segment import Segment

        for segment in console.render(self._inside, options):
            yield Segment(visible(segment.text), segment.style, segment.control)


def _put(text: str, *, err: bool) -> None:
    try:
        typer.echo(text, nl=False, err=err)
    except OSError as error:
        if error.errno not in _GONE:
            raise
        listen_to_nobody()


def is_nobody_there(error: OSError) -> bool:
    """Whether it only says that who read our output has gone."""
    return error.errno in _GONE and error.filename is None


def listen_to_nobody() -> None:
    """Send what is said from now on, and what is still on its way, nowhere, where its reader has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError, ValueError):
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
