"""A visit that needs the manager and one of two nurses (story 7)."""

from __future__ import annotations

import pytest
from django.test import Client

from commonground.core.links import token_of
from commonground.core.models import Link, OutboxMessage
from commonground.core.services import RefusedError
from commonground.practices.models import Contact
from commonground.visits.models import Attendee, Slot, Visit
from commonground.visits.queries import visits as queries
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import NOW, a_nurse, a_visit, at, holder, letters, link_of, offers
from tests.world import TODAY, World, called, manager, practice


def invited(world: World, *names: str) -> Visit:
    """Invited, with one of these nurses needed too."""
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    nurses = [a_nurse(caller, surgery, name) for name in names]
    services.invite(caller, visit, to=manager(caller, surgery), nurses=nurses, now=NOW)
    return visit


def manager_picks(world: World, visit: Visit, *others: Contact) -> Slot:
    (slot,) = offers(world.commissioner, at(14))
    (link,) = Link.objects.filter(purpose="book", object_id=str(visit.pk), revoked_at=None, used_at=None)
    booking_services.choose_time(holder(visit, link), visit, link, slot.pk, others, now=NOW)
    return slot


def answers(visit: Visit, name: str, *, coming: bool) -> Attendee:
    attendee = visit.attendees.select_related("visit__practice", "visit__visitor").get(contact__name=name)
    link = Link.objects.get(purpose="attend", object_id=str(attendee.pk), revoked_at=None, used_at=None)
    return booking_services.answer_coming(holder(visit, link), attendee, link, coming=coming, now=NOW)


def test_the_manager_and_nurse_b_accept_and_nurse_a_is_not_needed(world: World) -> None:
    visit = invited(world, "Anna Nurse", "Bella Nurse")
    # When the manager picks Thursday at 2pm
    slot = manager_picks(world, visit)
    # Then the time is kept, both nurses are asked, and nothing is booked yet
    visit.refresh_from_db()
    slot.refresh_from_db()
    assert (visit.state, slot.visit) == (Visit.State.INVITED, visit)
    assert len(letters(visit, "asked-to-join")) == 2
    # When nurse B can come
    answers(visit, "Bella Nurse", coming=True)
    # Then it books, the two get a calendar file, and nurse A is told she is not needed
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == (Visit.State.BOOKED, at(14))
    confirmed = letters(visit, "visit-confirmed")
    assert {letter.to for letter in confirmed} == {
        "mina.manager@practice.example",
        "bella.nurse@practice.example",
    }
    assert all(letter.calendar for letter in confirmed)
    assert [letter.to for letter in letters(visit, "not-needed")] == ["anna.nurse@practice.example"]
    assert "booked your visit" in letters(visit, "visitor-told")[-1].subject
    # And her link no longer opens anything
    assert not Link.objects.filter(purpose="attend", used_at=None, revoked_at=None).exists()


def test_when_both_nurses_say_no_the_time_is_free_and_the_manager_chooses_again(world: World) -> None:
    visit = invited(world, "Anna Nurse", "Bella Nurse")
    slot = manager_picks(world, visit)
    answers(visit, "Anna Nurse", coming=False)
    assert letters(visit, "choose-again") == []
    answers(visit, "Bella Nurse", coming=False)
    slot.refresh_from_db()
    visit.refresh_from_db()
    assert (slot.visit, visit.state) == (None, Visit.State.INVITED)
    (letter,) = letters(visit, "choose-again")
    assert letter.link is not None
    assert letter.link.revoked_at is None
    # And the next choice asks both anew
    Slot.objects.filter(pk=slot.pk).delete()
    manager_picks(world, visit)
    assert len(letters(visit, "asked-to-join")) == 4


def test_a_nurse_whom_the_manager_names_counts(world: World) -> None:
    visit = invited(world)
    with pytest.raises(RefusedError, match="A nurse is needed"):
        manager_picks(world, visit)
    Slot.objects.all().delete()
    nurse = Contact(
        practice=visit.practice,
        name="Nora Nurse",
        role=Contact.Role.NURSE,
        email="nora@practice.example",
        source="the practice",
        added_on=TODAY,
    )
    manager_picks(world, visit, nurse)
    answers(visit, "Nora Nurse", coming=True)
    visit.refresh_from_db()
    assert visit.state == Visit.State.BOOKED


def test_an_answer_after_it_was_let_go_changes_nothing(world: World) -> None:
    visit = invited(world, "Anna Nurse")
    manager_picks(world, visit)
    attendee = visit.attendees.select_related("visit__practice", "visit__visitor").get(
        contact__name="Anna Nurse"
    )
    link = Link.objects.get(purpose="attend", object_id=str(attendee.pk))
    booking_services.let_go(called(world.commissioner), visit, now=NOW)
    with pytest.raises(Exception, match="no longer valid"):
        booking_services.answer_coming(holder(visit, link), attendee, link, coming=True, now=NOW)


def test_no_time_is_let_go_once_the_visit_was_held(world: World) -> None:
    # Given a visit that was booked at the time it kept, and held
    caller = called(world.commissioner)
    visit = invited(world, "Anna Nurse")
    manager_picks(world, visit)
    answers(visit, "Anna Nurse", coming=True)
    Visit.objects.filter(pk=visit.pk).update(state=Visit.State.HELD)
    visit.refresh_from_db()
    # Then its page does not say that colleagues are being asked, nor offers to ask for another time
    assert queries.kept_time(caller, visit) is None
    with pytest.raises(RefusedError, match="No time is waiting"):
        booking_services.let_go(caller, visit, now=NOW)
    assert letters(visit, "choose-again") == []


