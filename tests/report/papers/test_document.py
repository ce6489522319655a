"""docs/papers.md is followed: its marks are put into the form that it shows, and its commands give what it says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from scripts import paper_pictures
from tests.conftest import ROOT, Run
from tests.support.office import has_office
from tests.support.pictures import coarse, difference
from tests.tools.make_forms import MARKS, marked, questionnaire

pytestmark = pytest.mark.slow  # whole commands, one after the other

PAGE = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")


def marks_of_the_page() -> dict[str, str]:
    return dict(re.findall(r"^\| ([A-Z]+\d+) \| `([^`]+)` \|$", PAGE, re.M))


@pytest.fixture
def town_with_form(town: Path, tmp_path: Path) -> Path:
    """The workspace with the form, marked as the page says."""
    root = tmp_path / "町"
    shutil.copytree(town, root)
    form = root / "templates" / "papers" / "調査票.xlsx"
    form.write_bytes(marked(questionnaire(1), marks_of_the_page()))
    return root


def test_the_pages_marks_are_those_of_the_tool() -> None:
    assert marks_of_the_page() == MARKS


def test_the_page_followed_gives_the_filled_form(town_with_form: Path, run: Run) -> None:
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.M | re.S)
    commands = [line for block in blocks for line in re.findall(r"^\$ misato-report (.*)$", block, re.M)]
    assert len(commands) == 3
    for command in commands:
        done = run(town_with_form, *command.split())
        assert done.returncode == 0, done.stderr
        assert done.stdout
    assert "様式の上の方に印 {{ notice }} を書くと出ます。" in done.stderr, "the figures are samples"
    book = openpyxl.load_workbook(town_with_form / "out" / "2027" / "調査票_令和9年度.xlsx")
    assert book["調査票"]["D9"].value == -14


def test_a_slip_is_told_as_the_page_shows_it(town_with_form: Path, run: Run) -> None:
    slip = {**MARKS, "D9": "{{ indicators.social_incraese.value }}"}
    form = town_with_form / "templates" / "papers" / "調査票.xlsx"
    form.write_bytes(marked(questionnaire(1), slip))
    before = sorted((town_with_form / "out" / "2027").iterdir())
    done = run(town_with_form, "build", "2027", "--paper", "council,調査票")
    assert done.returncode == 1
    shown = re.search(r"^```\n(エラー.*?)^```", PAGE, re.M | re.S)
    assert shown is not None
    assert shown[1].strip() in done.stderr
    assert sorted((town_with_form / "out" / "2027").iterdir()) == before, "nothing is half written"


@pytest.mark.parametrize(
    "mark",
    re.findall(r"^\| `((?:\{\{|[^`|]*\{\{)[^`]*\}\})` \| [^|]*\|$", PAGE.partition("## 印の書き方")[2], re.M),
)
def test_each_way_of_writing_a_mark_is_one(town_with_form: Path, run: Run, mark: str) -> None:
    in_a_row = {**MARKS, "F18": f"{mark}{{% endfor %}}"}
    form = town_with_form / "templates" / "papers" / "調査票.xlsx"
    form.write_bytes(marked(questionnaire(1), in_a_row))
    done = run(town_with_form, "build", "2027", "--paper", "調査票")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_the_pictures_are_of_these_forms(tmp_path: Path) -> None:
    for name, (form, height) in paper_pictures.forms(tmp_path).items():
        paper_pictures.draw(form, tmp_path / f"{name}.png", height)
        kept = (paper_pictures.PICTURES / f"{name}.png").read_bytes()
        assert len(kept) < 200_000
        assert difference(coarse((tmp_path / f"{name}.png").read_bytes()), coarse(kept)) < 0.02, name


# --- the commands ------------------------------------------------------------------------------------


def test_the_marks_fit_a_terminal_of_eighty_columns(town: Path, run: Run) -> None:
    from misato_report.cli.paper import display_width

    out = run(town, "paper", "marks", "2027").stdout
    assert "{{ fiscal_year }}  令和9年度（2027年度）" in out
    assert "{{ indicators.social_increase.… }}" in out
    assert "{% for p in projects %}" in out
    assert max(map(display_width, out.splitlines())) <= 80
    found = run(town, "paper", "marks", "R9", "--find", "social_increase.value").stdout
    assert found.splitlines()[0] == "{{ indicators.social_increase.value }}  ▲14人"


def test_every_mark_that_is_listed_can_be_written(town: Path, run: Run) -> None:
    from misato_report.report.papers.language import MarkLanguage
    from tests.report.papers.test_forms_of_others import model_of

    told = json.loads(run(town, "paper", "marks", "2027", "--json").stdout)
    assert told["year"] == 2027
    values = model_of(town).values()
    language = MarkLanguage(markup=False)
    outside = [one for one in told["marks"] if one["rows"] is None]
    assert len(outside) > 500
    for one in outside:
        value = language.value_of(f"{{{{ {one['mark']} }}}}", values)
        number = getattr(value, "number", value if type(value) is int else None)
        assert one["number"] == (None if number is None else str(number))
    for one in told["marks"]:
        if one["mark"].startswith("{%"):
            opening = one["rows"] if one["rows"] != one["mark"] else ""
            closed = "{% endfor %}" * (1 + bool(opening))
            language.from_string(f"{opening}{one['mark']}{closed}").render(**values)


def test_a_paper_that_there_is_not(town: Path, run: Run) -> None:
    done = run(town, "build", "2027", "--paper", "setlement")
    assert done.returncode == 1
    assert "「setlement」という資料のひな形が、templates/papers/ にありません。" in done.stderr
    assert "もしかして: settlement" in done.stderr
    assert run(town, "build", "2027", "--paper", ",").returncode == 2


def test_two_forms_of_a_name_and_a_link_are_refused(town: Path, tmp_path: Path, run: Run) -> None:
    root = tmp_path / "町"
    shutil.copytree(town, root)
    papers = root / "templates" / "papers"
    (papers / "board.xlsx").write_bytes(marked(questionnaire(1)))
    assert "同じ名前" in run(root, "build", "2027", "--paper", "board").stderr
    (papers / "board.xlsx").unlink()
    outside = tmp_path / "外.xlsx"
    outside.write_bytes(marked(questionnaire(1)))
    (papers / "外.xlsx").symlink_to(outside)
    assert "リンク" in run(root, "build", "2027", "--paper", "外").stderr


def test_a_paper_is_left_alone_until_its_form_changes(town: Path, tmp_path: Path, run: Run) -> None:
    root = tmp_path / "町"
    shutil.copytree(town, root)
    assert run(root, "build", "2027", "--paper", "grant", "--ascii-name").stdout.split() == [
        "out/2027/grant-fy2027.xlsx"
    ]
    assert "そのままです" in run(root, "build", "2027", "--paper", "grant", "--ascii-name").stderr
    form = root / "templates" / "papers" / "grant.xlsx"
    form.write_bytes(marked(questionnaire(1)))
    again = run(root, "build", "2027", "--paper", "grant", "--ascii-name")
    assert "そのままです" not in again.stderr
    book = openpyxl.load_workbook(root / "out" / "2027" / "grant-fy2027.xlsx")
    assert book.sheetnames[0] == "調査票", "the town's own form before the program's"
    assert run(root, "issue", "2027", "--to", "6月議会").returncode == 1, "papers alone are no report"


def test_what_is_internal_is_in_no_public_paper(town: Path, tmp_path: Path, run: Run) -> None:
    root = tmp_path / "町"
    shutil.copytree(town, root)
    reviews = root / "plan" / "reviews" / "2027.yaml"
    text = reviews.read_text(encoding="utf-8")
    words = "    external_opinion: 【見本】利用の広がりを評価する。\n"
    assert words in text
    reviews.write_text(text.replace(words, f"{words}    internal: [external_opinion]\n"), encoding="utf-8")
    names = []
    for public in ((), ("--public",)):
        done = run(root, "build", "2027", "--paper", "grant", *public)
        names.append(root / done.stdout.strip())
    whole, shown = (
        "".join(str(c) for row in openpyxl.load_workbook(n).active.values for c in row) for n in names
    )
    assert "利用の広がり" in whole
    assert "利用の広がり" not in shown
    assert names[1].name == "交付金実施状況報告_令和9年度_公開用.xlsx"
