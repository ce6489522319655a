"""Text of which parts are raised or crossed out → the text that is meant: 620¹ is 620, and so is ~~610~~620."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from misato_report.actuals.files.shown import Read

_FIGURE = re.compile(r"[\s▲△−+(（-]*[0-9０-９][0-9０-９,，.．]*[)）%％\s]*")
_RAISED = str.maketrans("0123456789()+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻⁻")
_LONGEST_FIGURE = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look; ``raised`` also where it is lowered."""

    text: str
    raised: bool = False
    struck: bool = False


def read_runs(runs: Iterable[Run]) -> Read:
    """The text that a person takes from it.

    A raised mark beside a figure is a footnote's; elsewhere it stays, in raised characters (km²), and can
    be taken for no figure. What is crossed out is left out, unless nothing else is there.
    """
    parts = [run for run in runs if run.text]
    whole = "".join(run.text for run in parts)
    kept = [run for run in parts if not run.struck]
    if not any(run.text.strip() for run in kept):
        return Read(whole, "取り消し線で消されています。") if whole.strip() else Read(whole)
    remark = "" if len(kept) == len(parts) else f"「{whole[:40]}」の取り消し線の部分を除いて読みました。"
    level = "".join(run.text for run in kept if not run.raised)
    raised = "".join(run.text for run in kept if run.raised)
    if not raised.strip() or not level.strip():
        return Read("".join(run.text for run in kept), remark=remark)
    if len(level) > _LONGEST_FIGURE or not _FIGURE.fullmatch(level):
        marked = (run.text.translate(_RAISED) if run.raised else run.text for run in kept)
        return Read("".join(marked), remark=remark)
    if level.strip() == "10":
        return Read(
            f"10{raised.translate(_RAISED)}",
            f"「10」の上付きの「{raised[:20]}」が、注の印か指数か分かりません。",
        )
    return Read(level.strip(), remark=remark or f"上付きの「{raised[:20]}」を注の印とみて除きました。")
