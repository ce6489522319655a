"""One figure from the terminal: written as a file of its own, then taken in like any other.

The file is what the ledger names as the figure's origin, so that a figure typed at a prompt can be traced as well. What
was wrong is corrected or taken back in the same way: by a file more, never by changing one.
"""

from __future__ import annotations

import csv
import difflib
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from misato_report.actuals.ledger.book import shown
from misato_report.actuals.ledger.ingest import IngestResult, Request, ingest
from misato_report.actuals.ledger.read import read_ledger
from misato_report.actuals.recognising import LONG_HEADINGS, long_sources
from misato_report.diagnostics import Diagnostic, WorkspaceError
from misato_report.files.names import safe_name
from misato_report.notation import Mark, NotationError, print_period, print_year, read_number
from misato_report.observation import Correction, Observation, Status, sort_key, standing
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series
from misato_report.workspace import Workspace

_STEMS = {None: "記録", Correction.CORRECTED: "訂正", Correction.CANCELLED: "取消"}


@dataclass(frozen=True)
class Record:
    """A figure as the clerk says it: series by name or id, the value in any notation, and why it is recorded.

    With ``correction`` it is no new figure: 訂正 puts ``value`` in the place of the last one, 取消 takes the last one
    back (``value`` is empty). ``source`` is where a correction was read. Without ``published_on`` it counts from
    ``today`` on, a correction not before the day of what it corrects.
    """

    series: str
    period: int
    value: str
    published_on: date | None = None
    because: str = ""
    correction: Correction | None = None
    source: str = ""
    today: date | None = None


@dataclass(frozen=True)
class Recorded:
    """What came of it: the series, the figure that stood before and the one that stands now (None: none does), the
    newer one that is used instead of a figure dated before it, and the result of the taking in."""

    series: Series
    before: Observation | None
    now: Observation | None
    newer: Observation | None
    result: IngestResult


def record(workspace: Workspace, plan: Plan, said: Record) -> Recorded:
    """Take one figure in, correct one, or take one back. Raises WorkspaceError for what cannot be done."""
    series = own_series(plan, said.series) if said.correction is None else any_series(plan, said)
    if series.basis.is_monthly:
        raise WorkspaceError((_of_months(series),))
    read = read_ledger(workspace.ledger_file, workspace.name_of(workspace.ledger_file), plan.series)
    known = [o for o in read.observations if (o.series, o.period) == (series.id, said.period)]
    day = _day(said, known)
    before = _last(o for o in known if o.published_on <= day)
    if said.correction is not None and before is None:
        raise WorkspaceError((_nothing_to_correct(series, said, known),))
    status, value = _status(said, known, before, day), said.value
    if before is not None and said.correction is Correction.CANCELLED:
        value = shown(before) if before.value is not None else "…"
    elif before is not None and said.correction is not None and _is_the_same(before, value):
        raise WorkspaceError((_same_already(series, before),))
    row = {
        "series": series.name,
        "period": print_year(said.period),
        "value": value,
        "unit": series.unit,
        "status": str(status),
        "published_on": day.isoformat(),
        "note": "、".join(text for text in (said.source, said.because) if text),
    }
    nth = str(status.number) if status.number > 1 else ""
    stem = f"{_STEMS[said.correction]}{nth}_{series.id}_{print_year(said.period)}_{day.isoformat()}"
    result = _taken_in(workspace, plan, row, f"{safe_name(stem)}.csv", said.today)
    after = [o for o in result.observations if (o.series, o.period) == (series.id, said.period)]
    now = _last(o for o in after if o.published_on <= day)
    newest = _last(after)
    return Recorded(series, before, now, newest if newest != now else None, result)


def _of_months(series: Series) -> Diagnostic:
    message = f"「{series.name}」は月ごとの値なので、record では入れられません。"
    hint = "町の集計の表に「令和9年10月」の行を書くか、訂正された表を ingest ファイル --corrects で取り込んでください。"
    return Diagnostic(file="plan/sources.yaml", code="period-kind", message=message, hint=hint)


def _last(rows: Iterable[Observation]) -> Observation | None:
    """The newest row that stands."""
    return max(standing(rows), key=sort_key, default=None)


def _day(said: Record, known: Iterable[Observation]) -> date:
    if said.published_on is not None or said.correction is None:
        return said.published_on or said.today or date.min
    last = _last(known)
    today = said.today or date.min
    return max(today, last.published_on) if last else today


