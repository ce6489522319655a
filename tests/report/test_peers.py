"""The town among the municipalities: the dots, the page, the workbook, the commands."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from statistics import median
from xml.etree.ElementTree import fromstring

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from misato_report.evaluation.peers import Peer, PeerTable, ranked
from misato_report.gazetteer.places import municipalities_of
from misato_report.plan.indicators import Accumulation, Peers
from misato_report.report.building import facts_of, for_the_public
from misato_report.report.charts import NARROW, THIRD, WIDE, peer_strip
from misato_report.report.compose.report import compose
from misato_report.report.excel.workbook import render_workbook
from misato_report.report.facts import Facts, Imprint
from misato_report.report.html.render import render_html
from tests.conftest import AS_OF, ROOT, Run
from tests.report.test_charts import SVG, assert_readable, indicator
from tests.support.towns import many_indicators, samples

pytestmark = pytest.mark.slow  # whole commands, one after the other

NAMES = [place.name for place in municipalities_of("島根県")]
NEIGHBOURS = ("川本町", "邑南町", "飯南町", "大田市")


def table_of(values: list[Decimal], *, less: bool = False) -> PeerTable:
    """The first of the municipalities with these values, and 美郷町; the others are not known."""
    wanted = indicator(Accumulation.SINGLE_YEAR, "100", "90" if less else "110").replace(peers=Peers())
    places = ["美郷町", *(name for name in NAMES if name != "美郷町")]
    known = dict(zip(places, values, strict=False))
    ranks = ranked(known, more_is_better=not less)
    order = [*ranks, *(name for name in places if name not in known)]
    peers = tuple(
        Peer(name, name, known.get(name), ranks.get(name), (), name == "美郷町", name in NEIGHBOURS)
        for name in order
    )
    return PeerTable(wanted, 2027, 1, peers, median(known.values()))


def dots(svg: str) -> list[str]:
    """What each dot is called, the town's last or wherever it is."""
    return [title.text or "" for title in fromstring(svg).iterfind(f".//{SVG}circle/{SVG}title")]


amounts = st.decimals(-99999, 99999, places=1)


@given(st.lists(amounts, min_size=2, max_size=19), st.booleans())
@settings(max_examples=60, deadline=None)
def test_nothing_is_cut_and_every_dot_is_named_whatever_the_figures(
    values: list[Decimal], less: bool
) -> None:
    table = table_of(values, less=less)
    for form in (WIDE, NARROW, THIRD):
        strip = peer_strip(table, "題", form=form)
        svg = assert_readable(strip)
        assert len(dots(strip)) == len(values)
        told = svg.findtext(f"{SVG}desc") or ""
        assert all(f"{peer.name} " in told for peer in table.known)
        drawn = [text.text or "" for text in svg.iter(f"{SVG}text")]
        assert any(text.startswith("美郷町") for text in drawn) is (form is not THIRD)


def test_right_is_better_also_where_less_is() -> None:
    for less in (False, True):
        svg = fromstring(peer_strip(table_of([Decimal(1), Decimal(2), Decimal(3)], less=less), "題"))
        (town,) = (c for c in svg.iter(f"{SVG}circle") if c.get("class") == "actual")
        others = [float(c.get("cx", "0")) for c in svg.iter(f"{SVG}circle") if c is not town]
        at = float(town.get("cx", "0"))
        assert (at > max(others)) is less
        assert (at < min(others)) is not less


def test_dots_of_one_value_stand_above_each_other() -> None:
    svg = fromstring(peer_strip(table_of([Decimal(5)] * 3 + [Decimal(9)]), "題"))
    places = {(c.get("cx"), c.get("cy")) for c in svg.iter(f"{SVG}circle")}
    assert len(places) == 4


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(samples(), 2027, AS_OF)


@pytest.fixture(scope="module")
def page(facts: Facts) -> str:
    return render_html(compose(facts, Imprint("", AS_OF)), ROOT / "templates").html


def section(page: str, anchor: str) -> str:
    return page[page.index(f'id="{anchor}"') :].partition("</section>\n<section")[0]


