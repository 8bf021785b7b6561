"""Signed links: made, opened, used up, taken back.

The token is worked out from the link's id with the installation's secret, so that it can be written into an e-mail
when that is sent and is stored nowhere; the database holds its hash. A link that changes something does one thing,
once, and expires; a practice's lasting link only shows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings

from commonground.core.models import Link
from commonground.engine.rules.visit_book import load_visit_book

_LASTS = {
    Link.Purpose.PRACTICE: "practice-page-days",
    Link.Purpose.PASSWORD: "password-link-days",
    Link.Purpose.COUNT: "count-link-days",
}
"""The number of the visit book that says how long a link of a purpose lasts; any other has `link-days`."""


class LinkError(Exception):
    """The link can't be used; the text is a sentence for the person who opened it."""


class UnknownLinkError(LinkError):
    """There is no such link, or it is for something else."""


def make_link(
    purpose: Link.Purpose, *, practice_code: str = "", object_id: object = "", now: datetime
) -> Link:
    """A new link for one purpose. Those who make it call it inside a service, whose audit event tells of it."""
    link = Link(
        purpose=purpose,
        practice_code=practice_code,
        object_id=str(object_id),
        made_at=now,
        expires_at=now + lasts(purpose),
    )
    link.token_hash = _hash(token_of(link))
    link.save()
    return link


def lasts(purpose: Link.Purpose) -> timedelta:
    """How long a link of a purpose can be used."""
    return timedelta(days=load_visit_book().number(_LASTS.get(purpose, "link-days")))


def token_of(link: Link) -> str:
    """The secret part of the link's address."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"link:" + link.id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(link.id.bytes + digest).rstrip(b"=").decode()


def address_of(link: Link) -> str:
    """The whole address, as it stands in an e-mail."""
    place = "welcome" if link.purpose == Link.Purpose.PASSWORD else "l"
    return f"{settings.BASE_URL}/{place}/{token_of(link)}/"


def open_link(token: str, *, now: datetime) -> Link:
    """The link of a token. Raises LinkError where it is unknown, used, expired or taken back."""
    return _usable(Link.objects.filter(token_hash=_hash(token)).first(), now)


def opened_before(link_id: str, *, now: datetime) -> Link:
    """A link that was opened before, by its id, if it can still be used. Raises LinkError where it can't."""
    return _usable(Link.objects.filter(pk=link_id).first(), now)


def unused(practice_code: str, purpose: Link.Purpose, object_id: object, *, now: datetime) -> Link | None:
    """The newest link of a purpose that can still be used, to be sent again."""
    return (
        Link.objects.filter(
            practice_code=practice_code,
            purpose=purpose,
            object_id=str(object_id),
            used_at=None,
            revoked_at=None,
            expires_at__gt=now,
        )
        .order_by("-made_at")
        .first()
    )


def check_link(link: Link, *, now: datetime) -> None:
    """Raise LinkError where a link can no longer be used."""
    if link.used_at is not None:
        raise LinkError(
            "This link has been used. What you answered was kept. Ask us for a new link to change it."
        )
    if link.revoked_at is not None or link.expires_at <= now:
        raise LinkError("This link is no longer valid. Ask the person who wrote to you for a new one.")


def use_up(link: Link, *, now: datetime) -> None:
    """Use a link, once. Raises LinkError where somebody else was first."""
    used = Link.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now).update(
        used_at=now
    )
    if not used:
        link.refresh_from_db()
        check_link(link, now=now)


def revoke(practice_code: str, purpose: Link.Purpose, object_id: object = "", *, now: datetime) -> int:
    """Take back the unused links of a purpose, and say how many there were."""
    return Link.objects.filter(
        practice_code=practice_code, purpose=purpose, object_id=str(object_id), used_at=None, revoked_at=None
    ).update(revoked_at=now)


def _usable(link: Link | None, now: datetime) -> Link:
    if link is None:
        raise UnknownLinkError(
            "This link is not one of ours, or part of it is missing. Open it from the e-mail again."
        )
    check_link(link, now=now)
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
