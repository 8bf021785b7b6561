"""Who visits which practices, and moving them to another visitor or area in one step."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.accounts.models import User
from commonground.accounts.queries import person
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.services import RefusedError
from commonground.visits.forms.caseloads import MoveForm
from commonground.visits.queries import caseloads as queries
from commonground.visits.services import caseloads as services

NOBODY = 0
"""In an address: the practices that nobody visits yet."""


@signed_in(*EVERYONE)
def caseloads(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Everybody's caseload."""
    return render(
        request, "visits/caseloads.html", {"caseloads": queries.caseloads(caller), "caller": caller}
    )


@signed_in(*WHO_CHANGE)
def move_caseload(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A whole caseload, or some of it, goes to another visitor, or to another area."""
    visitor = _visitor(caller, pk)
    caseload = queries.to_move(caller, visitor).select_related("visitor", "area__parent", "successor")
    form = MoveForm(caller, caseload, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen, to = form.chosen(), form.cleaned_data["to"]
        try:
            services.move_caseload(
                caller, chosen, of=visitor, to=to, area=form.cleaned_data["area"], now=now()
            )
        except RefusedError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, f"{len(chosen)} of these practices are {to.name}'s now, with what is open there."
            )
            return redirect("caseloads")
    context = {
        "form": form,
        "visitor": visitor,
        "size": caseload.count(),
        "booked": queries.booked_ahead(caller, caseload, now=now()).filter(visitor=visitor),
        "kept": queries.kept_times(caller, caseload).filter(visitor=visitor),
    }
    return render(request, "visits/move_caseload.html", context)


def _visitor(caller: Caller, pk: int) -> User | None:
    try:
        return None if pk == NOBODY else person(caller, pk)
    except User.DoesNotExist as error:
        raise Http404 from error
