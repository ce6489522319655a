"""Words and signs of the verdicts as towns print them, and the classes of a grant's effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from misato_report import evaluate, load_workspace
from misato_report.evaluation.scales import grant_effect, grant_rules, labels_of, mark_of
from misato_report.plan.document import Preset, Scale
from misato_report.plan.indicators import Verdict
from misato_report.plan.reviews import GrantEffect
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.slow  # whole commands, one after the other


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (Preset.STANDARD, "達成 順調 やや遅れ 遅れ 後退 未達成"),
        (Preset.CIRCLES, "◎ ○ △ △ × ×"),
        (Preset.SABC, "S A B B C C"),
        (Preset.ABCD, "A A B C D D"),
    ],
)
def test_presets(preset: Preset, expected: str) -> None:
    labels = labels_of(Scale(preset=preset))
    assert " ".join(labels[v] for v in list(Verdict)[:6]) == expected
    assert labels[Verdict.MISSING] == "未取込"


@pytest.mark.parametrize(
    ("pace", "label"),
    [("1", "目安以上"), ("0.99", "目安の8割以上"), ("0.8", "目安の8割以上"), ("0.6", "目安の6割以上"),
     ("0.59", "目安の4割以上"), ("0.39", "目安の4割未満"), ("0", "目安の4割未満")],
)  # fmt: skip
def test_five_bands(pace: str, label: str) -> None:
    e = next(iter(evaluate(load_workspace(ROOT), 2027, date(2028, 4, 20))))
    banded = replace(e, verdict=Verdict.BEHIND, pace_ratio=Decimal(pace))
    assert mark_of(Scale(preset=Preset.FIVE_BANDS), banded)[1] == label


def test_a_plans_own_words_come_first() -> None:
    scale = Scale(preset=Preset.ABCD, labels={Verdict.ACHIEVED: "優"}, signs={Verdict.ACHIEVED: "☆"})
    assert labels_of(scale)[Verdict.ACHIEVED] == "優"
    assert labels_of(scale)[Verdict.ON_TRACK] == "A"


@pytest.mark.parametrize("preset", list(Preset))
def test_a_report_in_every_preset(taken_in: Path, run: Run, preset: Preset) -> None:
    path = taken_in / "plan" / "plan.yaml"
    text = path.read_text(encoding="utf-8").replace("scale:\n", f"scale:\n  preset: {preset}\n", 1)
    path.write_text(text, encoding="utf-8")
    done = run(taken_in, "build", "2027", "--as-of", "2028-04-20", "--format", "html")
    assert done.returncode == 0, done.stderr
    assert run(taken_in, "status", "2027").returncode == 0


@pytest.mark.parametrize(
    "scale",
    [
        "on_track: 0.5\n  slightly_behind: 0.6",
        "grant_considerable: 0",
        "bands:\n    - {at_least: 0.5, label: a}\n    - {at_least: 1, label: b}",
        "bands:\n    - {at_least: 0.5, label: a}",
    ],
)
def test_a_scale_out_of_order_is_refused(workspace: Path, scale: str) -> None:
    path = workspace / "plan" / "plan.yaml"
    head = path.read_text(encoding="utf-8").split("\nscale:\n")
    path.write_text(f"{head[0]}\nscale:\n  {scale}\n", encoding="utf-8")
    assert "bad-value" in [d.code for d in load_workspace(workspace).diagnostics]


@pytest.mark.parametrize(
    ("verdicts", "paces", "expected"),
    [
        ("achieved achieved", "1 1", GrantEffect.VERY),
        ("achieved behind", "1 0.2", GrantEffect.CONSIDERABLE),
        ("achieved behind behind", "1 0.2 0.2", GrantEffect.SOME),
        ("behind moved_away", "0.2 -1", GrantEffect.SOME),
        ("behind moved_away", "0 -1", GrantEffect.NONE),
        ("achieved not_published", "1 -", None),
    ],
)
def test_classes_of_a_grants_effect(verdicts: str, paces: str, expected: GrantEffect | None) -> None:
    e = next(iter(evaluate(load_workspace(ROOT), 2027, date(2028, 4, 20))))
    made = tuple(
        replace(
            e,
            verdict=Verdict(v),
            pace_ratio=Decimal(p) if p != "-" else None,
            value=e.value if p != "-" else None,
        )
        for v, p in zip(verdicts.split(), paces.split(), strict=True)
    )
    assert grant_effect(Scale(), made) is expected


def test_the_rules_are_written_out_with_the_plans_own_share(samples: Path, run: Run) -> None:
    assert "75%以上" in dict(grant_rules(Scale(grant_considerable=Decimal("0.75"))))[GrantEffect.CONSIDERABLE]
    run(samples, "ingest")
    run(samples, "build", "2027", "--as-of", "2028-04-20", "--format", "html")
    html = next((samples / "out").rglob("*.html")).read_text(encoding="utf-8")
    assert "効果があった（4の指標のうち、目標値に届いたもの1）" in html
    assert "「非常に効果的であった」すべての指標が" in html
