"""What the rulebook asks for, worked out once for the generator: series in order, and which births they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from commonground.engine.counting.sql.dialects import Dialect
from commonground.engine.counting.sql.expressions import (
    Span,
    by_span,
    column,
    every,
    within,
)
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import Course, CourseDose, DoseRule, Rulebook, Series

BORN = "date_of_birth"
DAYS_IN_A_YEAR = 365


@dataclass(frozen=True)
class Plan:
    """A rulebook, the day as at which is counted, and the dialect to write in."""

    book: Rulebook
    as_at: date
    dialect: Dialect

    @cached_property
    def today(self) -> str:
        """The as-at date as SQL."""
        return self.dialect.day(self.as_at)

    @cached_property
    def course_series(self) -> tuple[Series, ...]:
        """The series whose doses are judged by courses."""
        return tuple(series for series in self.book.series.values() if series.kind == "course")

    @cached_property
    def rules_of(self) -> dict[str, tuple[DoseRule, ...]]:
        """By series, every dose that one of its courses needs, in the order of all of them."""
        return {series.name: self._in_order(series) for series in self.course_series}

    @cached_property
    def rules(self) -> tuple[DoseRule, ...]:
        """Every dose that some course needs."""
        return tuple(rule for rules in self.rules_of.values() for rule in rules)

    def earlier(self, rule: DoseRule) -> tuple[DoseRule, ...]:
        """The doses of its series that come before a dose."""
        rules = self.rules_of[rule.series]
        return rules[: rules.index(rule)]

    def spaced_within(self, rule: DoseRule) -> tuple[str, ...]:
        """The earlier doses of its own series from which a dose's interval runs."""
        named = (*([rule.follows] if rule.follows else []), *rule.spaced_from)
        return tuple(name for name in named if self.book.dose_rules[name].series == rule.series)

    def spaced_beside(self, rule: DoseRule) -> tuple[str, ...]:
        """The doses of other series from which a dose's interval runs, where valid on an earlier day."""
        return tuple(name for name in rule.spaced_from if self.book.dose_rules[name].series != rule.series)

    @cached_property
    def levels(self) -> tuple[tuple[DoseRule, ...], ...]:
        """The doses, those of a level resting only on those of the levels before it."""
        rests_on: dict[str, set[str]] = {}
        for rule in self.rules:
            before = self.earlier(rule)[-1:]
            conditions = [condition.rule for condition in (rule.only_if, rule.unless) if condition]
            rests_on[rule.id] = {*(one.id for one in before), *rule.spaced_from, *conditions}
        sorter = TopologicalSorter(rests_on)
        sorter.prepare()
        levels = []
        while sorter.is_active():
            ready = sorter.get_ready()
            levels.append(tuple(rule for rule in self.rules if rule.id in ready))
            sorter.done(*ready)
        return tuple(levels)

    def at(self, age: Age) -> str:
        """The day on which a child reaches an age; in months, it is a column of the record."""
        return column("at", str(age)) if age.months else self.dialect.later(BORN, age)

    @cached_property
    def ages_in_months(self) -> tuple[Age, ...]:
        """Every age in months that some rule names."""
        book = self.book
        found = {
            age
            for entry in (
                *book.series.values(),
                *book.dose_rules.values(),
                *book.courses.values(),
                *book.completed_by,
                *book.cover.values(),
                *book.qof.values(),
                book.up_to_date,
                *self.birthdays,
            )
            for age in _ages(entry)
            if age.months
        }
        return tuple(sorted(found, key=lambda age: age.months))

    @cached_property
    def birthdays(self) -> tuple[Age, ...]:
        """The birthdays between the age bands of the diagnosis."""
        return tuple(Age(months=12 * year) for year in range(1, self.bands))

    @cached_property
    def bands(self) -> int:
        """The number of age bands of the diagnosis: completed years of age, from 0."""
        under = self.book.up_to_date.under_age
        return max(1, -(-under.months // 12) if under.months else -(-under.days // DAYS_IN_A_YEAR))

    def needed(self, rule: DoseRule) -> str:
        """Whether children born then need a dose."""
        return within(BORN, (_births(course) for course, _ in self.in_courses(rule)), self.dialect)

    def series_needed(self, series: Series) -> str:
        """Whether children born then need any dose of a series."""
        return within(BORN, map(_births, self.book.courses_of(series.name)), self.dialect)

    def in_courses(self, rule: DoseRule) -> list[tuple[Course, CourseDose]]:
        """The courses that need a dose, each with its own place for it."""
        return [
            (course, dose)
            for course in self.book.courses_of(rule.series)
            for dose in course.doses
            if dose.rule == rule.id
        ]

    def by_course(self, rule: DoseRule, value: Any) -> str:
        """A value of a dose that depends on the course: `value` makes SQL of a CourseDose."""
        choices = [(_births(course), value(dose)) for course, dose in self.in_courses(rule)]
        return by_span(BORN, choices, self.dialect)

    def born(self, start: date | None, end: date | None) -> str:
        """Whether a child was born in a span."""
        return within(BORN, [(start, end)], self.dialect)

    def last_day(self, rule: DoseRule) -> str | None:
        """The last day on which a dose may be given, None where it has no latest age."""
        if rule.before_age:
            return self.dialect.plus_days(self.at(rule.before_age), "-1")
        return self.at(rule.last_age) if rule.last_age else None

    def registered(self, day: str) -> str:
        """Whether a child is registered on a day; the day of leaving is not a registered day."""
        return every(
            f"{BORN} <= {day}",
            f"(registered_on IS NULL OR registered_on <= {day})",
            f"(deregistered_on IS NULL OR deregistered_on > {day})",
        )

    def _in_order(self, series: Series) -> tuple[DoseRule, ...]:
        before: dict[str, set[str]] = {}
        for course in self.book.courses_of(series.name):
            for dose in course.doses:
                before.setdefault(dose.rule, set())
            for earlier, later in pairwise(course.doses):
                before[later.rule].add(earlier.rule)
        try:
            order = list(TopologicalSorter(before).static_order())
        except CycleError as error:
            raise ValueError(
                f"the courses of {series.name} have the same doses in different orders; give them one order"
            ) from error
        return tuple(self.book.dose_rules[name] for name in order)


def _births(course: Course) -> Span:
    return course.births_from, course.births_to


def _ages(entry: Any) -> Iterator[Age]:
    if isinstance(entry, Age):
        yield entry
    elif isinstance(entry, tuple):
        for part in entry:
            yield from _ages(part)
    elif is_dataclass(entry) and not isinstance(entry, type):
        for field in fields(entry):
            yield from _ages(getattr(entry, field.name))
