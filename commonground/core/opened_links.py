"""Which links a browser has opened: what stands in for the token after the first address.

Each page of a link has the link's id in its address, so that two that are open in one browser are two. The id is no
secret: what counts is that the session says that this browser opened the link with its token. A form carries a proof of
its own, for the page may lie open longer than the session lasts.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonground.core.links import UnknownLinkError, opened_before
from commonground.core.models import Link

MOST = 30
"""How many a session remembers, so that it stays small. Ours: more than a practice has to answer at a time."""
NOT_OPENED = "Open the link in your e-mail again: we could not tell which one you came with."
_IN_SESSION = "links"
_FIELD = "opened_link"
_SIGNER = Signer(salt="core.opened_links")


def remember(session: SessionBase, link: Link) -> None:
    """The browser of this session opened this link with its token."""
    others = [one for one in session.get(_IN_SESSION, []) if one != str(link.pk)]
    session[_IN_SESSION] = [*others, str(link.pk)][-MOST:]


def link_opened(request: HttpRequest, link_id: uuid.UUID, *, now: datetime) -> Link:
    """The link that a page is of, looked at anew. Raises LinkError where this browser has not opened it."""
    link = opened_before(str(link_id), now=now) if _is_proved(request, link_id) else None
    if link is None:
        raise UnknownLinkError(NOT_OPENED)
    remember(request.session, link)
    return link


def proof_field(link: Link | None) -> SafeString:
    """What a form of a link's page carries, beside its own fields; nothing on the pages of people who sign in."""
    if not isinstance(link, Link):  # an undefined name, in a template
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', _FIELD, _proof(link.pk))


def tell_nobody(response: HttpResponseBase) -> None:
    """Keep an address that holds a token out of every Referer and every cache."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"


def _is_proved(request: HttpRequest, link_id: uuid.UUID) -> bool:
    if str(link_id) in request.session.get(_IN_SESSION, []):
        return True
    return constant_time_compare(request.POST.get(_FIELD, ""), _proof(link_id))


def _proof(link_id: uuid.UUID) -> str:
    return _SIGNER.signature(str(link_id))
