"""A visit that is held online: set by either side, with no way to travel and no place."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commonground.core.clock import now
from commonground.core.links import token_of
from commonground.core.models import Link
from commonground.core.services import RefusedError
from commonground.visits.models import Visit
from commonground.visits.offers import offered
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import NOW, a_visit, a_working_day, at, holder, letters, link_of, offers
from tests.world import World, called, manager, practice

IN_PERSON, ONLINE = Visit.Mode.IN_PERSON.value, Visit.Mode.ONLINE.value


def invited(world: World, mode: str = "") -> Visit:
    caller = called(world.commissioner)
    surgery = practice(world.ealing, address="1 Invented Road")
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), mode=mode, now=NOW)
    return visit


def elsewhere_until_eleven(world: World) -> None:
    other = a_visit(world.commissioner, practice(world.havering))
    booking_services.book_as_agreed(called(world.commissioner), other, Time(at(10), at(11)), None, now=NOW)


def test_online_needs_no_way_and_the_manager_can_choose_it(world: World) -> None:
    # Given a visit elsewhere until 11:00, and times that begin half an hour and two hours after
    elsewhere_until_eleven(world)
    visit = invited(world)
    near, far = offers(world.commissioner, at(11, 30), at(13))
    assert offered(visit, now=NOW) == [far]
    assert offered(visit, mode=ONLINE, now=NOW) == [near, far]
    # When the manager chooses the first to meet in person, then it says that there is no time for the way
    link = link_of(visit)
    with pytest.raises(RefusedError, match="no time then for the way") as refused:
        booking_services.choose_time(holder(visit, link), visit, link, near.pk, mode=IN_PERSON, now=NOW)
    assert refused.value.field == "mode"
    # And online it is booked: letters and calendar file say so, and name no place
    booking_services.choose_time(holder(visit, link), visit, link, near.pk, mode=ONLINE, now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.mode) == (Visit.State.BOOKED, ONLINE)
    (letter,) = letters(visit, "visit-confirmed")
    assert "Thursday 3 December 2026 at 11:30am, online" in letter.subject
    assert "You meet online. Cora Commissioner will send you the way to join." in letter.body
    assert "LOCATION:Online" in letter.calendar
    assert "Invented Road" not in letter.calendar


def test_two_visits_online_still_keep_the_margin(world: World) -> None:
    elsewhere_until_eleven(world)
    visit = invited(world, ONLINE)
    offers(world.commissioner, at(11, 10))
    assert offered(visit, now=NOW) == []


def test_the_invitation_says_how_and_moving_can_change_it(world: World) -> None:
    caller = called(world.commissioner)
    visit = invited(world, ONLINE)
    assert "We would meet online." in letters(visit, "invitation")[0].body
    booking_services.book_as_agreed(caller, visit, Time(at(9), at(10)), None, now=NOW)
    assert visit.mode == ONLINE
    booking_services.move_to(caller, visit, time=Time(at(12), at(13)), mode=IN_PERSON, now=NOW)
    visit.refresh_from_db()
    assert visit.mode == IN_PERSON
    booking_services.book_as_agreed(caller, invited(world), Time(at(15), at(16)), None, mode=ONLINE, now=NOW)
    assert Visit.objects.get(starts_at=at(15)).mode == ONLINE


def test_both_sides_set_it_on_the_screen_and_lists_show_it(world: World, client: Client) -> None:
    visit = invited(world)
    client.force_login(world.commissioner)
    page = client.post(
        reverse("invite", args=[visit.pk]),
        {"to": visit.practice.contacts.get().pk, "mode": ONLINE, "look": "1"},
    ).content.decode()
    assert "We would meet online." in page
    day = a_working_day(10)
    slot, later = offers(world.commissioner, day, day.replace(hour=15), asked_at=now())
    reader = Client()
    link = link_of(visit)
    reader.get(f"/l/{token_of(link)}/")
    looked = {"mode": ONLINE, "name_1": "Nora Nurse", "look": "1"}
    page = reader.post(f"/your-visit/{link.pk}/", looked).content.decode()
    assert 'value="Nora Nurse"' in page
    assert "There is a problem" not in page
    reader.post(f"/your-visit/{link.pk}/", {"slot": slot.pk, "mode": ONLINE})
    visit.refresh_from_db()
    assert (visit.state, visit.mode) == (Visit.State.BOOKED, ONLINE)
    for name in ("visit-board", "visit-table", "arranging"):
        assert "online" in client.get(reverse(name)).content.decode().lower(), name
    month = f"{reverse('visit-calendar')}?month={day:%Y-%m}"
    assert "booked, online" in client.get(month).content.decode()
    # And the practice changes it as it moves the visit, the commissioner as well
    link = link_of(visit, Link.Purpose.MOVE)
    reader.get(f"/l/{token_of(link)}/")
    reader.post(f"/your-visit/{link.pk}/change/", {"slot": later.pk, "mode": IN_PERSON})
    visit.refresh_from_db()
    assert (visit.starts_at, visit.mode) == (later.starts_at, IN_PERSON)
    typed = {"day": day.date().isoformat(), "starts": "12:00", "minutes": "60", "mode": ONLINE}
    client.post(reverse("move-visit", args=[visit.pk]), typed)
    visit.refresh_from_db()
    assert visit.mode == ONLINE
