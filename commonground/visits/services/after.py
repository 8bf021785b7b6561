"""What follows a visit: written up, sent to the practice, corrected by it, and closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from commonground.advice import services as advice
from commonground.advice.models import Question
from commonground.core.caller import Caller
from commonground.core.links import make_link, revoke, use_up
from commonground.core.models import Link
from commonground.core.services import Changed, NotAllowedError, RefusedError, save, service
from commonground.plans import services as plans
from commonground.plans.models import OPEN_STATES, Action
from commonground.plans.services import NO_ADDRESS
from commonground.practices.follow_up_letters import tell_colleague, write_to_practice
from commonground.practices.policies import check_change
from commonground.visits.models import Correction, RecordEntry, Visit
from commonground.visits.record_keys import IN_SHORT, THEIRS, pulse_key
from commonground.visits.services.fresh import fresh
from commonground.visits.services.record import saved
from commonground.visits.states import move

S = Visit.State


@service("visit.written_up")
def write_up(caller: Caller, visit: Visit, *, at: datetime) -> Changed[Visit]:
    """The record is complete. It needs a few sentences for the practice."""
    _check_ours(caller, visit)
    if not RecordEntry.objects.filter(visit=visit, key=IN_SHORT).exclude(text="").exists():
        raise RefusedError("Write a few sentences for the practice first: they are the heart of its summary.")
    move(visit, S.WRITTEN_UP)
    visit.written_up_at = at
    return Changed(save(visit), visit.practice.code, {"state": visit.state})


@service("visit.closed")
def close(caller: Caller, visit: Visit, *, next_due_on: date, at: datetime) -> Changed[Visit]:
    """The visit is closed: what we promised is kept, what was asked is answered, and the next visit has a date."""
    _check_ours(caller, visit)
    if next_due_on <= timezone.localtime(at).date():
        raise RefusedError("Choose a day that is still to come.", field="next_due_on")
    if visit.questions.filter(answer=None).exists():
        raise RefusedError("A question from this visit has no answer yet. Answer it, then close the visit.")
    promised = Action.Side.COMMISSIONER
    if visit.plan and visit.plan.actions.filter(side=promised, state__in=OPEN_STATES).exists():
        raise RefusedError("A promise to this practice is still open. Keep it, then close the visit.")
    move(visit, S.CLOSED)
    visit.closed_at, visit.next_due_on = at, next_due_on
    return Changed(save(visit), visit.practice.code, {"state": visit.state})


@service("visit.summary_sent")
def send_summary(caller: Caller, visit: Visit, *, at: datetime) -> Changed[Visit]:
    """The practice is sent the summary, with a link to correct it."""
    _check_ours(caller, visit)
    if visit.state not in (S.WRITTEN_UP, S.CLOSED):
        raise RefusedError("Write the visit up first.")
    _send("summary", Link.Purpose.SUMMARY, visit, at)
    return Changed(visit, visit.practice.code)


@service("visit.pulse_asked")
def ask_pulse(caller: Caller, visit: Visit, *, at: datetime) -> Changed[Visit]:
    """The practice is asked how the visit was."""
    _check_ours(caller, visit)
    if visit.state not in (S.HELD, S.WRITTEN_UP, S.CLOSED):
        raise RefusedError("Ask after the visit was held.")
    _send("pulse", Link.Purpose.PULSE, visit, at)
    return Changed(visit, visit.practice.code)


@service("visit.pulse_answered")
def answer_pulse(
    caller: Caller, visit: Visit, answers: Mapping[str, str], *, link: Link, at: datetime
) -> Changed[Visit]:
    """The practice says how the visit was, once."""
    _check_link(caller, link, Link.Purpose.PULSE, visit)
    use_up(link, now=at)
    for question, value in answers.items():
        key = pulse_key(THEIRS, question)
        before = RecordEntry.objects.filter(visit=visit, key=key).first()
        saved(caller, visit, key, value, "", before.version if before else 0, at=at)
    return Changed(visit, visit.practice.code)


@service("visit.corrected")
def correct(caller: Caller, visit: Visit, *, text: str, link: Link, at: datetime) -> Changed[Correction]:
    """The practice says what is wrong in the summary, and why."""
    _check_link(caller, link, Link.Purpose.SUMMARY, visit)
    use_up(link, now=at)
    correction = save(Correction(visit=visit, text=text, made_at=at))
    page = f"/visits/{visit.pk}/after/"
    tell_colleague(
        visit.practice, "says what is wrong in the summary of its visit", page, to=visit.visitor, now=at
    )
    return Changed(correction, visit.practice.code)


@service("correction.settled")
def settle(caller: Caller, correction: Correction, *, at: datetime) -> Changed[Correction]:
    """What the practice said was wrong has been put right, or talked over."""
    _check_ours(caller, correction.visit)
    correction.settled_at = at
    return Changed(save(correction), correction.visit.practice.code)


@service("visit.plan_begun")
def begin_plan(caller: Caller, visit: Visit, *, written_by: str, at: datetime) -> Changed[Visit]:
    """The visit's plan is begun."""
    _check_ours(caller, visit)
    if visit.plan is None:
        visit.plan = plans.begin(caller, visit.practice, written_by=written_by, at=at)
        save(visit)
    return Changed(visit, visit.practice.code, {"plan": visit.plan.pk})


@service("visit.question_noted")
def note_question(caller: Caller, visit: Visit, question: Question) -> Changed[Visit]:
    """What the practice asked at the visit: an answer is owed from now on."""
    _check_ours(caller, visit)
    visit.questions.add(advice.ask(caller, question))
    return Changed(visit, visit.practice.code, {"topic": question.topic})


def _check_ours(caller: Caller, visit: Visit) -> None:
    check_change(caller, fresh(visit).practice)
    if caller.kind == "link":
        raise NotAllowedError("This link is for something else.")


def _check_link(caller: Caller, link: Link, purpose: Link.Purpose, visit: Visit) -> None:
    check_change(caller, fresh(visit).practice)
    if (
        link.purpose != purpose
        or link.object_id != str(visit.pk)
        or link.practice_code != visit.practice.code
    ):
        raise NotAllowedError("This link is for something else.")


def _send(kind: str, purpose: Link.Purpose, visit: Visit, at: datetime) -> None:
    """Write to the practice with a new link; an older one of the same purpose ends."""
    if visit.from_sheet:
        raise RefusedError(
            "This visit came from a spreadsheet. What was found is not known, so there is nothing to send."
        )
    practice = visit.practice
    revoke(practice.code, purpose, visit.pk, now=at)
    link = make_link(purpose, practice_code=practice.code, object_id=visit.pk, now=at)
    held = timezone.localtime(visit.starts_at or visit.made_at)
    names = {"day": f"{held.day} {held:%B %Y}"}
    if not write_to_practice(
        kind, practice, names, sender=visit.visitor, link=link, visit_id=visit.pk, now=at
    ):
        raise RefusedError(NO_ADDRESS)
