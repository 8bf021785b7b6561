"""The pages on which a commissioner arranges visits."""

from __future__ import annotations

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.practices import queries as practices
from commonground.practices.policies import check_change
from commonground.visits import post
from commonground.visits.forms.arranging import (
    INBOX,
    BookForm,
    HeldForm,
    InviteForm,
    MeetingForm,
    ReasonForm,
    SeveralVisitsForm,
)
from commonground.visits.models import Visit
from commonground.visits.offers import offered
from commonground.visits.policies.visits import may_arrange
from commonground.visits.presenters import arranging as presenters
from commonground.visits.presenters.boards import STATES
from commonground.visits.queries import timetables
from commonground.visits.queries import visits as queries
from commonground.visits.queries.standing import standing_of
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services

ENDS = {
    Visit.State.CANCELLED.value: ("Cancel the visit", services.cancel),
    Visit.State.POSTPONED.value: ("Put the visit off", services.postpone),
    Visit.State.DECLINED.value: ("The practice said no", services.decline),
    Visit.State.DID_NOT_TAKE_PLACE.value: ("The visit did not take place", services.did_not_take_place),
}
MOVED = "The visit is moved. Those who come get the new calendar file."
ASKED_AGAIN = "The new time is kept. The nurses are asked again, and the visit is booked when one can come."


def visit_or_404(caller: Caller, pk: int) -> Visit:
    """The visit, or the page that says there is none that this caller may see."""
    try:
        return queries.visit(caller, pk)
    except Visit.DoesNotExist as error:
        raise Http404 from error


def visit_to_change(caller: Caller, pk: int) -> Visit:
    """The visit, where the caller may change it."""
    visit = visit_or_404(caller, pk)
    check_change(caller, visit.practice)
    return visit


