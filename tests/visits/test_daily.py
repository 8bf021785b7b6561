"""What a day needs of visits, and that it does no harm twice."""

from __future__ import annotations

from datetime import timedelta

from commonground.core.models import AuditEvent
from commonground.desk.queries import today
from commonground.visits import daily
from commonground.visits.models import Slot, Wish
from commonground.visits.presenters.arranging import groups_to_arrange
from commonground.visits.queries import visits as queries
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import NOW, a_nurse, a_visit, at, holder, letters, link_of, offers
from tests.world import World, called, manager, practice

WEEK = timedelta(days=7)


def test_an_invitation_without_an_answer_is_asked_after_once(world: World) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
    assert daily.run(NOW + WEEK - timedelta(minutes=1)) == []
    assert daily.run(NOW + WEEK) == [f"Asked {surgery.name} again for a date."]
    assert daily.run(NOW + WEEK) == []
    assert daily.run(NOW + 3 * WEEK) == []
    # With the link that the practice has
    (reminder,) = letters(visit, "invitation-reminder")
    assert reminder.link == letters(visit, "invitation")[0].link
    assert AuditEvent.objects.get(event="visit.asked_again").actor_kind == "system"


def test_everybody_is_reminded_two_days_before_and_again_when_it_moved(world: World) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    booking_services.book_as_agreed(caller, visit, Time(at(14), at(15)), manager(caller, surgery), now=NOW)
    two_days_before = at(14) - timedelta(days=2)
    assert daily.run(two_days_before - timedelta(minutes=1)) == []
    assert daily.run(two_days_before) == [f"Reminded {surgery.name} of its visit."]
    assert daily.run(two_days_before) == []
    later = two_days_before + timedelta(minutes=5)
    booking_services.move_to(caller, visit, time=Time(at(16), at(17)), now=later)
    assert daily.run(at(14)) == [f"Reminded {surgery.name} of its visit."]
    assert len(letters(visit, "visit-reminder")) == 2


def test_a_time_that_nobody_needed_answered_is_let_go_a_day_before(world: World) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    nurse = a_nurse(caller, surgery, "Anna Nurse")
    services.invite(caller, visit, to=manager(caller, surgery), nurses=[nurse], now=NOW)
    (slot,) = offers(world.commissioner, at(14))
    link = link_of(visit)
    booking_services.choose_time(holder(visit, link), visit, link, slot.pk, now=NOW)
    day_before = at(14) - timedelta(days=1)
    assert daily.run(day_before - timedelta(minutes=1)) == []
    assert len(daily.run(day_before)) == 1
    slot.refresh_from_db()
    assert slot.visit is None
    assert len(letters(visit, "choose-again")) == 1


def test_home_the_list_and_the_reminder_agree_which_invitations_wait(world: World) -> None:
    # Given invitations of a week ago: with no answer, with a wish, with a time that is kept, and with a wish of before
    caller, visits = called(world.commissioner), []
    for _ in range(4):
        surgery = practice(world.ealing)
        visit = a_visit(world.commissioner, surgery)
        services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
        visits.append(visit)
    silent, wished, kept, again = visits
    for visit, moment in ((wished, NOW + timedelta(days=1)), (again, NOW - timedelta(days=1))):
        Wish.objects.create(visit=visit, kind=Wish.Kind.RING_ME, text="Now", made_at=moment)
    later = NOW + WEEK
    (slot,) = offers(world.commissioner, later + timedelta(days=9))
    Slot.objects.filter(pk=slot.pk).update(visit=kept)
    # Then the two that wait are the same everywhere
    waiting = {silent, again}
    assert set(queries.unanswered(caller, now=later)) == waiting
    assert set(today.without_answer(caller, later)) == waiting
    groups = groups_to_arrange(
        queries.to_arrange(caller, on=later.date()), queries.unanswered(caller, now=later), now=later
    )
    shown = {group.title: set(group.visits) for group in groups}
    assert shown["No answer for a while"] == {silent}
    assert shown["The practice answered"] == {wished, again}
    assert shown["Waiting for an answer"] == {kept}
    asked = sorted(f"Asked {visit.practice.name} again for a date." for visit in waiting)
    assert sorted(daily.run(later)) == asked
    assert daily.run(later) == []
