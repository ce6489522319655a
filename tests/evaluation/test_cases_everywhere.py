"""Every case of ``tests/cases/`` in every output: no rule is right in one of them and wrong in another.

What is compared stands in the case; only what a case does not state is taken from its evaluation, and the path
of each year from a calculation in fractions.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from misato_report.evaluation.certainty_wording import certainty_sentences
from misato_report.evaluation.rules import more_is_better, rules_of
from misato_report.evaluation.scales import LABELS
from misato_report.plan.indicators import Accumulation, Indicator
from misato_report.report.json_objects import status_object
from tests.support import case_reports
from tests.support.by_fractions import expected_and_reference
from tests.support.case_reports import CaseReport, Said, explained, said_by_explanation
from tests.support.cases import all_cases, outcome, stated

CASES = {name: (case, setting) for name, case, setting in all_cases()}
VERDICTS = {verdict.value: label for verdict, label in LABELS.items()}
COMPARED = ("period", "value", "expected", "verdict", "missing_periods", "levels", "revised_baseline")
everywhere = pytest.mark.parametrize("name", CASES)


@cache
def report_on(name: str) -> CaseReport:
    return CaseReport(*CASES[name])


def asked(indicator: Indicator, year: int) -> bool:
    """Whether the plan asks anything of a year; a figure of another is printed, and never judged."""
    match indicator.accumulation:
        case Accumulation.YEARLY_TARGETS:
            return year in [target.period.first for target in indicator.targets]
        case Accumulation.PERIOD_TOTAL:
            return year in indicator.final_target.period.years()
        case _:
            return year > indicator.baseline.period.last


def target_of_the_year(indicator: Indicator, year: object) -> Decimal:
    """The newest target by then; before all of them, and of an indicator that has but one, the first."""
    assert isinstance(year, int)
    if indicator.accumulation is not Accumulation.YEARLY_TARGETS:
        return indicator.final_target.value
    passed = [target.value for target in indicator.targets if target.period.first <= year]
    return passed[-1] if passed else indicator.all_targets[0].value


SURE = {
    "in_every_output-total_after_five_years_of_history": (
        "偶然でも起こりうる（約9%）：現状のままでも、年ごとのばらつきだけでこの値以上になる割合は約9%です。",
        "判定は、公表値の改定（これまで最大5人）で変わりえます。",
    ),
    "in_every_output-four_yearly_targets": (),
}
"""What some cases are to say of how sure the verdict is."""


def wanted_of(name: str) -> dict[str, object]:
    """The outcome that the case states; of what it does not state, that of its evaluation."""
    return outcome(report_on(name).evaluation, iter(COMPARED)) | stated(CASES[name][0].expect)


def assert_said(name: str, said: Said) -> None:
    """That an output says what is wanted, and of no year anything else."""
    case, _ = CASES[name]
    indicator, wanted = report_on(name).evaluation.indicator, wanted_of(name)
    # Figures of ours are printed with two more decimals than the indicator's; a case gives them to three places.
    slack = Decimal("0.5").scaleb(-indicator.decimals - 2) + Decimal("0.0005")

    def near(figure: Decimal | None, aim: object) -> bool:
        return figure is None or (isinstance(aim, Decimal) and abs(figure - aim) <= slack)

    def expected(figure: Decimal | None, aim: object) -> bool:
        """Exact, or rounded to the harder side by less than a unit of the indicator's last decimal."""
        if not said.aimed or figure is None or indicator.accumulation is Accumulation.YEARLY_TARGETS:
            return near(figure, aim)
        assert isinstance(aim, Decimal)
        harder = figure - aim if more_is_better(indicator) else aim - figure
        return -slack <= harder < Decimal(1).scaleb(-indicator.decimals) + slack

    assert near(said.value, wanted["value"]), case.description
    assert expected(said.expected, wanted["expected"]), case.description
    assert said.verdict in (None, wanted["verdict"])
    assert said.missing is None or said.missing == set(wanted["missing_periods"])  # type: ignore[call-overload]
    if said.levels is not None:
        judged = {year: value for year, value in said.levels.items() if asked(indicator, year)}
        assert judged == wanted["levels"], case.description
    for year, path in said.paths.items():
        assert asked(indicator, year)
        exact = expected_and_reference(indicator, year)[0]
        assert exact is not None, year
        assert expected(path, Decimal(exact.numerator) / exact.denominator), year
    period = wanted["period"]
    if said.target is not None and not indicator.states:
        assert said.target == target_of_the_year(indicator, period or case.report_year)
    if said.paths and isinstance(period, int) and period <= indicator.final_target.period.last:
        assert expected(said.paths[period], wanted["expected"])


@everywhere
def test_summary(name: str) -> None:
    said = case_reports.said_by_summary(report_on(name))
    assert (said.value is None) == (report_on(name).evaluation.period is None)
    assert_said(name, said)


