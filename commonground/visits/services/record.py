"""The record of a visit: one place where everything is saved, as it is typed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from commonground.core.caller import Caller
from commonground.core.services import Changed, NotAllowedError, RefusedError, save, service
from commonground.practices.models import Contact
from commonground.practices.policies import check_change
from commonground.visits.models import Attendee, RecordEntry, Visit
from commonground.visits.record_keys import THEIRS, came_of, pulse_key, values_of
from commonground.visits.services.fresh import fresh

S = Visit.State
RECORDED_IN = (S.BOOKED, S.HELD, S.WRITTEN_UP)
"""The states in which a record is written: before somebody says it was held, and until the visit is closed."""
MANAGERS = (Contact.Role.MANAGER, Contact.Role.DEPUTY)


class ClashError(Exception):
    """Somebody else saved this since it was seen. `entry` is what they saved; nothing was changed."""

    def __init__(self, entry: RecordEntry) -> None:
        super().__init__(f"{entry.saved_by} saved this while you were writing.")
        self.entry = entry


@service("record.saved")
def saved(
    caller: Caller, visit: Visit, key: str, value: str, text: str, seen_version: int, *, at: datetime
) -> Changed[RecordEntry]:
    """Keep one thing in the record of a visit.

    seen_version is the version that the writer saw, 0 for none. Raises ClashError where it is not the last one and
    something else was typed; RefusedError for an unknown key or value; ValidationError for an NHS number.
    """
    _check(caller, visit, key, value)
    entry = RecordEntry.objects.select_for_update().filter(visit=visit, key=key).first()
    if entry is not None and _says_nothing_new(entry, value, text, seen_version):
        return Changed(entry, visit.practice.code, {"key": key, "version": entry.version})
    if entry is None:
        entry = RecordEntry(visit=visit, key=key, version=0)
    elif entry.version != seen_version:
        raise ClashError(entry)
    entry.value, entry.text, entry.version = value, text, entry.version + 1
    entry.saved_by, entry.saved_at = caller.name, at
    try:
        with transaction.atomic():
            save(entry)
    except IntegrityError as error:  # on PostgreSQL two can be the first at once
        raise ClashError(RecordEntry.objects.get(visit=visit, key=key)) from error
    _keep_attendance(visit, key, came=value == "yes")
    return Changed(entry, visit.practice.code, {"key": key, "version": entry.version})


def _check(caller: Caller, visit: Visit, key: str, value: str) -> None:
    check_change(caller, fresh(visit).practice)
    if caller.kind == "link" and not key.startswith(pulse_key(THEIRS, "")):
        raise NotAllowedError("This link is for something else.")
    if caller.kind != "link" and visit.state not in RECORDED_IN:
        raise RefusedError(f"This visit is “{visit.get_state_display()}”: its record can't be changed.")
    try:
        values = values_of(key)
    except KeyError as error:
        raise RefusedError("There is no such part of the record.") from error
    if value not in (values or ("",)):
        raise RefusedError("Choose one of the answers shown.")


def _says_nothing_new(entry: RecordEntry, value: str, text: str, seen_version: int) -> bool:
    """Whether the same is kept already, or the writer changed nothing since the version they saw."""
    if (entry.value, entry.text) == (value, text):
        return True
    if entry.version == seen_version:
        return False
    seen = entry.history.filter(version=seen_version).first()
    return (value, text) == ((seen.value, seen.text) if seen else ("", ""))


def _keep_attendance(visit: Visit, key: str, *, came: bool) -> None:
    """Who came counts people, so that it stands with those who were asked as well."""
    person = came_of(key)
    if person is None:
        return
    role, attendee_pk = person
    asked = visit.attendees.filter(role=role)
    attendee = asked.filter(pk=attendee_pk).first() if attendee_pk else asked.filter(contact=None).first()
    if attendee is None and attendee_pk:
        raise RefusedError("This person is not asked to the visit any more.")
    if attendee is None and not came:
        return
    attendee = attendee or Attendee(visit=visit, role=role)
    attendee.came = came
    save(attendee)
    held = visit.state != S.BOOKED and not visit.no_manager_reason
    if held and not visit.attendees.filter(came=True, role__in=MANAGERS).exists():
        raise RefusedError(
            "A visit is held with the practice manager or the deputy. Tick who came first, then take this tick away."
        )
