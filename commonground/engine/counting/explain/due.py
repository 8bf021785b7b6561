"""Why a dose is due, overdue or offered (rules.md 4), for the rows of `results.STATES` on the worklist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from commonground.engine.counting.explain.wording import (
    add,
    cite,
    dose_name,
    first_letter_up,
    last_day,
    say_age,
    say_date,
    say_days,
    spaced_from,
)
from commonground.engine.rules.ages import DAYS_IN_A_WEEK, Age
from commonground.engine.rules.model import Course, CourseDose, DoseRule, Rulebook

Row = Mapping[str, Any]
"""A row of `results.STATES` as `Table.to_pylist` gives it."""

BARRED = {
    "declined": "but the record says it was declined",
    "contraindicated": "but the record says it is contraindicated",
}


def explain_due(row: Row, born: date, rulebook: Rulebook, as_at: date) -> str:
    """One sentence on a dose that is due, overdue, offered, declined or contraindicated on `as_at`.

    Raises LookupError where the rulebook has no such dose for the child's birth date.
    """
    rule = rulebook.dose_rules[row["rule_id"]]
    course, dose = _in_course(rulebook, row, born)
    what = dose_name(rulebook.series[row["series"]], row["dose"])
    recommended = dose.recommended
    why = _due(row, rule, recommended, rulebook, born) if recommended else _offer(course, dose)
    age = f"the child is {say_age(born, as_at)} old on {say_date(as_at)}"
    said = f"{what} {_standing(row, rulebook)}: {why}; {age} {_chance(row, rule, born)}"
    return first_letter_up(f"{said} {cite(rulebook, rule, course)}.")


def _in_course(rulebook: Rulebook, row: Row, born: date) -> tuple[Course, CourseDose]:
    for course in rulebook.courses_of(row["series"]):
        if not (course.births_from or date.min) <= born <= (course.births_to or date.max):
            continue
        for dose in course.doses:
            if dose.rule == row["rule_id"]:
                return course, dose
    raise LookupError(f"the course for this child's birth date has no dose {row['rule_id']}")


def _standing(row: Row, rulebook: Rulebook) -> str:
    if row["due_on"] is None:
        standing = "is offered"
    elif row["days_overdue"]:
        standing = f"is {say_days(row['days_overdue'])} overdue"
    else:
        last_due = add(row["due_on"], rulebook.up_to_date.overdue_after)
        standing = f"is due, and overdue after {say_date(last_due)}"
    barred = BARRED.get(row["status"])
    return f"{standing}, {barred}" if barred else standing


def _offer(course: Course, dose: CourseDose) -> str:
    """A catch-up in the course's own words, with the days from which and to which it is offered."""
    words = course.words.split(". ")[0].rstrip(".")
    days = [f"{word} {say_date(day)}" for word, day in _ends(dose.offered_from, dose.offered_to) if day]
    return " ".join([words[0].lower() + words[1:], *([f"({' '.join(days)})"] if days else [])])


def _ends(first: date | None, last: date | None) -> tuple[tuple[str, date | None], ...]:
    return ("from", first), ("to", last)


def _due(row: Row, rule: DoseRule, recommended: Age, rulebook: Rulebook, born: date) -> str:
    """What sets due_on: the age, the interval or the start of the programme, the latest of them."""
    due = f"it fell due on {say_date(row['due_on'])}"
    recommended_on, age = add(born, recommended), _in_weeks(recommended)
    if row["wait_from"]:
        earlier = f"{spaced_from(rule, rulebook)} of {say_date(row['wait_from'])}"
        setting = f"{rule.minimum_interval} after {earlier}"
    elif row["due_on"] > recommended_on:
        setting = "when the programme started"
    else:
        return f"{due}, at {age} of age as recommended"
    return f"{due}, {setting} (recommended at {age} of age, {say_date(recommended_on)})"


def _in_weeks(age: Age) -> str:
    """A recommended age as the schedule says it: 8 weeks, not 56 days."""
    weeks, days = divmod(age.days, DAYS_IN_A_WEEK)
    return f"{weeks} weeks" if weeks and not days else str(age)


def _chance(row: Row, rule: DoseRule, born: date) -> str:
    """Until when it may be given and as what; of a contraindicated dose only the last day is said."""
    ends = last_day(rule, born)
    until = row["offer_until"]
    what = f", {ends[1]}" if ends and ends[0] == until else ""
    if not row["give_as"]:
        return f"and its last day is {say_date(until)}{what}" if until else "and it has no last day"
    return f"and may have it as {row['give_as']} " + (
        f"until {say_date(until)}{what}" if until else "with no last day"
    )
