"""A new source into ``sources.yaml``, with all that stands there, comments too, as it was."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq


def with_source(
    content: bytes, entry: Mapping[str, object], series: Iterable[Mapping[str, object]] = ()
) -> bytes:
    """The file's bytes with ``entry`` as the last of its ``sources:``, and new ``series``. Raises KeyError without them."""
    yaml = _yaml()
    data = yaml.load(content.decode("utf-8-sig"))
    sources = data["sources"]
    if sources is None:
        sources = data["sources"] = CommentedSeq()
    sources.append(_commented(entry))
    for one in series:
        data["series"].append(_commented(one))
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue().encode("utf-8")


def entry_text(entry: Mapping[str, object]) -> str:
    """An entry as it stands in the list of ``sources:``."""
    out = io.StringIO()
    _yaml().dump({"sources": [_commented(entry)]}, out)
    return out.getvalue().partition("\n")[2]


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _commented(value: object) -> Any:
    """Mappings in their order; lists of words on one line, as the clerk's own entries have them."""
    if isinstance(value, Mapping):
        return CommentedMap({key: _commented(one) for key, one in value.items()})
    if isinstance(value, list):
        sequence = CommentedSeq([_commented(one) for one in value])
        if all(isinstance(one, str) for one in value):
            sequence.fa.set_flow_style()
        return sequence
    return value
