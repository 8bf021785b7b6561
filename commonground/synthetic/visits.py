"""Families follow the schedule, more or less: who comes to which visit, when, and what is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from commonground.engine.rules.ages import MONTHS_IN_A_YEAR, Age
from commonground.engine.rules.model import DoseRule
from commonground.synthetic.assumptions import Visits, share_of
from commonground.synthetic.dates import (
    LONG_AGO,
    Days,
    Flags,
    Numbers,
    add_age,
    as_days,
    day,
    next_clinic_day,
)
from commonground.synthetic.entries import Codes, Entries, Vocabulary, entries_of
from commonground.synthetic.plan import Plan, PlannedVisit

Floats = NDArray[np.float64]
NORMAL = NormalDist()
ONE_DAY = np.timedelta64(1, "D")
DAYS_OF_AN_OFFERS_FIRST_HALF_YEAR = 182


@dataclass(frozen=True)
class Families:
    """The children of a practice as their families are: `keenness` is a standard normal number a family."""

    child: Numbers
    births: Days
    keenness: Floats
    never: Flags

    def only(self, rows: Flags) -> Families:
        """The families of the chosen rows."""
        return Families(self.child[rows], self.births[rows], self.keenness[rows], self.never[rows])


@dataclass(frozen=True)
class Practice:
    """How one practice works: `level` moves attendance, on the probit scale."""

    level: float
    plan: Plan
    vocabulary: Vocabulary
    assumed: Visits
    rng: np.random.Generator


def visits_of(families: Families, practice: Practice) -> Iterator[Entries]:
    """Every entry that the schedule's visits leave behind, on whatever day; the future is cut off later."""
    for schedule in practice.plan.schedules:
        rows = born_between(families.births, schedule.births_from, schedule.births_to)
        if not rows.any():
            continue
        group = families.only(rows)
        last = np.full(len(group.child), LONG_AGO)
        for visit in schedule.visits:
            came, on = _who_comes(group, visit, last, practice)
            last = np.where(came, on, last)
            yield from _given(group, visit, came, on, practice)
            yield from _missed(group, visit, came, practice)
    yield from _offers_taken(families, practice)
    yield from _contraindications(families, practice)


def born_between(births: Days, births_from: date | None, births_to: date | None) -> Flags:
    """Which births lie in a span with open or closed ends."""
    return (births >= day(births_from or date.min)) & (births <= day(births_to or date.max))


def _who_comes(group: Families, visit: PlannedVisit, last: Days, practice: Practice) -> tuple[Flags, Days]:
    """Who comes to a visit, at once or caught up later, and on which day."""
    assumed, rng, size = practice.assumed, practice.rng, len(group.child)
    threshold = NORMAL.inv_cdf(_attendance(visit.age, assumed))
    at_once = _mood(group, practice) + practice.level > -threshold
    caught_up = ~at_once & (rng.random(size) < assumed.caught_up_share)
    came = (at_once | caught_up) & ~group.never
    wait = rng.lognormal(np.log(assumed.caught_up_days_middle), assumed.caught_up_days_spread, size)
    on = add_age(group.births, visit.age) + _lateness(group, visit, practice)
    on = on + as_days(np.where(caught_up, wait, 0.0))
    return came, _sometimes_too_early(group, visit, _spaced(on, last, practice), last, practice)


def _spaced(on: Days, last: Days, practice: Practice) -> Days:
    """Asks late children back after the usual weeks, a few of them some days short of that."""
    assumed, rng, size = practice.assumed, practice.rng, len(on)
    usual_gap = np.timedelta64(assumed.days_between_visits, "D")
    usual = next_clinic_day(np.maximum(on, last + usual_gap))
    missing = as_days(rng.integers(1, assumed.short_gap_days_most + 1, size))
    short = (usual - last < 2 * usual_gap) & (rng.random(size) < assumed.short_gap_share)
    return np.where(short, last + usual_gap - missing, usual)


def _attendance(age: Age, assumed: Visits) -> float:
    """The share who come at an age: as at the last age named that is not after it."""
    ages = sorted(assumed.attended, key=_length)
    reached = [named for named in ages if _length(named) <= _length(age)]
    return assumed.attended[reached[-1] if reached else ages[0]]


def _length(age: Age) -> tuple[int, int]:
    """Sorts ages; those in months are all later than those in days, as in every schedule."""
    return age.months, age.days


def _mood(group: Families, practice: Practice) -> Floats:
    """A standard normal number a child for one visit, shared in part with the family's other visits."""
    weight = practice.assumed.family_weight
    own = practice.rng.standard_normal(len(group.child))
    mood: Floats = np.sqrt(weight) * group.keenness + np.sqrt(1 - weight) * own
    return mood


