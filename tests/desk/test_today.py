"""Home: what needs doing today, the oldest promise first, each role its own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.core.models import OutboxMessage
from commonground.desk.presenters.lines import Part
from commonground.desk.presenters.progress import progress
from commonground.desk.presenters.today import parts
from commonground.rounds.models import Round
from commonground.visits.models import Visit, Wish
from commonground.visits.record_clock import working_days_after
from tests.desk import story
from tests.desk.story import DAY, NOW
from tests.world import TODAY, World, called, person, practice

S = Visit.State


def home(user: User) -> dict[str, Part]:
    return {part.title: part for part in parts(called(user), NOW)}


def words(part: Part) -> list[str]:
    return [line.words for line in part.lines]


def test_a_promise_that_is_late_comes_first_and_the_oldest_before_all(world: World) -> None:
    # Given two promises that are late, an action of the practice that is late, and a question
    surgery, me = practice(world.ealing), world.commissioner
    story.promise(surgery, me, TODAY - 1 * DAY, "the later one")
    story.promise(surgery, me, TODAY - 9 * DAY, "the oldest one")
    story.action(surgery, TODAY - 90 * DAY, "the practice's own")
    story.question(surgery, me, TODAY - 20 * DAY)
    # When the commissioner comes home on the day after
    shown = home(me)
    # Then our promises stand before anything that the practice owes (story 19)
    assert next(iter(shown)) == "Promises that are late"
    assert words(shown["Promises that are late"]) == ["the oldest one", "the later one"]
    assert all(line.late and line.href for line in shown["Promises that are late"].lines)
    # And the lead sees whose they are
    assert home(world.lead)["Promises that are late"].lines[0].whose == me.name


def test_a_promise_is_late_from_the_day_after_it_was_due(world: World) -> None:
    surgery, me = practice(world.ealing), world.commissioner
    story.promise(surgery, me, TODAY)
    assert "Promises that are late" not in home(me)
    assert home(me)["Promises due in the next week"].total == 1


def test_what_was_done_is_not_owed(world: World) -> None:
    surgery, me = practice(world.ealing), world.commissioner
    story.promise(surgery, me, TODAY - DAY, state="done")
    story.question(surgery, me, TODAY - DAY, answered_on=TODAY)
    assert home(me) == {}


def test_a_commissioner_sees_their_own_and_nothing_of_another_area(world: World) -> None:
    other = person(Role.COMMISSIONER, "Olive Other", world.region)
    surgery, elsewhere = practice(world.ealing), practice(world.elsewhere)
    story.promise(surgery, other, TODAY - DAY)
    story.promise(elsewhere, world.commissioner, TODAY - DAY)
    assert home(world.commissioner) == {}
    assert home(other)["Promises that are late"].total == 1
    assert home(world.lead)["Promises that are late"].total == 1
    assert home(world.stranger) == {}


def test_a_visit_is_written_up_by_the_clock_of_four_working_days(world: World) -> None:
    surgery, me = practice(world.ealing), world.commissioner
    friday = timezone.make_aware(datetime(2026, 11, 20, 10))
    story.visit(surgery, me, S.HELD, starts_at=friday)
    story.visit(practice(world.ealing), me, S.HELD, starts_at=friday - 7 * DAY)
    old, new = home(me)["Visits to write up"].lines
    assert (old.late, new.late) == (True, False)
    assert new.due == datetime(2026, 11, 26).date()


def test_christmas_is_not_a_working_day() -> None:
    wednesday = datetime(2026, 12, 23).date()
    assert working_days_after(wednesday, 1) == datetime(2026, 12, 24).date()
    assert (
        working_days_after(wednesday, 2) == datetime(2026, 12, 29).date()
    )  # the 28th stands in for Boxing Day


def test_visits_answers_and_silence_have_their_places(world: World) -> None:
    me = world.commissioner
    silent = story.visit(practice(world.ealing), me, S.INVITED, invited_at=NOW - 8 * DAY)
    asked = story.visit(practice(world.ealing), me, S.INVITED, invited_at=NOW - 8 * DAY)
    story.visit(practice(world.ealing), me, S.INVITED, invited_at=NOW - 6 * DAY)
    Wish.objects.create(visit=asked, kind=Wish.Kind.RING_ME, text="after two", made_at=NOW - DAY)
    soon = story.visit(
        practice(world.ealing), me, S.BOOKED, starts_at=NOW + DAY, ends_at=NOW + DAY + timedelta(hours=1)
    )
    story.visit(
        practice(world.ealing), me, S.BOOKED, starts_at=NOW - DAY, ends_at=NOW - DAY + timedelta(hours=1)
    )
    late = story.action(silent.practice, TODAY + 60 * DAY)
    silent.practice.visitor = me
    silent.practice.save()
    story.check_in(late, TODAY - 2 * DAY, asked_at=NOW - 2 * DAY)
    shown = home(me)
    assert [line.practice for line in shown["Invitations without an answer"].lines] == [silent.practice.name]
    assert words(shown["What practices asked for instead of a time"]) == ["Ring me: after two"]
    assert [line.practice for line in shown["Visits in the next seven days"].lines] == [soon.practice.name]
    assert shown["Was this visit held?"].total == 1
    assert shown["Check-ins without a reply"].total == 1


def test_a_long_part_says_how_many_more_there_are(world: World) -> None:
    surgery, me = practice(world.ealing), world.commissioner
    for day in range(1, 14):
        story.promise(surgery, me, TODAY - day * DAY)
    part = home(me)["Promises that are late"]
    assert (len(part.lines), part.more, part.total) == (10, 3, 13)
    assert part.href


@pytest.fixture
def a_round(world: World) -> Round:
    this = Round.objects.create(
        name="Round of 2026",
        area=world.region,
        starts_on=TODAY - 50 * DAY,
        ends_on=TODAY + 100 * DAY,
        rule="by need",
        made_at=NOW,
        confirmed_at=NOW,
    )
    for state in (S.CANDIDATE, S.BOOKED, S.HELD, S.WRITTEN_UP, S.CLOSED, S.DECLINED):
        visit = story.visit(practice(world.ealing), world.commissioner, state, round=this)
        if state == S.BOOKED:
            story.attempt(visit, "rang", 12)
    return this


def test_the_lead_sees_how_far_the_round_and_each_visitor_came(world: World, a_round: Round) -> None:
    story.promise(practice(world.ealing), world.commissioner, TODAY - DAY)
    shown = progress(called(world.lead), TODAY)
    assert shown.round == a_round
    assert [(step.title, step.count) for step in shown.steps] == [
        ("Promised", 5),
        ("Arranged", 4),
        ("Held", 3),
        ("Written up", 2),
        ("Closed", 1),
    ]
    [row] = shown.rows
    assert (row.visitor, row.effort.attempts, row.effort.minutes) == ("Cora Commissioner", 1, 12)
    assert (row.effort.minutes_each, row.late_promises) == (3, 1)


def test_the_lead_sees_what_arranging_cost_and_what_is_overdue(
    world: World, a_round: Round, client: Client
) -> None:
    surgery, me = practice(world.ealing), world.commissioner
    story.promise(surgery, me, TODAY - DAY)
    story.promise(surgery, me, TODAY)
    story.question(surgery, me, TODAY - DAY)
    story.attempt(Visit.objects.filter(round=a_round, state=S.CANDIDATE).get(), "no_answer", 4)
    outside = story.visit(surgery, me, S.BOOKED)
    story.attempt(outside, "rang", 100)
    shown = progress(called(world.lead), TODAY)
    assert (shown.effort.attempts, shown.effort.minutes, shown.effort.booked) == (2, 16, 4)
    assert (shown.effort.attempts_each, shown.effort.minutes_each) == (0.5, 4)
    # the visit that was held a fortnight ago is past its four working days
    assert (shown.overdue.promises, shown.overdue.answers, shown.overdue.write_ups) == (1, 1, 1)
    client.force_login(world.lead)
    page = client.get("/").content.decode()
    assert "16 in all" in page
    assert "1 promise, 1 answer, 1 write-up" in page


def test_nothing_is_owed_is_said_only_when_no_answer_is_either(world: World, client: Client) -> None:
    surgery, me = practice(world.ealing), world.commissioner
    client.force_login(me)
    assert "Nothing is owed: no promise, and no answer." in client.get("/follow-up/").content.decode()
    asked = story.question(surgery, me, TODAY, text="Who pays for the second call?")
    page = client.get("/follow-up/").content.decode()
    assert "Nothing is owed" not in page
    assert "Every promise is kept. Answers are still owed." in page
    assert "Who pays for the second call?" in page
    assert f"/questions/{asked.pk}/" in page
    # The evaluator sees that it is owed, without its words and whose it is.
    client.force_login(world.evaluator)
    page = client.get("/follow-up/").content.decode()
    assert f"/questions/{asked.pk}/" in page
    assert "Who pays for the second call?" not in page
    assert me.name not in page


@pytest.mark.usefixtures("a_round")
def test_an_evaluator_sees_counts_and_no_name(world: World, client: Client) -> None:
    client.force_login(world.evaluator)
    page = client.get("/").content.decode()
    assert "Arranged" in page
    assert "Cora Commissioner" not in page


def test_an_administrator_sees_people_and_what_did_not_arrive(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    OutboxMessage.objects.create(
        kind="invitation",
        to="x@practice.example",
        subject="A visit to you",
        body="b",
        practice_code=surgery.code,
        state=OutboxMessage.State.FAILED,
        made_at=NOW,
        send_after=NOW,
    )
    client.force_login(world.administrator)
    page = client.get("/").content.decode()
    assert "Messages that did not arrive (1)" in page
    assert "A visit to you" in page
    assert "cora.commissioner@nhs.example" in page
    assert "Sam Stranger" not in page


def test_home_takes_as_many_queries_with_much_to_do_as_with_little(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(world.lead)
    cache.clear()
    for day in range(1, 30):
        surgery = practice(world.ealing)
        story.promise(surgery, world.commissioner, TODAY - day * DAY)
        story.question(surgery, world.commissioner, TODAY - day * DAY)
        story.visit(surgery, world.commissioner, S.HELD)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert client.get("/").status_code == 200