@signed_in(*EVERYONE)
def arranging(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The visits whose date is to be found or kept, what needs the visitor first."""
    every = list(timetables.with_month(queries.to_arrange(caller, on=today())))
    months = sorted({one.assigned_month for one in every if one.assigned_month})
    month = next((one for one in months if f"{one:%Y-%m}" == request.GET.get("month")), None)
    found = [one for one in every if month is None or one.assigned_month == month]
    groups = presenters.groups_to_arrange(found, queries.unanswered(caller, now=now()), now=now())
    shown = {
        "groups": groups,
        "months": months,
        "month": month,
        "states": STATES,
        "may_change": not caller.reads_only,
        "leads": caller.role in WHO_LEAD,
    }
    return render(request, "visits/arranging.html", shown)


@signed_in(*EVERYONE)
def visit(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """All about arranging one visit."""
    found = visit_or_404(caller, pk)
    kept, standing = queries.kept_time(caller, found), standing_of(found, on=today())
    people = [(one, presenters.needs(one)) for one in queries.attendees(caller, found)]
    return render(
        request,
        "visits/visit.html",
        {
            "visit": found,
            "standing": STATES[standing],
            "kept": kept,
            "steps": presenters.next_steps(caller, found, standing, kept, now=now()),
            "people": people,
            "earlier_answers": queries.earlier_answers(caller, found),
            "wishes": queries.wishes(caller, found),
            "attempts": queries.attempts(caller, found),
            "letters": queries.messages(caller, found),
            "may_change": may_arrange(caller, found),
            "sees_names": caller.sees_names,
        },
    )


@signed_in(*WHO_CHANGE)
def invite(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Choose whom to invite, see the letter, send it."""
    found = visit_to_change(caller, pk)
    there = [one for one in practices.contacts(caller, found.practice) if one.left_on is None]
    people = [one for one in there if one.email]
    right = queries.whom_to_invite(caller, found)
    inbox = found.practice.email
    first = str(right.pk) if right else INBOX if inbox else None
    form = InviteForm(
        request.POST or None,
        people=people,
        inbox=inbox,
        nurses=queries.nurses_to_write_to(caller, found.practice),
        initial={"to": first, "mode": found.mode},
    )
    if request.method == "POST" and form.is_valid() and "send" in request.POST:
        how = {name: form.cleaned_data[name] for name in ("mode", "count")}
        to, nurses = form.chosen(), form.needed()
        if tried(form, lambda: services.invite(caller, found, to=to, nurses=nurses, now=now(), **how)):
            messages.success(request, f"The invitation to {found.practice.name} is in the outbox.")
            return redirect("visit", pk=pk)
    chosen = form.is_bound and form.is_valid()
    to = form.chosen() if chosen else right
    nurse, mode = (form.needed() is not None, form.cleaned_data["mode"]) if chosen else (False, "")
    letter = services.letter_to_read(found, to, nurse=nurse, mode=mode)
    return render(
        request,
        "visits/invite.html",
        {"form": form, "visit": found, "right_person": right, "letter": letter, "people": people},
    )


@signed_in(*WHO_CHANGE)
def invite_many(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Preview the invitations to several practices, and send them."""
    can_be = queries.to_arrange(caller, on=today()).filter(standing__in=queries.TO_INVITE)
    form = SeveralVisitsForm(request.POST or None, visits=can_be)
    if request.method != "POST" or not form.is_valid():
        if request.method == "POST":
            messages.error(request, "Tick the practices that you want to invite.")
        return redirect("arranging")
    visits, nurse, mode = (form.cleaned_data[name] for name in ("visits", "nurse", "mode"))
    if "send" in request.POST:
        failed = services.invite_many(caller, visits, nurse=nurse, mode=mode, now=now())
        sent = len(visits) - len(failed)
        messages.success(request, f"{sent} of {len(visits)} invitations are in the outbox.")
        for one, sentence in failed:
            messages.error(request, f"{one.practice.name}: {sentence}")
        return redirect("arranging")
    previews = []
    for one in visits:
        to = queries.whom_to_invite(caller, one)
        letter = services.letter_to_read(one, to, nurse=nurse, mode=mode)
        nurses = queries.nurses_to_write_to(caller, one.practice) if nurse else []
        previews.append((one, post.inbox(one, to), letter, nurses))
    return render(request, "visits/invite_many.html", {"previews": previews, "form": form, "nurse": nurse})


@signed_in(*WHO_CHANGE)
def book(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A time that was agreed by telephone is booked."""
    found = visit_to_change(caller, pk)
    people = [one for one in practices.contacts(caller, found.practice) if one.left_on is None]
    form = BookForm(request.POST or None, people=people, initial={"mode": found.mode})
    if request.method == "POST" and form.is_valid():
        time = booking_services.Time(form.starts_at(), form.ends_at())
        person, mode = form.agreed_with(), form.cleaned_data["mode"]
        if tried(
            form, lambda: booking_services.book_as_agreed(caller, found, time, person, mode=mode, now=now())
        ):
            messages.success(request, "The visit is booked. Those who come get a calendar file.")
            return redirect("visit", pk=pk)
    return render(
        request, "visits/form.html", _with_times(form, found, "Book a time that was agreed", "Book it")
    )


@signed_in(*WHO_CHANGE)
def move(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A booked visit gets another time."""
    found = visit_to_change(caller, pk)
    form = MeetingForm(request.POST or None, initial={"mode": found.mode})
    if request.method == "POST" and form.is_valid():
        time, mode = booking_services.Time(form.starts_at(), form.ends_at()), form.cleaned_data["mode"]
        if tried(form, lambda: booking_services.move_to(caller, found, time=time, mode=mode, now=now())):
            messages.success(request, MOVED if found.state == Visit.State.BOOKED else ASKED_AGAIN)
            return redirect("visit", pk=pk)
    return render(request, "visits/form.html", _with_times(form, found, "Move to another time", "Move it"))


@signed_in(*WHO_CHANGE)
def end(request: HttpRequest, caller: Caller, pk: int, to: str) -> HttpResponse:
    """A visit is cancelled, put off, declined, or did not take place: with the reason."""
    found = visit_to_change(caller, pk)
    if to not in ENDS:
        raise Http404
    title, act = ENDS[to]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: act(caller, found, reason=reason, now=now())):
            return redirect("visit", pk=pk)
    return render(request, "visits/form.html", _page(form, found, title, title))


@signed_in(*WHO_CHANGE)
def hold(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The visit was held: who came."""
    found = visit_to_change(caller, pk)
    form = HeldForm(request.POST or None, asked=queries.attendees(caller, found))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        came, roles = typed.get("came", []), typed["roles"]
        reason = typed["no_manager_reason"]
        if tried(
            form,
            lambda: services.hold(caller, found, came=came, roles=roles, no_manager_reason=reason, now=now()),
        ):
            messages.success(request, "Kept: the visit was held.")
            return redirect("visit", pk=pk)
    return render(request, "visits/form.html", _page(form, found, "The visit was held", "Keep it"))


@signed_in(*WHO_CHANGE)
def let_go(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The visitor waits no longer for those who were asked."""
    found = visit_to_change(caller, pk)
    if request.method == "POST":
        try:
            booking_services.let_go(caller, found, now=now())
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect("visit", pk=pk)
    return render(request, "visits/let_go.html", {"visit": found, "kept": queries.kept_time(caller, found)})


@signed_in(*WHO_CHANGE)
@require_POST
def deal_with(request: HttpRequest, caller: Caller, pk: int, wish: int) -> HttpResponse:
    """What a practice wished has been seen to."""
    found = queries.wishes(caller, visit_to_change(caller, pk)).filter(pk=wish).first()
    if found is None:
        raise Http404
    services.deal_with(caller, found, now=now())
    messages.success(request, "Kept as dealt with.")
    return redirect("visit", pk=pk)


@signed_in(*EVERYONE)
def sheet(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The sheet that helps a manager get ready."""
    found = visit_or_404(caller, pk)
    return render(request, "visits/sheet.html", {"visit": found, **presenters.sheet_numbers()})


def _page(form: BaseForm, found: Visit, title: str, send: str) -> dict[str, object]:
    return {"form": form, "visit": found, "title": title, "send": send}


def _with_times(form: BaseForm, found: Visit, title: str, send: str) -> dict[str, object]:
    return {**_page(form, found, title, send), "free": offered(found, now=now())}
