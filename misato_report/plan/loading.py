"""The plan's YAML files → :class:`Plan`, with every finding of all files at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from misato_report.bounded_reading import read_at_most
from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.plan.kinds import Path as Location
from misato_report.plan.kinds import WrongValuesError, nearest
from misato_report.plan.model import (
    DEFAULT_LIMITS,
    CarriedForwardCheck,
    Check,
    EquationCheck,
    Field,
    Indicator,
    Limits,
    MunicipalityColumn,
    MunicipalTable,
    Plan,
    PlanFile,
    Ratio,
    ReviewsFile,
    RevisionsFile,
    SourcesFile,
    TotalCheck,
    series_of,
)
from misato_report.plan.revising import RevisionError, revise
from misato_report.plan.yaml_model import Model
from misato_report.plan.yaml_text import Document, read_yaml
from misato_report.workspace import Workspace

_FILLED_IN = re.compile(rb"^\s*[^#\s]", re.MULTILINE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class LoadedPlan:
    """A plan (None where a file could not be read as one) and all that was found."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class _Located:
    """A part of the plan and where it stands."""

    document: Document
    path: Location
    indicator: Indicator


def load_plan(workspace: Workspace) -> LoadedPlan:
    """Read ``plan.yaml``, ``fields/*.yaml`` and ``sources.yaml`` and check them against each other."""
    limit_texts = _read_filled_in(workspace, [workspace.limits_file], DEFAULT_LIMITS)
    limits = next((read for text in limit_texts if (read := read_into(Limits, text))), DEFAULT_LIMITS)
    general_text = _read(workspace, workspace.plan_file, limits)
    sources_text = _read(workspace, workspace.sources_file, limits)
    field_texts = [_read(workspace, path, limits) for path in workspace.field_files()]
    revision_texts = _read_filled_in(workspace, [workspace.revisions_file], limits)
    review_texts = _read_filled_in(workspace, workspace.review_files(), limits)
    documents = [
        *(general_text, *field_texts, sources_text),
        *(*revision_texts, *review_texts, *limit_texts),
    ]

    general = read_into(PlanFile, general_text)
    sources = read_into(SourcesFile, sources_text)
    fields = [(text, read_into(Field, text)) for text in field_texts]
    read_fields = [(text, field) for text, field in fields if field is not None]
    revisions = [(text, read_into(RevisionsFile, text)) for text in revision_texts]
    reviews = [(text, read_into(ReviewsFile, text)) for text in review_texts]

    located = list(_indicators(general_text, general, read_fields))
    _check_identifiers(read_fields, located)
    if sources is not None:
        _check_sources(sources_text, sources)
        _check_series(sources, located)
    _check_reviews(reviews, read_fields, located)
    found = tuple(d for document in documents for d in document.diagnostics)
    if general is None or sources is None or has_errors(found):
        return LoadedPlan(None, found)
    plan = Plan(
        general=general,
        fields=tuple(sorted((field for _, field in read_fields), key=lambda f: f.number)),
        series={series.id: series for series in sources.series},
        sources={source.id: source for source in sources.sources},
        revisions=tuple(r for _, file in revisions if file is not None for r in file.revisions),
        reviews={file.year: file for _, file in reviews if file is not None},
        limits=limits,
        places=_places(general_text, read_fields),
        texts=tuple(_texts([general_text.data, *(text.data for text, _ in read_fields)])),
        lines={**_lines(sources_text, sources), **_lines_of_reviews(reviews)},
    )
    for text, _ in revisions:
        _check_revisions(text, plan)
    found = tuple(d for document in documents for d in document.diagnostics)
    return LoadedPlan(None if has_errors(found) else plan, found)


def _lines_of_reviews(
    reviews: Iterable[tuple[Document, ReviewsFile | None]],
) -> dict[tuple[str, str], int]:
    return {
        (f"reviews {file.year}", review.indicator): text.position(("indicators", number, "town_verdict")).line
        for text, file in reviews
        if file is not None
        for number, review in enumerate(file.indicators)
    }


_ABOUT_THE_TEXT = ("derivations", "spellings", "printed_names")


