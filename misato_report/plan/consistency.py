"""Do the files of a plan agree with each other: ids used once, series known and supplied, reviews of what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from misato_report.notation import print_era_year
from misato_report.plan.document import Field, PlanFile
from misato_report.plan.indicators import NO_YEAR, Accumulation, Indicator, Ratio, series_of
from misato_report.plan.monthly import check_months, months_used
from misato_report.plan.plan import Plan
from misato_report.plan.reviews import ReviewsFile
from misato_report.plan.revising import RevisionError, revise
from misato_report.plan.sources import (
    CarriedForwardCheck,
    Check,
    EquationCheck,
    PublishedTable,
    SourcesFile,
)
from misato_report.yaml_schema.documents import Document
from misato_report.yaml_schema.kinds import Location, nearest

_MOST_LACKING = 4  # numbers that are lacking are named up to here
_EARLIEST_PLAN, _LATEST_PLAN, _LONGEST_PLAN = 2000, 2070, 31
_LONGEST_BACK, _LONGEST_AHEAD = 40, 40  # years of a baseline before the plan, of a vision after it


@dataclass(frozen=True)
class Located:
    """A part of the plan and where it stands."""

    document: Document
    path: Location
    indicator: Indicator


def check_revisions(text: Document, plan: Plan) -> None:
    """Each revision, in the order of their dates, starts from what was in force."""
    indicators = {indicator.id: indicator for _, indicator in plan.indicators()}
    numbered = list(enumerate(plan.revisions))
    for number, revision in sorted(numbered, key=lambda pair: pair[1].date):
        place: Location = ("revisions", number)
        if revision.indicator not in indicators:
            message = f"指標「{revision.indicator}」は計画にありません。"
            hint = near_id(revision.indicator, indicators)
            text.report((*place, "indicator"), "unknown-indicator", message, hint)
            continue
        try:
            indicators[revision.indicator] = revise(indicators[revision.indicator], revision)
        except RevisionError as error:
            key = {"unknown-field": "field", "revision-disagrees": "old"}.get(error.code, "new")
            hint = "その日までの計画と変更を確かめてください。"
            text.report((*place, key), error.code, str(error), hint)


def check_reviews(
    reviews: list[tuple[Document, ReviewsFile | None]],
    fields: list[tuple[Document, Field]],
    located: list[Located],
    *,
    whole: bool,
) -> None:
    """Reviews are of things that the plan has, each once, and each year has one file.

    Without ``whole`` a part of the plan could not be read, and nobody knows what it would have had.
    """
    known = {
        "fields": {field.id for _, field in fields},
        "indicators": {item.indicator.id for item in located},
        "grants": {grant.id for _, field in fields for grant in field.grants},
    }
    words = {"fields": "分野", "indicators": "指標", "grants": "事業"}
    read = [(text, file) for text, file in reviews if file is not None]
    report_repeats("評価の年度", ((text, ("year",), str(file.year)) for text, file in read))
    for text, file in read:
        for kind, ids in known.items():
            entries = [
                (text, (kind, n, kind[:-1]), getattr(r, kind[:-1])) for n, r in enumerate(getattr(file, kind))
            ]
            report_repeats(f"{words[kind]}の評価", entries)
            for _, place, ident in entries:
                if whole and ident not in ids:
                    message = f"{words[kind]}「{ident}」は計画にありません。"
                    text.report(place, "unknown-id", message, near_id(ident, ids))


def near_id(word: str, known: Iterable[str]) -> str:
    """The hint for a name that is none: the known one that is most like it, or all of them."""
    near = nearest(word, known, cutoff=0.4)
    if near:
        return f"もしかして: {near}"
    shown = "、".join(known)
    return f"使えるのは {shown} です。" if shown else "計画にまだ一つもありません。この行を消してください。"


def indicators_of(
    general_text: Document, general: PlanFile | None, fields: Iterable[tuple[Document, Field]]
) -> Iterator[Located]:
    """Every indicator of the plan's files with its place in them."""
    for text, field in fields:
        for number, indicator in enumerate(field.indicators):
            yield Located(text, ("indicators", number), indicator)
        for grant_number, grant in enumerate(field.grants):
            for number, indicator in enumerate(grant.indicators):
                yield Located(text, ("grants", grant_number, "indicators", number), indicator)
    if general is not None and general.target_population is not None:
        yield Located(general_text, ("target_population",), general.target_population)


def check_forms(text: Document, general: PlanFile | None, located: list[Located]) -> None:
    """The indicators of which the forms ask for texts are in the plan."""
    known = [item.indicator.id for item in located]
    for number, ident in enumerate(general.forms.texts_of if general is not None else ()):
        if ident not in known:
            message = f"指標「{ident}」は計画にありません。"
            text.report(("forms", "texts_of", number), "unknown-indicator", message, near_id(ident, known))


