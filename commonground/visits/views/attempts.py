"""Logging an attempt in ten seconds, what arranging costs, and e-mails that came back."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.models import OutboxMessage
from commonground.core.trying import tried
from commonground.practices.policies import check_change
from commonground.practices.queries import found as practices_found
from commonground.practices.views import practice_or_404
from commonground.visits.bounce_reading import Bounce, bounces_in
from commonground.visits.forms.attempts import OUTCOMES, AttemptForm, BounceForm, PeriodForm
from commonground.visits.models import ContactAttempt
from commonground.visits.queries import attempts as attempt_queries
from commonground.visits.queries import outbox as outbox_queries
from commonground.visits.services import attempts as attempt_services

SHOWN = 30
EARLIER_SHOWN = 5


@signed_in(*WHO_CHANGE)
def choose_practice(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Whom the attempt was about: one's own visits that are still to be arranged, or any practice by words."""
    words = request.GET.get("q", "").strip()
    found = practices_found(caller, words)[:SHOWN] if words else []
    own = attempt_queries.own_to_arrange(caller, on=today())[:SHOWN]
    return render(request, "visits/choose_practice.html", {"words": words, "found": found, "own": own})


@signed_in(*WHO_CHANGE)
def log_attempt(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """One attempt, in ten seconds: the minutes are chosen already, and the outcome is the button."""
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    visit = attempt_queries.to_arrange(caller, practice)
    begun = ContactAttempt(practice=practice, visit=visit, by_id=caller.user_id, at=now())
    form = AttemptForm(request.POST or None, instance=begun)
    if request.method == "POST" and form.is_valid():
        attempt = form.save(commit=False)
        if tried(form, lambda: attempt_services.log_attempt(caller, attempt)):
            minutes = f"{attempt.minutes} minute{'' if attempt.minutes == 1 else 's'}"
            messages.success(request, f"Kept: {attempt.get_outcome_display()}, {minutes}.")
            return redirect("practice", code=code)
    earlier = attempt_queries.attempts_about(caller, practice)[:EARLIER_SHOWN]
    return render(
        request,
        "visits/log_attempt.html",
        {
            "form": form,
            "practice": practice,
            "visit": visit,
            "earlier": earlier,
            "outcomes": OUTCOMES,
        },
    )


@signed_in(*EVERYONE)
def effort(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What arranging costs: attempts and minutes for each visit booked."""
    month = today().replace(day=1)
    form = PeriodForm(request.GET or {"since": month, "until": today()})
    since, until = form.days(today())
    report = attempt_queries.effort_of_days(caller, since, until)
    return render(
        request,
        "visits/effort.html",
        {
            "form": form,
            "report": report,
            "since": since,
            "until": until,
            "last_month": (month - timedelta(days=1)).replace(day=1),
            "last_month_end": month - timedelta(days=1),
            "year_ago": month.replace(year=month.year - 1),
            "today": today(),
            "asked": request.GET.urlencode(),
            "changes": caller.role in WHO_CHANGE,
        },
    )


@signed_in(*WHO_CHANGE)
def bounces(request: HttpRequest, caller: Caller) -> HttpResponse:
    """E-mails that came back are read from a mailbox file, or one is told of by its address."""
    form = BounceForm(request.POST or None, request.FILES or None)
    noted: list[tuple[str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        file, address = form.cleaned_data["file"], form.cleaned_data["address"]
        found = bounces_in(file.read()) if file else []
        found += [Bounce(address)] if address else []
        noted = [(one.address, _note(caller, one)) for one in found]
        form = BounceForm()
    return render(request, "visits/bounces.html", {"form": form, "noted": noted})


@signed_in(*WHO_CHANGE)
@require_POST
def message_bounced(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """One e-mail of the outbox is said to have come back."""
    message = outbox_queries.messages(caller).filter(pk=pk).first()
    if message is None:
        raise Http404
    attempt_services.note_bounced(caller, message, at=now())
    messages.success(request, "Noted. The address is marked as doubtful.")
    return redirect("practice", code=message.practice_code) if message.practice_code else redirect("bounces")


def _note(caller: Caller, bounce: Bounce) -> str:
    message = outbox_queries.sent_as(caller, bounce.number) if bounce.number is not None else None
    if message is None or message.to.lower() != bounce.address.lower():
        message = outbox_queries.sent_to(caller, bounce.address, subject=bounce.subject)
    if message is None:
        return "Nothing that we sent to this address is known in your area. Nothing was changed."
    if message.state == OutboxMessage.State.BOUNCED:
        return "Known already. Nothing was changed."
    attempt_services.note_bounced(caller, message, at=now())
    return "Noted. The e-mail counts as come back, and the address is marked as doubtful."
