"""From a round to its visits: confirming the list, challenges, and visits beside any round."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import WHO_CHANGE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.trying import tried
from commonground.rounds import services as rounds
from commonground.rounds.forms import ChallengeForm, CompletionForm
from commonground.rounds.models import Challenge
from commonground.rounds.policies import check_challenge, check_draw_up, check_open
from commonground.rounds.queries import how_many, lacking
from commonground.rounds.views import candidate_or_404, round_or_404
from commonground.visits.forms.rounds import AddVisitForm, PastVisitForm
from commonground.visits.models import Visit
from commonground.visits.queries.rounds import visit_of
from commonground.visits.services import rounds as round_services

AT_A_TIME = 50


@signed_in(*WHO_LEAD)
def confirm_round(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """What practices still lack is asked, and then the list is confirmed."""
    round_ = round_or_404(caller, pk)
    check_draw_up(caller, round_)
    check_open(round_)
    practices, random = how_many(round_)
    if not practices:
        return render(request, "visits/nothing_to_confirm.html", {"round": round_})
    without = lacking(caller, round_)
    left = max(without.count() - AT_A_TIME, 0)
    form = CompletionForm(caller, round_, list(without[:AT_A_TIME]), request.POST or None)

    def keep() -> object:
        if left:
            return rounds.complete_candidates(caller, round_, form.completed())
        return round_services.confirm_round(caller, round_, at=now(), completed=form.completed())

    if request.method == "POST" and form.is_valid() and tried(form, keep):
        if left:
            messages.success(request, f"Kept. {left} more to go.")
            return redirect("confirm-round", pk=pk)
        messages.success(request, "The list is confirmed, and each practice has a visit to be arranged.")
        return redirect("round", pk=pk)
    shown = {"form": form, "round": round_, "practices": practices, "random": random, "left": left}
    return render(request, "visits/confirm_round.html", shown)


@signed_in(*WHO_CHANGE)
def challenge(request: HttpRequest, caller: Caller, pk: int, code: str) -> HttpResponse:
    """A visitor takes a practice off the list, with a reason and the day of its return."""
    candidate = candidate_or_404(caller, pk, code)
    check_challenge(caller, candidate)
    form = ChallengeForm(request.POST or None, instance=Challenge(candidate=candidate, made_on=today()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if tried(
            form,
            lambda: round_services.challenge(
                caller, candidate, reason=said["reason"], now=now(), returns_on=said["returns_on"]
            ),
        ):
            return redirect("round", pk=pk)
    visit = visit_of(caller, candidate)
    invited = visit is not None and visit.state == Visit.State.INVITED
    shown = {"form": form, "candidate": candidate, "round_pk": pk, "invited": invited}
    return render(request, "visits/challenge.html", shown)


@signed_in(*WHO_CHANGE)
@require_POST
def withdraw_challenge(request: HttpRequest, caller: Caller, pk: int, code: str) -> HttpResponse:
    """A challenge is taken back."""
    candidate = candidate_or_404(caller, pk, code)
    standing = next((one for one in candidate.challenges.all() if one.stands(today())), None)
    if standing is None:
        raise Http404
    round_services.withdraw(caller, standing, on=today())
    messages.success(request, f"{candidate.practice} is on the list again.")
    return redirect("round", pk=pk)


@signed_in(*WHO_CHANGE)
def add_visit(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A visit outside any round is added."""
    started = {"code": request.GET.get("practice", ""), "visitor": caller.user_id}
    form = AddVisitForm(caller, request.POST or None, instance=Visit(made_at=now()), initial=started)
    if request.method == "POST" and form.is_valid():
        visit = form.save(commit=False)
        if tried(form, lambda: round_services.add_visit(caller, visit)):
            return redirect("practice", code=visit.practice.code)
    return render(request, "visits/add_visit.html", {"form": form})


@signed_in(*WHO_CHANGE)
def add_past_visit(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A visit that was already made is added."""
    started = {"code": request.GET.get("practice", ""), "visitor": caller.user_id}
    form = PastVisitForm(caller, request.POST or None, instance=Visit(made_at=now()), initial=started)
    if request.method == "POST" and form.is_valid():
        visit, present = form.save(commit=False), form.cleaned_data["present"]
        if tried(form, lambda: round_services.add_past_visit(caller, visit, present=present, now=now())):
            return redirect("practice", code=visit.practice.code)
    return render(request, "visits/add_past_visit.html", {"form": form})
