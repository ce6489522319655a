"""Across the plan's files: projects, measures, their yearly facts and opinions name what there is, and sums agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from misato_report.diagnostics import Diagnostic, Severity
from misato_report.plan.consistency import Located, near_id, report_repeats
from misato_report.plan.document import Field, PlanFile, PlanProject, ProjectDirections, Scale
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.project_facts import ProjectFacts, ProjectsFile
from misato_report.plan.reviews import ReviewsFile
from misato_report.plan.values import Money
from misato_report.yaml_schema.documents import Document
from misato_report.yaml_schema.kinds import Location

Fields = list[tuple[Document, Field]]
_SENSELESS = 100_000_000_000  # yen: no project of a town costs that in a year; 円 written without its unit


@dataclass(frozen=True)
class Known:
    """What may be named: ids of fields, indicators, measures, and the plan's projects by their ids."""

    fields: frozenset[str]
    indicators: frozenset[str]
    measures: frozenset[str]
    grants: frozenset[str]
    projects: dict[str, PlanProject]


def known_in(fields: Fields, located: Iterable[Located]) -> Known:
    """What the plan's files have."""
    return Known(
        fields=frozenset(field.id for _, field in fields),
        indicators=frozenset(item.indicator.id for item in located),
        measures=frozenset(m.id for _, field in fields for m in field.measures_with_ids()),
        grants=frozenset(grant.id for _, field in fields for grant in field.grants),
        projects={project.id: project for _, field in fields for _, project in field.projects_with_ids()},
    )


def check_projects_of_plan(fields: Fields, known: Known) -> None:
    """Ids of projects and measures are each used once, and what a project names is in the plan."""
    placed = [(text, field, *one) for text, field in fields for one in _projects_in(field)]
    report_repeats("事業（projects:）のid", ((text, (*at, "id"), p.id) for text, _, at, p in placed if p.id))
    report_repeats(
        "施策のid",
        ((text, (*at, "id"), ident) for text, _ in fields for at, ident in _measures_in(text.data, ())),
    )
    for text, field, at, project in placed:
        own = {measure.id for measure in field.measures_with_ids()}
        if project.measure and project.measure not in own:
            message = f"施策「{project.measure}」は、この分野の measures: にありません。"
            text.report((*at, "measure"), "unknown-id", message, near_id(project.measure, own))
        if project.grant and project.grant not in known.grants:
            message = f"地域再生計画の事業「{project.grant}」は計画にありません。"
            text.report((*at, "grant"), "unknown-id", message, near_id(project.grant, sorted(known.grants)))
        for number, ident in enumerate(project.contributes_to):
            if ident not in known.indicators:
                message = f"指標「{ident}」は計画にありません。"
                hint = near_id(ident, sorted(known.indicators))
                text.report((*at, "contributes_to", number), "unknown-indicator", message, hint)


def _projects_in(field: Field) -> Iterator[tuple[Location, PlanProject]]:
    for group_number, group in enumerate(field.projects):
        for number, project in enumerate(group.items):
            yield ("projects", group_number, "items", number), project


def _measures_in(node: object, path: Location) -> Iterator[tuple[Location, str]]:
    """Places and ids of the measures of a field's file, those below others too."""
    entries = node.get("measures") if isinstance(node, dict) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        here = (*path, "measures", number)
        if isinstance(entry, dict) and entry.get("id"):
            yield here, str(entry["id"])
        yield from _measures_in(entry, here)


def places_of_projects(fields: Fields) -> dict[str, tuple[str, int | None]]:
    """'project ID' → file and line, for findings about a project."""
    placed = ((text, at, project) for text, field in fields for at, project in _projects_in(field))
    return {
        f"project {project.id}": (text.file, text.position((*at, "id")).line)
        for text, at, project in placed
        if project.id
    }


def check_project_facts(
    files: list[tuple[Document, ProjectsFile | None]], known: Known, directions: ProjectDirections
) -> None:
    """Facts are of projects that the plan has, each once a year, with funds that sum to what was settled."""
    read = [(text, file) for text, file in files if file is not None]
    report_repeats("事業の決算の年度", ((text, ("year",), str(file.year)) for text, file in read))
    for text, file in read:
        entries = [(text, ("projects", n, "project"), f.project) for n, f in enumerate(file.projects)]
        report_repeats("事業の決算", entries)
        for number, facts in enumerate(file.projects):
            _check_facts(text, ("projects", number), facts, known, directions)


