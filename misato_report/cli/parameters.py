"""Options and arguments that read their text by themselves, so that a quick command starts quickly.

typer reads every argument through pydantic, whose import takes longer than all that `status` does. What our
commands take are texts, paths, whole numbers, flags and lists of them: those are read here, anything else (and
anything in a version of typer that asks its parameters otherwise) goes typer's own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

Reader = Callable[[str], object]


class _Coercion:
    """What typer asks a parameter for: from the texts on the command line to a value."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of a text, of each of several, or what stands for none. Raises typer.BadParameter."""
        if param.multiple or param.nargs == -1:
            return [self._one(text) for text in value or ()] or ()
        return None if value is None else self._one(value)

    def _one(self, value: Any) -> object:
        return self._read(value) if isinstance(value, str) else value


def _whole_number(low: float | None, high: float | None) -> Reader:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise typer.BadParameter(f"「{text}」は整数ではありません。") from None
        if (low is not None and number < low) or (high is not None and number > high):
            bounds = f"{'' if low is None else low}～{'' if high is None else high}"
            raise typer.BadParameter(f"「{text}」は使えません。{bounds} の整数で書いてください。")
        return number

    return read


def _reader(parameter: TyperArgument | TyperOption) -> Reader | None:
    """How the texts of a parameter are read; None for what typer has to read."""
    about = getattr(parameter, "type_descriptor", None)
    info = getattr(about, "parameter_info", None)
    kind = getattr(about, "annotation", None)
    if info is None:
        return None
    if get_origin(kind) is list:
        (kind,) = get_args(kind)
    if info.parser is not None:
        parser: Reader = info.parser
        return parser
    if kind is int and not info.clamp:
        return _whole_number(info.min, info.max)
    if kind is Path:
        checked = info.exists or info.resolve_path or not (info.file_okay and info.dir_okay)
        return None if checked or info.writable else Path
    if kind is bool:
        return _flag
    return str if kind is str else None


def _flag(text: str) -> bool:
    """A flag is there or not: a text is never asked for."""
    raise typer.BadParameter(f"「{text}」は使えません。")


def _take_over(parameters: Iterable[object]) -> None:
    for parameter in parameters:
        if isinstance(parameter, TyperArgument | TyperOption):
            read = _reader(parameter)
            if read is not None:
                parameter.get_runtime_param = partial(_Coercion, read)  # type: ignore[method-assign, assignment]


class QuickGroup(TyperGroup):
    """A group of commands whose parameters are read here, those of the group and of the command that was asked for."""

    def get_params(self, ctx: Any) -> list[Any]:
        """As typer's."""
        parameters = super().get_params(ctx)
        _take_over(parameters)
        return parameters

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """As typer's."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _take_over(command.get_params(ctx))
        return command
