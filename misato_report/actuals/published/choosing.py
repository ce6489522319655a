"""Which of the plan's series the items of a table are: series of years, or those of the months of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from misato_report.actuals.published.alternatives import Choice, Chooser, part_of
from misato_report.actuals.published.basis import chosen
from misato_report.actuals.published.coordinates import Coordinate, Sheets
from misato_report.actuals.published.nothing_chosen import no_months, why_nothing
from misato_report.actuals.published.periods import Kind, Period, TimeError
from misato_report.actuals.published.proposed import Answers, Proposal
from misato_report.actuals.published.proposed_months import MonthsOfFile, Twin, period_of, twins_of
from misato_report.actuals.published.proposing import Guess, Item, guesses
from misato_report.actuals.published.reading import read
from misato_report.actuals.published.results import Found, Wanted
from misato_report.notation import is_flow
from misato_report.plan.plan import Plan
from misato_report.plan.sources import Series

_ASK = "毎月1日現在の表の1か月分なら、--monthly を付けてください。"


def choose(plan: Plan, result: Proposal, answers: Answers, chooser: Chooser) -> None:
    """The items that the clerk pointed at, then those that series are likely to be: of years, else of months.

    A table of months gives series of months only, and never one of years. Says why where it gives nothing.
    """
    months = MonthsOfFile(result.items)
    _take_picks(plan, result, answers, months)
    known = result.plan_with_series(plan).series
    picked_months = any(known[series].basis.is_monthly for series in result.chosen)
    if not (answers.monthly or picked_months):
        _choose_years(plan, result, months, chooser)
    if not result.chosen or answers.monthly or picked_months:
        _instead_months(plan, result, months, asked=answers.monthly)
    else:
        _tell_of_months(plan, result, months)
    if not result.chosen and not result.remarks:
        result.remarks = [why_nothing(result.items, plan.series.values())]


def _take_picks(plan: Plan, result: Proposal, answers: Answers, months: MonthsOfFile) -> None:
    """What the clerk pointed at; a year's series for figures of months is meant as that of its months."""
    twins = {twin.yearly.id: twin for twin in twins_of(plan)}
    for series, number in answers.items.items():
        item, twin = result.items[number - 1], twins.get(series)
        if twin is not None and (answers.monthly or _only_months(plan.series[series], item, months)):
            _take(result, twin, item, "担当者の指定")
        else:
            result.chosen[series], result.grounds[series] = item, "担当者の指定"


def _only_months(series: Series, item: Item, months: MonthsOfFile) -> bool:
    """Whether an item has figures of months, and none of a year that the series could have."""
    flow = is_flow(series.basis)
    of_months = [c for c in item.cells if months.is_of_a_month(c) or (flow and _kind(c) is Kind.MONTH)]
    return bool(of_months) and not any(_fits(series, cell) for cell in item.cells if cell not in of_months)


def _kind(cell: Coordinate) -> Kind | None:
    period = period_of(cell)
    return period.kind if period is not None else None


def _take(result: Proposal, twin: Twin, item: Item, ground: str) -> None:
    """An item as a series of months, which is made where the plan has none."""
    if twin.is_new and twin.monthly not in result.made:
        result.made.append(twin.monthly)
    result.chosen[twin.monthly.id], result.grounds[twin.monthly.id] = item, ground


def _choose_years(plan: Plan, result: Proposal, months: MonthsOfFile, chooser: Chooser) -> None:
    counted = {s for source in plan.sources.values() if source.layout for s in source.layout.series}
    open_series = [
        s
        for s in plan.series.values()
        if s.id not in counted and s.id not in result.chosen and not s.basis.is_monthly
    ]
    names = [(s.id, s.name, s.unit) for s in open_series]
    by_name = {guess.series: guess for guess in guesses(result.items, names, chooser.fits)}
    choices = {s.id: chooser.choose(s, by_name.get(s.id)) for s in open_series}
    _leave_out_shared(plan, result, by_name, choices)
    for id_, choice in choices.items():
        if choice.guess is not None and not _consider(plan.series[id_], result, choice.guess, months):
            continue
        if choice.remark:
            result.remarks.append(choice.remark)


def _consider(series: Series, result: Proposal, guess: Guess, months: MonthsOfFile) -> bool:
    """Take a guess only where its figures fit the series' unit and kind of period; False for figures of months."""
    found = _read(guess, series)
    if found.taken and all(months.is_of_a_month(taken.coordinate) for taken in found.taken):
        return False
    if found.taken:
        result.chosen[guess.series], result.grounds[guess.series] = guess.item, guess.ground
    elif found.problems:
        result.remarks.append(_doubt(series, guess, found))
    return True


