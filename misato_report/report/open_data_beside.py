"""Open data beside the indicators' own: the months of years to come, the other municipalities, and the projects' money.

Each is a file of its own, as ``open_data_cells`` says. The months are for information, and nothing is judged by them; a
municipality's figures are those that the report compares, with what they are made of; money is in whole yen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from misato_report.evaluation.peer_wording import order_words, per_words
from misato_report.evaluation.peers import Peer, PeerTable
from misato_report.evaluation.project_facts import YearFacts, year_facts
from misato_report.evaluation.rules import Absence, stands_for
from misato_report.evaluation.wording import ABSENCE_WORDS, basis_of
from misato_report.evaluation.year_so_far import YearSoFar
from misato_report.notation import Basis, iso_month
from misato_report.observation import Observation
from misato_report.plan.document import Field, PlanProject
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import ProjectFacts
from misato_report.report.facts import Facts
from misato_report.report.open_data import POPULATION, of_indicator
from misato_report.report.open_data_cells import (
    BETWEEN,
    Row,
    days_of_month,
    origin,
    place,
    plain,
    rendered,
    span_of_years,
)

_PLACE = ("全国地方公共団体コード", "都道府県名", "市区町村名", "計画名")
_INDICATOR = (*_PLACE, "指標ID", "分野", "指標名", "系列ID", "系列名", "単位", "年度（西暦）", "年度（和暦）")
_DAYS = ("期間の開始日", "期間の終了日", "値の区分")
_ORIGIN = ("公表日", "出所資料", "公表者", "出所ファイル", "出所欄", "備考")

MONTH_COLUMNS = (*_INDICATOR, "対象月", *_DAYS, "値", "状態", *_ORIGIN)
PEER_COLUMNS = (*_INDICATOR, *_DAYS, "値", "順位", "状態", *_ORIGIN)
PROJECT_COLUMNS = (
    *_PLACE,
    "分野",
    "施策",
    "事業ID",
    "事業名",
    "担当課",
    "年度（西暦）",
    "年度（和暦）",
    *_DAYS,
    "単位",
    "値",
    "今後の方向",
    "記入日",
    "出所ファイル",
    "出所欄",
    "備考",
)

_FOR_INFORMATION = "参考（判定に使わない値）"


@dataclass(frozen=True)
class DataFile:
    """A file beside the indicators': its name behind the report's, in Japanese and in ASCII, what it is, and its rows."""

    name: str
    ascii_name: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def content(self) -> bytes:
        """The CSV; without rows the headings alone."""
        return rendered(self.columns, self.rows)


def files_beside(facts: Facts) -> tuple[DataFile, ...]:
    """The three files; one without rows is about nothing that the report has."""
    return (
        DataFile(
            "途中経過",
            "months",
            "公表前の年の、月ごとの値（参考）",
            MONTH_COLUMNS,
            tuple(row for one in facts.so_far for row in _months(facts.plan, one)),
        ),
        DataFile(
            "県内の市町村",
            "municipalities",
            "県内の市町村の値と、そのもとの値",
            PEER_COLUMNS,
            tuple(row for table in facts.peers.values() for row in _peers(facts.plan, table)),
        ),
        DataFile("事業と決算", "projects", "事業の予算と決算", PROJECT_COLUMNS, tuple(_projects(facts))),
    )


def _field_of(plan: Plan, indicator: str) -> str:
    """The name of an indicator's field."""
    return next((f.name if f else POPULATION for f, i in plan.indicators() if i.id == indicator), POPULATION)


def _source(plan: Plan, *idents: str) -> Row:
    """The publications of figures, each once, and who publishes them."""
    sources = [plan.sources[ident] for ident in dict.fromkeys(idents) if ident in plan.sources]
    return {
        "出所資料": BETWEEN.join(dict.fromkeys(source.title for source in sources)),
        "公表者": BETWEEN.join(dict.fromkeys(source.publisher for source in sources)),
    }


def _marks(*notes: str, o: Observation) -> str:
    """What is said of a figure, with the mark of its publication (見本, 速報)."""
    return "、".join([*notes, *([o.mark.value] if o.mark else [])])


# --- the months -----------------------------------------------------------------------------------


def _months(plan: Plan, so_far: YearSoFar) -> Iterator[Row]:
    """The months that are counted, and those that should be known and are not, in their order."""
    indicator, monthly = so_far.indicator, so_far.monthly
    yearly = plan.series[monthly.monthly_of or ""]
    common = of_indicator(plan, indicator, _field_of(plan, indicator.id)) | {
        "系列ID": monthly.id,
        "系列名": monthly.name,
        "単位": monthly.unit,
        "値の区分": "月の値（参考）",
    }
    year = span_of_years(so_far.period, so_far.period, yearly.basis)
    known = {o.period: o for o in so_far.counted}
    for month in sorted({*known, *so_far.missing}):
        row = common | year | {"対象月": iso_month(month)} | days_of_month(month, monthly.basis)
        if month in known:
            yield row | _figure(plan, known[month], _FOR_INFORMATION)
        else:
            yield row | {"状態": ABSENCE_WORDS[Absence.MISSING], "備考": _FOR_INFORMATION}


