"""町の評価: beside the mechanical verdict, by date, with a reason where it differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from misato_report import load_workspace
from misato_report.evaluation.reviews import Reviews, missing_reviews, reviews_at, unreasoned
from misato_report.plan.indicators import Verdict
from misato_report.plan.reviews import FieldReview, GrantReview, IndicatorReview, MeasureReview, ReviewsFile
from misato_report.project import evaluate_project
from misato_report.report.html.markdown import to_html
from tests.conftest import AS_OF, Run
from tests.support.towns import samples as samples_of_the_repository

REVIEW = """year: 2027
indicators:
  - indicator: social_increase
    written_on: 2028-04-10
    department: 企画推進課
    factors: 転出が**少なかった**。
    town_verdict: {verdict}
"""


def write(root: Path, text: str) -> None:
    (root / "plan" / "reviews" / "2027.yaml").write_text(text, encoding="utf-8")


def page(root: Path, run: Run, day: str, *options: str) -> str:
    done = run(root, "build", "2027", "--as-of", day, "--format", "html", *options)
    assert done.returncode == 0, done.stderr
    return next((root / "out").rglob("*.html")).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_review_is_printed_from_the_day_it_was_written(taken_in: Path, run: Run) -> None:
    write(taken_in, REVIEW.format(verdict="on_track"))
    assert "転出が<strong>少なかった</strong>" in page(taken_in, run, "2028-04-10")
    assert "少なかった" not in page(taken_in, run, "2028-04-09")


@pytest.mark.slow
def test_a_verdict_of_the_towns_own_needs_a_reason(taken_in: Path, run: Run) -> None:
    write(taken_in, REVIEW.format(verdict="behind"))
    for command in (("check",), ("build", "2027", "--as-of", "2028-04-20")):
        done = run(taken_in, *command)
        assert done.returncode == 1
        assert "plan/reviews/2027.yaml:7" in done.stderr
        assert "理由" in done.stderr
    assert not (taken_in / "out" / "2027").exists()
    write(taken_in, REVIEW.format(verdict="behind") + "    town_verdict_reason: 年ごとの動きが大きいため\n")
    html = page(taken_in, run, "2028-04-20")
    assert "年ごとの動きが大きいため" in html
    both = html.split("数値による判定")[1][:400]
    assert "順調" in both
    assert "遅れ" in both


@pytest.mark.parametrize(
    ("verdict", "reason", "asked"),
    [
        (Verdict.BEHIND, "", True),
        (Verdict.BEHIND, " ", True),
        (Verdict.BEHIND, "年ごとの動きが大きい", False),
        (Verdict.ON_TRACK, "", False),
        (None, "", False),
    ],
)
def test_only_another_verdict_than_that_of_the_figures_needs_a_reason(
    verdict: Verdict | None, reason: str, asked: bool
) -> None:
    town = samples_of_the_repository()
    plan, evaluations = town.sound_plan(), evaluate_project(town, 2027, AS_OF)
    (judged,) = (e for e in evaluations if e.indicator.id == "social_increase")
    assert judged.verdict is Verdict.ON_TRACK
    written = IndicatorReview(
        indicator="social_increase",
        written_on=date(2028, 4, 10),
        department="企画推進課",
        town_verdict=verdict,
        town_verdict_reason=reason,
    )
    of_another = written.replace(indicator="of_another_plan")
    reviews = Reviews(indicators={"social_increase": written, "of_another_plan": of_another})
    found = list(unreasoned(plan, reviews, evaluations))
    assert [(d.code, d.file) for d in found] == [("no-reason", "plan/reviews/2027.yaml")] * asked
    waiting = replace(judged, verdict=Verdict.NOT_PUBLISHED)
    assert not list(unreasoned(plan, reviews, [waiting])), "there is nothing to differ from"


WRITTEN = date(2028, 4, 10)


@pytest.mark.parametrize("day", [date(2028, 4, 9), WRITTEN, date(2028, 4, 11)])
def test_every_kind_of_review_counts_from_the_day_it_was_written(day: date) -> None:
    file = ReviewsFile(
        year=2027,
        sample=True,
        fields=(FieldReview(field="digital", written_on=WRITTEN, department="課"),),
        indicators=(IndicatorReview(indicator="social_increase", written_on=WRITTEN, department="課"),),
        grants=(GrantReview(grant="grant", written_on=WRITTEN, department="課"),),
        measures=(MeasureReview(measure="measure", written_on=WRITTEN, department="課"),),
    )
    plan = replace(samples_of_the_repository().sound_plan(), reviews={2027: file})
    then = reviews_at(plan, 2027, day)
    kinds = (then.fields, then.indicators, then.grants, then.measures)
    assert [list(kind) for kind in kinds] == (
        [["digital"], ["social_increase"], ["grant"], ["measure"]] if day >= WRITTEN else [[], [], [], []]
    )
    assert then.sample is (day >= WRITTEN)
    assert reviews_at(plan, 2026, day) == Reviews()


@pytest.mark.parametrize("kind", ["fields", "indicators", "grants", "measures"])
def test_invented_words_of_any_kind_make_a_sample(kind: str) -> None:
    written = {
        "fields": FieldReview(field="digital", written_on=WRITTEN, department="課"),
        "indicators": IndicatorReview(indicator="social_increase", written_on=WRITTEN, department="課"),
        "grants": GrantReview(grant="grant", written_on=WRITTEN, department="課"),
        "measures": MeasureReview(measure="measure", written_on=WRITTEN, department="課"),
    }
    for sample in (True, False):
        file = ReviewsFile(year=2027, sample=sample).replace(**{kind: (written[kind],)})
        plan = replace(samples_of_the_repository().sound_plan(), reviews={2027: file})
        assert reviews_at(plan, 2027, WRITTEN).sample is sample


def test_what_a_department_has_not_written_is_missing() -> None:
    plan = samples_of_the_repository().sound_plan()
    nothing = missing_reviews(plan, Reviews())
    one = next(f for f in plan.fields if f.grants and f.indicators)
    department = one.departments[0]
    indicator, grant = one.indicators[0], one.grants[0]
    for named in (f"分野{one.number} {one.name}", indicator.short_name, grant.project):
        assert named in nothing[department]
    written = Reviews(
        {one.id: FieldReview(field=one.id, written_on=WRITTEN, department="課")},
        {indicator.id: IndicatorReview(indicator=indicator.id, written_on=WRITTEN, department="課")},
        {grant.id: GrantReview(grant=grant.id, written_on=WRITTEN, department="課")},
    )
    left = missing_reviews(plan, written).get(department, [])
    assert len(left) == len(nothing[department]) - 3
    assert not {f"分野{one.number} {one.name}", indicator.short_name, grant.project} & {*left}


@pytest.mark.slow
def test_what_is_missing_is_listed_by_department(taken_in: Path, run: Run) -> None:
    write(taken_in, REVIEW.format(verdict="on_track"))
    done = run(taken_in, "reviews", "2027")
    assert done.returncode == 0
    listed = done.stdout.split("健康福祉課")[1]
    assert "年少人口の割合" in listed
    assert "人口の社会増" not in done.stdout
    assert "plan/reviews/2028.yaml" in run(taken_in, "reviews", "2028").stdout


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("year: 2027\nindicators:\n  - indicator: social\n", "unknown-id", "social_increase"),
        ("year: 2027\nfields:\n  - field: nowhere\n", "unknown-id", "migration"),
        ("year: 2027\nfeilds: []\n", "unknown-key", "fields"),
        (
            "year: 2027\nindicators:\n  - indicator: social_increase\n    town_verdict: good\n",
            "bad-choice",
            "good",
        ),
    ],
)
def test_slips(workspace: Path, text: str, code: str, words: str) -> None:
    filled = text.replace("social\n", "social\n    written_on: 2028-04-01\n    department: 課\n").replace(
        "nowhere\n", "nowhere\n    written_on: 2028-04-01\n    department: 課\n"
    )
    write(workspace, filled)
    found = [d for d in load_workspace(workspace).diagnostics if d.code == code]
    assert found, load_workspace(workspace).diagnostics
    assert found[0].file == "plan/reviews/2027.yaml"
    assert words in found[0].message + found[0].hint


def test_two_files_for_one_year(workspace: Path) -> None:
    write(workspace, "year: 2027\n")
    (workspace / "plan" / "reviews" / "二つ目.yaml").write_text("year: R9\n", encoding="utf-8")
    assert "duplicate-id" in [d.code for d in load_workspace(workspace).diagnostics]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一つ\n\n二つ", "<p>一つ</p>\n<p>二つ</p>\n"),
        ("- 一つ\n- 二つ", "<ul>\n<li>一つ</li>\n<li>二つ</li>\n</ul>\n"),
        ("**太字**です", "<p><strong>太字</strong>です</p>\n"),
        ("*斜体*でない", "<p>斜体でない</p>\n"),
    ],
)
def test_paragraphs_lists_and_bold(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[題](javascript:alert(1))",
        "![図](http://example.com/a.png)",
        "<http://example.com>",
        "# 見出し",
        "> 引用",
        "`code`",
        "| a | b |\n|---|---|",
        "a\n---",
        "&lt;b&gt;",
        "<b>太字</b>",
    ],
)
def test_nothing_else_gets_through(text: str) -> None:
    html = to_html(text)
    for tag in ("<script", "<a", "<img", "<h", "<blockquote", "<code", "<table", "<hr", "<b>"):
        assert tag not in html


def test_sample_reviews_mark_the_report(samples: Path, run: Run) -> None:
    assert load_workspace(samples).sound_plan().reviews[2027].sample
    for path in (samples / "actuals").rglob("*.csv"):
        path.unlink()
    html = page(samples, run, "2028-04-20", "--draft", "--force-year")
    assert "見本：" in html


def test_a_new_workspace_has_no_reviews(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path, "init", "町").returncode == 0
    assert not (tmp_path / "町" / "plan" / "reviews").exists()
