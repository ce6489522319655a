"""A plan that grows: time for each page, at 1, 10 and 50 times the indicators of the fields."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.building import BARE, pages_of
from benchmarks.timing import Line, process
from misato_report.report.building import report_html
from misato_report.report.pdf.weasyprint import render_pdf
from tests.support.towns import State, multiplied, samples


def lines(times: tuple[int, ...]) -> Iterator[Line]:
    """Composing and printing; the yardstick is WeasyPrint alone on the same HTML as one document."""
    for factor in times:
        state = _many(factor)
        count = sum(1 for _ in state.project.sound_plan().indicators())
        with tempfile.TemporaryDirectory() as place:
            page, pdf = Path(place) / "r.html", Path(place) / "r.pdf"
            started = time.perf_counter()
            html = report_html(state.project, state.report_year, state.as_of)
            composed = time.perf_counter() - started
            page.write_text(html, encoding="utf-8")
            started = time.perf_counter()
            process(Path(place), "-c", BARE, str(page), str(pdf))
            bare = time.perf_counter() - started
            started = time.perf_counter()
            pdf.write_bytes(render_pdf(html, state.as_of))
            printed = time.perf_counter() - started
            pages = pages_of(pdf)
        note = f"{pages} pages, {printed / pages * 1000:.0f} ms a page, HTML in {composed:.2f} s"
        yield Line(f"{count} indicators", printed, "WeasyPrint alone", bare, "", note)


def _many(factor: int) -> State:
    project = samples()
    plan = project.sound_plan()
    fields = tuple(multiplied(field, factor) for field in plan.fields)
    return State(replace(project, plan=replace(plan, fields=fields)), 2027, date(2028, 4, 20))