def _places(general: Document, fields: Iterable[tuple[Document, Field]]) -> dict[str, tuple[str, int | None]]:
    """Where the entries about the plan's own text stand."""
    places: dict[str, tuple[str, int | None]] = {}
    for owner, text in [("plan", general), *((field.id, text) for text, field in fields)]:
        if "appearance" in text.data:
            places[f"{owner} appearance"] = (text.file, text.position(("appearance",), key=True).line)
        for kind in _ABOUT_THE_TEXT:
            entries = text.data.get(kind) or []
            places[f"{owner} {kind}"] = (text.file, text.position((kind,), key=True).line)
            for number in range(len(entries)):
                places[f"{owner} {kind} {number}"] = (text.file, text.position((kind, number)).line)
    return places


def _texts(node: object) -> Iterator[str]:
    """Every text of the plan's files, without what is only said about it."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _ABOUT_THE_TEXT:
                yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
    elif isinstance(node, str):
        yield node


def _check_revisions(text: Document, plan: Plan) -> None:
    """Each revision, in the order of their dates, starts from what was in force."""
    indicators = {indicator.id: indicator for _, indicator in plan.indicators()}
    numbered = list(enumerate(plan.revisions))
    for number, revision in sorted(numbered, key=lambda pair: pair[1].date):
        place: Location = ("revisions", number)
        if revision.indicator not in indicators:
            message = f"指標「{revision.indicator}」は計画にありません。"
            hint = _near_id(revision.indicator, indicators)
            text.report((*place, "indicator"), "unknown-indicator", message, hint)
            continue
        try:
            indicators[revision.indicator] = revise(indicators[revision.indicator], revision)
        except RevisionError as error:
            key = {"unknown-field": "field", "revision-disagrees": "old"}.get(error.code, "new")
            hint = "その日までの計画と変更を確かめてください。"
            text.report((*place, key), error.code, str(error), hint)


def _check_reviews(
    reviews: list[tuple[Document, ReviewsFile | None]],
    fields: list[tuple[Document, Field]],
    located: list[_Located],
) -> None:
    """Reviews are of things that the plan has, each once, and each year has one file."""
    known = {
        "fields": {field.id for _, field in fields},
        "indicators": {item.indicator.id for item in located},
        "grants": {grant.id for _, field in fields for grant in field.grants},
    }
    words = {"fields": "分野", "indicators": "指標", "grants": "事業"}
    read = [(text, file) for text, file in reviews if file is not None]
    _report_repeats("評価の年度", ((text, ("year",), str(file.year)) for text, file in read))
    for text, file in read:
        for kind, ids in known.items():
            entries = [
                (text, (kind, n, kind[:-1]), getattr(r, kind[:-1])) for n, r in enumerate(getattr(file, kind))
            ]
            _report_repeats(f"{words[kind]}の評価", entries)
            for _, place, ident in entries:
                if ident not in ids:
                    message = f"{words[kind]}「{ident}」は計画にありません。"
                    text.report(place, "unknown-id", message, _near_id(ident, ids))


def _near_id(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known, cutoff=0.4)
    return f"もしかして: {near}" if near else f"使えるのは {'、'.join(known)} です。"


def _lines(text: Document, sources: SourcesFile) -> dict[tuple[str, str], int]:
    """Where the sources' layouts and columns stand, so that a message can name the line to change."""
    lines: dict[tuple[str, str], int] = {}
    for number, source in enumerate(sources.sources):
        layout: Location = ("sources", number, "layout")
        lines[(source.id, "layout")] = text.position(layout, key=True).line
        lines[(source.id, "recognise")] = text.position(("sources", number, "recognise"), key=True).line
        if isinstance(source.layout, MunicipalTable):
            for column, entry in enumerate(source.layout.columns):
                place = (*layout, "columns", column, "header")
                lines[(source.id, entry.series)] = text.position(place, key=True).line
    return lines


def _read_filled_in(workspace: Workspace, paths: Iterable[Path], limits: Limits) -> list[Document]:
    """Files that need not be there; one with nothing but comments is a form that nobody has filled in yet."""
    return [
        _read(workspace, path, limits) for path in paths if path.is_file() and _is_filled_in(path, limits)
    ]


