"""Every change to practices and the people there."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonground.accounts.models import User
from commonground.accounts.queries import caller_of
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.models import ClosedDay, Contact, Practice, Staffing, Surgery, followers
from commonground.practices.policies import check_area, check_change
from commonground.practices.queries import known_as


@service("contact.added")
def add_contact(caller: Caller, contact: Contact) -> Changed[Contact]:
    """Keep a new person at a practice. Raises NotAllowedError, ValidationError, RefusedError where they are known."""
    check_change(caller, contact.practice)
    Practice.objects.select_for_update().get(pk=contact.practice_id)
    known = known_as(caller, contact)
    if known is not None and known.left_on is None and known.role == contact.role:
        raise RefusedError(f"{known} is kept here already. Change or confirm them there.", "name")
    return Changed(save(contact), contact.practice.code, {"role": contact.role})


@service("contact.changed")
def change_contact(caller: Caller, contact: Contact) -> Changed[Contact]:
    """Keep changed details of a person. Raises NotAllowedError, ValidationError."""
    check_change(caller, contact.practice)
    return Changed(save(contact), contact.practice.code, {"role": contact.role})


@service("contact.confirmed")
def confirm_contact(caller: Caller, contact: Contact, *, on: date) -> Changed[Contact]:
    """Somebody found the person to be there and reachable on a day: earlier bounces no longer count."""
    check_change(caller, contact.practice)
    contact.confirmed_on, contact.bounces, contact.left_on = on, 0, None
    return Changed(save(contact), contact.practice.code)


@service("contact.bounced")
def note_bounce(caller: Caller, contact: Contact, *, on: date) -> Changed[Contact]:
    """A message to the person came back."""
    check_change(caller, contact.practice)
    contact.bounces, contact.bounced_on = contact.bounces + 1, on
    return Changed(save(contact), contact.practice.code, {"bounces": contact.bounces})


@service("contact.left")
def note_left(caller: Caller, contact: Contact, *, on: date) -> Changed[Contact]:
    """The person left the practice; what they did stays."""
    check_change(caller, contact.practice)
    contact.left_on = on
    return Changed(save(contact), contact.practice.code)


@service("staffing.noted")
def note_staffing(caller: Caller, staffing: Staffing) -> Changed[Staffing]:
    """Keep how a practice is staffed."""
    check_change(caller, staffing.practice)
    return Changed(save(staffing), staffing.practice.code)


@service("practice.added")
def add_practice(caller: Caller, practice: Practice) -> Changed[Practice]:
    """Keep a practice that opened, or that nobody had entered. Raises NotAllowedError, ValidationError."""
    check_area(caller, practice.area)
    return Changed(save(practice), practice.code, {"area": practice.area.code})


@service("practice.changed")
def change_practice(caller: Caller, /, practice: Practice, **values: Any) -> Changed[Practice]:
    """Keep changed details of a practice, those in `values` and those already set on it.

    Raises NotAllowedError, ValidationError.
    """
    check_change(caller, practice)
    for name, value in values.items():
        setattr(practice, name, value)
    check_area(caller, practice.area)
    return Changed(save(practice), practice.code, {"fields": sorted(values)})


@service("practice.closed")
def close(caller: Caller, practice: Practice, *, on: date) -> Changed[Practice]:
    """A practice closed and nobody follows it; its history stays."""
    check_change(caller, practice)
    practice.closed_on = on
    return Changed(save(practice), practice.code, {"on": on.isoformat()})


@service("practice.opened_again")
def open_again(caller: Caller, practice: Practice) -> Changed[Practice]:
    """A practice that was said to be closed, or to have merged, is open: its history is its own again."""
    check_change(caller, practice)
    practice.closed_on = practice.successor = practice.merged_on = None
    return Changed(save(practice), practice.code)


@service("practice.merged")
def merge(caller: Caller, practice: Practice, *, into: Practice, on: date) -> Changed[Practice]:
    """A practice closed into another: its history is read there from now on."""
    check_change(caller, practice)
    check_change(caller, into)
    follows: Practice | None = into
    while follows is not None:
        if follows.pk == practice.pk:
            raise RefusedError(
                f"{practice.code} can't merge into {into.code}: one of them already follows the other.",
                "into",
            )
        follows = follows.successor
    practice.successor, practice.merged_on, practice.closed_on = into, on, on
    return Changed(save(practice), practice.code, {"into": into.code})


@service("practice.handed_over")
def hand_over(
    caller: Caller, practice: Practice, *, to: User | None, area: Area | None = None
) -> Changed[Practice]:
    """Give a practice another visitor, and another area where one is given; what was before stays in its history.

    Raises RefusedError where the visitor does not work for the practice's area.
    """
    check_change(caller, practice)
    if area is not None:
        check_area(caller, area)
        practice.area = area
    places = {one.area_id for one in (practice, *followers(practice))}
    if to is not None and (not to.is_active or not places & caller_of(to).area_ids):
        raise RefusedError(f"{to.name} does not work for {practice.area}, where {practice} lies.", "to")
    before, practice.visitor = practice.visitor_id, to
    return Changed(
        save(practice), practice.code, {"from": before, "to": to and to.pk, "area": practice.area.code}
    )


@service("practice.surgery_added")
def add_surgery(caller: Caller, surgery: Surgery) -> Changed[Surgery]:
    """Keep hours of a weekday in which the practice can't be visited.

    Raises RefusedError where they end too early, and where other hours hold them already.
    """
    check_change(caller, surgery.practice)
    if surgery.ends <= surgery.starts:
        raise RefusedError("The end must be after the start.", "ends")
    that_day = surgery.practice.surgeries.filter(weekday=surgery.weekday)
    if that_day.filter(starts__lte=surgery.starts, ends__gte=surgery.ends).exists():
        raise RefusedError("These hours are in the list already.", "weekday")
    return Changed(save(surgery), surgery.practice.code, {"weekday": surgery.weekday})


@service("practice.surgery_removed")
def remove_surgery(caller: Caller, surgery: Surgery) -> Changed[Practice]:
    """The practice no longer calls these hours surgeries."""
    check_change(caller, surgery.practice)
    surgery.delete()
    return Changed(surgery.practice, surgery.practice.code, {"weekday": surgery.weekday})


@service("practice.closed_day_added")
def add_closed_day(caller: Caller, closed: ClosedDay) -> Changed[ClosedDay]:
    """Keep a day on which the practice is closed. Raises ValidationError where it is kept already."""
    check_change(caller, closed.practice)
    return Changed(save(closed), closed.practice.code, {"day": closed.day.isoformat()})


@service("practice.closed_day_removed")
def remove_closed_day(caller: Caller, closed: ClosedDay) -> Changed[Practice]:
    """The practice is open on this day after all."""
    check_change(caller, closed.practice)
    closed.delete()
    return Changed(closed.practice, closed.practice.code, {"day": closed.day.isoformat()})
