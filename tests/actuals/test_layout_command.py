"""``misato-report layout``: a table nobody described becomes an entry that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.support import published_tables as tables
from tests.support.published_tables import Variant

pytestmark = pytest.mark.slow  # whole commands, one after the other

GROSS = ROOT / "actuals" / "2027" / "島根県市町村民経済計算_令和7年度_見本.csv"
PEOPLE = ROOT / "actuals" / "2027" / "島根の人口移動と推計人口_令和9年年報_見本.csv"


def unknown(path: Path, source: Path, *changes: tuple[str, str]) -> Path:
    """A sample under a title that no source has."""
    text = source.read_bytes().decode("cp932")
    for old, new in changes:
        text = text.replace(old, new)
    path.write_bytes(text.encode("cp932"))
    return path


def test_a_table_is_shown_with_addresses(workspace: Path, run: Run) -> None:
    done = run(workspace, "layout", str(PEOPLE))
    assert done.returncode == 0, done.stderr
    assert "34行 × 12列" in done.stdout
    assert "   7 市町村" in done.stdout
    assert "「島根の人口移動と推計人口（年報）」として読めます" in done.stdout


def test_one_yes_and_the_table_is_read(workspace: Path, run: Run, tmp_path: Path) -> None:
    table = unknown(tmp_path / "新しい表.csv", GROSS, ("市町村民経済計算", "市町村の経済"))
    asked = run(workspace, "layout", str(table))
    assert asked.returncode == 0, asked.stderr
    assert "この読み方でよいですか" in asked.stdout
    assert "13,620" in asked.stdout
    assert "L23" in asked.stdout
    assert "市町村の合計＝島根県" in asked.stdout
    before = (workspace / "plan" / "sources.yaml").read_text(encoding="utf-8")
    assert "市町村の経済" not in before
    added = run(workspace, "layout", str(table), "--add")
    assert added.returncode == 0, added.stderr
    after = (workspace / "plan" / "sources.yaml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip()[:2000])  # comments and all stay
    assert run(workspace, "check").returncode == 0
    taken = run(workspace, "ingest", str(table))
    assert taken.returncode == 0, taken.stderr
    assert "新規 10" in taken.stdout


def test_the_ledger_confirms_decides_or_contradicts(town: Path, run: Run, tmp_path: Path) -> None:
    table = unknown(tmp_path / "新しい表.csv", GROSS, ("市町村民経済計算", "市町村の経済"))
    confirmed = run(town, "layout", str(table))
    assert "・合うこと: 「市町村内総生産」台帳の値と一致: H28～R7（10年分）" in confirmed.stdout
    two = "推計人口（見本）\n令和9年10月1日現在（単位：人）\n公表日：令和9年12月17日\n市町村,地区計,町計\n,人口,人口\n松江市,9,{}\n美郷町,{},{}\n"
    table.write_text(two.format(8, "3,800", "3,766"), encoding="utf-8")
    decided = run(town, "layout", str(table))
    assert decided.returncode == 0, decided.stderr
    assert "「町計・人口」とみました（合うこと: 台帳の値と一致: R9（1年分））" in decided.stdout
    assert "estimated_population: [町計, 人口]" in decided.stdout
    table.write_text(two.format(8, "3,800", "3,799"), encoding="utf-8")
    asked = run(town, "layout", str(table))
    assert asked.returncode == 1
    assert "1番「地区計・人口」（R9 3,800人）、2番「町計・人口」（R9 3,799人）" in "".join(
        asked.stdout.split("\n")
    )
    answered = run(town, "layout", str(table), "--item", "推計人口=2")
    assert answered.returncode == 0
    assert "・台帳と違うこと: 「推計人口」は台帳にもある1個のうち1個が違います" in answered.stdout
    assert "R9: 台帳 3,766、表 3,799" in answered.stdout


def test_what_ingest_would_refuse_is_never_called_readable(workspace: Path, run: Run, tmp_path: Path) -> None:
    table = unknown(tmp_path / "表.csv", GROSS, ('"13,620"', '"13,260"'))
    done = run(workspace, "layout", str(table))
    assert done.returncode == 1
    assert "取り込めます" not in done.stdout
    assert "市町村の合計" in done.stderr


def test_an_item_is_pointed_at_by_its_number(workspace: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text(
        "住民の数え\n令和7年10月1日現在\n公表日：令和8年1月10日\n市町村,登録した人\n松江市,9\n美郷町,5\n",
        encoding="utf-8",
    )
    open_ = run(workspace, "layout", str(table))
    assert open_.returncode == 1
    assert "--item 系列=番号" in open_.stderr
    wrong = run(workspace, "layout", str(table), "--item", "推計人口=9")
    assert wrong.returncode == 2
    assert "9" in wrong.stderr
    done = run(workspace, "layout", str(table), "--item", "推計人口=1", "--add")
    assert done.returncode == 0, done.stderr
    assert run(workspace, "ingest", str(table)).returncode == 0


def test_another_kind_of_period_is_told_instead_of_proposed(
    workspace: Path, run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "表.csv"
    table.write_text(
        "市町村別の推計人口\n令和7年1月1日現在\n公表日：令和7年8月6日\n市町村,推計人口\n松江市,9\n美郷町,5\n",
        encoding="utf-8",
    )
    done = run(workspace, "layout", str(table))
    assert done.returncode == 1
    assert "2025年1月1日の値ですが、系列「推計人口」は10月1日現在です" in done.stdout


def test_own_table_is_taken_on_the_clerks_word(workspace: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text(
        "市町村内総生産\n公表日：令和8年3月10日\n（単位：百万円）\n年度,市町村内総生産\n令和4年度,500\n5年度,490\n",
        encoding="utf-8",
    )
    looked = run(workspace, "layout", str(table))
    assert (
        "だけの表として、この読み方でよいですか。よければ、同じコマンドに --own --add を付けて"
        in looked.stdout
    )
    refused = run(workspace, "layout", str(table), "--add")
    assert refused.returncode == 1
    assert "--own も付けてください" in refused.stderr
    done = run(workspace, "layout", str(table), "--own", "--add")
    assert done.returncode == 0, done.stderr
    assert "place: own" in (workspace / "plan" / "sources.yaml").read_text(encoding="utf-8")
    assert run(workspace, "ingest", str(table)).returncode == 0


@pytest.mark.parametrize("area", ["name", "spaced", "county", "name+code", "header"])
@pytest.mark.parametrize("period", ["text", "header", "column"])
def test_proposals_for_many_arrangements(
    workspace: Path, run: Run, tmp_path: Path, area: str, period: str
) -> None:
    levels = 3 if area == "header" and period == "header" else 2
    name, raw, _ = tables.make(Variant("x", area=area, period=period, levels=levels))
    table = tmp_path / name
    table.write_bytes(raw)
    done = run(workspace, "layout", str(table), "--add")
    assert done.returncode == 0, done.stderr + done.stdout
    tried = run(workspace, "layout", str(table))
    assert "ingest で取り込めます" in tried.stdout
    for series in ("births", "deaths"):  # 増減 without its group's heading is no certain item
        assert f"{abs(tables.truth(series, 2027)):,}" in tried.stdout


def test_a_source_of_the_plan_can_be_tried(workspace: Path, run: Run) -> None:
    done = run(workspace, "layout", str(GROSS), "--try", "municipal_accounts")
    assert done.returncode == 0
    assert "13,020" in done.stdout
    wrong = run(workspace, "layout", str(PEOPLE), "--try", "municipal_accounts")
    assert wrong.returncode == 1
    assert "どの資料か分かりません" in wrong.stderr


def test_a_slip_in_the_entry_is_told_with_its_line(workspace: Path, run: Run, tmp_path: Path) -> None:
    entry = tmp_path / "entry.yaml"
    entry.write_text("  - id: x\n    titel: a\n", encoding="utf-8")
    done = run(workspace, "layout", str(GROSS), "--try", str(entry))
    assert done.returncode == 1
    assert "entry.yaml:2:5" in done.stderr
    assert "もしかして: title" in done.stderr


def test_neither_a_source_nor_a_file(workspace: Path, run: Run) -> None:
    done = run(workspace, "layout", str(GROSS), "--try", "nothing")
    assert done.returncode == 2
    assert "municipal_accounts" in done.stderr


def test_a_file_that_is_not_there_or_no_table(workspace: Path, run: Run, tmp_path: Path) -> None:
    assert run(workspace, "layout", "nowhere.csv").returncode == 1
    (tmp_path / "a.csv").write_bytes(b"\xff\xff\xff")
    done = run(workspace, "layout", str(tmp_path / "a.csv"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
