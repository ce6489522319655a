"""Writes docs/yaml.md: every key of the YAML files, from the JSON Schema that also checks them in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from misato_report.plan.schemas import schema_files

DOCUMENT = Path(__file__).parent.parent / "docs" / "yaml.md"

_HEAD = """# YAMLの書き方

`make documents` がプログラムの定義から書いたものです（検査が照らし合わせます）。計画のファイルはすべて `plan/` にあります。
書いたら `misato-report check` で確かめてください。誤りは、すべて、ファイルと行で示されます。VS Code と YAML拡張なら、
書きながら示されます（各ファイルの1行目が `plan/schema/` を指しています）。

- 字下げは半角の空白2つ。「`キー: 値`」のコロンの後に空白を1つ。
- 「`- `」で始まる行は、いくつでも並べられます。
- 値に「`: `」や「`#`」を含むときは、全体を `" "` で囲みます。
- 年は `2026`、`R8`、`令和8年度` のどれでも、数は `▲45`、`14,547` のように計画書のとおりに書けます。
"""

_FILES = {
    "plan": ("plan.yaml", "総論、目標人口、判定の言葉、見た目"),
    "field": ("fields/*.yaml", "分野ごとの目標、施策、事業、地域再生計画。1分野に1ファイル"),
    "sources": ("sources.yaml", "数値の系列と、それを載せた資料の読み方"),
    "revisions": ("revisions.yaml", "議会などで計画を変えたとき"),
    "projects": ("projects/年度.yaml", "事業の予算・決算・実績・今後の方向"),
    "opinions": ("opinions.yaml", "外部有識者会議、議会、住民からの意見と、町の回答"),
    "reviews": ("reviews/年度.yaml", "町の評価"),
    "seen": ("seen.yaml", "確かめた注意。`misato-report seen` が書き足します。行を消すと、また表示されます"),
    "limits": ("limits.yaml", "読むファイルの大きさの上限。なくてもよい（省いたものは下の値）"),
}

# Where a section's English name stands for a word of the plan; enumerations say what each value means.
_KINDS = {
    "ReplyState": "意見への対応",
    "Reply": "町の回答",
    "ProjectFacts": "事業の1年",
    "ProjectDirections": "今後の方向の語",
    "PlanProject": "事業",
    "OutputFacts": "活動の量の1年",
    "Output": "活動の量",
    "Opinion": "意見",
    "MeasureReview": "施策の評価",
    "Fund": "財源",
    "Counts": "指標が数えているもの",
    "About": "何についての意見か",
    "Accumulation": "目標値の積算",
    "Against": "比べる相手",
    "Appearance": "見た目",
    "AsPublished": "実績値: 系列のまま",
    "Averaging": "何年かをまとめた現状値",
    "Band": "進捗度の段階",
    "Basis": "年の意味",
    "CarriedForwardCheck": "検算: 前年の値と増減",
    "Claim": "計画書の計算",
    "Deadline": "目標の年",
    "Dash": "「-」だけの欄の意味",
    "Direction": "良い方向",
    "EquationCheck": "検算: 列の足し算",
    "Era": "年の元号",
    "FieldReview": "分野の評価",
    "Forms": "課に配る様式",
    "GrantEffect": "事業効果（内閣府の様式）",
    "GrantProject": "地域再生計画の事業",
    "GrantReview": "地域再生計画の事業の評価",
    "Indicator": "指標",
    "IndicatorReview": "指標の評価",
    "InternalPart": "公開しない部分",
    "LongTable": "表の形: 1行に1つの値",
    "Measure": "施策",
    "Municipality": "町",
    "Peers": "県内の市町村との比較",
    "Place": "名のない表の場所",
    "Point": "値と年",
    "PopulationPath": "目標人口に並べる推計",
    "PopulationPoint": "国勢調査人口",
    "Preset": "判定の語の組",
    "PrintedNames": "分野の名前の書き方",
    "Projects": "課ごとの事業",
    "PublicationSchedule": "公表時期",
    "MonthlySchedule": "毎月の資料の公表時期",
    "PublishedTable": "表の形: 県や国の公表した表",
    "Ratio": "実績値: 割合",
    "ReturnedForm": "戻った様式",
    "Revision": "計画の変更",
    "Scale": "判定の言葉と区切り",
    "Section": "総論の章",
    "SeenWarning": "確かめた注意",
    "Series": "系列",
    "Source": "資料",
    "StatedBaseline": "現状値",
    "Spelling": "書き方の違う語",
    "TextTable": "言葉の表",
    "TotalCheck": "検算: 市町村の計と県計",
    "TrailingMean": "実績値: 直近の年の平均",
    "UnknownBaseline": "現状値がないとき",
    "Verdict": "判定",
}
_VALUES = {
    "single_year": "単年度。最後の年の値を目標と比べる",
    "yearly_targets": "単年。年ごとに目標値がある",
    "period_total": "累計。計画期間の毎年の値を足したもの",
    "running_total": "累計。始めからの積み上げ（公表される値がすでに累計）",
    "floor": "目標人口。計画の線（現状から目標まで）を下回らないか",
    "threshold": "水準。毎年の値が目標値以上か（以下か）だけを見る",
    "trend": "傾向。現状値や前年度と比べて良くなったかを見る（増加、前年度比増、現状維持）",
    "milestone": "段階。実施、策定、開設など、言葉の段階を順に進む",
    "undecided": "評価の方法が決まっていない。計画の言葉のまま報告書に載せ、判定しない",
    "baseline": "現状値",
    "previous": "前年度の値",
    "mean": "年の平均",
    "unjudged": "判定なし",
    "increase": "増えるほうが良い",
    "decrease": "減るほうが良い",
    "standard": "達成・順調・やや遅れ・遅れ・後退",
    "circles": "◎○△×",
    "sabc": "S・A・B・C",
    "abcd": "A～D",
    "five_bands": "進捗度を5段階",
    "prefecture": "県内の市町村",
    "national": "全国の市町村",
    "achieved": "達成",
    "on_track": "順調",
    "slightly_behind": "やや遅れ",
    "behind": "遅れ",
    "moved_away": "後退",
    "not_achieved": "未達成",
    "not_published": "未公表",
    "missing": "未取込",
    "all": "評価のすべて",
    "activities": "取組内容",
    "factors": "要因",
    "issues": "課題",
    "policy": "今後の方針",
    "town_verdict": "町の評価とその理由",
    "external_opinion": "外部有識者の意見",
    "improvement": "改善方策",
    "output": "町が行った量",
    "outcome": "行ったことの成果",
}


def document() -> str:
    """The whole document."""
    schemas = {name.partition(".")[0]: schema for name, schema in schema_files().items()}
    parts = [_HEAD]
    for name, (file, what) in _FILES.items():
        parts.append(f"## `plan/{file}`\n\n{what}。\n\n{_table(schemas[name])}")
    kinds: dict[str, Any] = {}
    for schema in schemas.values():
        kinds |= schema.get("$defs", {})
    parts.append("## まとまり\n\n上の表の「→」で示したものの中身です。\n")
    parts.extend(
        f"### {_KINDS[name]}\n\n{_section(kinds[name])}" for name in sorted(kinds, key=lambda n: _KINDS[n])
    )
    return "\n".join(parts)


def _section(kind: dict[str, Any]) -> str:
    if "enum" in kind:
        rows = "".join(f"| `{value}` | {_VALUES.get(value, value)} |\n" for value in kind["enum"])
        return f"| 書けるもの | 意味 |\n|---|---|\n{rows}"
    return _table(kind)


def _table(schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = (
        f"| `{key}` | {'必ず' if key in required else ''} | {' か '.join(dict.fromkeys(_written(about)))} | {about.get('description', '')}{_default(about)} |\n"
        for key, about in schema["properties"].items()
    )
    return f"| キー | | 書けるもの | 意味 |\n|---|---|---|---|\n{''.join(rows)}"


def _default(about: dict[str, Any]) -> str:
    default = about.get("default")
    plain = isinstance(default, str | int | float) and default not in ("", False)
    return f"（省くと `{default}`）" if plain else ""


def _written(about: dict[str, Any]) -> Iterator[str]:
    """What can be written for a key, in words."""
    if "$ref" in about:
        kind = _KINDS[about["$ref"].rpartition("/")[2]]
        yield f"→ {kind}"
    elif "anyOf" in about or "oneOf" in about:
        for one in about.get("anyOf", about.get("oneOf", [])):
            yield from _written(one)
    elif "const" in about or "enum" in about:
        yield from (f"`{value}`" for value in about.get("enum", [about.get("const")]))
    elif about.get("type") == "array":
        items = " か ".join(dict.fromkeys(_written(about.get("items", {"type": "string"}))))
        yield f"{items} をいくつでも（`- ` の並び）"
    elif about.get("type") != "null":
        words = {
            "integer": "整数",
            "number": "数",
            "boolean": "`true` か `false`",
            "object": "キーと値の並び",
        }
        yield words.get(about.get("type", ""), "文字")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
