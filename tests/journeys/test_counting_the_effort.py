"""Story 8 of the acceptance stories: count the effort; and the outbox and the letters on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import timezone

from commonground.core import letters
from commonground.core.links import make_link, token_of, use_up
from commonground.core.models import Link, OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox, send_waiting
from commonground.core.personal import code_of
from commonground.engine.rules.visit_book import load_visit_book
from commonground.visits.models import Visit
from tests.journeys.conftest import Visitor
from tests.visits.test_effort import mailbox_of, notice
from tests.visits.test_letters import INVITATION
from tests.world import World, called, manager, practice

PHONE = {"is_mobile": True, "has_touch": True}


def invited(world: World) -> OutboxMessage:
    """A practice whose manager was written to."""
    now = timezone.now()
    surgery = practice(world.ealing, "Hard to reach Surgery", phone="020 7946 0000", list_size=4200)
    manager(called(world.commissioner), surgery, email="old@practice.example")
    made = Visit.objects.create(
        practice=surgery, visitor=world.commissioner, state="booked", booked_at=now, made_at=now
    )
    link = make_link(Link.Purpose.BOOK, practice_code=surgery.code, object_id=made.pk, now=now)
    letter = Letter(
        "invitation",
        "old@practice.example",
        "A visit to your practice",
        "Dear manager,\n\nchoose a date: {link}\n\nCora",
        practice_code=surgery.code,
        visit_id=made.pk,
        link=link,
    )
    message = put_in_outbox(letter, now=now)
    send_waiting(now=now)
    return message


def test_an_attempt_is_logged_from_a_phone_and_counted(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a practice with a visit, and a commissioner with a phone
    message = invited(journey_world)
    someone = visit(journey_world.commissioner, **PHONE)
    page = someone.open(f"/practices/{message.practice_code}/attempt/")
    # When she rings, nobody answers, and she taps once
    someone.press("Rang, no answer")
    assert "Kept: Rang, no answer, 5 minutes." in page.inner_text("body")
    # And rings again, for as long as none of the buttons says, with an NHS number in the note
    someone.open(f"/practices/{message.practice_code}/attempt/")
    assert "Rang, no answer, 5 minutes, Cora Commissioner" in page.inner_text("main")
    page.get_by_label("Other", exact=True).check()
    page.get_by_text("Other minutes, or a note").click()
    page.get_by_label("Other: how many minutes").fill("22")
    page.get_by_label("A note, if you like").fill("asked about 999 000 0018")
    someone.press("Rang, and spoke to them")
    # Then the note is refused in a sentence and still there
    assert "This text holds an NHS number." in page.inner_text("main")
    assert page.get_by_label("A note, if you like").input_value() == "asked about 999 000 0018"
    page.get_by_label("A note, if you like").fill("asked for her dates")
    someone.press("Rang, and spoke to them")
    # And the month's report has attempts and minutes for each visit booked, by visitor and by size
    lead = visit(journey_world.lead)
    text = lead.open("/effort/").inner_text("main")
    assert "2 attempts and 27 minutes; 1 visit booked." in text
    assert "That is 2.0 attempts and 27.0 minutes for each visit booked." in text
    assert "Cora Commissioner\t2\t27\t1\t2.0\t27.0" in text
    assert "Fewer than 5,000 patients\t2\t27\t1\t2.0\t27.0" in text
    # And it can be asked for other days, and from the start of the page
    assert "No attempt was logged" in lead.open("/effort/?since=2020-01-01&until=2020-02-01").inner_text(
        "main"
    )
    assert "The last day is before the first." in lead.open(
        "/effort/?since=2020-03-01&until=2020-02-01"
    ).inner_text("main")
    someone.open("/effort/")
    someone.press("Log an attempt", "link")
    page.get_by_label("Which practice did you write to or ring?").fill("hard to")
    someone.press("Find", "button")
    # And one from elsewhere and an evaluator can't log
    stranger = visit(journey_world.stranger)
    assert "Page not found" in stranger.open(f"/practices/{message.practice_code}/attempt/").inner_text(
        "main"
    )
    evaluator = visit(journey_world.evaluator)
    effort = evaluator.open("/effort/").inner_text("main")
    assert f"Visitor {code_of(journey_world.commissioner)}" in effort
    assert "You cannot open" in evaluator.open(f"/practices/{message.practice_code}/attempt/").inner_text(
        "main"
    )


def test_e_mails_that_came_back_are_read_from_a_mailbox_file(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given an e-mail to a manager who left, and the notice that came back
    message = invited(journey_world)
    headers = f"Message-ID: <outbox.{message.pk}@example.invalid>\n"
    file = mailbox_of(notice("old@practice.example", headers=headers))
    # When the commissioner gives the mailbox file
    someone = visit(journey_world.commissioner)
    page = someone.open("/bounces/")
    someone.press("Note what came back")
    assert "Choose a file, or write an address." in page.inner_text("main")
    page.get_by_label("A mailbox file").set_input_files(
        {"name": "box.mbox", "mimeType": "application/mbox", "buffer": file}
    )
    someone.press("Note what came back")
    # Then it is noted, the person is doubted, and it counts as an attempt
    assert "old@practice.example: Noted." in page.inner_text("main")
    page = someone.open(f"/practices/{message.practice_code}/")
    assert "1 bounce" in page.inner_text("main")
    text = someone.open("/effort/").inner_text("main")
    assert "E-mail came back\t1\t2" in text
    # And the outbox says so, where it can be sent again
    lead = visit(journey_world.lead)
    page = lead.open("/outbox/?state=bounced")
    lead.press("A visit to your practice", "link")
    assert "Came back" in page.inner_text("main")
    lead.press("Send again")
    assert "Waiting" in page.inner_text("main")


def test_the_outbox_of_the_demo_shows_the_link(
    journey_world: World, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an e-mail with a practice's link
    message = invited(journey_world)
    assert message.link is not None
    token = token_of(message.link)
    lead = visit(journey_world.lead)
    # When it is opened where real people work, then the link is not shown
    page = lead.open(f"/outbox/{message.pk}/")
    assert "[the practice's own link]" in page.inner_text("main")
    assert "It can be used" in page.inner_text("main")
    assert token not in page.content()
    # And in the demo it can be followed
    monkeypatch.setattr(settings, "DEMO", True)
    page = lead.open(f"/outbox/{message.pk}/")
    assert page.get_by_role("link", name=f"/l/{token}/").count() == 1
    use_up(message.link, now=timezone.now())
    assert "It was used" in lead.open(f"/outbox/{message.pk}/").inner_text("main")
    assert "none leaves" in lead.open("/outbox/").inner_text("main")
    # And one of another region finds nothing there
    monkeypatch.setattr(settings, "DEMO", False)
    stranger = visit(journey_world.stranger)
    assert "0 e-mails" in stranger.open("/outbox/").inner_text("main")


def test_the_region_writes_its_own_letter(
    journey_world: World, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a letter of the rulebook
    book = replace(load_visit_book(), letters={INVITATION.id: INVITATION})
    monkeypatch.setattr(letters, "load_visit_book", lambda: book)
    lead = visit(journey_world.lead)
    page = lead.open("/letters/")
    lead.press("Asks a practice for a date.", "link")
    # When the lead writes a name that nobody fills in
    page.get_by_label("Letter").fill("Dear {colleague}, choose: {link}")
    lead.press("Save")
    # Then it is refused with what to do, and still there
    assert "Nothing is filled in for {colleague}." in page.inner_text("main")
    assert page.get_by_label("Letter").input_value() == "Dear {colleague}, choose: {link}"
    # When it is mended, looked at and kept
    page.get_by_label("Letter").fill("Dear {contact}, choose: {link}")
    lead.press("Preview")
    assert "Dear [contact], choose: [link]" in page.inner_text("main")
    lead.press("Save")
    assert letters.words_of(INVITATION.id, journey_world.ealing)[1] == "Dear {contact}, choose: {link}"
    # And the lead can go back to the rulebook's words
    lead.press("Asks a practice for a date.", "link")
    lead.press("Take these words away")
    assert letters.words_of(INVITATION.id, journey_world.ealing)[1] == INVITATION.body
