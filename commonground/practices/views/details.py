"""The details of a practice: what is known, its hours and closed days, its closing or merging, who visited it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.services import RefusedError
from commonground.practices import queries, services
from commonground.practices.forms import ClosedDayForm, CloseForm, PracticeForm, SurgeryForm
from commonground.practices.models import ClosedDay, Surgery
from commonground.practices.policies import may_change
from commonground.practices.views import practice_or_404, practice_to_change


@signed_in(*EVERYONE)
def details(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """The hours and closed days of a practice, those that merged into it, and who visited it before."""
    practice = practice_or_404(caller, code)
    context = {
        "practice": practice,
        "surgeries": queries.surgeries(caller, practice),
        "closed_days": queries.closed_days(caller, practice),
        "before": queries.whole_history(caller, practice)[1:],
        "handovers": queries.handovers(caller, practice),
        "may_change": may_change(caller, practice),
    }
    return render(request, "practices/details.html", context)


@signed_in(*WHO_CHANGE)
def change_practice(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """Name, address, PCN, place, system, phone and inbox of a practice."""
    practice = practice_to_change(caller, code)
    form = PracticeForm(caller, request.POST or None, instance=practice)
    if request.method == "POST" and form.is_valid():
        services.change_practice(caller, form.save(commit=False))
        return redirect("practice-details", code=code)
    return render(request, "practices/change_practice.html", {"form": form, "code": code})


@signed_in(*WHO_CHANGE)
def close(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A practice closed, or merged into another where its history goes on."""
    practice = practice_to_change(caller, code)
    form = CloseForm(caller, request.POST or None)
    if request.method == "POST" and form.is_valid():
        on, into = form.cleaned_data["on"], form.cleaned_data["into"]
        try:
            if into:
                services.merge(caller, practice, into=into, on=on)
            else:
                services.close(caller, practice, on=on)
        except RefusedError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("practice", code=into.code if into else code)
    return render(request, "practices/close.html", {"form": form, "practice": practice})


@signed_in(*WHO_CHANGE)
@require_POST
def open_again(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:  # noqa: ARG001
    """A practice is open after all."""
    services.open_again(caller, practice_to_change(caller, code))
    return redirect("practice-details", code=code)


@signed_in(*WHO_CHANGE)
def new_surgery(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """Hours are added in which the practice can't be visited."""
    practice = practice_to_change(caller, code)
    form = SurgeryForm(request.POST or None, instance=Surgery(practice=practice))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_surgery(caller, form.save(commit=False))
        except RefusedError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("practice-details", code=code)
    return render(request, "practices/surgery.html", {"form": form, "practice": practice})


@signed_in(*WHO_CHANGE)
@require_POST
def remove_surgery(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:  # noqa: ARG001
    """Hours are no longer a surgery."""
    surgery = queries.surgeries(caller, practice_to_change(caller, code)).filter(pk=pk).first()
    if surgery is None:
        raise Http404
    services.remove_surgery(caller, surgery)
    return redirect("practice-details", code=code)


@signed_in(*WHO_CHANGE)
def new_closed_day(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A day is added on which the practice is closed."""
    practice = practice_to_change(caller, code)
    form = ClosedDayForm(request.POST or None, instance=ClosedDay(practice=practice))
    if request.method == "POST" and form.is_valid():
        if queries.closed_days(caller, practice).filter(day=form.cleaned_data["day"]).exists():
            form.add_error("day", "This day is in the list already.")
        else:
            services.add_closed_day(caller, form.save(commit=False))
            return redirect("practice-details", code=code)
    return render(request, "practices/closed_day.html", {"form": form, "practice": practice})


@signed_in(*WHO_CHANGE)
@require_POST
def remove_closed_day(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:  # noqa: ARG001
    """The practice is open on this day after all."""
    closed = queries.closed_days(caller, practice_to_change(caller, code)).filter(pk=pk).first()
    if closed is None:
        raise Http404
    services.remove_closed_day(caller, closed)
    return redirect("practice-details", code=code)
