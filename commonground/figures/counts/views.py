"""A practice's counts: sent by the practice through its link, or asked for and given by who commissions for it."""

from __future__ import annotations

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.models import Link
from commonground.core.trying import tried
from commonground.figures.counts import queries, services
from commonground.figures.counts.forms import INBOX, AskForCountForm, CountForm
from commonground.figures.counts.page import counting, shows_report
from commonground.figures.counts.presenters import lines_of
from commonground.figures.settling.queries import published_of
from commonground.practices import queries as practices
from commonground.practices.link_entrance import by_link
from commonground.practices.policies import may_change
from commonground.practices.views import practice_or_404, practice_to_change

TAKEN_IN = "The count of {practice} is taken in."


@shows_report
@by_link(Link.Purpose.COUNT)
def count(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """A practice sends its count, once. What is sent is the file `share` of a form, and nothing beside it."""
    practice = practices.practice(caller, link.practice_code)
    form = CountForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.data_sent()
        if tried(form, lambda: services.take_in_count(caller, practice, data, now=now(), link=link)):
            return redirect("count-sent", link_id=link.pk)
    published = published_of(caller, practice)
    shown = {"form": form, "link": link, "practice": practice, **counting(practice.code, published)}
    return render(request, "figures/count.html", shown, status=_status(form))


def count_sent(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """What follows, after the counts were sent, which used the link up."""
    return render(request, "figures/count_sent.html")


@signed_in(*EVERYONE)
def practice_counts(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """The counts that a practice made, the newest first."""
    practice = practice_or_404(caller, code)
    shown = {
        "practice": practice,
        "lines": lines_of(queries.counts_with_merged(caller, practice)),
        "may_change": may_change(caller, practice),
    }
    return render(request, "figures/counts.html", shown)


@signed_in(*WHO_CHANGE)
def give_count(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A practice sent its share.json another way, and somebody gives it here."""
    practice = practice_to_change(caller, code)
    form = CountForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.data_sent()
        if tried(form, lambda: services.take_in_count(caller, practice, data, now=now())):
            messages.success(request, TAKEN_IN.format(practice=practice.name))
            return redirect("practice-figures", code=code)
    return render(
        request, "figures/give_count.html", {"form": form, "practice": practice}, status=_status(form)
    )


@signed_in(*WHO_CHANGE)
def ask_for_count(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A practice is sent the link on which it counts."""
    practice = practice_to_change(caller, code)
    there = practices.contacts(caller, practice).filter(left_on=None).exclude(email="")
    right = practices.right_person(caller, practice)
    form = AskForCountForm(
        request.POST or None,
        people=list(there),
        inbox=practice.email,
        initial={"to": str(right.pk) if right else INBOX},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: services.ask_for_count(caller, practice, form.chosen(), now=now()))
    ):
        messages.success(request, f"The link is on its way to {practice.name}.")
        return redirect("practice-counts", code=code)
    return render(request, "figures/ask_for_count.html", {"form": form, "practice": practice})


def _status(form: CountForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
