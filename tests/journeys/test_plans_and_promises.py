"""Stories 17, 18 and 19: a small plan, one tap in the e-mail, and our own promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from commonground.core.clock import now, today
from commonground.plans import check_in_services, services
from commonground.plans.models import Action, CheckIn, Plan
from tests.follow_up_world import action, address_in, plan_of, promise, surgery
from tests.journeys.conftest import Visitor
from tests.world import World, called

RING = "Ring the families of the overdue children"
FAR = timedelta(days=60)


def agreed(world: World) -> Plan:
    """A plan agreed today, by the clock of the server."""
    plan, caller = plan_of(world, surgery(world)), called(world.commissioner)
    for what in (RING, "Open a clinic on Wednesdays after school"):
        services.add_action(caller, action(plan, what, due_on=today() + FAR), today=today())
    return services.agree(caller, plan, at=now())


def test_a_small_plan(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a plan of two actions
    plan, caller = plan_of(journey_world, surgery(journey_world)), called(journey_world.commissioner)
    for _ in range(2):
        services.add_action(caller, action(plan, due_on=today() + FAR), today=today())
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/plans/{plan.pk}/")
    # When one is chosen from the library, then its effect and source stand there
    someone.press("Choose from what worked elsewhere", "link")
    assert "77.7% to 81.8%" in page.inner_text("main")
    page.get_by_role("link", name=re.compile("Use this.*Train staff to answer")).click()
    page.get_by_label("What is done").fill("Improve uptake")
    page.get_by_label("who does it").fill("The manager")
    page.get_by_label("By when").fill((today() + FAR).isoformat())
    page.get_by_label("children expected").fill("8")
    someone.press("Save")
    # Then “improve uptake” is refused, with what to write instead, and what was typed stays
    assert "“improve uptake” is too vague" in page.inner_text("main")
    assert page.get_by_label("What is done").input_value() == "Improve uptake"
    assert page.get_by_label("who does it").input_value() == "The manager"
    page.get_by_label("What is done").fill("Train reception to answer the ten questions that parents ask")
    someone.press("Save")
    # When a fourth is added, then it asks which to drop
    someone.press("write an action", "link")
    page.get_by_label("What is done").fill("Send the leaflet in Somali with each first invitation")
    page.get_by_label("who does it").fill("Reception")
    page.get_by_label("By when").fill((today() + FAR).isoformat())
    page.get_by_label("The factor it answers").select_option("language")
    page.get_by_label("children expected").fill("5")
    someone.press("Save")
    assert "Which action do you drop" in page.inner_text("main")
    page.get_by_label("Train reception to answer").check()
    someone.press("Save")
    assert "Dropped" in page.inner_text("main")
    # And it is agreed
    someone.press("We agree on this plan")
    assert "Agreed on" in page.inner_text("main")


def test_the_practice_writes_its_own_plan(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a plan that the practice is asked to write
    at = surgery(journey_world)
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/practices/{at.code}/")
    someone.press("Begin a plan", "link")
    page.get_by_label("The practice", exact=True).check()
    someone.press("Begin")
    someone.press("Send it to the practice to write or complete")
    # When the manager opens the link, without an account
    manager = visit()
    theirs = manager.open(address_in("plan-asked"))
    for row, what in ((1, "Improve uptake"), (2, "Open a clinic on Wednesdays after school")):
        theirs.locator(f"#id_action{row}-what").fill(what)
        theirs.locator(f"#id_action{row}-who").fill("Nadia")
        theirs.locator(f"#id_action{row}-due_on").fill((today() + FAR).isoformat())
        theirs.locator(f"#id_action{row}-factor").select_option("too-few-appointments")
        theirs.locator(f"#id_action{row}-children_expected").fill("10")
    manager.press("Send our plan")
    # Then what is vague is refused and stays, and the rest goes once
    assert "too vague" in theirs.inner_text("main")
    theirs.locator("#id_action1-what").fill(RING)
    manager.press("Send our plan")
    assert "We have your plan" in theirs.inner_text("main")
    manager.open(address_in("plan-asked"))
    assert "This link has been used" in theirs.inner_text("main")
    # When it is agreed, then the practice keeps a lasting page
    someone.open(f"/plans/{Plan.objects.get().pk}/")
    someone.press("We agree on this plan")
    for _ in range(2):
        assert RING in manager.open(address_in("plan-agreed")).inner_text("main")


def test_one_tap_from_the_email(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given an action that was asked after
    plan = agreed(journey_world)
    check_in = CheckIn.objects.filter(action__what=RING).first()
    assert check_in is not None
    check_in_services.ask(called(journey_world.commissioner), check_in, at=now())
    address = address_in("check-in")
    # When a mail scanner opens the link, then nothing changes
    manager = visit()
    page = manager.open(address)
    page.reload()
    assert CheckIn.objects.get(pk=check_in.pk).answered_at is None
    assert "/l/" not in page.url
    # When the manager says that it is done, then it is kept without an account
    page.get_by_label("Done").check()
    manager.press("Send")
    assert "Your answer: Done" in page.inner_text("main")
    assert Action.objects.get(what=RING).state == Action.State.DONE
    # Then the link works no more, and the practice's plan is not to be seen with it
    manager.open(address)
    assert "This link has been used" in page.inner_text("main")
    page.goto(f"{manager.base}/plans/{plan.pk}/")
    assert "/accounts/login/" in page.url


def test_our_promises_come_first(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a promise that is a day late, and a check-in that nobody answered
    plan = agreed(journey_world)
    promise(journey_world, plan, today() - timedelta(days=1))
    CheckIn.objects.update(due_on=today() - timedelta(days=20), asked_at=now() - timedelta(days=15))
    # When the commissioner and the lead open the list, then the promise is first
    for user in (journey_world.lead, journey_world.commissioner):
        someone = visit(user)
        page = someone.open("/follow-up/")
        text = page.inner_text("main")
        assert "1 day late" in text
        assert text.index("Ask CHIS why the export stopped") < text.index(RING)
    # When it is kept, then it is off the list
    someone.press(re.compile("Kept.*Ask CHIS"), "link")
    page.get_by_label("What was done?").fill("It runs again.")
    someone.press("It is done: tell the practice")
    page = someone.open("/follow-up/")
    assert "Nothing is owed" in page.inner_text("main")
    # And the practice that did not answer is rung, with words to say
    someone.press(re.compile(f"What to say.*{RING}"), "link")
    assert "I'm not checking up" in page.inner_text("main")
    page.get_by_label("Stuck").check()
    someone.press("Keep what they said")
    assert "by phone" in page.inner_text("main")


def test_a_lead_edits_the_numbers(journey_world: World, visit: Callable[..., Visitor]) -> None:
    someone = visit(journey_world.lead)
    page = someone.open("/follow-up/")
    someone.press("Change the numbers of this area", "link")
    page.get_by_label("Low need: the next visit").fill("18")
    someone.press("Save")
    assert page.get_by_label("Low need: the next visit").input_value() == "18"
    assert "1 numbers changed for Riverside region" in page.inner_text("body")
