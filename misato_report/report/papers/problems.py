"""What can be wrong with a paper's file, told with the place in it and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from misato_report.diagnostics import Diagnostic, WorkspaceError


@dataclass(frozen=True)
class Place:
    """Where in a paper's file a mark stands: ``「シート」 B5``, 「…」の段落; empty for the file as a whole."""

    file: str
    where: str = ""

    def at(self, where: str) -> Place:
        """A place in the same file."""
        return Place(self.file, where)


def problem(place: Place, code: str, message: str, hint: str) -> WorkspaceError:
    """One finding about a paper's file, to be raised."""
    return WorkspaceError(
        (Diagnostic(file=place.file, code=code, message=message, hint=hint, cell=place.where),)
    )


def bad_mark(place: Place, message: str, hint: str = "") -> WorkspaceError:
    """A mark that cannot be filled."""
    usual = "使える印は misato-report paper marks で見られます。書き方は docs/papers.md にあります。"
    return problem(place, "bad-mark", message, hint or usual)


def bad_form(place: Place, message: str, hint: str) -> WorkspaceError:
    """A file that is no form, or holds what none may hold."""
    return problem(place, "bad-form", message, hint)
