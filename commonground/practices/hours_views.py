"""The page on which a practice's surgeries and closed days are kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.services import RefusedError
from commonground.practices import hours_services, queries
from commonground.practices.hours_forms import WEEKDAYS, ClosedDayForm, SurgeryForm
from commonground.practices.models import ClosedDay, Practice, Surgery
from commonground.practices.policies import check_change
from commonground.practices.views import practice_or_404


@signed_in(*WHO_CHANGE)
def hours(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """When no visit suits: what is known, and two forms to add to it."""
    practice = _practice(caller, code)
    adds_day = "closed" in request.POST
    surgery_form = SurgeryForm(
        request.POST if request.POST and not adds_day else None, instance=Surgery(practice=practice)
    )
    day_form = ClosedDayForm(request.POST if adds_day else None, instance=ClosedDay(practice=practice))
    form = day_form if adds_day else surgery_form
    if request.method == "POST" and form.is_valid():
        try:
            if adds_day:
                hours_services.add_closed_day(caller, day_form.save(commit=False))
            else:
                hours_services.add_surgery(caller, surgery_form.save(commit=False))
            return redirect("hours", code=code)
        except RefusedError as refused:
            form.add_error(refused.field, str(refused))
        except ValidationError:
            form.add_error("day", "That day is in the list already.")
    days = dict(WEEKDAYS)
    surgeries = [(days.get(one.weekday, ""), one) for one in queries.surgeries(caller, practice)]
    return render(
        request,
        "practices/hours.html",
        {
            "practice": practice,
            "form": form,
            "surgery_form": surgery_form,
            "day_form": day_form,
            "surgeries": surgeries,
            "closed_days": queries.closed_days(caller, practice),
        },
    )


@require_POST
@signed_in(*WHO_CHANGE)
def remove_surgery(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:  # noqa: ARG001
    """These hours are free."""
    surgery = queries.surgeries(caller, _practice(caller, code)).filter(pk=pk).first()
    if surgery is None:
        raise Http404
    hours_services.remove_surgery(caller, surgery)
    return redirect("hours", code=code)


@require_POST
@signed_in(*WHO_CHANGE)
def remove_closed_day(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:  # noqa: ARG001
    """The practice is open that day."""
    closed = queries.closed_days(caller, _practice(caller, code)).filter(pk=pk).first()
    if closed is None:
        raise Http404
    hours_services.remove_closed_day(caller, closed)
    return redirect("hours", code=code)


def _practice(caller: Caller, code: str) -> Practice:
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    return practice
