"""The pages that a practice opens with a signed link: choose a time, answer otherwise, come, move, cancel."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.links import LinkError, UnknownLinkError
from commonground.core.models import Link
from commonground.core.trying import tried
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices import queries as practices
from commonground.practices import services as practice_services
from commonground.practices.forms import SurgeryForm
from commonground.practices.link_entrance import FIRST_PAGES, by_link
from commonground.practices.models import Contact, Surgery
from commonground.visits import post
from commonground.visits.forms.arranging import ReasonForm
from commonground.visits.forms.links import (
    ComingForm,
    OtherTimesForm,
    PickForm,
    PickWithColleaguesForm,
    RingMeForm,
    SomebodyElseForm,
    SurgeryToRemoveForm,
)
from commonground.visits.models import Slot, Visit, Wish
from commonground.visits.offers import in_its_month, offered, offers
from commonground.visits.policies.visits import has_begun
from commonground.visits.presenters import arranging as presenters
from commonground.visits.queries import visits as queries
from commonground.visits.services import answers as answer_services
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services

P = TypeVar("P", bound=PickForm)
ANSWERED = "answered by {link_id}"
SOURCE = "the practice"
BEGUN = "The time of this visit has come. To change something, write to the person who wrote to you."
NOTHING_WAITS = "No time is waiting for an answer now. Thank you all the same."
GONE = "The visit that this link is about is no longer there. Ask the person who wrote to you."


@by_link(Link.Purpose.BOOK)
def choose(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """A practice chooses a time, or goes on to answer otherwise."""
    visit = _visit(caller, link)

    def keep(form: PickWithColleaguesForm) -> object:
        others = [
            Contact(practice=visit.practice, source=SOURCE, added_on=today(), confirmed_on=today(), **row)
            for row in form.colleagues()
        ]
        chosen = form.cleaned_data
        return booking_services.choose_time(
            caller, visit, link, chosen["slot"], others, mode=chosen["mode"], now=now()
        )

    nurse_wanted = queries.nurse_is_to_be_named(caller, visit)
    shown = {"nurse_wanted": nurse_wanted, **presenters.sheet_numbers()}
    return _pick(request, caller, link, visit, PickWithColleaguesForm, keep, "visits/choose.html", shown)


@by_link(Link.Purpose.BOOK)
def other_times(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """None of the times suits: which would?"""
    form = OtherTimesForm(request.POST or None)
    return _wish(request, caller, link, form, Wish.Kind.OTHER_TIMES, "Suggest other times")


@by_link(Link.Purpose.BOOK)
def ring_me(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """Rather by telephone."""
    form = RingMeForm(request.POST or None)
    return _wish(request, caller, link, form, Wish.Kind.RING_ME, "Ask us to ring you")


@by_link(Link.Purpose.BOOK)
def somebody_else(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """Somebody else at the practice arranges this."""
    visit = _visit(caller, link)
    person = Contact(practice=visit.practice, source=SOURCE, added_on=today())
    form = SomebodyElseForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        contact = form.save(commit=False)
        if tried(form, lambda: answer_services.name_contact(caller, visit, link, contact, now=now())):
            return _thank(request, link, f"{visit.visitor.name} will write to {contact.name}.")
    return _form(request, link, form, visit, "Give us the name of somebody else")


@by_link(Link.Purpose.BOOK)
def say_no(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """A practice wants no visit, and says why."""
    visit = _visit(caller, link)
    return _reason(
        request,
        link,
        visit,
        "Say no to the visit",
        lambda reason: services.decline(caller, visit, reason=reason, link=link, now=now()),
        "We will not ask again for now. You can write to us at any time.",
    )


@by_link(Link.Purpose.ATTEND)
def coming(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """Somebody who was asked says whether the time suits."""
    attendee = queries.attendee_of_link(caller, link)
    if attendee is None:
        raise UnknownLinkError(GONE)
    kept = queries.kept_time(caller, attendee.visit)
    if kept is None:
        raise LinkError(NOTHING_WAITS)
    form = ComingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        yes = form.cleaned_data["coming"] == "yes"
        if tried(form, lambda: booking_services.answer_coming(caller, attendee, link, coming=yes, now=now())):
            said = _what_follows(attendee.visit) if yes else "We have told your practice."
            return _thank(request, link, said)
    page = {"form": form, "link": link, "visit": attendee.visit, "kept": kept}
    return render(request, "visits/coming.html", page)


@by_link(Link.Purpose.MOVE)
def change(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """A booked visit: choose another time, or go on to put it off or cancel it."""
    visit = _visit_ahead(caller, link)

    def keep(form: PickForm) -> object:
        chosen = form.cleaned_data
        return booking_services.move_to(
            caller, visit, slot=chosen["slot"], mode=chosen["mode"], link=link, now=now()
        )

    return _pick(request, caller, link, visit, PickForm, keep, "visits/change.html", {})


@by_link(Link.Purpose.MOVE)
def put_off(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """No time suits now: the visit is put off."""
    visit = _visit_ahead(caller, link)
    return _reason(
        request,
        link,
        visit,
        "Put the visit off",
        lambda reason: services.postpone(caller, visit, reason=reason, link=link, now=now()),
        f"{visit.visitor.name} will write to you to find another time.",
    )


@by_link(Link.Purpose.MOVE)
def cancel(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """The practice wants the visit no longer."""
    visit = _visit_ahead(caller, link)
    return _reason(
        request,
        link,
        visit,
        "Cancel the visit",
        lambda reason: services.cancel(caller, visit, reason=reason, link=link, now=now()),
        "The visit is cancelled. You can write to us at any time.",
    )


@by_link(Link.Purpose.BOOK, Link.Purpose.MOVE)
def sheet(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """The sheet that helps a manager get ready."""
    visit = _visit(caller, link)
    shown = {"visit": visit, "back_to": _back(link), **presenters.sheet_numbers()}
    return render(request, "visits/sheet.html", shown)


@by_link(Link.Purpose.BOOK, Link.Purpose.MOVE)
def surgeries(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """A practice says itself in which hours it has surgeries, as often as it likes: the link stays good (story 6)."""
    visit = _visit(caller, link)
    known = practices.surgeries(caller, visit.practice)
    leaving = SurgeryToRemoveForm(request.POST if "remove" in request.POST else None, surgeries=known)
    if leaving.is_valid():
        practice_services.remove_surgery(caller, leaving.cleaned_data["remove"])
        messages.success(request, "Removed.")
        return redirect("your-surgeries", link_id=link.pk)
    typed = request.POST if request.method == "POST" and not leaving.is_bound else None
    form = SurgeryForm(typed, instance=Surgery(practice=visit.practice))
    if form.is_valid() and tried(
        form, lambda: practice_services.add_surgery(caller, form.save(commit=False))
    ):
        messages.success(request, "Added. We offer no time in these hours.")
        return redirect("your-surgeries", link_id=link.pk)
    shown = {"form": form, "visit": visit, "surgeries": known, "link": link, "back_to": _back(link)}
    return render(request, "visits/your_surgeries.html", shown)


def thank_you(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """What follows, after an answer, which used its link up."""
    sentence = request.session.get(ANSWERED.format(link_id=link_id), "")
    return render(request, "visits/thank_you.html", {"sentence": sentence})


def _pick(
    request: HttpRequest,
    caller: Caller,
    link: Link,
    visit: Visit,
    form_of: type[P],
    keep: Callable[[P], object],
    template: str,
    more: Mapping[str, object],
) -> HttpResponse:
    """A page with the free times, or with those of another way of meeting where they are asked for.

    A time that is gone is said, with those that are free now and all that was typed.
    """
    looks = request.method != "POST" or "look" in request.POST
    asked, start = None if looks else request.POST, {"mode": visit.mode, **request.POST.dict()}
    form = form_of(asked, slots=[one.slot for one in offers(visit, now=now())], initial=start)
    if form.is_valid():
        if tried(form, lambda: keep(form)):
            return _thank(request, link, _what_follows(visit))
    elif form.has_error("slot", "invalid_choice"):
        form.errors["slot"] = form.error_class([booking_services.TAKEN])
    fresh = offered(visit, mode=form["mode"].value(), now=now())
    own = in_its_month(visit, fresh)
    first = _first(request, fresh, own)
    form.offer(first)
    page = {
        "form": form,
        "link": link,
        "visit": visit,
        "slots": fresh,
        "more": len(fresh) > len(first),
        "month": first[0].starts_at if first and len(own) < len(fresh) else None,
        "all": "all" in request.GET,
        "has_surgeries": practices.surgeries(caller, visit.practice).exists(),
        **more,
    }
    return render(request, template, page)


def _visit(caller: Caller, link: Link) -> Visit:
    visit = queries.visit_of_link(caller, link)
    if visit is None:
        raise UnknownLinkError(GONE)
    return visit


def _visit_ahead(caller: Caller, link: Link) -> Visit:
    visit = _visit(caller, link)
    if has_begun(visit, now=now()):
        raise LinkError(BEGUN)
    return visit


def _first(request: HttpRequest, free: list[Slot], own: list[Slot]) -> list[Slot]:
    """The first times of the practice's own month, or all where they were asked for."""
    return free if "all" in request.GET else own[: int(load_visit_book().number("times-shown"))]


