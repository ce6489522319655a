"""YAML text → plain values with the position of each.

Every scalar stays the text that was typed (``9.4`` must never become a float, ``054348`` never a
number): the model decides what it means. Only an empty value or ``null`` becomes None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml

from misato_report.diagnostics import Diagnostic
from misato_report.diagnostics.visible import hidden_characters, hidden_in
from misato_report.yaml_schema.kinds import Location

_PLAIN_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
_SETTING = "正しいファイルなら、plan/limits.yaml に {key}: を大きく書くと読めます。"
_START = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_END = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
# libyaml where PyYAML came with it: ten times as fast, with the same positions.
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DocumentLimits(Protocol):
    """How large a YAML file may be: kilobytes, number of values, depth of nesting."""

    @property
    def yaml_kilobytes(self) -> int:
        """Size of the file in thousands of bytes."""

    @property
    def yaml_values(self) -> int:
        """Number of values, those that ``*`` refers to counted again."""

    @property
    def yaml_depth(self) -> int:
        """Depth of nesting."""


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
    keys: dict[Location, Position] = field(default_factory=dict)
    values: dict[Location, Position] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def position(self, path: Location, *, key: bool = False) -> Position:
        """Where a value (or its key) stands; the nearest enclosing one if the path itself is not there."""
        table = self.keys if key else self.values
        while path and path not in table:
            path, table = path[:-1], self.values
        return table.get(path, Position(1, 1))

    def report(self, path: Location, code: str, message: str, hint: str = "", *, key: bool = False) -> None:
        """Add an error about the value (or key) at ``path``."""
        at = self.position(path, key=key)
        self.diagnostics.append(
            Diagnostic(file=self.file, line=at.line, column=at.column, code=code, message=message, hint=hint)
        )


def read_yaml(file: str, raw: bytes, limits: DocumentLimits) -> Document:
    """Read YAML bytes (UTF-8, with or without BOM); what is wrong is in ``diagnostics``."""
    document = Document(file)
    root = _compose(document, raw, limits)
    if document.diagnostics:
        return document
    if root is None:
        document.diagnostics.append(
            Diagnostic(
                file=file,
                line=1,
                column=1,
                code="yaml-empty",
                message="中身がありません。",
                hint="ファイルを元に戻してください。",
            )
        )
        return document
    _Converter(document, limits.yaml_values).convert(root, ())
    return document


def _compose(document: Document, raw: bytes, limits: DocumentLimits) -> yaml.Node | None:
    """The node tree of a file, or None with the reason in ``diagnostics`` (none: there is nothing in the file)."""

    def refuse(line: int | None, code: str, message: str, hint: str) -> None:
        document.diagnostics.append(
            Diagnostic(file=document.file, line=line, code=code, message=message, hint=hint)
        )

    if len(raw) > limits.yaml_kilobytes * 1000:
        message = f"大きすぎます (上限は{limits.yaml_kilobytes:,}KB)。"
        refuse(None, "yaml-size", message, _SETTING.format(key="yaml_kilobytes"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"UTF-8で書かれていません ({error.start + 1}バイト目)。"
        refuse(
            line,
            "yaml-encoding",
            message,
            "メモ帳などで開き、文字コード UTF-8 を選んで保存し直してください。",
        )
        return None
    try:
        # Before anything walks down: libyaml's own composing ends the process where nesting is too deep.
        too_deep = _first_too_deep(text, limits.yaml_depth)
        if too_deep is not None:
            message = f"入れ子が深すぎます ({limits.yaml_depth}段まで)。"
            refuse(
                too_deep,
                "yaml-depth",
                message,
                "字下げと括弧を確かめてください。" + _SETTING.format(key="yaml_depth"),
            )
            return None
        return yaml.compose(text, Loader=_QUICK)
    except yaml.YAMLError:
        document.diagnostics.append(_syntax_error(document.file, _error_in_words(text)))
        return None


def _first_too_deep(text: str, most: int) -> int | None:
    """The line, from 1, where the nesting goes beyond ``most``."""
    depth = 0
    for event in yaml.parse(text, Loader=_QUICK):
        depth += isinstance(event, _START) - isinstance(event, _END)
        if depth > most:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


def _error_in_words(text: str) -> yaml.YAMLError:
    """What PyYAML itself says: it tells a tab from other mistakes, libyaml does not."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return error
    return yaml.YAMLError()


def _syntax_error(file: str, error: yaml.YAMLError) -> Diagnostic:
    if isinstance(error, yaml.reader.ReaderError):
        message = "YAMLに書けない文字 (制御文字) があります。"
        hint = f"{error.position + 1}文字目を消してください。"
        return Diagnostic(file=file, code="yaml-syntax", message=message, hint=hint)
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    hint = "字下げの幅、コロン「:」の後の空白、引用符の閉じ忘れを確かめてください。"
    if "'\\t'" in problem:
        hint = "字下げにタブは使えません。半角の空白にしてください。"
    elif "mapping values" in problem:
        hint = '値に「: 」を含むときは、値の全体を引用符 " " で囲んでください。'
    return Diagnostic(
        file=file,
        line=mark.line + 1 if mark else None,
        column=mark.column + 1 if mark else None,
        code="yaml-syntax",
        message="YAMLとして読めません。",
        hint=hint,
    )


class _Converter:
    """Walks the composed nodes once, filling the document."""

    def __init__(self, document: Document, most: int) -> None:
        self._document = document
        self._most = most
        self._seen = 0
        self._open: set[int] = set()
        self._told: set[int] = set()

    def convert(self, node: yaml.Node, path: Location) -> None:
        self._document.data = self._value(node, path)

    def _value(self, node: yaml.Node, path: Location) -> Any:
        self._document.values[path] = _position(node)
        self._seen += 1
        if self._seen > self._most:
            return None if self._seen > self._most + 1 else self._refuse_size(path)
        if node.tag.rpartition(":")[2] not in _PLAIN_TAGS or not node.tag.startswith("tag:yaml.org,2002:"):
            self._document.report(
                path,
                "yaml-tag",
                f"「{node.tag}」という型の指定は使えません。",
                "「!」で始まる語を消してください。",
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            self._look_at(node)
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

    def _look_at(self, node: yaml.Node) -> None:
        """Tell of characters that do something instead of showing something, once for a line."""
        hidden = hidden_in(str(node.value))
        at = _position(node)
        if not hidden or at.line in self._told:
            return
        self._told.add(at.line)
        self._document.diagnostics.append(hidden_characters(self._document.file, at.line, hidden))

    def _refuse_size(self, path: Location) -> None:
        self._document.report(
            path,
            "yaml-size",
            f"値が{self._most:,}個を超えています。",
            "「&」「*」による引用の繰り返しをやめてください。" + _SETTING.format(key="yaml_values"),
        )

    def _mapping(self, node: yaml.MappingNode, path: Location) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            self._look_at(key_node)
            here = (*path, key)
            if key in result:
                first = self._document.position(here, key=True)
                at = _position(key_node)
                self._document.diagnostics.append(
                    Diagnostic(
                        file=self._document.file,
                        line=at.line,
                        column=at.column,
                        code="duplicate-key",
                        message=f"「{key}」が二度書かれています (初めは{first.line}行目)。",
                        hint="どちらかを消してください。",
                    )
                )
                continue
            self._document.keys[here] = _position(key_node)
            result[key] = self._value(value_node, here)
        return result


def _position(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)
