"""What a mark may say: Jinja in the sandbox of the templates, over the papers' model, with the nearest name for a wrong one."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError

from misato_report.report.html.sandbox import Sandbox, UnknownNameError
from misato_report.report.html.time_limit import DeadlineError
from misato_report.report.papers.named import Named

MARK = re.compile(r"\{[{%#]")
"""Where a mark begins."""
_WIDE_MARK = re.compile(r"｛[｛{%％]|\{[｛％]|[｝}%％]｝|[｝％]\}")
"""What a Japanese keyboard makes of a mark's beginning and end."""
_ONE_MARK = re.compile(r"\s*\{\{-?(.*?)-?\}\}\s*", re.DOTALL)
FAILURES = (TemplateError, DeadlineError, RecursionError, TypeError, ValueError, KeyError, AttributeError)
"""What filling a mark can raise; all of them are told as what is wrong with the mark."""


class MarkLanguage(Sandbox):
    """The language of marks. ``markup``: what is printed becomes part of an XML or HTML page, and is escaped."""

    def __init__(self, folders: Iterable[Path] = (), *, markup: bool) -> None:
        super().__init__(list(folders))
        self.autoescape = markup

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``. Raises UnknownNameError with what it could have been."""
        return self._member(obj, attribute) if _is_ours(obj) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``, which is the same for what has names."""
        if _is_ours(obj) and isinstance(argument, str):
            return self._member(obj, argument)
        return super().getitem(obj, argument)

    def _member(self, obj: Any, name: str) -> Any:
        known = names_in(obj)
        if name not in known:
            raise UnknownNameError(name, known)
        return obj[name] if isinstance(obj, Named) else super().getattr(obj, name)

    def refuse_unknown(self, source: str, known: Mapping[str, object]) -> None:
        """Raise UnknownNameError where a text of marks begins with a name that is not known, TemplateSyntaxError too."""
        unknown = sorted(meta.find_undeclared_variables(self.parse(source)) - set(known) - set(self.globals))
        if unknown:
            raise UnknownNameError(unknown[0], known)

    def value_of(self, source: str, values: Mapping[str, object]) -> object:
        """What a cell's text comes to: of one mark alone the thing itself, else the text with its marks filled."""
        self.refuse_unknown(source, values)
        alone = _ONE_MARK.fullmatch(source)
        if alone and self._is_one_mark(source):
            return self.compile_expression(alone[1], undefined_to_none=False)(**values)
        return self.from_string(source).render(**values)

    def _is_one_mark(self, source: str) -> bool:
        body = self.parse(source.strip()).body
        if len(body) != 1 or not isinstance(body[0], nodes.Output):
            return False
        return len(body[0].nodes) == 1 and not isinstance(body[0].nodes[0], nodes.TemplateData)

    def each(self, opening: str, values: Mapping[str, object]) -> tuple[str, list[object]]:
        """Of ``{% for p in projects %}`` the name and what it goes through. Raises TemplateError."""
        whole = f"{opening}{{{{ taken(__it) }}}}{{% endfor %}}"
        loop = self.parse(f"{opening}{{% endfor %}}").body[0]
        if not isinstance(loop, nodes.For) or not isinstance(loop.target, nodes.Name) or loop.recursive:
            raise TemplateSyntaxError("{% for 名前 in … %}", 1)
        name = loop.target.name
        self.refuse_unknown(f"{opening}{{% endfor %}}", values)
        things: list[object] = []

        def taken(thing: object) -> str:
            things.append(thing)
            return ""

        self.from_string(whole.replace("__it", name)).render(**{**values, "taken": taken})
        return name, things


def _is_ours(obj: object) -> bool:
    return isinstance(obj, Named) or (dataclasses.is_dataclass(obj) and not isinstance(obj, type))


def names_in(thing: object) -> list[str]:
    """What may stand behind the dot: the ids of a collection, the fields and properties of a thing of the model."""
    if isinstance(thing, Named):
        return thing.ids()
    if not dataclasses.is_dataclass(thing):
        return []
    fields = [field.name for field in dataclasses.fields(thing)]
    return fields + [name for name, it in vars(type(thing)).items() if isinstance(it, property)]


def wrong_in(source: str, error: Exception) -> tuple[str, str]:
    """What is wrong with a mark ("" where it is not known which), and what to do, for the clerk."""
    shown = source if len(source) <= _LONGEST_SHOWN else f"{source[:_LONGEST_SHOWN]}…"
    mark = f"印 {shown} " if shown else "印"
    if isinstance(error, UnknownNameError):
        near = error.nearest()
        hint = f"もしかして: {'、'.join(near)}" if near else ""
        return f"{mark}の「{error.asked}」という名前のものはありません。", hint
    if isinstance(error, UndefinedError):
        return f"{mark}が指すものはありません。", ""
    if isinstance(error, SecurityError):
        return f"{mark}は、印では使えないことをしています。", ""
    if isinstance(error, DeadlineError):
        return "印を埋め終わりません。繰り返しが多すぎます。", "繰り返しの中の繰り返しを減らしてください。"
    if isinstance(error, TemplateSyntaxError):
        return f"{mark}の書き方が正しくありません。", ""
    return f"{mark}を埋められません。", ""


def as_unknown_name(error: Exception, known: Iterable[str]) -> Exception:
    """Of a mark that begins with a name that there is not, the error that tells the nearest ones; else the same."""
    found = _UNDEFINED.fullmatch(str(error)) if isinstance(error, UndefinedError) else None
    return UnknownNameError(found[1], known) if found else error


_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_LONGEST_SHOWN = 80


def has_marks(text: str) -> bool:
    """Whether a text holds a mark, or what was meant for one and written with wide letters."""
    return MARK.search(text) is not None or is_wide(text)


def is_wide(text: str) -> bool:
    """Whether a mark is written with the wide letters of a Japanese keyboard, which nothing reads."""
    return _WIDE_MARK.search(text) is not None
