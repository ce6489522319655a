"""What is wrong with a command line, said in Japanese."""

from __future__ import annotations

import re

import typer

# typer tells what is wrong in English sentences, and of most kinds nothing but the sentence is public.
_IN_JAPANESE = (
    (r"No such option:? '?(?P<what>[^\s']+)'?\.?", "「{what}」という指定はありません。"),
    (r"Missing (?:argument|option|parameter) '(?P<what>.+?)'.*", "「{what}」がありません。"),
    (r"No such command '(?P<what>.+?)'\..*", "「{what}」というコマンドはありません。"),
    (r"Missing command\..*", "コマンドがありません。"),
    (r"Option '(?P<what>.+?)' requires an argument\.", "「{what}」の後に値がありません。"),
    (r"Option '(?P<what>.+?)' does not take a value\.", "「{what}」に値は付けられません。"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.+)\)", "「{what}」が余分です。"),
)
_SUGGESTION = re.compile(
    r"(?P<said>.+?\.?) (?:\(Possible options: (?P<several>.+)\)|Did you mean (?P<one>.+)\?)", re.S
)


def usage_message(error: typer.TyperException) -> str:
    """What is wrong with the command line, in Japanese; what is not known here, as typer says it."""
    # What a command refuses says so itself, in Japanese; format_message() would put English before it.
    if isinstance(error, typer.BadParameter) and not error.message.isascii():
        return error.message
    said = error.format_message().strip()
    if said.startswith("Usage:"):  # help, since nothing was asked for
        return said
    suggestion = _SUGGESTION.fullmatch(said)
    core, near = said, ""
    if suggestion:
        core = suggestion["said"]
        listed = (suggestion["several"] or suggestion["one"]).replace("'", "").replace(", ", "、")
        near = f" もしかして: {listed}"
    for english, japanese in _IN_JAPANESE:
        match = re.fullmatch(english, core, re.S)
        if match:
            return japanese.format(**match.groupdict()) + near
    return f"コマンドの書き方が正しくありません ({said})。"
