"""A caseload moves to another visitor or area in one step, with all that is open there."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from commonground.advice.models import Question
from commonground.core.models import Area, AuditEvent, Link
from commonground.core.services import NotAllowedError, RefusedError
from commonground.plans.models import Action, Plan
from commonground.practices import queries
from commonground.practices.models import Contact, Practice
from commonground.visits.models import Slot, Visit
from commonground.visits.queries import caseloads as caseload_queries
from commonground.visits.services import arranging, booking
from commonground.visits.services.booking import Time
from commonground.visits.services.caseloads import move_caseload
from tests.visits.scene import a_nurse, a_visit, a_working_day, holder, letters, link_of, offers
from tests.world import TODAY, World, called, manager, practice

NOW = datetime.combine(TODAY, time(10), UTC)


def open_things(world: World, at: Practice) -> tuple[Visit, Visit, Action, Question]:
    """A visit that is booked and one that was closed, a promise and a question, all the commissioner's."""
    who = world.commissioner
    booked = Visit.objects.create(
        practice=at,
        visitor=who,
        state=Visit.State.BOOKED,
        starts_at=NOW + timedelta(7),
        ends_at=NOW + timedelta(7, 3600),
        made_at=NOW,
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
    move_caseload(caller, list(queries.caseload(caller, world.commissioner)), to=world.lead, now=NOW)
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
    move_caseload(called(world.lead), [at], to=world.lead, area=icb, now=NOW)
    at.refresh_from_db()
    assert (at.area, at.visitor) == (icb, world.lead)


def test_all_or_nothing_moves(world: World) -> None:
    world.lead.areas.set([world.ealing])
    first, second = practice(world.ealing), practice(world.havering)
    with pytest.raises(RefusedError):
        move_caseload(called(world.administrator), [first, second], to=world.lead, now=NOW)
    first.refresh_from_db()
    assert first.visitor is None
    with pytest.raises(RefusedError):
        move_caseload(called(world.administrator), [], to=world.lead, now=NOW)


def test_a_stranger_and_an_evaluator_move_nothing(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    for who in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            move_caseload(called(who), [at], to=world.lead, now=NOW)


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


def a_booked_visit(world: World, hour: int = 10) -> tuple[Visit, Contact]:
    """A visit of the commissioner's, at a time that they had offered."""
    caller, at = called(world.commissioner), practice(world.ealing, visitor=world.commissioner)
    visit, mina = a_visit(world.commissioner, at), manager(caller, at)
    day = a_working_day(hour)
    offers(world.commissioner, day, asked_at=NOW)
    booking.book_as_agreed(caller, visit, Time(day, day + timedelta(hours=1)), mina, now=NOW)
    return visit, mina


def test_those_who_come_to_a_booked_visit_are_told_who_comes_instead(world: World) -> None:
    visit, mina = a_booked_visit(world)
    (own,) = Slot.objects.filter(visitor=world.commissioner)
    (its,) = offers(world.lead, own.starts_at, asked_at=NOW)
    client = Client()
    client.force_login(world.lead)
    path = f"/caseloads/{world.commissioner.pk}/move/"
    assert f"/visits/{visit.pk}/" in client.get(path).content.decode()
    client.post(path, {"to": world.lead.pk, "whole": "on"})
    visit.refresh_from_db()
    assert (visit.visitor, visit.sequence, visit.state) == (world.lead, 1, Visit.State.BOOKED)
    (letter,) = letters(visit, "visitor-changed")
    assert (letter.to, letter.calendar_method, letter.reply_to) == (mina.email, "REQUEST", world.lead.email)
    assert "SEQUENCE:1" in letter.calendar
    assert "instead of Cora Commissioner" in letter.body
    # And the time of the earlier visitor is free again, that of the new one is taken
    own.refresh_from_db()
    its.refresh_from_db()
    assert (own.visit, its.visit) == (None, visit)
    # And the earlier visitor, who did not do it, is told
    (told,) = letters(visit, "visitor-told")
    assert told.to == world.commissioner.email


def test_nothing_moves_to_a_visitor_who_is_elsewhere_then(world: World) -> None:
    visit, _ = a_booked_visit(world)
    other = a_visit(world.lead, practice(world.havering, "Elm Road"))
    then = a_working_day(10) + timedelta(minutes=30)
    booking.book_as_agreed(called(world.lead), other, Time(then, then + timedelta(hours=1)), None, now=NOW)
    client = Client()
    client.force_login(world.administrator)
    answer = client.post(f"/caseloads/{world.commissioner.pk}/move/", {"to": world.lead.pk, "whole": "on"})
    assert "Lena Lead is at Elm Road on" in answer.content.decode()
    visit.refresh_from_db()
    visit.practice.refresh_from_db()
    assert (visit.visitor, visit.practice.visitor, visit.sequence) == (
        world.commissioner,
        world.commissioner,
        0,
    )
    assert letters(visit, "visitor-changed") == []


def test_a_kept_time_is_let_go_and_one_of_the_new_visitors_is_asked_for(world: World) -> None:
    caller, at = called(world.commissioner), practice(world.ealing, visitor=world.commissioner)
    visit = a_visit(world.commissioner, at)
    nurse = a_nurse(caller, at, "Nora Nurse")
    arranging.invite(caller, visit, to=manager(caller, at), nurses=[nurse], now=NOW)
    (slot,) = offers(world.commissioner, a_working_day(), asked_at=NOW)
    link = link_of(visit)
    booking.choose_time(holder(visit, link), visit, link, slot.pk, now=NOW)
    asked = link_of(visit, Link.Purpose.ATTEND)
    move_caseload(called(world.lead), [at], to=world.lead, now=NOW)
    slot.refresh_from_db()
    asked.refresh_from_db()
    assert slot.visit is None
    assert asked.revoked_at is not None
    (letter,) = letters(visit, "choose-with-another")
    assert "I am Lena Lead" in letter.body
    assert letter.link is not None
    assert letter.link.purpose == Link.Purpose.BOOK


def test_access_ends_once_everything_is_somebody_elses(world: World, client: Client) -> None:
    at = practice(world.ealing)
    booked, *_ = open_things(world, at)
    client.force_login(world.administrator)
    end = f"/people/{world.commissioner.pk}/end/"
    refused = client.post(end, follow=True).content.decode()
    assert "Cora Commissioner still has 1 practice to visit or to look after" in refused
    world.commissioner.refresh_from_db()
    assert world.commissioner.is_active
    move_caseload(called(world.lead), [at], of=world.commissioner, to=world.lead, now=NOW)
    client.post(end)
    world.commissioner.refresh_from_db()
    booked.refresh_from_db()
    assert (world.commissioner.is_active, booked.visitor) == (False, world.lead)
