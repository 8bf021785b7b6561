"""When no visit suits a practice."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from commonground.core.models import AuditEvent
from commonground.practices.models import ClosedDay, Surgery
from tests.world import World, practice


def test_surgeries_and_closed_days_are_added_and_removed(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    address = reverse("hours", args=[surgery.code])
    client.force_login(world.commissioner)
    client.post(address, {"weekday": "3", "starts": "09:00", "ends": "12:30"})
    client.post(address, {"closed": "1", "day": "2026-12-04", "reason": "Training"})
    page = client.get(address).content.decode()
    assert "Thursday, 09:00 to 12:30" in page
    assert "4 December 2026: Training" in page
    client.post(reverse("remove-surgery", args=[surgery.code, Surgery.objects.get().pk]))
    client.post(reverse("remove-closed-day", args=[surgery.code, ClosedDay.objects.get().pk]))
    assert not Surgery.objects.exists()
    assert not ClosedDay.objects.exists()
    assert set(AuditEvent.objects.values_list("event", flat=True)) == {
        "surgery.added",
        "surgery.removed",
        "closed_day.added",
        "closed_day.removed",
    }


def test_what_cannot_be_is_said_and_stays_typed(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    address = reverse("hours", args=[surgery.code])
    client.force_login(world.commissioner)
    page = client.post(address, {"weekday": "3", "starts": "12:00", "ends": "09:00"}).content.decode()
    assert "The end comes after the start." in page
    assert 'value="12:00"' in page
    for _ in range(2):
        again = client.post(address, {"closed": "1", "day": "2026-12-04", "reason": "Training"})
    assert "That day is in the list already." in again.content.decode()
    assert 'value="Training"' in again.content.decode()


def test_a_stranger_finds_no_practice_and_an_evaluator_changes_nothing(world: World, client: Client) -> None:
    address = reverse("hours", args=[practice(world.ealing).code])
    for person, status in ((world.stranger, 404), (world.evaluator, 403)):
        client.force_login(person)
        assert (
            client.post(address, {"weekday": "3", "starts": "09:00", "ends": "12:00"}).status_code == status
        )
    assert not Surgery.objects.exists()
