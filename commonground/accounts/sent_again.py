"""What people get who send something and are not signed in any more, or whose page is too old to be taken.

Nothing they typed is lost: it stands on the page that tells them, and goes where it was meant to when it is sent again.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.core.typed import holds_secret, typed_fields, typed_words

SIGNED_OUT = "You are signed out."


def not_signed_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; for what was typed, a page that keeps it; for a piece of a page, a sentence."""
    if "HX-Request" in request.headers:
        return HttpResponse(SIGNED_OUT, status=401, content_type="text/plain")
    if any(value for _, value in typed_fields(request)):
        return _offered_again(request, status=401)
    return redirect_to_login(request.get_full_path())


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """What came without the token that its page should have carried.

    Mostly the page is ours, and somebody signed in or out in another tab since it was opened. What another site sent is
    neither shown nor offered.
    """
    if _is_ours(request) and not holds_secret(request):
        return _offered_again(request, status=403)
    page = {"page": request.path}
    return render(request, "accounts/not_from_here.html", page, status=403)


def _offered_again(request: HttpRequest, *, status: int) -> HttpResponse:
    page = {
        "address": request.get_full_path(),
        "fields": typed_fields(request),
        "typed": typed_words(request),
        "signed_out": status == HTTPStatus.UNAUTHORIZED,
        "files": bool(request.FILES),
    }
    response = render(request, "accounts/send_again.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent it."""
    known = {request.build_absolute_uri("/"), *settings.CSRF_TRUSTED_ORIGINS}
    return urlsplit(request.headers.get("Origin", ""))[:2] in {urlsplit(one)[:2] for one in known}
