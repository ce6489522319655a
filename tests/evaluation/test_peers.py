"""Ranks and medians among a prefecture's municipalities, by cases that a clerk can read: ``tests/cases/peers/``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from misato_report.evaluation.peer_wording import known_words, peer_sentence, rank_words, short_peer_sentence
from misato_report.evaluation.peers import PeerTable, compare_with_peers, ranked
from misato_report.evaluation.rules import Rules, evaluate
from misato_report.gazetteer.places import municipalities_of
from misato_report.notation import Basis, read_date, read_figure, read_year
from misato_report.observation import Correction, Observation
from misato_report.plan.document import PlanFile, Scale
from misato_report.plan.indicators import Indicator
from misato_report.plan.plan import Plan
from misato_report.plan.sources import PublicationSchedule, Series
from tests.conftest import ROOT

FILE = ROOT / "tests" / "cases" / "peers" / "shimane.yaml"
CASES: list[dict[str, Any]] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["cases"]  # noqa: S506
CODES = {place.name: place.code for place in municipalities_of("島根県")}
GENERAL = PlanFile.validate(
    {
        "title": "計画",
        "department": "課",
        "period": "R8..R12",
        "municipality": {"name": "美郷町", "prefecture": "島根県", "county": "邑智郡", "code": "324485"},
        "neighbours": ["川本町"],
    }
)
RULES = Rules(
    {"counted": PublicationSchedule.validate({"month": 12, "years_after": 0, "text": "12月"})},
    frozenset(),
    Scale(),
)
SERIES = {
    "counted": Series(id="counted", name="数", unit="人", basis=Basis.FISCAL),
    "inhabitants": Series(id="inhabitants", name="人口", unit="人", basis=Basis.FISCAL),
}
PLAN = Plan(GENERAL, (), SERIES, {})
PUBLISHED = "2027-12-17"


def indicator_of(case: dict[str, Any]) -> Indicator:
    said = dict(case["indicator"])
    total = said["accumulation"] == "period_total"
    said |= {"id": "case", "name": "例", "short_name": "例", "unit": "人"}
    said |= {"derivation": {"method": "as_published", "series": "counted"}}
    said["baseline"] = {"period": "R3..R7", "value": -90} if total else {"unknown": "―", "period": "R7"}
    said["target"] = {"period": "R8..R12", "value": -45} if total else {"period": "R12", "value": 100}
    said["peers"] = {"per": "inhabitants"} | case["per"] if "per" in case else "true"
    return Indicator.validate(said)


def observation(series: str, year: str, said: str, day: str) -> Observation:
    reading = read_figure(said)
    return Observation(
        series, read_year(year), Basis.FISCAL, reading.value, "人", reading.mark, read_date(day), "s",
        "actuals/見本.csv", "", 1, "A", "0" * 64,
    )  # fmt: skip


def rows_of(case: dict[str, Any]) -> dict[str, list[Observation]]:
    rows: dict[str, list[Observation]] = {code: [] for code in CODES.values()}
    for series, key in (("counted", "figures"), ("inhabitants", "inhabitants")):
        for name, by_year in case.get(key, {}).items():
            for year, said in by_year.items():
                by_day = said if isinstance(said, dict) else {PUBLISHED: said}
                rows[CODES[name]] += [observation(series, year, value, day) for day, value in by_day.items()]
    return rows


def compared(case: dict[str, Any]) -> PeerTable | None:
    rows = rows_of(case)
    own = rows.pop("324485")
    as_of = read_date(case["as_of"]) if "as_of" in case else date(2028, 3, 31)
    counted = [o for o in own if o.series == "counted"]
    evaluation = evaluate(indicator_of(case), counted, 2027, as_of, RULES)
    return compare_with_peers(evaluation, own, rows, GENERAL, RULES)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    table, expected = compared(case), case["expect"]
    if expected == "なし":
        assert table is None
        return
    assert table is not None
    assert len(table.peers) == 19
    assert {peer.name: str(peer.rank) for peer in table.known} == expected["ranks"], case["description"]
    assert [peer.name for peer in table.known] == sorted(
        expected["ranks"], key=lambda name: (int(expected["ranks"][name]), CODES[name])
    )
    assert known_words(table) == expected["known"]
    assert table.median == read_figure(expected["median"]).value
    if "town" in expected:
        assert table.town.value == read_figure(expected["town"]).value
    if "sentence" in expected:
        assert peer_sentence(PLAN, table) == expected["sentence"]


def case_of(id_: str) -> dict[str, Any]:
    return next(case for case in CASES if case["id"] == id_)


def test_who_is_not_known_stands_last_and_is_named() -> None:
    table = compared(case_of("a_missing_input_leaves_out"))
    assert table is not None
    unknown = table.peers[len(table.known) :]
    assert [peer.code for peer in unknown] == sorted(peer.code for peer in unknown)
    assert {peer.value for peer in unknown} == {peer.rank for peer in unknown} == {None}
    assert {rank_words(table, peer) for peer in unknown} == {"―"}
    assert "値の分からない松江市、" in peer_sentence(PLAN, table)
    assert "浜田市を除く" not in peer_sentence(PLAN, table)


def test_the_inputs_are_named_with_the_population() -> None:
    table = compared(case_of("two_years_per_thousand"))
    assert table is not None
    assert [(o.series, o.period) for o in table.town.inputs] == [
        ("counted", 2026), ("counted", 2027), ("inhabitants", 2027),
    ]  # fmt: skip
    assert peer_sentence(PLAN, table) == (
        "県内19市町村のうち4の中で、大きいほうから3位（R8～R9、人口1,000人当たり▲3.5人、中央値▲2.5人。"
        "値の分からない浜田市、出雲市、益田市、大田市、安来市、江津市、雲南市、奥出雲町、飯南町、邑南町、津和野町、吉賀町、"
        "西ノ島町、知夫村、隠岐の島町を除く）"
    )


def test_where_there_is_little_room() -> None:
    table = compared(case_of("two_years_per_thousand"))
    assert table is not None
    assert short_peer_sentence(table) == "県内19市町村のうち4の中で3位（中央値▲2.5人）"
    assert list(table.inputs) == [o for peer in table.peers for o in peer.inputs]
    assert len(table.inputs) == 3 * len(table.known)


def test_the_town_and_its_neighbours_are_marked() -> None:
    table = compared(case_of("nineteen_and_ties"))
    assert table is not None
    assert [peer.name for peer in table.peers if peer.is_town] == ["美郷町"]
    assert [peer.name for peer in table.peers if peer.is_neighbour] == ["川本町"]


def test_what_was_taken_back_of_another_counts_no_more() -> None:
    case = case_of("all_alike")
    rows = rows_of(case)
    own = rows.pop("324485")
    (wrong,) = rows[CODES["川本町"]]
    taken_back = Observation(
        wrong.series, wrong.period, wrong.basis, wrong.value, wrong.unit, None, date(2028, 2, 1), wrong.source,
        wrong.file, "", 1, "A", wrong.sha256, "", Correction.CANCELLED, 1,
    )  # fmt: skip
    rows[CODES["川本町"]].append(taken_back)
    for day, known in ((date(2028, 1, 31), True), (date(2028, 2, 1), False)):
        evaluation = evaluate(indicator_of(case), own, 2027, day, RULES)
        assert (compare_with_peers(evaluation, own, rows, GENERAL, RULES) is not None) is known


def test_equal_figures_share_a_rank_exactly() -> None:
    tenth = Decimal("0.1")
    values = {"a": tenth, "b": tenth + tenth + tenth, "c": Decimal("0.3"), "d": Decimal("0.05")}
    assert list(ranked(values, more_is_better=True).items()) == [("b", 1), ("c", 1), ("a", 3), ("d", 4)]
    assert list(ranked(values, more_is_better=False).items()) == [("d", 1), ("a", 2), ("b", 3), ("c", 3)]


def test_a_plan_without_peers_compares_nothing() -> None:
    case = case_of("all_alike")
    rows = rows_of(case)
    own = rows.pop("324485")
    evaluation = evaluate(indicator_of(case).replace(peers=None), own, 2027, date(2028, 3, 31), RULES)
    assert compare_with_peers(evaluation, own, rows, GENERAL, RULES) is None
