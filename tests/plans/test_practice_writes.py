"""A plan by the practice through its link, or together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonground.core.links import LinkError, check_link
from commonground.core.models import Link, OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.plans import services
from commonground.plans.models import Action, Plan
from tests.follow_up_world import NOON, action, holder, link_of, plan_of, surgery
from tests.world import TODAY, World, called, practice


def test_the_practice_writes_its_plan_once(world: World) -> None:
    at = surgery(world)
    plan = plan_of(world, at, "practice")
    services.ask_practice(called(world.commissioner), plan, at=NOON)
    link = link_of("plan-asked")
    caller = holder(link, at)
    with pytest.raises(RefusedError, match="too vague"):
        services.write_by_practice(
            caller, plan, [action(plan, "Improve uptake"), action(plan)], link=link, at=NOON
        )
    link.refresh_from_db()
    check_link(link, now=NOON)  # what is refused does not use the link up
    services.write_by_practice(caller, plan, [action(plan), action(plan)], link=link, at=NOON)
    plan.refresh_from_db()
    assert plan.written_by == Plan.WrittenBy.PRACTICE
    with pytest.raises(LinkError):
        services.write_by_practice(caller, plan, [action(plan), action(plan)], link=link, at=NOON)
    assert plan.actions.count() == 2


def test_together_what_the_practice_leaves_out_is_dropped(world: World) -> None:
    at = surgery(world)
    plan, ours = plan_of(world, at), called(world.commissioner)
    kept, left_out = (services.add_action(ours, action(plan), today=TODAY) for _ in range(2))
    services.ask_practice(ours, plan, at=NOON)
    link = link_of("plan-asked")
    services.write_by_practice(holder(link, at), plan, [kept, action(plan)], link=link, at=NOON)
    plan.refresh_from_db()
    left_out.refresh_from_db()
    assert plan.written_by == Plan.WrittenBy.TOGETHER
    assert left_out.state == Action.State.DROPPED


def test_a_link_writes_no_promise_of_ours_and_no_other_plan(world: World) -> None:
    at = surgery(world)
    plan, other = plan_of(world, at), plan_of(world, at)
    services.ask_practice(called(world.commissioner), plan, at=NOON)
    link = link_of("plan-asked")
    ours = action(plan, side=Action.Side.COMMISSIONER, owner=world.commissioner)
    for subject, actions in ((plan, [ours, action(plan)]), (other, [action(other), action(other)])):
        with pytest.raises(NotAllowedError):
            services.write_by_practice(holder(link, at), subject, actions, link=link, at=NOON)


def test_an_agreed_plan_gives_the_practice_a_lasting_page(world: World) -> None:
    at = surgery(world)
    plan, caller = plan_of(world, at), called(world.commissioner)
    for _ in range(2):
        services.add_action(caller, action(plan), today=TODAY)
    services.agree(caller, plan, at=NOON)
    letter = OutboxMessage.objects.get(kind="plan-agreed")
    assert letter.link is not None
    assert letter.link.purpose == Link.Purpose.PRACTICE
    assert "Ring the families of the overdue children" in letter.body
    # When it is sent anew, then the older link ends
    services.send_page(caller, plan, at=NOON + timedelta(days=1))
    letter.link.refresh_from_db()
    assert letter.link.revoked_at is not None
    check_link(link_of("plan-agreed"), now=NOON + timedelta(days=400))


def test_a_practice_without_an_address_cannot_be_asked(world: World) -> None:
    plan = plan_of(world, practice(world.ealing))
    with pytest.raises(RefusedError, match="No e-mail address"):
        services.ask_practice(called(world.commissioner), plan, at=NOON)
    assert not Link.objects.exists()
