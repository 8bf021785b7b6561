"""The outbox: what is to be sent is kept first, sent after, and tried again.

A message is written in the same transaction as what it is about, so neither is ever there without the other.
`send_waiting` is called by `commonground daily` and by the server's own worker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from commonground.core.caller import Caller, Role
from commonground.core.links import address_of
from commonground.core.models import Link, OutboxMessage
from commonground.core.services import Changed, NotAllowedError, RefusedError, save, service
from commonground.engine.rules.visit_book import load_visit_book

_MESSAGE_ID = re.compile(r"<outbox\.(\d{1,18})@")
LINK_STANDS_HERE = "{link}"


@dataclass(frozen=True)
class Letter:
    """An e-mail to be put in the outbox. `body` has `{link}` where its link goes."""

    kind: str
    to: str
    subject: str
    body: str
    from_name: str = ""
    reply_to: str = ""
    practice_code: str = ""
    visit_id: int | None = None
    link: Link | None = None
    calendar: str = ""
    calendar_method: str = ""


def put_in_outbox(letter: Letter, *, now: datetime, send_after: datetime | None = None) -> OutboxMessage:
    """Keep a letter to be sent. Raises ValidationError where it holds an NHS number."""
    message = OutboxMessage(made_at=now, send_after=send_after or now, **vars(letter))
    message.full_clean(exclude=["link"])
    message.save()
    return message


def send_waiting(*, now: datetime) -> int:
    """Send what waits and is due, and say how many went. One that fails waits longer each time.

    Each is taken first and sent after, outside of any transaction: two senders never send the same, nobody's work
    waits for a slow mail server, and one whose sender died half-way is tried again by itself.
    """
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, send_after__lte=now)
    return sum(_send(key, now) for key in list(waiting.order_by("made_at").values_list("pk", flat=True)))


@service("message.sent_again")
def send_again(caller: Caller, message: OutboxMessage, *, now: datetime) -> Changed[OutboxMessage]:
    """Put an e-mail that could not be sent, came back or got lost on its way once more."""
    if caller.kind == "user" and caller.role not in (Role.LEAD, Role.ADMINISTRATOR):
        raise NotAllowedError("Only a lead or an administrator sends an e-mail again.")
    if message.state == OutboxMessage.State.WAITING:
        raise RefusedError("This e-mail waits to be sent already.")
    before = message.state
    message.state, message.send_after = OutboxMessage.State.WAITING, now
    message.attempts, message.last_error, message.seen_to_at = 0, "", None
    return Changed(save(message), message.practice_code, {"before": before})


@service("message.seen_to")
def see_to(caller: Caller, message: OutboxMessage, *, now: datetime) -> Changed[OutboxMessage]:
    """Somebody saw to an e-mail that did not arrive: rang, wrote elsewhere, or let it be."""
    if caller.kind == "link":
        raise NotAllowedError("This link is for something else.")
    if message.state not in (OutboxMessage.State.FAILED, OutboxMessage.State.BOUNCED):
        raise RefusedError("This e-mail did not come back.")
    message.seen_to_at = now
    return Changed(save(message), message.practice_code, {"state": message.state})


def number_in(message_id: str) -> int | None:
    """The number of ours in a Message-ID, by which one that came back is known."""
    found = _MESSAGE_ID.search(message_id)
    return int(found.group(1)) if found else None


def text_of(message: OutboxMessage) -> str:
    """The body with the address of its link."""
    return message.body.replace(LINK_STANDS_HERE, address_of(message.link)) if message.link else message.body


def _send(key: int, now: datetime) -> bool:
    message = OutboxMessage.objects.select_related("link").get(pk=key)
    if not _take(message, now):
        return False
    try:
        _email(message).send()
    except OSError as error:  # every fault of smtplib is one
        message.last_error = type(error).__name__
        if message.attempts >= load_visit_book().number("outbox-attempts"):
            message.state = OutboxMessage.State.FAILED
    except Exception as error:  # a letter that can't be written at all must not hold up the others
        message.last_error, message.state = type(error).__name__, OutboxMessage.State.FAILED
    else:
        message.state, message.sent_at, message.last_error = OutboxMessage.State.SENT, now, ""
    message.save(update_fields=["state", "sent_at", "last_error"])
    return message.state == OutboxMessage.State.SENT


def _take(message: OutboxMessage, now: datetime) -> bool:
    """Count an attempt and put off the next, unless somebody else did since the message was read."""
    first_wait = timedelta(minutes=load_visit_book().number("outbox-first-wait-minutes"))
    next_time = now + first_wait * 2**message.attempts
    as_read = OutboxMessage.objects.filter(
        pk=message.pk, state=OutboxMessage.State.WAITING, attempts=message.attempts, send_after__lte=now
    )
    taken = as_read.update(attempts=message.attempts + 1, send_after=next_time)
    message.attempts += 1
    return bool(taken)


def _email(message: OutboxMessage) -> EmailMessage:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    sender = formataddr((message.from_name or name, address))
    email = EmailMessage(
        subject=message.subject,
        body=text_of(message),
        from_email=sender,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": f"<outbox.{message.pk}@{address.rpartition('@')[2]}>"},
    )
    if message.calendar:
        email.attach(_calendar_part(message))
    return email


def _calendar_part(message: OutboxMessage) -> MIMEBase:
    part = MIMEText(message.calendar, "calendar", "utf-8")
    part.set_param("method", message.calendar_method)
    part.add_header("Content-Disposition", "attachment", filename="visit.ics")
    return part
