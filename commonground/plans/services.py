"""Every change to a plan and its actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.links import make_link, revoke, use_up
from commonground.core.models import Area, Link
from commonground.core.services import Changed, NotAllowedError, RefusedError, save, service
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.check_in_days import plan_check_ins
from commonground.plans.ending import close_action, read_anew
from commonground.plans.models import OPEN_STATES, WANT_HELP, Action, AreaNumber, Plan
from commonground.plans.policies import (
    check_agree,
    check_link_is_for,
    check_open,
    check_plan,
    check_whole,
    most_actions,
    open_actions,
)
from commonground.practices.follow_up_letters import tell_colleague, write_to_practice
from commonground.practices.models import Practice
from commonground.practices.policies import check_change

CHANGEABLE = ("what", "who", "due_on", "factor", "children_expected", "intervention", "owner")
NO_ADDRESS = "No e-mail address is known for this practice. Add a person or its inbox first, or ring."


@service("plan.begun")
def begin(caller: Caller, practice: Practice, *, written_by: str, at: datetime) -> Changed[Plan]:
    """A plan is begun, by us, by the practice or together."""
    check_change(caller, practice)
    if caller.user_id is None:
        raise NotAllowedError("A plan is begun by somebody who signed in.")
    plan = Plan(practice=practice, owner_id=caller.user_id, written_by=written_by, made_at=at)
    return Changed(save(plan), practice.code, {"written_by": written_by})


@service("action.added")
def add_action(caller: Caller, action: Action, *, today: date, drop: Action | None = None) -> Changed[Action]:
    """An action, or a promise of ours, joins a plan. A fourth action asks which to drop: RefusedError, field drop."""
    plan = action.plan
    check_plan(caller, plan)
    check_whole(action, today)
    if action.side == Action.Side.PRACTICE:
        standing = open_actions(plan)
        if drop is not None and drop in standing:
            close_action(drop, Action.State.DROPPED, today)
        elif len(standing) >= most_actions():
            raise RefusedError(
                f"A plan has {most_actions()} actions at most. Choose which one to drop.", field="drop"
            )
    save(action)
    if plan.agreed_on is not None:
        plan_check_ins(action, today)
    return Changed(action, plan.practice.code, {"side": action.side, "dropped": drop.pk if drop else None})


@service("action.changed")
def change_action(caller: Caller, action: Action, *, today: date) -> Changed[Action]:
    """An action says something else now; its check-ins follow its date, and its first date is remembered."""
    check_plan(caller, action.plan)
    read_anew(action, fields=("state", "closed_on", "was_due_on"))
    check_open(action)
    check_whole(action, today)
    before = Action.objects.get(pk=action.pk)
    agreed = action.plan.agreed_on is not None or action.side == Action.Side.COMMISSIONER
    if action.due_on != before.due_on and agreed and action.was_due_on is None:
        action.was_due_on = before.due_on
    save(action)
    if action.plan.agreed_on is not None:
        plan_check_ins(action, today)
    return Changed(action, action.plan.practice.code, _differences(before, action))


@service("action.dropped")
def drop_action(caller: Caller, action: Action, *, today: date) -> Changed[Action]:
    """An action or a promise is given up; it stays in the plan's history."""
    check_plan(caller, action.plan)
    return Changed(close_action(action, Action.State.DROPPED, today), action.plan.practice.code)


@service("action.helped")
def help_given(caller: Caller, action: Action, *, today: date) -> Changed[Action]:
    """We talked over with the practice what is stuck, or not theirs. The action stands as it was answered."""
    check_plan(caller, action.plan)
    read_anew(action)
    if action.state not in WANT_HELP:
        raise RefusedError("The practice has not said that this is stuck, or not theirs.")
    action.helped_on = today
    return Changed(save(action), action.plan.practice.code, {"state": action.state})


@service("promise.kept")
def keep_promise(caller: Caller, action: Action, *, note: str, at: datetime) -> Changed[Action]:
    """We did what we promised, and the practice is told."""
    check_plan(caller, action.plan)
    if action.side != Action.Side.COMMISSIONER:
        raise RefusedError("This is no promise of ours.")
    close_action(action, Action.State.DONE, timezone.localtime(at).date())
    practice = action.plan.practice
    told = write_to_practice(
        "promise-kept", practice, {"what": action.what, "note": note}, sender=sender_for(action.plan), now=at
    )
    return Changed(action, practice.code, {"told": told is not None})


@service("plan.agreed")
def agree(caller: Caller, plan: Plan, *, at: datetime) -> Changed[Plan]:
    """Both sides agree: check-ins are made, and the practice gets a lasting page of its plan."""
    check_plan(caller, plan)
    check_agree(plan)
    if plan.agreed_on is not None:
        raise RefusedError("This plan is agreed already.")
    plan.agreed_on = timezone.localtime(at).date()
    save(plan)
    revoke(plan.practice.code, Link.Purpose.PLAN, plan.pk, now=at)
    standing = list(plan.actions.filter(state__in=OPEN_STATES))
    for action in standing:
        plan_check_ins(action, plan.agreed_on)
    told = _send_page(plan, at)
    return Changed(plan, plan.practice.code, {"actions": len(standing), "told": told})


