"""Where a town's own templates run: they print, and can neither compute for long, nor read, nor reach out.

A template may come from a neighbouring town. It sees the page model and the files of ``templates/``, nothing else.
"""

from __future__ import annotations

import base64
import difflib
import functools
import mimetypes
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    UndefinedError,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from misato_report.files.bundled import bundled
from misato_report.files.names import inside

_MOST_STEPS = 100_000  # of range() in a whole rendering; a report has some hundreds of rows
_MOST_CALLS = 1_000_000  # of macros and functions; a report of 500 indicators makes some ten thousand
_MOST_LETTERS = 50_000_000  # of one text; a report of 500 indicators has a tenth
_MOST_ITEMS = 1_000_000  # of lists within lists
_LARGEST_FILE = 2_000_000  # bytes of a picture or font taken into the page
# They make a text of any length from a few letters: "{:>1000000000}".format("").
_STRETCHING = frozenset(
    [
        "format",
        "format_map",
        "center",
        "ljust",
        "rjust",
        "zfill",
        "expandtabs",
        "join",
        "replace",
        "translate",
    ]
)
_STRETCHING_FILTERS = (
    "center",
    "format",
    "indent",
    "wordwrap",
    "xmlattr",
    "pprint",
    "tojson",
    "urlize",
    "map",
    "batch",
    "slice",
)


class UnknownNameError(UndefinedError):
    """A template names something that is not there; ``known`` is what it could have named."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.asked, self.known = name, tuple(known)

    def nearest(self) -> list[str]:
        """The names that are most like it."""
        return difflib.get_close_matches(self.asked, self.known, n=3, cutoff=0.5)


class _FolderLoader(FileSystemLoader):
    """Templates of one folder: a link in it that leads out of it is no template."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if ".." in template.split("/"):
            raise TemplateNotFound(template)
        for folder in map(Path, self.searchpath):
            if (folder / template).is_file() and not inside(folder, template):
                raise SecurityError(f"{template} は templates/ の外を指すリンクです")
        found = super().get_source(environment, template)
        if isinstance(environment, Sandbox) and not _is_the_programs(template, found[0]):
            environment.changed.add(template)
        return found


def _is_the_programs(template: str, text: str) -> bool:
    """Whether a template says what the program's of the same name says."""
    own = bundled("templates") / template
    return own.is_file() and own.read_text(encoding="utf-8-sig") == text


class _Generator(CodeGenerator):
    """Jinja's own, with texts that are put together by the environment, which counts their letters."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


def bounded(value: Any) -> Any:
    """``value`` as it is. Raises SecurityError where writing it out, lists within lists included, would be too long."""
    letters = items = 0
    left = [value]
    while left:
        item = left.pop()
        items += 1
        if isinstance(item, dict):
            left.extend(item.values())
        elif isinstance(item, list | tuple | set | frozenset):
            left.extend(item)
        letters += len(item) if isinstance(item, str) else 1
        if letters > _MOST_LETTERS or items + len(left) > _MOST_ITEMS:
            raise SecurityError(f"文字が多すぎます（一つの文は{_MOST_LETTERS:,}字まで）")
    return value


def _bounded_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        bounded([a for a in arguments if not isinstance(a, Environment | Context | EvalContext)])
        return function(*arguments, **named)

    return call


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for templates that are not trusted."""

    intercepted_binops = frozenset(["*", "**", "%", "+"])
    code_generator_class = _Generator

    def __init__(self, folders: list[Path]) -> None:
        super().__init__(
            loader=ChoiceLoader([_FolderLoader(folder, encoding="utf-8-sig") for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=bounded,
        )
        self.changed: set[str] = set()
        """Templates used that are not the program's own."""
        self._steps = 0
        self._calls = 0
        self._folders = folders
        self.globals["range"] = self._range
        self.globals["inlined"] = self._inlined
        for name in ("cycler", "joiner", "lipsum", "namespace", "dict"):
            self.globals.pop(name, None)
        for name in _STRETCHING_FILTERS:
            self.filters.pop(name, None)
        self.filters = {name: _bounded_filter(function) for name, function in self.filters.items()}

    def concat(self, parts: Iterable[str]) -> str:
        """The text of a template, a block or a macro."""
        texts: list[str] = []
        letters = 0
        for text in parts:
            letters += len(text)
            if letters > _MOST_LETTERS:
                raise SecurityError(f"文字が多すぎます（一つの文は{_MOST_LETTERS:,}字まで）")
            texts.append(text)
        return "".join(texts)

    def joined(self, parts: tuple[Any, ...]) -> str:
        """What ``~`` puts together, as Jinja does: beside markup a text is escaped, among texts it stays a text."""
        bounded(parts)
        if any(hasattr(part, "__html__") for part in parts):
            return Markup("").join(parts)
        return "".join(map(str, parts))

    def call(self, context: Context, obj: Any, *arguments: Any, **named: Any) -> Any:
        """A macro that calls itself twice doubles with each step: calls are counted."""
        self._calls += 1
        if self._calls > _MOST_CALLS:
            raise SecurityError(f"マクロや関数の呼び出しが多すぎます（計{_MOST_CALLS:,}回まで）")
        return super().call(context, obj, *arguments, **named)

    def source_of(self, name: str) -> str:
        """The text of a file that is no template, such as the script. Raises TemplateNotFound."""
        if self.loader is None:
            raise TemplateNotFound(name)
        return self.loader.get_source(self, name)[0]

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Nothing that starts with an underscore, and no way to make a text without end."""
        stretches = isinstance(obj, str) and attr in _STRETCHING
        return not stretches and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No exception for ``str.format``: it is one of those that stretch."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic is not a template's: of texts and lists it makes others without end."""
        if operator == "+" and isinstance(left, int) and isinstance(right, int):
            return left + right
        raise SecurityError(f"ひな形の中で「{operator}」の計算はできません")

    def _range(self, *bounds: int) -> range:
        steps = range(*bounds)
        self._steps += len(steps)
        if self._steps > _MOST_STEPS:
            raise SecurityError(f"range() の繰り返しが多すぎます（計{_MOST_STEPS:,}回まで）")
        return steps

    def _inlined(self, name: str) -> str:
        """A file of the templates' folder as a ``data:`` address: the page carries it, on paper and on a screen."""
        path = next((p for folder in self._folders if (p := inside(folder, name))), None)
        if path is None:
            raise SecurityError(f"inlined: templates/ に「{name}」がありません")
        content = path.read_bytes()
        if len(content) > _LARGEST_FILE:
            raise SecurityError(f"inlined: 「{name}」が大きすぎます（{_LARGEST_FILE // 10**6}MBまで）")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"
