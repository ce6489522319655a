"""From a file of the ministry to the ledger: one question, and projections that stay what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.actuals.published.national import samples
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

REGISTER = samples.REGISTER.format(edition="（総計）")


def saved(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def ledger(workspace: Path) -> list[str]:
    path = workspace / "actuals" / "ledger.csv"
    return path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []


def test_ingest_says_what_the_file_is_and_changes_nothing(workspace: Path, run: Run, tmp_path: Path) -> None:
    before = (workspace / "plan" / "sources.yaml").read_bytes()
    done = run(workspace, "ingest", saved(tmp_path, "登録人口_見本.csv", REGISTER))
    assert done.returncode == 1
    assert (
        "「住民基本台帳に基づく人口、人口動態及び世帯数（総計）」（総務省）の表です"
        in done.stderr.replace("の表ですが", "の表です")
    )
    assert "layout ファイル --add" in done.stderr
    assert (workspace / "plan" / "sources.yaml").read_bytes() == before


def test_one_yes_and_the_register_is_taken(workspace: Path, run: Run, tmp_path: Path) -> None:
    file = saved(tmp_path, "登録人口_見本.csv", REGISTER)
    asked = run(workspace, "layout", file)
    assert asked.returncode == 0, asked.stderr
    assert "総務省）の表です。" in asked.stdout
    assert "住民基本台帳の出生者数（人、暦年）" in asked.stdout
    assert "この読み方でよいですか" in asked.stdout
    assert run(workspace, "layout", file, "--add").returncode == 0
    checked = run(workspace, "check")
    assert checked.returncode == 0, checked.stderr
    taken = run(workspace, "ingest", file, "--published-on", "2026-08-05")
    assert taken.returncode == 0, taken.stderr
    assert "新規 10" in taken.stdout
    rows = ledger(workspace)
    assert any(row.startswith("juki_population,2026,1月1日現在,400,人") for row in rows)
    assert any(row.startswith("juki_births,2025,暦年,2,人") for row in rows)
    assert "として読めます" in run(workspace, "layout", file).stdout


def test_another_edition_is_another_source(workspace: Path, run: Run, tmp_path: Path) -> None:
    first = saved(tmp_path, "総計_見本.csv", REGISTER)
    second = saved(tmp_path, "日本人_見本.csv", samples.REGISTER.format(edition="（日本人住民）"))
    assert run(workspace, "layout", first, "--add").returncode == 0
    refused = run(workspace, "ingest", second, "--published-on", "2026-08-05")
    assert refused.returncode == 1
    assert run(workspace, "layout", second, "--add").returncode == 0
    assert run(workspace, "check").returncode == 0
    taken = run(workspace, "ingest", second, "--published-on", "2026-08-05")
    assert taken.returncode == 0, taken.stderr
    assert {row.split(",")[0] for row in ledger(workspace)[1:] if "juki" in row} >= {
        "juki_japanese_population"
    }
    assert not any(row.startswith("juki_population,") for row in ledger(workspace))


def forget_own_projections(folder: Path) -> None:
    """The plan as that of a town that has no table of projections yet."""
    general = yaml.safe_load((folder / "plan.yaml").read_text(encoding="utf-8"))
    del general["population_paths"]
    sources = yaml.safe_load((folder / "sources.yaml").read_text(encoding="utf-8"))
    sources["series"] = [s for s in sources["series"] if not s.get("projection")]
    sources["sources"] = [s for s in sources["sources"] if s["id"] != "regional_projections"]
    for name, content in (("plan.yaml", general), ("sources.yaml", sources)):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=9999)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def projected(workspace: Path, run: Run, tmp_path: Path) -> Path:
    """A workspace whose plan knows 社人研's table, and the table."""
    forget_own_projections(workspace / "plan")
    file = saved(tmp_path, "将来_見本.csv", samples.PROJECTIONS)
    done = run(workspace, "layout", file, "--add")
    assert done.returncode == 0, done.stderr
    return Path(file)


def test_years_to_come_are_taken_as_projections(workspace: Path, run: Run, projected: Path) -> None:
    taken = run(workspace, "ingest", str(projected), "--published-on", "2023-12-22")
    assert taken.returncode == 0, taken.stderr
    periods = [row.split(",")[1:4] for row in ledger(workspace) if row.startswith("projected_population,")]
    assert periods == [
        ["2020", "10月1日現在", "400"],
        ["2025", "10月1日現在", "350"],
        ["2050", "10月1日現在", "150"],
    ]
    assert run(workspace, "check").returncode == 0
    assert "将来推計人口" not in run(workspace, "calendar", "2027").stdout


@pytest.mark.parametrize("change", [("    projection: true\n", "")])
def test_no_series_of_actuals_takes_a_projection(
    workspace: Path, run: Run, projected: Path, change: tuple[str, str]
) -> None:
    sources = workspace / "plan" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    assert change[0] in text
    sources.write_text(text.replace(*change), encoding="utf-8")
    done = run(workspace, "ingest", str(projected), "--published-on", "2060-12-22")
    assert done.returncode == 1
    assert "将来の推計の表なので、実績の系列" in done.stderr
    assert ledger(workspace) == []


def test_no_indicator_is_judged_by_a_projection(workspace: Path, run: Run, projected: Path) -> None:
    del projected
    path = workspace / "plan" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    used = yaml.safe_load(text)["target_population"]["derivation"]["series"]
    path.write_text(text.replace(f"series: {used}", "series: projected_population"), encoding="utf-8")
    done = run(workspace, "check")
    assert done.returncode == 1
    assert "将来の推計なので、指標の実績にはできません" in done.stderr


def test_the_register_is_taken_when_last_years_births_are_there(
    workspace: Path, run: Run, tmp_path: Path
) -> None:
    file = saved(tmp_path, "総計_見本.csv", REGISTER)
    assert run(workspace, "layout", file, "--add").returncode == 0
    assert run(workspace, "ingest", file, "--published-on", "2026-08-05").returncode == 0
    lines = run(workspace, "calendar", "2026").stdout.splitlines()
    assert any("取込済み" in line and "住民基本台帳" in line for line in lines)


def test_the_census_is_awaited_every_five_years(workspace: Path, run: Run, tmp_path: Path) -> None:
    file = saved(tmp_path, "国調_見本.csv", samples.CENSUS)
    assert run(workspace, "layout", file, "--add").returncode == 0
    assert "国勢調査" in run(workspace, "calendar", "2031").stdout
    assert "国勢調査" not in run(workspace, "calendar", "2028").stdout


@pytest.mark.parametrize(
    ("about", "message"), [({"NEXT_KEY": 100001}, "途中まで"), ({"FROM_NUMBER": 100001}, "途中から")]
)
def test_a_part_of_an_answer_of_the_api_is_refused(
    workspace: Path, run: Run, tmp_path: Path, about: dict[str, object], message: str
) -> None:
    file = saved(tmp_path, "api_見本.json", samples.indicators_api(**about))
    for command in ("layout", "ingest"):
        done = run(workspace, command, file)
        assert done.returncode == 1
        assert message in done.stderr


def test_what_the_api_says_instead_of_an_answer_is_told(workspace: Path, run: Run, tmp_path: Path) -> None:
    text = '{"GET_STATS_DATA": {"RESULT": {"STATUS": 100, "ERROR_MSG": "認証に失敗しました。"}}}'
    done = run(workspace, "ingest", saved(tmp_path, "api_見本.json", text))
    assert done.returncode == 1
    assert "「認証に失敗しました。」" in done.stderr
