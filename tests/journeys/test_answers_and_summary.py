"""What a practice asked is answered with a source; what it reads of a visit it can correct."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from commonground.advice import services as advice
from commonground.advice.models import Question
from commonground.core.clock import now, today
from commonground.core.models import OutboxMessage
from commonground.visits.record_keys import IN_SHORT
from commonground.visits.services import after
from commonground.visits.services.record import saved
from tests.follow_up_world import address_in, held_visit, surgery
from tests.journeys.conftest import Visitor
from tests.world import World, called


def ask(world: World, text: str) -> Question:
    """A question of a practice."""
    return advice.ask(
        called(world.commissioner),
        Question(
            practice=surgery(world),
            topic="payment",
            text=text,
            asked_on=today(),
            owner=world.commissioner,
            due_on=today() + timedelta(days=3),
        ),
    )


def test_an_answer_is_written_once_and_given_again(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given the same question of two practices
    for text in ("When is the fee paid?", "When do we get the fee?"):
        ask(journey_world, text)
    someone = visit(journey_world.commissioner)
    page = someone.open("/questions/")
    # When the first is answered
    someone.press("When is the fee paid?", "link")
    someone.press("Write an answer and send it", "link")
    page.get_by_label("The answer, in plain words").fill("Monthly, a month after the claim.")
    someone.press("Keep it and send it")
    assert "ill this in" in page.inner_text("main")  # without a source it does not go
    page.get_by_label("Source: the page or letter").fill("BMA, 20 October 2025")
    someone.press("Keep it and send it")
    assert "Our answer" in page.inner_text("main")
    # Then the second is answered by choosing it
    someone.open("/questions/")
    someone.press("When do we get the fee?", "link")
    page.get_by_label("Words in the answer").fill("monthly claim")
    page.locator("main").get_by_role("button", name="Find").click()
    page.wait_for_url("**/?q=*")
    page.get_by_role("button", name="Send this answer").click()
    page.wait_for_load_state()
    letters = OutboxMessage.objects.filter(kind="question-answered")
    assert letters.count() == 2
    assert all("Source: BMA, 20 October 2025" in letter.body for letter in letters)
    assert "No question waits" in someone.open("/questions/").inner_text("main")
    someone.open("/answers/")


def test_the_practice_corrects_its_summary_and_says_how_it_was(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a visit that is written up, and its letters sent
    ours, held = called(journey_world.commissioner), held_visit(journey_world, surgery(journey_world))
    saved(ours, held, IN_SHORT, "", "You have one nurse.", 0, at=now())
    saved(ours, held, "note:nhs-england", "", "A private note", 0, at=now())
    after.write_up(ours, held, at=now())
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/visits/{held.pk}/after/")
    someone.press("Send the summary")
    someone.press("Ask the practice")
    # When the manager reads it, then our notes are not in it
    manager = visit()
    theirs = manager.open(address_in("summary"))
    assert "You have one nurse." in theirs.inner_text("main")
    assert "A private note" not in theirs.inner_text("main")
    # When they correct it, with a child's number at first, then that is refused and stays
    theirs.get_by_label("That is wrong, because").fill("see 999 000 0018")
    manager.press("Send the correction")
    assert "NHS number" in theirs.inner_text("main")
    assert theirs.get_by_label("That is wrong, because").input_value() == "see 999 000 0018"
    theirs.get_by_label("That is wrong, because").fill("we have two nurses")
    manager.press("Send the correction")
    assert "We have your correction" in theirs.inner_text("main")
    # And answer the three questions
    manager.open(address_in("pulse"))
    for name in ("useful", "understood", "welcome-another"):
        theirs.locator(f"input[name={name}][value='4']").check()
    manager.press("Send")
    # Then both stand on the visit's page, until it is put right
    page = someone.open("/visits/to-finish/")
    someone.press(held.practice.name, "link")
    assert "we have two nurses" in page.inner_text("main")
    assert page.get_by_role("row", name="Was the visit useful to you?").inner_text().split()[-1] == "4"
    someone.press("We have put it right")
    assert "Settled on" in page.inner_text("main")
