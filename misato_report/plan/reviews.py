"""``plan/reviews/YEAR.yaml`` (町の評価) and ``plan/revisions.yaml`` (計画の変更)."""

from __future__ import annotations

from enum import StrEnum

from misato_report.plan.indicators import Verdict
from misato_report.plan.values import DAY, FLAG, IDENTIFIER, LONG_TEXT, TEXT, YEAR, Day
from misato_report.yaml_schema.kinds import (
    Enumeration,
    ListOf,
    Optional,
)
from misato_report.yaml_schema.mappings import Model, Nested, key


class Revision(Model):
    """計画の変更: one figure or word of one indicator, from a date on."""

    date: Day = key(DAY, "変更の効力のある日。2027-03-12 のように書く")
    indicator: str = key(IDENTIFIER, "変えた指標のid")
    field: str = key(TEXT, "変えた項目。target.value、target.period、targets.2027.value、name など")
    old: str = key(TEXT, "変える前 (計画書のとおり)")
    new: str = key(TEXT, "変えた後")
    reason: str = key(TEXT, "変えた理由")
    decided_by: str = key(TEXT, "決めた会議。令和9年第1回定例会 など")


class RevisionsFile(Model):
    """``plan/revisions.yaml``."""

    revisions: tuple[Revision, ...] = key(ListOf(Nested(Revision)), "計画の変更 (日付の順)", default=())


class GrantEffect(StrEnum):
    """Classes of the Cabinet Office for a grant's effect (内閣府)."""

    VERY = "非常に効果的であった"
    CONSIDERABLE = "相当程度効果があった"
    SOME = "効果があった"
    NONE = "効果がなかった"


class InternalPart(StrEnum):
    """A part of a review that can be kept out of a public report."""

    ALL = "all"
    ACTIVITIES = "activities"
    FACTORS = "factors"
    ISSUES = "issues"
    POLICY = "policy"
    TOWN_VERDICT = "town_verdict"
    EXTERNAL_OPINION = "external_opinion"
    IMPROVEMENT = "improvement"


class Review(Model):
    """町の評価: what a department says of a field, an indicator or a grant project in a report year.

    The texts are Markdown of paragraphs, lists and bold; nothing else gets through.
    """

    written_on: Day = key(DAY, "書いた日。基準日がこれより前の報告書には載らない")
    department: str = key(TEXT, "書いた課")
    activities: str = key(LONG_TEXT, "取組内容", default="")
    factors: str = key(LONG_TEXT, "要因 (経済状況、自然災害などの環境要因も)", default="")
    issues: str = key(LONG_TEXT, "課題", default="")
    policy: str = key(LONG_TEXT, "今後の方針", default="")
    town_verdict: Verdict | None = key(
        Optional(Enumeration(Verdict)), "町の評価 (判定の英語名)", default=None
    )
    town_verdict_reason: str = key(LONG_TEXT, "町の評価が数値による判定と違うときの理由", default="")
    external_opinion: str = key(LONG_TEXT, "外部有識者の意見", default="")
    internal: tuple[InternalPart, ...] = key(
        ListOf(Enumeration(InternalPart)),
        "公開用の報告書 (build --public) に載せないもの。名前など、個人の分かる文に",
        default=(),
    )


class FieldReview(Review):
    """The review of a field."""

    field: str = key(IDENTIFIER, "分野のid")


class IndicatorReview(Review):
    """The review of an indicator."""

    indicator: str = key(IDENTIFIER, "指標のid")


class GrantReview(Review):
    """The review of a grant project, with the outside body's answer (内閣府の様式)."""

    grant: str = key(IDENTIFIER, "地域再生計画の事業のid")
    effect: GrantEffect | None = key(
        Optional(Enumeration(GrantEffect)), "町の評価による事業効果", default=None
    )
    useful: bool | None = key(Optional(FLAG), "外部有識者: 総合戦略のKPI達成に有効であったか", default=None)
    improvement: str = key(LONG_TEXT, "改善方策 (第2世代交付金では、検証の結果とともに公表する)", default="")


class MeasureReview(Model):
    """施策の評価: in the town's own words of verdict (``scale: measures:``)."""

    measure: str = key(IDENTIFIER, "施策のid")
    written_on: Day = key(DAY, "書いた日。基準日がこれより前の報告書には載らない")
    department: str = key(TEXT, "書いた課")
    verdict: str = key(TEXT, "評価の語 (plan.yaml の scale: measures: のどれか)", default="")
    text: str = key(LONG_TEXT, "評価の文章", default="")
    internal: tuple[InternalPart, ...] = key(
        ListOf(Enumeration(InternalPart)),
        "公開用の報告書 (build --public) に載せないもの: all (すべて) か town_verdict (評価の語)",
        default=(),
    )


class ReturnedForm(Model):
    """A form that a department sent back and that was taken in: where the texts came from."""

    department: str = key(TEXT, "課")
    file: str = key(TEXT, "ファイル名")
    sha256: str = key(TEXT, "ファイルの照合用の値 (同じファイルを二度取り込まないため)")
    written_on: Day = key(DAY, "記入日")


class ReviewsFile(Model):
    """``plan/reviews/YEAR.yaml``."""

    year: int = key(YEAR, "報告年度")
    sample: bool = key(FLAG, "見本の文章なら true", default=False)
    fields: tuple[FieldReview, ...] = key(ListOf(Nested(FieldReview)), "分野の評価", default=())
    indicators: tuple[IndicatorReview, ...] = key(ListOf(Nested(IndicatorReview)), "指標の評価", default=())
    grants: tuple[GrantReview, ...] = key(ListOf(Nested(GrantReview)), "地域再生計画の事業の評価", default=())
    measures: tuple[MeasureReview, ...] = key(ListOf(Nested(MeasureReview)), "施策の評価", default=())
    returned: tuple[ReturnedForm, ...] = key(
        ListOf(Nested(ReturnedForm)), "返送された様式の記録 (ingest が書きます)", default=()
    )
