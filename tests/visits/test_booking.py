"""A practice answers with its link: a time, or something else (stories 6 and 18)."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from django.test import Client

from commonground.core.clock import now
from commonground.core.links import LinkError, token_of
from commonground.core.models import AuditEvent
from commonground.core.services import RefusedError
from commonground.practices.models import ClosedDay, Contact, Surgery
from commonground.visits.models import Attendee, Slot, Visit, Wish
from commonground.visits.offers import offered
from commonground.visits.services import answers as answer_services
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import LONDON, NOW, a_visit, a_working_day, at, holder, letters, link_of, offers
from tests.world import TODAY, World, called, manager, practice


def invited(world: World) -> Visit:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
    return visit


def test_the_manager_picks_a_time(world: World) -> None:
    visit = invited(world)
    (slot,) = offers(world.commissioner, at(14))
    link = link_of(visit)
    booking_services.choose_time(holder(visit, link), visit, link, slot.pk, now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at, visit.sequence) == (Visit.State.BOOKED, at(14), 0)
    (letter,) = letters(visit, "visit-confirmed")
    assert "Thursday 3 December 2026 at 2pm" in letter.subject
    assert letter.calendar_method == "REQUEST"
    assert letter.link is not None
    assert len(letters(visit, "visitor-told")) == 1
    # And the link is used up
    with pytest.raises(LinkError, match="has been used"):
        answer_services.wish(holder(visit, link), visit, link, kind=Wish.Kind.RING_ME, text="Now", now=NOW)


def test_only_times_that_can_be_reached(world: World) -> None:
    # Given a visit until 11:00 at a place whose way to this one is not known: 45 minutes and a margin of 15
    first = a_visit(world.commissioner, practice(world.havering))
    booking_services.book_as_agreed(called(world.commissioner), first, Time(at(10), at(11)), None, now=NOW)
    visit = invited(world)
    offers(world.commissioner, at(8), at(11, 59), at(13, 0))
    # Then what begins before 12:00, or ends after 9:00, is not offered
    assert [slot.starts_at for slot in offered(visit, now=NOW)] == [at(8), at(13)]
    Slot.objects.all().delete()
    offers(world.commissioner, at(8, 1), at(12))
    assert [slot.starts_at for slot in offered(visit, now=NOW)] == [at(12)]


def test_a_time_kept_for_another_practice_counts_like_a_visit(world: World) -> None:
    caller = called(world.commissioner)
    other, visit = invited(world), invited(world)
    kept, near = offers(world.commissioner, at(10), at(11, 30))
    Slot.objects.filter(pk=kept.pk).update(visit=other)
    assert offered(visit, now=NOW) == []
    booking_services.let_go(caller, other, now=NOW)
    assert offered(visit, now=NOW) == [kept, near]


def test_never_in_surgeries_on_closed_days_bank_holidays_or_at_short_notice(world: World) -> None:
    visit = invited(world)
    Surgery.objects.create(practice=visit.practice, weekday=3, starts=time(9), ends=time(12, 30))
    ClosedDay.objects.create(practice=visit.practice, day=datetime(2026, 12, 4).date())
    friday, boxing_monday = (
        datetime(2026, 12, 4, 10, tzinfo=LONDON),
        datetime(2026, 12, 28, 10, tzinfo=LONDON),
    )
    offers(world.commissioner, at(8), at(10), at(12, 30), friday, NOW.replace(hour=16))
    with pytest.raises(RefusedError, match="bank holiday"):
        offers(world.commissioner, boxing_monday)
    Slot.objects.create(
        visitor=world.commissioner, starts_at=boxing_monday, ends_at=boxing_monday.replace(hour=11)
    )
    assert [slot.starts_at for slot in offered(visit, now=NOW)] == [at(8), at(12, 30)]


def test_a_time_that_is_gone_leaves_the_link_good(world: World) -> None:
    one, two = invited(world), invited(world)
    (slot,) = offers(world.commissioner, at(14))
    booking_services.choose_time(holder(one, link_of(one)), one, link_of(one), slot.pk, now=NOW)
    link = link_of(two)
    with pytest.raises(RefusedError, match="just been taken"):
        booking_services.choose_time(holder(two, link), two, link, slot.pk, now=NOW)
    link.refresh_from_db()
    assert link.used_at is None


def test_a_colleague_who_is_named_comes_too(world: World) -> None:
    visit = invited(world)
    (slot,) = offers(world.commissioner, at(14))
    link = link_of(visit)
    nurse = Contact(
        practice=visit.practice,
        name="Nora Nurse",
        role=Contact.Role.NURSE,
        email="nora@practice.example",
        source="the practice",
        added_on=TODAY,
    )
    booking_services.choose_time(holder(visit, link), visit, link, slot.pk, [nurse], now=NOW)
    confirmed = letters(visit, "visit-confirmed")
    assert {letter.to for letter in confirmed} == {"mina.manager@practice.example", "nora@practice.example"}
    # And only who stands for the practice can change the time
    (hers,) = (letter for letter in confirmed if letter.to == "nora@practice.example")
    assert hers.link is None
    assert "{link}" not in hers.body


@pytest.mark.parametrize("kind", [Wish.Kind.OTHER_TIMES, Wish.Kind.RING_ME])
def test_other_times_or_a_call(world: World, kind: Wish.Kind) -> None:
    visit = invited(world)
    link = link_of(visit)
    wish = answer_services.wish(
        holder(visit, link), visit, link, kind=kind, text="Tuesdays after 2pm", now=NOW
    )
    assert wish.dealt_with_at is None
    assert len(letters(visit, "visitor-told")) == 1
    services.deal_with(called(world.commissioner), wish, now=NOW)
    wish.refresh_from_db()
    assert wish.dealt_with_at == NOW


def test_a_better_contact_becomes_a_person_and_is_written_to_as_one_who_was_named(world: World) -> None:
    visit = invited(world)
    link = link_of(visit)
    named = Contact(
        practice=visit.practice,
        name="Dina Deputy",
        role=Contact.Role.DEPUTY,
        email="dina@practice.example",
        source="the practice",
        added_on=TODAY,
    )
    answer_services.name_contact(holder(visit, link), visit, link, named, now=NOW)
    person = Contact.objects.get(name="Dina Deputy")
    assert (person.source, person.confirmed_on) == ("the practice", TODAY)
    services.invite(called(world.commissioner), visit, to=person, now=NOW)
    (letter,) = letters(visit, "new-person")
    assert letter.to == "dina@practice.example"
    assert not visit.wishes.filter(dealt_with_at=None).exists()


def test_the_practice_says_no_with_a_reason(world: World) -> None:
    visit = invited(world)
    link = link_of(visit)
    with pytest.raises(RefusedError, match="Say why"):
        services.decline(holder(visit, link), visit, reason=" ", link=link, now=NOW)
    services.decline(holder(visit, link), visit, reason="We merge in June", link=link, now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == (Visit.State.DECLINED, "We merge in June")


def test_a_time_agreed_on_the_telephone(world: World) -> None:
    caller = called(world.commissioner)
    visit = invited(world)
    person = visit.practice.contacts.get()
    booking_services.book_as_agreed(caller, visit, Time(at(9), at(10)), person, now=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == (Visit.State.BOOKED, at(9))
    assert visit.attendees.get().reply == Attendee.Reply.YES
    # And not on a bank holiday, and not twice at one time
    christmas = Time(*(at(hour, day=NOW.replace(month=12, day=25)) for hour in (9, 10)))
    with pytest.raises(RefusedError, match="bank holiday"):
        booking_services.move_to(caller, visit, time=christmas, now=NOW)
    with pytest.raises(RefusedError, match="has passed"):
        booking_services.move_to(caller, visit, time=Time(NOW, NOW), now=NOW)
    other = a_visit(world.commissioner, practice(world.ealing))
    with pytest.raises(RefusedError, match="is at"):
        booking_services.book_as_agreed(caller, other, Time(at(9, 30), at(10, 30)), None, now=NOW)


def test_a_visit_that_was_made_already_is_booked_without_letters(world: World) -> None:
    surgery = practice(world.ealing)
    caller = called(world.commissioner)
    visit = a_visit(world.commissioner, surgery)
    past = Time(at(9, day=NOW.replace(day=24)), at(10, day=NOW.replace(day=24)))
    booking_services.book_as_agreed(caller, visit, past, manager(caller, surgery), now=NOW)
    assert visit.state == Visit.State.BOOKED
    assert letters(visit, "visit-confirmed") == []


def test_the_manager_says_herself_which_hours_are_surgeries(world: World, client: Client) -> None:
    # Given an invitation and three times on a Thursday, the first of them within what will be a surgery
    visit = invited(world)
    in_surgery, *others = offers(
        world.commissioner, *(a_working_day(hour) for hour in (10, 12, 15)), asked_at=now()
    )
    link = link_of(visit)
    client.get(f"/l/{token_of(link)}/")
    times, surgeries = f"/your-visit/{link.pk}/", f"/your-visit/{link.pk}/surgeries/"
    assert "Tell us when your surgeries are" in client.get(times).content.decode()
    # When she says that on this weekday there are surgeries from 9 to 12
    hours = {"weekday": a_working_day().weekday(), "starts": "09:00", "ends": "12:00"}
    page = client.post(surgeries, {**hours, "ends": "08:00"}).content.decode()
    assert "The end must be after the start." in page
    assert 'value="08:00"' in page
    assert client.post(surgeries, hours).status_code == 302
    page = client.post(surgeries, hours).content.decode()
    assert "These hours are in the list already." in page
    # Then they are kept as the practice's surgery hours, with who said so, and no time in them is offered
    (kept,) = visit.practice.surgeries.all()
    assert f"{kept}" in page
    event = AuditEvent.objects.get(event="practice.surgery_added")
    assert (event.actor_kind, event.actor_id) == ("link", str(link.pk))
    page = client.get(times).content.decode()
    assert f'value="{in_surgery.pk}"' not in page
    assert all(f'value="{slot.pk}"' in page for slot in others)
    with pytest.raises(RefusedError, match="just been taken"):
        booking_services.choose_time(holder(visit, link), visit, link, in_surgery.pk, now=now())
    # And she can take them back, for the link is still good; those of another practice she can't
    foreign = Surgery.objects.create(
        practice=practice(world.ealing), weekday=0, starts=time(9), ends=time(12)
    )
    for key in (foreign.pk, "x"):
        assert client.post(surgeries, {"remove": key}).status_code == 200
    client.post(surgeries, {"remove": kept.pk})
    assert list(Surgery.objects.all()) == [foreign]
    assert f'value="{in_surgery.pk}"' in client.get(times).content.decode()
    link.refresh_from_db()
    assert link.used_at is None
