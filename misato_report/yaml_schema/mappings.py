"""Classes whose keys are those of a mapping in the YAML: what each may be, what it is for, what fits together.

::

    class Point(Model):
        "A figure and its year."

        period: YearSpan = key(SPAN, "年度")
        value: Decimal = key(AMOUNT, "数値")

    Point.validate({"period": "R8", "value": "▲12"})

An instance cannot be changed; :meth:`Model.replace` makes another one. Of the same class and with equal values two
instances are equal. No pydantic: it takes longer to load than all that a quick command does (``docs/speed.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar, cast, dataclass_transform

from misato_report.yaml_schema.kinds import (
    Boolean,
    Definitions,
    Kind,
    Schema,
    ValueFinding,
    WrongValuesError,
    description_of,
    nearest,
    no_mapping,
    reference,
    unknown_tag,
    wrong,
)

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


_LIKE = 0.5  # how like a key a misspelt one has to be (difflib's ratio)


class _Required(Enum):
    REQUIRED = "required"


_REQUIRED = _Required.REQUIRED


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping: what its value may be, what it is for (Japanese), and what holds where it is left out."""

    kind: Kind[object]
    description: str
    default: object

    @property
    def required(self) -> bool:
        """Whether it must be there."""
        return self.default is _REQUIRED

    def schema(self, definitions: Definitions) -> Schema:
        """The kind's schema with description and default."""
        default = {} if self.required else {"default": written(self.default)}
        return {**self.kind.schema(definitions), "description": self.description, **default}


