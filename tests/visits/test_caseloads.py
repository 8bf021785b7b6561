"""A caseload moves to another visitor or area in one step, with all that is open there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commonground.advice.models import Question
from commonground.core.models import Area, AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.plans.models import Action, Plan
from commonground.practices import queries
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from commonground.visits.queries import caseloads as caseload_queries
from commonground.visits.services.caseloads import move_caseload
from tests.world import TODAY, World, called, practice

NOW = timezone.now()


def open_things(world: World, at: Practice) -> tuple[Visit, Visit, Action, Question]:
    """A visit that is booked and one that was closed, a promise and a question, all the commissioner's."""
    who = world.commissioner
    booked = Visit.objects.create(
        practice=at, visitor=who, state=Visit.State.BOOKED, starts_at=NOW + timedelta(7), made_at=NOW
    )
    closed = Visit.objects.create(
        practice=at, visitor=who, state=Visit.State.CLOSED, starts_at=NOW - timedelta(90), made_at=NOW
    )
    plan = Plan.objects.create(practice=at, owner=who, written_by="together", made_at=NOW)
    promise = Action.objects.create(
        plan=plan, side="commissioner", what="Ring CHIS", who="Cora", due_on=TODAY, owner=who
    )
    question = Question.objects.create(
        practice=at, topic="payment", text="Who pays?", asked_on=TODAY, owner=who, due_on=TODAY
    )
    return booked, closed, promise, question


def test_a_whole_caseload_moves_with_what_is_open_and_its_history(world: World) -> None:
    at, other = (practice(world.ealing, visitor=world.commissioner) for _ in range(2))
    booked, closed, promise, question = open_things(world, at)
    caller = called(world.lead)
    move_caseload(caller, list(queries.caseload(caller, world.commissioner)), to=world.lead)
    for one in (at, other, booked, closed, promise, question):
        one.refresh_from_db()
    assert {at.visitor, other.visitor, booked.visitor, promise.owner, question.owner} == {world.lead}
    assert closed.visitor == world.commissioner
    assert queries.handovers(caller, at)[0].visitor == "Lena Lead"
    events = AuditEvent.objects.filter(event__in=("caseload.moved", "practice.handed_over"))
    assert events.count() == 3
    sizes = {one.visitor: one for one in caseload_queries.caseloads(caller)}
    mine = sizes[world.lead]
    assert (mine.practices, mine.visits, mine.promises, mine.questions) == (2, 1, 1, 1)


def test_practices_go_to_another_icb_whose_visitor_takes_them(world: World) -> None:
    icb = Area.objects.create(code="QZZ", name="Other ICB", kind=Area.Kind.ICB, parent=world.region)
    at = practice(world.ealing, visitor=world.commissioner)
    move_caseload(called(world.lead), [at], to=world.lead, area=icb)
    at.refresh_from_db()
    assert (at.area, at.visitor) == (icb, world.lead)


def test_all_or_nothing_moves(world: World) -> None:
    world.lead.areas.set([world.ealing])
    first, second = practice(world.ealing), practice(world.havering)
    with pytest.raises(RefusedError):
        move_caseload(called(world.administrator), [first, second], to=world.lead)
    first.refresh_from_db()
    assert first.visitor is None
    with pytest.raises(RefusedError):
        move_caseload(called(world.administrator), [], to=world.lead)


def test_a_stranger_and_an_evaluator_move_nothing(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    for who in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            move_caseload(called(who), [at], to=world.lead)


def test_the_pages_show_and_move_a_caseload(world: World) -> None:
    at, stays = (practice(world.ealing, visitor=world.commissioner) for _ in range(2))
    client = Client()
    client.force_login(world.lead)
    assert "Cora Commissioner" in client.get("/caseloads/").content.decode()
    path = f"/caseloads/{world.commissioner.pk}/move/"
    assert "Choose at least one practice." in client.post(path, {"to": world.lead.pk}).content.decode()
    client.post(path, {"to": world.lead.pk, "practices": [at.code]})
    at.refresh_from_db()
    stays.refresh_from_db()
    assert (at.visitor, stays.visitor) == (world.lead, world.commissioner)
    client.post(path, {"to": world.lead.pk, "whole": "on"})
    stays.refresh_from_db()
    assert stays.visitor == world.lead
    assert client.get(f"/caseloads/{world.stranger.pk}/move/").status_code == 404
