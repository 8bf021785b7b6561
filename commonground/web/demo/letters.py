"""The outbox of the demo: invitations and reminders, what was put off, and check-ins; most went, some did not.

The letters are written as the product writes them, each at its moment; then it is said what became of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from commonground.core.links import make_link
from commonground.core.models import Link, OutboxMessage
from commonground.engine.rules.visit_book import VisitBook
from commonground.plans.models import CheckIn
from commonground.practices.follow_up_letters import write_to_practice
from commonground.practices.models import Contact
from commonground.visits import post
from commonground.visits.calendars import Method
from commonground.visits.models import Attendee, Visit
from commonground.visits.quorum import MANAGER_GROUP
from commonground.web.demo.contacts import Contacts
from commonground.web.demo.season import Setting, at

S, State = Visit.State, OutboxMessage.State
FAILED, WAITING, CHECK_INS_BACK = 2, 3, 2
"""Letters that could not be sent, that still wait, and check-ins that came back."""
MOST_TRIES = 6
CONFIRMED_WITHIN, ASKED_WITHIN = timedelta(days=14), timedelta(days=100)
"""How far back there are letters to confirm a visit and check-ins, so that the demo starts quickly."""
DAY = timedelta(days=1)


def make_letters(given: Setting, visits: list[Visit], contacts: Contacts, book: VisitBook) -> None:
    """Every letter of the last weeks, and what became of each."""
    now = at(given.today, 8)
    invited = [one for one in visits if one.state == S.INVITED and one.invited_at]
    managers = {visit.pk: _manager(visit, contacts) for visit in visits}
    _ask(invited, managers)
    invitations = [_invite(visit, managers[visit.pk]) for visit in invited]
    sent = [
        *_reminders_to_answer(invited, managers, now, book),
        *_of_booked(visits, now, book),
        *_put_off(visits, managers, now),
    ]
    check_ins = list(_check_ins(now))
    for message in (*invitations, *sent, *check_ins):
        message.state, message.attempts, message.sent_at = State.SENT, 1, message.made_at
    _some_do_not_arrive(given, invitations, check_ins, [one for one in managers.values() if one])
    every = [*invitations, *sent, *check_ins]
    OutboxMessage.objects.bulk_update(
        every, ["state", "attempts", "sent_at", "send_after", "last_error"], batch_size=200
    )


def _manager(visit: Visit, contacts: Contacts) -> Contact | None:
    there = (one for one in contacts[visit.practice_id] if one.left_on is None)
    return next((one for one in there if one.role == Contact.Role.MANAGER), None)


def _ask(invited: list[Visit], managers: dict[int, Contact | None]) -> None:
    """Whom an invitation asks first."""
    Attendee.objects.bulk_create(
        Attendee(
            visit=visit,
            contact=managers[visit.pk],
            role=Contact.Role.MANAGER,
            quorum_group=MANAGER_GROUP,
        )
        for visit in invited
    )


def _invite(visit: Visit, manager: Contact | None) -> OutboxMessage:
    assert visit.invited_at is not None
    link = make_link(
        Link.Purpose.BOOK, practice_code=visit.practice.code, object_id=visit.pk, now=visit.invited_at
    )
    return post.send("invitation", visit, post.inbox(visit, manager), now=visit.invited_at, link=link)


def _reminders_to_answer(
    invited: list[Visit], managers: dict[int, Contact | None], now: datetime, book: VisitBook
) -> Iterable[OutboxMessage]:
    """The short note to a practice that has not answered in a week, with the link that it has."""
    wait = timedelta(days=book.number("invitation-answer-days"))
    for visit in invited:
        assert visit.invited_at is not None
        moment = visit.invited_at + wait
        if moment < now:
            link = Link.objects.filter(purpose=Link.Purpose.BOOK, object_id=str(visit.pk)).latest("made_at")
            reader = post.inbox(visit, managers[visit.pk])
            yield post.send("invitation-reminder", visit, reader, now=moment, link=link)


def _of_booked(visits: list[Visit], now: datetime, book: VisitBook) -> list[OutboxMessage]:
    """The calendar files of what was booked lately, and the reminders of what is soon."""
    remind = timedelta(days=book.number("reminder-days"))
    before = OutboxMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for visit in (one for one in visits if one.state == S.BOOKED):
        assert visit.booked_at is not None and visit.starts_at is not None
        coming = post.who_comes(visit)
        if visit.booked_at > now - CONFIRMED_WITHIN:
            post.send_to_all("visit-confirmed", visit, coming, Method.REQUEST, now=visit.booked_at)
        if visit.starts_at - remind < now:
            post.send_to_all(
                "visit-reminder", visit, coming, None, now=max(visit.starts_at - remind, now - DAY)
            )
    return list(OutboxMessage.objects.filter(pk__gt=before))


def _put_off(
    visits: list[Visit], managers: dict[int, Contact | None], now: datetime
) -> Iterable[OutboxMessage]:
    for visit in (one for one in visits if one.state == S.POSTPONED and one.starts_at):
        assert visit.starts_at is not None
        moment = min(visit.starts_at - DAY, now - DAY)
        yield post.send("visit-postponed", visit, post.inbox(visit, managers[visit.pk]), now=moment)


def _check_ins(now: datetime) -> Iterable[OutboxMessage]:
    """Each asks after an action, with a link that is used where it was answered."""
    asked = CheckIn.objects.filter(asked_at__gt=now - ASKED_WITHIN, asked_at__lte=now).select_related(
        "action__plan__practice__successor", "action__plan__owner"
    )
    for one in asked:
        assert one.asked_at is not None
        action, practice = one.action, one.action.plan.practice
        link = make_link(Link.Purpose.ANSWER, practice_code=practice.code, object_id=one.pk, now=one.asked_at)
        if one.answered_at is not None:
            link.used_at = one.answered_at
            link.save(update_fields=["used_at"])
        due = f"{action.due_on.day} {action.due_on:%B %Y}"
        names = {"what": action.what, "who": action.who, "due": due}
        message = write_to_practice(
            "check-in", practice, names, sender=action.plan.owner, link=link, now=one.asked_at
        )
        if message is not None:
            yield message


def _some_do_not_arrive(
    given: Setting, invitations: list[OutboxMessage], check_ins: list[OutboxMessage], managers: list[Contact]
) -> None:
    doubted = {one.email for one in managers if one.bounces}
    for number, message in enumerate(invitations):
        if message.to in doubted:
            message.state = State.BOUNCED
        elif number < FAILED:
            message.state, message.attempts, message.sent_at = State.FAILED, MOST_TRIES, None
            message.last_error = "SMTPServerDisconnected"
        elif number < FAILED + WAITING:
            message.state, message.attempts, message.sent_at = State.WAITING, 0, None
            message.send_after = at(given.today + DAY, 8)
    for message in check_ins[:CHECK_INS_BACK]:
        message.state = State.BOUNCED
