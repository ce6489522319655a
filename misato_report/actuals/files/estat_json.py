"""The answer of e-Stat's API (getStatsData, JSON) → a table with one value a row.

Layout as in the API's documentation: ``GET_STATS_DATA/STATISTICAL_DATA`` has ``TABLE_INF`` (title, dates),
``CLASS_INF`` (names of the codes) and ``DATA_INF/VALUE`` (the values, with codes as ``@cat01``, ``@area`` …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from misato_report.actuals.files.sizes import Allowance
from misato_report.actuals.files.table import Table
from misato_report.diagnostics import Diagnostic

_VALUE_HEADING, _UNIT_HEADING = "値", "単位"
_SHEET = "VALUE"
# A table's title may stand in [ ], but not before another bracket or a quotation mark.
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"])")


def looks_like_json(text: str) -> bool:
    """Whether a text can only be meant as JSON."""
    return _JSON.match(text) is not None


def read_estat_json(file: str, text: str, allowance: Allowance) -> tuple[list[Table], list[Diagnostic]]:
    """The table of a saved answer, or what is wrong with it. Raises TooLargeError.

    Rows: the title, the date, the headings (each class's name and its code), then the values in order.
    """
    import simplejson

    allowance.cells(sum(map(text.count, ",[{")))  # each is a value, which takes memory before it is looked at
    try:
        answer = simplejson.loads(text, use_decimal=True)
    except RecursionError:
        return [], [_problem(file, "JSONの入れ子が深すぎます。", None)]
    except ValueError as error:
        line = getattr(error, "lineno", None)
        return [], [_problem(file, f"JSONとして読めません ({error}).", line)]
    try:
        result = answer["GET_STATS_DATA"].get("RESULT", {})
        if int(result.get("STATUS", 0)) != 0:
            return [], [_no_answer(file, _text(result.get("ERROR_MSG")))]
        data = answer["GET_STATS_DATA"]["STATISTICAL_DATA"]
        if _is_partial(data):
            return [], [_partial(file, data["RESULT_INF"])]
        rows = tuple(_rows(data))
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
        return [], [_problem(file, "JSONですが、e-StatのAPI (getStatsData) の答えではありません。", None)]
    allowance.reach(_SHEET, len(rows), max(map(len, rows)))
    return [Table(file, _SHEET, rows)], []


def _is_partial(data: dict[str, Any]) -> bool:
    """Whether the answer ends before the table does, or begins after it: the API gives 100,000 values at a time."""
    about = data.get("RESULT_INF", {})
    return "NEXT_KEY" in about or int(about.get("FROM_NUMBER", 1)) > 1


def _partial(file: str, about: dict[str, Any]) -> Diagnostic:
    next_key = about.get("NEXT_KEY")
    part = f"途中までです (続きは {next_key} 件目から)" if next_key else "途中からです"
    return Diagnostic(
        file=file,
        code="partial-answer",
        message=f"e-StatのAPIの答えが{part}。町の値が入っていないおそれがあります。",
        hint="cdArea=団体コード を付けて町だけを取り出すか、limit= を大きくして保存し直してください。",
    )


def _no_answer(file: str, said: str) -> Diagnostic:
    """What the API answers instead of a table: a wrong key, no such table, nothing that fits."""
    return Diagnostic(
        file=file,
        code="no-answer",
        message=f"e-StatのAPIが値を返していません（「{said}」）。",
        hint="アプリケーションIDと、statsDataId=、cdArea= などの条件を直して、保存し直してください。",
    )


def _problem(file: str, message: str, line: int | None) -> Diagnostic:
    hint = "APIのURLをブラウザで開いて保存し直すか、e-StatからCSVでダウンロードしてください。"
    return Diagnostic(file=file, line=line, code="unreadable-file", message=message, hint=hint)


def _rows(data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    about = data["TABLE_INF"]
    yield (" ".join(_text(about.get(key)) for key in ("STAT_NAME", "STATISTICS_NAME", "TITLE")).strip(),)
    yield (f"公開日：{_text(about.get('OPEN_DATE'))}",)
    classes = _listed(data["CLASS_INF"]["CLASS_OBJ"])
    names = {c["@id"]: {k["@code"]: _text(k["@name"]) for k in _listed(c["CLASS"])} for c in classes}
    headings = [text for c in classes for text in (_text(c["@name"]), f"{_text(c['@name'])}コード")]
    yield (*headings, _UNIT_HEADING, _VALUE_HEADING)
    for value in _listed(data["DATA_INF"]["VALUE"]):
        cells = []
        for c in classes:
            code = _text(value[f"@{c['@id']}"])
            cells += [names[c["@id"]][code], code]
        yield (*cells, _text(value.get("@unit")), _text(value["$"]))


def _listed(entry: Any) -> list[Any]:
    """The API gives a single entry without its list."""
    return entry if isinstance(entry, list) else [entry]


def _text(entry: Any) -> str:
    """A name is a text, or an object with the text in ``$``."""
    if isinstance(entry, dict):
        entry = entry.get("$")
    return "" if entry is None else str(entry)
