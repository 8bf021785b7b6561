"""Invented practices whose dates stand on every boundary of the rulebook, and a day to either side.

One generator with two drivers: Hypothesis picks where a small counterexample is wanted, and a seeded
`random.Random` where many children are.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

import pyarrow as pa
from hypothesis import strategies as st

from commonground.engine.counting.results import Question
from commonground.engine.records.tables import CHILDREN, EVENTS, KINDS
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import Course, DoseRule, Rulebook

T = TypeVar("T")
Pick = Callable[[Sequence[T]], T]

PRACTICE, ANOTHER = "Z99001", "Z99002"
FIRST_BIRTH, FIRST_AS_AT, LAST_AS_AT = date(2009, 6, 1), date(2014, 1, 1), date(2029, 12, 31)
UNKNOWN_LABELS = ("Infanrix mystery", "6-in-one?")


@dataclass(frozen=True)
class Practice:
    """What an engine is asked: the two tables and the question."""

    children: pa.Table
    events: pa.Table
    question: Question


@dataclass(frozen=True)
class Boundaries:
    """Every age, interval and day that some rule names."""

    ages: tuple[Age, ...]
    days: tuple[date, ...]
    joining: tuple[Age, ...]
    vaccines: tuple[str, ...]
    series: dict[str, tuple[str, ...]]
    courses: tuple[tuple[tuple[DoseRule, Age | None], ...], ...]
    offers: tuple[tuple[date, date, Course], ...]

    @classmethod
    def of(cls, book: Rulebook) -> Boundaries:
        """All of a rulebook."""
        groups = (book.dose_rules, book.courses, book.series, book.cover, book.qof)
        entries: list[Any] = [entry for group in groups for entry in group.values()]
        entries += [*book.completed_by, *book.bars, *book.give_as, book.up_to_date]
        values = [value for entry in entries for value in _values(entry)]
        ages = {value for value in values if isinstance(value, Age)}
        days = {value for value in values if isinstance(value, date) and value >= FIRST_BIRTH}
        courses = [
            tuple((book.dose_rules[dose.rule], dose.recommended) for dose in course.doses)
            for course in book.courses.values()
        ]
        lates = [late for indicator in book.qof.values() for late in indicator.late_registration]
        return cls(
            tuple(sorted(ages, key=lambda age: (age.months, age.days))),
            tuple(sorted(days)),
            tuple(age for late in lates for age in (late.from_age, late.after_age) if age),
            tuple(book.vaccines),
            {series.name: series.vaccines for series in book.series.values()},
            # The shorter a course, the less there is to see of it.
            tuple(course for course in courses for _ in course),
            tuple(
                (dose.offered_from, dose.offered_to, course)
                for course in book.courses.values()
                for dose in course.doses
                if dose.offered_from and dose.offered_to
            ),
        )


def practices(book: Rulebook, most_children: int = 4) -> st.SearchStrategy[Practice]:
    """Practices for Hypothesis, which shrinks them to few children and entries."""

    @st.composite
    def drawn(draw: Any) -> Practice:
        return made_by(lambda options: draw(st.sampled_from(options)), Boundaries.of(book), most_children)

    return drawn()


def practice_of_seed(book: Rulebook, seed: int, children: int) -> Practice:
    """One large practice, the same for the same seed."""
    return made_by(Random(seed).choice, Boundaries.of(book), children, at_least=children)


def made_by(pick: Pick[Any], at: Boundaries, most_children: int, at_least: int = 1) -> Practice:
    """A practice, each choice made by `pick` from options that begin with the plainest."""
    as_at = _as_at(pick, at)
    children: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for number in range(pick(range(at_least, most_children + 1))):
        born = _born(pick, at, as_at)
        entries = list(_entries(pick, at, born, as_at))
        children.append(_child(pick, at, f"child-{number}", born, as_at, entries))
        events += [{"child_id": f"child-{number}", **entry} for entry in entries]
    if pick((False, True)):
        events = _turned_about(pick, events)
    question = Question(PRACTICE, as_at, registration_known=pick((True, True, True, False)))
    if not question.registration_known:
        children = [child | {"registered_on": None} for child in children]
    return Practice(
        pa.Table.from_pylist(children, schema=CHILDREN), pa.Table.from_pylist(events, schema=EVENTS), question
    )


def later(day: date, age: Age) -> date:
    """The day an age later, by the calendar."""
    if not age.months:
        return day + timedelta(age.days)
    month = day.year * 12 + day.month - 1 + age.months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def earlier(day: date, age: Age) -> date:
    """About the day an age earlier."""
    if not age.months:
        return day - timedelta(age.days)
    year, month = divmod(day.year * 12 + day.month - 1 - age.months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _as_at(pick: Pick[Any], at: Boundaries) -> date:
    some_day = FIRST_AS_AT + timedelta(pick(range((LAST_AS_AT - FIRST_AS_AT).days)))
    quarter_end = date(some_day.year, pick((3, 6, 9, 12)), 1) + timedelta(31)
    quarter_end = quarter_end.replace(day=1) - timedelta(1)
    named = pick([day for day in at.days if FIRST_AS_AT < day < LAST_AS_AT])
    offered = pick([day for first, last, _ in at.offers for day in (first, last)] or [some_day])
    day = pick((date(2026, 10, 4), some_day, quarter_end, named, offered)) + timedelta(pick((0, 1, -1)))
    chosen: date = min(max(day, FIRST_AS_AT), LAST_AS_AT)
    return chosen


def _born(pick: Pick[Any], at: Boundaries, as_at: date) -> date:
    leap_years = [year for year in range(2012, as_at.year + 1, 4) if date(year, 2, 29) <= as_at]
    month_end = date(pick(range(as_at.year - 6, as_at.year + 1)), pick(range(1, 13)), 1) - timedelta(1)
    options = (
        as_at - timedelta(pick(range(6 * 366))),
        earlier(as_at, pick(at.ages)) + timedelta(pick((0, 1, -1, 28, 29))),
        pick([day for day in at.days if day <= as_at] or [as_at]) + timedelta(pick((0, 1, -1))),
        date(pick(leap_years), 2, 29) + timedelta(pick((0, 1, -1))),
        month_end,
        pick(
            [_last_birth(course, as_at) for first, last, course in at.offers if first <= as_at <= last]
            or [as_at]
        ),
        as_at - timedelta(pick(range(16 * 365))),
    )
    chosen: date = min(max(pick(options), FIRST_BIRTH), as_at)
    return chosen


def _last_birth(course: Course, as_at: date) -> date:
    return course.births_to or as_at


def _entries(pick: Pick[Any], at: Boundaries, born: date, as_at: date) -> Iterator[dict[str, Any]]:
    """Courses followed dose by dose, more or less, and entries of any kind strewn among them."""
    entries: list[tuple[date, str, str]] = []
    for _ in range(pick((1, 2, 3, 0, 4, 6))):
        entries += _followed(pick, at, born)
    for _ in range(pick((0, 1, 2, 4, 8))):
        label = pick(UNKNOWN_LABELS) if pick(range(20)) == 19 else pick(at.vaccines)
        kind = pick(("given", "given", "given", *KINDS[1:]))
        entries.append((_day(pick, at, born, as_at, [day for day, _, _ in entries]), label, kind))
    for day, vaccine, kind in entries:
        if born <= day <= as_at:
            yield {"event_date": day, "vaccine": vaccine, "kind": kind}


def _followed(pick: Pick[Any], at: Boundaries, born: date) -> Iterator[tuple[date, str, str]]:
    """The doses of a course in order: on the recommended day or a boundary, some left out, some twice."""
    rules = pick(at.courses)
    vaccines = at.series[rules[0][0].series]
    usual, last = pick(vaccines), born
    for rule, recommended in rules:
        how = pick(("as recommended", "on a boundary", "on a boundary", "left out", "any day"))
        if how == "left out" and pick((False, True)):
            continue
        days = [later(born, recommended or pick(at.ages))]
        if how == "on a boundary":
            days = [later(born, age) for age in (rule.minimum_age, rule.before_age, rule.last_age) if age]
            days += [later(last, rule.minimum_interval)] if rule.minimum_interval else []
        elif how == "any day":
            days = [later(born, pick(at.ages)), last + timedelta(pick(range(400)))]
        for _ in range(pick((1, 1, 2))):
            day = pick(days or [last]) + timedelta(pick((0, 1, -1)))
            vaccine = pick((usual, usual, usual, pick(vaccines)))
            yield day, vaccine, pick(("given",) * 15 + KINDS[1:])
            last = max(last, day)


def _day(pick: Pick[Any], at: Boundaries, born: date, as_at: date, dates: list[date]) -> date:
    a_day_off = timedelta(pick((0, 1, -1)))
    options = [
        later(born, pick(at.ages)) + a_day_off,
        born + timedelta(pick(range(1 + (as_at - born).days))),
        pick([as_at, *at.days]) + a_day_off,
    ]
    if dates:
        before = pick(dates)
        options += [before, later(before, pick((Age(days=28), Age(months=12)))) + a_day_off]
        options += [later(before, Age(days=28)) + a_day_off]
    chosen: date = pick(options)
    return chosen


def _child(
    pick: Pick[Any], at: Boundaries, child_id: str, born: date, as_at: date, entries: list[dict[str, Any]]
) -> dict[str, Any]:
    days = [later(born, pick(at.ages)), as_at, *(entry["event_date"] for entry in entries)]
    quarter = date(as_at.year - pick((0, 1, 2)), pick((4, 7, 10, 1)), 1)
    moved = [day + timedelta(pick((0, 1, -1))) for day in (pick(days), pick(days), quarter)]
    joined_late = later(born, pick(at.joining)) + timedelta(pick((0, 1, -1)))
    registered = pick((None, None, joined_late, *moved))
    left = pick((None, None, None, None, *moved))
    if registered and left and left < registered:
        registered, left = left, registered
    return {
        "child_id": child_id,
        "date_of_birth": born,
        "practice_code": pick((PRACTICE, PRACTICE, PRACTICE, PRACTICE, None, "", ANOTHER)),
        "registered_on": registered,
        "deregistered_on": left,
    }


def _turned_about(pick: Pick[Any], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    place = pick(range(len(events) + 1))
    return [*events[place:], *events[:place]]


def _values(entry: Any) -> Iterator[Any]:
    if is_dataclass(entry) and not isinstance(entry, type | Age):
        for field in fields(entry):
            yield from _values(getattr(entry, field.name))
    elif isinstance(entry, tuple):
        for part in entry:
            yield from _values(part)
    else:
        yield entry
