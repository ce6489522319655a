"""Charts: whatever the figures, every label is inside the drawing, none lies on another, and all data is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings

from misato_report.evaluation.rules import Evaluation, Rules, evaluate
from misato_report.notation import print_number
from misato_report.plan.document import PopulationPoint, Scale
from misato_report.plan.indicators import Accumulation, AsPublished, Direction, Indicator
from misato_report.plan.sources import PublicationSchedule
from misato_report.report.charts import NARROW, THIRD, WIDE, Form, chart_for, finding, small_chart
from misato_report.report.charts.geometry import Box, text_box
from tests.support.situations import Situation, observation, point, situations

SVG = "{http://www.w3.org/2000/svg}"
IN_WORDS = (Accumulation.TREND, Accumulation.MILESTONE, Accumulation.UNDECIDED)
RULES = [rule for rule in Accumulation if rule not in IN_WORDS]
"""Those with a figure to reach."""
CALENDAR = Rules({"counted": PublicationSchedule(month=12, years_after=0, text="12月")}, frozenset(), Scale())


def indicator(
    rule: Accumulation, baseline: str, *targets: str, name: str = "例", unit: str = "人"
) -> Indicator:
    """An indicator from R7 on, with a target for R12, or for R8 and after."""
    values = [Decimal(t) for t in targets]
    yearly = rule is Accumulation.YEARLY_TARGETS
    falls = values[-1] < Decimal(baseline)
    total = rule is Accumulation.PERIOD_TOTAL
    return Indicator(
        id="example",
        name=name,
        short_name=name,
        unit=unit,
        decimals=0,
        accumulation=rule,
        derivation=AsPublished(method="as_published", series="counted", increments=False),
        baseline=point(2021 if total else 2025, 2025, Decimal(baseline)),
        target=None if yearly else point(2026 if total else 2030, 2030, values[-1]),
        targets=tuple(point(2026 + n, 2026 + n, v) for n, v in enumerate(values)) if yearly else (),
        direction=Direction.DECREASE if falls and rule is not Accumulation.FLOOR else Direction.INCREASE,
    )


def evaluated(wanted: Indicator, *actuals: str, report_year: int = 2027, first: int = 2026) -> Evaluation:
    """Seen from the end of March after the report year; actuals of one year each from ``first`` on."""
    seen = [
        observation("counted", first + n, Decimal(a), date(first + n, 12, 18)) for n, a in enumerate(actuals)
    ]
    return evaluate(wanted, seen, report_year, date(report_year + 1, 3, 31), CALENDAR)


def texts(svg: Element) -> list[tuple[str, Box]]:
    """Every text of a chart with the room it takes."""
    return [
        (
            t.text or "",
            text_box(
                t.text or "",
                float(t.get("x", "0")),
                float(t.get("y", "0")),
                float(t.get("font-size", "0")),
                t.get("text-anchor", "start"),
            ),
        )
        for t in svg.iter(f"{SVG}text")
    ]


def assert_readable(chart: str) -> Element:
    svg = fromstring(chart)
    _, _, width, height = (float(n) for n in svg.get("viewBox", "").split())
    sheet = Box(-0.1, -0.1, width + 0.1, height + 0.1)
    found = texts(svg)
    for text, box in found:
        assert box.inside(sheet), f"「{text}」 is cut off: {box}"
    for (one, box), (other, second) in combinations(found, 2):
        assert not box.overlaps(second), f"「{one}」 lies on 「{other}」"
    assert "nan" not in chart.lower().replace("finance", "")
    return svg


@pytest.mark.slow
@given(situations())
@settings(max_examples=250, deadline=None)
def test_labels_are_inside_and_apart_whatever_the_figures(situation: Situation) -> None:
    e = situation.evaluate()
    for form in (WIDE, NARROW, THIRD, replace(NARROW, height=154.0)):
        assert_readable(chart_for(e, series_name="市町村内総生産", form=form))
    fromstring(small_chart(e))


TARGETS = {Accumulation.YEARLY_TARGETS: ("10", "20", "30", "40", "50")}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("factor", ["1", "-1", "12345678", "-12345678"])
@pytest.mark.parametrize("years", range(6))
def test_no_actual_one_or_all_small_or_of_many_digits(rule: Accumulation, factor: str, years: int) -> None:
    of = [str(int(factor) * n) for n in (10, 20, 30, 40, 50)]
    wanted = indicator(rule, factor, *of)
    e = evaluated(
        wanted, *[str(int(factor) * (n * 9 + 3)) for n in range(years)], report_year=2025 + max(years, 1)
    )
    svg = assert_readable(chart_for(e))
    shown = {text.replace(" ", "") for text, _ in texts(svg)}
    final = print_number(wanted.final_target.value)
    if rule is Accumulation.YEARLY_TARGETS:  # ten labels of eight digits have no room side by side
        assert final in (svg.findtext(f"{SVG}desc") or "")
    else:
        assert any(final in text for text in shown), f"the target {final} is not on the chart: {shown}"
    if e.value is not None:
        assert any(print_number(e.value) in text for text in shown)
    else:
        assert any(text in ("未公表", "未取込", "今後", "公表待ち") for text in shown)


@pytest.mark.parametrize("rule", RULES)
def test_all_values_equal(rule: Accumulation) -> None:
    assert_readable(chart_for(evaluated(indicator(rule, "0", "0", "0"), "0", "0")))


@pytest.mark.parametrize("rule", RULES)
def test_the_title_says_what_the_chart_says_and_the_description_has_the_data(rule: Accumulation) -> None:
    e = evaluated(indicator(rule, "10", *TARGETS.get(rule, ("50",))), "17", "23")
    svg = assert_readable(chart_for(e))
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == finding(e)
    assert svg.get("aria-labelledby") == title.get("id")
    for figure in ("17", "23", print_number(e.indicator.final_target.value)):
        assert figure in (desc.text or "")


def test_names_with_markup_are_text() -> None:
    wanted = indicator(Accumulation.SINGLE_YEAR, "1", "5", name='<script>&"指標', unit="<b>")
    svg = assert_readable(chart_for(evaluated(wanted, "2", "3"), series_name="<i>&"))
    assert not list(svg.iter("script"))
    assert any("<b>" in text for text, _ in texts(svg))


def test_a_revised_baseline_is_shown_beside_the_plans_own() -> None:
    e = evaluated(indicator(Accumulation.SINGLE_YEAR, "100", "150"), "104", "112", "120", first=2025)
    assert any("104（参考）" in text for text, _ in texts(assert_readable(chart_for(e))))


def test_the_population_shows_the_whole_fall_and_the_years_at_hand() -> None:
    wanted = replace_baseline(indicator(Accumulation.FLOOR, "4355", "3560"))
    history = (
        PopulationPoint(year=1955, value=Decimal(18742)),
        PopulationPoint(year=2020, value=Decimal(4355)),
    )
    e = evaluated(wanted, "4245", "4140", "4075", "3993", "3910", "3832", "3766", first=2021)
    shown = [
        text for text, _ in texts(assert_readable(chart_for(e, series_name="推計人口", history=history)))
    ]
    assert any("18,742" in text for text in shown)
    assert any("▲33" in text for text in shown)


def replace_baseline(wanted: Indicator) -> Indicator:
    """The same from the census of 2020."""
    return wanted.replace(baseline=point(2020, 2020, wanted.baseline.value))


def test_only_the_verdict_that_is_printed_is_named() -> None:
    e = evaluated(indicator(Accumulation.SINGLE_YEAR, "10", "50"), "17", "23")
    assert "遅れ" in finding(e)
    renamed = finding(e, "要努力")
    assert "「要努力」" in renamed
    assert "遅れ" not in renamed


@pytest.mark.parametrize("form", [WIDE, NARROW, THIRD])
@pytest.mark.parametrize("rule", RULES)
def test_every_form_names_the_value_that_is_judged(rule: Accumulation, form: Form) -> None:
    e = evaluated(indicator(rule, "10", *TARGETS.get(rule, ("50",))), "17", "23")
    shown = [text for text, _ in texts(assert_readable(chart_for(e, form=form)))]
    assert e.value is not None
    assert any(print_number(e.value) in text for text in shown), shown
