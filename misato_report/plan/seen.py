"""``plan/seen.yaml``: warnings that somebody has looked at, and why they may stay."""

from __future__ import annotations

from misato_report.plan.values import ANY_TEXT, DAY, TEXT, Day
from misato_report.yaml_schema.kinds import ListOf
from misato_report.yaml_schema.mappings import Model, Nested, key


class SeenWarning(Model):
    """確かめた注意: holds as long as the warning says the same, word by word."""

    code: str = key(TEXT, "注意の種類 (check --json の code)")
    place: str = key(TEXT, "ファイル")
    mark: str = key(TEXT, "照合用の値。注意の文が変わると合わなくなり、また表示される")
    says: str = key(ANY_TEXT, "注意の文", default="")
    by: str = key(TEXT, "確かめた人")
    when: Day = key(DAY, "確かめた日")
    because: str = key(TEXT, "そのままでよい理由")


class SeenFile(Model):
    """``plan/seen.yaml``."""

    seen: tuple[SeenWarning, ...] = key(ListOf(Nested(SeenWarning)), "確かめた注意", default=())
