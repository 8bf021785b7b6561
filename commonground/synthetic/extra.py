"""Vaccines beside the schedule for all: flu each autumn, and those for babies at higher risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commonground.engine.rules.ages import DAYS_IN_A_WEEK, MONTHS_IN_A_YEAR, Age
from commonground.synthetic.assumptions import Extra
from commonground.synthetic.dates import add_age, as_days, day, next_clinic_day
from commonground.synthetic.entries import PHARMACY, Entries, entries_of
from commonground.synthetic.visits import Families, Practice


def flu_doses(families: Families, extra: Extra, as_at: date, practice: Practice) -> Iterator[Entries]:
    """A dose each autumn for some of those of the ages named on 31 August."""
    if not len(families.births):
        return
    vaccine = practice.vocabulary.vaccine(extra.flu_vaccine)
    pharmacy = practice.vocabulary.place(PHARMACY)
    first_year = families.births.min().astype(date).year
    for year in range(first_year, as_at.year + 1):
        eve, opens = day(date(year, 8, 31)), day(date(year, 9, 1))
        for age in extra.flu_ages:
            rows = (add_age(families.births, Age(months=age * MONTHS_IN_A_YEAR)) <= eve) & (
                add_age(families.births, Age(months=(age + 1) * MONTHS_IN_A_YEAR)) > eve
            )
            rows &= ~families.never & (practice.rng.random(len(rows)) < extra.flu_taken)
            child = families.child[rows]
            wait = practice.rng.random(len(child)) * extra.flu_weeks * DAYS_IN_A_WEEK
            on = next_clinic_day(opens + as_days(wait))
            elsewhere = practice.rng.random(len(child)) < extra.flu_at_pharmacy
            yield entries_of(child[~elsewhere], on[~elsewhere], vaccine)
            yield entries_of(child[elsewhere], on[elsewhere], vaccine, place=pharmacy)


def selective_doses(families: Families, extra: Extra, practice: Practice) -> Iterator[Entries]:
    """Doses for a share of the babies, at their ages and some days after."""
    for selective in extra.selective:
        chosen = practice.rng.random(len(families.child)) < selective.share
        child, births = families.child[chosen & ~families.never], families.births[chosen & ~families.never]
        for age in selective.ages:
            wait = practice.rng.integers(0, selective.days_after_most + 1, len(child))
            on = add_age(births, age) + as_days(wait)
            yield entries_of(child, on, practice.vocabulary.vaccine(selective.vaccine))