def test_the_page_has_each_indicator_and_every_municipality(page: str) -> None:
    text = page[page.index('id="peers"') : page.index('id="population-sheet"')]
    assert all(name in text for name in NAMES)
    for value, rank, middle in (
        ("▲3.7", "5位", "▲11.7"),
        ("3,483.4", "19位", "4,185.0"),
        ("9.3", "13位", "9.7"),
    ):
        assert f"<dd>{value}</dd>" in text
        assert f"<dd>{rank}</dd>" in text
        assert f"<dd>{middle}</dd>" in text
    assert text.count("19市町村</dd>") == 3
    strips = re.findall(r"<svg[^>]*class=\"chart-svg\".*?</svg>", text, re.DOTALL)
    assert len(strips) == 6  # three, in two forms
    for strip in strips:
        assert len(dots(strip)) == 19
        assert "出雲市 " in strip
    labelled = [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", strips[0]) if text in NEIGHBOURS]
    assert sorted(labelled) == sorted(NEIGHBOURS)


def test_the_strip_stands_under_the_chart_of_who_is_compared(page: str) -> None:
    compared = section(page, "young_population_share")
    assert "県内19市町村の中で、大きいほうから13位（R9、9.3%、中央値9.7%）" in compared
    assert 'id="wide-peers-young_population_share-title"' in compared
    assert "peers" not in section(page, "digital_services").partition('class="sheet')[0]


def test_ids_are_used_once(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_without_peers_there_is_no_page(facts: Facts) -> None:
    html = render_html(compose(replace(facts, peers={}), Imprint("", AS_OF)), ROOT / "templates").html
    assert "県内の市町村" not in html


def test_many_indicators_have_a_row_each() -> None:
    made = many_indicators()
    report = compose(facts_of(made.project, made.report_year, made.as_of), Imprint("", made.as_of))
    assert report.peers is not None
    assert report.peers.many
    assert len(report.peers.indicators) == 27
    assert [len(table.indicators) for table in report.peers.tables] == [4, 4, 4, 4, 4, 4, 3]


def test_what_is_internal_is_compared_in_no_public_report() -> None:
    project = samples()
    plan = project.sound_plan()
    field = plan.fields[2]
    hidden = field.replace(indicators=tuple(i.replace(internal=True) for i in field.indicators))
    project = replace(project, plan=replace(plan, fields=(*plan.fields[:2], hidden, *plan.fields[3:])))
    shown = facts_of(for_the_public(project), 2027, AS_OF)
    assert set(shown.peers) == {"social_increase", "gross_product"}


def rows_of(content: bytes) -> Iterator[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["県内の市町村"]
    yield from (row for row in sheet.iter_rows(values_only=True) if row[3] and row[3] != "団体コード")


def test_the_workbook_has_them_with_their_cells(facts: Facts) -> None:
    rows = list(rows_of(render_workbook(facts)))
    assert len(rows) == 3 * 19
    (town,) = (row for row in rows if row[0] == "年少人口の割合" and row[7] == "町")
    assert Decimal(str(town[5])) == Decimal("9.3")
    assert town[6] == "13位"
    assert "年報_見本.csv I23" in str(town[8])
    assert sum(row[7] == "近隣" for row in rows) == 3 * 4
    without = openpyxl.load_workbook(io.BytesIO(render_workbook(replace(facts, peers={}))))
    assert "県内の市町村" not in without.sheetnames


@pytest.fixture
def taken(taken_in: Path, run: Run) -> Path:
    return taken_in


def test_the_command_shows_all_within_80_columns(taken: Path, run: Run) -> None:
    done = run(taken, "peers", "social_increase", "R9", COLUMNS="80")
    assert done.returncode == 0, done.stderr
    width = [sum(2 if ord(c) > 0xFF else 1 for c in line) for line in done.stdout.splitlines()[4:-2]]
    assert max(width) <= 80
    lines = done.stdout.splitlines()
    ranked_lines = [line for line in lines if any(name in line.split() for name in NAMES)]
    assert len(ranked_lines) == 19
    assert ranked_lines[4].split() == ["5", "◆", "美郷町", "▲3.7"]
    assert [line.split()[2] for line in ranked_lines if "◇" in line] == [
        "大田市",
        "邑南町",
        "川本町",
        "飯南町",
    ]


def test_the_same_for_programs(taken: Path, run: Run) -> None:
    found = json.loads(run(taken, "peers", "gross_product", "2027", "--json").stdout, parse_float=Decimal)
    assert (found["period"], found["rank"], found["known"], found["of"]) == (2025, 19, 19, 19)
    assert (found["per"], found["times"], found["median"]) == ("estimated_population", 1000, 4185)
    town = found["municipalities"][-1]
    assert (town["name"], town["value"], town["town"]) == ("美郷町", Decimal("3483.4"), True)
    assert [source["cell"] for source in town["sources"]] == ["L23", "H23"]
    earlier = run(taken, "peers", "gross_product", "2027", "--json", "--as-of", "2028-03-01").stdout
    assert json.loads(earlier)["period"] == 2024


def test_why_there_is_nothing_to_compare(taken: Path, run: Run) -> None:
    for name, day, said in (
        ("digital_services", "2028-04-20", "比べる指標ではありません"),
        ("gross_product", "2025-01-01", "実績がまだありません"),
    ):
        done = run(taken, "peers", name, "2027", "--as-of", day)
        assert done.returncode == 1
        assert said in done.stderr
    (taken / "actuals" / "peers.csv").unlink()
    assert "ほかの市町村の値がまだありません" in run(taken, "peers", "gross_product", "2027").stderr


def test_explain_names_the_place_at_its_end(taken: Path, run: Run) -> None:
    said = run(taken, "explain", "young_population_share", "2027").stdout
    assert "県内の市町村の中で（判定には使わない）" in said
    assert said.rstrip().endswith("misato-report peers young_population_share 2027 で見られます。")
    assert "市町村" not in run(taken, "explain", "digital_services", "2027").stdout


def test_a_frame_of_them() -> None:
    frame = samples().peers_frame("young_population_share", 2027, AS_OF)
    assert list(frame.columns) == ["code", "name", "value", "rank", "is_town", "is_neighbour"]
    town = frame[frame["is_town"]].iloc[0]
    assert (town["name"], town["value"], town["rank"]) == ("美郷町", Decimal("9.3"), 13)
    assert len(samples().peers_frame("digital_services", 2027, AS_OF)) == 0