def key(kind: Kind[T], description: str, *, default: T | _Required = _REQUIRED) -> T:
    """Declare a key in the body of a :class:`Model`; without a default it must be there."""
    return cast("T", Key(kind, description, default))


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key,))
class Model:
    """Base of all mappings in the YAML; a key that is not known is an error."""

    keys: ClassVar[Mapping[str, Key]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Key)}
        cls.keys = {**cls.keys, **own}
        for name in own:
            delattr(cls, name)

    def __init__(self, **values: Any) -> None:
        """Values as they are after reading. Raises TypeError for keys, ValueError for what does not fit together."""
        missing = [name for name, about in self.keys.items() if about.required and name not in values]
        unknown = [name for name in values if name not in self.keys]
        if missing or unknown:
            raise TypeError(f"{type(self).__name__}: missing {missing}, unknown {unknown}")
        self._fill(values)
        for sentence in self.contradictions():
            raise ValueError(sentence)

    def _fill(self, values: Mapping[str, object]) -> None:
        self.__dict__.update({name: values.get(name, about.default) for name, about in self.keys.items()})

    def contradictions(self) -> Iterator[str]:
        """What does not fit together among values each of which is good by itself, in Japanese."""
        yield from ()

    @classmethod
    def validate(cls, raw: object) -> Self:
        """A mapping of the YAML. Raises WrongValuesError with all that is wrong in it."""
        if not isinstance(raw, dict):
            raise no_mapping()
        values: dict[str, object] = {}
        findings: list[ValueFinding] = []
        for name, about in cls.keys.items():
            if name in raw:
                try:
                    values[name] = about.kind.validate(raw[name])
                except WrongValuesError as error:
                    findings.extend(error.under(name))
            elif about.required:
                findings.append(_missing(name, about.description))
        findings = [*_without_misspelt(findings, raw, cls.keys)]
        findings.extend(_unknown(name, cls.keys) for name in raw if name not in cls.keys)
        if findings:
            raise WrongValuesError(findings)
        made = cls.__new__(cls)
        made._fill(values)
        findings.extend(ValueFinding((), "bad-value", sentence) for sentence in made.contradictions())
        if findings:
            raise WrongValuesError(findings)
        return made

    def replace(self, **changes: Any) -> Self:
        """The same with other values, which are taken as they are."""
        unknown = [name for name in changes if name not in self.keys]
        if unknown:
            raise TypeError(f"{type(self).__name__}: unknown {unknown}")
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__, **changes)
        return made

    @classmethod
    def schema(cls, definitions: Definitions) -> Schema:
        """The JSON Schema of the mapping; ``definitions`` gets those of its parts."""
        required = [name for name, about in cls.keys.items() if about.required]
        return {
            "title": cls.__name__,
            "description": description_of(cls),
            "type": "object",
            "properties": {name: about.schema(definitions) for name, about in cls.keys.items()},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({values})"


def written(value: object) -> Any:
    """A value as the YAML has it: texts, lists and mappings; flags and whole numbers as they are."""
    if isinstance(value, Model):
        parts = {name: written(getattr(value, name)) for name in value.keys}
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(value, dict):
        return {written(name): written(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [written(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, str | bool | int) else str(value)


M = TypeVar("M", bound=Model)


class Nested(Kind[M]):
    """A mapping inside another; a function in place of the model where that is not defined yet."""

    def __init__(self, model: type[M] | Callable[[], type[M]]) -> None:
        self.model = model

    def _model(self) -> type[M]:
        return self.model if isinstance(self.model, type) else self.model()

    def validate(self, raw: object) -> M:
        """The mapping."""
        return self._model().validate(raw)

    def schema(self, definitions: Definitions) -> Schema:
        """A reference to the model."""
        model = self._model()
        if model.__name__ not in definitions:
            definitions[model.__name__] = {}  # it may contain itself
            definitions[model.__name__] = model.schema(definitions)
        return reference(model.__name__)


class Shorthand(Kind[M]):
    """A mapping, or only the text of one of its keys where the others are left out."""

    def __init__(self, model: type[M], name: str) -> None:
        self._nested = Nested(model)
        self._name = name

    def validate(self, raw: object) -> M:
        """The mapping, made of the text where there is only that."""
        return self._nested.validate({self._name: raw} if isinstance(raw, str) else raw)

    def schema(self, definitions: Definitions) -> Schema:
        """A text or the model."""
        return {"anyOf": [{"type": "string", "minLength": 1}, self._nested.schema(definitions)]}


class TaggedUnion(Kind[T_co], Generic[T_co]):
    """One of several mappings, told apart by the word under one key."""

    def __init__(self, tag: str, *models: type[T_co]) -> None:
        self._tag = tag
        self._models = {_word_of(model, tag): model for model in cast("tuple[type[Model], ...]", models)}

    def validate(self, raw: object) -> T_co:
        """The mapping that the word says."""
        if not isinstance(raw, dict):
            raise no_mapping()
        if self._tag not in raw:
            raise wrong(
                "missing-key", f"「{self._tag}」がありません。", f"「{self._tag}: …」の行を加えてください。"
            )
        word = raw[self._tag]
        model = self._models.get(word) if isinstance(word, str) else None
        if model is None:
            raise unknown_tag(str(word), list(self._models), self._tag)
        return cast("T_co", model.validate(raw))

    def schema(self, definitions: Definitions) -> Schema:
        """Any one of them."""
        return {"oneOf": [Nested(model).schema(definitions) for model in self._models.values()]}


class KeyedUnion(Kind[T_co], Generic[T_co]):
    """One of two mappings, told apart by whether a key is there."""

    def __init__(self, name: str, with_it: type[T_co], without: type[T_co]) -> None:
        self._name = name
        self._with, self._without = cast("tuple[type[Model], type[Model]]", (with_it, without))

    def validate(self, raw: object) -> T_co:
        """The mapping that has the key, or the other."""
        has_it = isinstance(raw, dict) and self._name in raw
        return cast("T_co", (self._with if has_it else self._without).validate(raw))

    def schema(self, definitions: Definitions) -> Schema:
        """Either of them."""
        return {"oneOf": [Nested(model).schema(definitions) for model in (self._with, self._without)]}


class TrueOr(Kind[M | None]):
    """A mapping, or ``true`` for one with nothing in it (``false``: none)."""

    def __init__(self, model: type[M]) -> None:
        self._model = model

    def validate(self, raw: object) -> M | None:
        """The mapping."""
        if isinstance(raw, dict):
            return self._model.validate(raw)
        return self._model() if Boolean().validate(raw) else None

    def schema(self, definitions: Definitions) -> Schema:
        """Either of them."""
        return {"anyOf": [Nested(self._model).schema(definitions), Boolean().schema(definitions)]}


def _word_of(model: type[Model], tag: str) -> str:
    word: str = model.keys[tag].kind.schema({})["const"]
    return word


def _missing(name: str, description: str) -> ValueFinding:
    meaning = f" ({description})" if description else ""
    hint = f"「{name}: …」の行を加えてください。{meaning}"
    return ValueFinding((), "missing-key", f"「{name}」がありません。", hint, lacks=name)


def _without_misspelt(
    findings: Iterable[ValueFinding], raw: Mapping[str, object], known: Mapping[str, Key]
) -> Iterator[ValueFinding]:
    """One slip, one message: a key that is there with a slip in its name is not lacking as well."""
    meant = {nearest(name, known, cutoff=_LIKE) for name in raw if name not in known}
    for finding in findings:
        if finding.code != "missing-key" or finding.path or finding.lacks not in meant:
            yield finding


def _unknown(name: str, known: Mapping[str, Key]) -> ValueFinding:
    near = nearest(name, known, cutoff=_LIKE)
    hint = f"もしかして: {near}" if near else f"ここに書けるのは {'、'.join(known)} です。"
    return ValueFinding((name,), "unknown-key", f"「{name}」という項目はありません。", hint, key=True)
