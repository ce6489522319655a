"""Several items that a series could be: what must hold and the ledger decide, or the clerk is asked once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from misato_report.actuals.published.continuity import in_words
from misato_report.actuals.published.identities import holds
from misato_report.actuals.published.proposal import Answers, Proposal, propose
from misato_report.actuals.published.scoring import Continuity, Score, best, continuity
from misato_report.notation import Basis
from misato_report.plan.sources import Era, Series
from tests.actuals.published.grids import table
from tests.tools.mutation_reading import MISATO, plan_of

TODAY = date(2027, 12, 1)
POPULATION = Series(id="population", name="総人口", unit="人", basis=Basis.OCT1)
ESTIMATE = Series(id="estimate", name="推計人口", unit="人", basis=Basis.OCT1)
REGISTERED = Series(id="registered", name="住民基本台帳人口", unit="人", basis=Basis.OCT1)
VISITORS = Series(id="visitors", name="観光客数", unit="人", basis=Basis.FISCAL)

HEAD = """\
見本の表（令和7年10月1日現在、単位：人）
市町村|地区計|||町計||
|男|女|人口|男|女|人口
"""


def numbers(**figures: str) -> dict[int, Decimal]:
    """Years and figures: R3="4100" is 4,100 of 2021."""
    return {2018 + int(year[1:]): Decimal(figure) for year, figure in figures.items()}


def proposed(
    text: str, *series: Series, ledger: Mapping[int, Decimal] | None = None, era: Era | None = None
) -> Proposal:
    """What is proposed for a table, with a ledger of the first series."""
    plan = plan_of(MISATO, series or [POPULATION])
    first = next(iter(plan.series))
    known = {(first, year): value for year, value in (ledger or {}).items()}
    return propose([table(text)], plan, TODAY, Answers(era=era), known)


def taken(proposal: Proposal) -> dict[tuple[str, int], Decimal | None]:
    """What would be taken in."""
    return {(o.series, o.period): o.value for o in proposal.observations}


# --- one identity decides -----------------------------------------------------------------------------


def test_the_group_whose_sexes_add_up_is_proposed() -> None:
    found = proposed(HEAD + "松江市|90|80|171|101|99|200\n美郷町|20|30|49|31|29|60")
    assert taken(found) == {("population", 2025): Decimal(60)}
    assert found.remarks == [
        "「総人口」は、2つの項目のうち「町計・人口」とみました（合うこと: 町計・男＋町計・女＝町計・人口）。"
    ]


def test_the_same_identity_in_both_is_a_question_with_the_towns_own_figures() -> None:
    found = proposed(HEAD + "松江市|90|80|170|101|99|200\n美郷町|20|30|50|31|29|60")
    assert taken(found) == {}
    assert found.remarks == [
        "「総人口」かもしれない項目が2つあり、合うことに差がなく、決められません: "
        "3番「地区計・人口」（R7 50人）、6番「町計・人口」（R7 60人）。どれですか。--item population=3 のように番号で答えてください。"
    ]


def test_nothing_holds_and_nothing_is_chosen() -> None:
    assert taken(proposed(HEAD + "松江市|90|80|171|101|99|201\n美郷町|20|30|51|31|29|61")) == {}


def test_one_row_in_which_it_does_not_hold_is_enough_against_it() -> None:
    assert taken(proposed(HEAD + "松江市|90|80|171|101|99|200\n美郷町|20|30|51|31|29|61")) == {}


@pytest.mark.parametrize(
    "rows",
    [
        "松江市|0|0|0|101|99|201\n美郷町|0|0|0|31|29|61",  # 0 + 0 = 0 proves nothing
        "松江市|0|90|90|101|99|201\n美郷町|0|50|50|31|29|61",  # nor 0 + 50 = 50
        "松江市|0|0|0|101|99|201\n美郷町|1|2|3|31|29|61",  # nor one row of small figures
        "松江市|1|2|3|101|99|201\n美郷町|1|2|3|31|29|61",  # nor the same row twice
    ],
)
def test_what_could_not_have_failed_decides_nothing(rows: str) -> None:
    found = proposed(HEAD + rows)
    assert taken(found) == {}
    assert "どれですか" in found.remarks[0]


def test_a_group_without_columns_to_try_is_not_outdone_by_one_that_has_them() -> None:
    grid = """\
