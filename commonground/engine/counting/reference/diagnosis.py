"""The diagnosis: which measures are true of a child (rules.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from commonground.engine.counting.reference.bars import bar_on
from commonground.engine.counting.reference.dates import ONE_DAY, later
from commonground.engine.counting.reference.doses import JudgedChild
from commonground.engine.counting.reference.due import Standing, standings
from commonground.engine.rules.model import Measure, Rulebook


@dataclass(frozen=True)
class Case:
    """A child on the as-at date, with where each of its doses stands."""

    judged: JudgedChild
    standings: tuple[Standing, ...]
    as_at: date
    book: Rulebook


def measures_true_of(case: Case) -> list[str]:
    """The ids of the rulebook's measures that are true of a child, in the rulebook's order."""
    return [measure.id for measure in case.book.measures.values() if _is_true(measure, case)]


def _is_true(measure: Measure, case: Case) -> bool:
    parts = [other for other in case.book.measures.values() if other.parent == measure.id]
    if parts:
        return any(_is_true(part, case) for part in parts)
    if measure.parent in COURSE_TESTS:
        return COURSE_TESTS[measure.parent](measure, case)
    if measure.id not in TESTS:
        raise ValueError(
            f"the rulebook's diagnosis measure “{measure.id}” has no count here; take it out or add its count"
        )
    return TESTS[measure.id](case)


def _missed_opportunity(case: Case) -> bool:
    return any(_missed_on(day, case) for day in case.judged.child.days_with_a_dose)


def _missed_on(day: date, case: Case) -> bool:
    """A dose due that day from earlier days alone, not barred that day, and not valid after it."""
    before = standings(case.judged.as_recorded_by(day - ONE_DAY), day, case.book)
    with_the_day = case.judged.as_recorded_by(day)
    done = {
        standing.dose.rule.id
        for standing in standings(with_the_day, day, case.book)
        if standing.timing == "complete"
    }
    return any(
        standing.timing in ("due", "overdue")
        and standing.dose.rule.id not in done
        and bar_on(case.book.series[standing.dose.rule.series], with_the_day.child, day, case.book) is None
        for standing in before
    )


def _late(case: Case) -> bool:
    return any(
        standing.valid_on is not None
        and standing.due_on is not None
        and standing.valid_on > later(standing.due_on, case.book.up_to_date.overdue_after)
        for standing in case.standings
    )


def _never(case: Case) -> bool:
    return any(standing.timing == "overdue" for standing in case.standings)


def _has_a_dose_judged(verdict: str, case: Case) -> bool:
    return any(found.verdict == verdict for found in case.judged.verdicts)


def _drop_out(measure: Measure, case: Case) -> bool:
    """A valid dose of the series by the line, no valid last dose by it, and the line is past.

    The line is the recommended date of the last dose (and programme start), and 28 days.
    """
    for course in case.judged.plan.values():
        starts = [
            dose.starts_on
            for dose in course
            if dose.rule.id in measure.last_doses and dose.starts_on is not None
        ]
        if not starts:
            continue
        line = later(max(starts), case.book.up_to_date.overdue_after)
        by_the_line = {
            dose.rule.id for dose in course if case.judged.valid.get(dose.rule.id, date.max) <= line
        }
        if case.as_at > line and by_the_line and by_the_line.isdisjoint(measure.last_doses):
            return True
    return False


def _one_visit_away(case: Case) -> bool:
    """Lacks a dose, and every dose it lacks is due or overdue today."""
    lacking = [standing for standing in case.standings if _is_lacking(standing, case.as_at)]
    return bool(lacking) and all(standing.timing in ("due", "overdue") for standing in lacking)


def _is_lacking(standing: Standing, as_at: date) -> bool:
    """Recommended and started by today, still offered, not valid, and not contraindicated."""
    starts_on = standing.dose.starts_on
    return (
        starts_on is not None
        and starts_on <= as_at
        and standing.timing not in ("complete", "no longer offered")
        and standing.bar != "contraindicated"
    )


def _missed_for_good(measure: Measure, case: Case) -> bool:
    """The last dose meant for the child is no longer offered and not valid (decision 0003, 15)."""
    return any(
        standing.timing == "no longer offered"
        for standing in case.standings
        if standing.dose.rule.id in measure.last_doses
    )


TESTS: Mapping[str, Callable[[Case], bool]] = {
    "missed_opportunity": _missed_opportunity,
    "late": _late,
    "never": _never,
    "not_counting_too_early": partial(_has_a_dose_judged, "too early"),
    "not_counting_too_soon": partial(_has_a_dose_judged, "too soon"),
    "not_counting_too_late": partial(_has_a_dose_judged, "too late"),
    "one_visit_away": _one_visit_away,
}
COURSE_TESTS: Mapping[str | None, Callable[[Measure, Case], bool]] = {
    "drop_out": _drop_out,
    "missed_for_good": _missed_for_good,
}
