"""``layout`` on monthly tables: an entry that ``ingest`` takes as months, never one of years; else one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from misato_report.actuals.published.entry import entry_of
from misato_report.actuals.published.proposal import Answers, Proposal, propose
from misato_report.notation import Basis
from misato_report.plan.plan import Plan
from misato_report.plan.sources import MonthlySchedule, Series
from tests.actuals.published.grids import table
from tests.conftest import Run
from tests.support.towns import samples

TODAY = date(2028, 12, 28)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The repository's plan, as a town has it that has no monthly source yet."""
    plan = samples().sound_plan()
    years = {id_: series for id_, series in plan.series.items() if not series.basis.is_monthly}
    return replace(plan, series=years, sources={})


def proposed(plan: Plan, grid: str, answers: Answers | None = None) -> Proposal:
    return propose([table(grid)], plan, TODAY, answers)


def taken(proposal: Proposal) -> dict[tuple[str, int], str]:
    """(series, period) → value that ``ingest`` would take."""
    return {(o.series, o.period): str(o.value) for o in proposal.observations} if proposal.is_sound else {}


MOVES = {
    ("net_migration_of_month", 202710): "-2",
    ("net_migration_of_month", 202711): "-1",
    ("net_migration_of_month", 202712): "-4",
    ("net_migration_of_month", 202801): "1",
}
LEVELS = {
    ("estimated_population_of_month", 202709): "3765",
    ("estimated_population_of_month", 202710): "3760",
    ("estimated_population_of_month", 202711): "3758",
}
ONE_FILE = {
    ("births_of_month", 202709): "1",
    ("deaths_of_month", 202709): "7",
    ("estimated_population_of_month", 202710): "3760",
}


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        pytest.param(
            "社会増減数の推移\n公表日：令和10年2月25日\n市町村|令和9年10月|11月|12月|令和10年1月\n"
            "松江市|3|4|5|6\n美郷町|▲2|▲1|▲4|1\n大田市|1|1|1|1\n",
            MOVES,
            id="months side by side, of two years",
        ),
        pytest.param(
            "社会増減数（令和9年度）\n公表日：令和10年2月25日\n市町村|10月|11月|12月|1月\n松江市|3|4|5|6\n美郷町|▲2|▲1|▲4|1\n",
            MOVES,
            id="January of a fiscal year is in the next one",
        ),
        pytest.param(
            "社会増減数\n公表日：令和10年2月25日\n市町村|令和9年|||令和10年\n|10月|11月|12月|1月\n"
            "松江市|3|4|5|6\n美郷町|▲2|▲1|▲4|1\n",
            MOVES,
            id="years above the months",
        ),
        pytest.param(
            "人口の動き\n公表日：令和10年2月25日\n市町村|年月|社会増減数\n美郷町|令和9年10月|▲2\n美郷町|11月|▲1\n"
            "美郷町|12月|▲4\n美郷町|1月|1\n松江市|令和9年10月|5\n松江市|11月|5\n松江市|12月|5\n松江市|1月|5\n",
            MOVES,
            id="months one below the other",
        ),
        pytest.param(
            "美郷町の人口の動き\n公表日：令和10年2月25日\n年月日|前月中の人口移動|\n|出生|社会増減\n"
            "R9.11. 1|0|▲2\n9.12. 1|1|▲1\n10. 1. 1|0|▲4\n10. 2. 1|2|1\n",
            MOVES | {("births_of_month", m): v for m, v in zip((202710, 202711, 202712, 202801), "0102", strict=True)},
            id="the month before the day of each row",
        ),
        pytest.param(
            "市町村別推計人口（各月1日現在）\n公表日：令和9年11月26日\n市町村|令和9年9月|10月|11月\n"
            "松江市|300|400|500\n美郷町|3,765|3,760|3,758\n",
            LEVELS,
            id="levels on the first of each month, October among them",
        ),
        pytest.param(
            "市町村別推計人口\n公表日：令和9年11月26日\n市町村|R9.9.1|R9.10.1|R9.11.1\n松江市|300|400|500\n美郷町|3,765|3,760|3,758\n",
            LEVELS,
            id="days side by side",
        ),
        pytest.param(
            "市町村別推計人口\n公表日：令和9年11月26日\n令和9年9月1日現在\n市町村|推計人口\n松江市|300\n美郷町|3,765\n\n"
            "令和9年10月1日現在\n市町村|推計人口\n松江市|400\n美郷町|3,760\n\n令和9年11月1日現在\n市町村|推計人口\n松江市|500\n美郷町|3,758\n",
            LEVELS,
            id="a block for each month",
        ),
        pytest.param(
            "見本県の推計人口（令和9年10月1日現在）\n公表日：令和9年10月26日\n市町村|推計人口|9月中の人口動態|\n||出生|死亡\n"
            "松江市|100|5|2\n美郷町|3,760|1|7\n",
            ONE_FILE,
            id="one file a month: 1 October beside the movements of September is no year's",
        ),
        pytest.param(
            "見本県の推計人口（令和9年10月1日現在）\n公表日：令和9年10月26日\n市町村|推計人口|||人口動態|||\n"
            "|当月|前月|前年同月|9月中|9月中|前年同月|累計（1月～9月）\n||||出生|死亡|死亡|死亡\n"
            "松江市|100|99|98|5|2|3|20\n美郷町|3,760|3,765|3,800|1|7|9|60\n",
            ONE_FILE,
            id="the month before, the year before and the sum since January are left out",
        ),
        pytest.param(
            "毎月推計人口（令和9年10月1日現在）\n公表日：令和9年10月26日\n市町村|推計人口\n松江市|100\n美郷町|3,760\n",
            {("estimated_population_of_month", 202710): "3760"},
            id="a title that says so",
        ),
        pytest.param(
            "出生数（令和9年）\n公表日：令和9年4月26日\n市町村|1月|2月|3月|計\n松江市|1|1|1|3\n美郷町|1|0|2|3\n",
            {("births_of_month", 202701): "1", ("births_of_month", 202702): "0", ("births_of_month", 202703): "2"},
            id="a total of three months beside them is no year",
        ),
    ],
)  # fmt: skip
def test_a_table_of_months_is_proposed_as_one(
    plan: Plan, grid: str, expected: dict[tuple[str, int], str]
) -> None:
    answers = Answers(own=True) if grid.startswith("美郷町の") else None
    found = proposed(plan, grid, answers)
    assert taken(found) == expected, (found.diagnostics, found.remarks)
    assert found.source is not None
    assert isinstance(found.source.publication, MonthlySchedule)
    assert entry_of(found.source)["publication"] == {"months_after": 1, "text": "毎月"}
    for series in found.made:
        assert series.basis.is_monthly
        assert series.monthly_of in plan.series


