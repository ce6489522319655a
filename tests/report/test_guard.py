"""The page's policy, set over whatever a town's template wrote, and scripts that need the town's own yes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from misato_report.report.html import guard
from tests.conftest import Run

pytestmark = pytest.mark.slow  # whole commands, one after the other

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@pytest.fixture
def town_of_templates(taken_in: Path, run: Run) -> Path:
    return taken_in


def page_of(root: Path) -> str:
    (path,) = (root / "out" / "2027").glob("*.html")
    return path.read_text(encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / "templates" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_template_that_says_no_policy_has_one(town_of_templates: Path, run: Run) -> None:
    assert "Content-Security-Policy" not in (town_of_templates / "templates" / "report.html.j2").read_text("utf-8")  # fmt: skip
    assert run(town_of_templates, "build", "2027", "--format", "html").returncode == 0
    page = page_of(town_of_templates)
    (policy,) = POLICY.findall(page)
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    before = page[: page.index("<meta http-equiv")]
    assert before == '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'


def test_a_template_of_an_earlier_version_has_one_too(town_of_templates: Path, run: Run) -> None:
    place = '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">\n'
    change(town_of_templates, "report.html.j2", "<style>{{ style }}", f"{place}<style>{{{{ style }}}}")
    assert run(town_of_templates, "build", "2027", "--format", "html").returncode == 0
    assert len(POLICY.findall(page_of(town_of_templates))) == 1


def test_a_script_of_the_towns_own_needs_its_yes_and_is_told_of(town_of_templates: Path, run: Run) -> None:
    root = town_of_templates
    (root / "templates" / "report.js").write_text("/* 町のスクリプト */", encoding="utf-8")
    done = run(root, "build", "2027", "--format", "html")
    assert done.returncode == 1
    assert "scripts: true" in done.stderr
    assert not list((root / "out").glob("2*"))
    plan = root / "plan" / "plan.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}\nappearance:\n  scripts: true\n", encoding="utf-8")
    done = run(root, "build", "2027", "--format", "html")
    assert done.returncode == 0, done.stderr
    assert "注意 templates/report.js" in done.stderr
    page = page_of(root)
    (policy,) = POLICY.findall(page)
    assert guard.source_hash("/* 町のスクリプト */").replace("'", "&#39;") in policy


def test_with_the_yes_nothing_else_is_let_in(town_of_templates: Path, run: Run) -> None:
    root = town_of_templates
    plan = root / "plan" / "plan.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}\nappearance:\n  scripts: true\n", encoding="utf-8")
    change(root, "report.html.j2", "<script>", "<script src='https://example.com/x.js'></script><script>")
    done = run(root, "build", "2027", "--format", "html")
    assert done.returncode == 1
    assert "<script src=…>" in done.stderr
    assert done.stderr.count("エラー") == 1


def test_a_town_may_change_its_styles_and_link_within_the_page(town_of_templates: Path, run: Run) -> None:
    change(town_of_templates, "report.css", "@page", "/* 町の書式 */ @page")
    change(town_of_templates, "report.html.j2", "<main", "<p><a href='#main'>本文</a></p><main")
    done = run(town_of_templates, "build", "2027", "--format", "html")
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if line.startswith("注意")]


def test_a_comparison_is_held_to_the_same(town_of_templates: Path, run: Run, tmp_path: Path) -> None:
    page = tmp_path / "比較.html"
    compare = ("compare", "2026", "2027", "--html", str(page))
    assert run(town_of_templates, *compare).returncode == 0
    assert len(POLICY.findall(page.read_text(encoding="utf-8"))) == 1
    page.unlink()
    change(town_of_templates, "compare.html.j2", "<main", "<iframe src='x'></iframe><main")
    done = run(town_of_templates, *compare)
    assert done.returncode == 1
    assert "<iframe>" in done.stderr
    assert not page.exists()


@pytest.mark.parametrize(
    "beginning",
    ["", "<title>x</title>", "<!DOCTYPE html><title>x</title>", "<!DOCTYPE html><html onload=x><body>", "<!-- <head> --><html><head>", "<p>x<head>"],
)  # fmt: skip
def test_the_policy_comes_before_all_that_runs(beginning: str) -> None:
    tree = guard.tree_of(guard.with_policy(f"{beginning}<script>x</script>", "方針"))
    order = [element.tag for element in tree.iter() if isinstance(element.tag, str)]
    assert order[:3] == ["html", "head", "meta"]
    assert tree.find(".//meta").get("content") == "方針"


@pytest.mark.parametrize(
    "markup",
    ["<a href='data:text/html,x'>", "<svg><a xlink:href='http://x'>", "<img srcset='a.png 1x, //x 2x'>", "<link rel=preconnect href=http:x>", "<template><iframe></template>", "<math><annotation-xml encoding=text/html><iframe></math>", "<svg><set attributeName=href to='javascript:x'>", "<button formaction=x>", "<a href='#a' ping=x>", "<body background='\\\\x\\y'>", "<meta http-equiv=' Refresh' content='0'>"],
)  # fmt: skip
def test_what_reaches_out_is_seen_wherever_it_hides(markup: str) -> None:
    assert guard.refused_in(guard.tree_of(f"<!DOCTYPE html><html><body>{markup}"))


@pytest.mark.parametrize(
    "markup",
    ["<a href='#x'>", "<a href='報告書.pdf'>", "<img src='data:image/png;base64,x'>", "<p class='one' lang=ja>", "<svg xmlns='http://www.w3.org/2000/svg'><use href='#a'/></svg>", "<meta name=author content='x'>", "<table><td colspan=2>"],
)  # fmt: skip
def test_what_does_not_reach_out_is_left_alone(markup: str) -> None:
    assert guard.refused_in(guard.tree_of(f"<!DOCTYPE html><html><body>{markup}")) == []


@pytest.mark.parametrize("many", ["<circle r='1'/>", "<br>", "<li>x", "<i>x</i>"])
def test_many_elements_beside_each_other_are_not_deep(many: str) -> None:
    assert guard.tree_of(f"<svg>{many * (guard.DEEPEST + 1)}</svg>") is not None


def test_what_lies_too_deep_is_not_parsed() -> None:
    with pytest.raises(guard.TooDeepError):
        guard.tree_of("<div>" * (guard.DEEPEST + 1))
