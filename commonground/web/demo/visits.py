"""Rounds, their lists, and a visit to each practice at the state that its day gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from commonground.accounts.models import User
from commonground.core.models import Area
from commonground.practices.models import Practice
from commonground.rounds.models import Candidate, Challenge, Round
from commonground.visits.models import Slot, Visit
from commonground.web.demo.fates import REASONS, fate, long_past, written_up_after
from commonground.web.demo.season import Season, Setting, at

S = Visit.State
STARTS = ((9, 30), (11, 30), (14, 0), (16, 0))
LASTS = timedelta(minutes=60)
INVITED_BEFORE, BOOKED_BEFORE = (30, 60), (10, 28)
CLOSED_AFTER = (14, 40)
NOBODY_THERE, PUT_OFF = 3, 4
"""Of the visits of the round whose day is past: those that did not take place, and those that have a later date."""
SEQUENCE_BOOKED_AGAIN = 3
"""Booked, put off, booked again."""
PUT_OFF_BEFORE, BOOKED_AGAIN_AFTER = timedelta(days=5), timedelta(days=4)
CHOSE_ANOTHER_DAY = 0.2
"""Of the practices with a planned day, those that booked another day of their month."""
HAPPENED = (S.HELD, S.WRITTEN_UP, S.CLOSED)
HAS_A_TIME = (S.BOOKED, *HAPPENED, S.POSTPONED, S.DID_NOT_TAKE_PLACE)
WAS_INVITED = (S.INVITED, S.DECLINED, *HAS_A_TIME)
RULE = (
    "Practices with the most children missing a dose, by the published figures and what the visitors know; "
    "one in ten drawn at random."
)


@dataclass
class Taken:
    """The times that each visitor has given away."""

    times: set[tuple[int, datetime]] = field(default_factory=set)

    def next_free(self, visitor: User, days: list[date], nth: int) -> datetime:
        """The first time from a day on at which the visitor is free."""
        for day in days[nth:] + days[:nth]:
            for hour, minute in STARTS:
                key = (visitor.pk, at(day, hour, minute))
                if key not in self.times:
                    self.times.add(key)
                    return key[1]
        raise ValueError("a season has fewer times than there are visits; make it longer")


def make_round(
    given: Setting,
    region: Area,
    practices: list[Practice],
    season: Season,
    *,
    name: str,
    planned: Callable[[Round], dict[int, datetime]] = lambda _round: {},
) -> tuple[Round, list[Visit]]:
    """A round, confirmed, with its list and its visits. planned: by practice, when its visit is planned, if it is."""
    made_on = season.starts_on - timedelta(days=40)
    this = Round.objects.create(
        name=name,
        area=region,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        rule=RULE,
        made_at=at(made_on),
        confirmed_at=at(made_on + timedelta(days=14)),
    )
    visitors = {practice.visitor_id: practice.visitor for practice in practices}
    this.visitors.set([one for one in visitors.values() if one is not None])
    candidates = _list(given, this, practices)
    visits = _visits(given, this, practices, season, planned(this))
    visits = Visit.objects.bulk_create(visits)
    _challenge(given, candidates, {visit.practice_id: visit for visit in visits})
    Slot.objects.bulk_create(
        Slot(visitor=visit.visitor, starts_at=visit.starts_at, ends_at=visit.ends_at, visit=visit)
        for visit in visits
        if visit.starts_at and visit.ends_at and visit.state in (S.BOOKED, *HAPPENED)
    )
    return this, visits


def moments(visit: Visit) -> list[tuple[str, datetime]]:
    """What happened to a visit and when, as the audit trail has it."""
    every = (
        ("visit.invited", visit.invited_at),
        ("visit.postponed", _put_off_at(visit)),
        ("visit.booked", visit.booked_at),
        ("visit.held", visit.ends_at if visit.state in HAPPENED else None),
        ("visit.written_up", visit.written_up_at),
        ("visit.closed", visit.closed_at),
    )
    return [(event, moment) for event, moment in every if moment is not None]


def _put_off_at(visit: Visit) -> datetime | None:
    again = visit.sequence == SEQUENCE_BOOKED_AGAIN and visit.booked_at is not None
    return visit.booked_at - PUT_OFF_BEFORE if again and visit.booked_at else None


def _visits(
    given: Setting, this: Round, practices: list[Practice], season: Season, planned: dict[int, datetime]
) -> list[Visit]:
    rng, days, taken = given.rng, season.working_days(), Taken()
    taken.times |= {
        (one.visitor_id, planned[one.pk]) for one in practices if one.visitor_id and one.pk in planned
    }
    order = rng.sample(practices, len(practices))
    visits = []
    for number, practice in enumerate(order):
        visitor = practice.visitor
        if visitor is None:
            continue
        starts = planned.get(practice.pk) or taken.next_free(visitor, days, number * len(days) // len(order))
        if practice.pk in planned and rng.random() < CHOSE_ANOTHER_DAY:
            in_month = [day for day in days if day.replace(day=1) == starts.date().replace(day=1)]
            starts = taken.next_free(visitor, in_month, rng.randrange(len(in_month)))
        past = season.ends_on < given.today
        state = long_past(rng) if past else fate(rng, starts.date(), given.today)
        visits.append(_visit(given, this, practice, starts, state))
    if season.ends_on >= given.today:
        _come_apart(given, visits, days, taken)
    return visits


def _come_apart(given: Setting, visits: list[Visit], days: list[date], taken: Taken) -> None:
    """Of the visits that were written up, a few did not take place after all, or were put off to a later date."""
    written = [one for one in visits if one.state in (S.WRITTEN_UP, S.CLOSED)]
    ahead = [day for day in days if day > given.today + timedelta(days=2)]
    drawn = given.rng.sample(written, min(NOBODY_THERE + PUT_OFF, len(written) // 2))
    for number, visit in enumerate(drawn):
        visit.written_up_at = visit.closed_at = visit.next_due_on = None
        if number < NOBODY_THERE:
            visit.state, visit.reason = S.DID_NOT_TAKE_PLACE, given.rng.choice(REASONS[S.DID_NOT_TAKE_PLACE])
            continue
        assert visit.starts_at is not None
        visit.state, visit.sequence = S.BOOKED, SEQUENCE_BOOKED_AGAIN
        visit.booked_at = min(visit.starts_at + BOOKED_AGAIN_AFTER, at(given.today, 8))
        visit.starts_at = taken.next_free(visit.visitor, ahead, number * 2 % len(ahead))
        visit.ends_at = visit.starts_at + LASTS


def _visit(given: Setting, this: Round, practice: Practice, starts: datetime, state: str) -> Visit:
    rng, now = given.rng, at(given.today, 8)
    before = timedelta(days=rng.randint(*INVITED_BEFORE))
    invited = min(starts - before, now - timedelta(days=rng.randint(1, 18)))
    booked = min(starts - timedelta(days=rng.randint(*BOOKED_BEFORE)), now - timedelta(days=1))
    visit = Visit(
        practice=practice,
        round=this,
        visitor=practice.visitor,
        state=state,
        mode=rng.choices(list(Visit.Mode), (85, 15))[0],
        made_at=this.made_at,
    )
    if state in WAS_INVITED:
        visit.invited_at = invited
    if state in HAS_A_TIME:
        visit.starts_at, visit.ends_at = starts, starts + LASTS
        visit.booked_at, visit.sequence = max(booked, invited + timedelta(hours=5)), 1
    if state in (S.WRITTEN_UP, S.CLOSED):
        written = written_up_after(rng, starts.date())
        visit.written_up_at = min(at(written, 16), now)
        visit.next_due_on = starts.date() + timedelta(days=rng.choice((120, 180, 365)))
    if state == S.CLOSED and visit.written_up_at:
        visit.closed_at = min(visit.written_up_at + timedelta(days=rng.randint(*CLOSED_AFTER)), now)
    if state in REASONS:
        visit.reason = rng.choice(REASONS[S(state)])
    return visit


def _list(given: Setting, this: Round, practices: list[Practice]) -> list[Candidate]:
    chosen = Candidate.ChosenBy
    return Candidate.objects.bulk_create(
        Candidate(
            round=this,
            practice=practice,
            position=position,
            visitor=practice.visitor,
            chosen_by=given.rng.choices((chosen.RANK, chosen.RANDOM, chosen.VISITOR), (80, 10, 10))[0],
            reason="Many children miss a second MMR, and nobody has been there for two years",
        )
        for position, practice in enumerate(given.rng.sample(practices, len(practices)), 1)
    )


def _challenge(given: Setting, candidates: list[Candidate], visits: dict[int, Visit]) -> None:
    Challenge.objects.bulk_create(
        Challenge(
            candidate=candidate,
            reason=given.rng.choice(
                (
                    "Merging in the summer",
                    "Visited by the borough's team last week",
                    "The manager has just left",
                )
            ),
            made_by=candidate.visitor,
            made_on=given.today - timedelta(days=given.rng.randint(3, 30)),
            returns_on=given.today + timedelta(days=given.rng.randint(20, 90)),
        )
        for candidate in candidates
        if candidate.visitor and visits[candidate.practice_id].state == S.CHALLENGED
    )
