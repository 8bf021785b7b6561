"""Why a child is not in a numerator, or not in the denominator either (rules.md 4, 5, 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commonground.engine.counting.explain.wording import (
    add,
    cite,
    dose_name,
    either,
    listed,
    say_age,
    say_age_of,
    say_date,
    say_days,
    say_milestone,
)
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import CoverIndicator, DoseCount, QofIndicator, Rulebook

ONE_DAY = timedelta(days=1)
Given = Mapping[str, Collection[date]]
"""A child's days with a given dose, by vaccine."""


@dataclass(frozen=True)
class Period:
    """A figure's quarter or year: its name, and its last day, after which nothing counts towards it."""

    name: str
    last_day: date


@dataclass(frozen=True)
class Registration:
    """From when to when a child is on the practice's list; None: since birth, and still."""

    registered_on: date | None = None
    deregistered_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the child is on the list on a day; the day of leaving is not one (rules.md 1)."""
        begun = self.registered_on is None or self.registered_on <= day
        return begun and (self.deregistered_on is None or self.deregistered_on > day)


def explain_not_counted(
    indicator: CoverIndicator | QofIndicator, period: Period, born: date, given: Given, rulebook: Rulebook
) -> str:
    """One sentence on a child in an indicator's denominator and not in its numerator.

    It names each part that is not met: how many doses it needs in which window of days, the doses in
    it, and how far outside it each other dose of these vaccines lies.
    """
    shortfalls = [_shortfall(counts, period, born, given) for counts in parts_of(indicator)]
    unmet = "; and ".join(said for said in shortfalls if said)
    return f"Not counted in “{indicator.title}” ({period.name}): {unmet} {cite(rulebook, indicator)}."


def explain_left_out(
    indicator: CoverIndicator | QofIndicator,
    period: Period,
    born: date,
    registration: Registration,
    contraindicated: Given,
    rulebook: Rulebook,
) -> str:
    """One sentence on a child of the right age who is not in an indicator's denominator.

    The child was not registered on the last day of the period or, in QOF, was excluded;
    `contraindicated` are the child's days with such an entry, by vaccine.
    """
    if registration.holds_on(period.last_day):
        reasons = _grounds(indicator, period, born, registration, contraindicated)
        why = f"excluded, as {listed(reasons)}"
    else:
        why = f"the child was not registered with the practice on {say_date(period.last_day)}"
        if registration.registered_on and registration.registered_on > period.last_day:
            why += f", but from {say_date(registration.registered_on)}"
        elif registration.deregistered_on:
            why += f", having left on {say_date(registration.deregistered_on)}"
    return f"Left out of “{indicator.title}” ({period.name}): {why} {cite(rulebook, indicator)}."


def _grounds(
    indicator: CoverIndicator | QofIndicator,
    period: Period,
    born: date,
    registration: Registration,
    contraindicated: Given,
) -> list[str]:
    """What on record can exclude a registered child; which of them does, the engine has decided."""
    grounds = [
        f"the record has {vaccine} contraindicated on {say_date(day)}"
        for counts in parts_of(indicator)
        for vaccine in counts.vaccines
        for day in sorted(contraindicated.get(vaccine, ()))
        if day <= window_of(counts, period, born).last
    ]
    joined = registration.registered_on
    if joined and joined > born and _late_registration_excludes(indicator, period):
        grounds.append(f"the child was registered on {_said(joined, born)}")
    return grounds or ["an exclusion of this indicator applies"]


def _late_registration_excludes(indicator: CoverIndicator | QofIndicator, period: Period) -> bool:
    # A contract year is known by the year it begins in, and ends in the next.
    return (
        isinstance(indicator, QofIndicator) and period.last_day.year > indicator.late_registration_first_year
    )


def explain_not_up_to_date(
    states: Sequence[Mapping[str, Any]], born: date, rulebook: Rulebook, as_at: date
) -> str:
    """One sentence on a child with a dose overdue; `states` are the child's rows of `results.STATES`."""
    order = {rule: place for place, rule in enumerate(rulebook.dose_rules)}
    overdue = [
        f"{dose_name(rulebook.series[row['series']], row['dose'])} {say_days(row['days_overdue'])} overdue, "
        f"due on {say_date(row['due_on'])}"
        for row in sorted(states, key=lambda row: order[row["rule_id"]])
        if row["days_overdue"]
    ]
    age = f"{say_age(born, as_at)} old on {say_date(as_at)}"
    return f"Not up to date, {age}: {'; '.join(overdue)} {cite(rulebook, rulebook.up_to_date)}."