@everywhere
def test_year_table_and_notes(name: str) -> None:
    said = case_reports.said_by_year_table(report_on(name))
    assert_said(name, said)
    assert said.revised == wanted_of(name)["revised_baseline"]


@everywhere
def test_finding_and_key_figures(name: str) -> None:
    assert_said(name, case_reports.said_by_finding(report_on(name)))


@everywhere
def test_chart(name: str) -> None:
    assert_said(name, case_reports.said_by_chart(report_on(name)))


@pytest.mark.slow
@everywhere
def test_workbook(name: str) -> None:
    assert_said(name, case_reports.said_by_workbook(report_on(name)))


@everywhere
def test_open_data(name: str) -> None:
    assert_said(name, case_reports.said_by_open_data(report_on(name)))


@everywhere
def test_status(name: str) -> None:
    assert_said(name, case_reports.said_by_status(report_on(name), VERDICTS))


@everywhere
def test_explain(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(report_on(name), capsys)
    assert_said(name, said_by_explanation(text))
    for line in re.findall(r"^  \d+\. (.+)$", text, re.MULTILINE):
        assert_adds_up(line)


@everywhere
def test_how_sure_a_verdict_is_is_told_alike(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_on(name)
    sentences = tuple(certainty_sentences(report.evaluation, rules_of(report.facts.plan)))
    assert sentences == SURE.get(name, sentences)
    assert report.sheet.certainty == "".join(sentences)
    text = explained(report, capsys)
    assert [sentence for sentence in sentences if f"  ・{sentence}\n" not in text] == []
    assert case_reports.lines_of_workbook(report).issuperset(f"・{sentence}" for sentence in sentences)
    (one,) = status_object(report.facts.plan, report.facts.evaluations)["indicators"]
    assert len(sentences) == sum(one[key] is not None for key in ("chance", "revision"))


# ---- a printed calculation, with a pocket calculator

_SIGNS = str.maketrans({"＋": "+", "－": "-", "×": "*", "÷": "/", "▲": "-", "（": "(", "）": ")", ",": None})
_TERM = re.compile(r"\d+(?:\.\d+)?")


def assert_adds_up(line: str) -> None:
    """「目安 ＝ 100 ＋（150 － 100）× 1/5 ＝ 110」: what stands in the middle comes to what stands last."""
    word, *middle, last = (part.strip() for part in line.split("＝"))
    if len(middle) != 1:
        return
    formula = re.sub(r"[A-Z]\d+ |現状値 ?|目標値 ?", "", middle[0]).translate(_SIGNS)
    if not re.fullmatch(r"[-+*/(). \d]+", formula):
        return  # in words: その年の目標値
    figure = re.match(r"[＋▲]?[\d,]+(\.\d+)?%?", last)
    assert figure, line
    shown = figure[0].translate(_SIGNS)
    places = len(shown.rstrip("%").partition(".")[2])
    worked = eval(_TERM.sub(lambda m: f"Fraction('{m[0]}')", formula), {"Fraction": Fraction})  # noqa: S307
    # A pace ratio is rounded down, and worked out of figures that are themselves printed to a few places.
    slack = Fraction(2 + abs(worked) * 2, 100) if word == "進捗度" else Fraction(1, 2 * 10**places)
    result = Fraction(shown.rstrip("%")) / (100 if shown.endswith("%") else 1)
    assert abs(worked - result) <= slack, line


@pytest.mark.parametrize(
    "line", ["累計 ＝ 現状値 100 ＋ （R8 10） ＋ （R9 12） ＝ 112（人）", "目安 ＝ 目標値 ▲45 × 2/5 ＝ ▲19"]
)
def test_a_calculation_that_is_wrong_is_seen(line: str) -> None:
    with pytest.raises(AssertionError):
        assert_adds_up(line)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("derivations-mean_of_withheld_year", "公表された表に計算できる数がなく、判定できません"),
        ("derivations-ratio_denominator_of_zero_alone", "公表された表に計算できる数がなく、判定できません"),
        ("derivations-mean_with_a_missing_year", "公表されているはずの実績がまだ取り込まれていません"),
        ("derivations-ratio_half_of_it_not_due", "実績はまだ公表されていません"),
    ],
)
def test_a_figure_that_was_published_as_a_sign_is_not_one_to_take_in(name: str, finding: str) -> None:
    report = report_on(name)
    assert report.sheet.finding == finding
    overdue = report.evaluation.overdue
    assert bool(overdue) == (finding == "公表されているはずの実績がまだ取り込まれていません")
    assert len(report.page.summary.missing) == bool(overdue)


@everywhere
def test_only_what_can_be_taken_in_is_asked_for(name: str) -> None:
    """A sentence of figures to take in stands only where there are some."""
    report = report_on(name)
    told = " ".join([report.sheet.finding, *report.sheet.notes])
    assert ("取り込まれていません" in told) == bool(report.evaluation.overdue)
