"""The letters of the programme, in the words of a region or another area."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from commonground.accounts import queries as accounts
from commonground.accounts.entrance import WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.letters import (
    LetterInForce,
    letter_in_force,
    letters_in_force,
    names_allowed,
    preview,
)
from commonground.core.models import Area
from commonground.core.trying import tried
from commonground.visits.forms.letters import LetterForm
from commonground.visits.services import letters as letter_services


@signed_in(*WHO_LEAD)
def letters(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Every letter of an area, and whether its words are the rulebook's or the area's own."""
    area, areas = _area(request, caller)
    context = {"letters": letters_in_force(area), "area": area, "areas": areas}
    return render(request, "visits/letters.html", context)


@signed_in(*WHO_LEAD)
def letter(request: HttpRequest, caller: Caller, kind: str) -> HttpResponse:
    """The words of a letter in an area: written, looked at, kept."""
    area, _ = _area(request, caller)
    found = _letter_or_404(kind, area)
    form = LetterForm(found, request.POST or None)
    words = {"subject": found.subject, "body": found.body}
    if request.method == "POST" and form.is_valid():
        words = {"subject": form.cleaned_data["subject"], "body": form.cleaned_data["body"]}
        if "save" in request.POST and tried(
            form, lambda: letter_services.change_letter(caller, area, kind, **words, now=now())
        ):
            messages.success(request, f"The words are kept for {area.name}. The next letter there has them.")
            return _back(area)
    context = {
        "form": form,
        "found": found,
        "area": area,
        "preview": {name: preview(text) for name, text in words.items()},
        "names": names_allowed(found.letter),
    }
    return render(request, "visits/letter.html", context)


@signed_in(*WHO_LEAD)
@require_POST
def reset_letter(request: HttpRequest, caller: Caller, kind: str) -> HttpResponse:
    """A letter goes back to the words that it has without the area's own."""
    area, _ = _area(request, caller)
    _letter_or_404(kind, area)
    letter_services.reset_letter(caller, area, kind)
    messages.success(request, f"The letter has no words of {area.name}'s own any more.")
    return _back(area)


def _area(request: HttpRequest, caller: Caller) -> tuple[Area, list[Area]]:
    """The area whose letters are asked for, without one the caller's largest; and all that may be asked for."""
    areas = list(accounts.areas(caller).select_related("parent__parent").order_by("name"))
    largest = [one for one in areas if one.parent_id not in caller.area_ids]
    wanted = request.GET.get("area")
    area = (
        next((one for one in areas if str(one.pk) == wanted), None) if wanted else next(iter(largest), None)
    )
    if area is None:
        raise Http404
    return area, largest


def _back(area: Area) -> HttpResponse:
    return redirect(f"{reverse('letters')}?area={area.pk}")


def _letter_or_404(kind: str, area: Area) -> LetterInForce:
    try:
        return letter_in_force(kind, area)
    except KeyError as error:
        raise Http404 from error
