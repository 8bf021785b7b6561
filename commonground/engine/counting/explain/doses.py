"""Why an entry counts as a dose, or does not (rules.md 3), for each row of `results.DOSES`.

"Too soon" says that the dose does not count here, never that somebody erred.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.engine.counting.explain.wording import (
    add,
    cite,
    dose_name,
    first_letter_up,
    last_day,
    listed,
    rule_behind,
    say_age_of,
    say_date,
    say_days,
    say_milestone,
    series_name,
    spaced_from,
    starts_at,
)
from commonground.engine.rules.model import Course, DoseRule, Rulebook, Series

Row = Mapping[str, Any]
"""A row of `results.DOSES` as `Table.to_pylist` gives it."""


@dataclass(frozen=True)
class Beside:
    """What the child's other rows add to the sentence about one.

    second_of_day: another entry of the series on that day is the dose. valid_on: for a dose that
    counts, the valid dose its interval ran from; for a repeat, the last dose of the course.
    """

    second_of_day: bool = False
    valid_on: date | None = None


def explain_dose(row: Row, rulebook: Rulebook, beside: Beside | None = None) -> str:
    """One sentence on the verdict of a row of `results.DOSES`.

    Without `beside` the sentence says less (which valid dose an interval ran from, which kind of
    repeat) and nothing that is not so. Raises KeyError for a series, rule or verdict that is not known.
    """
    return first_letter_up(_SENTENCES[row["verdict"]](row, rulebook, beside))


def _counts(row: Row, rulebook: Rulebook, beside: Beside | None) -> str:
    rule = rule_behind(rulebook, row["rule_id"], row["series"])
    limits = _limits(rule, rulebook, row["date_of_birth"], beside.valid_on if beside else None)
    return f"{_entry(row)} counts as {_dose(row, rulebook)}{limits} {cite(rulebook, rule)}."


def _limits(rule: DoseRule | Series, rulebook: Rulebook, born: date, valid_on: date | None) -> str:
    age = starts_at(rule)
    starts = [f"from {say_date(add(born, age))}, {say_milestone(age)}"] if age else []
    ends = None
    if isinstance(rule, DoseRule):
        ends = last_day(rule, born)
        if rule.minimum_interval and valid_on:
            counts_from = say_date(add(valid_on, rule.minimum_interval))
            starts.append(
                f"from {counts_from}, {rule.minimum_interval} after {spaced_from(rule, rulebook)} "
                f"of {say_date(valid_on)}"
            )
        elif rule.minimum_interval and rule.follows:
            starts.append(f"from {rule.minimum_interval} after the valid dose before it")
    until = f"until {say_date(ends[0])}, {ends[1]}" if ends else ""
    said = ", ".join(part for part in (", and ".join(starts), until) if part)
    return f": such a dose counts {said}" if said else ""


def _repeat(row: Row, rulebook: Rulebook, beside: Beside | None) -> str:
    series = rulebook.series[row["series"]]
    rule = rule_behind(rulebook, row["rule_id"], row["series"])
    if beside is None:
        why = "it is a second entry of the day, or the course was already complete"
    elif beside.second_of_day:
        why = "it is a second entry of the day, and a day counts once"
    elif series.kind == "first date" and beside.valid_on:
        why = f"only the first such dose counts, that of {say_date(beside.valid_on)}"
    else:
        last = f" with the valid dose of {say_date(beside.valid_on)}" if beside.valid_on else ""
        why = f"the course was already complete{last}"
    return f"{_entry(row)} is a repeat in {series_name(series)}: {why} {cite(rulebook, rule)}."


def _too_early(row: Row, rulebook: Rulebook, _: Beside | None) -> str:
    rule = rulebook.dose_rules[row["rule_id"]]
    limit = row["limit_on"]
    what = f", {say_milestone(rule.minimum_age)}" if rule.minimum_age else ""
    why = (
        f"it was given {_short_of(row['event_date'], limit)} before the first day on which it could count, "
        f"{say_date(limit)}{what}"
    )
    return f"{_entry(row)} does not count as {_dose(row, rulebook)}: {why} {cite(rulebook, rule)}."


def _too_soon(row: Row, rulebook: Rulebook, _: Beside | None) -> str:
    rule = rulebook.dose_rules[row["rule_id"]]
    day, after = row["event_date"], row["after_on"]
    why = (
        f"it was given {_short_of(after, day)} after {spaced_from(rule, rulebook)} of {say_date(after)}; "
        f"the least is {rule.minimum_interval}, so it would have counted from {say_date(row['limit_on'])}"
    )
    return f"{_entry(row)} does not count here as {_dose(row, rulebook)}: {why} {cite(rulebook, rule)}."


def _too_late(row: Row, rulebook: Rulebook, _: Beside | None) -> str:
    rule = rulebook.dose_rules[row["rule_id"]]
    limit = row["limit_on"]
    ends = last_day(rule, row["date_of_birth"])
    what = f", {ends[1]}" if ends and ends[0] == limit else ""
    why = (
        f"it was given {_short_of(limit, row['event_date'])} after the last day on which it could count, "
        f"{say_date(limit)}{what}"
    )
    return f"{_entry(row)} does not count as {_dose(row, rulebook)}: {why} {cite(rulebook, rule)}."


def _not_needed(row: Row, rulebook: Rulebook, _: Beside | None) -> str:
    series = rulebook.series[row["series"]]
    courses = rulebook.courses_of(series.name)
    for_whom = _births(courses, row["date_of_birth"])
    return (
        f"{_entry(row)} is not part of the schedule for children born then: "
        f"{series_name(series)} is for {for_whom} {cite(rulebook, series, *courses)}."
    )


def _births(courses: tuple[Course, ...], born: date) -> str:
    """The births nearest to this one that the series is for."""
    later = [course.births_from for course in courses if course.births_from and course.births_from > born]
    earlier = [course.births_to for course in courses if course.births_to and course.births_to < born]
    spans = [f"births up to {say_date(max(earlier))}"] if earlier else []
    spans += [f"births from {say_date(min(later))}"] if later else []
    return listed(spans) if spans else "no births"


def _not_recognised(row: Row, rulebook: Rulebook, _: Beside | None) -> str:
    vaccine = rulebook.vaccines.get(row["vaccine"])
    if vaccine is None:
        why = "the rulebook knows no vaccine by that name"
        return f"“{row['vaccine']}” on {_when(row)} counts in no series: {why}."
    born = row["date_of_birth"]
    for series in rulebook.series.values():
        if series.from_age and vaccine.name in series.vaccines:
            starts = f"{say_date(add(born, series.from_age))}, {say_milestone(series.from_age)}"
            why = f"{vaccine.name} counts from {starts}"
            return f"{_entry(row)} counts in no series: {why} {cite(rulebook, series)}."
    why = vaccine.words.rstrip(".")
    return f"{_entry(row)} counts in no series: {why} {cite(rulebook, vaccine)}."


def _when(row: Row) -> str:
    return f"{say_date(row['event_date'])} at {say_age_of(row['date_of_birth'], row['event_date'])}"


def _entry(row: Row) -> str:
    return f"{row['vaccine']} on {_when(row)}"


def _short_of(day: date, later: date) -> str:
    return say_days((later - day).days)


def _dose(row: Row, rulebook: Rulebook) -> str:
    series = rulebook.series[row["series"]]
    # Of such a series one dose counts, so that it has no number.
    return series_name(series) if series.kind == "first date" else dose_name(series, row["dose"])


_SENTENCES: Mapping[str, Callable[[Row, Rulebook, Beside | None], str]] = {
    "counts": _counts,
    "repeat": _repeat,
    "too early": _too_early,
    "too soon": _too_soon,
    "too late": _too_late,
    "not needed": _not_needed,
    "not recognised": _not_recognised,
}
