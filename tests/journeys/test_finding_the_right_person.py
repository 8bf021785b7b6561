"""Story 5 of the acceptance stories: find the right person at a practice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from commonground.practices import services
from tests.journeys.conftest import Visitor
from tests.world import World, called, manager, practice


def test_a_bounced_manager_gives_way_to_the_next_confirmed_one(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a practice whose manager's address bounced
    caller = called(journey_world.commissioner)
    surgery = practice(journey_world.ealing, email="reception@practice.example", phone="020 7946 0000")
    old = manager(caller, surgery, "Old Manager", confirmed_on=date(2026, 3, 12))
    services.note_bounce(caller, old, on=date(2026, 11, 20))
    # When the commissioner opens the practice
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/practices/{surgery.code}/")
    # Then it says since when nobody is confirmed, and offers the inbox and the phone
    text = page.inner_text("main")
    assert "Contact not confirmed since 12 March 2026, 1 bounce." in text
    assert "reception@practice.example" in text
    assert "020 7946 0000" in text
    # When a new manager is added and confirmed
    page.get_by_role("link", name="Add a person").click()
    someone.look()
    page.get_by_label("Name").fill("New Manager")
    page.get_by_label("Practice manager", exact=True).check()
    page.get_by_label("Email").fill("new@practice.example")
    page.get_by_label("Who told you").fill("the receptionist")
    someone.press("Add this person")
    someone.press("Confirm New Manager is there")
    # Then the new one is there, confirmed, and the old one is not lost
    text = page.inner_text("main")
    assert "New Manager" in text
    assert "Confirmed" in text
    assert "Old Manager" in text
    assert "No confirmed person" not in text
