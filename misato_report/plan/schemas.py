"""The JSON Schemas of the YAML files, as text and as files."""

from __future__ import annotations

import json
from pathlib import Path

from misato_report.plan.model import schema_files
from misato_report.workspace import Workspace


def schema_texts() -> dict[str, str]:
    """File name → text of the schema, the same at every call."""
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in schema_files().items()
    }


def write_schemas(workspace: Workspace) -> list[Path]:
    """Write the schemas into the workspace's ``plan/schema/``; returns the paths."""
    workspace.schema_dir.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in schema_texts().items():
        path = workspace.schema_dir / name
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths
