"""From Today to where it is dealt with: a plan that was written, a letter that came back, a visit that is due again.

And an answer of the library that says something else now.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commonground.advice import services as advice
from commonground.advice.models import Answer, Question
from commonground.core.clock import now, today
from commonground.core.models import OutboxMessage
from commonground.plans import services as plans
from commonground.plans.models import Plan
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from tests.desk import story
from tests.desk.story import DAY
from tests.follow_up_world import surgery
from tests.journeys.conftest import Visitor
from tests.world import World, called


@pytest.fixture
def at(journey_world: World) -> Practice:
    """A practice that wrote its plan, is stuck with an action, was not reached, and is due for a visit."""
    found, me = surgery(journey_world, name="Alder Lane Surgery"), journey_world.commissioner
    story.visit(found, me, Visit.State.CLOSED, closed_at=now() - 90 * DAY, next_due_on=today() - DAY)
    story.action(found, today() + 9 * DAY, "Ring the families of the overdue children", state="stuck")
    plan = plans.begin(called(me), found, written_by="practice", at=now())
    Plan.objects.filter(pk=plan.pk).update(practice_wrote_at=now())
    OutboxMessage.objects.create(
        kind="pulse",
        to="old@practice.example",
        subject="How was our visit?",
        body="b",
        practice_code=found.code,
        state=OutboxMessage.State.BOUNCED,
        made_at=now(),
        send_after=now(),
    )
    return found


def test_what_came_back_is_dealt_with_from_today(
    journey_world: World, at: Practice, visit: Callable[..., Visitor]
) -> None:
    someone = visit(journey_world.commissioner)
    page = someone.open("/")
    someone.press("Alder Lane Surgery: Came back: How was our visit?", "link")
    someone.press("I have seen to it")
    assert "Seen to on" in page.inner_text("main")
    someone.open("/")
    assert "Came back" not in page.inner_text("main")
    someone.press("Alder Lane Surgery: Stuck: Ring the families", "link")
    someone.press("We talked it over")
    assert "Noted that you talked it over" in page.inner_text("body")
    someone.open("/")
    assert "Stuck" not in page.inner_text("main")
    someone.press("Alder Lane Surgery: Read its plan", "link")
    assert "Not agreed yet" in page.inner_text("main")
    someone.open("/")
    someone.press("Alder Lane Surgery: Arrange the next visit", "link")
    assert page.get_by_label("Practice code").input_value() == at.code


def test_an_answer_is_changed_and_what_was_given_stays(
    journey_world: World, at: Practice, visit: Callable[..., Visitor]
) -> None:
    # Given an answer that a practice got
    me = called(journey_world.commissioner)
    kept = advice.write_answer(
        me,
        Answer(
            topic="payment", question="What is paid?", text="A fee.", source="A letter", reviewed_on=today()
        ),
    )
    asked = advice.ask(
        me,
        Question(
            practice=at,
            topic="payment",
            text="What is paid for a dose?",
            asked_on=today(),
            owner=journey_world.commissioner,
            due_on=today(),
        ),
    )
    advice.give(me, asked, kept, at=now())
    # When whoever wrote it changes it
    someone = visit(journey_world.commissioner)
    page = someone.open("/answers/")
    someone.press("Change", "link")
    page.get_by_label("The answer, in plain words").fill("Another fee.")
    someone.press("Keep it")
    # Then the library has the new words, and the practice's question the old
    assert "Another fee." in page.inner_text("main")
    page = someone.open(f"/questions/{asked.pk}/")
    assert "A fee." in page.inner_text("main")
    assert "has changed since" in page.inner_text("main")
