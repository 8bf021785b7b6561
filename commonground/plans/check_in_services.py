"""Asking how an action stands, and keeping what was answered."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.links import make_link, revoke, use_up
from commonground.core.models import Link
from commonground.core.services import Changed, RefusedError, save, service
from commonground.plans.ending import end_links, read_anew
from commonground.plans.models import WANT_HELP, Action, CheckIn
from commonground.plans.policies import check_link_is_for, check_open, check_plan
from commonground.plans.services import sender_for
from commonground.practices.follow_up_letters import tell_colleague, write_to_colleague, write_to_practice

ANSWERS = (Action.State.DONE, Action.State.ON_THE_WAY, Action.State.STUCK, Action.State.NOT_OURS)
"""What can be answered to a check-in."""
ENDS = (Action.State.DONE, Action.State.NOT_OURS)


@service("check_in.asked")
def ask(caller: Caller, check_in: CheckIn, *, at: datetime) -> Changed[CheckIn]:
    """The practice is asked by e-mail, once. Where no address is known it stays unasked, for somebody to ring."""
    action = check_in.action
    practice = action.plan.practice
    check_plan(caller, action.plan)
    now_kept = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if now_kept.asked_at is not None or now_kept.answered_at is not None:
        return Changed(now_kept, practice.code, {"asked": "before"})
    check_open(Action.objects.get(pk=action.pk))
    link = make_link(Link.Purpose.ANSWER, practice_code=practice.code, object_id=check_in.pk, now=at)
    names = {"what": action.what, "who": action.who, "due": _day(action)}
    sent = write_to_practice("check-in", practice, names, sender=sender_for(action.plan), link=link, now=at)
    if sent is None:
        raise RefusedError("No e-mail address is known for this practice, so somebody has to ring.")
    check_in.asked_at = at
    return Changed(save(check_in), practice.code, {"why": check_in.why})


@service("check_in.answered")
def answer(
    caller: Caller, check_in: CheckIn, *, answer: str, note: str, at: datetime, link: Link | None = None
) -> Changed[CheckIn]:
    """How the action stands: from the e-mail's link, which is used up, or by phone to one of us."""
    action = check_in.action
    practice = action.plan.practice
    if caller.kind == "link":
        check_link_is_for(caller, link, Link.Purpose.ANSWER, action.plan, check_in.pk)
    else:
        check_plan(caller, action.plan)
    if answer not in ANSWERS:
        raise RefusedError("Choose one of the four answers.", field="answer")
    if link is not None:
        use_up(link, now=at)
    else:
        revoke(practice.code, Link.Purpose.ANSWER, check_in.pk, now=at)
    kept = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if kept.answered_at is not None:
        raise RefusedError("This was answered before. What was answered is kept.")
    read_anew(action)
    check_open(action)
    check_in.answer, check_in.note, check_in.answered_at = answer, note, at
    check_in.by_phone = link is None
    save(check_in)
    action.state = answer
    action.closed_on = timezone.localtime(at).date() if answer in ENDS else None
    if answer in WANT_HELP:
        action.helped_on = None
    save(action)
    if answer in ENDS:
        end_links(action, at)
    if answer in WANT_HELP and link is not None:
        said = f"says “{action.get_state_display()}” of what it planned: {action.what}"
        tell_colleague(practice, said, f"/plans/{action.plan_id}/", to=sender_for(action.plan), now=at)
    return Changed(check_in, practice.code, {"answer": answer, "by_phone": check_in.by_phone})


@service("promise.reminded")
def remind_of_promise(caller: Caller, check_in: CheckIn, *, at: datetime) -> Changed[CheckIn]:
    """One of us is reminded of a promise, once."""
    action = check_in.action
    check_plan(caller, action.plan)
    if action.owner is None or check_in.asked_at is not None:
        raise RefusedError("This promise has nobody to remind, or they were reminded.")
    names = {"what": action.what, "due": _day(action)}
    write_to_colleague("promise-due", action.plan.practice, names, to=action.owner, now=at)
    check_in.asked_at = at
    return Changed(save(check_in), action.plan.practice.code)


def _day(action: Action) -> str:
    return f"{action.due_on.day} {action.due_on:%B %Y}"
