"""``plan/plan.yaml`` and ``plan/fields/*.yaml``: the plan as it was adopted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from misato_report.gazetteer.codes import check_digit
from misato_report.plan.colour import LEGIBLE, WHITE, contrast
from misato_report.plan.indicators import Indicator, Verdict
from misato_report.plan.values import AMOUNT, ANY_TEXT, FLAG, IDENTIFIER, SPAN, TEXT, YEAR, YearSpan
from misato_report.yaml_schema.kinds import (
    Enumeration,
    Integer,
    ListOf,
    MappingOf,
    Optional,
    Text,
)
from misato_report.yaml_schema.mappings import Model, Nested, Shorthand, key

_LONGEST_LIST = 250  # letters, commas between the words counted


class Measure(Model):
    """施策: a heading of the plan's narrative with its paragraphs, bullets and sub-headings."""

    id: str = key(IDENTIFIER, "英小文字の識別名。事業と評価を結ぶ施策だけに書く", default="")
    heading: str = key(TEXT, "見出し (計画書のとおり、かぎ括弧も)")
    department: str = key(ANY_TEXT, "施策の評価の様式を配る課。省くと分野の最初の担当課", default="")
    paragraphs: tuple[str, ...] = key(ListOf(TEXT), "本文の段落", default=())
    items: tuple[str, ...] = key(ListOf(TEXT), "箇条書き", default=())
    measures: tuple[Measure, ...] = key(ListOf(Nested(lambda: Measure)), "下の見出し", default=())

    def with_ids(self) -> Iterator[Measure]:
        """This one and those below it that have a name for programs, in their order."""
        if self.id:
            yield self
        for measure in self.measures:
            yield from measure.with_ids()


class Output(Model):
    """活動の量: what a project does, as a quantity (相談会の開催 回)."""

    name: str = key(TEXT, "活動の量の名前 (相談会の開催 など)")
    unit: str = key(TEXT, "単位")


class PlanProject(Model):
    """事業: a name alone, or with what its yearly facts (``plan/projects/``) and its place in the plan need."""

    id: str = key(IDENTIFIER, "英小文字の識別名。予算・決算・実績を書く事業だけに要る", default="")
    name: str = key(TEXT, "事業の名前 (計画書のとおり)")
    measure: str = key(IDENTIFIER, "この事業が属する施策のid (同じ分野の measures:)", default="")
    contributes_to: tuple[str, ...] = key(ListOf(IDENTIFIER), "この事業が関わる指標のid", default=())
    grant: str = key(IDENTIFIER, "この事業を含む、地域再生計画の事業のid", default="")
    output: Output | None = key(Optional(Nested(Output)), "活動の量の名前と単位", default=None)

    def contradictions(self) -> Iterator[str]:
        """What is said of a project that has no id."""
        if not self.id and (self.measure or self.contributes_to or self.output or self.grant):
            yield f"事業「{self.name}」に id: がありません。"


class Projects(Model):
    """事業 of one department (抜粋)."""

    department: str = key(TEXT, "課の名前")
    items: tuple[PlanProject, ...] = key(
        ListOf(Shorthand(PlanProject, "name")), "事業。名前だけか、id: name: … の組"
    )


class TextTable(Model):
    """A table of words in the plan."""

    caption: str = key(TEXT, "表の題")
    columns: tuple[str, ...] = key(ListOf(ANY_TEXT), "列の見出し")
    rows: tuple[tuple[str, ...], ...] = key(ListOf(ListOf(ANY_TEXT)), '行 (列の数だけ。空欄は "")')

    def contradictions(self) -> Iterator[str]:
        """Rows that have not as many cells as there are columns."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                yield f"表「{self.caption}」の{number}行目は{len(row)}列ですが、見出しは{len(self.columns)}列です。"


class GrantProject(Model):
    """A project of the 地域再生計画, with its own indicators."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    project: str = key(TEXT, "事業名")
    grant: str = key(TEXT, "活用する交付金")
    department: str = key(ANY_TEXT, "実績と評価の様式を配る課。省くと分野の最初の担当課", default="")
    indicators: tuple[Indicator, ...] = key(ListOf(Nested(Indicator)), "指標")