def test_the_series_of_the_plan_is_used_where_it_has_one() -> None:
    plan = samples().sound_plan()
    found = proposed(
        plan,
        "推計人口\n公表日：令和9年11月26日\n市町村|R9.10.1|R9.11.1\n松江市|300|400\n美郷町|3,760|3,758\n",
    )
    assert found.made == []
    assert taken(found) == {
        ("population_of_month", 202710): "3760",
        ("population_of_month", 202711): "3758",
    }


def test_what_the_months_add_up_to_becomes_a_check(plan: Plan) -> None:
    """3,760 on 1 October less the 2 of October is 3,758 on 1 November."""
    found = proposed(
        plan,
        "人口の動き\n公表日：令和9年12月26日\n市町村|年月日|推計人口|前月中の増減|\n|||自然増減|社会増減\n"
        "美郷町|R9.10.1|3,760|▲3|▲1\n美郷町|R9.11.1|3,758|▲4|2\n美郷町|R9.12.1|3,750|▲5|▲3\n",
    )
    assert found.held == [
        "前月の推計人口（毎月）＋自然増減数（月）＋社会増減数（月）＝今月の推計人口（毎月）"
    ]


OCTOBER = "市町村別推計人口（令和9年10月1日現在）\n公表日：令和9年10月26日\n市町村|推計人口\n松江市|100\n美郷町|3,760\n"
MAY = OCTOBER.replace("10月1日", "5月1日")


def test_a_lone_first_of_october_may_be_a_years_or_a_months_and_is_asked_about(plan: Plan) -> None:
    found = proposed(plan, OCTOBER)
    assert taken(found) == {("estimated_population", 2027): "3760"}
    assert found.remarks == [
        "年に1度の値として読みます。毎月1日現在の表の1か月分なら、--monthly を付けてください。"
    ]
    assert taken(proposed(plan, OCTOBER, Answers(monthly=True))) == {
        ("estimated_population_of_month", 202710): "3760"
    }
    yearbook = OCTOBER.replace("市町村別推計人口", "推計人口年報")
    assert proposed(plan, yearbook).remarks == []


