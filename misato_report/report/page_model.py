"""The page model: all that the report prints, as text that is ready to print.

The page model decides, the template prints: no template computes or compares a number. Every ``str``
here is Japanese text as it stands on the page; every ``chart`` is an inline SVG.
"""

from __future__ import annotations

from dataclasses import dataclass

from misato_report.plan.document import TextTable


@dataclass(frozen=True)
class VerdictMark:
    """判定 in print: a sign and a word, and how strong it stands out (good, middling, bad, none)."""

    sign: str
    label: str
    tone: str


@dataclass(frozen=True)
class Figure:
    """A figure in print, and the anchors of the rows in 数値の出所 that it was made from (none: not measured)."""

    text: str
    origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class SummaryRow:
    """One indicator on the summary page. ``rank`` orders verdicts from best to worst."""

    anchor: str
    name: str
    unit: str
    baseline: str
    baseline_year: str
    target: str
    target_year: str
    value: Figure
    period: str
    expected: str
    pace: str
    chart: str
    verdict: VerdictMark
    rank: int
    previous: VerdictMark | None


@dataclass(frozen=True)
class SummaryGroup:
    """The indicators of a field, of its 地域再生計画, or the population."""

    name: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class Due:
    """A figure that is not there: of which indicator and period, by when it is due, from which source."""

    name: str
    period: str
    when: str
    source: str


@dataclass(frozen=True)
class ChangeLine:
    """One indicator against last year's report: the two verdicts (one where it is the same), and why."""

    name: str
    verdicts: str
    reasons: str


@dataclass(frozen=True)
class ReviewSheet:
    """町の評価: sections of limited Markdown as safe HTML; the town's own mark where it gives one."""

    department: str
    written_on: str
    sections: tuple[tuple[str, str], ...]
    town_verdict: VerdictMark | None
    reason: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """Page 1: the whole story."""

    story: tuple[str, ...]
    groups: tuple[SummaryGroup, ...]
    dense: bool  # figures so long that the table needs smaller letters
    legend: tuple[tuple[VerdictMark, str], ...]
    awaited: tuple[Due, ...]
    missing: tuple[Due, ...]
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class EarlierReport:
    """The table of an earlier year's report, made again as it was: for the year switch on a screen."""

    fiscal_year: str
    as_of: str
    groups: tuple[SummaryGroup, ...]
    dense: bool


@dataclass(frozen=True)
class KeyFigure:
    """One figure of an evaluation: its term, the figure, and what it means in a few words."""

    term: str
    figure: str
    meaning: str


@dataclass(frozen=True)
class YearTable:
    """Figures year by year: headings are years, each row has a label and a cell for each year."""

    caption: str
    years: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    dense: bool
    wide: bool  # too wide for a portrait page


@dataclass(frozen=True)
class PlanTable:
    """The target as the plan's own table prints it."""

    name: str
    baseline_year: str
    baseline: str
    target_year: str
    target: str
    unit: str
    accumulation: str
    target_basis: tuple[str, ...]
    counted: tuple[str, ...]
    how_measured: str


@dataclass(frozen=True)
class IndicatorSheet:
    """Everything about one indicator."""

    anchor: str
    name: str
    short_name: str
    plan_table: PlanTable
    verdict: VerdictMark
    finding: str
    chart: str
    years: YearTable
    figures: tuple[KeyFigure, ...]
    notes: tuple[str, ...]
    review: ReviewSheet | None


@dataclass(frozen=True)
class DepartmentProjects:
    """事業 of a department."""

    department: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class UndecidedTarget:
    """評価の方法が決まっていない目標: a target that stands in the plan's words and is not evaluated."""

    name: str
    words: str


@dataclass(frozen=True)
class RepeatedIndicator:
    """再掲: an indicator of another field that is printed in this one too."""

    anchor: str
    name: str
    field: str
    value: str
    target: str
    verdict: VerdictMark


@dataclass(frozen=True)
class FieldSheet:
    """A field of the plan, after the plan's own table."""

    anchor: str
    number: int
    name: str
    departments: str
    direction: str
    indicators: tuple[IndicatorSheet, ...]
    projects: tuple[DepartmentProjects, ...]
    grants: tuple[tuple[str, str], ...]
    grants_note: str
    review: ReviewSheet | None
    undecided: tuple[UndecidedTarget, ...] = ()
    repeated: tuple[RepeatedIndicator, ...] = ()