class PrintedNames(Model):
    """The field's name as each part of the plan prints it, where they differ."""

    contents: str = key(ANY_TEXT, "目次", default="")
    chapter_list: str = key(ANY_TEXT, "「分野ごとの目標」の一覧", default="")
    heading: str = key(ANY_TEXT, "本文の見出し", default="")


class Claim(Model):
    """A figure that the plan's text works out from others; ``check`` works it out again."""

    says: str = key(TEXT, "計画書の文 (書いてあるとおり)")
    value: Decimal = key(AMOUNT, "その文が言う数")
    formula: str = key(
        TEXT,
        '式。+ - * / ( ) と sum mean max min、series("系列のid", 初めの年, 終わりの年)、count("指標のid")',
    )
    decimals: int = key(Integer(least=0, most=6), "比べる桁 (四捨五入)", default=0)


class Field(Model):
    """分野: one field of the plan (one file under ``plan/fields/``)."""

    id: str = key(IDENTIFIER, "英小文字の識別名")
    number: int = key(Integer(least=1), "計画書の番号")
    name: str = key(TEXT, "分野の名前 (計画書の表のとおり)")
    printed_names: PrintedNames = key(
        Nested(PrintedNames), "計画書のほかの箇所での書き方", default=PrintedNames()
    )
    departments: tuple[str, ...] = key(ListOf(TEXT), "担当課")
    direction: str = key(TEXT, "目指す方向性", default="")
    measures: tuple[Measure, ...] = key(ListOf(Nested(Measure)), "施策", default=())
    tables: tuple[TextTable, ...] = key(ListOf(Nested(TextTable)), "本文の表", default=())
    indicators: tuple[Indicator, ...] = key(ListOf(Nested(Indicator)), "目標", default=())
    projects: tuple[Projects, ...] = key(
        ListOf(Nested(Projects)), "目標を達成するために実施する事業（抜粋）", default=()
    )
    grants: tuple[GrantProject, ...] = key(
        ListOf(Nested(GrantProject)), "地域再生計画に関連する指標", default=()
    )
    derivations: tuple[Claim, ...] = key(
        ListOf(Nested(Claim)), "計画書が計算して示す数 (check が計算し直す)", default=()
    )
    grants_note: str = key(ANY_TEXT, "【地域再生計画に関連する指標】に書いてある文", default="")

    def measures_with_ids(self) -> Iterator[Measure]:
        """The measures that projects and reviews name, in the plan's order."""
        for measure in self.measures:
            yield from measure.with_ids()

    def projects_with_ids(self) -> Iterator[tuple[str, PlanProject]]:
        """Department and project, of those whose yearly facts are told."""
        for group in self.projects:
            yield from ((group.department, project) for project in group.items if project.id)


class Municipality(Model):
    """The town, as tables name it."""

    name: str = key(TEXT, "市町村名")
    prefecture: str = key(TEXT, "都道府県名")
    county: str = key(ANY_TEXT, "郡名", default="")
    code: str = key(Text(pattern="^[0-9]{6}$", shape="半角の数字6桁"), "団体コード6桁 (検査数字を含む)")

    def contradictions(self) -> Iterator[str]:
        """A code whose last digit is not its check digit."""
        expected = check_digit(self.code[:5])
        if self.code[5] != expected:
            yield f"団体コード {self.code} の検査数字が合いません ({self.code[:5]} なら {expected} です)。"


class Spelling(Model):
    """Spellings of one thing in the plan's text, of which at most one is meant."""

    variants: tuple[str, ...] = key(ListOf(TEXT), "計画書にある書き方")
    note: str = key(ANY_TEXT, "どれが正しいと思われるか、など", default="")


class Section(Model):
    """A chapter of the plan's general part."""

    heading: str = key(TEXT, "見出し")
    paragraphs: tuple[str, ...] = key(ListOf(TEXT), "段落", default=())
    items: tuple[str, ...] = key(ListOf(TEXT), "箇条書き", default=())
    tables: tuple[TextTable, ...] = key(ListOf(Nested(TextTable)), "表", default=())
    source: str = key(ANY_TEXT, "出典", default="")
    sections: tuple[Section, ...] = key(ListOf(Nested(lambda: Section)), "下の見出し", default=())


class Preset(StrEnum):
    """Ways in which towns print a verdict (``docs/evaluation.md``, "Verdicts")."""

    STANDARD = "standard"
    CIRCLES = "circles"
    SABC = "sabc"
    ABCD = "abcd"
    FIVE_BANDS = "five_bands"


