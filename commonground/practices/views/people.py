"""The people of a practice, and how it is staffed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.core.trying import tried
from commonground.practices import queries, services
from commonground.practices.forms import ContactForm, StaffingForm
from commonground.practices.models import Contact, Practice
from commonground.practices.policies import may_change
from commonground.practices.views import practice_or_404, practice_to_change


def contact_or_404(caller: Caller, practice: Practice, pk: int) -> Contact:
    """A person of a practice, or the page that says there is none."""
    contact = queries.contacts(caller, practice).filter(pk=pk).first()
    if contact is None:
        raise Http404
    return contact


@signed_in(*WHO_CHANGE)
def new_contact(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A person is added to a practice."""
    practice = practice_to_change(caller, code)
    form = ContactForm(request.POST or None, instance=Contact(practice=practice, added_on=today()))
    sent = request.method == "POST" and form.is_valid()
    if sent and tried(form, lambda: services.add_contact(caller, form.save(commit=False))):
        return redirect("practice", code=code)
    return render(request, "practices/contact.html", {"form": form, "practice": practice})


@signed_in(*WHO_CHANGE)
def change_contact(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:
    """Details of a person; beside them that mail came back, and that the person left."""
    practice = practice_to_change(caller, code)
    contact = contact_or_404(caller, practice, pk)
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        services.change_contact(caller, form.save(commit=False))
        return redirect("practice", code=code)
    context = {"form": form, "practice": practice, "contact": contact_or_404(caller, practice, pk)}
    return render(request, "practices/change_contact.html", context)


@signed_in(*WHO_CHANGE)
def confirm_contact(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:
    """A person was found to be there."""
    contact = contact_or_404(caller, practice_to_change(caller, code), pk)
    if request.method == "POST":
        services.confirm_contact(caller, contact, on=today())
    return redirect("practice", code=code)


@signed_in(*WHO_CHANGE)
def note_bounce(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:
    """A message to a person came back."""
    contact = contact_or_404(caller, practice_to_change(caller, code), pk)
    if request.method == "POST":
        services.note_bounce(caller, contact, on=today())
    return redirect("practice", code=code)


@signed_in(*WHO_CHANGE)
def note_left(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:
    """A person left the practice."""
    contact = contact_or_404(caller, practice_to_change(caller, code), pk)
    if request.method == "POST":
        services.note_left(caller, contact, on=today())
    return redirect("practice", code=code)


@signed_in(*WHO_CHANGE)
def new_staffing(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """How a practice is staffed is noted."""
    practice = practice_to_change(caller, code)
    form = StaffingForm(request.POST or None)
    form.instance.practice, form.instance.as_at = practice, today()
    if request.method == "POST" and form.is_valid():
        services.note_staffing(caller, form.save(commit=False))
        return redirect("staffing", code=code)
    return render(request, "practices/note_staffing.html", {"form": form, "practice": practice})


@signed_in(*EVERYONE)
def staffing(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """How a practice was staffed, day by day."""
    practice = practice_or_404(caller, code)
    context = {
        "practice": practice,
        "staffing": queries.staffing(caller, practice),
        "may_change": may_change(caller, practice),
    }
    return render(request, "practices/staffing.html", context)
