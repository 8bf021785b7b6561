"""Moving, putting off, cancelling from both sides; and what was held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from commonground.core.clock import now
from commonground.core.links import LinkError, token_of
from commonground.core.models import AuditEvent, Link
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import ClosedDay, Contact
from commonground.visits.models import Slot, Visit
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import NOW, a_visit, at, holder, letters, link_of, offers
from tests.world import World, called, manager, practice

AFTER = at(18)
Ending = Callable[..., Visit]


def booked(world: World) -> Visit:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    offers(world.commissioner, at(14))
    booking_services.book_as_agreed(caller, visit, Time(at(14), at(15)), manager(caller, surgery), now=NOW)
    return visit


def test_an_agreed_time_takes_the_free_time_that_it_is(world: World) -> None:
    visit = booked(world)
    assert Slot.objects.get().visit == visit


def test_the_practice_moves_its_visit_once_with_its_link(world: World) -> None:
    visit = booked(world)
    (later,) = offers(world.commissioner, at(16))
    link = link_of(visit, Link.Purpose.MOVE)
    booking_services.move_to(holder(visit, link), visit, slot=later.pk, link=link, now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at, visit.sequence) == (Visit.State.BOOKED, at(16), 1)
    # The old time is free again, the visitor is told, and the letter has a new link
    assert Slot.objects.get(starts_at=at(14)).visit is None
    assert "moved your visit" in letters(visit, "visitor-told")[-1].subject
    assert link_of(visit, Link.Purpose.MOVE) != link
    with pytest.raises(LinkError):
        booking_services.move_to(
            holder(visit, link), visit, slot=None, time=Time(at(9), at(10)), link=link, now=NOW
        )


@pytest.mark.parametrize(
    ("act", "state", "letter"),
    [
        (services.postpone, Visit.State.POSTPONED, "visit-postponed"),
        (services.cancel, Visit.State.CANCELLED, "visit-cancelled"),
    ],
)
def test_the_practice_puts_off_or_cancels(world: World, act: object, state: str, letter: str) -> None:
    visit = booked(world)
    link = link_of(visit, Link.Purpose.MOVE)
    act(holder(visit, link), visit, reason="Two nurses are ill", link=link, now=NOW)  # type: ignore[operator]
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == (state, "Two nurses are ill")
    assert Slot.objects.get().visit is None
    (told,) = letters(visit, letter)
    assert told.calendar_method == "CANCEL"
    assert told.link is None
    assert letters(visit, "visitor-told")


def test_put_off_and_did_not_take_place_are_two_things(world: World) -> None:
    visit = booked(world)
    caller = called(world.commissioner)
    with pytest.raises(RefusedError, match="has not come yet"):
        services.did_not_take_place(caller, visit, reason="Nobody was there", now=NOW)
    services.did_not_take_place(caller, visit, reason="Nobody was there", now=AFTER)
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == (Visit.State.DID_NOT_TAKE_PLACE, "Nobody was there")
    assert AuditEvent.objects.filter(event="visit.did_not_take_place").exists()
    assert not AuditEvent.objects.filter(event="visit.postponed").exists()


def test_a_visit_is_held_with_the_manager_or_the_deputy(world: World) -> None:
    visit = booked(world)
    caller = called(world.commissioner)
    (asked,) = visit.attendees.all()
    with pytest.raises(RefusedError, match="practice manager or the deputy") as refused:
        services.hold(caller, visit, came=[], roles=[Contact.Role.NURSE], now=AFTER)
    assert refused.value.field == "no_manager_reason"
    visit.refresh_from_db()
    assert (visit.state, visit.attendees.count()) == (Visit.State.BOOKED, 1)
    services.hold(caller, visit, came=[asked.pk], roles=[Contact.Role.NURSE], now=AFTER)
    visit.refresh_from_db()
    assert visit.state == Visit.State.HELD
    assert {one.role for one in visit.attendees.filter(came=True)} == {"manager", "nurse"}


def test_or_without_them_with_a_reason(world: World) -> None:
    visit = booked(world)
    services.hold(
        called(world.commissioner),
        visit,
        came=[],
        roles=[Contact.Role.GP_LEAD],
        no_manager_reason="The manager was ill; the GP lead stood in",
        now=AFTER,
    )
    visit.refresh_from_db()
    assert visit.state == Visit.State.HELD
    assert visit.no_manager_reason.startswith("The manager was ill")


def test_nothing_is_held_before_its_time(world: World) -> None:
    visit = booked(world)
    with pytest.raises(RefusedError, match="has not come yet"):
        services.hold(called(world.commissioner), visit, came=[visit.attendees.get().pk], now=NOW)


def test_a_visit_that_was_only_agreed_by_the_invited_is_told_of_the_end(world: World) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
    services.cancel(caller, visit, reason="The round is over", now=NOW)
    (told,) = letters(visit, "visit-cancelled")
    assert told.calendar == ""
    assert not Link.objects.filter(used_at=None, revoked_at=None).exists()


def test_a_link_of_another_practice_changes_nothing(world: World) -> None:
    visit = booked(world)
    other = booked_elsewhere(world)
    link = link_of(other, Link.Purpose.MOVE)
    with pytest.raises(NotAllowedError):
        services.cancel(holder(other, link), visit, reason="Mischief", link=link, now=NOW)


def booked_elsewhere(world: World) -> Visit:
    caller = called(world.lead)
    surgery = practice(world.havering)
    visit = a_visit(world.lead, surgery)
    booking_services.book_as_agreed(
        caller, visit, Time(at(14), at(14) + timedelta(hours=1)), manager(caller, surgery), now=NOW
    )
    return visit


@pytest.mark.parametrize("act", [services.postpone, services.cancel])
def test_once_its_time_has_come_a_visit_is_held_or_did_not_take_place(world: World, act: Ending) -> None:
    visit = booked(world)
    link = link_of(visit, Link.Purpose.MOVE)
    (later,) = offers(world.commissioner, at(16) + timedelta(7))
    for caller, own in ((holder(visit, link), link), (called(world.commissioner), None)):
        with pytest.raises(RefusedError, match="has come"):
            act(caller, visit, reason="we could not", link=own, now=AFTER)
        with pytest.raises(RefusedError, match="has come"):
            booking_services.move_to(caller, visit, slot=later.pk, link=own, now=AFTER)
    visit.refresh_from_db()
    link.refresh_from_db()
    assert (visit.state, visit.starts_at, link.used_at) == (Visit.State.BOOKED, at(14), None)
    services.did_not_take_place(called(world.commissioner), visit, reason="locked door", now=AFTER)
    services.cancel(called(world.commissioner), visit, reason="they merge", now=AFTER)
    assert visit.state == Visit.State.CANCELLED


def test_the_pages_after_its_time_offer_neither_moving_nor_putting_off(world: World, client: Client) -> None:
    visit = booked(world)
    link = link_of(visit, Link.Purpose.MOVE)
    then = now() - timedelta(days=2)
    Visit.objects.filter(pk=visit.pk).update(starts_at=then, ends_at=then + timedelta(hours=1))
    page = client.get(f"/l/{token_of(link)}/", follow=True)
    assert (page.status_code, "time of this visit has come" in page.content.decode()) == (410, True)
    client.force_login(world.commissioner)
    page = client.get(f"/visits/{visit.pk}/")
    assert f"/visits/{visit.pk}/held/" in page.content.decode()
    for gone in ("move", "end/postponed", "end/cancelled"):
        assert f"/visits/{visit.pk}/{gone}/" not in page.content.decode()


def test_a_visit_that_was_put_off_shows_no_time_as_if_it_held(world: World, client: Client) -> None:
    visit = booked(world)
    services.postpone(called(world.commissioner), visit, reason="flu", now=NOW)
    client.force_login(world.commissioner)
    for path, says in (
        (f"/visits/{visit.pk}/", "No time now. It was to be on Thursday 3 December 2026"),
        ("/visits/list/", "Was to be Thursday 3 December 2026"),
        ("/visits/board/", "Was to be Thursday 3 December 2026"),
        (f"/practices/{visit.practice.code}/", "Was to be Thursday 3 December 2026"),
    ):
        assert says in " ".join(client.get(path).content.decode().split()), path
    page = client.get(f"/visits/{visit.pk}/book/").content.decode()
    assert "3 December" not in page.split("Your free times")[0]


def test_a_time_that_was_agreed_is_not_on_a_day_when_the_practice_is_closed(world: World) -> None:
    visit = a_visit(world.commissioner, practice(world.ealing, "Elm Road"))
    ClosedDay.objects.create(practice=visit.practice, day=at(10).date(), reason="training")
    with pytest.raises(RefusedError, match=r"Elm Road is closed that day \(training\)") as refused:
        booking_services.book_as_agreed(
            called(world.commissioner), visit, Time(at(10), at(11)), None, now=NOW
        )
    assert refused.value.field == "day"
    visit = booked(world)
    ClosedDay.objects.create(practice=visit.practice, day=at(10).date() + timedelta(1))
    tomorrow = Time(at(10) + timedelta(1), at(11) + timedelta(1))
    with pytest.raises(RefusedError, match="is closed that day"):
        booking_services.move_to(called(world.commissioner), visit, time=tomorrow, now=NOW)
