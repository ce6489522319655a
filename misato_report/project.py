"""A workspace as it was read: plan, ledger, and everything found wrong; what the commands start from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout

from misato_report.actuals.ledger.future import today_in_practice
from misato_report.actuals.ledger.read import Others, read_ledger
from misato_report.diagnostics import Diagnostic, WorkspaceError, has_errors
from misato_report.evaluation.records import record_of
from misato_report.evaluation.rules import Evaluation, evaluate_plan, rules_of
from misato_report.files.journal import finish, is_interrupted
from misato_report.files.locking import locked
from misato_report.observation import Observation
from misato_report.plan.loading import load_plan
from misato_report.plan.plan import Plan
from misato_report.plan.revising import plan_in_force
from misato_report.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    import pandas as pd

    from misato_report.evaluation.peers import PeerTable

_LOCK_SECONDS = 60


@dataclass(frozen=True)
class Project:
    """A workspace with its plan (None where it could not be read), its ledger and the findings."""

    workspace: Workspace
    plan: Plan | None
    observations: tuple[Observation, ...]
    diagnostics: tuple[Diagnostic, ...]
    others: Others = field(default_factory=Others)

    @property
    def known_files(self) -> set[str]:
        """SHA-256 of every file that is in the ledger."""
        return {o.sha256 for o in self.observations} | {sha256 for _, sha256, *_ in self.others.publications}

    def sound_plan(self) -> Plan:
        """The plan, or WorkspaceError with all errors if plan or ledger has any."""
        if self.plan is None or has_errors(self.diagnostics):
            raise WorkspaceError(self.diagnostics)
        return self.plan

    def plan_at(self, day: date) -> Plan:
        """The plan in force at a day. Raises WorkspaceError as ``sound_plan`` does."""
        return plan_in_force(self.sound_plan(), day)

    def observations_frame(self) -> pd.DataFrame:
        """Every vintage in the ledger, a row each, in its order: the columns are those of :class:`Observation`.

        ``value`` is an exact ``Decimal`` (dtype object) in the row's ``unit``, None where ``mark`` says why;
        ``published_on`` is a ``datetime.date``. Raises WorkspaceError if plan or ledger has errors.
        """
        import pandas as pd

        self.sound_plan()
        columns = [f.name for f in fields(Observation)]
        rows = [[getattr(o, name) for name in columns] for o in self.observations]
        return pd.DataFrame(rows, columns=columns, dtype=object).astype({"period": int, "row": int})

    def evaluations_frame(self, report_year: int, as_of: date | None = None) -> pd.DataFrame:
        """Every indicator at a fiscal year, a row each, in the plan's order: the columns of ``status --json``.

        Figures are exact ``Decimal`` (dtype object) in the row's ``unit``, ratios with 1 for 100 %; what is undefined
        is None. Without ``as_of`` all that the ledger has counts. Raises WorkspaceError if plan or ledger has errors.
        """
        import pandas as pd

        plan = self.sound_plan()
        day = as_of or max((o.published_on for o in self.observations), default=date.max)
        fields_of = {indicator.id: field.id if field else None for field, indicator in plan.indicators()}
        rules = rules_of(self.plan_at(day))
        evaluations = evaluate_project(self, report_year, day)
        records = [record_of(e, fields_of[e.indicator.id], rules) for e in evaluations]
        return pd.DataFrame(records, dtype=object)

    def peers_frame(self, indicator: str, report_year: int, as_of: date | None = None) -> pd.DataFrame:
        """Every municipality of the prefecture at an indicator (its id), a row each: the best first, those not known last.

        Columns ``code``, ``name``, ``value`` (exact ``Decimal``, dtype object, None where not known), ``rank`` (None
        likewise), ``is_town``, ``is_neighbour``; no rows where nothing is compared. Raises WorkspaceError if plan, ledger
        or the others' figures have errors.
        """
        import pandas as pd

        day = as_of or max((o.published_on for o in self.observations), default=date.max)
        plan = self.plan_at(day)
        chosen = [e for e in evaluate_project(self, report_year, day) if e.indicator.id == indicator]
        table = peer_tables(self, plan, chosen).get(indicator)
        columns = ["code", "name", "value", "rank", "is_town", "is_neighbour"]
        rows = [[getattr(peer, name) for name in columns] for peer in (table.peers if table else ())]
        frame = pd.DataFrame(rows, columns=columns, dtype=object)
        return frame.astype({"is_town": bool, "is_neighbour": bool})


def load_workspace(start: Path | str = ".", *, whole_ledger: bool = True) -> Project:
    """Read the workspace at or above ``start``. Raises WorkspaceError only where there is none.

    Without ``whole_ledger`` the rows of series that the plan does not know are checked and not kept.
    """
    workspace = find_workspace(Path(start))
    if workspace is None:
        message = "plan/plan.yaml のあるフォルダが見つかりません。"
        hint = "ワークスペースのフォルダで実行するか、--workspace で場所を指定してください。新しく作るのは misato-report init です。"
        raise WorkspaceError((Diagnostic(file=str(start), code="no-workspace", message=message, hint=hint),))
    _finish_what_was_interrupted(workspace)
    loaded = load_plan(workspace)
    ledger_name = workspace.name_of(workspace.ledger_file)
    only = None if whole_ledger or loaded.plan is None else loaded.plan.series
    ledger = read_ledger(workspace.ledger_file, ledger_name, only)
    diagnostics = (*loaded.diagnostics, *ledger.diagnostics)
    return Project(workspace, loaded.plan, tuple(ledger.observations), diagnostics, ledger.others)


def _finish_what_was_interrupted(workspace: Workspace) -> None:
    """An import that was killed between ledger and reviews is finished before anything is read."""
    folder = workspace.actuals_dir
    if not is_interrupted(folder):
        return
    try:
        with locked(workspace.lock_file, _LOCK_SECONDS):
            finish(folder, workspace.root)
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or "ほかの人が取り込みの最中です"
        message = f"途中で止まった取り込みを、終わらせることができません ({reason})。"
        hint = "空き容量とアクセス権を確かめ、もう一度実行してください。"
        found = Diagnostic(file=workspace.name_of(folder), code="interrupted", message=message, hint=hint)
        raise WorkspaceError((found,)) from error


def default_as_of(project: Project, today: date) -> date:
    """基準日 where none is given: today.

    Among sample figures, which lie in the future, the day of their newest publication. Any other date in the future
    is a slip of the finger, and no new today. Rows of series that the plan does not know say nothing of it: some
    commands do not keep them.
    """
    series = project.plan.series if project.plan is not None else None
    known = (o for o in project.observations if series is None or o.series in series)
    return today_in_practice(known, today)


def evaluate_project(project: Project, report_year: int, as_of: date) -> tuple[Evaluation, ...]:
    """Evaluate every indicator. Raises WorkspaceError if plan or ledger has errors."""
    return evaluate_plan(project.plan_at(as_of), project.observations, report_year, as_of)


def peer_tables(project: Project, plan: Plan, evaluations: Iterable[Evaluation]) -> dict[str, PeerTable]:
    """Where the town stands among its prefecture's municipalities, by the id of each indicator that asks for it.

    Nothing is read where none does. Raises WorkspaceError where the others' figures cannot be read.
    """
    asking = [e for e in evaluations if e.indicator.peers is not None]
    if not asking:
        return {}
    from misato_report.actuals.ledger.peers import read_peers
    from misato_report.evaluation.peers import compare_with_peers

    path = project.workspace.peers_file
    read = read_peers(path, project.workspace.name_of(path))
    if read.diagnostics:
        raise WorkspaceError(tuple(read.diagnostics))
    rules = rules_of(plan)
    tables = {
        e.indicator.id: compare_with_peers(e, project.observations, read.rows, plan.general, rules)
        for e in asking
    }
    return {id_: table for id_, table in tables.items() if table is not None}


def uses_samples(evaluations: tuple[Evaluation, ...]) -> bool:
    """Whether any figure behind the evaluations is invented (見本)."""
    return any(i.is_sample for e in evaluations for d in e.by_period for i in d.inputs)
