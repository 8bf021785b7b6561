"""The door of people without an account, who hold a signed link.

The token stands in the first address alone: it is changed there for a note in the session, so that it is in no later
address and no Referer. Those hold the link's id, which opens nothing by itself (`core.opened_links`), so that a page
stays the page of its link whatever else the browser opens. Every request looks at the link again.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.links import LinkError, UnknownLinkError, open_link
from commonground.core.models import Link
from commonground.core.opened_links import NOT_OPENED, link_opened, remember, tell_nobody
from commonground.core.typed import typed_words
from commonground.practices.queries import practice_of_link

LinkPage = Callable[[HttpRequest, Caller, Link], HttpResponseBase]

FIRST_PAGES: dict[str, str] = {}
"""By purpose, the page to which a link leads; each area adds its own with `leads_to`."""
LINK_PAGES: dict[str, tuple[Link.Purpose, ...]] = {}
"""By view, the purposes whose links open it: what the permission tests go through."""


def leads_to(page: str, *purposes: Link.Purpose) -> None:
    """Say to which page the links of some purposes lead."""
    FIRST_PAGES.update({purpose.value: page for purpose in purposes})


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link: keep in the session which one it is, and go to its page. Nothing else changes."""
    try:
        link = open_link(token, now=now())
        if link.purpose not in FIRST_PAGES:
            raise UnknownLinkError(NOT_OPENED)
    except LinkError as error:
        response = _sentence(request, error)
    else:
        remember(request.session, link)
        response = redirect(FIRST_PAGES[link.purpose], link_id=link.pk)
    tell_nobody(response)
    return response


def by_link(*purposes: Link.Purpose) -> Callable[[LinkPage], Callable[..., HttpResponseBase]]:
    """A page for who holds a link of these purposes, which gets its caller and the link, looked at anew.

    Its address has the link's id in it, as `<uuid:link_id>`.
    """

    def decorate(view: LinkPage) -> Callable[..., HttpResponseBase]:
        def page(request: HttpRequest, link_id: uuid.UUID) -> HttpResponseBase:
            try:
                link = _link_of(request, link_id, purposes)
                response = view(request, _caller_of(link), link)
            except LinkError as error:
                response = _sentence(request, error)
            response["Cache-Control"] = "no-store"
            return response

        LINK_PAGES[f"{view.__module__}.{view.__name__}"] = purposes
        functools.update_wrapper(page, view)
        return page

    return decorate


def _link_of(request: HttpRequest, link_id: uuid.UUID, purposes: tuple[Link.Purpose, ...]) -> Link:
    link = link_opened(request, link_id, now=now())
    if link.purpose not in purposes:
        raise UnknownLinkError(
            "This page is not the one that your link opens. Open it from the e-mail again."
        )
    return link


def _caller_of(link: Link) -> Caller:
    practice = practice_of_link(link)
    if practice is None:
        raise UnknownLinkError(NOT_OPENED)
    return Caller(name=practice.name, practice_id=practice.pk, link_id=str(link.pk))


def _sentence(request: HttpRequest, error: LinkError) -> HttpResponse:
    status = 404 if isinstance(error, UnknownLinkError) else 410
    page = {"sentence": str(error), "typed": typed_words(request)}
    return render(request, "practices/link_ended.html", page, status=status)
