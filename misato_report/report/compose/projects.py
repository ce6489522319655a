"""事業 and money, 施策, 意見: what the year's facts become on paper. Sums are of whole yen, exact as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.project_facts import total
from misato_report.evaluation.wording import quantity_of
from misato_report.notation import print_date, print_number
from misato_report.plan.document import Field, GrantProject, PlanProject
from misato_report.plan.opinions import Opinion
from misato_report.plan.project_facts import Fund, ProjectFacts
from misato_report.plan.values import Money
from misato_report.report.charts.chain import Chain, ChainProject, draw_chain
from misato_report.report.compose.material import Material
from misato_report.report.html.markdown import plain_text
from misato_report.report.page_model import (
    Contribution,
    FieldMoney,
    FundFigures,
    MeasureEntry,
    MoneyFigure,
    OpinionEntry,
    ProjectEntry,
    ProjectTable,
)

_THOUSAND = 1_000
NO_REPLY = "未回答"
_ALL = "計画の全体"


@dataclass(frozen=True)
class Told:
    """A project of the plan with what was told of its year (None: nothing)."""

    field: Field
    department: str
    project: PlanProject
    facts: ProjectFacts | None

    @property
    def settled(self) -> Money | None:
        """決算額."""
        return self.facts.settled if self.facts is not None else None

    @property
    def budget(self) -> Money | None:
        """予算現額."""
        return self.facts.budget if self.facts is not None else None


def told_projects(material: Material, field: Field) -> tuple[Told, ...]:
    """The projects of a field that have an id, with the facts of the report's year."""
    facts = material.year.projects
    return tuple(
        Told(field, department, project, facts.get(project.id))
        for department, project in field.projects_with_ids()
    )


