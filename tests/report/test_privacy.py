"""What is not for everybody: small counts, internal texts and indicators, and what the public edition leaves out."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

NAME = "山田太郎（例）"


@pytest.fixture
def town_with_secrets(samples: Path, run: Run) -> Path:
    """An indicator of a grant and a part of a review are internal."""
    fields = samples / "plan" / "fields" / "1-migration.yaml"
    text = fields.read_text(encoding="utf-8")
    marked = re.sub(
        r"(?m)^( *)- id: event_volunteers$", r"\1- id: event_volunteers\n\1  internal: true", text
    )
    assert marked != text
    fields.write_text(marked, encoding="utf-8")
    reviews = samples / "plan" / "reviews" / "2027.yaml"
    lines = reviews.read_text(encoding="utf-8")
    first = re.search(r"(?m)^( +)factors: .*$", lines)
    assert first is not None
    indent = first[1]
    reviews.write_text(
        lines.replace(first[0], f"{indent}factors: {NAME}さんの転出による\n{indent}internal: [factors]", 1),
        encoding="utf-8",
    )
    run(samples, "ingest")
    return samples


def everything_printed(folder: Path) -> str:
    """All the text of a report's files, the PDF's and the workbook's too."""
    parts = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".pdf":
            done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
            parts.append(done.stdout.decode())
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                parts.extend(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        else:
            parts.append(path.read_text(encoding="utf-8-sig"))
    return "".join("".join(parts).split())


@pytest.mark.slow
def test_a_public_edition_leaves_out_what_is_internal(town_with_secrets: Path, run: Run) -> None:
    root = town_with_secrets
    done = run(root, "build", "2027", "--public", "--format", "pdf,html,xlsx,csv")
    assert done.returncode == 0, done.stderr
    folder = root / "out" / "2027"
    assert len(list(folder.iterdir())) == 7  # and months, municipalities, money
    assert all(path.stem.endswith("_公開用") for path in folder.iterdir())
    public = everything_printed(folder)
    assert NAME not in public
    assert "ボランティア" not in public
    assert "event_volunteers" not in public
    assert "コミュニティ施設の利用者数" in public


def test_the_councils_edition_has_all_of_it(town_with_secrets: Path, run: Run) -> None:
    root = town_with_secrets
    assert run(root, "build", "2027", "--format", "html,csv").returncode == 0
    council = everything_printed(root / "out" / "2027")
    assert NAME in council
    assert "イベントの外部ボランティア" in council
    # Both editions stand side by side: neither takes the other's place.
    assert run(root, "build", "2027", "--format", "html", "--public").returncode == 0
    assert len(list((root / "out" / "2027").glob("美郷町*.html"))) == 2


def test_a_town_without_anything_internal_has_one_report(taken_in: Path, run: Run) -> None:
    run(taken_in, "build", "2027", "--format", "html", "--ascii-name")
    run(taken_in, "build", "2027", "--format", "html", "--ascii-name", "--public")
    council, public = sorted((taken_in / "out" / "2027").glob("progress*"), key=lambda p: len(p.name))
    assert public.name.endswith("-public.html")
    assert council.read_bytes() == public.read_bytes()


def test_a_whole_review_and_a_verdict_can_be_internal(taken_in: Path, run: Run) -> None:
    reviews = taken_in / "plan" / "reviews" / "2027.yaml"
    text = reviews.read_text(encoding="utf-8")
    for part in ("all", "town_verdict"):
        reviews.write_text(
            re.sub(r"(?m)^( +)department: ", rf"\1internal: [{part}]\n\1department: ", text), encoding="utf-8"
        )
        done = run(taken_in, "build", "2027", "--format", "html", "--public")
        assert done.returncode == 0, done.stderr
        (report,) = (taken_in / "out" / "2027").glob("*.html")
        printed = report.read_text(encoding="utf-8")
        assert ("移住相談会を開き" in printed) == (part != "all")
        report.unlink()


def test_small_counts_of_a_sensitive_series_are_warned_of(samples: Path, run: Run) -> None:
    sources = samples / "plan" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    marked = text.replace(
        "    name: 都賀長藤地域の社会増減数\n", "    name: 都賀長藤地域の社会増減数\n    sensitive: true\n"
    )
    assert marked != text
    sources.write_text(marked, encoding="utf-8")
    run(samples, "ingest")

    def small_years() -> list[tuple[str, str]]:
        done = run(samples, "check")
        assert done.returncode == 0
        return re.findall(
            r"「都賀長藤地域の社会増減数」の (.*?) は (\d+)人 より小さく", " ".join(done.stderr.split())
        )

    # 2, -1, 0, -3, 2, -3 and 5 in R3 to R9: nobody is known by a 0.
    assert small_years() == [("R3、R4、R6、R7、R8、R9", "10")]
    plan = samples / "plan" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + "\nsmallest_count: 3\n", encoding="utf-8")
    assert small_years() == [("R3、R4、R7", "3")]


def test_small_counts_of_the_months_of_a_sensitive_year_are_warned_of(samples: Path, run: Run) -> None:
    sources = samples / "plan" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(
        text.replace("    name: 社会増減数\n", "    name: 社会増減数\n    sensitive: true\n"),
        encoding="utf-8",
    )
    run(samples, "ingest")
    told = " ".join(run(samples, "check").stderr.split())
    assert "「社会増減数（月）」の R9.10、R9.11、R9.12、R10.1、R10.2 は 10人 より小さく" in told


