"""The JSON Schemas of the YAML files, as text and as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from misato_report.files.atomic_write import replace_file
from misato_report.files.names import check_inside
from misato_report.plan.document import Field, PlanFile
from misato_report.plan.limits import Limits
from misato_report.plan.opinions import OpinionsFile
from misato_report.plan.project_facts import ProjectsFile
from misato_report.plan.reviews import ReviewsFile, RevisionsFile
from misato_report.plan.seen import SeenFile
from misato_report.plan.sources import SourcesFile
from misato_report.workspace import Workspace
from misato_report.yaml_schema.kinds import Definitions
from misato_report.yaml_schema.mappings import Model


def schema_files() -> dict[str, dict[str, Any]]:
    """JSON Schema of each kind of YAML file, by the file name it is written to."""
    kinds: dict[str, type[Model]] = {
        "plan": PlanFile,
        "field": Field,
        "sources": SourcesFile,
        "revisions": RevisionsFile,
        "reviews": ReviewsFile,
        "projects": ProjectsFile,
        "opinions": OpinionsFile,
        "limits": Limits,
        "seen": SeenFile,
    }
    return {f"{name}.schema.json": _schema_file(model) for name, model in kinds.items()}


def _schema_file(model: type[Model]) -> dict[str, Any]:
    definitions: Definitions = {}
    schema = model.schema(definitions)
    return {**({"$defs": dict(sorted(definitions.items()))} if definitions else {}), **schema}


def schema_texts() -> dict[str, str]:
    """File name → text of the schema, the same at every call."""
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in schema_files().items()
    }


def write_schemas(workspace: Workspace) -> list[Path]:
    """Write the schemas into the workspace's ``plan/schema/``; returns the paths.

    Raises OSError, and LinkOutError where the folder is a link that leads out of the workspace.
    """
    check_inside(workspace.schema_dir, workspace.root)
    workspace.schema_dir.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in schema_texts().items():
        path = workspace.schema_dir / name
        replace_file(path, text.encode())
        paths.append(path)
    return paths
