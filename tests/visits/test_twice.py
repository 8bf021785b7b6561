"""What is sent twice is kept once: a visit, an attempt, a person; and the one who was named is invited."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from commonground.core.services import RefusedError
from commonground.practices.models import Contact
from commonground.visits.models import ContactAttempt, Visit, Wish
from commonground.visits.queries import attempts as attempt_queries
from commonground.visits.queries import visits as visit_queries
from commonground.visits.services import answers, arranging, booking
from commonground.visits.services import rounds as round_services
from commonground.visits.services.booking import Time
from commonground.visits.services.reminders import remind
from tests.rounds.test_rounds import listed, made
from tests.visits.scene import NOW, a_visit, at, holder, letters, link_of
from tests.world import TODAY, World, called, manager, practice

S = Visit.State


@pytest.mark.parametrize("state", [S.CANDIDATE, S.BOOKED, S.POSTPONED, S.DID_NOT_TAKE_PLACE])
def test_no_second_visit_while_one_is_to_be_made(world: World, client: Client, state: str) -> None:
    surgery = practice(world.ealing)
    a_visit(world.commissioner, surgery, state=state)
    client.force_login(world.commissioner)
    typed = {"code": surgery.code, "visitor": world.commissioner.pk, "mode": "in_person", "reason": "A call"}
    page = client.post("/visits/add/", typed).content.decode()
    assert "is to be made already" in page
    assert "A call" in page
    assert Visit.objects.count() == 1


def test_a_visit_that_was_made_is_followed_by_another_but_only_one(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    a_visit(world.commissioner, surgery, state=S.WRITTEN_UP)
    client.force_login(world.commissioner)
    typed = {"code": surgery.code, "visitor": world.commissioner.pk, "mode": "in_person"}
    for _ in range(2):
        client.post("/visits/add/", typed)
    assert Visit.objects.count() == 2


def test_a_visit_already_made_is_kept_once(world: World) -> None:
    surgery, then = practice(world.ealing), NOW - timedelta(days=30)
    for expected in (1, 1):
        visit = Visit(practice=surgery, visitor=world.commissioner, starts_at=then, ends_at=then, made_at=NOW)
        try:
            round_services.add_past_visit(called(world.commissioner), visit, present=["manager"], now=NOW)
        except RefusedError as refused:
            assert refused.field == "day"
        assert Visit.objects.count() == expected


def test_the_round_takes_a_visit_that_was_to_be_made_already(world: World) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    visit = a_visit(world.commissioner, candidate.practice, state=S.BOOKED)
    round_services.confirm_round(called(world.lead), candidate.round, at=NOW)
    assert Visit.objects.get() == visit
    assert Visit.objects.get().round == candidate.round


def test_an_attempt_whose_form_is_sent_twice_counts_once(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    client.force_login(world.commissioner)
    path = f"/practices/{surgery.code}/attempt/"

    def send() -> None:
        found = re.search(r'name="form_key" value="([^"]+)"', client.get(path).content.decode())
        assert found is not None
        for _ in range(2):
            answer = client.post(path, {"took": "5", "outcome": "rang", "form_key": found.group(1)})
            assert answer.status_code == 302

    send()
    assert ContactAttempt.objects.count() == 1
    send()
    assert ContactAttempt.objects.count() == 2


def test_a_person_is_added_once(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    client.force_login(world.commissioner)
    typed = {"name": "Nora Nurse", "role": "nurse", "email": "nora@practice.example", "source": "rang"}
    client.post(f"/practices/{surgery.code}/people/add/", typed)
    again = client.post(f"/practices/{surgery.code}/people/add/", {**typed, "name": "nora nurse"})
    assert "is kept here already" in again.content.decode()
    assert Contact.objects.count() == 1


def test_who_is_named_is_the_person_whom_we_know_and_the_one_who_is_invited(
    world: World, client: Client
) -> None:
    # Given two people of whom the manager was invited
    caller, surgery = called(world.commissioner), practice(world.ealing)
    mina = manager(caller, surgery)
    ada = manager(caller, surgery, "Ada Admin", role=Contact.Role.ADMIN_LEAD, confirmed_on=None)
    visit = a_visit(world.commissioner, surgery)
    arranging.invite(caller, visit, to=mina, now=NOW)
    # When the practice names the other, as we know her
    link = link_of(visit)
    typed = Contact(
        practice=surgery,
        name="ada admin",
        role=ada.role,
        email=ada.email.upper(),
        source="the practice",
        added_on=TODAY,
    )
    wish = answers.name_contact(holder(visit, link), visit, link, typed, now=NOW)
    ada.refresh_from_db()
    assert (surgery.contacts.count(), ada.confirmed_on, wish.contact) == (2, TODAY, ada)
    # Then the form has her chosen, and several at once are sent to her too
    client.force_login(world.commissioner)
    page = client.get(f"/visits/{visit.pk}/invite/").content.decode()
    chosen = re.search(rf'<input[^>]*name="to"[^>]*value="{ada.pk}"[^>]*>', page)
    assert chosen is not None
    assert "checked" in chosen.group()
    assert arranging.invite_many(caller, [visit], now=NOW) == []
    assert letters(visit, "new-person")[0].to == ada.email
    assert Wish.objects.get().dealt_with_at == NOW
    # And after that it is the right person again
    assert visit_queries.whom_to_invite(caller, visit) == mina


def test_a_visit_that_moves_stays_booked_in_the_month_in_which_it_was(world: World) -> None:
    caller = called(world.commissioner)
    visit = a_visit(world.commissioner, practice(world.ealing, email="inbox@practice.example"))
    booking.book_as_agreed(caller, visit, Time(at(10), at(11)), None, now=NOW)
    later = NOW + timedelta(days=7)
    booking.move_to(caller, visit, time=Time(at(14), at(15)), now=later)
    assert (visit.booked_at, visit.moved_at) == (NOW, later)
    arranging.postpone(caller, visit, reason="ill", now=later)
    again = Time(at(10) + timedelta(28), at(11) + timedelta(28))
    booking.book_as_agreed(caller, visit, again, None, now=later)
    assert (visit.booked_at, visit.sequence) == (NOW, 3)
    report = attempt_queries.effort(caller, NOW - timedelta(1), NOW + timedelta(1))
    assert report.whole.booked == 1
    assert attempt_queries.effort(caller, later - timedelta(1), later + timedelta(1)).whole.booked == 0


def test_who_was_reminded_of_the_earlier_time_is_reminded_of_the_new_one(world: World) -> None:
    caller = called(world.commissioner)
    visit = a_visit(world.commissioner, practice(world.ealing, email="inbox@practice.example"))
    booking.book_as_agreed(caller, visit, Time(at(10), at(11)), None, now=NOW)
    assert visit in visit_queries.booked_and_not_reminded(caller)
    remind(caller, visit, now=NOW + timedelta(hours=1))
    assert visit not in visit_queries.booked_and_not_reminded(caller)
    booking.move_to(caller, visit, time=Time(at(14), at(15)), now=NOW + timedelta(hours=2))
    assert visit in visit_queries.booked_and_not_reminded(caller)
