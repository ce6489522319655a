"""What is asked of the clerk about a line of the town's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from misato_report.new_workspace.drafts import Draft
from misato_report.new_workspace.lines import Line


@dataclass(frozen=True)
class Choice:
    """An answer to choose, and what it writes into the draft (part → text)."""

    label: str
    changes: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Question:
    """What is not certain: the part of the draft, why, and the answers to choose from (none: the cell is filled in)."""

    column: str
    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A KPI of the town's table: the line, what was understood, what is asked, and what was taken note of.

    ``part`` counts from 1 where a line holds several KPIs; ``words`` is the town's own wording of the target.
    """

    line: Line
    draft: Draft
    questions: tuple[Question, ...] = ()
    remarks: tuple[str, ...] = ()
    words: str = ""
    part: int = 1

    @property
    def key(self) -> str:
        """The entry's name within the town's file."""
        return f"{self.line.place}#{self.part}"


@dataclass
class Findings:
    """Questions and remarks as they come up."""

    questions: list[Question] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def ask(self, column: str, text: str, *choices: Choice) -> None:
        """Something that is not certain."""
        self.questions.append(Question(column, text, choices))

    def note(self, text: str) -> None:
        """Something that the clerk should know."""
        if text not in self.remarks:
            self.remarks.append(text)


def ask_of(entry: Entry, question: Question) -> Entry:
    """The entry with one more question."""
    return replace(entry, questions=(*entry.questions, question))
