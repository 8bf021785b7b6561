"""What is read of visits: always of practices that the caller may see."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.models import Link, OutboxMessage
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import ClosedDay, Contact, Practice
from commonground.practices.queries import WHOM_TO_ASK_FIRST, contacts, practices, right_person
from commonground.visits.feed_tokens import hash_of
from commonground.visits.models import Attendee, ContactAttempt, Feed, Slot, Visit, Wish
from commonground.visits.queries.standing import standing_now
from commonground.visits.quorum import NURSE_GROUP, NURSES

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit

S = Visit.State
TO_INVITE = (S.CANDIDATE, S.POSTPONED, S.DID_NOT_TAKE_PLACE)
"""The states in which a practice is to be asked for a date."""


def visits(caller: Caller) -> QuerySet[Visit]:
    """The visits to the practices that a caller may see."""
    return Visit.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "visitor", "round"
    )


def visit(caller: Caller, pk: int) -> Visit:
    """One visit. Raises Visit.DoesNotExist where the caller may not see it."""
    return visits(caller).get(pk=pk)


def to_arrange(caller: Caller, *, on: date) -> QuerySet[StandingVisit]:
    """The visits whose date is still to be found or kept: a commissioner's own, else all that one may see."""
    found = standing_now(visits(caller), on=on).filter(standing__in=(*TO_INVITE, S.INVITED, S.BOOKED))
    if caller.role is Role.COMMISSIONER:
        found = found.filter(visitor=caller.user_id)
    open_wishes = Wish.objects.filter(visit=OuterRef("pk"), dealt_with_at=None)
    return (
        found.select_related("slot")
        .annotate(has_wish=Exists(open_wishes))
        .order_by("starts_at", "practice__name")
    )


def attendees(caller: Caller, visit: Visit) -> QuerySet[Attendee]:
    """Who was asked to a visit, the manager first."""
    asked = Attendee.objects.filter(visit__in=visits(caller), visit=visit)
    return asked.select_related("contact", "visit__practice", "visit__visitor").order_by(
        WHOM_TO_ASK_FIRST, "pk"
    )


def nurse_is_to_be_named(caller: Caller, visit: Visit) -> bool:
    """Whether a nurse is needed whom nobody knows yet."""
    return attendees(caller, visit).filter(quorum_group=NURSE_GROUP, contact=None).exists()


def nurses_to_write_to(caller: Caller, practice: Practice) -> list[Contact]:
    """The nurses of a practice who are there and have an address."""
    return list(contacts(caller, practice).filter(role__in=NURSES, left_on=None).exclude(email=""))


def whom_to_invite(caller: Caller, visit: Visit) -> Contact | None:
    """Whom the practice named last, while nobody has seen to it; else its right person."""
    named = wishes(caller, visit).filter(
        kind=Wish.Kind.BETTER_CONTACT, dealt_with_at=None, contact__left_on=None, contact__bounces=0
    )
    last = named.exclude(contact=None).select_related("contact").first()
    return last.contact if last is not None else right_person(caller, visit.practice)


def attempts(caller: Caller, visit: Visit) -> QuerySet[ContactAttempt]:
    """The attempts to arrange a visit, the latest first."""
    return ContactAttempt.objects.filter(visit__in=visits(caller), visit=visit).select_related("by")


def wishes(caller: Caller, visit: Visit) -> QuerySet[Wish]:
    """What the practice answered instead of a time, the latest first."""
    return Wish.objects.filter(visit__in=visits(caller), visit=visit)


def messages(caller: Caller, visit: Visit) -> QuerySet[OutboxMessage]:
    """The letters about a visit, the latest first; none for a caller who sees no names."""
    if not caller.sees_names:
        return OutboxMessage.objects.none()
    return OutboxMessage.objects.filter(visit_id__in=visits(caller).filter(pk=visit.pk).values("pk"))


def kept_time(caller: Caller, visit: Visit) -> Slot | None:
    """The time that is kept while colleagues of a practice are asked."""
    if visit.state != S.INVITED:
        return None
    return Slot.objects.filter(visit__in=visits(caller), visit=visit).first()


