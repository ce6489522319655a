"""Reviews' texts → HTML: paragraphs, lists and bold, and nothing else."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

_PLAIN = ("text", "softbreak", "hardbreak")


@cache
def _parser() -> MarkdownIt:
    """Only the rules named here are on; markup of any other kind stays the text that it is."""
    parser = MarkdownIt("zero", {"html": False, "breaks": True})
    parser.enable(["list", "emphasis", "newline"])
    # Emphasis would also make italics, which Japanese type has none of.
    parser.add_render_rule("em_open", lambda *_: "")
    parser.add_render_rule("em_close", lambda *_: "")
    return parser


def plain_text(text: str) -> str:
    """The text without its markup, for a place where there is room for words only."""
    tokens = _parser().parse(text)
    blocks = (token.children for token in tokens if token.children)
    told = (
        "".join(c.content if c.type == "text" else " " for c in block if c.type in _PLAIN) for block in blocks
    )
    return " ".join(told)


def plain_lines(text: str) -> str:
    """The text without its markup, a line for each paragraph and each entry of a list (・)."""
    lines: list[str] = []
    depth = 0
    for token in _parser().parse(text):
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        if token.children:
            told = "".join(c.content if c.type == "text" else " " for c in token.children if c.type in _PLAIN)
            lines += [f"{'・' if depth else ''}{told}"]
    return "\n".join(lines)


def to_html(text: str) -> Markup:
    """The text as HTML, safe to print: every letter that could be markup is escaped."""
    return Markup(_parser().render(text))  # noqa: S704 - the parser escapes all text
