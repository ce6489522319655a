"""事業, money, 施策 and 意見 of the council's paper as marks: the same entries, their amounts as figures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from misato_report.notation import print_number
from misato_report.plan.values import read_amount
from misato_report.report.page_model import (
    FieldMoney,
    FundFigures,
    MeasureEntry,
    MoneyFigure,
    OpinionEntry,
    ProjectEntry,
)
from misato_report.report.papers.figures import NOTHING, MarkFigure
from misato_report.report.papers.model import (
    DepartmentMark,
    FundMarks,
    MeasureMark,
    MoneyMark,
    OpinionMark,
    ProjectMark,
)
from misato_report.report.papers.named import Named

_FUNDS = ("national", "prefectural", "bonds", "other", "general")


def money_mark(money: MoneyFigure, unit: str) -> MarkFigure:
    """An amount as a figure, in the report's unit."""
    return MarkFigure(money.text, money.value, 0, unit)


def _funds(funds: FundFigures, unit: str) -> FundMarks:
    return FundMarks(**{name: money_mark(getattr(funds, name), unit) for name in _FUNDS})


def project_mark(entry: ProjectEntry, unit: str) -> ProjectMark:
    """事業 of the year."""
    return ProjectMark(
        id=entry.id,
        number=entry.number,
        name=entry.name,
        department=entry.department,
        field=entry.field,
        measure=entry.measure,
        indicators="、".join(one.name for one in entry.contributes_to),
        budget=money_mark(entry.budget, unit),
        settled=money_mark(entry.settled, unit),
        funds=_funds(entry.funds, unit),
        done=entry.done,
        output=entry.output,
        output_name=entry.output_name,
        output_unit=entry.output_unit,
        output_planned=_quantity(entry.output_planned, entry.output_unit),
        output_actual=_quantity(entry.output_actual, entry.output_unit),
        direction=entry.direction,
        reason=entry.reason,
    )


def _quantity(text: str, unit: str) -> MarkFigure:
    """An amount of what was done, from how it is printed."""
    if not text:
        return NOTHING
    places = len(text.partition(".")[2])
    return MarkFigure(text, read_amount(text), places, unit)


def departments(entries: Iterable[ProjectEntry], unit: str) -> tuple[DepartmentMark, ...]:
    """The projects that were told of by 課, in the plan's order, with exact sums."""
    by_department: dict[str, list[ProjectEntry]] = {}
    for entry in entries:
        if entry.written_on:
            by_department.setdefault(entry.department, []).append(entry)
    return tuple(
        DepartmentMark(
            name=name,
            projects=Named({one.id: project_mark(one, unit) for one in own}),
            budget=_sum((one.budget for one in own), unit),
            settled=_sum((one.settled for one in own), unit),
            funds=FundMarks(
                **{fund: _sum((getattr(one.funds, fund) for one in own), unit) for fund in _FUNDS}
            ),
        )
        for name, own in by_department.items()
    )


def _sum(amounts: Iterable[MoneyFigure], unit: str) -> MarkFigure:
    known = [amount.value for amount in amounts if amount.value is not None]
    if not known:
        return MarkFigure("―")
    total = sum(known, Decimal(0))
    return MarkFigure(print_number(total, 0), total, 0, unit)


def sums(money: FieldMoney | None, unit: str) -> MoneyMark:
    """The sums of a field, or of all of them; ― where no money is told."""
    if money is None:
        nothing = MarkFigure("―")
        return MoneyMark(
            nothing, nothing, FundMarks(*[nothing] * len(_FUNDS)), MarkFigure("0", Decimal(0)), "", ""
        )
    return MoneyMark(
        budget=money_mark(money.budget, unit),
        settled=money_mark(money.settled, unit),
        funds=_funds(money.funds, unit),
        projects=MarkFigure(str(money.projects), Decimal(money.projects)),
        line=money.line,
        note=money.note,
    )


def measure_mark(entry: MeasureEntry, unit: str) -> MeasureMark:
    """施策 with the town's own words of verdict."""
    return MeasureMark(
        id=entry.id,
        name=entry.name,
        field=entry.field,
        department=entry.department,
        verdict=entry.verdict,
        text=entry.text,
        settled=money_mark(entry.settled, unit),
    )


def opinion_mark(entry: OpinionEntry) -> OpinionMark:
    """意見 with the town's reply."""
    return OpinionMark(
        who=entry.who,
        date=entry.date,
        about=entry.about,
        words=entry.words,
        state=entry.state,
        reply=entry.reply,
        department=entry.department,
        replied_on=entry.replied_on,
    )