class Band(Model):
    """A word for a span of the pace ratio, where a plan tells more than three apart."""

    at_least: Decimal = key(AMOUNT, "進捗度の下限 (0.8 なら80%)")
    label: str = key(TEXT, "印刷する語")
    sign: str = key(ANY_TEXT, "語の前の印", default="")


class Scale(Model):
    """The cuts on the pace ratio and the words printed for each verdict."""

    preset: Preset = key(
        Enumeration(Preset),
        "判定の語の組: standard (達成・順調・…)、circles (◎○△×)、sabc、abcd、five_bands (進捗度を5段階)",
        default=Preset.STANDARD,
    )
    on_track: Decimal = key(AMOUNT, "順調とする進捗度の下限", default=Decimal("1.00"))
    slightly_behind: Decimal = key(AMOUNT, "やや遅れとする進捗度の下限", default=Decimal("0.60"))
    labels: dict[Verdict, str] = key(
        MappingOf(Enumeration(Verdict), TEXT), "判定の語を変えるとき", default={}
    )
    signs: dict[Verdict, str] = key(MappingOf(Enumeration(Verdict), TEXT), "判定の印を変えるとき", default={})
    bands: tuple[Band, ...] = key(
        ListOf(Nested(Band)), "順調・やや遅れ・遅れの代わりに使う、進捗度の段階 (高いほうから)", default=()
    )
    measures: tuple[str, ...] = key(
        ListOf(TEXT),
        "施策の評価に使う町の語 (良いほうから)",
        default=("順調", "おおむね順調", "課題あり"),
    )
    grant_considerable: Decimal = key(
        AMOUNT,
        "地域再生計画: 目標に届いた指標がこの割合以上なら「相当程度効果があった」",
        default=Decimal("0.5"),
    )

    def contradictions(self) -> Iterator[str]:
        """Cuts that are not in order."""
        if not 0 < self.slightly_behind < self.on_track:
            yield "区切りは 0 < slightly_behind < on_track の順でなければなりません。"
        cuts = [band.at_least for band in self.bands]
        if cuts != sorted(set(cuts), reverse=True) or (cuts and cuts[-1] > 0):
            yield "bands: は at_least の大きいものから並べ、最後を 0 にしてください。"
        yield from _too_long_for_a_list("measures", self.measures)
        if not 0 < self.grant_considerable <= 1:
            yield "grant_considerable は 0 より大きく 1 以下の割合です。"


def _too_long_for_a_list(name: str, words: tuple[str, ...]) -> Iterator[str]:
    """Words that are more than Excel's drop-down list of a form holds."""
    if len(",".join(words)) > _LONGEST_LIST:
        yield f"{name}: の語が長すぎます。全部で{_LONGEST_LIST}字までです（様式の一覧に入りません）。"


class ProjectDirections(Model):
    """今後の方向: the words among which a department chooses what becomes of a project."""

    words: tuple[str, ...] = key(
        ListOf(TEXT), "選べる語", default=("拡充", "継続", "改善", "縮小", "統合", "完了", "廃止")
    )
    without_reason: tuple[str, ...] = key(ListOf(TEXT), "理由を書かなくてよい語", default=("継続",))

    def contradictions(self) -> Iterator[str]:
        """A word without a reason that is none of the words."""
        for word in self.without_reason:
            if word not in self.words:
                yield f"without_reason: の「{word}」が words: にありません。"
        yield from _too_long_for_a_list("words", self.words)


class Appearance(Model):
    """What a town changes of the report's look without touching a template."""

    accent: str = key(
        Text(pattern=r"^#[0-9A-Fa-f]{6}$", shape="# と6桁の16進数 (例: #1f4e79)"),
        "見出しとグラフの色 (#と6桁の16進数)。白黒で写しても読めるよう、白地との濃さを check が確かめます",
        default="#1f4e79",
    )
    seal: str = key(
        Text(pattern=r"^[^/\\]*$", shape="templates/ に置いたファイルの名前だけ"),
        "町章のファイル名 (templates/ に置いた PNG か SVG)。なければ空",
        default="",
    )
    cover: bool = key(FLAG, "PDFに表紙を付けるなら true", default=False)
    scripts: bool = key(
        FLAG, "町のひな形のスクリプトをHTMLに入れるなら true (報告書を読む人のパソコンで動く)", default=False
    )

    def contradictions(self) -> Iterator[str]:
        """A colour too light to be read on white."""
        ratio = contrast(self.accent, WHITE)
        if ratio < LEGIBLE:
            yield f"accent の色 {self.accent} は白地に薄すぎます (コントラスト比 {ratio:.1f}、{LEGIBLE}以上が必要)。もっと濃い色にしてください。"


