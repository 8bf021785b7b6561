"""The outbox on the screen: what waits, what went, what came back."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import WHO_CHANGE, WHO_LEAD, signed_in
from commonground.core import outbox
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.links import LinkError, address_of, check_link
from commonground.core.models import OutboxMessage
from commonground.core.services import RefusedError
from commonground.visits.queries import outbox as outbox_queries
from commonground.visits.services import outbox as outbox_services

A_PAGE = 50


class StateForm(forms.Form):
    """The filter of the outbox, kept in the address."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *OutboxMessage.State.choices]
    )


@signed_in(*WHO_CHANGE)
def index(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The e-mails, the latest first."""
    form = StateForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = outbox_queries.messages(caller)
    if state:
        found = found.filter(state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/outbox.html", {"form": form, "state": state, "page": page})


@signed_in(*WHO_CHANGE)
def message(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """One e-mail, with all its words. Its link is shown in the demo alone: elsewhere it is the practice's own."""
    found = _message_or_404(caller, pk)
    before, _, after = found.body.partition(outbox.LINK_STANDS_HERE)
    outdated = outbox_services.is_outdated(caller, found)
    linked = found.link is not None and outbox.LINK_STANDS_HERE in found.body
    return render(
        request,
        "desk/message.html",
        {
            "message": found,
            "before": before,
            "after": after,
            "linked": linked,
            "link_state": _link_state(found),
            "address": address_of(found.link) if found.link is not None and settings.DEMO else "",
            "outdated": outbox_services.OUTDATED if outdated else "",
            "may_send": caller.role in WHO_LEAD
            and found.state != OutboxMessage.State.WAITING
            and not outdated,
            "did_not_arrive": found.state in (OutboxMessage.State.FAILED, OutboxMessage.State.BOUNCED),
            "can_bounce": found.state == OutboxMessage.State.SENT,
        },
    )


@signed_in(*WHO_LEAD)
@require_POST
def send_again(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """An e-mail is put on its way once more."""
    outbox_services.send_again(caller, _message_or_404(caller, pk), now=now())
    messages.success(request, "The e-mail waits to be sent again.")
    return redirect("message", pk=pk)


@signed_in(*WHO_CHANGE)
@require_POST
def see_to(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Somebody saw to an e-mail that did not arrive."""
    try:
        outbox.see_to(caller, _message_or_404(caller, pk), now=now())
        messages.success(request, "Seen to. It is no longer on Today.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("message", pk=pk)


def _link_state(message: OutboxMessage) -> str:
    """Whether the link in an e-mail can still be used: one that can't is better sent anew than sent again."""
    if message.link is None:
        return "It has none"
    try:
        check_link(message.link, now=now())
    except LinkError:
        return "It was used, or is no longer valid. Write anew instead of sending this again"
    return "It can be used"


def _message_or_404(caller: Caller, pk: int) -> OutboxMessage:
    found = outbox_queries.messages(caller).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
