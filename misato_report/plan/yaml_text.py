"""YAML text → plain values with the position of each.

Every scalar stays the text that was typed (``9.4`` must never become a float, ``054348`` never a
number): the model decides what it means. Only an empty value or ``null`` becomes None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from misato_report.diagnostics import Diagnostic

Path = tuple[str | int, ...]

_PLAIN_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
_MAX_NODES = 200_000


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column in a file, from 1."""

    line: int
    column: int


@dataclass
class Document:
    """A file as it was read: ``data`` of dict, list, str and None; positions of keys and values by path."""

    file: str
    data: Any = None
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def position(self, path: Path, *, key: bool = False) -> Position:
        """Where a value (or its key) stands; the nearest enclosing one if the path itself is not there."""
        table = self.keys if key else self.values
        while path and path not in table:
            path, table = path[:-1], self.values
        return table.get(path, Position(1, 1))

    def report(self, path: Path, code: str, message: str, hint: str = "", *, key: bool = False) -> None:
        """Add an error about the value (or key) at ``path``."""
        at = self.position(path, key=key)
        self.diagnostics.append(Diagnostic(self.file, at.line, at.column, code, message, hint))


def read_yaml(file: str, raw: bytes) -> Document:
    """Read YAML bytes (UTF-8, with or without BOM); what is wrong is in ``diagnostics``."""
    document = Document(file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        document.diagnostics.append(
            Diagnostic(
                file,
                line,
                None,
                "yaml-encoding",
                f"UTF-8で書かれていません ({error.start + 1}バイト目)。",
                "メモ帳などで開き、文字コード UTF-8 を選んで保存し直してください。",
            )
        )
        return document
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        document.diagnostics.append(_syntax_error(file, error))
        return document
    except RecursionError:
        message = "入れ子が深すぎます。"
        document.diagnostics.append(
            Diagnostic(file, None, None, "yaml-depth", message, "字下げと括弧を確かめてください。")
        )
        return document
    if root is None:
        document.diagnostics.append(
            Diagnostic(file, 1, 1, "yaml-empty", "中身がありません。", "ファイルを元に戻してください。")
        )
        return document
    _Converter(document).convert(root, ())
    return document


def _syntax_error(file: str, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    hint = "字下げの幅、コロン「:」の後の空白、引用符の閉じ忘れを確かめてください。"
    if "'\\t'" in problem:
        hint = "字下げにタブは使えません。半角の空白にしてください。"
    elif "mapping values" in problem:
        hint = '値に「: 」を含むときは、値の全体を引用符 " " で囲んでください。'
    return Diagnostic(
        file,
        mark.line + 1 if mark else None,
        mark.column + 1 if mark else None,
        "yaml-syntax",
        "YAMLとして読めません。",
        hint,
    )


class _Converter:
    """Walks the composed nodes once, filling the document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen = 0
        self._open: set[int] = set()

    def convert(self, node: yaml.Node, path: Path) -> None:
        self._document.data = self._value(node, path)

    def _value(self, node: yaml.Node, path: Path) -> Any:
        self._document.values[path] = _position(node)
        self._seen += 1
        if self._seen > _MAX_NODES:
            return None if self._seen > _MAX_NODES + 1 else self._refuse_size(path)
        if node.tag.rpartition(":")[2] not in _PLAIN_TAGS or not node.tag.startswith("tag:yaml.org,2002:"):
            self._document.report(
                path,
                "yaml-tag",
                f"「{node.tag}」という型の指定は使えません。",
                "「!」で始まる語を消してください。",
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag.endswith(":null") else node.value
        if id(node) in self._open:
            self._document.report(
                path, "yaml-alias", "自分自身を引用しています。", "「&」「*」による引用をやめてください。"
            )
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            return [self._value(child, (*path, index)) for index, child in enumerate(node.value)]
        finally:
            self._open.discard(id(node))

    def _refuse_size(self, path: Path) -> None:
        self._document.report(
            path,
            "yaml-size",
            f"値が{_MAX_NODES:,}個を超えています。",
            "「&」「*」による引用の繰り返しをやめてください。",
        )

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*path, key)
            if key in result:
                first = self._document.position(here, key=True)
                at = _position(key_node)
                self._document.diagnostics.append(
                    Diagnostic(
                        self._document.file,
                        at.line,
                        at.column,
                        "duplicate-key",
                        f"「{key}」が二度書かれています (初めは{first.line}行目)。",
                        "どちらかを消してください。",
                    )
                )
                continue
            self._document.keys[here] = _position(key_node)
            result[key] = self._value(value_node, here)
        return result


def _position(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)
