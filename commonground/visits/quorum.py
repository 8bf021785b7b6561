"""Who must be able to come before a visit is booked: the manager alone, or the manager and one of two nurses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from commonground.practices.models import Contact
from commonground.visits.models import Attendee

MANAGER_GROUP = "manager"
NURSE_GROUP = "nurse"
MANAGERS = (Contact.Role.MANAGER, Contact.Role.DEPUTY)
NURSES = (Contact.Role.LEAD_NURSE, Contact.Role.NURSE)


def groups(attendees: Iterable[Attendee]) -> set[str]:
    """The groups of which one each is needed."""
    return {attendee.quorum_group for attendee in attendees if attendee.quorum_group}


def is_met(attendees: Sequence[Attendee], at: datetime) -> bool:
    """Whether somebody of each group can come at a time."""
    return all(
        any(can_come(attendee, at) for attendee in attendees if attendee.quorum_group == group)
        for group in groups(attendees)
    )


def is_lost(attendees: Sequence[Attendee], at: datetime) -> bool:
    """Whether everybody of some group has said no to a time."""
    return any(
        all(_cannot_come(attendee, at) for attendee in attendees if attendee.quorum_group == group)
        for group in groups(attendees)
    )


def can_come(attendee: Attendee, at: datetime) -> bool:
    """Whether somebody said yes to this very time."""
    return attendee.reply == Attendee.Reply.YES and attendee.reply_for == at


def _cannot_come(attendee: Attendee, at: datetime) -> bool:
    return attendee.reply == Attendee.Reply.NO and attendee.reply_for == at