見本の表（令和7年10月1日現在、単位：人）
市町村|市街地|||町全体
|男|女|人口|人口
松江市|90|80|170|200
美郷町|20|30|50|60
"""
    found = proposed(grid)
    assert taken(found) == {}
    assert "どれですか" in found.remarks[0]


def test_a_sum_does_not_make_a_part_of_the_people_all_of_them() -> None:
    grid = """\
見本の表（令和7年10月1日現在、単位：人）
市町村|日本人|||外国人
|男|女|人口|人口
松江市|90|80|170|20
美郷町|20|30|50|6
"""
    people = POPULATION.replace(name="人口")
    assert taken(proposed(grid, people)) == {}
    assert taken(proposed(grid.replace("|外国人", "|世帯の"), people)) == {}


def test_zeros_of_the_wrong_group_do_not_outweigh_one_true_sum() -> None:
    grid = """\
美郷町の人口（見本、各年10月1日現在、単位：人）
年次|その一||||その二|||
|男|女|人口|人口増減|男|女|人口
令和5年|90|80|171|0|101|99|200
令和6年|90|80|171|0|100|98|198
令和7年|90|80|171|0|99|96|195
"""
    assert taken(proposed(grid))[("population", 2025)] == Decimal(195)
    changing = grid.replace("令和6年|90|80|171|0", "令和6年|90|80|181|10").replace("171|0|99", "186|5|99")
    assert taken(proposed(changing)) == {}  # now the changes say something, and the evidence is divided


def test_ages_and_the_sum_of_the_prefecture_count_too() -> None:
    grid = """\
見本の表（令和7年10月1日現在、単位：人）
市町村|その一||||その二|||
|15歳未満|15～64歳|65歳以上|人口|15歳未満|15～64歳|65歳以上|人口
島根県|3|8|8|21|30|60|70|160
松江市|1|4|5|11|10|20|30|60
美郷町|2|4|3|10|20|40|40|100
"""
    found = proposed(grid)
    assert taken(found) == {("population", 2025): Decimal(100)}
    assert "その二・15歳未満＋その二・15～64歳＋その二・65歳以上＝その二・人口" in found.remarks[0]


def test_last_year_and_the_change() -> None:
    grid = """\
美郷町の人口（見本、各年10月1日現在、単位：人）
年次|その一||その二|
|人口|人口増減|人口|人口増減
令和4年|4100|5|4100|5
令和5年|4090|-9|4090|-10
令和6年|4070|-20|4070|-20
令和7年|4050|-20|4050|-20
"""
    found = proposed(grid)
    assert taken(found)[("population", 2025)] == Decimal(4050)
    assert "前年のその二・人口＋その二・人口増減＝今年のその二・人口" in found.remarks[0]


def test_births_less_deaths() -> None:
    births = Series(id="births", name="出生数", unit="人", basis=Basis.CALENDAR)
    grid = """\
見本の表（令和7年1月～12月、単位：人）
市町村|届出|||住所地||
|出生数|死亡数|自然増減数|出生数|死亡数|自然増減数
松江市|10|30|-21|11|31|-20
美郷町|2|9|-6|3|9|-6
"""
    assert taken(proposed(grid, births)) == {("births", 2025): Decimal(3)}


def test_a_reading_that_has_a_municipality_twice_loses_to_one_that_has_each_once() -> None:
    grid = """\
