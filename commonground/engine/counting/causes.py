"""Why two definitions count different children: each child one cause, counted so that all adds up.

A comparison of the rulebook sets COVER beside QOF, and COVER beside up to date: the newest year of the
one, the newest contract year of the next, and the as-at date. Of each pair every child of either
denominator is in one row. What both count and what only the first counts make the first numerator, to
the child; and so for the second, and for both denominators (`CauseRow`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from commonground.engine.counting.explain.not_counted import (
    Given,
    Period,
    Registration,
    parts_of,
    window_of,
)
from commonground.engine.counting.explain.wording import add
from commonground.engine.counting.results import ROLLING_YEAR, Count
from commonground.engine.figures import BOTH, COVER, FIRST, NEITHER, OK, QOF, SECOND, UP_TO_DATE, CauseRow
from commonground.engine.records.tables import Extract, Kind
from commonground.engine.rules.model import Comparison, CoverIndicator, DoseCount, QofIndicator, Rulebook

DOES_NOT_COUNT = ("too early", "too soon", "too late")

Row = Mapping[str, Any]
Key = tuple[str, str, str]  # counted in, asked of, cause


def cause_rows(extract: Extract, count: Count, rulebook: Rulebook) -> list[CauseRow]:
    """The causes of every comparison whose figures were counted; nothing hidden yet.

    `count` must have been counted from `extract` by `rulebook`. Rows of no child are there too, so that
    nothing can be told from which rows there are.
    """
    record = Record(extract, count)
    rows: list[CauseRow] = []
    for comparison in rulebook.comparisons.values():
        cover = _cover(count, record, rulebook.cover[comparison.cover], rulebook)
        qof = _qof(count, record, rulebook.qof[comparison.qof], rulebook)
        today = _up_to_date(count, record, comparison, rulebook)
        rows += [row for second in (qof, today) if cover and second for row in _pair(cover, second, rulebook)]
    return rows


def cause_left_out(registration: Registration, last_day: date) -> str:
    """Why a child of the age is not in a denominator: not on the list that day, or excluded."""
    return "excluded" if registration.holds_on(last_day) else "not_on_the_list"


def cause_not_counted(
    indicator: CoverIndicator | QofIndicator, period: Period, born: date, given: Given, rulebook: Rulebook
) -> str:
    """The cause of a child in an indicator's denominator and not in its numerator.

    Of several parts not met, and several doses beside the window, the first in the rulebook's order.
    """
    found = {_shortfall(counts, period, born, given) for counts in parts_of(indicator)}
    return next(cause for cause in rulebook.causes if cause in found)


def cause_not_up_to_date(
    overdue: Iterable[Row], not_counting: Collection[str], asked: Collection[str]
) -> str:
    """The cause of a child with a dose overdue: `overdue` states, series with a dose that does not count.

    `asked` are the series that the other definition asks about; an overdue dose of another is told apart.
    """
    series = {row["series"] for row in overdue}
    if series & set(not_counting):
        return "dose_does_not_count"
    return "dose_overdue" if series & set(asked) else "other_vaccine_overdue"


def _shortfall(counts: DoseCount, period: Period, born: date, given: Given) -> str | None:
    window = window_of(counts, period, born)
    days = sorted({day for vaccine in counts.vaccines for day in given.get(vaccine, ())})
    if not days:
        return "none_on_record"
    meeting = [
        day for place, day in enumerate(days)
        if window.first <= day <= window.last and place >= counts.after_earlier
    ]  # fmt: skip
    if len(meeting) >= counts.at_least:
        return None
    # Where earlier doses are asked for, those before the window are no near misses of it.
    if days[0] < window.first and not counts.after_earlier:
        return "given_too_early"
    return "given_too_late" if days[-1] > window.last else "too_few_doses"


class Record:
    """What is on the record of the practice's own children, by child."""

    def __init__(self, extract: Extract, count: Count) -> None:
        own = (None, "", count.practice_code)
        self.children = {
            row["child_id"]: row for row in extract.children.to_pylist() if row["practice_code"] in own
        }
        self.given = days_with(extract.events, "given")
        self.overdue: dict[str, list[Row]] = defaultdict(list)
        for row in count.states.filter(pc.greater(count.states["days_overdue"], 0)).to_pylist():
            self.overdue[row["child_id"]].append(row)
        self.not_counting: dict[str, set[str]] = defaultdict(set)
        chosen = pc.is_in(count.doses["verdict"], value_set=pa.array(DOES_NOT_COUNT))
        for row in count.doses.filter(chosen).to_pylist():
            self.not_counting[row["child_id"]].add(row["series"])

    def born(self, child: str) -> date:
        """A child's date of birth."""
        born: date = self.children[child]["date_of_birth"]
        return born

    def registration(self, child: str) -> Registration:
        """From when to when a child is on the list."""
        row = self.children[child]
        return Registration(row["registered_on"], row["deregistered_on"])


def days_with(events: pa.Table, kind: Kind) -> dict[str, dict[str, set[date]]]:
    """Each child's days with an entry of a kind, by vaccine."""
    days: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    chosen = events.filter(pc.equal(events["kind"], kind))
    columns = (chosen[name].to_pylist() for name in ("child_id", "vaccine", "event_date"))
    for child_id, vaccine, day in zip(*columns, strict=True):
        days[child_id][vaccine].add(day)
    return days


