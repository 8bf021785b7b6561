"""Somebody else changed a visit since it was read: nothing of that is undone, and what no longer fits is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from commonground.core.clock import now
from commonground.core.services import RefusedError
from commonground.visits.models import Visit
from commonground.visits.services import after, arranging, booking, record, reminders
from commonground.visits.services.booking import Time
from tests.visits.scene import NOW, a_visit, a_working_day, at, holder, letters, link_of, offers
from tests.world import World, called, manager, practice


def booked(world: World) -> Visit:
    visit = a_visit(world.commissioner, practice(world.ealing, email="desk@practice.example"))
    booking.book_as_agreed(called(world.commissioner), visit, Time(at(10), at(11)), None, now=NOW)
    return visit


def stale(visit: Visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


def test_what_was_moved_meanwhile_stays_moved(world: World) -> None:
    visit = booked(world)
    old = stale(visit)
    booking.move_to(called(world.commissioner), visit, time=Time(at(14), at(15)), now=NOW)
    after.begin_plan(called(world.commissioner), old, written_by="together", at=NOW)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.sequence) == (at(14), 1)
    assert visit.plan is not None


def test_a_no_on_the_phone_does_not_undo_what_was_booked_meanwhile(world: World) -> None:
    caller, surgery = called(world.commissioner), practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    arranging.invite(caller, visit, to=manager(caller, surgery), now=NOW)
    old, link = stale(visit), link_of(visit)
    (slot,) = offers(world.commissioner, at(14))
    booking.choose_time(holder(visit, link), visit, link, slot.pk, now=NOW)
    with pytest.raises(RefusedError, match="“Booked”"):
        arranging.decline(caller, old, reason="no time", now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == (Visit.State.BOOKED, at(14))


Act = Callable[[World, Visit], object]
THEN = at(12)
LATE: dict[str, Act] = {
    "invite": lambda world, old: arranging.invite(called(world.commissioner), old, to=None, now=NOW),
    "book": lambda world, old: booking.book_as_agreed(
        called(world.commissioner), old, Time(at(16), at(17)), None, now=NOW
    ),
    "move": lambda world, old: booking.move_to(
        called(world.commissioner), old, time=Time(at(16), at(17)), now=NOW
    ),
    "postpone": lambda world, old: arranging.postpone(called(world.commissioner), old, reason="x", now=NOW),
    "did not": lambda world, old: arranging.did_not_take_place(
        called(world.commissioner), old, reason="x", now=THEN
    ),
    "hold": lambda world, old: arranging.hold(
        called(world.commissioner), old, came=[], roles=["manager"], now=THEN
    ),
    "write": lambda world, old: record.saved(
        called(world.commissioner), old, "note:in-short", "", "They want help.", 0, at=THEN
    ),
    "write up": lambda world, old: after.write_up(called(world.commissioner), old, at=THEN),
    "remind": lambda world, old: reminders.remind(called(world.commissioner), old, now=NOW),
    "ask again": lambda world, old: reminders.ask_again(called(world.commissioner), old, now=NOW),
}


@pytest.mark.parametrize("what", LATE)
def test_what_was_cancelled_meanwhile_stays_cancelled(world: World, what: str) -> None:
    visit = booked(world)
    old = stale(visit)
    arranging.cancel(called(world.commissioner), visit, reason="they merge", now=NOW)
    sent = len(letters(visit, "visit-reminder")) + len(letters(visit, "invitation-reminder"))
    with pytest.raises(RefusedError):
        LATE[what](world, old)
    visit.refresh_from_db()
    assert (visit.state, visit.reason, visit.sequence) == (Visit.State.CANCELLED, "they merge", 1)
    assert len(letters(visit, "visit-reminder")) + len(letters(visit, "invitation-reminder")) == sent


def test_a_booked_visit_is_cancelled_and_not_declined(world: World) -> None:
    day = a_working_day()
    visit = a_visit(world.commissioner, practice(world.ealing, email="desk@practice.example"))
    booking.book_as_agreed(
        called(world.commissioner), visit, Time(day, day + timedelta(hours=1)), None, now=now()
    )
    client = Client()
    client.force_login(world.commissioner)
    page = client.post(f"/visits/{visit.pk}/end/declined/", {"reason": "No time"}).content.decode()
    assert "become “Declined” from there" in page
    assert "No time" in page
    visit.refresh_from_db()
    assert visit.state == Visit.State.BOOKED
