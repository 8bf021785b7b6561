"""Somebody is signed out while they type: the page keeps what was typed, and it is saved when they are back."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from commonground.visits.models import RecordEntry
from tests.follow_up_world import held_visit, surgery
from tests.journeys.conftest import Visitor
from tests.world import World

FIELD = "#text-answer-lead"
STATE = "#state-answer-lead"


def signed_in_elsewhere(someone: Visitor, world: World) -> None:
    """They sign in again in another tab, which changes the token against forged requests as well."""
    client = Client()
    client.force_login(world.commissioner)
    cookies = [
        {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value},
        {"name": settings.CSRF_COOKIE_NAME, "value": "f" * 32},
    ]
    someone.page.context.add_cookies([{**cookie, "url": someone.base} for cookie in cookies])  # type: ignore[typeddict-item]


def test_what_is_typed_into_the_record_is_saved_after_signing_in_again(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a record that is open when the session ends
    planned = held_visit(journey_world, surgery(journey_world))
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/visits/{planned.pk}/record/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    # When something is typed, then it says so beside it, and no other page is put into this one
    page.locator(FIELD).fill("Typed after the session ended")
    expect(page.locator(STATE)).to_contain_text("you are signed out")
    expect(page.locator(STATE).get_by_role("link")).to_have_attribute("target", "_blank")
    assert page.locator(f"{STATE} form, {STATE} h1").count() == 0
    assert someone.faults() == []
    assert not RecordEntry.objects.exists()
    # When they are back from signing in, then it is saved by itself
    signed_in_elsewhere(someone, journey_world)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(STATE)).to_contain_text("Saved by Cora Commissioner")
    expect(page.locator(FIELD)).to_have_value("Typed after the session ended")
    assert RecordEntry.objects.get().text == "Typed after the session ended"


def test_the_save_button_keeps_everything_too(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a record that is open when the session ends, where no script has saved anything
    planned = held_visit(journey_world, surgery(journey_world))
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/visits/{planned.pk}/record/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator(FIELD).fill("Typed after the session ended")
    # When it is saved, then what was typed is there, to be sent again
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    someone.look()
    assert "Typed after the session ended" in page.inner_text("main")
    signed_in_elsewhere(someone, journey_world)
    someone.press("Send it again")
    assert page.locator(FIELD).input_value() == "Typed after the session ended"
    assert RecordEntry.objects.get().text == "Typed after the session ended"
