"""What the pages of a visit say of it: the next steps, the people, the wishes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from commonground.core.caller import Caller
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import ClosedDay
from commonground.visits.bank_holidays import name_of_bank_holiday
from commonground.visits.models import Attendee, Slot, Visit
from commonground.visits.policies.visits import has_begun, may_arrange
from commonground.visits.queries.visits import TO_INVITE
from commonground.visits.quorum import MANAGER_GROUP, NURSE_GROUP
from commonground.visits.states import may_move

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit

S = Visit.State


@dataclass(frozen=True)
class Step:
    """Something that can be done next, and where. The first of a list is what is done most."""

    words: str
    address: str


@dataclass(frozen=True)
class Group:
    """Visits that need the same thing, in the list of what is to be arranged."""

    title: str
    about: str
    visits: list[StandingVisit]


NEEDS = {
    MANAGER_GROUP: "Stands for the practice",
    NURSE_GROUP: "One of the nurses is needed",
    "": "Comes too",
}


def next_steps(
    caller: Caller, visit: Visit, standing: str, kept: Slot | None, *, now: datetime
) -> list[Step]:
    """What the caller may do with a visit now, as the table of states and the policies say.

    standing: the visit's state on the day, which is that of one to be invited where a challenge is over.
    """
    if not may_arrange(caller, visit):
        return []
    past = has_begun(visit, now=now)
    there = visit.practice.closed_on is None
    booked, again = standing == S.BOOKED, standing == S.INVITED
    steps = [
        (booked and past and may_move(standing, S.HELD), "It was held", "hold-visit", None),
        (booked and past, "It did not take place", "end-visit", S.DID_NOT_TAKE_PLACE),
        (kept is not None, "Wait no longer, ask for another time", "let-go", None),
        (
            there and (again or may_move(standing, S.INVITED)),
            "Invite again" if again else "Invite",
            "invite",
            None,
        ),
        (there and may_move(standing, S.BOOKED), "Book a time that was agreed", "book-visit", None),
        (booked and not past, "Move to another time", "move-visit", None),
        (booked and not past, "Put it off", "end-visit", S.POSTPONED),
        (not booked and may_move(standing, S.DECLINED), "They said no", "end-visit", S.DECLINED),
        (may_move(standing, S.CANCELLED) and not past, "Cancel the visit", "end-visit", S.CANCELLED),
    ]
    return [Step(words, _address(name, visit, to)) for allowed, words, name, to in steps if allowed]


@dataclass(frozen=True)
class OwnTime:
    """A time that a visitor offers, with the reasons for which it is not offered, or not to everybody."""

    slot: Slot
    reasons: list[str]


def own_times(slots: Iterable[Slot], closed_days: Iterable[ClosedDay]) -> list[OwnTime]:
    """A visitor's times, each with what stands against it. closed_days: those of the practices still to be arranged."""
    closed: dict[date, list[ClosedDay]] = defaultdict(list)
    for one in closed_days:
        closed[one.day].append(one)
    return [OwnTime(slot, list(_reasons(slot, closed))) for slot in slots]


def _reasons(slot: Slot, closed: Mapping[date, Iterable[ClosedDay]]) -> Iterator[str]:
    day = timezone.localdate(slot.starts_at)
    holiday = name_of_bank_holiday(day)
    if holiday:
        yield f"A bank holiday: {holiday}. It is offered to nobody."
        return
    for one in closed.get(day, ()):
        if slot.visit is None or slot.visit.practice_id == one.practice_id:
            why = f" ({one.reason})" if one.reason else ""
            what = "It is not offered there." if slot.visit is None else "Ask if the visit can still be then."
            yield f"{one.practice.name} is closed that day{why}. {what}"


def needs(attendee: Attendee) -> str:
    """What somebody is asked for."""
    return NEEDS[attendee.quorum_group]


def sheet_numbers() -> dict[str, int]:
    """The minutes that the sheet for the manager names."""
    number = load_visit_book().number
    return {"minutes": int(number("visit-minutes")), "nurse_minutes": int(number("nurse-minutes"))}


def groups_to_arrange(
    visits: Iterable[StandingVisit], unanswered: Iterable[Visit], *, now: datetime
) -> list[Group]:
    """What is to be arranged, what needs the visitor first. unanswered: the invitations that have waited long."""
    everything, waited = list(visits), {one.pk for one in unanswered}
    gone = [one for one in everything if one.practice.closed_on is not None]
    found = [one for one in everything if one.practice.closed_on is None]
    late = [one for one in found if one.pk in waited]
    wished = [one for one in found if getattr(one, "has_wish", False) and one.state != S.BOOKED]
    unmarked = [
        one for one in found if one.state == S.BOOKED and one.starts_at is not None and one.starts_at <= now
    ]
    groups = [
        Group(
            "The practice has closed", "Cancel the visit. If the practice merged, add one to the other.", gone
        ),
        Group("The practice answered", "They suggested times, asked for a call or named somebody.", wished),
        Group("Was it held?", "Their time has passed: say whether the visit was held.", unmarked),
        Group(
            "No answer for a while",
            "They were asked again by e-mail. Ringing may help.",
            [one for one in late if one not in wished],
        ),
        Group(
            "To be invited",
            "Nobody was asked yet, or another time is to be found.",
            [one for one in found if one.standing in TO_INVITE and one not in wished],
        ),
        Group(
            "Waiting for an answer",
            "Invited not long ago.",
            [one for one in found if one.state == S.INVITED and one not in late and one not in wished],
        ),
        Group(
            "Booked",
            "The next is first.",
            [one for one in found if one.state == S.BOOKED and one not in unmarked],
        ),
    ]
    return [group for group in groups if group.visits]


def _address(name: str, visit: Visit, to: str | None) -> str:
    kwargs = {"pk": visit.pk} if to is None else {"pk": visit.pk, "to": to}
    return reverse(name, kwargs=kwargs)
