"""What people outside answered, and what did not arrive, is on Today until it is dealt with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from commonground.accounts.models import User
from commonground.core import outbox
from commonground.core.caller import Role
from commonground.core.models import OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.desk.presenters.lines import Part
from commonground.desk.presenters.today import parts
from commonground.plans import check_in_services
from commonground.plans import services as plans
from commonground.plans.models import Action, CheckIn
from commonground.practices import services as practices
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from commonground.visits.services import after
from tests.desk import story
from tests.desk.story import DAY
from tests.follow_up_world import NOON, action, agreed_plan, held_visit, holder, link_of, plan_of, surgery
from tests.world import TODAY, World, called, person, practice

S = Visit.State
LETTERS = "Letters that did not arrive"
CORRECTIONS = "What practices say is wrong in a summary"
WRITTEN = "Plans that practices wrote"
STUCK = "Stuck, or not theirs: can we help?"
DUE = "Next visits that are due"


def home(user: User, now: datetime = NOON) -> dict[str, Part]:
    return {part.title: part for part in parts(called(user), now)}


def test_a_letter_that_did_not_arrive_is_its_visitor_s_until_dealt_with(world: World, client: Client) -> None:
    # Given a letter that could not be sent and one that came back
    at = surgery(world)
    failed, bounced = (letter(at, state=state) for state in ("failed", "bounced"))
    letter(at, state="sent")
    letter(practice(world.elsewhere), state="failed")
    # Then the visitor and the lead have them on Today, nobody else
    other = person(Role.COMMISSIONER, "Olive Other", world.region)
    for user in (world.commissioner, world.lead):
        [first, second] = home(user)[LETTERS].lines
        assert (first.practice, first.href) == (at.name, f"/outbox/{failed.pk}/")
        assert second.words.startswith("Came back: ")
    assert LETTERS not in home(other)
    # And the page on which it is dealt with opens for the visitor, outside the demo too
    client.force_login(world.commissioner)
    page = client.get(f"/outbox/{failed.pk}/").content.decode()
    assert f"/practices/{at.code}/" in page
    assert "/l/" not in page
    # When one is sent again and the other was seen to
    outbox.send_again(called(world.lead), failed, now=NOON)
    assert client.post(f"/outbox/{bounced.pk}/dealt-with/").status_code == 302
    # Then nothing waits
    assert LETTERS not in home(world.commissioner)
    assert "Seen to" in client.get(f"/outbox/{bounced.pk}/").content.decode()


def test_only_what_did_not_arrive_is_seen_to_and_not_by_a_link(world: World) -> None:
    at = surgery(world)
    with pytest.raises(RefusedError):
        outbox.see_to(called(world.commissioner), letter(at, state="sent"), now=NOON)
    agreed_plan(world, at)
    check_in_services.ask(called(world.commissioner), CheckIn.objects.earliest("due_on"), at=NOON)
    with pytest.raises(NotAllowedError):
        outbox.see_to(holder(link_of("check-in"), at), letter(at, state="failed"), now=NOON)


def test_a_letter_written_anew_to_somebody_else_deals_with_it(world: World) -> None:
    at = surgery(world)
    letter(at, state="bounced")
    letter(at, state="waiting", to="new@practice.example", made_at=NOON + DAY)
    assert LETTERS not in home(world.commissioner)


def letter(at: Practice, **fields: Any) -> OutboxMessage:
    """A letter about a practice."""
    values = {
        "kind": "invitation",
        "to": "old@practice.example",
        "subject": "A visit to you",
        "body": "b",
        "practice_code": at.code,
        "made_at": NOON,
        "send_after": NOON,
        **fields,
    }
    return OutboxMessage.objects.create(**values)


def told(user: User) -> list[str]:
    """The letters to one of us about what a practice did."""
    return [one.body for one in OutboxMessage.objects.filter(kind="visitor-told", to=user.email)]


def test_a_correction_is_on_today_and_its_visitor_is_told(world: World) -> None:
    visit = held_visit(world, surgery(world), state=S.WRITTEN_UP)
    after.send_summary(called(world.commissioner), visit, at=NOON)
    link = link_of("summary")
    wrong = after.correct(holder(link, visit.practice), visit, text="we have two nurses", link=link, at=NOON)
    [line] = home(world.commissioner)[CORRECTIONS].lines
    assert (line.words, line.href) == ("we have two nurses", f"/visits/{visit.pk}/after/")
    assert CORRECTIONS in home(world.lead)
    assert CORRECTIONS not in home(world.stranger)
    [body] = told(world.commissioner)
    assert visit.practice.name in body
    assert f"/visits/{visit.pk}/after/" in body
    after.settle(called(world.commissioner), wrong, at=NOON)
    assert CORRECTIONS not in home(world.commissioner)


def test_a_plan_that_a_practice_wrote_is_on_today_until_it_is_agreed(world: World) -> None:
    me, plan = called(world.commissioner), plan_of(world, surgery(world), written_by="practice")
    assert WRITTEN not in home(world.commissioner)
    plans.ask_practice(me, plan, at=NOON)
    link = link_of("plan-asked")
    plans.write_by_practice(
        holder(link, plan.practice), plan, [action(plan), action(plan)], link=link, at=NOON
    )
    [line] = home(world.commissioner)[WRITTEN].lines
    assert (line.practice, line.href) == (plan.practice.name, f"/plans/{plan.pk}/")
    assert WRITTEN in home(world.lead)
    assert WRITTEN not in home(world.stranger)
    [body] = told(world.commissioner)
    assert f"/plans/{plan.pk}/" in body
    # Sent back to be completed it is the practice's again; agreed on, nobody's
    plans.ask_practice(me, plan, at=NOON)
    assert WRITTEN not in home(world.commissioner)
    link = link_of("plan-asked")
    plans.write_by_practice(holder(link, plan.practice), plan, list(plan.actions.all()), link=link, at=NOON)
    assert WRITTEN in home(world.commissioner)
    plans.agree(me, plan, at=NOON)
    assert WRITTEN not in home(world.commissioner)


@pytest.mark.parametrize("answer", ["stuck", "not_ours"])
def test_who_is_stuck_is_on_today_until_we_talked(world: World, client: Client, answer: str) -> None:
    at = surgery(world)
    agreed_plan(world, at)
    first = CheckIn.objects.earliest("due_on", "pk")
    check_in_services.ask(called(world.commissioner), first, at=NOON)
    link = link_of("check-in")
    check_in_services.answer(holder(link, at), first, answer=answer, note="no time", at=NOON, link=link)
    one = Action.objects.get(pk=first.action_id)
    [line] = home(world.commissioner)[STUCK].lines
    assert line.href == f"/plans/{one.plan_id}/"
    assert one.what in line.words
    assert STUCK in home(world.lead)
    assert STUCK not in home(world.stranger)
    [body] = told(world.commissioner)
    assert f"/plans/{one.plan_id}/" in body
    # When we talked it over, from the page that the line leads to
    client.force_login(world.commissioner)
    assert f"/actions/{one.pk}/helped/" in client.get(line.href).content.decode()
    assert f"/actions/{one.pk}/helped/" in client.get("/follow-up/").content.decode()
    assert client.post(f"/actions/{one.pk}/helped/").status_code == 302
    assert STUCK not in home(world.commissioner)
    assert f"/actions/{one.pk}/helped/" not in client.get("/follow-up/").content.decode()
    # And it stands as it was answered
    assert Action.objects.get(pk=one.pk).state == answer


def test_who_is_stuck_again_is_on_today_again(world: World) -> None:
    at, me = surgery(world), called(world.commissioner)
    agreed_plan(world, at)
    first, second = CheckIn.objects.order_by("action_id", "due_on")[:2]
    assert first.action_id == second.action_id
    for check_in in (first, second):
        check_in_services.answer(me, check_in, answer="stuck", note="", at=NOON)
        assert STUCK in home(world.commissioner)
        plans.help_given(me, Action.objects.get(pk=first.action_id), today=TODAY)
        assert STUCK not in home(world.commissioner)
    assert told(world.commissioner) == []  # one of us rang, and knows


def test_nobody_talks_over_what_is_not_stuck(world: World) -> None:
    one = story.action(surgery(world), TODAY)
    with pytest.raises(RefusedError):
        plans.help_given(called(world.commissioner), one, today=TODAY)


def closed_visit(at: Practice, by: User, **fields: Any) -> Visit:
    return story.visit(at, by, S.CLOSED, closed_at=NOON - 5 * DAY, next_due_on=TODAY, **fields)


def test_the_next_visit_is_on_today_from_its_day_on(world: World, client: Client) -> None:
    at = surgery(world)
    closed_visit(at, world.lead)
    assert DUE not in home(world.commissioner, NOON - DAY)
    [line] = home(world.commissioner)[DUE].lines
    assert (line.practice, line.href, line.due) == (at.name, f"/visits/add/?practice={at.code}", TODAY)
    assert not line.late
    assert home(world.commissioner, NOON + DAY)[DUE].lines[0].late
    assert DUE in home(world.lead)
    assert DUE not in home(world.stranger)
    client.force_login(world.commissioner)
    assert client.get(line.href).status_code == 200
    # When it is on its way, it is no longer asked for; when that is cancelled, it is again
    coming = story.visit(at, world.commissioner, S.CANDIDATE)
    assert DUE not in home(world.commissioner)
    Visit.objects.filter(pk=coming.pk).update(state=S.CANCELLED, made_at=NOON)
    assert DUE in home(world.commissioner)


def test_the_next_visit_follows_a_merger_and_ends_with_a_closure(world: World) -> None:
    me = called(world.commissioner)
    old, new, gone = surgery(world), practice(world.ealing, visitor=world.lead), surgery(world)
    closed_visit(old, world.commissioner)
    closed_visit(gone, world.commissioner)
    practices.merge(me, old, into=new, on=TODAY)
    Practice.objects.filter(pk=gone.pk).update(closed_on=TODAY)
    [line] = home(world.lead)[DUE].lines
    assert (line.practice, line.href) == (new.name, f"/visits/add/?practice={new.code}")
    assert DUE not in home(world.commissioner)  # the new practice is another's
    story.visit(new, world.lead, S.INVITED)
    assert DUE not in home(world.lead)


def test_a_later_visit_that_was_held_is_the_next(world: World) -> None:
    at = surgery(world)
    closed_visit(at, world.commissioner)
    story.visit(at, world.commissioner, S.CLOSED, starts_at=NOON - 2 * DAY, ends_at=NOON - 2 * DAY)
    assert DUE not in home(world.commissioner)


def test_a_promise_that_was_put_off_says_so_on_today(world: World) -> None:
    late = story.promise(surgery(world), world.commissioner, TODAY - 9 * DAY, "Send the rule on payment")
    late.due_on = TODAY + DAY
    plans.change_action(called(world.commissioner), late, today=TODAY)
    [line] = home(world.commissioner)["Promises due in the next week"].lines
    assert line.due_words == f"was due {(TODAY - 9 * DAY).day} November 2026, now"
