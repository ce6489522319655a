"""Answers → ``plan/reviews/YEAR.yaml``: only what is new is written; comments and order stay as they are."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from misato_report.forms.fact_values import AMOUNTS, MONEY
from misato_report.forms.questions import KINDS
from misato_report.forms.returned import Answer, Return
from misato_report.notation import print_era_year

_HEAD = """# yaml-language-server: $schema=../schema/reviews.schema.json
# {year}度の町の評価。書けるもの: 段落、「- 」の箇条書き、**太字**。written_on より前の基準日の報告書には載りません。
year: {number}
"""
_WIDEST = 10_000  # a line of text is never broken


_PROJECTS_HEAD = """# yaml-language-server: $schema=../schema/projects.schema.json
# {year}度の事業の予算・決算・実績・今後の方向。金額は千円。written_on より前の基準日の報告書には載りません。
year: {number}
"""


def merged(content: bytes | None, year: int, returns: Iterable[Return]) -> bytes:
    """The reviews file with the answers of forms in it; ``content`` is the file as it is (None: there is none)."""
    yaml, data = _loaded(content, _HEAD, year)
    for one in returns:
        for answer in one.answers:
            if answer.kind not in ("projects", "opinions"):
                _put(data, one, answer)
        _note(data, one)
    return _dumped(yaml, data)


def merged_projects(content: bytes | None, year: int, returns: Iterable[Return]) -> bytes:
    """The projects' file of a year with the answers of forms in it, as :func:`merged` makes that of the reviews."""
    yaml, data = _loaded(content, _PROJECTS_HEAD, year)
    for one in returns:
        for answer in one.answers:
            if answer.kind == "projects":
                _put(data, one, answer)
    return _dumped(yaml, data)


def merged_opinions(content: bytes | None, idents: Sequence[str], returns: Iterable[Return]) -> bytes:
    """The file of opinions with the replies of forms in it; ``idents`` are the opinions' numbers in its order."""
    yaml, data = _loaded(content, "", 0)
    entries = dict(zip(idents, data["opinions"], strict=True))
    for one in returns:
        for answer in one.answers:
            if answer.kind == "opinions":
                _reply(entries[answer.ident], one, answer)
    return _dumped(yaml, data)


def _reply(entry: Any, one: Return, answer: Answer) -> None:
    """Put an answer into the reply of an opinion; one that says the same keeps its day."""
    if entry.get("reply") is None:
        entry["reply"] = CommentedMap()
    reply = entry["reply"]
    if _plain(reply.get(answer.key), answer.key) != _plain(answer.value, answer.key):
        reply["department"], reply["date"] = one.department, one.written_on
        reply[answer.key] = _as_yaml(answer.value)


def _loaded(content: bytes | None, head: str, year: int) -> tuple[YAML, Any]:
    yaml = YAML()
    yaml.width = _WIDEST
    yaml.preserve_quotes = True
    yaml.representer.ignore_aliases = lambda *_: True  # a date that stands twice is no alias
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = content.decode("utf-8-sig") if content else head.format(year=print_era_year(year), number=year)
    return yaml, yaml.load(text)


def _dumped(yaml: YAML, data: Any) -> bytes:
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue().encode("utf-8")


def _put(data: Any, one: Return, answer: Answer) -> None:
    name = KINDS[answer.kind]
    entries = _list(data, answer.kind)
    entry = next((e for e in entries if e.get(name) == answer.ident), None)
    if entry is None:
        entry = CommentedMap({name: answer.ident, "written_on": one.written_on})
        if answer.kind != "projects":  # the plan names the department of a project
            entry["department"] = one.department
        entries.append(entry)
    value = _as_yaml(answer.value)
    place, key = _place(entry, answer.key)
    if _plain(place.get(key), answer.key) != _plain(value, answer.key):
        place[key] = value
        entry["written_on"] = max(one.written_on, _day(entry.get("written_on"), one.written_on))


def _place(entry: Any, key: str) -> tuple[Any, str]:
    """The mapping and key of an answer: ``funds.国`` is a key of another mapping inside the entry."""
    outer, _, inner = key.partition(".")
    if not inner:
        return entry, outer
    if not entry.get(outer):
        entry[outer] = CommentedMap()
    return entry[outer], inner


def _list(data: Any, kind: str) -> Any:
    if not data.get(kind):
        data[kind] = CommentedSeq()
    return data[kind]


def _as_yaml(value: str | bool) -> str | bool:
    """The value as it is written: a text of several lines as a block."""
    several = isinstance(value, str) and "\n" in value
    return LiteralScalarString(f"{value}\n") if several else value


def _plain(value: object, key: str) -> object:
    """The value for comparing: of a figure without commas, however YAML reads it."""
    if key in (*MONEY, *AMOUNTS):
        return str(value).strip().replace(",", "")
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
