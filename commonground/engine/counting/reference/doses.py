"""Which doses count: a verdict for each given entry and each series it enters (rules.md 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.reference.child import Child, Entry
from commonground.engine.counting.reference.plan import (
    Plan,
    PlannedDose,
    ValidDays,
    doses_still_needed,
    plan_for,
)
from commonground.engine.rules.model import Rulebook, Series


@dataclass(frozen=True)
class Verdict:
    """What an entry is in a series, as a row of DOSES says it; series None: not recognised."""

    entry: Entry
    series: str | None
    verdict: str
    dose: str | None = None
    rule_id: str | None = None
    limit_on: date | None = None
    after_on: date | None = None


@dataclass(frozen=True)
class JudgedChild:
    """A child with its plan, the verdict of every dose, and the day each dose of the plan was valid."""

    child: Child
    plan: Plan
    verdicts: tuple[Verdict, ...]
    valid: ValidDays

    def valid_before(self, day: date) -> ValidDays:
        """The doses valid on earlier days."""
        return {rule: given for rule, given in self.valid.items() if given < day}

    def as_recorded_by(self, day: date) -> JudgedChild:
        """As judged from that day and earlier: a verdict rests on earlier days alone, so none changes."""
        return JudgedChild(
            self.child.as_recorded_by(day),
            self.plan,
            tuple(verdict for verdict in self.verdicts if verdict.entry.day <= day),
            {rule: given for rule, given in self.valid.items() if given <= day},
        )


def judge(child: Child, book: Rulebook) -> JudgedChild:
    """Judge a child's doses day by day, each day from the days before it."""
    plan = plan_for(child.born, book)
    verdicts = list(_not_recognised(child, book))
    valid: dict[str, date] = {}
    for day in child.days_with_a_dose:
        today = [
            verdict
            for series in book.series.values()
            for verdict in _judge_series_on(day, series, child, plan, valid, book)
        ]
        verdicts += today
        for verdict in today:
            if verdict.verdict == "counts" and verdict.rule_id and verdict.rule_id in book.dose_rules:
                valid[verdict.rule_id] = day
    place = {name: number for number, name in enumerate(book.series)}
    verdicts.sort(key=lambda verdict: (verdict.entry.row, place.get(verdict.series or "", 0)))
    return JudgedChild(child, plan, tuple(verdicts), valid)


def _not_recognised(child: Child, book: Rulebook) -> Iterator[Verdict]:
    for entry in child.given:
        if not any(entry in child.doses_in(series) for series in book.series.values()):
            yield Verdict(entry, None, "not recognised")


def _judge_series_on(
    day: date, series: Series, child: Child, plan: Plan, valid: ValidDays, book: Rulebook
) -> Iterator[Verdict]:
    """Of several entries of a series on one day the one with most components is the dose (rules.md 1)."""
    entries = [entry for entry in child.doses_in(series) if entry.day == day]
    if not entries:
        return
    # Of equals `max` takes the first, which is the first in the file (decision 0003, 12).
    dose = max(entries, key=lambda entry: len(book.vaccines[entry.vaccine].components))
    for entry in entries:
        if entry is not dose:
            yield Verdict(entry, series.name, "repeat", rule_id=series.id)
        elif series.kind == "course":
            yield _judge_by_course(entry, series, plan, valid)
        else:
            yield _judge_by_date(entry, series, child)


def _judge_by_date(entry: Entry, series: Series, child: Child) -> Verdict:
    earlier = {other.day for other in child.doses_in(series) if other.day < entry.day}
    if series.kind == "first date" and earlier:
        return Verdict(entry, series.name, "repeat", rule_id=series.id)
    return Verdict(entry, series.name, "counts", dose=str(len(earlier) + 1), rule_id=series.id)


def _judge_by_course(entry: Entry, series: Series, plan: Plan, valid: ValidDays) -> Verdict:
    if series.name not in plan:
        return Verdict(entry, series.name, "not needed", rule_id=series.id)
    needed = doses_still_needed(plan[series.name], valid, entry.day)
    # The next dose, or the first later one that takes this product (decision 0003, 3). A later
    # dose can't be had before the dose it must follow.
    possible = [
        dose
        for dose in needed
        if dose.takes(entry.vaccine) and (dose.rule.follows is None or dose.rule.follows in valid)
    ]
    if not possible:
        return Verdict(entry, series.name, "repeat", rule_id=series.id)
    return _judge_against(possible[0], entry, valid)


def _judge_against(dose: PlannedDose, entry: Entry, valid: ValidDays) -> Verdict:
    """The first that fails of minimum age, minimum interval and latest age gives the verdict (rules.md 3)."""

    def said(verdict: str, limit_on: date | None = None, after_on: date | None = None) -> Verdict:
        rule = dose.rule
        return Verdict(entry, rule.series, verdict, rule.dose, rule.id, limit_on, after_on)

    old_enough_on, last_day = dose.old_enough_on, dose.last_day
    interval_over_on = dose.interval_over_on(valid)
    if old_enough_on is not None and entry.day < old_enough_on:
        return said("too early", limit_on=old_enough_on)
    if interval_over_on is not None and entry.day < interval_over_on:
        return said("too soon", limit_on=interval_over_on, after_on=dose.interval_runs_from(valid))
    if last_day is not None and entry.day > last_day:
        return said("too late", limit_on=last_day)
    return said("counts")
