"""All papers of one build show the same figures: read back from every paper and every format, and compared.

What they are compared with comes from the evaluations and from ``plan/projects/`` themselves, not from what prints them.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import tinyhtml5
from pypdf import PdfReader

from misato_report import BuildRequest, build_report, evaluate, load_workspace
from misato_report.evaluation.rules import Evaluation
from misato_report.plan.project_facts import Fund, ProjectFacts
from misato_report.project import Project
from tests.conftest import AS_OF
from tests.support.office import has_office, has_writer, opened, sheets_of

YEAR = 2027
PAPERS = ("council", "grant", "board", "settlement", "residents")
pytestmark = pytest.mark.slow


def read(text: object) -> Decimal:
    """A printed figure as a number: ▲1,234, マイナス14人, 68.4%."""
    plain = str(text).replace(",", "").replace("マイナス", "-").replace("▲", "-")
    found = re.match(r"-?\d+(\.\d+)?", plain)
    assert found, text
    return Decimal(found[0])


@dataclass(frozen=True)
class Town:
    project: Project
    files: dict[str, Path]
    evaluations: dict[str, Evaluation]
    facts: dict[str, ProjectFacts]

    def file(self, words: str, ending: str) -> Path:
        return next(p for name, p in self.files.items() if words in name and name.endswith(ending))

    def named(self) -> dict[str, Evaluation]:
        return {e.indicator.short_name: e for e in self.evaluations.values()}

    def thousands(self, facts: ProjectFacts) -> Decimal:
        assert facts.settled is not None
        return Decimal(facts.settled.yen) / 1000

    def project_names(self) -> dict[str, str]:
        assert self.project.plan is not None
        pairs = (p for field in self.project.plan.fields for _, p in field.projects_with_ids())
        return {p.id: p.name for p in pairs}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, town: Path) -> Town:
    root = tmp_path_factory.mktemp("資料") / "町"
    shutil.copytree(town, root)
    shutil.rmtree(root / "out")
    project = load_workspace(root)
    formats = ("pdf", "html", "xlsx", "csv")
    request = BuildRequest(report_year=YEAR, as_of=AS_OF, formats=formats, papers=PAPERS)
    files = {path.name: path for path in build_report(project, request)}
    assert len(files) == (4 + 3) + 2 + 1 + 1 + 1  # the council's with three more of open data
    evaluations = {e.indicator.id: e for e in evaluate(project, YEAR, AS_OF)}
    assert project.plan is not None
    facts = {f.project: f for f in project.plan.projects[YEAR].projects}
    assert len(evaluations) == 9
    assert len(facts) > 20
    return Town(project, files, evaluations, facts)


def value(e: Evaluation) -> Decimal:
    assert e.value is not None
    return e.value


# --- the council's -----------------------------------------------------------------------------------


def rows_of(tree: Any, table: str) -> Iterator[list[str]]:
    """The texts of the cells, row by row, of the tables of a class."""
    for element in tree.iter("table"):
        if table in (element.get("class") or "").split():
            for row in element.iter("tr"):
                yield [own_text(cell) for cell in row if cell.tag in ("th", "td")]


def own_text(cell: Any) -> str:
    """What a cell says, without the year under a figure and the small chart."""
    parts = [cell.text or ""]
    for child in cell:
        if child.get("class") not in ("western", "bullet", "unit", "aims", "unseen") and child.tag != "svg":
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def test_the_councils_page(made: Town) -> None:
    tree = tinyhtml5.parse(
        made.file("進捗報告書", ".html").read_text(encoding="utf-8"), namespace_html_elements=False
    )
    (edition,) = [one for one in tree.iter("div") if one.get("data-edition", "").startswith("令和9年度")]
    named = made.named()
    seen = {}
    for row in rows_of(edition, "overview"):
        cells = row[-9:]
        if cells[0] in named:
            seen[cells[0]] = read(cells[3]), read(cells[2])
    assert seen == {n: (value(e), e.target_of_the_year.value) for n, e in named.items()}
    names = made.project_names()
    costs: dict[str, Decimal] = {}
    for cells in rows_of(tree, "spent"):
        name = re.sub(r"^\d+ ", "", cells[0].replace("　", " "))
        costs |= {ident: read(cells[3]) for ident, own in names.items() if own == name}
    assert costs == {ident: made.thousands(f) for ident, f in made.facts.items()}


def test_the_councils_pdf(made: Town) -> None:
    pages = [page.extract_text() for page in PdfReader(made.file("進捗報告書", ".pdf")).pages]
    text = re.sub(r"\s", "", "".join(pages))
    for e in made.evaluations.values():
        printed = f"{abs(value(e)):,.{e.indicator.decimals}f}"
        sign = "▲" if value(e) < 0 else ""
        name = re.sub(r"\s", "", e.indicator.short_name)
        assert f"{sign}{printed}" in text.partition(name)[2][:60], e.indicator.short_name
    for ident, facts in made.facts.items():
        name = re.sub(r"\s", "", made.project_names()[ident])
        assert f"{made.thousands(facts):,.0f}" in text.replace(name, "\n").partition("\n")[2], name


def test_the_councils_workbook(made: Town) -> None:
    book = openpyxl.load_workbook(made.file("進捗報告書", ".xlsx"))
    rows = list(book["概要"].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "分野")
    at = {str(name): number for number, name in enumerate(head)}
    seen = {row[at["指標"]]: Decimal(str(row[at["実績"]])) for row in rows if row[at["指標"]] in made.named()}
    assert seen == {n: value(e) for n, e in made.named().items()}
    rows = list(book["事業と決算"].iter_rows(values_only=True))
    names = {name: ident for ident, name in made.project_names().items()}
    costs = {names[str(row[2])]: Decimal(str(row[5])) for row in rows if str(row[2]) in names}
    assert costs == {ident: made.thousands(f) for ident, f in made.facts.items()}


def test_the_open_data(made: Town) -> None:
    with made.file("進捗報告書", "度.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["値の区分"] == "実績" and row["判定"]]
    newest = {row["指標ID"]: Decimal(row["値"]) for row in rows}
    assert newest == {ident: value(e) for ident, e in made.evaluations.items()}


# --- the papers of others ----------------------------------------------------------------------------


def test_the_grants_report(made: Town) -> None:
    sheet = openpyxl.load_workbook(made.file("交付金", ".xlsx")).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    plan = made.project.plan
    assert plan is not None
    of_grants = {i.name: i.id for field in plan.fields for g in field.grants for i in g.indicators}
    seen = {
        of_grants[str(r[0])]: (Decimal(str(r[6])), Decimal(str(r[4]))) for r in rows if str(r[0]) in of_grants
    }
    expected = {
        i: (value(made.evaluations[i]), made.evaluations[i].target_of_the_year.value)
        for i in of_grants.values()
    }
    assert seen == expected
    (cost,) = [Decimal(str(row[7])) for row in rows if str(row[5]).startswith("実績額")]
    assert cost == made.thousands(made.facts["tsuga_nagato_running"])


def test_the_boards_paper(made: Town) -> None:
    results, money, grants, _ = docx.Document(str(made.file("有識者", ".docx"))).tables
    named = made.named()
    seen = {r.cells[0].text: (read(r.cells[4].text), read(r.cells[3].text)) for r in results.rows[1:]}
    assert seen == {n: (value(e), e.target_of_the_year.value) for n, e in named.items()}
    assert all(row.cells[6].text == "" for row in results.rows[1:]), "room for what the board says"
    assert sum(read(row.cells[2].text) for row in money.rows[1:]) == sum(
        map(made.thousands, made.facts.values())
    )
    for line in grants.rows[1].cells[1].text.splitlines():
        name, _, rest = line.partition(" ")
        assert read(rest) == value(named[name])


def test_the_settlement(made: Town) -> None:
    sheet = openpyxl.load_workbook(made.file("成果", ".xlsx")).active
    assert sheet is not None
    names = {name: ident for ident, name in made.project_names().items()}
    seen = {}
    for row in sheet.iter_rows(values_only=True):
        if str(row[1]) in names:
            funds = {f: Decimal(str(v)) for f, v in zip(Fund, row[4:9], strict=True) if v != "―"}
            seen[names[str(row[1])]] = (Decimal(str(row[3])), funds)
    expected = {
        ident: (made.thousands(f), {fund: Decimal(money.yen) / 1000 for fund, money in f.funds.items()})
        for ident, f in made.facts.items()
    }
    assert seen == expected


@pytest.mark.skipif(not has_office(), reason="LibreOffice is not installed")
def test_the_settlements_own_sums(made: Town, tmp_path: Path) -> None:
    (rows,) = sheets_of(made.file("成果", ".xlsx"), tmp_path).values()
    sums = [read(row[3]) for row in rows if row[1] == "計"]
    (whole,) = [read(row[3]) for row in rows if row[1].startswith("合計")]
    assert len(sums) > 4
    assert sum(sums) == whole == sum(map(made.thousands, made.facts.values()))


def cards_of(html: str) -> dict[str, tuple[Decimal, Decimal]]:
    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    found = {}
    for card in tree.iter("li"):
        by_class = {p.get("class"): "".join(p.itertext()) for p in card.iter("p")}
        name = "".join(next(card.iter("h3")).itertext())
        found[name] = read(by_class["now"]), read(re.sub(r"^目ざす数：(令和\d+年に)?", "", by_class["aim"]))
    return found


def test_the_residents_leaflet(made: Town) -> None:
    named = made.named()
    html = made.file("町民", ".html").read_text(encoding="utf-8")
    cards = cards_of(html)
    assert 3 <= len(cards) <= 6
    assert cards == {n: (value(named[n]), named[n].target_of_the_year.value) for n in cards}
    pages = PdfReader(made.file("町民", ".pdf")).pages
    assert len(pages) == 2
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    for name, (now, _) in cards.items():
        printed = f"{'マイナス' if now < 0 else ''}{abs(now):,}"
        assert printed in text.partition(re.sub(r"\s", "", name))[2][:40]


def test_the_leaflet_has_no_word_that_the_council_has_to_have_explained(made: Town) -> None:
    council = tinyhtml5.parse(
        made.file("進捗報告書", ".html").read_text(encoding="utf-8"), namespace_html_elements=False
    )
    method = next(one for one in council.iter("section") if one.get("id") == "method")
    words = next(one for one in method.iter("dl") if one.get("class") == "words")
    terms = [t for dt in words.iter("dt") for t in "".join(dt.itertext()).split("、") if t != "年の書き方"]
    assert {"現状値", "目標値", "実績", "目安", "進捗度", "判定", "▲"} <= set(terms)
    leaflet = tinyhtml5.parse(
        made.file("町民", ".html").read_text(encoding="utf-8"), namespace_html_elements=False
    )
    text = "".join(next(leaflet.iter("body")).itertext())
    assert [term for term in terms if term in text] == []
    assert not re.search(r"\bR\d", text)


def test_a_leaflet_of_long_texts_fits_its_two_pages(made: Town, tmp_path: Path) -> None:
    root = tmp_path / "町"
    shutil.copytree(made.project.workspace.root, root)
    reviews = root / "plan" / "reviews" / "2027.yaml"
    text = reviews.read_text(encoding="utf-8")
    long = "【見本】" + "住宅の支援を続け、相談から移住までの流れを整える。" * 9
    fields = "".join(
        f"  - field: {name}\n    written_on: 2028-04-17\n    department: 企画推進課\n    policy: {long}\n"
        for name in ("industry", "family", "digital")
    )
    for old, new in (
        ("\nindicators:\n", f"\n{fields}\nindicators:\n"),
        ("    improvement: 【見本】", f"    improvement: {long}"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    reviews.write_text(text, encoding="utf-8")
    request = BuildRequest(report_year=YEAR, as_of=AS_OF, papers=("residents",))
    pdf, html = build_report(load_workspace(root), request)
    assert 'class="dense"' in html.read_text(encoding="utf-8")
    pages = PdfReader(pdf).pages
    assert len(pages) == 2
    assert (
        "".join(p.extract_text() for p in pages).replace("\n", "").count("相談から移住までの流れを整える")
        >= 36
    )


# --- and as files ------------------------------------------------------------------------------------


@pytest.mark.skipif(not has_writer(), reason="LibreOffice with its word processor is not installed")
@pytest.mark.parametrize(("words", "ending"), [("交付金", ".xlsx"), ("成果", ".xlsx"), ("有識者", ".docx")])
def test_libreoffice_opens_each(made: Town, words: str, ending: str, tmp_path: Path) -> None:
    (pdf,) = opened(made.file(words, ending), "pdf", tmp_path)
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "美郷町" in text
    assert "{{" not in text
    assert "Err:" not in text


def test_a_second_build_gives_the_same_bytes(made: Town, tmp_path: Path) -> None:
    before = {name: path.read_bytes() for name, path in made.files.items()}
    papers = tuple(name for name in PAPERS if name != "council")
    again = build_report(made.project, BuildRequest(report_year=YEAR, as_of=AS_OF, papers=papers))
    assert len(again) == 5
    assert all(path.read_bytes() == before[path.name] for path in again)
    assert all(path.exists() for path in made.files.values()), "the council's files stay"