def _lateness(group: Families, visit: PlannedVisit, practice: Practice) -> NDArray[np.timedelta64]:
    """Days after the recommended age: a lognormal through the early and the late share."""
    assumed = practice.assumed
    later = visit.age.months >= MONTHS_IN_A_YEAR
    on_time = assumed.on_time_days_later if later else assumed.on_time_days_first_year
    low, high = np.log(assumed.earliest_days), np.log(on_time + assumed.earliest_days)
    early, late = NORMAL.inv_cdf(assumed.early_share), NORMAL.inv_cdf(1 - assumed.late_share)
    spread = (high - low) / (late - early)
    days = np.exp(low - spread * early - spread * _mood(group, practice)) - assumed.earliest_days
    if visit.first_countable_age:
        days = np.maximum(days, 0.0)
    return as_days(days)


def _sometimes_too_early(
    group: Families, visit: PlannedVisit, on: Days, last: Days, practice: Practice
) -> Days:
    """Moves a few visits before the first day on which their doses count, where there is such a day."""
    if visit.first_countable_age is None:
        return on
    assumed, rng, size = practice.assumed, practice.rng, len(group.child)
    before = add_age(group.births, visit.first_countable_age)
    before = before - as_days(rng.integers(1, assumed.too_early_days_most + 1, size))
    chosen = (rng.random(size) < assumed.too_early_share) & (before > last)
    return np.where(chosen, before, on)


def _given(
    group: Families, visit: PlannedVisit, came: Flags, on: Days, practice: Practice
) -> Iterator[Entries]:
    """The doses of a visit, and the declined entries of those who came and refused one."""
    assumed, rng, size = practice.assumed, practice.rng, len(group.child)
    for dose in visit.doses:
        refused = rng.random(size) < share_of(assumed.refused, dose.vaccine)
        allowed = _still_allowed(group.births, on, dose.rule)
        allowed |= rng.random(size) < assumed.too_late_given_share
        given = came & ~refused & allowed
        vaccine = vaccine_given(group.births, on, dose.vaccine, practice)
        yield entries_of(group.child[given], on[given], vaccine[given])
        declined = came & refused & allowed & (rng.random(size) < assumed.refusal_recorded)
        yield entries_of(group.child[declined], on[declined], vaccine[declined], "declined")


def _still_allowed(births: Days, on: Days, rule: DoseRule | None) -> Flags:
    allowed = np.ones(len(births), dtype=np.bool_)
    if rule and rule.before_age:
        allowed &= on < add_age(births, rule.before_age)
    if rule and rule.last_age:
        allowed &= on <= add_age(births, rule.last_age)
    return allowed


def vaccine_given(births: Days, on: Days, planned: str, practice: Practice) -> Codes:
    """The schedule's vaccine, or what had replaced it by the day of the visit."""
    vaccine = np.full(len(births), practice.vocabulary.vaccine(planned), dtype=np.int16)
    series = practice.plan.series_of[planned]
    for change in practice.plan.replacements:
        if change.series == series:
            children = born_between(births, change.births_from, change.births_to)
            started = on >= day(change.given_from)
            vaccine[children & started] = practice.vocabulary.vaccine(change.vaccine)
            if planned == change.vaccine:
                vaccine[children & ~started] = practice.vocabulary.vaccine(change.before)
    return vaccine


def _missed(group: Families, visit: PlannedVisit, came: Flags, practice: Practice) -> Iterator[Entries]:
    """What a missed visit leaves: `not attended`, or the refusal of a family that takes nothing."""
    assumed, rng, size = practice.assumed, practice.rng, len(group.child)
    invited = next_clinic_day(add_age(group.births, visit.age))
    vaccines = [practice.vocabulary.vaccine(dose.vaccine) for dose in visit.doses]
    absent = ~came & ~group.never & (rng.random(size) < assumed.not_attended_recorded)
    yield entries_of(group.child[absent], invited[absent], vaccines[0], "not attended")
    refusing = group.never & (rng.random(size) < assumed.never_declined_recorded)
    for vaccine in vaccines:
        yield entries_of(group.child[refusing], invited[refusing], vaccine, "declined")


def _offers_taken(families: Families, practice: Practice) -> Iterator[Entries]:
    """Catch-up doses, at an even pace from the day the offer opens."""
    for offer in practice.plan.offers:
        rows = born_between(families.births, offer.births_from, offer.births_to) & ~families.never
        child, size = families.child[rows], int(rows.sum())
        # An even pace: the share of the first half year in each half year.
        wait = practice.rng.random(size) / practice.assumed.catch_up_offer_taken
        on = day(offer.offered_from) + as_days(wait * DAYS_OF_AN_OFFERS_FIRST_HALF_YEAR)
        on = next_clinic_day(on)
        taken = on <= day(offer.offered_to or date.max)
        yield entries_of(child[taken], on[taken], practice.vocabulary.vaccine(offer.vaccine))


def _contraindications(families: Families, practice: Practice) -> Iterator[Entries]:
    """A few children whom a vaccine would harm, found at some day of their first two years."""
    size = len(families.child)
    for vaccine, share in practice.assumed.contraindicated.items():
        found = practice.rng.random(size) < share
        within = add_age(families.births, Age(months=2 * MONTHS_IN_A_YEAR)) - families.births
        on = families.births + as_days(practice.rng.random(size) * within.astype(np.int64))
        code = practice.vocabulary.vaccine(vaccine)
        yield entries_of(families.child[found], on[found], code, "contraindicated")
