"""The evaluation by cases that a clerk can read and add to: ``tests/cases/*.yaml``.

A file has ``indicators`` (written as in the plan, with the month in which its figures are published)
and ``cases``: a situation and the outcome that ``docs/evaluation.md`` asks for. Figures, years and dates are
written as official papers write them (▲12, 13,100, R8, R3..R7, 2026-12-18); 「なし」 is a figure that is
not defined. Of the outcome only what a case states is compared. To keep the files short:

- a figure without a date was published on the last day of the month in which it was due;
- an indicator without ``publication`` is published in December of its year;
- a case without ``as_of`` is seen from 31 March, the end of the report's fiscal year;
- ratios are given to 4 places, figures that a division makes to 3; values are exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Key

from misato_report.evaluation.rules import Evaluation, Rules, evaluate
from misato_report.evaluation.scales import LABELS
from misato_report.notation import Basis, read_date, read_number, read_year
from misato_report.observation import Observation
from misato_report.plan.document import Scale
from misato_report.plan.indicators import Indicator, series_of
from misato_report.plan.sources import PublicationSchedule

CASES = Path(__file__).parents[1] / "cases"
NONE = "なし"
YES_NO = {"はい": True, "いいえ": False}
DECEMBER = {"month": "12", "years_after": "0"}

Published = str | dict[str, str]
"""A value, or what each publication said, by its date."""
Actuals = dict[str, Published | dict[str, Published]]
"""By year; where an indicator needs two series, by series and year."""


Year = Annotated[int, BeforeValidator(read_year)]


class Strict(BaseModel):
    """A part of a case file: a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Setting(Strict):
    """An indicator as the plan's YAML has it, and what is known of its series."""

    accumulation: str
    unit: str = "人"
    decimals: str = "0"
    derivation: dict[str, str] = Key(default={"method": "as_published", "series": "counted"})
    baseline: dict[str, str]
    target: dict[str, str] | None = None
    targets: tuple[dict[str, str], ...] = ()
    direction: str | None = None
    against: str = "baseline"
    keep: str = "false"
    states: tuple[str, ...] = ()
    publication: dict[str, str] = Key(default=DECEMBER)
    publications: dict[str, dict[str, str]] = Key(default={})
    non_negative: str = "いいえ"
    begins: Year = 0  # the plan's first year
    scale: dict[str, str] = Key(default={})

    def indicator(self) -> Indicator:
        """As the plan's loader would read it."""
        own = ("publication", "publications", "non_negative", "begins", "scale")
        names = {"id": "case", "name": "例", "short_name": "例"}
        return Indicator.validate(names | self.model_dump(exclude=set(own)))

    def rules(self) -> Rules:
        """Calendars, counts that cannot fall, and the cuts."""
        series = series_of(self.indicator().derivation)
        calendars = {
            s: PublicationSchedule.validate({**self.publications.get(s, self.publication), "text": "例"})
            for s in series
        }
        non_negative = frozenset(series) if YES_NO[self.non_negative] else frozenset[str]()
        return Rules(calendars, non_negative, Scale.validate(self.scale), self.begins)


class Expected(Strict):
    """The outcome; the names are those of ``status --json``."""

    verdict: str | None = None
    period: str | None = None
    value: str | None = None
    expected: str | None = None
    reference: str | None = None
    baseline: str | None = None
    target: str | None = None
    pace_ratio: str | None = None
    attainment: str | None = None
    landing: str | None = None
    required_per_year: str | None = None
    lag: str | None = None
    vintage: str | None = None
    revised_baseline: str | None = None
    missing_periods: tuple[str, ...] | None = None
    awaited: dict[str, str] | None = None
    levels: dict[str, str] | None = None
    by_period: dict[str, str] | None = None
    before_target_year: str | None = None
    final: str | None = None


class Case(Strict):
    """A situation and its outcome."""

    id: Annotated[str, Key(pattern=r"^[a-z][a-z0-9_]*$")]
    description: Annotated[str, Key(min_length=1)]
    indicator: str
    report_year: Year
    as_of: str | None = None
    actuals: Actuals
    expect: Expected


class CaseFile(Strict):
    """One file of ``tests/cases/``."""

    indicators: dict[str, Setting]
    cases: tuple[Case, ...]


