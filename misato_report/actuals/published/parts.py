"""Rows of a part of the town (町丁・字) are not the town's, even where only a code says which part they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from misato_report.actuals.published.model import Analysed
from misato_report.actuals.published.results import Problem, Taken
from misato_report.notation import squeeze

_OF_THE_TOWN = frozenset(("都道府県コード又は市区町村コード", "全国地方公共団体コード"))
_OF_THE_PART = "地域コード"
_CODE_LENGTH = 5  # without its check digit


def of_parts(taken: Sequence[Taken], town: str) -> Iterator[Problem]:
    """What was taken from rows of 推奨データセット that have the code of a part; ``town``: the town's six-digit code."""
    for one in taken:
        cell = one.coordinate
        column = _column_of_parts(cell.analysed)
        text = "" if column is None else cell.analysed.grid.text(cell.row.number, column).strip()
        if text and text not in (town, town[:_CODE_LENGTH]):
            message = f"{cell.address} は地域コード「{text}」の地域の値で、町全体の値ではありません。"
            hint = "町全体の行のあるファイルを使ってください。足し合わせた値は作りません。"
            yield Problem("of-a-part", message, hint, cell)
            return


def _column_of_parts(analysed: Analysed) -> int | None:
    """The column of the parts' codes, where another one has the town's."""
    grid = analysed.grid
    headings = {
        squeeze(grid.text(row, column)): column
        for row in analysed.block.headings
        for column in grid.filled(row)
    }
    return headings.get(_OF_THE_PART) if _OF_THE_TOWN.intersection(headings) else None
