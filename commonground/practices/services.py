"""Every change to a practice and the people there."""

from __future__ import annotations

from datetime import date

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.models import Contact, Practice, Staffing
from commonground.practices.policies import check_change


@service("contact.added")
def add_contact(caller: Caller, contact: Contact) -> Changed[Contact]:
    """Keep a new person at a practice. Raises NotAllowedError, ValidationError."""
    check_change(caller, contact.practice)
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


@service("practice.merged")
def merge(caller: Caller, practice: Practice, *, into: Practice, on: date) -> Changed[Practice]:
    """A practice closed into another: its history is read there from now on."""
    check_change(caller, practice)
    if into.pk == practice.pk or into.successor_id == practice.pk:
        raise RefusedError(
            f"{practice.code} can't merge into {into.code}: one of them already follows the other."
        )
    practice.successor, practice.merged_on, practice.closed_on = into, on, on
    return Changed(save(practice), practice.code, {"into": into.code})