def test_months_municipalities_and_money_of_what_is_internal_are_not_given_out(
    samples: Path, run: Run
) -> None:
    run(samples, "ingest")
    assert run(samples, "build", "2027", "--public", "--format", "csv").returncode == 0
    folder = samples / "out" / "2027"
    names = {
        path.name.removeprefix("美郷町まちづくりアクションプラン進捗報告書_令和9年度_")
        for path in folder.iterdir()
    }
    assert names == {"公開用.csv", "途中経過_公開用.csv", "県内の市町村_公開用.csv", "事業と決算_公開用.csv"}
    assert "social_increase" in everything_printed(folder)
    field = samples / "plan" / "fields" / "1-migration.yaml"
    text = field.read_text(encoding="utf-8")
    field.write_text(
        text.replace("- id: social_increase\n", "- id: social_increase\n    internal: true\n", 1),
        encoding="utf-8",
    )
    (samples / "plan" / "plan.yaml").write_text(
        re.sub(r"(?m)^target_population:\n", "target_population:\n  internal: true\n",
        (samples / "plan" / "plan.yaml").read_text(encoding="utf-8")), encoding="utf-8"
    )  # fmt: skip
    assert run(samples, "build", "2027", "--public", "--format", "csv").returncode == 0
    public = everything_printed(folder)
    for hidden in ("social_increase", "net_migration_of_month", "社会増減数（月）", "population_of_month"):
        assert hidden not in public
    # What an earlier build said of them is not left lying there.
    (months,) = folder.glob("*途中経過*")
    assert months.read_text(encoding="utf-8-sig").count("\r\n") <= 1


def test_nothing_is_written_through_a_link_that_leads_out(taken_in: Path, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "外"
    outside.mkdir()
    shutil.rmtree(taken_in / "out")
    (taken_in / "out").symlink_to(outside)
    (taken_in / "forms").symlink_to(outside)
    for command in (("build", "2027", "--format", "html"), ("forms", "2027")):
        done = run(taken_in, *command)
        assert done.returncode == 1
        assert "ワークスペースの外を指すリンク" in done.stderr
    assert list(outside.iterdir()) == []
    (taken_in / "actuals").rename(outside / "actuals")
    (taken_in / "actuals").symlink_to(outside / "actuals")
    ledger = (outside / "actuals" / "ledger.csv").read_bytes()
    done = run(taken_in, "ingest")
    assert done.returncode == 1
    assert "ワークスペースの外を指すリンク" in done.stderr
    assert (outside / "actuals" / "ledger.csv").read_bytes() == ledger


def test_a_link_among_the_source_files_is_not_followed(samples: Path, run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "秘密.csv"
    secret.write_text("系列,対象,値,単位,状態,公表日,備考\nコミュニティ施設の利用者数,R8,999,人,,2027-04-21,\n", "utf-8")  # fmt: skip
    (samples / "actuals" / "2027" / "リンク.csv").symlink_to(secret)
    done = run(samples, "ingest")
    assert done.returncode == 1
    assert "ワークスペースの外を指すリンクです" in done.stderr
    assert not (samples / "actuals" / "ledger.csv").exists()


def test_a_template_that_is_a_link_out_is_not_printed(samples: Path, run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "秘密.css"
    secret.write_text("/* 秘密 */", encoding="utf-8")
    (samples / "templates" / "report.css").unlink()
    (samples / "templates" / "report.css").symlink_to(secret)
    run(samples, "ingest")
    done = run(samples, "build", "2027", "--format", "html")
    assert done.returncode == 1
    assert "report.css" in done.stderr
    assert not (samples / "out").exists()


def test_a_ledger_that_is_a_link_is_replaced_and_not_followed(
    taken_in: Path, run: Run, tmp_path: Path
) -> None:
    victim = tmp_path / "よその台帳.csv"
    ledger = taken_in / "actuals" / "ledger.csv"
    victim.write_bytes(ledger.read_bytes())
    before = victim.read_bytes()
    ledger.unlink()
    ledger.symlink_to(victim)
    done = run(
        taken_in, "record", "コミュニティ施設の利用者数", "R9", "1,390", "--published-on", "2028-05-01"
    )
    assert done.returncode == 0, done.stderr
    assert victim.read_bytes() == before
    assert not ledger.is_symlink()


def test_a_picture_of_the_towns_own_folder_is_on_paper_and_screen(samples: Path, run: Run) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (samples / "templates" / "絵.svg").write_text(svg, encoding="utf-8")
    page = samples / "templates" / "report.html.j2"
    body = "<!DOCTYPE html><html lang='ja'><title>x</title><img alt='' src='{{ inlined(\"絵.svg\") }}'><img alt='' src='絵.svg'>"
    page.write_text(body, encoding="utf-8")
    run(samples, "ingest")
    done = run(samples, "build", "2027", "--ascii-name")
    assert done.returncode == 0, done.stderr
    html = next((samples / "out" / "2027").glob("*.html")).read_text(encoding="utf-8")
    assert "data:image/svg+xml;base64," in html


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "![x](http://example.com/x.png)", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "**<b>**"])  # fmt: skip
def test_markup_in_a_review_stays_text(text: str) -> None:
    from misato_report.report.html.markdown import to_html

    html = str(to_html(text))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "strong"}
    assert "href" not in html
    assert " src" not in re.sub(r"&lt;.*?&gt;", "", html)