@service("plan.page_sent")
def send_page(caller: Caller, plan: Plan, *, at: datetime) -> Changed[Plan]:
    """The practice is sent its lasting page anew; the links it had before end."""
    check_plan(caller, plan)
    if plan.agreed_on is None:
        raise RefusedError("Agree on the plan first.")
    revoke(plan.practice.code, Link.Purpose.PRACTICE, now=at)
    if not _send_page(plan, at):
        raise RefusedError(NO_ADDRESS)
    return Changed(plan, plan.practice.code)


@service("plan.asked")
def ask_practice(caller: Caller, plan: Plan, *, at: datetime) -> Changed[Plan]:
    """The practice is sent a link to write its plan. An older link to it ends."""
    check_plan(caller, plan)
    if plan.agreed_on is not None:
        raise RefusedError("This plan is agreed already. Change it here, or begin another.")
    revoke(plan.practice.code, Link.Purpose.PLAN, plan.pk, now=at)
    link = make_link(Link.Purpose.PLAN, practice_code=plan.practice.code, object_id=plan.pk, now=at)
    if not write_to_practice("plan-asked", plan.practice, {}, sender=sender_for(plan), link=link, now=at):
        raise RefusedError(NO_ADDRESS)
    plan.practice_wrote_at = None
    return Changed(save(plan), plan.practice.code)


@service("plan.written_by_practice")
def write_by_practice(
    caller: Caller, plan: Plan, actions: Sequence[Action], *, link: Link, at: datetime
) -> Changed[Plan]:
    """What the practice wants to do, all of it, once. What it left out of ours is dropped."""
    check_link_is_for(caller, link, Link.Purpose.PLAN, plan, plan.pk)
    today = timezone.localtime(at).date()
    if len(actions) > most_actions():
        raise RefusedError(f"A plan has {most_actions()} actions at most.")
    if any(action.plan_id != plan.pk or action.side != Action.Side.PRACTICE for action in actions):
        raise NotAllowedError("This link is for something else.")
    use_up(link, now=at)
    kept = {action.pk for action in actions}
    ours = plan.actions.filter(side=Action.Side.PRACTICE).exists()
    for left_out in open_actions(plan):
        if left_out.pk not in kept:
            close_action(left_out, Action.State.DROPPED, today)
    for action in actions:
        if action.pk:
            read_anew(action, fields=("state", "closed_on"))
            check_open(action)
        check_whole(action, today)
        save(action)
    check_agree(plan)
    plan.written_by = Plan.WrittenBy.TOGETHER if ours else Plan.WrittenBy.PRACTICE
    plan.practice_wrote_at = at
    tell_colleague(plan.practice, "wrote its plan", f"/plans/{plan.pk}/", to=sender_for(plan), now=at)
    return Changed(save(plan), plan.practice.code, {"actions": len(actions)})


@service("number.changed")
def change_number(caller: Caller, area: Area, *, name: str, number: int, at: datetime) -> Changed[AreaNumber]:
    """A lead changes a number of the visit book for an area."""
    known = load_visit_book().numbers.get(name)
    if known is None or not known.editable:
        raise RefusedError("This number can't be changed here.")
    if area.pk not in caller.area_ids:
        raise NotAllowedError("This area is not one you work for.")
    one = AreaNumber.objects.filter(area=area, name=name).first() or AreaNumber(area=area, name=name)
    one.number, one.changed_at = number, at
    return Changed(save(one), details={"name": name, "number": number})


def sender_for(plan: Plan) -> User | None:
    """Who writes to the practice about a plan: its visitor of today, else who began it."""
    return plan.practice.visitor or plan.owner


def _differences(before: Action, after: Action) -> dict[str, Any]:
    """What a change of an action changed: the names of all, the old and the new of the day and of who owes it."""
    changed = [name for name in CHANGEABLE if getattr(before, name) != getattr(after, name)]
    found: dict[str, Any] = {"changed": changed}
    if "due_on" in changed:
        found["due_on"] = [before.due_on.isoformat(), after.due_on.isoformat()]
    if "owner" in changed:
        found["owner"] = [before.owner_id, after.owner_id]
    return found


def _send_page(plan: Plan, at: datetime) -> bool:
    standing = list(plan.actions.filter(state__in=OPEN_STATES))
    link = make_link(Link.Purpose.PRACTICE, practice_code=plan.practice.code, now=at)
    names = {
        "plan": _listed(standing, Action.Side.PRACTICE),
        "promises": _listed(standing, Action.Side.COMMISSIONER),
    }
    sender = sender_for(plan)
    return (
        write_to_practice("plan-agreed", plan.practice, names, sender=sender, link=link, now=at) is not None
    )


def _listed(actions: Sequence[Action], side: Action.Side) -> str:
    lines = [
        f"- {action.what} ({action.who}, by {action.due_on.day} {action.due_on:%B %Y})"
        for action in actions
        if action.side == side
    ]
    return "\n".join(lines) or "- nothing"
