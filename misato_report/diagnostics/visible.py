"""Characters that do something instead of showing something, made to show: ESC as 〔U+001B〕.

They move a terminal's cursor, rename its window, turn the direction of the text around them, or hide it. What others
wrote (the plan, tables, names of files) may hold them; no output does. Line feed and tab stay: they are meant.
"""

from __future__ import annotations

import re

from misato_report.diagnostics.diagnostic import Diagnostic, Severity

# C0 and C1 without tab and line feed; marks and overrides of direction, the deprecated format characters; separators
# of lines and paragraphs; interlinear annotation; what is
# no character (and not allowed in an .xlsx); halves of surrogate pairs, as in names of files that are no UTF-8.
_DOING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)

_FEW = 5  # named in a message


def visible(text: str) -> str:
    """The text with each such character written by its number; a line's end by carriage return is a line's end."""
    if _DOING.search(text) is None:
        return text
    return _DOING.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", text.replace("\r\n", "\n"))


def hidden_in(text: str) -> list[str]:
    """The characters that :func:`visible` would show, each once, as it shows them."""
    return list(dict.fromkeys(visible(letter) for letter in _DOING.findall(text.replace("\r\n", "\n"))))


def printable(text: str) -> str:
    """As :func:`visible`, and all else that shows nothing, such as a space without width: for messages about a text."""
    return "".join(c if c.isprintable() or c in "\n\u3000" else f"〔U+{ord(c):04X}〕" for c in text)


def hidden_characters(file: str, line: int | None, hidden: list[str], cell: str = "") -> Diagnostic:
    """What is told of a line, a name or a cell in which :func:`hidden_in` found something."""
    shown = "".join(hidden[:_FEW]) + ("…" if len(hidden) > _FEW else "")
    return Diagnostic(
        file=file,
        line=line,
        code="hidden-characters",
        message=f"画面を乱したり、文の向きを変えたりする文字 {shown} があります。報告書や画面には、この番号で示します。",
        hint="要らない文字です。消して、打ち直してください。",
        severity=Severity.WARNING,
        cell=cell,
    )