def _is_filled_in(path: Path, limits: Limits) -> bool:
    """Whether there is anything but comments; of a file that is too large nobody looks at all of it."""
    most = limits.yaml_kilobytes * 1000
    raw = read_at_most(path, most)
    return len(raw) > most or _FILLED_IN.search(raw.removeprefix(_BYTE_ORDER_MARK)) is not None


def _read(workspace: Workspace, path: Path, limits: Limits) -> Document:
    name = workspace.name_of(path)
    try:
        return read_yaml(name, read_at_most(path, limits.yaml_kilobytes * 1000), limits)
    except OSError as error:
        document = Document(name)
        document.diagnostics.append(
            Diagnostic(
                name,
                None,
                None,
                "unreadable-file",
                f"読めません ({error.strerror})。",
                "ファイルがあるか確かめてください。",
            )
        )
        return document


def read_into(model: type[M], document: Document) -> M | None:
    """A document as a model; None, with all the reasons in the document's diagnostics, where it is none."""
    if document.diagnostics and document.data is None:
        return None
    try:
        return model.read(document.data)
    except WrongValuesError as error:
        for finding in error.findings:
            document.report(finding.path, finding.code, finding.message, finding.hint, key=finding.key)
        return None


def _indicators(
    general_text: Document, general: PlanFile | None, fields: Iterable[tuple[Document, Field]]
) -> Iterator[_Located]:
    for text, field in fields:
        for number, indicator in enumerate(field.indicators):
            yield _Located(text, ("indicators", number), indicator)
        for grant_number, grant in enumerate(field.grants):
            for number, indicator in enumerate(grant.indicators):
                yield _Located(text, ("grants", grant_number, "indicators", number), indicator)
    if general is not None and general.target_population is not None:
        yield _Located(general_text, ("target_population",), general.target_population)


def _check_identifiers(fields: list[tuple[Document, Field]], located: list[_Located]) -> None:
    """Ids of indicators, fields and grants, and the numbers of fields, are each used once."""
    _report_repeats("指標のid", ((i.document, (*i.path, "id"), i.indicator.id) for i in located))
    _report_repeats("分野のid", ((text, ("id",), field.id) for text, field in fields))
    _report_repeats("分野の番号", ((text, ("number",), str(field.number)) for text, field in fields))
    _report_repeats(
        "事業のid",
        (
            (text, ("grants", number, "id"), grant.id)
            for text, field in fields
            for number, grant in enumerate(field.grants)
        ),
    )


def _report_repeats(what: str, entries: Iterable[tuple[Document, Location, str]]) -> None:
    first: dict[str, str] = {}
    for document, path, key in entries:
        if key in first:
            document.report(
                path,
                "duplicate-id",
                f"{what}「{key}」は{first[key]}でも使われています。",
                "別の名前にしてください。",
            )
        else:
            at = document.position(path)
            first[key] = f"{document.file}の{at.line}行目"


def _check_sources(text: Document, sources: SourcesFile) -> None:
    """Series and sources are named once, and each column names a series that is there."""
    _report_repeats("系列のid", ((text, ("series", n, "id"), s.id) for n, s in enumerate(sources.series)))
    _report_repeats(
        "系列の名前", ((text, ("series", n, "name"), s.name) for n, s in enumerate(sources.series))
    )
    _report_repeats("資料のid", ((text, ("sources", n, "id"), s.id) for n, s in enumerate(sources.sources)))
    known = {series.id for series in sources.series}
    for number, source in enumerate(sources.sources):
        for position, series in enumerate(source.series_ids()):
            if series not in known:
                place = (
                    ("columns", position, "series")
                    if hasattr(source.layout, "columns")
                    else ("series", position)
                )
                text.report(
                    ("sources", number, "layout", *place),
                    "unknown-series",
                    f"系列「{series}」は series: にありません。",
                    _near(series, known),
                )
        if isinstance(source.layout, MunicipalTable):
            _check_checks(text, number, source.layout)