class _TextLoader(yaml.BaseLoader):
    """Every scalar as the text it is; a key that comes twice or has no value is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        line = f"{node.start_mark.line + 1}行目から"
        twice = [key for key, count in Counter(key.value for key, _ in node.value).items() if count > 1]
        if twice:
            raise ValueError(f"{line}: 「{twice[0]}」が二度あります")
        empty = [key.value for key, value in node.value if value.value == ""]
        if empty:
            hint = "コンマのある数は { } の中では引用符で囲みます"
            raise ValueError(f"{line}: 「{empty[0]}」に値がありません ({hint})")
        return super().construct_mapping(node, deep)


def read_case_file(text: str) -> CaseFile:
    """A case file; ValueError (pydantic's is one) where it is not as it should be."""
    # A loader that makes nothing but texts, lists and mappings.
    file = CaseFile.model_validate(yaml.load(text, Loader=_TextLoader))  # noqa: S506
    for case in file.cases:
        if case.indicator not in file.indicators:
            raise ValueError(f"{case.id}: 指標「{case.indicator}」は indicators: にありません")
        if not case.expect.model_fields_set:
            raise ValueError(f"{case.id}: expect: に何も書いてありません")
    twice = [name for name, count in Counter(case.id for case in file.cases).items() if count > 1]
    if twice:
        raise ValueError(f"id「{twice[0]}」が二度あります")
    return file


# ---- a situation


def observations(case: Case, indicator: Indicator, rules: Rules) -> Iterator[Observation]:
    """What the ledger holds."""
    series = series_of(indicator.derivation)
    actuals = case.actuals if len(series) > 1 else {series[0]: case.actuals}
    for name, periods in actuals.items():
        if name not in series or not isinstance(periods, Mapping):
            raise ValueError(f"{case.id}: 系列「{name}」は指標にありません")
        for text, published in periods.items():
            period = read_year(text)
            if isinstance(published, str):
                yield _observation(name, period, published, rules.publications[name].due_on(period))
                continue
            for day, value in published.items():
                yield _observation(name, period, str(value), read_date(day))


def _observation(series: str, period: int, text: str, published_on: date) -> Observation:
    reading = read_number(text)
    return Observation(
        series=series,
        period=period,
        basis=Basis.FISCAL,
        value=reading.value,
        unit="人",
        mark=reading.mark,
        published_on=published_on,
        source="example",
        file="actuals/example.csv",
        sheet="",
        row=period,
        column="A",
        sha256="0" * 64,
    )


def evaluate_case(case: Case, setting: Setting) -> Evaluation:
    """The evaluation of a case's situation."""
    indicator, rules = setting.indicator(), setting.rules()
    as_of = read_date(case.as_of) if case.as_of else date(case.report_year + 1, 3, 31)
    return evaluate(indicator, list(observations(case, indicator, rules)), case.report_year, as_of, rules)


# ---- an outcome


class Comparison(NamedTuple):
    """How a key of ``expect`` is read, and how the evaluation is brought to the same form."""

    read: Callable[[Any], object]
    of: Callable[[Any], object]


def _number(text: str) -> Decimal:
    value = read_number(text).value
    if value is None:
        raise ValueError(f"「{text}」は数値ではありません")
    return value


def _rounded(places: int) -> Callable[[Decimal], Decimal]:
    def rounded(value: Decimal) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-places), context=Context(prec=40, rounding=ROUND_HALF_UP))

    return rounded


def _same(value: Any) -> object:
    return value


def _exact(value: Decimal) -> object:
    """The value; a negative zero, which equals 0 but would be printed otherwise, as text."""
    return str(value) if value.is_zero() and value.is_signed() else value


def _figures(texts: Mapping[str, str]) -> dict[int, Decimal]:
    return {read_year(year): _number(text) for year, text in texts.items()}


EXACT = Comparison(_number, _exact)
RATIO = Comparison(_number, _rounded(4))
DIVIDED = Comparison(_number, _rounded(3))
FLAG = Comparison(YES_NO.__getitem__, _same)
DAY = Comparison(read_date, _same)

COMPARISONS: Mapping[str, Comparison] = {
    "verdict": Comparison(str, LABELS.__getitem__),
    "period": Comparison(read_year, _same),
    "value": EXACT,
    "expected": DIVIDED,
    "reference": DIVIDED,
    "baseline": EXACT,
    "target": EXACT,
    "pace_ratio": RATIO,
    "attainment": RATIO,
    "landing": DIVIDED,
    "required_per_year": DIVIDED,
    "lag": Comparison(int, _same),
    "vintage": DAY,
    "revised_baseline": EXACT,
    "missing_periods": Comparison(lambda years: [read_year(y) for y in years], list),
    "awaited": Comparison(
        lambda dues: {read_year(y): read_date(d) for y, d in dues.items()},
        lambda awaited: {a.period: a.due for a in awaited},
    ),
    "levels": Comparison(_figures, dict),
    "by_period": Comparison(_figures, lambda derived: {d.period: _rounded(3)(d.value) for d in derived}),
    "before_target_year": FLAG,
    "final": FLAG,
}


def stated(expected: Expected) -> dict[str, object]:
    """What a case states, read."""
    raw = {key: getattr(expected, key) for key in expected.model_fields_set}
    return {key: None if text == NONE else COMPARISONS[key].read(text) for key, text in raw.items()}


def outcome(evaluation: Evaluation, keys: Iterator[str]) -> dict[str, object]:
    """The same of an evaluation."""
    names = {"baseline": "stated_baseline", "target": "stated_target"}
    raw = {key: getattr(evaluation, names.get(key, key)) for key in keys}
    return {key: None if value is None else COMPARISONS[key].of(value) for key, value in raw.items()}


# ---- all cases

FILES = {path.stem: read_case_file(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.yaml"))}


def all_cases() -> Iterator[tuple[str, Case, Setting]]:
    """Every case with a name of its own and the indicator that it is about."""
    for name, file in FILES.items():
        for case in file.cases:
            yield f"{name}-{case.id}", case, file.indicators[case.indicator]