def booked(world: World) -> Visit:
    """Booked for 2pm: the manager chose it, nurse B can come, and nurse A was told that she is not needed."""
    visit = invited(world, "Anna Nurse", "Bella Nurse")
    manager_picks(world, visit)
    answers(visit, "Bella Nurse", coming=True)
    visit.refresh_from_db()
    return visit


def moved_to_four(world: World, visit: Visit) -> Slot:
    (later,) = offers(world.commissioner, at(16))
    link = link_of(visit, Link.Purpose.MOVE)
    booking_services.move_to(holder(visit, link), visit, slot=later.pk, link=link, now=NOW)
    visit.refresh_from_db()
    return later


def test_a_visit_that_is_moved_asks_both_nurses_again(world: World) -> None:
    # Given a booked visit
    visit = booked(world)
    # When the manager moves it to 4pm
    later = moved_to_four(world, visit)
    # Then that time is kept and not booked, the old one is free, and the letters take it out of calendars
    later.refresh_from_db()
    assert (visit.state, visit.starts_at, later.visit) == (Visit.State.INVITED, None, visit)
    assert Slot.objects.get(starts_at=at(14)).visit is None
    (told,) = letters(visit, "visit-being-moved")
    assert (told.to, told.calendar_method) == ("mina.manager@practice.example", "CANCEL")
    assert "is not on Thursday 3 December 2026 at 2pm" in told.body
    assert "would be Thursday 3 December 2026 at 4pm" in told.body
    assert "moves your visit to Thursday 3 December 2026 at 4pm" in letters(visit, "visitor-told")[-1].subject
    asked = {letter.to: letter for letter in letters(visit, "asked-again")}
    assert set(asked) == {"anna.nurse@practice.example", "bella.nurse@practice.example"}
    assert all("4pm" in letter.subject and letter.link is not None for letter in asked.values())
    assert [asked[to].calendar_method for to in sorted(asked)] == ["", "CANCEL"]
    # And what nurse B said of 2pm is kept, and counts for nothing now
    bella = visit.attendees.get(contact__name="Bella Nurse")
    assert (bella.reply, bella.reply_for) == (Attendee.Reply.NONE, None)
    earlier = queries.earlier_answers(called(world.commissioner), visit)
    assert {(one.contact.name, one.reply, one.reply_for) for one in earlier} == {
        ("Bella Nurse", "yes", at(14)),
        ("Mina Manager", "yes", at(14)),
    }
    assert queries.earlier_answers(called(world.stranger), visit) == []
    # When nurse A can come then
    answers(visit, "Anna Nurse", coming=True)
    # Then it is booked with her, and nurse B is told that she is not needed
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == (Visit.State.BOOKED, at(16))
    assert {letter.to for letter in letters(visit, "visit-confirmed")[-2:]} == {
        "mina.manager@practice.example",
        "anna.nurse@practice.example",
    }
    assert letters(visit, "not-needed")[-1].to == "bella.nurse@practice.example"
    # And a calendar takes the last file for the newest
    files = [letter for letter in letters_with_files(visit) if letter.to == "mina.manager@practice.example"]
    assert [sequence_in(letter.calendar) for letter in files] == [0, 1, 2]


def test_when_no_nurse_can_come_at_the_new_time_the_manager_chooses_again(world: World) -> None:
    visit = booked(world)
    later = moved_to_four(world, visit)
    answers(visit, "Anna Nurse", coming=False)
    answers(visit, "Bella Nurse", coming=False)
    later.refresh_from_db()
    visit.refresh_from_db()
    assert (visit.state, later.visit) == (Visit.State.INVITED, None)
    (letter,) = letters(visit, "choose-again")
    assert letter.to == "mina.manager@practice.example"
    assert letter.link is not None
    assert letter.link.revoked_at is None


def test_a_time_that_the_visitor_agreed_asks_again_too_and_is_offered_to_nobody(world: World) -> None:
    visit, caller = booked(world), called(world.commissioner)
    booking_services.move_to(caller, visit, time=Time(at(18), at(19, 30)), now=NOW)
    assert len(letters(visit, "asked-again")) == 2
    kept = queries.kept_time(caller, visit)
    assert kept is not None
    assert (kept.starts_at, kept.ends_at) == (at(18), at(19, 30))
    # When it is let go, it was never one of the times that the visitor offers
    booking_services.let_go(caller, visit, now=NOW)
    assert [(slot.starts_at, slot.visit) for slot in Slot.objects.all()] == [(at(14), None)]


def test_a_nurse_without_an_address_is_not_waited_for(world: World) -> None:
    # Given a visit agreed on the telephone, with a nurse whom nobody can write to
    visit = invited(world)
    caller = called(world.commissioner)
    booking_services.book_as_agreed(caller, visit, Time(at(10), at(11)), None, now=NOW)
    booking_services.move_to(caller, visit, time=Time(at(12), at(13)), now=NOW)
    assert (visit.state, visit.starts_at) == (Visit.State.BOOKED, at(12))
    assert letters(visit, "asked-again") == []


def letters_with_files(visit: Visit) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(visit_id=visit.pk).exclude(calendar="").order_by("pk"))


def sequence_in(calendar: str) -> int:
    (line,) = (line for line in calendar.splitlines() if line.startswith("SEQUENCE:"))
    return int(line.removeprefix("SEQUENCE:"))


def test_nobody_is_asked_about_a_time_that_waits_no_longer(world: World, client: Client) -> None:
    visit = invited(world, "Anna Nurse")
    slot = manager_picks(world, visit)
    link = link_of(visit, Link.Purpose.ATTEND)
    assert "Can you come?" in client.get(f"/l/{token_of(link)}/", follow=True).content.decode()
    Slot.objects.filter(pk=slot.pk).update(visit=None)
    page = client.get(f"/l/{token_of(link)}/", follow=True).content.decode()
    assert "No time is waiting" in page
    assert "Can you come?" not in page
