"""Story 8: every attempt is counted with its minutes, and what comes back finds its person."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.models import AuditEvent, OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox, send_again, send_waiting
from commonground.core.personal import code_of
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import Contact
from commonground.visits.bounce_reading import Bounce, bounces_in
from commonground.visits.models import ContactAttempt, Visit
from commonground.visits.queries import attempts as attempt_queries
from commonground.visits.queries import outbox as outbox_queries
from commonground.visits.services import attempts as attempt_services
from tests.world import TODAY, World, called, manager, practice

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 25, 9, tzinfo=LONDON)
BEGINS, ENDS = datetime(2026, 11, 1, tzinfo=LONDON), datetime(2026, 12, 1, tzinfo=LONDON)


def visit_to(world: World, **fields: object) -> Visit:
    surgery = practice(world.ealing, list_size=fields.pop("list_size", None))
    return Visit.objects.create(practice=surgery, visitor=world.commissioner, made_at=NOW, **fields)


def rang(world: World, visit: Visit, minutes: int, at: datetime = NOW) -> ContactAttempt:
    attempt = ContactAttempt(
        practice=visit.practice, visit=visit, by=world.commissioner, at=at, outcome="rang", minutes=minutes
    )
    return attempt_services.log_attempt(called(world.commissioner), attempt)


def test_two_emails_and_a_call_before_a_booking(world: World) -> None:
    visit = visit_to(world, state="booked", booked_at=NOW, list_size=4200)
    caller = called(world.commissioner)
    attempt_services.count_letter(caller, visit, at=NOW - timedelta(days=9))
    attempt_services.count_letter(caller, visit, at=NOW - timedelta(days=2))
    rang(world, visit, 10)
    unbooked = visit_to(world, list_size=12_000)
    rang(world, unbooked, 5)
    rang(world, visit, 15, at=BEGINS - timedelta(minutes=1))  # the month before
    report = attempt_queries.effort(called(world.lead), BEGINS, ENDS)
    (cora,) = report.by_visitor
    assert (cora.label, cora.attempts, cora.minutes, cora.booked) == ("Cora Commissioner", 4, 19, 1)
    assert (cora.attempts_each, cora.minutes_each) == (4.0, 19.0)
    sizes = [(one.label, one.attempts, one.booked, one.attempts_each) for one in report.by_size]
    assert sizes == [("Fewer than 5,000 patients", 3, 1, 3.0), ("10,000 patients or more", 1, 0, None)]
    assert [(one.label, one.attempts) for one in report.by_month] == [("November 2026", 4)]
    assert [(one.label, one.attempts) for one in report.by_outcome] == [
        ("E-mail sent", 2),
        ("Rang, and spoke to them", 2),
    ]
    assert (report.whole.attempts, report.whole.minutes, report.whole.booked) == (4, 19, 1)


@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=0001-01-01", "since=2001-01-01", "since=x"])
def test_a_time_that_is_none_is_said(world: World, asked: str) -> None:
    client = Client()
    client.force_login(world.lead)
    answer = client.get(f"/effort/?{asked}&{'since' if asked[0] == 'u' else 'until'}=2026-11-25")
    assert "There is a problem" in answer.content.decode()


def test_months_change_at_midnight_in_england(world: World) -> None:
    visit = visit_to(world)
    for at in (datetime(2026, 6, 30, 23, 59), datetime(2026, 7, 1, 0, 1), datetime(2026, 8, 1, 0, 0)):
        rang(world, visit, 5, at=at.replace(tzinfo=LONDON))
    begins, ends = datetime(2026, 6, 15, tzinfo=LONDON), datetime(2026, 9, 1, tzinfo=LONDON)
    months = attempt_queries.effort(called(world.lead), begins, ends).by_month
    assert [(one.label, one.attempts) for one in months] == [
        ("June 2026", 1),
        ("July 2026", 1),
        ("August 2026", 1),
    ]


def test_effort_is_scoped_and_names_nobody_to_an_evaluator(world: World) -> None:
    rang(world, visit_to(world), 5)
    assert attempt_queries.effort(called(world.stranger), BEGINS, ENDS).whole.attempts == 0
    (row,) = attempt_queries.effort(called(world.evaluator), BEGINS, ENDS).by_visitor
    assert row.label == f"Visitor {code_of(world.commissioner)}"
    for user in (world.stranger, world.evaluator):
        attempt = ContactAttempt(practice=practice(world.ealing), at=NOW, outcome="rang")
        with pytest.raises(NotAllowedError):
            attempt_services.log_attempt(called(user), attempt)


def test_an_attempt_takes_up_a_visit_whose_challenge_is_over(world: World) -> None:
    visit = visit_to(world, state="challenged")
    rang(world, visit, 5)
    assert Visit.objects.get().state == "candidate"


def sent(world: World, to: str, subject: str = "A visit") -> OutboxMessage:
    visit = visit_to(world)
    manager(called(world.commissioner), visit.practice, email=to)
    letter = Letter("invitation", to, subject, "Dear …", practice_code=visit.practice.code, visit_id=visit.pk)
    message = put_in_outbox(letter, now=NOW)
    send_waiting(now=NOW)
    message.refresh_from_db()
    return message


def notice(address: str, *, action: str = "failed", headers: str = "") -> MIMEMultipart:
    """A delivery status notification as mail servers write it."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"], whole["Subject"] = "Mail Delivery System <MAILER-DAEMON@mail.example>", "Undeliverable"
    whole.attach(MIMEText("It could not be delivered."))
    status = EmailMessage()
    status["Content-Type"] = "message/delivery-status"
    per_message, per_recipient = EmailMessage(), EmailMessage()
    per_message["Reporting-MTA"] = "dns; mail.example"
    per_recipient["Final-Recipient"] = f"rfc822; {address}"
    per_recipient["Action"], per_recipient["Status"] = action, "5.1.1"
    status.set_payload([per_message, per_recipient])
    whole.attach(status)
    if headers:
        whole.attach(MIMEText(headers, "rfc822-headers"))
    return whole


