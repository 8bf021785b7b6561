"""Story 17: a plan is small, and says what somebody does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from commonground.core.free_text import REFUSED
from commonground.core.models import AuditEvent
from commonground.core.personal import NOT_SHOWN, SOMEBODY
from commonground.core.services import NotAllowedError, RefusedError
from commonground.plans import queries, services
from commonground.plans.models import Action
from commonground.plans.wording import check_says_what
from tests.follow_up_world import NOON, action, agreed_plan, plan_of, surgery
from tests.world import TODAY, World, called


@pytest.mark.parametrize(
    "vague",
    [
        "improve uptake",
        "Improve our MMR uptake",
        "We will improve uptake in the practice this year",
        "Increase uptake of all childhood vaccines by more families",
        "Raise awareness.",
        "Try harder",
        "Ring parents",
    ],
)
def test_a_hope_is_refused_with_what_to_write_instead(vague: str) -> None:
    with pytest.raises(RefusedError, match="for example: “") as refused:
        check_says_what(vague)
    assert refused.value.field == "what"


@pytest.mark.parametrize(
    "clear",
    [
        "Ring the families of the overdue children each Monday",
        "Improve uptake by ringing parents after each missed appointment on Mondays",
        "Open a clinic on Wednesdays after school",
    ],
)
def test_what_somebody_does_is_taken(clear: str) -> None:
    check_says_what(clear)


def test_a_fourth_action_asks_which_to_drop(world: World) -> None:
    # Given a plan of three actions
    plan, caller = plan_of(world, surgery(world)), called(world.commissioner)
    first, _, _ = (services.add_action(caller, action(plan), today=TODAY) for _ in range(3))
    # When a fourth is added, then it is asked which to drop, and nothing changed
    with pytest.raises(RefusedError, match="Choose which one to drop") as refused:
        services.add_action(caller, action(plan), today=TODAY)
    assert refused.value.field == "drop"
    assert plan.actions.count() == 3
    # When one is named, then it is dropped and kept in the history
    services.add_action(caller, action(plan), today=TODAY, drop=first)
    first.refresh_from_db()
    assert first.state == Action.State.DROPPED
    assert plan.actions.count() == 4
    assert AuditEvent.objects.filter(event="action.added", practice_code=plan.practice.code).count() == 4


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"factor": ""}, "factor"),
        ({"children_expected": None}, "children_expected"),
        ({"children_expected": 0}, "children_expected"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
    ],
)
def test_every_action_has_a_date_a_factor_and_children(
    world: World, missing: dict[str, Any], field: str
) -> None:
    plan = plan_of(world, surgery(world))
    with pytest.raises(RefusedError) as refused:
        services.add_action(called(world.commissioner), action(plan, **missing), today=TODAY)
    assert refused.value.field == field


def test_every_action_has_an_owner(world: World) -> None:
    plan = plan_of(world, surgery(world))
    with pytest.raises(ValidationError, match="blank"):
        services.add_action(called(world.commissioner), action(plan, who=""), today=TODAY)


def test_an_nhs_number_is_refused(world: World) -> None:
    plan = plan_of(world, surgery(world))
    with pytest.raises(ValidationError, match=REFUSED[:20]):
        services.add_action(
            called(world.commissioner),
            action(plan, "Ring the family of 999 000 0018 again please"),
            today=TODAY,
        )


def test_one_action_is_too_thin_to_agree_on(world: World) -> None:
    plan, caller = plan_of(world, surgery(world)), called(world.commissioner)
    services.add_action(caller, action(plan), today=TODAY)
    with pytest.raises(RefusedError, match="2 or 3 actions"):
        services.agree(caller, plan, at=NOON)


def test_strangers_see_and_change_nothing_and_an_evaluator_only_reads(world: World) -> None:
    plan = agreed_plan(world, surgery(world))
    one = plan.actions.first()
    assert one is not None
    assert not queries.plans(called(world.stranger)).exists()
    assert not queries.actions(called(world.stranger)).exists()
    assert queries.plans(called(world.evaluator)).exists()
    with pytest.raises(NotAllowedError):
        services.drop_action(called(world.stranger), one, today=TODAY)
    with pytest.raises(NotAllowedError):
        services.drop_action(called(world.evaluator), one, today=TODAY)
    asked = queries.due_check_ins(called(world.evaluator), today=TODAY + timedelta(days=400))[0]
    assert (asked.what, asked.who) == (NOT_SHOWN, SOMEBODY)
