"""The people of an administrator's areas."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts import queries, services
from commonground.accounts.entrance import signed_in
from commonground.accounts.forms import PersonForm
from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.clock import now
from commonground.core.services import RefusedError


def person_or_404(caller: Caller, pk: int) -> User:
    """The person, or the page that says there is none in the caller's areas."""
    try:
        return queries.person(caller, pk)
    except User.DoesNotExist as error:
        raise Http404 from error


@signed_in(Role.ADMINISTRATOR)
def people(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Everybody who signs in, and those whose access ended."""
    return render(request, "accounts/people.html", {"people": queries.people(caller)})


@signed_in(Role.ADMINISTRATOR)
def new_person(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Somebody is let in, and gets an e-mail with a link to choose a password."""
    form = PersonForm(caller, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = services.add_person(caller, form.save(commit=False), areas=form.chosen_areas(), now=now())
        messages.success(
            request, f"{person.name} is added. An e-mail with a link to choose a password is sent."
        )
        return redirect("people")
    return render(request, "accounts/person.html", {"form": form})


@signed_in(Role.ADMINISTRATOR)
def change_person(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Details, role and areas of a person."""
    person = person_or_404(caller, pk)
    form = PersonForm(caller, request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        services.change_person(caller, form.save(commit=False), areas=form.chosen_areas())
        messages.success(request, f"What you changed about {person.name} is kept.")
        return redirect("people")
    return render(request, "accounts/person.html", {"form": form, "person": queries.person(caller, pk)})


@signed_in(Role.ADMINISTRATOR)
@require_POST
def end_access(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A person is let in no longer."""
    person = person_or_404(caller, pk)
    try:
        services.end_access(caller, person, now=now())
        messages.success(request, f"{person.name} can no longer sign in. What they did is kept.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("people")


@signed_in(Role.ADMINISTRATOR)
@require_POST
def give_access_back(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A person whose access ended is let in again."""
    person = services.give_access_back(caller, person_or_404(caller, pk))
    messages.success(request, f"{person.name} can sign in again.")
    return redirect("people")


@signed_in(Role.ADMINISTRATOR)
@require_POST
def welcome_again(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A person gets a new link to choose a password."""
    person = services.welcome_again(caller, person_or_404(caller, pk), now=now())
    messages.success(request, f"A new link is on its way to {person.name}.")
    return redirect("people")