def _check_checks(text: Document, number: int, layout: MunicipalTable) -> None:
    """The sums to be checked are of columns and rows that the layout reads."""
    read = {column.series for column in layout.columns}
    place = layout.municipality
    totals = set(place.totals) if isinstance(place, MunicipalityColumn) else set()
    for position, check in enumerate(layout.checks):
        here: Location = ("sources", number, "layout", "checks", position)
        for series in _series_in(check):
            if series not in read:
                message = f"系列「{series}」の列を、この資料の columns: で読んでいません。"
                text.report(here, "unknown-series", message, _near(series, read))
        if isinstance(check, TotalCheck) and check.total not in totals:
            message = f"「{check.total}」が、この資料の totals: にありません。"
            text.report((*here, "total"), "unknown-total", message, _near(check.total, totals))


def _series_in(check: Check) -> tuple[str, ...]:
    if isinstance(check, EquationCheck):
        terms, result = check.terms()
        return (*terms, result)
    return (check.level, *check.changes) if isinstance(check, CarriedForwardCheck) else ()


def _check_series(sources: SourcesFile, located: Iterable[_Located]) -> None:
    """Every series that an indicator uses is defined, supplied, and fits the others."""
    known = {series.id: series for series in sources.series}
    supplied = {series for source in sources.sources for series in source.series_ids()}
    for item in located:
        derivation = item.indicator.derivation
        place = (*item.path, "derivation")
        for series in series_of(derivation):
            if series not in known:
                item.document.report(
                    _key_with(item, series),
                    "unknown-series",
                    f"系列「{series}」は sources.yaml にありません。",
                    _near(series, known),
                )
            elif series not in supplied:
                item.document.report(
                    _key_with(item, series),
                    "unsupplied-series",
                    f"系列「{series}」を載せた資料が sources.yaml にありません。",
                    "資料の columns: か series: に加えてください。",
                )
        if isinstance(derivation, Ratio) and {derivation.numerator, derivation.denominator} <= set(known):
            numerator, denominator = known[derivation.numerator], known[derivation.denominator]
            if numerator.basis != denominator.basis or numerator.unit != denominator.unit:
                item.document.report(
                    place,
                    "unlike-series",
                    f"分子 ({numerator.unit}、{numerator.basis}) と分母 ({denominator.unit}、{denominator.basis}) がそろっていません。",
                    "同じ単位と対象期間の系列を使ってください。",
                )
        elif not isinstance(derivation, Ratio) and derivation.series in known:
            unit = known[derivation.series].unit
            if unit != item.indicator.unit:
                item.document.report(
                    (*item.path, "unit"),
                    "unit-mismatch",
                    f"指標の単位「{item.indicator.unit}」と系列の単位「{unit}」が違います。",
                    "sources.yaml の系列の単位とそろえてください。",
                )


def _key_with(item: _Located, series: str) -> Location:
    """The line of the derivation that names the series."""
    for key in ("series", "numerator", "denominator"):
        if getattr(item.indicator.derivation, key, None) == series:
            return (*item.path, "derivation", key)
    return (*item.path, "derivation")


def _near(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known, cutoff=0.5)
    return f"もしかして: {near}" if near else "sources.yaml の series: に加えてください。"


def load_sources_entry(name: str, raw: bytes, plan: Plan) -> LoadedPlan:
    """The plan with the sources of another file instead of its own, to try them before they are added.

    The file is a whole ``sources.yaml`` or only a list of its ``sources:``; series of the plan are known.
    """
    text = read_yaml(name, raw)
    if isinstance(text.data, list):
        text.keys = {("sources", *path): at for path, at in text.keys.items()}
        text.values = {("sources", *path): at for path, at in text.values.items()}
        text.data = {"series": [], "sources": text.data}
    sources = read_into(SourcesFile, text)
    if sources is None:
        return LoadedPlan(None, tuple(text.diagnostics))
    own = {series.id for series in sources.series}
    sources = sources.but(series=(*(s for s in plan.series.values() if s.id not in own), *sources.series))
    _check_sources(text, sources)
    if has_errors(text.diagnostics):
        return LoadedPlan(None, tuple(text.diagnostics))
    tried = replace(
        plan,
        series={series.id: series for series in sources.series},
        sources={source.id: source for source in sources.sources},
        lines={},
    )
    return LoadedPlan(tried, tuple(text.diagnostics))
