"""The page of one message: what it says, and the calendar file that goes with it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client

from commonground.core.models import OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from tests.world import World, practice

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
FILE = "BEGIN:VCALENDAR\r\nSUMMARY:<b>Visit</b>\r\nEND:VCALENDAR\r\n"


def test_the_calendar_file_can_be_read(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    put_in_outbox(
        Letter("x", "a@practice.example", "S", "B", practice_code=surgery.code, calendar=FILE), now=NOW
    )
    client.force_login(world.lead)
    page = client.get(f"/outbox/{OutboxMessage.objects.get().pk}/").content.decode()
    assert "BEGIN:VCALENDAR" in page
    assert "SUMMARY:&lt;b&gt;Visit&lt;/b&gt;" in page


def test_a_message_without_one_offers_none(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    put_in_outbox(Letter("x", "a@practice.example", "S", "B", practice_code=surgery.code), now=NOW)
    client.force_login(world.lead)
    page = client.get(f"/outbox/{OutboxMessage.objects.get().pk}/").content.decode()
    assert "calendar file" not in page
