"""The effort of arranging: attempts with their minutes, who is asked and comes, and wishes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from commonground.practices.models import Contact
from commonground.visits.models import Attendee, ContactAttempt, Visit, Wish
from commonground.visits.quorum import MANAGER_GROUP
from commonground.web.demo.contacts import Contacts
from commonground.web.demo.season import MONDAY_TO_FRIDAY, Setting, at
from commonground.web.demo.visits import HAPPENED, HAS_A_TIME, WAS_INVITED

S, Out, R = Visit.State, ContactAttempt.Outcome, Contact.Role
TRIES = {Out.SENT: 45, Out.NO_ANSWER: 25, Out.RANG: 14, Out.WRONG_PERSON: 8, Out.BOUNCED: 8}
MINUTES = {
    Out.SENT: (2, 6),
    Out.NO_ANSWER: (2, 5),
    Out.RANG: (4, 15),
    Out.WRONG_PERSON: (4, 12),
    Out.BOUNCED: (1, 4),
}
MORE_TRIES = {1: 30, 2: 28, 3: 18, 4: 12, 6: 8, 9: 4}
NO_MANAGER_CAME = 0.06
COMES = {
    R.MANAGER: 0.93,
    R.DEPUTY: 0.6,
    R.LEAD_NURSE: 0.75,
    R.NURSE: 0.45,
    R.GP_LEAD: 0.35,
    R.ADMIN_LEAD: 0.5,
}
WISHES = (
    (Wish.Kind.RING_ME, "Ring after 2pm, not on a Monday"),
    (Wish.Kind.OTHER_TIMES, "Any Thursday afternoon in the next month"),
    (Wish.Kind.BETTER_CONTACT, "The assistant manager sees to immunisations here"),
)
WISH_ODDS = 0.3
OFFICE_HOURS = (9, 16)
NOTES = {
    Out.NO_ANSWER: ("Rang out twice; the line is busiest before ten", "Left word with reception"),
    Out.RANG: ("Best after two, when the clinic is over", "Will look at the rota and write"),
    Out.WRONG_PERSON: ("Sees to prescriptions, not to immunisations", "The one we had has left"),
    Out.REPLIED: ("Asked for an afternoon, because of baby clinic", "Glad that it is not an inspection"),
}
"""What a visitor wrote beside an attempt, without anybody's name."""
HAS_A_NOTE = 0.35


def make_attempts(given: Setting, visits: list[Visit]) -> None:
    """Each invitation took one attempt or several, and ended in an answer where there is a date."""
    rng, made = given.rng, []
    for visit in (one for one in visits if one.state in WAS_INVITED and one.invited_at):
        assert visit.invited_at is not None
        moment = visit.invited_at
        tries = rng.choices(list(MORE_TRIES), list(MORE_TRIES.values()))[0]
        outcomes = [Out.SENT, *rng.choices(list(TRIES), list(TRIES.values()), k=tries - 1)]
        if visit.state in HAS_A_TIME or visit.state == S.DECLINED:
            outcomes.append(Out.REPLIED)
        for outcome in outcomes:
            if moment > at(given.today, 8):
                break
            made.append(
                ContactAttempt(
                    practice_id=visit.practice_id,
                    visit=visit,
                    by_id=visit.visitor_id,
                    at=moment,
                    outcome=outcome,
                    minutes=rng.randint(*MINUTES.get(outcome, (1, 3))),
                    note=rng.choice(NOTES[outcome]) if outcome in NOTES and rng.random() < HAS_A_NOTE else "",
                )
            )
            moment = _next_try(given, moment)
    ContactAttempt.objects.bulk_create(made)


def _next_try(given: Setting, last: datetime) -> datetime:
    """A few days later, on a working day between nine and five."""
    day = timezone.localdate(last) + timedelta(days=given.rng.randint(1, 6))
    while day.weekday() >= MONDAY_TO_FRIDAY:
        day += timedelta(days=1)
    return at(day, given.rng.randint(*OFFICE_HOURS), given.rng.randint(0, 59))


def make_attendees(given: Setting, visits: list[Visit], contacts: Contacts) -> None:
    """Who was asked to each visit that has a time, and who came. A visit without a manager says why."""
    rng, made, without = given.rng, [], []
    for visit in (one for one in visits if one.state in (S.BOOKED, *HAPPENED)):
        there = {contact.role: contact for contact in contacts[visit.practice_id] if contact.left_on is None}
        alone = rng.random() < NO_MANAGER_CAME
        came_from_office = False
        for role, chance in COMES.items():
            comes = rng.random() < chance and not (alone and role in (R.MANAGER, R.DEPUTY))
            if role not in there and role != R.MANAGER:
                continue
            came_from_office |= comes and role in (R.MANAGER, R.DEPUTY)
            made.append(
                Attendee(
                    visit=visit,
                    contact=there.get(role),
                    role=role,
                    quorum_group=MANAGER_GROUP if role == R.MANAGER else "",
                    reply=Attendee.Reply.YES if comes else Attendee.Reply.NO,
                    reply_for=visit.starts_at,
                    came=comes and visit.state in HAPPENED,
                )
            )
        if visit.state in HAPPENED and not came_from_office:
            visit.no_manager_reason = "The manager was called away; the lead nurse knew all we needed"
            without.append(visit)
    Attendee.objects.bulk_create(made)
    Visit.objects.bulk_update(without, ["no_manager_reason"])


def _working_day(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - MONDAY_TO_FRIDAY + 1))


def make_wishes(given: Setting, visits: list[Visit]) -> None:
    """What some practices answered instead of choosing a time."""
    Wish.objects.bulk_create(
        Wish(
            visit=visit,
            kind=kind,
            text=text,
            made_at=at(_working_day(given.today - timedelta(days=given.rng.randint(0, 6))), 11),
        )
        for visit in visits
        if visit.state == S.INVITED and given.rng.random() < WISH_ODDS
        for kind, text in [given.rng.choice(WISHES)]
    )
