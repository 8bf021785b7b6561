"""The times that a visitor offers."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import ClosedDay
from commonground.visits.models import Slot, Visit
from commonground.visits.services import slots as slot_services
from tests.visits.scene import NOW, a_visit, at, offers
from tests.world import World, called, practice


def test_a_weekly_pattern_passes_over_bank_holidays(world: World) -> None:
    # Given Fridays and Mondays around Christmas 2026
    added, passed_over = slot_services.offer_pattern(
        called(world.commissioner),
        weekdays={0, 4},
        at=time(10),
        minutes=60,
        first=date(2026, 12, 21),
        last=date(2027, 1, 4),
        now=NOW,
    )
    # Then 25 and 28 December and 1 January are passed over
    assert (added, passed_over) == (2, 3)
    assert sorted(slot.starts_at.date() for slot in Slot.objects.all()) == [
        date(2026, 12, 21),
        date(2027, 1, 4),
    ]


def test_the_same_pattern_twice_adds_nothing(world: World) -> None:
    for expected in ((1, 0), (0, 1)):
        found = slot_services.offer_pattern(
            called(world.commissioner),
            weekdays={3},
            at=time(10),
            minutes=60,
            first=at(0).date(),
            last=at(0).date(),
            now=NOW,
        )
        assert found == expected


def test_not_in_the_past_and_not_twice(world: World) -> None:
    with pytest.raises(RefusedError, match="has passed"):
        offers(world.commissioner, NOW.replace(hour=8))
    offers(world.commissioner, at(10))
    with pytest.raises(RefusedError, match="already"):
        offers(world.commissioner, at(10, 30))


def test_a_free_time_is_removed_and_a_taken_one_is_not(world: World) -> None:
    caller = called(world.commissioner)
    free, taken = offers(world.commissioner, at(10), at(14))
    Slot.objects.filter(pk=taken.pk).update(visit=a_visit(world.commissioner, practice(world.ealing)))
    slot_services.remove_time(caller, free)
    with pytest.raises(RefusedError, match="Move the visit first"):
        slot_services.remove_time(caller, taken)
    assert [slot.pk for slot in Slot.objects.all()] == [taken.pk]


def test_nobody_removes_somebody_else_s_time(world: World, client: Client) -> None:
    (slot,) = offers(world.commissioner, at(10))
    with pytest.raises(NotAllowedError):
        slot_services.remove_time(called(world.lead), slot)
    client.force_login(world.lead)
    assert client.post(reverse("remove-slot", args=[slot.pk])).status_code == 404
    client.force_login(world.evaluator)
    assert client.get(reverse("slots")).status_code == 403


def test_bank_holidays_and_closed_days_stand_beside_the_times_with_their_reasons(
    world: World, client: Client
) -> None:
    # Given times on Christmas Day and on a day on which a practice to be visited is closed
    christmas = at(10, day=at(10).replace(year=2030, month=12, day=25))
    thursday, friday = (at(10, day=at(10).replace(year=2030, month=12, day=day)) for day in (5, 6))
    for time_ in (christmas, thursday, friday):
        Slot.objects.create(visitor=world.commissioner, starts_at=time_, ends_at=time_.replace(hour=11))
    closed, other = practice(world.ealing, "Training Surgery"), practice(world.ealing)
    a_visit(world.commissioner, closed)
    ClosedDay.objects.create(practice=closed, day=thursday.date(), reason="staff training")
    ClosedDay.objects.create(practice=other, day=friday.date(), reason="not one of hers")
    client.force_login(world.commissioner)
    page = client.get(reverse("slots")).content.decode()
    assert "A bank holiday: Christmas Day. It is offered to nobody." in page
    assert "Training Surgery is closed that day (staff training). It is not offered there." in page
    assert "not one of hers" not in page
    # And where a visit has taken such a time, one is told to ask
    Slot.objects.filter(starts_at=thursday).update(visit=Visit.objects.get(practice=closed))
    page = client.get(reverse("slots")).content.decode()
    assert "(staff training). Ask if the visit can still be then." in page
