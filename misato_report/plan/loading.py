"""The plan's YAML files → :class:`Plan`, with every finding of all files at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from misato_report.diagnostics import Diagnostic, has_errors
from misato_report.files.bounded_read import read_at_most
from misato_report.files.names import check_inside
from misato_report.plan.consistency import (
    check_forms,
    check_identifiers,
    check_neighbours,
    check_numbers,
    check_peers,
    check_repeats_in_fields,
    check_reviews,
    check_revisions,
    check_series,
    check_sources,
    check_years,
    indicators_of,
    places_of_indicators,
)
from misato_report.plan.document import Field, PlanFile, Scale
from misato_report.plan.facts_checks import (
    check_measure_reviews,
    check_opinions,
    check_project_facts,
    check_projects_of_plan,
    directions_of,
    known_in,
    places_of_projects,
)
from misato_report.plan.kinds_of_target import judged_part, undecided_in
from misato_report.plan.limits import DEFAULT_LIMITS, Limits
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.paths import check_paths
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import ProjectsFile
from misato_report.plan.reviews import ReviewsFile, RevisionsFile
from misato_report.plan.seen import SeenFile
from misato_report.plan.sources import SourcesFile
from misato_report.plan.unread import is_copy, unread_files
from misato_report.workspace import Workspace
from misato_report.yaml_schema.documents import Document, read_yaml
from misato_report.yaml_schema.kinds import Location, WrongValuesError
from misato_report.yaml_schema.mappings import Model

_FILLED_IN = re.compile(rb"^\s*[^#\s]", re.MULTILINE)


_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class LoadedPlan:
    """A plan (None where a file could not be read as one) and all that was found."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


def load_plan(workspace: Workspace) -> LoadedPlan:
    """Read ``plan.yaml``, ``fields/*.yaml`` and ``sources.yaml`` and check them against each other."""
    limit_texts = _read_filled_in(workspace, [workspace.limits_file], DEFAULT_LIMITS)
    limits = next((read for text in limit_texts if (read := read_into(Limits, text))), DEFAULT_LIMITS)
    general_text = _read(workspace, workspace.plan_file, limits)
    sources_text = _read(workspace, workspace.sources_file, limits)
    unread = tuple(unread_files(workspace))
    field_texts = [_read(workspace, path, limits) for path in workspace.field_files() if not is_copy(path)]
    revision_texts = _read_filled_in(workspace, [workspace.revisions_file], limits)
    review_files = [path for path in workspace.review_files() if not is_copy(path)]
    review_texts = _read_filled_in(workspace, review_files, limits)
    project_files = [path for path in workspace.projects_files() if not is_copy(path)]
    project_texts = _read_filled_in(workspace, project_files, limits)
    opinion_texts = _read_filled_in(workspace, [workspace.opinions_file], limits)
    seen_texts = _read_filled_in(workspace, [workspace.seen_file], limits)
    documents = [
        *(general_text, *field_texts, sources_text),
        *(*revision_texts, *review_texts, *project_texts, *opinion_texts, *limit_texts, *seen_texts),
    ]

    general = read_into(PlanFile, general_text)
    sources = read_into(SourcesFile, sources_text)
    fields = [(text, read_into(Field, text)) for text in field_texts]
    read_fields = [(text, field) for text, field in fields if field is not None]
    revisions = [(text, read_into(RevisionsFile, text)) for text in revision_texts]
    reviews = [(text, read_into(ReviewsFile, text)) for text in review_texts]
    projects = [(text, read_into(ProjectsFile, text)) for text in project_texts]
    opinions = [(text, read_into(OpinionsFile, text)) for text in opinion_texts]
    seen = [read_into(SeenFile, text) for text in seen_texts]

    located = list(indicators_of(general_text, general, read_fields))
    check_identifiers(read_fields, located)
    check_years(general_text, general, located)
    whole = general is not None and len(read_fields) == len(fields) and not unread
    if sources is not None:
        check_sources(sources_text, sources)
        check_series(sources, located)
        check_paths(general_text, general, sources)
        check_peers(sources, located)
    check_neighbours(general_text, general)
    # What a file that could not be read would have said is not "unknown" in another.
    check_reviews(reviews, read_fields, located, whole=whole)
    if whole:
        check_numbers(read_fields)
        check_repeats_in_fields(read_fields)
        check_forms(general_text, general, located)
        known = known_in(read_fields, located)
        check_projects_of_plan(read_fields, known)
        check_project_facts(projects, known, directions_of(general))
        check_measure_reviews(reviews, known, general.scale if general is not None else Scale())
        check_opinions(opinions, known)
    found = (*unread, *(d for document in documents for d in document.diagnostics))
    if general is None or sources is None or has_errors(found):
        return LoadedPlan(None, found)
    ordered = sorted((field for _, field in read_fields), key=lambda f: f.number)
    plan = Plan(
        general=general,
        fields=tuple(judged_part(field, general.period) for field in ordered),
        undecided=tuple(target for field in ordered for target in undecided_in(field)),
        series={series.id: series for series in sources.series},
        sources={source.id: source for source in sources.sources},
        revisions=tuple(r for _, file in revisions if file is not None for r in file.revisions),
        reviews={file.year: file for _, file in reviews if file is not None},
        projects={file.year: file for _, file in projects if file is not None},
        opinions=next((file for _, file in opinions if file is not None), OpinionsFile()),
        seen=tuple(entry for file in seen if file is not None for entry in file.seen),
        limits=limits,
        places={
            **_places(general_text, read_fields),
            **places_of_indicators(located),
            **places_of_projects(read_fields),
        },
        texts=tuple(_texts([general_text.data, *(text.data for text, _ in read_fields)])),
        lines={**_lines(sources_text, sources), **_lines_of_reviews(reviews)},
    )
    for text, _ in revisions:
        check_revisions(text, plan)
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


