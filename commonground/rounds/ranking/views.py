"""Ranking the practices of a round: asked for, looked at before anything changes, then used; its files to take away."""

from __future__ import annotations

import json

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_LEAD, signed_in
from commonground.core.behind import asks_for_progress, progress_of
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.trying import tried
from commonground.engine.rules.choosing_book import load_choosing_book
from commonground.rounds.models import Ranking
from commonground.rounds.policies import may_draw_up
from commonground.rounds.ranking import presenters, queries, services
from commonground.rounds.ranking.forms import RankForm
from commonground.rounds.ranking.notes import record_for
from commonground.rounds.ranking.tasks import rank as rank_behind_the_page
from commonground.rounds.views import drawn_up_or_told, round_or_404


@signed_in(*WHO_LEAD)
def rank(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """How to rank is chosen; what was chosen before (`again`) is there, and what was wrong with it is said."""
    round_ = drawn_up_or_told(caller, pk)
    before = _before(request, caller, pk)
    form = RankForm(caller, load_choosing_book(), before, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asked = Ranking(round=round_, asked=form.asked(), beside=form.beside(), made_at=now())

        def begin() -> object:
            with transaction.atomic():
                services.begin(caller, asked)
                rank_behind_the_page.enqueue(asked.pk)
            return asked

        if tried(form, begin):
            return redirect("ranking", pk=pk, ranking_pk=asked.pk)
    wrong = before.sentence if before and before.state == Ranking.State.REFUSED and not form.is_bound else ""
    shown = {"form": form, "round": round_, "wrong": wrong, "some": bool(form.fields["indicator"].choices)}  # type: ignore[attr-defined]
    return render(request, "rounds/rank.html", shown)


@signed_in(*EVERYONE)
def ranking(request: HttpRequest, caller: Caller, pk: int, ranking_pk: int) -> HttpResponse:
    """How far it is; then the list that came out, with all that it rests on. Nothing has changed yet."""
    found = _ranking_or_404(caller, pk, ranking_pk)
    if asks_for_progress(request):
        return progress_of(request, found, "rounds/ranking_progress.html", {"ranking": found})
    may_use = may_draw_up(caller, found.round) and found.round.confirmed_at is None
    if found.state == Ranking.State.REFUSED and may_use:
        return redirect(f"{reverse('rank-practices', args=[pk])}?again={ranking_pk}")
    rows = presenters.rows_for(caller, found)
    shown = {
        "ranking": found,
        "round": found.round,
        "may_use": may_use,
        "asked": presenters.in_words(found),
        "to_visit": [row for row in rows if row.ranked and row.chosen],
        "others": [row for row in rows if row.ranked and not row.chosen],
        "unranked": [row for row in rows if not row.ranked],
        "chosen": presenters.chosen_in_words(found),
        "top": found.record.get("result", {}).get("by_rank"),
        "replaced": list(queries.replaced_since(caller, found)),
    }
    return render(request, "rounds/ranking.html", shown)


@signed_in(*WHO_LEAD)
@require_POST
def use(request: HttpRequest, caller: Caller, pk: int, ranking_pk: int) -> HttpResponse:
    """What was looked at becomes the list of the round."""
    used = services.use(caller, _ranking_or_404(caller, pk, ranking_pk), now=now())
    messages.success(request, f"The list of {used.round} is the one you looked at.")
    return redirect("round", pk=pk)


@signed_in(*EVERYONE)
def choice_file(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:  # noqa: ARG001
    """choice.json of a round: all that is needed to make its list again and to evaluate it."""
    text = (
        json.dumps(record_for(caller, _choice_or_404(caller, pk).record), ensure_ascii=False, indent=1) + "\n"
    )
    return _file(text, "application/json", "choice.json")


@signed_in(*EVERYONE)
def priorities_file(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:  # noqa: ARG001
    """priorities.csv of a round: every practice of its area."""
    return _file(
        presenters.csv_for(caller, _choice_or_404(caller, pk)), "text/csv; charset=utf-8", "priorities.csv"
    )


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _choice_or_404(caller: Caller, pk: int) -> Ranking:
    found = queries.choice_of(caller, round_or_404(caller, pk))
    if found is None:
        raise Http404
    return found


def _ranking_or_404(caller: Caller, pk: int, ranking_pk: int) -> Ranking:
    found = queries.rankings(caller, round_or_404(caller, pk)).filter(pk=ranking_pk).first()
    if found is None:
        raise Http404
    return found


def _before(request: HttpRequest, caller: Caller, pk: int) -> Ranking | None:
    written = request.GET.get("again", "")
    return _ranking_or_404(caller, pk, int(written)) if written.isascii() and written.isdigit() else None
