"""``misato-report schema``: the JSON Schemas that editors check the YAML files with."""

from __future__ import annotations

import typer

from misato_report.cli.options import WorkspaceOption, open_project
from misato_report.cli.terminal import say


def schema(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """YAMLの書き方 (JSON Schema) を plan/schema/ に書き出します。"""
    from misato_report.plan.schemas import write_schemas

    project = open_project(context, workspace)
    for path in write_schemas(project.workspace):
        say(f"{project.workspace.name_of(path)} を書きました。")
