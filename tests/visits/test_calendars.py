"""Calendar files, read back with a second library."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import ics
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonground.core.log import NoTokens
from commonground.core.models import OutboxMessage
from commonground.core.outbox import send_waiting
from commonground.visits.models import Attendee, Feed, Visit
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import LONDON, NOW, a_nurse, a_visit, at, letters
from tests.world import World, called, manager, practice


def booked(world: World, day: datetime | None = None) -> Visit:
    caller = called(world.commissioner)
    surgery = practice(world.ealing, address="1 Invented Road", postcode="ZZ99 1AA")
    visit = a_visit(world.commissioner, surgery)
    time = Time(day or at(14), (day or at(14)) + timedelta(hours=1))
    booking_services.book_as_agreed(caller, visit, time, manager(caller, surgery), now=NOW)
    return visit


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_request_that_another_library_reads(world: World) -> None:
    visit = booked(world)
    (letter,) = letters(visit, "visit-confirmed")
    (event,) = ics.Calendar(letter.calendar).events
    assert event.uid == f"{visit.uid}@commonground"
    assert event.begin.datetime == at(14)
    assert event.duration == timedelta(hours=1)
    assert "1 Invented Road" in (event.location or "")
    assert event.organizer is not None
    assert event.organizer.email == world.commissioner.email
    assert {attendee.email for attendee in event.attendees} == {"mina.manager@practice.example"}
    lines = unfolded(letter.calendar)
    assert "METHOD:REQUEST" in lines
    assert "DTSTART;TZID=Europe/London:20261203T140000" in lines
    assert "BEGIN:VTIMEZONE" in lines
    assert "TZID:Europe/London" in lines


def test_the_e_mail_carries_the_file_with_its_method(world: World) -> None:
    visit = booked(world)
    assert send_waiting(now=NOW) >= 1
    (sent,) = (one for one in mail.outbox if one.to == ["mina.manager@practice.example"])
    assert "/l/" in str(sent.body)
    (part,) = (one for one in sent.message().walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    (event,) = ics.Calendar(payload.decode()).events
    assert event.uid == f"{visit.uid}@commonground"


def test_in_summer_the_clock_is_an_hour_on(world: World) -> None:
    summer = datetime(2027, 6, 3, 14, tzinfo=LONDON)
    visit = booked(world, summer)
    (event,) = ics.Calendar(letters(visit, "visit-confirmed")[0].calendar).events
    assert event.begin.datetime == summer
    assert event.begin.datetime.utcoffset() == timedelta(hours=1)


def test_the_uid_stays_and_the_sequence_rises_until_it_is_cancelled(world: World) -> None:
    visit = booked(world)
    caller = called(world.commissioner)
    booking_services.move_to(caller, visit, time=Time(at(16), at(17)), now=NOW)
    services.cancel(caller, visit, reason="The practice moves house", now=NOW)
    files = [
        letters(visit, kind)[0].calendar for kind in ("visit-confirmed", "visit-moved", "visit-cancelled")
    ]
    lines = [unfolded(text) for text in files]
    assert ["SEQUENCE:0" in lines[0], "SEQUENCE:1" in lines[1], "SEQUENCE:2" in lines[2]] == [True] * 3
    assert {event.uid for text in files for event in ics.Calendar(text).events} == {
        f"{visit.uid}@commonground"
    }
    assert "METHOD:REQUEST" in lines[1]
    assert {"METHOD:CANCEL", "STATUS:CANCELLED"} <= set(lines[2])


def test_a_visit_put_off_and_booked_again_is_newer_still(world: World) -> None:
    visit = booked(world)
    caller = called(world.commissioner)
    services.postpone(caller, visit, reason="Snow", now=NOW)
    booking_services.book_as_agreed(
        caller, visit, Time(at(9), at(10)), visit.practice.contacts.get(), now=NOW
    )
    assert "SEQUENCE:1" in unfolded(letters(visit, "visit-postponed")[0].calendar)
    assert "SEQUENCE:2" in unfolded(letters(visit, "visit-confirmed")[1].calendar)


def test_the_private_feed_is_shown_once_and_a_new_one_ends_the_old(world: World, client: Client) -> None:
    visit = booked(world)
    client.force_login(world.commissioner)

    def new_address() -> str:
        page = client.post(reverse("new-feed")).content.decode()
        return page.split("<code>")[1].split("</code>")[0].removeprefix("http://localhost:8000")

    first = new_address()
    assert first.split("/")[-1].removesuffix(".ics") not in str(Feed.objects.values())
    reader = Client()
    answer = reader.get(first)
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = ics.Calendar(answer.content.decode()).events
    assert event.uid == f"{visit.uid}@commonground"
    assert "Mina" not in answer.content.decode()
    second = new_address()
    assert reader.get(first).status_code == 404
    assert reader.get(second).status_code == 200
    client.post(reverse("end-feed"))
    assert reader.get(second).status_code == 404


def test_somebody_who_left_has_no_feed_any_more(world: World, client: Client) -> None:
    client.force_login(world.commissioner)
    page = client.post(reverse("new-feed")).content.decode()
    address = page.split("<code>")[1].split("</code>")[0].removeprefix("http://localhost:8000")
    world.commissioner.is_active = False
    world.commissioner.save()
    assert Client().get(address).status_code == 404


def test_neither_a_link_nor_a_feed_reaches_a_log_with_its_token() -> None:
    for address in ("/l/secret-token/", "/feed/secret-token.ics"):
        record = logging.LogRecord("django", logging.WARNING, "", 0, "Not Found: %s", (address,), None)
        assert NoTokens().filter(record)
        assert "secret" not in record.getMessage()


def test_who_cannot_come_gets_no_file_and_who_has_not_answered_has_not_accepted(world: World) -> None:
    visit = booked(world)
    caller = called(world.commissioner)
    for name, reply in (("Nora Nurse", Attendee.Reply.NO), ("Olga Nurse", Attendee.Reply.NONE)):
        nurse = a_nurse(caller, visit.practice, name)
        Attendee.objects.create(visit=visit, contact=nurse, role=nurse.role, reply=reply)
    booking_services.move_to(caller, visit, time=Time(at(16), at(17)), now=NOW)
    sent = {letter.to: letter for letter in letters(visit, "visit-moved")}
    assert set(sent) == {"mina.manager@practice.example", "olga.nurse@practice.example"}
    (mina, olga) = sorted(
        line for line in unfolded(sent["olga.nurse@practice.example"].calendar) if line.startswith("ATTENDEE")
    )
    assert "PARTSTAT=ACCEPTED" in mina
    assert "mina.manager" in mina
    assert "PARTSTAT=NEEDS-ACTION" in olga


def test_an_old_calendar_file_is_not_sent_again(world: World, client: Client) -> None:
    visit = booked(world)
    send_waiting(now=NOW)
    booking_services.move_to(called(world.commissioner), visit, time=Time(at(16), at(17)), now=NOW)
    send_waiting(now=NOW)
    (old,), (new,) = letters(visit, "visit-confirmed"), letters(visit, "visit-moved")
    client.force_login(world.lead)
    answer = client.post(f"/outbox/{old.pk}/again/")
    assert (answer.status_code, "has changed since" in answer.content.decode()) == (409, True)
    page = client.get(f"/outbox/{old.pk}/").content.decode()
    assert "has changed since" in page
    assert f"/outbox/{old.pk}/again/" not in page
    assert client.post(f"/outbox/{new.pk}/again/").status_code == 302
    states = OutboxMessage.objects.filter(pk__in=(old.pk, new.pk)).order_by("pk")
    assert [one.state for one in states] == ["sent", "waiting"]
