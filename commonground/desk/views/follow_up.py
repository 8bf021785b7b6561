"""What is owed: promises and answers of ours first, then whom to ring, and where help is wanted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, WHO_LEAD, signed_in
from commonground.advice import queries as advice
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.plans import queries as plans


@signed_in(*EVERYONE)
def follow_up(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Our promises first and the answers we owe, the oldest on top; then whom to ring, and where help is wanted."""
    mine = request.GET.get("whose", "mine" if caller.role == "commissioner" else "all") == "mine"
    day = today()
    return render(
        request,
        "desk/follow_up.html",
        {
            "mine": mine,
            "promises": plans.promises(caller, today=day, mine=mine),
            "questions": advice.owed(caller, today=day, mine=mine),
            "to_ring": plans.due_check_ins(caller, today=day, mine=mine),
            "wants_help": plans.wants_help(caller, today=day, mine=mine),
            "may_change": not caller.reads_only,
            "may_lead": caller.role in WHO_LEAD,
        },
    )
