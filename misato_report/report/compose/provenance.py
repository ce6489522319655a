"""Where every figure of the report came from: numbered files, and the figures of each series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil

from misato_report.actuals.recognising import long_sources
from misato_report.evaluation.rules import Evaluation
from misato_report.notation import print_number, print_period, print_short_date, print_short_period
from misato_report.observation import Correction, Observation, sort_key, standing
from misato_report.plan.indicators import series_of
from misato_report.plan.plan import Plan
from misato_report.report.page_model import Provenance, ProvenanceRow, SourceFileEntry

_SHORT_HASH = 12
_MOST_ACROSS = 8
_LETTERS_ACROSS = 56  # small digits in a column of two


def origin_anchor(o: Observation) -> str:
    """The anchor of a figure's row in 数値の出所."""
    return f"origin-{o.series}-{o.period}"


def used_observations(
    evaluations: Iterable[Evaluation], beside: Iterable[Observation] = ()
) -> list[Observation]:
    """Each observation behind any figure of the report once, by series and period; ``beside`` the evaluations too."""
    used = {(o.series, o.period): o for o in beside}
    used |= {(i.series, i.period): i for e in evaluations for d in e.by_period for i in d.inputs}
    return [used[key] for key in sorted(used)]


def number_files(plan: Plan, used: Iterable[Observation]) -> dict[str, SourceFileEntry]:
    """File name → its entry, numbered by publication date."""
    first: dict[str, Observation] = {}
    for o in used:
        first.setdefault(o.file, o)
    ordered = sorted(first.values(), key=lambda o: (o.published_on, o.file))
    return {
        o.file: SourceFileEntry(
            anchor=f"file-{number}",
            number=f"資{number}",
            source=_source_title(plan, o),
            file=o.file,
            published=_day(o.published_on),
            sha256=o.sha256[:_SHORT_HASH],
        )
        for number, o in enumerate(ordered, start=1)
    }


def _source_title(plan: Plan, o: Observation) -> str:
    source = plan.sources.get(o.source)
    return f"{source.title}（{source.publisher}）" if source else o.source


def provenance(
    plan: Plan,
    evaluations: Iterable[Evaluation],
    ledger: Iterable[Observation],
    files: Mapping[str, SourceFileEntry],
    beside: tuple[Observation, ...] = (),
) -> tuple[Provenance, ...]:
    """The figures of each series in the order of the indicators, with their earlier vintages; last those ``beside``."""
    evaluations = tuple(evaluations)
    earlier: dict[tuple[str, int], list[Observation]] = {}
    as_of = max((e.as_of for e in evaluations), default=date.max)
    for o in (o for o in ledger if o.published_on <= as_of):
        earlier.setdefault((o.series, o.period), []).append(o)
    used: dict[str, list[Observation]] = {}
    for o in used_observations(evaluations, beside):
        used.setdefault(o.series, []).append(o)
    order = dict.fromkeys(s for e in evaluations for s in series_of(e.indicator.derivation))
    order |= dict.fromkeys(o.series for o in beside)
    return tuple(
        Provenance(
            series=plan.series[series].name,
            unit=plan.series[series].unit,
            basis=str(plan.series[series].basis),
            runs=_runs(tuple(_row(plan, o, earlier[(o.series, o.period)], files) for o in used[series])),
        )
        for series in order
        if series in used
    )


def _runs(rows: tuple[ProvenanceRow, ...]) -> tuple[tuple[ProvenanceRow, ...], ...]:
    """The rows in runs of about the same length, each of which fits across a column of the page."""
    longest = max((len(row.value) for row in rows), default=1)
    fit = max(1, min(_MOST_ACROSS, _LETTERS_ACROSS // (longest + 1)))
    count = ceil(len(rows) / fit)
    size = ceil(len(rows) / max(1, count))
    return tuple(rows[start : start + size] for start in range(0, len(rows), size))


def _row(
    plan: Plan, o: Observation, vintages: Iterable[Observation], files: Mapping[str, SourceFileEntry]
) -> ProvenanceRow:
    known = sorted(vintages, key=sort_key)
    before = [v for v in known if sort_key(v) < sort_key(o) and v.correction is not Correction.CANCELLED]
    taken_back = [v for v in known if v.correction is Correction.CANCELLED]
    corrected = standing([*before, *taken_back])[-1:] if o.correction else []
    earlier = [
        f"{'訂正前 ' if v in corrected else ''}{_number(v)}（{print_short_date(v.published_on)}）"
        for v in before
        if v.value is not None
    ]
    earlier += [f"{_number(v)}は{print_short_date(v.published_on)}に取消（{v.note}）" for v in taken_back]
    revised = o.correction is None and any(v.value is not None for v in standing([*before, *taken_back]))
    words = [o.mark.value if o.mark else "", correction_words(plan, o), "改定" if revised else ""]
    return ProvenanceRow(
        anchor=origin_anchor(o),
        file_anchor=files[o.file].anchor,
        year=print_short_period(o.period, o.basis),
        period=print_period(o.period, o.basis),
        value=_number(o),
        earlier="、".join(earlier),
        published=_day(o.published_on),
        status="・".join(dict.fromkeys(word for word in words if word)),
        mark="・".join(dict.fromkeys(word for word in words[o.is_sample :] if word)),
        file=files[o.file].number,
        cell=o.cell,
        note="" if o.is_sample and not o.acceptance and not o.correction else o.note,
    )


def correction_words(plan: Plan, o: Observation) -> str:
    """Whose correction a figure is, if it is one: the town's own of what it counts itself, else the publisher's."""
    if o.correction is None:
        return ""
    return f"町の{o.correction}" if o.series in long_sources(plan) else str(o.correction)


def _day(day: date) -> str:
    return f"{print_short_date(day)}（{day.year}）"


def _number(o: Observation) -> str:
    return print_number(o.value) if o.value is not None else str(o.mark)
