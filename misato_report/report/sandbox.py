"""Where a town's own templates run: they print, and can neither compute for long, nor read, nor reach out.

A template may come from a neighbouring town. It sees the page model and the files of ``templates/``, nothing else.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_STEPS = 100_000  # of range() in a whole rendering; a report has some hundreds of rows
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
)


class _FolderLoader(FileSystemLoader):
    """Templates of one folder: a link in it that leads out of it is no template."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if ".." in template.split("/"):
            raise TemplateNotFound(template)
        for folder in map(Path, self.searchpath):
            if (folder / template).is_file() and not inside(folder, template):
                raise SecurityError(f"{template} は templates/ の外を指すリンクです")
        return super().get_source(environment, template)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for templates that are not trusted."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def __init__(self, folders: list[Path]) -> None:
        super().__init__(
            loader=ChoiceLoader([_FolderLoader(folder, encoding="utf-8-sig") for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._steps = 0
        self._folders = folders
        self.globals["range"] = self._range
        self.globals["inlined"] = self._inlined
        for name in ("cycler", "joiner", "lipsum", "namespace", "dict"):
            self.globals.pop(name, None)
        for name in _STRETCHING_FILTERS:
            self.filters.pop(name, None)

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


def inside(folder: Path, name: str) -> Path | None:
    """The file ``name`` of a folder, None where there is none or its real place is elsewhere."""
    path = (folder / name).resolve()
    return path if path.is_file() and path.is_relative_to(folder.resolve()) else None
