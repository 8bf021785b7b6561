"""The outbox: kept with what it is about, sent after, tried again, given up at last."""

from __future__ import annotations

import smtplib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr
from threading import Barrier
from typing import Any
from unittest.mock import Mock

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection

from commonground.core import links, outbox
from commonground.core.links import address_of, make_link, token_of
from commonground.core.models import Link, OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox, send_waiting
from commonground.engine.rules.visit_book import load_visit_book

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
STATE = OutboxMessage.State


def letter(**changes: Any) -> Letter:
    values = {
        "kind": "invitation",
        "to": "manager@practice.example",
        "subject": "A visit",
        "body": "Dear manager",
        **changes,
    }
    return Letter(**values)


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(EmailMessage, "send", Mock(side_effect=error))


@pytest.mark.django_db
def test_a_letter_is_sent_once_with_the_address_of_its_link() -> None:
    link = make_link(Link.Purpose.BOOK, practice_code="Z99001", now=NOW)
    message = put_in_outbox(
        letter(body="Choose: {link}", link=link, from_name="Cora", reply_to="cora@nhs.example"), now=NOW
    )
    assert token_of(link) not in message.body
    assert send_waiting(now=NOW) == 1
    assert send_waiting(now=NOW) == 0
    [sent] = mail.outbox
    assert address_of(link) in sent.body
    assert parseaddr(sent.from_email)[0] == "Cora"
    assert sent.reply_to == ["cora@nhs.example"]
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == (STATE.SENT, NOW, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        'Cora "Coco" Commissioner',
        "O'Neill, Nora (NHS)",
        "Zoë Ñandú",
        "Back\\slash",
        "a <b@c.example>",
        '"',
        "张伟",
    ],
)
def test_whoever_reads_a_letter_sees_the_name_of_who_wrote_it(name: str) -> None:
    put_in_outbox(letter(from_name=name), now=NOW)
    assert send_waiting(now=NOW) == 1
    [sent] = mail.outbox
    read = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    [sender] = read["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "no-reply@example.invalid")


@pytest.mark.django_db
def test_a_letter_for_later_waits() -> None:
    put_in_outbox(letter(), now=NOW, send_after=NOW + timedelta(hours=1))
    assert send_waiting(now=NOW) == 0
    assert send_waiting(now=NOW + timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_what_fails_is_tried_again_after_twice_the_time_and_given_up_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = put_in_outbox(letter(), now=NOW)
    refuse(monkeypatch, smtplib.SMTPServerDisconnected("manager@practice.example is gone"))
    moment = NOW
    for attempt in range(6):
        assert send_waiting(now=moment) == 0
        message.refresh_from_db()
        assert message.attempts == attempt + 1
        assert message.last_error == "SMTPServerDisconnected"  # its name, and no address
        assert message.send_after == moment + timedelta(minutes=5) * 2**attempt
        assert send_waiting(now=message.send_after - timedelta(seconds=1)) == 0
        moment = message.send_after
    assert message.state == STATE.FAILED
    send_waiting(now=moment + timedelta(days=9))
    message.refresh_from_db()
    assert message.attempts == 6


@pytest.mark.django_db
def test_a_letter_that_can_not_be_written_does_not_hold_up_the_others() -> None:
    bad = put_in_outbox(letter(subject="two\nlines"), now=NOW)
    put_in_outbox(letter(), now=NOW + timedelta(seconds=1))
    assert send_waiting(now=NOW + timedelta(minutes=1)) == 1
    bad.refresh_from_db()
    assert bad.state == STATE.FAILED


@pytest.mark.django_db
def test_a_calendar_file_goes_along() -> None:
    put_in_outbox(letter(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR", calendar_method="REQUEST"), now=NOW)
    send_waiting(now=NOW)
    raw = mail.outbox[0].message().as_string()
    assert "text/calendar" in raw
    assert 'method="REQUEST"' in raw


@pytest.mark.django_db
def test_a_letter_with_an_nhs_number_is_never_kept() -> None:
    with pytest.raises(ValidationError, match="NHS number"):
        put_in_outbox(letter(body="About 999 000 0018"), now=NOW)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_a_letter_once() -> None:
    for _ in range(5):
        put_in_outbox(letter(), now=NOW)
    together = Barrier(2)

    def send() -> int:
        together.wait(timeout=10)
        try:
            return send_waiting(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        counts = [call.result() for call in [two.submit(send), two.submit(send)]]
    assert sum(counts) == 5
    assert len(mail.outbox) == 5


@pytest.mark.django_db
def test_how_often_and_how_long_is_in_the_rulebook(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a rulebook that gives up after two attempts, the second a minute later, and ends links after a day
    book = load_visit_book()
    ours = {"outbox-attempts": 2, "outbox-first-wait-minutes": 1, "link-days": 1}
    numbers = {key: replace(one, number=ours.get(key, one.number)) for key, one in book.numbers.items()}
    for module in (links, outbox):
        monkeypatch.setattr(module, "load_visit_book", lambda: replace(book, numbers=numbers))
    # Then so it is
    link = links.make_link(Link.Purpose.BOOK, now=NOW)
    assert link.expires_at == NOW + timedelta(days=1)
    message = put_in_outbox(letter(), now=NOW)
    refuse(monkeypatch, smtplib.SMTPServerDisconnected("gone"))
    send_waiting(now=NOW)
    message.refresh_from_db()
    assert message.send_after == NOW + timedelta(minutes=1)
    send_waiting(now=message.send_after)
    message.refresh_from_db()
    assert message.state == STATE.FAILED
