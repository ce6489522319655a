"""Facts, opinions and replies as they stood at a date; sums of money to the yen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from misato_report.evaluation.project_facts import (
    YearFacts,
    fiscal_year,
    opinions_for,
    total,
    unanswered,
    untold_projects,
    year_facts,
)
from misato_report.plan.opinions import Opinion, OpinionsFile, Reply, ReplyState
from misato_report.plan.plan import Plan
from misato_report.plan.project_facts import Fund, ProjectFacts, ProjectsFile
from misato_report.plan.values import Money, read_money
from tests.support.towns import samples

ASKED = date(2027, 4, 1)


def opinion(words: str, day: date = ASKED, reply: Reply | None = None) -> Opinion:
    return Opinion(who="議会", date=day, words=words, reply=reply)


def reply(day: date, state: ReplyState = ReplyState.DONE) -> Reply:
    return Reply(department="企画推進課", date=day, state=state, words="答え")


def town(*opinions: Opinion, sample: bool = False) -> Plan:
    """The samples' plan with no facts, and with these opinions."""
    plan = samples().sound_plan()
    return replace(plan, projects={}, opinions=OpinionsFile(sample=sample, opinions=opinions))


def facts(project: str, day: date, budget: Money | None = None, settled: Money | None = None) -> ProjectFacts:
    return ProjectFacts(project=project, written_on=day, budget=budget, settled=settled)


def words(opinions: tuple[Opinion, ...]) -> list[str]:
    return [one.words for one in opinions]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2027, 3, 31), 2026),
        (date(2027, 4, 1), 2027),
        (date(2027, 12, 31), 2027),
        (date(2028, 1, 1), 2027),
    ],
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert fiscal_year(day) == year


def test_opinions_are_those_of_the_year_and_older_ones_that_are_open() -> None:
    before = date(2026, 6, 1)
    plan = town(
        opinion("次の年度", date(2028, 4, 1)),
        opinion("今年度の終わり", date(2028, 3, 31)),
        opinion("今年度、対応済", reply=reply(ASKED)),
        opinion("前年度、回答なし", before),
        opinion("前年度、対応中", before, reply(before, ReplyState.UNDER_WAY)),
        opinion("前年度、対応済", before, reply(before)),
        opinion("前年度、対応しない", before, reply(before, ReplyState.REFUSED)),
    )
    assert words(opinions_for(plan, 2027, date(2028, 4, 20))) == [
        "前年度、回答なし",
        "前年度、対応中",
        "今年度、対応済",
        "今年度の終わり",
    ]


def test_a_reply_counts_from_its_day_on() -> None:
    day = date(2027, 6, 1)
    plan = town(opinion("道路", reply=reply(day)))
    (the_day_before,) = opinions_for(plan, 2027, date(2027, 5, 31))
    assert the_day_before.reply is None
    (that_day,) = opinions_for(plan, 2027, day)
    assert that_day.reply is not None
    assert words(unanswered(plan, date(2027, 5, 31))) == ["道路"]
    assert unanswered(plan, day) == ()


def test_an_opinion_counts_from_its_day_on() -> None:
    later, earlier = opinion("後", date(2027, 6, 1)), opinion("先", date(2027, 5, 1))
    plan = town(later, earlier)
    for day, known in (
        (date(2027, 4, 30), []),
        (date(2027, 5, 1), ["先"]),
        (date(2027, 6, 1), ["先", "後"]),
    ):
        assert words(opinions_for(plan, 2027, day)) == known
        assert words(unanswered(plan, day)) == known


def test_a_project_s_facts_count_from_the_day_they_were_written() -> None:
    day = date(2028, 4, 10)
    file = ProjectsFile(year=2027, projects=(facts("a", day), facts("b", date(2028, 4, 11))))
    plan = replace(town(), projects={2027: file})
    assert list(year_facts(plan, 2027, day).projects) == ["a"]
    assert year_facts(plan, 2027, date(2028, 4, 9)).projects == {}
    assert year_facts(plan, 2026, day).projects == {}


@pytest.mark.parametrize(
    ("of_facts", "of_opinions", "day", "sample"),
    [
        (True, False, date(2028, 4, 10), True),
        (False, True, date(2028, 4, 10), True),
        (False, False, date(2028, 4, 10), False),
        (True, True, date(2027, 3, 31), False),
    ],
)
def test_invented_facts_make_a_sample_where_any_are_shown(
    of_facts: bool, of_opinions: bool, day: date, sample: bool
) -> None:
    file = ProjectsFile(year=2027, sample=of_facts, projects=(facts("a", date(2028, 4, 10)),))
    plan = replace(town(opinion("道路"), sample=of_opinions), projects={2027: file})
    assert year_facts(plan, 2027, day).sample is sample


@pytest.mark.parametrize(
    ("settled", "fund", "unit"),
    [("12,000", "3,000", "千円"), ("12,000,500円", "3,000", "円"), ("12,000", "500円", "円")],
)
def test_money_is_in_thousands_where_all_of_it_is(settled: str, fund: str, unit: str) -> None:
    one = facts("a", ASKED, budget=read_money("15,000"), settled=read_money(settled))
    shown = YearFacts({"a": one.replace(funds={Fund.NATIONAL: read_money(fund)}), "b": facts("b", ASKED)})
    assert shown.money_unit == unit


def test_a_sum_is_of_what_is_known() -> None:
    assert total([read_money("1,000"), None, read_money("1円")]) == 1_000_001
    assert total([read_money("0")]) == 0
    assert total([None]) is None
    assert total([]) is None


def test_projects_that_are_not_told_of_are_listed_by_department() -> None:
    plan = town()
    wanted = [(department, p) for one in plan.fields for department, p in one.projects_with_ids()]
    assert wanted
    (department, first), *others = wanted
    file = ProjectsFile(year=2027, projects=(facts(first.id, ASKED),))
    missing = untold_projects(replace(plan, projects={2027: file}), 2027, ASKED)
    assert first.name not in missing.get(department, [])
    for of_it, project in others:
        assert project.name in missing[of_it]
    assert sum(map(len, missing.values())) == len(others)
