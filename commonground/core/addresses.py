"""Nothing about a child in an address: not in a search, nor in where somebody goes after signing in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from commonground.engine.identifiers import holds_nhs_number

TAKEN_OUT = "An NHS number was taken out of your search. Search for practices and for people who work there."
OF_OTHERS = "/accounts/"
"""Where an organisation's own sign-in gives codes of its own."""


class NothingOfAChildInAddresses:
    """Leads on, without it, whoever asks for an address that holds an NHS number; so no page repeats it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, or lead to the same page without what names a child."""
        if request.method not in ("GET", "HEAD") or not request.GET or request.path.startswith(OF_OTHERS):
            return self.get_response(request)
        kept = request.GET.copy()
        for name, values in request.GET.lists():
            kept.setlist(name, [one for one in values if not _names_a_child(one)])
        if kept == request.GET:
            return self.get_response(request)
        messages.error(request, TAKEN_OUT)
        response = redirect(f"{request.path}?{kept.urlencode()}".rstrip("?"))
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response


def _names_a_child(value: str) -> bool:
    return holds_nhs_number(value) or holds_nhs_number(unquote_plus(value))
