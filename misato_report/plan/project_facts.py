"""``plan/projects/YEAR.yaml``: what each project cost, did, and what becomes of it (事業の予算・決算・実績・今後の方向)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from misato_report.plan.values import (
    AMOUNT,
    DAY,
    FLAG,
    IDENTIFIER,
    LONG_TEXT,
    MONEY,
    TEXT,
    YEAR,
    Day,
    Money,
)
from misato_report.yaml_schema.kinds import Enumeration, ListOf, MappingOf, Optional
from misato_report.yaml_schema.mappings import Model, Nested, key


class Fund(StrEnum):
    """財源: where the money of a project came from."""

    NATIONAL = "国"
    PREFECTURAL = "県"
    BONDS = "地方債"
    OTHER = "その他"
    GENERAL = "一般財源"


class OutputFacts(Model):
    """活動の量 of a year, in the unit that the plan's ``output:`` names."""

    planned: Decimal | None = key(Optional(AMOUNT), "予定した量", default=None)
    actual: Decimal | None = key(Optional(AMOUNT), "実際の量", default=None)


class ProjectFacts(Model):
    """事業の1年: amounts in 千円, or with their unit (12,340,000円)."""

    project: str = key(IDENTIFIER, "事業のid (plan/fields/ の projects:)")
    written_on: Day = key(DAY, "書いた日。基準日がこれより前の報告書には載らない")
    budget: Money | None = key(Optional(MONEY), "予算現額 (千円)", default=None)
    settled: Money | None = key(Optional(MONEY), "決算額 (千円)", default=None)
    funds: dict[Fund, Money] = key(
        MappingOf(Enumeration(Fund), MONEY), "決算額の財源内訳 (千円)。計が settled と合うこと", default={}
    )
    done: str = key(LONG_TEXT, "したこと", default="")
    output: OutputFacts = key(Nested(OutputFacts), "活動の量", default=OutputFacts())
    direction: str = key(TEXT, "今後の方向 (plan.yaml の directions: のどれか)", default="")
    reason: str = key(LONG_TEXT, "今後の方向の理由。継続のほかでは必ず書く", default="")

    internal: bool = key(
        FLAG, "したことと理由の文章を、公開用の報告書 (build --public) に載せないなら true", default=False
    )

    def contradictions(self) -> Iterator[str]:
        """Funds of nothing, a reason for nothing."""
        if self.funds and self.settled is None:
            yield "funds: (財源内訳) があるのに、settled: (決算額) がありません。"
        if self.reason.strip() and not self.direction:
            yield "reason: があるのに、direction: (今後の方向) がありません。"


class ProjectsFile(Model):
    """``plan/projects/YEAR.yaml``."""

    year: int = key(YEAR, "報告年度")
    sample: bool = key(FLAG, "見本の金額と文章なら true", default=False)
    projects: tuple[ProjectFacts, ...] = key(ListOf(Nested(ProjectFacts)), "事業の1年", default=())
