"""The door of every page for people who sign in: who may come in, and what they are told if they may not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from commonground.accounts.models import User
from commonground.accounts.queries import caller_of
from commonground.accounts.second_step import must_set_up_second_step
from commonground.accounts.sent_again import not_signed_in
from commonground.core.caller import Caller, Role
from commonground.core.personal import reading_as
from commonground.core.services import NotAllowedError, RefusedError
from commonground.core.typed import typed_words

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Caller, P], HttpResponseBase]

EVERYONE = tuple(Role)
WHO_CHANGE = (Role.COMMISSIONER, Role.LEAD, Role.ADMINISTRATOR)
WHO_LEAD = (Role.LEAD, Role.ADMINISTRATOR)

PAGES: dict[str, tuple[Role, ...]] = {}
"""By view, the roles that may open it: what the permission tests go through."""


def signed_in(*roles: Role) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for people of these roles, which gets its caller. Others are asked to sign in first, or told why not."""

    def decorate(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return not_signed_in(request)
            if must_set_up_second_step(request, request.user):
                return redirect("mfa_index")
            caller = caller_of(request.user)
            if caller.role not in roles:
                raise NotAllowedError("This page is for other people in the programme.")
            with reading_as(caller):
                return view(request, caller, *args, **kwargs)

        PAGES[f"{view.__module__}.{view.__name__}"] = roles
        functools.update_wrapper(page, view)
        return page

    return decorate


class SentencesForFaults:
    """Turns what a person may not do into a page with a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page with status 403 for NotAllowedError, 409 for RefusedError; everything else goes its way."""
        page = {"sentence": str(error), "typed": typed_words(request)}
        if isinstance(error, NotAllowedError):
            return render(request, "not_allowed.html", page, status=403)
        if isinstance(error, RefusedError):
            return render(request, "refused.html", page, status=409)
        return None
