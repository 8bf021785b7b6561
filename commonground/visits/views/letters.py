"""The letters of the programme, in the region's own words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

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
from commonground.core.trying import tried
from commonground.visits.forms.letters import LetterForm
from commonground.visits.services import letters as letter_services


@signed_in(*WHO_LEAD)
def letters(request: HttpRequest, caller: Caller) -> HttpResponse:  # noqa: ARG001 - the door gives it
    """Every letter, and whether its words are the rulebook's or the region's."""
    return render(request, "visits/letters.html", {"letters": letters_in_force()})


@signed_in(*WHO_LEAD)
def letter(request: HttpRequest, caller: Caller, kind: str) -> HttpResponse:
    """The words of a letter: written, looked at, kept."""
    found = _letter_or_404(kind)
    form = LetterForm(found, request.POST or None)
    words = {"subject": found.subject, "body": found.body}
    if request.method == "POST" and form.is_valid():
        words = {"subject": form.cleaned_data["subject"], "body": form.cleaned_data["body"]}
        if "save" in request.POST and tried(
            form, lambda: letter_services.change_letter(caller, kind, **words, now=now())
        ):
            messages.success(request, "The words are kept. The next letter has them.")
            return redirect("letters")
    shown = {name: preview(text) for name, text in words.items()}
    return render(
        request,
        "visits/letter.html",
        {"form": form, "found": found, "preview": shown, "names": names_allowed(found.letter)},
    )


@signed_in(*WHO_LEAD)
@require_POST
def reset_letter(request: HttpRequest, caller: Caller, kind: str) -> HttpResponse:
    """A letter goes back to the rulebook's words."""
    _letter_or_404(kind)
    letter_services.reset_letter(caller, kind)
    messages.success(request, "The letter has the words of the rulebook again.")
    return redirect("letters")


def _letter_or_404(kind: str) -> LetterInForce:
    try:
        return letter_in_force(kind)
    except KeyError as error:
        raise Http404 from error
