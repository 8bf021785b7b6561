"""A practice's count: asked for with a link, sent through it or given by hand, and taken in once."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import SYSTEM, Caller
from commonground.core.letters import filled, words_of
from commonground.core.links import make_link, revoke, use_up
from commonground.core.models import Link, OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from commonground.core.services import Changed, NotAllowedError, RefusedError, save, service
from commonground.engine.rules.loader import load_rulebook
from commonground.figures.counts.queries import counts_of, newest_count
from commonground.figures.counts.reading import count_in
from commonground.figures.counts.rows import agreements_in, changes_in, differences_in, figures_in, release_of
from commonground.figures.fixes.services import look_for_fixes
from commonground.figures.models import Agreement, Change, Difference, Figure, PracticeCount, Release
from commonground.practices.models import Contact, Practice
from commonground.practices.policies import check_change

HERE_ALREADY = "This very count is here already. Nothing was changed."
NEWER_IS_HERE = "A newer count of {practice} is here, as at {as_at}. Count once more, as at today."
NOBODY = "No e-mail address is known for {practice}. Add a person or the practice’s inbox first."
CLOSED = "{practice} has closed."
KIND = "count-asked"


@service("count.asked")
def ask_for_count(
    caller: Caller, practice: Practice, to: Contact | None, *, now: datetime
) -> Changed[OutboxMessage]:
    """Write to a practice with the link on which it counts and sends; earlier such links end.

    to: who is asked; None means the practice's inbox.
    """
    check_change(caller, practice)
    if practice.closed_on is not None:
        raise RefusedError(CLOSED.format(practice=practice.name))
    name, email = (to.name, to.email) if to else ("colleague", practice.email)
    if not email:
        raise RefusedError(NOBODY.format(practice=practice.name))
    revoke(practice.code, Link.Purpose.COUNT, now=now)
    link = make_link(Link.Purpose.COUNT, practice_code=practice.code, now=now)
    subject, body = words_of(KIND, practice.area)
    sender = User.objects.filter(pk=caller.user_id).first() if caller.user_id else None
    reply_to = sender.email if sender else ""
    words = {"name": name, "practice": practice.name, "visitor": caller.name, "visitor_email": reply_to}
    letter = Letter(
        kind=KIND,
        to=email,
        subject=filled(subject, words)[:200],
        body=filled(body, words),
        from_name=caller.name,
        reply_to=reply_to,
        practice_code=practice.code,
        link=link,
    )
    return Changed(put_in_outbox(letter, now=now), practice.code)


@service("count.taken_in")
def take_in_count(
    caller: Caller, practice: Practice, data: bytes, *, now: datetime, link: Link | None = None
) -> Changed[PracticeCount]:
    """Take in a count that a practice sent, or that somebody gave for it, as a release by that practice.

    Its bytes are checked whole before anything is kept. Raises RefusedError, a sentence, and LinkError for a link that
    was used. `link` is used up.
    """
    _check(caller, practice, link)
    on = timezone.localdate(now)
    Practice.objects.select_for_update().get(pk=practice.pk)
    document = count_in(data, practice.code, practice.name, load_rulebook(), on=on)
    made = release_of(document, sha256(data).hexdigest())
    if Release.objects.filter(key=made.key).exists():
        raise RefusedError(HERE_ALREADY)
    as_at = date.fromisoformat(document["as_at"])
    newest = newest_count(SYSTEM, practice)
    if newest is not None and newest.as_at > as_at:
        day = f"{newest.as_at.day} {newest.as_at:%B %Y}"
        raise RefusedError(NEWER_IS_HERE.format(practice=practice.name, as_at=day))
    if link is not None:
        use_up(link, now=now)
    same_day = counts_of(SYSTEM, practice).filter(as_at=as_at, release__replaced_by=None).first()
    made.taken_in_at, made.taken_in_by = now, caller.name
    count = save(
        PracticeCount(
            release=save(made),
            practice=practice,
            as_at=as_at,
            rulebook_version=document["rulebook_version"],
            registration_known=document["registration_known"],
            **{name: document[name] for name in ("read", "diagnosis", "due", "causes")},
        )
    )
    if same_day is not None:
        same_day.release.replaced_by = made
        save(same_day.release)
    Figure.objects.bulk_create(figures_in(document, count))
    Difference.objects.bulk_create(differences_in(document, count))
    Agreement.objects.bulk_create(agreements_in(document, count))
    Change.objects.bulk_create(changes_in(document, count))
    look_for_fixes(made)
    return Changed(count, practice.code, {"release": made.key})


def _check(caller: Caller, practice: Practice, link: Link | None) -> None:
    check_change(caller, practice)
    if caller.kind == "link" and (
        link is None or link.purpose != Link.Purpose.COUNT or str(link.pk) != caller.link_id
    ):
        raise NotAllowedError("This link is for something else.")
