"""Practices open, close, merge and move; people come and go; nothing is lost on the way."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from commonground.accounts import queries as accounts
from commonground.core.free_text import REFUSED
from commonground.core.personal import code_of
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices import queries, services
from commonground.practices.models import ClosedDay, Contact, Practice, Surgery
from tests.world import TODAY, World, called, manager, practice


def test_a_merger_can_t_go_in_a_circle(world: World) -> None:
    caller = called(world.commissioner)
    first, second, third = (practice(world.ealing) for _ in range(3))
    services.merge(caller, first, into=second, on=TODAY)
    services.merge(caller, second, into=third, on=TODAY)
    assert set(queries.whole_history(caller, third)) == {first, second, third}
    with pytest.raises(RefusedError):
        services.merge(caller, third, into=first, on=TODAY)
    services.open_again(caller, first)
    assert set(queries.whole_history(caller, third)) == {second, third}


def test_surgery_hours_end_after_they_start(world: World) -> None:
    caller = called(world.commissioner)
    at = practice(world.ealing)
    with pytest.raises(RefusedError):
        services.add_surgery(caller, Surgery(practice=at, weekday=0, starts=time(12), ends=time(9)))
    kept = services.add_surgery(caller, Surgery(practice=at, weekday=0, starts=time(9), ends=time(12)))
    services.add_closed_day(caller, ClosedDay(practice=at, day=TODAY))
    with pytest.raises(ValidationError):
        services.add_closed_day(caller, ClosedDay(practice=at, day=TODAY))
    services.remove_surgery(caller, kept)
    assert list(queries.surgeries(caller, at)) == []


def test_a_stranger_and_an_evaluator_change_nothing(world: World) -> None:
    at = practice(world.ealing)
    for who in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.change_practice(called(who), at, name="Other")
        with pytest.raises(NotAllowedError):
            services.close(called(who), at, on=TODAY)
    with pytest.raises(NotAllowedError):
        services.change_practice(called(world.commissioner), at, area=world.elsewhere)


def test_the_filters_of_the_directory_are_kept_and_its_queries_are_bounded(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        practice(world.ealing if number % 2 else world.havering, visitor=world.commissioner)
    closed = practice(world.havering, "Gone Surgery", closed_on=date(2026, 1, 1))
    free = practice(world.havering, "Free Surgery")
    client = Client()
    client.force_login(world.lead)
    address = f"/practices/?area={world.region.pk}&visitor={world.commissioner.pk}"
    with django_assert_max_num_queries(14):
        page = client.get(address).content.decode()
    assert "60 practices" in page
    assert f"?area={world.region.pk}&amp;visitor={world.commissioner.pk}&amp;page=2" in page
    assert free.name in client.get("/practices/?visitor=nobody").content.decode()
    assert closed.name not in client.get("/practices/?q=Gone").content.decode()
    assert closed.name in client.get("/practices/?state=closed").content.decode()
    assert "30 practices" in client.get(f"/practices/?area={world.ealing.pk}").content.decode()


def test_the_page_of_details_tells_who_visited_and_where_it_lay(world: World) -> None:
    caller = called(world.lead)
    at = services.add_practice(caller, practice_in(world))
    services.hand_over(caller, at, to=world.commissioner)
    services.hand_over(caller, at, to=world.lead, area=world.havering)
    told = [(one.visitor, one.area) for one in queries.handovers(caller, at)]
    assert told == [
        ("Lena Lead", "East borough"),
        ("Cora Commissioner", "West borough"),
        ("", "West borough"),
    ]
    assert queries.handovers(called(world.stranger), at) == []
    client = Client()
    client.force_login(world.evaluator)
    page = client.get(f"/practices/{at.code}/details/").content.decode()
    assert f"Visitor {code_of(world.commissioner)}, West borough" in page
    assert "Cora Commissioner" not in page


def practice_in(world: World) -> Practice:
    made = practice(world.ealing)
    made.delete()
    made.pk = None
    return made


def test_who_left_is_still_there_last_and_is_not_written_to(world: World) -> None:
    caller = called(world.commissioner)
    at = practice(world.ealing)
    old = manager(caller, at, "Old Manager")
    services.note_left(caller, old, on=TODAY)
    new = services.add_contact(
        caller,
        Contact(
            practice=at, name="New", role="deputy", email="n@practice.example", source="rang", added_on=TODAY
        ),
    )
    assert list(queries.contacts(caller, at)) == [new, old]
    assert queries.right_person(caller, at) == new


def test_a_text_with_an_nhs_number_is_refused_and_stays_in_the_form(world: World) -> None:
    at = practice(world.ealing)
    client = Client()
    client.force_login(world.commissioner)
    page = client.post(
        f"/practices/{at.code}/staffing/add/", {"note": "ask about 999 000 0018"}
    ).content.decode()
    assert REFUSED in page
    assert "ask about 999 000 0018" in page
    assert list(queries.staffing(called(world.commissioner), at)) == []


def test_the_audit_page_shows_a_lead_their_practices_and_an_administrator_people_too(world: World) -> None:
    here, there = practice(world.ealing), practice(world.elsewhere)
    services.close(called(world.commissioner), here, on=TODAY)
    services.close(called(world.stranger), there, on=TODAY)
    codes = queries.practices(called(world.lead)).values_list("code", flat=True)
    seen = accounts.audit_events(called(world.lead), accounts.AuditWanted(), codes)
    assert {one.practice_code for one in seen} == {here.code}
    client = Client()
    client.force_login(world.lead)
    page = client.get("/audit/?what=practice&who=cora").content.decode()
    assert "1 change" in page
    assert "0 changes" in client.get("/audit/?since=2030-01-01").content.decode()
    assert "1 change" in client.get(f"/audit/?practice={here.code}").content.decode()
    assert there.code not in client.get("/audit/").content.decode()


def test_the_people_of_a_practice_begin_with_whom_to_ask(world: World) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    for role in (Contact.Role.GP_LEAD, Contact.Role.LEAD_NURSE, Contact.Role.DEPUTY):
        manager(caller, surgery, f"Somebody {role.value}", role=role)
    left = manager(caller, surgery)
    services.note_left(caller, left, on=TODAY)
    manager(caller, surgery, "Next Manager")
    assert [one.role for one in queries.contacts(caller, surgery)] == [
        "manager",
        "deputy",
        "lead_nurse",
        "gp_lead",
        "manager",
    ]