def test_another_lone_first_of_a_month_is_taken_on_the_clerks_word_alone(plan: Plan) -> None:
    found = proposed(plan, MAY)
    assert taken(found) == {}
    assert found.remarks[-1] == "毎月1日現在の表の1か月分なら、--monthly を付けてください。"
    assert taken(proposed(plan, MAY, Answers(monthly=True))) == {
        ("estimated_population_of_month", 202705): "3760"
    }


def test_years_with_months_below_are_read_as_years_and_the_months_on_request(plan: Plan) -> None:
    grid = (
        "人口の動き\n公表日：令和9年4月26日\n年月|出生\n令和7年|10\n令和8年|12\n令和9年1月|1\n2月|3\n3月|0\n"
    )
    years = proposed(plan, grid, Answers(own=True))
    assert taken(years) == {("births", 2025): "10", ("births", 2026): "12"}
    assert (
        "月ごとの値（出生数（月）など）もあります。毎月の資料として読むなら、--monthly を付けてください。"
        in years.remarks
    )
    months = proposed(plan, grid, Answers(own=True, monthly=True))
    assert taken(months) == {("births_of_month", 202700 + n): v for n, v in ((1, "1"), (2, "3"), (3, "0"))}


def only(plan: Plan, *series: Series) -> Plan:
    return replace(plan, series={one.id: one for one in series})


@pytest.mark.parametrize(
    ("series", "told"),
    [
        (
            [Series(id="people", name="人口", unit="人", basis=Basis.MAR31)],
            "月の値を合わせると年の値になる系列が、plan/sources.yaml にありません。",
        ),
        (
            [Series(id="visitors", name="観光客数", unit="人", basis=Basis.CALENDAR)],
            "名前の合う年の系列がありません（月の値を読める系列は「観光客数」）。",
        ),
    ],
)
def test_a_plan_without_a_series_for_it_is_told_in_one_sentence(
    plan: Plan, series: Sequence[Series], told: str
) -> None:
    found = proposed(
        only(plan, *series),
        "出生数\n公表日：令和10年2月25日\n市町村|令和9年10月|11月\n松江市|3|4\n美郷町|2|1\n",
    )
    assert found.source is None
    assert found.remarks == [f"表.csv: B5 などは月ごとの値ですが、{told}"]


def test_a_table_without_any_month_is_not_said_to_have_one(plan: Plan) -> None:
    grid = "ごみの量（令和9年度）\n市町村|総収集量\n松江市|3\n美郷町|2\n"
    (told,) = proposed(plan, grid, Answers(monthly=True)).remarks
    assert told.startswith(
        "表.csv: 月の値として、系列（「出生数」、「死亡数」、「自然増減数」など）に当てはまる"
    )


@pytest.mark.parametrize(
    "grid",
    [
        pytest.param("推計人口（令和9年10月末現在）\n市町村|推計人口\n松江市|3\n美郷町|2\n", id="one month's end"),
        pytest.param("推計人口（各月末現在）\n市町村|令和9年9月|10月\n松江市|3|4\n美郷町|2|1\n", id="ends of months"),
        pytest.param("推計人口\n市町村|令和9年9月|10月\n松江市|3|4\n美郷町|2|1\n", id="which day of the month?"),
        pytest.param("出生数\n市町村|令和9年1月～9月|累計\n松江市|3|4\n美郷町|2|1\n", id="sums of months"),
        pytest.param("令和10年1月1日現在 推計人口\n市町村|出生|死亡\n松江市|3|4\n美郷町|2|1\n", id="of which month?"),
        pytest.param(
            "令和9年11月1日現在 推計人口\n市町村|10月中の出生|\n|前月|前年同月\n松江市|3|4\n美郷町|2|1\n",
            id="the month before the named one",
        ),
    ],
)  # fmt: skip
def test_what_is_neither_a_month_nor_its_first_day_is_not_proposed(plan: Plan, grid: str) -> None:
    for answers in (Answers(), Answers(monthly=True)):
        assert taken(proposed(plan, grid, answers)) == {}


def test_pointing_at_months_for_a_years_series_means_its_months(plan: Plan) -> None:
    grid = "人口の動き\n公表日：令和10年1月26日\n市町村|令和9年12月中|令和9年12月中\n|増えた人|減った人\n松江市|3|4\n美郷町|2|1\n"
    assert proposed(plan, grid).source is None
    found = proposed(plan, grid, Answers(items={"births": 1}))
    assert taken(found) == {("births_of_month", 202712): "2"}


