"""E-mails of the outbox that are sent once more, as far as what they say still holds."""

from __future__ import annotations

from datetime import datetime

from commonground.core import outbox
from commonground.core.caller import Caller
from commonground.core.models import OutboxMessage
from commonground.core.services import RefusedError
from commonground.visits.calendars import sequence_of
from commonground.visits.queries.visits import visits

OUTDATED = "The visit has changed since. Its calendar file would put an old time into calendars: send the newest one."


def send_again(caller: Caller, message: OutboxMessage, *, now: datetime) -> OutboxMessage:
    """Put an e-mail on its way once more. Raises RefusedError where its calendar file is older than the visit."""
    if is_outdated(caller, message):
        raise RefusedError(OUTDATED)
    return outbox.send_again(caller, message, now=now)


def is_outdated(caller: Caller, message: OutboxMessage) -> bool:
    """Whether a visit changed since the calendar file was written that goes with an e-mail."""
    written = sequence_of(message.calendar)
    if written is None or message.visit_id is None:
        return False
    return visits(caller).filter(pk=message.visit_id, sequence__gt=written).exists()
