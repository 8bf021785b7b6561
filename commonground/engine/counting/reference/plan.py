"""Which doses a child needs: the course of each series for its date of birth (rules.md 3 and 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.reference.dates import last_day_of, later
from commonground.engine.rules.model import CourseDose, DoseRule, Rulebook, Settled

ValidDays = Mapping[str, date]
"""The day each dose rule was validly met; a rule that is not here has no valid dose."""


@dataclass(frozen=True)
class PlannedDose:
    """A dose of a child's course, its ages turned into days for that child."""

    rule: DoseRule
    course_dose: CourseDose
    born: date

    @property
    def old_enough_on(self) -> date | None:
        """The first day of the minimum age; None where there is none."""
        return later(self.born, self.rule.minimum_age) if self.rule.minimum_age else None

    @property
    def last_day(self) -> date | None:
        """The last day within the latest age; None where there is none."""
        return last_day_of(self.born, self.rule.before_age, self.rule.last_age)

    @property
    def recommended_on(self) -> date | None:
        """The recommended date; None for a dose that is only offered."""
        return later(self.born, self.course_dose.recommended) if self.course_dose.recommended else None

    @property
    def starts_on(self) -> date | None:
        """The recommended date or the programme's start, the later; None for a dose that is only offered."""
        if self.recommended_on is None:
            return None
        return max(self.recommended_on, self.course_dose.programme_start or self.recommended_on)

    def takes(self, vaccine: str) -> bool:
        """Whether this dose may be given as this vaccine (a 4-in-1 is no DTP dose 4)."""
        return not self.rule.vaccines or vaccine in self.rule.vaccines

    def interval_runs_from(self, valid: ValidDays) -> date | None:
        """The latest valid day of the doses the minimum interval names; None where none is valid."""
        follows = (self.rule.follows,) if self.rule.follows else ()
        named = (*follows, *self.rule.spaced_from)
        return max((valid[rule] for rule in named if rule in valid), default=None)

    def interval_over_on(self, valid: ValidDays) -> date | None:
        """The first day the minimum interval allows; None where no interval holds it back."""
        since = self.interval_runs_from(valid)
        if since is None or self.rule.minimum_interval is None:
            return None
        return later(since, self.rule.minimum_interval)


Plan = Mapping[str, tuple[PlannedDose, ...]]
"""The planned doses of each series that the child needs, by the series' name."""


def plan_for(born: date, book: Rulebook) -> Plan:
    """The course of each series for children born on that day."""
    return {
        course.series: tuple(PlannedDose(book.dose_rules[dose.rule], dose, born) for dose in course.doses)
        for course in book.courses.values()
        if (course.births_from is None or course.births_from <= born)
        and (course.births_to is None or born <= course.births_to)
    }


def meant_for_child(dose: PlannedDose, valid: ValidDays, day: date) -> bool:
    """Whether a dose is one of this child's on a day, as far as is known by then (decision 0003, 2).

    An open `only_if` keeps the dose; an open `unless` does not bring it yet.
    """
    only_if, unless = dose.rule.only_if, dose.rule.unless
    if only_if and _is_settled(only_if, dose.born, day) and not _holds(only_if, dose.born, valid):
        return False
    if unless:
        return _is_settled(unless, dose.born, day) and not _holds(unless, dose.born, valid)
    return True


def _holds(condition: Settled, born: date, valid: ValidDays) -> bool:
    given = valid.get(condition.rule)
    return given is not None and given < later(born, condition.before_age)


def _is_settled(condition: Settled, born: date, day: date) -> bool:
    return day >= later(born, condition.before_age)


def doses_still_needed(doses: tuple[PlannedDose, ...], valid: ValidDays, day: date) -> list[PlannedDose]:
    """The doses of a course a child still needs on a day, in order; the first is the next one.

    Not valid, meant for the child, and not passed over: past its latest age where the course goes on
    to the next dose (decision 0003, 2), or due to follow a dose that was passed over.
    """
    needed: list[PlannedDose] = []
    passed_over: set[str] = set()
    for dose in doses:
        if dose.rule.id in valid or not meant_for_child(dose, valid, day):
            continue
        missed = dose.rule.if_missed == "next dose" and dose.last_day is not None and day > dose.last_day
        if missed or dose.rule.follows in passed_over:
            passed_over.add(dose.rule.id)
        else:
            needed.append(dose)
    return needed
