"""An answer stays as it was given, whoever changes the library afterwards; and not everybody changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from commonground.advice import queries, services
from commonground.advice.models import Answer, Question
from commonground.core.caller import Role
from commonground.core.models import AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from tests.advice.test_questions import answer, question
from tests.follow_up_world import NOON, surgery
from tests.world import TODAY, World, called, person

LATER = NOON + timedelta(days=30)


def rewritten(kept: Answer, text: str = "Another fee.", source: str = "A letter of December 2026") -> Answer:
    """The answer with other words, not kept yet."""
    found = Answer.objects.get(pk=kept.pk)
    found.text, found.source, found.reviewed_on = text, source, LATER.date()
    return found


def test_what_was_given_stays_and_the_new_words_are_given_from_then_on(world: World, client: Client) -> None:
    # Given an answer that a practice got
    me, kept = called(world.commissioner), answer(world)
    before = services.give(me, question(world, surgery(world)), kept, at=NOON)
    # When the library says something else
    services.change_answer(me, rewritten(kept), seen=1)
    # Then the practice's question has what it was told, with its source and day
    before = Question.objects.get(pk=before.pk)
    assert (before.answer_text, before.answer_version) == ("A fee for each dose given.", 1)
    assert before.answer_source.startswith("BMA")
    assert before.answer_reviewed_on == TODAY
    client.force_login(world.commissioner)
    for page in (f"/questions/{before.pk}/", f"/practices/{before.practice.code}/", "/lists/questions/"):
        shown = client.get(page).content.decode()
        assert "A fee for each dose given." in shown, page
        assert "Another fee." not in shown, page
    # And the page says that the library says something else now
    assert "has changed since" in client.get(f"/questions/{before.pk}/").content.decode()
    # And who asks now gets the new words
    after = services.give(me, question(world, surgery(world)), Answer.objects.get(pk=kept.pk), at=LATER)
    assert (after.answer_text, after.answer_version) == ("Another fee.", 2)
    assert "Another fee." in client.get("/answers/").content.decode()
    # And what it said before is kept, with who changed it
    assert [one.text for one in queries.versions(me, after.answer)] == [  # type: ignore[arg-type]
        "Another fee.",
        "A fee for each dose given.",
    ]
    event = AuditEvent.objects.get(event="answer.changed")
    assert (event.actor_name, event.details) == (
        world.commissioner.name,
        {"topic": "payment", "before": 1, "version": 2},
    )
    assert "A fee for each dose given." in client.get(f"/answers/{kept.pk}/").content.decode()


def test_an_answer_is_changed_by_who_wrote_it_or_their_lead(world: World, client: Client) -> None:
    kept = answer(world)
    colleague = person(Role.COMMISSIONER, "Olive Other", world.region)
    far = world.elsewhere.parent
    assert far is not None
    for user in (colleague, world.stranger, person(Role.LEAD, "Leo Far", far), world.evaluator):
        with pytest.raises(NotAllowedError):
            services.change_answer(called(user), rewritten(kept), seen=1)
        client.force_login(user)
        assert client.post(f"/answers/{kept.pk}/", {"text": "x"}).status_code == 403
        assert f'/answers/{kept.pk}/"' not in client.get("/answers/").content.decode()
    kept.refresh_from_db()
    assert kept.version == 1
    client.force_login(world.lead)
    assert f'/answers/{kept.pk}/"' in client.get("/answers/").content.decode()
    for number, user in enumerate((world.lead, world.administrator, world.commissioner), 1):
        services.change_answer(called(user), rewritten(kept), seen=number)


def test_two_who_change_the_same_answer_see_it(world: World, client: Client) -> None:
    kept = answer(world)
    services.change_answer(called(world.lead), rewritten(kept), seen=1)
    with pytest.raises(RefusedError, match="since you opened it"):
        services.change_answer(called(world.commissioner), rewritten(kept, "A third"), seen=1)
    # On the screen what was typed stays, beside what the other wrote
    client.force_login(world.commissioner)
    typed = {"topic": "payment", "question": "What?", "text": "A third fee", "source": "s", "seen": "1"}
    shown = client.post(f"/answers/{kept.pk}/", typed).content.decode()
    assert "since you opened it" in shown
    assert "A third fee" in shown
    assert "Another fee." in shown
    kept.refresh_from_db()
    assert kept.text == "Another fee."
    assert client.post(f"/answers/{kept.pk}/", {**typed, "seen": "2"}).status_code == 302


def test_an_answer_that_changed_while_it_was_read_is_not_sent_unread(world: World, client: Client) -> None:
    # Given a question's page with an answer of the library on it
    kept, asked = answer(world), question(world, surgery(world))
    client.force_login(world.commissioner)
    client.get(f"/questions/{asked.pk}/")
    # When somebody changes the answer before it is sent
    services.change_answer(called(world.lead), rewritten(kept), seen=1)
    client.post(f"/questions/{asked.pk}/give/{kept.pk}/", {"seen": "1"})
    # Then nothing is sent, and the new words are there to be read
    asked.refresh_from_db()
    assert asked.answer is None
    client.post(f"/questions/{asked.pk}/give/{kept.pk}/", {"seen": "2"})
    asked.refresh_from_db()
    assert asked.answer_text == "Another fee."
