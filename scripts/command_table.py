"""Writes the table of commands in README.md, from the commands themselves: arguments, options, and what each says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from misato_report.cli.app import app

README = Path(__file__).parent.parent / "README.md"
_BEGIN = "<!-- commands: written by make documents -->\n"
_END = "<!-- end of commands -->\n"
_HEAD = "| コマンド | すること |\n|---|---|\n"


def document() -> str:
    """The whole README, with its table of commands as the commands are now."""
    before, _, rest = README.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{_HEAD}{''.join(_rows())}{_END}{after}"


def _rows() -> Iterator[str]:
    for name, command in _commands(typer.main.get_command(app)):
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        usage = " ".join([name, *(p.metavar or p.name for p in arguments)])
        options = "".join(f"<br>{line}" for line in _options(command))
        yield f"| `{usage}` | {_cell(command.help or '')}{options} |\n"


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its full name, in the program's order."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _options(command: Any) -> Iterator[str]:
    for p in command.params:
        if p.param_type_name != "option" or p.hidden or "--workspace" in p.opts or "--help" in p.opts:
            continue
        takes = f" {p.metavar}" if p.metavar and not p.is_flag else ""
        yield f"`{max(p.opts, key=len)}{takes}` {_cell(p.help or '')}"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "/")


if __name__ == "__main__":
    README.write_text(document(), encoding="utf-8", newline="\n")
