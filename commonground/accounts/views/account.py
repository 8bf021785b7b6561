"""A person's own account, choosing a password by a link, and the one-click sign-in of the demo."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts import queries, services
from commonground.accounts.demo import made_up_people
from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.accounts.forms import PasswordForm
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.links import LinkError, UnknownLinkError, open_link
from commonground.core.models import Link
from commonground.core.opened_links import NOT_OPENED, link_opened, remember, tell_nobody
from commonground.core.services import RefusedError

PASSWORDS = "django.contrib.auth.backends.ModelBackend"


@signed_in(*EVERYONE)
def account(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Who one is here, and how to sign in more safely."""
    return render(request, "accounts/account.html", {"caller": caller})


def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody opened the link of an e-mail to choose a password: its token stays in this address alone."""
    try:
        link = open_link(token, now=now())
        if link.purpose != Link.Purpose.PASSWORD:
            raise UnknownLinkError(NOT_OPENED)
    except LinkError as error:
        response = _ended(request, error)
    else:
        remember(request.session, link)
        response = redirect("choose-password", link_id=link.pk)
    tell_nobody(response)
    return response


def choose_password(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """The page to which that link leads; the link is used up when the password is kept."""
    response = _choose_password(request, link_id)
    response["Cache-Control"] = "no-store"
    return response


def _choose_password(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    try:
        link = link_opened(request, link_id, now=now())
        if link.purpose != Link.Purpose.PASSWORD:
            raise UnknownLinkError(NOT_OPENED)
        person = queries.person_of_link(link)
        form = PasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            caller = Caller(person.name, link_id=str(link.id))
            services.choose_password(
                caller, person, password=form.cleaned_data["password"], link=link, now=now()
            )
            return render(request, "accounts/password_kept.html")
    except (LinkError, RefusedError) as error:
        return _ended(request, error)
    return render(request, "accounts/choose_password.html", {"form": form, "link": link, "person": person})


def _ended(request: HttpRequest, error: LinkError | RefusedError) -> HttpResponse:
    status = 404 if isinstance(error, UnknownLinkError) else 410
    return render(request, "accounts/link_ended.html", {"sentence": str(error)}, status=status)


def not_offered(request: HttpRequest, **_: str) -> HttpResponse:
    """What allauth has and we do not: an administrator changes addresses and lets people in."""
    return render(request, "accounts/not_offered.html", status=404)


def demo_people(request: HttpRequest) -> HttpResponse:
    """The made-up people whom one can be in the demo; no such page anywhere else."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo_people.html", {"people": made_up_people()})


@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the made-up people of the demo."""
    if not settings.DEMO:
        raise Http404
    login(request, get_object_or_404(made_up_people(), pk=pk), backend=PASSWORDS)
    return redirect("home")
