"""From a round to its visits: confirmed, challenged and back again, or added beside any round."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.links import token_of
from commonground.core.models import AuditEvent, Link, OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.rounds import services as rounds
from commonground.rounds.models import Candidate, Challenge
from commonground.rounds.queries import lacking
from commonground.visits import daily
from commonground.visits.models import Visit
from commonground.visits.queries import rounds as round_queries
from commonground.visits.queries import visits as visit_queries
from commonground.visits.queries.rounds import Filters
from commonground.visits.services import arranging, booking
from commonground.visits.services import rounds as round_services
from commonground.visits.services.booking import Time
from commonground.visits.views.rounds import AT_A_TIME
from tests.rounds.test_rounds import MARCH, NOW, listed, made
from tests.visits.scene import a_nurse, at, holder, letters, link_of, offers
from tests.world import TODAY, World, called, manager, practice

S = Visit.State
WEEK = timedelta(days=7)


def confirmed(world: World, *candidates: Candidate) -> None:
    round_services.confirm_round(called(world.lead), candidates[0].round, at=NOW)


def book(caller: Caller, visit: Visit, at: datetime, *, now: datetime) -> None:
    booking.book_as_agreed(caller, visit, Time(at, at + timedelta(hours=1)), None, now=now)


def standing(world: World, on: date) -> list[str]:
    return [one.standing for one in round_queries.filtered(called(world.lead), Filters(), on=on)]


def test_confirming_makes_a_visit_of_each_practice(world: World) -> None:
    round_ = made(world)
    one = listed(world, round_, practice(world.ealing))
    two = listed(world, round_, practice(world.havering), position=2)
    off = listed(world, round_, practice(world.havering), position=3)
    rounds.remove_candidate(called(world.lead), off, reason="visited in May", on=TODAY)
    rounds.challenge(called(world.commissioner), two, reason="merging", on=TODAY)
    confirmed(world, one)
    found = Visit.objects.order_by("pk").values_list("practice", "visitor", "state", "round")
    assert list(found) == [
        (one.practice_id, world.commissioner.pk, S.CANDIDATE, round_.pk),
        (two.practice_id, world.commissioner.pk, S.CHALLENGED, round_.pk),
    ]


def test_nothing_is_confirmed_where_no_visit_can_be_made(world: World) -> None:
    round_ = made(world)
    surgery = practice(world.ealing)
    rounds.add_candidates(called(world.lead), round_, [Candidate(round=round_, practice=surgery, position=1)])
    with pytest.raises(RefusedError):
        round_services.confirm_round(called(world.lead), round_, at=NOW)
    round_.refresh_from_db()
    assert round_.confirmed_at is None


def test_a_challenged_visit_comes_back_by_itself_on_its_day(world: World) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    confirmed(world, candidate)
    caller = called(world.commissioner)
    round_services.challenge(caller, candidate, reason="merging in June", now=NOW, returns_on=MARCH)
    assert standing(world, TODAY) == [S.CHALLENGED]
    assert standing(world, MARCH) == [S.CANDIDATE]
    visit = Visit.objects.get()
    with pytest.raises(RefusedError):
        round_services.return_to_list(caller, visit, on=TODAY)
    round_services.return_to_list(caller, visit, on=MARCH)
    assert Visit.objects.get().state == S.CANDIDATE


def test_a_visit_whose_challenge_is_over_is_invited_and_booked_like_any_other(world: World) -> None:
    # Given a practice that was challenged until March, and one that is still challenged
    lead, caller = called(world.lead), called(world.commissioner)
    round_ = made(world)
    one, two = (
        listed(
            world, round_, practice(world.ealing, email=f"inbox{number}@practice.example"), position=number
        )
        for number in (1, 2)
    )
    confirmed(world, one)
    round_services.challenge(caller, one, reason="merging in June", now=NOW, returns_on=MARCH)
    round_services.challenge(caller, two, reason="it closes", now=NOW)
    visit, still = Visit.objects.order_by("pk")
    later = timezone.make_aware(datetime.combine(MARCH, time(9)))
    assert not visit_queries.to_arrange(lead, on=TODAY).exists()
    assert list(visit_queries.to_arrange(lead, on=MARCH)) == [visit]
    # When they are invited in March, then the first goes its way and the other stays away
    arranging.invite(caller, visit, to=None, now=later)
    assert Visit.objects.get(pk=visit.pk).state == S.INVITED
    with pytest.raises(RefusedError, match="Challenged"):
        arranging.invite(caller, still, to=None, now=later)
    assert AuditEvent.objects.filter(event="visit.returned", subject_id=str(visit.pk)).count() == 1
    # And one that was challenged again is booked by telephone when that is over
    round_services.challenge(caller, one, reason="a new manager", now=later, returns_on=MARCH + WEEK)
    visit.refresh_from_db()
    with pytest.raises(RefusedError, match="Challenged"):
        book(caller, visit, later + 2 * WEEK, now=later)
    book(caller, visit, later + 2 * WEEK, now=later + WEEK)
    assert Visit.objects.get(pk=visit.pk).state == S.BOOKED


def test_the_page_of_a_visit_whose_challenge_is_over_offers_the_next_step(
    world: World, client: Client
) -> None:
    visit = Visit.objects.create(
        practice=practice(world.ealing), visitor=world.commissioner, state=S.CHALLENGED, made_at=NOW
    )
    client.force_login(world.commissioner)
    page = client.get(f"/visits/{visit.pk}/").content.decode()
    assert "To be invited" in page
    assert f"/visits/{visit.pk}/invite/" in page
    assert f"/visits/{visit.pk}/" in client.get("/visits/arranging/").content.decode()
    assert Visit.objects.get().state == S.CHALLENGED  # Looking changes nothing


def test_a_practice_that_was_invited_is_told_of_a_challenge_and_its_link_ends(
    world: World, client: Client
) -> None:
    # Given an invitation with a nurse, for which a time is kept while she is asked
    candidate = listed(world, made(world), practice(world.ealing))
    confirmed(world, candidate)
    caller, visit = called(world.commissioner), Visit.objects.get()
    nurse = a_nurse(caller, visit.practice, "Nora Nurse")
    arranging.invite(caller, visit, to=manager(caller, visit.practice), nurses=[nurse], now=NOW)
    (slot,) = offers(world.commissioner, at(14))
    link = link_of(visit)
    booking.choose_time(holder(visit, link), visit, link, slot.pk, now=NOW)
    asked = link_of(visit, Link.Purpose.ATTEND)
    # When it is challenged
    round_services.challenge(caller, candidate, reason="merging in June", now=NOW, returns_on=MARCH)
    # Then both are told, the time is free, and the link says that it is no longer good
    told = {letter.to: letter for letter in letters(visit, "visit-postponed")}
    assert set(told) == {"mina.manager@practice.example", "nora.nurse@practice.example"}
    assert {letter.calendar for letter in told.values()} == {""}
    slot.refresh_from_db()
    assert slot.visit is None
    answer = client.get(f"/l/{token_of(asked)}/")
    assert (answer.status_code, "no longer valid" in answer.content.decode()) == (410, True)
    # And nobody is written to who never heard of it
    other = listed(world, made(world), practice(world.ealing))
    confirmed(world, other)
    round_services.challenge(caller, other, reason="it closes", now=NOW)
    assert OutboxMessage.objects.filter(kind="visit-postponed").count() == 2


def test_the_page_of_a_challenge_says_that_the_practice_is_told(world: World, client: Client) -> None:
    candidate = listed(world, made(world), practice(world.ealing, email="inbox@practice.example"))
    confirmed(world, candidate)
    client.force_login(world.commissioner)
    path = f"/rounds/{candidate.round_id}/practices/{candidate.practice.code}/challenge/"
    assert "was invited" not in client.get(path).content.decode()
    arranging.invite(called(world.commissioner), Visit.objects.get(), to=None, now=NOW)
    assert "was invited" in client.get(path).content.decode()


def test_a_challenge_of_a_visit_is_withdrawn(world: World) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    confirmed(world, candidate)
    caller = called(world.commissioner)
    challenge = round_services.challenge(caller, candidate, reason="merging", now=NOW)
    round_services.withdraw(caller, challenge, on=TODAY)
    assert Visit.objects.get().state == S.CANDIDATE
    assert set(AuditEvent.objects.values_list("event", flat=True)) >= {"visit.challenged", "visit.returned"}


def test_a_booked_visit_is_moved_and_not_challenged(world: World) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    confirmed(world, candidate)
    Visit.objects.update(state=S.BOOKED)
    with pytest.raises(RefusedError, match="booked"):
        round_services.challenge(called(world.commissioner), candidate, reason="no", now=NOW)
    assert not candidate.challenges.exists()


def test_a_visit_already_made_needs_a_manager_or_a_reason(world: World) -> None:
    def past(**fields: object) -> Visit:
        values = {"starts_at": NOW - timedelta(days=60), "visitor": world.commissioner, "made_at": NOW}
        return Visit(practice=practice(world.ealing), **{**values, **fields})

    caller = called(world.commissioner)
    visit = round_services.add_past_visit(caller, past(), present=["manager", "nurse"], now=NOW)
    assert visit.state == S.HELD
    assert sorted(visit.attendees.values_list("role", "came")) == [("manager", True), ("nurse", True)]
    with pytest.raises(RefusedError, match="manager"):
        round_services.add_past_visit(caller, past(), present=["nurse"], now=NOW)
    with pytest.raises(RefusedError, match="past"):
        round_services.add_past_visit(
            caller, past(starts_at=NOW + timedelta(days=1)), present=["manager"], now=NOW
        )
    reason = past(no_manager_reason="she was ill")
    assert round_services.add_past_visit(caller, reason, present=[], now=NOW).state == S.HELD


def test_a_long_list_is_completed_some_at_a_time(world: World) -> None:
    round_ = made(world)
    lead = called(world.lead)
    surgeries = [practice(world.ealing, visitor=world.commissioner) for _ in range(AT_A_TIME + 1)]
    rows = [Candidate(round=round_, practice=one, position=1) for one in surgeries]
    rounds.add_candidates(lead, round_, rows)
    client = Client()
    client.force_login(world.lead)
    for step, confirmed in ((AT_A_TIME, False), (1, True)):
        asked = lacking(lead, round_)[:AT_A_TIME]
        answers = {f"reason-{one.pk}": "asked for help" for one in asked}
        assert len(answers) == step
        client.post(f"/rounds/{round_.pk}/confirm/", answers)
        round_.refresh_from_db()
        assert (round_.confirmed_at is not None) is confirmed
    assert Visit.objects.count() == len(surgeries)


def test_strangers_and_evaluators_add_no_visit(world: World) -> None:
    visit = Visit(practice=practice(world.ealing), visitor=world.commissioner, made_at=NOW)
    for user in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            round_services.add_visit(called(user), visit)
    assert round_services.add_visit(called(world.commissioner), visit).state == S.CANDIDATE


@pytest.mark.parametrize("state", [S.CANDIDATE, S.INVITED, S.BOOKED, S.HELD, S.CANCELLED])
def test_a_challenge_is_offered_only_while_no_date_is_agreed(
    world: World, client: Client, state: Visit.State
) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    confirmed(world, candidate)
    Visit.objects.update(state=state)
    client.force_login(world.commissioner)
    page = client.get(f"/rounds/{candidate.round_id}/").content.decode()
    way = f"/rounds/{candidate.round_id}/practices/{candidate.practice.code}/challenge/"
    assert (way in page) is (state in (S.CANDIDATE, S.INVITED))


def test_an_empty_round_says_what_to_do_and_offers_no_confirming(world: World, client: Client) -> None:
    round_ = made(world)
    client.force_login(world.lead)
    answer = client.get(f"/rounds/{round_.pk}/confirm/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "No practice is on the list yet." in page
    assert f"/rounds/{round_.pk}/file/" in page or "from a file" in page
    assert "Confirm the list" not in page
    client.post(f"/rounds/{round_.pk}/confirm/")
    round_.refresh_from_db()
    assert round_.confirmed_at is None


def test_an_ended_challenge_is_shown_nowhere_and_a_day_puts_its_visit_back(
    world: World, client: Client
) -> None:
    # Given a challenge that ended yesterday, and one that stands
    caller, today = called(world.commissioner), timezone.localdate()
    ended, stands = (listed(world, made(world), practice(world.ealing)) for _ in range(2))
    for candidate in (ended, stands):
        confirmed(world, candidate)
        round_services.challenge(caller, candidate, reason="merging", now=timezone.now() - WEEK)
    Challenge.objects.filter(candidate=ended).update(returns_on=today)
    # Then the page of the practice says so at once
    client.force_login(world.commissioner)
    pages = [
        client.get(f"/practices/{one.practice.code}/").content.decode().lower() for one in (ended, stands)
    ]
    assert [("to be invited" in page, ", challenged" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]
    # And lists say so once a day has passed
    done = daily.run(timezone.now())
    assert done == [f"Put {ended.practice.name} back on its list: the challenge is over."]
    assert Visit.objects.get(practice=ended.practice).state == S.CANDIDATE
    assert daily.run(timezone.now()) == []