見本の表（令和7年10月1日現在、単位：人）
市町村|区分|男|女|人口
松江市|その一|101|99|200
松江市|その一|111|99|210
美郷町|その一|31|29|60
松江市|その二|111|99|210
美郷町|その二|30|28|58
"""
    assert taken(proposed(grid)) == {("population", 2025): Decimal(58)}
    once = grid.replace("松江市|その一|101|99|200\n", "")
    assert taken(proposed(once)) == {}


# --- evidence that is divided, or of which there is none ----------------------------------------------

SEXES, AGES, SUM = {"男女": "男＋女＝計"}, {"年齢": "年齢の計"}, {"市町村": "市町村の合計＝県計"}
AGREES = Continuity((2021, 2022), (), is_proof=True)
CONTRADICTS = Continuity((2021,), (2022, 2023), is_proof=True)
NO_SEXES = Score(failed=frozenset({"男女"}))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([Score()], None),  # nothing speaks for it
        ([Score(SEXES)], 0),
        ([NO_SEXES, Score(SEXES)], 1),
        ([Score(), Score(SEXES)], None),  # the other has no columns of the sexes: nothing speaks against it
        ([NO_SEXES, Score(SEXES), Score()], None),
        ([Score(SEXES), Score(SEXES)], None),
        ([Score(SEXES, failed=frozenset({"年齢"})), Score(SEXES | AGES)], 1),
        (
            [Score(SEXES | AGES), Score(SUM, failed=frozenset({"男女", "年齢"}))],
            None,
        ),  # divided: two against one
        ([Score(SEXES), Score(continuity=AGREES)], 1),
        ([Score(SEXES | AGES, CONTRADICTS), Score(continuity=AGREES)], 1),
        ([Score(SEXES | AGES, CONTRADICTS), Score(SEXES)], 1),
        ([Score(SEXES | AGES, CONTRADICTS), Score()], None),
        ([Score({}, AGREES), Score({}, AGREES)], None),
        ([Score(SEXES, AGREES), Score({}, AGREES, frozenset({"男女"}))], 0),
        ([Score(SEXES, repeats=True), Score(SEXES)], 1),
        ([Score(SEXES, repeats=True), Score()], None),
        ([Score(SEXES | SUM, by_ledger_only=True), Score(SEXES)], 1),
        ([Score(SEXES | SUM, by_ledger_only=True)], None),
        ([Score({}, AGREES, by_ledger_only=True), Score(SEXES)], 0),
    ],
)
def test_the_one_that_satisfies_what_every_other_does_and_more(
    scores: list[Score], expected: int | None
) -> None:
    assert best(scores) == expected


def test_sums_are_exact() -> None:
    rows = [("甲", 2025), ("乙", 2025)]
    tenth, fifth, wrong = (
        dict(zip(rows, map(Decimal, figures), strict=True))
        for figures in (("0.1", "0.3"), ("0.2", "0.6"), ("0.3", "0.9000000000000000000001"))
    )
    assert holds([(1, tenth), (1, tenth)], fifth)
    assert not holds([(1, tenth), (1, fifth)], wrong)


# --- the ledger ---------------------------------------------------------------------------------------

TWO = """\
美郷町の人口（見本、各年10月1日現在、単位：人）
年次|地区計|町計
|人口|人口
令和3年|3900|4100
令和4年|3880|4090
令和5年|3870|4070
令和7年|3850|4050
"""


def test_the_reading_that_goes_on_where_the_ledger_stands() -> None:
    found = proposed(TWO, ledger=numbers(R3="4100", R4="4090", R5="4070"))
    assert taken(found)[("population", 2025)] == Decimal(4050)
    assert found.held == ["「総人口」台帳の値と一致: R3～R5（3年分）"]


def test_the_ledger_outweighs_what_holds_within_the_table() -> None:
    grid = HEAD + "松江市|90|80|171|101|99|200\n美郷町|200|300|501|310|290|600"
    assert taken(proposed(grid)) == {("population", 2025): Decimal(600)}
    found = proposed(grid, ledger=numbers(R7="501"))
    assert taken(found) == {("population", 2025): Decimal(501)}
    assert taken(proposed(grid, ledger=numbers(R7="499"))) == {}


def test_one_small_figure_that_the_ledger_has_too_is_no_proof() -> None:
    grid = HEAD + "松江市|90|80|171|101|99|201\n美郷町|2|3|6|3|2|7"
    assert taken(proposed(grid, ledger=numbers(R7="6"))) == {}


def test_a_revised_year_is_no_contradiction() -> None:
    found = proposed(TWO, ledger=numbers(R3="4100", R4="4090", R5="4071"))
    assert found.held == ["「総人口」台帳の値と一致: R3～R4（2年分）、違うのは1年分"]


def test_a_ledger_that_has_both_leaves_the_question() -> None:
    assert taken(proposed(TWO.replace("3900", "4100"), ledger=numbers(R3="4100"))) == {}


def test_a_table_that_the_ledger_contradicts_is_told_of() -> None:
    found = proposed(
        TWO.replace("地区計|町計\n|人口|人口", "地区の数|総人口"), ledger=numbers(R3="1", R4="2")
    )
    assert taken(found)[("population", 2025)] == Decimal(4050)
    assert found.held == []
    assert found.differing == [
        "「総人口」は台帳にもある2個のうち2個が違います（R4: 台帳 2、表 4,090）。改定か、別の統計でないか、確かめてください。"
    ]


def test_of_two_tables_with_one_heading_the_ledgers_is_taken() -> None:
    grid = "{}（見本、令和7年10月1日現在、単位：人）\n市町村|総人口\n松江市|200\n美郷町|{}\n"
    tables = [table(grid.format("常住する人", 600), "1"), table(grid.format("昼にいる人", 500), "2")]
    plan = plan_of(MISATO, [POPULATION])
    asked = propose(tables, plan, TODAY)
    assert asked.source is None
    assert "1番「総人口」（R7 600人）、2番「総人口」（R7 500人）" in asked.remarks[0]
    found = propose(tables, plan, TODAY, known={("population", 2025): Decimal(500)})
    assert taken(found) == {("population", 2025): Decimal(500)}


@pytest.mark.parametrize(
    ("periods", "basis", "words"),
    [
        ((2021, 2022, 2023, 2024, 2025), Basis.OCT1, "台帳の値と一致: R3～R7（5年分）"),
        ((2018, 2020, 2021), Basis.OCT1, "台帳の値と一致: H30、R2～R3（3年分）"),
        ((202512, 202601), Basis.MONTH, "台帳の値と一致: R7.12～R8.1（2か月分）"),
        ((), Basis.OCT1, ""),
    ],
)
def test_the_years_that_agree_in_words(periods: tuple[int, ...], basis: Basis, words: str) -> None:
    values = {period: Decimal(4000 + n) for n, period in enumerate(periods)}
    assert in_words(continuity(values, values), basis) == words


# --- years without an era -----------------------------------------------------------------------------

VISITED = """\
島根県美郷町の観光（見本、単位：人）
項目|5年度|6年度|7年度
観光客数|4100|4200|4300
"""


def test_the_era_in_which_the_figures_are_the_ledgers() -> None:
    assert taken(proposed(VISITED, VISITORS)) == {}
    found = proposed(VISITED, VISITORS, ledger=numbers(R5="4100", R6="4200"))
    assert taken(found)[("visitors", 2025)] == Decimal(4300)
    assert found.source is not None
    assert found.source.table is not None
    assert found.source.table.era is Era.REIWA
    assert "台帳の値と合うので「令和」の年として読みます" in found.remarks[-1]


def test_no_era_is_guessed_where_the_ledger_does_not_tell() -> None:
    assert taken(proposed(VISITED, VISITORS, ledger=numbers(R5="4101", R6="4201"))) == {}
    both = numbers(R5="4100", R6="4200") | {1993: Decimal(4100), 1994: Decimal(4200)}
    assert taken(proposed(VISITED, VISITORS, ledger=both)) == {}


def test_the_clerks_era_stands() -> None:
    found = proposed(VISITED, VISITORS, ledger=numbers(R5="4100", R6="4200"), era=Era.HEISEI)
    assert ("visitors", 1995) in taken(found)


# --- the name of the statistic ------------------------------------------------------------------------

ONE = """\
{}（見本、令和7年10月1日現在、単位：人）
市町村|人口||
|総数|男|女
松江市|200|101|99
美郷町|600|310|290
"""


@pytest.mark.parametrize(
    ("title", "ledger", "expected"),
    [
        ("推計人口", {}, Decimal(600)),  # the title names the statistic
        ("人口と世帯", {}, None),  # nothing names it, and sums do not tell which it is
        ("人口と世帯", numbers(R7="600"), Decimal(600)),
        ("人口と世帯", numbers(R7="601"), None),
        ("国勢調査", {}, None),
        ("国勢調査", numbers(R7="600"), None),  # a census is no estimate, even where both say the same
        ("国勢調査と推計人口", {}, None),
        ("国勢調査と推計人口", numbers(R7="600"), Decimal(600)),
        ("推計人口（日本人）", {}, None),
    ],
)
def test_which_statistic_it_is(title: str, ledger: dict[int, Decimal], expected: Decimal | None) -> None:
    found = proposed(ONE.format(title), ESTIMATE, ledger=ledger)
    assert taken(found) == ({("estimate", 2025): expected} if expected else {})


def test_an_item_that_two_series_may_be_is_left_to_the_clerk() -> None:
    plan = plan_of(MISATO, [ESTIMATE, REGISTERED])
    known = {("estimate", 2025): Decimal(600), ("registered", 2025): Decimal(600)}
    found = propose([table(ONE.format("人口と世帯"))], plan, TODAY, known=known)
    assert found.source is None
    assert found.remarks[0] == (
        "「人口」は「推計人口」、「住民基本台帳人口」のどれか、決められません。--item 系列=番号 で指定してください。"
    )
