"""Each form of the whole country: recognised by itself, its series by name, and nothing that it does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table
from misato_report.actuals.published.national.catalogue import FORMS, form_of
from misato_report.actuals.published.national.offering import Offer, offer
from misato_report.notation import Basis
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.workspace import Workspace
from tests.actuals.published.national import samples
from tests.conftest import ROOT

TODAY = date(2026, 11, 25)
Figures = dict[tuple[str, int, str], int | None]


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded = load_plan(Workspace(ROOT)).plan
    assert loaded is not None
    own = "regional_projections"  # a town that has no table of projections yet
    return replace(
        loaded,
        series={ident: s for ident, s in loaded.series.items() if not s.projection},
        sources={ident: s for ident, s in loaded.sources.items() if ident != own},
    )


def tables_of(text: str) -> list[Table]:
    tables, problems = read_tables("表.csv", text.encode())
    assert not problems
    return tables


def offered(text: str, plan: Plan) -> Offer:
    found = offer(tables_of(text), plan, TODAY)
    assert found is not None
    return found


def figures(found: Offer) -> Figures:
    """(id, year, basis) → figure of all that would be taken."""
    assert found.proposal.is_sound, found.proposal.diagnostics
    return {
        (o.series, o.period, o.basis.value): None if o.value is None else int(o.value)
        for o in found.proposal.observations
    }


def test_resident_register(plan: Plan) -> None:
    found = offered(samples.REGISTER.format(edition="（総計）"), plan)
    assert figures(found) == {
        ("juki_population", 2026, "1月1日現在"): 400,
        ("juki_men", 2026, "1月1日現在"): 190,
        ("juki_women", 2026, "1月1日現在"): 210,
        ("juki_households", 2026, "1月1日現在"): 180,
        ("juki_births", 2025, "暦年"): 2,
        ("juki_deaths", 2025, "暦年"): 5,
        ("juki_natural_change", 2025, "暦年"): -3,
        ("juki_in_migration", 2025, "暦年"): 6,
        ("juki_out_migration", 2025, "暦年"): 8,
        ("juki_social_change", 2025, "暦年"): -2,
    }
    assert "住民基本台帳人口・男＋住民基本台帳人口・女＝住民基本台帳人口" in found.proposal.held


@pytest.mark.parametrize(
    ("edition", "form"),
    [
        ("【総計】", "juki_resident_register"),
        ("【日本人住民】", "juki_japanese_resident_register"),
        ("【外国人住民】", "juki_foreign_resident_register"),
    ],
)
def test_the_editions_of_the_register_are_told_apart(edition: str, form: str, plan: Plan) -> None:
    found = offered(samples.REGISTER.format(edition=edition), plan)
    assert found.form.id == form
    names = {s.name for s in found.made}
    assert ("住民基本台帳人口" in names) == (edition == "【総計】")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("美郷町,190,210,400", "美郷町,190,211,400"),
        (",2,8,5,-3,-2,-0.50", ",2,8,5,-4,-2,-0.50"),
        ("島根県,松江市,370,430,800", "島根県,松江市,370,430,801"),
    ],
)
def test_a_register_that_does_not_add_up_is_not_taken(old: str, new: str, plan: Plan) -> None:
    text = samples.REGISTER.format(edition="（総計）")
    assert old in text
    assert not offered(text.replace(old, new), plan).proposal.is_sound


def test_a_register_of_another_day_gives_nothing_of_the_first_of_january(plan: Plan) -> None:
    text = samples.REGISTER.format(edition="（総計）").replace("令和8年1月1日", "令和8年3月31日")
    found = offered(text, plan)
    assert not {o.series for o in found.proposal.observations} & {"juki_population", "juki_households"}
    assert any("3月31日" in remark for remark in found.proposal.remarks)


def test_census_of_the_database(plan: Plan) -> None:
    assert figures(offered(samples.CENSUS, plan)) == {
        ("census_population", 2025, "10月1日現在"): 400,
        ("census_men", 2025, "10月1日現在"): 190,
        ("census_women", 2025, "10月1日現在"): 210,
        ("census_young", 2025, "10月1日現在"): 40,
        ("census_working", 2025, "10月1日現在"): 160,
        ("census_elderly", 2025, "10月1日現在"): 195,
        ("census_unknown_age", 2025, "10月1日現在"): 5,
    }


def test_ages_of_the_census_must_add_up(plan: Plan) -> None:
    text = samples.CENSUS.replace('"400","10","3","40","160"', '"400","10","3","40","161"')
    assert not offered(text, plan).proposal.is_sound


def test_main_results_of_the_census(plan: Plan) -> None:
    assert figures(offered(samples.CENSUS_RESULTS, plan)) == {
        ("census_population", 2025, "10月1日現在"): 400,
        ("census_men", 2025, "10月1日現在"): 190,
        ("census_women", 2025, "10月1日現在"): 210,
        ("census_young", 2025, "10月1日現在"): 40,
        ("census_elderly", 2025, "10月1日現在"): 195,
        ("census_households", 2025, "10月1日現在"): 180,
    }


def test_social_indicators_keep_the_year_that_the_file_says(plan: Plan) -> None:
    found = offered(samples.INDICATORS, plan)
    assert figures(found) == {
        ("ssds_population", 2020, "年度"): 400,
        ("ssds_population", 2015, "年度"): 440,
        ("ssds_young", 2020, "年度"): None,
        ("ssds_young", 2015, "年度"): None,
    }
    assert any("出生数" in remark for remark in found.proposal.remarks)


@pytest.mark.parametrize("text", [samples.INDICATORS_BY_CODE, samples.indicators_api()])
def test_social_indicators_with_codes_of_time(text: str, plan: Plan) -> None:
    assert figures(offered(text, plan))["ssds_population", 2020, "年度"] == 400


def test_ssdse_has_three_rows_of_headings(plan: Plan) -> None:
    assert figures(offered(samples.SSDSE, plan)) == {
        ("ssdse_population", 2020, "10月1日現在"): 400,
        ("ssdse_men", 2020, "10月1日現在"): 190,
        ("ssdse_women", 2020, "10月1日現在"): 210,
        ("ssdse_elderly", 2020, "10月1日現在"): 195,
    }


def test_projections_are_of_years_to_come_and_only_for_their_own_series(plan: Plan) -> None:
    found = offered(samples.PROJECTIONS, plan)
    assert figures(found) == {
        ("projected_population", 2020, "10月1日現在"): 400,
        ("projected_population", 2025, "10月1日現在"): 350,
        ("projected_population", 2050, "10月1日現在"): 150,
    }
    assert [s.projection for s in found.made] == [True]


@pytest.mark.parametrize(
    ("day", "basis"), [("2026-04-01", Basis.APR1), ("2026/1/1", Basis.JAN1), ("令和8年10月1日", Basis.OCT1)]
)
def test_the_open_data_set_is_of_the_day_that_it_says(day: str, basis: Basis, plan: Plan) -> None:
    assert figures(offered(samples.DATASET.format(day=day), plan)) == {
        ("dataset_population", 2026, basis.value): 400,
        ("dataset_men", 2026, basis.value): 190,
        ("dataset_women", 2026, basis.value): 210,
        ("dataset_households", 2026, basis.value): 180,
    }


@pytest.mark.parametrize(
    "text",
    [samples.DATASET.format(day="2026-04-17"), samples.DATASET.format(day=""), samples.DATASET_BY_AREA],
)
def test_an_open_data_set_without_a_day_or_without_the_towns_row_gives_nothing(text: str, plan: Plan) -> None:
    assert not offered(text, plan).proposal.observations


@pytest.mark.parametrize(
    "changes",
    [
        [("324485,,島根県", "324485,324480001,島根県")],
        [("備考\n", "備考\n324485,,島根県,美郷町,2026-07-01,,398,189,209,5,6,180,\n")],
        [("324485,,島根県,美郷町", "454311,,宮崎県,美郷町")],
        [(",190,210,", ",190,211,")],
    ],
)
def test_a_part_of_the_town_several_days_or_another_town_are_not_the_town(
    changes: list[tuple[str, str]], plan: Plan
) -> None:
    text = samples.DATASET.format(day="2026-04-01")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found = offered(text, plan)
    assert not found.proposal.is_sound


@pytest.mark.parametrize(
    "title",
    [
        "令和７年国勢調査　移動人口の男女・年齢等集計　主な結果",
        "令和７年国勢調査　従業地・通学地による人口・就業状態等集計　主な結果",
        "令和７年国勢調査　人口等基本集計　世帯の家族類型別一般世帯人員",
        "令和７年国勢調査　人口等基本集計　男女，配偶関係，国籍総数か日本人別15歳以上人口",
        "令和７年国勢調査　小地域集計　男女別人口",
        "令和７年国勢調査　人口等基本集計　人口集中地区別　男女別人口",
    ],
)
def test_other_people_than_all_who_live_there_are_no_census_population(title: str) -> None:
    text = samples.CENSUS_RESULTS.replace("令和７年国勢調査　都道府県・市区町村別の主な結果（見本）", title)
    assert form_of(tables_of(text)) is None


def test_code_and_name_of_the_time_must_agree(plan: Plan) -> None:
    text = samples.INDICATORS_BY_CODE.replace('"調査年 コード"', '"調査年 コード","調査年"')
    both = text.replace('"2020100000"', '"2020100000","2020年度"').replace(
        '"2015100000"', '"2015100000","{}年度"'
    )
    assert offered(both.format(2015), plan).proposal.is_sound
    assert not offered(both.format(2014), plan).proposal.is_sound


def test_a_legend_and_notes_beside_each_item(plan: Plan) -> None:
    assert figures(offered(samples.INDICATORS_WITH_NOTES, plan)) == {
        ("ssds_population", 2020, "年度"): 400,
        ("ssds_population", 2015, "年度"): 440,
        ("ssds_elderly", 2020, "年度"): None,
        ("ssds_elderly", 2015, "年度"): None,
    }


@pytest.mark.parametrize(
    "text",
    [
        samples.REGISTER.format(edition="（総計）"),
        samples.CENSUS_RESULTS,
        samples.INDICATORS,
        samples.SSDSE,
        samples.PROJECTIONS,
    ],
)
def test_another_prefectures_misato_is_never_taken(text: str, plan: Plan) -> None:
    kept = [line for line in text.splitlines() if "美郷町" not in line or "島根県" not in line]
    assert not offered("\n".join(kept) + "\n", plan).proposal.observations


def test_a_series_of_the_plan_with_another_basis_or_unit_is_not_used(plan: Plan) -> None:
    text = samples.REGISTER.format(edition="（総計）")
    named = {s.id: s for s in offered(text, plan).made}["juki_population"]
    series = {**plan.series, "people": named.replace(id="people")}
    same = offered(text, plan.__class__(**{**vars(plan), "series": series}))
    assert ("people", 2026, "1月1日現在") in figures(same)
    series["people"] = series["people"].replace(basis=Basis.OCT1)
    other = offered(text, plan.__class__(**{**vars(plan), "series": series}))
    assert ("juki_population", 2026, "1月1日現在") in figures(other)
    assert "住民基本台帳人口（1月1日現在）" in {s.name for s in other.made}


def test_no_file_has_two_forms_and_no_series_two_names() -> None:
    for text in (samples.CENSUS, samples.INDICATORS, samples.SSDSE, samples.PROJECTIONS):
        assert sum(form.found_in(tables_of(text)) is not None for form in FORMS) == 1
    items = [item for form in FORMS for item in form.items]
    assert len({i.id for i in items}) == len({i.name for i in items}) == len(items)


@pytest.mark.parametrize("old", ["住民基本台帳人口", "（市区町村別）", "人口動態"])
def test_a_table_that_only_looks_like_a_form_is_none(old: str) -> None:
    text = samples.REGISTER.format(edition="（総計）").replace(old, "")
    assert form_of(tables_of(text)) is None


def test_values_are_exact(plan: Plan) -> None:
    found = offered(samples.PROJECTIONS.replace(",350,", ",350.25,"), plan)
    assert Decimal("350.25") in {o.value for o in found.proposal.observations}


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (samples.REGISTER, "令和8年1月1日住民", "令和7年1月1日住民"),
        (samples.REGISTER, "令和7年（1月1日", "令和6年（1月1日"),
        (samples.REGISTER, "324485,島根県,美郷町", "324485,宮崎県,美郷町"),
        (samples.REGISTER, "324485,島根県,美郷町", "454311,島根県,美郷町"),
        (samples.CENSUS, '"実施年月：","2025年","10月"', '"実施年月：","2020年","10月"'),
        (samples.CENSUS, '"2025000000","2025年"', '"2020000000","2025年"'),
        (samples.SSDSE, "R32448,島根県", "R32448,宮崎県"),
        (samples.PROJECTIONS, "32448,3,島根県", "32448,3,宮崎県"),
    ],
)
def test_a_file_that_contradicts_itself_is_not_taken(text: str, old: str, new: str, plan: Plan) -> None:
    changed = text.replace("{edition}", "（総計）")
    assert old in changed
    found = offer(tables_of(changed.replace(old, new)), plan, TODAY)
    assert found is None or taken(found) <= taken(offered(changed, plan))


def taken(found: Offer) -> set[tuple[str, int, Decimal | None]]:
    """What would be taken: nothing where the file is refused."""
    observations = found.proposal.observations if found.proposal.is_sound else []
    return {(o.series, o.period, o.value) for o in observations}


def test_the_register_as_a_workbook_with_merged_headings(plan: Plan) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026年 見本"
    for row in (
        [
            "令和8年1月1日住民基本台帳人口・世帯数、令和7年（1月1日から同年12月31日まで）人口動態（市区町村別）【総計】"
        ],
        [
            "団体コード",
            "都道府県名",
            "市区町村名",
            "令和8年",
            None,
            None,
            None,
            "令和7年",
            None,
            None,
            None,
            None,
        ],
        [None, None, None, "人口", None, None, "世帯数", "住民票記載数", None, None, "住民票消除数", None],
        [None, None, None, None, None, None, None, "転入者数", None, "出生者数", "転出者数", "死亡者数"],
        [None, None, None, "男", "女", "計", None, "（国内）", "（計）", None, "（計）", None],
        ["320005", "島根県", "-", 560, 640, 1200, 500, 20, 22, 6, 25, 11],
        ["322016", "島根県", "松江市", 370, 430, 800, 320, 15, 16, 4, 17, 6],
        ["324485", "島根県", "美郷町", 190, 210, 400, 180, 5, 6, 2, 8, 5],
        ["454311", "宮崎県", "美郷町", 500, 500, 1000, 500, 20, 22, 6, 25, 11],
    ):
        sheet.append(row)
    for cells in ("A2:A5", "B2:B5", "C2:C5", "D2:G2", "H2:L2", "D3:F4", "G3:G5", "H3:J3", "K3:L3", "H4:I4"):
        sheet.merge_cells(cells)
    raw = BytesIO()
    book.save(raw)
    tables, problems = read_tables("登録人口_見本.xlsx", raw.getvalue())
    assert not problems
    found = offer(tables, plan, TODAY)
    assert found is not None
    assert figures(found) == {
        ("juki_population", 2026, "1月1日現在"): 400,
        ("juki_men", 2026, "1月1日現在"): 190,
        ("juki_women", 2026, "1月1日現在"): 210,
        ("juki_households", 2026, "1月1日現在"): 180,
        ("juki_births", 2025, "暦年"): 2,
        ("juki_deaths", 2025, "暦年"): 5,
        ("juki_in_migration", 2025, "暦年"): 6,
        ("juki_out_migration", 2025, "暦年"): 8,
    }
