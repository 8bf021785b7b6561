"""When no visit suits a practice: its surgeries, and the days on which it is closed."""

from __future__ import annotations

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.models import ClosedDay, Surgery
from commonground.practices.policies import check_change


@service("surgery.added")
def add_surgery(caller: Caller, surgery: Surgery) -> Changed[Surgery]:
    """The practice has surgeries in these hours of a weekday. Raises NotAllowedError, RefusedError."""
    check_change(caller, surgery.practice)
    if surgery.ends <= surgery.starts:
        raise RefusedError("The end comes after the start.", field="ends")
    return Changed(save(surgery), surgery.practice.code, {"weekday": surgery.weekday})


@service("surgery.removed")
def remove_surgery(caller: Caller, surgery: Surgery) -> Changed[Surgery]:
    """The practice has no surgery then any more."""
    check_change(caller, surgery.practice)
    Surgery.objects.filter(pk=surgery.pk).delete()
    return Changed(surgery, surgery.practice.code, {"weekday": surgery.weekday})


@service("closed_day.added")
def add_closed_day(caller: Caller, closed: ClosedDay) -> Changed[ClosedDay]:
    """The practice is closed on a day. Raises NotAllowedError, ValidationError."""
    check_change(caller, closed.practice)
    return Changed(save(closed), closed.practice.code, {"day": closed.day.isoformat()})


@service("closed_day.removed")
def remove_closed_day(caller: Caller, closed: ClosedDay) -> Changed[ClosedDay]:
    """The practice is open on that day after all."""
    check_change(caller, closed.practice)
    ClosedDay.objects.filter(pk=closed.pk).delete()
    return Changed(closed, closed.practice.code, {"day": closed.day.isoformat()})
