"""The directory of practices, and each practice's people."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.practices import queries, services
from commonground.practices.forms import ContactForm, FindForm, StaffingForm
from commonground.practices.models import Contact, Practice
from commonground.practices.policies import check_change

A_PAGE = 50


def practice_or_404(caller: Caller, code: str) -> Practice:
    """The practice, or the page that says there is none that this caller may see."""
    try:
        return queries.practice(caller, code)
    except Practice.DoesNotExist as error:
        raise Http404 from error


@signed_in(*EVERYONE)
def directory(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The practices a person may see, found by words."""
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = (
        queries.found(caller, words) if words else queries.practices(caller).select_related("area", "visitor")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "practices/directory.html", {"form": form, "page": page, "words": words})


@signed_in(*WHO_CHANGE)
def new_contact(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A person is added to a practice."""
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    form = ContactForm(request.POST or None, instance=Contact(practice=practice, added_on=today()))
    if request.method == "POST" and form.is_valid():
        services.add_contact(caller, form.save(commit=False))
        return redirect("practice", code=code)
    return render(request, "practices/contact.html", {"form": form, "practice": practice})


@signed_in(*WHO_CHANGE)
def confirm_contact(request: HttpRequest, caller: Caller, code: str, pk: int) -> HttpResponse:
    """A person was found to be there."""
    practice = practice_or_404(caller, code)
    contact = queries.contacts(caller, practice).filter(pk=pk).first()
    if contact is None:
        raise Http404
    if request.method == "POST":
        services.confirm_contact(caller, contact, on=today())
    return redirect("practice", code=code)


@signed_in(*WHO_CHANGE)
def new_staffing(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """How a practice is staffed is noted."""
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    form = StaffingForm(request.POST or None)
    form.instance.practice, form.instance.as_at = practice, today()
    if request.method == "POST" and form.is_valid():
        services.note_staffing(caller, form.save(commit=False))
        return redirect("practice", code=code)
    return render(request, "practices/staffing.html", {"form": form, "practice": practice})
