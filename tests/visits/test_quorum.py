"""A visit that needs the manager and one of two nurses (story 7)."""

from __future__ import annotations

import pytest

from commonground.core.models import Link
from commonground.core.services import RefusedError
from commonground.practices.models import Contact
from commonground.visits.models import Attendee, Slot, Visit
from commonground.visits.queries import visits as queries
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from tests.visits.scene import NOW, a_nurse, a_visit, at, holder, letters, offers
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
    link = Link.objects.get(purpose="attend", object_id=str(attendee.pk), revoked_at=None)
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