@dataclass(frozen=True)
class _Side:
    """One of the two definitions compared: who is in it (1 counted, 0 not), and why another child is not."""

    definition: str
    indicator: str
    period: str
    members: Mapping[str, int]
    why: Callable[[str], str]


def _newest(count: Count, indicator: str, rolling: bool = False) -> Row | None:
    found = [
        row
        for row in count.figures.to_pylist()
        if row["indicator"] == indicator and row["period"].startswith(ROLLING_YEAR) == rolling
    ]
    return max(found, key=lambda row: row["period_end"], default=None)


def _members(count: Count, indicator: str, periods: Collection[str]) -> dict[str, int]:
    of_indicator = count.membership.filter(pc.equal(count.membership["indicator"], indicator)).to_pylist()
    return {row["child_id"]: row["value"] for row in of_indicator if row["period"] in periods}


def _cover(count: Count, record: Record, indicator: CoverIndicator, rulebook: Rulebook) -> _Side | None:
    year = _newest(count, indicator.id, rolling=True)
    if year is None:
        return None
    quarters = {
        row["period"]
        for row in count.figures.to_pylist()
        if row["indicator"] == indicator.id
        and year["period_start"] <= row["period_start"] <= row["period_end"] <= year["period_end"]
    }
    members = _members(count, indicator.id, quarters)
    why = partial(_why, indicator, year, members, record, rulebook)
    return _Side(COVER, indicator.id, year["period"], members, why)


def _qof(count: Count, record: Record, indicator: QofIndicator, rulebook: Rulebook) -> _Side | None:
    year = _newest(count, indicator.id)
    if year is None:
        return None
    members = _members(count, indicator.id, (year["period"],))
    why = partial(_why, indicator, year, members, record, rulebook)
    return _Side(QOF, indicator.id, year["period"], members, why)


def _up_to_date(count: Count, record: Record, comparison: Comparison, rulebook: Rulebook) -> _Side | None:
    figure = _newest(count, rulebook.up_to_date.id)
    if figure is None:
        return None
    members = _members(count, rulebook.up_to_date.id, (figure["period"],))
    vaccines = set(rulebook.cover[comparison.cover].counts.vaccines)
    asked = [series.name for series in rulebook.series.values() if vaccines & set(series.vaccines)]

    def why(child: str) -> str:
        if child in members:
            return cause_not_up_to_date(record.overdue[child], record.not_counting[child], asked)
        too_old = add(record.born(child), rulebook.up_to_date.under_age) <= count.as_at
        return "other_age" if too_old else "not_on_the_list"

    return _Side(UP_TO_DATE, rulebook.up_to_date.id, figure["period"], members, why)


def _why(
    indicator: CoverIndicator | QofIndicator,
    figure: Row,
    members: Mapping[str, int],
    record: Record,
    rulebook: Rulebook,
    child: str,
) -> str:
    born = record.born(child)
    if child in members:
        period = Period(figure["period"], figure["period_end"])
        return cause_not_counted(indicator, period, born, record.given[child], rulebook)
    if not figure["cohort_from"] <= born <= figure["cohort_to"]:
        return "other_age"
    if isinstance(indicator, CoverIndicator):
        return "not_on_the_list"
    return cause_left_out(record.registration(child), figure["period_end"])


def _pair(first: _Side, second: _Side, rulebook: Rulebook) -> Iterator[CauseRow]:
    children = Counter(_key(child, first, second) for child in {*first.members, *second.members})
    for key in _keys(first, second, rulebook):
        yield CauseRow(
            first.indicator, first.period, second.indicator, second.period, *key, children[key], OK
        )


def _key(child: str, first: _Side, second: _Side) -> Key:
    """In which numerator a child is, in which denominator, and why not in the other."""
    in_first, in_second = first.members.get(child), second.members.get(child)
    asked = SECOND if in_first is None else FIRST if in_second is None else BOTH
    if in_first and in_second:
        return BOTH, asked, ""
    if in_first or (asked == FIRST):
        return FIRST if in_first else NEITHER, asked, second.why(child)
    if in_second or asked == SECOND:
        return SECOND if in_second else NEITHER, asked, first.why(child)
    return NEITHER, BOTH, ""


def _keys(first: _Side, second: _Side, rulebook: Rulebook) -> Iterator[Key]:
    """Every row that a pair can have, in the order of the file."""

    def causes(side: _Side, asked: bool) -> list[str]:
        return [
            cause.id
            for cause in rulebook.causes.values()
            if cause.asked == asked and side.definition in cause.of
        ]

    yield BOTH, BOTH, ""
    for counted, alone, other in ((FIRST, FIRST, second), (SECOND, SECOND, first)):
        yield from ((counted, BOTH, cause) for cause in causes(other, asked=True))
        yield from ((counted, alone, cause) for cause in causes(other, asked=False))
    yield NEITHER, BOTH, ""
    for alone, other in ((FIRST, second), (SECOND, first)):
        yield from ((NEITHER, alone, cause) for cause in causes(other, asked=False))
