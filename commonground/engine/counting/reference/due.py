"""Where each needed dose of a child stands on a day: complete, due, overdue and the rest (rules.md 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from commonground.engine.counting.reference.bars import Bar, bar_on
from commonground.engine.counting.reference.child import Child
from commonground.engine.counting.reference.dates import later
from commonground.engine.counting.reference.doses import JudgedChild
from commonground.engine.counting.reference.plan import (
    PlannedDose,
    ValidDays,
    doses_still_needed,
    meant_for_child,
)
from commonground.engine.rules.model import Rulebook, Series

CAN_BE_BARRED = ("due", "overdue", "offered")
NOTHING_TO_GIVE = ("complete", "contraindicated", "no longer offered")


@dataclass(frozen=True)
class Standing:
    """A dose on a day. `timing` is its status as if nothing barred it; the rest is as in STATES."""

    dose: PlannedDose
    timing: str
    bar: Bar | None = None
    valid_on: date | None = None
    due_on: date | None = None
    days_overdue: int = 0
    wait_from: date | None = None
    give_as: str | None = None

    @property
    def status(self) -> str:
        """The timing, or what bars it."""
        return self.bar if self.bar and self.timing in CAN_BE_BARRED else self.timing

    @property
    def offer_until(self) -> date | None:
        """The last day it may be given: by its latest age, or by the end of a catch-up."""
        days = [day for day in (self.dose.last_day, self.dose.course_dose.offered_to) if day is not None]
        return min(days, default=None)


def standings(judged: JudgedChild, as_at: date, book: Rulebook) -> list[Standing]:
    """Every listed dose of a child on a day, from the entries `judged` holds, in the rulebook's order."""
    return [
        standing for series in book.series.values() for standing in _standings_of(series, judged, as_at, book)
    ]


def _standings_of(series: Series, judged: JudgedChild, as_at: date, book: Rulebook) -> Iterator[Standing]:
    course = judged.plan.get(series.name, ())
    missing = [
        dose
        for dose in doses_still_needed(course, judged.valid, as_at)
        if not _completed_by_another(dose, judged.child, as_at, book)
    ]
    bar = bar_on(series, judged.child, as_at, book)
    closed: set[str] = set()
    for dose in course:
        if not meant_for_child(dose, judged.valid, as_at):
            continue
        standing = replace(_unbarred(dose, judged, dose in missing[:1], closed, as_at, book), bar=bar)
        if standing.timing == "no longer offered":
            closed.add(dose.rule.id)
        yield replace(standing, give_as=_give_as(standing, judged.child, as_at, book))


def _unbarred(
    dose: PlannedDose,
    judged: JudgedChild,
    is_next: bool,
    closed: set[str],
    as_at: date,
    book: Rulebook,
) -> Standing:
    """A dose and its timing. Only the next missing dose falls due; `closed` are no longer offered."""
    valid_on = judged.valid.get(dose.rule.id)
    if valid_on is not None:
        due_on, wait_from = due_day(dose, judged.valid_before(valid_on))
        return Standing(dose, "complete", valid_on=valid_on, due_on=due_on, wait_from=wait_from)
    if _completed_by_another(dose, judged.child, as_at, book):
        return Standing(dose, "complete")
    due_on, wait_from = due_day(dose, judged.valid) if is_next else (None, None)
    if dose.rule.follows in closed or _past_its_latest_age(dose, due_on, as_at):
        timing = "no longer offered"
    elif not is_next:
        timing = "not yet due"
    elif due_on is None:
        timing = _offer_of_a_catch_up(dose, as_at)
    else:
        timing = _due_or_overdue(due_on, as_at, book)
    days_overdue = (as_at - due_on).days if due_on and timing == "overdue" else 0
    return Standing(dose, timing, due_on=due_on, days_overdue=days_overdue, wait_from=wait_from)


def due_day(dose: PlannedDose, valid: ValidDays) -> tuple[date | None, date | None]:
    """The day a dose falls due, and the day of the valid dose it waits from where that interval sets it.

    The latest of the recommended date, the programme's start and the end of the interval. A dose that
    is only offered has neither (decision 0003, 9).
    """
    starts_on, interval_over_on = dose.starts_on, dose.interval_over_on(valid)
    if starts_on is None:
        return None, None
    if interval_over_on is not None and interval_over_on > starts_on:
        return interval_over_on, dose.interval_runs_from(valid)
    return starts_on, None


def _past_its_latest_age(dose: PlannedDose, due_on: date | None, as_at: date) -> bool:
    """After its last day, or at once when it would fall due after it (rules.md 4)."""
    if dose.last_day is None:
        return False
    return as_at > dose.last_day or (due_on is not None and due_on > dose.last_day)


def _offer_of_a_catch_up(dose: PlannedDose, as_at: date) -> str:
    first, last = dose.course_dose.offered_from, dose.course_dose.offered_to
    if first is not None and as_at < first:
        return "not yet due"
    if last is not None and as_at > last:
        return "no longer offered"
    return "offered"


def _due_or_overdue(due_on: date, as_at: date, book: Rulebook) -> str:
    if as_at < due_on:
        return "not yet due"
    return "due" if as_at <= later(due_on, book.up_to_date.overdue_after) else "overdue"


def _completed_by_another(dose: PlannedDose, child: Child, as_at: date, book: Rulebook) -> bool:
    """Whether a dose of other vaccines completes this one (Hib after the first birthday, rules.md 3)."""
    return any(
        given >= later(child.born, completed.from_age)
        for completed in book.completed_by
        if completed.rule == dose.rule.id
        and completed.as_at_from <= as_at
        and (completed.births_to is None or child.born <= completed.births_to)
        for given in child.dates_of(completed.vaccines)
    )


def _give_as(standing: Standing, child: Child, as_at: date, book: Rulebook) -> str | None:
    """The first answer of the rulebook that fits the dose, the birth and the day (rules.md 4, give_as)."""
    if standing.status in NOTHING_TO_GIVE:
        return None
    rule = standing.dose.rule
    for answer in book.give_as:
        if answer.series != rule.series or (answer.doses and rule.dose not in answer.doses):
            continue
        if not _within(child.born, answer.births_from, answer.births_to):
            continue
        if not _within(as_at, answer.as_at_from, answer.as_at_to):
            continue
        if answer.unless_series_given and child.doses_in(book.series[answer.unless_series_given]):
            continue
        return answer.vaccine
    return None


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
