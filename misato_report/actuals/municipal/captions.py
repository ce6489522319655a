"""What stands around a published table: title, unit, date of publication, the year it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from misato_report.actuals.municipal.areas import town_names
from misato_report.actuals.units import canonical
from misato_report.diagnostics import Severity
from misato_report.notation import Mark, find_date, find_years, squeeze
from misato_report.observation import Observation
from misato_report.plan.sources import PeriodInHeader, PeriodInText

if TYPE_CHECKING:
    from misato_report.actuals.municipal.columns import ValueColumn
    from misato_report.actuals.municipal.reader import Reader

_UNIT = re.compile(r"単位[::]?([^)）\s]+)")
_MARK = re.compile(r"[(\[【〔<＜](速報|確報)値?[)\]】〕>＞]")
_LATEST_YEARS = 3  # a publication later than this after its due date is asked about


def texts(reader: Reader, *, above_only: bool = False) -> Iterator[str]:
    """Squeezed cells that are no part of the table's header or figures: titles and notes."""
    header = reader.header
    for number, row in enumerate(reader.table.rows):
        if number < header.top or (
            number >= header.body and not above_only and sum(bool(cell.strip()) for cell in row) == 1
        ):
            yield from (squeeze(cell) for cell in row if cell.strip())


def stated_unit(reader: Reader) -> str:
    """The unit of the table: the layout's, which what the table states must agree with."""
    expected = reader.layout.unit
    found = {canonical(match[1]) for text in texts(reader) if (match := _UNIT.search(text))}
    if not found or found == {canonical(expected)}:
        return expected
    reader.report(
        "unit-mismatch",
        f"表の単位が「{'、'.join(sorted(found))}」ですが、plan/sources.yaml では「{expected}」です。",
        f"どちらが正しいか確かめてください。表の単位が変わったのなら {reader.line_of('layout')} からの unit: を直せば、"
        "系列の単位に換算して読みます。",
    )
    return expected


def publication_date(reader: Reader, given: date | None) -> date | None:
    """The date that the table states, else the one given. None is reported."""
    label = squeeze(reader.source.published_label)
    dates = {d for text in texts(reader) if label in text and (d := find_date(text))}
    if len(dates) == 1:
        return dates.pop()
    if given is not None:
        return given
    what = (
        "が二つ以上あります" if dates else f"（「{reader.source.published_label}」のある行）が見つかりません"
    )
    reader.report(
        "no-publication-date",
        f"公表日{what}。",
        "公表日を確かめ、ingest に --published-on 2026-12-18 のように付けてください。",
    )
    return None


def period_of_table(reader: Reader, columns: list[ValueColumn]) -> int | None:
    """The year of a table that is about one; the years that lines above the table name must agree."""
    layout = reader.layout.period
    if isinstance(layout, PeriodInHeader):
        _check_newest(reader, layout, columns)
        return None
    if not isinstance(layout, PeriodInText):
        return None
    years = _years_beside(reader, layout.containing)
    if len(years) != 1:
        what = f"が一つに決まりません ({'、'.join(map(str, sorted(years)))})" if years else "が見つかりません"
        reader.report(
            "no-period",
            f"対象の年（「{layout.containing}」のある行）{what}。",
            "「令和8年10月1日現在」のように年のある行を、表の上に残してください。",
        )
        return None
    year = years.pop()
    for word in layout.agreeing:
        others = _years_beside(reader, word)
        if others and year not in others:
            stated = "、".join(map(str, sorted(others)))
            reader.report(
                "years-disagree",
                f"対象の年が、「{layout.containing}」の行では{year}年、「{word}」の行では{stated}年です。",
                "公表元のファイルと比べてください。",
            )
    return year


def _check_newest(reader: Reader, layout: PeriodInHeader, columns: list[ValueColumn]) -> None:
    if not layout.newest_in:
        return
    years = [column.period for column in columns if column.period is not None]
    stated = _years_beside(reader, layout.newest_in)
    if years and stated and max(years) not in stated:
        named = "、".join(map(str, sorted(stated)))
        reader.report(
            "years-disagree",
            f"見出しの最も新しい年は{max(years)}年ですが、「{layout.newest_in}」の行では{named}年です。",
            "年の見出しを、公表元のファイルと比べてください。",
        )


def _years_beside(reader: Reader, word: str) -> set[int]:
    wanted = squeeze(word)
    return {year for text in texts(reader) if wanted in text for year in find_years(text)}


def check_town_in_text(reader: Reader) -> None:
    """A table about one town must say which: there are others of the same name."""
    town = reader.plan.general.municipality
    own = "".join(texts(reader, above_only=True))
    full = {squeeze(town.prefecture + town.name), squeeze(town.prefecture + town.county + town.name)}
    if any(name in own for name in full):
        return
    others = re.search(rf"(\w\w[都道府県]|\w\w\w県)(\w+郡)?{re.escape(squeeze(town.name))}", own)
    if any(name in own for name in town_names(town)) and not others:
        return
    reader.report(
        "no-municipality",
        f"この表が{town.prefecture}{town.name}のものだと分かる文が、表の上にありません。",
        f"「{town.prefecture}{town.name}」と書かれた行を、表の上に残してください。",
    )


def mark_of_table(reader: Reader) -> Mark | None:
    """What the table says of all its figures: 見本 (or the file's name says so), （速報）, （確報）."""
    if "見本" in reader.table.file or any("見本" in text for text in texts(reader)):
        return Mark.SAMPLE
    marks = {match[1] for text in texts(reader, above_only=True) if (match := _MARK.search(text))}
    return Mark(marks.pop()) if len(marks) == 1 else None


def check_publication_date(reader: Reader, published: date, observations: list[Observation]) -> None:
    """A date before the figures' own year is wrong; one long after they were due is asked about."""
    if not observations:
        return
    newest = max(o.period for o in observations)
    if published.year < newest:
        reader.report(
            "bad-publication-date",
            f"公表日 {published} が、対象の年 ({newest}年) より前です。",
            "公表日と対象の年を、公表元のファイルと比べてください。",
        )
    due = reader.source.publication.due_on(newest)
    if published.year > due.year + _LATEST_YEARS:
        message = f"公表日 {published} が、公表の予定 ({due.year}年{due.month}月) よりだいぶ後です。"
        reader.remark("late-publication", message, "公表日と対象の年を確かめてください。", Severity.WARNING)