@dataclass(frozen=True)
class GrantCell:
    """One year of a 地域再生計画 indicator: 上段 target, 下段 actual."""

    target: str
    actual: str


@dataclass(frozen=True)
class GrantRow:
    """One indicator of a 地域再生計画 project, as the plan's table prints it."""

    sheet: IndicatorSheet
    baseline_year: str
    baseline: str
    unit: str
    accumulation: str
    cells: tuple[GrantCell, ...]


@dataclass(frozen=True)
class GrantSheet:
    """A project of the 地域再生計画."""

    anchor: str
    project: str
    grant: str
    field: str
    years: tuple[str, ...]
    wide: bool  # too wide for a portrait page
    rows: tuple[GrantRow, ...]
    effect: str
    effect_rules: tuple[tuple[str, str], ...]
    review: ReviewSheet | None


@dataclass(frozen=True)
class PopulationSheet:
    """目標人口."""

    indicator: IndicatorSheet
    tables: tuple[TextTable, ...]


@dataclass(frozen=True)
class SourceFileEntry:
    """A source file, numbered so that figures can cite it."""

    anchor: str
    number: str
    source: str
    file: str
    published: str
    sha256: str


@dataclass(frozen=True)
class ProvenanceRow:
    """Where one figure came from, and what it was before it was revised."""

    anchor: str
    file_anchor: str
    period: str
    value: str
    earlier: str
    published: str
    status: str
    file: str
    cell: str
    note: str


@dataclass(frozen=True)
class Provenance:
    """The figures of one series."""

    series: str
    unit: str
    rows: tuple[ProvenanceRow, ...]


@dataclass(frozen=True)
class RevisionRow:
    """One line of the 新旧対照表."""

    day: str
    indicator: str
    what: str
    before: str
    after: str
    reason: str
    decided_by: str


@dataclass(frozen=True)
class Look:
    """The town's colours (``#rrggbb``, the second for a dark screen), its seal, whether there is a cover."""

    accent: str
    accent_by_night: str
    seal: str
    cover: bool


@dataclass(frozen=True)
class ComparedSide:
    """An indicator in one of two reports that are compared."""

    value: str
    period: str
    expected: str
    verdict: VerdictMark


@dataclass(frozen=True)
class ComparedRow:
    """An indicator in two reports, and why it is not the same in both ("" where it is)."""

    name: str
    unit: str
    before: ComparedSide
    after: ComparedSide
    reasons: str


@dataclass(frozen=True)
class Comparison:
    """Two reports side by side, for ``compare.html.j2``."""

    before: str
    before_as_of: str
    after: str
    after_as_of: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True)
class BatchRow:
    """A town of a batch: links to its files (label, address), its verdicts, or why there is no report."""

    town: str
    title: str
    links: tuple[tuple[str, str], ...]
    verdicts: tuple[str, ...]
    problems: tuple[str, ...]
    sample: bool


@dataclass(frozen=True)
class BatchSummary:
    """All towns of a batch, for ``batch.html.j2``."""

    fiscal_year: str
    done: str
    failed: str
    sample: bool
    rows: tuple[BatchRow, ...]


@dataclass(frozen=True)
class Report:
    """The whole report."""

    plan_title: str
    plan_status: str
    municipality: str
    prefecture: str
    department: str
    fiscal_year: str
    report_year: int
    plan_period: str
    document_number: str
    created: str
    created_iso: str
    as_of: str
    sample: bool
    appearance: Look
    summary: Summary
    earlier: tuple[EarlierReport, ...]
    fields: tuple[FieldSheet, ...]
    grants: tuple[GrantSheet, ...]
    population: PopulationSheet | None
    revisions: tuple[RevisionRow, ...]
    verdict_rules: tuple[tuple[VerdictMark, str], ...]
    pace_rules: tuple[tuple[str, str, str, str], ...]
    calculations: tuple[tuple[str, tuple[str, ...]], ...]
    files: tuple[SourceFileEntry, ...]
    provenance: tuple[Provenance, ...]
