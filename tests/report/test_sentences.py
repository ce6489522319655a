"""Every sentence of every case of ``tests/cases/``, read for what a councillor stumbles over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from misato_report.evaluation.rules import meets
from misato_report.evaluation.wording import aimed_value, amount
from misato_report.notation import print_number
from misato_report.plan.indicators import Accumulation
from misato_report.report.compose import sentences
from tests.support.case_reports import CaseReport
from tests.support.cases import all_cases

CASES = {name: (case, setting) for name, case, setting in all_cases()}
everywhere = pytest.mark.parametrize("name", CASES)

_FORBIDDEN = {
    "a double negative": r"なく(?:は|も)?ない|ないことは|ないわけ|なければ[^、。]*ない|ずには[^、。]*ない|ざるを得ない",
    "a minus before a fall or a rise": r"▲[\d,.]+[^\d、。▲（）]{0,8}(?:減少|増加|減る|増える)",
    "a signed figure still to come": r"あと[▲＋]",
    "a term of ours for what is required": r"必要年平均",
    "a span without what it is of": r"見込みの幅|最も良い年",
    "a difference of nothing": r"(?<![\d.,])0(?:\.0+)?[^\d、。（）]{1,6}(?:上回|下回|足りな|多い|少な)",
    "what the computer says": r"None|nan|Decimal|Infinity|\be[+-]\d",
}


@cache
def report_on(name: str) -> CaseReport:
    return CaseReport(*CASES[name])


def sentences_of(report: CaseReport) -> Iterator[str]:
    """All that the page says in words of this indicator, but for the formulas of the method."""
    page, sheet = report.page, report.sheet
    yield from page.summary.story
    yield from (f"{due.name}{due.periods}" for due in (*page.summary.awaited, *page.summary.missing))
    yield sheet.finding
    yield sheet.outlook
    yield from sheet.notes
    for figure in sheet.figures:
        yield from (figure.term, figure.figure, figure.meaning)
    for _, lines in page.calculations:
        yield from (line for line in lines if "＝" not in line)


@everywhere
def test_no_sentence_says_what_is_misread(name: str) -> None:
    told = [text for text in sentences_of(report_on(name)) if text]
    found = [
        f"{what}: {text}" for text in told for what, pattern in _FORBIDDEN.items() if re.search(pattern, text)
    ]
    assert not found, "\n".join(found)


@everywhere
def test_every_figure_of_the_indicator_has_its_unit(name: str) -> None:
    report = report_on(name)
    indicator = report.evaluation.indicator
    unit = indicator.unit
    figures = {f.term: f.figure for f in report.sheet.figures}
    for term in ("実績", "目安", "見込みとの差", "このまま進むと（参考）"):
        said = figures.get(term, unit)
        assert said.endswith(unit) or said in indicator.states, figures  # a state is a word
    required = figures.get("目標に届くには", "")
    for amount_of, after in re.findall(r"(?:年平均|、)([\d,.]+)(.)", required):
        assert after in (unit[0], "ポ"), f"{amount_of} without a unit: {required}"


@everywhere
def test_printed_figures_that_are_equal_are_not_told_apart(name: str) -> None:
    """Rounded to the harder side, 目安 is reached on paper if and only if it is reached exactly."""
    e = report_on(name).evaluation
    if e.value is None or e.expected is None or e.indicator.accumulation is Accumulation.YEARLY_TARGETS:
        return
    aim = aimed_value(e.indicator, e.expected)
    assert meets(e.indicator, e.value, aim) == meets(e.indicator, e.value, e.expected)


@everywhere
def test_what_is_required_says_the_exact_figure_or_a_harder_one(name: str) -> None:
    e = report_on(name).evaluation
    if e.required_per_year is None:
        assert sentences.required(e) == ""
        return
    harder = aimed_value(e.indicator, e.required_per_year)
    assert meets(e.indicator, harder, e.required_per_year)
    if harder:
        assert amount(e.indicator, abs(harder)) in sentences.required(e)
    assert "▲" not in sentences.required(e)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("worked_examples-social_increase_second_year", "残り3年、年平均10人までの減少なら、目標に届く"),
        ("worked_examples-young_population_share", "残り4年、年平均0.6ポイント以上の増加で、目標に届く"),
    ],
)
def test_the_sentences_of_the_samples(name: str, sentence: str) -> None:
    matching = [case for case in CASES if case == name]
    if not matching:
        pytest.fail(f"no case {name}: {sorted(CASES)[:80]}")
    assert sentences.required(report_on(name).evaluation) == sentence


def test_every_key_of_the_tables_has_its_words() -> None:
    """Rule × direction × sign: none is left to a KeyError in a council."""
    for table, signs in ((sentences.REQUIRED, 12), (sentences.BEST, 6), (sentences.GAP, 6)):
        assert len(table) == signs
        assert all(text and "▲" not in text for text in table.values())
    assert print_number(Decimal("-0.0"), 0) == "0"
