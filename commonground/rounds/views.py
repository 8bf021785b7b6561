"""Drawing up a round: its dates and visitors, its list from a file and by hand."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts.entrance import EVERYONE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.trying import tried
from commonground.figures.settling.short import two_figures_of
from commonground.rounds import list_file, queries, services
from commonground.rounds.forms import CandidateForm, ListForm, NewCandidateForm, RemoveForm, RoundForm
from commonground.rounds.models import Candidate, Round
from commonground.rounds.policies import check_draw_up, check_open, may_challenge, may_draw_up, settled
from commonground.rounds.ranking.presenters import in_words
from commonground.rounds.ranking.queries import choice_of, in_short, replaced_since

A_PAGE = 100
RANKINGS_SHOWN = 5


def round_or_404(caller: Caller, pk: int) -> Round:
    """The round, or the page that says there is none that this caller may see."""
    found = queries.rounds(caller).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def candidate_or_404(caller: Caller, pk: int, code: str) -> Candidate:
    """The practice in the list of a round, or the page that says there is none that this caller may see."""
    found = queries.candidates(caller, round_or_404(caller, pk)).filter(practice__code=code).first()
    if found is None:
        raise Http404
    return found


@signed_in(*EVERYONE)
def index(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The rounds of one's area."""
    shown = {"rounds": queries.listed_rounds(caller), "leads": caller.role in WHO_LEAD}
    return render(request, "rounds/index.html", shown)


@signed_in(*WHO_LEAD)
def new(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A round is begun."""
    form = RoundForm(caller, request.POST or None, instance=Round(made_at=now()))
    if request.method == "POST" and form.is_valid():
        round_ = form.save(commit=False)
        visitors = form.cleaned_data["visitors"]
        if tried(form, lambda: services.make_round(caller, round_, visitors=visitors)):
            return redirect("round-list-file", pk=round_.pk)
    return render(request, "rounds/round_form.html", {"form": form})


@signed_in(*WHO_LEAD)
def change(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The dates, the rule or the visitors of a round that is not confirmed are changed."""
    round_ = drawn_up_or_told(caller, pk)
    form = RoundForm(caller, request.POST or None, instance=round_)
    if request.method == "POST" and form.is_valid():
        visitors = form.cleaned_data["visitors"]
        if tried(form, lambda: services.change_round(caller, form.save(commit=False), visitors=visitors)):
            return redirect("round", pk=pk)
    return render(request, "rounds/round_form.html", {"form": form, "round": round_})


@signed_in(*EVERYONE)
def one(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A round: how it was chosen, its list, what is challenged and what was taken off."""
    round_ = round_or_404(caller, pk)
    listed = queries.on_the_list(caller, round_, on=today())
    own = request.GET.get("whose") == "mine"
    if own:
        listed = listed.filter(visitor=caller.user_id)
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    challenged = list(queries.challenged(caller, round_, on=today()))
    shown = [*page, *challenged]
    practices, random = queries.how_many(round_)
    arranged = settled(caller, round_)
    chosen = choice_of(caller, round_)
    indicator = chosen.asked["indicator"] if chosen else ""
    return render(
        request,
        "rounds/round.html",
        {
            "round": round_,
            "visitors": queries.visitors_of(caller, round_),
            "page": page,
            "own": own,
            "challenged": [(each, _standing(each)) for each in challenged],
            "removed": queries.removed(caller, round_),
            "practices": practices,
            "random": random,
            "choice": chosen,
            "asked": in_words(chosen) if chosen else "",
            "replaced": list(replaced_since(caller, chosen)) if chosen else [],
            "rankings": in_short(caller, round_)[:RANKINGS_SHOWN] if may_draw_up(caller, round_) else [],
            "may_draw_up": may_draw_up(caller, round_) and round_.confirmed_at is None,
            "may_challenge": {
                each.pk for each in shown if each.practice_id not in arranged and may_challenge(caller, each)
            },
            "days": queries.days(caller, round_),
            "two": two_figures_of(caller, [each.practice.code for each in page], indicator),
        },
    )


@signed_in(*WHO_LEAD)
def from_file(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A file is read, what is good and what is wrong in it is shown, and then the good rows are put on the list."""
    round_ = drawn_up_or_told(caller, pk)
    form = ListForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["content"]
        found = list_file.checked(caller, round_, content, on=today())
        if "add" in request.POST and not form.cleaned_data["file"] and found.candidates:
            good = found.candidates
            if tried(form, lambda: services.add_candidates(caller, round_, good)):
                messages.success(request, f"{len(good)} put on the list.")
                return redirect("round", pk=pk)
        form = ListForm(initial={"content": content}) if not form.errors else form
    return render(request, "rounds/from_file.html", {"form": form, "round": round_, "found": found})


@signed_in(*WHO_LEAD)
def add_candidate(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A practice is put on the list by hand."""
    round_ = drawn_up_or_told(caller, pk)
    blank = Candidate(
        round=round_,
        position=queries.last_position(round_) + 1,
        chosen_by=Candidate.ChosenBy.VISITOR,
    )
    form = NewCandidateForm(caller, request.POST or None, instance=blank)

    def add() -> object:
        return services.add_candidate(caller, form.save(commit=False))

    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: services.add_candidate(caller, form.save(commit=False)))
    ):
        return redirect("round", pk=pk)
    return render(request, "rounds/candidate.html", {"form": form, "round": round_})


@signed_in(*WHO_LEAD)
def change_candidate(request: HttpRequest, caller: Caller, pk: int, code: str) -> HttpResponse:
    """The reason, the visitor or the position of a practice on the list is changed."""
    round_, candidate = drawn_up_or_told(caller, pk), candidate_or_404(caller, pk, code)
    form = CandidateForm(caller, request.POST or None, instance=candidate)

    def change() -> object:
        return services.change_candidate(caller, form.save(commit=False))

    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: services.change_candidate(caller, form.save(commit=False)))
    ):
        return redirect("round", pk=pk)
    return render(request, "rounds/candidate.html", {"form": form, "round": round_, "candidate": candidate})


@signed_in(*WHO_LEAD)
def remove_candidate(request: HttpRequest, caller: Caller, pk: int, code: str) -> HttpResponse:
    """A practice is taken off a list that is still drawn up, with a reason."""
    round_, candidate = drawn_up_or_told(caller, pk), candidate_or_404(caller, pk, code)
    form = RemoveForm(request.POST or None, instance=candidate)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["removed_because"]
        if tried(form, lambda: services.remove_candidate(caller, candidate, reason=reason, on=today())):
            return redirect("round", pk=pk)
    return render(request, "rounds/remove.html", {"form": form, "round": round_, "candidate": candidate})


def drawn_up_or_told(caller: Caller, pk: int) -> Round:
    """The round, where its list is still drawn up and the caller may do so."""
    round_ = round_or_404(caller, pk)
    check_draw_up(caller, round_)
    check_open(round_)
    return round_


def _standing(candidate: Candidate) -> object:
    return next(one for one in candidate.challenges.all() if one.stands(today()))
