"""The record of a visit in a browser: by keyboard alone, under the real content policy, two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from commonground.accounts.models import User
from commonground.visits.models import Attendee, RecordEntry, Visit
from commonground.visits.services.record import saved
from tests.follow_up_world import NOON, held_visit, surgery
from tests.journeys.conftest import Visitor
from tests.world import World, called

FIRST = "answer:lead"


@pytest.fixture
def strict(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[User], tuple[Page, list[str]]]]:
    """`strict(user)`: a page that keeps to the content policy, and what the browser complains of."""
    contexts = []

    def begin(user: User) -> tuple[Page, list[str]]:
        context = browser.new_context()
        contexts.append(context)
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: _complaint(said, message))
        return page, said

    yield begin
    for context in contexts:
        context.close()


def _complaint(said: list[str], message: ConsoleMessage) -> None:
    if message.type == "error" and not re.search(
        "favicon|assets.nhs.uk/fonts", message.text + str(message.location)
    ):
        said.append(message.text)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_record_is_written_by_keyboard_alone_and_saved_as_typed(
    journey_world: World, live_server: LiveServer, strict: Callable[[User], tuple[Page, list[str]]]
) -> None:
    # Given a visit that was held
    visit = held_visit(journey_world, surgery(journey_world))
    page, complaints = strict(journey_world.commissioner)
    page.goto(f"{live_server.url}/visits/{visit.pk}/record/")
    # When somebody ticks who came, answers, and ticks a factor with a note, without a mouse
    tab_to(page, "#value-came-manager")
    page.keyboard.press("Space")
    expect(page.locator("#state-came-manager")).to_contain_text("Saved by Cora Commissioner")
    tab_to(page, "#text-answer-lead")
    page.keyboard.type("Nurse Nadia leads")
    expect(page.locator("#state-answer-lead")).to_contain_text("Saved by Cora Commissioner")
    page.keyboard.type(", with a deputy")
    tab_to(page, "#value-factor-language-none")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#state-factor-language")).to_contain_text("Saved by Cora Commissioner")
    page.keyboard.press("ArrowRight")
    tab_to(page, "#text-factor-language")
    page.keyboard.type("Everybody reads English")
    with page.expect_response(lambda response: "English" in (response.request.post_data or "")):
        page.keyboard.press("Tab")
    # Then it is all kept, without a Save button, and the browser had nothing to complain of
    kept = {entry.key: (entry.value, entry.text) for entry in RecordEntry.objects.all()}
    assert kept[FIRST] == ("", "Nurse Nadia leads, with a deputy")
    assert kept["factor:language"] == ("absent", "Everybody reads English")
    assert Attendee.objects.get(visit=visit, role="manager").came
    assert complaints == []


def test_two_editors_see_both_texts_side_by_side(
    journey_world: World, live_server: LiveServer, strict: Callable[[User], tuple[Page, list[str]]]
) -> None:
    # Given two people with the same record open
    visit = held_visit(journey_world, surgery(journey_world))
    page, complaints = strict(journey_world.commissioner)
    page.goto(f"{live_server.url}/visits/{visit.pk}/record/")
    saved(called(journey_world.lead), visit, FIRST, "", "The lead says: a doctor", 0, at=NOON)
    # When the second types in what the first has saved
    page.locator("#text-answer-lead").fill("A nurse")
    clash = page.locator("#state-answer-lead .cg-clash")
    # Then both texts are shown, and nothing was merged
    expect(clash).to_contain_text("The lead says: a doctor")
    expect(clash).to_contain_text("A nurse")
    assert RecordEntry.objects.get().text == "The lead says: a doctor"
    # When they choose both by keyboard, then both are kept
    clash.get_by_role("button", name="Keep both").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#text-answer-lead")).to_have_value("The lead says: a doctor\nA nurse")
    assert RecordEntry.objects.get().text == "The lead says: a doctor\nA nurse"
    # When something is typed that names a child, then it is refused and stays
    page.locator("#text-answer-chis").fill("About 999 000 0018")
    expect(page.locator("#state-answer-chis")).to_contain_text("This text holds an NHS number")
    expect(page.locator("#text-answer-chis")).to_have_value("About 999 000 0018")
    assert complaints == []


def test_before_during_and_after_a_visit(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a visit
    at = surgery(journey_world)
    held_visit(journey_world, at)
    someone = visit(journey_world.commissioner)
    # When the commissioner reads before it, then the questions are there in order
    page = someone.open(f"/practices/{at.code}/")
    someone.press("25 November 2026", "link")
    someone.press("Read before the visit", "link")
    text = page.inner_text("main")
    assert text.index("Who looks after childhood vaccination here") < text.index("What do you need from us?")
    assert "We owe them nothing." in text
    # When they write it, with the Save button
    someone.press("Write the record", "link")
    page.get_by_label("In a few sentences, for the practice").fill("You know your families well.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/record/")
    # And note what was asked
    someone.press("Note a question", "link")
    page.get_by_label("Payment").check()
    page.get_by_label("What was asked?").fill("When is the fee paid?")
    someone.press("Keep the question")
    assert "When is the fee paid?" in page.inner_text("main")
    # And it is written up
    someone.press("What comes after", "link")
    someone.press("It is written up")
    assert "Written up." in page.inner_text("main")
    assert "Proposed:" in page.inner_text("main")
    someone.press("See it as the practice sees it", "link")
    assert "You know your families well." in page.inner_text("main")
    someone.press("After the visit", "link")
    # Then it can't be closed while a question waits, and what was chosen stays
    someone.press("Close this visit")
    assert "no answer yet" in page.inner_text("main")
    assert Visit.objects.get().state == Visit.State.WRITTEN_UP
