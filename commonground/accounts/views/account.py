"""A person's own account, choosing a password by a link, and the one-click sign-in of the demo."""

from __future__ import annotations

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
from commonground.core.links import LinkError, open_link
from commonground.core.models import Link
from commonground.core.services import RefusedError

PASSWORDS = "django.contrib.auth.backends.ModelBackend"


@signed_in(*EVERYONE)
def account(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Who one is here, and how to sign in more safely."""
    return render(request, "accounts/account.html", {"caller": caller})


def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody opened the link of an e-mail to choose a password; it is used up when the password is kept."""
    try:
        link = open_link(token, now=now())
        if link.purpose != Link.Purpose.PASSWORD:
            raise Http404
        person = queries.person_of_link(link)
        form = PasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            caller = Caller(person.name, link_id=str(link.id))
            services.choose_password(
                caller, person, password=form.cleaned_data["password"], link=link, now=now()
            )
            return render(request, "accounts/password_kept.html")
    except (LinkError, RefusedError) as error:
        return render(request, "accounts/link_ended.html", {"sentence": str(error)}, status=410)
    return render(request, "accounts/choose_password.html", {"form": form, "person": person})


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
