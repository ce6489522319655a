"""``misato-report doctor``: is everything there that the report needs?"""

from __future__ import annotations

import typer

from misato_report.cli.terminal import say


def doctor() -> None:
    """報告書を作るのに要るもの (Python、Pango、フォント) がそろっているか調べます。"""
    from misato_report.workflow.doctor import examine

    findings = examine()
    for finding in findings:
        sign = typer.style("○", fg="green") if finding.sound else typer.style("×", fg="red")
        say(f" {finding.what}: {finding.found}", head=sign)
        for line in finding.remedy:
            say(f"    {line}")
    if not all(finding.sound for finding in findings):
        say("足りないものがあります。上の「→」のとおりにしてください。", err=True)
        raise typer.Exit(1)
    say("すべてそろっています。")
