"""The times that a visitor offers, and the private calendar feed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import signed_in
from commonground.accounts.queries import caller_of
from commonground.core.caller import Caller, Role
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.visits.calendars import feed_file
from commonground.visits.feed_tokens import new_token
from commonground.visits.forms.arranging import PatternForm, TimeForm
from commonground.visits.presenters import arranging as presenters
from commonground.visits.queries import visits as queries
from commonground.visits.services import slots as slot_services

WHO_VISIT = (Role.COMMISSIONER, Role.LEAD)


@signed_in(*WHO_VISIT)
def slots(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The times at which a visitor can come; one more can be added."""
    form = TimeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: slot_services.offer_time(caller, form.starts_at(), form.ends_at(), now=now()))
    ):
        messages.success(request, "The time is added.")
        return redirect("slots")
    own = presenters.own_times(
        queries.own_times(caller, now=now()), queries.closed_days_ahead(caller, on=today())
    )
    return render(
        request, "visits/slots.html", {"form": form, "slots": own, "feed": queries.own_feed(caller)}
    )


@signed_in(*WHO_VISIT)
def pattern(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The same time is offered every week between two days."""
    form = PatternForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        added, passed_over = slot_services.offer_pattern(
            caller,
            weekdays=typed["weekdays"],
            at=typed["starts"],
            minutes=typed["minutes"],
            first=typed["first"],
            last=typed["last"],
            now=now(),
        )
        messages.success(
            request,
            f"{added} times added. {passed_over} days passed over: bank holidays, days gone by, times already there.",
        )
        return redirect("slots")
    return render(request, "visits/pattern.html", {"form": form})


@signed_in(*WHO_VISIT)
@require_POST
def remove(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A free time is taken back."""
    slot = queries.own_times(caller, now=now()).filter(pk=pk).first()
    if slot is None:
        raise Http404
    try:
        slot_services.remove_time(caller, slot)
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect("slots")


@signed_in(*WHO_VISIT)
@require_POST
def new_feed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A private calendar address is made and shown, this once."""
    token = new_token()
    slot_services.renew_feed(caller, token=token, now=now())
    address = settings.BASE_URL + reverse("feed", kwargs={"token": token})
    response = render(request, "visits/new_feed.html", {"address": address})
    response["Cache-Control"] = "no-store"
    return response


@signed_in(*WHO_VISIT)
@require_POST
def end_feed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The private calendar address ends."""
    feed = queries.own_feed(caller)
    if feed is not None:
        slot_services.end_feed(caller, feed)
        messages.success(request, "Your private calendar address no longer works.")
    return redirect("slots")


def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - the token says who asks
    """A visitor's visits as a calendar, for who holds the private address."""
    visitor = queries.visitor_of_feed(token)
    if visitor is None:
        raise Http404
    text = feed_file(queries.booked(caller_of(visitor)), now=now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