def places_of_indicators(located: Iterable[Located]) -> dict[str, tuple[str, int | None]]:
    """'indicator ID' and 'indicator ID KEY' → file and line, for findings about its figures."""
    places: dict[str, tuple[str, int | None]] = {}
    for item in located:
        name = f"indicator {item.indicator.id}"
        places[name] = (item.document.file, item.document.position((*item.path, "id")).line)
        for key in ("baseline", "target", "targets"):
            if (*item.path, key) in item.document.keys:
                line = item.document.position((*item.path, key), key=True).line
                places[f"{name} {'target' if key == 'targets' else key}"] = (item.document.file, line)
    return places


def check_repeats_in_fields(fields: list[tuple[Document, Field]]) -> None:
    """An indicator is printed also in fields that there are, other than its own."""
    known = {field.id for _, field in fields}
    for item in indicators_of(Document(""), None, fields):
        own = next(field.id for text, field in fields if text is item.document)
        for position, ident in enumerate(item.indicator.also_in):
            if ident not in known or ident == own:
                fault = "この指標の分野です" if ident == own else "計画にありません"
                message = f"also_in: の分野「{ident}」は{fault}。"
                place = (*item.path, "also_in", position)
                item.document.report(place, "unknown-id", message, near_id(ident, known - {own}))


def check_identifiers(fields: list[tuple[Document, Field]], located: list[Located]) -> None:
    """Ids of indicators, fields and grants, and the numbers of fields, are each used once."""
    report_repeats("指標のid", ((i.document, (*i.path, "id"), i.indicator.id) for i in located))
    report_repeats("分野のid", ((text, ("id",), field.id) for text, field in fields))
    report_repeats("分野の番号", ((text, ("number",), str(field.number)) for text, field in fields))
    report_repeats(
        "事業のid",
        (
            (text, ("grants", number, "id"), grant.id)
            for text, field in fields
            for number, grant in enumerate(field.grants)
        ),
    )


def check_numbers(fields: list[tuple[Document, Field]]) -> None:
    """The fields are numbered without a gap: one that is lacking may lie elsewhere under another name."""
    numbers = {field.number for _, field in fields}
    lacking = [number for number in range(1, max(numbers, default=0)) if number not in numbers]
    if lacking and len(lacking) < _MOST_LACKING:
        text, _ = max(fields, key=lambda pair: pair[1].number)
        shown = "、".join(map(str, lacking))
        message = f"分野の番号は{max(numbers)}までありますが、{shown}のファイルが plan/fields/ にありません。"
        hint = "消したり移したりした分野を戻すか、number: を1から続くように直してください。"
        text.report(("number",), "missing-number", message, hint)
    elif lacking:
        text, field = max(fields, key=lambda pair: pair[1].number)
        text.report(
            ("number",),
            "missing-number",
            f"分野の番号が {field.number} ですが、分野は{len(fields)}個です。",
            "number: を1から続くように直してください。",
        )


def check_years(text: Document, general: PlanFile | None, located: Iterable[Located]) -> None:
    """Years that a plan of this time can have: 令和64年 is a slip of the finger."""
    if general is None:
        return
    first, last = general.period.first, general.period.last
    if first < _EARLIEST_PLAN or last - first >= _LONGEST_PLAN or last > _LATEST_PLAN:
        message = f"計画期間が {_era(first)}～{_era(last)} になっています。"
        text.report(("period",), "year-out-of-sense", message, "年の書き誤りを直してください。")
        return
    for item in located:
        indicator = item.indicator
        targets = (
            [((*item.path, "target", "period"), indicator.target)]
            if indicator.target
            else [((*item.path, "targets", n, "period"), point) for n, point in enumerate(indicator.targets)]
        )
        spans = [("現状値", (*item.path, "baseline", "period"), indicator.baseline.period)]
        spans += [("目標値", path, point.period) for path, point in targets]
        stated = (one for one in spans if one[2] != NO_YEAR)
        for word, path, span in stated:
            if span.first < first - _LONGEST_BACK or span.last > last + _LONGEST_AHEAD:
                message = f"「{indicator.short_name}」の{word}の年が {_era(span.last)} になっています（計画期間は {_era(first)}～{_era(last)}）。"
                item.document.report(path, "year-out-of-sense", message, "年の書き誤りを直してください。")


def _era(year: int) -> str:
    return f"{print_era_year(year)}（{year}年）"


def report_repeats(what: str, entries: Iterable[tuple[Document, Location, str]]) -> None:
    """An error for each name that was used before, with where."""
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


