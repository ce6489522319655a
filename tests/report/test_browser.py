"""The HTML report in a real browser: without barriers, without the network, by keyboard, by day and by night."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from misato_report import load_workspace
from misato_report.report.building import compare_reports
from tests.conftest import AS_OF
from tests.support.pictures import assert_looks_as_kept

pytestmark = pytest.mark.slow

WIDTHS = (320, 390, 768, 1280)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def report(built: dict[str, Path]) -> Path:
    """The HTML of 2027."""
    return built["html"]


class Opened:
    """The report in a tab: the page, what it asked for, and what it complained of."""

    def __init__(
        self, browser: Browser, report: Path, width: int = 1280, scheme: Any = "light", *, script: bool = True
    ) -> None:
        viewport: Any = {"width": width, "height": 900}
        self.context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=script)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(report.as_uri())


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Page]:
    """The report at 1280 px by day."""
    tab = Opened(browser, report)
    yield tab.page
    assert tab.complaints == []
    tab.context.close()


@pytest.mark.long
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_barrier_no_overflow_no_request(browser: Browser, report: Path, width: int, scheme: str) -> None:
    tab = Opened(browser, report, width, scheme)
    found = Axe().run(tab.page).response["violations"]
    told = [f"{v['id']}: {v['help']}: {node['html'][:120]}" for v in found for node in v["nodes"]]
    assert not told, "\n".join(told)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    sideways = "[...document.querySelectorAll('.scroll, .chart')].filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1)"
    assert tab.page.evaluate(f"{sideways}.map((e) => e.getAttribute('aria-label'))") == []
    assert [url for url in tab.requests if not url.startswith("file:")] == []
    assert len(tab.requests) == 1, "the page is one file"
    assert tab.complaints == []
    assert_looks_as_kept(tab.page.screenshot(), f"html-{width}-{scheme}")
    tab.context.close()


def test_the_page_may_run_nothing_but_its_own_script(browser: Browser, report: Path, tmp_path: Path) -> None:
    """A script or a picture that got into a text would neither run nor be fetched."""
    html = report.read_text(encoding="utf-8")
    foreign = "<script>document.title = 'taken'</script><img src='https://example.org/x.png' onerror='document.title=1'>"
    changed = tmp_path / "changed.html"
    changed.write_text(html.replace("<main", foreign + "<main"), encoding="utf-8")
    tab = Opened(browser, changed)
    assert "進捗報告書" in tab.page.title()
    assert all("Content Security Policy" in line for line in tab.complaints)
    assert len(tab.complaints) >= 2
    assert tab.page.locator(".controls").count() == 1, "its own script runs"
    tab.context.close()


def test_without_a_script_all_is_there_and_no_dead_button(browser: Browser, report: Path) -> None:
    tab = Opened(browser, report, script=False)
    expect(tab.page.locator("button, select")).to_have_count(0)
    expect(tab.page.locator("details.earlier summary")).to_be_visible()
    expect(tab.page.locator("table.overview").first).to_be_visible()
    link = tab.page.locator("a.origin-link").first
    row = tab.page.locator(str(link.get_attribute("href")))
    expect(row).to_be_visible()
    tab.context.close()


def _rows(page: Page) -> Locator:
    return page.locator(".edition:visible table.overview tbody tr")


def _names(page: Page) -> list[str]:
    return _rows(page).locator("th.item a").all_text_contents()


def _paces(page: Page) -> list[int | None]:
    texts = [row.get_attribute("data-pace") or "" for row in _rows(page).all()]
    return [None if text == "―" else int(text.replace("▲", "-").removesuffix("%")) for text in texts]


def test_sorting_tells_its_direction_and_goes_back_to_the_plans_order(opened: Page) -> None:
    planned = _names(opened)
    heading = opened.locator(".edition:visible th[data-sort=pace]")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    rising = _paces(opened)
    assert rising[:-1] == sorted(p for p in rising if p is not None)
    assert rising[-1] is None, "what has no figure stands last"
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert _paces(opened) == [*reversed(rising[:-1]), None]
    assert sorted(_names(opened)) == sorted(planned)
    opened.locator(".edition:visible th[data-sort=plan] button").click()
    assert _names(opened) == planned
    expect(opened.locator("[aria-sort]")).to_have_count(0)


def test_a_filter_says_how_many_are_left_and_each_row_keeps_its_field(opened: Page) -> None:
    opened.get_by_label("判定", exact=True).select_option("やや遅れ")
    expect(_rows(opened)).to_have_count(4)
    expect(opened.get_by_role("status")).to_contain_text("9件のうち4件")
    for row in _rows(opened).all():
        assert row.locator("th.group").count() == 1
        assert row.locator(".verdict").inner_text().endswith("やや遅れ")
    opened.get_by_label("分野", exact=True).select_option("分野2")
    expect(_rows(opened)).to_have_count(1)
    opened.get_by_label("判定", exact=True).select_option("")
    opened.get_by_label("分野", exact=True).select_option("")
    expect(_rows(opened)).to_have_count(9)


def test_the_year_switch_shows_the_report_of_the_year_before(opened: Page) -> None:
    button = opened.get_by_role("button", name="令和8年度")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(opened.locator("table.overview:visible caption")).to_contain_text("令和8年度")
    expect(opened.locator("table.overview:visible")).to_have_count(1)
    total = opened.locator(".edition:visible tr", has_text="人口の社会増").locator("td").nth(2)
    expect(total).to_contain_text("▲12")


def test_a_figure_tells_its_file_and_cell_by_keyboard(opened: Page) -> None:
    """Tab to the figure, Enter, read, Escape; and the focus is back where it was."""
    link = opened.locator(".edition:visible a.origin-link").first
    link.focus()
    opened.keyboard.press("Enter")
    dialog = opened.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("▲14")
    expect(dialog).to_contain_text("令和9年年報_見本.csv")
    expect(dialog).to_contain_text("G23")
    opened.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="閉じる")).to_be_focused()
    opened.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened: Page) -> None:
    opened.keyboard.press("Tab")
    skip = opened.locator(".skip")
    expect(skip).to_be_focused()
    assert (skip.bounding_box() or {"x": -1.0})["x"] >= 0, "the skip link comes into view"
    seen: list[str] = []
    for _ in range(60):
        opened.keyboard.press("Tab")
        focus = opened.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)] })()"
        )
        seen.append(focus[0])
        assert focus[1] != "none" and focus[2] >= 2, f"no visible focus on {json.dumps(focus)}"
    assert {"A", "BUTTON", "SELECT", "DIV"} <= set(seen)


def test_every_chart_has_its_data_as_a_table(opened: Page) -> None:
    for chart in opened.locator(".chart").all():
        table = chart.locator(
            "xpath=ancestor::*[contains(@class,'keep')][1]//table[contains(@class,'years')]"
        )
        assert table.count() == 1
        expect(table).to_be_visible()
    headings = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1])")
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_the_comparison_of_two_years_has_no_barrier_either(
    browser: Browser, town: Path, tmp_path: Path
) -> None:
    _, html = compare_reports(load_workspace(town), 2026, 2027, AS_OF)
    page = tmp_path / "比較.html"
    page.write_text(html, encoding="utf-8")
    tab = Opened(browser, page, 320, "dark")
    found = Axe().run(tab.page).response["violations"]
    assert [v["id"] for v in found] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert tab.complaints == []
    tab.context.close()


def test_a_telephone_has_cards_and_narrow_charts_and_a_wide_screen_keeps_the_contents_in_sight(
    browser: Browser, report: Path
) -> None:
    phone = Opened(browser, report, 390)
    card = phone.page.locator(".edition:visible tbody tr").first
    assert (card.bounding_box() or {"height": 0.0})["height"] > 100, "a card, not a row"
    expect(card.locator(".verdict")).to_be_visible()
    expect(phone.page.locator(".form-wide:visible")).to_have_count(0)
    charts, strips = 9, 3 * 2
    assert phone.page.locator(".form-narrow:visible").count() == charts + strips
    phone.context.close()
    wide = Opened(browser, report, 1280)
    wide.page.evaluate("window.scrollTo(0, 4000)")
    expect(wide.page.locator(".contents a").first).to_be_in_viewport()
    boxes = [multiple.bounding_box() for multiple in wide.page.locator(".multiple").all()[:2]]
    assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"], "two indicators a row"
    wide.context.close()
