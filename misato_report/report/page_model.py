"""The page model: all that the report prints, as text that is ready to print.

The page model decides, the template prints: no template computes or compares a number. Every ``str``
here is Japanese text as it stands on the page; every ``chart`` is an inline SVG.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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
    town: VerdictMark | None  # where it differs from the verdict by figures
    reason: str  # first words of why it differs


@dataclass(frozen=True)
class SummaryGroup:
    """The indicators of a field, of its 地域再生計画, or the population."""

    name: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class Due:
    """Figures that are not there: of which indicator, each period with the month it is due in, from which source."""

    name: str
    periods: str
    source: str


@dataclass(frozen=True)
class SoFar:
    """What the months say of a year whose own figure is not published (参考): of which indicator, from which source."""

    name: str
    told: Figure
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
    chart_legend: str
    awaited: tuple[Due, ...]
    missing: tuple[Due, ...]
    so_far: tuple[SoFar, ...]
    changes: tuple[ChangeLine, ...]
    compared_with: str


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
    """Figures year by year: headings are years, each row has a label and a cell for each year.

    ``dense``: so many years or such long figures that the table needs smaller letters; ``crowded``: that it needs
    them where it stands beside a chart.
    """

    caption: str
    years: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    dense: bool
    crowded: bool


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
class PeerStrip:
    """The town among the municipalities of its prefecture: in a sentence, and as dots in the forms of the chart."""

    sentence: str
    charts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PeerCell:
    """One municipality at one indicator: value and rank, ― where they are not known."""

    value: str
    rank: str


@dataclass(frozen=True)
class PeerRow:
    """One municipality at the indicators of a table. ``kind``: ``own``, ``near`` (a neighbour) or empty."""

    name: str
    kind: str
    cells: tuple[PeerCell, ...]


@dataclass(frozen=True)
class PeerIndicator:
    """One indicator on the page 県内の市町村の中で; ``measure``: what the values are of, with their unit."""

    anchor: str
    name: str
    measure: str
    period: str
    value: str
    rank: str
    median: str
    known: str
    charts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PeerMatrix:
    """All municipalities, each with its value and rank at a few indicators (name, measure)."""

    indicators: tuple[tuple[str, str], ...]
    rows: tuple[PeerRow, ...]


@dataclass(frozen=True)
class PeersPage:
    """県内の市町村の中で: where the town stands, with the figures of all.

    ``many``: so many indicators that each has a row of a table, and the figures of all are for the screen.
    """

    prefecture: str
    town: str
    neighbours: str
    many: bool
    indicators: tuple[PeerIndicator, ...]
    tables: tuple[PeerMatrix, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorSheet:
    """Everything about one indicator.

    ``charts`` are one chart in several forms, by their names: ``wide`` stands beside the key figures, ``narrow`` is
    for a telephone and for small multiples, ``third`` is of a third of the page's width. ``outlook`` is one line of
    text for a small indicator. ``loose``: its review is so long that no page holds all of it.
    ``certainty`` says in one line how sure the verdict is ("" where nothing can be said).
    """

    anchor: str
    name: str
    short_name: str
    plan_table: PlanTable
    verdict: VerdictMark
    certainty: str
    finding: str
    charts: tuple[tuple[str, str], ...]
    years: YearTable
    figures: tuple[KeyFigure, ...]
    outlook: str
    notes: tuple[str, ...]
    review: ReviewSheet | None
    loose: bool
    peers: PeerStrip | None = None


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
    """A field of the plan: its results, then the plan's own table.

    ``small``: so many indicators that each is shown small. ``whole``: all of it belongs on one page.
    """

    anchor: str
    number: int
    name: str
    departments: str
    direction: str
    small: bool
    whole: bool
    indicators: tuple[IndicatorSheet, ...]
    revisions: tuple[RevisionRow, ...]
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
    """A project of the 地域再生計画.

    ``projects`` are those of the plan that it pays for (``grant:``), ``settled`` the sum of what they cost.
    ``improvement`` is 改善方策 as plain text.
    """

    anchor: str
    project: str
    grant: str
    field: str
    years: tuple[str, ...]
    dense: bool  # so many years that the table needs smaller letters
    rows: tuple[GrantRow, ...]
    revisions: tuple[RevisionRow, ...]
    effect: str
    effect_rules: tuple[tuple[str, str], ...]
    review: ReviewSheet | None
    improvement: str
    projects: tuple[ProjectEntry, ...]
    settled: MoneyFigure


@dataclass(frozen=True)
class PopulationSheet:
    """目標人口."""

    indicator: IndicatorSheet
    tables: tuple[TextTable, ...]


@dataclass(frozen=True)
class MoneyFigure:
    """An amount of money in the report's ``money_unit``: in print ("―" where nobody has told it), and exact."""

    text: str
    value: Decimal | None


