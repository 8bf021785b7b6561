"""The schedule a practice invites by, from the rulebook: visits by birth date, and each dose's limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import DoseRule, Rulebook, ScheduleVersion, Series


@dataclass(frozen=True)
class PlannedDose:
    """A vaccine of a visit, and the rule of the dose it is meant to be (None where it is in no course)."""

    vaccine: str
    rule: DoseRule | None


@dataclass(frozen=True)
class PlannedVisit:
    """A visit at an age, with its doses."""

    age: Age
    doses: tuple[PlannedDose, ...]

    @property
    def first_countable_age(self) -> Age | None:
        """The age of the visit where one of its doses counts from that very age on."""
        ages = [dose.rule.minimum_age for dose in self.doses if dose.rule]
        return self.age if self.age in ages else None


@dataclass(frozen=True)
class PlannedSchedule:
    """The visits of the children born in a span; a missing end is open."""

    births_from: date | None
    births_to: date | None
    visits: tuple[PlannedVisit, ...]


@dataclass(frozen=True)
class Offer:
    """A catch-up dose offered for a time to the children born in a span."""

    vaccine: str
    births_from: date | None
    births_to: date | None
    offered_from: date
    offered_to: date | None


@dataclass(frozen=True)
class Replacement:
    """From a day on, children born in a span get a vaccine for a series; until then, the one before."""

    series: str
    vaccine: str
    before: str
    births_from: date | None
    births_to: date | None
    given_from: date


@dataclass(frozen=True)
class Plan:
    """The schedules in order of birth, the series of each vaccine, and what changed from a day on."""

    schedules: tuple[PlannedSchedule, ...]
    series_of: Mapping[str, str]
    offers: tuple[Offer, ...]
    replacements: tuple[Replacement, ...]


def plan_of(rulebook: Rulebook) -> Plan:
    """The rulebook's schedule versions with the dose rule of each vaccine, its offers and its replacements.

    Children born before the first version follow it: cohorts born earlier are counted by the same rules.
    """
    versions = sorted(rulebook.versions.values(), key=lambda version: version.births_from or date.min)
    schedules = tuple(
        _planned(version, rulebook, None if place == 0 else version.births_from)
        for place, version in enumerate(versions)
    )
    return Plan(
        schedules=schedules,
        series_of={
            vaccine: _series_of(vaccine, rulebook).name
            for version in versions
            for visit in version.visits
            for vaccine in visit.vaccines
        },
        offers=_offers(rulebook),
        replacements=_replacements(rulebook),
    )


def _planned(version: ScheduleVersion, rulebook: Rulebook, births_from: date | None) -> PlannedSchedule:
    given: dict[str, int] = {}
    visits = []
    for visit in version.visits:
        doses = []
        for vaccine in visit.vaccines:
            series = _series_of(vaccine, rulebook)
            rules = _course_rules(series, version.births_from, rulebook)
            place = given.get(series.name, 0)
            given[series.name] = place + 1
            rule = rules[place] if place < len(rules) else None
            doses.append(PlannedDose(vaccine=vaccine, rule=rule))
        visits.append(PlannedVisit(age=visit.age, doses=tuple(doses)))
    return PlannedSchedule(births_from=births_from, births_to=version.births_to, visits=tuple(visits))


def _series_of(vaccine: str, rulebook: Rulebook) -> Series:
    """The series that the schedule gives a vaccine for: a course before any other."""
    holding = [series for series in rulebook.series.values() if vaccine in series.vaccines]
    return next((series for series in holding if series.kind == "course"), holding[0])


def _course_rules(series: Series, born: date | None, rulebook: Rulebook) -> tuple[DoseRule, ...]:
    """The rules of a course as a child meets them who is never late."""
    courses = [
        course
        for course in rulebook.courses_of(series.name)
        if born_within(born or date.min, course.births_from, course.births_to)
    ]
    if not courses:
        return ()
    rules = (rulebook.dose_rules[dose.rule] for dose in courses[-1].doses if dose.recommended)
    return tuple(rule for rule in rules if rule.unless is None)


def born_within(born: date, births_from: date | None, births_to: date | None) -> bool:
    """Whether a birth lies in a span with open or closed ends."""
    return (births_from or date.min) <= born <= (births_to or date.max)


def _offers(rulebook: Rulebook) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            vaccine=_undated_vaccine(course.series, rulebook),
            births_from=course.births_from,
            births_to=course.births_to,
            offered_from=dose.offered_from,
            offered_to=dose.offered_to,
        )
        for course in rulebook.courses.values()
        for dose in course.doses
        if dose.offered_from
    )


def _undated_vaccine(series: str, rulebook: Rulebook) -> str:
    """What a series is given as for want of any dated reason to give another vaccine."""
    entries = [entry for entry in rulebook.give_as if entry.series == series and not entry.as_at_from]
    return min(entries, key=lambda entry: entry.order).vaccine


def _replacements(rulebook: Rulebook) -> tuple[Replacement, ...]:
    """The dated entries of the rulebook's `give_as`, save those that hang on what a child was given."""
    return tuple(
        Replacement(
            series=entry.series,
            vaccine=entry.vaccine,
            before=_undated_vaccine(entry.series, rulebook),
            births_from=entry.births_from,
            births_to=entry.births_to,
            given_from=entry.as_at_from,
        )
        for entry in rulebook.give_as
        if entry.as_at_from and not entry.unless_series_given and not entry.doses
    )
