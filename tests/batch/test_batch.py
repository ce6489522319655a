"""Many towns: each apart, none in another's way, gone on where it stopped, by processes and by a real Dask cluster."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from misato_report.batch import running as batch
from misato_report.batch.running import Order, TownResult, towns_in
from tests.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.long]
ORDER = Order(2027, date(2028, 5, 1), formats=("html",))


@pytest.fixture
def prefecture(taken_in: Path, run: Run, tmp_path: Path) -> Path:
    """Four towns: two whole, one whose plan has a mistake, one without figures."""
    folder = tmp_path / "県"
    for name in ("甲町", "乙 町#1", "誤りの町", "数値のない町"):
        shutil.copytree(taken_in, folder / name)
    plan = folder / "誤りの町" / "plan" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    (folder / "数値のない町" / "actuals" / "ledger.csv").unlink()
    (folder / "関係のないもの").mkdir()
    return folder


def test_one_failing_town_does_not_stop_the_others(prefecture: Path, run: Run, tmp_path: Path) -> None:
    done = run(tmp_path, "batch", "県", "--year", "R9", "--format", "html,csv", "--jobs", "2")
    assert done.returncode == 1
    assert "2町を作りました" in done.stdout
    assert "台帳に数値がまだ一つもありません" in done.stderr
    assert "× " in done.stderr
    assert "plan/plan.yaml:" in done.stderr
    page = (tmp_path / "一覧_2027.html").read_text(encoding="utf-8")
    assert "作れませんでした" in page
    assert "（見本）" in page
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) >= 4
    from urllib.parse import unquote

    assert all((tmp_path / unquote(link)).is_file() for link in links)


def test_a_batch_goes_on_where_it_stopped(prefecture: Path, run: Run, tmp_path: Path) -> None:
    command = (
        "batch",
        "県/甲町",
        "県/乙 町#1",
        "--year",
        "2027",
        "--format",
        "html",
        "--jobs",
        "1",
        "--as-of",
        "2028-05-01",
    )
    first = run(tmp_path, *command)
    assert first.returncode == 0, first.stderr
    report = next((prefecture / "甲町" / "out" / "2027").iterdir())
    written = report.stat().st_mtime_ns
    next((prefecture / "乙 町#1" / "out" / "2027").iterdir()).unlink()
    again = run(tmp_path, *command)
    assert "うち1町は前のまま" in again.stdout
    assert report.stat().st_mtime_ns == written
    assert len(list((prefecture / "乙 町#1" / "out" / "2027").iterdir())) == 1


def test_a_town_is_built_as_it_is_alone(prefecture: Path, run: Run, tmp_path: Path) -> None:
    run(tmp_path, "batch", "県/甲町", "--year", "2027", "--format", "html", "--as-of", "2028-05-01")
    run(prefecture / "乙 町#1", "build", "2027", "--format", "html", "--as-of", "2028-05-01")
    one, other = (next((prefecture / name / "out" / "2027").glob("*.html")) for name in ("甲町", "乙 町#1"))
    assert one.read_bytes() == other.read_bytes()


def dies(folder: str, order: Order) -> TownResult:
    """A town that takes its process down with it, as a crash in a library does."""
    if folder.endswith("誤りの町"):
        os.kill(os.getpid(), signal.SIGKILL)
    return TownResult(folder, municipality=Path(folder).name)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_takes_one_town_and_no_other(
    prefecture: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(batch, "build_town", dies)
    towns = towns_in([prefecture])
    told: list[str] = []
    results = batch.run_here(towns, ORDER, jobs, lambda result: told.append(result.folder))
    assert [Path(r.folder).name for r in results if r.failed] == ["誤りの町"]
    assert len(results) == len(told) == 4


def test_folders_that_are_no_workspaces(tmp_path: Path, run: Run) -> None:
    done = run(tmp_path, "batch", str(tmp_path), "--year", "2027")
    assert done.returncode == 2
    assert "一つもありません" in done.stderr


@pytest.fixture
def cluster() -> Iterator[str]:
    """A real scheduler and two workers in processes of their own, on loopback."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, protocol="tcp://"
    ) as running:  # type: ignore[no-untyped-call]
        yield str(running.scheduler_address)


def test_a_dask_cluster_builds_the_same(prefecture: Path, cluster: str, run: Run, tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "batch",
        "県",
        "--year",
        "2027",
        "--format",
        "html",
        "--scheduler",
        cluster,
        "--as-of",
        "2028-05-01",
    )
    assert done.returncode == 1
    assert "2町は作れませんでした" in done.stdout, "one with a mistake, one without figures"
    built = next((prefecture / "甲町" / "out" / "2027").iterdir()).read_bytes()
    shutil.rmtree(prefecture / "甲町" / "out")
    run(prefecture / "甲町", "build", "2027", "--format", "html", "--as-of", "2028-05-01")
    assert next((prefecture / "甲町" / "out" / "2027").glob("*.html")).read_bytes() == built


def test_no_scheduler_answers(
    prefecture: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    def nobody(*_: object, **__: object) -> None:
        raise OSError("Timed out trying to connect")

    monkeypatch.setattr(distributed, "Client", nobody)
    done = run(tmp_path, "batch", "県", "--year", "2027", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "スケジューラーにつながりません" in done.stderr