def parts_of(indicator: CoverIndicator | QofIndicator) -> tuple[DoseCount, ...]:
    """The counts of doses that an indicator asks for, each of which must be met."""
    return indicator.parts if isinstance(indicator, QofIndicator) else (indicator.counts,)


@dataclass(frozen=True)
class Window:
    """The days a dose can have, the age of the first and what the last day is."""

    first: date
    from_age: Age | None
    last: date
    last_is: str


def window_of(counts: DoseCount, period: Period, born: date) -> Window:
    """The window of age, cut off where the period ends before it."""
    last, what = period.last_day, "the last day of the period"
    if counts.before_age and add(born, counts.before_age) - ONE_DAY <= last:
        last = add(born, counts.before_age) - ONE_DAY
        what = f"the day before {say_milestone(counts.before_age)}"
    elif counts.last_age and add(born, counts.last_age) <= last:
        last, what = add(born, counts.last_age), say_milestone(counts.last_age)
    first = add(born, counts.from_age) if counts.from_age else born
    return Window(first, counts.from_age, last, what)


def _shortfall(counts: DoseCount, period: Period, born: date, given: Given) -> str:
    """What is missing of one part, or nothing where it is met."""
    window = window_of(counts, period, born)
    days = sorted({day for vaccine in counts.vaccines for day in given.get(vaccine, ())})
    inside = [day for day in days if window.first <= day <= window.last]
    meeting = [day for day in inside if days.index(day) >= counts.after_earlier]
    if len(meeting) >= counts.at_least:
        return ""
    need = _need(counts, window)
    if not days:
        return f"{need}, and the record has none"
    has = f"{need}, and the record has {len(meeting) or 'none there'}"
    if meeting:
        has += f": {listed([_said(day, born) for day in meeting])}"
    # Where earlier doses are asked for, those before the window are no near misses of it.
    near = [day for day in days if day > window.last or (day < window.first and not counts.after_earlier)]
    beside = [_outside(day, born, window) for day in near]
    beside += [_too_few_before(day, born, days.index(day)) for day in inside if day not in meeting]
    return "; ".join([has, *beside])


def _need(counts: DoseCount, window: Window) -> str:
    doses = "1 dose" if counts.at_least == 1 else f"{counts.at_least} doses on different days"
    start = f"from {say_date(window.first)}, {say_milestone(window.from_age)}, " if window.from_age else ""
    until = f"up to {say_date(window.last)}, {window.last_is}"
    after = f", after at least {counts.after_earlier} earlier doses" if counts.after_earlier else ""
    return f"it needs {doses} of {either(counts.vaccines)} {start}{until}{after}"


def _said(day: date, born: date) -> str:
    return f"{say_date(day)} at {say_age_of(born, day)}"


def _outside(day: date, born: date, window: Window) -> str:
    if day < window.first:
        return f"the dose of {_said(day, born)} is {say_days((window.first - day).days)} before it"
    return f"the dose of {_said(day, born)} is {say_days((day - window.last).days)} after it"


def _too_few_before(day: date, born: date, earlier: int) -> str:
    had = "no earlier dose" if not earlier else f"{earlier} earlier {'dose' if earlier == 1 else 'doses'}"
    return f"the dose of {_said(day, born)} has {had}"
