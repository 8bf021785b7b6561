"""The directory of practices, and what was changed about them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts import queries as accounts
from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.practices import queries, services
from commonground.practices.forms import AuditForm, FindForm, NewPracticeForm

A_PAGE = 50


def kept_filters(request: HttpRequest) -> str:
    """The filters of the address without the page, to be put into the links to other pages."""
    return urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value])


@signed_in(*EVERYONE)
def directory(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The practices a person may see, found by words, area, visitor and whether they are open."""
    form = FindForm(caller, request.GET)
    page = Paginator(queries.directory(caller, form.wanted()), A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "filters": kept_filters(request), "caller": caller}
    return render(request, "practices/directory.html", context)


@signed_in(*WHO_CHANGE)
def new_practice(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A practice is added by hand, which no file has yet."""
    form = NewPracticeForm(caller, request.POST or None)
    if request.method == "POST" and form.is_valid():
        practice = services.add_practice(caller, form.save(commit=False))
        return redirect("practice", code=practice.code)
    return render(request, "practices/new_practice.html", {"form": form})


@signed_in(*WHO_LEAD)
def audit(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What was changed, when and by whom: of a lead's practices; for an administrator of people too."""
    form = AuditForm(request.GET)
    codes = queries.practices(caller).values_list("code", flat=True)
    page = Paginator(accounts.audit_events(caller, form.wanted(), codes), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "filters": kept_filters(request)}
    return render(request, "practices/audit.html", context)
