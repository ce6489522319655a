"""Tables of KPIs as towns keep them: what each line becomes, that none is lost, and the clerk's answers taken back."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from misato_report import load_workspace
from misato_report.actuals.files.reading import read_tables
from misato_report.actuals.files.table import Table, column_letter
from misato_report.diagnostics import has_errors
from misato_report.new_workspace.answers import read_book
from misato_report.new_workspace.drafts import KPI, UNDECIDED, finish
from misato_report.new_workspace.from_sheet import File, FromSheet, first_turn, read_source, second_turn
from misato_report.new_workspace.headings import read_headings
from misato_report.new_workspace.interpreting import About
from misato_report.new_workspace.kpi import Rule, Span
from misato_report.new_workspace.kpi_table import Reading, kpis_of, read_kpis
from misato_report.new_workspace.plan_yaml import Town as TownFacts
from misato_report.new_workspace.plan_yaml import plan_files
from misato_report.new_workspace.questions import Entry
from misato_report.new_workspace.result_book import CONFIRMED, KEY, PARTS, READ, WHOLE
from misato_report.new_workspace.wizard import period_of
from tests.conftest import Run
from tests.tools.kpi_sheets import TOWNS, Becomes, Town

pytestmark = pytest.mark.slow  # whole commands, one after the other

NAMES = [town.name for town in TOWNS]
TOWN = (
    "--title", "見本町総合戦略", "--town", "見本町", "--prefecture", "見本県", "--code", "324485", "--department", "企画課",
)  # fmt: skip


def read(town: Town) -> Reading:
    tables, problems = read_tables(town.file, town.content())
    assert problems == []
    return read_kpis(tables, About(period_of(town.period)))


def lines_of(town: Town) -> dict[tuple[str, str], Becomes]:
    """Sheet and line as the program names them → what it must become."""
    return {
        (sheet.name, f"{column_letter(n)}列" if sheet.on_its_side else f"{n + 1}行"): row.becomes
        for sheet in town.sheets
        for n, row in enumerate(sheet.rows)
        if row.becomes is not None
    }


def first_entries(reading: Reading) -> dict[tuple[str, str], Entry]:
    return {(e.line.place.sheet, e.line.place.line): e for e in reversed(reading.entries)}


@pytest.mark.parametrize("town", TOWNS, ids=NAMES)
def test_each_line_becomes_what_it_must(town: Town) -> None:
    reading = read(town)
    entries = first_entries(reading)
    listed = {(line.place.sheet, line.place.line) for line in reading.listed}
    wrong: list[tuple[object, ...]] = []
    for place, becomes in lines_of(town).items():
        entry = entries.get(place)
        if becomes.listed or entry is None:
            if not (becomes.listed and entry is None and place in listed):
                wrong.append((place, "listed", entry))
            continue
        asked = {question.column for question in entry.questions}
        parts = {name: getattr(entry.draft, name) for name in becomes.parts}
        if (asked, parts) != (set(becomes.asks), becomes.parts):
            wrong.append((place, asked, parts))
    assert wrong == []


@pytest.mark.parametrize("town", TOWNS, ids=NAMES)
def test_no_line_is_lost_and_the_counts_add_up(town: Town) -> None:
    counts = read(town).counts
    expected = lines_of(town).values()
    assert counts.lost == 0
    assert counts.lines == len(expected)
    assert counts.listed == sum(becomes.listed for becomes in expected)
    assert counts.asked == sum(bool(becomes.asks) for becomes in expected)
    assert counts.understood == counts.lines - counts.listed - counts.asked


@pytest.mark.parametrize("town", TOWNS, ids=NAMES)
def test_no_kpi_stands_under_a_wrong_field(town: Town) -> None:
    said = {
        place: becomes.parts["field"] for place, becomes in lines_of(town).items() if "field" in becomes.parts
    }
    fields = {place: entry.draft.field for place, entry in first_entries(read(town)).items()}
    assert {place: fields[place] for place in said} == said
    assert set(fields.values()) == set(said.values()), "no field but those of the table"


def test_more_is_understood_than_asked() -> None:
    counts = [read(town).counts for town in TOWNS]
    understood, asked = sum(c.understood for c in counts), sum(c.asked for c in counts)
    assert understood > asked


# One table for what a single cell of a table does: baseline, target → manner, direction, and what is asked.
CELLS = [
    ("12件", "30件", "単年度", "増える", ""),
    ("233件", "100件以上", "水準を満たす", "増える", ""),
    ("80件", "100件以上", "単年度", "増える", ""),
    ("―", "100件以上", "水準を満たす", "増える", ""),
    ("5%", "10%以下", "水準を満たす", "減る", ""),
    ("15%", "10%以下", "単年度", "減る", ""),
    ("15人", "10人未満", "単年度", "減る", ""),
    ("15.2%", "10%未満", "単年度", "減る", "targets"),
    ("90人", "100人超", "単年度", "増える", ""),
    ("100人", "80人", "単年度", "", "direction"),
    ("▲45人", "▲20人", "単年度", "増える", ""),
    ("▲45人", "±0人", "単年度", "増える", ""),
    ("100%", "100%", "水準を満たす", "", "direction"),
    ("100%", "100%を維持", "水準を満たす", "", "direction"),
    ("10人", "増加", "現状値より良くする", "増える", ""),
    ("10人", "減少", "現状値より良くする", "減る", ""),
    ("80.5歳", "延伸", "現状値より良くする", "増える", ""),
    ("10人", "前年度比増加", "前年度より良くする", "増える", ""),
    ("未調査", "前年度比増", "前年度より良くする", "増える", "unit"),
    ("―", "増加", "現状値より良くする", "増える", "baseline"),
    ("10人", "維持", "現状値を保つ", "", "direction"),
    ("10人", "現状維持以上", "現状値を保つ", "増える", ""),
    ("10人", "前年度以上", "前年度を保つ", "増える", ""),
    ("未実施", "実施", "実施の段階", "", ""),
    ("未策定", "R10までに策定", "実施の段階", "", ""),
    ("検討中", "供用開始", "実施の段階", "", ""),
    ("", "R10開設", "実施の段階", "", ""),
    ("策定済み", "策定", "実施の段階", "", "manner"),
    ("3校", "全校", "未定", "", "targets"),
    ("3校", "充実を図る", "未定", "", "targets"),
    ("3件", "3倍増", "未定", "", "targets"),
    ("3件", "前年度比2%増", "未定", "", "targets"),
    ("3件", "5年間で20件", "期間の合計", "増える", ""),
    ("3件", "計画期間中に10件", "期間の合計", "", "direction"),
    ("3件", "累計20件", "期間の合計", "増える", "manner"),
    ("3件", "3年間で20件", "期間の合計", "増える", "manner"),
    ("3件", "20件（R8～R12累計）", "期間の合計", "増える", ""),
    ("新規", "60人", "単年度", "増える", ""),
    ("未把握", "60人", "単年度", "", "direction"),
    ("R3～R7平均 12.3人", "15人", "単年度", "増える", ""),
    ("12.3人", "5年平均 15人", "単年度", "増える", "manner"),
    ("30人（うち女性10人）", "40人", "単年度", "", "baseline"),
    ("①30人 ②5人", "40人", "単年度", "", "baseline"),
    ("1,23人", "40人", "単年度", "", "baseline"),
    ("30人", "40件", "単年度", "", "unit"),
    ("", "40人", "単年度", "", "baseline"),
    ("30人", "", "未定", "", "targets"),
    ("30人", "未定", "未定", "", "targets"),
    ("9,800万円", "12,000", "単年度", "", "unit"),
    ("1.2億円", "9,800万円", "単年度", "", "direction"),
    ("2件", "毎年3件", "水準を満たす", "増える", ""),
    ("2件", "5人/5年", "単年度", "", "unit"),
    ("2件", "20件/5年", "期間の合計", "増える", ""),
    ("累計30件", "50件", "期間の合計", "増える", "manner"),
    ("累計30件", "20件", "期間の合計", "", "direction manner"),
    ("2,000本", "計10,000本", "期間の合計", "増える", "manner"),
    ("23件", "＋50件", "単年度", "", "targets"),
    ("23件", "▲5件", "単年度", "", "targets"),
    ("▲12人", "＋5人", "単年度", "増える", ""),
    ("100件", "▲10%", "未定", "", "targets"),
    ("▲45人", "▲20人以内", "単年度", "増える", ""),
    ("▲45人", "▲20人以上", "単年度", "増える", ""),
    ("▲45人", "▲20人以下", "単年度", "増える", "direction"),
    ("0.482%", "60%", "単年度", "増える", "unit"),
    ("1,200千円", "1,500,000千円", "単年度", "増える", "unit"),
    ("70% (28/40地区)", "100%", "単年度", "増える", ""),
    ("70% (20/40地区)", "100%", "単年度", "", "baseline"),
    ("62%", "全国平均以上", "未定", "", "targets"),
    ("12.5%", "15%（県平均）", "単年度", "増える", ""),
    ("月平均 32件", "月平均 50件", "単年度", "増える", ""),
    ("30件", "R6実績以上", "現状値を保つ", "増える", ""),
    ("30件", "R5実績以上", "未定", "", "targets"),
    ("30件", "横ばい", "現状値を保つ", "", "direction"),
    ("30件", "同左", "未定", "", "targets"),
    ("―件/年", "10件/年", "単年度", "", "direction"),
    ("新設", "5件", "単年度", "増える", ""),
    ("3件", "0件", "単年度", "減る", ""),
    ("0件", "0件", "水準を満たす", "減る", ""),
    ("5位", "3位", "単年度", "減る", ""),
    ("45%", "≧80%", "単年度", "増える", ""),
    ("10件", "ゼロ", "単年度", "減る", ""),
    ("10件", "ゼロカーボン宣言", "実施の段階", "", "manner"),
    ("8,012人", "7,500人程度を維持", "単年度", "", "direction"),
    ("1.42(H30～R4)", "1.60(R8～R12)", "期間の合計", "増える", "unit"),
    ("12.0%(R2～R6)", "15.0%(R8～R12)", "期間の合計", "増える", "manner"),
]  # fmt: skip


def one_row(baseline: str, target: str, *, name: str = "あ", **others: str) -> Reading:
    heads = ("分野", "指標名", "現状値（R6）", "目標値（R12）", *others)
    return read_kpis(
        [Table("表.csv", "", (heads, ("分野", name, baseline, target, *others.values())))],
        About(Span(2026, 2030)),
    )


@pytest.mark.parametrize(("baseline", "target", "manner", "direction", "asks"), CELLS)
def test_a_cell(baseline: str, target: str, manner: str, direction: str, asks: str) -> None:
    (entry,) = one_row(baseline, target).entries
    asked = " ".join(sorted({question.column for question in entry.questions}))
    assert (entry.draft.manner, entry.draft.direction, asked) == (manner, direction, asks)


@pytest.mark.parametrize(
    ("name", "baseline", "target", "direction"),
    [
        ("交通事故の件数", "20件", "10件", "減る"),
        ("交通事故の件数", "10件", "20件", ""),
        ("CO2排出量の増減", "△20%（H25比）", "△46%（H25比）", "減る"),
        ("出生数", "40人", "35人", ""),
    ],
)
def test_a_direction_is_never_that_of_the_difference_alone(
    name: str, baseline: str, target: str, direction: str
) -> None:
    (entry,) = one_row(baseline, target, name=name).entries
    assert entry.draft.direction == direction
    assert bool(entry.questions) == (not direction)


def test_a_column_for_the_direction_decides() -> None:
    (entry,) = one_row("40人", "35人", 方向="↓").entries
    assert (entry.draft.direction, entry.questions) == ("減る", ())
    (against,) = one_row("40人", "50人", 方向="↓").entries
    assert [question.column for question in against.questions] == ["direction"]


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("1億2,300万円", "123,000,000", "円"),
        ("32万人", "32", "万人"),
        ("１，２３４人", "1,234", "人"),
        ("620①", "620", ""),
        ("620人※1", "620", "人"),
        ("約1,200人", "1,200", "人"),
        ("延べ500人", "500", "人"),
        ("30件／年", "30", "件"),
        ("年間30件", "30", "件"),
        ("月4回", "4", "回/月"),
        ("1985", "1,985", ""),
        ("2000人", "2,000", "人"),
        ("2,026件（2026年度）", "2,026", "件"),
        ("2.5千人", "2.5", "千人"),
        ("(1,234)", "", ""),
        ("45千t-CO2", "45", "千t-CO2"),
        ("3千羽", "3", "千羽"),
        ("1.2万食", "1.2", "万食"),
        ("30m2", "30", "m2"),
        ("¥1,200", "1,200", "円"),
        ("1日85人", "85", "人/日"),
        ("10 件", "10", "件"),
        ("12.50%", "12.50", "%"),
    ],
)
def test_a_value_is_read_with_its_unit_and_size(cell: str, value: str, unit: str) -> None:
    (entry,) = one_row(cell, cell).entries
    assert (entry.draft.targets, entry.draft.unit) == (value, unit)


@pytest.mark.parametrize(
    ("heading", "years"),
    [
        ("基準値（R5）", "R5"),
        ("現状値\n（令和6年度）", "R6"),
        ("実績値(R5年度)", "R5"),
        ("R6実績", "R6"),
        ("現状値（2024年度）", "R6"),
        ("基準値（令和7年3月末）", "R6"),
        ("現状値（6年度）", "R6"),
        ("5年平均（R2～R6）", "R2～R6の平均"),
        ("2024実績", "R6"),
        ("現状値（2024）", "R6"),
        ("2024", "R6"),
    ],
)
def test_years_in_a_heading(heading: str, years: str) -> None:
    table = Table("表.csv", "", (("分野", "指標", heading, "目標値"), ("分野", "あ", "10人", "20人")))
    (entry,) = read_kpis([table], About(Span(2026, 2030))).entries
    assert (entry.draft.baseline_years, entry.draft.target_years) == (years, "R12")
    assert entry.questions == ()


@pytest.mark.parametrize(
    ("baseline", "target", "offered"),
    [
        ("2,300t", "10%削減", ["2,070tを目標値とする"]),
        ("120人", "50人増", ["170人を目標値とする"]),
        ("40%", "5%向上", ["42%を目標値とする", "45%を目標値とする"]),
        ("40%", "現状値より5ポイント増", ["45%を目標値とする"]),
        ("3基", "倍増", ["6基を目標値とする"]),
        ("3件", "前年度比2%増", []),
        ("100件", "25%減（R6比）", ["75件を目標値とする"]),
        ("100件", "25%減（R5比）", []),
        ("45t", "H25比46％削減", []),
        ("100件", "▲10%", ["90件を目標値とする"]),
        ("50%", "＋10ポイント", ["60%を目標値とする"]),
        ("100件", "半減", ["50件を目標値とする"]),
        ("5件", "解消", ["0件を目標値とする"]),
        ("未調査", "10%削減", []),
    ],
)
def test_a_change_from_the_baseline_is_offered_as_a_figure(
    baseline: str, target: str, offered: list[str]
) -> None:
    (entry,) = one_row(baseline, target).entries
    labels = [choice.label for question in entry.questions for choice in question.choices]
    assert [label for label in labels if label.endswith("目標値とする")] == offered


def test_a_sign_before_the_target_is_its_own_or_a_change() -> None:
    ((question,),) = [entry.questions for entry in one_row("20件", "▲5件", name="交通事故").entries]
    offered = [(choice.changes["targets"], choice.changes["direction"]) for choice in question.choices]
    assert offered == [("15", "減る"), ("▲5", "減る")]


@pytest.mark.parametrize(
    ("heading", "manner"),
    [
        ("目標値（5年間）", "期間の合計"),
        ("目標値（期間計）", "期間の合計"),
        ("５か年の目標", "期間の合計"),
        ("目標値（5年後）", "単年度"),
        ("目標値（5年平均）", "単年度"),
        ("目標値（毎年）", "水準を満たす"),
        ("目標（年間）", "単年度"),
    ],
)
def test_a_heading_says_how_its_targets_are_counted(heading: str, manner: str) -> None:
    rows = (("分野", "指標", "単位", "現状値（R6）", heading), ("産業", "あ", "人", "3", "20"))
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert (entry.draft.manner, entry.draft.direction, entry.questions) == (manner, "増える", ())


@pytest.mark.parametrize(
    ("name", "unit", "manner"),
    [
        ("新規就農者数", "人/5年", "期間の合計"),
        ("5年間の新規就農者数", "人", "期間の合計"),
        ("新規就農者数（人／5年間）", "", "期間の合計"),
        ("新規就農者数（累計）", "人", "期間の合計"),
        ("新規就農者数", "人（累計）", "期間の合計"),
        ("採用後3年間の定着率", "%", "単年度"),
        ("過去5年間の平均参加者数", "人", "単年度"),
    ],
)
def test_a_sum_is_never_a_single_year_in_silence(name: str, unit: str, manner: str) -> None:
    rows = (("分野", "指標", "単位", "現状値（R6）", "目標値（R12）"), ("産業", name, unit, "3", "20"))
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert (entry.draft.manner, entry.draft.unit) == (manner, "%" if unit == "%" else "人")
    assert bool(entry.questions) == (unit != "%")


def test_every_answer_that_is_offered_makes_a_kpi() -> None:
    """For each line of the invented sheets, whose questions all offer answers: any of them leads to no error."""
    wrong = []
    for entry in (entry for town in TOWNS for entry in read(town).entries if entry.draft.manner != "再掲"):
        for chosen in itertools.product(*(question.choices for question in entry.questions)):
            changes = {part: text for choice in chosen for part, text in choice.changes.items()}
            draft = replace(entry.draft, **changes)
            _, problems = finish(draft)
            told = {problem.column for problem in problems} - {"direction"}
            if told and draft.treatment == KPI and draft.manner != UNDECIDED:
                wrong.append((entry.key, [choice.label for choice in chosen], problems))
    assert wrong == []


def choices_of(entry: Entry, column: str) -> list[str]:
    return [
        choice.label
        for question in entry.questions
        if question.column == column
        for choice in question.choices
    ]


def test_two_targets_for_one_year_are_asked_about() -> None:
    rows = (
        ("分野", "指標", "単位", "現状値（R6）", "目標値（変更前）", "目標値（変更後）", "5年間累計目標"),
        ("産業", "あ", "人", "3", "20", "25", ""),
        ("産業", "い", "人", "3", "4", "", "20"),
        ("産業", "う", "人", "3", "", "20", ""),
    )
    first, second, third = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert choices_of(first, "targets")[:2] == ["20人（目標値(変更前)）", "25人（目標値(変更後)）"]
    assert choices_of(second, "targets")[:2] == ["4人（目標値(変更前)）", "20人（5年間累計目標）"]
    (question,) = second.questions
    assert question.choices[1].changes == {
        "targets": "20", "target_years": "R8～R12", "manner": "期間の合計", "direction": "増える",
    }  # fmt: skip
    assert (third.draft.targets, third.questions) == ("20", ())


def test_a_final_target_that_is_the_sum_of_the_years_is_offered_as_such() -> None:
    years = tuple(f"年度別目標値 R{n}" for n in range(8, 13))
    rows = (
        ("分野", "指標", "単位", "現状値（R7）", *years, "最終目標（R12）"),
        ("産業", "あ", "人", "30", *["30"] * 5, "150"),
        ("産業", "い", "人", "10", *["2"] * 5, "10"),
    )
    first, second = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert "150人は各年の目標の合計（R8～R12）" in choices_of(first, "targets")
    assert {question.column for question in second.questions} == {"targets", "direction"}


def test_targets_of_each_year_that_are_called_sums_are_asked_about() -> None:
    rows = (
        ("分野", "指標", "単位", "現状値（R7）", *(f"目標値（R{n}）" for n in range(8, 13))),
        ("産業", "移住者数（累計）", "人", "3", "5", "10", "15", "20", "25"),
    )
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert [question.column for question in entry.questions] == ["manner"]


def test_actuals_below_targets_are_no_kpis_but_a_word_for_counting_is_none_of_them() -> None:
    heads = ("分野", "指標", "単位", "区分", "現状値（R6）", "R8", "R9", "目標値（R10）")
    pairs = (heads, ("産業", "あ", "人", "目標", "5", "6", "7", "8"), ("", "", "", "実績", "", "7", "", ""))
    reading = read_kpis([Table("表.csv", "", pairs)], About(Span(2026, 2030)))
    assert [(e.draft.name, e.draft.targets) for e in reading.entries] == [("あ", "6／7／8")]
    assert reading.counts.listed == 2
    words = (
        heads,
        ("産業", "あ", "人", "実績", "5", "", "", "8"),
        ("産業", "い", "人", "実績", "5", "", "", "8"),
    )
    assert len(read_kpis([Table("表.csv", "", words)], About(Span(2026, 2030))).entries) == 2


def test_a_baseline_is_of_before_the_plan() -> None:
    rows = (
        ("分野", "指標", "R6実績", "R8目標", "R8実績", "R12目標"),
        ("産業", "あ", "2件", "3件", "4件", "5件"),
    )
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert (entry.draft.baseline, entry.draft.baseline_years, entry.questions) == ("2", "R6", ())


@pytest.mark.parametrize(
    ("note", "years"),
    [
        ("※現状値は令和5年度、目標値は令和11年度", ("R5", "R11")),
        ("（基準値の年度：R5）", ("R5", "R12")),
        ("※現状値は一部を除き令和5年度", ("", "R12")),
        ("※1 現状値は令和5年度", ("", "R12")),
    ],
)
def test_a_note_gives_the_years_of_a_whole_sheet_where_it_names_no_exception(
    note: str, years: tuple[str, str]
) -> None:
    rows = ((note, "", "", ""), ("分野", "指標", "現状値", "目標値"), ("産業", "あ", "2件", "5件"))
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert (entry.draft.baseline_years, entry.draft.target_years) == years


def test_tables_side_by_side_give_a_kpi_each() -> None:
    heads = ("分野", "指標", "現状値（R6）", "目標値（R12）")
    rows = (
        (*heads, "", *heads),
        ("産業", "あ", "1人", "2人", "", "福祉", "い", "3人", "4人"),
        ("", "う", "5人", "6人"),
    )
    entries = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    found = [(e.draft.field, e.draft.name, e.draft.baseline, e.draft.targets, e.key) for e in entries]
    assert found == [
        ("産業", "あ", "1", "2", "2行#1"),
        ("福祉", "い", "3", "4", "2行#2"),
        ("産業", "う", "5", "6", "3行#1"),
    ]


def test_numbered_headings_keep_the_field_above_them() -> None:
    rows = (
        ("指標", "現状値（R6）", "目標値（R12）"),
        ("１　産業の振興", "", ""),
        ("1-(1)　農業", "", ""),
        ("就農者", "1人", "2人"),
        ("1.2　商業", "", ""),
        ("起業", "1件", "2件"),
        ("小計", "", ""),
    )
    reading = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030)))
    assert [(e.draft.field, e.line.policy) for e in reading.entries] == [
        ("１ 産業の振興", "1-(1) 農業"),
        ("１ 産業の振興", "1.2 商業"),
    ]


def test_a_sheet_named_for_a_department_is_no_field() -> None:
    rows = (("指標", "現状値（R6）", "目標値（R12）"), ("あ", "1人", "2人"))
    other = (("担当課：福祉課", "", ""), rows[0], ("い", "1人", "2人"))
    tables = [Table("表.xlsx", "農林課", rows), Table("表.xlsx", "様式2", other)]
    entries = read_kpis(tables, About(Span(2026, 2030))).entries
    assert [(e.draft.department, [q.column for q in e.questions]) for e in entries] == [
        ("農林課", ["field"]),
        ("福祉課", ["field"]),
    ]


def test_a_figure_shared_by_two_kpis_is_asked_about() -> None:
    rows = (
        ("分野", "指標", "現状値（R6）", "目標値（R12）"),
        ("あ", "男性", "3人", "20人"),
        ("", "女性", "1人", ""),
    )
    table = Table("表.xlsx", "表", rows, merges=((1, 0, 2, 0), (1, 3, 2, 3)))
    entries = read_kpis([table], About(Span(2026, 2030))).entries
    assert [[q.column for q in e.questions] for e in entries] == [["targets"], ["targets"]]
    words = (rows[0], ("あ", "男性", "3歳", "延伸"), rows[2])
    entries = read_kpis([replace(table, rows=words)], About(Span(2026, 2030))).entries
    assert [e.draft.manner for e in entries] == ["現状値より良くする"] * 2


def test_days_of_a_spreadsheet_are_years() -> None:
    rows = (
        ("分野", "指標", "基準年", "基準値", "目標年", "目標値"),
        ("あ", "い", "2025-03-31 0:00:00", "3人", "2031/3/31", "5人"),
    )
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert (entry.draft.baseline_years, entry.draft.target_years) == ("R6", "R12")


def test_lines_without_figures_are_no_repeated_kpis() -> None:
    rows = (
        ("分野", "指標", "単位", "現状値（R6）", "目標値（R12）"),
        ("達成", "1", "50%", "", ""),
        ("未達成", "1", "50%", "", ""),
    )
    entries = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert [entry.draft.manner for entry in entries] == ["未定", "未定"]


@pytest.mark.parametrize(
    ("note", "manner", "asks"),
    [
        ("毎年度の実績で評価", "単年度", []),
        ("計画期間中の延べ人数", "期間の合計", []),
        ("5年間の積み上げ", "期間の合計", ["baseline_years"]),
        ("R8からの累計", "期間の合計", ["manner"]),
        ("期間中の平均", "単年度", ["manner"]),
        ("年度末の現在数", "単年度", []),
        ("年間の受講者を増やしながら、計画期間中の合計でも伸ばしていく。", "期間の合計", ["manner"]),
    ],
)
def test_a_sentence_beside_the_figures_may_say_how_they_are_counted(
    note: str, manner: str, asks: list[str]
) -> None:
    (entry,) = one_row("30人", "200人", 進捗管理の考え方=note).entries
    assert (entry.draft.manner, [question.column for question in entry.questions]) == (manner, asks)


def test_a_reason_for_a_target_is_no_way_of_counting() -> None:
    (entry,) = one_row("30人", "200人", 目標値の設定根拠="各課の見込みの積み上げ").entries
    assert (entry.draft.manner, entry.questions) == ("単年度", ())


def test_a_column_of_numbers_below_a_heading_of_values_is_the_target() -> None:
    rows = (
        ("分野", "KPI", "基準値", "", "目標値", ""),
        ("", "", "年度", "数値", "年度", "数値"),
        ("あ", "い（人）", "R5", "3", "R12", "20"),
    )
    (entry,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert (entry.draft.baseline_years, entry.draft.targets, entry.draft.target_years) == ("R5", "20", "R12")


def test_columns_that_are_not_shown_or_not_taken_in_are_named() -> None:
    rows = (
        ("分野", "指標", "基準値（R5）", "R6実績", "目標値（R10）", "目標値（R12）"),
        ("あ", "い", "1人", "9人", "99人", "2人"),
    )
    table = Table("表.xlsx", "表", rows, hidden_columns=frozenset({4}))
    reading = read_kpis([table], About(Span(2026, 2030)))
    (entry,), (sheet,) = reading.entries, reading.sheets
    assert (entry.draft.targets, sheet.unused) == ("2", ("目標値(R10)", "R6実績"))


def test_a_cell_that_is_no_sure_figure_is_asked_about() -> None:
    rows = (("分野", "指標", "現状値（R6）", "目標値（R12）"), ("産業", "あ", "6201人", "7,000人"))
    table = Table("表.xlsx", "表", rows, doubts={(1, 2): "上付きの数字が混じっています。"})
    (entry,) = read_kpis([table], About(Span(2026, 2030))).entries
    assert [question.column for question in entry.questions] == ["baseline"]
    assert kpis_of([entry])[0].baseline.value is None


def test_a_department_is_carried_only_into_merged_cells() -> None:
    rows = (
        ("分野", "指標", "現状値（R6）", "目標値（R12）", "担当課"),
        ("産業", "あ", "1人", "2人", "一課"),
        ("", "い", "1人", "2人", ""),
        ("", "う", "1人", "2人", ""),
    )
    merged = Table("表.xlsx", "表", rows, merges=((1, 4, 2, 4),))
    for table, departments in ((merged, ["一課", "一課", ""]), (Table("表.csv", "", rows), ["一課"] * 3)):
        entries = read_kpis([table], About(Span(2026, 2030))).entries
        assert [entry.draft.department for entry in entries] == departments


def test_a_lone_text_merged_across_the_table_is_a_heading_row() -> None:
    rows = (
        ("No.", "指標", "現状値（R6）", "目標値（R12）"),
        ("しごとの創出", "", "", ""),
        ("1", "あ", "1人", "2人"),
    )
    for table in (Table("表.xlsx", "表", rows, merges=((1, 0, 1, 3),)), Table("表.csv", "", rows)):
        (entry,) = read_kpis([table], About(Span(2026, 2030))).entries
        assert (entry.draft.field, entry.questions) == ("しごとの創出", ())


def test_one_figure_on_two_lines_is_one_kpi_and_two_figures_are_two() -> None:
    (one,) = one_row("42\n（R6）", "30\n（R12）", name="交通事故\n発生件数（件）").entries
    assert (one.draft.name, one.draft.baseline, one.questions) == ("交通事故発生件数（件）", "42", ())
    two = one_row("42件\n3人", "30件\n0人", name="交通事故発生件数\n交通事故死者数").entries
    assert [(e.draft.name, e.draft.baseline, e.draft.unit) for e in two] == [
        ("交通事故発生件数", "42", "件"),
        ("交通事故死者数", "3", "人"),
    ]


def test_sheets_named_for_versions_are_no_fields() -> None:
    rows = (("指標", "現状値（R6）", "目標値（R12）"), ("あ", "1人", "2人"))
    reading = read_kpis(
        [Table("表.xlsx", name, rows) for name in ("R6当初", "R7改定")], About(Span(2026, 2030))
    )
    assert all(
        "field" in {q.column for q in e.questions} or e.draft.manner == "再掲" for e in reading.entries
    )
    assert len(kpis_of(reading.entries)) == 1


def test_a_column_that_says_single_year_beside_a_total_is_asked_about() -> None:
    (entry,) = one_row("3件", "累計20件", 区分="単年").entries
    assert [question.column for question in entry.questions] == ["manner"]


@pytest.mark.parametrize(
    ("baseline", "target", "remark"),
    [
        ("10人（令和5年）", "20人（令和12年度）", "「年」と「年度」が混じっています"),
        ("10人（R5年度）", "20人（R15年度）", "計画期間（R8～R12）の後です"),
        ("約10人", "20人", "「約」を除いて"),
        ("10人（R5）", "20人", "見出しではなく欄に書かれた R5"),
    ],
)
def test_what_the_clerk_should_know_stands_beside_the_reading(
    baseline: str, target: str, remark: str
) -> None:
    (entry,) = one_row(baseline, target).entries
    assert entry.questions == ()
    assert any(remark in text for text in entry.remarks)


def test_a_table_without_baselines_is_asked_for_them() -> None:
    rows = (("分野", "KPI", "目標値（R12）"), ("産業", "あ", "20人"), ("産業", "計画", "策定"))
    first, second = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    (question,) = first.questions
    assert (question.column, [choice.label for choice in question.choices]) == ("baseline", ["現状値はない"])
    assert (second.draft.baseline, second.questions) == ("なし(記載なし)", ())


def test_a_total_below_the_kpis_is_no_field() -> None:
    rows = (
        ("分野", "指標", "現状値（R6）", "目標値（R12）"),
        ("産業", "あ", "1人", "2人"),
        ("計", "", "", ""),
        ("", "い", "1人", "3人"),
    )
    entries = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert [entry.draft.field for entry in entries] == ["産業", "産業"]


def test_a_repeated_kpi_is_counted_once_and_stands_in_both_fields() -> None:
    town = next(town for town in TOWNS if town.name == "見本原町")
    kpis = {kpi.name: kpi for kpi in kpis_of(read(town).entries)}
    assert (kpis["新規就農者数"].field, kpis["新規就農者数"].also_in) == ("産業", ("子育て",))


def test_a_lone_text_that_may_be_a_field_puts_no_kpi_under_the_field_before() -> None:
    rows = (
        ("指標", "現状値（R6）", "目標値（R12）"),
        ("基本目標1 産業", "", ""),
        ("就農者数", "1人", "2人"),
        ("くらしの安心", "", ""),
        ("防災士", "3人", "4人"),
    )
    entries = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    by_name = {entry.draft.name: entry for entry in entries}
    assert by_name["就農者数"].questions == ()
    assert [q.column for q in by_name["防災士"].questions] == ["field"]
    assert "treatment" in {q.column for q in by_name["くらしの安心"].questions}


def test_what_has_no_place_in_a_plan_is_named() -> None:
    rows = (("分野", "指標", "現状値（R6）", "目標値", "達成率"), ("あ", "い", "1人", "2人", "50%"))
    (sheet,) = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).sheets
    assert sheet.unused == ("達成率",)


WORDS = st.sampled_from(
    [
        "", "―", "10人", "▲5", "10", "1億2,300万円", "増加", "現状維持", "R6", "R10までに策定", "累計20件", "5年間で3件", "50%以上",
        "10%未満", "産業", "基本目標1 産業", "■ 子育て", "（再掲）", "あ（再掲）", "※注", "計", "指標", "目標値（R12）", "現状値", "単位", "分野", "〃",
        "620①", "①1 ②2", "1/2", "R8／R9", "10／20", "2025年3月末", "9" * 50, "1." + "1" * 12, "あ\nい", "10\n20", "=1+1",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS | st.text(max_size=12), min_size=1, max_size=7), max_size=9))
def test_whatever_stands_in_a_sheet_no_line_is_lost_and_a_plan_can_be_written(rows: list[list[str]]) -> None:
    heads = ("分野", "指標名", "単位", "現状値（R6）", "目標値（R12）", "目標年", "担当課")
    table = Table("表.csv", "", (heads, *(tuple(row) for row in rows)))
    reading = read_kpis([table], About(Span(2026, 2030)))
    counts = reading.counts
    assert counts.lost == 0
    assert counts.lines == 1 + sum(any(cell.strip() for cell in row) for row in rows)
    files = plan_files(ABOUT, kpis_of(reading.entries))
    written = sum(len(yaml.safe_load(text).get("indicators", ())) for text in files.values())
    assert written == len(kpis_of(reading.entries))


def test_what_the_table_says_beside_the_figures_goes_into_the_plan() -> None:
    others = {"施策": "農業の振興", "出典": "農林課\n調べ", "備考": "隔年", "目標値の設定根拠": "県の計画"}
    (kpi,) = kpis_of(one_row("10人", "20人", **others).entries)
    text = plan_files(ABOUT, [kpi])["fields/01-field.yaml"]
    (indicator,) = yaml.safe_load(text)["indicators"]
    assert (indicator["how_measured"], indicator["target_basis"]) == ("農林課 調べ", ["県の計画"])
    assert "# 元の表: 2行。施策: 農業の振興。備考: 隔年" in text


# The conversation: the book out, corrected by openpyxl as the clerk does in Excel, and back.

ABOUT = TownFacts("見本町総合戦略", "見本町", "見本県", "324485", "企画課", Span(2026, 2030))
QUESTIONS = (
    ("分野", "指標名", "現状値", "目標値（R12）", "担当課"),
    ("しごと", "起業件数", "3件", "累計20件", "産業課"),
    ("しごと", "診療所数", "2か所", "現状維持", "健康課"),
    ("しごと", "避難所の機能", "", "充実", "総務課"),
    ("しごと", "移住相談", "30件", "60件", "企画課"),
)


def csv_of(rows: tuple[tuple[str, ...], ...]) -> File:
    return File("町の表.csv", "\n".join(",".join(row) for row in rows).encode())


def turn(source: File) -> FromSheet:
    reading, problems = read_source(source, ABOUT.period)
    assert problems == []
    return first_turn(source, ABOUT, reading)


class Clerk:
    """The book as a clerk has it open."""

    def __init__(self, content: bytes) -> None:
        self.book: Any = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet: Any = self.book[READ]
        self.columns = {cell.value: cell.column for cell in self.sheet[2]}

    def row(self, name: str) -> int:
        column = self.columns[PARTS["name"]]
        return next(n for n in range(3, self.sheet.max_row + 1) if self.sheet.cell(n, column).value == name)

    def write(self, name: str, heading: str, text: Any) -> None:
        self.sheet.cell(self.row(name), self.columns[heading], text)

    def choose(self, name: str, label: str) -> None:
        """Choose an answer that begins so, wherever it is offered in the row."""
        for rule in self.sheet.data_validations.dataValidation:
            cell = self.sheet[str(rule.sqref).split(":")[0]]
            match = next((c for c in self._choices(rule.formula1) if c.startswith(label)), None)
            if cell.row == self.row(name) and match:
                cell.value = match
                return
        raise AssertionError(label)

    def _choices(self, source: str) -> list[str]:
        if not source.startswith('"'):
            sheet, cells = source.lstrip("=").split("!")
            return [str(row[0].value) for row in self.book[sheet][cells.replace("$", "")]]
        return source.strip('"').split(",")

    def saved(self) -> File:
        out = io.BytesIO()
        self.book.save(out)
        return File("読み取り結果.xlsx", out.getvalue())


def back(source: File, clerk: Clerk) -> tuple[FromSheet | None, list[str]]:
    saved = clerk.saved()
    tables, problems = read_tables(saved.name, saved.content)
    assert not has_errors(problems)
    book, found = read_book(saved.name, tables)
    assert book is not None and found == []
    made, wrong = second_turn(source, ABOUT, book)
    return made, [f"{d.cell} {d.message}" for d in wrong]


def test_an_untouched_book_changes_nothing() -> None:
    source = csv_of(QUESTIONS)
    first = turn(source)
    second, wrong = back(source, Clerk(first.book()))
    assert wrong == [] and second is not None
    assert second.files == first.files
    assert second.reading.counts == first.reading.counts


def test_answers_are_taken_by_choice_by_cell_and_for_a_whole_sheet() -> None:
    source = csv_of(QUESTIONS)
    clerk = Clerk(turn(source).book())
    clerk.book[WHOLE].cell(3, 3, "R6")
    clerk.choose("起業件数", "積み上げ")
    clerk.choose("診療所数", "増える方が良い")
    clerk.choose("避難所の機能", "指標ではない")
    clerk.write("移住相談", PARTS["baseline_years"], "R5")
    clerk.write("移住相談", PARTS["targets"], 80)
    second, wrong = back(source, clerk)
    assert wrong == [] and second is not None
    kpis = {kpi.name: kpi for kpi in kpis_of(second.reading.entries)}
    assert list(kpis) == ["起業件数", "診療所数", "移住相談"]
    assert (kpis["起業件数"].rule, kpis["起業件数"].words) == (Rule.RUNNING_TOTAL, "累計20件")
    assert (kpis["診療所数"].keep, kpis["診療所数"].baseline.span) == (True, Span(2024, 2024))
    assert (kpis["移住相談"].baseline.span, str(kpis["移住相談"].targets[0].value)) == (
        Span(2023, 2023),
        "80",
    )
    assert (second.reading.counts.asked, second.reading.counts.lost) == (0, 0)


def test_a_book_of_answers_can_be_given_back_again() -> None:
    source = csv_of(QUESTIONS)
    clerk = Clerk(turn(source).book())
    clerk.book[WHOLE].cell(3, 3, "R6")
    clerk.choose("起業件数", "積み上げ")
    second, _ = back(source, clerk)
    assert second is not None
    again = Clerk(second.book())
    again.choose("診療所数", "減る方が良い")
    third, wrong = back(source, again)
    assert wrong == [] and third is not None
    kpis = {kpi.name: kpi for kpi in kpis_of(third.reading.entries)}
    assert kpis["起業件数"].rule is Rule.RUNNING_TOTAL, "what was answered before still holds"
    assert kpis["診療所数"].rule is Rule.TREND
    assert kpis["避難所の機能"].rule is Rule.UNDECIDED


def test_wrong_answers_are_told_with_their_cells_and_all_at_once() -> None:
    source = csv_of(QUESTIONS)
    clerk = Clerk(turn(source).book())
    clerk.write("起業件数", PARTS["manner"], "適当")
    clerk.write("移住相談", PARTS["baseline_years"], "昔")
    made, wrong = back(source, clerk)
    assert made is None
    assert len(wrong) == 2
    assert wrong[0].startswith(f"{READ}!") and "適当" in wrong[0] and "昔" in wrong[1]


def test_a_row_that_was_deleted_is_told() -> None:
    source = csv_of(QUESTIONS)
    clerk = Clerk(turn(source).book())
    clerk.sheet.delete_rows(clerk.row("診療所数"))
    made, wrong = back(source, clerk)
    assert made is None
    assert "3行の行が、読み取り結果にありません" in wrong[0]


def test_a_figure_for_words_needs_a_way_of_evaluation() -> None:
    rows = csv_of((QUESTIONS[0], ("教育", "少人数学級", "2校(R6)", "全校", "教育課")))
    clerk = Clerk(turn(rows).book())
    clerk.write("少人数学級", PARTS["targets"], "5")
    made, wrong = back(rows, clerk)
    assert made is None
    assert "「未定」のまま" in wrong[0]
    clerk.write("少人数学級", PARTS["manner"], "単年度")
    made, wrong = back(rows, clerk)
    assert wrong == [] and made is not None
    assert kpis_of(made.reading.entries)[0].rule is Rule.SINGLE_YEAR


def test_rows_that_were_added_or_copied_are_told() -> None:
    rows = csv_of(QUESTIONS)
    clerk = Clerk(turn(rows).book())
    clerk.sheet.cell(clerk.sheet.max_row + 1, clerk.columns[PARTS["name"]], "足した指標")
    clerk.sheet.cell(clerk.sheet.max_row + 1, 1, clerk.sheet.cell(clerk.row("診療所数"), 1).value)
    saved = clerk.saved()
    _, found = read_book(saved.name, read_tables(saved.name, saved.content)[0])
    assert [d.message for d in found] == ["番号のない行です。", "番号「3行#1」の行が二つあります。"]


def test_yes_to_a_row_that_says_too_little_is_told() -> None:
    source = csv_of(QUESTIONS)
    clerk = Clerk(turn(source).book())
    clerk.write("診療所数", CONFIRMED, "はい")
    made, wrong = back(source, clerk)
    assert made is None
    assert any("現状値の年" in text for text in wrong)


def test_a_towns_text_is_never_a_formula() -> None:
    rows = (*QUESTIONS[:1], ("しごと", "=1+1", "3件", "5件", "@課"))
    clerk = Clerk(turn(csv_of(rows)).book())
    assert clerk.sheet.cell(clerk.row("=1+1"), clerk.columns[PARTS["name"]]).data_type == "s"


def test_the_book_is_the_same_bytes_for_the_same_table() -> None:
    made = turn(csv_of(QUESTIONS))
    assert made.book() == made.book()


def test_the_book_shows_the_towns_words_and_every_line() -> None:
    clerk = Clerk(turn(csv_of(QUESTIONS)).book())
    row = [cell.value for cell in clerk.sheet[clerk.row("起業件数")]]
    assert clerk.sheet.cell(2, 1).value == KEY
    assert "起業件数" in row and "目標値(R12): 累計20件" in row
    assert clerk.book["指標ではない行"].cell(3, 3).value == "表の見出し"


# The command


def init(tmp_path: Path, run: Run, town: Town, *more: str) -> Any:
    (tmp_path / town.file).write_bytes(town.content())
    return run(tmp_path, "init", "町", "--from", town.file, "--period", town.period, *TOWN, *more)


@pytest.mark.parametrize("town", TOWNS, ids=NAMES)
def test_the_command_makes_a_plan_of_any_of_them(tmp_path: Path, run: Run, town: Town) -> None:
    done = init(tmp_path, run, town)
    assert done.returncode == 0, done.stderr
    assert "失われた行 0" in done.stdout
    assert (tmp_path / "町" / "読み取り結果.xlsx").is_file()
    indicators = [
        indicator
        for path in sorted((tmp_path / "町" / "plan" / "fields").glob("*.yaml"))
        for indicator in yaml.safe_load(path.read_text(encoding="utf-8"))["indicators"]
    ]
    assert len(indicators) == len(kpis_of(read(town).entries))


@pytest.mark.parametrize("town", [pytest.param(t, id=t.name) for t in TOWNS])
def test_the_plan_of_each_is_sound(tmp_path: Path, run: Run, town: Town) -> None:
    assert init(tmp_path, run, town).returncode == 0
    plan = load_workspace(tmp_path / "町").sound_plan()
    assert len(list(plan.indicators())) + len(plan.undecided) == len(kpis_of(read(town).entries))


def test_the_answers_replace_the_plan_and_keep_the_clerks_book(tmp_path: Path, run: Run) -> None:
    town = next(town for town in TOWNS if town.name == "見本森町")
    assert init(tmp_path, run, town).returncode == 0
    path = tmp_path / "町" / "読み取り結果.xlsx"
    clerk = Clerk(path.read_bytes())
    clerk.choose("起業件数", "積み上げ")
    path.write_bytes(clerk.saved().content)
    mine = path.read_bytes()
    done = run(tmp_path, "init", "町", "--from", town.file, "--answers", "町/読み取り結果.xlsx")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == mine
    assert (tmp_path / "町" / "読み取り結果_2.xlsx").is_file()
    field = yaml.safe_load(
        (tmp_path / "町" / "plan" / "fields" / "01-field.yaml").read_text(encoding="utf-8")
    )
    rules = {indicator["name"]: indicator["accumulation"] for indicator in field["indicators"]}
    assert rules["起業件数"] == "running_total"
    assert not list((tmp_path / "町").glob(".misato-*")) and not (tmp_path / "町" / ".plan.before").exists()


@pytest.mark.parametrize("change", ["plan", "ledger", "source"])
def test_what_somebody_worked_on_is_not_replaced(tmp_path: Path, run: Run, change: str) -> None:
    town = TOWNS[0]
    assert init(tmp_path, run, town).returncode == 0
    root = tmp_path / "町"
    if change == "plan":
        path = root / "plan" / "fields" / "01-field.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "# 直した\n", encoding="utf-8")
    elif change == "ledger":
        (root / "actuals" / "ledger.csv").write_text("x\n", encoding="utf-8")
    else:
        (tmp_path / town.file).write_bytes(TOWNS[1].content())
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    done = run(tmp_path, "init", "町", "--from", town.file, "--answers", "町/読み取り結果.xlsx")
    assert done.returncode == 1
    assert done.stderr
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_a_file_that_is_no_book_of_answers_is_told(tmp_path: Path, run: Run) -> None:
    town = TOWNS[0]
    (tmp_path / town.file).write_bytes(town.content())
    done = run(tmp_path, "init", "町", "--from", town.file, "--answers", town.file)
    assert done.returncode == 1
    assert "読み取り結果のファイルではありません" in done.stderr
    assert not (tmp_path / "町").exists()


def test_answers_need_the_table(tmp_path: Path, run: Run) -> None:
    done = run(tmp_path, "init", "町", "--answers", "x.xlsx")
    assert done.returncode == 2 and "--from" in done.stderr


def test_a_file_without_a_table_of_kpis_is_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "表.csv").write_text("年,人口\n2025,100\n", encoding="utf-8")
    done = run(tmp_path, "init", "町", "--from", "表.csv", "--period", "R8..R12", *TOWN)
    assert done.returncode == 1
    assert "KPIの表が見つかりません" in done.stderr
    assert not (tmp_path / "町").exists()


@pytest.mark.parametrize(
    ("headings", "roles"),
    [
        ("政策目標|施策目標|指標名称|策定時（R6）|目標（R12）", "field policy name baseline target"),
        ("目標|KPI（重要業績評価指標）|策定時点の数値|目標数値", "field name baseline target"),
        ("体系|まちづくり指標（成果指標）|現状|めざす値", "field name baseline target"),
        ("分野|成果目標|現状|目標値", "field name baseline target"),
        ("分野|指標等|現在値|将来値", "field name baseline target"),
        ("分野|施策の成果を測る指標|現状|目標", "field name baseline target"),
        ("分野|指標|基準年度の値|目標年度の値", "field name baseline target"),
        ("分野|KPI指標|KPI基準値|KPI目標値", "field name baseline target"),
        ("施策の柱|具体的な取組|数値目標（KPI）|基準年度|基準値", "field policy name baseline_year baseline"),
        ("分野|指標|目標値（R12）|県の目標値|目標値の推移", "field name target other other"),
    ],
)
def test_headings_of_towns(headings: str, roles: str) -> None:
    assert [heading.role.value for heading in read_headings(headings.split("|"))] == roles.split()


def test_two_indicators_of_one_line_are_two_kpis() -> None:
    rows = (
        ("分野", "事業名", "活動指標", "R6実績", "R12目標", "成果指標", "R6実績", "R12目標"),
        ("産業", "就農支援", "相談（件）", "3", "5", "就農者（人）", "1", "4"),
    )
    entries = read_kpis([Table("表.csv", "", rows)], About(Span(2026, 2030))).entries
    assert [(e.draft.name, e.draft.baseline, e.draft.targets, e.line.policy) for e in entries] == [
        ("相談（件）", "3", "5", "就農支援"),
        ("就農者（人）", "1", "4", "就農支援"),
    ]
