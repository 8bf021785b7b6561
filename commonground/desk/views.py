"""The pages that tell a whole story: home, a practice's story, search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.advice import queries as advice
from commonground.core.caller import Caller
from commonground.plans import queries as plans
from commonground.practices import queries as practices
from commonground.practices.policies import may_change
from commonground.practices.views import practice_or_404
from commonground.visits import record_queries


@signed_in(*EVERYONE)
def home(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What needs doing today."""
    return render(request, "desk/home.html", {"caller": caller})


@signed_in(*EVERYONE)
def search(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Any practice or person, from anywhere."""
    words = request.GET.get("q", "").strip()
    found = practices.found(caller, words)[:50] if words else []
    return render(request, "desk/search.html", {"words": words, "found": found})


@signed_in(*EVERYONE)
def story(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """All that is known of one practice."""
    practice = practice_or_404(caller, code)
    return render(
        request,
        "desk/practice.html",
        {
            "practice": practice,
            "contacts": practices.contacts(caller, practice),
            "right_person": practices.right_person(caller, practice),
            "staffing": practices.staffing(caller, practice),
            "may_change": may_change(caller, practice),
            "sees_names": caller.sees_names,
            "visits": record_queries.visits_of(caller, practice),
            "plans": plans.plans_of(caller, practice),
            "asked": advice.questions_of(caller, practice),
        },
    )
