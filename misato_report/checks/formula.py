"""The figures that the plan's text works out from others, worked out again.

A formula is arithmetic on figures as the plan writes them, with ``sum``, ``mean``, ``max``, ``min``,
``series("id", first, last)`` for published figures of a run of years, and ``count("id")`` for what an
indicator counts at its baseline. It is read with Python's own parser and evaluated in ``Decimal``; no
name and no call other than these exists in it.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from misato_report.observation import Observation
from misato_report.plan.plan import Plan

_EXACT = Context(prec=34, rounding=ROUND_HALF_UP)
_SIGNS = str.maketrans("▲×÷－＋", "-*/-+")
_LONGEST = 300


class FormulaError(ValueError):
    """A formula that cannot be read; the message is for the clerk."""


class UnknownFigureError(LookupError):
    """A published figure that the formula needs is not in the ledger."""


Value = Decimal | list[Decimal]


def work_out(formula: str, plan: Plan, observations: Iterable[Observation]) -> Decimal:
    """The value of a formula. Raises FormulaError, or UnknownFigureError where a figure is not there."""
    if len(formula) > _LONGEST:
        raise FormulaError(f"式が長すぎます ({_LONGEST}文字まで)。")
    plain = formula.translate(_SIGNS).strip()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", SyntaxWarning
            )  # 「1if」 is no formula, and nothing to print a warning of
            tree = ast.parse(plain, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        raise FormulaError(f"式「{formula}」を読めません。") from None
    newest: dict[tuple[str, int], Observation] = {}
    for o in sorted(observations, key=lambda o: o.published_on):
        newest.setdefault((o.series, o.period), o)  # the first vintage: what was known when the plan was made
    with localcontext(_EXACT):
        try:
            value = _Formula(plain, plan, newest).value(tree.body)
        except (InvalidOperation, ZeroDivisionError):
            raise FormulaError(f"式「{formula}」は計算できません (0で割っています)。") from None
        except RecursionError:
            raise FormulaError(f"式「{formula}」が込み入りすぎています。") from None
    if isinstance(value, list):
        raise FormulaError(
            f"式「{formula}」が一つの数になりません。sum、mean、max、min のどれかで囲んでください。"
        )
    return value


class _Formula:
    """One formula with the figures that it may use."""

    def __init__(self, text: str, plan: Plan, newest: Mapping[tuple[str, int], Observation]) -> None:
        self.text, self.plan, self.newest = text, plan, newest

    def value(self, node: ast.expr) -> Value:
        """The value of a part of the formula."""
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return Decimal(ast.get_source_segment(self.text, node) or str(node.value))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                number = self._number(operand)
                return -number if isinstance(sign, ast.USub) else number
            case ast.BinOp(left=left, op=operator, right=right):
                return self._operate(operator, self._number(left), self._number(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments)
            case _:
                raise FormulaError(f"式「{self.text}」に使えないものがあります。")

    def _number(self, node: ast.expr) -> Decimal:
        value = self.value(node)
        if isinstance(value, list):
            raise FormulaError(f"式「{self.text}」では、並んだ数をそのまま足し引きできません。")
        return value

    def _operate(self, operator: ast.operator, left: Decimal, right: Decimal) -> Decimal:
        match operator:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case _:
                raise FormulaError(f"式「{self.text}」に使えるのは + - * / だけです。")

    def _call(self, name: str, arguments: list[ast.expr]) -> Value:
        if name == "series":
            return self._series(arguments)
        if name == "count":
            return self._count(arguments)
        functions: dict[str, Callable[[list[Decimal]], Decimal]] = {
            "sum": lambda numbers: sum(numbers, Decimal(0)),
            "mean": lambda numbers: sum(numbers, Decimal(0)) / len(numbers),
            "max": max,
            "min": min,
        }
        if name not in functions:
            known = "、".join([*functions, "series", "count"])
            raise FormulaError(f"式「{self.text}」の「{name}」は使えません。使えるのは {known} です。")
        numbers: list[Decimal] = []
        for argument in arguments:
            value = self.value(argument)
            numbers += value if isinstance(value, list) else [value]
        if not numbers:
            raise FormulaError(f"式「{self.text}」の {name} に数がありません。")
        return functions[name](numbers)

    def _series(self, arguments: list[ast.expr]) -> list[Decimal]:
        match arguments:
            case [
                ast.Constant(value=str() as ident),
                ast.Constant(value=int() as first),
                ast.Constant(value=int() as last),
            ]:
                if ident not in self.plan.series:
                    raise FormulaError(f"式「{self.text}」の系列「{ident}」は sources.yaml にありません。")
            case _:
                raise FormulaError(
                    f'式「{self.text}」の series は series("系列のid", 2013, 2022) のように書きます。'
                )
        values = []
        for year in range(first, last + 1):
            o = self.newest.get((ident, year))
            if o is None or o.value is None:
                raise UnknownFigureError(f"{self.plan.series[ident].name} {year}年")
            values.append(o.value)
        return values

    def _count(self, arguments: list[ast.expr]) -> Decimal:
        counted = {i.id: i.counted for _, i in self.plan.indicators()}
        match arguments:
            case [ast.Constant(value=str() as ident)] if ident in counted:
                return Decimal(len(counted[ident]))
            case _:
                raise FormulaError(f'式「{self.text}」の count は count("指標のid") のように書きます。')