def check_sources(text: Document, sources: SourcesFile) -> None:
    """Series and sources are named once, and each column names a series that is there."""
    report_repeats("系列のid", ((text, ("series", n, "id"), s.id) for n, s in enumerate(sources.series)))
    report_repeats(
        "系列の名前", ((text, ("series", n, "name"), s.name) for n, s in enumerate(sources.series))
    )
    report_repeats("資料のid", ((text, ("sources", n, "id"), s.id) for n, s in enumerate(sources.sources)))
    check_months(text, sources)
    known = {series.id for series in sources.series}
    for number, source in enumerate(sources.sources):
        for position, series in enumerate(source.series_ids()):
            if series not in known:
                place = ("table", "items", series) if source.table else ("layout", "series", position)
                text.report(
                    ("sources", number, *place),
                    "unknown-series",
                    f"系列「{series}」は series: にありません。",
                    _near(series, known),
                )
        if source.table is not None:
            _check_checks(text, number, source.table)


def _check_checks(text: Document, number: int, table: PublishedTable) -> None:
    """The sums to be checked are of items that the source reads."""
    read = set(table.items)
    for position, check in enumerate(table.checks):
        here: Location = ("sources", number, "table", "checks", position)
        for series in _series_in(check):
            if series not in read:
                message = f"系列「{series}」を、この資料の items: で読んでいません。"
                text.report(here, "unknown-series", message, _near(series, read))


def _series_in(check: Check) -> tuple[str, ...]:
    if isinstance(check, EquationCheck):
        terms, result = check.terms()
        return (*terms, result)
    return (check.level, *check.changes) if isinstance(check, CarriedForwardCheck) else ()


def check_neighbours(text: Document, general: PlanFile | None) -> None:
    """The neighbours are municipalities of the town's prefecture, and not the town."""
    if general is None or not general.neighbours:
        return
    from misato_report.gazetteer.places import municipalities_of  # not for plans that name none

    town = general.municipality
    names = [place.name for place in municipalities_of(town.prefecture) if place.code != town.code]
    for number, name in enumerate(general.neighbours):
        if name not in names or name in general.neighbours[:number]:
            fault = (
                "二度書かれています" if name in names else f"{town.prefecture}のほかの市町村ではありません"
            )
            near = nearest(name, names, cutoff=0.5)
            hint = f"もしかして: {near}" if near and near != name else "市町村名を書いてください。"
            text.report(("neighbours", number), "unknown-neighbour", f"「{name}」は{fault}。", hint)


def check_peers(sources: SourcesFile, located: Iterable[Located]) -> None:
    """Every series of an indicator with ``peers:`` comes from a source that keeps the other municipalities' figures."""
    known = {series.id: series for series in sources.series}
    kept = {series for source in sources.sources if source.peers for series in source.series_ids()}
    for item in located:
        peers = item.indicator.peers
        if peers is None or item.indicator.accumulation is Accumulation.UNDECIDED:
            continue
        place = (*item.path, "peers")
        if peers.per is not None and peers.per not in known:
            message = f"系列「{peers.per}」は sources.yaml にありません。"
            item.document.report((*place, "per"), "unknown-series", message, _near(peers.per, known))
        wanted = {*series_of(item.indicator.derivation), *filter(None, [peers.per])} & set(known)
        for series in sorted(wanted - kept):
            message = f"peers: に要る系列「{known[series].name}」を載せた資料に、peers: true がありません。"
            hint = "sources.yaml の、県内の市町村が並ぶ表の資料に peers: true を加え、misato-report ingest を実行してください。"
            item.document.report(place, "peers-not-kept", message, hint)


def check_series(sources: SourcesFile, located: Iterable[Located]) -> None:
    """Every series that an indicator uses is defined, supplied, and fits the others."""
    known = {series.id: series for series in sources.series}
    supplied = {series for source in sources.sources for series in source.series_ids()}
    for item in located:
        if item.indicator.accumulation is Accumulation.UNDECIDED:
            continue
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
                    "資料の items: か series: に加えてください。",
                )
            if series in known and known[series].projection:
                item.document.report(
                    _key_with(item, series),
                    "projection-as-actual",
                    f"系列「{known[series].name}」は将来の推計なので、指標の実績にはできません。",
                    "実績の系列を使ってください。推計は目標人口の図に並べて示せます。",
                )
        for monthly in months_used(item.indicator, known):
            item.document.report(
                _key_with(item, monthly.id),
                "month-as-year",
                f"系列「{monthly.name}」は月ごとの値なので、指標の実績にはできません。",
                f"年の系列{f'「{monthly.monthly_of}」' if monthly.monthly_of else ''}を使ってください。"
                "月の値は、途中経過（参考）として示されます。",
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


def _key_with(item: Located, series: str) -> Location:
    """The line of the derivation that names the series."""
    for key in ("series", "numerator", "denominator"):
        if getattr(item.indicator.derivation, key, None) == series:
            return (*item.path, "derivation", key)
    return (*item.path, "derivation")


def _near(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known, cutoff=0.5)
    return f"もしかして: {near}" if near else "sources.yaml の series: に加えてください。"
