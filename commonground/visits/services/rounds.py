"""Visits that come of a round, stay away for a challenge and come back, or are added beside any round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.models import Contact, Practice
from commonground.practices.policies import check_change
from commonground.rounds import services as rounds
from commonground.rounds.models import Candidate, Challenge, Round
from commonground.visits import post
from commonground.visits.models import Attendee, Visit
from commonground.visits.queries.rounds import visit_of
from commonground.visits.queries.standing import is_challenged, standing_of
from commonground.visits.services.fresh import fresh
from commonground.visits.states import AHEAD, may_move
from commonground.visits.times import free_time_of

S = Visit.State
MADE = (S.HELD, S.WRITTEN_UP, S.CLOSED)
MANAGERS = (Contact.Role.MANAGER, Contact.Role.DEPUTY)


@service("visits.made_for_round")
def confirm_round(
    caller: Caller, round_: Round, *, at: datetime, completed: Iterable[Candidate] = ()
) -> Changed[Round]:
    """Confirm a round's list, and make a visit of each practice on it.

    A visit outside any round that is still to be made there becomes the round's.
    """
    round_ = rounds.confirm(caller, round_, at=at, completed=completed)
    on = timezone.localdate(at)
    listed = round_.candidates.filter(removed_on=None).select_related("practice", "visitor")
    for candidate in listed.prefetch_related("challenges"):
        off = any(one.stands(on) for one in candidate.challenges.all())
        there = Visit.objects.filter(practice=candidate.practice, round=None, state__in=AHEAD).first()
        if there is not None:
            fresh(there).round = round_
            save(there)
            continue
        made = Visit(
            practice=candidate.practice,
            round=round_,
            visitor=candidate.visitor,
            state=S.CHALLENGED if off else S.CANDIDATE,
            made_at=at,
        )
        save(made)
    return Changed(round_, details={"visits": listed.count()})


def challenge(
    caller: Caller, candidate: Candidate, *, reason: str, now: datetime, returns_on: date | None = None
) -> Challenge:
    """Take a practice off the list of its round with a reason, and with it the visit that it became."""
    visit = visit_of(caller, candidate)
    if visit is None:
        on = timezone.localdate(now)
        return rounds.challenge(caller, candidate, reason=reason, on=on, returns_on=returns_on)
    challenge_visit(caller, visit, candidate, reason=reason, now=now, returns_on=returns_on)
    return candidate.challenges.latest("pk")


@service("visit.challenged")
def challenge_visit(
    caller: Caller,
    visit: Visit,
    candidate: Candidate,
    *,
    reason: str,
    now: datetime,
    returns_on: date | None = None,
) -> Changed[Visit]:
    """A visit that is not booked yet is kept from being arranged, and comes back by itself on a day.

    A practice that was invited is told that it is put off, and its links end.
    """
    if fresh(visit).state != S.CHALLENGED and not may_move(visit.state, S.CHALLENGED):
        raise RefusedError(
            f"This visit is {visit.get_state_display().lower()}: it can be moved or cancelled, not challenged."
        )
    on = timezone.localdate(now)
    rounds.challenge(caller, candidate, reason=reason, on=on, returns_on=returns_on)
    asked = post.who_was_asked(visit) if visit.state == S.INVITED else []
    was, visit.state = visit.state, S.CHALLENGED.value
    save(visit)
    free_time_of(visit)
    post.take_back_links(visit, now=now)
    post.send_to_all("visit-postponed", visit, asked, None, now=now)
    visit.attendees.update(reply=Attendee.Reply.NONE, reply_for=None)
    return Changed(visit, visit.practice.code, {"round": visit.round_id, "was": was})


def withdraw(caller: Caller, challenge: Challenge, *, on: date) -> None:
    """Put a practice back on the list of its round, and with it the visit that it became."""
    visit = visit_of(caller, challenge.candidate)
    rounds.withdraw(caller, challenge, on=on)
    if visit is not None and visit.state == S.CHALLENGED:
        return_to_list(caller, visit, on=on)


@service("visit.returned")
def return_to_list(caller: Caller, visit: Visit, *, on: date) -> Changed[Visit]:
    """A visit whose challenge is over is to be invited again. Lists show it so from the day itself."""
    check_change(caller, fresh(visit).practice)
    if not may_move(visit.state, S.CANDIDATE) or is_challenged(visit, on=on):
        raise RefusedError("This visit is not one whose challenge is over.")
    visit.state = S.CANDIDATE
    return Changed(save(visit), visit.practice.code, {"round": visit.round_id})


def taken_up(caller: Caller, visit: Visit, *, on: date) -> Visit:
    """A visit that is about to be arranged: on the list again where its challenge is over, any other as it was."""
    if standing_of(fresh(visit), on=on) != visit.state:
        return_to_list(caller, visit, on=on)
    return visit


@service("visit.added")
def add_visit(caller: Caller, visit: Visit) -> Changed[Visit]:
    """A visit outside any round, still to be arranged. Raises RefusedError where one is to be made already."""
    check_change(caller, visit.practice)
    Practice.objects.select_for_update().get(pk=visit.practice_id)
    if visit.practice.closed_on is not None:
        raise RefusedError(f"{visit.practice.name} has closed.", "code")
    there = Visit.objects.filter(practice=visit.practice, state__in=AHEAD).first()
    if there is not None:
        state = there.get_state_display().lower()
        raise RefusedError(
            f"A visit to {visit.practice.name} is to be made already. It is “{state}”. Go on with it.",
            "code",
        )
    return Changed(save(visit), visit.practice.code)


@service("visit.added_as_held")
def add_past_visit(caller: Caller, visit: Visit, *, present: Iterable[str], now: datetime) -> Changed[Visit]:
    """A visit that was already made, with the roles that were there.

    Without a practice manager or deputy it needs a reason, like every visit.
    """
    check_change(caller, visit.practice)
    if visit.starts_at is None or visit.starts_at > now:
        raise RefusedError("A visit that was already made has a time in the past.", "starts_at")
    Practice.objects.select_for_update().get(pk=visit.practice_id)
    if Visit.objects.filter(practice=visit.practice, starts_at=visit.starts_at, state__in=MADE).exists():
        raise RefusedError("A visit at this time is kept already.", "day")
    roles = list(dict.fromkeys(present))
    if not set(roles) & set(MANAGERS) and not visit.no_manager_reason.strip():
        raise RefusedError(
            "Say why neither the practice manager nor a deputy was there.", "no_manager_reason"
        )
    visit.state = S.HELD
    save(visit)
    for role in roles:
        save(Attendee(visit=visit, role=role, came=True))
    return Changed(visit, visit.practice.code, {"roles": roles})
