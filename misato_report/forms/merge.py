"""Answers → ``plan/reviews/YEAR.yaml``: only what is new is written; comments and order stay as they are."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from misato_report.forms.questions import KINDS
from misato_report.forms.returned import Answer, Return
from misato_report.notation import print_era_year

_HEAD = """# yaml-language-server: $schema=../schema/reviews.schema.json
# {year}度の町の評価。書けるもの: 段落、「- 」の箇条書き、**太字**。written_on より前の基準日の報告書には載りません。
year: {number}
"""
_WIDEST = 10_000  # a line of text is never broken


def merged(content: bytes | None, year: int, returns: Iterable[Return]) -> bytes:
    """The reviews file with the answers of forms in it; ``content`` is the file as it is (None: there is none)."""
    yaml = YAML()
    yaml.width = _WIDEST
    yaml.preserve_quotes = True
    yaml.representer.ignore_aliases = lambda *_: True  # a date that stands twice is no alias
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = content.decode("utf-8-sig") if content else _HEAD.format(year=print_era_year(year), number=year)
    data = yaml.load(text)
    for one in returns:
        for answer in one.answers:
            _put(data, one, answer)
        _note(data, one)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue().encode("utf-8")


def _put(data: Any, one: Return, answer: Answer) -> None:
    name = KINDS[answer.kind]
    entries = _list(data, answer.kind)
    entry = next((e for e in entries if e.get(name) == answer.ident), None)
    if entry is None:
        entry = CommentedMap({name: answer.ident, "written_on": one.written_on, "department": one.department})
        entries.append(entry)
    value = LiteralScalarString(f"{answer.value}\n") if _is_long(answer.value) else answer.value
    if _plain(entry.get(answer.key)) != _plain(value):
        entry[answer.key] = value
        entry["written_on"] = max(one.written_on, _day(entry.get("written_on"), one.written_on))


def _list(data: Any, kind: str) -> Any:
    if not data.get(kind):
        data[kind] = CommentedSeq()
    return data[kind]


def _is_long(value: str | bool) -> bool:
    return isinstance(value, str) and "\n" in value


def _plain(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _day(value: object, otherwise: date) -> date:
    return value if isinstance(value, date) else otherwise


def _note(data: Any, one: Return) -> None:
    _list(data, "returned").append(
        CommentedMap(
            {
                "department": one.department,
                "file": PurePosixPath(one.file.replace("\\", "/")).name,
                "sha256": one.sha256,
                "written_on": one.written_on,
            }
        )
    )