def _leave_out_shared(
    plan: Plan, result: Proposal, by_name: Mapping[str, Guess], choices: dict[str, Choice]
) -> None:
    """An item that was chosen by what holds, and that is another series too: no figure is two things, and the clerk has
    to say which it is."""
    before = dict(choices)
    for id_, choice in before.items():
        item = choice.guess.item if choice.guess is not None else None
        if item is None or choice.guess is by_name.get(id_):
            continue
        others = [s for s, c in before.items() if s != id_ and c.guess is not None and c.guess.item is item]
        others += [s for s, i in result.chosen.items() if i is item]
        if others:
            known = result.plan_with_series(plan).series
            names = "、".join(f"「{known[s].name}」" for s in (id_, *others))
            told = f"「{item.label}」は{names}のどれか、決められません。--item 系列=番号 で指定してください。"
            choices[id_] = Choice(None, told)


def _instead_months(plan: Plan, result: Proposal, months: MonthsOfFile, *, asked: bool) -> None:
    """The months of the plan's series, where the table gives any; else why not, and what the clerk may say."""
    before, result.remarks = result.remarks, []
    _choose_months(plan, result, months, asked=asked)
    if result.chosen:
        return
    month = next((c for item in result.items for c in item.cells if months.is_of_a_month(c)), None)
    if asked or month is not None:
        if not (result.remarks or before):
            result.is_told, before = True, [no_months(result.items, month, twins_of(plan))]
        result.remarks = result.remarks or before
        return
    result.remarks = before
    if _would_be_months(plan, result, months):
        result.is_told = True
        result.remarks.append(_ASK)


def _choose_months(plan: Plan, result: Proposal, months: MonthsOfFile, *, asked: bool) -> None:
    """Take the items that are months of a series; without ``asked`` only what is certainly of a month."""
    for twin in twins_of(plan):
        if twin.monthly.id in result.chosen:
            continue
        guess = next((g for name in twin.names for g in _guesses(result.items, [(twin.monthly, name)])), None)
        if guess is None:
            continue
        found = _read(guess, twin.monthly)
        if any(asked or months.is_of_a_month(taken.coordinate) for taken in found.taken):
            _take(result, twin, guess.item, guess.ground)
        elif found.problems and not found.taken:
            result.remarks.append(_doubt(twin.monthly, guess, found))


def _tell_of_months(plan: Plan, result: Proposal, months: MonthsOfFile) -> None:
    """Of a table read for its years: that it has months too, or may be one of each month's."""
    trial = Proposal(items=result.items)
    _choose_months(plan, trial, months, asked=False)
    if trial.chosen:
        first = trial.plan_with_series(plan).series[next(iter(trial.chosen))]
        result.remarks.append(
            f"月ごとの値（{first.name}など）もあります。毎月の資料として読むなら、--monthly を付けてください。"
        )
    elif months.says_nothing_of_years and _would_be_months(plan, result, months):
        result.remarks.append(f"年に1度の値として読みます。{_ASK}")


def _would_be_months(plan: Plan, result: Proposal, months: MonthsOfFile) -> bool:
    """Whether the table would be read by months if the clerk said so: all its years are lone firsts of a month."""
    trial = Proposal(items=result.items)
    _choose_months(plan, trial, months, asked=True)
    own = [cell for item in result.chosen.values() for cell in item.cells]
    return bool(trial.chosen) and all(map(months.is_lone_first, own))


def _guesses(items: Sequence[Item], series: Sequence[tuple[Series, str]]) -> list[Guess]:
    """The items that series are likely to be, each by a name that a table may use."""
    by_id = {one.id: one for one, _ in series}

    def has_its_kind(id_: str, item: Item) -> bool:
        return any(_fits(by_id[id_], cell) for cell in item.cells)

    return guesses(items, [(one.id, name, one.unit) for one, name in series], has_its_kind)


def fits(plan: Plan, series_id: str, item: Item) -> bool:
    """Whether an item has a figure of the series' kind of period."""
    return any(_fits(plan.series[series_id], cell) for cell in item.cells)


def _fits(series: Series, cell: Coordinate) -> bool:
    return chosen(safe_periods(cell), series.basis)[0] is not None


def safe_periods(cell: Coordinate) -> tuple[Period, ...]:
    """The periods that a figure may be about; none where the table contradicts itself."""
    try:
        return cell.periods()
    except TimeError:
        return ()


def _read(guess: Guess, series: Series) -> Found:
    """What the guessed item gives for the series' unit and kind of period."""
    item = guess.item
    sheets = Sheets([(item.cells[0].analysed, part_of(item))])
    wanted = Wanted(series.id, series.name, item.words, series.unit, series.basis, series.non_negative)
    return read(sheets, [wanted], None)


def _doubt(series: Series, guess: Guess, found: Found) -> str:
    return f"「{series.name}」は「{guess.item.label}」かもしれませんが、{found.problems[0].message}"


__all__ = ["choose", "fits", "safe_periods"]