def mailbox_of(*messages: MIMEMultipart) -> bytes:
    return b"".join(
        b"From MAILER-DAEMON Wed Nov 25 09:00:00 2026\n" + one.as_bytes() + b"\n" for one in messages
    )


def test_failed_recipients_are_read_from_a_mailbox_and_from_one_notice() -> None:
    headers = "Message-ID: <outbox.42@example.invalid>\nSubject: A visit\n"
    failed = notice("Old@practice.example", headers=headers)
    late = notice("late@practice.example", action="delayed")
    assert bounces_in(failed.as_bytes()) == [Bounce("old@practice.example", 42, "A visit")]
    assert [one.address for one in bounces_in(mailbox_of(failed, late, notice("b@practice.example")))] == [
        "old@practice.example",
        "b@practice.example",
    ]
    assert bounces_in(b"X-Failed-Recipients: a@practice.example\nSubject: no\n\nreturned") == [
        Bounce("a@practice.example")
    ]
    for nothing in (b"", b"\x00\xff\x00", b"From nobody", b"Subject: hello\n\nTo: a@practice.example"):
        assert bounces_in(nothing) == []


@pytest.mark.parametrize(
    "part",
    [b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"],
)
def test_parts_within_parts_without_end_are_not_opened(part: bytes) -> None:
    failed = notice("old@practice.example").as_bytes()
    file = b"From a\n" + part * 5_000 + b"\n\nFrom b\n" + failed
    assert bounces_in(file) == [Bounce("old@practice.example")]


@given(st.data())
def test_no_file_makes_the_reading_fail(data: st.DataObject) -> None:
    whole = bytearray(mailbox_of(notice("old@practice.example", headers="Message-ID: <outbox.1@x>\n")))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert len(bounces_in(bytes(whole[data.draw(st.integers(0, 40)) :]))) <= 2


def test_what_came_back_doubts_the_contact_and_counts_as_an_attempt(world: World) -> None:
    message = sent(world, "old@practice.example")
    caller = called(world.commissioner)
    attempt_services.note_bounced(caller, message, at=NOW)
    assert OutboxMessage.objects.get().state == "bounced"
    assert (Contact.objects.get().bounces, Contact.objects.get().bounced_on) == (1, TODAY)
    attempt = ContactAttempt.objects.get()
    assert (attempt.outcome, attempt.visit_id, attempt.minutes) == ("bounced", message.visit_id, 2)
    with pytest.raises(RefusedError, match="only once"):
        attempt_services.note_bounced(caller, message, at=NOW)
    assert {"message.bounced", "contact.bounced", "attempt.logged"} <= set(
        AuditEvent.objects.values_list("event", flat=True)
    )


def test_a_mailbox_file_is_noted_once_and_only_in_ones_own_area(world: World) -> None:
    message = sent(world, "old@practice.example")
    headers = f"Message-ID: <outbox.{message.pk}@example.invalid>\n"
    file = mailbox_of(notice("old@practice.example", headers=headers), notice("who@practice.example"))

    def upload(user: object) -> str:
        client = Client()
        client.force_login(user)  # type: ignore[arg-type]
        answer = client.post("/bounces/", {"file": SimpleUploadedFile("box.mbox", file)})
        return answer.content.decode()

    assert upload(world.stranger).count("Nothing that we sent") == 2
    page = upload(world.commissioner)
    assert page.count("Noted. The e-mail") == 1
    assert page.count("Nothing that we sent") == 1
    assert "Known already" in upload(world.commissioner)
    assert ContactAttempt.objects.count() == 1


def test_the_message_sent_carries_the_number_by_which_it_is_known(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    message = sent(world, "old@practice.example")
    headers = mailoutbox[0].message()["Message-ID"]  # type: ignore[attr-defined]
    assert headers == f"<outbox.{message.pk}@example.invalid>"


def test_sending_again_is_for_leads_and_for_what_has_gone(world: World) -> None:
    message = sent(world, "old@practice.example")
    with pytest.raises(NotAllowedError):
        send_again(called(world.commissioner), message, now=NOW)
    send_again(called(world.lead), message, now=NOW)
    assert OutboxMessage.objects.get().state == "waiting"
    with pytest.raises(RefusedError, match="waits"):
        send_again(called(world.lead), message, now=NOW)
    assert send_waiting(now=NOW) == 1


def test_e_mails_are_seen_in_ones_own_area_and_by_no_evaluator(world: World) -> None:
    sent(world, "old@practice.example")
    put_in_outbox(Letter("account", "new@nhs.example", "Welcome", "Hello"), now=NOW)
    seen = {
        user.name: outbox_queries.messages(called(user)).count()
        for user in (world.commissioner, world.lead, world.stranger, world.evaluator)
    }
    assert seen == {"Cora Commissioner": 1, "Lena Lead": 2, "Sam Stranger": 0, "Eve Evaluator": 0}