class Forms(Model):
    """What the departments' forms ask for."""

    texts: tuple[Verdict, ...] = key(
        ListOf(Enumeration(Verdict)),
        "要因・課題・今後の方針の文章を書いてもらう指標を、判定で選ぶ (判定の英語名)。すべての指標なら全部を並べる",
        default=(Verdict.BEHIND, Verdict.MOVED_AWAY, Verdict.NOT_ACHIEVED),
    )
    texts_of: tuple[str, ...] = key(
        ListOf(IDENTIFIER), "判定にかかわらず文章を書いてもらう指標のid", default=()
    )


class PopulationPoint(Model):
    """A census figure that the plan's text itself gives."""

    year: int = key(YEAR, "年")
    value: Decimal = key(AMOUNT, "人口 (人)")


class PopulationPath(Model):
    """A course of the population to come that is shown beside the town's own: 社人研推計, シミュレーション1."""

    name: str = key(TEXT, "図と表に書く名前。例: 社人研推計")
    series: str | None = key(
        Optional(IDENTIFIER), "公表された推計の系列のid (projection: true のもの)", default=None
    )
    figures: tuple[PopulationPoint, ...] = key(
        ListOf(Nested(PopulationPoint)), "計画書に数で書かれたシミュレーションの年と人口", default=()
    )

    def contradictions(self) -> Iterator[str]:
        """Neither a series nor figures of the plan, or both; a year twice."""
        if (self.series is None) == (not self.figures):
            yield "series: (公表された推計) か figures: (計画書の数) の、どちらか一方を書いてください。"
        years = [point.year for point in self.figures]
        if len(set(years)) < len(years):
            yield f"「{self.name}」の figures: に、同じ年が二度あります。"


class PlanFile(Model):
    """``plan/plan.yaml``."""

    title: str = key(TEXT, "計画の名前")
    status: str = key(ANY_TEXT, "案、など", default="")
    dated: str = key(ANY_TEXT, "計画書の日付 (書いてあるとおり)", default="")
    municipality: Municipality = key(Nested(Municipality), "町")
    department: str = key(TEXT, "報告書を作る課")
    period: YearSpan = key(SPAN, "計画期間")
    sections: tuple[Section, ...] = key(ListOf(Nested(Section)), "計画の総論", default=())
    population_history: tuple[PopulationPoint, ...] = key(
        ListOf(Nested(PopulationPoint)), "計画書の本文にある国勢調査人口", default=()
    )
    population_paths: tuple[PopulationPath, ...] = key(
        ListOf(Nested(PopulationPath)), "目標人口の図に並べる推計 (判定には使わない)", default=()
    )
    target_population: Indicator | None = key(Optional(Nested(Indicator)), "目標人口", default=None)
    neighbours: tuple[str, ...] = key(
        ListOf(TEXT), "県内の市町村との比較の図で、名前を書く近隣の市町村", default=()
    )
    scale: Scale = key(Nested(Scale), "判定の区切りと語", default=Scale())
    appearance: Appearance = key(Nested(Appearance), "報告書の見た目: 色、町章、表紙", default=Appearance())
    forms: Forms = key(
        Nested(Forms), "課に配る様式 (分野と交付金の事業の文章は、いつも聞く)", default=Forms()
    )
    directions: ProjectDirections = key(
        Nested(ProjectDirections), "事業の「今後の方向」の語を変えるとき", default=ProjectDirections()
    )
    smallest_count: int = key(
        Integer(least=2), "sensitive の系列で、これより小さい数 (0を除く) は個人が分かりうる", default=10
    )
    derivations: tuple[Claim, ...] = key(
        ListOf(Nested(Claim)), "計画書が計算して示す数 (check が計算し直す)", default=()
    )
    spellings: tuple[Spelling, ...] = key(
        ListOf(Nested(Spelling)), "計画書の中で書き方の違う語 (check が知らせる)", default=()
    )
