"""What may be done to a plan: each rule says why not."""

from __future__ import annotations

from datetime import date

from commonground.core.caller import Caller
from commonground.core.models import Link
from commonground.core.services import NotAllowedError, RefusedError
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.models import OPEN_STATES, Action, Plan
from commonground.plans.wording import check_says_what
from commonground.practices.policies import check_change


def check_plan(caller: Caller, plan: Plan) -> None:
    """Raise NotAllowedError unless the caller works for the practice's area. A link only does what it is for."""
    check_change(caller, plan.practice)
    if caller.kind == "link":
        raise NotAllowedError("This link is for something else.")


def check_link_is_for(
    caller: Caller, link: Link | None, purpose: Link.Purpose, subject: Plan, pk: int
) -> None:
    """Raise NotAllowedError where a link was made for another thing or another practice."""
    check_change(caller, subject.practice)
    if link is None or link.purpose != purpose or link.object_id != str(pk):
        raise NotAllowedError("This link is for something else.")
    if link.practice_code != subject.practice.code:
        raise NotAllowedError("This link is for another practice.")


def check_whole(action: Action, today: date) -> None:
    """Raise RefusedError where an action does not say what, who, by when, for which factor and for how many.

    A day that is over may stay as it was kept: to mend the words of what is late is not to put it off.
    """
    check_says_what(action.what)
    if action.due_on < today and not Action.objects.filter(pk=action.pk, due_on=action.due_on).exists():
        raise RefusedError("Choose a day that is still to come.", field="due_on")
    if action.side == Action.Side.COMMISSIONER:
        if action.owner_id is None:
            raise RefusedError("Say who of us owes this.", field="owner")
        return
    if action.factor not in load_visit_book().factors:
        raise RefusedError("Choose what this action answers.", field="factor")
    if not action.children_expected:
        raise RefusedError(
            "Say how many children you expect to reach, one at least.", field="children_expected"
        )


def check_open(action: Action) -> None:
    """Raise RefusedError where an action came to its end."""
    if action.state not in OPEN_STATES:
        raise RefusedError(f"This is no longer open: “{action.get_state_display()}”. What was kept stays.")


def open_actions(plan: Plan) -> list[Action]:
    """The actions of the practice that still stand."""
    return list(plan.actions.filter(side=Action.Side.PRACTICE, state__in=OPEN_STATES))


def most_actions() -> int:
    """How many actions of a practice a plan has at most."""
    return int(load_visit_book().number("plan-actions-most"))


def check_agree(plan: Plan) -> None:
    """Raise RefusedError unless a plan has two or three actions."""
    least = int(load_visit_book().number("plan-actions-least"))
    if len(open_actions(plan)) < least:
        raise RefusedError(
            f"A plan has {least} or {most_actions()} actions of the practice. Add what is missing first."
        )
