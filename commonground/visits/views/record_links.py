"""What a practice reads and answers by its links after a visit: the summary, the three questions, its own page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.advice import queries as advice
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.models import Link
from commonground.plans import queries as plans
from commonground.plans.presenters import plan_cards
from commonground.practices.link_entrance import by_link
from commonground.practices.queries import practices
from commonground.visits.forms.record import CorrectionForm, PulseForm
from commonground.visits.models import Correction, Visit
from commonground.visits.queries import record as record_queries
from commonground.visits.queries import visits as queries
from commonground.visits.services import after as services
from commonground.visits.views.after import summary_of


@by_link(Link.Purpose.SUMMARY)
def your_summary(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """The summary of the visit, which the practice can correct."""
    visit = _visit(caller, link)
    form = CorrectionForm(request.POST or None, instance=Correction(visit=visit, made_at=now()))
    if request.method == "POST" and form.is_valid():
        services.correct(caller, visit, text=form.cleaned_data["text"], link=link, at=now())
        return render(request, "visits/link_thank_you.html", {"said": "We have your correction."})
    return render(
        request, "visits/your_summary.html", {**summary_of(caller, visit), "form": form, "link": link}
    )


@by_link(Link.Purpose.PULSE)
def your_view(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """Three questions on how the visit was."""
    visit = _visit(caller, link)
    form = PulseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.answer_pulse(caller, visit, form.cleaned_data, link=link, at=now())
        return render(request, "visits/link_thank_you.html", {"said": "We have your answers."})
    page = {"form": form, "link": link, "visit": visit, "practice": visit.practice}
    return render(request, "visits/your_view.html", page)


@by_link(Link.Purpose.PRACTICE)
def your_practice(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:  # noqa: ARG001
    """The practice's own page: its plan, what we promised, and what we answered. It only shows."""
    practice = practices(caller).get(pk=caller.practice_id or 0)
    agreed = plans.plans_of(caller, practice).exclude(agreed_on=None)
    visit = record_queries.latest_written_up(caller)
    return render(
        request,
        "visits/your_practice.html",
        {
            "practice": practice,
            "plans": [(plan, plan_cards(caller, plan)) for plan in agreed],
            "asked": advice.questions_of(caller, practice),
            "summary": summary_of(caller, visit) if visit else None,
        },
    )


def _visit(caller: Caller, link: Link) -> Visit:
    visit = queries.visits(caller).filter(pk=link.object_id).first()
    if visit is None:
        raise Http404
    return visit
