"""Open data of the months, the municipalities and the money: what the report says, with unit, source and cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from misato_report.observation import Observation
from misato_report.plan.project_facts import Fund
from misato_report.report.building import facts_of, for_the_public
from misato_report.report.facts import Facts
from misato_report.report.open_data_beside import DataFile, files_beside
from tests.conftest import ROOT
from tests.support.towns import samples

AS_OF = date(2028, 4, 20)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(samples(), 2027, AS_OF)


def rows_of(file: DataFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


def named(facts: Facts, name: str) -> list[dict[str, str]]:
    return rows_of(next(file for file in files_beside(facts) if file.ascii_name == name))


@pytest.mark.parametrize("number", range(3))
def test_all_are_written_as_the_indicators_are(facts: Facts, number: int) -> None:
    file = files_beside(facts)[number]
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.content.count(b"\n") == file.content.count(b"\r\n") == len(file.rows) + 1
    for row in rows_of(file):
        assert re.fullmatch(r"-?\d+(\.\d+)?|", row["値"]), row
        assert row["値"] or row["状態"], "an empty value says why"
        assert not row["値"] or (row["単位"] and row["出所ファイル"] and row["出所欄"])
        assert not row["値"] or "見本" in row["備考"], "invented figures say so"
        assert date.fromisoformat(row["期間の開始日"]) <= date.fromisoformat(row["期間の終了日"])
    assert files_beside(facts_of(samples(), 2027, AS_OF))[number].content == file.content


def cells(rows: Iterable[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_the_months_are_those_of_the_paper_and_for_information(facts: Facts) -> None:
    rows = named(facts, "months")
    assert {row["全国地方公共団体コード"] for row in rows} == {"324485"}
    assert {row["値の区分"] for row in rows} == {"月の値（参考）"}
    assert all(row["備考"].startswith("参考（判定に使わない値）") for row in rows)
    assert "判定" not in rows[0]
    moved = [row for row in rows if row["系列ID"] == "net_migration_of_month"]
    assert cells(moved, "対象月", "値", "年度（西暦）", "出所欄") == [
        ("2027-10", "-2", "2028", "H23"),
        ("2027-11", "-1", "2028", "H23"),
        ("2027-12", "-4", "2028", "H23"),
        ("2028-01", "1", "2028", "H23"),
        ("2028-02", "-3", "2028", "H23"),
    ]
    assert (moved[4]["期間の開始日"], moved[4]["期間の終了日"]) == ("2028-02-01", "2028-02-29")
    (level,) = [row for row in rows if row["系列ID"] == "population_of_month"]
    assert (level["期間の開始日"], level["期間の終了日"]) == ("2028-03-01", "2028-03-01")
    assert sum(Decimal(row["値"]) for row in moved) == facts.so_far[0].value


def without(rows: Iterable[Observation], series: str, period: int) -> tuple[Observation, ...]:
    return tuple(o for o in rows if (o.series, o.period) != (series, period))


def test_a_month_that_is_missing_is_empty_and_never_nought() -> None:
    project = samples()
    rows = without(project.observations, "net_migration_of_month", 202712)
    found = named(facts_of(replace(project, observations=rows), 2027, AS_OF), "months")
    moved = [row for row in found if row["系列ID"] == "net_migration_of_month"]
    assert cells(moved, "対象月", "値", "状態") == [
        ("2027-10", "-2", ""),
        ("2027-11", "-1", ""),
        ("2027-12", "", "未取込"),
    ]


def test_every_municipality_has_its_code_value_rank_and_what_it_is_made_of(facts: Facts) -> None:
    rows = named(facts, "municipalities")
    table = facts.peers["social_increase"]
    compared = [r for r in rows if r["指標ID"] == "social_increase" and r["値の区分"] == "比較する値"]
    assert [r["全国地方公共団体コード"] for r in compared] == sorted(peer.code for peer in table.peers)
    by_code = {peer.code: peer for peer in table.peers}
    for row in compared:
        peer = by_code[row["全国地方公共団体コード"]]
        assert (row["市区町村名"], Decimal(row["値"]), row["順位"]) == (peer.name, peer.value, str(peer.rank))
        assert row["単位"] == "人（推計人口1,000人当たり）"
        own = [
            r for r in rows if r["指標ID"] == "social_increase" and r["全国地方公共団体コード"] == peer.code
        ]
        inputs = [r for r in own if r["値の区分"] == "もとの値"]
        assert [Decimal(r["値"]) for r in inputs] == [o.value for o in peer.inputs]
        assert cells(inputs, "出所ファイル", "出所欄") == [(o.file, o.cell) for o in peer.inputs]
        moved, people = (
            [Decimal(r["値"]) for r in inputs if r["系列ID"] == "net_migration"],
            Decimal(inputs[-1]["値"]),
        )
        assert abs(sum(moved) * 1000 / people - Decimal(row["値"])) <= Decimal("0.05")
    assert {r["公表者"] for r in rows} == {"島根県"}


def test_a_municipality_without_a_figure_says_so(facts: Facts) -> None:
    table = facts.peers["social_increase"]
    lacking = replace(table.peers[0], value=None, rank=None, inputs=())
    spoilt = replace(table, peers=(*table.peers[1:], lacking))
    rows = named(replace(facts, peers={"social_increase": spoilt}), "municipalities")
    own = [row for row in rows if row["全国地方公共団体コード"] == lacking.code]
    assert cells(own, "値", "順位", "状態") == [("", "", "値が分からない")]


def test_money_is_in_whole_yen_with_its_funds(facts: Facts) -> None:
    rows = named(facts, "projects")
    told = {one.project: one for one in facts.plan.projects[2027].projects}
    kinds = {"予算現額", "決算額", *(f"決算額の財源（{fund}）" for fund in Fund)}
    money = [row for row in rows if row["値の区分"] in kinds]
    assert {row["単位"] for row in money} == {"円"}
    for id_, one in told.items():
        own = {row["値の区分"]: Decimal(row["値"]) for row in money if row["事業ID"] == id_}
        assert own.get("決算額") == (one.settled.yen if one.settled else None)
        funds = [value for kind, value in own.items() if "財源" in kind]
        assert sum(funds) in (0, own.get("決算額"))
    assert {row["出所ファイル"] for row in rows} == {"plan/projects/2027.yaml"}
    assert not any("done" in row or "したこと" in row for row in rows), "texts are no figures"


def test_what_was_written_later_is_in_no_earlier_report() -> None:
    early = facts_of(samples(), 2027, date(2028, 4, 1))
    assert {row["記入日"] > "2028-04-01" for row in named(early, "projects")} <= {False}


def test_a_report_without_any_of_it_has_no_such_rows() -> None:
    project = samples()
    plan = project.sound_plan()
    fields = tuple(
        field.replace(indicators=tuple(i.replace(peers=None) for i in field.indicators))
        for field in plan.fields
    )
    bare = replace(plan, fields=fields, projects={})
    months = tuple(o for o in project.observations if not o.basis.is_monthly)
    general = (
        bare.general.replace(target_population=bare.general.target_population.replace(peers=None))
        if bare.general.target_population
        else bare.general
    )
    facts = facts_of(replace(project, plan=replace(bare, general=general), observations=months), 2027, AS_OF)
    assert [file.rows for file in files_beside(facts)] == [(), (), ()]


def test_the_public_has_no_months_of_an_internal_indicator() -> None:
    project = samples()
    plan = project.sound_plan()
    fields = tuple(
        field.replace(
            indicators=tuple(i.replace(internal=i.id == "social_increase") for i in field.indicators)
        )
        for field in plan.fields
    )
    public = for_the_public(replace(project, plan=replace(plan, fields=fields)))
    facts = facts_of(public, 2027, AS_OF)
    for name in ("months", "municipalities"):
        assert "social_increase" not in {row["指標ID"] for row in named(facts, name)}
        assert "net_migration" not in {row["系列ID"] for row in named(facts, name)}


def test_no_text_becomes_a_formula(facts: Facts) -> None:
    fields = list(facts.plan.fields)
    fields[0] = fields[0].replace(name="=HYPERLINK(1)")
    rows = named(replace(facts, plan=replace(facts.plan, fields=tuple(fields))), "projects")
    assert "'=HYPERLINK(1)" in {row["分野"] for row in rows}


def test_every_column_is_in_the_documents(facts: Facts) -> None:
    text = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")
    for file in files_beside(facts):
        assert f"列: {'、'.join(file.columns)}\n" in text, file.name
        assert f"{file.name}.csv" in text
        assert f"open-data-{file.ascii_name}.csv" in text
