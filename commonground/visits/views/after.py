"""After a visit: write it up, send the summary, plan, note what was asked, and close it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts import queries as accounts
from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.advice import queries as advice
from commonground.advice.forms import QuestionForm
from commonground.advice.models import Question
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.figures.settling.presenters import changes_since
from commonground.plans import queries as plans
from commonground.plans.forms import BeginForm
from commonground.plans.numbers import number_for
from commonground.plans.presenters import plan_cards
from commonground.practices.policies import check_change, may_change
from commonground.visits.forms.record import CloseForm
from commonground.visits.models import Visit
from commonground.visits.presenters.record import heard, their_pulse
from commonground.visits.queries import record as record_queries
from commonground.visits.record_clock import write_up_clock
from commonground.visits.services import after as services
from commonground.visits.views.arranging import visit_or_404

SENDS = {"summary": services.send_summary, "pulse": services.ask_pulse, "write-up": services.write_up}
SENT = {
    "summary": "The summary is on its way to the practice.",
    "pulse": "The three questions are on their way to the practice.",
    "write-up": "Written up. Send the practice its summary next.",
}


@signed_in(*EVERYONE)
def to_finish(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The visits to write up, by their clocks, and the corrections to settle."""
    mine = request.GET.get("whose", "mine" if caller.role == "commissioner" else "all") == "mine"
    context = {
        "mine": mine,
        "to_write_up": record_queries.to_write_up(caller, today=today(), mine=mine),
        "unsettled": record_queries.unsettled(caller, mine=mine),
    }
    return render(request, "visits/to_finish.html", context)


@signed_in(*EVERYONE)
def after(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """What is to be done after a visit, until it is closed."""
    visit = visit_or_404(caller, pk)
    proposal = record_queries.next_visit(caller, visit, today=today())
    form = CloseForm(request.POST or None, initial={"next_due_on": proposal.day})
    if request.method == "POST":
        check_change(caller, visit.practice)
        if form.is_valid() and tried(form, lambda: _close(caller, visit, form)):
            messages.success(request, "Closed.")
            return redirect("after-visit", pk=pk)
    return render(
        request,
        "visits/after.html",
        {
            "visit": visit,
            "form": form,
            "proposal": proposal,
            "clock": write_up_clock(visit, today()),
            "corrections": record_queries.corrections(caller, visit),
            "asked": advice.questions(caller).filter(visits=visit),
            "changes": changes_since(caller, visit.practice, since=visit.starts_at),
            "pulse": their_pulse(record_queries.entries(caller, visit)),
            "may_change": may_change(caller, visit.practice),
        },
    )


@signed_in(*EVERYONE)
def summary(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The page that the practice gets, to look at and to print."""
    visit = visit_or_404(caller, pk)
    return render(request, "visits/summary.html", summary_of(caller, visit))


@signed_in(*WHO_CHANGE)
@require_POST
def send(request: HttpRequest, caller: Caller, pk: int, what: str) -> HttpResponse:
    """The visit is written up, or its summary or its pulse is sent."""
    visit = visit_or_404(caller, pk)
    if what not in SENDS:
        raise Http404
    _do(request, lambda: SENDS[what](caller, visit, at=now()), SENT[what])
    return redirect("after-visit", pk=pk)


@signed_in(*WHO_CHANGE)
@require_POST
def settle(request: HttpRequest, caller: Caller, pk: int, correction_pk: int) -> HttpResponse:
    """What the practice said was wrong is settled."""
    visit = visit_or_404(caller, pk)
    correction = record_queries.corrections(caller, visit).filter(pk=correction_pk).first()
    if correction is None:
        raise Http404
    _do(request, lambda: services.settle(caller, correction, at=now()), "Settled.")
    return redirect("after-visit", pk=pk)


@signed_in(*WHO_CHANGE)
def begin_plan(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The visit's plan: begun, or opened where there is one."""
    visit = visit_or_404(caller, pk)
    check_change(caller, visit.practice)
    if visit.plan_id is not None:
        return redirect("plan", pk=visit.plan_id)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.begin_plan(caller, visit, written_by=form.cleaned_data["written_by"], at=now())
        return redirect("plan", pk=visit.plan_id)
    return render(request, "plans/begin.html", {"form": form, "practice": visit.practice})


@signed_in(*WHO_CHANGE)
def note_question(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The practice asked something at the visit."""
    visit = visit_or_404(caller, pk)
    check_change(caller, visit.practice)
    days = number_for(visit.practice.area, "answer-days")
    form = QuestionForm(
        request.POST or None,
        instance=Question(practice=visit.practice, asked_on=today()),
        initial={"owner": caller.user_id, "due_on": today() + timedelta(days=days)},
        people=list(accounts.visitors(caller)),
    )
    if request.method == "POST" and form.is_valid():
        services.note_question(caller, visit, form.save(commit=False))
        return redirect("record", pk=pk)
    return render(
        request, "visits/note_question.html", {"form": form, "visit": visit, "practice": visit.practice}
    )


def summary_of(caller: Caller, visit: Visit) -> dict[str, object]:
    """What the summary of a visit shows: the same to us and to the practice."""
    plan = plans.plans(caller).filter(visits=visit).first()
    return {
        "visit": visit,
        "practice": visit.practice,
        "heard": heard(caller, record_queries.entries(caller, visit), record_queries.came(caller, visit)),
        "plan": plan,
        "cards": plan_cards(caller, plan) if plan else None,
        "asked": advice.questions(caller).filter(visits=visit),
    }


def _close(caller: Caller, visit: Visit, form: CloseForm) -> Visit:
    return services.close(caller, visit, next_due_on=form.cleaned_data["next_due_on"], at=now())


def _do(request: HttpRequest, change: Callable[[], object], done: str) -> None:
    try:
        change()
        messages.success(request, done)
    except RefusedError as error:
        messages.warning(request, str(error))
