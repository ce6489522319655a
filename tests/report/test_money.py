"""Projects, money, measures and opinions in the council's paper: exact sums, as they stood on the day, and no ratios."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from misato_report.evaluation.project_facts import fiscal_year, opinions_for, year_facts
from misato_report.evaluation.reviews import reviews_at
from misato_report.notation import read_number
from misato_report.plan.opinions import Opinion, OpinionsFile, Reply, ReplyState
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import Fund, ProjectFacts, ProjectsFile
from misato_report.plan.publishing import public_plan
from misato_report.plan.values import Money
from misato_report.report.building import facts_of
from misato_report.report.charts.chain import Chain, ChainProject, draw_chain
from misato_report.report.compose.material import material_of
from misato_report.report.compose.projects import money_of_all, project_tables
from misato_report.report.compose.report import compose
from misato_report.report.excel.workbook import render_workbook
from misato_report.report.facts import Facts, Imprint
from misato_report.report.html.render import render_html
from misato_report.report.page_model import FieldMoney, MoneyFigure, ProjectEntry, Report
from tests.conftest import ROOT
from tests.support.towns import samples

pytestmark = pytest.mark.slow  # whole commands, one after the other

AS_OF = date(2028, 4, 20)
DAY = date(2028, 4, 1)


@cache
def facts() -> Facts:
    return facts_of(samples(), 2027, AS_OF)


def with_projects(entries: Iterable[ProjectFacts]) -> Facts:
    file = ProjectsFile(year=2027, projects=tuple(entries))
    return replace(facts(), plan=replace(facts().plan, projects={2027: file}))


def composed(of: Facts) -> Report:
    return compose(of, Imprint("資料1", AS_OF))


def html_of(of: Facts) -> str:
    return render_html(composed(of), ROOT / "templates").html


def money(yen: int) -> Money:
    return Money(yen, f"{yen}円")


def read(figure: MoneyFigure) -> Decimal:
    """What is printed, as a reader adds it up."""
    value = read_number(figure.text).value
    assert value is not None and value == figure.value
    return value


def budget_of(one: ProjectEntry | FieldMoney) -> MoneyFigure:
    return one.budget


def settled_of(one: ProjectEntry | FieldMoney) -> MoneyFigure:
    return one.settled


def national_of(one: ProjectEntry | FieldMoney) -> MoneyFigure:
    return one.funds.national


IDS = [p.id for field in samples().sound_plan().fields for _, p in field.projects_with_ids()]
AMOUNTS = st.one_of(st.integers(0, 10**11), st.integers(0, 10**8).map(lambda n: n * 1000))


@settings(deadline=None)
@given(st.lists(st.tuples(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=5)), min_size=1, max_size=len(IDS)))
def test_the_printed_sums_are_the_sums_of_what_is_printed(told: list[tuple[int, list[int]]]) -> None:
    """Field by field and in all, of budget, settled amount and each fund, to the last digit that is printed."""
    entries = []
    for ident, (budget, parts) in zip(IDS, told, strict=False):
        funds = {fund: money(part) for fund, part in zip(Fund, parts, strict=False)}
        entries.append(
            ProjectFacts(
                project=ident, written_on=DAY, budget=money(budget), settled=money(sum(parts)), funds=funds
            )
        )
    material = material_of(with_projects(entries))
    tables = project_tables(material)
    whole = money_of_all(material)
    assert whole is not None
    for get in (budget_of, settled_of, national_of):
        for table in (t for t in tables if t.rows):
            assert read(get(table.money)) == sum((read(get(row)) for row in table.rows), Decimal(0))
        assert read(get(whole)) == sum((read(get(t.money)) for t in tables if t.rows), Decimal(0))


def test_amounts_finer_than_thousands_are_printed_in_yen() -> None:
    one = ProjectFacts(
        project="line_service", written_on=DAY, budget=money(5_000_000), settled=money(4_999_999)
    )
    report = composed(with_projects([one]))
    assert (report.money_unit, report.projects[0].name) == ("円", "サステナブルハウス建設")
    (entry,) = [p for p in report.projects if p.settled.value is not None]
    assert (entry.budget.text, entry.settled.text) == ("5,000,000", "4,999,999")
    assert report.money[0].line == "予算5,000,000円、決算4,999,999円（1事業）"


def test_what_nobody_has_told_is_no_zero() -> None:
    told = [
        ProjectFacts(project="line_service", written_on=DAY, settled=money(3_120_000)),
        ProjectFacts(project="misato_net", written_on=DAY, budget=money(64_000_000)),
    ]
    (table,) = [t for t in composed(with_projects(told)).project_tables if t.rows]
    assert [row.settled.text for row in table.rows] == ["3,120", "―"]
    assert (table.money.budget.text, table.money.settled.text) == ("64,000", "3,120")
    assert table.money.note == (
        "予算の計は、予算の書かれていない1事業を除きます。決算の計は、決算の書かれていない1事業を除きます。"
    )
    assert "新たなデジタル技術活用の研究" in table.untold
    assert table.money.sources == ""


def test_the_page_shows_each_part() -> None:
    html = html_of(facts())
    for words in (
        "予算221,000千円、決算211,690千円（9事業）", "予算601,400千円、決算574,100千円（23事業）",
        "前年度の意見への対応", "未回答", "おおむね順調", "改善方策", "財源：国 52,150、県 2,200、地方債 48,000",
        "完成した住宅 2戸（予定2戸）", "ジビエの事業と一つに",
    ):  # fmt: skip
        assert words in html
    text = re.sub(r"<[^>]+>", "", html)
    assert "1人当たり" not in text and "円/人" not in text


def test_fields_and_grants_print_the_towns_own_verdict() -> None:
    report = composed(facts())
    assert report.fields[0].review is not None and report.fields[0].review.town_verdict is not None
    assert report.fields[0].review.town_verdict.label == "順調"
    (grant,) = report.grants
    assert grant.review is not None and grant.review.town_verdict is not None
    assert "こども会のない日" in grant.improvement
    assert (grant.settled.text, [p.id for p in grant.projects]) == ("11,760", ["tsuga_nagato_running"])
    html = html_of(facts())
    assert re.search(r'この分野の町の評価.{0,200}町の評価 <span class="verdict good">', html, re.DOTALL)


def without_facts() -> Facts:
    plan = facts().plan
    reviews = {
        year: file.replace(
            measures=(),
            fields=tuple(r.replace(town_verdict=None) for r in file.fields),
            grants=tuple(r.replace(town_verdict=None, improvement="") for r in file.grants),
        )
        for year, file in plan.reviews.items()
    }
    bare = replace(plan, projects={}, opinions=OpinionsFile(), reviews=reviews)
    return replace(facts(), plan=bare, reviews=reviews_at(bare, 2027, AS_OF))


def test_without_facts_the_page_has_nothing_of_them() -> None:
    """Neither a heading nor a rule of style: a plan without them prints byte for byte as before there were any."""
    html = html_of(without_facts())
    for trace in (
        "事業と決算",
        "意見への対応",
        "事業にかけた",
        ".spent",
        ".chain",
        ".opinions",
        "money",
        "施策の評価",
    ):
        assert trace not in html
    report = composed(without_facts())
    assert not any((report.project_tables, report.opinions, report.money, report.measures))
    names = openpyxl.load_workbook(io.BytesIO(render_workbook(without_facts()))).sheetnames
    assert not {"事業と決算", "施策の評価", "前年度の意見"} & set(names)


def test_ids_alone_change_nothing() -> None:
    """Projects and measures that are named for programs print as those that are not."""
    named = without_facts()
    fields = tuple(
        field.replace(
            projects=tuple(
                group.replace(items=tuple(type(p)(name=p.name) for p in group.items))
                for group in field.projects
            )
        )
        for field in named.plan.fields
    )
    assert html_of(named) == html_of(replace(named, plan=replace(named.plan, fields=fields)))


# --- as of a day


def test_facts_count_from_the_day_they_were_written() -> None:
    plan = facts().plan
    assert year_facts(plan, 2027, date(2028, 4, 16)).projects == {}
    assert len(year_facts(plan, 2027, date(2028, 4, 17)).projects) == 23
    assert year_facts(plan, 2026, AS_OF).projects == {}


def opinion(day: date, reply: Reply | None = None) -> Opinion:
    return Opinion(who="議会", date=day, words="どうなったか", reply=reply)


def answer(day: date, state: ReplyState) -> Reply:
    return Reply(department="企画推進課", date=day, state=state, words="こうした")


def plan_with(*opinions: Opinion) -> Plan:
    return replace(facts().plan, opinions=OpinionsFile(opinions=opinions))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (opinion(date(2027, 4, 1)), True),
        (opinion(date(2028, 3, 31)), True),
        (opinion(date(2028, 4, 1)), False),
        (opinion(date(2027, 3, 31)), True),
        (opinion(date(2027, 3, 31), answer(date(2027, 6, 1), ReplyState.DONE)), False),
        (opinion(date(2027, 3, 31), answer(date(2027, 6, 1), ReplyState.REFUSED)), False),
        (opinion(date(2027, 3, 31), answer(date(2027, 6, 1), ReplyState.UNDER_WAY)), True),
        (opinion(date(2027, 3, 31), answer(date(2028, 6, 1), ReplyState.DONE)), True),
    ],
)  # fmt: skip
def test_last_years_opinions_and_what_is_open_of_older_ones(given: Opinion, shown: bool) -> None:
    found = opinions_for(plan_with(given), 2027, AS_OF)
    assert bool(found) is shown
    assert all(one.reply is None or one.reply.date <= AS_OF for one in found)


def test_the_fiscal_year_begins_in_april() -> None:
    assert [fiscal_year(date(2028, month, 1)) for month in (1, 3, 4, 12)] == [2027, 2027, 2028, 2028]


def test_what_is_internal_is_not_public() -> None:
    plan = facts().plan
    file = plan.projects[2027]
    first = file.projects[0].replace(internal=True, done="氏名のある文", reason="氏名")
    shown = opinion(date(2027, 5, 1))
    hidden = shown.replace(internal=True, words="氏名のある意見")
    inside = replace(
        plan,
        projects={2027: file.replace(projects=(first, *file.projects[1:]))},
        opinions=OpinionsFile(opinions=(shown, hidden)),
    )
    public = public_plan(inside)
    assert public.opinions.opinions == (shown,)
    assert (public.projects[2027].projects[0].done, public.projects[2027].projects[0].settled) == (
        "",
        first.settled,
    )


# --- the chain


def chain_of(count: int) -> Chain:
    projects = tuple(
        ChainProject(
            f"{n} とても長い名前の事業その{n}を、さらに長くしたもの", 10**n, f"施策{n % 2}", ("指標",)
        )
        for n in range(count)
    )
    return Chain(projects, "方向性" * 40)


@pytest.mark.parametrize("count", [1, 4, 11])
def test_the_chain_has_its_boxes_apart_and_its_texts_inside(count: int) -> None:
    svg = ElementTree.fromstring(draw_chain(chain_of(count), "chain-x"))
    space = "{http://www.w3.org/2000/svg}"
    boxes = [
        tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height")) for r in svg.iter(f"{space}rect")
    ]
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)
    for number, (x, y, w, h) in enumerate(boxes):
        for other_x, other_y, other_w, other_h in boxes[number + 1 :]:
            apart = x + w <= other_x or other_x + other_w <= x or y + h <= other_y or other_y + other_h <= y
            assert apart


def test_the_width_of_a_line_is_the_share_of_the_money() -> None:
    chain = Chain(
        (ChainProject("多い", 750, "", ("指標",)), ChainProject("少ない", 250, "", ("指標",))), "方向"
    )
    widths = [
        float(w) for w in re.findall(r'class="flow".*?stroke-width="([0-9.]+)"', draw_chain(chain, "c"))
    ]
    assert widths[0] == pytest.approx(3 * widths[1])


def test_money_that_is_not_known_is_a_thin_line_and_the_chain_is_told_in_words() -> None:
    chain = Chain((ChainProject("不明", None, "施策", ("指標",)),), "方向")
    svg = draw_chain(chain, "c")
    assert 'stroke-width="0.8"' in svg
    assert "不明 → 施策 → 指標 → 目指す方向性" in svg


# --- Excel


def test_the_sums_of_the_workbook_are_formulas_that_give_what_is_printed() -> None:
    content = render_workbook(facts())
    sheet = openpyxl.load_workbook(io.BytesIO(content))["事業と決算"]
    results = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["事業と決算"]
    report = composed(facts())
    printed = {f"分野{m.number}の計": m for m in report.money} | {"計": report.money_total}
    seen = 0
    for row in sheet.iter_rows(min_row=1):
        of = printed.get(str(row[0].value))
        if of is None:
            continue
        seen += 1
        for cell, figure in ((row[4], of.budget), (row[5], of.settled), (row[8], of.funds.bonds)):
            match = re.fullmatch(r"=SUM\(([A-Z]+)(\d+):[A-Z]+(\d+)\)", str(cell.value))
            assert match
            parts = [sheet[f"{match[1]}{n}"].value or 0 for n in range(int(match[2]), int(match[3]) + 1)]
            assert sum(parts) == results[cell.coordinate].value == (figure.value or 0)
    assert seen == 5
