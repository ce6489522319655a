"""Where the files of a workspace are: every folder and file that the program knows by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from misato_report.files.left_overs import is_left_over


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``plan/plan.yaml`` in it; all paths are made from its ``root`` (absolute)."""

    root: Path

    @property
    def plan_file(self) -> Path:
        """The general part of the plan."""
        return self.root / "plan" / "plan.yaml"

    @property
    def sources_file(self) -> Path:
        """Series and publications."""
        return self.root / "plan" / "sources.yaml"

    @property
    def revisions_file(self) -> Path:
        """Changes of the plan, where there are any."""
        return self.root / "plan" / "revisions.yaml"

    @property
    def limits_file(self) -> Path:
        """How large a file may be, where a town's real files are larger than the program expects."""
        return self.root / "plan" / "limits.yaml"

    @property
    def seen_file(self) -> Path:
        """Warnings that somebody has looked at."""
        return self.root / "plan" / "seen.yaml"

    @property
    def fields_dir(self) -> Path:
        """A file for each field of the plan."""
        return self.root / "plan" / "fields"

    @property
    def reviews_dir(self) -> Path:
        """A file for each report year's reviews."""
        return self.root / "plan" / "reviews"

    @property
    def projects_dir(self) -> Path:
        """A file for each report year's facts of the projects."""
        return self.root / "plan" / "projects"

    def projects_files(self) -> list[Path]:
        """The projects' facts of each report year."""
        return sorted(self.projects_dir.glob("*.yaml"))

    def projects_file(self, year: int) -> Path:
        """The projects' facts of one report year."""
        return self.projects_dir / f"{year}.yaml"

    @property
    def opinions_file(self) -> Path:
        """What was said to the town about the plan, and what it replied."""
        return self.root / "plan" / "opinions.yaml"

    def review_files(self) -> list[Path]:
        """The reviews of each report year."""
        return sorted(self.reviews_dir.glob("*.yaml"))

    def field_files(self) -> list[Path]:
        """The files of the fields, by name."""
        return sorted(self.fields_dir.glob("*.yaml"))

    def plan_files(self) -> list[Path]:
        """Every file that the plan may be made of, whether it is there or not."""
        single = [self.plan_file, self.sources_file, self.revisions_file, self.limits_file, self.seen_file]
        yearly = [*self.review_files(), *self.projects_files()]
        return [*single, self.opinions_file, *self.field_files(), *yearly]

    def reviews_file(self, year: int) -> Path:
        """The reviews of one report year."""
        return self.reviews_dir / f"{year}.yaml"

    def forms_dir(self, year: int) -> Path:
        """The forms that were sent to the departments for a report year."""
        return self.root / "forms" / str(year)

    @property
    def schema_dir(self) -> Path:
        """Where the JSON Schemas for editors are written."""
        return self.root / "plan" / "schema"

    @property
    def templates_dir(self) -> Path:
        """The report's templates, where the town has its own."""
        return self.root / "templates"

    @property
    def actuals_dir(self) -> Path:
        """What came in."""
        return self.root / "actuals"

    @property
    def ledger_file(self) -> Path:
        """The ledger."""
        return self.actuals_dir / "ledger.csv"

    @property
    def peers_file(self) -> Path:
        """The other municipalities' figures, of the sources that ask for them."""
        return self.actuals_dir / "peers.csv"

    @property
    def receipts_file(self) -> Path:
        """受付簿: every file that was taken in, and what the clerk said of it."""
        return self.actuals_dir / ".receipts.csv"

    @property
    def proof_file(self) -> Path:
        """That the ledger was found to agree with the files, and for which files that holds."""
        return self.root / "out" / ".proof.json"

    @property
    def lock_file(self) -> Path:
        """Held while the ledger is written."""
        return self.actuals_dir / ".ledger.lock"

    def source_files(self) -> list[Path]:
        """Every file under ``actuals/`` that is not ours, and not left there by a program."""
        ours = (self.ledger_file, self.peers_file, self.receipts_file)
        return sorted(
            path
            for path in self.actuals_dir.rglob("*")
            if path.is_file()
            and path not in ours
            and not is_left_over(path.relative_to(self.actuals_dir).parts)
        )

    def out_dir(self, year: int) -> Path:
        """Where the report of a fiscal year is built."""
        return self.root / "out" / str(year)

    @property
    def built_file(self) -> Path:
        """What was built from what."""
        return self.root / "out" / ".built.json"

    @property
    def issued_dir(self) -> Path:
        """What was handed in, a folder for each time."""
        return self.root / "issued"

    def issued_files(self) -> list[Path]:
        """The register and every file that was handed in."""
        files = (path for path in self.issued_dir.rglob("*") if path.is_file())
        return sorted(
            p for p in files if not any(part.startswith(".") for part in p.relative_to(self.issued_dir).parts)
        )

    @property
    def register_file(self) -> Path:
        """What was handed in, when, and to whom."""
        return self.issued_dir / "register.yaml"

    def name_of(self, path: Path) -> str:
        """A file's name for messages and the ledger: relative to the root with ``/``, else absolute."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def path_of(self, name: str) -> Path:
        """The file that :meth:`name_of` named."""
        return self.root / name


def is_workspace(folder: Path) -> bool:
    """Whether a folder has ``plan/plan.yaml``."""
    return Workspace(folder).plan_file.is_file()


def find_workspace(start: Path) -> Workspace | None:
    """The nearest folder at or above ``start`` that has ``plan/plan.yaml``."""
    resolved = start.resolve()
    for folder in (resolved, *resolved.parents):
        workspace = Workspace(folder)
        if workspace.plan_file.is_file():
            return workspace
    return None
