"""Plain values → model, with pydantic's errors told in Japanese at the place in the file."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from misato_report.plan.yaml_text import Document, Path

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> M | None:
    """Read a document into a model; on errors report all of them in the document and return None."""
    try:
        return model.model_validate(document.data)
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            _report(model, document, error)
        return None


def _report(model: type[BaseModel], document: Document, error: ErrorDetails) -> None:
    path = _path_in_data(document.data, error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        _report_unknown_key(model, document, error, path)
    elif kind == "missing":
        name = str(error["loc"][-1])
        document.report(
            path,
            "missing-key",
            f"「{name}」がありません。",
            f"「{name}: …」の行を加えてください。{_meaning(model, error)}",
        )
    else:
        code, message, hint = _explain(kind, error)
        document.report(path, code, message, hint)


def _report_unknown_key(model: type[BaseModel], document: Document, error: ErrorDetails, path: Path) -> None:
    key = str(error["loc"][-1])
    known = _known_keys(model, error["loc"][:-1])
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"もしかして: {near[0]}" if near else f"ここに書けるのは {'、'.join(known)} です。"
    document.report(path, "unknown-key", f"「{key}」という項目はありません。", hint, key=True)


def _path_in_data(data: Any, location: tuple[int | str, ...]) -> Path:
    """Pydantic's location without the union tags, which are no part of the file."""
    path: list[str | int] = []
    for step in location:
        children = dict(enumerate(data)) if isinstance(data, list) else data
        if isinstance(children, dict) and step in children:
            data = children[step]
            path.append(step)
    return tuple(path)


def _explain(kind: str, error: ErrorDetails) -> tuple[str, str, str]:
    """Code, message and hint for an error about a value."""
    explained = _EXPLANATIONS.get(kind)
    if explained is not None:
        return explained(error)
    if kind in _EXPECTED:
        return "bad-type", f"ここには{_EXPECTED[kind]}を書きます。", _TYPE_HINTS.get(kind, "")
    return "bad-value", f"{_shown(error)}は使えません ({error['msg']})。", ""


def _shown(error: ErrorDetails) -> str:
    given = error["input"]
    return f"「{given}」" if isinstance(given, str) else "この値"


def _own_error(error: ErrorDetails) -> tuple[str, str, str]:
    """An error that the model itself raises: its text is Japanese already."""
    return "bad-value", str(error["ctx"]["error"]), ""


def _choice(error: ErrorDetails) -> tuple[str, str, str]:
    context = error["ctx"]
    allowed = str(context.get("expected", context.get("expected_tags"))).replace(" or ", ", ")
    words = allowed.replace("'", "").split(", ")
    given = str(context.get("tag", error["input"]))
    near = difflib.get_close_matches(given, words, n=1)
    hint = f"もしかして: {near[0]}" if near else ""
    return "bad-choice", f"「{given}」は使えません。{'、'.join(words)} のどれかです。", hint


def _no_tag(error: ErrorDetails) -> tuple[str, str, str]:
    name = str(error["ctx"]["discriminator"]).replace("'", "")
    return "missing-key", f"「{name}」がありません。", f"「{name}: …」の行を加えてください。"


def _pattern(error: ErrorDetails) -> tuple[str, str, str]:
    return "bad-value", f"{_shown(error)}は書き方が違います。", f"使える形: {error['ctx']['pattern']}"


def _whole_number(error: ErrorDetails) -> tuple[str, str, str]:
    return "bad-value", f"{_shown(error)}は整数ではありません。", "半角の数字だけで書いてください。"


def _true_or_false(error: ErrorDetails) -> tuple[str, str, str]:
    return "bad-value", f"{_shown(error)}は true か false で書いてください。", ""


def _bound(error: ErrorDetails) -> tuple[str, str, str]:
    context = error["ctx"]
    bound = f"{context['ge']}以上" if "ge" in context else f"{context['le']}以下"
    return "bad-value", f"{_shown(error)}は{bound}でなければなりません。", ""


_EXPLANATIONS: dict[str, Callable[[ErrorDetails], tuple[str, str, str]]] = {
    "value_error": _own_error,
    "enum": _choice,
    "literal_error": _choice,
    "union_tag_invalid": _choice,
    "union_tag_not_found": _no_tag,
    "string_pattern_mismatch": _pattern,
    "int_parsing": _whole_number,
    "int_type": _whole_number,
    "bool_parsing": _true_or_false,
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
}
_EXPECTED = {
    "string_type": "文字",
    "string_too_short": "1字以上の文字",
    "tuple_type": "箇条 (「- 」で始まる行)",
    "list_type": "箇条 (「- 」で始まる行)",
    "model_type": "「項目: 値」の組",
    "model_attributes_type": "「項目: 値」の組",
    "dict_type": "「項目: 値」の組",
}
_TYPE_HINTS = {
    "tuple_type": "値が一つでも「- 」を付けて次の行に書いてください。",
    "model_type": "字下げして「項目: 値」を並べてください。",
    "model_attributes_type": "字下げして「項目: 値」を並べてください。",
}


def _meaning(model: type[BaseModel], error: ErrorDetails) -> str:
    """What a missing key is for, from the model's own description."""
    owner = _model_at(model, error["loc"][:-1])
    name = str(error["loc"][-1])
    if owner is None or name not in owner.model_fields:
        return ""
    description = owner.model_fields[name].description
    return f" ({description})" if description else ""


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    owner = _model_at(model, location)
    return list(owner.model_fields) if owner else []


def _model_at(model: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model whose keys stand at a location; union tags choose among several."""
    candidates: list[type[BaseModel]] = [model]
    for step in location:
        if isinstance(step, int):
            continue
        owner = next((c for c in candidates if step in c.model_fields), None)
        if owner is not None:
            candidates = _models_in(owner.model_fields[step].annotation)
        else:
            candidates = [c for c in candidates if step in _tags(c)] or candidates
    return candidates[0] if candidates else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The model types inside an annotation such as ``tuple[A | B, ...]``."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return [annotation] if issubclass(annotation, BaseModel) else []
    if get_origin(annotation) in (tuple, list, Annotated, typing.Union, types.UnionType):
        return [m for inner in get_args(annotation) for m in _models_in(inner)]
    return []


def _tags(model: type[BaseModel]) -> list[str]:
    """Values of the model's literal fields: what a discriminated union is told apart by."""
    return [
        tag
        for info in model.model_fields.values()
        if get_origin(info.annotation) is typing.Literal
        for tag in get_args(info.annotation)
    ]
