"""The commands as the clerk runs them: what they print, their exit codes, and what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

# Worked out by hand from the sample files, by the formulas of docs/evaluation.md.
BY_HAND = {
    # R8 -12, R9 -2: x -14, expected -45*2/5, reference -90/5*2, P (-14+36)/(-18+36)
    "social_increase": (2027, "-14", "-18", "-36", "1.222222", "on_track"),
    # R7 13,620; 12,950 + 1,597*3/5; (13,620-12,950)/(13,908.2-12,950)
    "gross_product": (2025, "13620", "13908.2", "12950", "0.699228", "slightly_behind"),
    # 350 of 3,766 = 9.29 -> 9.3; 9.4 + 2.3*2/5; (9.3-9.4)/(10.32-9.4)
    "young_population_share": (2027, "9.3", "10.32", "9.4", "-0.108696", "moved_away"),
    # 16 services; 15 + 3*2/5; 1/1.2
    "digital_services": (2027, "16", "16.2", "15", "0.833333", "slightly_behind"),
    # (0-3+2-3+5)/5 = 0.2 of 1
    "tsuga_nagato_migration": (2027, "0.2", "1", "0", "0.2", "behind"),
    "facility_users": (2027, "1380", "1500", "0", "0.92", "slightly_behind"),
    "event_volunteers": (2027, "25", "24", "18", "1.166667", "achieved"),
    # 26 of 38 = 68.42 -> 68.4; (68.4-30)/(70-30)
    "children_club_share": (2027, "68.4", "70", "30", "0.96", "slightly_behind"),
    # 3,766 against 4,355 - 795*7/10
    "target_population": (2027, "3766", "3798.5", "4355", None, "behind"),
}


@pytest.mark.slow
def test_status_of_the_samples_as_computed_by_hand(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "status", "2027", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout, parse_float=str, parse_int=str)
    assert told["report_year"] == "2027"
    assert told["as_of"] == "2028-04-20"
    assert told["sample"] is True
    assert [i["id"] for i in told["indicators"]] == [
        "social_increase", "gross_product", "young_population_share", "digital_services",
        "tsuga_nagato_migration", "facility_users", "event_volunteers", "children_club_share", "target_population",
    ]  # fmt: skip
    for indicator in told["indicators"]:
        period, value, expected, reference, pace, verdict = BY_HAND[indicator["id"]]
        assert indicator["period"] == str(period)
        assert (indicator["value"], indicator["expected"], indicator["reference"]) == (
            value,
            expected,
            reference,
        )
        assert indicator["pace_ratio"] == pace
        assert indicator["verdict"] == verdict
        assert indicator["missing_periods"] == []


def test_as_of_leaves_out_what_came_later(taken_in: Path, run: Run) -> None:
    done = run(taken_in, "status", "R8", "--as-of", "令和9年3月31日", "--json")
    told = {i["id"]: i for i in json.loads(done.stdout)["indicators"]}
    assert told["social_increase"]["value"] == -12
    assert told["gross_product"]["period"] == 2024
    assert told["facility_users"]["verdict"] == "not_published"


def test_before_anything_is_taken_in(workspace: Path, run: Run) -> None:
    done = run(workspace, "status", "2027", "--as-of", "2028-04-20", "--json")
    verdicts = {i["id"]: i["verdict"] for i in json.loads(done.stdout)["indicators"]}
    assert verdicts["social_increase"] == "missing"
    assert verdicts["gross_product"] == "missing"
    assert verdicts["facility_users"] == "missing", "the counts of R8 were due by 30 April 2027"


@pytest.mark.parametrize("year", ["2027", "R9", "令和9年度", "令和９年"])
def test_a_year_as_anybody_writes_it(samples: Path, run: Run, year: str) -> None:
    assert "令和9年度（2027年度）" in run(samples, "status", year).stdout


@pytest.mark.slow
def test_status_fits_eighty_columns(samples: Path, run: Run) -> None:
    from rich.cells import cell_len

    run(samples, "ingest")
    for line in run(samples, "status", "2027", COLUMNS="80").stdout.splitlines():
        if not line.startswith("・"):
            assert cell_len(line) <= 80


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("status", "いつか"), ("status", "2027", "--as-of", "昨日"), ("stat",), ("build", "2027", "--formt", "pdf"),
     ("history",), ("build", "2027", "--format", "docx"), ("history", "ない指標")],
)  # fmt: skip
def test_a_wrong_command_line_is_exit_2_in_japanese(
    samples: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    done = run(samples, *arguments)
    assert done.returncode == 2
    assert "misato-report --help" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("status",), "「年度」がありません。"),
        (("buid",), "「buid」というコマンドはありません。 もしかして: build、guide"),
        (("build", "2027", "--formt", "pdf"), "「--formt」という指定はありません。 もしかして: --format"),
        (("build", "2027", "--format"), "「--format」の後に値がありません。"),
        (("status", "2027", "--json=3"), "「--json」に値は付けられません。"),
        (("status", "2027", "2028", "2029"), "「2028 2029」が余分です。"),
        (("layout", "表.csv", "--rows", "三"), "「三」は整数ではありません。"),
        (("layout", "表.csv", "--rows", "0"), "「0」は使えません。1以上の整数で書いてください。"),
        (("preview", "2027", "--port", "80"), "「80」は使えません。1024～65535の整数で書いてください。"),
        (("completion", "tcsh"), "「tcsh」には対応していません。bash、zsh、fish、powershell のどれかです。"),
    ],
)
def test_what_is_wrong_with_a_command_line(
    samples: Path, run: Run, arguments: tuple[str, ...], told: str
) -> None:
    """typer says it in English sentences: a version that words them otherwise must be noticed here."""
    done = run(samples, *arguments)
    assert done.returncode == 2
    assert done.stderr == f"{told}\n使い方は misato-report --help で見られます。\n"


def test_no_workspace(tmp_path: Path, run: Run) -> None:
    for command in (
        ("status", "2027"),
        ("check",),
        ("ingest",),
        ("status", "2027", "--workspace", str(tmp_path)),
    ):
        done = run(tmp_path, *command)
        assert done.returncode == 1
        assert "plan/plan.yaml" in done.stderr


def test_the_workspace_is_found_from_below_and_by_option(samples: Path, run: Run, tmp_path: Path) -> None:
    assert run(samples / "plan" / "fields", "status", "2027").returncode == 0
    assert run(tmp_path, "status", "2027", "--workspace", str(samples)).returncode == 0
    assert run(tmp_path, "--workspace", str(samples), "status", "2027").returncode == 0


@pytest.mark.slow
def test_history_tells_what_it_was_before_the_revision(taken_in: Path, run: Run) -> None:
    for name in ("gross_product", "町内総生産", "美郷町内総生産額"):
        done = run(taken_in, "history", name)
        assert done.returncode == 0, done.stderr
        assert "13,020" in done.stdout
        assert "12,950" in done.stdout
        assert "島根県市町村民経済計算_令和5年度_見本.csv" in done.stdout


def test_init_makes_a_clean_workspace(tmp_path: Path, run: Run) -> None:
    for option in ((), ("--blank",)):
        folder = tmp_path / ("新しい町" + "".join(option))
        assert run(tmp_path, "init", str(folder), *option).returncode == 0
        checked = run(folder, "check")
        assert checked.returncode == 0, checked.stderr
        told = json.loads(run(folder, "status", "2027", "--json").stdout)
        assert told["sample"] is False
        assert run(tmp_path, "init", str(folder)).returncode == 1, "never over something that is there"


def test_schemas_in_the_repository_are_those_of_the_model(workspace: Path, run: Run) -> None:
    before = {p.name: p.read_bytes() for p in (workspace / "plan" / "schema").iterdir()}
    assert run(workspace, "schema").returncode == 0
    assert {p.name: p.read_bytes() for p in (workspace / "plan" / "schema").iterdir()} == before


@pytest.mark.slow
def test_doctor(workspace: Path, run: Run) -> None:
    done = run(workspace, "doctor")
    assert done.returncode == 0, done.stdout
    assert "Pango" in done.stdout


@pytest.mark.slow
def test_light_commands_load_nothing_heavy(taken_in: Path, run: Run) -> None:
    program = (
        "import sys\n"
        "from misato_report.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pandas', 'weasyprint', 'matplotlib', 'jinja2', 'openpyxl', 'xlsxwriter') if m in sys.modules], file=sys.stderr)\n"
    )
    for command in (
        ["--help"],
        ["check"],
        ["status", "2027"],
        ["history", "gross_product"],
        ["calendar", "R9"],
        ["guide"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", program, *command],
            cwd=taken_in,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr.strip().splitlines()[-1] == "[]"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp932", "ascii", "utf-8"])
def test_consoles_of_other_code_pages(taken_in: Path, run: Run, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from misato_report.cli.app import main; main()", "status", "2027"],
        cwd=taken_in, capture_output=True, check=False, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_same_for_programs(samples: Path, run: Run) -> None:
    from datetime import date

    from misato_report import BuildRequest, build_report, evaluate, load_workspace

    run(samples, "ingest")
    project = load_workspace(samples)
    evaluations = evaluate(project, 2027, date(2028, 4, 20))
    assert len(evaluations) == 9
    (path,) = build_report(
        project, BuildRequest(report_year=2027, as_of=date(2028, 4, 20), formats=("html",))
    )
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
