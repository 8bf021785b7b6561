"""Each role's home, and the search from anywhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller, Role
from commonground.core.clock import now
from commonground.desk.presenters.progress import progress
from commonground.desk.presenters.today import parts
from commonground.desk.queries import today as queries
from commonground.desk.queries.finding import find

MOST_FAILURES = 20


@signed_in(*EVERYONE)
def home(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What needs doing today."""
    moment = now()
    today = timezone.localdate(moment)
    context = {"caller": caller, "today": today, "role": caller.role}
    if caller.role in (Role.COMMISSIONER, Role.LEAD):
        context["parts"] = list(parts(caller, moment))
    if caller.role in (Role.LEAD, Role.EVALUATOR):
        context["progress"] = progress(caller, today)
    if caller.role is Role.ADMINISTRATOR:
        failures = queries.failures(caller)
        context["people"] = queries.people(caller)
        context["failures"] = failures[:MOST_FAILURES]
        context["how_many_failures"] = failures.count()
    return render(request, "desk/home.html", context)


@signed_in(*EVERYONE)
def search(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Any practice or person, from anywhere."""
    words = request.GET.get("q", "").strip()
    return render(request, "desk/search.html", {"words": words, "found": find(caller, words)})