def earlier_answers(caller: Caller, visit: Visit) -> list[Any]:
    """What those who were asked said to other times than the present one, the latest first: kept, and not counted."""
    kept = kept_time(caller, visit)
    present = kept.starts_at if kept else visit.starts_at
    said = Attendee.history.filter(
        visit__in=visits(caller).filter(pk=visit.pk),
        reply__in=(Attendee.Reply.YES, Attendee.Reply.NO),
        reply_for__isnull=False,
    ).order_by("history_date", "history_id")
    last = {(one.contact_id, one.reply_for): one for one in said.select_related("contact")}
    return [one for (_, moment), one in reversed(last.items()) if moment != present]


def own_times(caller: Caller, *, now: datetime) -> QuerySet[Slot]:
    """The times that a visitor offers from now on."""
    return Slot.objects.filter(visitor=caller.user_id, ends_at__gte=now).select_related("visit__practice")


def closed_days_ahead(caller: Caller, *, on: date) -> QuerySet[ClosedDay]:
    """The days from now on on which the practices are closed that a visitor is still to visit."""
    ahead = visits(caller).filter(visitor=caller.user_id, state__in=(*TO_INVITE, S.INVITED, S.BOOKED))
    days = ClosedDay.objects.filter(practice__in=ahead.values("practice"), day__gte=on)
    return days.select_related("practice").order_by("day", "practice__name")


def own_feed(caller: Caller) -> Feed | None:
    """A visitor's calendar feed, if there is one."""
    return Feed.objects.filter(visitor=caller.user_id).first()


def visitor_of_feed(token: str) -> User | None:
    """Whose feed a token opens."""
    feed = Feed.objects.filter(token_hash=hash_of(token), visitor__is_active=True)
    return next((one.visitor for one in feed.select_related("visitor")), None)


def booked(caller: Caller) -> QuerySet[Visit]:
    """A visitor's own visits that have a time: booked, held and what follows."""
    states = (S.BOOKED, S.HELD, S.WRITTEN_UP, S.CLOSED)
    return visits(caller).filter(visitor=caller.user_id, state__in=states, starts_at__isnull=False)


def visit_of_link(caller: Caller, link: Link) -> Visit | None:
    """The visit that a link is about, among those of its practice."""
    return visits(caller).filter(pk=link.object_id).first()


def attendee_of_link(caller: Caller, link: Link) -> Attendee | None:
    """The person whom a link asks, among those of its practice."""
    return (
        Attendee.objects.filter(visit__in=visits(caller), pk=link.object_id)
        .select_related("contact", "visit__practice__area", "visit__visitor")
        .first()
    )


def challenge_over(caller: Caller, *, on: date) -> QuerySet[StandingVisit]:
    """The visits that a challenge kept from being arranged until a day, this one or one before it."""
    return standing_now(visits(caller), on=on).filter(state=S.CHALLENGED, standing=S.CANDIDATE)


def unanswered(caller: Caller, *, now: datetime) -> QuerySet[Visit]:
    """The invitations that wait longer than the visit book says: nothing was answered since, and no time is kept."""
    waited = now - timedelta(days=load_visit_book().number("invitation-answer-days"))
    answered = Wish.objects.filter(visit=OuterRef("pk"), made_at__gte=OuterRef("invited_at"))
    return visits(caller).filter(~Exists(answered), slot=None, state=S.INVITED, invited_at__lte=waited)


def to_ask_again(caller: Caller, *, now: datetime) -> QuerySet[Visit]:
    """The unanswered invitations that nobody has asked after yet."""
    reminded = OutboxMessage.objects.filter(
        visit_id=OuterRef("pk"), kind="invitation-reminder", made_at__gte=OuterRef("invited_at")
    )
    return unanswered(caller, now=now).filter(~Exists(reminded))


def kept_until(caller: Caller, moment: datetime) -> QuerySet[Visit]:
    """The visits for which a time up to a moment is kept, while colleagues are being asked."""
    return visits(caller).filter(slot__starts_at__lte=moment, state=S.INVITED)


def booked_and_not_reminded(caller: Caller) -> QuerySet[Visit]:
    """The booked visits of whose present time nobody was reminded yet."""
    reminded = OutboxMessage.objects.filter(
        visit_id=OuterRef("pk"),
        kind="visit-reminder",
        made_at__gte=Coalesce(OuterRef("moved_at"), OuterRef("booked_at")),
    )
    return visits(caller).filter(~Exists(reminded), state=S.BOOKED)
