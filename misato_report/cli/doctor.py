"""``misato-report doctor``: is everything there that the report needs?"""

from __future__ import annotations

import typer


def doctor() -> None:
    """報告書を作るのに要るもの (Python、Pango、フォント) がそろっているか調べます。"""
    from misato_report.workflow.doctor import examine

    findings = examine()
    for finding in findings:
        sign = typer.style("○", fg="green") if finding.sound else typer.style("×", fg="red")
        typer.echo(f"{sign} {finding.what}: {finding.found}")
        for line in finding.remedy:
            typer.echo(f"    {line}")
    if not all(finding.sound for finding in findings):
        typer.echo("足りないものがあります。上の「→」のとおりにしてください。", err=True)
        raise typer.Exit(1)
    typer.echo("すべてそろっています。")
