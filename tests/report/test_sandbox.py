"""Templates that are not trusted: what they put together is still escaped."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from markupsafe import Markup

from misato_report.report.html.sandbox import Sandbox


@pytest.mark.parametrize(
    "template",
    [
        "{{ text ~ 'x' }}",
        "{{ 'x' ~ text ~ 1 }}",
        "{{ markup ~ text }}",
        "{{ text ~ markup ~ text }}",
        "{{ (text ~ text) | length }}",
        "{{ (text ~ markup) ~ text }}",
        "{% set joined = text ~ text %}{{ joined }}{{ joined | safe }}",
    ],
)
def test_texts_put_together_are_escaped_as_jinja_escapes_them(template: str) -> None:
    """``~`` is ours, so that its letters are counted; what it gives must be Jinja's."""
    values = {"text": "<script>&", "markup": Markup("<b>")}
    plain = Environment(autoescape=True).from_string(template).render(**values)
    assert Sandbox([]).from_string(template).render(**values) == plain
    assert "{{ joined | safe }}" in template or "<script>" not in plain