def test_months_and_years_are_never_in_one_entry(plan: Plan) -> None:
    grid = "人口の動き\n公表日：令和10年1月26日\n市町村|令和9年12月中|令和9年\n|出生|死亡\n松江市|3|4\n美郷町|2|50\n"
    found = proposed(plan, grid, Answers(items={"births": 1, "deaths": 2}))
    assert found.source is None
    assert [d.code for d in found.diagnostics] == ["monthly-mix"]


def write(workspace: Path, name: str, grid: str) -> str:
    path = workspace / "actuals" / "2027" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(grid.replace(",", "").replace("|", ","), encoding="utf-8")
    return str(path)


NOVEMBER = (
    "見本県の人口と世帯（令和9年11月1日現在）\n公表日：令和9年11月26日\n（単位：人）\n市町村|推計人口|10月中の人口動態|||||\n"
    "||出生|死亡|自然増減|転入|転出|社会増減\n松江市|100|5|2|3|9|4|5\n美郷町|3758|1|7|▲6|8|10|▲2\n"
)


def test_from_layout_to_the_year_so_far(workspace: Path, run: Run) -> None:
    """The entry is added once; then ``ingest`` takes each month's file as months."""
    october = write(workspace, "人口と世帯_10月_見本.csv", NOVEMBER)
    asked = run(workspace, "layout", october)
    assert asked.returncode == 0, asked.stderr
    assert "months_after: 1" in asked.stdout
    assert "転入数（月）－転出数（月）＝社会増減数（月）" in asked.stdout
    assert run(workspace, "layout", october, "--add").returncode == 0
    assert run(workspace, "check").returncode == 0
    later = NOVEMBER.replace("11月1日", "12月1日").replace("10月中", "11月中").replace("11月26日", "12月24日")
    write(workspace, "人口と世帯_11月_見本.csv", later.replace("3758", "3750"))
    done = run(workspace, "ingest")
    assert done.returncode == 0, done.stderr
    told = run(workspace, "status", "2027", "--as-of", "2027-12-31").stdout
    assert "R10は10月～11月の2か月で▲4人（参考）" in told


def test_a_town_without_monthly_series_gets_them_with_the_entry(workspace: Path, run: Run) -> None:
    sources = workspace / "plan" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    start, end = (
        text.index("  # 島根県推計人口（月報）から"),
        text.index("  # 日本の地域別将来推計人口（社人研）から"),
    )
    text = text[:start] + text[end:]
    start, end = text.index("  # 毎月下旬。前の月の動き"), text.index("  # およそ5年ごと。")
    sources.write_text(text[:start] + text[end:], encoding="utf-8")
    file = write(workspace, "人口と世帯_見本.csv", NOVEMBER)
    added = run(workspace, "layout", file, "--add")
    assert added.returncode == 0, added.stderr
    assert "社会増減数（月）（人、月）" in added.stdout
    after = sources.read_text(encoding="utf-8")
    assert "monthly_of: net_migration" in after
    assert run(workspace, "check").returncode == 0, run(workspace, "check").stderr
    assert run(workspace, "ingest").returncode == 0
    assert (
        "R10は10月の1か月で▲2人（参考）" in run(workspace, "status", "2027", "--as-of", "2027-12-31").stdout
    )


def test_the_one_question_of_the_command(workspace: Path, run: Run) -> None:
    file = write(workspace, "人口_見本.csv", MAY)
    refused = run(workspace, "layout", file, "--add")
    assert refused.returncode == 1
    assert "--monthly を付けてください" in refused.stdout
    assert "--item" not in refused.stderr
    assert run(workspace, "layout", file, "--monthly", "--add").returncode == 0
    taken_in = run(workspace, "ingest", file)
    assert taken_in.returncode == 0, taken_in.stderr


@pytest.mark.parametrize("month", [10, 11])
def test_a_monthly_table_under_the_title_of_a_yearly_source_is_told(
    workspace: Path, run: Run, month: int
) -> None:
    """A source that was described by the table of 1 October takes the other months, or even October, for its own."""
    yearly = write(workspace, "人口_令和8年_見本.csv", OCTOBER.replace("令和9年10", "令和8年10"))
    assert run(workspace, "layout", yearly, "--add").returncode == 0
    months = NOVEMBER.replace("見本県の人口と世帯", "市町村別推計人口").replace("11月1日", f"{month}月1日")
    file = write(workspace, "人口_見本.csv", months.replace("10月中", f"{month - 1}月中"))
    done = run(workspace, "layout", file)
    assert done.returncode == 1
    assert (
        "この表は月ごとの値ですが、年に1度の資料「市町村別推計人口」の recognise: の語に当てはまります"
        in done.stderr
    )
    assert "取り込めます" not in done.stdout
