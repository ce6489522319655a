"""What a value in the YAML may be: how it is read, and how an editor is told of it (JSON Schema).

A :class:`Kind` reads what :mod:`misato_report.yaml_schema.documents` made of a file (texts, lists, mappings and None) or
what was read before (a whole number, a date). What cannot be read is told with all else that cannot, in Japanese:
:class:`WrongValuesError` carries a :class:`ValueFinding` for each.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

Location = tuple[str | int, ...]
Schema = dict[str, Any]
Definitions = dict[str, Schema]
"""``$defs`` of a JSON Schema, which kinds that have a name of their own add themselves to."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
K = TypeVar("K")
E = TypeVar("E", bound=StrEnum)
W = TypeVar("W", bound=str)


@dataclass(frozen=True, slots=True)
class ValueFinding:
    """What is wrong with a value (or, with ``key``, with its key), by its path below what was read."""

    path: Location
    code: str
    message: str
    hint: str = ""
    key: bool = False
    lacks: str = ""
    """The key that is not there, where that is what is wrong."""


class WrongValuesError(ValueError):
    """Values that cannot be read; ``findings`` has all of them, the message is the first one's."""

    def __init__(self, findings: Iterable[ValueFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings[0].message)

    def under(self, step: str | int) -> tuple[ValueFinding, ...]:
        """The findings as seen from one level above."""
        return tuple(replace(finding, path=(step, *finding.path)) for finding in self.findings)


def wrong(code: str, message: str, hint: str = "", path: Location = ()) -> WrongValuesError:
    """One finding, ready to be raised."""
    return WrongValuesError([ValueFinding(path, code, message, hint)])


def wrong_type(expected: str, hint: str = "") -> WrongValuesError:
    """The value is of another sort altogether: a list where a text should be."""
    return wrong("bad-type", f"ここには{expected}を書きます。", hint)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that a misspelt one is most like, if any is like it."""
    import difflib  # only when something is wrong

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), None)


class Kind(ABC, Generic[T_co]):
    """What a value may be."""

    @abstractmethod
    def validate(self, raw: object) -> T_co:
        """The value. Raises WrongValuesError."""

    @abstractmethod
    def schema(self, definitions: Definitions) -> Schema:
        """The JSON Schema of what may be written."""


class Text(Kind[str]):
    """A text as it was typed, of at least and at most so many letters, or of a pattern (a regular expression).

    ``shape`` says in Japanese what the pattern wants.
    """

    def __init__(self, least: int = 0, most: int | None = None, pattern: str = "", shape: str = "") -> None:
        if pattern and not shape:
            raise ValueError("a pattern has to be told in words: nobody is shown a regular expression")
        self.least = least
        self.most = most
        self.pattern = pattern
        self.shape = shape

    def validate(self, raw: object) -> str:
        """The text."""
        if not isinstance(raw, str):
            raise wrong_type("文字")
        if len(raw) < self.least:
            raise wrong_type(f"{self.least}字以上の文字")
        if self.most is not None and len(raw) > self.most:
            raise wrong(
                "bad-value", f"{len(raw):,}字あります。{self.most:,}字までです。", "短くしてください。"
            )
        if self.pattern and not re.search(self.pattern, raw):
            raise wrong("bad-value", f"「{raw}」は書き方が違います。", f"書けるのは、{self.shape}です。")
        return raw

    def schema(self, definitions: Definitions) -> Schema:
        """A string."""
        limits = {"minLength": self.least, "maxLength": self.most, "pattern": self.pattern}
        return {"type": "string", **{name: limit for name, limit in limits.items() if limit}}


class Integer(Kind[int]):
    """A whole number between two bounds, both included."""

    def __init__(self, least: int | None = None, most: int | None = None) -> None:
        self.least = least
        self.most = most

    def validate(self, raw: object) -> int:
        """The number."""
        if isinstance(raw, str) and re.fullmatch(r"\s*[-+]?[0-9]{1,18}\s*", raw):
            number = int(raw)
        elif isinstance(raw, int) and not isinstance(raw, bool):
            number = raw
        else:
            raise wrong(
                "bad-value", f"{_shown(raw)}は整数ではありません。", "半角の数字だけで書いてください。"
            )
        for bound, word, outside in (
            (self.least, "以上", self.least is not None and number < self.least),
            (self.most, "以下", self.most is not None and number > self.most),
        ):
            if outside:
                raise wrong("bad-value", f"{_shown(raw)}は{bound}{word}でなければなりません。")
        return number

    def schema(self, definitions: Definitions) -> Schema:
        """An integer."""
        bounds = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}}


_FLAGS = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}


class Boolean(Kind[bool]):
    """``true`` or ``false``, also in the other words that YAML has for them."""

    def validate(self, raw: object) -> bool:
        """The flag."""
        value = _FLAGS.get(raw.lower()) if isinstance(raw, str) else raw
        if not isinstance(value, bool):
            raise wrong("bad-value", f"{_shown(raw)}は true か false で書いてください。")
        return value

    def schema(self, definitions: Definitions) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


class Constant(Kind[W]):
    """One fixed word, which says which of several kinds a mapping is (see :class:`TaggedUnion`)."""

    def __init__(self, word: W) -> None:
        self.word = word

    def validate(self, raw: object) -> W:
        """The word."""
        if raw != self.word:
            raise _not_among(str(raw), [self.word])
        return self.word

    def schema(self, definitions: Definitions) -> Schema:
        """A constant."""
        return {"type": "string", "const": self.word}


class Enumeration(Kind[E]):
    """A member of an enumeration, written as its value."""

    def __init__(self, members: type[E]) -> None:
        self.members = members

    def validate(self, raw: object) -> E:
        """The member."""
        try:
            return self.members(_plain(raw))
        except ValueError:
            raise _not_among(_plain(raw), [member.value for member in self.members]) from None

    def schema(self, definitions: Definitions) -> Schema:
        """A reference to the enumeration."""
        name = self.members.__name__
        definitions[name] = {
            "title": name,
            "description": description_of(self.members),
            "type": "string",
            "enum": [member.value for member in self.members],
        }
        return reference(name)


class ReadBy(Kind[T]):
    """What a function makes of a text; the ValueError it raises says in Japanese what is wrong."""

    def __init__(self, function: Callable[[str], T], expected: str, types: tuple[str, ...]) -> None:
        self.function = function
        self.expected = expected
        self.types = types

    def validate(self, raw: object) -> T:
        """What the function returns, for the text of a value that was read before too."""
        if raw is None or isinstance(raw, dict | list | bool):
            raise wrong_type(self.expected)
        try:
            return self.function(str(raw))
        except ValueError as error:
            raise wrong("bad-value", str(error)) from None

    def schema(self, definitions: Definitions) -> Schema:
        """Any of the types that an editor takes such a text for."""
        kinds = [{"type": name} for name in self.types]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


class ListOf(Kind[tuple[T, ...]]):
    """A list, each entry of one kind."""

    def __init__(self, kind: Kind[T]) -> None:
        self.kind = kind

    def validate(self, raw: object) -> tuple[T, ...]:
        """The entries in their order."""
        if not isinstance(raw, list | tuple):
            hint = "値が一つでも「- 」を付けて次の行に書いてください。"
            raise wrong_type("箇条 (「- 」で始まる行)", hint)
        entries: list[T] = []
        findings: list[ValueFinding] = []
        for number, entry in enumerate(raw):
            try:
                entries.append(self.kind.validate(entry))
            except WrongValuesError as error:
                findings.extend(error.under(number))
        if findings:
            raise WrongValuesError(findings)
        return tuple(entries)

    def schema(self, definitions: Definitions) -> Schema:
        """An array."""
        return {"type": "array", "items": self.kind.schema(definitions)}


class MappingOf(Kind[dict[K, T]]):
    """A mapping whose keys the clerk chooses, from those of a kind."""

    def __init__(self, key: Kind[K], value: Kind[T]) -> None:
        self.key = key
        self.value = value

    def validate(self, raw: object) -> dict[K, T]:
        """The mapping in its order."""
        if not isinstance(raw, dict):
            raise no_mapping()
        values: dict[K, T] = {}
        findings: list[ValueFinding] = []
        for name, value in raw.items():
            try:
                key = self.key.validate(name)
            except WrongValuesError as error:
                findings.extend(replace(finding, path=(name,), key=True) for finding in error.findings)
                continue
            try:
                values[key] = self.value.validate(value)
            except WrongValuesError as error:
                findings.extend(error.under(name))
        if findings:
            raise WrongValuesError(findings)
        return values

    def schema(self, definitions: Definitions) -> Schema:
        """An object."""
        return {
            "type": "object",
            "propertyNames": self.key.schema(definitions),
            "additionalProperties": self.value.schema(definitions),
        }


class Optional(Kind[T | None]):
    """A kind, or nothing."""

    def __init__(self, kind: Kind[T]) -> None:
        self.kind = kind

    def validate(self, raw: object) -> T | None:
        """The value or None."""
        return None if raw is None else self.kind.validate(raw)

    def schema(self, definitions: Definitions) -> Schema:
        """Either of them."""
        return {"anyOf": [self.kind.schema(definitions), {"type": "null"}]}


def no_mapping() -> WrongValuesError:
    """The value should be ``key: value`` lines."""
    return wrong_type("「項目: 値」の組", "字下げして「項目: 値」を並べてください。")


def reference(name: str) -> Schema:
    """A schema that stands among the definitions."""
    return {"$ref": f"#/$defs/{name}"}


def description_of(thing: type) -> str:
    """The docstring of a class without its indentation."""
    import inspect  # only for the schemas

    return inspect.getdoc(thing) or ""


def _not_among(given: str, words: list[str]) -> WrongValuesError:
    near = nearest(given, words)
    hint = f"もしかして: {near}" if near else ""
    choices = f"{'、'.join(words)} のどれかです。" if words else ""
    return wrong("bad-choice", f"「{given}」は使えません。{choices}", hint)


def unknown_tag(given: str, words: list[str], tag: str) -> WrongValuesError:
    """A tag that none of several kinds has."""
    return WrongValuesError(replace(finding, path=(tag,)) for finding in _not_among(given, words).findings)


def _plain(raw: object) -> str:
    return raw if isinstance(raw, str) else "" if raw is None else str(raw)


def _shown(raw: object) -> str:
    return f"「{raw}」" if isinstance(raw, str) else "この値"
