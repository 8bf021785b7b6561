"""Questions carry an owner, a due date and a sourced answer, which can be given again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from commonground.advice import queries, services
from commonground.advice.models import Answer, Question
from commonground.core.models import AuditEvent, OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import Practice
from tests.follow_up_world import NOON, surgery
from tests.world import TODAY, World, called, practice


def question(world: World, at: Practice, **fields: object) -> Question:
    """What a practice asked, kept."""
    values = {
        "topic": "payment",
        "text": "What is the fee for each dose?",
        "asked_on": TODAY,
        "owner": world.commissioner,
        "due_on": TODAY + timedelta(days=14),
        **fields,
    }
    return services.ask(called(world.commissioner), Question(practice=at, **values))


def answer(world: World, **fields: object) -> Answer:
    """An answer in the library."""
    values = {
        "topic": "payment",
        "question": "What is paid for a dose?",
        "text": "A fee for each dose given.",
        "source": "BMA, Vaccinations fees and arrangements, 20 October 2025",
        "reviewed_on": TODAY,
        **fields,
    }
    return services.write_answer(called(world.commissioner), Answer(**values))


def test_an_answer_is_written_once_and_given_again_with_its_source(world: World) -> None:
    caller, kept = called(world.commissioner), answer(world)
    for _ in range(2):
        asked = question(world, surgery(world))
        assert list(queries.answers(caller, words="fee dose", topic="payment")) == [kept]
        services.give(caller, asked, kept, at=NOON)
        letter = OutboxMessage.objects.filter(practice_code=asked.practice.code).get()
        assert "A fee for each dose given." in letter.body
        assert "Source: BMA" in letter.body
        assert letter.from_name == world.commissioner.name
        with pytest.raises(RefusedError, match="answered before"):
            services.give(caller, asked, kept, at=NOON)
    assert AuditEvent.objects.filter(event="question.answered").count() == 2


def test_an_answer_needs_a_source_and_names_no_child(world: World) -> None:
    with pytest.raises(ValidationError, match="source"):
        answer(world, source="")
    with pytest.raises(ValidationError, match="NHS number"):
        answer(world, text="About 999 000 0018: yes.")


def test_what_is_owed_comes_oldest_first_to_its_owner_and_the_lead(world: World) -> None:
    at = surgery(world)
    later = question(world, at)
    sooner = question(world, at, due_on=TODAY + timedelta(days=2))
    day = TODAY + timedelta(days=3)
    for user, mine in ((world.commissioner, True), (world.lead, False)):
        rows = queries.owed(called(user), today=day, mine=mine)
        assert [(row.pk, row.days_late) for row in rows] == [(sooner.pk, 1), (later.pk, 0)]
    assert queries.owed(called(world.stranger), today=day) == []
    services.pass_on(called(world.commissioner), sooner, to=world.lead)
    assert [row.pk for row in queries.owed(called(world.lead), today=day, mine=True)] == [sooner.pk]


def test_others_cannot_answer(world: World) -> None:
    asked, kept = question(world, surgery(world)), answer(world)
    for user in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.give(called(user), asked, kept, at=NOON)


def test_a_practice_without_an_address_is_answered_without_a_letter(world: World) -> None:
    asked = question(world, practice(world.ealing))
    services.give(called(world.commissioner), asked, answer(world), at=NOON)
    assert not OutboxMessage.objects.exists()
    assert AuditEvent.objects.get(event="question.answered").details["told"] is False
