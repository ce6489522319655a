"""Where an answer stands in a form: figures by their series, 町の評価 and texts by the number of the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_SERIES, _VALUE, _STATUS, _NOTE, _VERDICT, _REASON, _NUMBER = 1, 3, 5, 6, 12, 13, 14

_FUNDS = ("国", "県", "地方債", "その他", "一般財源")
_FACTS = {
    "事業": {
        "budget": 3, "settled": 4, **{f"funds.{fund}": 5 + n for n, fund in enumerate(_FUNDS)},
        "output.planned": 10, "output.actual": 11, "done": 12, "direction": 13, "reason": 14,
    },
    "施策": {"verdict": 1, "text": 2},
}  # fmt: skip


def places(sheet: str, row: Sequence[object]) -> Iterator[tuple[str, int]]:
    """The keys of a row's answers, each with its column from 0: 「系列」, 「系列/状態」, 「indicators/id/key」."""
    if sheet == "実績":
        series, number = str(row[_SERIES] or ""), row[_NUMBER]
        if series:
            yield from ((series, _VALUE), (f"{series}/状態", _STATUS), (f"{series}/備考", _NOTE))
        yield from ((f"{number}/town_verdict", _VERDICT), (f"{number}/town_verdict_reason", _REASON))
    elif sheet == "評価":
        yield str(row[-1]), 2
    elif sheet in _FACTS:
        yield from ((f"{row[-1]}/{key}", column) for key, column in _FACTS[sheet].items())
    elif sheet == "はじめに":
        yield str(row[0]), 1