@dataclass(frozen=True)
class FundFigures:
    """財源内訳 of what was settled: 国, 県, 地方債, その他, 一般財源."""

    national: MoneyFigure
    prefectural: MoneyFigure
    bonds: MoneyFigure
    other: MoneyFigure
    general: MoneyFigure


@dataclass(frozen=True)
class Contribution:
    """An indicator that a project contributes to, with its verdict."""

    anchor: str
    name: str
    verdict: VerdictMark


@dataclass(frozen=True)
class ProjectEntry:
    """事業: one project in the report's year. ``number`` counts within its field, ``output`` is the whole sentence.

    ``done`` and ``reason`` are plain text. ``written_on`` is "" where nothing was told of the year.
    """

    id: str
    number: str
    name: str
    department: str
    field: str
    field_number: int
    measure: str
    contributes_to: tuple[Contribution, ...]
    budget: MoneyFigure
    settled: MoneyFigure
    funds: FundFigures
    done: str
    output: str
    output_name: str
    output_unit: str
    output_planned: str
    output_actual: str
    direction: str
    reason: str
    written_on: str


@dataclass(frozen=True)
class MeasureEntry:
    """施策: one measure with the town's own words of verdict, and what is said of it (plain text)."""

    id: str
    name: str
    field: str
    field_number: int
    verdict: str
    text: str
    department: str
    written_on: str
    settled: MoneyFigure


@dataclass(frozen=True)
class OpinionEntry:
    """意見 and the town's reply. ``state`` is 対応済, 対応中, 対応しない, or 未回答 where there is no reply yet."""

    who: str
    date: str
    about: str
    words: str
    state: str
    reply: str
    department: str
    replied_on: str


@dataclass(frozen=True)
class FieldMoney:
    """The money of a field (or, with number 0, of all of them): exact sums of what its projects tell.

    ``sources`` is 財源内訳 in words, ``note`` says what a sum leaves out ("" where it is all of them), ``line`` is the
    whole in one line.
    """

    anchor: str
    number: int
    name: str
    projects: int
    budget: MoneyFigure
    settled: MoneyFigure
    funds: FundFigures
    sources: str
    note: str
    line: str


@dataclass(frozen=True)
class ProjectTable:
    """The projects of a field in a table with sums, and the way from them to the field's direction.

    ``chain`` is the figure ("" where no project names a measure or an indicator), ``links`` the same in words.
    """

    anchor: str
    number: int
    name: str
    rows: tuple[ProjectEntry, ...]
    money: FieldMoney
    untold: str
    measures: tuple[MeasureEntry, ...]
    chain: str
    links: tuple[str, ...]


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
    year: str
    period: str
    value: str
    earlier: str
    published: str
    status: str
    mark: str
    file: str
    cell: str
    note: str


@dataclass(frozen=True)
class Provenance:
    """The figures of one series: years across, in as many runs as the width of a column needs."""

    series: str
    unit: str
    basis: str
    runs: tuple[tuple[ProvenanceRow, ...], ...]

    @property
    def rows(self) -> tuple[ProvenanceRow, ...]:
        """All figures, year after year."""
        return tuple(row for run in self.runs for row in run)


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
class ConfirmedRow:
    """One figure to confirm: what it is, the year before and their ratio, where it came from, why it stands out."""

    department: str
    series: str
    period: str
    value: str
    last_year: str
    ratio: str
    before: str
    change: str
    source: str
    published: str
    place: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Confirmation:
    """確認票, for ``confirmation.html.j2``: the figures that are new or changed, and who puts a stamp under them."""

    title: str
    plan_title: str
    municipality: str
    as_of: str
    since: str
    sample: bool
    draft: bool
    counts: str
    more: str
    moved: tuple[str, ...]
    rows: tuple[ConfirmedRow, ...]
    departments: tuple[str, ...]


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
    draft: bool
    appearance: Look
    summary: Summary
    earlier: tuple[EarlierReport, ...]
    fields: tuple[FieldSheet, ...]
    grants: tuple[GrantSheet, ...]
    population: PopulationSheet | None
    long: bool  # more pages than a reader finds the way in without a list of contents
    revisions: tuple[RevisionRow, ...]
    verdict_rules: tuple[tuple[VerdictMark, str], ...]
    pace_rules: tuple[tuple[str, str, str, str], ...]
    calculations: tuple[tuple[str, tuple[str, ...]], ...]
    money_unit: str  # 千円; 円 where an amount is not of whole 千円
    invented: bool  # whether the amounts and texts of the projects are a sample
    projects: tuple[ProjectEntry, ...]
    measures: tuple[MeasureEntry, ...]
    opinions: tuple[OpinionEntry, ...]
    money: tuple[FieldMoney, ...]
    money_total: FieldMoney | None
    project_tables: tuple[ProjectTable, ...]
    files: tuple[SourceFileEntry, ...]
    provenance: tuple[Provenance, ...]
    peers: PeersPage | None = None
