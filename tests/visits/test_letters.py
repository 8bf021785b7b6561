"""The words of the letters: the rulebook's, or the region's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from commonground.core import letters
from commonground.core.caller import SYSTEM, Role
from commonground.core.models import OutboxMessage
from commonground.core.outbox import text_of
from commonground.core.services import NotAllowedError, RefusedError
from commonground.engine.rules.visit_book import Letter, load_visit_book
from commonground.plans.check_in_services import ask
from commonground.plans.models import CheckIn
from commonground.visits.services import letters as letter_services
from tests.follow_up_world import NOON, agreed_plan, surgery
from tests.world import World, called, person

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
INVITATION = Letter(
    id="an-invitation",
    words="Asks a practice for a date.",
    source=("RULES",),
    evidence="decided",
    subject="A visit to {practice}",
    body="Dear {contact},\n\nplease choose a date: {link}\n\n{visitor}",
    names=("practice", "contact", "visitor"),
)


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit book with one letter."""
    found = replace(load_visit_book(), letters={INVITATION.id: INVITATION})
    monkeypatch.setattr(letters, "load_visit_book", lambda: found)


@pytest.mark.usefixtures("book")
def test_the_region_writes_its_own_words_and_goes_back(world: World) -> None:
    lead = called(world.lead)
    assert letters.words_of("an-invitation", world.ealing) == (INVITATION.subject, INVITATION.body)
    letter_services.change_letter(
        lead, world.region, "an-invitation", subject="We come to {practice}", body="Here: {link}", now=NOW
    )
    assert letters.words_of("an-invitation", world.ealing) == ("We come to {practice}", "Here: {link}")
    letter_services.reset_letter(lead, world.region, "an-invitation")
    assert letters.words_of("an-invitation", world.ealing) == (INVITATION.subject, INVITATION.body)
    with pytest.raises(RefusedError):
        letter_services.reset_letter(lead, world.region, "an-invitation")


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("subject", "body", "field", "said"),
    [
        ("Hello {surgery}", "{link}", "subject", "{surgery}"),
        ("Hello", "Dear {contact", "body", "curly bracket"),
        ("Hello", "no way to answer", "body", "needs {link}"),
        ("Here {link}", "{link}", "subject", "belongs"),
    ],
)
def test_words_that_can_not_be_filled_in_are_refused(
    world: World, subject: str, body: str, field: str, said: str
) -> None:
    with pytest.raises(RefusedError, match=said.replace("{", r"\{")) as refused:
        letter_services.change_letter(
            called(world.lead), world.region, "an-invitation", subject=subject, body=body, now=NOW
        )
    assert refused.value.field == field


@pytest.mark.usefixtures("book")
def test_only_a_lead_or_an_administrator_writes(world: World) -> None:
    for user in (world.commissioner, world.evaluator):
        with pytest.raises(NotAllowedError):
            letter_services.change_letter(
                called(user), world.region, "an-invitation", subject="x", body="{link}", now=NOW
            )


def test_the_words_of_a_region_reach_no_other(world: World, client: Client) -> None:
    # Given another region with a lead, and a borough of ours
    other = world.elsewhere.parent
    assert other is not None
    far = person(Role.LEAD, "Leo Far", other)
    rulebook = letters.words_of("check-in", world.elsewhere)
    # When a lead writes words of the own region, and its borough some of its own
    lead = called(world.lead)
    for area, subject in ((world.region, "Ours: {what}"), (world.havering, "East: {what}")):
        letter_services.change_letter(lead, area, "check-in", subject=subject, body="{link}", now=NOW)
    # Then each area has its own, or that of what it lies in, and the other region the rulebook's
    said = {area.code: letters.words_of("check-in", area)[0] for area in (world.ealing, world.havering)}
    assert said == {"B1": "Ours: {what}", "B2": "East: {what}"}
    assert letters.words_of("check-in", world.elsewhere) == rulebook
    # And the other lead neither changes ours nor takes it away, nor sees it
    with pytest.raises(NotAllowedError):
        letter_services.change_letter(
            called(far), world.region, "check-in", subject="x", body="{link}", now=NOW
        )
    with pytest.raises(NotAllowedError):
        letter_services.reset_letter(called(far), world.region, "check-in")
    client.force_login(far)
    address = f"?area={world.region.pk}"
    assert client.get("/letters/" + address).status_code == 404
    assert client.get("/letters/check-in/" + address).status_code == 404
    assert client.post("/letters/check-in/reset/" + address).status_code == 404
    assert "Ours:" not in client.get("/letters/").content.decode()
    typed = {"subject": "Theirs: {what}", "body": "{link}", "save": "yes"}
    assert client.post("/letters/check-in/", typed).status_code == 302
    assert letters.words_of("check-in", world.elsewhere)[0] == "Theirs: {what}"
    assert letters.words_of("check-in", world.ealing)[0] == "Ours: {what}"
    # And a letter that is sent has the words of its practice's area
    agreed_plan(world, surgery(world))
    ask(SYSTEM, CheckIn.objects.earliest("due_on"), at=NOON)
    assert OutboxMessage.objects.get(kind="check-in").subject.startswith("Ours: ")
    # When the borough's words are taken away, then it has the region's
    letter_services.reset_letter(lead, world.havering, "check-in")
    assert letters.words_of("check-in", world.havering)[0] == "Ours: {what}"


def test_a_preview_names_what_is_filled_in() -> None:
    assert letters.preview("Dear {contact_name}, {link}") == "Dear [contact name], [link]"


def test_the_letters_that_follow_a_visit_have_the_region_s_words_too(world: World) -> None:
    # Given a lead who wrote the letter that asks how an action stands, and an action to be asked after
    letter_services.change_letter(
        called(world.lead),
        world.region,
        "check-in",
        subject="{what}?",
        body="Hello {practice},\n\n{link}",
        now=NOW,
    )
    at = surgery(world)
    agreed_plan(world, at)
    first = CheckIn.objects.earliest("due_on")
    # When the practice is asked
    ask(SYSTEM, first, at=NOON)
    # Then it reads the region's words, with its link
    message = OutboxMessage.objects.get(kind="check-in")
    assert message.subject == f"{first.action.what}?"
    assert message.body == f"Hello {at.name},\n\n{{link}}"
    assert "/l/" in text_of(message)


def test_the_page_shows_every_letter(world: World, client: Client) -> None:
    client.force_login(world.lead)
    page = client.get("/letters/").content.decode()
    for kind in load_visit_book().letters:
        assert f"/letters/{kind}/" in page
        assert client.get(f"/letters/{kind}/").status_code == 200


def test_what_is_filled_in_is_not_read_as_a_name_again() -> None:
    assert letters.filled("{a} {b} {link}", {"a": "{b}", "b": "x"}) == "{b} x {link}"
