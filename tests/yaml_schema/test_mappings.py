"""What the plan's types are made of: each kind of value, all findings at once, and back to YAML again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given

from misato_report.plan.indicators import Indicator
from misato_report.plan.values import AMOUNT, DAY, IDENTIFIER, SPAN, TEXT, YEAR
from misato_report.yaml_schema.kinds import (
    Boolean,
    Enumeration,
    Integer,
    Kind,
    ListOf,
    MappingOf,
    Optional,
    Text,
    WrongValuesError,
)
from misato_report.yaml_schema.mappings import Model, Nested, key, written
from tests.support.situations import RULES, indicators


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Leaf(Model):
    """A leaf."""

    name: str = key(TEXT, "名前")
    size: int = key(Integer(least=1, most=9), "大きさ", default=1)


class Tree(Model):
    """A tree."""

    id: str = key(IDENTIFIER, "識別名")
    leaves: tuple[Leaf, ...] = key(ListOf(Nested(Leaf)), "葉", default=())
    colours: dict[Colour, str] = key(MappingOf(Enumeration(Colour), TEXT), "色", default={})
    top: Leaf | None = key(Optional(Nested(Leaf)), "頂", default=None)

    def contradictions(self) -> Iterator[str]:
        if self.top is not None and not self.leaves:
            yield "頂があるのに葉がありません。"
        if len(self.leaves) > 2:
            yield "葉が多すぎます。"


def findings(raw: object) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(WrongValuesError) as caught:
        Tree.validate(raw)
    return [(finding.path, finding.code) for finding in caught.value.findings]


def test_what_is_right_is_read() -> None:
    tree = Tree.validate({"id": "oak", "leaves": [{"name": "一", "size": "2"}], "colours": {"red": "赤"}})
    assert tree == Tree(id="oak", leaves=(Leaf(name="一", size=2),), colours={Colour.RED: "赤"})
    assert tree.top is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    raw = {
        "id": "Oak",
        "leaves": [{"nam": "一"}, {"name": "", "size": "0"}, "葉"],
        "colours": {"green": "緑", "red": None},
        "top": {"name": "頂", "size": "大"},
        "leafs": [],
    }
    assert findings(raw) == [
        (("id",), "bad-value"),
        (("leaves", 0, "nam"), "unknown-key"),  # and "name" is not told to be lacking as well
        (("leaves", 1, "name"), "bad-type"),
        (("leaves", 1, "size"), "bad-value"),
        (("leaves", 2), "bad-type"),
        (("colours", "green"), "bad-choice"),
        (("colours", "red"), "bad-type"),
        (("top", "size"), "bad-value"),
        (("leafs",), "unknown-key"),
    ]


def test_every_contradiction_is_told() -> None:
    leaf = {"name": "葉"}
    assert findings({"id": "oak", "top": leaf}) == [((), "bad-value")]
    assert findings({"id": "oak", "leaves": [leaf] * 3}) == [((), "bad-value")]
    with pytest.raises(ValueError, match="頂があるのに"):
        Tree(id="oak", top=Leaf(name="葉"))


def test_nothing_can_be_changed_but_another_can_be_made() -> None:
    leaf = Leaf(name="葉")
    with pytest.raises(AttributeError):
        leaf.size = 2  # type: ignore[misc]
    assert leaf.replace(size=2) == Leaf(name="葉", size=2)
    assert leaf == Leaf(name="葉", size=1) != Leaf(name="葉", size=2)
    assert hash(leaf) == hash(Leaf(name="葉"))
    with pytest.raises(TypeError):
        leaf.replace(sise=2)
    wrong: list[dict[str, Any]] = [{}, {"name": "葉", "sise": 2}]
    for values in wrong:
        with pytest.raises(TypeError):
            Leaf(**values)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Integer(), " -12 ", -12),
        (Boolean(), "Yes", True),
        (Boolean(), False, False),
        (AMOUNT, "▲1,234.50", Decimal("-1234.50")),
        (YEAR, "令和元年", 2019),
        (Text(most=3), "三字で", "三字で"),
        (Optional(Integer()), None, None),
    ],
)
def test_values(kind: Kind[object], raw: object, value: object) -> None:
    assert kind.validate(raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "message"),
    [
        (Integer(), "1.0", "「1.0」は整数ではありません。"),
        (Integer(), "٣", "「٣」は整数ではありません。"),
        (Integer(least=2), "1", "「1」は2以上でなければなりません。"),
        (Integer(most=9), "10", "「10」は9以下でなければなりません。"),
        (Boolean(), "はい", "「はい」は true か false で書いてください。"),
        (AMOUNT, None, "ここには数値を書きます。"),
        (AMOUNT, "x", "「x」は数値として読めません。"),
        (SPAN, "R9..R8", "「R9..R8」は終わりの年が始まりの年より前です。"),
        (DAY, ["2027-03-31"], "ここには日付を書きます。"),
        (Text(most=3), "四字の文", "4字あります。3字までです。"),
        (Text(), None, "ここには文字を書きます。"),
        (ListOf(Text()), "一", "ここには箇条 (「- 」で始まる行)を書きます。"),
        (Enumeration(Colour), "bleu", "「bleu」は使えません。red、blue のどれかです。"),
        (Enumeration(Colour), None, "「」は使えません。red、blue のどれかです。"),
    ],
)
def test_what_is_no_value(kind: Kind[object], raw: object, message: str) -> None:
    with pytest.raises(WrongValuesError) as caught:
        kind.validate(raw)
    assert str(caught.value) == message


@given(indicators(RULES, ("as_published", "ratio", "trailing_mean")))
def test_what_is_written_is_read_back(indicator: Indicator) -> None:
    assert Indicator.validate(written(indicator)) == indicator


def test_a_model_within_itself_has_a_schema() -> None:
    definitions: dict[str, dict[str, object]] = {}
    schema = Tree.schema(definitions)
    assert schema["required"] == ["id"]
    assert schema["properties"]["leaves"]["items"] == {"$ref": "#/$defs/Leaf"}
    assert definitions["Colour"]["enum"] == ["red", "blue"]
