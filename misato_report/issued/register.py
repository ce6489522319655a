"""``issued/register.yaml``: what was handed in, when, to whom, as of which day, with the hash of every file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from misato_report.diagnostics import Diagnostic
from misato_report.plan.limits import DEFAULT_LIMITS
from misato_report.plan.loading import read_into
from misato_report.plan.values import ANY_TEXT, DAY, IDENTIFIER, TEXT, YEAR, Day
from misato_report.workspace import Workspace
from misato_report.yaml_schema.documents import read_yaml
from misato_report.yaml_schema.kinds import ListOf, MappingOf, Text
from misato_report.yaml_schema.mappings import Model, Nested, key, written

LEDGER_COPY = "ledger.csv"
"""The ledger's rows of the plan's series as they were, kept with each issue."""

HEADING = "# 提出した報告書の記録。misato-report issue が書き足します。手で直さないでください。\nissued:\n"


class KeptFile(Model):
    """A file as it was handed in."""

    name: str = key(Text(pattern=r"^[^/\\]+$", shape="/ と \\ のない名前"), "ファイル名")
    sha256: str = key(TEXT, "照合用の値")


class Issue(Model):
    """提出: one report as it was handed in to a meeting."""

    id: str = key(
        Text(pattern="^[0-9]{4}-[0-9]+$", shape="2027-1 のような番号"),
        "提出の番号。2027-1 のように、年度と何回目か",
    )
    year: int = key(YEAR, "報告年度")
    to: str = key(TEXT, "提出先の会議")
    by: str = key(TEXT, "提出した者")
    on: Day = key(DAY, "提出日")
    as_of: Day = key(DAY, "基準日")
    version: str = key(ANY_TEXT, "プログラムの版", default="")
    files: tuple[KeptFile, ...] = key(ListOf(Nested(KeptFile)), "提出したファイル")
    fields: dict[str, str] = key(MappingOf(IDENTIFIER, TEXT), "指標のidと、その分野のid", default={})


class RegisterFile(Model):
    """``issued/register.yaml``."""

    issued: tuple[Issue, ...] = key(ListOf(Nested(Issue)), "提出した報告書", default=())


@dataclass(frozen=True)
class Register:
    """The register as it was read, in the order of the file, and what is wrong with it."""

    issues: tuple[Issue, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def of_year(self, year: int) -> list[Issue]:
        """What was handed in of a report year, the newest last."""
        return [issue for issue in self.issues if issue.year == year]

    def last_before(self, day: date, year: int | None = None) -> Issue | None:
        """The newest that was handed in with an as-of date up to ``day`` (of one report year, if given)."""
        known = [i for i in self.issues if i.as_of <= day and (year is None or i.year == year)]
        return max(known, key=lambda issue: issue.as_of, default=None)


def read_register(workspace: Workspace) -> Register:
    """The register (empty where nothing was handed in yet)."""
    path = workspace.register_file
    name = workspace.name_of(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Register()
    except OSError as error:
        message = f"読めません ({error.strerror})。"
        hint = "アクセス権を確かめてください。"
        return Register((), (Diagnostic(file=name, code="unreadable-file", message=message, hint=hint),))
    document = read_yaml(name, raw, DEFAULT_LIMITS)
    file = read_into(RegisterFile, document)
    return Register(file.issued if file is not None else (), tuple(document.diagnostics))


def entry_text(issue: Issue) -> str:
    """An entry as the register has it: a list's item, every text in quotes."""
    lines = _lines(written(issue))
    return "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def _lines(entry: dict[str, Any]) -> Iterable[str]:
    for name, value in entry.items():
        if isinstance(value, list):
            yield f"{name}:"
            yield from (f"  - {_flow(part)}" for part in value)
        else:
            yield f"{name}: {_flow(value)}"


def _flow(value: object) -> str:
    """JSON is YAML: nothing in a name can be taken for anything but a text."""
    return json.dumps(value, ensure_ascii=False)