def _lines(text: Document, sources: SourcesFile) -> dict[tuple[str, str], int]:
    """Where the sources' tables and items stand, so that a message can name the line to change."""
    lines: dict[tuple[str, str], int] = {}
    for number, source in enumerate(sources.sources):
        table: Location = ("sources", number, "table")
        lines[(source.id, "table")] = text.position(table, key=True).line
        lines[(source.id, "recognise")] = text.position(("sources", number, "recognise"), key=True).line
        for series in source.table.items if source.table is not None else ():
            lines[(source.id, series)] = text.position((*table, "items", series), key=True).line
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
    name = path.relative_to(workspace.root).as_posix()
    try:
        check_inside(path, workspace.root)
        return read_yaml(name, read_at_most(path, limits.yaml_kilobytes * 1000), limits)
    except OSError as error:
        document = Document(name)
        document.diagnostics.append(
            Diagnostic(
                file=name,
                code="unreadable-file",
                message=f"読めません ({error.strerror})。",
                hint="ファイルがあるか確かめてください。",
            )
        )
        return document


def read_into(model: type[M], document: Document) -> M | None:
    """A document as a model; None, with all the reasons in the document's diagnostics, where it is none."""
    if document.diagnostics and document.data is None:
        return None
    try:
        return model.validate(document.data)
    except WrongValuesError as error:
        for finding in error.findings:
            document.report(finding.path, finding.code, finding.message, finding.hint, key=finding.key)
        return None


def load_sources_entry(name: str, raw: bytes, plan: Plan) -> LoadedPlan:
    """The plan with the sources of another file instead of its own, to try them before they are added.

    The file is a whole ``sources.yaml`` or only a list of its ``sources:``; series of the plan are known.
    """
    text = read_yaml(name, raw, DEFAULT_LIMITS)
    if isinstance(text.data, list):
        text.keys = {("sources", *path): at for path, at in text.keys.items()}
        text.values = {("sources", *path): at for path, at in text.values.items()}
        text.data = {"series": [], "sources": text.data}
    sources = read_into(SourcesFile, text)
    if sources is None:
        return LoadedPlan(None, tuple(text.diagnostics))
    own = {series.id for series in sources.series}
    sources = sources.replace(series=(*(s for s in plan.series.values() if s.id not in own), *sources.series))
    check_sources(text, sources)
    if has_errors(text.diagnostics):
        return LoadedPlan(None, tuple(text.diagnostics))
    tried = replace(
        plan,
        series={series.id: series for series in sources.series},
        sources={source.id: source for source in sources.sources},
        lines={},
    )
    return LoadedPlan(tried, tuple(text.diagnostics))