def _figure(plan: Plan, o: Observation, *notes: str) -> Row:
    """A published figure as it is in its file."""
    return {
        "値": plain(o.value) if o.value is not None else "",
        **origin([o]),
        **_source(plan, o.source),
        "備考": _marks(*notes, o=o),
    }


# --- the municipalities ---------------------------------------------------------------------------


def _peers(plan: Plan, table: PeerTable) -> Iterator[Row]:
    """Of each municipality, by its code, the value that is compared and the figures that it is made of."""
    for peer in sorted(table.peers, key=lambda one: one.code):
        yield _compared(plan, table, peer)
        for o in peer.inputs:
            yield _input(plan, table, peer, o)


def _of_peer(plan: Plan, table: PeerTable, peer: Peer) -> Row:
    return of_indicator(plan, table.indicator, _field_of(plan, table.indicator.id)) | {
        "全国地方公共団体コード": peer.code,
        "市区町村名": peer.name,
    }


def _compared(plan: Plan, table: PeerTable, peer: Peer) -> Row:
    indicator, basis = table.indicator, basis_of(plan, table.indicator)
    period = span_of_years(stands_for(indicator, table.period)[0], table.period, basis)
    per = per_words(plan, table)
    unit = f"{indicator.unit}（{per}）" if per else indicator.unit
    row = _of_peer(plan, table, peer) | period | {"単位": unit, "値の区分": "比較する値"}
    if peer.value is None:
        return row | {"状態": "値が分からない"}
    notes = [f"順位は{order_words(table)}", *["見本"] * any(o.is_sample for o in peer.inputs)]
    return {
        **row,
        "値": plain(peer.value),
        "順位": str(peer.rank),
        **origin(peer.inputs),
        **_source(plan, *(o.source for o in peer.inputs)),
        "備考": "、".join(notes),
    }


def _input(plan: Plan, table: PeerTable, peer: Peer, o: Observation) -> Row:
    series = plan.series[o.series]
    return (
        _of_peer(plan, table, peer)
        | span_of_years(o.period, o.period, o.basis)
        | {"系列ID": series.id, "系列名": series.name, "単位": o.unit, "値の区分": "もとの値"}
        | _figure(plan, o)
    )


# --- the money ------------------------------------------------------------------------------------


def _projects(facts: Facts) -> Iterator[Row]:
    """The projects of which something is told of the report's year, in the plan's order."""
    first = facts.evaluations[0]
    year, plan = first.report_year, facts.plan
    told = year_facts(plan, year, first.as_of)
    for field in plan.fields:
        for department, project in field.projects_with_ids():
            of_year = told.projects.get(project.id)
            if of_year is not None:
                common = _of_project(plan, field, department, project)
                yield from _of_year(common, project, of_year, year, told)


def _of_project(plan: Plan, field: Field, department: str, project: PlanProject) -> Row:
    headings = {measure.id: measure.heading for measure in field.measures_with_ids()}
    return {
        **place(plan.general.municipality, plan.general.title),
        "分野": field.name,
        "施策": headings.get(project.measure, ""),
        "事業ID": project.id,
        "事業名": project.name,
        "担当課": department,
    }


def _of_year(
    common: Row, project: PlanProject, of_year: ProjectFacts, year: int, told: YearFacts
) -> Iterator[Row]:
    """予算現額, 決算額, its 財源内訳, and how much was done; what nobody has told has no row."""
    common = {
        **common,
        **span_of_years(year, year, Basis.FISCAL),
        "今後の方向": of_year.direction,
        "記入日": of_year.written_on.isoformat(),
        "出所ファイル": f"plan/projects/{year}.yaml",
        "出所欄": f"project: {project.id}",
    }
    mark = ["見本"] * told.sample
    amounts = [("予算現額", of_year.budget), ("決算額", of_year.settled)]
    amounts += [(f"決算額の財源（{fund}）", money) for fund, money in of_year.funds.items()]
    for kind, money in amounts:
        if money is not None:
            value = {"値の区分": kind, "単位": "円", "値": plain(Decimal(money.yen))}
            yield common | value | {"備考": "、".join(mark)}
    output = project.output
    quantities = (("予定", of_year.output.planned), ("実績", of_year.output.actual))
    for kind, quantity in quantities if output is not None else ():
        if output is not None and quantity is not None:
            value = {"値の区分": f"活動の量（{kind}）", "単位": output.unit, "値": plain(quantity)}
            yield common | value | {"備考": "、".join([output.name, *mark])}


__all__ = ["MONTH_COLUMNS", "PEER_COLUMNS", "PROJECT_COLUMNS", "DataFile", "files_beside"]
