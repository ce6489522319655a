"""Days later than today: what was announced, a slip of the finger, and what is invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from misato_report.actuals.ledger.future import future_publications, is_far_ahead, today_in_practice
from misato_report.diagnostics import Severity
from misato_report.notation import Basis, Mark
from misato_report.observation import Observation

TODAY = date(2027, 6, 1)


def published(
    day: date,
    *,
    period: int = 2026,
    basis: Basis = Basis.FISCAL,
    mark: Mark | None = None,
    file: str = "a.csv",
) -> Observation:
    return Observation(
        "users", period, basis, Decimal(5), "人", mark, day, "s", file, "", 2, "D", "0" * 64
    )  # fmt: skip


def told(*observations: Observation) -> list[tuple[str, Severity]]:
    return [(d.message[4:].split("（")[0], d.severity) for d in future_publications(observations, [], TODAY)]


def test_more_than_a_year_ahead_is_far() -> None:
    assert not is_far_ahead(date(2028, 6, 1), TODAY)  # 366 days: 2028 is a leap year
    assert is_far_ahead(date(2028, 6, 2), TODAY)


def test_today_is_not_later_and_tomorrow_is_told_of() -> None:
    assert told(published(TODAY)) == []
    assert told(published(date(2027, 6, 2))) == [("令和9年6月2日", Severity.WARNING)]
    assert told(published(date(2028, 6, 2))) == [("令和10年6月2日", Severity.ERROR)]


def test_each_file_and_day_is_told_of_once() -> None:
    one, other = date(2027, 7, 1), date(2027, 8, 1)
    found = [published(one), published(one, period=2025), published(other), published(one, file="b.csv")]
    assert [day for day, _ in told(*found)] == ["令和9年7月1日", "令和9年8月1日", "令和9年7月1日"]


def test_the_hint_says_that_what_was_announced_waits() -> None:
    (near,) = future_publications([published(date(2027, 7, 1))], [], TODAY)
    (far,) = future_publications([published(date(2037, 7, 1))], [], TODAY)
    assert near.hint is not None
    assert far.hint is not None
    assert "その日が来るまで" in near.hint
    assert "その日が来るまで" not in far.hint
    assert (near.file, near.line, near.cell) == ("a.csv", 2, published(TODAY).cell)


def test_among_samples_today_is_their_newest_publication() -> None:
    sample = published(date(2030, 4, 20), mark=Mark.SAMPLE)
    assert today_in_practice([sample], TODAY) == date(2030, 4, 20)
    assert today_in_practice([published(date(2030, 4, 20))], TODAY) == TODAY
    assert today_in_practice([published(date(2020, 4, 20), mark=Mark.SAMPLE)], TODAY) == TODAY
    # What the ledger has already says it too.
    real = published(date(2030, 4, 20))
    assert list(future_publications([real], [sample], TODAY)) == []


def test_a_sample_is_published_within_ten_years_of_its_period() -> None:
    slip = date(2082, 4, 20)
    assert today_in_practice([published(slip, mark=Mark.SAMPLE)], TODAY) == date(2036, 12, 31)
    month = published(slip, period=202710, basis=Basis.MONTH, mark=Mark.SAMPLE)
    assert today_in_practice([month], TODAY) == date(2037, 12, 31)
