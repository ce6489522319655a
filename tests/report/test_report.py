"""The report as its reader gets it: the words of every page, the same bytes each time, nothing fetched or lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from misato_report import BuildRequest, build_report, evaluate, load_workspace
from misato_report.diagnostics import WorkspaceError
from misato_report.evaluation.scales import LABELS
from tests.conftest import AS_OF, ROOT, Run
from tests.support.pictures import text_of_pages

pytestmark = pytest.mark.slow  # whole commands, one after the other

GOLDEN = Path(__file__).parents[1] / "golden" / "report_2027.txt"
NAME = "美郷町まちづくりアクションプラン進捗報告書_令和9年度"

Build = Callable[..., Path]


@pytest.fixture(scope="session")
def pdf_text(built: dict[str, Path]) -> list[str]:
    """The text of each page without blanks: letters set wide are still a word."""
    return ["".join(page.split()) for page in text_of_pages(built["pdf"])]


class _Text(HTMLParser):
    """The text of a page, a line for each block; a cell is followed by a bar."""

    blocks = frozenset(["p", "h1", "h2", "h3", "h4", "li", "tr", "caption", "dt", "dd", "svg"])

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in ("style", "head", "desc", "script")
        if tag in self.blocks:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in ("style", "head", "desc", "script")
        if tag in self.blocks:
            self.parts.append("\n")
        elif tag in ("td", "th", "text", "title"):
            self.parts.append(" | ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(" ".join(data.split()))


def words_of(html: str) -> str:
    """The words of the page as lines, for a reader and for ``diff``."""
    parser = _Text()
    parser.feed(html)
    lines = (line.strip(" |") for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def test_the_words_of_the_report(built: dict[str, Path]) -> None:
    """UPDATE_GOLDEN=1 writes the file again; read its diff before you commit it."""
    words = words_of(built["html"].read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(words, encoding="utf-8")
    assert words == GOLDEN.read_text(encoding="utf-8")


def test_the_files_are_named_to_be_attached_as_they_are(built: dict[str, Path]) -> None:
    assert {path.name for path in built.values()} == {f"{NAME}.pdf", f"{NAME}.html"}
    assert built["pdf"].parent.name == "2027"


def test_the_same_bytes_again(town: Path, built: dict[str, Path], tmp_path: Path) -> None:
    other = tmp_path / "another place"
    shutil.copytree(town, other, ignore=shutil.ignore_patterns("out"))
    for path in build_report(load_workspace(other), BuildRequest(report_year=2027, as_of=AS_OF)):
        assert path.read_bytes() == built[path.suffix[1:]].read_bytes()


def test_every_font_is_embedded(built: dict[str, Path]) -> None:
    out = subprocess.run(["pdffonts", built["pdf"]], capture_output=True, text=True, check=True).stdout
    fonts = out.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), out


def test_the_front_page_names_the_page_of_every_indicator(
    built: dict[str, Path], pdf_text: list[str]
) -> None:
    """Below 15 pages there is no list of contents: the table of the front page has the numbers."""
    assert not any("目次" in page for page in pdf_text)
    front = subprocess.run(
        ["pdftotext", "-layout", "-l", "1", built["pdf"], "-"], capture_output=True, text=True, check=True
    )
    numbers = [
        int(n)
        for n in re.findall(
            r"[◎○△▽↓×…！](?:達成|順調|やや遅れ|遅れ|後退|未達成) +(\d+)$", front.stdout, re.MULTILINE
        )
    ]
    assert len(numbers) == 9
    assert numbers == sorted(numbers)
    assert "人口の社会増（5年の合計）" in pdf_text[numbers[0] - 1]
    assert "目標人口" in pdf_text[numbers[-1] - 1]


def test_the_pdf_is_tagged_and_has_bookmarks(built: dict[str, Path]) -> None:
    import pypdf

    pdf = pypdf.PdfReader(built["pdf"])
    catalogue: Any = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "ja"
    titles = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    assert titles
    assert pdf.metadata is not None
    assert pdf.metadata.title == "美郷町まちづくりアクションプラン進捗報告書 令和9年度（2027年度）"


def test_the_summary_is_one_page_and_has_every_indicator_and_verdict(pdf_text: list[str], town: Path) -> None:
    first = pdf_text[0]
    project = load_workspace(town)
    for e in evaluate(project, 2027, AS_OF):
        # Names wrap beside figures; their first letters stand together.
        assert e.indicator.short_name[:4] in first
        assert LABELS[e.verdict] in first
    for words in ("まだ公表されていない値", "前年度の報告から変わったこと", "作成日", "基準日"):
        assert words in first
    assert "※町の評価▽遅れ" in first
    assert "1世帯の移動で割合が動くため" in first
    assert pdf_text[1].index("2年間の累計は") < pdf_text[1].index("目指す方向性"), "the result stands first"


def test_charts_give_their_labels_back(pdf_text: list[str]) -> None:
    text = "".join(pdf_text)
    for label in (
        "これまでの傾向",
        "目標の枠",
        "目安13,909",
        "改定後13,020（参考）",
        "見込みの線",
        "右に拡大",
        "▲33",
    ):
        assert label in text, label


def test_sample_figures_say_so_on_every_page(pdf_text: list[str], built: dict[str, Path]) -> None:
    for number, page in enumerate(pdf_text, start=1):
        assert "見本" in page, f"page {number}"
    assert "見本：この報告書の数値は" in built["html"].read_text(encoding="utf-8")


def test_every_page_is_numbered(pdf_text: list[str]) -> None:
    for number, page in enumerate(pdf_text, start=1):
        assert f"{number}/{len(pdf_text)}" in page


def test_the_html_is_one_file_that_asks_for_nothing(built: dict[str, Path]) -> None:
    html = built["html"].read_text(encoding="utf-8")
    without_names = html.replace('xmlns="http://www.w3.org/2000/svg"', "").replace(
        "xmlns='http://www.w3.org/2000/svg'", ""
    )
    assert not re.search(r"https?://|<script |<link|<img|@import|\bfetch\(|\bon[a-z]+=", without_names)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands for one thing"
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids, target


def test_figures_that_are_no_samples_carry_no_mark(samples: Path, run: Run) -> None:
    for what in ("reviews", "projects"):  # what is told of the samples bears the mark too
        shutil.rmtree(samples / "plan" / what)
    (samples / "plan" / "opinions.yaml").unlink()
    for name in ("ledger.csv", "peers.csv"):
        text = (ROOT / "actuals" / name).read_text(encoding="utf-8")
        (samples / "actuals" / name).write_text(
            re.sub(r",見本：[^\n]*", ",", text.replace(",見本,", ",,")), encoding="utf-8", newline=""
        )
    # The ledger was edited by hand: a draft is built all the same.
    result = run(samples, "build", "2027", "--as-of", "2028-04-20", "--format", "html", "--draft")
    assert result.returncode == 0, result.stderr
    body = next((samples / "out").rglob("*.html")).read_text(encoding="utf-8").split("</style>")[-1]
    assert "見本：" not in body


def test_the_document_number_is_text_wherever_it_stands(town: Path) -> None:
    number = '資料3"; } </style><b>'
    (html,) = build_report(
        load_workspace(town),
        BuildRequest(report_year=2028, as_of=AS_OF, formats=("html",), document_number=number),
    )
    page = html.read_text(encoding="utf-8")
    assert page.count("</style>") == 2
    assert "資料3&#34;; } &lt;/style&gt;&lt;b&gt;" in page


def test_an_ascii_name(town: Path) -> None:
    (html,) = build_report(
        load_workspace(town), BuildRequest(report_year=2026, as_of=AS_OF, formats=("html",), ascii_name=True)
    )
    assert html.name == "progress-report-324485-fy2026.html"


def test_before_the_plan_and_after_it_and_without_figures(workspace: Path) -> None:
    project = load_workspace(workspace)
    for year in (2026, 2030, 2035):
        # The paper of a plan without figures is in tests/report/test_pages.py.
        paths = build_report(
            project,
            BuildRequest(report_year=year, as_of=date(year + 1, 4, 20), formats=("html", "xlsx", "csv")),
        )
        assert all(path.stat().st_size for path in paths)


def test_a_broken_template_is_told_with_its_line(workspace: Path, run: Run) -> None:
    summary = workspace / "templates" / "summary.html.j2"
    text = summary.read_text(encoding="utf-8").split("\n")
    text.insert(3, "{{ report.no_such_thing }}")
    summary.write_text("\n".join(text), encoding="utf-8")
    result = run(workspace, "build", "2027", "--draft", "--force-year")
    assert result.returncode == 1
    assert "templates/" in result.stderr
    assert "no_such_thing" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (workspace / "out" / "2027").exists()


def test_a_letter_that_no_font_has_is_refused_not_printed_as_a_box(workspace: Path) -> None:
    plan = workspace / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("department: 企画推進課", "department: 企画\U0001342f課"), encoding="utf-8")
    project = load_workspace(workspace)
    assert "\U0001342f" in project.sound_plan().general.department
    with pytest.raises(WorkspaceError) as caught:
        build_report(project, BuildRequest(report_year=2027, as_of=AS_OF, formats=("pdf",)))
    assert caught.value.diagnostics[0].code == "no-font"
    assert not (workspace / "out" / "2027").exists()
