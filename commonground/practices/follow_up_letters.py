"""E-mails that follow a visit, in the words in force, to the right person at a practice."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from commonground.accounts.models import User
from commonground.core.caller import SYSTEM
from commonground.core.letters import filled, words_of
from commonground.core.models import Link, OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from commonground.practices.models import Practice, followers
from commonground.practices.queries import right_person

LONGEST_SUBJECT = 150


def address_of(practice: Practice) -> str:
    """Where a practice is written to: the right person, else its own inbox, else nowhere.

    One that merged is written to where it went.
    """
    practice = (practice, *followers(practice))[-1]
    person = right_person(SYSTEM, practice)
    return person.email if person else practice.email


def write_to_practice(
    kind: str,
    practice: Practice,
    names: Mapping[str, str],
    *,
    sender: User | None,
    now: datetime,
    link: Link | None = None,
    visit_id: int | None = None,
) -> OutboxMessage | None:
    """Put a letter to a practice in the outbox.

    None where no address is known, or nobody of us looks after the practice: somebody rings instead.
    """
    to = address_of(practice)
    if not to or sender is None:
        return None
    letter = replace(
        _letter(kind, to, practice, {"visitor": sender.name, **names}),
        from_name=sender.name,
        reply_to=sender.email,
        visit_id=visit_id,
        link=link,
    )
    return put_in_outbox(letter, now=now)


def write_to_colleague(
    kind: str, practice: Practice, names: Mapping[str, str], *, to: User, now: datetime
) -> OutboxMessage:
    """Put a letter about a practice to one of us in the outbox."""
    return put_in_outbox(_letter(kind, to.email, practice, {"visitor": to.name, **names}), now=now)


def tell_colleague(practice: Practice, what: str, page: str, *, to: User | None, now: datetime) -> None:
    """Tell one of us what somebody at a practice did with a link, and where to go on. page: the path of that page."""
    if to is not None:
        names = {"what": what, "page": f"{settings.BASE_URL}{page}"}
        write_to_colleague("visitor-told", practice, names, to=to, now=now)


def _letter(kind: str, to: str, practice: Practice, names: Mapping[str, str]) -> Letter:
    subject, body = words_of(kind, practice.area)
    values = {"practice": practice.name, **names}
    short = textwrap.shorten(filled(subject, values), LONGEST_SUBJECT, placeholder=" …")
    return Letter(kind, to, short, filled(body, values), practice_code=practice.code)
