"""A person's own account, and the one-click sign-in of the demo."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.demo import made_up_people
from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller


@signed_in(*EVERYONE)
def account(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Who one is here, and how to sign in more safely."""
    return render(request, "accounts/account.html", {"caller": caller})


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
    login(
        request,
        get_object_or_404(made_up_people(), pk=pk),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return redirect("home")
