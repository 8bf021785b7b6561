"""Asking for a fix, seeing how it stands, and who keeps the lists of children."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.rules.visit_book import load_visit_book
from commonground.figures.fixes import letters, presenters, queries, services
from commonground.figures.fixes.forms import ChildHealthServiceForm, FixForm, TakeBackForm
from commonground.figures.fixes.policies import may_change_services
from commonground.figures.fixes.states import is_late
from commonground.figures.models import ChildHealthService, Difference, Fix
from commonground.figures.settling.presenters import children_in_words
from commonground.figures.settling.queries import difference
from commonground.figures.titles import titles
from commonground.practices.policies import check_change, may_change

A_PAGE = 100


@signed_in(*EVERYONE)
def fixes(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What was asked for: what is late first, then what is open, then what was seen."""
    on = today()
    kinds = {
        "late": queries.late(caller, on),
        "open": queries.unsettled(caller).filter(due_on__gte=on),
        "settled": queries.fixes(caller).exclude(queries.UNSETTLED).order_by("-due_on"),
    }
    which = request.GET.get("which", "")
    which = which if which in kinds else next((key for key, found in kinds.items() if found.exists()), "late")
    page = Paginator(kinds[which], A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "which": which,
        "counts": {key: found.count() for key, found in kinds.items()},
        "page": page,
        "lines": presenters.lines_of(page, on),
    }
    return render(request, "figures/fixes.html", shown)


@signed_in(*WHO_CHANGE)
def ask(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Somebody is asked to put a difference right."""
    found = _difference(caller, pk)
    practice = found.count.practice
    check_change(caller, practice)
    cause = load_difference_book().causes[found.cause]
    due = today() + timedelta(days=load_visit_book().number("fix-due-days"))
    first = {
        "owner": cause.owner,
        "children": found.children,
        "words": cause.ask,
        "due_on": due,
        "to": queries.address_for(caller, practice, cause.owner),
    }
    form = FixForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        fix = form.save(commit=False)
        if tried(form, lambda: services.ask(caller, found, fix, now=now())):
            sent = "The letter is on its way." if fix.to else "Copy or print the letter below."
            messages.success(request, f"Kept. {sent}")
            return redirect("fix", pk=fix.pk)
    shown = {
        "form": form,
        "difference": found,
        "practice": practice,
        "cause": cause,
        "title_of": titles().get(found.indicator, found.indicator),
        "children": children_in_words(found, found.children),
        "addresses": {one.value: queries.address_for(caller, practice, one.value) for one in Fix.Owner},
    }
    return render(request, "figures/ask_for_fix.html", shown)


@signed_in(*EVERYONE)
def fix(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """How one fix stands, as the figures tell, and its letter."""
    found = _fix(caller, pk)
    after = queries.figures_for(caller, found.seen_in, found) if found.seen_in else []
    kind = letters.LATE if is_late(found, today()) else letters.ASKED
    subject, body = letters.letter_of(kind, found, name=caller.name, email=getattr(request.user, "email", ""))
    shown = {
        "fix": found,
        "line": presenters.lines_of([found], today())[0],
        "cause": presenters.cause_of(found),
        "gain": presenters.gain_of(found, after),
        "other_children": presenters.OTHER_CHILDREN if found.seen_in and not found.same_children else "",
        "beside": queries.beside(caller, found),
        "told_without": queries.told_without(caller, found),
        "later": getattr(found.against, "replaced_by", None),
        "subject": subject,
        "body": body,
        "may_change": may_change(caller, found.practice),
    }
    return render(request, "figures/fix.html", shown)


@signed_in(*WHO_CHANGE)
@require_POST
def chase(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A late fix is asked after by hand: by letter where there is an address."""
    try:
        found = services.chase(caller, _fix(caller, pk), now=now())
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, "The letter is on its way." if found.to else "Noted that you asked after it."
        )
    return redirect("fix", pk=pk)


@signed_in(*WHO_CHANGE)
def take_back(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A fix that was asked by mistake, or is no longer wanted."""
    found = _fix(caller, pk)
    check_change(caller, found.practice)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["withdrawn_because"]
        if tried(form, lambda: services.take_back(caller, found, because=because, on=today())):
            return redirect("fix", pk=pk)
    return render(request, "figures/take_back_fix.html", {"form": form, "fix": found})


@signed_in(*EVERYONE)
def child_health_services(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Who keeps which area's list of children."""
    shown = {"services": queries.child_health_services(caller), "may_change": may_change_services(caller)}
    return render(request, "figures/child_health_services.html", shown)


@signed_in(*WHO_LEAD)
def new_child_health_service(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One is added."""
    return _keep(request, caller, ChildHealthService(), "Add a child health service")


@signed_in(*WHO_LEAD)
def change_child_health_service(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """One is changed."""
    try:
        found = queries.child_health_service(caller, pk)
    except ChildHealthService.DoesNotExist as error:
        raise Http404 from error
    return _keep(request, caller, found, f"Change {found}")


def _keep(request: HttpRequest, caller: Caller, kept: ChildHealthService, title: str) -> HttpResponse:
    form = ChildHealthServiceForm(request.POST or None, instance=kept, areas=queries.areas_to_serve(caller))
    if request.method == "POST" and form.is_valid():
        areas = form.cleaned_data["areas"]
        if tried(
            form, lambda: services.keep_child_health_service(caller, form.save(commit=False), areas=areas)
        ):
            messages.success(request, "Saved.")
            return redirect("child-health-services")
    return render(request, "figures/child_health_service.html", {"form": form, "title": title})


def _fix(caller: Caller, pk: int) -> Fix:
    try:
        return queries.fix(caller, pk)
    except Fix.DoesNotExist as error:
        raise Http404 from error


def _difference(caller: Caller, pk: int) -> Difference:
    try:
        return difference(caller, pk)
    except Difference.DoesNotExist as error:
        raise Http404 from error
