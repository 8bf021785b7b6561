"""A round's timetable: asked for, looked at while it is planned and after, then accepted or left."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.random_order import SENTENCE
from commonground.practices.models import Practice
from commonground.practices.queries import practices
from commonground.rounds.models import Round
from commonground.rounds.policies import check_draw_up, may_draw_up
from commonground.rounds.queries import visitors_of
from commonground.rounds.views import round_or_404
from commonground.visits.forms.timetables import SECONDS, TimetableForm
from commonground.visits.models import Timetable
from commonground.visits.presenters.timetable_files import calendar_for, table_for
from commonground.visits.presenters.timetables import called_by, shown_of
from commonground.visits.queries import timetables as queries
from commonground.visits.services import timetables as services
from commonground.visits.tasks import plan_timetable

T = Timetable.State


def timetable_or_404(caller: Caller, pk: int, number: int) -> Timetable:
    """The timetable, or the page that says there is none that this caller may see."""
    found = queries.timetables(caller).filter(round=pk, pk=number).first()
    if found is None:
        raise Http404
    return found


@signed_in(*EVERYONE)
def of_round(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The timetables of a round: that which it goes by, that which waits, and the earlier ones."""
    round_ = round_or_404(caller, pk)
    every = list(queries.timetables(caller).filter(round=round_))
    present = queries.accepted(caller, round_)
    shown = {
        "round": round_,
        "present": present,
        "open": queries.still_open(caller, round_),
        "others": [one for one in every if one != present and not one.busy and one.state != T.PLANNED],
        "may_make": round_.confirmed_at is not None and may_draw_up(caller, round_),
    }
    return render(request, "visits/timetables.html", shown)


@signed_in(*WHO_LEAD)
def make(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Who visits, from where, when and how much, and how it is planned; then it is planned behind the page."""
    round_ = _confirmed(caller, pk)
    open_ = queries.still_open(caller, round_)
    if open_ is not None:
        return redirect("timetable", pk=pk, number=open_.pk)
    present, before = queries.accepted(caller, round_), queries.last_asked(caller, round_)
    people, ways = list(visitors_of(caller, round_)), queries.ways_to_visit(caller, round_)
    form = TimetableForm(
        caller,
        round_,
        people,
        ways,
        request.POST or None,
        again=present is not None,
        initial=_as_before(round_, before),
    )
    if request.method == "POST" and form.is_valid():
        asked = form.filled(Timetable(round=round_, asked_at=now()))
        if tried(form, lambda: _ask(caller, asked, form)):
            return redirect("timetable", pk=pk, number=asked.pk)
    page = {"form": form, "round": round_, "present": present, "sentence": SENTENCE, "before": before}
    return render(request, "visits/make_timetable.html", page)


@signed_in(*EVERYONE)
def timetable(request: HttpRequest, caller: Caller, pk: int, number: int) -> HttpResponse:
    """How far a timetable is; then what it is, what it costs and can tell, and whom it leaves out."""
    found = timetable_or_404(caller, pk, number)
    page = {
        "timetable": found,
        "round": found.round,
        "may_decide": may_draw_up(caller, found.round),
    }
    if request.headers.get("HX-Request"):
        response = render(request, "visits/timetable_progress.html", page)
        if not found.busy:
            response["HX-Refresh"] = "true"
        return response
    if found.found:
        seen = _seen(caller, found)
        visits = queries.visits_of(caller, found.round, on=today())
        page["shown"] = shown_of(caller, found, seen, visits, queries.people_of(caller, found.round))
    return render(request, "visits/timetable.html", page)


@signed_in(*EVERYONE)
def table_file(request: HttpRequest, caller: Caller, pk: int, number: int) -> HttpResponse:  # noqa: ARG001
    """timetable.csv: every practice of it that the caller may see, visited or not."""
    found, seen, called = _to_take_away(caller, pk, number)
    return _file(table_for(found, seen, called).encode(), "text/csv; charset=utf-8", "timetable.csv")


@signed_in(*EVERYONE)
def calendar_file(
    request: HttpRequest,  # noqa: ARG001
    caller: Caller,
    pk: int,
    number: int,
    person: int,
) -> HttpResponse:
    """The visits of one person as a file for a calendar."""
    found, seen, called = _to_take_away(caller, pk, number)
    name = next((one["name"] for one in found.asked["visitors"] if one["person"] == person), None)
    if name is None:
        raise Http404
    file_name, data = calendar_for(found, seen, name, called[name])
    return _file(data, "text/calendar; charset=utf-8", file_name)


def _to_take_away(
    caller: Caller, pk: int, number: int
) -> tuple[Timetable, dict[str, Practice], dict[str, str]]:
    found = timetable_or_404(caller, pk, number)
    if not found.found:
        raise Http404
    return found, _seen(caller, found), called_by(caller, found, queries.people_of(caller, found.round))


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _seen(caller: Caller, found: Timetable) -> dict[str, Practice]:
    return {one.code: one for one in practices(caller).filter(candidacies__round=found.round)}


@signed_in(*WHO_LEAD)
@require_POST
def accept(request: HttpRequest, caller: Caller, pk: int, number: int) -> HttpResponse:
    """The round goes by it from now on."""
    services.accept(caller, timetable_or_404(caller, pk, number), now=now())
    messages.success(
        request,
        "The timetable is accepted. Each practice has its month, and its visitor’s times can be chosen with its link.",
    )
    return redirect("timetable", pk=pk, number=number)


@signed_in(*WHO_LEAD)
@require_POST
def leave(request: HttpRequest, caller: Caller, pk: int, number: int) -> HttpResponse:
    """Nothing comes of it."""
    services.leave(caller, timetable_or_404(caller, pk, number))
    messages.success(request, "The timetable is left. Nothing has changed.")
    return redirect("round-timetable", pk=pk)


def _confirmed(caller: Caller, pk: int) -> Round:
    round_ = round_or_404(caller, pk)
    check_draw_up(caller, round_)
    if round_.confirmed_at is None:
        raise RefusedError("Confirm the list first: a timetable is made of a list that stays as it is.")
    return round_


def _as_before(round_: Round, before: Timetable | None) -> dict[str, object]:
    """What the form begins with: as it was last typed, else what suits most rounds."""
    first = max(round_.starts_on, today())
    if before is None:
        return {
            "first_day": first,
            "own_visitors": True,
            "random_order": True,
            "seed": round_.pk,
            "seconds": SECONDS,
            "km_an_hour": round(load_visit_book().number("travel-km-an-hour")),
        }
    names = ("own_visitors", "random_order", "seed", "seconds", "km_an_hour")
    kept = {name: getattr(before, name) for name in names}
    return {"first_day": max(before.first_day, first), **kept}


def _ask(caller: Caller, asked: Timetable, form: TimetableForm) -> None:
    with transaction.atomic():
        services.ask(caller, asked, form.ways())
        plan_timetable.enqueue(asked.pk)