def money_figure(yen: int | None, unit: str) -> MoneyFigure:
    """An amount in the report's unit."""
    if yen is None:
        return MoneyFigure("―", None)
    value = Decimal(yen if unit == "円" else yen // _THOUSAND)
    return MoneyFigure(print_number(value), value)


def _fund_figures(told: Iterable[Told], unit: str) -> FundFigures:
    known = tuple(told)
    figures = {fund: money_figure(total(_of_fund(one, fund) for one in known), unit) for fund in Fund}
    return FundFigures(
        national=figures[Fund.NATIONAL],
        prefectural=figures[Fund.PREFECTURAL],
        bonds=figures[Fund.BONDS],
        other=figures[Fund.OTHER],
        general=figures[Fund.GENERAL],
    )


def _of_fund(one: Told, fund: Fund) -> Money | None:
    return one.facts.funds.get(fund) if one.facts is not None else None


def project_entries(material: Material, field: Field) -> tuple[ProjectEntry, ...]:
    """The projects of a field, those first of which the year's facts are told."""
    told = sorted(told_projects(material, field), key=lambda one: one.facts is None)
    return tuple(_entry(material, one, number) for number, one in enumerate(told, start=1))


def _entry(material: Material, one: Told, number: int) -> ProjectEntry:
    unit, facts, project = material.year.money_unit, one.facts, one.project
    output = project.output
    planned = facts.output.planned if facts is not None else None
    actual = facts.output.actual if facts is not None else None
    headings = {measure.id: measure.heading for measure in one.field.measures_with_ids()}
    return ProjectEntry(
        id=project.id,
        number=str(number),
        name=project.name,
        department=one.department,
        field=one.field.name,
        field_number=one.field.number,
        measure=headings.get(project.measure, ""),
        contributes_to=tuple(_contributions(material, project)),
        budget=money_figure(one.budget.yen if one.budget else None, unit),
        settled=money_figure(one.settled.yen if one.settled else None, unit),
        funds=_fund_figures([one], unit),
        done=plain_text(facts.done) if facts is not None else "",
        output=_output_sentence(project, planned, actual),
        output_name=output.name if output else "",
        output_unit=output.unit if output else "",
        output_planned=print_number(planned) if planned is not None else "",
        output_actual=print_number(actual) if actual is not None else "",
        direction=facts.direction if facts is not None else "",
        reason=plain_text(facts.reason) if facts is not None else "",
        written_on=print_date(facts.written_on) if facts is not None else "",
    )


def _contributions(material: Material, project: PlanProject) -> Iterator[Contribution]:
    for ident in project.contributes_to:
        e = material.evaluations.get(ident)
        if e is not None:  # undecided targets, and those that a public report leaves out, have none
            yield Contribution(ident, e.indicator.short_name, material.mark(e))


def _output_sentence(project: PlanProject, planned: Decimal | None, actual: Decimal | None) -> str:
    """「相談会の開催 8回（予定6回）」."""
    if project.output is None or (planned is None and actual is None):
        return ""
    unit = project.output.unit
    aimed = f"予定{quantity_of(planned, unit)}" if planned is not None else ""
    if actual is None:
        return f"{project.output.name} {aimed}"
    return f"{project.output.name} {quantity_of(actual, unit)}" + (f"（{aimed}）" if aimed else "")


def project_tables(material: Material) -> tuple[ProjectTable, ...]:
    """A table for each field of which something is told of the year: projects, or measures."""
    fields = material.plan.fields
    tables = (_table(material, field) for field in fields)
    return tuple(table for table in tables if table.rows or table.measures)


def _table(material: Material, field: Field) -> ProjectTable:
    entries = project_entries(material, field)
    untold = [entry.name for entry in entries if not entry.written_on]
    chain = _chain(material, field)
    return ProjectTable(
        anchor=f"projects-{field.id}",
        number=field.number,
        name=field.name,
        rows=tuple(entry for entry in entries if entry.written_on),
        money=field_money(material, field),
        untold=f"このほかに、{len(untold)}事業の実績がまだ書かれていません（{'、'.join(untold)}）。"
        if untold
        else "",
        measures=measure_entries(material, field),
        chain=draw_chain(chain, f"chain-{field.id}", material.plan.general.appearance.accent)
        if chain
        else "",
        links=tuple(_links(chain, material.year.money_unit)) if chain else (),
    )


def field_money(material: Material, field: Field) -> FieldMoney:
    """The sums of a field."""
    told = [one for one in told_projects(material, field) if one.facts is not None]
    return _money(material, told, (f"projects-{field.id}", field.number, field.name))


def money_of_fields(material: Material) -> tuple[FieldMoney, ...]:
    """The sums of each field of which money is told."""
    found = (field_money(material, field) for field in material.plan.fields)
    return tuple(money for money in found if (money.budget.value, money.settled.value) != (None, None))


def money_of_all(material: Material) -> FieldMoney | None:
    """The sums of all fields; None where no money is told."""
    told = [
        one
        for field in material.plan.fields
        for one in told_projects(material, field)
        if one.facts is not None
    ]
    money = _money(material, told, ("", 0, "計"))
    return money if (money.budget.value, money.settled.value) != (None, None) else None


def _money(material: Material, told: list[Told], of: tuple[str, int, str]) -> FieldMoney:
    unit = material.year.money_unit
    budget, settled = (
        money_figure(total(amounts), unit)
        for amounts in ([one.budget for one in told], [one.settled for one in told])
    )
    anchor, number, name = of
    note = _what_is_left_out(told)
    line = f"予算{budget.text}{unit if budget.value is not None else ''}、決算{settled.text}{unit if settled.value is not None else ''}"
    return FieldMoney(
        anchor=anchor,
        number=number,
        name=name,
        projects=len(told),
        budget=budget,
        settled=settled,
        funds=_fund_figures(told, unit),
        sources=_sources(told, unit),
        note=note,
        line=f"{line}（{len(told)}事業）",
    )


def _sources(told: list[Told], unit: str) -> str:
    """財源内訳 in words: the funds that there are, and how many projects do not tell theirs."""
    sums = {fund: total(_of_fund(one, fund) for one in told) for fund in Fund}
    words = "、".join(f"{fund} {money_figure(yen, unit).text}" for fund, yen in sums.items() if yen)
    without = sum(one.facts is not None and one.settled is not None and not one.facts.funds for one in told)
    if not words:
        return ""
    return f"財源：{words}" + (f"（内訳の書かれていない{without}事業を除く）" if without else "")


def _what_is_left_out(told: list[Told]) -> str:
    without = {
        "予算": sum(one.budget is None for one in told),
        "決算": sum(one.settled is None for one in told),
    }
    words = [
        f"{word}の計は、{word}の書かれていない{count}事業を除きます"
        for word, count in without.items()
        if count
    ]
    return f"{'。'.join(words)}。" if words else ""


def measure_entries(material: Material, field: Field) -> tuple[MeasureEntry, ...]:
    """施策の評価 of a field, in the plan's order."""
    unit = material.year.money_unit
    told = told_projects(material, field)
    found = []
    for measure in field.measures_with_ids():
        review = material.reviews.measures.get(measure.id)
        if review is not None:
            settled = total(one.settled for one in told if one.project.measure == measure.id)
            found.append(
                MeasureEntry(
                    id=measure.id,
                    name=measure.heading,
                    field=field.name,
                    field_number=field.number,
                    verdict=review.verdict,
                    text=plain_text(review.text),
                    department=review.department,
                    written_on=print_date(review.written_on),
                    settled=money_figure(settled, unit),
                )
            )
    return tuple(found)


def opinion_entries(material: Material) -> tuple[OpinionEntry, ...]:
    """前年度の意見への対応, in the order of their dates."""
    return tuple(_opinion(material, opinion) for opinion in material.year.opinions)


def _opinion(material: Material, opinion: Opinion) -> OpinionEntry:
    reply = opinion.reply
    return OpinionEntry(
        who=opinion.who,
        date=print_date(opinion.date),
        about=about_words(material, opinion),
        words=plain_text(opinion.words),
        state=str(reply.state) if reply else NO_REPLY,
        reply=plain_text(reply.words) if reply else "",
        department=reply.department if reply else "",
        replied_on=print_date(reply.date) if reply else "",
    )


def about_words(material: Material, opinion: Opinion) -> str:
    """What an opinion is about, in the plan's words."""
    about, plan = opinion.about, material.plan
    if about.indicator:
        return next(i.short_name for i in plan.all_indicators() if i.id == about.indicator)
    if about.measure:
        return next(m.heading for f in plan.fields for m in f.measures_with_ids() if m.id == about.measure)
    return next((f"分野{f.number}　{f.name}" for f in plan.fields if f.id == about.field), _ALL)


def grant_projects(material: Material, grant: GrantProject) -> tuple[tuple[ProjectEntry, ...], MoneyFigure]:
    """The projects that a grant pays for, and the sum of what they cost."""
    told = [
        one
        for f in material.plan.fields
        for one in told_projects(material, f)
        if one.project.grant == grant.id
    ]
    shown = {one.project.id for one in told}
    entries = (entry for f in material.plan.fields for entry in project_entries(material, f))
    settled = total(one.settled for one in told)
    return tuple(e for e in entries if e.id in shown), money_figure(settled, material.year.money_unit)


def _chain(material: Material, field: Field) -> Chain | None:
    """From the projects that are told of to the direction; None where none names a measure or an indicator."""
    told = [one for one in told_projects(material, field) if one.facts is not None]
    if not any(one.project.measure or one.project.contributes_to for one in told):
        return None
    headings = {measure.id: measure.heading for measure in field.measures_with_ids()}
    return Chain(
        projects=tuple(
            ChainProject(
                name=f"{number} {one.project.name}",
                yen=one.settled.yen if one.settled else None,
                measure=headings.get(one.project.measure, ""),
                indicators=tuple(c.name for c in _contributions(material, one.project)),
            )
            for number, one in enumerate(told, start=1)
        ),
        direction=field.direction,
    )


def _links(chain: Chain, unit: str) -> Iterator[str]:
    for project in chain.projects:
        amount = money_figure(project.yen, unit)
        cost = f"（決算{amount.text}{unit}）" if amount.value is not None else ""
        steps = (f"{project.name}{cost}", project.measure, "・".join(project.indicators))
        yield " → ".join(step for step in (*steps, "目指す方向性") if step)
