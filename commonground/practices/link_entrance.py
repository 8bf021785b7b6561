"""The door of people without an account, who hold a signed link.

The token stands in the first address alone: it is changed there for a note in the session, so that it is in no later
address and no Referer. Every request after that looks at the link again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.links import LinkError, UnknownLinkError, open_link, opened_before
from commonground.core.models import Link
from commonground.practices.queries import practice_of_link

P = ParamSpec("P")
LinkPage = Callable[Concatenate[HttpRequest, Caller, Link, P], HttpResponseBase]

FIRST_PAGES: dict[str, str] = {}
"""By purpose, the page to which a link leads; each area adds its own with `leads_to`."""
LINK_PAGES: dict[str, tuple[Link.Purpose, ...]] = {}
"""By view, the purposes whose links open it: what the permission tests go through."""
IN_SESSION = "link"
NOT_OPENED = "Open the link in your e-mail again: we could not tell which one you came with."


def leads_to(page: str, *purposes: Link.Purpose) -> None:
    """Say to which page the links of some purposes lead."""
    FIRST_PAGES.update({purpose.value: page for purpose in purposes})


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link: keep in the session which one it is, and go to its page. Nothing else changes."""
    try:
        link = open_link(token, now=now())
    except LinkError as error:
        response = _sentence(request, error)
    else:
        request.session[IN_SESSION] = str(link.pk)
        response = redirect(FIRST_PAGES[link.purpose])
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def by_link(
    *purposes: Link.Purpose,
) -> Callable[[LinkPage[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for who holds a link of these purposes, which gets its caller and the link, looked at anew."""

    def decorate(view: LinkPage[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                link = _link_of(request, purposes)
                response = view(request, _caller_of(link), link, *args, **kwargs)
            except LinkError as error:
                response = _sentence(request, error)
            response["Cache-Control"] = "no-store"
            return response

        LINK_PAGES[f"{view.__module__}.{view.__name__}"] = purposes
        functools.update_wrapper(page, view)
        return page

    return decorate


def _link_of(request: HttpRequest, purposes: tuple[Link.Purpose, ...]) -> Link:
    link_id = request.session.get(IN_SESSION)
    if link_id is None:
        raise UnknownLinkError(NOT_OPENED)
    link = opened_before(link_id, now=now())
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
    return render(request, "practices/link_ended.html", {"sentence": str(error)}, status=status)