def _what_follows(visit: Visit) -> str:
    visit.refresh_from_db()
    if visit.state == Visit.State.BOOKED and visit.starts_at is not None:
        when = post.time_in_words(visit, visit.starts_at)
        return f"The visit is on {when}. You will get an e-mail with a file for your calendar."
    return "We are asking your colleagues whether they can come, and write to you when that is known."


def _back(link: Link) -> str:
    """The page to which a link led first."""
    return reverse(FIRST_PAGES[link.purpose], kwargs={"link_id": link.pk})


def _thank(request: HttpRequest, link: Link, sentence: str) -> HttpResponse:
    request.session[ANSWERED.format(link_id=link.pk)] = sentence
    return redirect("thank-you", link_id=link.pk)


def _wish(
    request: HttpRequest, caller: Caller, link: Link, form: Form, kind: Wish.Kind, title: str
) -> HttpResponse:
    visit = _visit(caller, link)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if tried(form, lambda: answer_services.wish(caller, visit, link, kind=kind, text=text, now=now())):
            return _thank(request, link, f"{visit.visitor.name} will be in touch.")
    return _form(request, link, form, visit, title)


def _reason(
    request: HttpRequest,
    link: Link,
    visit: Visit,
    title: str,
    act: Callable[[str], object],
    thanks: str,
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: act(reason)):
            return _thank(request, link, thanks)
    return _form(request, link, form, visit, title)


def _form(
    request: HttpRequest, link: Link, form: Form | SomebodyElseForm, visit: Visit, title: str
) -> HttpResponse:
    page = {"form": form, "link": link, "visit": visit, "title": title, "back_to": _back(link)}
    return render(request, "visits/answer.html", page)
