"""Families join and leave a practice, from within the country and from abroad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from commonground.synthetic.assumptions import Abroad, ForeignSchedule, Moves
from commonground.synthetic.dates import Days, Flags, Numbers, add_age, as_days, day, next_clinic_day
from commonground.synthetic.entries import ABROAD, EARLIER_PRACTICE, Entries, Vocabulary, entries_of, joined
from commonground.synthetic.visits import Practice, vaccine_given

DAYS_IN_A_YEAR = 365.25
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Registrations:
    """When each child came to the practice's list and left it (no date: since birth, or still there)."""

    registered_on: Days
    deregistered_on: Days
    joined: Flags  # registered some time after birth, with a history elsewhere
    abroad: Flags  # of them, from another country
    history_lost: Flags  # of them, without what was recorded before

    @property
    def since(self) -> Days:
        """The registration date, or a day before every birth where it is empty."""
        return np.where(np.isnat(self.registered_on), np.datetime64(date.min, "D"), self.registered_on)


def registrations_of(
    births: Days, as_at: date, moves: Moves, abroad: Abroad, rng: np.random.Generator
) -> Registrations:
    """Registration dates from birth to the as-at date, and leaving dates after them."""
    size, today = len(births), day(as_at)
    lived = (today - births).astype(np.int64)
    has_joined = rng.random(size) < moves.joined_share
    newborn = rng.integers(0, moves.registered_days_most + 1, size)
    waited = np.where(has_joined, rng.random(size) * lived, newborn)
    registered = np.minimum(births + as_days(waited), today)
    unwritten = ~has_joined & (rng.random(size) < moves.empty_registration_share)
    stay = rng.exponential(DAYS_IN_A_YEAR / moves.left_share_per_year, size)
    left = registered + as_days(stay + 1)
    from_abroad = has_joined & (rng.random(size) < abroad.share_of_joined)
    lost_share = np.where(from_abroad, abroad.no_history_share, moves.joined_history_lost_share)
    return Registrations(
        registered_on=np.where(unwritten, NEVER, registered),
        deregistered_on=np.where(left <= today, left, NEVER),
        joined=has_joined,
        abroad=from_abroad,
        history_lost=has_joined & (rng.random(size) < lost_share),
    )


def as_the_practice_holds_them(
    entries: Entries, registrations: Registrations, vocabulary: Vocabulary
) -> Entries:
    """What this practice's record shows of entries made wherever the child lived.

    Nothing of before the child came where the history was lost or, from abroad, follows another
    schedule; what is left of before it came bears the earlier practice.
    """
    child = entries.child
    before = entries.day < registrations.since[child]
    unknown = before & (registrations.history_lost | registrations.abroad)[child]
    earlier = np.int16(vocabulary.place(EARLIER_PRACTICE))
    place = np.where(before & registrations.joined[child], earlier, entries.place)
    return Entries(entries.child, entries.day, entries.vaccine, entries.kind, place).only(~unknown)


def given_abroad(
    births: Days,
    registrations: Registrations,
    abroad: Abroad,
    vocabulary: Vocabulary,
    rng: np.random.Generator,
) -> Entries:
    """Doses from before arrival, by the schedules of other countries."""
    child = np.flatnonzero(registrations.abroad & ~registrations.history_lost)
    which = rng.integers(0, len(abroad.schedules), len(child))
    parts = [
        entries_of(of[seen], on[seen], vocabulary.vaccine(vaccine), place=vocabulary.place(ABROAD))
        for number, schedule in enumerate(abroad.schedules)
        for of, on, seen, vaccines in _visits_before_arrival(
            schedule, child[which == number], births, registrations, abroad, rng
        )
        for vaccine in vaccines
    ]
    return _imprecise(joined(parts), births, abroad.imprecise_share, rng)


def _visits_before_arrival(
    schedule: ForeignSchedule,
    child: Numbers,
    births: Days,
    registrations: Registrations,
    abroad: Abroad,
    rng: np.random.Generator,
) -> Iterator[tuple[Numbers, Days, Flags, tuple[str, ...]]]:
    """For each visit of a schedule: the children, the days, who was still there, and the vaccines."""
    for visit in schedule.visits:
        late = rng.exponential(abroad.days_late_mean, len(child))
        on = add_age(births[child], visit.age) + as_days(late)
        yield child, on, on < registrations.since[child], visit.vaccines


def _imprecise(doses: Entries, births: Days, share: float, rng: np.random.Generator) -> Entries:
    """Some children know only the month: their doses are written on its first day, never before birth."""
    vague_child = rng.random(len(births)) < share
    first = doses.day.astype("datetime64[M]").astype("datetime64[D]")
    on = np.where(vague_child[doses.child], np.maximum(first, births[doses.child]), doses.day)
    return Entries(doses.child, on, doses.vaccine, doses.kind, doses.place)


def caught_up_on_arrival(
    births: Days, registrations: Registrations, abroad: Abroad, practice: Practice
) -> Iterator[Entries]:
    """The first visits here of children who come from abroad without dates: assumed unimmunised."""
    rng = practice.rng
    arrived = registrations.since
    old_enough = arrived >= add_age(births, abroad.caught_up_from_age)
    chosen = registrations.abroad & registrations.history_lost & old_enough
    child = np.flatnonzero(chosen & (rng.random(len(births)) < abroad.caught_up_share))
    on = next_clinic_day(arrived[child] + as_days(rng.exponential(abroad.caught_up_days_mean, len(child))))
    for vaccines in abroad.caught_up_visits:
        for planned in vaccines:
            yield entries_of(child, on, vaccine_given(births[child], on, planned, practice))
        on = on + np.timedelta64(practice.assumed.days_between_visits, "D")
