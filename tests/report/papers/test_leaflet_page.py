"""The leaflet for residents on a screen: without barriers, on a telephone too, and without the network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from misato_report import BuildRequest, build_report, load_workspace
from tests.conftest import AS_OF
from tests.report.test_browser import Opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("町民") / "町"
    shutil.copytree(town, root)
    request = BuildRequest(report_year=2027, as_of=AS_OF, formats=("html",), papers=("residents",))
    (path,) = build_report(load_workspace(root), request)
    return path


@pytest.mark.parametrize("width", [320, 1280])
def test_no_barrier_no_overflow_no_request(browser: Browser, page: Path, width: int) -> None:
    tab = Opened(browser, page, width)
    found = Axe().run(tab.page).response["violations"]
    assert [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.requests == [page.as_uri()]
    assert tab.complaints == [], "the page's policy lets its own style through"
    assert tab.page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(31, 78, 121)"
    tab.page.screenshot(path=str(page.parent / f"{width}.png"), full_page=True)
    tab.context.close()
