"""Documents that are made from the program are as the program makes them now."""

from __future__ import annotations

import runpy

from tests.conftest import ROOT


def test_the_page_model_is_documented() -> None:
    """make page-model writes it again."""
    document = runpy.run_path(str(ROOT / "scripts" / "page_model.py"))["document"]()
    assert document == (ROOT / "docs" / "page-model.md").read_text(encoding="utf-8")