def _check_facts(
    text: Document, at: Location, facts: ProjectFacts, known: Known, directions: ProjectDirections
) -> None:
    project = known.projects.get(facts.project)
    if project is None:
        message = f"事業「{facts.project}」は計画（plan/fields/ の projects:）にありません。"
        text.report((*at, "project"), "unknown-id", message, near_id(facts.project, sorted(known.projects)))
        return
    if project.output is None and (facts.output.planned, facts.output.actual) != (None, None):
        message = f"事業「{project.name}」の活動の量の名前と単位が、計画にありません。"
        hint = "plan/fields/ のこの事業に output: (name: と unit:) を書いてください。"
        text.report((*at, "output"), "unknown-output", message, hint, key=True)
    if facts.direction and facts.direction not in directions.words:
        message = f"今後の方向「{facts.direction}」は使えません。"
        hint = f"{'、'.join(directions.words)} のどれかを書いてください。"
        text.report((*at, "direction"), "bad-choice", message, hint)
    elif facts.direction and facts.direction not in directions.without_reason and not facts.reason.strip():
        message = f"今後の方向が「{facts.direction}」ですが、理由がありません。"
        text.report((*at, "direction"), "no-reason", message, "reason: に理由を書いてください。")
    _check_money(text, at, facts)


def _check_money(text: Document, at: Location, facts: ProjectFacts) -> None:
    amounts = [("budget", facts.budget), ("settled", facts.settled)]
    for key, amount in amounts:
        if amount is not None and amount.yen >= _SENSELESS:
            message = f"金額が {thousands(amount.yen)}千円 になっています。"
            hint = "円で書いたのなら、数のあとに「円」を付けてください。"
            text.diagnostics.append(
                _told(text, (*at, key), "amount-out-of-sense", message, hint, Severity.WARNING)
            )
    placed = [*amounts, *((f"funds {fund}", amount) for fund, amount in facts.funds.items())]
    for key, amount in placed:
        if amount is not None and amount.converted:
            message = f"「{amount.text}」を {thousands(amount.yen)}千円 と読みました。"
            place = (*at, *key.split(" "))
            text.diagnostics.append(_told(text, place, "converted", message, "", Severity.INFO))
    if facts.funds and facts.settled is not None:
        total = sum(amount.yen for amount in facts.funds.values())
        if total != facts.settled.yen:
            message = (
                f"財源の計 {thousands(total)}千円 が、決算額 {thousands(facts.settled.yen)}千円 と合いません"
                f"（差 {thousands(abs(total - facts.settled.yen))}千円）。"
            )
            hint = "funds: の内訳か settled: を、決算書と照らして直してください。"
            text.report((*at, "funds"), "funds-mismatch", message, hint, key=True)
    _check_above_budget(text, at, facts.budget, facts.settled)


def _check_above_budget(text: Document, at: Location, budget: Money | None, settled: Money | None) -> None:
    if budget is not None and settled is not None and settled.yen > budget.yen:
        message = (
            f"決算額 {thousands(settled.yen)}千円 が、予算現額 {thousands(budget.yen)}千円 を上回っています。"
        )
        hint = "予算は補正と繰越の後の額（予算現額）です。書き誤りなら直してください。"
        text.diagnostics.append(
            _told(text, (*at, "settled"), "above-budget", message, hint, Severity.WARNING)
        )


def thousands(yen: int) -> str:
    """Yen as 千円, exact: as many decimals as there are."""
    whole, rest = divmod(yen, 1_000)
    return f"{whole:,}" + (f".{rest:03d}".rstrip("0") if rest else "")


def _told(text: Document, at: Location, code: str, message: str, hint: str, severity: Severity) -> Diagnostic:
    place = text.position(at)
    return Diagnostic(
        file=text.file,
        line=place.line,
        column=place.column,
        code=code,
        message=message,
        hint=hint,
        severity=severity,
    )


def check_measure_reviews(
    reviews: list[tuple[Document, ReviewsFile | None]], known: Known, scale: Scale
) -> None:
    """施策の評価 is of measures that have an id, each once, in the scale's words."""
    for text, file in reviews:
        if file is None:
            continue
        entries = [(text, ("measures", n, "measure"), r.measure) for n, r in enumerate(file.measures)]
        report_repeats("施策の評価", entries)
        for number, review in enumerate(file.measures):
            if review.measure not in known.measures:
                message = f"施策「{review.measure}」は計画にありません。"
                hint = near_id(review.measure, sorted(known.measures))
                text.report(("measures", number, "measure"), "unknown-id", message, hint)
            if review.verdict and review.verdict not in scale.measures:
                message = f"施策の評価の語「{review.verdict}」は使えません。"
                hint = f"{'、'.join(scale.measures)} のどれかです（plan.yaml の scale: measures: で変えられます）。"
                text.report(("measures", number, "verdict"), "bad-choice", message, hint)


def check_opinions(files: list[tuple[Document, OpinionsFile | None]], known: Known) -> None:
    """Opinions are about what the plan has."""
    words = {"field": "分野", "indicator": "指標", "measure": "施策"}
    for text, file in files:
        for number, opinion in enumerate(file.opinions if file is not None else ()):
            for key, word in words.items():
                ident, there = getattr(opinion.about, key), getattr(known, f"{key}s")
                if ident and ident not in there:
                    message = f"{word}「{ident}」は計画にありません。"
                    place = ("opinions", number, "about", key)
                    text.report(place, "unknown-id", message, near_id(ident, sorted(there)))


def directions_of(general: PlanFile | None) -> ProjectDirections:
    """The plan's words for 今後の方向; the usual ones where its general part could not be read."""
    return general.directions if general is not None else ProjectDirections()