def _status(said: Record, known: Iterable[Observation], before: Observation | None, day: date) -> Status:
    """A correction of a sample figure is as invented as that; of one day each has its own number."""
    if said.correction is None or before is None:
        return Status()
    number = 1 + max((o.number for o in known if o.published_on == day), default=0)
    return Status(Mark.SAMPLE if before.is_sample else None, said.correction, number)


def _nothing_to_correct(series: Series, said: Record, known: Sequence[Observation]) -> Diagnostic:
    period = print_period(said.period, series.basis)
    verb = "取り消す" if said.correction is Correction.CANCELLED else "訂正する"
    message = f"{series.name} {period}には、{verb}値がありません。"
    hint = "初めて入れる値なら、--correct を付けずに record してください。"
    if known:
        first = min(o.published_on for o in known)
        message = f"{series.name} {period}には、{said.published_on} までに公表された値がありません（最初の公表は {first}）。"
        hint = f"--published-on には、{first} か、それより後の日を書いてください。"
    elif said.correction is Correction.CANCELLED:
        hint = "系列の名前と年度を確かめてください。history で台帳の値が見られます。"
    return Diagnostic(file="actuals/ledger.csv", code="nothing-to-correct", message=message, hint=hint)


def _is_the_same(before: Observation, value: str) -> bool:
    try:
        return before.value is not None and read_number(value).value == before.value
    except NotationError:
        return False  # that it cannot be read is told with its place when it is taken in


def _same_already(series: Series, before: Observation) -> Diagnostic:
    period = print_period(before.period, before.basis)
    message = f"{series.name} {period}の値は、もう {shown(before)}{series.unit} です（{before.published_on} 公表）。"
    hint = "訂正することはありません。"
    return Diagnostic(file="actuals/ledger.csv", code="same-already", message=message, hint=hint)


def _taken_in(
    workspace: Workspace, plan: Plan, row: dict[str, str], name: str, today: date | None
) -> IngestResult:
    try:
        with tempfile.TemporaryDirectory() as folder:
            # Outside of actuals/: it is brought in only when its figure is in the ledger.
            path = Path(folder) / name
            path.write_bytes(_table(row))
            result = ingest(workspace, plan, Request([path], today=today))
    except OSError as error:
        message = f"書けませんでした ({error.strerror})。台帳は元のままです。"
        hint = "空き容量とアクセス権を確かめてください。"
        found = Diagnostic(file=tempfile.gettempdir(), code="write-failed", message=message, hint=hint)
        raise WorkspaceError((found,)) from error
    for file in result.files:
        file.file = name
        file.diagnostics = [replace(d, file=name) if d.file == str(path) else d for d in file.diagnostics]
    return result


def any_series(plan: Plan, said: Record) -> Series:
    """Any series by name or id; of one that others publish, a correction has to say where it was read."""
    own = long_sources(plan)
    for series in plan.series.values():
        if said.series not in (series.name, series.id):
            continue
        if said.correction is Correction.CORRECTED and series.id not in own and not said.source:
            message = f"「{series.name}」は町で数えるものではないので、訂正の出所が要ります。"
            hint = '正誤表の名前を --source "2月10日の正誤表" のように書いてください。訂正された表があるなら、ingest に --corrects を付けて取り込めます。'
            raise WorkspaceError(
                (Diagnostic(file="plan/sources.yaml", code="no-source", message=message, hint=hint),)
            )
        return series
    return _named(said.series, plan.series.values(), "この計画の系列", "系列")


def own_series(plan: Plan, said: str) -> Series:
    """A series that the town counts itself, by name or id."""
    return _named(
        said, [plan.series[ident] for ident in long_sources(plan)], "町で数える系列", "町で数えるもの"
    )


def _named(said: str, among: Iterable[Series], what: str, kinds: str) -> Series:
    own = list(among)
    known = {key: series for series in own for key in (series.name, series.id)}
    if said in known:
        return known[said]
    near = difflib.get_close_matches(said, known, n=1)
    names = "、".join(series.name for series in own)
    choices = (
        f"{kinds}は {names} です。"
        if names
        else f"{kinds}が、まだ一つもありません。plan/sources.yaml に加えてください。"
    )
    hint = f"もしかして: {near[0]}" if near else choices
    message = f"「{said}」は、{what}ではありません。"
    raise WorkspaceError(
        (
            Diagnostic(
                file="plan/sources.yaml",
                code="unknown-series",
                message=message,
                hint=hint,
            ),
        )
    )


def _table(row: dict[str, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(LONG_HEADINGS[name] for name in row)
    writer.writerow(row.values())
    return out.getvalue().encode("utf-8-sig")
