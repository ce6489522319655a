"""``plan/opinions.yaml``: what the outside board, the council and residents said, and what the town replied."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from misato_report.plan.values import DAY, FLAG, IDENTIFIER, TEXT, Day
from misato_report.yaml_schema.kinds import Enumeration, ListOf, Optional, Text
from misato_report.yaml_schema.mappings import Model, Nested, key

_WORDS = Text(least=1, most=4000)


class ReplyState(StrEnum):
    """What became of an opinion."""

    DONE = "対応済"
    UNDER_WAY = "対応中"
    REFUSED = "対応しない"


class Reply(Model):
    """回答: what a department says became of an opinion."""

    department: str = key(TEXT, "答える課")
    date: Day = key(DAY, "答えた日。基準日がこれより前の報告書には載らない")
    state: ReplyState = key(Enumeration(ReplyState), "対応済、対応中、対応しない のどれか")
    words: str = key(_WORDS, "答え")


class About(Model):
    """What an opinion is about; nothing: the plan as a whole."""

    field: str = key(IDENTIFIER, "分野のid", default="")
    indicator: str = key(IDENTIFIER, "指標のid", default="")
    measure: str = key(IDENTIFIER, "施策のid", default="")

    def contradictions(self) -> Iterator[str]:
        """Several things at once."""
        if sum(bool(one) for one in (self.field, self.indicator, self.measure)) > 1:
            yield "about: には field:、indicator:、measure: のどれか一つだけを書きます。"


class Opinion(Model):
    """意見: one opinion, by whom, when, and the reply where there is one."""

    who: str = key(TEXT, "誰の意見か (外部有識者会議、議会、パブリックコメント など)")
    date: Day = key(DAY, "意見のあった日。基準日がこれより前の報告書には載らない")
    about: About = key(Nested(About), "何についての意見か。省くと計画の全体", default=About())
    words: str = key(_WORDS, "意見")
    reply: Reply | None = key(Optional(Nested(Reply)), "町の回答", default=None)
    internal: bool = key(FLAG, "公開用の報告書 (build --public) に載せないなら true", default=False)

    def contradictions(self) -> Iterator[str]:
        """A reply before the question."""
        if self.reply is not None and self.reply.date < self.date:
            yield "reply: の date: (答えた日) が、意見のあった日より前です。"


class OpinionsFile(Model):
    """``plan/opinions.yaml``."""

    sample: bool = key(FLAG, "見本の文章なら true", default=False)
    opinions: tuple[Opinion, ...] = key(ListOf(Nested(Opinion)), "意見 (日付の順)", default=())
