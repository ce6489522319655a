"""Which item a series is likely to be: what names mean, and never how alike their letters are."""

from __future__ import annotations

import pytest

from misato_report.actuals.published.proposing import guesses, items_of, words_for
from tests.actuals.published.grids import sheets, table

SERIES = [
    ("population", "総人口", "人"),
    ("men", "人口（男）", "人"),
    ("elderly", "65歳以上人口", "人"),
    ("cards", "交付枚数", "枚"),
    ("births", "出生数", "人"),
    ("gdp", "製造業の総生産", "百万円"),
]


def proposed(*headings: str) -> dict[str, str]:
    """Series → heading, for a table of these headings."""
    cells = "|".join(str(n) for n, _ in enumerate(headings, start=1))
    grid = f"令和7年10月1日現在\n市町村|{'|'.join(headings)}\n松江市|{cells}\n美郷町|{cells}\n"
    return {g.series: g.item.label for g in guesses(items_of(sheets([table(grid)])), SERIES)}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["人口総数（人）"], {"population": "人口総数（人）"}),
        (["男", "女", "計"], {}),
        (["75歳以上人口"], {}),
        (["（再掲）65歳以上"], {"elderly": "（再掲）65歳以上"}),
        (["交付率"], {}),
        (["市内総生産"], {}),
        (["出生者数", "出生率"], {"births": "出生者数"}),
        (["日本人人口"], {}),
        (["人口集中地区人口"], {}),
    ],
)
def test_only_what_means_the_same_is_proposed(headings: list[str], expected: dict[str, str]) -> None:
    assert proposed(*headings) == expected


def test_an_item_of_two_sheets_is_told_apart_by_its_title() -> None:
    grid = "{}\n令和7年10月1日現在\n市町村|総数\n松江市|9\n美郷町|{}\n"
    items = items_of(sheets([table(grid.format("世帯の数", 5), "1"), table(grid.format("住民の数", 3), "2")]))
    assert [words_for(item, items) for item in items] == [("総数", "世帯の数"), ("総数", "住民の数")]
