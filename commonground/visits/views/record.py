"""Before and during a visit: one page to read, and one to write on that saves as one types."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.advice import queries as advice
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.engine.rules.visit_book import load_visit_book
from commonground.figures.fixes.presenters import lines_of
from commonground.figures.fixes.queries import fixes_of
from commonground.figures.settling.short import two_figures_of
from commonground.plans import queries as plans
from commonground.plans.models import Action
from commonground.practices import queries as practices
from commonground.practices.policies import check_change, may_change
from commonground.visits.models import Visit
from commonground.visits.presenters.record import EntryView, Outcome, RecordPage, Typed, shown_value
from commonground.visits.queries import record as record_queries
from commonground.visits.record_clock import write_up_clock
from commonground.visits.services import record as record_services
from commonground.visits.views.arranging import visit_or_404


@signed_in(*EVERYONE)
def before(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """One page to read before a visit, and to print."""
    visit = visit_or_404(caller, pk)
    practice, day = visit.practice, today()
    last = record_queries.last_visit(caller, visit)
    return render(
        request,
        "visits/before.html",
        {
            "visit": visit,
            "practice": practice,
            "people": practices.contacts(caller, practice).filter(left_on=None),
            "staffing": practices.staffing(caller, practice).first(),
            "two": two_figures_of(caller, [practice.code]).get(practice.code),
            "fixes": [one for one in lines_of(fixes_of(caller, practice), day) if not one.fix.settled],
            "last": last,
            "last_in_short": record_queries.entries(caller, last).get("note:in-short") if last else None,
            "promises": plans.open_of(caller, practice, today=day, side=Action.Side.COMMISSIONER),
            "actions": plans.open_of(caller, practice, today=day, side=Action.Side.PRACTICE),
            "asked": advice.questions_of(caller, practice).filter(answer=None),
            "book": load_visit_book(),
            "may_change": may_change(caller, practice),
            "sees_names": caller.sees_names,
        },
    )


@signed_in(*WHO_CHANGE)
def record(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The record, to write on during a visit. Its Save button keeps all of it, where no script runs."""
    visit = visit_or_404(caller, pk)
    check_change(caller, visit.practice)
    typed: dict[str, Typed] = {}
    outcomes: dict[str, Outcome] = {}
    if request.method == "POST":
        shown = {one.key: one for one in _page(caller, visit).entries_shown()}
        typed = {key: _typed(request.POST, key) for key in shown if f"version.{key}" in request.POST}
        outcomes = {key: _save(caller, visit, shown[key], one, request.POST) for key, one in typed.items()}
        if all(outcome.kind == "saved" for outcome in outcomes.values()):
            return redirect("record", pk=pk)
    page = _page(caller, visit, typed, outcomes)
    faults = [one for one in outcomes.items() if one[1].kind != "saved"]
    return render(
        request,
        "visits/record.html",
        {
            "visit": visit,
            "parts": page.sections(),
            "clock": write_up_clock(visit, today()),
            "faults": [
                {"text": said.sentence, "href": f"#entry-{key.replace(':', '-')}"} for key, said in faults
            ],
            "asked": advice.questions(caller).filter(visits=visit),
            "can_write": visit.state in record_services.RECORDED_IN,
        },
    )


@signed_in(*WHO_CHANGE)
@require_POST
def save_entry(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """One thing is kept as it is typed; the answer is the piece of the page that says so."""
    visit = visit_or_404(caller, pk)
    key = request.GET.get("key", "")
    shown = _page(caller, visit).entry(key)
    if shown is None:
        raise Http404
    typed = _typed(request.POST, key)
    outcome = _save(caller, visit, shown, typed, request.POST)
    view = _page(caller, visit, {key: typed}, {key: outcome}).entry(key)
    settled = any(choice in request.POST for choice in ("mine", "theirs", "both"))
    template = "visits/record_entry.html" if settled else "visits/record_state.html"
    return render(request, template, {"entry": view, "visit": visit, "settled": settled})


def _typed(data: QueryDict, key: str) -> Typed:
    version = data.get(f"version.{key}", "0")
    return Typed(
        value=data.get(f"value.{key}", ""),
        text=data.get(f"text.{key}", "").replace("\r\n", "\n"),
        version=int(version) if version.isdigit() else 0,
    )


def _save(caller: Caller, visit: Visit, shown: EntryView, typed: Typed, data: Mapping[str, str]) -> Outcome:
    """Keep one thing, by the choice that was made where there was a clash."""
    key = shown.key
    if data.get("theirs") == key:
        return Outcome("saved", "Kept as it was saved.")
    if (typed.value, typed.text) == (shown.value, shown.text):
        return Outcome("saved", "Saved.")
    text, version = typed.text, typed.version
    for choice in ("mine", "both"):
        chosen, _, seen = data.get(choice, "").rpartition("@")
        if chosen == key and seen.isdigit():
            version = int(seen)
            if choice == "both":
                text = f"{shown.text}\n{text}"
    try:
        kept = record_services.saved(caller, visit, key, typed.value, text, version, at=now())
    except record_services.ClashError as clash:
        return Outcome("clash", str(clash), clash.entry, shown_value(clash.entry))
    except ValidationError as error:
        return Outcome("refused", " ".join(error.messages))
    except RefusedError as error:
        return Outcome("refused", str(error))
    return Outcome("saved", f"Saved by {kept.saved_by}.")


def _page(
    caller: Caller,
    visit: Visit,
    typed: Mapping[str, Typed] | None = None,
    outcomes: Mapping[str, Outcome] | None = None,
) -> RecordPage:
    return RecordPage(
        record_queries.entries(caller, visit),
        record_queries.came(caller, visit),
        caller.sees_names,
        typed or {},
        outcomes or {},
    )
